"""Files of `mirrorsym parametrize`: each of many changes to a true one is rejected, and so are near truths written by hand."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from mirrorsym import isometric, parametrize, recheck
from mirrorsym.calculus.bounded import Worker
from mirrorsym.errors import InputError

Report = dict[str, Any]
RING = {"rule": "ring"}
STRUCTURE = {"rule": "structure"}


@pytest.fixture(scope="module")
def files() -> dict[str, Report]:
    """True answers."""
    with Worker() as w:
        found = {
            "entropy": parametrize("x*log(x) - x", worker=w), "two": parametrize("x*log(x) - log(y)", worker=w),
            "bent": parametrize("x**2 - y**2", worker=w), "curve": parametrize("x*asinh(x) - sqrt(x**2 + 1)", worker=w),
            "moving": parametrize("x*asinh(x*exp(-4*a)) - sqrt(x**2 + exp(8*a))", clock="a", worker=w), "isometric": isometric(["2*sqrt(x)"], "x*log(x)", worker=w), "not isometric": isometric(["sqrt(x)"], "x*log(x)", worker=w),
        }
    return {name: json.loads(json.dumps(f.to_json())) for name, f in found.items()}


def test_the_files_are_accepted(files: dict[str, Report]) -> None:
    statuses = {}
    for name, report in files.items():
        answer = recheck(report)
        assert answer.accepted and answer.inhabited, (name, answer.rejected)
        statuses[name] = answer.checks[-1].status
    assert statuses == {"entropy": "HOLDS", "two": "HOLDS", "bent": "FAILS", "curve": "HOLDS", "moving": "HOLDS", "isometric": "HOLDS", "not isometric": "FAILS"}


def put(*path: str | int, value: Any) -> Callable[[Report], None]:
    """Set one entry; {c} in a path is the certificate of a claim."""
    def change(report: Report) -> None:
        at: Any = report
        for step in path[:-1]:
            at = at[step]
        assert at[path[-1]] != value
        at[path[-1]] = value

    return change


def claim(name: str, *path: str | int, value: Any) -> Callable[[Report], None]:
    """Set one entry of the certificate of a claim."""
    def change(report: Report) -> None:
        put("certificates", report["claims"][name]["certificates"][0], *path, value=value)(report)

    return change


def drop(part: str, name: str) -> Callable[[Report], None]:
    """Leave out a claim or criterion."""
    return lambda report: report[part].pop(name)


#: file, change, what is rejected then
TAMPERED: list[tuple[str, Callable[[Report], None], str]] = [
    ("entropy", put("R", value="x*log(x) - 2*x**2"), "metric"), ("entropy", put("R", value="2*x*log(x)"), "isometric"),
    ("entropy", put("R", value="x*log(x) + abs(x - 1)"), "twice_differentiable"),
    ("entropy", put("embedding", value=["2*sqrt(x) + 1"]), "inverse"), ("entropy", put("embedding", value=["-2*sqrt(x)"]), "inverse"),
    ("entropy", put("embedding", value=["sqrt(x)"]), "isometric"), ("entropy", put("pair", "g", value=["w**2"]), "inverse"),
    ("entropy", put("pair", "g", value=["w**2/4 + 1"]), "inverse"), ("entropy", put("pair", "domain", value=["w > 1"]), "inverse"),
    ("entropy", put("pair", "domain", value=[]), "regular"), ("entropy", put("domain", value=["x > 1"]), "range"),
    ("entropy", put("domain", value=["x > 0", "2 < 1"]), "range"), ("entropy", put("domain", value=[]), "twice_differentiable"),
    ("entropy", drop("claims", "metric"), "parametrization"), ("entropy", drop("claims", "inverse"), "metric"),
    ("entropy", drop("claims", "range"), "one_to_one"), ("entropy", drop("criteria", "commuting"), "parametrization"),
    ("entropy", drop("criteria", "smooth"), "inverse"), ("entropy", put("criteria", "regular", "status", value="UNDECIDED"), "parametrization"),
    ("entropy", put("claims", "metric", "status", value="FAILS"), "metric"), ("entropy", put("status", value="FAILS"), "parametrization"),
    ("entropy", put("status", value="YES"), "parametrization"), ("entropy", put("claims", "metric", "certificates", value=[]), "metric"),
    ("entropy", put("about", value="isometry"), "nothing"),
    ("two", put("pair", "g", value=["exp(w2)", "w1**2/4"]), "inverse"), ("two", put("embedding", value=["log(y)", "2*sqrt(x)"]), "inverse"),
    ("two", put("pair", "variables", value=["w2", "w1"]), "inverse"),
    ("curve", put("pair", "g", value=["u**2/4 - v**2/4 + (u*v - 2)"]), "metric"), ("curve", put("pair", "domain", value=["u > v", "v > 0"]), "inverse"),
    ("curve", put("embedding", value=["sqrt(2*(sqrt(x**2 + 1) + x))", "sqrt(2*(sqrt(x**2 + 1) - x)) + 1"]), "inverse"),
    ("bent", put("R", value="x**2 + y**2"), "convex"), ("bent", claim("convex", "direction", value=[["num", "0"], ["num", "0"]]), "convex"),
    ("bent", claim("convex", "direction", value=[["num", "1"], ["num", "0"]]), "convex"), ("bent", put("domain", value=["x > 10"]), "convex"),
    ("bent", put("witness", value={"x": "7", "y": "7"}), "parametrization"), ("two", put("witness", value={"x": "7"}), "parametrization"),
    ("bent", put("claims", "convex", "witness", value={"x": "7"}), "convex"),
    ("bent", put("status", value="HOLDS"), "parametrization"), ("bent", put("about", value="isometry"), "isometry"),
    ("moving", put("R", value="x*asinh(x*exp(-4*a)) - sqrt(x**2 + exp(8*a)) + a"), "potential"), ("moving", put("clock", value=None), "nothing else"),
    ("moving", put("pair", "h", value="u**2 + v**2 + 1"), "potential"), ("moving", put("pair", "h", value="u**2 + 2*v**2"), "potential"),
    ("moving", put("pair", "init", "u", value="1"), "potential"), ("moving", put("claims", "potential", "details", "given", value="x1**2"), "potential"),
    ("moving", put("claims", "potential", "details", "outputs", "a", value="b"), "potential"), ("moving", drop("claims", "potential"), "parametrization"),
    ("moving", put("claims", "potential", "details", "outputs", "x", value=["mu1"]), "potential"), ("moving", put("pair", "h", value=None), "potential"),
    ("moving", put("claims", "potential", "details", "holds_on", value=["b > 1"]), "potential"),
    ("moving", drop("criteria", "commuting_with_h"), "parametrization"), ("moving", put("claims", "potential", "status", value="FAILS"), "potential"),
    ("isometric", put("embedding", value=["2*sqrt(x) + x"]), "isometric"), ("isometric", put("about", value="parametrization"), "parametrization"),
    ("isometric", put("embedding", value=None), "isometric"), ("isometric", put("domain", value=["x > -1"]), "twice_differentiable"),
    ("not isometric", put("embedding", value=["2*sqrt(x)"]), "isometric"), ("not isometric", claim("isometric", "item", value="0,1"), "isometric"),
    ("not isometric", claim("isometric", "point", value={"x": ["num", "-1"]}), "isometric"),
]


@pytest.mark.parametrize(("name", "change", "rejected"), TAMPERED, ids=[f"{i}-{t[0]}-{t[2]}" for i, t in enumerate(TAMPERED)])
def test_a_changed_file_is_rejected(files: dict[str, Report], name: str, change: Callable[[Report], None], rejected: str) -> None:
    report = copy.deepcopy(files[name])
    change(report)
    if rejected == "nothing else":  # a symbol of R that is declared nowhere
        with pytest.raises(InputError):
            recheck(report)
        return
    answer = recheck(report)
    if rejected == "nothing":  # another question about the same formulas, with the same answer
        assert answer.accepted and answer.checks[-1].about == "isometry"
    else:
        assert rejected in {c.about for c in answer.rejected}


@pytest.mark.parametrize(("name", "change"), [
    ("entropy", put("pair", "parameters", value={"b": "positive"})), ("entropy", put("pair", "variables", value=["x"])),
    ("two", put("pair", "g", value=["w1**2/4"])), ("two", put("embedding", value=["2*sqrt(x)"])), ("entropy", put("about", value="both")),
    ("entropy", put("embedding", value="2*sqrt(x)")), ("entropy", put("pair", "copies", value=2)), ("entropy", put("domain", value=["x >= 0"])),
    ("entropy", put("embedding", value=["2*sqrt(q)"])), ("entropy", put("x", value=["x", "x"])), ("isometric", put("criteria", value={"smooth": {}})),
    ("entropy", put("claims", value={"smooth": {"status": "HOLDS", "certificates": ["c1"]}})), ("entropy", put("R", value=None)),
    ("moving", put("clock", value="x")), ("moving", put("clock", value=7)), ("moving", put("clock", value="t")), ("entropy", put("claims", value=[])), ("entropy", put("pair", value=[])), ("entropy", put("domain", value=["sqrt(x) > -1"])),
])
def test_a_broken_file_is_refused(files: dict[str, Report], name: str, change: Callable[[Report], None]) -> None:
    report = copy.deepcopy(files[name])
    change(report)
    with pytest.raises(InputError):
        recheck(report)


# -- near truths ----------------------------------------------------------------------------------------------
def written(R: str, domain: list[str], claims: dict[str, dict[str, Any]], **fields: Any) -> Report:
    """A file by hand; each claim holds, or has a status of its own, by the certificate given."""
    certificates = {n: {k: v for k, v in c.items() if k != "status"} for n, c in claims.items()}
    verdicts = {n: {"status": c.get("status", "HOLDS"), "because": "", "certificates": [n]} for n, c in claims.items()}
    return {"schema": "mirrorsym.parametrize/1", "about": "isometry", "R": R, "x": ["x"], "domain": domain, "parameters": {}, "status": "HOLDS",
            "embedding": None, "pair": None, "claims": verdicts, "criteria": {}, "certificates": certificates, **fields}


def zeros(*keys: str) -> dict[str, Any]:
    """Items that vanish by ring."""
    return {"kind": "zeros", "items": dict.fromkeys(keys, RING)}


SMOOTH = {"kind": "smooth", "guards": []}


def test_a_derivative_that_is_no_derivative() -> None:
    """|x| has the tree sign(x) for its derivative, and x*|x| is no antiderivative of 2*|x| that R = x**2*abs(x)/... may lean on at 0."""
    true = written("x**2/2", [], {"twice_differentiable": SMOOTH, "isometric": zeros("0,0")}, embedding=["x"])
    assert recheck(true).accepted
    kinked = written("x**2/2", [], {"twice_differentiable": SMOOTH, "isometric": zeros("0,0")}, embedding=["abs(x)"])
    assert {c.about for c in recheck(kinked).rejected} >= {"twice_differentiable", "isometric"}
    alone = written("x**2/2", [], {"isometric": zeros("0,0")}, embedding=["abs(x)"])
    assert "isometric" in {c.about for c in recheck(alone).rejected}


def test_a_zero_of_the_second_derivative_is_enough_and_a_positive_one_is_not() -> None:
    def bent(R: str, at: str) -> Report:
        cert = {"kind": "direction", "status": "FAILS", "point": {"x": ["num", at]}, "direction": [["num", "1"]]}
        return written(R, [], {"convex": cert}, about="parametrization", status="FAILS")

    assert recheck(bent("x**4", "0")).accepted
    assert not recheck(bent("x**4", "1/1000")).accepted
    assert not recheck(bent("abs(x)**3", "0")).accepted  # R is C^2 there, but not shown to be: nothing is read off its trees


def test_a_kink_of_the_embedding_refutes_nothing() -> None:
    kink = {"kind": "kink", "status": "FAILS", "function": "1", "point": {"x": ["num", "0"]}, "direction": ["1"], "order": 1}
    report = written("x**2/2", [], {"twice_differentiable": kink}, embedding=["abs(x)"], status="FAILS")
    assert {c.about for c in recheck(report).rejected} == {"twice_differentiable", "isometry"}
    own = {**kink, "function": "0"}
    assert recheck(written("x**2/2 + abs(x)", [], {"twice_differentiable": own}, embedding=["x"], status="FAILS")).accepted
