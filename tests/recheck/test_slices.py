"""For which a there is a convex R_a: the interval, by hand, and no other."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from mirrorsym._derive import derive
from mirrorsym.calculus.bounded import Worker
from mirrorsym.calculus.enclosure import enclose
from mirrorsym.maps import Pair
from mirrorsym.printing.derivation import derivation_text
from mirrorsym.printing.text import as_string
from mirrorsym.recheck import recheck
from mirrorsym.recheck.reader import read

ON = ["u > 0", "v > 0"]
PAIRS = {"four": Pair(g=["u**4 - v**4"], h="u**4 + v**4", domain=ON), "logs": Pair(g=["log(u) - log(v)"], h="log(u) + log(v)", domain=ON),
         "decay": Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=ON)}
NAME = "potential.a_domain"


@pytest.fixture(scope="module")
def reports() -> Iterator[dict[str, Any]]:
    with Worker() as worker:
        yield {name: json.loads(json.dumps(derive(pair, worker=worker).to_json())) for name, pair in PAIRS.items()}


def test_the_interval_by_hand(reports: dict[str, Any]) -> None:
    """u^4: each clock runs out at 1/(8 u0^2), and the two add up to 2a; log u: u^2 = u0^2 + 2(mu + a), and the two add up to u0^2 + v0^2 + 4a."""
    for name, side, value in (("four", "upper", (1 / 4 + 1 / 9) / 16), ("logs", "lower", -(4 + 9) / 4), ("decay", None, None)):
        found = reports[name]["potential"]["a_interval"]
        assert {k for k, t in found.items() if t is not None} == ({side} - {None})
        if side is not None:
            at = enclose(read(found[side], ("u0", "v0")), {"u0": read("2", ()), "v0": read("3", ())}, 64)
            assert abs(float(at.mid()) - value) < 1e-12
        assert (recheck(reports[name])[NAME].status, recheck(reports[name])[NAME].accepted) == ("HOLDS", True)


@pytest.mark.parametrize(("name", "change"), [
    ("four", {"a_interval": {"lower": None, "upper": "1/(8*u0**2) + 1/(8*v0**2)"}}),
    ("four", {"a_interval": {"lower": "0", "upper": "(1/(8*u0**2) + 1/(8*v0**2))/2"}}),
    ("four", {"a_interval": {"lower": None, "upper": None}}), ("decay", {"a_interval": {"lower": None, "upper": "1"}}),
    ("four", {"a_domain": ["a < 0"], "a_interval": {"lower": None, "upper": "0"}}), ("four", {"a_domain": [], "a_interval": None}),
    ("logs", {"a_domain": ["a > -1"], "a_interval": {"lower": "-1", "upper": None}}),
])
def test_other_intervals_are_rejected(reports: dict[str, Any], name: str, change: dict[str, Any]) -> None:
    data = copy.deepcopy(reports[name])
    data["potential"].update(change)
    assert not recheck(data).accepted


def test_the_point_of_each_slice_is_needed(reports: dict[str, Any]) -> None:
    data = copy.deepcopy(reports["four"])
    step = next(s for s in data["potential"]["derivation"]["steps"] if s["name"] == "slices")
    step["rhs"] = ["1"]
    assert not recheck(data)[NAME].accepted
    step["checked"] = False
    assert recheck(data)[NAME].status == "UNDECIDED"


def test_it_is_shown_as_an_interval(reports: dict[str, Any]) -> None:
    from rich.console import Group

    text = as_string(Group(*derivation_text(reports["logs"])), 100)
    assert "a > -u0**2/4 - v0**2/4" in text
