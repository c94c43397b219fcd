"""How a function starts beside a point: f(P + t*d) = sum of c*t**e for small t > 0, with exact constants c and rational e.

Every coefficient that is kept is proved not to be 0, so a sign is read off at once and an expansion that comes out is
right as far as it goes.  From such expansions along a few lines `differs` tells whether f can be C^2 at P.

Main definitions: `Start`, `start`, `differs`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from math import ceil, factorial
from typing import Any, NamedTuple

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose, exact, sign_at
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.neat import neat
from mirrorsym.expression import ONE, ZERO, Expression, add, call, div, mul, neg, num, power, sub, sym

__all__ = ["Start", "differs", "start"]

MAX_TERMS = 48
BITS = 256


class Lost(Exception):
    """A sign, or where an expansion begins, could not be told."""


class Start(NamedTuple):
    """(exponent, coefficient) in rising order, and the exponent from which on nothing is known (None: nothing is missing)."""

    terms: tuple[tuple[Fraction, Expression], ...]
    known: Fraction | None = None

    def at(self, e: int) -> Expression:
        """The coefficient of t**e; raises `Lost` when it is not known."""
        if self.known is not None and e >= self.known:
            raise Lost
        return dict(self.terms).get(Fraction(e), ZERO)


NOTHING = Start(())


def _constant(c: Expression) -> Expression:
    """A simpler form of a constant; 0 exactly when it vanishes; raises `Lost` when that could not be told."""
    q = exact(c, {})
    if q is not None:
        return num(q)
    try:
        if not enclose(c, {}, BITS).contains(0):
            return neat(c)
    except (Undefined, Unsettled):
        raise Lost from None
    from mirrorsym.calculus.region import Region
    from mirrorsym.calculus.zero import prove

    if prove(c, Region(()), 1) is not None:
        return ZERO
    raise Lost


class _Line:
    """Expansions of subexpressions along one line, up to the exponent `reach`."""

    def __init__(self, point: Mapping[str, Expression], step: Mapping[str, Fraction], reach: int) -> None:
        self.point = point
        self.step = {n: q for n, q in step.items() if q}
        self.reach = Fraction(reach)
        self.done: dict[Expression, Start] = {}

    def start(self, terms: Mapping[Fraction, Expression], known: Fraction | None) -> Start:
        """With constants brought to their form, and cut where nothing more is known."""
        if known is None or known > self.reach:
            beyond = known is not None or any(e >= self.reach for e in terms)
            known = self.reach if beyond else None
        kept = [(e, _constant(c)) for e, c in sorted(terms.items()) if known is None or e < known]
        kept = [(e, c) for e, c in kept if c != ZERO]
        if len(kept) > MAX_TERMS:
            raise Lost
        return Start(tuple(kept), known)

    def of(self, e: Expression) -> Start:
        """The expansion of e."""
        found = self.done.get(e)
        if found is None:
            found = self.done[e] = self._of(e)
        return found

    def _of(self, e: Expression) -> Start:
        op, args = e.op, e.args
        if not e.names & self.step.keys():
            return self._still(e.substitute(self.point))
        if op == "sym":
            return self.start({Fraction(0): self.point[args[0]], Fraction(1): num(self.step[args[0]])}, None)
        if op == "add":
            return self.total([self.of(a) for a in args])
        if op == "mul":
            out = self.of(args[0])
            for a in args[1:]:
                out = self.times(out, self.of(a))
            return out
        if op == "pow":
            return self._power(args[0], args[1])
        if op == "piecewise":
            for v, c in zip(args[::2], args[1::2], strict=True):
                if c.op == "true" or _truth(c.op, self.sign(self.of(sub(c.args[0], c.args[1])))):
                    return self.of(v)
            raise Lost
        if op == "sign":
            return self._still(num(self.sign(self.of(args[0]))))
        if op == "abs":
            return self.scaled(self.of(args[0]), self.sign(self.of(args[0])))
        if op in ("Max", "Min"):
            best = self.of(args[0])
            for a in args[1:]:
                other = self.of(a)
                s = self.sign(self.total([other, self.scaled(best, -1)]))
                best = other if (s > 0 if op == "Max" else s < 0) else best
            return best
        return self._function(e)

    def _still(self, c: Expression) -> Start:
        try:
            enclose(c, {}, BITS)
        except (Undefined, Unsettled):
            raise Lost from None
        return self.start({Fraction(0): c}, None)

    # -- arithmetic -----------------------------------------------------------------------------------------
    def total(self, parts: list[Start]) -> Start:
        """A sum."""
        terms: dict[Fraction, list[Expression]] = {}
        for p in parts:
            for e, c in p.terms:
                terms.setdefault(e, []).append(c)
        return self.start({e: add(*cs) for e, cs in terms.items()}, min((p.known for p in parts if p.known is not None), default=None))

    def scaled(self, a: Start, q: int | Fraction) -> Start:
        """q*a."""
        return self.start({e: mul(num(q), c) for e, c in a.terms}, a.known) if q else NOTHING

    def times(self, a: Start, b: Start) -> Start:
        """A product."""
        if NOTHING in (a, b):
            return NOTHING
        first = [x.terms[0][0] if x.terms else x.known for x in (a, b)]
        limits = [x.known + y for x, y in ((a, first[1]), (b, first[0])) if x.known is not None and y is not None]
        terms: dict[Fraction, list[Expression]] = {}
        for e, c in a.terms:
            for f, d in b.terms:
                if e + f < self.reach:
                    terms.setdefault(e + f, []).append(mul(c, d))
                else:
                    limits.append(self.reach)
        return self.start({e: add(*cs) for e, cs in terms.items()}, min(limits, default=None))

    def sign(self, a: Start) -> int:
        """The sign for small t > 0."""
        if a == NOTHING:
            return 0
        if not a.terms:
            raise Lost
        s = sign_at(a.terms[0][1], {})
        if not s:
            raise Lost
        return s

    def _series(self, x: Start, coefficients: Iterator[Expression]) -> Start:
        """sum of a_k x**k for an x without constant term."""
        if x == NOTHING:
            return self._still(next(coefficients))
        order = x.terms[0][0] if x.terms else x.known
        assert order is not None
        if order <= 0 or self.reach / order > MAX_TERMS:
            raise Lost
        power_of_x = Start(((Fraction(0), ONE),))
        parts = []
        for _ in range(ceil(self.reach / order)):
            parts.append(self.times(power_of_x, self._still(next(coefficients))))
            power_of_x = self.times(power_of_x, x)
        out = self.total(parts)
        return self.start(dict(out.terms), self.reach if out.known is None else min(out.known, self.reach))

    # -- functions ------------------------------------------------------------------------------------------
    def _power(self, base: Expression, exponent: Expression) -> Start:
        if exponent.op != "num":
            return self.of(call("exp", mul(exponent, call("log", base))))
        r: Fraction = exponent.args[0]
        b = self.of(base)
        if r.denominator == 1 and 0 <= r <= 64:
            out = Start(((Fraction(0), ONE),))
            for _ in range(int(r)):
                out = self.times(out, b)
            return out
        s = self.sign(b)
        if s == 0 and r > 0:
            return NOTHING
        if s == 0 or (s < 0 and r.denominator > 1):
            raise Lost
        (e, a), rest = b.terms[0], b.terms[1:]
        x = self.start({f - e: div(c, a) for f, c in rest}, None if b.known is None else b.known - e)

        def binomials() -> Iterator[Expression]:
            c, k = Fraction(1), 0
            while True:
                yield num(c)
                c, k = c * (r - k) / (k + 1), k + 1

        y = self._series(x, binomials())
        lead = power(a, num(r))
        return self.start({f + e * r: mul(lead, c) for f, c in y.terms}, None if y.known is None else y.known + e * r)

    def _function(self, e: Expression) -> Start:
        inner = self.of(e.args[-1])
        if any(a.names & self.step.keys() for a in e.args[:-1]) or (inner.terms and inner.terms[0][0] < 0):
            raise Lost
        center = inner.at(0)
        f = Expression(e.op, (*(a.substitute(self.point) for a in e.args[:-1]), sym("_z")))
        put = {"_z": center}
        for g in guards(f):
            s = sign_at(g.of, put, 1024)
            if s is None or not (s > 0 or (s < 0 and g.op == "!=")):
                raise Lost

        def taylor() -> Iterator[Expression]:
            d, k = f, 0
            while True:
                yield mul(num(Fraction(1, factorial(k))), d.substitute(put))
                d, k = derivative(d, "_z"), k + 1

        return self._series(self.start({f: c for f, c in inner.terms if f}, inner.known), taylor())


def _truth(op: str, s: int) -> bool:
    return {"<": s < 0, "<=": s <= 0, ">": s > 0, ">=": s >= 0, "=": s == 0, "!=": s != 0}[op]


def start(f: Expression, point: Mapping[str, Expression], step: Mapping[str, Fraction], reach: int = 4) -> Start | None:
    """The expansion of `f` at point + t*step for small t > 0, up to the exponent `reach`; None when it was not found.

    >>> u = sym("u")
    >>> [(str(e), str(c)) for e, c in start(power(u**2 + u**3, num("1/2")), {"u": ZERO}, {"u": Fraction(-1)}).terms][:2]
    [('1', '1'), ('2', '-1/2')]
    """
    try:
        return _Line(point, step, reach).of(f)
    except (Lost, Undefined, Unsettled, OverflowError, ZeroDivisionError, ValueError):
        return None


def differs(f: Expression, point: Mapping[str, Expression], names: tuple[str, ...]) -> dict[str, Any] | None:
    """`direction` (or `directions`) and `order` that show that `f` is not C^2 at the point; None when nothing shows it.

    >>> u = sym("u")
    >>> differs(u * call("abs", u), {"u": ZERO}, ("u",))
    {'direction': ['1'], 'order': 2}
    """
    own = [n for n in names if n in f.names]
    if not own:
        return None
    units = [{n: Fraction(int(n == m)) for n in names} for m in own]
    lines = list(units)
    if len(own) > 1:
        lines += [{n: Fraction((2 + i) * (s**i) if n in own else 0) for i, n in enumerate(names)} for s in (1, -1)]
    for reach in (4, 9):
        for d in lines:
            order = _along(f, point, d, reach)
            if order is not None:
                return {"direction": [str(d[n]) for n in names], "order": order}
        for d, e in list(combinations(units, 2))[:10]:
            order = _across(f, point, d, e, reach)
            if order is not None:
                return {"directions": [[str(x[n]) for n in names] for x in (d, e)], "order": order}
    return None


def _along(f: Expression, point: Mapping[str, Expression], d: Mapping[str, Fraction], reach: int) -> int | None:
    """The lowest order at which the expansions to both sides cannot be those of one C^2 function."""
    sides = [start(f, point, {n: s * q for n, q in d.items()}, reach) for s in (1, -1)]
    a, b = sides
    if a is None or b is None:
        return None
    known = min((x.known for x in (a, b) if x.known is not None), default=Fraction(3))
    here, there = dict(a.terms), dict(b.terms)
    for e in sorted({*here, *there, Fraction(0)}):
        if e > 2 or e >= known:
            return None
        c, other = here.get(e, ZERO), there.get(e, ZERO)
        if e < 0 or e.denominator > 1:
            return int(max(0, ceil(e)))
        if _apart(c, neg(other) if e == 1 else other) or (e == 0 and _apart(f.substitute(point), c)):
            return int(e)
    return None


def _across(f: Expression, point: Mapping[str, Expression], d: Mapping[str, Fraction], e: Mapping[str, Fraction], reach: int) -> int | None:
    """An order at which the expansions along d, e and their sum (and difference) contradict linearity, or the parallelogram law."""
    found = [start(f, point, {n: p * d[n] + q * e[n] for n in d}, reach) for p, q in ((1, 0), (0, 1), (1, 1), (1, -1))]
    for order in (1, 2):
        try:
            one, two, plus, minus = (x.at(order) for x in found if x is not None)
        except (Lost, ValueError):
            return None
        if _apart(plus, add(one, two)) if order == 1 else _apart(add(plus, minus), mul(num(2), add(one, two))):
            return order
    return None


def _apart(a: Expression, b: Expression) -> bool:
    """Whether two constants are proved to be different."""
    try:
        return not enclose(sub(a, b), {}, BITS).contains(0)
    except (Undefined, Unsettled):
        return False
