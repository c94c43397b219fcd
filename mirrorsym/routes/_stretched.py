"""A flow along a basis vector that is not of length 1: the same flow with a slower time.

Main definition: `stretched`.
"""

from __future__ import annotations

from fractions import Fraction

from mirrorsym.calculus.flows import Flow
from mirrorsym.expression import div, mul, num, sym

__all__ = ["stretched"]


def stretched(f: Flow, length: Fraction) -> Flow:
    """A flow whose time runs slower by the squared length of its basis vector: s -> s/length."""
    c = num(1 / length)
    slow = {f.time: mul(c, sym(f.time))}
    shape: tuple[object, ...] = f.shape
    if shape[0] in ("linear", "exponential", "pole", "log", "tan", "tanh"):
        shape = (*shape[:2], mul(c, shape[2]))  # type: ignore[arg-type]
    elif shape[0] == "power":
        shape = (shape[0], shape[1], mul(c, shape[2]), shape[3])  # type: ignore[arg-type]
    low, high = (None if e is None else (div(e[0], c), e[1]) for e in f.ends)
    return Flow(f.time, f.solution.substitute(slow), f.value.substitute(slow), div(f.primitive.substitute(slow), c), shape,
                div(f.inverse, c), (low, high), tuple(x.substitute(slow) for x in f.lemmas),
                None if f.area is None else div(f.area, c), f.signs, tuple(div(e, c) for e in f.left))
