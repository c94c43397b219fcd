"""What the parts of an answer of `horizon` share: reading the report so far, signs of parameters, proofs of smoothness.

Main definitions: `Unknown`, `read_so_far`, `with_signs`, `smoothness`, `proved`, `formula`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

from mirrorsym.calculus import sign, zero
from mirrorsym.calculus.conjugate import tidied
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.region import Region
from mirrorsym.expression import Expression, from_json, mul, num, sub
from mirrorsym.recheck.growth import Open
from mirrorsym.recheck.horizon import Potential
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.reader import read
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.settling import settled

__all__ = ["NAMES", "Proof", "Report", "Unknown", "answering", "formula", "halved", "in_few_words", "point_json", "proved", "read_so_far",
           "region_of", "signed", "smoothness", "with_signs"]

Report = dict[str, Any]
Proof = dict[str, Any]
T = TypeVar("T")
FRAME = ("R", "x", "copies", "domain", "parameters", "holds_on", "s", "facts", "split", "breaks")
NAMES = {1: "plus", -1: "minus"}


class Unknown(Exception):
    """Nothing was decided; the message is the reason, `of` the tree in the parameters whose sign would help."""

    def __init__(self, reason: str, of: Expression | None = None) -> None:
        super().__init__(reason)
        self.of = of


def answering(part: Callable[..., Report]) -> Callable[..., Report]:
    """The part, with the reason in place of an answer where nothing was decided."""
    @wraps(part)
    def answer(*arguments: Any) -> Report:
        try:
            return part(*arguments)
        except (Unknown, Rejected) as e:
            of = getattr(e, "of", None)
            return {"unknown": str(e), "of": None if of is None else of.to_json()}

    return answer


def read_so_far(report: Report) -> Potential:
    """The potential of a report that is being written; the same object while what it rests on stays the same."""
    return _potential(json.dumps({k: report.get(k) for k in FRAME}))


@lru_cache(maxsize=16)
def _potential(frame: str) -> Potential:
    return Potential.read(json.loads(frame), Budget(steps=10**9, seconds=3600.0))


def region_of(setting: Setting) -> Region:
    """The checker's setting as the finder's region."""
    return Region(setting.variables, setting.parameters, setting.facts, setting.integers)


def formula(text: str, of: Potential, x: str) -> Expression:
    """A formula in x and the parameters."""
    return read(text, {x, *of.frame.names})


def point_json(point: dict[str, Expression]) -> Report:
    """A point as certificates have it."""
    return {k: v.to_json() for k, v in point.items()}


def in_few_words(e: Expression, of: Potential) -> Expression:
    """An equal tree in the parameters that the checker sees to be equal."""
    other = tidied(e, region_of(of.frame))
    return other if len(str(other)) < len(str(e)) and of.equal(e, other) else e


def with_signs(report: Report, step: Callable[[Potential], T]) -> tuple[T, list[Any]]:
    """The step's answer, with the facts about parameters that it needs; `Unknown` where one is open."""
    facts = list(report.get("facts") or [])
    for _ in range(12):
        of = read_so_far({**report, "facts": facts})
        try:
            return step(of), facts
        except Open as open_:
            found = _fact(open_.of, region_of(of.frame))
            if found is None:
                shown = tidied(open_.of, region_of(of.frame))
                raise Unknown(f"it depends on the sign of {shown}, which the conditions on the parameters leave open", open_.of) from None
            facts.append(found)
        except Rejected as e:
            raise Unknown(str(e)) from None
    raise Unknown("too many signs of parameters are needed")


@answering
def halved(report: Report, of: Any) -> Report:
    """The condition that leaves out the edge of what the parameters may be, where the tree `of` is known to have no other sign."""
    frame = read_so_far({**report, "split": None, "breaks": {x: [] for x in report["x"]}}).frame if len(report["x"]) == 1 else None
    if frame is None:
        raise Unknown("there are several variables")
    e, region = from_json(of), region_of(frame)
    for tree in (e, mul(num(-1), e)):
        if sign.prove(tree, ">=", region) is not None:
            return {"holds_on": [*(report.get("holds_on") or []), _readable(tidied(tree, region))]}
    raise Unknown("both signs occur")


def _readable(e: Expression) -> str:
    """`e > 0` as people write it."""
    if e.op == "add" and len(e.args) == 2 and e.args[1].op == "num":
        first, constant = e.args
        if first.op == "sym":
            return f"{first} > {num(-constant.args[0])}"
    return f"{e} > 0"


def _fact(e: Expression, region: Region) -> Any:
    for tree in (e, mul(num(-1), e)):
        proof = sign.prove(tree, ">", region)
        if proof is not None:
            return {"fact": tree.to_json(), "op": ">", "proof": proof}
    return None


def smoothness(report: Report) -> dict[str, list[list[Any]]]:
    """Proofs of the guards of each part on each interval."""
    found = _smoothness(json.dumps({k: report.get(k) for k in FRAME}))
    if isinstance(found, str):
        raise Unknown(found)
    return found


@lru_cache(maxsize=16)
def _smoothness(frame: str) -> dict[str, list[list[Any]]] | str:
    of = _potential(frame)
    found: dict[str, list[list[Any]]] = {}
    for x, e in of.parts.items():
        found[x] = []
        for setting in of.intervals(x):
            region, listed = region_of(setting), []
            for g in guards(e):
                proof = sign.prove(g.of, g.op, region)
                if proof is None:
                    return f"whether {g.of} {g.op} 0 is not shown, which smoothness needs"
                listed.append({"guard": g.of.to_json(), "op": g.op, "proof": proof})
                region = region.assume(g.of, g.op)
            found[x].append(listed)
    return found


def signed(e: Expression, op: str, setting: Setting) -> Proof | None:
    """A proof of `e op 0`, by way of an equal tree in normal form where that helps; decisions are taken as the checker takes them."""
    region, e = region_of(setting), settled(e, setting)
    proof = sign.prove(e, op, region, depth=1)
    if proof is not None:
        return proof
    other = tidied(e, region)
    if other != e:
        proof, same = sign.prove(other, op, region), zero.prove(sub(e, other), region)
        if proof is not None and same is not None:
            return {"as": other.to_json(), "zero": same, "proof": proof}
    return sign.prove(e, op, region)


def proved(e: Expression, op: str, setting: Setting, what: str) -> Proof:
    """A proof of `e op 0`."""
    proof = signed(e, op, setting)
    if proof is None:
        raise Unknown(f"{what} {op} 0 was neither proved nor refuted")
    return proof
