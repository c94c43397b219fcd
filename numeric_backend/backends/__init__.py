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
    found = {}
    for file in sorted(Path(__file__).parent.glob("on_*.py")):
        name = file.stem.removeprefix("on_")
        found[name] = import_module(f"{__name__}.{file.stem}").available()
    return found


def backend(name: str) -> Callable[[Kernel], Callable[..., tuple[Any, ...]]]:
    """The `compile` of a backend; ValueError with a sentence for one that there is none of or that is not available."""
    known = backends()
    if name not in known:
        raise ValueError(f"there is no backend {name!r} (known: {', '.join(known)})")
    reason = known[name]
    if reason is not None:
        raise ValueError(f"the backend {name!r} is not available: {reason}")
    compiled: Callable[[Kernel], Callable[..., tuple[Any, ...]]] = import_module(f"{__name__}.on_{name}").compile
    return compiled
