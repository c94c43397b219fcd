"""Where flows end, and how: blow-up, exit from M, or never; by hand, against the flow of large times, and no other answer accepted."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from mirrorsym._check import decide_all
from mirrorsym._derive import potential
from mirrorsym.calculus.enclosure import enclose
from mirrorsym.existence import step_name
from mirrorsym.maps import Pair
from mirrorsym.printing.derivation import existence_lines
from mirrorsym.recheck import Recheck, recheck
from mirrorsym.recheck.reader import read
from mirrorsym.report import PairReport

POSITIVE = ["u > 0", "v > 0"]
#: pair; what happens per condition of D, by hand: the sign of 1/f' decides whether a solution of z' = f'(z) meets an end in finite time
PAIRS: dict[str, tuple[dict[str, Any], list[str], list[list[str]]]] = {
    "four": ({"g": ["u**4"], "domain": ["u > 0"]}, ["blow-up"], [["u"]]),
    "log": ({"g": ["log(u)"], "domain": ["u > 0"]}, ["exit"], [["u"]]),
    "inverse": ({"g": ["1/u"], "domain": ["u > 0"]}, ["exit"], [["u"]]),
    "logs": ({"g": ["log(u) - log(v)"], "h": "log(u) + log(v)", "domain": POSITIVE}, ["exit", "exit"], [["u"], ["v"]]),
    "exps": ({"g": ["exp(u) - exp(v)"]}, ["blow-up", "blow-up"], [["u"], ["v"]]),
    "both": ({"g": ["exp(u) - log(v)"], "domain": ["v > 0"]}, ["blow-up", "exit"], [["u"], ["v"]]),
    "decay": ({"g": ["u**2 - v**2"], "h": "u**2 + v**2", "domain": POSITIVE}, [], []),
    "cone": ({"g": ["m*w"], "domain": ["m > w", "m > -w"]}, [], []),
    "k": ({"g": ["u**(2*k)"], "domain": ["u > 0"], "parameters": {"k": "positive integer"}}, ["blow-up"], [["u"]]),
    "p": ({"g": ["u**p"], "domain": ["u > 0"], "parameters": {"p": "0 < p, p < 2"}}, ["exit"], [["u"]]),
    "turned": ({"g": ["(u + v)**4"], "domain": ["u + v > 0"]}, ["blow-up"], [["u", "v"]]),
}


@cache
def report(name: str) -> str:
    pair = Pair(**PAIRS[name][0])
    verdicts = decide_all(pair, ["smooth", "commuting", "regular", *(["commuting_with_h"] if pair.h is not None else [])])
    return json.dumps(PairReport(pair, verdicts, {}, {}, {}, potential=potential(pair, verdicts)).to_json())


def checks(data: dict[str, Any]) -> tuple[Recheck, dict[str, bool]]:
    found = recheck(data)
    return found, {c.about.removeprefix("potential."): c.accepted for c in found
                   if c.about.startswith(("potential.ex", "potential.blow")) and c.status == "HOLDS"}


@pytest.mark.parametrize("name", PAIRS)
def test_ends_by_hand(name: str) -> None:
    _, whats, variables = PAIRS[name]
    data = json.loads(report(name))
    life = data["potential"]["existence"]
    assert [e["what"] for e in life["ends"]] == whats, life
    assert [e["variables"] for e in life["ends"]] == variables
    assert life["status"] == "HOLDS"
    assert checks(data)[1] == {"existence": True} | {step_name(w, k): True for k, w in enumerate(whats)}


@pytest.mark.parametrize(("name", "times"), [
    ("four", [("mu1", None, 1 / 32)]), ("log", [("mu1", -2.0, None)]), ("both", [("mu1", None, 2.5)]),
    ("logs", [("mu1", -2.0, 4.5), ("a", -2.0, None)]), ("cone", [("mu1", None, None)])])
def test_times_of_each_flow_by_hand(name: str, times: list[tuple[str, float | None, float | None]]) -> None:
    """u0 = 2, v0 = 3: u^4 ends at 1/(8 u0^2), log u at -u0^2/2 and -log v at v0^2/2; exp(u) from u0 = -log(5/2) at 5/2."""
    flows = json.loads(report(name))["potential"]["existence"]["flows"]
    at = {"u0": read("2" if name != "both" else "-log(5/2)", ()), "v0": read("3", ())}

    def value(bound: dict[str, Any]) -> float:
        return float(enclose(read(bound["at"], ("u0", "v0")), at, 64).mid())

    assert [f["time"] for f in flows] == [t for t, _, _ in times]
    for flow, (_, low, high) in zip(flows, times, strict=True):
        lows, highs = [value(b) for b in flow["lower"]], [value(b) for b in flow["upper"]]
        assert (max(lows, default=None), min(highs, default=None)) == (pytest.approx(low) if low else None, pytest.approx(high) if high else None)


@pytest.mark.parametrize(("name", "end", "grows"), [("four", 0.9999 / 32, True), ("log", -0.9999 * 2, False)])
def test_the_flow_near_its_end(name: str, end: float, grows: bool) -> None:
    """psi close to the end, from u0 = 2: large where it blows up, close to 0, the boundary of M, where it exits."""
    (psi,) = json.loads(report(name))["potential"]["psi"]
    value = enclose(read(psi, ("u0", "mu1")), {"u0": Fraction(2), "mu1": Fraction(end)}, 64)
    assert (float(value.mid()) > 100) if grows else (0 < float(value.mid()) < 0.1)


@pytest.mark.parametrize(("name", "change"), [
    ("four", {"what": "exit"}), ("log", {"what": "blow-up"}), ("p", {"what": "blow-up"}), ("k", {"what": "exit"}), ("four", {"variables": []}),
    ("turned", {"variables": ["u"]}), ("exps", {"variables": ["v"]}), ("four", {"what": "never"}), ("four", {"status": "UNDECIDED"}),
    ("four", {"what": None}), ("log", {"condition": "mu1 > -u0**2"})])
def test_another_end_is_rejected(name: str, change: dict[str, Any]) -> None:
    data = json.loads(report(name))
    data["potential"]["existence"]["ends"][0].update(change)
    assert not recheck(data).accepted


@pytest.mark.parametrize(("name", "what"), [("log", "blow-up"), ("four", "exit"), ("inverse", "blow-up"), ("p", "blow-up"), ("k", "exit"), ("both", "exit")])
def test_a_step_of_the_other_kind_does_not_help(name: str, what: str) -> None:
    """1/L of an exit is not bounded near the boundary of M, and psi of a blow-up is not continuous at the end."""
    data = json.loads(report(name))
    potential = data["potential"]
    left = next(s for s in potential["derivation"]["steps"] if s["name"] == "dual_domain")["rhs"][0]
    old = potential["existence"]["ends"][0]["what"]
    step = next(s for s in potential["derivation"]["steps"] if s["name"] == step_name(old, 0))
    step.update({"name": step_name(what, 0), "rhs": [f"1/({left})"], "guards": [],
                 "sign_proofs": [{"rule": "rewrite", "to": ["num", "0"], "zero": {"rule": "ring"}, "proof": {"rule": "structure"}}]})
    potential["existence"]["ends"][0]["what"] = what
    assert checks(data)[1][step_name(what, 0)] is False


def test_a_bound_is_needed_for_a_blow_up() -> None:
    """N*L >= 1 with another N fails; and what is continuous on M only, or on a set that is not closed, says nothing."""
    def changed(name: str, **step: Any) -> str:
        data = json.loads(report(name))
        next(s for s in data["potential"]["derivation"]["steps"] if s["name"] == "blow_up_1").update(step)
        return checks(data)[0]["potential.blow_up_1"].reason

    assert "psi becomes unbounded" in changed("four")
    assert "not" in changed("four", rhs=["u**2"]) and "unbounded" not in changed("four", rhs=["u**2"])
    assert "unbounded" not in changed("four", rhs=["8*u**2 + 1/u"])  # N is not continuous at u = 0, a point of the closure
    assert "unbounded" not in changed("four", rhs=["8*u**2*sign(u)"])
    assert "unbounded" in changed("k")
    assert "unbounded" not in changed("k", rhs=["(u - u)**k"], sign_proofs=[])  # 0 by continuity, but not defined
    assert "unbounded" not in changed("four", checked=False)


def test_the_dual_domain_is_needed() -> None:
    """Without L nothing is said of ends or times."""
    data = json.loads(report("log"))
    next(s for s in data["potential"]["derivation"]["steps"] if s["name"] == "dual_domain")["checked"] = False
    assert checks(data)[1] == {"existence": False, "exit_1": False}


@pytest.mark.parametrize(("name", "change"), [
    ("four", lambda life: life["flows"].clear()), ("four", lambda life: life["flows"][0].update(upper=[])),
    ("four", lambda life: life["flows"][0]["upper"][0].update(at="1/(4*u0**2)")), ("logs", lambda life: life.update(box=True)),
    ("four", lambda life: life["flows"][0]["lower"].append({"at": "0", "condition": 5})), ("logs", lambda life: life["flows"].reverse()),
    ("four", lambda life: life["flows"][0].update(lower=life["flows"][0]["upper"], upper=[])), ("four", lambda life: life["ends"].clear()),
    ("logs", lambda life: life["flows"][1]["lower"].pop()), ("four", lambda life: life.update(status="UNDECIDED"))])
def test_other_times_are_rejected(name: str, change: Any) -> None:
    data = copy.deepcopy(json.loads(report(name)))
    change(data["potential"]["existence"])
    assert not recheck(data).accepted


def test_it_is_told_in_words() -> None:
    both = dict(existence_lines(json.loads(report("logs"))["potential"]["existence"]))
    assert both["flow of g1"] == "exists for -u0**2/2 < mu1 < v0**2/2"
    assert both["flow of h"] == "exists for a > Max(-u0**2/2, -v0**2/2)"
    assert "exit: u reaches the boundary of M" in both["psi ends"]
    assert list(existence_lines(json.loads(report("cone"))["potential"]["existence"])) == [
        ("flow of g1", "exists for all mu1")]
