"""Pairs whose answers are known beforehand, and how a verdict is held against an answer.

An answer follows from how the pair was constructed, by mathematics that the construction's docstring argues; it is never
obtained by running the tool.  What the construction does not settle is not asserted.

Main definitions: `Known`, `Iff`, `judge`, `Outcome`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from mirrorsym.calculus.enclosure import holds
from mirrorsym.expression import Expression, num
from mirrorsym.maps import Pair
from mirrorsym.verdict import Status, Verdict

__all__ = ["FAILS", "HOLDS", "NOT_APPLICABLE", "Answer", "Iff", "Known", "Outcome", "judge"]

HOLDS, FAILS, NOT_APPLICABLE = "HOLDS", "FAILS", "NOT_APPLICABLE"


@dataclass(frozen=True, slots=True)
class Iff:
    """It holds for exactly the parameter values that satisfy `relation`.

    `inside` and `outside` are admissible parameter values that do and do not satisfy it: a verdict's condition, however
    it is written, must agree at all of them.
    """

    relation: str
    inside: tuple[Mapping[str, Fraction], ...]
    outside: tuple[Mapping[str, Fraction], ...]


#: "HOLDS", "FAILS" (for every value of the parameters), "NOT_APPLICABLE", or an `Iff`
Answer = str | Iff


@dataclass(frozen=True, slots=True)
class Known:
    """A pair, the answers per criterion that are known, why, the family it comes from, and its name in the corpus.

    >>> known = Known(Pair(g=["u"]), {"regular": HOLDS}, "the gradient is 1", "an example")
    >>> print(known)
    g = u; on R^1 (u): regular HOLDS, because the gradient is 1
    """

    pair: Pair
    answers: Mapping[str, Answer] = field(hash=False)
    because: str
    family: str = ""
    name: str = ""

    def __str__(self) -> str:
        pair = self.pair
        h = "" if pair.h is None else f"; h = {pair.h}"
        where = ", ".join(str(c) for c in pair.M.conditions) or f"R^{len(pair.w)} ({', '.join(pair.w)})"
        given = "".join(f"; {p.name} {p.kind}" for p in pair.parameters)
        said = ", ".join(f"{k} {v.relation if isinstance(v, Iff) else v}" for k, v in self.answers.items())
        return f"g = {', '.join(str(e) for e in pair.g)}{h}; on {where}{given}: {said}, because {self.because}"

    __repr__ = __str__


class Outcome(StrEnum):
    """What a verdict is worth: RIGHT, WRONG, or OPEN (nothing false was said, and nothing was decided).

    PARTIAL: a FAILS with a witness where the truth depends on the parameters; it is true at the witness.
    """

    RIGHT = "right"
    WRONG = "wrong"
    OPEN = "open"
    PARTIAL = "partial"


def judge(answer: Answer, verdict: Verdict) -> Outcome:
    """Hold a verdict against the known answer.

    >>> judge(HOLDS, Verdict(Status.UNDECIDED, "regular", "too hard")).value
    'open'
    """
    status = verdict.status
    if status is Status.UNDECIDED:
        return Outcome.OPEN
    if isinstance(answer, Iff):
        return _judge_condition(answer, verdict)
    if status is Status.NOT_APPLICABLE:
        return Outcome.RIGHT if answer == NOT_APPLICABLE else Outcome.OPEN
    return Outcome.RIGHT if str(status) == answer else Outcome.WRONG


def _judge_condition(answer: Iff, verdict: Verdict) -> Outcome:
    if verdict.status is Status.NOT_APPLICABLE:
        return Outcome.OPEN
    if verdict.status is Status.HOLDS:
        return Outcome.WRONG
    if verdict.status is Status.FAILS:
        names = {n for point in (*answer.inside, *answer.outside) for n in point}
        at = {k: v for k, v in (verdict.witness or {}).items() if k in names}
        return Outcome.WRONG if not at or _matches(answer, at) else Outcome.PARTIAL
    condition = verdict.condition or ()
    for points, truth in ((answer.inside, True), (answer.outside, False)):
        for point in points:
            values = [holds(c, {k: num(v) for k, v in point.items()}) for c in condition]
            if None in values:
                return Outcome.OPEN
            if all(values) is not truth:
                return Outcome.WRONG
    return Outcome.RIGHT


def _matches(answer: Iff, point: Mapping[str, Expression]) -> bool:
    """Whether the known relation is true at a witness; only what is settled counts."""
    from mirrorsym.grammar import read_all

    relations = read_all([("relation", answer.relation)], set(point), conditions={"relation"}).relations("relation")
    return all(holds(c, point) is True for c in relations)
