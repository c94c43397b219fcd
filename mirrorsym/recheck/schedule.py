"""A schedule alpha_t >= 0 of the regularization, held against the hypotheses of tdmf Thm 3.2.

alpha is read from the report: one formula in t for t >= 0, or cases `t < c` in the order of c, the last one without a condition.  Shown
are, piece by piece: the clock a is smooth, a' = -alpha, a begins where the piece before ends (at 0 first): so a_t = -int_0^t alpha.

* nonnegative HOLDS: alpha >= 0 on each piece (then every a that is reached lies between the last one and 0); FAILS: a point with alpha < 0.
* switched_off HOLDS: alpha vanishes on the last piece; `total` is where a stays.  FAILS: alpha > 0 on all of it.
* total: where a stays, or, alpha being positive on the last piece, the limit of a as t grows (`at_infinity`), which a does not reach.
* exists HOLDS: the conditions on a of the report's potential, for which a slice is not empty exactly, hold for all a from the total to 0
  (without the total where it is not reached); FAILS: one does not at a point.
* The theorem: all three, and tdmf.3.2 of this report.

Main definitions: `check_schedule`, `prove_theorem`, `prove_total`, `total_of`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mirrorsym.expression import ONE, ZERO, Expression, add, neg, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.at_infinity import Limit, limit_at_infinity
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.points import point_in, sign_at
from mirrorsym.recheck.potential import Derived
from mirrorsym.recheck.problem import Problem
from mirrorsym.recheck.reader import read
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.smooth import prove_smooth
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.zero import prove_zero

__all__ = ["HYPOTHESES", "check_schedule", "prove_theorem", "prove_total", "total_of"]

HYPOTHESES = ("nonnegative", "switched_off", "exists")


class _Clock:
    """The pieces of alpha and a, proved."""

    def __init__(self, given: dict[str, Any], problem: Problem, budget: Budget) -> None:
        setting = problem.setting(budget)
        self.frame = setting.alone(tuple(f for f in setting.facts if not f[0].names & set(setting.variables)), variables=())
        self.t = data.text(data.field(given, "t"), "the name of time")
        if not self.t.isidentifier() or self.t in setting.names:
            raise Rejected("the name of time is taken")
        names = {self.t, *self.frame.parameters}
        self.pieces = self._cases(read(data.field(given, "alpha"), names))
        certificate = data.record(data.field(given, "certificate"), "the certificate")
        entries = data.items(data.field(certificate, "pieces"), "the pieces", 50)
        stated = data.items(data.field(given, "a"), "the clock", 50)
        times = data.items(data.field(given, "times"), "the times", 50)
        if not len(entries) == len(self.pieces) == len(stated) == len(times):
            raise Rejected("each piece of the schedule needs its clock")
        self.last = self.tail = ZERO
        for (low, high, rate), entry, text, begin in zip(self.pieces, entries, stated, times, strict=True):
            if not self._same(read(begin, self.frame.parameters), low):
                raise Rejected("a piece begins at another time")
            a, region = read(text, names), self.region(low, high)
            prove_smooth([rate], [], region)
            prove_smooth([a], entry.get("guards", []), region)
            zeros = data.items(data.field(entry, "zeros"), "the proofs", 2)
            if len(zeros) != 2:
                raise Rejected("a clock needs two proofs")
            self.tail = a
            prove_zero(add(derivative(a, self.t, budget), rate), zeros[0], region.grant(a, rate))
            begins = a.substitute({self.t: low})
            check_defined(begins, self.frame, "the clock")
            prove_zero(sub(begins, self.last), zeros[1], self.frame)
            if high is not None:
                self.last = a.substitute({self.t: high})
                check_defined(self.last, self.frame, "the clock")

    def _same(self, a: Expression, b: Expression) -> bool:
        return vanishes(sub(a, b), self.frame.names, self.frame.budget)

    def _cases(self, alpha: Expression) -> list[tuple[Expression, Expression | None, Expression]]:
        if alpha.op != "piecewise":
            alpha = Expression("piecewise", (alpha, Expression("true", ())))
        found: list[tuple[Expression, Expression | None, Expression]] = []
        low = ZERO
        for value, condition in zip(alpha.args[::2], alpha.args[1::2], strict=True):
            if any(n.op in ("piecewise", "abs", "sign", "Max", "Min") for n in value.walk()):
                raise Rejected("a piece of the schedule decides between cases")
            if condition.op == "true":
                return [*found, (low, None, value)]
            if condition.op not in ("<", "<=", ">", ">="):
                raise Rejected("a case of the schedule is not of the form t < c")
            left, right = condition.args if condition.op.startswith(">") else condition.args[::-1]
            gap = sub(left, right)
            if derivative(gap, self.t, self.frame.budget) != neg(ONE):
                raise Rejected("a case of the schedule is not of the form t < c")
            high = gap.substitute({self.t: ZERO})
            check_defined(high, self.frame, "a time")
            prove_sign(sub(high, low), ">", {"rule": "structure"}, self.frame)
            found.append((low, high, value))
            low = high
        raise Rejected("the last case of the schedule has a condition")

    def region(self, low: Expression, high: Expression | None) -> Setting:
        """Times of a piece, its ends included."""
        region = replace(self.frame, variables=(self.t,)).assume(sub(sym(self.t), low), ">=")
        return region if high is None else region.assume(sub(high, sym(self.t)), ">=")


def check_schedule(name: str, given: dict[str, Any], problem: Problem, potential: Callable[[], Derived], budget: Budget) -> None:
    """Accept the verdict on one hypothesis about the schedule, or raise `Rejected`; `potential` gives the report's accepted potential."""
    if name not in HYPOTHESES:
        raise Rejected(f"a schedule has no hypothesis {name[:40]!r}")
    entry = data.record(data.field(data.field(given, "hypotheses"), name), "a hypothesis")
    status, proof = data.field(entry, "status"), entry.get("proof")
    clock = _Clock(given, problem, budget)
    low, _, rate = clock.pieces[-1]
    if name == "nonnegative" and status == "HOLDS":
        proofs = data.items(proof, "the proofs", 50)
        if len(proofs) != len(clock.pieces):
            raise Rejected("each piece needs a proof")
        for (a, b, r), p in zip(clock.pieces, proofs, strict=True):
            prove_sign(r, ">=", p, clock.region(a, b).grant(r))
    elif name == "nonnegative" and status == "FAILS":
        a, b, r = clock.pieces[data.index(data.field(proof, "piece"), len(clock.pieces), "piece")]
        if sign_at(point_in(data.field(proof, "point"), clock.region(a, b)), r) != -1:
            raise Rejected("alpha is not shown to be negative at the point")
    elif name == "switched_off" and status == "HOLDS":
        prove_zero(rate, proof, clock.region(low, None).grant(rate))
        _total(given, clock)
    elif name == "switched_off" and status == "FAILS":
        prove_sign(rate, ">", proof, clock.region(low, None).assume(sub(sym(clock.t), low), ">").grant(rate))
    elif name == "exists" and status in ("HOLDS", "FAILS"):
        _exists(status, proof, _stated(given, clock), potential())
    else:
        raise Rejected("a hypothesis holds or fails")


def prove_theorem(entry: dict[str, Any], accepted: Callable[[str], bool]) -> str:
    """Accept that tdmf.3.2 applies with this schedule; `accepted` tells of a check of the report whether it HOLDS and was accepted."""
    if entry.get("status") != "HOLDS" or not all(map(accepted, (*(f"schedule.{n}" for n in HYPOTHESES), "tdmf.3.2"))):
        raise Rejected("a hypothesis of tdmf.3.2 is not shown for this schedule")
    return "follows from the hypotheses"


def _total(given: dict[str, Any], clock: _Clock) -> Expression:
    total = read(data.field(given, "total"), clock.frame.parameters)
    prove_zero(sub(total, clock.last), None, clock.frame)
    return total


def prove_total(given: dict[str, Any], problem: Problem, budget: Budget) -> str:
    """Accept the stated total, or raise `Rejected`."""
    _stated(given, _Clock(given, problem, budget))
    return "a stays there, or tends to it"


def total_of(given: dict[str, Any], problem: Problem, budget: Budget) -> str:
    """The limit of the clock as t grows, as a report states it: a formula, or -oo.  `Rejected` where it is not known."""
    clock = _Clock(given, problem, budget)
    found = limit_at_infinity(clock.tail, clock.t, clock.frame)
    if found.value is None and found.infinite >= 0:
        raise Rejected("the clock has no limit that is known")
    return "-oo" if found.value is None else str(found.value)


def _stated(given: dict[str, Any], clock: _Clock) -> Limit:
    """The stated total, proved; `infinite` is 1 where it is a number that a does not reach."""
    off = data.record(data.field(data.field(given, "hypotheses"), "switched_off"), "a hypothesis")
    low, _, rate = clock.pieces[-1]
    if off.get("status") == "HOLDS":
        prove_zero(rate, data.field(off, "proof"), clock.region(low, None).grant(rate))
        return Limit(_total(given, clock))
    if off.get("status") != "FAILS":
        raise Rejected("whether a schedule without an end has a total is not shown")
    prove_sign(rate, ">", data.field(off, "proof"), clock.region(low, None).assume(sub(sym(clock.t), low), ">").grant(rate))
    found = limit_at_infinity(clock.tail, clock.t, clock.frame)
    if data.field(given, "total") == "-oo":
        if found.infinite >= 0:
            raise Rejected("the clock is not shown to fall without bound")
        return found
    total = read(data.field(given, "total"), clock.frame.parameters)
    if found.value is None:
        raise Rejected("the clock is not shown to have a finite limit")
    prove_zero(sub(total, found.value), None, clock.frame)
    return Limit(total, 1)


def _exists(status: str, proof: Any, total: Limit, of: Derived) -> None:
    facts = of.conditions("a_domain", of.a)
    least = [] if total.value is None else [(sub(sym(of.a), total.value), ">" if total.infinite else ">=")]
    between = of.region((of.a,), [*least, (neg(sym(of.a)), ">=")])
    for e, _ in facts:
        check_defined(e, between, "a condition on a")
    if status == "HOLDS":
        proofs = data.items(proof, "the proofs", 200)
        if len(proofs) != len(facts):
            raise Rejected("each condition on a needs a proof")
        for (e, op), p in zip(facts, proofs, strict=True):
            prove_sign(e, op, p, between)
        return
    point = point_in(data.field(proof, "point"), between)
    if not any(sign_at(point, e) in (0, -1) for e, op in facts if op == ">"):
        raise Rejected("no condition on a is shown to be violated at the point")
