"""Families of pairs with known answers: one file, one construction.

A family is a module of this folder with a function `build(choose) -> Known`, whose docstring argues why the answers are
right, and a number `SHARE`, its part of the corpus; its name is the family's.  `all_families` finds them.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from mirrorsym.testing.choices import Choices
from mirrorsym.testing.known import Known

__all__ = ["Family", "all_families"]


@dataclass(frozen=True, slots=True)
class Family:
    """A construction and its share of the corpus (relative to the others')."""

    name: str
    build: Callable[[Choices], Known]
    share: int


@lru_cache(maxsize=1)
def all_families() -> dict[str, Family]:
    """Every family by name.

    >>> "separable" in all_families()
    True
    """
    found: dict[str, Family] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda i: i.name):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{__name__}.{info.name}")
        found[info.name] = Family(info.name, module.build, module.SHARE)
    return found
