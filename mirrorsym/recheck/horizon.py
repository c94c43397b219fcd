"""The horizon of a potential R = sum of functions of one coordinate each: its growth at both ends of every coordinate, derived here.

For a coordinate r let Q(x) = x*r'(x) - r(x).  The report states, for both ends, the leading terms c*m of r and of Q; `growth` derives
them again.  From these alone follow:

* homogeneous: Q(theta) = sum of the Q's of the coordinates.  When all leading terms are k*s**alpha with one alpha > 0 and k > 0, then
  s^-1 Q(s theta)^(1/alpha) tends to phi = (sum k_i |theta_i|^alpha)^(1/alpha), k_i being that of the end where theta_i points; a
  coordinate that is 0 adds Q(0)/s^alpha, which tends to 0.  The limit is in (0, oo) for every theta != 0: degree alpha.  It is refuted
  when one end has a leading term that is no power of s times a positive number, or two ends have different powers: along such coordinate
  axes no alpha gives a limit in (0, oo).
* rho, limit: when the leading terms of all ends of r have one monomial m without exp, R(s theta)/m(s) tends to sum c_i |theta_i|^a, a the
  power of s in m, for log(s |theta_i|)/log(s) tends to 1.
* log_rho, log_limit: when all leading terms of r are exp(k_i s**q*(1 + o(1))) with one q > 0, log R(s theta)/s**q tends to the
  largest k_i |theta_i|^q: a sum of at most d terms lies between its largest one and d times it.
* shape: the common level set, up to scale, of what exists of phi, limit, log_limit.

Main definitions: `Potential`, `End`, `answers`, `check_ends`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mirrorsym.domain import Domain
from mirrorsym.expression import ONE, ZERO, Expression, add, call, div, mul, neg, num, power, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.growth import Growth, Monomial, Series, collected
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.problem import Problem, read_problem
from mirrorsym.recheck.reader import read, read_conditions
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.zero import prove_zero

__all__ = ["SIDES", "Answers", "End", "Potential", "answers", "check_ends", "read_ends"]

SIDES = {"plus": 1, "minus": -1}
#: copies that are written out
WRITTEN = 24
_Y = "_y"


@dataclass(frozen=True)
class Potential:
    """R, coordinate by coordinate: `parts` by variable; `breaks` are the points between which each part is taken to be smooth."""

    problem: Problem
    parts: dict[str, Expression]
    breaks: dict[str, tuple[Expression, ...]]
    frame: Setting
    copies: int | str | None
    s: str

    @classmethod
    def read(cls, report: dict[str, Any], budget: Budget) -> Potential:
        """The potential that a report is about."""
        about = {k: report.get(k) for k in ("domain", "parameters")}
        problem = read_problem({**about, "variables": report.get("x"), "g": [report.get("R")]})
        setting = problem.setting(budget)
        frame = setting.alone(tuple(f for f in setting.facts if not f[0].names & set(setting.variables)), variables=())
        for text in data.items(report.get("holds_on") or [], "the conditions", 10):  # the answer is about these parameters only
            for c in read_conditions(text, frame.parameters):
                for e, op in Domain((), (c,), ()).facts():
                    check_defined(e, frame, "a condition")
                    frame = frame.assume(e, op)
        for entry in data.items(report.get("facts") or [], "the facts", 100):
            e, op = data.tree(data.field(entry, "fact"), frame.names), data.field(entry, "op")
            check_defined(e, frame, "a fact")
            prove_sign(e, op, data.field(entry, "proof"), frame)
            frame = frame.assume(e, op)
        variables = problem.domain.variables
        copies, s = report.get("copies"), data.text(data.field(report, "s"), "the scale's name")
        if not s.isidentifier() or s in setting.names:
            raise Rejected("the name of the scale is taken")
        number = isinstance(copies, int) and not isinstance(copies, bool) and copies > 0
        named = isinstance(copies, str) and copies.isidentifier() and copies not in setting.names
        if copies is not None and (len(variables) != 1 or not (number or named)):
            raise Rejected("copies are of one variable, a positive whole number or a new name")
        parts = _parts(problem, report.get("split"), setting)
        breaks = {}
        for x, given in data.record(data.field(report, "breaks"), "the breaks").items():
            breaks[x] = tuple(num(data.rational(q)) for q in data.items(given, "the breaks", 50))
            if any(a.args[0] >= b.args[0] for a, b in zip(breaks[x], breaks[x][1:], strict=False)):
                raise Rejected("the breaks are not in order")
        if set(breaks) != set(variables):
            raise Rejected("there are not breaks for every variable")
        return cls(problem, parts, breaks, frame, copies, s)

    @cached_property
    def growth(self) -> Growth:
        """The calculus of the symbol that grows."""
        return Growth(_Y, self.frame)

    def function(self, x: str, order: int = 0) -> Expression:
        """The part of x, or one of its derivatives."""
        e = self.parts[x]
        for _ in range(order):
            e = derivative(e, x, self.frame.budget)
        return e

    def dual(self, x: str) -> Expression:
        """x*r' - r."""
        return sub(mul(sym(x), self.function(x, 1)), self.parts[x])

    def at_end(self, e: Expression, x: str, side: int) -> Series:
        """The series of e as x tends to +oo or -oo, in |x|."""
        return self.growth.of(e.substitute({x: mul(num(side), sym(_Y))}))

    def at_break(self, e: Expression, x: str, at: Expression, side: int) -> Series:
        """The series of e as x tends to `at` from above or below, in 1/|x - at|."""
        return self.growth.of(e.substitute({x: add(at, mul(num(side), power(sym(_Y), num(-1))))}))

    def intervals(self, x: str) -> list[Setting]:
        """The open intervals between the breaks, from below."""
        ends = [None, *self.breaks[x], None]
        found = []
        for low, high in zip(ends, ends[1:], strict=False):
            region = Setting((x,), self.frame.parameters, self.frame.facts, self.frame.budget, self.frame.integers)
            if low is not None:
                region = region.assume(sub(sym(x), low), ">")
            found.append(region if high is None else region.assume(sub(high, sym(x)), ">"))
        return found

    def symbols(self) -> list[tuple[str, str]]:
        """The names of coordinates, each with the variable whose part it has."""
        (x, *more) = self.problem.domain.variables
        if more or not isinstance(self.copies, int) or self.copies > WRITTEN or self.copies == 1:
            return [(v, v) for v in self.problem.domain.variables]
        return [(f"{x}{i}", x) for i in range(1, self.copies + 1)]

    @property
    def dimension(self) -> Expression:
        """How many coordinates there are: a number, or a new symbol."""
        if len(self.parts) > 1:
            return num(len(self.parts))
        if isinstance(self.copies, int):
            return num(self.copies)
        name = self.copies or "d"
        while name in {*self.frame.names, *self.parts, self.s}:
            name += "_"
        return sym(name)

    def equal(self, a: Expression, b: Expression) -> bool:
        """Whether two trees in the parameters are equal."""
        return a == b or vanishes(sub(a, b), self.frame.names, self.frame.budget)


def _parts(problem: Problem, split: Any, setting: Setting) -> dict[str, Expression]:
    """The part of each variable: as certified, or the terms of R that mention it; constants go to the first."""
    (r,), variables = problem.g, problem.domain.variables
    if len(variables) == 1:
        return {variables[0]: r}
    if split is not None:
        given = data.record(data.field(split, "parts"), "the parts")
        parts = {x: data.tree(data.field(given, x), (x, *setting.parameters)) for x in variables}
        for e in parts.values():
            check_defined(e, setting.grant(r), "a part")
        prove_zero(sub(r, add(*parts.values())), data.field(split, "zero"), setting.grant(r))
        return parts
    found: dict[str, list[Expression]] = {x: [] for x in variables}
    for t in r.args if r.op == "add" else (r,):
        mine = [x for x in variables if x in t.names]
        if len(mine) > 1:
            raise Rejected("R is not a sum of functions of one variable")
        found[(mine or variables)[0]].append(t)
    if not all(x in add(*ts).names for x, ts in found.items()):
        raise Rejected("R does not depend on one of its variables")
    return {x: add(*ts) for x, ts in found.items()}


@dataclass(frozen=True)
class End:
    """The leading terms of r and of Q at one end of a variable: (coefficient, monomial)."""

    x: str
    side: int
    R: tuple[Expression, Monomial]
    Q: tuple[Expression, Monomial]


def read_ends(report: dict[str, Any], of: Potential) -> list[End]:
    """The ends as a report states them."""
    scale = Growth(of.s, of.frame)
    found = []

    def term(value: Any) -> tuple[Expression, Monomial]:
        entry = data.record(value, "a leading term")
        series = scale.of(read(data.field(entry, "scale"), {of.s, *of.frame.names}))
        if len(series.terms) != 1 or series.rest is not None or not of.equal(series.terms[0][0], ONE):
            raise Rejected("a scale is no monomial")
        c = read(data.field(entry, "coefficient"), of.frame.names)
        check_defined(c, of.frame, "a coefficient")
        return c, series.terms[0][1]

    for entry in data.items(data.field(report, "ends"), "the ends", 200):
        side = data.field(entry, "side")
        if side not in SIDES or data.field(entry, "variable") not in of.parts:
            raise Rejected("an end is of a variable, plus or minus")
        found.append(End(entry["variable"], SIDES[side], term(data.field(entry, "R")), term(data.field(entry, "Q"))))
    if [(e.x, e.side) for e in found] != [(x, side) for x in of.parts for side in SIDES.values()]:
        raise Rejected("the ends are not those of the variables, in order")
    return found


def check_ends(ends: list[End], of: Potential) -> None:
    """Accept that the leading terms are what is stated."""
    for end in ends:
        for stated, e in ((end.R, of.function(end.x)), (end.Q, of.dual(end.x))):
            c, m, _ = of.growth.lead(of.at_end(e, end.x, end.side))
            if of.growth.compare(m, stated[1]) or not of.equal(c, stated[0]):
                raise Rejected(f"the leading term at an end of {end.x} is another one")


@dataclass(frozen=True)
class Answers:
    """What follows from the ends; None where it does not exist.  `homogeneous`: whether Q has a degree in the strict sense."""

    homogeneous: bool
    alpha: Expression | None = None
    phi: Expression | None = None
    rho: Expression | None = None
    limit: Expression | None = None
    log_rho: Expression | None = None
    log_limit: Expression | None = None
    shape: str | None = None
    agree: bool | None = None


def answers(ends: list[End], of: Potential) -> Answers:
    """Everything that the ends decide."""
    g, s = of.growth, sym(of.s)
    degree = _degree(ends, of)
    alpha = phi = rho = limit = log_rho = log_limit = None
    shapes = []
    if degree is not None:
        alpha = degree
        weights = {(e.x, e.side): e.Q[0] for e in ends}
        phi = _gauge(weights, alpha, of, power(_common(weights, of) or ONE, div(ONE, alpha)))
        shapes.append(_shape(weights, alpha, of))
    m = ends[0].R[1]
    same = all(g.compare(e.R[1], m) == 0 for e in ends)
    if same and not m.inside and g.sign(m.powers[0]) > 0 and all(g.sign(e.R[0]) > 0 for e in ends):
        weights = {(e.x, e.side): e.R[0] for e in ends}
        rho, limit = m.tree(s), _sum(weights, m.powers[0], of)
        shapes.append(_shape(weights, m.powers[0], of))
    inner = [_rate(e, of) for e in ends]
    first = inner[0]
    if first is not None and all(r is not None and of.equal(r[1], first[1]) for r in inner):
        q = first[1]
        rates = {(e.x, e.side): r[0] for e, r in zip(ends, inner, strict=True) if r is not None}
        log_rho, log_limit = power(s, q), _largest(rates, q, of)
        shapes.append("max" if _common(rates, of) is not None else str(_level(rates, q, of)))
    shape = shapes[0] if shapes and len(set(shapes)) == 1 else None
    agree = len(set(shapes)) == 1 if len(shapes) > 1 else None
    return Answers(degree is not None, alpha, phi, rho, limit, log_rho, log_limit, shape, agree)


def _degree(ends: list[End], of: Potential) -> Expression | None:
    """alpha, if Q has one."""
    g = of.growth
    alpha = ends[0].Q[1].powers[0]
    for e in ends:
        c, m = e.Q
        if m.inside or g.sign(m.powers[1]) or g.sign(m.powers[2]) or g.sign(m.powers[0]) <= 0 or g.sign(c) < 0:
            return None
        if not of.equal(m.powers[0], alpha):
            g.sign(collected(sub(m.powers[0], alpha)))  # two powers that may agree for some parameters are open
            return None
    return alpha


def _rate(e: End, of: Potential) -> tuple[Expression, Expression] | None:
    """(k, q) with log r = k*s**q*(1 + o(1)), k, q > 0, if it is so."""
    c, m = e.R
    if not m.inside or of.growth.sign(c) < 0:
        return None
    k, (q, b, b2) = m.inside[0]
    if of.growth.sign(b) or of.growth.sign(b2) or of.growth.sign(q) <= 0 or of.growth.sign(k) <= 0:
        return None
    return k, q


Weights = dict[tuple[str, int], Expression]


def _common(weights: Weights, of: Potential) -> Expression | None:
    """The one weight, if all are equal."""
    first, *more = weights.values()
    return first if all(of.equal(first, w) for w in more) else None


def _terms(weights: Weights, a: Expression, of: Potential, each: bool) -> list[Expression]:
    """weight*|theta|**a of each coordinate, without the weights where they are all equal and not `each`."""
    common = None if each else _common(weights, of)
    out = []
    for name, x in of.symbols():
        up, down, v = weights[x, 1], weights[x, -1], sym(name)
        size = power(v, a) if a == num(2) else power(call("abs", v), a)
        if common is not None:
            out.append(size)
        elif of.equal(up, down):
            out.append(mul(up, size))
        else:
            out.append(add(mul(up, power(call("Max", v, ZERO), a)), mul(down, power(call("Max", neg(v), ZERO), a))))
    return out


def _sum(weights: Weights, a: Expression, of: Potential) -> Expression:
    common = _common(weights, of)
    inner = add(*_terms(weights, a, of, False))
    return inner if common is None else mul(common, inner)


def _gauge(weights: Weights, a: Expression, of: Potential, factor: Expression) -> Expression:
    """(sum weight*|theta|**a)**(1/a); `factor` is what common weights bring."""
    terms = _terms(weights, a, of, False)
    if _common(weights, of) is None:
        factor = ONE
    if len(terms) == 1 and terms[0].op in ("pow", "abs"):
        return mul(factor, call("abs", sym(of.symbols()[0][0])))
    inner = add(*terms)
    return mul(factor, inner if a == ONE else power(inner, div(ONE, a)))


def _largest(rates: Weights, q: Expression, of: Potential) -> Expression:
    common = _common(rates, of)
    terms = _terms(rates, q, of, False)
    top = call("Max", *terms) if len(terms) > 1 else terms[0]
    return top if common is None else mul(common, top)


def _level(rates: Weights, q: Expression, of: Potential) -> Expression:
    """The gauge of the level sets of the largest rate*|theta|**q, 1 at the first axis."""
    unit = rates[of.symbols()[0][1], 1]
    parts = []
    for name, x in of.symbols():
        for side in (1, -1):
            parts.append(mul(num(side), power(div(rates[x, side], unit), div(ONE, q)), sym(name)))
    return call("Max", *map(collected, parts))


def _shape(weights: Weights, a: Expression, of: Potential) -> str:
    """The name of the level set, or its gauge with the weight 1 at the first axis."""
    if _common(weights, of) is not None:
        return "l1" if of.equal(a, ONE) else "l2" if of.equal(a, num(2)) else "lp"
    unit = weights[of.symbols()[0][1], 1]
    scaled = {key: collected(div(w, unit)) for key, w in weights.items()}
    return str(_gauge(scaled, a, of, ONE))
