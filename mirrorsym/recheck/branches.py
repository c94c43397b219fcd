"""The formula that a function follows where the signs of its switches are known.

A *switch* is an expression on M whose sign decides abs, sign, Max, Min, conditions and roots of squares.  A deciding expression
x has the sign of a switch A if x = q*A with a rational q, or if a *factor* says x = s*A**n*c with s = 1 or -1, c > 0 on M.
With a factor b = A**n*c the root b**(p/q) is |A|**(n*p/q) * c**(p/q).  A sign 0 stands for the points where A = 0.

Nothing is folded away that may be undefined: 0*log(u) stays, so that a formula is defined where the branch it takes is.

Main definitions: `Factor`, `factors_in`, `branch`, `rebuilt`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mirrorsym.expression import ONE, RELATIONS, TRUE, ZERO, Expression, call, make, mul, neg, num, power, sub
from mirrorsym.recheck import data
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import Normal
from mirrorsym.recheck.reader import product
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.smooth import prove_smooth
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.zero import prove_zero

__all__ = ["Factor", "branch", "factors_in", "rebuilt"]

Signs = Mapping[Expression, int]


@dataclass(frozen=True)
class Factor:
    """tree = sign * on**power * cofactor, cofactor > 0 on M, power >= 1."""

    tree: Expression
    on: Expression
    sign: int
    power: int
    cofactor: Expression


def factors_in(entries: Any, guards: Any, setting: Setting) -> list[Factor]:
    """The factors that a certificate states, each checked."""
    found = []
    for entry in data.items(entries, "the factors", 200):
        tree, on, cofactor = (data.tree(data.field(entry, k), setting.names) for k in ("tree", "on", "cofactor"))
        sign, n = data.whole(data.field(entry, "sign"), "a sign", 1), data.whole(data.field(entry, "power"), "a power", 64)
        if sign not in (1, -1) or n < 1:
            raise Rejected("a factor has sign 1 or -1 and a positive power")
        prove_smooth([on, cofactor], guards, setting, weak=False)
        prove_sign(cofactor, ">", data.field(entry, "proof"), setting)
        prove_zero(sub(tree, mul(num(sign), power(on, num(n)), cofactor)), entry.get("zero"), setting)
        found.append(Factor(tree, on, sign, n, cofactor))
    return found


def rebuilt(e: Expression, leaf: Callable[[Expression], Expression | None]) -> Expression:
    """e with what `leaf` gives for a node in its place; where it gives None, with the node's parts rebuilt."""
    done: dict[Expression, Expression] = {}
    for node in e.walk():
        new = leaf(node)
        if new is None:
            new = node
            if node.op not in ("num", "sym", "const", "true"):
                args = tuple(done[a] for a in node.args)
                new = node if all(x is y for x, y in zip(args, node.args, strict=True)) else _careful(node.op, args)
        done[node] = new
    return done[e]


def _careful(op: str, args: tuple[Expression, ...]) -> Expression:
    """The node with these arguments, no factor being lost."""
    if op == "mul":
        out = args[0]
        for a in args[1:]:
            out = product(out, a)
        return out
    if op in RELATIONS or (op == "pow" and args[1] == ZERO):
        return Expression(op, args)
    return make(op, args)


def branch(e: Expression, signs: Signs, factors: Sequence[Factor], about: Setting) -> Expression:
    """e with what the signs decide taken out: equal to e, and defined if e is, at the points where the switches have these signs.

    A sign 1 or -1 may also be taken at points where the switch is 0, if no `sign` and no condition is decided by it.
    `about` speaks of these points.
    """
    choice = _Choice(signs, factors, about)
    done: dict[Expression, Expression] = {}
    for node in e.walk():
        about.budget.spend()
        done[node] = node if node.op in ("num", "sym", "const", "true") else choice.node(node, tuple(done[a] for a in node.args))
    for x in (x for x, s in choice.memo.items() if s is not None):
        check_defined(x, about.grant(done[e]), "a deciding expression")
    return done[e]


class _Choice:
    def __init__(self, signs: Signs, factors: Sequence[Factor], setting: Setting) -> None:
        self.signs, self.factors, self.setting = signs, factors, setting
        self.memo: dict[Expression, int | None] = {}

    def node(self, node: Expression, args: tuple[Expression, ...]) -> Expression:
        """The node, its arguments being settled already."""
        op = node.op
        if op in ("abs", "sign"):
            s = self.sign(args[0])
            if s is None:
                return call(op, *args)
            return num(s) if op == "sign" else neg(args[0]) if s < 0 else args[0]
        if op in ("Max", "Min"):
            best = args[0]
            for a in args[1:]:
                s = self.sign(sub(best, a))
                if s is None:
                    return call(op, *args)
                best = best if s == 0 or (s > 0) == (op == "Max") else a
            return best
        if op == "piecewise":
            return self._case(args)
        if op == "pow" and args[1].op == "num" and args[1].args[0].denominator != 1:
            return self._root(args[0], args[1].args[0])
        return _careful(op, args)

    def _case(self, args: tuple[Expression, ...]) -> Expression:
        left: list[Expression] = []
        for value, c in zip(args[::2], args[1::2], strict=True):
            s = None if c.op == "true" else self.sign(sub(c.args[0], c.args[1]))
            if s is not None and not {">": s > 0, ">=": s >= 0, "<": s < 0, "<=": s <= 0, "=": s == 0, "!=": s != 0}[c.op]:
                continue
            left += [value, c if s is None else TRUE]
            if left[-1] == TRUE:
                break
        if not left:
            raise Rejected("no case of a piecewise holds")
        return left[0] if len(left) == 2 and left[1].op == "true" else Expression("piecewise", tuple(left))

    def _root(self, b: Expression, r: Fraction) -> Expression:
        for f in self.factors:
            if f.tree == b and f.sign == 1 and f.on in self.signs and (f.power * r).denominator == 1:
                s, n = self.signs[f.on] or 1, int(f.power * r)
                if n <= 0:
                    break
                self.memo[b] = s  # to be shown to be defined, as it does not occur in the branch
                cofactor = ONE if f.cofactor == ONE else power(f.cofactor, num(r))
                return mul(num(s ** n), power(f.on, num(n)), cofactor)
        return _careful("pow", (b, num(r)))

    def sign(self, x: Expression) -> int | None:
        """The sign of x where the switches have their signs, None if they do not decide it."""
        if x.op == "num":
            return int(x.args[0] > 0) - int(x.args[0] < 0)
        if x in self.signs:
            return self.signs[x]
        if x not in self.memo:
            self.memo[x] = self._sign(x)
        return self.memo[x]

    def _sign(self, x: Expression) -> int | None:
        for f in self.factors:
            if f.tree == x and f.on in self.signs:
                s: int = f.sign * self.signs[f.on] ** f.power
                return s
        for a, side in self.signs.items():
            q = _ratio(x, a, self.setting)
            if q:
                return side if q > 0 else -side
        return None


def _ratio(x: Expression, a: Expression, setting: Setting) -> Fraction | None:
    """The rational q with x = q*a by `ring`."""
    normal = Normal(setting.names, [x, a], setting.budget)
    try:
        top, bottom = normal.of(x), normal.of(a)
        if top[0].is_zero() or bottom[0].is_zero():
            return None
        p, q = normal.by(top, normal.to(bottom, -1))
    except (ZeroDivisionError, Rejected):
        return None
    if not (p.is_constant() and q.is_constant()):
        return None
    c = p.leading_coefficient() / q.leading_coefficient()
    return Fraction(int(c.p), int(c.q))
