"""numeric_backend: the laboratory that tests the theory's predictions numerically.

`lambdify` turns formulas into vectorized functions; `numeric_backend.kernel` and `numeric_backend.backends` hold the programs behind
it and the engines that run them.
"""

from __future__ import annotations

from typing import Any

__all__ = ["lambdify"]


def __getattr__(name: str) -> Any:
    if name == "lambdify":  # it needs NumPy and SymPy, which a mere import should not wait for
        from numeric_backend import lowering

        return lowering.lambdify
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
