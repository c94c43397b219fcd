"""Where no rule gives the growth of Q: its order along a few rays in numbers, each enclosed by ball arithmetic.  Evidence, and no verdict.

Main definition: `numeric`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from mirrorsym._horizon_frame import Report, Unknown, answering
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.region import Region, samples
from mirrorsym.expression import Expression, add, call, div, mul, num, sub, sym
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Budget
from mirrorsym.recheck.problem import read_problem

__all__ = ["numeric"]

EXPONENTS, BITS = (4, 8, 16, 32), 512


@answering
def numeric(report: Report) -> Report:
    """log2(Q(2 s theta)/Q(s theta)) at s = 2^4 ... 2^32 along axes and a diagonal: it tends to alpha where there is a degree."""
    problem = read_problem({k: report[k] for k in ("domain", "parameters")} | {"variables": report["x"], "g": [report["R"]]})
    (r,), xs = problem.g, problem.domain.variables
    dual = sub(add(*(mul(sym(x), derivative(r, x, Budget())) for x in xs)), r)
    frame = tuple(f for f in problem.domain.facts() if not f[0].names & set(xs))
    found = samples(Region((), problem.domain.parameter_names, frame), 1) if problem.domain.parameter_names else ({},)
    if not found:
        raise Unknown("no values of the parameters were found")
    values = dict(found[0])
    rays: list[dict[str, int]] = [{y: side * int(y == x) for y in xs} for x in xs for side in (1, -1)]
    rays += [{x: i + 1 for i, x in enumerate(xs)}] if len(xs) > 1 else []
    entries = [{"direction": {x: str(v) for x, v in ray.items()}, "orders": _orders(dual, ray, values)} for ray in rays]
    if not any(e["orders"] for e in entries):
        raise Unknown("Q was not enclosed on any ray")
    because = "orders of Q between s and 2 s, enclosed: evidence for a degree, and no proof of a limit"
    return {"numeric": {"status": "UNDECIDED", "because": because,
                        "parameters": {n: str(v) for n, v in values.items()}, "rays": entries}}


def _orders(dual: Expression, ray: dict[str, int], values: dict[str, Any]) -> list[Report]:
    """Enclosures that are positive, with more room than 15 digits lose."""
    found = []
    for k in EXPONENTS:
        near, far = (dual.substitute({x: num(v * 2**n) for x, v in ray.items()}) for n in (k, k + 1))
        order = div(call("log", div(far, near)), call("log", num(2)))
        try:
            low, high = (enclose(mul(num(1 + side * Fraction(1, 10**13)), order), values, BITS) for side in (-1, 1))
        except (Undefined, Unsettled, ZeroDivisionError, OverflowError):
            continue
        if low > 0:
            found.append({"s": f"2**{k}", "low": str(low.lower().str(15, radius=False)), "high": str(high.upper().str(15, radius=False))})
    return found
