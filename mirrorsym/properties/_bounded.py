"""Every property and the effects of one potential, each within its bounds: what `derive` adds to a report.

A decision that exceeds its time or memory is UNDECIDED with that reason, like a criterion.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

from mirrorsym.calculus.bounded import BoundExceeded, Raised, Worker
from mirrorsym.effects import Effect, Effects
from mirrorsym.maps import Pair
from mirrorsym.potential import Potential
from mirrorsym.properties import all_properties
from mirrorsym.properties._effects import NAMES
from mirrorsym.verdict import Status, Verdict

__all__ = ["examined"]


def examined(pair: Pair, potential: Potential, criteria: Mapping[str, Verdict], worker: Worker, timeout: float, deadline: float
             ) -> tuple[dict[str, Verdict], Effects, dict[str, float]]:
    """(verdicts by name, effects, seconds of each); `timeout` bounds each in seconds, `deadline` (of the monotonic clock) all of them."""
    known: dict[str, Verdict] = dict(criteria)
    found: dict[str, Verdict] = {}
    seconds: dict[str, float] = {}
    for name, prop in all_properties().items():
        began = time.monotonic()
        try:
            left = _left(timeout, deadline)
            verdict: Verdict = worker.call("mirrorsym.properties:decide_one", pair, name, potential, known, timeout=left)
        except BoundExceeded as e:
            verdict = Verdict(Status.UNDECIDED, name, str(e), source=prop.source)
        except Raised as e:  # a fault in one decision must not take the others with it
            verdict = Verdict(Status.UNDECIDED, name, f"the decision procedure broke off: {e}", source=prop.source)
        known[name] = found[name] = verdict
        seconds[name] = round(time.monotonic() - began, 4)
    began = time.monotonic()
    effects = _effects(pair, potential, known, worker, timeout, deadline)
    seconds["effects"] = round(time.monotonic() - began, 4)
    return found, effects, seconds


def _left(timeout: float, deadline: float) -> float:
    left = min(timeout, deadline - time.monotonic())
    if left <= 0:
        raise BoundExceeded("the time for the whole derivation was used up")
    return left


def _effects(pair: Pair, potential: Potential, known: Mapping[str, Verdict], worker: Worker, timeout: float, deadline: float) -> Effects:
    """The effects, one call each, so that one that takes too long does not take the others with it."""
    out = []
    for name in NAMES:
        try:
            left = _left(timeout, deadline)
            effect: Effect = worker.call("mirrorsym.properties._effects:one_effect", pair, potential, known, name, timeout=left)
        except (BoundExceeded, Raised) as e:
            effect = Effect(Status.UNDECIDED, str(e))
        out.append(effect)
    return Effects(*out)
