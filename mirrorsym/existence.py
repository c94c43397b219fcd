"""Where the flows of a commuting pair end, and how: the set D of (mu, a) at which psi exists in M, and its boundary.

Main definitions: `Existence`, `End`, `Lifetime`, `Bound`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from mirrorsym.expression import Expression

__all__ = ["Bound", "End", "Existence", "Lifetime"]

OPEN = "neither a finite limit of psi nor that it is unbounded was shown"


@dataclass(frozen=True, slots=True)
class End:
    """What psi does where a condition of the dual domain ceases to hold.

    `what` is "blow-up": the vector of `variables` becomes unbounded; or "exit": psi tends to a finite point of the boundary of M (where no
    other condition ceases to hold at once); or None, which claims nothing.
    """

    condition: Expression
    what: str | None
    variables: tuple[str, ...] = ()
    because: str = OPEN

    def to_json(self) -> dict[str, Any]:
        """The end as plain data."""
        return {"condition": str(self.condition), "what": self.what, "variables": list(self.variables),
                "status": "UNDECIDED" if self.what is None else "HOLDS", "because": self.because}


@dataclass(frozen=True, slots=True)
class Bound:
    """An end of an interval of times, and the number of the condition of the dual domain that makes it."""

    at: Expression
    condition: int


@dataclass(frozen=True, slots=True)
class Lifetime:
    """The times t for which the flow of one function alone exists in M: above each lower and below each upper bound; None: not known."""

    function: str
    time: str
    lower: tuple[Bound, ...] | None
    upper: tuple[Bound, ...] | None

    def to_json(self) -> dict[str, Any]:
        """The interval as plain data."""
        def many(side: tuple[Bound, ...] | None) -> list[dict[str, Any]] | None:
            return None if side is None else [{"at": str(b.at), "condition": b.condition} for b in side]

        return {"function": self.function, "time": self.time, "lower": many(self.lower), "upper": many(self.upper)}


@dataclass(frozen=True, slots=True)
class Existence:
    """D with its ends, one per condition, and the interval of each flow; `shown`: psi exists in M exactly on D, and not only on it.

    `box`: D is a product of intervals in the times, the hyperrectangle of lwla Assumption 3.5.  Source: lwla Section 3.2.
    """

    shown: bool
    because: str
    box: bool
    ends: tuple[End, ...] = ()
    flows: tuple[Lifetime, ...] = ()

    def without(self, doubtful: frozenset[str], why: str) -> Existence:
        """The same without what rests on the steps of these names."""
        if "dual_domain" in doubtful or "existence" in doubtful:
            return Existence(False, why, self.box, tuple(End(e.condition, None, (), why) for e in self.ends))
        return replace(self, ends=tuple(
            End(e.condition, None, (), why) if e.what and step_name(e.what, k) in doubtful else e for k, e in enumerate(self.ends)))

    def to_json(self) -> dict[str, Any]:
        """The object `existence` of a potential."""
        return {"status": "HOLDS" if self.shown else "UNDECIDED", "because": self.because, "box": self.box,
                "ends": [e.to_json() for e in self.ends], "flows": [f.to_json() for f in self.flows]}


def step_name(what: str, k: int) -> str:
    """The step that proves what happens at the end of condition k.

    >>> step_name("blow-up", 0)
    'blow_up_1'
    """
    return f"{what.replace('-', '_')}_{k + 1}"
