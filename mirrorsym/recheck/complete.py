"""The criteria `complete_flows` and `complete_flows_of_g`, HOLDS: Assumption 3.5 of lwla, block by block.

Claimed, for the gradient fields X of some functions on M: (1) a flow line that ends at a finite time goes to infinity in norm there;
(2) for two different fields, phi^s(psi^t(w)) is defined exactly when psi^t(phi^s(w)) is.

Variables form blocks; each condition of M, and each component of a field, has variables of one block only.  So M is a
product and each field a sum, a flow line exists as long as its parts do, and both claims follow from those about the blocks:

* free: no condition in the block, so M is a whole space there and a flow line that ends leaves every ball for good.
* kept: along the field each condition changes by dc = c*k dt.  Say a flow line ends at a finite time and comes close to a finite point p
  again and again.  If k and the field are continuous on a closed set around M (`_closure`), the field is bounded near p, so the flow
  line stays near p until the end, k is bounded there, and c does not come to 0.  If instead |k| <= r wherever c <= 1, c stays above
  min(c, 1)*exp(-r*time) anyway.  So every condition holds at p, p is in M, and a flow line that ends leaves each compact part of M.
* complete: V = sum y**2 does not grow faster than exponentially in either direction of time, where y is a variable
  or its chart (a logarithm
  that maps its interval onto the line); affine and bounded fields do so by themselves.  So the y stay in a compact
  set for each finite time, k is bounded
  there, and with it the flow line stays in a compact part of M: it exists for all time.
* A pair of fields: one rests; or both are complete; or they commute and one is complete.  In the last case the complete flow psi^t maps
  flow lines of the other field to flow lines, so that phi^s exists from psi^t(w) exactly when it exists from w.

With copies everything is about one block of them: a gradient of g moves one copy, and that of h moves each copy by itself, so both claims
hold for all copies as they do for one.

Main definition: `flows`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import Any

from mirrorsym.expression import ONE, Expression, add, call, div, mul, neg, num, power, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.components import affine_jointly
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.setting import Fact, Setting, needs
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.smooth import check_continuous, prove_smooth
from mirrorsym.recheck.structure import affine_in, check_defined
from mirrorsym.recheck.zero import prove_zero
from mirrorsym.wording import brief

__all__ = ["flows"]

Field = dict[str, Expression]
_TRIVIAL: Fact = (ONE, ">")
_ENTIRE = frozenset(("num", "sym", "const", "add", "mul", "pow", "exp", "sin", "cos", "sinh", "cosh", "tanh", "atan", "asinh", "erf",
                     "abs", "Max", "Min"))


def flows(certificate: dict[str, Any], functions: Mapping[str, Expression], setting: Setting) -> None:
    """Accept both parts of the assumption for the functions, named by their keys."""
    prove_smooth(functions.values(), certificate.get("guards", []), setting)
    derivatives = {f: {k: derivative(e, k, setting.budget) for k in setting.variables} for f, e in functions.items()}
    seen: set[str] = set()
    for entry in data.items(data.field(certificate, "blocks"), "the blocks"):
        names = tuple(data.text(n, "a variable") for n in data.items(data.field(entry, "variables"), "the variables of a block"))
        if not names or len(set(names)) != len(names) or not set(names) <= set(setting.variables) or set(names) & seen:
            raise Rejected("the blocks are not disjoint sets of variables")
        seen |= set(names)
        _Block(names, entry, derivatives, setting).check()
    for f, field in derivatives.items():
        for k in setting.variables:
            if k not in seen and not vanishes(field[k], setting.names, setting.budget):
                raise Rejected(f"the variable {k!r} is in no block, and the function {f!r} moves it")
    for e, _ in setting.facts:
        if e.names & seen and e.names & (set(setting.variables) - seen):
            raise Rejected("a condition ties a block to variables outside")


@dataclass
class _Block:
    names: tuple[str, ...]
    entry: dict[str, Any]
    derivatives: dict[str, Field]
    setting: Setting

    def check(self) -> None:
        """Both claims in this block."""
        outside = set(self.setting.variables) - set(self.names)
        self.conditions = []
        for i, (e, op) in enumerate(self.setting.facts):
            if e.names & set(self.names):
                if e.names & outside:
                    raise Rejected(f"the condition {brief(e)} {op} 0 ties two blocks together")
                if op not in (">", "!="):
                    raise Rejected("a condition on variables is not strict")
                self.conditions.append(i)
        facts = tuple(_TRIVIAL if f[0].names & outside else f for f in self.setting.facts)
        self.here = replace(self.setting, facts=facts)
        self.fields = {f: x for f in self.derivatives if (x := self._field(f)) is not None}
        given = data.record(data.field(self.entry, "flows"), "the flows")
        self.complete = set()
        for f, field in self.fields.items():
            if f not in given:
                raise Rejected(f"nothing is said about the flow of {f!r} in a block")
            if self._flow(field, data.record(given[f], "a flow")):
                self.complete.add(f)
        for f, q in combinations(self.fields, 2):
            self._pair(f, q)

    def _field(self, f: str) -> Field | None:
        """The components of a gradient in this block, in variables of the block only; None if all vanish."""
        stated = data.record(data.record(self.entry.get("fields", {}), "the fields").get(f, {}), "a field")
        field = {}
        for k in self.names:
            d = self.derivatives[f][k]
            if k in stated:
                about = self.setting.grant(d)
                tree = data.tree(data.field(stated[k], "tree"), self.setting.names)
                check_defined(tree, about, "a component of a field")
                prove_zero(sub(d, tree), stated[k].get("zero"), about)
                d = tree
            if d.names & (set(self.setting.variables) - set(self.names)):
                if not vanishes(d, self.setting.names, self.setting.budget):
                    raise Rejected(f"a component of the gradient of {f!r} has variables outside its block")
                d = num(0)
            field[k] = d
        return None if all(vanishes(x, self.setting.names, self.setting.budget) for x in field.values()) else field

    # -- one field --------------------------------------------------------------------------------------------
    def _flow(self, field: Field, proof: dict[str, Any]) -> bool:
        """Accept claim 1 in the block; True if the flow is shown to be complete."""
        rule = data.field(proof, "rule")
        if rule == "free":
            if self.conditions:
                raise Rejected("a block with conditions is called free")
            return False
        if rule == "kept":
            self._invariant(field, proof, frozenset(), list(field.values()))
            return False
        if rule != "complete":
            raise Rejected(f"there is no rule {str(rule)[:40]!r} for flows")
        charts, covered = self._charts(proof)
        self._growth(field, charts, data.record(data.field(proof, "growth"), "the growth"))
        self._invariant(field, proof, covered, [])
        return True

    def _charts(self, proof: dict[str, Any]) -> tuple[dict[str, Expression], frozenset[int]]:
        """For each variable the chart, and the conditions that say that charted variables stay in their intervals."""
        chosen = {data.text(n, "a variable") for n in data.items(proof.get("charts", []), "the charts")}
        if not chosen <= set(self.names):
            raise Rejected("a chart is for a variable outside the block")
        charts: dict[str, Expression] = {}
        covered: set[int] = set()
        for x in self.names:
            if x not in chosen:
                charts[x] = sym(x)
                continue
            low: list[Fraction] = []
            high: list[Fraction] = []
            for i in self.conditions:
                form = affine_in(self.here.facts[i][0])
                if form is not None and form[0] == x and self.here.facts[i][1] == ">":
                    (low if form[1] > 0 else high).append(-form[2] / form[1])
                    covered.add(i)
            charts[x] = _chart(x, max(low, default=None), min(high, default=None))
        return charts, frozenset(covered)

    def _growth(self, field: Field, charts: dict[str, Expression], growth: dict[str, Any]) -> None:
        rule = data.field(growth, "rule")
        if rule in ("affine", "bounded") and any(charts[k] != sym(k) for k in self.names):
            raise Rejected("an affine or bounded field needs no charts")
        if rule == "affine":
            if not all(affine_jointly(x, self.setting) for x in field.values()):
                raise Rejected("a field that is called affine is not shown to be")
            return
        if rule == "bounded":
            top = num(data.rational(data.field(growth, "bound"), "the bound"))
            for x in field.values():
                prove_sign(sub(top, x), ">=", data.field(growth, "proof"), self.here)
                prove_sign(add(top, x), ">=", data.field(growth, "proof"), self.here)
            return
        if rule != "growth":
            raise Rejected(f"there is no rule {str(rule)[:40]!r} for growth")
        a, b = data.rational(data.field(growth, "a")), data.rational(data.field(growth, "b"))
        v = add(*(power(y, num(2)) for y in charts.values()))
        change = add(*(mul(num(2), y, derivative(y, k, self.setting.budget), field[k]) for k, y in charts.items()))
        bound = add(num(a), mul(num(b), v))
        for tree in (*charts.values(), *field.values()):
            check_defined(tree, self.setting.grant(*field.values()), "a chart")
        for claim, side in ((sub(bound, change), "above"), (add(bound, change), "below")):
            prove_sign(claim, ">=", data.field(growth, side), self.here)

    def _invariant(self, field: Field, proof: dict[str, Any], covered: frozenset[int], tame: list[Expression]) -> None:
        """Each condition that the charts do not cover has a factor, or follows from those that have."""
        factors = data.record(proof.get("factors", {}), "the factors")
        dropped = self._needless(proof, factors, covered)
        closed = _Closed(self.here, self.names, covered, dropped, proof.get("closure", []))
        for i in dropped:
            closed.admit(self.here.facts[i][0])
        bounded = all(isinstance(f, dict) and f.get("rate") is not None for f in factors.values())
        for tree in () if bounded else tame:
            closed.admit(tree)
        for i in self.conditions:
            if i in covered or i in dropped:
                continue
            if str(i) not in factors:
                raise Rejected(f"nothing is said about the condition {self.here.facts[i][0]}")
            entry = data.record(factors[str(i)], "a factor")
            c = self.here.facts[i][0]
            prove_smooth([c], entry.get("guards", []), self.here)
            change = add(*(mul(derivative(c, k, self.setting.budget), x) for k, x in field.items()))
            k = data.tree(data.field(entry, "factor"), {*self.names, *self.setting.parameters})
            if entry.get("rate") is None:
                closed.admit(k)
            else:
                check_defined(k, self.here.grant(change), "a factor")  # on M it is the quotient of two continuous functions
                self._rate(k, c, data.record(entry["rate"], "a rate"))
            prove_zero(sub(change, mul(c, k)), entry.get("zero"), self.here)

    def _needless(self, proof: dict[str, Any], factors: dict[str, Any], covered: frozenset[int]) -> list[int]:
        """Conditions that follow from the ones that are not among them."""
        dropped: list[int] = []
        for entry in data.items(proof.get("needless", []), "the needless conditions"):
            i = data.index(data.field(entry, "condition"), len(self.here.facts), "condition")
            if i not in self.conditions or i in covered or i in dropped or str(i) in factors:
                raise Rejected("a condition is both needless and used")
            dropped.append(i)
            facts = tuple(_TRIVIAL if j in dropped else f for j, f in enumerate(self.here.facts))
            prove_sign(*self.here.facts[i], data.field(entry, "proof"), replace(self.here, facts=facts, given=()))
        return dropped

    def _rate(self, k: Expression, c: Expression, rate: dict[str, Any]) -> None:
        """|k| <= bound wherever c <= 1."""
        bound = data.tree(data.field(rate, "bound"), self.setting.parameters)
        check_defined(bound, replace(self.here, given=()), "a rate")
        near = self.here.assume(sub(ONE, c), ">=")
        prove_sign(sub(bound, k), ">=", data.field(rate, "above"), near)
        prove_sign(add(bound, k), ">=", data.field(rate, "below"), near)

    # -- two fields -------------------------------------------------------------------------------------------
    def _pair(self, f: str, q: str) -> None:
        """Accept claim 2 in the block for two fields that both move there."""
        if {f, q} <= self.complete:
            return
        pairs = data.record(self.entry.get("pairs", {}), "the pairs")
        proof = pairs.get(f"{f},{q}", pairs.get(f"{q},{f}"))
        if proof is None:
            raise Rejected(f"nothing is said about the flows of {f!r} and {q!r}")
        if data.field(proof, "complete") not in {f, q} & self.complete:
            raise Rejected("a flow that is called complete is not shown to be")
        zeros = data.record(proof.get("zeros", {}), "the zeros")
        x, y = self.fields[f], self.fields[q]
        for k in self.names:
            bracket = add(*(mul(derivative(y[k], n, self.setting.budget), x[n]) for n in self.names),
                          *(neg(mul(derivative(x[k], n, self.setting.budget), y[n])) for n in self.names))
            prove_zero(bracket, zeros.get(k), self.here)


def _chart(x: str, low: Fraction | None, high: Fraction | None) -> Expression:
    """A function that maps the interval onto the real line."""
    up = None if low is None else sub(sym(x), num(low))
    down = None if high is None else sub(num(high), sym(x))
    if up is None and down is None:
        raise Rejected(f"no condition bounds the variable {x!r} that has a chart")
    if up is not None and down is not None:
        return call("log", div(up, down))
    return call("log", up if up is not None else down)  # type: ignore[arg-type]


class _Closed:
    """A closed set around the block's part of M (closed in the intervals of charted variables).

    At each of its points the conditions hold weakly.  A condition that is not continuous everywhere counts only after it has been shown to
    be continuous on the set so far: then a limit of points of M has it too.
    """

    def __init__(self, here: Setting, names: tuple[str, ...], covered: frozenset[int], dropped: list[int], guards: Any) -> None:
        self.guards = list(data.items(guards, "the guards of the closure"))
        weak: list[Fact] = []
        late = []
        for i, (e, op) in enumerate(here.facts):
            if not e.names & set(names):
                weak.append((e, op))
            elif i in dropped:
                weak.append(_TRIVIAL)
            else:
                own = _TRIVIAL if op == "!=" else (e, op if i in covered else ">=")
                weak.append(own if _entire(e) else _TRIVIAL)
                if not _entire(e):
                    late.append((i, e, own))
        self.setting = replace(here, facts=tuple(weak), given=())
        for i, e, own in late:
            self.admit(e)
            facts = list(self.setting.facts)
            facts[i] = own
            self.setting = replace(self.setting, facts=tuple(facts))

    def admit(self, tree: Expression) -> None:
        """Accept that the tree is continuous on the set; guards are taken from the list as they are needed."""
        while True:
            try:
                check_continuous(tree, self.setting)
                return
            except Rejected:
                if not self.guards:
                    raise
            entry = self.guards.pop(0)
            guard = data.tree(data.field(entry, "guard"), self.setting.names)
            check_continuous(guard, self.setting)
            op = data.field(entry, "op")
            if op not in (">", ">=", "!="):
                raise Rejected("a guard has an op other than >, >= and !=")
            prove_sign(guard, op, data.field(entry, "proof"), self.setting)
            self.setting = self.setting.assume(guard, op)


def _entire(e: Expression) -> bool:
    """Whether every operation is defined and continuous everywhere."""
    return all(node.op in _ENTIRE and not needs(node) for node in e.walk())
