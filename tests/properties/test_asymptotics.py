"""Growth of R_a at the ends of x, and what R_a tends to as a tends to minus or plus infinity.

The words are held against flows that are written down here once more, inverted at high precision for large |a| and large x; and no
other word is accepted by the checker.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any

import mpmath
import pytest

from mirrorsym._check import decide_all
from mirrorsym.effects import Effect, Effects
from mirrorsym.maps import Pair
from mirrorsym.potential import Potential
from mirrorsym.properties import Situation
from mirrorsym.properties._growth import growth
from mirrorsym.properties._limits import limits
from mirrorsym.recheck import recheck
from mirrorsym.report import PairReport
from mirrorsym.verdict import Status

ON = ["u > 0", "v > 0"]
OPEN = Effect(Status.UNDECIDED, "not asked")
PAIRS: dict[str, dict[str, Any]] = {
    "decay": {"g": ["u**2 - v**2"], "h": "u**2 + v**2", "domain": ON},
    "uneven": {"g": ["u**2 - v**2"], "h": "2*u**2 + v**2", "domain": ON},
    "growth": {"g": ["u**2 - v**2"], "h": "-u**2 - v**2", "domain": ON},
    "shifted": {"g": ["u**2 - v**2 + 3"], "h": "u**2 + v**2", "domain": ON},
    "four": {"g": ["u**4 - v**4"], "h": "u**4 + v**4", "domain": ON},
    "mixed": {"g": ["u - v**2"], "h": "u + v**2", "domain": ["v > 0"]},
    "three": {"g": ["u**2 - v**2 - w**4"], "h": "u**2 + v**2 + w**4", "domain": [*ON, "w > 0"]},
    "root": {"g": ["u**(3/2)"], "h": "u**(3/2)", "domain": ["u > 0"]},
    "log": {"g": ["log(u) - v**2"], "h": "log(u) + v**2", "domain": ON},
    "power": {"g": ["u**p"], "h": "u**p", "domain": ["u > 0"], "parameters": {"p": "0 < p < 2"}},
    "weights": {"g": ["u**2 - v**2"], "h": "c*u**2 + c*v**2", "domain": ON, "parameters": {"c": "positive"}},
    "unknown sign": {"g": ["u**2 - v**2"], "h": "c*u**2 + c*v**2", "domain": ON, "parameters": {"c": "real"}},
    "two": {"g": ["u**2 - v**2", "p**2 - q**2"], "h": "u**2 + v**2 - p**2 + 2*q**2", "domain": [*ON, "p > 0", "q > 0"]},
    "turned": {"g": ["u**2 + v**2", "u**2 - v**2"], "h": "u**2", "domain": ON},
}


@lru_cache(maxsize=32)
def _report(name: str) -> tuple[str, Any, Any]:
    pair = Pair(**PAIRS[name])
    known = decide_all(pair, ["smooth", "commuting", "commuting_with_h"])
    situation = Situation(pair, Potential(Status.UNDECIDED, None, "not asked"), known)
    found = growth(situation), limits(situation)
    return json.dumps(PairReport(pair, known, effects=Effects(OPEN, OPEN, OPEN, *found)).to_json()), *found


def report(name: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(_report(name)[0])
    return made


def exponents(name: str) -> list[tuple[Any, Any]]:
    value = report(name)["effects"]["type_of_bias"]["growth"]["value"]
    assert {v["near_minimum"] for v in value} == {"2"}
    return [(v["minus_infinity"], v["plus_infinity"]) for v in value]


def limit(name: str, side: str) -> Any:
    return report(name)["effects"]["type_of_bias"]["limits"]["value"][side]


@pytest.mark.parametrize("name", [n for n in PAIRS if n not in ("turned", "unknown sign", "root", "power")])
def test_both_are_accepted(name: str) -> None:
    answer = recheck(report(name))
    for part in ("growth", "limits"):
        check = answer[f"type_of_bias.{part}"]
        assert (check.status, check.accepted) == ("HOLDS", True), check.reason


@pytest.mark.parametrize(("name", "found"), [
    ("decay", [("1", "1")]), ("four", [("1", "1")]), ("mixed", [("1", "2")]), ("log", [("1", "oo")]), ("root", [(None, "4/3")]),
    ("power", [(None, "2/p")]), ("two", [("1", "1")] * 2),
])
def test_growth(name: str, found: Any) -> None:
    assert exponents(name) == found
    assert recheck(report(name))["type_of_bias.growth"].accepted


def shape(slopes: list[str], breaks: list[str]) -> dict[str, Any]:
    kind = "linear" if len(slopes) == 1 else "L1" if breaks == ["0"] and slopes[0] == f"-{slopes[1]}" else "piecewise_linear"
    return {"shape": kind, "slopes": slopes, "breaks": breaks}


L2 = {"shape": "L2", "slopes": None, "breaks": None}


@pytest.mark.parametrize(("name", "down", "up"), [
    ("decay", [shape(["-1", "1"], ["0"])], [L2]), ("uneven", [shape(["-1", "2"], ["0"])], [L2]),
    ("growth", [L2], [shape(["-1", "1"], ["0"])]), ("shifted", [shape(["-1", "1"], ["3"])], [L2]),
    ("four", [shape(["-1", "1"], ["0"])], [None]), ("mixed", [shape(["1"], [])], [L2]),
    ("three", [shape(["-1", "1"], ["0"])], [shape(["1"], [])]), ("weights", [shape(["-c", "c"], ["0"])], [L2]),
    ("two", [shape(["-1", "1"], ["0"]), shape(["-2", "-1"], ["0"])], [L2, L2]),
])
def test_limits(name: str, down: Any, up: Any) -> None:
    assert limit(name, "minus_infinity") == down
    assert limit(name, "plus_infinity") == up


def test_what_is_open_says_why() -> None:
    for name, words in (("turned", "mix the directions"), ("unknown sign", "depends on the parameters")):
        effect = report(name)["effects"]["type_of_bias"]["limits"]
        assert effect["status"] == "UNDECIDED"
        assert words in effect["because"]
    assert "the slice of mu is empty for large |a|" in report("four")["effects"]["type_of_bias"]["limits"]["because"]
    assert "x may end at a finite value" in report("root")["effects"]["type_of_bias"]["growth"]["because"]


# -- held against flows written down here -----------------------------------------------------------------------
def _exp(t: Any) -> Any:
    return mpmath.exp(4 * t)  # z^2 from 1


def _four(t: Any) -> Any:
    return (1 - 8 * t) ** -2  # z^4 from 1


FLOWS: dict[str, Callable[[Any, Any], Any]] = {  # x as a function of nu and a, from w_init = (1, 1, ...)
    "decay": lambda n, a: _exp(n + a) - _exp(-n + a),
    "uneven": lambda n, a: _exp(n + 2 * a) - _exp(-n + a),
    "growth": lambda n, a: _exp(n - a) - _exp(-n - a),
    "shifted": lambda n, a: _exp(n + a) - _exp(-n + a) + 3,
    "four": lambda n, a: _four(n + a) - _four(-n + a),
    "mixed": lambda n, a: 1 + n + a - _exp(-n + a),
    "three": lambda n, a: _exp(n + a) - _exp(-n + a) - _four(-n + a),
    "log": lambda n, a: mpmath.log(1 + 2 * (n + a)) / 2 - _exp(-n + a),
    "root": lambda n, a: (1 + mpmath.mpf(3) / 4 * (n + a)) ** 3 if n + a > mpmath.mpf(-4) / 3 else mpmath.mpf(0),
}
SLICES: dict[str, Callable[[Any], tuple[Any, Any]]] = {
    "four": lambda a: (a - mpmath.mpf(1) / 8, mpmath.mpf(1) / 8 - a), "three": lambda a: (a - mpmath.mpf(1) / 8, mpmath.inf),
    "log": lambda a: (-mpmath.mpf(1) / 2 - a, mpmath.inf)}


def slope_at(name: str, x: Any, a: Any) -> Any:
    """R_a'(x): the nu with x(nu, a) = x, by bisection."""
    low, high = SLICES.get(name, lambda _: (-mpmath.inf, mpmath.inf))(a)
    low, high = max(low, -100 * (abs(a) + 10) - abs(x) ** 4), min(high, 100 * (abs(a) + 10) + abs(x) ** 4)
    tiny = (high - low) * mpmath.mpf(10) ** -60
    low, high = low + tiny, high - tiny
    for _ in range(400):
        middle = (low + high) / 2
        low, high = (middle, high) if FLOWS[name](middle, a) < x else (low, middle)
    return low


@pytest.mark.parametrize("name", ["decay", "uneven", "growth", "shifted", "four", "mixed", "three"])
@pytest.mark.parametrize("sigma", [-1, 1])
def test_limits_are_those_of_the_flow(name: str, sigma: int) -> None:
    (entry,) = limit(name, "minus_infinity" if sigma < 0 else "plus_infinity")
    with mpmath.workdps(80):
        if entry is None:
            assert SLICES[name](mpmath.mpf(1000))[0] > SLICES[name](mpmath.mpf(1000))[1]
            return
        if entry["shape"] == "L2":
            step, a = mpmath.mpf("1e-6"), mpmath.mpf(sigma * (3 if name != "mixed" else 20000))
            bend = [(slope_at(name, x + step, a) - slope_at(name, x - step, a)) / (2 * step) for x in (mpmath.mpf(2), mpmath.mpf(0))]
            assert abs(bend[0] / bend[1] - 1) < 1e-3
            return
        breaks = [float(mpmath.mpf(b)) for b in entry["breaks"]]
        inner = [breaks[0] - 2, *breaks, breaks[-1] + 2] if breaks else [-2.0, 2.0]
        for (left, right), slope in zip(pairwise(inner), entry["slopes"], strict=True):
            x = mpmath.mpf(left + right) / 2
            gaps = [abs(slope_at(name, x, mpmath.mpf(sigma) * T) / T - int(slope)) for T in (100, 10000)]
            assert gaps[1] < 0.01, (x, slope, gaps)
            assert gaps[1] <= gaps[0] / 10 + 1e-50, (x, slope, gaps)


@pytest.mark.parametrize("name", ["decay", "four", "mixed", "root", "log"])
def test_growth_is_that_of_the_flow(name: str) -> None:
    """D(x, x_0) = int (R_0' - R_0'(x_0)), so its exponent is 1 plus that of R_0' - R_0'(x_0), or 1 if R_0' is bounded."""
    (ends,) = exponents(name)
    with mpmath.workdps(80):
        base = slope_at(name, mpmath.mpf(0 if name != "root" else 1), mpmath.mpf(0))
        for side, p in zip((-1, 1), ends, strict=True):
            if p is None:
                continue
            if p == "oo":
                far = [mpmath.mpf(5), mpmath.mpf(10)]
                rise = [(mpmath.exp(2 * x) - 1) / 2 for x in far]  # nu where the other term is gone
                assert all(abs(FLOWS[name](n, mpmath.mpf(0)) - x) < 1e-3 for n, x in zip(rise, far, strict=True))
            else:
                far = [mpmath.mpf(side) * q for q in ((10, 20) if name == "log" else (10**10, 10**20))]
                rise = [abs(slope_at(name, x, mpmath.mpf(0)) - base) for x in far]
            seen = 1 + mpmath.log(rise[1] / rise[0]) / mpmath.log(far[1] / far[0])
            assert seen > 5 if p == "oo" else abs(seen - float(Fraction(p))) < 0.1, (seen, p)


# -- forged ---------------------------------------------------------------------------------------------------
FORGED: list[tuple[str, str, tuple[Any, ...], Any]] = [
    ("decay", "growth", (0, "plus_infinity"), "2"), ("decay", "growth", (0, "minus_infinity"), "oo"),
    ("decay", "growth", (0, "near_minimum"), "1"), ("mixed", "growth", (0, "plus_infinity"), "1"),
    ("mixed", "growth", (0, "plus_infinity"), "4"), ("log", "growth", (0, "plus_infinity"), "2"),
    ("root", "growth", (0, "minus_infinity"), "1"), ("root", "growth", (0, "plus_infinity"), "3/2"),
    ("decay", "limits", ("minus_infinity", 0), L2), ("decay", "limits", ("plus_infinity", 0), shape(["-1", "1"], ["0"])),
    ("decay", "limits", ("minus_infinity", 0, "slopes"), ["-2", "2"]), ("decay", "limits", ("minus_infinity", 0, "breaks"), ["1"]),
    ("decay", "limits", ("minus_infinity", 0, "slopes"), ["1", "-1"]), ("uneven", "limits", ("minus_infinity", 0, "shape"), "L1"),
    ("shifted", "limits", ("minus_infinity", 0, "shape"), "L1"), ("shifted", "limits", ("minus_infinity", 0, "breaks"), ["0"]),
    ("four", "limits", ("plus_infinity", 0), L2), ("four", "limits", ("plus_infinity", 0), shape(["1"], [])),
    ("mixed", "limits", ("minus_infinity", 0, "slopes"), ["-1"]), ("weights", "limits", ("minus_infinity", 0, "slopes"), ["-1", "1"]),
    ("growth", "limits", ("minus_infinity", 0), shape(["-1", "1"], ["0"])), ("three", "limits", ("plus_infinity", 0), L2),
    ("two", "limits", ("minus_infinity",), [shape(["-1", "1"], ["0"])] * 2),
]


@pytest.mark.parametrize(("name", "part", "path", "value"), FORGED)
def test_forged_values_are_rejected(name: str, part: str, path: tuple[Any, ...], value: Any) -> None:
    data = report(name)
    assert recheck(data)[f"type_of_bias.{part}"].accepted
    at = data["effects"]["type_of_bias"][part]["value"]
    for key in path[:-1]:
        at = at[key]
    assert at[path[-1]] != value
    at[path[-1]] = value
    assert not recheck(data)[f"type_of_bias.{part}"].accepted


def test_what_is_left_out_is_not_claimed() -> None:
    data = report("decay")
    inside = data["effects"]["type_of_bias"]
    inside["growth"]["value"][0]["plus_infinity"] = None
    inside["limits"]["value"]["plus_infinity"] = [None]
    assert recheck(data)["type_of_bias.growth"].accepted
    assert recheck(data)["type_of_bias.limits"].accepted


@pytest.mark.parametrize(("name", "part", "key"), [("mixed", "growth", "laws"), ("root", "growth", "laws"), ("decay", "limits", "flat"),
                                                   ("weights", "limits", "rates")])
def test_proofs_are_needed(name: str, part: str, key: str) -> None:
    data = report(name)
    certificate = data["effects"]["type_of_bias"][part]["certificates"][0]
    assert certificate[key]
    for entry in certificate[key].values():
        broken = copy.deepcopy(data)
        there = broken["effects"]["type_of_bias"][part]["certificates"][0][key]
        if key == "laws":
            there.update({k: {**e, "power": ["num", "1/7"]} for k, e in there.items()})
        else:
            there.clear()
        assert not recheck(broken)[f"type_of_bias.{part}"].accepted, entry


def test_an_effect_inside_another_needs_the_pair_to_commute() -> None:
    data = report("decay")
    data["pair"]["h"] = "u*v"
    assert not recheck(data)["type_of_bias.limits"].accepted
