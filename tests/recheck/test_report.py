"""Whole reports: tampered pairs, words that do not fit the proof, theorems, malformed files, hostile data."""

from __future__ import annotations

import copy
import json
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorsym.errors import InputError
from mirrorsym.expression import num
from mirrorsym.recheck import recheck, recheck_file

S = {"rule": "structure"}
ZEROS = {"kind": "zeros", "items": {}}
OWNED = {"kind": "zeros", "owner": {"u": 0, "v": 0}, "items": {}}
MINOR = {"kind": "rank", "proof": {"rule": "minor", "columns": [0], "proof": S}}
BOTH = {"kind": "rank", "proof": {"rule": "minor", "columns": [0, 1], "proof": S}}


@pytest.fixture
def report(kit: Any) -> dict[str, Any]:
    """A report about u**2 - v**2 with weight decay, every verdict true."""
    made = kit.report(["u**2 - v**2"], "u**2 + v**2", "u > 0", "v > 0", smooth=("HOLDS", {"kind": "smooth", "guards": []}),
                      regular=("HOLDS", MINOR), joint_regular=("HOLDS", BOTH), commuting=("HOLDS", ZEROS), commuting_with_h=("HOLDS", ZEROS),
                      separable=("HOLDS", OWNED), wronskian=("HOLDS", OWNED), quadratic=("HOLDS", ZEROS), well_posed=("UNDECIDED", None),
                      lie_necessary=("NOT_APPLICABLE", None))
    made["theorems"] = {
        "tdmf.3.3": {"status": "HOLDS", "form": "as printed", "first_missing": None, "hypotheses": dict.fromkeys(("quadratic", "commuting", "commuting_with_h", "joint_regular"), "HOLDS")},
        "tdmf.c3.1": {"status": "HOLDS", "first_missing": None, "hypotheses": dict.fromkeys(("smooth", "separable", "wronskian"), "HOLDS")},
        "tdmf.3.1": {"status": "UNDECIDED", "first_missing": None, "hypotheses": {}},
    }
    return json.loads(json.dumps(made))


def rejected(report: dict[str, Any]) -> set[str]:
    """What is rejected."""
    return {c.about for c in recheck(report).rejected}


def test_accepts_all(report: dict[str, Any]) -> None:
    outcome = recheck(report)
    assert outcome.accepted
    assert outcome.inhabited
    assert outcome["well_posed"].reason == "nothing claimed"
    assert outcome.to_json()["checks"][0] == {"about": "smooth", "status": "HOLDS", "accepted": True, "reason": "proved by its certificate"}
    with pytest.raises(KeyError):
        outcome["nothing"]


@pytest.mark.parametrize(("path", "value", "expected"), [
    (("g", 0), "u**2 - v**3", {"commuting_with_h", "quadratic", "wronskian"}),
    (("g", 0), "u**2 - v**2 + 1e-12*u*v", {"separable", "wronskian", "joint_regular"}),
    (("h",), "u**2 - v**2", {"joint_regular"}),
    (("h",), "u**2 + v", {"commuting_with_h", "wronskian", "quadratic"}),
    (("h",), "u**2 + abs(v - 1)*v", {"smooth", "commuting_with_h", "wronskian", "quadratic", "joint_regular", "separable"}),
    (("domain",), [], {"regular", "joint_regular"}),
    (("domain",), ["v > 0"], {"regular", "joint_regular"}),
    (("domain", 0), "u != 0", set()),
    (("domain", 0), "u > -1", {"regular", "joint_regular"}),
    (("variables",), ["u", "v", "w"], set()),
])
def test_tampered_pairs(report: dict[str, Any], path: tuple[Any, ...], value: Any, expected: set[str]) -> None:
    place = report["pair"]
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    assert {r for r in rejected(report) if r in report["criteria"]} == expected
    if expected & {"quadratic", "commuting_with_h", "joint_regular"}:
        assert "tdmf.3.3" in rejected(report)
    if expected & {"smooth", "separable", "wronskian"}:
        assert "tdmf.c3.1" in rejected(report)


@pytest.mark.parametrize("change", [
    lambda r: r["criteria"]["commuting"].update(status="FAILS"), lambda r: r["criteria"]["commuting"].update(status="CONDITIONAL"),
    lambda r: r["criteria"]["commuting"].update(status="holds"), lambda r: r["criteria"]["commuting"].update(status=None),
    lambda r: r["criteria"]["commuting"].update(certificates=[]), lambda r: r["criteria"]["commuting"].update(certificates=None),
    lambda r: r["criteria"]["commuting"].update(certificates=["c99"]), lambda r: r["criteria"]["commuting"].update(certificates=["c3", "c1"]),
    lambda r: r["criteria"]["commuting"].update(certificates=[["c3"]]), lambda r: r["criteria"].update(commuting=3),
    lambda r: r["criteria"]["commuting"].update(condition=["u > 0"]), lambda r: r["certificates"].pop("c3"),
    lambda r: r["certificates"].update(c3=[]), lambda r: r["certificates"].update(c3={}), lambda r: r["certificates"]["c3"].update(kind="proof"),
])
def test_tampered_verdicts(report: dict[str, Any], change: Any) -> None:
    change(report)
    assert "commuting" in rejected(report)
    assert "tdmf.3.3" in rejected(report)


@pytest.mark.parametrize("change", [
    lambda t: t.update(status="FAILS"), lambda t: t.update(hypotheses={}), lambda t: t["hypotheses"].pop("quadratic"),
    lambda t: t["hypotheses"].update(commuting="FAILS"), lambda t: t["hypotheses"].update(well_posed="UNDECIDED"),
    lambda t: t["hypotheses"].update(analytic="HOLDS"), lambda t: t.update(first_missing="commuting"), lambda t: t.update(status="CONDITIONAL"),
    lambda t: t.update(hypotheses=None), lambda t: t.update(hypotheses=["commuting"]),
])
def test_tampered_theorems(report: dict[str, Any], change: Any) -> None:
    change(report["theorems"]["tdmf.3.3"])
    assert rejected(report) == {"tdmf.3.3"}


def test_unknown_theorems_and_criteria(report: dict[str, Any]) -> None:
    report["theorems"]["x.1"] = report["theorems"]["tdmf.3.3"]
    report["criteria"]["legendre"] = report["criteria"]["commuting"]
    assert rejected(report) == {"x.1", "legendre"}


def test_conditional_theorems(kit: Any) -> None:
    tree = kit.tree
    certificate = {"kind": "conditional", "condition": [["=", tree("c"), tree("1")]], "if": {
        "rule": "divisible", "quotients": {"0,h,u": tree("2*v"), "0,h,v": tree("-2*u")}}, "only_if": [{
            "item": "0,h,u", "functions": [tree("2*v")], "coefficients": [tree("c - 1")], "points": [{"u": tree("1"), "v": tree("1")}],
            "coefficient": 0, "proof": {"rule": "fact", "index": 2}}]}
    made = kit.report(["u*v"], "c*u**2 + v**2", "u > 0", "v > 0", parameters={"c": "real"}, commuting_with_h=("CONDITIONAL", certificate),
                      quadratic=("HOLDS", ZEROS), commuting=("HOLDS", ZEROS), regular=("HOLDS", MINOR))
    listed = {"quadratic": "HOLDS", "commuting": "HOLDS", "commuting_with_h": "CONDITIONAL", "regular": "HOLDS"}
    for status, stated, accepted in (("CONDITIONAL", ["c = 1"], True), ("HOLDS", None, False), ("CONDITIONAL", ["c = 2"], False),
                                     ("CONDITIONAL", [], False), ("CONDITIONAL", None, False), ("CONDITIONAL", ["c = 1", "c > 0"], False)):
        made["theorems"] = {"tdmf.3.3": {"status": status, "hypotheses": listed, "first_missing": None, "condition": stated}}
        assert recheck(made)["tdmf.3.3"].accepted is accepted
    assert recheck(made)["commuting_with_h"].accepted
    for condition in (["c = 2"], ["c = 1", "c = 1"], [], None, ["c != 1"], ["u = 1"], "c = 1", ["c"]):
        changed = copy.deepcopy(made)
        changed["criteria"]["commuting_with_h"]["condition"] = condition
        assert not recheck(changed)["commuting_with_h"].accepted
    for condition in (["1 = c"], ["c - 1 = 0"]):
        changed = copy.deepcopy(made)
        changed["criteria"]["commuting_with_h"]["condition"] = condition
        assert recheck(changed)["commuting_with_h"].accepted


@pytest.mark.parametrize(("witness", "accepted"), [
    ({"u": "1", "v": "2"}, True), ({"u": "2/2", "v": "sqrt(4)"}, True), (None, True), ({"u": "2", "v": "2"}, False), ({"u": "1", "w": "2"}, False),
    ({}, False), ("u", False), ({"u": "v"}, False), ({"u": 1}, False),
])
def test_witness(kit: Any, witness: Any, accepted: bool) -> None:
    made = kit.report(["u**2"], "u**3", "u > 0", commuting_with_h=("FAILS", {"kind": "nonzero", "item": "0,h,u", "point": {
        "u": ["num", "1"], "v": ["num", "2"]}}))
    made["criteria"]["commuting_with_h"]["witness"] = witness
    assert recheck(made).accepted is accepted


@pytest.mark.parametrize(("domain", "found"), [
    (["u > 0"], True), (["u > 5", "v < -7"], False), (["u**2 + v**2 < 1", "u > v"], True), (["u > 0", "u < 0"], False), (["u != 0", "v != 1"], True),
])
def test_inhabited(kit: Any, domain: list[str], found: bool) -> None:
    made = kit.report(["u + v"], None, *domain, commuting=("HOLDS", ZEROS))
    assert recheck(made).inhabited is found
    made["pair"]["init"] = {"u": "6", "v": "-8"}
    assert recheck(made).inhabited is (found or domain == ["u > 5", "v < -7"])


@pytest.mark.parametrize("content", [
    b"", b"\xff\xfe\x00", b"[]", b"3", b"{", b'{"schema": "mirrorsym.report/2"}', b'{"schema": "mirrorsym.report/1"}', b"[" * 100_000,
    b'{"a": ' * 50_000, b'{"schema": "mirrorsym.report/1", "pair": NaN}', b'{"schema": 1, "schema": 2}', b"1" * 5000,
    b'{"schema": "mirrorsym.report/1", "pair": {"variables": ["u"], "g": ["u"], "domain": []}, "criteria": []}',
])
def test_malformed_files(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        recheck_file(path)
    assert len(caught.value.problems) == 1
    assert "\n" not in caught.value.problems[0]


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        recheck_file(tmp_path / "none.json")
    with pytest.raises(InputError):
        recheck_file(tmp_path)


def test_a_good_file(tmp_path: Path, report: dict[str, Any]) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps(report), "utf-8")
    assert recheck_file(path).accepted


@pytest.mark.parametrize(("key", "value"), [
    ("variables", []), ("variables", None), ("variables", ["u", "u"]), ("variables", ["u v"]), ("variables", [3]), ("g", []), ("g", "u"), ("g", [None]),
    ("g", ["u +"]), ("g", ["z"]), ("g", ["__import__('os')"]), ("h", 3), ("h", "u >"), ("domain", ["u >= 0"]), ("domain", ["u = 0"]), ("domain", ["u"]),
    ("domain", "u > 0"), ("parameters", ["c"]), ("parameters", {"u": "real"}), ("parameters", {"c": "complex"}), ("parameters", {"c": "u > 0"}),
    ("copies", 0), ("copies", "3"), ("copies", True), ("copies", 1.5), ("g", ["(" * 5000 + "u" + ")" * 5000]), ("g", ["sin(" * 200 + "u" + ")" * 200]),
])
def test_malformed_pairs(report: dict[str, Any], key: str, value: Any) -> None:
    report["pair"][key] = value
    with pytest.raises(InputError) as caught:
        recheck(report)
    assert len(str(caught.value).splitlines()) == 1


def hostile() -> list[tuple[str, Any]]:
    """Certificates that ask for too much work, for the claim that u**2 - v**2 is regular."""
    deep: Any = ["sym", "u"]
    for _ in range(300):
        deep = ["exp", deep]
    wide = ["add", *[["pow", ["sym", "u"], ["num", str(i)]] for i in range(5_000)]]
    power = ["pow", ["add", ["sym", "u"], ["sym", "v"], ["num", "1"]], ["num", "100000"]]
    nest: Any = S
    for _ in range(400):
        nest = {"rule": "nonzero_by_sign", "op": ">", "proof": nest}
    huge = ["num", "9" * 100_000]
    tall: Any = ["num", "10"]
    for _ in range(6):
        tall = ["pow", ["num", "10"], tall]
    to = [("rewrite", {"rule": "rewrite", "to": t, "zero": {"rule": "ring"}, "proof": S}) for t in (deep, wide, power, huge, tall)]
    boxes = {"rule": "boxes", "variables": ["u"], "bits": 10**9, "boxes": [[["0", "1"]]] * 100_000}
    many = {"rule": "squares", "constant": "0", "terms": [{"coefficient": "1", "square": power, "facts": []}] * 3000}
    gamma = {"rule": "rewrite", "to": ["gamma", ["num", "1000000000"]], "zero": {"rule": "ring"}, "proof": S}
    return [*to, ("nested", nest), ("boxes", boxes), ("squares", many), ("gamma", gamma),
            ("lift", {"rule": "lift", "symbols": {f"_s{i}": ["sym", "u"] for i in range(5000)}, "claim": wide, "proof": S})]


@pytest.mark.parametrize(("_", "proof"), hostile(), ids=[name for name, _ in hostile()])
def test_hostile_proofs_end(kit: Any, _: str, proof: Any) -> None:
    begin = time.process_time()
    certificate = {"kind": "rank", "proof": {"rule": "minor", "columns": [0], "proof": proof}}
    assert kit.only(["u**3 - v**2"], None, regular=("HOLDS", certificate)) is not None
    assert time.process_time() - begin < 30


@pytest.mark.parametrize("text", ["gamma(10**9)", "exp(exp(exp(exp(exp(u)))))", "(u + v + 1)**200", "u**(10**9)", "2**(10**9)", "besselj(10**6, u)",
                                  "+".join(f"sin({i}*u)" for i in range(2000)), "sin(" * 100 + "u" + ")" * 100, "(u+1)**(1/9999991)"])
def test_hostile_formulas_end(kit: Any, text: str) -> None:
    begin = time.process_time()
    point = {"u": ["num", "1"], "v": ["num", "1"]}
    report = kit.report([f"u + ({text})"], "v**2", commuting_with_h=("HOLDS", ZEROS), regular=("HOLDS", MINOR), quadratic=("FAILS", {
        "kind": "nonzero", "item": "t:0:u:u:u", "point": point}))
    recheck(report, seconds=2)
    assert time.process_time() - begin < 20


matrices = st.lists(st.integers(-2, 2), min_size=6, max_size=6)


@settings(max_examples=60, deadline=None)
@given(a=matrices, b=matrices, at=st.lists(st.fractions(-3, 3, max_denominator=3), min_size=3, max_size=3))
def test_quadratic_forms(kit: Any, a: list[int], b: list[int], at: list[Fraction]) -> None:
    """g = w.A.w/2 and h = w.B.w/2 commute exactly when the matrices do; the bracket at w is (BA - AB)w."""
    def full(m: list[int]) -> list[list[int]]:
        return [[m[0], m[1], m[2]], [m[1], m[3], m[4]], [m[2], m[4], m[5]]]

    def text(m: list[list[int]]) -> str:
        return " + ".join(f"({m[i][j]})*{x}*{y}/2" for i, x in enumerate("xyw") for j, y in enumerate("xyw"))

    A, B = full(a), full(b)
    gap = [[sum(B[i][l] * A[l][j] - A[i][l] * B[l][j] for l in range(3)) for j in range(3)] for i in range(3)]
    value = [sum(gap[i][j] * at[j] for j in range(3)) for i in range(3)]
    commute = not any(map(any, gap))
    pair = ([text(A)], text(B))
    assert (kit.only(*pair, variables="x y w", commuting_with_h=("HOLDS", ZEROS)) is None) == commute
    for i, k in enumerate("xyw"):
        certificate = {"kind": "nonzero", "item": f"0,h,{k}", "point": {n: num(q).to_json() for n, q in zip("xyw", at, strict=True)}}
        assert (kit.only(*pair, variables="x y w", commuting_with_h=("FAILS", certificate)) is None) == (value[i] != 0)
