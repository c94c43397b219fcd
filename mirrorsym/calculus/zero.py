"""Does an expression vanish on a region?  Proofs, and points that refute it.

`prove` tries, in this order and each within bounds: the rational normal form (`ring`), the tower of kernels (`tower`), all partial
derivatives and one value per component (`derivatives`), a split by the sign of an absolute value (`cases`), and
for constants Gaussian integers (`gauss`) and root separation (`separation`).  `refute` looks for a rational point of the region
where ball arithmetic excludes zero.  Both answer None when they find nothing: that decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose, exact, sign_at
from mirrorsym.calculus.probe import quick_points
from mirrorsym.calculus.ratio import TooLarge, ratio_of
from mirrorsym.calculus.region import Region, affine, as_expressions, interval_of, is_inside, samples
from mirrorsym.calculus.tower import normal_form
from mirrorsym.expression import ZERO, Expression, neg, num

__all__ = ["connected", "prove", "refute"]

RING = {"rule": "ring"}


def prove(e: Expression, region: Region, depth: int = 2) -> dict[str, Any] | None:
    """A ZERO proof that `e` vanishes wherever it is defined on the region, or None.

    >>> from mirrorsym.expression import call, sym
    >>> x = sym("x")
    >>> prove(call("log", x**2) - 2 * call("log", x), Region(("x",), (), ((x, ">"),)))["rule"]
    'tower'
    """
    if e == ZERO:
        return RING
    try:
        r = ratio_of(e, sorted(e.names))
    except (TooLarge, OverflowError):
        return None
    except ZeroDivisionError:
        return None
    if r is not None:
        return RING if r.is_zero else None
    if _clearly_nonzero(e, region):
        return None
    found = normal_form(e, region, depth)
    if found is not None and found[1].is_zero:
        return found[0].certificate()
    if not e.names:
        from mirrorsym.calculus.constants import prove_constant

        return prove_constant(e)
    if depth <= 0:
        return None
    return _by_cases(e, region, depth) or _by_derivatives(e, region, depth)


def refute(e: Expression, region: Region, points: int = 10, limit: int = 2048) -> dict[str, Expression] | None:
    """An exact point of the region where `e` is provably not zero, or None.

    >>> from mirrorsym.expression import call, sym
    >>> x = sym("x")
    >>> str(refute(call("exp", x) - 1 - x, Region(("x",)))["x"])
    '1'
    """
    found = samples(region, points)
    for bits in (64, limit):
        for p in found:
            try:
                if bits == 64:
                    b = enclose(e, p, bits)
                    hit = not b.contains(0)
                else:
                    hit = sign_at(e, p, limit) in (1, -1)
            except (Undefined, Unsettled):
                continue
            if hit:
                return as_expressions(p)
    return None


def _clearly_nonzero(e: Expression, region: Region) -> bool:
    """A cheap look at three points, so that no proof is sought for what is false."""
    for p in quick_points(region)[:3]:
        try:
            if not enclose(e, p, 96).contains(0):
                return True
        except (Undefined, Unsettled):
            continue
    return False


# -- derivatives --------------------------------------------------------------------------------------------
def connected(region: Region) -> tuple[dict[str, Any], list[dict[str, tuple[Fraction, str]]]] | None:
    """A CONN proof and, per component, the extra half lines {symbol: (c, ">" or "<")} that single it out; None if unknown.

    All symbols count, parameters too; with integer-valued symbols the answer is None.
    """
    if region.integers:
        return None
    cuts: dict[str, list[Fraction]] = {}
    for e, op in region.facts:
        parts = affine(e)
        if parts is None:
            return None
        if op == "!=":
            if len(parts[0]) != 1:
                return None
            (name, slope), = parts[0].items()
            cuts.setdefault(name, []).append(-parts[1] / slope)
    if not cuts:
        return {"rule": "convex"}, [{}]
    names = sorted(cuts)
    choices = []
    for n in names:
        ends = sorted(set(cuts[n]))
        box = interval_of(region, n)
        ends = [c for c in ends if (box.low is None or c > box.low) and (box.high is None or c < box.high)]
        choices.append([(None, ends[0]), *zip(ends, ends[1:], strict=False), (ends[-1], None)] if ends else [(None, None)])
    if len(list(product(*choices))) > 16:
        return None
    boxes = [dict(zip(names, combo, strict=True)) for combo in product(*choices)]
    return {"rule": "orthants"}, boxes  # type: ignore[return-value]


def _by_derivatives(e: Expression, region: Region, depth: int) -> dict[str, Any] | None:
    if not any(n.op in ("log", "atan", "asin", "asinh", "acosh", "acos", "atanh", "erf", "Ei", "LambertW") for n in e.walk()):
        return None
    region = region.restrict(e.names)
    parts = connected(region)
    if parts is None:
        return None
    proofs = {}
    for n in region.names:
        if n in e.names:
            proof = prove(derivative(e, n), region, depth - 1)
            if proof is None:
                return None
            proofs[n] = proof
    values = []
    for box in parts[1]:
        inside = region
        for n, (low, high) in box.items():
            if low is not None:
                inside = inside.assume(_minus(n, low), ">")
            if high is not None:
                inside = inside.assume(neg(_minus(n, high)), ">")  # type: ignore[arg-type]
        entry = None
        candidates = [*_plain_points(inside), *samples(inside, 12)]
        if not candidates:
            from mirrorsym.calculus import sign

            if sign.empty(inside) is not None:
                continue
            return None
        for p in candidates:
            try:
                enclose(e, p)
            except Undefined:
                return None  # e is not smooth on the region
            except Unsettled:
                pass
            proof = prove(e.substitute(as_expressions(p)), Region(()), depth - 1)
            if proof is not None:
                entry = {"point": {k: v.to_json() for k, v in as_expressions(p).items()}, "proof": proof}
                break
        if entry is None:
            return None
        values.append(entry)
    return {"rule": "derivatives", "proofs": proofs, "values": values, "connected": parts[0]}


def _plain_points(region: Region) -> list[dict[str, Fraction]]:
    """Points with coordinates 0 and 1, where constants are most likely to be recognized."""
    names = region.names
    rows = [[Fraction(0)] * len(names), [Fraction(1)] * len(names), [Fraction(-1)] * len(names), [Fraction(1, 2)] * len(names)]
    rows += [[Fraction((i + k) % 2) for i in range(len(names))] for k in (1, 0)]
    points = [dict(zip(names, row, strict=True)) for row in rows]
    return [p for p in points if is_inside(region, p)]


def _minus(name: str, c: Fraction) -> Expression:
    from mirrorsym.expression import sym

    return sym(name) - num(c)


# -- cases --------------------------------------------------------------------------------------------------
def _by_cases(e: Expression, region: Region, depth: int) -> dict[str, Any] | None:
    from mirrorsym.calculus import sign

    for n in e.walk():
        on = None
        if n.op in ("abs", "sign"):
            on = n.args[0]
        elif (n.op in ("Max", "Min") and len(n.args) == 2) or n.op in ("<", "<=", ">", ">="):
            on = n.args[0] - n.args[1]
        if on is None or not on.names:
            continue
        excluded = sign.prove(on, "!=", region, depth=depth - 1)
        if excluded is None or sign.prove(on, ">", region, depth=0) or sign.prove(on, "<", region, depth=0):
            continue
        plus = prove(_settled(e, on, 1), region.assume(on, ">"), depth - 1)
        minus = prove(_settled(e, on, -1), region.assume(neg(on), ">"), depth - 1) if plus is not None else None
        if plus is not None and minus is not None:
            return {"rule": "cases", "on": on.to_json(), "positive": plus, "negative": minus, "zero": {"excluded": excluded}}
        return None
    return None


def _settled(e: Expression, on: Expression, s: int) -> Expression:
    """`e` with the branches chosen that the sign `s` of `on` decides (piecewise only; abs and the like are the tower's work)."""
    truth = {"<": s < 0, "<=": s < 0, ">": s > 0, ">=": s > 0}
    true = Expression("true", ())

    def leaf(n: Expression) -> Expression | None:
        if n.op != "piecewise":
            return None
        out: list[Expression] = []
        for v, c in zip(n.args[::2], n.args[1::2], strict=True):
            if c.op in truth and c.args[0] - c.args[1] == on:
                if not truth[c.op]:
                    continue
                c = true
            out += [v, c]
            if c == true:
                break
        if len(out) >= 2 and out[1] == true:
            return _settled(out[0], on, s)
        return Expression("piecewise", tuple(out)) if tuple(out) != n.args else None

    return e.rebuild(leaf)


def is_zero_at(e: Expression, point: Mapping[str, Expression]) -> dict[str, Any] | None:
    """A ZERO proof that `e` vanishes at one exact point, or None."""
    q = exact(e, {k: v.args[0] for k, v in point.items() if v.op == "num"})
    if q is not None:
        return RING if q == 0 else None
    return prove(e.substitute(dict(point)), Region(()), 1)
