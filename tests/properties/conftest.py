"""What the tests of properties share: the report of an example, decided once, and what the independent checker says of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pytest

from mirrorsym._check import decide_all
from mirrorsym._derive import potential
from mirrorsym.effects import Effects
from mirrorsym.maps import Pair
from mirrorsym.properties import Situation, all_properties, decide
from mirrorsym.properties._effects import effects
from mirrorsym.recheck import Recheck, recheck
from mirrorsym.report import PairReport

NEEDED = ["smooth", "commuting", "commuting_with_h"]


@lru_cache(maxsize=64)
def _made(arguments: str) -> tuple[PairReport, dict[str, Any]]:
    pair = Pair(**json.loads(arguments))
    known = decide_all(pair, NEEDED if pair.h is not None else NEEDED[:2])
    situation = Situation(pair, potential(pair, known), known)
    found = {name: decide(name, situation) for name in all_properties()}
    made: Effects = effects(situation)
    report = PairReport(pair, {**known, **found}, potential=situation.potential, effects=made)
    return report, json.loads(json.dumps(report.to_json()))


@pytest.fixture(scope="session")
def reported() -> Callable[..., tuple[PairReport, dict[str, Any]]]:
    """(report, its JSON) of a pair given by keyword arguments, with every property and effect, in this process and without bounds."""
    def make(**arguments: Any) -> tuple[PairReport, dict[str, Any]]:
        report, data = _made(json.dumps(arguments))
        return report, json.loads(json.dumps(data))

    return make


@pytest.fixture(scope="session")
def outcome() -> Callable[[dict[str, Any], str], str | None]:
    """None if the checker accepts this verdict of a report, else its reason."""
    def judge(report: dict[str, Any], name: str) -> str | None:
        found: Recheck = recheck(report)
        return found.reason(name)

    return judge
