"""The potential of a report, derived again from g, h, M and the initial point.

Write D for the set of (mu, a) cut out by `dual_domain`, for an initial point in M that satisfies `assuming`.  Shown, with the
checker's own derivatives, for every such initial point and all parameters:

* D contains 0 and is star-shaped about 0: its conditions are affine in (mu, a) and true at 0.
* psi is smooth on D, stays in M, starts at w_init, d_mu_i psi = grad g_i(psi) and d_a psi = grad h(psi).  So t -> psi(t mu, t a) is the
  flow line of sum_i mu_i grad g_i + a grad h from w_init, which exists in M for the time one.
* grad_Q = g(psi), d_mu Q = grad_Q, d_a Q = h(psi), and Q is smooth on D; the minimizer is grad_Q at mu = 0.
* Without a closed form: Dg has full rank at w_init, or on all of M.  Along commuting flows it keeps its rank, so Hess Q = Dg Dg^T is
  positive definite, and grad_Q has an inverse.
* With one: grad_R(grad_Q(mu)) = mu, so grad_Q is one to one on each slice, R(grad_Q(mu)) = <mu, grad_Q> - Q, so R is the Legendre
  transform of Q on the range, d_x R = grad_R, d_a R = -h(psi), and dR_da is d_a R.
* `attained`, in place of grad_R(grad_Q(mu)) = mu: at each x of the primal domain, which is open, grad_R(x) is in D and
  grad_Q(grad_R(x)) = x.  The Hessian of Q is J J^T, J the Jacobian of g at psi, and the slice of D is convex, so <mu, x> - Q(mu) is concave
  there and largest at grad_R(x).  Differentiating grad_Q(grad_R(x)) = x shows J J^T invertible there, so no other mu has grad_Q(mu) = x.
* `value`, in place of R(grad_Q(mu)) = <mu, grad_Q> - Q: this holds at mu = 0, a = 0, with grad_R(grad_Q) for mu.  By the other claims the
  derivatives of R(grad_Q) + Q - <mu, grad_Q> by mu and a vanish on D, which is star-shaped.

What is shown beside that, where the derivation has the step:

* `dual_domain`: D cannot be larger.  Each condition is c > 0 with c = L(psi) on D for a function L > 0 that is continuous on M.  Were the
  flow line to a point outside D defined in M up to its time one, the first boundary point b of D on the way would have c(b) = 0 for some
  c; but c(b) is L at a point of M by continuity, and that is positive.
* `primal_domain`: x is reached exactly when it satisfies the conditions (a in `a_domain`): those of grad_Q(D) do, and for the others
  grad_R(x) is in D with grad_Q(grad_R(x)) = x.

Main definitions: `Derived`, `prove_potential`, `prove_dual_domain`, `prove_primal_domain`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import combinations
from math import comb
from typing import Any

from mirrorsym.expression import ZERO, Expression, add, mul, neg, num, power, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.glue import glued
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.openness import check_open
from mirrorsym.recheck.problem import Problem
from mirrorsym.recheck.rank import minor
from mirrorsym.recheck.reader import read, read_conditions
from mirrorsym.recheck.setting import Fact, Setting
from mirrorsym.recheck.shapes import polynomial_in
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.smooth import check_continuous, prove_smooth
from mirrorsym.recheck.starts import Start
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.support import Support
from mirrorsym.recheck.zero import prove_zero

__all__ = ["Derived", "prove_dual_domain", "prove_potential", "prove_primal_domain", "prove_slices"]

_STRUCTURE = {"rule": "structure"}
MINORS = 100


class Derived:
    """The formulas of a potential as trees, the regions they are about, and the proofs of the derivation's steps."""

    def __init__(self, potential: dict[str, Any], problem: Problem, init: Any, support: Support, budget: Budget) -> None:
        self.problem, self.budget, self.raw = problem, budget, potential
        self.start = Start.of(init, problem, budget)
        if data.record(data.field(potential, "init"), "the initial point of the potential") != init:
            raise Rejected("the potential's initial point is not the pair's")
        m = problem.domain
        self.mu = self._names("mu", len(problem.g))
        self.x = self._names("x", len(problem.g))
        self.a = data.text(data.field(potential, "a"), "a")
        own = (*self.mu, *self.x, self.a)
        taken = {*m.variables, *m.parameter_names, *self.start.symbols}
        if len(set(own)) != len(own) or set(own) & taken or not all(n.isidentifier() for n in own):
            raise Rejected("the names of mu, x and a are not names of their own")
        smooth = glued(problem.joint, support.evidence, problem.setting(budget))
        if smooth.terms:
            raise Rejected("g and h are only shown to be C^2 by pieces")
        self.functions = smooth.functions
        self.steps = self._steps()

    def _names(self, key: str, count: int) -> tuple[str, ...]:
        names = tuple(data.text(n, "a name") for n in data.items(data.field(self.raw, key), key, 500))
        if len(names) != count:
            raise Rejected(f"{key} does not have one name per coordinate of g")
        return names

    def _steps(self) -> dict[str, dict[str, Any]]:
        derivation = data.record(self.raw.get("derivation") or {}, "the derivation")
        found: dict[str, dict[str, Any]] = {}
        for entry in data.items(derivation.get("steps", []), "the steps", 100):
            step = data.record(entry, "a step")
            name = data.text(data.field(step, "name"), "the name of a step")
            if name in found:
                raise Rejected(f"there are two steps {name[:40]!r}")
            found[name] = step
        return found

    # -- formulas -------------------------------------------------------------------------------------------------
    @cached_property
    def constants(self) -> tuple[str, ...]:
        """Symbols of the initial point and parameters."""
        return (*self.start.symbols, *self.problem.domain.parameter_names)

    def formulas(self, key: str, *names: str) -> tuple[Expression, ...]:
        """The trees of a field that is a list of formulas, one per variable (psi) or coordinate of g."""
        count = len(self.problem.domain.variables if key == "psi" else self.problem.g)
        found = tuple(read(t, {*self.constants, *names}) for t in data.items(data.field(self.raw, key), key, 2_000))
        if len(found) != count:
            raise Rejected(f"{key} has a wrong number of entries")
        return found

    def formula(self, key: str, *names: str) -> Expression:
        """The tree of a field that is one formula."""
        return read(data.field(self.raw, key), {*self.constants, *names})

    def conditions(self, key: str, *names: str) -> tuple[Fact, ...]:
        """The relations of a field, each as e op 0 with op in >, >=, !=."""
        texts = data.items(self.raw.get(key) or [], key, 500)
        return tuple(self._condition(r, key) for t in texts for r in read_conditions(t, {*self.constants, *names}))

    @staticmethod
    def _condition(r: Expression, key: str) -> Fact:
        left, right = r.args
        if r.op == "=":
            raise Rejected(f"{key} has an equation, and is not open")
        return (sub(right, left), ">" + r.op[1:]) if r.op.startswith("<") else (sub(left, right), r.op)

    def one_condition(self, text: Any) -> Fact:
        """A condition in mu and a."""
        found = read_conditions(text, {*self.constants, *self.mu, self.a})
        if len(found) != 1:
            raise Rejected("one condition is wanted")
        return self._condition(found[0], "a condition")

    @cached_property
    def psi(self) -> dict[str, Expression]:
        """variable -> its formula in mu and a."""
        return dict(zip(self.problem.domain.variables, self.formulas("psi", *self.mu, self.a), strict=True))

    @cached_property
    def grad_q(self) -> tuple[Expression, ...]:
        """grad Q_a(mu)."""
        return self.formulas("grad_Q", *self.mu, self.a)

    @cached_property
    def dual_conditions(self) -> tuple[Fact, ...]:
        """The conditions of D."""
        return self.conditions("dual_domain", *self.mu, self.a)

    # -- regions --------------------------------------------------------------------------------------------------
    def region(self, names: Sequence[str], facts: Sequence[Fact]) -> Setting:
        """All values of `names`, of the initial point and of the parameters, where `facts` and what is known of the latter are true."""
        start = self.start.setting
        real = tuple(p for p in start.parameters if p not in start.integers)
        whole = tuple(p for p in start.parameters if p in start.integers)
        assuming = self.conditions("assuming")
        known = Setting((*names, *self.start.symbols, *real), whole, start.facts, self.budget, start.integers)
        for e, _ in assuming:
            check_defined(e, known, "a condition")
        for e, _ in facts:
            check_defined(e, replace(known, facts=(*known.facts, *assuming)), "a condition")
        return replace(known, facts=(*start.facts, *assuming, *facts))

    @cached_property
    def dual(self) -> Setting:
        """D."""
        return self.region((*self.mu, self.a), self.dual_conditions)

    @cached_property
    def primal_conditions(self) -> tuple[Fact, ...]:
        """What is stated of x, then what is stated of a."""
        return (*self.conditions("primal_domain", *self.x, self.a), *self.conditions("a_domain", self.a))

    @cached_property
    def primal(self) -> Setting:
        """x and a in their stated ranges."""
        return self.region((*self.x, self.a), self.primal_conditions)

    # -- proofs ---------------------------------------------------------------------------------------------------
    def zeros(self, step: str, claims: Sequence[Expression], about: Setting) -> None:
        """Accept that all claims vanish, by the proofs of the step, in order."""
        proofs = data.items(self.steps.get(step, {}).get("proofs", []), "the proofs of a step")
        for i, claim in enumerate(claims):
            prove_zero(claim, proofs[i] if i < len(proofs) else None, about)

    def signs(self, step: str, claims: Sequence[Fact], about: Setting) -> None:
        """Accept the signs of all claims."""
        proofs = data.items(self.steps.get(step, {}).get("sign_proofs", []), "the signs of a step")
        for i, (e, op) in enumerate(claims):
            prove_sign(e, op, proofs[i] if i < len(proofs) else _STRUCTURE, about)

    def guards(self, step: str) -> Any:
        """Guards proved for the functions of a step."""
        return self.steps.get(step, {}).get("guards", [])


def prove_potential(of: Derived, regular: bool = False) -> str:
    """Accept the formulas of the potential, or raise `Rejected`; what was shown.

    `regular`: the gradients of g are shown to be independent on all of M.
    """
    if of.raw.get("status") != "HOLDS":
        raise Rejected("a potential either holds or is not claimed")
    closed = of.raw.get("closed_form")
    if closed not in (True, False):
        raise Rejected("the potential does not say whether it has a closed form")
    if of.problem.h is None and any(of.a in e.names for e in (*of.psi.values(), *of.grad_q, *(e for e, _ in of.dual_conditions))):
        raise Rejected("there is no h, and a occurs in the formulas")
    _flow(of)
    q = of.formula("Q", *of.mu, of.a)
    _dual(of, q)
    if closed:
        _closed(of, q)
    elif any(of.raw.get(key) is not None for key in ("grad_R", "R", "dR_da")):
        raise Rejected("a potential that has no closed form gives formulas for R")
    elif not regular:
        of.signs("independent", [(_volume(of), ">")], of.region((), ()))
    return "psi, Q and R are proved" if closed else "psi and Q are proved; R is implicit"


def _flow(of: Derived) -> None:
    """psi is the flow from the initial point, inside M, at all points of D."""
    times = (*of.mu, of.a)
    for e, op in of.dual_conditions:
        slopes = [derivative(derivative(e, s, of.budget), t, of.budget) for s in times for t in times]
        if op != ">" or not polynomial_in(e, times) or not all(vanishes(d, of.dual.names, of.budget) for d in slopes):
            raise Rejected("a condition of the dual domain is not affine in mu and a")
    origin = dict.fromkeys(times, ZERO)
    about = of.region((), ())
    of.signs("origin", [(e.substitute(origin), op) for e, op in of.dual_conditions], about)
    prove_smooth(of.psi.values(), of.guards("psi"), of.dual, weak=False)
    of.signs("inside", inside_claims(of), of.dual)
    of.zeros("psi", [
        sub(derivative(p, t, of.budget), derivative(f, v, of.budget).substitute(of.psi))
        for f, t in zip(of.functions, times, strict=False) for v, p in of.psi.items()], of.dual)
    of.zeros("start", [sub(p.substitute(origin), of.start.values[v]) for v, p in of.psi.items()], about)


def inside_claims(of: Derived) -> list[Fact]:
    """The conditions of M that mention a variable, at psi."""
    m = of.problem.domain
    return [(e.substitute(of.psi), op) for e, op in m.facts() if e.names & set(m.variables)]


def _dual(of: Derived, q: Expression) -> None:
    """Q is a potential of g(psi) with d_a Q = h(psi); the minimizer is where mu = 0."""
    n = len(of.problem.g)
    prove_smooth((*of.grad_q, q), of.guards("Q"), of.dual, weak=False)
    values = [f.substitute(of.psi) for f in of.functions]
    of.zeros("grad_Q", [sub(p, v) for p, v in zip(of.grad_q, values, strict=False)], of.dual)
    slopes = [sub(derivative(q, m, of.budget), p) for m, p in zip(of.mu, of.grad_q, strict=True)]
    if of.problem.h is not None:
        slopes.append(sub(derivative(q, of.a, of.budget), values[n]))
    of.zeros("Q", slopes, of.dual)
    if of.raw.get("minimizer") is not None:
        rest = dict.fromkeys(of.mu, ZERO)
        about = of.region((of.a,), [(e.substitute(rest), op) for e, op in of.dual_conditions])
        lowest = of.formulas("minimizer", of.a)
        prove_smooth(lowest, of.guards("minimizer"), about, weak=False)
        of.zeros("minimizer", [sub(p.substitute(rest), x) for p, x in zip(of.grad_q, lowest, strict=True)], about)


def _closed(of: Derived, q: Expression) -> None:
    """R is the Legendre transform of Q, and grad_R the inverse of grad_Q, on the range of grad_Q."""
    names = (*of.x, of.a)
    grad_r, r, slope = of.formulas("grad_R", *names), of.formula("R", *names), of.formula("dR_da", *names)
    if of.problem.h is None and of.a in r.names | q.names:
        raise Rejected("there is no h, and a occurs in Q or R")
    forward = dict(zip(of.x, of.grad_q, strict=True))
    prove_smooth((*grad_r, r, slope), of.guards("R"), of.primal, weak=False)
    of.signs("range", [(e.substitute(forward), op) for e, op in of.primal_conditions], of.dual)  # so the above holds there
    primal = of.primal.grant(*grad_r, r, slope)
    of.zeros("R", [sub(derivative(r, x, of.budget), e) for x, e in zip(of.x, grad_r, strict=True)], primal)
    of.zeros("d_a", [sub(slope, derivative(r, of.a, of.budget))], primal)
    if "attained" in of.steps:
        _attained(of, q, grad_r, slope, primal)
    else:
        there = [e.substitute(forward) for e in (*grad_r, slope)]
        dual = of.dual.grant(*there, *of.grad_q, q)
        of.zeros("grad_R", [sub(e, sym(m)) for e, m in zip(there, of.mu, strict=False)], dual)
        if of.problem.h is not None:
            of.zeros("dR_da", [add(there[-1], of.functions[-1].substitute(of.psi))], dual)
    _transform(of, q, r)


def _attained(of: Derived, q: Expression, grad_r: tuple[Expression, ...], slope: Expression, primal: Setting) -> None:
    """On the primal domain grad_R is in D and a right inverse of grad_Q; that it is the inverse follows by convexity."""
    if any(op not in (">", "!=") for _, op in of.primal_conditions):
        raise Rejected("the primal domain is not shown to be open")
    check_open(primal)
    back = dict(zip(of.mu, grad_r, strict=True))
    at = [e.substitute(back) for e in of.grad_q]
    # the conditions of D come first: where they hold, grad_Q is defined
    of.signs("attained", [(e.substitute(back), op) for e, op in of.dual_conditions], primal)
    of.zeros("attained", [sub(e, sym(x)) for e, x in zip(at, of.x, strict=True)], primal.grant(*at))
    if of.problem.h is not None:  # d_a Q = h(psi) was shown
        height = derivative(q, of.a, of.budget).substitute(back)
        of.zeros("dR_da", [add(slope, height)], primal.grant(height))


def _transform(of: Derived, q: Expression, r: Expression) -> None:
    """R(grad_Q) = <mu, grad_Q> - Q, on D or at its origin, from which the rest follows."""
    there = r.substitute(dict(zip(of.x, of.grad_q, strict=True)))
    if "value" in of.steps:
        grad_r = [e.substitute(dict(zip(of.x, of.grad_q, strict=True))) for e in of.formulas("grad_R", *of.x, of.a)]
        gap = add(there, q, neg(add(*(mul(r, p) for r, p in zip(grad_r, of.grad_q, strict=True)))))  # grad_R(grad_Q) is mu
        first = gap.substitute(dict.fromkeys((*of.mu, of.a), ZERO))
        of.zeros("value", [first], of.region((), ()).grant(first))
    else:
        gap = add(there, q, neg(add(*(mul(sym(m), p) for m, p in zip(of.mu, of.grad_q, strict=True)))))
        of.zeros("legendre", [gap], of.dual.grant(there, *of.grad_q, q))


def _volume(of: Derived) -> Expression:
    """The sum of squares of the maximal minors of Dg at the initial point."""
    start = of.region((), ())
    values = dict(of.start.values)
    rows = [[derivative(g, v, of.budget).substitute(values) for v in values] for g in of.functions[:len(of.problem.g)]]
    if len(rows) > len(values) or comb(len(values), len(rows)) > MINORS:
        raise Rejected("the gradients of g are not shown to be independent where the flow starts")
    return add(*(power(minor(rows, columns, start), num(2)) for columns in combinations(range(len(values)), len(rows))))


def prove_dual_domain(of: Derived) -> str:
    """Accept that D is all of the set where psi exists, or raise `Rejected`."""
    m = of.problem.domain
    step = data.record(of.steps.get("dual_domain", {}), "the step about the dual domain")
    trees = [read(t, {*m.variables, *m.parameter_names}) for t in data.items(step.get("rhs", []), "the functions on M", 500)]
    if len(trees) != len(of.dual_conditions):
        raise Rejected("each condition of the dual domain needs a function on M")
    of.zeros("ends", [sub(e, t.substitute(of.psi)) for (e, _), t in zip(of.dual_conditions, trees, strict=True)], of.dual)
    whole = of.problem.setting(of.budget)
    for t in trees:
        check_continuous(t, whole)
    of.signs("dual_domain", [(t, ">") for t in trees], whole)
    return "psi leaves every compact part of M at the boundary of the dual domain"


def prove_primal_domain(of: Derived) -> str:
    """Accept that x is reached exactly where the stated conditions hold, or raise `Rejected`; that it is reached only there was shown."""
    names = (*of.x, of.a)
    if of.raw.get("closed_form") is not True or of.raw.get("primal_domain") is None:
        raise Rejected("the range of x is shown for a closed form only")
    grad_r = of.formulas("grad_R", *names)
    back = dict(zip(of.mu, grad_r, strict=True))
    landed = [(e.substitute(back), op) for e, op in of.dual_conditions]
    of.signs("primal_domain", landed, of.primal)
    of.zeros("primal_domain", [sub(p.substitute(back), sym(x)) for p, x in zip(of.grad_q, of.x, strict=True)], of.primal)
    return "x is reached exactly where the stated conditions hold"


def prove_slices(of: Derived) -> str:
    """Accept that a slice of D is not empty exactly for the stated a, or raise `Rejected`."""
    facts = of.conditions("a_domain", of.a)
    if any(op != ">" for _, op in facts):
        raise Rejected("a condition on a is not strict")
    of.signs("a_domain", facts, of.dual)
    step = data.record(of.steps.get("slices", {}), "the step about slices")
    inner = [read(t, {*of.constants, of.a}) for t in data.items(step.get("rhs", []), "a point of each slice", 500)]
    if len(inner) != len(of.mu):
        raise Rejected("a point of a slice has not one entry per coordinate of mu")
    there = of.region((of.a,), facts)
    prove_smooth(inner, of.guards("slices"), there, weak=False)
    back = dict(zip(of.mu, inner, strict=True))
    of.signs("slices", [(e.substitute(back), op) for e, op in of.dual_conditions], there.grant(*inner))
    stated = of.raw.get("a_interval")
    if stated is not None:
        _interval(of, data.record(stated, "the interval of a"), [e for e, _ in facts])
    return "a slice of the dual domain is not empty exactly for these a"


def _interval(of: Derived, stated: dict[str, Any], facts: list[Expression]) -> None:
    """The stated ends are those of the conditions, one at most on each side."""
    found: dict[str, Expression] = {}
    for e in facts:
        slope = derivative(e, of.a, of.budget)
        name = "lower" if slope.op == "num" and slope.args[0] > 0 else "upper"
        if slope.op != "num" or not slope.args[0] or name in found:
            raise Rejected("the conditions on a have no such interval")
        found[name] = mul(num(-1 / slope.args[0]), e.substitute({of.a: ZERO}))
    if {n for n, t in stated.items() if t is not None} != set(found):
        raise Rejected("the interval of a has other ends")
    for n, e in found.items():
        if not vanishes(sub(read(stated[n], of.constants), e), of.constants, of.budget):
            raise Rejected("the interval of a has another end")
