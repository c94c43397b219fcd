"""Interval arithmetic on the tree: the rule `structure` of a SIGN proof.

`range_of(e, region)` is an interval that contains every value of `e` at the points of the region where `e` is defined.  The
rules are those of docs/reference/certificates.md (SIGN, `structure`) word for word: the checker has them as well, so a
claim that follows from the interval needs no further data.  Precondition: none; symbols outside the region are unbounded.

Main definitions: `Range`, `range_of`, `follows`, `symbol_interval`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

from mirrorsym.calculus import range_functions, ranges
from mirrorsym.calculus.ranges import EVERYTHING, Range, point, reciprocal
from mirrorsym.calculus.region import Interval, Region, interval_of
from mirrorsym.expression import Expression, neg

__all__ = ["Range", "follows", "range_of", "symbol_interval"]

_SIGNS = {">": Range(Fraction(0), None, True, True, True), ">=": Range(Fraction(0), None, False, True),
          "!=": Range(None, None, True, True, True), "=": Range(Fraction(0), Fraction(0), False, False)}


def follows(e: Expression, op: str, region: Region) -> bool:
    """Whether `e op 0` (op one of ">", ">=", "!=", "<", "<=") follows from the interval of `e`.

    >>> from mirrorsym.expression import sym, call
    >>> follows(1 - call("tanh", sym("u")) ** 2, ">", Region(("u",)))
    True
    """
    if op in ("<", "<="):
        return range_of(neg(e), region).has("<".replace("<", ">") + op[1:])
    return range_of(e, region).has(op)


def symbol_interval(region: Region, name: str) -> Interval:
    """The interval of a symbol; for one with whole values the ends are whole and closed.

    >>> from mirrorsym.expression import sym
    >>> symbol_interval(Region((), ("k",), ((sym("k"), ">"),), frozenset({"k"})), "k").low
    Fraction(1, 1)
    """
    box = interval_of(region, name)
    if name not in region.integers:
        return box
    if box.low is not None:
        low = floor(box.low) + 1 if box.low_open else ceil(box.low)
        box = replace(box, low=Fraction(low), low_open=False)
    if box.high is not None:
        high = ceil(box.high) - 1 if box.high_open else floor(box.high)
        box = replace(box, high=Fraction(high), high_open=False)
    return box


@dataclass(frozen=True, slots=True)
class _Known:
    """What the facts say about whole subtrees, and the intervals found so far."""

    signs: dict[Hashable, Range]
    found: dict[Expression, Range]


def _key(e: Expression) -> Hashable:
    """The tree, with the terms of a sum in any order."""
    return frozenset(Counter(e.args).items()) if e.op == "add" else e


@lru_cache(maxsize=1024)
def _known(region: Region) -> _Known:
    signs: dict[Hashable, Range] = {}
    for e, op in region.facts:
        for tree, value in ((e, _SIGNS[op]), (neg(e), ranges.negative(_SIGNS[op]))):
            if tree.op != "num":
                key = _key(tree)
                signs[key] = ranges.cut(signs[key], value) if key in signs else value
    return _Known(signs, {})


def range_of(e: Expression, region: Region) -> Range:
    """An interval around every value of `e` on the region."""
    known = _known(region)
    found = known.found
    if e in found:
        return found[e]
    if len(found) > 20_000:
        found.clear()
    for node in e.walk():
        if node in found:
            continue
        r = _node(node, region, found)
        extra = known.signs.get(_key(node)) if known.signs else None
        found[node] = r if extra is None else ranges.cut(r, extra)
    return found[e]


def _node(node: Expression, region: Region, found: dict[Expression, Range]) -> Range:
    op, args = node.op, node.args
    if op == "num":
        return point(args[0])
    if op == "sym":
        box = symbol_interval(region, args[0])
        return ranges.tidy(Range(box.low, box.high, box.low_open, box.high_open, Fraction(0) in box.without))
    if op == "const":
        return ranges.PI
    if op == "add":
        return ranges.total([found[a] for a in args])
    if op == "mul":
        return _product(args, found)
    if op == "pow":
        return _power(found[args[0]], args[1], found)
    if op == "piecewise":
        return ranges.hull([found[v] for v in args[::2]])
    if op in ("Max", "Min"):
        return ranges.extreme([found[a] for a in args], op == "Max")
    if op == "polygamma":
        order = args[0]
        if order.op == "num" and order.args[0].denominator == 1 and order.args[0] >= 1 and found[args[1]].has(">"):
            return _SIGNS[">"] if order.args[0] % 2 else ranges.negative(_SIGNS[">"])
        return EVERYTHING
    if op == "besselj":
        whole = args[0].op == "num" and args[0].args[0].denominator == 1
        return Range(Fraction(-1), Fraction(1), False, False) if whole else EVERYTHING
    if op == "log":
        return _logarithm(args[0], region, found)
    rule = range_functions.FUNCTIONS.get(op)
    return rule(found[args[0]]) if rule is not None else EVERYTHING


def _logarithm(argument: Expression, region: Region, found: dict[Expression, Range]) -> Range:
    r = range_functions.logarithm(found[argument])
    if not r.nonzero and any(op == "!=" and (e == argument - 1 or e == 1 - argument) for e, op in region.facts):
        r = ranges.tidy(replace(r, nonzero=True))
    return r


def _product(args: tuple[Expression, ...], found: dict[Expression, Range]) -> Range:
    powers: dict[Expression, int] = {}
    for a in args:
        base, k = a, 1
        if a.op == "pow" and a.args[1].op == "num" and a.args[1].args[0].denominator == 1:
            base, k = a.args[0], int(a.args[1].args[0])
        powers[base] = powers.get(base, 0) + k
    out = point(Fraction(1))
    for base, k in powers.items():
        out = ranges.times(out, ranges.whole_power(found[base], k))
    return out


def _power(base: Range, exponent: Expression, found: dict[Expression, Range]) -> Range:
    if exponent.op != "num":
        positive = ranges.cut(base, _SIGNS[">"])
        return range_functions.exponential(ranges.times(found[exponent], range_functions.logarithm(positive)))
    q: Fraction = exponent.args[0]
    if q.denominator == 1:
        return ranges.whole_power(base, int(q))
    root = ranges.root(base, q.denominator)
    return ranges.whole_power(root, q.numerator) if q > 0 else reciprocal(ranges.whole_power(root, -q.numerator))
