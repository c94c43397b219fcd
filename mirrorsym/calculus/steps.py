"""An expression as a list of steps, so that its value at many points costs no search for subterms.

Each step names its operands by their positions.  `rational_value` runs the steps that rational numbers allow.

Main definitions: `Step`, `steps`, `has_branches`, `rational`, `rational_value`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from flint import fmpq

from mirrorsym.expression import Expression

__all__ = ["Step", "has_branches", "rational", "rational_value", "steps"]

#: node, positions of its operands, its value when it is a number
Step = tuple[Expression, tuple[int, ...], fmpq | None]

MAX_POWER_BITS = 200_000
_ZERO, _ONE = fmpq(0), fmpq(1)


def rational(q: Fraction | int) -> fmpq:
    """A number in the form that the steps work with."""
    return fmpq(q.numerator, q.denominator)


@lru_cache(maxsize=4096)
def steps(e: Expression) -> tuple[Step, ...]:
    """The nodes of `e`, each once, operands before what they belong to.

    >>> from mirrorsym.expression import sym
    >>> [operands for _, operands, _ in steps(sym("u") + 1)]
    [(), (), (0, 1)]
    """
    place: dict[int, int] = {}
    out: list[Step] = []
    for i, n in enumerate(e.walk()):
        place[id(n)] = i
        op = n.op
        if op == "num":
            out.append((n, (), rational(n.args[0])))
        elif op in ("sym", "const", "true"):
            out.append((n, (), None))
        else:
            out.append((n, tuple(place[id(a)] for a in n.args), None))
    return tuple(out)


@lru_cache(maxsize=4096)
def has_branches(e: Expression) -> bool:
    """Whether something in `e` must not be evaluated everywhere: a branch of a piecewise expression."""
    return any(n.op == "piecewise" for n, _, _ in steps(e))


def rational_value(e: Expression, point: Mapping[str, fmpq]) -> fmpq | None:
    """The value of `e` where only rational operations occur; None otherwise, and where it does not exist.

    >>> from mirrorsym.expression import sym
    >>> rational_value(1 / sym("u"), {"u": fmpq(2)})
    1/2
    """
    done: list[fmpq] = []
    for n, a, constant in steps(e):
        op = n.op
        if constant is not None:
            value = constant
        elif op == "sym":
            found = point.get(n.args[0])
            if found is None:
                return None
            value = found
        elif op == "add":
            value = _ZERO
            for i in a:
                value = value + done[i]
        elif op == "mul":
            value = _ONE
            for i in a:
                value = value * done[i]
        elif op == "pow":
            b, k = done[a[0]], done[a[1]]
            if k.q != 1 or (b == 0 and k < 0) or abs(k) * b.height_bits() > MAX_POWER_BITS:
                return None
            value = b ** int(k.p)
        elif op == "abs":
            value = abs(done[a[0]])
        else:
            return None
        done.append(value)
    return done[-1]
