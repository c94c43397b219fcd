"""Relations on a domain: true ones, false ones, and files that were tampered with.

Truth: textbook identities and inequalities; each false one is contradicted by a point that a reader can put in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from mirrorsym import recheck, settle
from mirrorsym.calculus.bounded import Worker
from mirrorsym.errors import InputError
from mirrorsym.verdict import Status

WORKERS: list[Worker] = []


@pytest.fixture(scope="module", autouse=True)
def workers() -> Iterator[None]:
    """One worker process for all statements of this file."""
    with Worker() as worker:
        WORKERS.append(worker)
        yield
    WORKERS.clear()


def answer(relation: str, **about: Any) -> dict[str, Any]:
    """The file of the statement, accepted by the checker."""
    data: dict[str, Any] = json.loads(json.dumps(settle(relation, worker=WORKERS[-1], **about).to_json()))
    assert recheck(data).accepted
    return data


@pytest.mark.parametrize(("relation", "about"), [
    ("asinh(x) = log(x + sqrt(x**2 + 1))", {}),
    ("log(x) <= x - 1", {"domain": ["x > 0"]}),
    ("abs(x) + abs(y) >= abs(x + y)", {}),
    ("c*x**2 >= 0", {"parameters": {"c": "positive"}}),
    ("x**2 + 1 != 0", {}),
    ("exp(a) < 1", {"domain": ["a < 0"]}),
])
def test_true_relations_hold(relation: str, about: dict[str, Any]) -> None:
    assert answer(relation, **about)["status"] == Status.HOLDS


@pytest.mark.parametrize(("relation", "about"), [
    ("asinh(x) = log(x + sqrt(x**2 - 1))", {"domain": ["x > 1"]}),
    ("log(x) < x - 1", {"domain": ["x > 0"]}),  # at x = 1 only
    ("c*x**2 >= 0", {"parameters": {"c": "real"}}),
    ("x != 0", {}),
    ("exp(a) < 1", {"domain": ["a < 1"]}),
])
def test_false_relations_fail_at_a_point(relation: str, about: dict[str, Any]) -> None:
    data = answer(relation, **about)
    assert data["status"] == Status.FAILS
    assert data["witness"]


def test_what_is_not_defined_everywhere_does_not_hold() -> None:
    assert answer("1/x = 1/x")["status"] == Status.UNDECIDED
    assert answer("sqrt(x) >= 0")["because"].startswith("a side is not defined at x = -")


@pytest.mark.parametrize(("relation", "change"), [
    ("log(x) <= x - 1", {"op": "<"}),
    ("log(x) <= x - 1", {"right": "x - 2"}),
    ("log(x) <= x - 1", {"status": "FAILS"}),
    ("log(x) <= x - 1", {"domain": ["x > -1"]}),
    ("log(x) < x - 1", {"status": "HOLDS"}),
    ("log(x) < x - 1", {"witness": {"x": "2"}}),
    ("log(x) < x - 1", {"op": "<="}),
    ("log(x) < x - 1", {"domain": ["x > 1"]}),
])
def test_a_changed_file_is_not_accepted(relation: str, change: dict[str, Any]) -> None:
    assert not recheck({**answer(relation, domain=["x > 0"]), **change}).accepted


@pytest.mark.parametrize("relation", ["x", "x = y = z", "x = ", "(x = 1)"])
def test_what_is_not_one_relation_is_refused(relation: str) -> None:
    with pytest.raises(InputError):
        settle(relation, worker=WORKERS[-1])
