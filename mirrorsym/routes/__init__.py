"""Routes: one file, one way from a commuting pair to its potential.

A route has `applies` (None, or a sentence why not) and `derive`; `all_routes` finds them by folder, in the order of their `rank`.  A route
returns a draft: formulas that it believes; `_derive` proves each of them on its own before any is reported.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from mirrorsym.routes._draft import Draft, Setting

__all__ = ["Draft", "Route", "Setting", "all_routes"]


@dataclass(frozen=True, slots=True)
class Route:
    """`rank` orders the routes: simple and explicit ones first; `derive` gives a draft, or a sentence why it got stuck."""

    name: str
    statement: str
    source: str
    rank: int
    derive: Callable[[Setting], Draft | str]


@lru_cache(maxsize=1)
def all_routes() -> tuple[Route, ...]:
    """Every route, simplest first."""
    found = []
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda i: i.name):
        if info.name.startswith("_"):
            continue
        route: Route = importlib.import_module(f"{__name__}.{info.name}").ROUTE
        if route.name != info.name:
            raise ImportError(f"routes/{info.name}.py defines the route {route.name!r}; the names must agree")
        found.append(route)
    return tuple(sorted(found, key=lambda r: (r.rank, r.name)))
