"""Functions of orthogonal forms: proofs in one variable at a time, and what must not pass for one."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from mirrorsym.recheck import recheck

from .conftest import Kit

kit = Kit()
S = {"rule": "structure"}


def tree(text: str) -> Any:
    return kit.tree(text, "_s0", "_s1")


def report(criterion: str, certificate: dict[str, Any], g: list[str], h: str | None = None, domain: tuple[str, ...] = (),
           status: str = "HOLDS") -> dict[str, Any]:
    return {"schema": "mirrorsym.report/1", "pair": {"variables": ["u", "v"], "domain": list(domain), "g": g, "h": h, "parameters": {}},
            "criteria": {criterion: {"status": status, "certificates": ["c1"]}}, "certificates": {"c1": certificate}}


def ridges(directions: list[list[str]], **parts: list[str]) -> dict[str, Any]:
    return {"directions": directions, "parts": {k.removeprefix("f"): [tree(t) for t in p] for k, p in parts.items()}}


AXES = [["1", "1"], ["1", "-1"]]
TANH = {"rule": "tower", "generators": [{"kind": "exp", "name": "_t0", "of": tree("_s0")}], "images": [
    {"rule": "exp", "atom": tree("exp(2*_s0)"), "exponents": {"_t0": 2}, "logs": {}},
    {"rule": "exp", "atom": tree("exp(_s0)"), "exponents": {"_t0": 1}, "logs": {}}]}

GOOD: dict[str, dict[str, Any]] = {
    "powers": report("commuting_with_h", {"kind": "zeros", "items": {}, "ridges": ridges(
        AXES, f0=["(u + v)**4", "-(u - v)**6"], fh=["3*(u + v)**4", "(u - v)**6"])}, ["(u + v)**4 - (u - v)**6"], "3*(u + v)**4 + (u - v)**6"),
    "an identity in one form": report("commuting_with_h", {"kind": "zeros", "items": {"0,h,0": TANH}, "ridges": ridges(
        AXES, f0=["tanh(u + v)", "exp(u - v)"], fh=["-1/(exp(2*u + 2*v) + 1)", "2*exp(u - v)"])},
        ["tanh(u + v) + exp(u - v)"], "2*exp(u - v) - 1/(exp(2*u + 2*v) + 1)"),
    "linear terms split": report("commuting", {"kind": "zeros", "items": {}, "ridges": ridges(
        AXES, f0=["exp(u + v) + u/2 + v/2", "u/2 - v/2"], f1=["0", "v - u"])}, ["exp(u + v) + u", "v - u"]),
    "one more for brackets of any length": report("lie_necessary", {"kind": "zeros", "items": {}, "ridges": ridges(
        AXES, f0=["exp(u + v)", "0"], f1=["0", "exp(u - v)"])}, ["exp(u + v)", "exp(u - v)"]),
    "a rank": report("joint_regular", {"kind": "rank", "proof": {"rule": "minor", "columns": [0, 1], "proof": S}, "ridges": ridges(
        AXES, f0=["exp(u + v)", "0"], fh=["0", "(u - v)**2"])}, ["exp(u + v)"], "(u - v)**2", ("u - v > 1",)),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_true_claim_is_accepted(name: str) -> None:
    found = recheck(GOOD[name])
    assert found.accepted, [c.reason for c in found.rejected]


def changed(name: str, **fields: Any) -> dict[str, Any]:
    """A good report with other parts of the pair or the certificate."""
    out = copy.deepcopy(GOOD[name])
    certificate = out["certificates"]["c1"]
    for key, value in fields.items():
        if key in ("g", "h", "domain"):
            out["pair"][key] = value
        elif key in ("directions", "parts"):
            certificate["ridges"][key] = value
        else:
            certificate[key] = value
    return out


def parts(**listed: list[str]) -> dict[str, Any]:
    return ridges([], **listed)["parts"]


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "forms that are not orthogonal": (report("commuting", {"kind": "zeros", "items": {}, "ridges": ridges(
        [["1", "1"], ["1", "0"]], f0=["(u + v)**3", "0"], f1=["0", "u**3"])}, ["(u + v)**3", "u**3"]), "not orthogonal"),
    "a form that is zero": (changed("powers", directions=[["0", "0"], ["1", "-1"]]), "is 0"),
    "too short a form": (changed("powers", directions=[["1"], ["1", "-1"]]), "one entry per variable"),
    "a part that depends on the other variable": (changed("powers", g=["(u + v)**4 - (u - v)**6 + u*v"], parts=parts(
        f0=["(u + v)**4 + u*v", "-(u - v)**6"], fh=["3*(u + v)**4", "(u - v)**6"])), "not seen to be a function of its form"),
    "a part that depends on the wrong form": (report("commuting", {"kind": "zeros", "items": {}, "ridges": ridges(
        AXES, f0=["(u + v)**3", "0"], f1=["u**3", "0"])}, ["(u + v)**3", "u**3"]), "not seen to be a function of its form"),
    "parts of another function": (changed("powers", g=["(u + v)**4 - (u - v)**6 + (u + v)**2"]), "do not add up"),
    "a missing function": (changed("powers", parts=parts(f0=["(u + v)**4", "-(u - v)**6"])), "'h' is missing"),
    "a missing part": (changed("powers", parts=parts(f0=["(u + v)**4 - (u - v)**6"], fh=["3*(u + v)**4", "(u - v)**6"])), "one part per direction"),
    "profiles that do not commute": (changed("powers", h="3*(u + v)**4 + (u - v)**6 + (u + v)**2/10**12", parts=parts(
        f0=["(u + v)**4", "-(u - v)**6"], fh=["3*(u + v)**4 + (u + v)**2/10**12", "(u - v)**6"])), "not zero as a rational function"),
    "a part that asks for more": (changed("powers", parts=parts(
        f0=["(u + v)**4 + 0*log(u + v)", "-(u - v)**6"], fh=["3*(u + v)**4", "(u - v)**6"])), "asks for"),
    "linear terms that do not commute": (report("commuting", {"kind": "zeros", "items": {}, "ridges": ridges(
        AXES, f0=["exp(u + v) + u/2 + v/2", "u/2 - v/2"], f1=["0", "(u - v)**3"])}, ["exp(u + v) + u", "(u - v)**3"]), "not zero"),
    "a part with a pole of its own": (changed("powers", parts=parts(
        f0=["(u + v)**4 + 1/(u + v)", "-(u - v)**6 - 1/(u + v)"], fh=["3*(u + v)**4", "(u - v)**6"])), "asks for"),
    "a proof about another symbol": (changed("an identity in one form", items={"0,h,1": TANH}), "not zero as a rational function"),
    "a rank that the facts do not give": (changed("a rank", domain=["u - v > -1"]), "structure"),
    "a fact about another form": (changed("a rank", domain=["2*u - v > 1", "v < -7"]), "structure"),
    "a criterion about axes": (report("separable", {"kind": "zeros", "items": {}, "ridges": ridges(
        AXES, f0=["(u + v)**4", "(u - v)**4"])}, ["(u + v)**4 + (u - v)**4"]), "says nothing about"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_false_or_unproved_claim_is_rejected(name: str) -> None:
    wrong, reason = BAD[name]
    (check,) = recheck(wrong).checks
    assert not check.accepted
    assert reason in check.reason
