"""laws: the Lie algebra and the conservation laws of a pair, as plain data."""

from __future__ import annotations

import json

import pytest

from mirrorsym._laws import laws
from mirrorsym.calculus.bounded import Worker
from mirrorsym.maps import Pair


@pytest.fixture(scope="module")
def worker():
    with Worker() as w:
        w.start()
        yield w


def test_g_and_the_pair_are_told_apart(worker: Worker) -> None:
    report = laws(Pair(g=["u**2 - v**2"], h="u**2 + v**2"), worker=worker)
    assert report["g"]["laws"] == ["u*v"]
    assert report["g"]["missing"] == 0
    assert (report["joint"]["lower"], report["joint"]["laws"]) == (2, [])  # weight decay shrinks u*v
    assert json.loads(json.dumps(report)) == report


def test_without_h_there_is_no_joint_part(worker: Worker) -> None:
    report = laws(Pair(g="U*V.T", matrices=[("U", 2, 2), ("V", 2, 2)]), worker=worker)
    assert report["joint"] is None
    assert (report["g"]["lower"], report["g"]["upper"], report["g"]["independent_laws"]) == (5, 5, 3)


def test_missing_laws_are_counted(worker: Worker) -> None:
    report = laws(Pair(g=["u*log(u) - v*log(v)"], domain=["u > 0", "v > 0"]), worker=worker)
    assert report["g"]["missing"] == 1
    assert "1 more independent law" in report["g"]["because"]


def test_time_that_is_not_enough_is_said() -> None:
    shapes = [("A", 5, 5), ("B", 5, 5), ("C", 5, 5)]
    report = laws(Pair(g="A*B*C", matrices=shapes), timeout=0.01)
    assert not report["g"]["exact"]
    assert report["g"]["missing"] is None
    assert "no answer within" in report["g"]["because"]
