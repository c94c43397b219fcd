"""The checker on Lie algebras and conservation laws: what is found is accepted, what is not true is rejected.

What is true is known from elsewhere: the balanced quantities of linear networks, and the laws of sums of functions of one variable.
"""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from mirrorsym._laws import laws
from mirrorsym.calculus.bounded import Worker
from mirrorsym.errors import InputError
from mirrorsym.maps import Pair
from mirrorsym.recheck import recheck

CASES: dict[str, tuple[dict[str, Any], int, int]] = {  # the dimension of the Lie algebra of g, and the number of laws
    "decay": ({"g": ["u**2 - v**2"], "h": "u**2 + v**2"}, 1, 1),
    "matrices": ({"g": "U*V.T", "matrices": [("U", 2, 2), ("V", 2, 2)]}, 5, 3),
    "three layers": ({"g": "A*B*C", "matrices": [("A", 2, 2), ("B", 2, 3), ("C", 3, 2)]}, 7, 9),
    "rational": ({"g": ["u**2 + v**2"]}, 1, 1),
    "logarithms": ({"g": ["log(u) - log(v)"], "domain": ["u > 0", "v > 0"]}, 1, 1),
    "exponentials": ({"g": ["exp(u) - exp(v)"]}, 1, 1),
    "commuting": ({"g": ["u*log(u) - v*log(v)"], "domain": ["u > 0", "v > 0"]}, 1, 0),
    "module": ({"g": ["x*z", "y*z", "z**2"]}, 3, 0),
    "full": ({"g": ["u", "v**2 + u*w"]}, 3, 0),
}


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, Any]]:
    with Worker() as w:
        return {name: json.loads(json.dumps(laws(Pair(**fields), worker=w))) for name, (fields, _, _) in CASES.items()}


@pytest.mark.parametrize("name", CASES)
def test_what_is_found_is_accepted(name: str, answers: dict[str, dict[str, Any]]) -> None:
    answer, (_, size, count) = answers[name], CASES[name]
    found = recheck(answer)
    assert found.accepted, list(found.rejected)
    assert answer["g"]["lower"] == answer["g"]["upper"] == size
    assert answer["g"]["independent_laws"] == count
    assert answer["g"]["missing"] == len(answer["variables"]) - size - count


def _rejected(answer: dict[str, Any], **changes: Any) -> set[str]:
    wrong = copy.deepcopy(answer)
    wrong["g"].update(changes)
    return {c.about.removeprefix("laws.g.") for c in recheck(wrong).rejected}


def _proof(answer: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**answer["g"]["certificate"], **changes}


@pytest.mark.parametrize("name", CASES)
def test_no_other_dimension_is_accepted(name: str, answers: dict[str, dict[str, Any]]) -> None:
    answer, size = answers[name], CASES[name][1]
    d = len(answer["variables"])
    more = {"lower": size + 1, "exact": False, "missing": None}
    assert "lower" in _rejected(answer, **more)
    assert "lower" in _rejected(answer, **more, upper=size + 1)
    assert "upper" in _rejected(answer, upper=size - 1, exact=False)
    for rule in ("laws", "commuting", "module", "constant", "variables"):
        assert "upper" in _rejected(answer, upper=size - 1, exact=False, certificate=_proof(answer, upper=rule)), rule
    assert "lower" in _rejected(answer, exact=False)
    if size < d:
        assert _rejected(answer, upper=d, exact=False) == set()  # less is said, and that is true


def test_what_is_no_law_is_rejected(answers: dict[str, dict[str, Any]]) -> None:
    assert {"laws[0]", "upper"} <= _rejected(answers["decay"], laws=["u*v + u"])
    assert "laws[0]" in _rejected(answers["decay"], laws=["u/v"])
    assert "laws[0]" in _rejected(answers["rational"], laws=["u*v"])
    assert "laws[0]" in _rejected(answers["rational"], laws_where=[[]])  # at v = 0 there is no u/v
    assert "laws[0]" in _rejected(answers["exponentials"], laws=["1/exp(u) - 1/exp(v)"])
    assert "laws[0]" in _rejected(answers["logarithms"], laws=["u**2 - v**2"])
    assert "laws[0]" in _rejected(answers["logarithms"], laws=["abs(u**2 + v**2 - 1)"])  # constant, but not smooth
    listed = answers["matrices"]["g"]["laws"]
    assert {"laws[1]", "upper"} <= _rejected(answers["matrices"], laws=[listed[0], "U_1_1", listed[2]])


def test_laws_that_depend_on_each_other_do_not_count_twice(answers: dict[str, dict[str, Any]]) -> None:
    twice = {"laws": ["u*v", "u**2*v**2"], "laws_where": [[], []]}
    assert _rejected(answers["decay"], **twice) == set()
    assert {"independent_laws", "upper"} <= _rejected(answers["decay"], **twice, independent_laws=2, upper=0, exact=False, missing=-1)
    assert "independent_laws" in _rejected(answers["decay"], missing=1)


def test_a_missing_polynomial_law_is_noticed(answers: dict[str, dict[str, Any]]) -> None:
    listed = answers["matrices"]["g"]["laws"]
    assert "laws_degree" in _rejected(answers["matrices"], laws=listed[:2], laws_where=[[], []])
    assert "laws_degree" in _rejected(answers["decay"], laws=["u**2*v**2"])  # of degree 4, and u*v is none of its multiples
    assert "laws_degree" in _rejected(answers["decay"], laws_degree=4)  # (u*v)**2 is not listed
    assert _rejected(answers["decay"], laws=["3*u*v - 7"]) == set()
    assert "laws_degree" in _rejected(answers["exponentials"], laws_degree=1)


def test_words_and_points_do_not_bear_tampering(answers: dict[str, dict[str, Any]]) -> None:
    assert "lower" in _rejected(answers["full"], certificate=_proof(answers["full"], words=[[0], [1], [0]]))
    assert "lower" in _rejected(answers["full"], certificate=_proof(answers["full"], words=[[0], [1], [2]]))
    assert "lower" in _rejected(answers["decay"], point={"u": "0", "v": "0"})
    assert "lower" in _rejected(answers["exponentials"], point={"u": "1/2"})
    assert "lower" in _rejected(answers["logarithms"], point={"u": "-1", "v": "1"})
    assert "independent_laws" in _rejected(answers["decay"], laws_point={"u": "0", "v": "0"})
    assert "independent_laws" in _rejected(answers["rational"], laws_point={"u": "1", "v": "0"})


def test_fields_that_do_not_commute_need_more_than_their_number(answers: dict[str, dict[str, Any]]) -> None:
    answer = answers["full"]
    proof = _proof(answer, upper="commuting", items={}, guards=[])
    assert "upper" in _rejected(answer, lower=2, upper=2, missing=1, certificate=proof)


def test_a_report_with_laws_is_read_whole(answers: dict[str, dict[str, Any]]) -> None:
    answer = copy.deepcopy(answers["decay"])
    report = {"schema": "mirrorsym.report/1", "pair": answer["pair"], "criteria": {}, "theorems": {}, "certificates": {}, "laws": answer}
    assert {c.about for c in recheck(report)} >= {"laws.g.upper", "laws.joint.lower"}
    assert recheck(report).accepted
    report["laws"]["joint"]["laws"] = ["u*v"]
    report["laws"]["joint"]["laws_where"] = [[]]
    assert not recheck(report)["laws.joint.laws[0]"].accepted
    with pytest.raises(InputError):
        recheck({**report, "laws": 3})
