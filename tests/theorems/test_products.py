"""tdmf Thm B.3: which pairs it speaks of, that the bracket says the same, and that the checker looks at the pair itself."""

from __future__ import annotations

import copy
import json

import pytest

from mirrorsym import Pair, check, recheck
from mirrorsym.calculus.bounded import Worker

ASKED = ["smooth", "commuting_with_h"]


@pytest.fixture(scope="module")
def worker():
    with Worker() as w:
        yield w


@pytest.mark.parametrize(("g", "h", "domain"), [
    ("u*v*w", "u**2 + v**2 + w**2", []), ("u*v*w", "u**2 + v**2 + w**2", ["u > 0", "v > 1", "w < 0"]),
    ("5 - 2*u*v*w*x", "(u**2 + v**2 + w**2 + x**2)/3 + 1", []), ("u*v*w*x*y", "u**2 + v**2 + w**2 + x**2 + y**2", []),
])
def test_it_applies_and_the_bracket_agrees(g: str, h: str, domain: list[str], worker: Worker) -> None:
    report = check(Pair(g=[g], h=h, domain=domain), only=ASKED, worker=worker)
    assert str(report.theorems["tdmf.b3"].status) == "HOLDS"
    assert str(report.criteria["commuting_with_h"].status) == "FAILS"
    assert recheck(json.loads(json.dumps(report.to_json()))).accepted


@pytest.mark.parametrize(("g", "h"), [
    ("u*v", "u**2 + v**2"), ("u*v*w", "u**2 + v**2"), ("u*v*w", "u**2 + v**2 + 2*w**2"), ("u*v*w + u", "u**2 + v**2 + w**2"),
    ("u**2*v*w", "u**2 + v**2 + w**2"), ("u*v*w", "u*v*w"), ("u*v*w", None), ("exp(u*v*w)", "u**2 + v**2 + w**2"),
])
def test_it_does_not_speak_of_others(g: str, h: str | None, worker: Worker) -> None:
    report = check(Pair(g=[g], h=h), only=["smooth"], worker=worker)
    theorem = report.theorems["tdmf.b3"]
    assert str(theorem.status) == "NOT_APPLICABLE"
    assert theorem.first_missing == "shape"
    forged = copy.deepcopy(json.loads(json.dumps(report.to_json())))
    forged["theorems"]["tdmf.b3"].update(status="HOLDS", first_missing=None)
    assert not recheck(forged)["tdmf.b3"].accepted
