"""Mutants of the checker's modules about horizons: the near truth that each of them lets through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kit import RING, Mutant, S, tree

from mirrorsym.errors import InputError
from mirrorsym.expression import Expression
from mirrorsym.recheck import recheck
from mirrorsym.recheck.growth import Growth
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.reader import read
from mirrorsym.recheck.setting import Setting

GROWTH, PIECES, HORIZON = "mirrorsym.recheck.growth", "mirrorsym.recheck.pieces", "mirrorsym.recheck.horizon"
POTENTIAL, REPORT = "mirrorsym.recheck.mirror_potential", "mirrorsym.recheck.horizon_report"


def growth() -> Growth:
    """The calculus without parameters."""
    return Growth("y", Setting((), (), (), Budget(seconds=20)))


def refused(text: str) -> Callable[[], bool]:
    """The function has no limit that is known."""
    def right() -> bool:
        g = growth()
        try:
            g.limit(g.of(read(text, ("y",))))
        except Rejected:
            return True
        return False

    return right


def tends(text: str, to: str | int) -> Callable[[], bool]:
    """The function has this limit."""
    def right() -> bool:
        g = growth()
        try:
            found = g.limit(g.of(read(text, ("y",))))
        except Rejected:
            return False
        return found == to if not isinstance(found, Expression) else isinstance(to, str) and not g.nonzero(found - read(to, ()))

    return right


def end(side: str, R: tuple[str, str], Q: tuple[str, str], x: str = "x") -> dict[str, Any]:
    """Leading terms at an end."""
    return {"variable": x, "side": side, **{n: {"coefficient": c, "scale": m} for n, (c, m) in (("R", R), ("Q", Q))}}


def report(R: str, **fields: Any) -> dict[str, Any]:
    """A file about R."""
    return {"schema": "mirrorsym.horizon/1", "R": R, "x": ["x"], "domain": [], "parameters": {}, "copies": None, "s": "s", "facts": [],
            "breaks": {"x": ["0"]}, "homogeneous": {"status": "UNDECIDED"}, **fields}


def rejects(name: str, R: str, **fields: Any) -> Callable[[], bool]:
    """The checker rejects the claim `name`, or the whole file when it is empty."""
    def right() -> bool:
        try:
            return name in {c.about for c in recheck(report(R, **fields)).rejected}
        except InputError:
            return not name

    return right


def item(name: str, status: str, **certificate: Any) -> dict[str, Any]:
    """Assumption 2.3 with one item."""
    silent = {"status": "UNDECIDED"}
    names = ("domain", "strictly_convex", "twice_differentiable", "gradient_onto", "lipschitz_hessian", "lipschitz_inverse_hessian")
    items = {n: dict(silent) for n in names}
    items[name] = {"status": status, "certificate": {"kind": "", **certificate}}
    return {"2.3": {"status": "UNDECIDED", "items": items}}


def assumed(name: str, status: str, value: Any = None, **certificate: Any) -> dict[str, Any]:
    """One of the other assumptions."""
    return {name: {"status": status, "value": value, "certificate": certificate}}


QUARTIC = [end("plus", ("1/4", "s**4"), ("3/4", "s**4")), end("minus", ("1/4", "s**4"), ("3/4", "s**4"))]
ROOT = [end("plus", ("1", "s*log(s)"), ("1", "s")), end("minus", ("1", "s*log(s)"), ("1", "s"))]
TWO = [end("plus", ("1/4", "s**4"), ("3/4", "s**4")), end("minus", ("1/4", "s**4"), ("3/4", "s**4")),
       end("plus", ("1/2", "s**2"), ("1/2", "s**2"), "y"), end("minus", ("1/2", "s**2"), ("1/2", "s**2"), "y")]
BOTH: dict[str, Any] = {"x": ["x", "y"], "breaks": {"x": ["0"], "y": ["0"]}}
POINT = {"x": tree("1")}
H1 = {"lambda": None, "D": "1", "m": "0", "C1": "d/4", "C2": "4"}


MUTANTS = [
    Mutant(GROWTH, 'raise Rejected("a bounded remainder hides the limit")', "pass", refused("erf(y)*y**4 - y**4")),
    Mutant(GROWTH, 'raise Rejected("an exponential of an exponential is not followed")', "pass", refused("exp(exp(y))*exp(-y)*exp(-exp(y))")),
    Mutant(GROWTH, "num(Fraction((-1) ** (k + 1), k))", "num(Fraction(1, k))", tends("y**2*(log(1 + 1/y) - 1/y)", "-1/2")),
    Mutant(GROWTH, "mul(binomial, add(w, num(-k)), num(Fraction(1, k + 1)))", "mul(binomial, add(w, num(-k)))",
           tends("y**2*(sqrt(1 + 1/y) - 1 - 1/y/2)", "-1/8")),
    Mutant(GROWTH, "[Fraction(1), Fraction(1), Fraction(1, 2), Fraction(1, 6)]", "[Fraction(1), Fraction(1), Fraction(1), Fraction(1, 6)]",
           tends("y**2*(exp(1/y) - 1 - 1/y)", "1/2")),
    Mutant(GROWTH, '("1", "1", "1/2", "1/6")', '("1", "1", "1", "1/6")', tends("y**2*(cos(1/y) - 1)", "-1/2")),
    Mutant(GROWTH, "return self.scaled(num(-1), self._at_infinity(op, self.scaled(num(-1), u)))", "return self._at_infinity(op, self.scaled(num(-1), u))",
           tends("tanh(-y)", "-1")),
    Mutant(GROWTH, "found[TERMS][1] if len(found) > TERMS else rest", "rest", refused(
        "y*(y**8 + y**7 + y**6 + y**5 + y**4 + y**3 + y**2 + y + 1) - y**9 - y**8 - y**7 - y**6 - y**5 - y**4")),
    Mutant(GROWTH, "rests.append(self.times(top, b.rest) if top is not None else None)", "rests.append(b.rest)", refused("(erf(y) - 1)*y**4")),
    Mutant(GROWTH, "self.to(self.lead(u)[1], num(-4))", "None", refused("erf(y)*y**9 - y**9")),
    Mutant(GROWTH, "for c, _ in self._merged(m.inside, n.inside, -1):", "for c, _ in ():", tends("exp(y) - exp(2*y)", -1)),
    Mutant(GROWTH, 'best = p if (s > 0) == (op == "Max") and s else best', "best = p", tends("Max(y, 1)", 1)),
    Mutant(PIECES, "not of.equal(low, high)", "False", rejects("2.3.domain", "Piecewise((x**2 + 1, x > 0), (x**2, True))", assumptions=item("domain", "HOLDS"))),
    Mutant(PIECES, "if k == 0 and not", "if k == 9 and not", rejects("2.3.domain", "x**2 + 1 - abs(sign(x))", assumptions=item("domain", "HOLDS"))),
    Mutant(PIECES, "        of.at_break(of.parts[x], x, at, side)\n", "        pass\n",
           rejects("2.3.lipschitz_hessian", "x*log(x)", assumptions=item("lipschitz_hessian", "FAILS", variable="x", at="0"))),
    Mutant(PIECES, "prove_smooth([of.parts[x]], listed[0] if listed else [], region, weak=False)", "pass",
           rejects("2.3.twice_differentiable", "x**2*abs(x - 1)", assumptions=item("twice_differentiable", "HOLDS"))),
    Mutant(HORIZON, "or not of.equal(c, stated[0])", "", rejects("alpha", "x**4/4", ends=[QUARTIC[0], end("minus", ("1/4", "s**4"), ("2/4", "s**4"))], alpha="4")),
    Mutant(HORIZON, "if of.growth.compare(m, stated[1]) or", "if", rejects("rho", "x**4/4", ends=[
        QUARTIC[0], end("minus", ("1/4", "s**4"), ("3/4", "s**5"))], rho="s**4")),
    Mutant(HORIZON, "if not of.equal(m.powers[0], alpha):", "if False:", rejects("alpha", "x**4/4 + y**2/2", ends=TWO, alpha="4", **BOTH)),
    Mutant(HORIZON, "same = all(g.compare(e.R[1], m) == 0 for e in ends)", "same = True", rejects("rho", "x**4/4 + y**2/2", ends=TWO, rho="s**4", **BOTH)),
    Mutant(HORIZON, '        prove_zero(sub(r, add(*parts.values())), data.field(split, "zero"), setting.grant(r))\n', "", rejects(
        "", "x**4/4 + y**2/2", assumptions=item("domain", "HOLDS"), split={"parts": {"x": tree("x"), "y": tree("y")}, "zero": RING}, **BOTH)),
    Mutant(POTENTIAL, '        raise Rejected("the stated domain leaves out points")', "        pass", rejects("2.3.domain", "x**2", domain=["x > 0"],
                                                                                                        assumptions=item("domain", "HOLDS"))),
    Mutant(POTENTIAL, 'raise Rejected("the second derivative is not shown to be negative at the point")', "pass", rejects(
        "2.3.strictly_convex", "x**2", assumptions=item("strictly_convex", "FAILS", variable="x", point=POINT))),
    Mutant(POTENTIAL, "    analytic_at(point, of.parts[x])\n", "", rejects("2.3.strictly_convex", "3*abs(x)**2 - x**2", assumptions=item(
        "strictly_convex", "FAILS", variable="x", point={"x": tree("0")}))),
    Mutant(POTENTIAL, "    of.at_end(of.parts[x], x, side or 1)  # the part has to be defined there, and not only its slope's formula\n", "", rejects(
        "2.3.gradient_onto", "-log(x) - log(1 - x)", assumptions=item("gradient_onto", "FAILS", variable="x", side="plus"))),
    Mutant(POTENTIAL, "if of.growth.limit(of.at_end(of.function(x, 1), x, side)) != side:", "if False:", rejects(
        "2.3.gradient_onto", "sqrt(1 + x**2)", assumptions=item("gradient_onto", "HOLDS"))),
    Mutant(POTENTIAL, "if sign_at(point, add(*map(gap, of.parts))) != -1:", "if False:", rejects("4.4", "x**4/4", ends=QUARTIC, assumptions=assumed(
        "4.4", "FAILS", kind="point", point=POINT))),
    Mutant(POTENTIAL, "if over <= 0 or", "if", rejects("G.1", "x*asinh(x) - sqrt(x**2 + 1)", ends=ROOT, assumptions=assumed(
        "G.1", "HOLDS", {"c": "0"}, kind="leading_terms"))),
    Mutant(POTENTIAL, "if over != 0 or side is None", "if side is None", rejects("G.1", "x**4/4", ends=QUARTIC, assumptions=assumed(
        "G.1", "FAILS", kind="unbounded", variable="x", side="plus"))),
    Mutant(POTENTIAL, "if not (c == e or vanishes(sub(c, e), {*frame.names, *of.dimension.names}, frame.budget)):", "if False:", rejects(
        "H.1", "x**4/4", ends=QUARTIC, assumptions=assumed("H.1", "HOLDS", {**H1, "C1": "1/9"}, kind="bounds", proofs={"x": [[S, S], [S, S]]}))),
    Mutant(POTENTIAL, "if sign_at(point, add(*total)) != -1:", "if False:", rejects("H.1", "x**4/4", ends=QUARTIC, assumptions=assumed(
        "H.1", "FAILS", kind="point", point=POINT))),
    Mutant(REPORT, 'if entry["status"] != ("HOLDS" if this.found.homogeneous else "FAILS"):', "if False:", rejects(
        "homogeneous", "x**4/4", ends=QUARTIC, homogeneous={"status": "FAILS"})),
    Mutant(REPORT, "if of.growth.compare(m, bound) > 0:", "if False:", rejects("steps[0]", "x**4/4 + x**2", steps=[
        {"status": "HOLDS", "of": "R", "variable": "x", "side": "plus", "rhs": "s**4/4", "rest": "s"}])),
    Mutant(REPORT, 'raise Rejected("something is claimed of a potential without breaks")', "pass", rejects("", "x**4/4", breaks=None, alpha="7")),
    Mutant(REPORT, 'if not all(accepted.get(f"2.3.{n}") for n in four):', "if False:", rejects("2.3", "x**4/4", assumptions={
        "2.3": {**item("domain", "HOLDS")["2.3"], "status": "HOLDS"}})),
    Mutant(REPORT, "        elif not accepted.get(needed):\n", "        elif False:\n", rejects("homog.4.5", "x**4/4", theorems={
        "homog.4.5": {"status": "HOLDS", "first_missing": None}})),
]
