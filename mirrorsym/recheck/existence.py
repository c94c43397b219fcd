"""What a report says of the ends of D, the set of (mu, a) at which psi exists in M, and of the times of each flow alone.

Known when this is read: psi solves the flow equations on D and stays in M, and each condition c > 0 of D is c = L(psi) for a function
L > 0 that is continuous on M (`recheck.potential`); so psi exists in M exactly on D.  Let b be a boundary point of D with c(b) = 0.

* `exit`: the formulas of psi are continuous where c >= 0 and the other conditions of D hold.  So psi has a finite limit at b if these hold
  at b.  It is a limit of points of M, and no point of M: there L would be positive, and L(psi) = c tends to 0.
* `blow-up`: N*L >= 1 on M, so N(psi) >= 1/c tends to infinity at b.  With S the variables of N, the conditions of M about S alone that are
  polynomials in S cut out, with their boundary, a closed set of points w_S that contains those of M.  N is continuous on it, so bounded
  where |w_S| is.  So |psi_S| tends to infinity.
* the times of one flow alone: D where the other times are 0, read off conditions that are affine.

Main definition: `existence_claims`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from mirrorsym.expression import ONE, ZERO, Expression, add, mul, sub
from mirrorsym.recheck import data
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.potential import Derived
from mirrorsym.recheck.reader import read
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.shapes import polynomial_in
from mirrorsym.recheck.smooth import prove_continuous
from mirrorsym.recheck.structure import check_defined, sign_by_structure

__all__ = ["existence_claims"]

WORDS = {"blow-up": "blow_up", "exit": "exit"}


def existence_claims(of: Derived, shown: bool) -> Iterator[tuple[str, str, Callable[[], str]]]:
    """(name, status, proof) of each statement about an end, and of the intervals; `shown`: psi is shown to exist on D only."""
    stated = of.raw.get("existence")
    if stated is None:
        return
    life = data.record(stated, "the existence of psi")
    ends = [data.record(e, "an end") for e in data.items(data.field(life, "ends"), "the ends", 500)]
    status = data.text(data.field(life, "status"), "the status")
    yield "existence", status, lambda: _whole(of, life, ends, shown)
    for k, end in enumerate(ends):
        what = end.get("what")
        if what is not None:
            yield _name(what, k), "HOLDS", lambda k=k, end=end: _end(of, k, end, shown)  # type: ignore[misc]
        elif end.get("status") != "UNDECIDED":
            raise Rejected("an end that says nothing is not undecided")
    if status == "UNDECIDED" and (any(e.get("what") is not None for e in ends) or life.get("flows")):
        raise Rejected("nothing is shown of the existence of psi, and something is said of it")


def _name(what: Any, k: int) -> str:
    if what not in WORDS:
        raise Rejected("psi ends by blow-up or by exit")
    return f"{WORDS[what]}_{k + 1}"


def _left(of: Derived, k: int) -> Expression:
    """L of condition k, as the step about the dual domain has it."""
    m = of.problem.domain
    step = data.record(of.steps.get("dual_domain", {}), "the step about the dual domain")
    texts = data.items(step.get("rhs", []), "the functions on M", 500)
    if k >= len(texts) or len(texts) != len(of.dual_conditions):
        raise Rejected("each condition of the dual domain needs a function on M")
    return read(texts[k], {*m.variables, *m.parameter_names})


def _end(of: Derived, k: int, end: dict[str, Any], shown: bool) -> str:
    if not shown:
        raise Rejected("it is not shown that psi exists on the dual domain only")
    if end.get("status") != "HOLDS":
        raise Rejected("what happens at an end is stated without a status")
    left = _left(of, k)
    step = data.record(of.steps.get(_name(end["what"], k), {}), "the step about an end")
    if step.get("checked") is not True:
        raise Rejected("the step about an end is open")
    found = _exit(of, k, left, step) if end["what"] == "exit" else _blow_up(of, left, step)
    wanted = [data.text(v, "a variable") for v in data.items(data.field(end, "variables"), "the variables of an end", 500)]
    if wanted != [v for v in of.problem.domain.variables if v in found.names]:
        raise Rejected("an end names other variables")
    return "psi tends to a point of the boundary of M" if end["what"] == "exit" else "psi becomes unbounded"


def _exit(of: Derived, k: int, left: Expression, step: dict[str, Any]) -> Expression:
    closed = [(e, ">=" if i == k else op) for i, (e, op) in enumerate(of.dual_conditions)]
    prove_continuous(of.psi.values(), step.get("guards") or [], of.region((*of.mu, of.a), closed))
    return left


def _blow_up(of: Derived, left: Expression, step: dict[str, Any]) -> Expression:
    m = of.problem.domain
    texts = data.items(step.get("rhs", []), "the bound", 1)
    if len(texts) != 1:
        raise Rejected("a blow-up needs one function on M")
    bound = read(texts[0], {*m.variables, *m.parameter_names})
    given = frozenset(m.variables)
    own = bound.names & given
    whole = of.problem.setting(of.budget)
    assumed = tuple((e, op) for e, op in of.conditions("assuming") if e.names <= set(m.parameter_names))
    for e, _ in assumed:
        check_defined(e, whole, "a condition")
    whole = replace(whole, facts=(*whole.facts, *assumed))
    facts = [(e, ">=" if e.names & given else op) for e, op in whole.facts if not e.names & given or (
        e.names & given <= own and op in (">", ">=") and polynomial_in(e, own))]
    if prove_continuous((bound,), step.get("guards") or [], replace(whole, facts=tuple(facts))):
        check_defined(bound, whole, "the bound")  # a power of 0 on M would not be, and nothing would be said of it below
    of.signs(_step_name(step), [(sub(mul(bound, left), ONE), ">=")], whole.grant(bound, left))
    return bound


def _step_name(step: dict[str, Any]) -> str:
    return data.text(data.field(step, "name"), "the name of a step")


def _whole(of: Derived, life: dict[str, Any], ends: list[dict[str, Any]], shown: bool) -> str:
    """The list of ends is that of the conditions, the intervals are those that the conditions leave, and a box is one."""
    if not shown and of.dual_conditions:
        raise Rejected("it is not shown that psi exists on the dual domain only")
    if len(ends) != len(of.dual_conditions):
        raise Rejected("there is not one end per condition of the dual domain")
    for end, (e, op) in zip(ends, of.dual_conditions, strict=True):
        if of.one_condition(data.field(end, "condition")) != (e, op):
            raise Rejected("an end is about another condition")
    times = (*of.mu, *((of.a,) if of.problem.h is not None else ()))
    if data.field(life, "box") is not False and not all(len(e.names & set(times)) <= 1 for e, _ in of.dual_conditions):
        raise Rejected("the dual domain is not seen to be a box")
    flows = data.items(data.field(life, "flows"), "the flows", 500)
    names = [*(f"g{i + 1}" for i in range(len(of.mu))), "h"]
    if len(flows) != len(times):
        raise Rejected("there is not one interval per flow")
    for entry, name, t in zip(flows, names, times, strict=False):
        flow = data.record(entry, "a flow")
        if flow.get("function") != name or flow.get("time") != t:
            raise Rejected("an interval is about another flow")
        if flow.get("lower") is not None or flow.get("upper") is not None:
            _interval(of, flow, t, {s: ZERO for s in times if s != t})
    return "psi exists in M exactly on the dual domain, and each flow for the stated times"


def _interval(of: Derived, flow: dict[str, Any], time: str, rest: dict[str, Expression]) -> None:
    """Each condition that moves with the time gives one bound, on the side that the sign of its slope says."""
    start: Setting = of.region((), ())
    stated = {side: {data.field(b, "condition"): data.field(b, "at") for b in data.items(data.field(flow, side), "the bounds", 500)}
              for side in ("lower", "upper")}
    count = sum(len(data.items(flow[side], "the bounds", 500)) for side in stated)
    for k, (e, _) in enumerate(of.dual_conditions):
        alone = e.substitute(rest)
        slope = derivative(alone, time, of.budget)
        if time not in alone.names or slope == ZERO:
            continue
        side = "lower" if sign_by_structure(slope, ">", start) else "upper" if sign_by_structure(slope, "<", start) else None
        if side is None or k not in stated[side]:
            raise Rejected("a bound of an interval of times is missing")
        at = read(stated[side][k], of.constants)
        if not vanishes(add(mul(slope, at), alone.substitute({time: ZERO})), start.names, of.budget):
            raise Rejected("a bound of an interval of times is another")
        count -= 1
    if count:
        raise Rejected("an interval of times has a bound too many")
