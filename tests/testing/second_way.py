"""Values, gradients and Hessians of formulas at a point, in 60 digits by mpmath: a second way to every known answer.

Nothing of the decision core is used: trees are walked with second-order Taylor arithmetic written here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import mpmath as mp

from mirrorsym.expression import Expression

Number = Any
DIGITS = 60


@dataclass(frozen=True)
class Jet:
    """A value with its first and second derivatives."""

    value: Number
    slope: tuple[Number, ...]
    bend: tuple[tuple[Number, ...], ...]

    def __add__(self, other: Jet) -> Jet:
        return Jet(self.value + other.value, tuple(a + b for a, b in zip(self.slope, other.slope, strict=True)),
                   tuple(tuple(a + b for a, b in zip(p, q, strict=True)) for p, q in zip(self.bend, other.bend, strict=True)))

    def __mul__(self, other: Jet) -> Jet:
        x, y = self, other
        n = range(len(x.slope))
        return Jet(x.value * y.value, tuple(x.slope[i] * y.value + x.value * y.slope[i] for i in n), tuple(tuple(
            x.bend[i][j] * y.value + x.slope[i] * y.slope[j] + x.slope[j] * y.slope[i] + x.value * y.bend[i][j] for j in n) for i in n))

    def through(self, f: Number, f1: Number, f2: Number) -> Jet:
        """A function of this one, given by its value and derivatives."""
        n = range(len(self.slope))
        return Jet(f, tuple(f1 * s for s in self.slope),
                   tuple(tuple(f1 * self.bend[i][j] + f2 * self.slope[i] * self.slope[j] for j in n) for i in n))


def constant(x: Number, size: int) -> Jet:
    zero = mp.mpf(0)
    return Jet(mp.mpf(x), (zero,) * size, ((zero,) * size,) * size)


def _two(f: Callable[[Number], Number], f1: Callable[[Number], Number], f2: Callable[[Number], Number]) -> Any:
    return f, f1, f2


ONE: dict[str, Any] = {
    "exp": _two(mp.exp, mp.exp, mp.exp), "log": _two(mp.log, lambda x: 1 / x, lambda x: -1 / x**2),
    "sin": _two(mp.sin, mp.cos, lambda x: -mp.sin(x)), "cos": _two(mp.cos, lambda x: -mp.sin(x), lambda x: -mp.cos(x)),
    "tan": _two(mp.tan, lambda x: mp.sec(x) ** 2, lambda x: 2 * mp.tan(x) * mp.sec(x) ** 2),
    "sinh": _two(mp.sinh, mp.cosh, mp.sinh), "cosh": _two(mp.cosh, mp.sinh, mp.cosh),
    "tanh": _two(mp.tanh, lambda x: mp.sech(x) ** 2, lambda x: -2 * mp.tanh(x) * mp.sech(x) ** 2),
    "asin": _two(mp.asin, lambda x: (1 - x**2) ** -0.5, lambda x: x / mp.sqrt(1 - x**2) ** 3),
    "acos": _two(mp.acos, lambda x: -1 / mp.sqrt(1 - x**2), lambda x: -x / mp.sqrt(1 - x**2) ** 3),
    "atan": _two(mp.atan, lambda x: 1 / (1 + x**2), lambda x: -2 * x / (1 + x**2) ** 2),
    "asinh": _two(mp.asinh, lambda x: 1 / mp.sqrt(1 + x**2), lambda x: -x / mp.sqrt(1 + x**2) ** 3),
    "acosh": _two(mp.acosh, lambda x: 1 / mp.sqrt(x**2 - 1), lambda x: -x / mp.sqrt(x**2 - 1) ** 3),
    "atanh": _two(mp.atanh, lambda x: 1 / (1 - x**2), lambda x: 2 * x / (1 - x**2) ** 2),
    "abs": _two(abs, mp.sign, lambda x: mp.mpf(0)), "sign": _two(mp.sign, lambda x: mp.mpf(0), lambda x: mp.mpf(0)),
    "erf": _two(mp.erf, lambda x: 2 / mp.sqrt(mp.pi) * mp.exp(-x**2), lambda x: -4 * x / mp.sqrt(mp.pi) * mp.exp(-x**2)),
    "gamma": _two(mp.gamma, lambda x: mp.gamma(x) * mp.psi(0, x), lambda x: mp.gamma(x) * (mp.psi(0, x) ** 2 + mp.psi(1, x))),
    "LambertW": _two(mp.lambertw, lambda x: mp.exp(-mp.lambertw(x)) / (1 + mp.lambertw(x)),
                     lambda x: -mp.exp(-2 * mp.lambertw(x)) * (mp.lambertw(x) + 2) / (1 + mp.lambertw(x)) ** 3),
    "Ei": _two(mp.ei, lambda x: mp.exp(x) / x, lambda x: mp.exp(x) * (x - 1) / x**2),
}
HOLDS = {"<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
         "=": lambda a, b: a == b, "!=": lambda a, b: a != b}


def jet(e: Expression, names: tuple[str, ...], at: Mapping[str, Any]) -> Jet:
    """The formula's jet in `names` at a point; other symbols are constants."""
    size = len(names)
    done: dict[Expression, Any] = {}

    def of(n: Expression) -> Any:
        op, a = n.op, [done[x] for x in n.args] if n.op not in ("num", "sym", "const") else []
        if op == "num":
            return constant(mp.mpf(n.args[0].numerator) / n.args[0].denominator, size)
        if op == "const":
            return constant(mp.pi, size)
        if op == "sym":
            x = constant(mp.mpf(at[n.args[0]].numerator) / at[n.args[0]].denominator, size)
            return Jet(x.value, tuple(mp.mpf(n.args[0] == v) for v in names), x.bend)
        if op in ("add", "mul"):
            out = a[0]
            for x in a[1:]:
                out = out + x if op == "add" else out * x
            return out
        if op == "pow":
            b, e = a
            if n.args[1].op == "num":
                k = e.value
                if k == int(k):
                    k = int(k)
                return b.through(b.value**k, k * b.value ** (k - 1), k * (k - 1) * b.value ** (k - 2) if k not in (0, 1) else mp.mpf(0))
            x = e * b.through(mp.log(b.value), 1 / b.value, -1 / b.value**2)
            return x.through(*(mp.exp(x.value),) * 3)
        if op in HOLDS:
            return HOLDS[op](a[0].value, a[1].value)
        if op == "true":
            return True
        if op == "piecewise":
            return next(v for v, c in zip(a[::2], a[1::2], strict=True) if c)
        if op in ("Max", "Min"):
            return (max if op == "Max" else min)(a, key=lambda x: x.value)
        f, f1, f2 = ONE[op]
        x = a[0].value
        got = [f(x), f1(x), f2(x)]
        if any(mp.im(g) != 0 for g in got):
            raise ValueError(f"{n} is not real at {at}")
        return a[0].through(*map(mp.re, got))

    for n in e.walk():
        done[n] = of(n)
    return done[e]


def bracket(x: Jet, y: Jet) -> tuple[list[Number], Number]:
    """(Hess y) grad x - (Hess x) grad y, and the size of what was added up."""
    n = range(len(x.slope))
    terms = [[y.bend[k][m] * x.slope[m] for m in n] + [-x.bend[k][m] * y.slope[m] for m in n] for k in n]
    return [mp.fsum(t) for t in terms], mp.fsum(abs(v) for t in terms for v in t)
