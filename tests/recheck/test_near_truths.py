"""Certificates in which every step looks right and one hypothesis of a rule is missing; each has a partner that has it."""

from __future__ import annotations

import json

import pytest

from mirrorsym import Pair, check
from mirrorsym.recheck import recheck

S = {"rule": "structure"}


def along(k: str, start: str) -> dict:
    return {"kind": "rank", "proof": {"rule": "minor", "columns": [0], "proof": {
        "rule": "monotone", "variable": k, "direction": 1, "from": start, "slope": S, "value": S}}}


def test_nothing_is_argued_along_a_symbol_with_whole_values(kit):
    # k**2 - 2*k + 1 is 1 at 0, grows from 1 on, and is 0 at 1: between 0 and 1, where no whole number lies, it falls
    why = kit.only(["u*(k**2 - 2*k + 1)"], parameters={"k": "positive integer"}, variables="u", regular=("HOLDS", along("k", "0")))
    assert "whole values" in why
    assert kit.only(["u*(k**2 + 2*k + 1)"], parameters={"k": "positive"}, variables="u", regular=("HOLDS", along("k", "0"))) is None


def test_no_tangent_along_a_symbol_with_whole_values(kit):
    tangent = {"rule": "tangent", "variable": "k", "point": ["num", "0"], "convex": S, "slope": {"rule": "ring"}, "value": S}
    assert kit.sign("k**2 + 1", ">", tangent, k="nonnegative") is None
    assert "whole values" in kit.sign("k**2 + 1", ">", tangent, k="positive integer")


@pytest.mark.parametrize(("condition", "fine"), [("u*v/v > 0", False), ("u > 0", True)])
def test_a_condition_that_cuts_where_it_is_undefined_is_no_half_space(kit, condition, fine):
    # on u > 0, v != 0 the function u*(|v|/v - 1) has derivative 0 in u for v > 0 only
    der = {"rule": "derivatives", "proofs": {}, "values": [{"point": {"u": ["num", "1"], "v": ["num", "1"]}}], "connected": {"rule": "convex"}}
    item = "u*(v/sqrt(v**2) - 1)" if not fine else "u*(sqrt(v**2 + 1)/sqrt(v**2 + 1) - 1)"
    why = kit.only(["v", item], None, condition, block_separable=("HOLDS", {"kind": "zeros", "owner": {"v": 0}, "items": {"d:u:1": der}}))
    assert (why is None) is fine


def test_a_product_over_a_cut_plane_is_no_sum(kit):
    # u*sign(v) = a(u) + b(v) would give 2*u = a(u) - a(u)
    pair = (["v"], "u*v/sqrt(v**2)")
    zeros = {"kind": "zeros", "whole": "convex", "owner": {"v": 0}, "items": {}}
    assert "convex" in kit.only(*pair, "u*v/v > 0", separable=("HOLDS", zeros))
    assert kit.only(*pair, "u > 0", "v > 0", separable=("HOLDS", zeros)) is None


@pytest.mark.parametrize("g", ["log(u)**0", "(u**(1/2))**0", "(1/u)**0", "0*log(u)", "1**log(u)", "1/(1/u)", "sqrt(u)**2"])
def test_a_part_without_effect_must_be_defined_all_the_same(kit, g):
    smooth = ("HOLDS", {"kind": "smooth", "guards": []})
    assert kit.only([f"u + {g}"], variables="u", smooth=smooth) is not None
    assert kit.only([f"u + {g}"], None, "u > 0", variables="u", smooth=smooth) is None


@pytest.mark.parametrize(("h", "status"), [("abs(u)**3", "UNDECIDED"), ("2*u**3 + 1", "HOLDS"), ("abs(u**2)*u", "HOLDS")])
def test_the_corollary_about_analytic_functions_is_not_applied_to_others(h, status):
    # the Wronskian of the derivatives of u**3 and |u|**3 vanishes, and |u|**3 is no multiple of u**3 on the line
    report = json.loads(json.dumps(check(Pair(g=["u**3"], h=h), only=["smooth", "separable", "wronskian"]).to_json()))
    assert report["criteria"]["wronskian"]["status"] == "HOLDS"
    theorem = report["theorems"]["tdmf.c3.1"]
    assert theorem["status"] == status
    theorem.update(status="HOLDS", first_missing=None)
    assert {c.about for c in recheck(report).rejected} == (set() if status == "HOLDS" else {"tdmf.c3.1"})


def rechecked(only=None, **pair):
    """The report on a pair, and what of it the checker rejects."""
    report = json.loads(json.dumps(check(Pair(**pair), only=only).to_json()))
    return report["criteria"], {c.about for c in recheck(report).rejected}


def test_a_shared_variable_under_a_condition(kit):
    found, rejected = rechecked(["block_separable", "separable"], g=["(c - 2)*u + v", "u"], parameters={"c": "real"})
    assert found["block_separable"]["condition"] == found["separable"]["condition"] == ["c = 2"]
    assert not rejected
    # with c = 3 the second coordinate is free of u, so c = 2 is not the only way out
    found, rejected = rechecked(["block_separable"], g=["(c - 2)*u", "(c - 3)*u"], parameters={"c": "real"})
    assert found["block_separable"]["status"] == "FAILS"
    assert not rejected


@pytest.mark.parametrize(("pair", "only"), [
    ({"g": ["Max(u, 0)**2"], "h": "log(1 + exp(u))*exp(2*log(abs(u)))", "domain": ["u > sqrt(2)"]}, ["commuting", "block_separable"]),
    ({"g": ["exp(-1/u**2)"], "h": "abs(u)**(5/2)", "domain": ["u*(u - 1) > 0"]}, ["smooth", "regular"]),
    ({"g": ["log(u**2 + v - 1)"], "h": "sqrt(u**2 - u + v)", "domain": ["u > 0", "v > 1"]}, ["regular"]),
    ({"g": ["u**2 - v**2"], "h": "sin(u + v)**2 + cos(u + v)**2 + v**2", "domain": ["u > 0"]}, ["wronskian"]),
])
def test_a_part_of_a_report_stands_on_its_own(pair, only):
    found, rejected = rechecked(only, **pair)
    assert set(found) == set(only)
    assert {v["status"] for v in found.values()} <= {"HOLDS", "FAILS"}
    assert not rejected


#: (criterion, status, g, h, M, parameters): finder and checker see the same thing in different trees
AGREED = [
    ("well_posed", "HOLDS", ["u + v"], "abs(u + v) + abs(u - v)", ["u > v"], {}),
    ("regular", "HOLDS", ["u*(c**2 + 1)*v", "u**2 - v**2"], None, ["u > abs(v)"], {"c": "c > 1/2"}),
    ("regular", "HOLDS", ["cos(2*atan(u))"], None, ["u > 1"], {}),
    ("well_posed", "HOLDS", ["u"], "tan(atan(u)) + 1e-12*u**3", ["u > -1"], {}),
    ("well_posed", "FAILS", ["u"], "tan(atan(u))", ["abs(u) > 1"], {}),
    ("smooth", "HOLDS", ["asin(sin(u)) - v"], None, ["u > 0", "v > 0", "u + v < 1"], {}),
    ("commuting_with_h", "HOLDS", ["u**2*abs(u)"], "u**3*sign(u) + u*(atan(1/2) + atan(1/3) - pi/4)", ["u != 1"], {}),
    ("complete_flows_of_g", "HOLDS", ["u*abs(u)"], None, ["u != 0"], {}),
    ("well_posed", "CONDITIONAL", ["u*v"], "cos(c*pi)*(u**2 + v**2)", ["u > 0"], {"c": "nonnegative"}),
]


@pytest.mark.parametrize(("criterion", "status", "g", "h", "domain", "parameters"), AGREED, ids=lambda x: str(x)[:40])
def test_what_is_decided_is_accepted(criterion, status, g, h, domain, parameters):
    found, rejected = rechecked([criterion], g=g, h=h, domain=domain, parameters=parameters)
    assert found[criterion]["status"] == status
    assert not rejected


def test_signs_of_circular_functions_of_arcs(kit):
    for e, op in (("cos(atan(u))", ">"), ("cos(asin(u))", ">="), ("sin(acos(u))", ">=")):
        assert kit.sign(e, op, S, "-1 < u", "u < 1") is None
        assert kit.sign(f"-{e}", op, S, "-1 < u", "u < 1") is not None
    assert kit.sign("sin(asin(u))", ">=", S, "-1 < u", "u < 1") is not None


def test_the_negative_of_a_fact(kit):
    assert kit.sign("-v*log(u)", ">", S, "log(u) < 0", "v > 0") is None
    assert kit.sign("v*log(u)", ">", S, "log(u) < 0", "v > 0") is not None


def test_a_constant_is_multiplied_out(kit):
    gauss = {"rule": "constant", "method": "gauss"}
    assert kit.zero("(atan(1/2) + atan(1/3) - pi/4)*(2 + pi) - pi*(atan(1/2) + atan(1/3) - pi/4)", gauss) is None
    assert kit.zero("(atan(1/2) + atan(1/4) - pi/4)*(2 + pi) - pi*(atan(1/2) + atan(1/4) - pi/4)", gauss) is not None
    assert kit.zero("(atan(1/2) + atan(1/3) - pi/4)*pi", gauss) is not None


@pytest.mark.parametrize("text", [
    "1/u**2", "exp(-1/u**2)", "u/sqrt(u**2 + 1)", "1/(u*v)", "u/(2*v)", "1/u**(2/3)", "(u**2)**(-3)", "atan(1/(u/v))", "1/(u*(v + 1)**2)", "1/(1/u)",
    "u*v**(-1)*2", "1/exp(u)", "1/(u*log(u))", "u**(-1/2)", "2/(3*u)", "1/(u/v)**2"])
def test_what_is_printed_is_read_as_the_same_tree(kit, text):
    # terms, rewritings and factors are found by their trees, so both readers must build the same ones
    (tree,) = Pair(g=[text], domain=["u > 0", "v > 0"], variables=("u", "v")).g
    assert kit.read(str(tree)) == tree


@pytest.mark.parametrize(("text", "domain", "fine"), [
    ("u/u**2", ["u > 0"], True), ("u/u**2", [], False), ("1/(1/u**2)", [], False), ("1/u**(1/2)", [], False), ("u/(0*v)", [], False)])
def test_an_inverse_keeps_what_it_needs(kit, text, domain, fine):
    smooth = ("HOLDS", {"kind": "smooth", "guards": []})
    assert (kit.only([f"u + {text}"], None, *domain, smooth=smooth) is None) is fine


@pytest.mark.parametrize(("relation", "fine"), [("u > 0", True), ("sign(u) > -1", False)])
def test_a_part_of_m_must_be_open(kit, relation, fine):
    # on u >= 0 the kink of |u| at 0 would be at the end
    left, right = relation.split(" > ")
    elsewhere = {"relations": [[">", kit.tree(left), kit.tree(right)]], "certificate": {"kind": "smooth", "guards": []}}
    report = kit.report(["u + abs(u)"], variables="u", smooth=("UNDECIDED", {"kind": "smooth", "elsewhere": elsewhere}))
    report["criteria"]["smooth"].update(holds_on=[relation])
    assert recheck(report)["smooth"].accepted is fine
