"""Backends: one file each, named `on_<what>.py`, each with `available()` and `compile(kernel)`.

`available()` is None where the backend works and one sentence that says why where it does not.  `compile(kernel)` gives a
function of one array (or number) per argument of the kernel; arguments are broadcast against each other, and the result is
a tuple of one value per output, of the broadcast shape.  A value that does not exist is NaN, one that overflows is infinite; neither
raises, because the other trajectories of a batch go on.

Main definitions: `backends`, `backend`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from numeric_backend.kernel import Kernel

__all__ = ["backend", "backends"]


def backends() -> dict[str, str | None]:
    """All backends by name, each with None or the reason why it is not available here.

    >>> backends()["numpy"] is None
    True
    """
    return {name: import_module(f"{__name__}.on_{name}").available() for name in _names()}


def _names() -> list[str]:
    return [file.stem.removeprefix("on_") for file in sorted(Path(__file__).parent.glob("on_*.py"))]


def backend(name: str) -> Callable[[Kernel], Callable[..., tuple[Any, ...]]]:
    """The `compile` of a backend; ValueError with a sentence for one that there is none of or that is not available."""
    if name not in _names():
        raise ValueError(f"there is no backend {name!r} (known: {', '.join(_names())})")
    module = import_module(f"{__name__}.on_{name}")
    reason = module.available()
    if reason is not None:
        raise ValueError(f"the backend {name!r} is not available: {reason}")
    compiled: Callable[[Kernel], Callable[..., tuple[Any, ...]]] = module.compile
    return compiled
