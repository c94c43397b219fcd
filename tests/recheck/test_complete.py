"""Flows and bounds in the checker: certificates written by hand, each with false neighbors that must be refused."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from mirrorsym.recheck.reader import read

S = {"rule": "structure"}
RING = {"rule": "ring"}
EXACT = {"rule": "exact", "zero": RING}
QUADRANT = ("u > 0", "v > 0")


def tree(text: str) -> Any:
    """The JSON tree of a formula."""
    return read(text, {"u", "v", "w", "x", "y", "c", "k", "t", "_r0", "_r1"}).to_json()


def block(*variables: str, flows: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A block of a certificate."""
    return {"variables": list(variables), "flows": flows, **more}


def flows(*blocks: dict[str, Any]) -> dict[str, Any]:
    """A certificate that HOLDS."""
    return {"kind": "flows", "guards": [], "blocks": list(blocks)}


def kept(condition: int, factor: str, **more: Any) -> dict[str, Any]:
    """One condition with its factor."""
    return {"rule": "kept", "factors": {str(condition): {"factor": tree(factor), "zero": RING, **more}}}


def complete(condition: int, factor: str) -> dict[str, Any]:
    """An affine field that keeps one condition."""
    return {**kept(condition, factor), "rule": "complete", "growth": {"rule": "affine"}}


FREE = {"rule": "free"}
AFFINE = {"rule": "complete", "growth": {"rule": "affine"}}
SQUARES = flows(block("u", flows={"0": complete(0, "2"), "h": complete(0, "2")}),
                block("v", flows={"0": complete(1, "-2"), "h": complete(1, "2")}))
CUBE = flows(block("u", flows={"0": kept(0, "3*u")}))
LOGARITHM = {"rule": "lift", "symbols": {"_s0": tree("log(u)")}, "facts": [], "zero": {
    "rule": "tower", "generators": [{"name": "_t0", "kind": "log", "of": tree("u"), "proof": S}],
    "images": [{"atom": tree("log(u)"), "rule": "log", "logs": {"_t0": "1"}, "exponents": {}, "scale": 1}]}}


def growing(sign: str) -> dict[str, Any]:
    """1 + 8*y**2 + (4*y**2 + 2*y) or 1 + 8*y**2 - (...) in y = log u, as squares."""
    rest = "12*y**2 + 2*y + 1" if sign == "+" else "4*y**2 - 2*y + 1"
    parts = [("1", "y + 1"), ("11", "y")] if sign == "+" else [("1", "y - 1"), ("3", "y")]
    known = {"u", "y"}
    squares = [{"coefficient": c, "square": _lifted(q), "facts": []} for c, q in parts]
    return {**copy.deepcopy(LOGARITHM), "claim": _renamed(read(rest, known)),
            "proof": {"rule": "squares", "terms": squares, "constant": "0", "zero": RING}}


def _lifted(text: str) -> Any:
    return _renamed(read(text, {"u", "y"}))


def _renamed(e: Any) -> Any:
    from mirrorsym.expression import sym

    return e.substitute({"y": sym("_s0")}).to_json()


CHART = flows(block("u", flows={"0": {"rule": "complete", "charts": ["u"], "factors": {}, "growth": {
    "rule": "growth", "a": "1", "b": "8", "above": growing("-"), "below": growing("+")}}}))
COMMUTING = flows(block("u", "v", flows={"0": FREE, "h": AFFINE}, pairs={"0,h": {"complete": "h", "zeros": {}}}))


def clock(text: str) -> dict[str, Any]:
    """An exact clock in the coordinate _r0."""
    return {"clock": tree(text), "guards": [], "proof": EXACT}


LINE = {"coordinates": ["_r0"], "origin": {"u": "0"}, "directions": [{"u": "1"}], "guards": []}
LEAVES = {  # u' = 1/u backward from 1: u**2 = 1 - 2*t
    "kind": "leaves", "guards": [], "function": "0", "direction": -1, "time": "1/2", "axis": 0, "point": {"u": tree("1")},
    "start": {"_r0": "1"}, "frame": {**LINE, "speeds": {"0": [tree("1/_r0")]}, "zeros": {}}, "others": {},
    "exit": {"side": -1, "end": "0", "edge": S, "clock": tree("-_r0**2/2"), "guards": [], "sense": S, "fast": EXACT, "bound": "0", "below": S}}
ORDER = {  # u' = 3*u**2 twice: 1/(3*u) falls by the time
    "kind": "order", "guards": [], "functions": ["0", "h"], "point": {"u": tree("1")}, "start": {"_r0": "1"},
    "frame": {**LINE, "speeds": {"0": [tree("3*_r0**2")], "h": [tree("3*_r0**2")]}, "zeros": {}},
    "lost": {"direction": 1, "time": "1/3", "axis": 0, "exit": {
        "side": 1, "end": None, "clock": tree("-1/(3*_r0)"), "guards": [], "sense": S, "fast": EXACT, "bound": "0", "below": S}},
    "moved": {"direction": -1, "time": "1/6", "inside": [], "axes": {"_r0": {
        "rule": "clock", "side": -1, "front": "1/2", "sense": S, "slow": clock("1/(3*_r0)"), "reached": "3/4", "fast": clock("1/(3*_r0)")}}},
    "kept": {"inside": [], "axes": {"_r0": {"rule": "clock", "side": 1, "front": "4", "sense": S, "slow": clock("-1/(3*_r0)")}}}}


def crossing(condition: int, **boundary: str) -> dict[str, Any]:
    """A boundary point."""
    return {"kind": "crosses", "function": "0", "condition": condition, "boundary": {n: tree(v) for n, v in boundary.items()}, "zero": RING}


def path(slope: str, **curve: str) -> dict[str, Any]:
    """A curve along which h falls, from t = 1 on."""
    return {"kind": "unbounded_below", "path": {n: tree(v) for n, v in curve.items()}, "parameters": {}, "start": "1", "slope": slope,
            "offset": "0", "inside": [], "bound": S}


Case = tuple[str, dict[str, Any], list[str], str | None, tuple[str, ...], str]
TRUE: list[Case] = [
    ("HOLDS", SQUARES, ["u**2 - v**2"], "u**2 + v**2", QUADRANT, "u v"),
    ("HOLDS", CUBE, ["u**3"], None, ("u > 0",), "u"),
    ("HOLDS", flows(block("u", flows={"0": FREE})), ["u**3"], None, (), "u"),
    ("HOLDS", CHART, ["u**2*log(u)"], None, ("u > 0",), "u"),
    ("HOLDS", COMMUTING, ["u**3"], "v**2", (), "u v"),
    ("FAILS", crossing(0, u="0", v="2"), ["u*v"], None, QUADRANT, "u v"),
    ("FAILS", LEAVES, ["log(u)"], None, ("u > 0",), "u"),
    ("FAILS", ORDER, ["u**3"], "u**3", (), "u"),
]
#: the same certificate for a pair for which the claim is false, or for a smaller M
FALSE: list[Case] = [
    ("HOLDS", SQUARES, ["u**2 - v**2"], "u**2 + v**2", ("u > 1", "v > 0"), "u v"),
    ("HOLDS", SQUARES, ["u**2 - v"], "u**2 + v**2", QUADRANT, "u v"),
    ("HOLDS", SQUARES, ["u**4 - v**4"], "u**4 + v**4", QUADRANT, "u v"),
    ("HOLDS", CUBE, ["u**3"], None, ("u > -1",), "u"),
    ("HOLDS", CUBE, ["u**(3/2)"], None, ("u > 0",), "u"),
    ("HOLDS", CUBE, ["u**3"], "u**3", ("u > 0",), "u"),
    ("HOLDS", flows(block("u", flows={"0": FREE})), ["u**3"], None, ("u > 0",), "u"),
    ("HOLDS", flows(block("u", flows={"0": FREE})), ["u**3"], "u**3", (), "u"),
    ("HOLDS", CHART, ["log(u)"], None, ("u > 0",), "u"),
    ("HOLDS", CHART, ["u**2*log(u)"], None, ("u > 1",), "u"),
    ("HOLDS", COMMUTING, ["u**3"], "u**2 + v**2", (), "u v"),
    ("HOLDS", COMMUTING, ["u**3 + v"], "v**3", (), "u v"),
    ("FAILS", crossing(0, u="0", v="2"), ["u**2 - v**2"], None, QUADRANT, "u v"),
    ("FAILS", crossing(0, u="0", v="2"), ["u**2 + v"], None, QUADRANT, "u v"),
    ("FAILS", LEAVES, ["u**2*log(u)"], None, ("u > 0",), "u"),
    ("FAILS", LEAVES, ["u**2"], None, ("u > 0",), "u"),
    ("FAILS", ORDER, ["u**2"], "3*u**2", (), "u"),
    ("FAILS", ORDER, ["u**3"], None, (), "u"),
]


def judge(kit: Any, case: Case) -> str | None:
    """None if the checker accepts."""
    status, certificate, g, h, domain, variables = case
    return kit.only(g, h, *domain, variables=variables, complete_flows=(status, certificate))  # type: ignore[no-any-return]


@pytest.mark.parametrize("case", TRUE)
def test_true_claims_are_accepted(kit: Any, case: Case) -> None:
    assert judge(kit, case) is None


@pytest.mark.parametrize("case", FALSE)
def test_the_same_certificate_proves_nothing_else(kit: Any, case: Case) -> None:
    assert judge(kit, case) is not None


@pytest.mark.parametrize("case", FALSE)
def test_no_change_of_one_place_proves_a_false_claim(kit: Any, case: Case) -> None:
    status, certificate, *rest = case
    changes = list(kit.changes(certificate))
    for changed in changes[:: 1 + len(changes) // 150]:
        if isinstance(changed, dict):
            assert judge(kit, (status, changed, *rest)) is not None, changed


def test_the_other_status_is_refused(kit: Any) -> None:
    for status, *rest in TRUE:
        assert judge(kit, ("FAILS" if status == "HOLDS" else "HOLDS", *rest)) is not None


def without(certificate: dict[str, Any], *place: Any, **new: Any) -> dict[str, Any]:
    """A copy with the entries at a place replaced."""
    out = copy.deepcopy(certificate)
    at = out
    for key in place:
        at = at[key]
    at.update(new)
    return out


REFUSED = [
    (without(SQUARES, blocks=SQUARES["blocks"][:1]), TRUE[0], "is in no block"),
    (without(SQUARES, blocks=[SQUARES["blocks"][0], SQUARES["blocks"][0]]), TRUE[0], "not disjoint"),
    (without(SQUARES, "blocks", 0, "flows", h=FREE), TRUE[0], "called free"),
    (without(SQUARES, "blocks", 0, "flows", h=complete(0, "3")), TRUE[0], "not zero"),
    (without(CUBE, "blocks", 0, "flows", **{"0": complete(0, "3*u")}), TRUE[1], "affine"),
    (without(CUBE, "blocks", 0, "flows", **{"0": {"rule": "kept", "factors": {}}}), TRUE[1], "nothing is said"),
    (without(CHART, "blocks", 0, "flows", "0", charts=[]), TRUE[3], ""),
    (without(CHART, "blocks", 0, "flows", "0", "growth", b="2"), TRUE[3], ""),
    (without(COMMUTING, "blocks", 0, pairs={}), TRUE[4], "nothing is said"),
    (without(COMMUTING, "blocks", 0, pairs={"0,h": {"complete": "0", "zeros": {}}}), TRUE[4], "not shown to be"),
    (crossing(0, u="1", v="2"), TRUE[5], "not zero"),
    (crossing(0, u="0", v="-2"), TRUE[5], "not shown"),
    (crossing(1, u="0", v="2"), TRUE[5], "not shown"),
    (without(LEAVES, time="1/3"), TRUE[6], "time is enough"),
    (without(LEAVES, direction=1), TRUE[6], ""),
    (without(LEAVES, "exit", end=None), TRUE[6], ""),
    (without(LEAVES, "exit", end="1/2"), TRUE[6], ""),
    (without(LEAVES, "exit", bound="-1/8"), TRUE[6], ""),
    (without(LEAVES, "exit", clock=tree("-_r0**3/2")), TRUE[6], "not zero"),
    (without(LEAVES, "frame", speeds={"0": [tree("2/_r0")]}), TRUE[6], "not zero"),
    (without(LEAVES, point={"u": tree("2")}), TRUE[6], "coordinates of the start"),
    (without(LEAVES, "frame", directions=[{"u": "0"}]), TRUE[6], "orthogonal"),
    (without(ORDER, "lost", time="1/4"), TRUE[7], "time is enough"),
    (without(ORDER, "moved", time="1/100"), TRUE[7], "number is reached"),
    (without(ORDER, "moved", time="1/2"), TRUE[7], "front is not reached"),
    (without(ORDER, "kept", "axes", "_r0", front="2"), TRUE[7], "front is not reached"),
    (without(ORDER, "moved", "axes", "_r0", reached=None), TRUE[7], ""),
    (without(ORDER, functions=["0", "0"]), TRUE[7], "two different"),
]


@pytest.mark.parametrize(("certificate", "case", "reason"), REFUSED)
def test_near_misses_are_refused_for_their_reason(kit: Any, certificate: Any, case: Case, reason: str) -> None:
    status, _, *rest = case
    said = judge(kit, (status, certificate, *rest))
    assert said is not None
    assert reason in said


def test_g_alone(kit: Any) -> None:
    """The criterion about g does not ask for h, and what it proves is not enough for the joint one."""
    about_g = flows(block("u", flows={"0": FREE}))
    assert kit.only(["u**3"], "u**3", variables="u", complete_flows_of_g=("HOLDS", about_g)) is None
    assert kit.only(["u**3"], "u**3", variables="u", complete_flows=("HOLDS", about_g)) is not None
    assert kit.only(["u**3"], "u**3", variables="u", complete_flows_of_g=("FAILS", ORDER)) is not None


def test_a_condition_that_is_not_continuous_is_not_weakened_by_itself(kit: Any) -> None:
    """log(u) + 1 > 0 is u > exp(-1); that u = 0 is no limit of M must not follow from the condition itself."""
    factor = kept(0, "2/(u*(log(u) + 1))", guards=[])
    assert kit.only(["u**2/2"], None, "log(u) + 1 > 0", variables="u", complete_flows=("HOLDS", flows(block("u", flows={"0": factor})))) is not None


def test_bounds_below(kit: Any) -> None:
    holds = {"kind": "bounded_below", "bound": "-1", "proof": {"rule": "sturm"}}
    assert kit.only(["u"], "u**2 - 2*u", variables="u", well_posed=("HOLDS", holds)) is None
    assert kit.only(["u"], "u**2 - 3*u", variables="u", well_posed=("HOLDS", holds)) is not None
    family = {"kind": "bounded_below", "bound": tree("c"), "proof": S}
    assert kit.only(["u"], "u**2 + c", variables="u", parameters={"c": "real"}, well_posed=("HOLDS", family)) is None
    assert kit.only(["u"], "u**2 + 2*c", variables="u", parameters={"c": "real"}, well_posed=("HOLDS", family)) is not None
    assert kit.only(["u"], "u**2 + u", variables="u", well_posed=("HOLDS", {**family, "bound": tree("u")})) is not None
    fails = path("-1", u="-t")
    assert kit.only(["u"], "u", variables="u", well_posed=("FAILS", fails)) is None
    for wrong in (path("1", u="-t"), path("0", u="-t"), path("-2", u="-t"), path("-1", u="t"), path("-1", u="-t", v="t")):
        assert kit.only(["u"], "u", variables="u", well_posed=("FAILS", wrong)) is not None
    assert kit.only(["u"], "u", "u > -5", variables="u", well_posed=("FAILS", {**fails, "inside": [S]})) is not None
