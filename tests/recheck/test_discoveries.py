"""The checker on answers of `discover`: what is found is accepted, and no tampered answer is.

What is true is known from elsewhere: the spaces of u*v, of sums of functions of one variable, and of radial functions.
"""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from mirrorsym._discover import discover
from mirrorsym.calculus.bounded import Worker
from mirrorsym.errors import InputError
from mirrorsym.maps import Pair
from mirrorsym.recheck import recheck

CASES: dict[str, dict[str, Any]] = {
    "uv": {"g": "u*v"},
    "balls": {"g": "log(u) - log(v)", "domain": ["u > 0", "v > 0"]},
    "singular": {"g": "u*v*w"},
    "critical": {"g": "u**2 + v**2"},
    "consequence": {"g": "u*(v**2 + w**2)"},
    "blocks": {"g": ["u*v", "s**3 - t**2"]},
    "free": {"g": "(u - 2*v)**3"},
    "round": {"g": "u**2 + v**2 - w**4", "domain": ["u > 0"]},
    "matrices": {"g": "U*V.T", "matrices": [("U", 2, 2), ("V", 2, 2)]},
    "parameter": {"g": "a*u**2 - v**2", "parameters": {"a": "nonzero"}},
    "power": {"g": "u**p - v**p", "domain": ["u > 0", "v > 0"], "parameters": {"p": "p > 0"}},
    "scaled": {"g": ["c*u*v*w", "s**3"], "parameters": {"c": "real"}},
    "moved": {"g": "log(u - c)", "domain": ["u > c"], "parameters": {"c": "real"}},
    "gap": {"g": "sqrt(u)*v", "domain": ["u > 0"]},
    "kink": {"g": "Max(u, v)"},
}
COMPLETE = {"uv": 3, "balls": 3, "singular": 2, "critical": 4, "consequence": 2, "blocks": 5, "matrices": 4}


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, Any]]:
    with Worker() as w:
        return {name: json.loads(json.dumps(discover(Pair(**case), worker=w).to_json())) for name, case in CASES.items()}


@pytest.mark.parametrize("name", CASES)
def test_what_is_found_is_accepted(name: str, answers: dict[str, dict[str, Any]]) -> None:
    answer = answers[name]
    found = recheck(answer)
    assert found.accepted, list(found.rejected)
    assert found.inhabited
    assert answer["complete"] is (name not in ("gap", "kink"))
    if name in COMPLETE:
        assert answer["dimension"] == answer["dimension_upper"] == COMPLETE[name]
        assert found["complete"].status == "HOLDS"


def test_a_function_that_does_not_commute_is_rejected(answers: dict[str, dict[str, Any]]) -> None:
    wrong = copy.deepcopy(answers["uv"])
    wrong["basis"][2] = "u**2 + 2*v**2"
    found = recheck(wrong)
    assert not found["basis[2]"].accepted
    assert not found["complete"].accepted
    assert found["basis[1]"].accepted


def test_a_list_with_one_function_twice_is_rejected(answers: dict[str, dict[str, Any]]) -> None:
    wrong = copy.deepcopy(answers["uv"])
    wrong["basis"][2] = "2*u*v + 1"
    found = recheck(wrong)
    assert not found["independent"].accepted
    assert not found["complete"].accepted


@pytest.mark.parametrize("name", ["uv", "balls", "singular", "critical", "consequence", "blocks", "matrices"])
def test_a_missing_function_makes_the_list_incomplete(name: str, answers: dict[str, dict[str, Any]]) -> None:
    """With one function less everything that is left is true but for the word complete."""
    wrong = copy.deepcopy(answers[name])
    wrong["basis"].pop()
    wrong["members"].pop()
    wrong["dimension"] -= 1
    wrong["certificates"][wrong["independent"]]["points"].pop()
    for upper in (wrong["dimension_upper"], wrong["dimension"]):
        wrong["dimension_upper"] = upper
        found = recheck(wrong)
        assert not found["complete"].accepted
        assert found["basis[0]"].accepted
        assert found["dimension_upper"].accepted == (upper > wrong["dimension"])


def _bounds(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [b["bound"] for b in answer["certificates"][answer["bound"]]["blocks"] if b["bound"] is not None]


def _changed(answer: dict[str, Any], change: Any) -> list[bool]:
    wrong = copy.deepcopy(answer)
    change(wrong)
    found = recheck(wrong)
    return [c.accepted for c in found if c.about in ("complete", "dimension_upper", "infinite") and c.status == "HOLDS"]


def test_bounds_do_not_bear_tampering(answers: dict[str, dict[str, Any]]) -> None:
    def put(key: str, value: Any) -> Any:
        return lambda wrong: [b.update({key: value}) for b in _bounds(wrong)]

    assert not any(_changed(answers["uv"], put("tensors", [])))  # [X, grad h] = 0 alone determines nothing
    assert not any(_changed(answers["uv"], put("determined", 0)))
    assert not any(_changed(answers["uv"], put("rule", "critical")))
    assert not any(_changed(answers["singular"], put("determined", 1)))  # the projection has to keep what determines h
    assert not any(_changed(answers["singular"], put("direction", ["0", "0", "0"])))
    assert not any(_changed(answers["critical"], put("weights", ["0"])))
    assert not any(_changed(answers["critical"], put("rule", "symbol")))
    assert not any(_changed(answers["consequence"], put("extra", [])))
    assert not any(_changed(answers["balls"], put("field", "residues")))  # log 2 is no rational number

    def twist(wrong: dict[str, Any]) -> None:
        for b in _bounds(wrong):
            slopes = b["extra"][0]["slopes"]
            name = min(slopes)
            slopes[name] = ["mul", ["num", "2"], slopes[name]]

    assert not any(_changed(answers["consequence"], twist))

    def outside(wrong: dict[str, Any]) -> None:
        wrong["certificates"][wrong["bound"]]["point"]["u"] = ["num", "-1"]

    assert not any(_changed(answers["balls"], outside))

    def origin(wrong: dict[str, Any]) -> None:
        wrong["certificates"][wrong["bound"]]["point"] = {"u": ["num", "0"], "v": ["num", "0"]}

    assert not any(_changed(answers["uv"], origin))  # at a stationary point the equations determine less


def test_blocks_and_families_do_not_bear_tampering(answers: dict[str, dict[str, Any]]) -> None:
    def blocks(wrong: dict[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = wrong["certificates"][wrong["bound"]]["blocks"]
        return found

    def drop(wrong: dict[str, Any]) -> None:
        blocks(wrong).pop()

    def split(wrong: dict[str, Any]) -> None:
        first = blocks(wrong)[0]
        second = copy.deepcopy(first)
        first["variables"], second["variables"] = first["variables"][:1], first["variables"][1:]
        blocks(wrong).append(second)

    def direction(wrong: dict[str, Any]) -> None:
        blocks(wrong)[0]["free"] = [["2", "-1"]]

    def text(wrong: dict[str, Any]) -> None:
        wrong["infinite"] = wrong["infinite"].replace("f(", "f(u, ", 1)

    def none(wrong: dict[str, Any]) -> None:
        wrong["infinite"], wrong["dimension"], wrong["dimension_upper"] = None, len(wrong["basis"]), len(wrong["basis"])

    def values(wrong: dict[str, Any]) -> None:
        blocks(wrong)[0]["round"]["values"] = ["3"]

    def center(wrong: dict[str, Any]) -> None:
        blocks(wrong)[0]["round"]["coordinates"][0]["offset"] = "1"

    for name, change in [("uv", split), ("blocks", drop), ("blocks", split), ("free", direction), ("free", text), ("free", none),
                         ("round", text), ("round", none), ("round", values), ("round", center)]:
        assert not any(_changed(answers[name], change)), (name, change)


def test_what_the_answer_says_of_itself_is_checked(answers: dict[str, dict[str, Any]]) -> None:
    for key, value in [("dimension", 7), ("complete", "yes"), ("complete", None), ("holds_on", ["u != 0"]), ("hypotheses", {"on": "R^7"})]:
        wrong = {**copy.deepcopy(answers["uv"]), key: value}
        assert not recheck(wrong)["complete"].accepted, key
    for key, value in [("dimension_upper", 2), ("dimension_upper", "3")]:
        assert not recheck({**answers["uv"], key: value})["dimension_upper"].accepted
    kink = {**copy.deepcopy(answers["kink"]), "complete": True, "dimension_upper": 3}
    assert not recheck(kink)["complete"].accepted
    kink["holds_on"] = []
    assert not recheck(kink)["basis[1]"].accepted
    with pytest.raises(InputError):
        recheck({**answers["uv"], "g": ["u*v**2"]})
    with pytest.raises(InputError):
        recheck({**answers["uv"], "pair": {**answers["uv"]["pair"], "h": "u"}})


def test_connected_means_convex(answers: dict[str, dict[str, Any]]) -> None:
    with Worker() as w:
        apart = json.loads(json.dumps(discover("u*v", domain="u*v > 1", worker=w).to_json()))
    assert apart["hypotheses"]["on"] != "M"
    assert recheck(apart).accepted
    apart["hypotheses"]["on"] = "M"
    assert not recheck(apart)["complete"].accepted


def test_near_misses_of_a_point_of_degeneration() -> None:
    """u*v*w has u**2 + v**2 and the like among its solutions only where a variable is missing."""
    with Worker() as w:
        answer = json.loads(json.dumps(discover("u*v", variables=["u", "v"], worker=w).to_json()))
    wrong = copy.deepcopy(answer)
    wrong["pair"]["g"] = wrong["g"] = ["u*v + u**3*v**3"]
    found = recheck(wrong)
    assert not found["basis[2]"].accepted
    assert not found["complete"].accepted


# ---- parameters -------------------------------------------------------------------------------------------------------
def _where(answer: dict[str, Any]) -> list[str]:
    found: list[str] = answer["hypotheses"]["parameters"]
    return found


def test_conditions_on_parameters_are_needed(answers: dict[str, dict[str, Any]]) -> None:
    """At a = -1 the function u*v commutes with a*u**2 - v**2 too, at p = 1 every function of u + v with u**p - v**p, at c = 0 everything."""
    for name, condition in (("parameter", "a + 1 != 0"), ("power", "p - 1 != 0"), ("scaled", "c != 0")):
        assert _where(answers[name]) == [condition]
        for wrong in ([], [condition.replace("!= 0", "!= 7")]):
            assert _changed(answers[name], lambda r, w=wrong: r["hypotheses"].update(parameters=w)) in ([False, False], [False])
        more = [condition, condition.replace("!= 0", "!= 5")]
        assert all(_changed(answers[name], lambda r, w=more: r["hypotheses"].update(parameters=w)))  # a weaker claim is as true
        for word in (condition.replace("!=", ">"), condition.replace("!=", "=")):
            assert not any(_changed(answers[name], lambda r, w=word: r["hypotheses"].update(parameters=[w])))
    assert _where(answers["moved"]) == []
    assert not all(_changed(answers["uv"], lambda r: r["hypotheses"].update(parameters=["c != 0"])))


def test_bounds_over_parameters_do_not_bear_tampering(answers: dict[str, dict[str, Any]]) -> None:
    def certificate(wrong: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = wrong["certificates"][wrong["bound"]]
        return found

    def put(key: str, value: Any) -> Any:
        return lambda wrong: [b.update({key: value}) for b in _bounds(wrong)]

    def scale(by: Any, function: Any) -> Any:
        return lambda wrong: certificate(wrong)["blocks"][0]["scaled"][0].update({"by": by, "function": function})

    for name in ("parameter", "power"):
        assert not any(_changed(answers[name], put("tensors", [])))
        assert not any(_changed(answers[name], put("rule", "singular")))
        assert not any(_changed(answers[name], put("rule", "critical")))
    stay = certificate(answers["moved"])["point"]
    assert not any(_changed(answers["moved"], lambda r: certificate(r)["point"].update(u=["num", "1"])))  # not in u > c for every c
    assert not any(_changed(answers["moved"], lambda r: certificate(r)["point"].update(u=["sym", "c"])))
    assert stay["u"][0] == "add"
    zero = {"factor": ["add", ["sym", "a"], ["num", "1"]], "proof": {"rule": "structure"}}
    assert not any(_changed(answers["parameter"], lambda r: (r["hypotheses"].update(parameters=[]), certificate(r).update(units=[zero]))))
    core = certificate(answers["scaled"])["blocks"][0]["scaled"][0]["function"]
    assert not any(_changed(answers["scaled"], scale(["num", "1"], core)))
    assert not any(_changed(answers["scaled"], scale(["mul", ["sym", "c"], ["add", ["sym", "c"], ["num", "1"]]], core)))
    assert not any(_changed(answers["scaled"], scale(["sym", "c"], ["mul", ["sym", "c"], core])))
