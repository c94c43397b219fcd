"""Functions that are C^2 on M although some abs, sign, Max, Min, piecewise or root in them has a tie in M.

A *term* T is a subexpression that is C^2 on M for one of these reasons.

* power: T = b**r, r > 1, b C^2 and b >= 0 on M.  Where b(p) = 0, b has a minimum; so b <= C*|x - p|**2, and |grad b|**2 <= C*b near p:
  with second derivatives below L, 0 <= b(x - s*grad b) <= b(x) - s*|grad b|**2 + s**2*L*|grad b|**2/2; take s = 1/L.
  Hence T = O(|x - p|**(2r)), grad T = r*b**(r - 1)*grad b = O(|x - p|**(2r - 1)) and Hess T = O(b**(r - 1)): T, its first and
  its second derivatives are 0 at p, and continuous there.
* edge: T = phi(A)*K, A and K C^2 on M, phi(t) = t**r for t > 0, q*|t|**r for t < 0 with q in {1, 0, -1}, phi(0) = 0, r > 2: phi is a C^2
  function with derivatives 0 at t = 0.  T is a product of powers of A, |A|, Max(A, 0), sign A and roots of even powers of A.
* glue: A_1, ..., A_m are C^2 on M (the switches).  For signs s in {1, -1}^m let P_s be the set of points of M where all
  s_i*A_i >= 0, and T_s the formula that T follows there (`branch`).
  (1) T_s is C^2 near each point of P_s: its guards hold strictly on P_s.
  (2) If s and s' differ at i only, T_s - T_s' and its first and second derivatives vanish at the points that P_s and P_s' share.
  (3) If a `sign` or a condition of T is decided by a switch, T takes the value of T_s also where that switch is 0.
  Let p be in M and S the set of the s with p in P_s.  Near p each point lies in some P_s, s in S, and T is the T_s there.  All s in S
  agree where A_i(p) is not 0, so they are joined by changes at single places i with A_i(p) = 0; by (2) all T_s, s in S,
  have the same value, gradient and Hessian at p.  So T has this gradient at p; the same argument, applied to the gradients, gives
  the Hessian, and continuity.  In short: T is C^2, and at each point of P_s its derivatives up to the second are those of T_s.

(2) is shown by `factor`: T_s - T_s' = A_i**3*k wherever both sides are defined in M, k continuous on P_s and P_s'; A_i is Lipschitz, so the
difference is O(|x - p|**3), and being C^2 it has no other Taylor polynomial of degree 2 than 0.  Or by `slice`: A_i = c*(x - v) with a
rational c and v free of x, and the difference D, d_x D, d_x^2 D vanish where x = v; differentiating D(v(y), y) = 0 and
d_x D(v(y), y) = 0 along that surface (v is C^2 as A_i is) gives all other derivatives.  Or by `empty`: P_s and P_s' share no point.

*Pieces.*  A statement about the derivatives up to the second of the functions at each point of M follows from the same statement about
the branches: for glue and edge on s_i*A_i >= 0 (with the branch of T), for power on b > 0 (T itself) and on b = 0 (T is replaced by 0).

Main definitions: `Evidence`, `Glued`, `glued`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any

from mirrorsym.expression import ONE, ZERO, Expression, call, mul, neg, num, power, sub
from mirrorsym.recheck import data
from mirrorsym.recheck.branches import Factor, Signs, branch, factors_in, rebuilt
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.rank import solved
from mirrorsym.recheck.regions import contradiction
from mirrorsym.recheck.rewrites import rewritten
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.smooth import prove_smooth
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.zero import prove_zero

__all__ = ["Evidence", "Glued", "glued"]

_SWITCHES = 6


@dataclass
class Evidence:
    """What a certificate of `smooth` holds; it is checked where it is used."""

    guards: list[Any] = field(default_factory=list)
    rewrites: list[Any] = field(default_factory=list)
    factors: list[Any] = field(default_factory=list)
    terms: list[Any] = field(default_factory=list)

    def take(self, certificate: Mapping[str, Any]) -> None:
        """Add what a certificate says."""
        for name in ("guards", "rewrites", "factors", "terms"):
            found = certificate.get(name, [])
            if isinstance(found, list):
                getattr(self, name).extend(found)


@dataclass(frozen=True)
class Term:
    """A subexpression that is C^2 on M; `zero` is the base of a power, `sides` are the two branches of an edge."""

    tree: Expression
    switches: tuple[Expression, ...]
    factors: tuple[Factor, ...] = ()
    zero: Expression | None = None
    sides: tuple[Expression, Expression] | None = None


@dataclass(frozen=True)
class Glued:
    """Functions that are C^2 on M, as they are to be read, and the terms that keep them from being analytic."""

    functions: tuple[Expression, ...]
    terms: Mapping[Expression, Term]

    @property
    def on(self) -> dict[Expression, tuple[int, int]]:
        """What the pieces are about: the signs that each switch takes on them (for the base of a power, whether it is 0)."""
        found: dict[Expression, tuple[int, int]] = {}
        for t in self.terms.values():
            found.update(dict.fromkeys(t.switches, (1, -1)))
        for t in self.terms.values():
            if t.zero is not None:
                if found.get(t.zero) == (1, -1):
                    raise Rejected("one expression is a switch and the base of a power")
                found[t.zero] = (1, 0)
        return found

    def piece(self, signs: Signs, setting: Setting) -> tuple[list[Expression], Setting]:
        """The functions on one piece, and what holds there."""
        bases = {t.zero for t in self.terms.values() if t.zero is not None}
        about = setting
        for a, s in signs.items():
            about = about.assume(a, ">" if s else "=") if a in bases else _side(about, a, s)
        put = {}
        for t in self.terms.values():
            if t.zero is not None:
                put[t.tree] = t.tree if signs[t.zero] else ZERO
            elif t.sides is not None:
                put[t.tree] = t.sides[0 if signs[t.switches[0]] > 0 else 1]
            else:
                put[t.tree] = branch(t.tree, {a: signs[a] for a in t.switches}, t.factors, about)
        return [rebuilt(f, put.get) for f in self.functions], about


def _side(setting: Setting, a: Expression, s: int) -> Setting:
    return setting.assume(a, ">=") if s > 0 else setting.assume(neg(a), ">=") if s < 0 else setting.assume(a, "=")


def glued(functions: Iterable[Expression], evidence: Evidence, setting: Setting) -> Glued:
    """Accept that the functions are C^2 on M, or raise `Rejected`."""
    out = rewritten(functions, evidence.rewrites, setting)
    terms: dict[Expression, Term] = {}
    nodes = {n for f in out for n in f.walk()}
    for entry in data.items(evidence.terms, "the terms", 500):
        tree = data.tree(data.field(entry, "term"), setting.names)
        if tree not in nodes or tree in terms:
            continue
        rule = data.field(entry, "rule")
        method = _RULES.get(rule) if isinstance(rule, str) else None
        if method is None:
            raise Rejected(f"there is no rule {str(rule)[:40]!r} for terms")
        terms[tree] = method(tree, entry, evidence, setting)
    known = prove_smooth(out, evidence.guards, setting, outside=terms)
    ties = {guard: op for (guard, _), op in known.items() if op in (">=", "<=")}
    if ties:
        out = [_without_ties(f, ties, terms) for f in out]
    kept = {n for f in out for n in _outermost(f, terms)}
    return Glued(tuple(out), {tree: t for tree, t in terms.items() if tree in kept})


def _without_ties(f: Expression, ties: Mapping[Expression, str], terms: Mapping[Expression, Term]) -> Expression:
    """f with every decision taken that allows of no more than a tie; from the outside in."""
    for _ in range(50):
        new = rebuilt(f, lambda node: _settled(node, ties, terms))
        if new == f:
            return f
        f = new
    raise Rejected("abs, Max and Min are nested deeper than the checker follows")


def _settled(node: Expression, ties: Mapping[Expression, str], terms: Mapping[Expression, Term]) -> Expression | None:
    """|A| where A >= 0 or A <= 0, and a Max or Min of two like that, without a tie."""
    if node in terms:
        return node
    args: tuple[Expression, ...] = node.args
    if node.op == "abs" and args[0] in ties:
        return args[0] if ties[args[0]] == ">=" else neg(args[0])
    if node.op in ("Max", "Min"):
        pairs = {sub(a, b) for i, a in enumerate(args) for b in args[i + 1:]}
        if pairs & ties.keys():
            if len(args) > 2:
                raise Rejected("a Max or Min of more than two has ties")
            first = (ties[sub(*args)] == ">=") == (node.op == "Max")
            return args[0 if first else 1]
    return None


def _outermost(f: Expression, terms: Mapping[Expression, Term]) -> Iterator[Expression]:
    """The terms in f that are not inside of others."""
    stack, seen = [f], set()
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        if node in terms:
            yield node
        elif node.op not in ("num", "sym", "const"):
            stack.extend(node.args)


# -- the rules ------------------------------------------------------------------------------------------------
def _power(tree: Expression, entry: dict[str, Any], evidence: Evidence, setting: Setting) -> Term:
    if tree.op != "pow" or tree.args[1].op != "num" or not tree.args[1].args[0] > 1:
        raise Rejected("the term is no power with an exponent above 1")
    base = tree.args[0]
    prove_smooth([base], evidence.guards, setting, weak=False)
    prove_sign(base, ">=", data.field(entry, "proof"), setting)
    return Term(tree, (), (), base)


def _edge(tree: Expression, entry: dict[str, Any], evidence: Evidence, setting: Setting) -> Term:
    a = data.tree(data.field(entry, "on"), setting.names)
    guards = [*evidence.guards, *data.items(entry.get("guards", []), "the guards", 500)]
    factors = {f.tree: f for f in factors_in(evidence.factors, guards, setting) if f.on == a and f.sign == 1}
    order, below, rest = Fraction(0), 1, [ONE]
    for f in tree.args if tree.op == "mul" else (tree,):
        base, r = (f.args[0], f.args[1].args[0]) if f.op == "pow" and f.args[1].op == "num" else (f, Fraction(1))
        if base == a and r.denominator == 1 and r > 0:
            order, below = order + r, below * (-1) ** int(r)
        elif base in (call("abs", a), call("Max", a, ZERO), call("Max", ZERO, a)) and r > 0:
            order, below = order + r, below * (base.op == "abs")
        elif base == call("sign", a) and r.denominator == 1 and r > 0:
            below *= (-1) ** int(r)
        elif base in factors and r > 0 and r.denominator > 1 and factors[base].power % 2 == 0:
            check_defined(base, setting, "the base of a root")
            order += r * factors[base].power
            rest.append(power(factors[base].cofactor, num(r)))
        else:
            rest.append(f)
    if order <= 2:
        raise Rejected("an edge is not of an order above 2")
    prove_smooth([a, *rest], guards, setting, weak=False)
    above = mul(power(a, num(order)), *rest)
    return Term(tree, (a,), sides=(above, mul(num(below), power(neg(a), num(order)), *rest)))


def _glue(tree: Expression, entry: dict[str, Any], evidence: Evidence, setting: Setting) -> Term:
    return _Glue(tree, entry, evidence, setting).check()


class _Glue:
    """One term of rule `glue`; the names are those of the module's text."""

    def __init__(self, tree: Expression, entry: dict[str, Any], evidence: Evidence, setting: Setting) -> None:
        self.tree, self.entry, self.setting = tree, entry, setting
        self.guards = [*evidence.guards, *data.items(entry.get("guards", []), "the guards", 500)]
        self.on = [data.tree(a, setting.names) for a in data.items(data.field(entry, "on"), "the switches", _SWITCHES)]
        if not self.on or len(set(self.on)) != len(self.on):
            raise Rejected("a term has no switches, or one twice")
        prove_smooth(self.on, self.guards, setting, weak=False)
        self.factors = factors_in(evidence.factors, self.guards, setting)
        self.branches: dict[tuple[int, ...], Expression] = {}

    def check(self) -> Term:
        """All three conditions."""
        pieces = {self._vector(p): p for p in data.items(self.entry.get("pieces", []), "the pieces", 200)}
        for signs in product((1, -1), repeat=len(self.on)):
            about, entry = self._about(signs), data.record(pieces.get(signs, {}), "a piece")
            if "empty" in entry:
                contradiction(ZERO, "", data.record(entry["empty"], "why a piece is empty"), about)
                continue
            self.branches[signs] = branch(self.tree, dict(zip(self.on, signs, strict=True)), self.factors, about)
            guards = [*self.guards, *data.items(entry.get("guards", []), "the guards", 500)]
            prove_smooth([self.branches[signs]], guards, about, weak=False)
        flips = {self._vector(p): p for p in data.items(self.entry.get("flips", []), "the flips", 2_000)}
        for signs in self.branches:
            for i, s in enumerate(signs):
                other = (*signs[:i], -1, *signs[i + 1:])
                if s == 1 and other in self.branches:
                    shared = (*signs[:i], 0, *signs[i + 1:])
                    self._flat(self.branches[signs], self.branches[other], shared, flips.get(shared), 2)
        if any(node.op in ("sign", "piecewise") for node in self.tree.walk()):
            self._ties()
        return Term(self.tree, tuple(self.on), tuple(self.factors))

    def _vector(self, entry: Any) -> tuple[int, ...]:
        found = tuple(data.whole(s, "a sign", 1) for s in data.items(data.field(entry, "signs"), "the signs", _SWITCHES))
        if len(found) != len(self.on):
            raise Rejected("there is not one sign per switch")
        return found

    def _about(self, signs: Sequence[int]) -> Setting:
        about = self.setting
        for a, s in zip(self.on, signs, strict=True):
            about = _side(about, a, s)
        return about

    def _ties(self) -> None:
        """At points where some switches are 0 the term has the value of a branch."""
        ties = {self._vector(p): p for p in data.items(self.entry.get("ties", []), "the ties", 2_000)}
        for signs in product((1, -1, 0), repeat=len(self.on)):
            if 0 not in signs:
                continue
            beside = [t for s, t in self.branches.items() if all(b in (0, a) for a, b in zip(s, signs, strict=True))]
            if not beside:
                continue
            about = self._about(signs)
            value = branch(self.tree, dict(zip(self.on, signs, strict=True)), self.factors, about)
            if value in beside:
                continue
            check_defined(value, about.grant(*beside), "the value at a tie")
            if not any(vanishes(sub(value, t), self.setting.names, self.setting.budget) for t in beside):
                self._flat(value, beside[0], signs, ties.get(signs), 0)

    def _flat(self, a: Expression, b: Expression, shared: tuple[int, ...], entry: Any, order: int) -> None:
        """The difference of two trees and its derivatives up to the order vanish where the switches have these signs."""
        difference = sub(a, b)
        if vanishes(difference, self.setting.names, self.setting.budget):
            return
        rule = data.field(entry, "rule") if entry is not None else None
        about = self._about(shared)
        if rule == "empty":
            contradiction(ZERO, "", data.record(entry, "why nothing is shared"), about)
            return
        a_i = self.on[shared.index(0)]
        if rule == "factor":
            k = data.tree(data.field(entry, "cofactor"), self.setting.names)
            prove_smooth([k], [*self.guards, *data.items(entry.get("guards", []), "the guards", 500)], about.grant(a, b), weak=False)
            claim = sub(difference, mul(power(a_i, num(order + 1)), k))
            prove_zero(claim, entry.get("zero"), self.setting.grant(a, b, k))
        elif rule == "slice":
            name, value = solved(entry, a_i, self.setting)
            if name not in self.setting.variables:
                raise Rejected("a slice is along a variable")
            proofs = data.items(entry.get("zeros", [None] * (order + 1)), "the proofs", 3)
            if len(proofs) != order + 1:
                raise Rejected("a slice needs a proof per order")
            for proof in proofs:
                at = self.setting.grant(difference).substitute(name, value)
                prove_zero(difference.substitute({name: value}), proof, at)
                difference = derivative(difference, name, self.setting.budget)
        else:
            raise Rejected(f"nothing shows that two branches of {str(self.tree)[:60]} fit together")


_RULES = {"power": _power, "edge": _edge, "glue": _glue}
