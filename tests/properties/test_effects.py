"""The three effects: the words for the papers' pairs with parameters and several coordinates, what stays open, and forged words.

What the words mean is held against integrated flows in `test_against_the_flow`.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from mirrorsym.certificate import Certificate
from mirrorsym.effects import Effect
from mirrorsym.verdict import Status

ON = ["u > 0", "v > 0"]
WORDS = ("positional_bias", "type_of_bias", "range")
POWERS = {"g": ["u**(2*k) - v**(2*k)"], "h": "u**(2*k) + v**(2*k)", "domain": ON, "parameters": {"k": "k > 1"}}
HYPERBOLIC = {"g": ["u**2 - v**2"], "h": "u**2 + v**2", "domain": ON}


def test_symbolic_powers(reported: Any, outcome: Any) -> None:
    """tdmf Sec. 4 says that the range shrinks; by the flow dom Q_a = (a - v0^(2-2k)/c, u0^(2-2k)/c - a), which expands as a decreases."""
    report, data = reported(**POWERS)
    assert data["effects"]["type_of_bias"]["value"] == ["toward_L1"]
    assert data["effects"]["range"]["value"] == {"dual": ["expands"], "primal": ["constant"]}
    assert data["effects"]["positional_bias"]["value"]["toward_zero"] is True
    assert {n: str(report.criteria[n].status) for n in ("legendre", "mirror_map", "bregman", "contracting")} == {
        "legendre": "HOLDS", "mirror_map": "FAILS", "bregman": "HOLDS", "contracting": "HOLDS"}
    for name in (*WORDS, "legendre", "mirror_map", "bregman", "contracting", "homogeneous"):
        assert outcome(data, name) is None


def test_one_word_per_coordinate(reported: Any, outcome: Any) -> None:
    _, data = reported(g=["u**2 - v**2", "p", "log(s) - log(t)"], h="u**2 + v**2 + p + log(s) + log(t)",
                       domain=[*ON, "s > 0", "t > 0"])
    assert data["effects"]["type_of_bias"]["value"] == ["toward_L1", "none", "none"]
    assert data["effects"]["range"]["value"] == {"dual": ["constant", "constant", "shrinks"], "primal": ["constant"] * 3}
    assert outcome(data, "type_of_bias") is None
    assert outcome(data, "range") is None


def test_a_condition_that_follows_from_the_others_ties_nothing(reported: Any, outcome: Any) -> None:
    """m > 0 follows from |w| < m; m > 1 does not, and the proof that leaves it out is rejected."""
    report, data = reported(g=["m*w"], h="m**2 + w**2", domain=["m > 0", "m > w", "m > -w"])
    assert data["effects"]["type_of_bias"]["value"] == ["toward_L1"]
    assert str(report.criteria["mirror_map"].status) == "HOLDS"
    assert outcome(data, "mirror_map") is None
    data["pair"]["domain"][0] = "m > 1"
    assert outcome(data, "mirror_map") is not None
    assert outcome(data, "type_of_bias") is not None


def test_a_constant_to_the_minimizer_is_none(reported: Any) -> None:
    _, data = reported(g=["u"], h="v**2", variables=["u", "v"])
    assert data["effects"]["positional_bias"]["value"] == {"moves": False, "minimizer": ["u0"], "toward_zero": None}


@pytest.mark.parametrize(("arguments", "name", "words"), [
    ({"g": ["u**2 - v**2"], "h": "c*(u**2 + v**2)", "domain": ON, "parameters": {"c": "real"}}, "type_of_bias", "with the parameters"),
    ({"g": ["u*v"], "h": "u**2 + v**2", "domain": ON}, "range", "at different rates"),
])
def test_what_stays_open_says_why(arguments: dict[str, Any], name: str, words: str, reported: Any) -> None:
    _, data = reported(**arguments)
    entry = data["effects"][name]
    assert entry["status"] == "UNDECIDED"
    assert entry["value"] is None
    assert words in entry["because"]


def test_not_applicable_without_h_or_potential(reported: Any) -> None:
    for arguments in ({"g": ["u**2"], "domain": ["u > 0"]}, {"g": ["u**2 - v**2"], "h": "u*v", "domain": ON}):
        _, data = reported(**arguments)
        assert {data["effects"][n]["status"] for n in WORDS} == {"NOT_APPLICABLE"}


FORGED = [
    ("type_of_bias", ["toward_L2"]), ("type_of_bias", ["none"]), ("type_of_bias", ["mixed"]), ("type_of_bias", []),
    ("range", {"dual": ["expands"], "primal": ["constant"]}), ("range", {"dual": ["constant"], "primal": ["shrinks"]}),
    ("positional_bias", {"moves": False, "minimizer": None, "toward_zero": None}),
    ("positional_bias", {"moves": True, "minimizer": None, "toward_zero": False}),
    ("positional_bias", {"moves": True, "minimizer": ["u0**2*exp(4*a) - v0**2*exp(2*a)"], "toward_zero": True}),
]


@pytest.mark.parametrize(("name", "value"), FORGED)
def test_forged_words_are_rejected(name: str, value: Any, reported: Any, outcome: Any) -> None:
    _, data = reported(**HYPERBOLIC)
    assert outcome(data, name) is None
    data["effects"][name]["value"] = value
    assert outcome(data, name) is not None


@pytest.mark.parametrize(("name", "change"), [
    ("type_of_bias", {"pair": {"h": "u**2 - v**2"}}), ("range", {"pair": {"h": "-u**2 - v**2"}}), ("range", {"pair": {"g": ["u**4 - v**4"]}}),
    ("type_of_bias", {"pair": {"domain": ["u > 1", "v > 1"]}}), ("range", {"pair": {"domain": ["u > 1", "v > 1"]}}),
    ("type_of_bias", {"effects": {"type_of_bias": {"certificates": []}}}), ("type_of_bias", {"effects": {"type_of_bias": {"status": "FAILS"}}}),
    ("positional_bias", {"pair": {"init": {"u": "1"}}}), ("positional_bias", {"pair": {"h": "2*u**2 + 2*v**2"}}),
])
def test_a_forged_pair_is_rejected(name: str, change: dict[str, Any], reported: Any, outcome: Any) -> None:
    _, data = reported(**HYPERBOLIC)
    forged = _merged(data, change)
    assert outcome(forged, name) is not None


def _merged(data: Any, change: Any) -> Any:
    if not isinstance(change, dict):
        return change
    out = copy.deepcopy(data)
    for key, value in change.items():
        out[key] = _merged(out.get(key), value) if isinstance(out.get(key), dict) else value
    return out


def test_an_effect_is_found_with_a_certificate_or_open() -> None:
    with pytest.raises(ValueError, match="certificate"):
        Effect(Status.HOLDS, "surely", ["none"])
    with pytest.raises(ValueError, match="open"):
        Effect(Status.FAILS, "no", None, (Certificate.of("rests"),))


def test_a_minimizer_that_rests_for_one_initial_point(reported: Any, outcome: Any) -> None:
    """From u = v the minimizer of u^2 - v^2 is 0 for all a, although it moves from elsewhere."""
    _, data = reported(**HYPERBOLIC, init={"u": "2", "v": "2"})
    assert data["effects"]["positional_bias"]["value"] == {"moves": False, "minimizer": ["0"], "toward_zero": None}
    assert outcome(data, "positional_bias") is None
    data["effects"]["positional_bias"]["value"]["minimizer"] = ["1"]
    assert outcome(data, "positional_bias") is not None
    _, other = reported(**HYPERBOLIC, init={"u": "2", "v": "1"})
    assert other["effects"]["positional_bias"]["value"]["moves"] is True
    value = other["effects"]["positional_bias"]["value"]
    certificates = other["effects"]["positional_bias"]["certificates"]
    other["effects"]["positional_bias"].update(value={**value, "moves": False, "toward_zero": None},
                                               certificates=[c for c in certificates if c["kind"] == "minimizer"])
    assert outcome(other, "positional_bias") is not None
