"""Changes of a pair that leave verdicts unchanged: other names, another order, other scales, another origin, a rotation.

Each law maps a pair to a changed pair and names the criteria whose truth it keeps.  Why: gradients of a function of
Q w + s, Q orthogonal, are Q^T times the gradient there, so brackets, ranks and orthogonality are carried along; a scale of a
coordinate, or of all variables at once, multiplies brackets, and a constant added to a function has no derivative.  Separability
survives what keeps the axes, and quadratic forms keep being forms only around the same origin.

Main definitions: `Law`, `LAWS`, `relabeled`, `reordered`, `rescaled`, `shifted`, `stretched`, `reflected`, `rotated`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from mirrorsym.expression import Expression, add, mul, num, sym
from mirrorsym.maps import Pair

__all__ = ["ALL", "LAWS", "Law", "reflected", "relabeled", "reordered", "rescaled", "rotated", "shifted", "stretched"]

ALL = frozenset({"smooth", "regular", "joint_regular", "commuting", "commuting_with_h", "block_separable", "separable", "wronskian",
                 "quadratic", "lie_necessary"})
_AXES = frozenset({"block_separable", "separable", "wronskian"})


@dataclass(frozen=True, slots=True)
class Law:
    """A change of pairs, and the criteria that it leaves as they are."""

    name: str
    change: Callable[[Pair], Pair]
    keeps: frozenset[str] = ALL


def _made(pair: Pair, put: Callable[[Expression], Expression], variables: tuple[str, ...] | None = None,
          functions: Callable[[tuple[Expression, ...]], list[Expression]] = list) -> Pair:
    """The pair with every formula changed."""
    changed = functions(tuple(put(f) for f in pair.joint))
    n = len(pair.g)
    return Pair(g=changed[:n], h=changed[n] if pair.h is not None else None, domain=[put(c) for c in pair.M.conditions],
                parameters={p.name: p.kind for p in pair.parameters}, variables=variables or pair.w)


def _with(values: Mapping[str, Expression]) -> Callable[[Expression], Expression]:
    return lambda e: e.substitute(values)


def relabeled(pair: Pair) -> Pair:
    """Every variable under another name.

    >>> str(relabeled(Pair(g=["u**2"])).g[0])
    'omega_u**2'
    """
    names = {x: f"omega_{x}" for x in pair.w}
    return _made(pair, _with({x: sym(y) for x, y in names.items()}), tuple(names.values()))


def reordered(pair: Pair) -> Pair:
    """The variables and the coordinates of g in the opposite order."""
    n = len(pair.g)
    return _made(pair, lambda e: e, tuple(reversed(pair.w)), lambda fs: [*reversed(fs[:n]), *fs[n:]])


def rescaled(pair: Pair) -> Pair:
    """Coordinates of g, and h, multiplied by nonzero numbers, constants added.

    >>> str(rescaled(Pair(g=["u"])).g[0])
    '-2*u + 1'
    """
    scales = (Fraction(-2), Fraction(1, 3), Fraction(5))
    return _made(pair, lambda e: e, None, lambda fs: [
        add(mul(num(scales[i % 3]), f), num(1 - 2 * (i % 2))) for i, f in enumerate(fs)])


def shifted(pair: Pair) -> Pair:
    """The origin moved, M with it."""
    return _made(pair, _with({x: sym(x) + Fraction(2 * i - 1, 3) for i, x in enumerate(pair.w)}))


def stretched(pair: Pair) -> Pair:
    """All variables multiplied by one number, M with them."""
    return _made(pair, _with({x: mul(num(Fraction(3, 2)), sym(x)) for x in pair.w}))


def reflected(pair: Pair) -> Pair:
    """The first variable with the opposite sign, M with it."""
    return _made(pair, _with({pair.w[0]: mul(num(-1), sym(pair.w[0]))}))


def rotated(pair: Pair) -> Pair:
    """The first two variables rotated by the angle with cosine 3/5; a single variable is reflected."""
    if len(pair.w) < 2:
        return reflected(pair)
    x, y = sym(pair.w[0]), sym(pair.w[1])
    c, s = Fraction(3, 5), Fraction(4, 5)
    return _made(pair, _with({pair.w[0]: c * x - s * y, pair.w[1]: s * x + c * y}))


LAWS = (
    Law("relabeled", relabeled), Law("reordered", reordered), Law("rescaled", rescaled), Law("shifted", shifted, ALL - {"quadratic"}),
    Law("stretched", stretched), Law("reflected", reflected), Law("rotated", rotated, ALL - _AXES),
)
