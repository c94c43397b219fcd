"""The formula that a function follows where the signs of a few switches are known, and what these switches are.

A switch is an expression whose sign decides abs, sign, Max, Min, conditions and roots of squares.  Deciding expressions are
brought to s*B**n*c with c > 0 on the region, so that |u**3*exp(v)| and Max(u, 0) have the one switch u.  Formulas are rebuilt
with the careful constructors: a branch is defined where the function that takes it is.

Main definitions: `Switchboard`, `Factor`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import gcd
from typing import Any

from mirrorsym.calculus import sign, zero
from mirrorsym.calculus.ratio import from_polynomial
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.search import kernel_ratio, quotient
from mirrorsym.expression import ONE, RELATIONS, ZERO, Expression, make, mul, neg, num, power, sub

__all__ = ["Factor", "Switchboard", "careful", "factors_of", "rebuilt", "vanishing"]

Signs = Mapping[Expression, int]


@dataclass(frozen=True)
class Factor:
    """tree = sign * on**power * cofactor with the proofs of cofactor > 0 and of the equation."""

    tree: Expression
    on: Expression
    sign: int
    power: int
    cofactor: Expression
    positive: Any = None
    zero: Any = None

    @property
    def plain(self) -> bool:
        """Whether tree is a rational multiple of `on`, which everybody sees."""
        return self.power == 1 and self.cofactor.op == "num"

    def to_json(self) -> dict[str, Any]:
        """The entry of a certificate."""
        return {"tree": self.tree.to_json(), "on": self.on.to_json(), "sign": self.sign, "power": self.power,
                "cofactor": self.cofactor.to_json(), "proof": self.positive, "zero": self.zero}


def careful(op: str, args: tuple[Expression, ...]) -> Expression:
    """The node with these arguments; a factor beside 0 and a base to the power 0 stay, since they may be undefined.

    >>> from mirrorsym.expression import call, sym
    >>> str(careful("mul", (num(0), call("log", sym("u")))))
    '0*log(u)'
    """
    if op == "mul":
        flat = [b for a in args for b in (a.args if a.op == "mul" else (a,))]
        rest = [a for a in flat if a.op != "num"]
        if rest and any(a == ZERO for a in flat):
            return Expression("mul", (ZERO, *rest))
    if op in RELATIONS or op in ("piecewise", "true") or (op == "pow" and args[1] == ZERO):
        return Expression(op, args)
    return make(op, args)


def rebuilt(e: Expression, leaf: Callable[[Expression], Expression | None]) -> Expression:
    """`e` with the answers of `leaf` in place of nodes, the rest put together with `careful`."""
    done: dict[Expression, Expression] = {}
    for n in e.walk():
        new = leaf(n)
        if new is None and n.op not in ("num", "sym", "const"):
            args = tuple(done[a] for a in n.args)
            new = n if args == n.args else careful(n.op, args)
        done[n] = n if new is None else new
    return done[e]


def vanishing(e: Expression, region: Region, depth: int = 1) -> dict[str, Any] | None:
    """A ZERO proof of `e`; `ring` also when only opaque kernels stand in the way."""
    found = kernel_ratio(e)
    if found is not None and found[0].is_zero:
        return {"rule": "ring"}
    return zero.prove(e, region, depth)


def factors_of(e: Expression) -> tuple[Expression, ...]:
    """The irreducible factors of the numerator, kernels taken as they stand; (e,) when there is one or nothing is known.

    >>> from mirrorsym.expression import sym
    >>> [str(f) for f in factors_of(sym("u") ** 2 * (sym("v") - 1))]
    ['u', 'v - 1']
    """
    found = kernel_ratio(e)
    if found is None or found[0].is_zero:
        return (e,)
    parts = [from_polynomial(f).substitute(found[1]) for f, _ in found[0].above.factor()[1]]
    return tuple(sorted(parts, key=str)) if parts else (e,)


class Switchboard:
    """Switches met so far, in order, and the branches of formulas that they decide; `settled` nodes need no switch."""

    def __init__(self, region: Region, settled: frozenset[Expression] = frozenset(), limit: int = 4) -> None:
        self.region = region
        self.settled = settled
        self.limit = limit
        self.switches: list[Expression] = []
        self.factors: dict[Expression, Factor | None] = {}
        self._memo: dict[tuple[Expression, tuple[tuple[Expression, int], ...]], Expression] = {}

    # -- branches -------------------------------------------------------------------------------------------
    def branch(self, e: Expression, signs: Signs) -> Expression:
        """`e` with what the signs decide taken out."""
        done: dict[Expression, Expression] = {}
        for n in e.walk():
            if n.op in ("num", "sym", "const", "true"):
                done[n] = n
                continue
            args = tuple(done[a] for a in n.args)
            new = None if n in self.settled else self._chosen(n, args, signs)
            done[n] = new if new is not None else n if args == n.args else careful(n.op, args)
        return done[e]

    def _chosen(self, n: Expression, args: tuple[Expression, ...], signs: Signs) -> Expression | None:
        if n.op in ("abs", "sign"):
            s = self._sign(args[0], signs)
            if s is None:
                return None
            return num(s) if n.op == "sign" else args[0] if s >= 0 else careful("mul", (num(-1), args[0]))
        if n.op in ("Max", "Min"):
            best = args[0]
            for a in args[1:]:
                s = self._sign(sub(best, a), signs)
                if s is None:
                    return None
                best = a if (s < 0 if n.op == "Max" else s > 0) else best
            return best
        if n.op == "piecewise":
            return self._case(args, signs)
        if n.op == "pow" and args[1].op == "num" and args[1].args[0].denominator > 1:
            return self._root(args[0], args[1].args[0], signs)
        return None

    def _case(self, args: tuple[Expression, ...], signs: Signs) -> Expression | None:
        left: list[Expression] = []
        for v, c in zip(args[::2], args[1::2], strict=True):
            s = None if c.op == "true" else self._sign(sub(c.args[0], c.args[1]), signs)
            if s is not None:
                if not {"<": s < 0, "<=": s <= 0, ">": s > 0, ">=": s >= 0, "=": s == 0, "!=": s != 0}[c.op]:
                    continue
                c = Expression("true", ())
            left += [v, c]
            if c.op == "true":
                break
        if not left:
            return None
        return left[0] if len(left) == 2 and left[1].op == "true" else Expression("piecewise", tuple(left))

    def _root(self, b: Expression, r: Fraction, signs: Signs) -> Expression | None:
        f = self.factor(b)
        if f is None or f.sign < 0 or f.on not in signs or (f.power * r).denominator > 1 or r < 0:
            return None
        k = int(f.power * r)
        s = signs[f.on] or 1
        parts = [num(s**k), power(f.on, num(k))] + ([] if f.cofactor == ONE else [power(f.cofactor, num(r))])
        return careful("mul", tuple(parts))

    def _sign(self, x: Expression, signs: Signs) -> int | None:
        if x.op == "num":
            return int(x.args[0] > 0) - int(x.args[0] < 0)
        f = self.factor(x)
        if f is None or f.on not in signs:
            return None
        s: int = f.sign * signs[f.on] ** f.power
        return s

    # -- switches -------------------------------------------------------------------------------------------
    def needed(self, e: Expression, signs: Signs) -> Expression | None:
        """The first switch that the branch of `e` still waits for."""
        for n in self.branch(e, signs).walk():
            if n in self.settled:
                continue
            for x in _deciding(n):
                f = self.factor(x) if x.names else None
                if f is None or f.on in signs:
                    continue
                if n.op != "pow" or ((f.power * n.args[1].args[0]).denominator == 1 and f.sign > 0):
                    return f.on
        return None

    def explore(self, e: Expression) -> bool:
        """Meet every switch of `e`; False when there are more than `limit`."""
        met: dict[Expression, None] = {}

        def go(signs: dict[Expression, int]) -> bool:
            on = self.needed(e, signs)
            if on is None:
                return True
            met[on] = None
            return len(met) <= self.limit and all(go({**signs, on: s}) for s in (1, -1))

        good = go({})
        self.switches = list(met)
        return good

    def factor(self, x: Expression) -> Factor | None:
        """x as sign * B**n * cofactor; None when its sign is known or nothing useful was found."""
        if x not in self.factors:
            self.factors[x] = self._known(x) or self._factor(x)
        return self.factors[x]

    def _known(self, x: Expression) -> Factor | None:
        for on in {f.on: None for f in self.factors.values() if f is not None}:
            q = quotient(x, on)
            if q is not None:
                return Factor(x, on, 1 if q > 0 else -1, 1, num(abs(q)))
        return None

    def _factor(self, x: Expression) -> Factor | None:
        found = kernel_ratio(x)
        if found is None or found[0].is_zero:
            return None
        r, kernels = found
        open_: list[tuple[Expression, int]] = []
        known: list[Expression] = []
        for p, side in ((r.above, 1), (r.below, -1)):
            constant, parts = p.factor()
            known.append(num(Fraction(int(constant.p), int(constant.q)) ** side))
            for f, k in parts:
                e = from_polynomial(f).substitute(kernels)
                s = _strict(e, self.region)
                if s is not None:
                    known.append(power(e, num(side * int(k))))
                else:
                    open_.append((e, side * int(k)))
        if not open_:
            return None
        n = gcd(*(k for _, k in open_))
        if any(k < 0 for _, k in open_):
            return Factor(x, x, 1, 1, ONE)
        on = mul(*(power(e, num(k // n)) for e, k in open_))
        on = self._same(on)
        c = mul(*known)
        s = _strict(c, self.region) or 1
        if q := quotient(mul(power(on, num(n)), c), x):
            c = mul(num(1 / q), c)
            s = s if q > 0 else -s
        c = c if s > 0 else neg(c)
        q = quotient(x, on) if n == 1 else None
        if q is not None:
            if on not in {f.on for f in self.factors.values() if f is not None}:
                return Factor(x, x, 1, 1, ONE)
            return Factor(x, on, 1 if q > 0 else -1, 1, num(abs(q)))
        positive = sign.prove(c, ">", self.region)
        equation = vanishing(sub(x, mul(num(s), power(on, num(n)), c)), self.region)
        if positive is None or equation is None:
            return Factor(x, x, 1, 1, ONE)
        return Factor(x, on, s, n, c, positive, equation)

    def _same(self, on: Expression) -> Expression:
        """The switch met before that is proportional to this one."""
        for f in self.factors.values():
            if f is not None and quotient(on, f.on) is not None:
                return f.on
        return on


def _deciding(n: Expression) -> list[Expression]:
    """The expressions whose sign decides what a node is."""
    op, a = n.op, n.args
    if op in ("abs", "sign"):
        return [a[0]]
    if op in ("Max", "Min"):
        return [sub(x, y) for i, x in enumerate(a) for y in a[i + 1:]]
    if op == "piecewise":
        return [sub(c.args[0], c.args[1]) for c in a[1::2] if c.op != "true"]
    if op == "pow" and a[1].op == "num" and a[1].args[0].denominator > 1 and a[1].args[0] > 0:
        return [a[0]]
    return []


@lru_cache(maxsize=2048)
def _strict(e: Expression, region: Region) -> int | None:
    if e.op == "num":
        return (e.args[0] > 0) - (e.args[0] < 0) or None
    for op, s in ((">", 1), ("<", -1)):
        if sign.prove(e, op, region, depth=1) is not None:
            return s
    return None


