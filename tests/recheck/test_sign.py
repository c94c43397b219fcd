"""Rules of SIGN: proofs written by hand are accepted; neither they nor their one-place changes prove a false claim."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorsym.recheck.reader import read


def tree(text: str) -> Any:
    """The JSON tree of a formula."""
    return read(text, {"u", "v", "w", "k", "c", "_s0", "_s1"}).to_json()


S = {"rule": "structure"}
RING = {"rule": "ring"}
SQUARES = {"rule": "squares", "terms": [{"coefficient": "1", "square": tree("u - v")}, {"coefficient": "3/4", "square": tree("u"), "facts": []}],
           "constant": "0"}
#: (expression, op, proof, conditions, a false claim (expression, op, conditions))
PROOFS: list[tuple[str, str, Any, tuple[str, ...], tuple[str, str, tuple[str, ...]]]] = [
    ("u + v + 1", ">", S, ("u > 0", "v > -1"), ("u + v - 1", ">", ("u > 0", "v > -1"))),
    ("u**2 - u*u + exp(v)", ">", S, (), ("u**2 - u*v", ">=", ())),
    ("u**2 + 1", "!=", S, (), ("u**2 - 1", "!=", ())),
    ("1/u", "<", S, ("u < 0",), ("1/u", "<", ("u != 0",))),
    ("1 - tanh(u)**2", ">", S, (), ("1 - 2*tanh(u)**2", ">", ())),
    ("sqrt(u**2 + 4) - 2", ">=", S, (), ("sqrt(u**2 + 4) - 3", ">=", ())),
    ("u**v - 1", ">", S, ("u > 1", "v > 0"), ("u**v - 1", ">", ("u > 0", "v > 0"))),
    ("cos(u) - 1/2", ">", S, ("u > 0", "u < 1"), ("cos(u) - 1/2", ">", ("u > 0", "u < 2"))),
    ("u - v", ">", {"rule": "fact", "index": 0, "factor": "1/2"}, ("2*u > 2*v",), ("v - u", ">", ("2*u > 2*v",))),
    ("v - u", "!=", {"rule": "fact", "index": 0, "factor": "-1"}, ("u != v",), ("v - u", ">", ("u != v",))),
    ("u**2 - v**2", ">", {"rule": "rewrite", "to": tree("(u - v)*(u + v)"), "zero": RING, "proof": S}, ("u > v", "v > 0", "u > 0"),
     ("v**2 - u**2", ">", ("u > v", "v > 0", "u > 0"))),
    ("u**2 - v**2", ">", {"rule": "product", "constant": "1", "factors": [
        {"factor": tree("u - v"), "power": 1, "op": ">", "proof": {"rule": "fact", "index": 0}},
        {"factor": tree("u + v"), "power": 1, "op": ">", "proof": S}]}, ("u > v", "v > 0", "u > 0"),
     ("u**2 - v**2", "<", ("u > v", "v > 0", "u > 0"))),
    ("-u*(v - 1)**2/(u**2 + 1)", "<=", {"rule": "product", "constant": "1", "factors": [
        {"factor": tree("u"), "op": ">", "proof": S}, {"factor": tree("v - 1"), "power": 2, "op": None},
        {"factor": tree("u**2 + 1"), "power": -1, "op": ">", "proof": S}]}, ("u > 0",), ("-u*(v - 1)**2/(u**2 + 1)", "<", ("u > 0",))),
    ("u + exp(v) - 1", ">", {"rule": "sum", "terms": [
        {"term": tree("u - 1"), "op": ">=", "proof": {"rule": "fact", "index": 0}}, {"term": tree("exp(v)"), "op": ">", "proof": S}]},
     ("u > 1",), ("u + exp(v) - 2", ">", ("u > 1",))),
    ("7*u**2/4 - 2*u*v + v**2", ">=", SQUARES, (), ("7*u**2/4 - 2*u*v + v**2", ">", ())),
    ("u**2*v + v", ">", {"rule": "squares", "constant": "0", "terms": [
        {"coefficient": "1", "square": tree("u"), "facts": [0]}, {"coefficient": "1", "square": tree("1"), "facts": [0]}],
        "strict": {"term": 1, "proof": S}}, ("v > 0",), ("u**2*v - v", ">", ("v > 0",))),
    ("u**2 - 2*u + 2", ">", {"rule": "squares", "constant": "1", "terms": [{"coefficient": "1", "square": tree("u - 1"), "facts": []}]}, (),
     ("u**2 - 2*u + 1", ">", ())),
    ("u**2 - 3*u + 5/2", ">", {"rule": "sturm"}, (), ("u**2 - 3*u + 2", ">", ())),
    ("(u - 1)**2*(u + 1)", ">=", {"rule": "sturm"}, ("u > -1",), ("(u - 1)**2*(u - 2)", ">=", ("u > -1",))),
    ("u**3 - u", "!=", {"rule": "sturm"}, ("u > 0", "u < 1"), ("u**3 - u", "!=", ("u > 0", "u < 2"))),
    ("sqrt(u**2 + 1) - u", ">", {"rule": "compare", "a": tree("sqrt(u**2 + 1)"), "b": tree("u"), "zero": RING, "positive": S, "squares": {
        "rule": "rewrite", "to": tree("1"), "zero": RING, "proof": S}}, (), ("sqrt(u**2 + 1) - u - 1", ">", ())),
    ("log(u) - log(v)", ">", {"rule": "compare", "a": tree("log(u)"), "b": tree("log(v)"), "by": "exp", "images": {
        "rule": "rewrite", "to": tree("u - v"), "zero": {"rule": "tower", "generators": [
            {"name": "_t0", "kind": "log", "of": tree("u"), "proof": S}, {"name": "_t1", "kind": "log", "of": tree("v"), "proof": S}],
            "images": [{"atom": tree("exp(log(u))"), "rule": "exp", "logs": {"_t0": "1"}},
                       {"atom": tree("exp(log(v))"), "rule": "exp", "logs": {"_t1": "1"}}]},
        "proof": {"rule": "fact", "index": 0}}}, ("u > v", "v > 0"), ("log(v) - log(u)", ">", ("u > v", "v > 0"))),
    ("exp(u) - 1 - u", ">=", {"rule": "tangent", "variable": "u", "point": tree("0"), "convex": S, "slope": RING, "value": RING}, (),
     ("exp(u) - 1 - 2*u", ">=", ())),
    ("exp(u) - 1 - u", ">", {"rule": "tangent", "variable": "u", "point": tree("0"), "convex": S, "slope": RING, "value": RING}, ("u != 0",),
     ("exp(u) - 1 - u", ">", ())),
    ("u*asinh(u) - sqrt(1 + u**2) + 1", ">=", {"rule": "tangent", "variable": "u", "point": tree("0"), "convex": {
        "rule": "rewrite", "to": tree("1/sqrt(1 + u**2)"), "zero": RING, "proof": S}, "slope": RING, "value": RING}, (),
     ("u*asinh(u) - sqrt(1 + u**2) + 1", ">", ())),
    ("exp(u) - 1", ">", {"rule": "tangent", "variable": "u", "point": tree("0"), "convex": S, "slope_sign": S, "value": RING}, ("u > 0",),
     ("exp(u) - 1", ">", ("u > -1",))),
    ("u - log(1 + u)", ">", {"rule": "monotone", "variable": "u", "from": "0", "direction": 1, "slope": {
        "rule": "rewrite", "to": tree("u/(1 + u)"), "zero": RING, "proof": S}, "value": RING}, ("u > 0",), ("log(1 + u) - u", ">", ("u > 0",))),
    ("c*sqrt(u)", ">=", {"rule": "monotone", "variable": "u", "from": "0", "direction": 1, "slope": S, "value": RING}, ("u > 0",),
     ("c*sqrt(u) - 1", ">=", ("u > 0",))),
    ("exp(-u) - exp(-1)", ">", {"rule": "monotone", "variable": "u", "from": "1", "direction": -1, "slope": S, "value": RING}, ("u < 1",),
     ("exp(-u) - exp(-1)", ">", ("u < 2",))),
    ("u**2 - u*v + v**2 + 1/2", ">", {"rule": "boxes", "variables": ["u", "v"], "bits": 64, "boxes": [
        [[f"{i}/4", f"{i + 1}/4"], [f"{j}/4", f"{j + 1}/4"]] for i in range(4) for j in range(4)]},
     ("0 < u < 1", "0 < v < 1"), ("u**2 - u*v + v**2 - 1/10", ">", ("0 < u < 1", "0 < v < 1"))),
    ("u - v", ">", {"rule": "boxes", "variables": ["u", "v"], "bits": 64, "boxes": [
        [["0", "1"], ["0", "1/2"]], [["0", "1"], ["1/2", "1"]]]}, ("0 < u < 1", "0 < v < 1", "u > v + 2"),
     ("u - v", ">", ("0 < u < 1", "0 < v < 1"))),
    ("exp(1) - 2", ">", {"rule": "boxes", "variables": [], "bits": 64, "boxes": [[]]}, (), ("exp(1) - 3", ">", ())),
    ("abs(u) - u", ">=", {"rule": "cases", "on": tree("u"), "positive": {"rule": "rewrite", "to": tree("0"), "zero": {
        "rule": "tower", "images": [{"atom": tree("abs(u)"), "rule": "sign", "op": ">=", "proof": S}]}, "proof": S},
        "zero": {"rule": "slice", "fact": 1, "variable": "u", "value": tree("0"), "proof": S}, "negative": S}, (), ("abs(u) - u", ">", ())),
    ("u**2", ">", {"rule": "cases", "on": tree("u"), "positive": S, "negative": S, "excluded": {"zero": S}}, ("u != 0",), ("u**2", ">", ())),
    ("exp(u) + 1", "!=", {"rule": "nonzero_by_sign", "op": ">", "proof": S}, (), ("exp(u) - 1", "!=", ())),
    ("u*v", ">", {"rule": "have", "fact": tree("u"), "op": ">", "proof": S, "then": S}, ("u > 1", "v > 0"), ("u*v - 2", ">", ("u > 1", "v > 0"))),
    ("exp(2*u) - exp(u) + 1", ">", {"rule": "lift", "symbols": {"_s0": tree("exp(u)")}, "facts": [
        {"fact": tree("_s0"), "op": ">", "proof": S}], "claim": tree("_s0**2 - _s0 + 1"), "zero": {"rule": "tower", "generators": [
            {"name": "_t0", "kind": "exp", "of": tree("u")}], "images": [{"atom": tree("exp(2*u)"), "rule": "exp", "exponents": {"_t0": 2}}]},
        "proof": {"rule": "sturm"}}, (), ("exp(2*u) - exp(u) - 1", ">", ())),
    ("sin(u)**2 + cos(u)**2", ">", {"rule": "lift", "symbols": {"_s0": tree("sin(u)"), "_s1": tree("cos(u)")}, "facts": [
        {"fact": tree("_s0**2 + _s1**2 - 1"), "op": "=", "proof": {"rule": "tower", "generators": [
            {"name": "_t0", "kind": "sin", "of": tree("u")}, {"name": "_t1", "kind": "cos", "of": tree("u")}]}}],
        "claim": tree("_s0**2 + _s1**2"), "zero": RING, "proof": {"rule": "squares", "constant": "1", "terms": [], "multiples": [
            {"multiplier": tree("1"), "fact": 1}]}}, (), ("sin(u)**2 - cos(u)**2", ">", ())),
    ("u", ">", {"rule": "contradiction", "index": 0, "proof": S}, ("u**2 + v**2 + 1 < 0",), ("u", ">", ("u**2 + v**2 - 1 < 0",))),
    ("u", ">", {"rule": "product", "constant": "1", "factors": [{"factor": tree("1/u"), "power": -1, "op": ">", "proof": S}]}, ("u > 0",),
     ("u", ">", ("u != 0",))),
    ("gamma(u) + Max(u, v) - Min(u, v)", ">", {"rule": "sum", "terms": [
        {"term": tree("gamma(u)"), "op": ">", "proof": S}, {"term": tree("Max(u, v) - Min(u, v)"), "op": ">=", "proof": {
            "rule": "rewrite", "to": tree("abs(u - v)"), "zero": {"rule": "cases", "on": tree("u - v"), "positive": {
                "rule": "tower", "images": [
                    {"atom": tree(a), "rule": "sign", "op": ">=", "proof": S} for a in ("Max(u, v)", "Min(u, v)", "abs(u - v)")]},
                "negative": {"rule": "tower", "images": [
                    {"atom": tree(a), "rule": "sign", "op": "<=", "proof": S} for a in ("Max(u, v)", "Min(u, v)", "abs(u - v)")]}},
            "proof": S}}]}, ("u > 0",), ("gamma(u) + Max(u, v) - Min(u, v)", "<", ("u > 0",))),
    ("cos(u)", ">", {"rule": "angle", "turns": 0, "low": {"rule": "fact", "index": 0}, "high": {"rule": "fact", "index": 1}},
     ("u + pi/2 > 0", "pi/2 - u > 0"), ("cos(u)", ">", ("u + pi > 0", "pi/2 - u > 0"))),
    ("sin(u)", "!=", {"rule": "angle", "turns": 1, "low": {"rule": "fact", "index": 0}, "high": {"rule": "fact", "index": 1}},
     ("u - pi > 0", "2*pi - u > 0"), ("sin(u)", "!=", ("u - pi > 0", "3*pi - u > 0"))),
    ("(u + v)**2 - (u + v)*(u - v) + (u - v)**2", ">", {"rule": "letters", "symbols": {"_s0": tree("u + v"), "_s1": tree("u - v")}, "places": [
        [tree("u + v"), tree("_s0")], [tree("u - v"), tree("_s1")], [tree("2*u - 2*v - 4"), tree("2*_s1 - 4")]], "proof": {
            "rule": "squares", "constant": "0", "terms": [{"coefficient": "1", "square": tree("_s0 - _s1/2")}, {
                "coefficient": "3/4", "square": tree("_s1")}], "strict": {"term": 1, "proof": S}}}, ("2*u - 2*v - 4 > 0",),
     ("(u + v)**2 - (u + v)*(u - v) + (u - v)**2", ">", ())),
    ("u - v - 1", "<", S, ("u - v < 1/2",), ("u - v - 1/4", "<", ("u - v < 1/2",))),
    ("1/(u*(v + 1))", ">", {"rule": "rewrite", "to": tree("(1/u)*(1/(v + 1))"), "zero": RING, "proof": {
        "rule": "product", "factors": [{"factor": tree("1/u"), "op": ">", "proof": S}, {"factor": tree("1/(v + 1)"), "op": ">", "proof": {
            "rule": "product", "factors": [{"factor": tree("v + 1"), "power": -1, "op": ">", "proof": {"rule": "fact", "index": 1}}]}}]}},
     ("u > 0", "v + 1 > 0"), ("1/(u*(v + 1))", ">", ("u > 0", "v > -2"))),
]


@pytest.mark.parametrize(("e", "op", "proof", "conditions", "_"), PROOFS)
def test_accepts(kit: Any, e: str, op: str, proof: Any, conditions: tuple[str, ...], _: Any) -> None:
    assert kit.sign(e, op, proof, *conditions, c="positive") is None


@pytest.mark.parametrize(("_", "__", "proof", "conditions", "wrong"), PROOFS)
def test_no_change_proves_what_is_false(kit: Any, _: str, __: str, proof: Any, conditions: Any, wrong: tuple[str, str, tuple[str, ...]]) -> None:
    e, op, false_conditions = wrong
    assert kit.sign(e, op, proof, *false_conditions, c="positive") is not None
    for changed in kit.changes(proof):
        assert kit.sign(e, op, changed, *false_conditions, c="positive") is not None


@pytest.mark.parametrize(("e", "op", "proof", "conditions", "wrong"), PROOFS)
def test_changes_do_not_crash_and_negations_are_rejected(kit: Any, e: str, op: str, proof: Any, conditions: Any, wrong: Any) -> None:
    against = {">": "<=", ">=": "<", "!=": None, "<": ">=", "<=": ">"}[op]
    empty = any("+ 1 < 0" in c or "v + 2" in c for c in conditions)
    for changed in kit.changes(proof):
        kit.sign(e, op, changed, *conditions, c="positive")
        if against and not empty:
            assert kit.sign(e, against, changed, *conditions, c="positive") is not None


@pytest.mark.parametrize(("e", "op", "proof", "conditions"), [
    # a tree that is nowhere defined in the right place proves nothing
    ("u", ">", {"rule": "rewrite", "to": tree("u + asin(2) - asin(2)"), "zero": RING, "proof": S}, ()),
    ("-1 - u**2", ">", {"rule": "rewrite", "to": tree("exp(log(-1 - u**2))"), "zero": {"rule": "tower", "generators": [
        {"name": "_t0", "kind": "log", "of": tree("-1 - u**2"), "proof": S}], "images": [
            {"atom": tree("exp(log(-1 - u**2))"), "rule": "exp", "logs": {"_t0": "1"}}]}, "proof": S}, ()),
    ("u**2", ">", {"rule": "product", "factors": [{"factor": tree("1/u"), "power": -2, "op": "!=", "proof": S}]}, ()),
    ("u", "!=", {"rule": "rewrite", "to": tree("1/(1/u)"), "zero": RING, "proof": S}, ()),
    ("u", ">=", {"rule": "compare", "a": tree("sqrt(u)*sqrt(u)"), "b": tree("0"), "zero": RING, "positive": S, "squares": S}, ()),
    # cases that miss some points
    ("u**2", ">", {"rule": "cases", "on": tree("u"), "positive": S, "negative": S}, ()),
    ("u**2", ">", {"rule": "cases", "on": tree("1/u"), "positive": S, "negative": S, "excluded": {"zero": S}}, ()),
    ("u**2", ">", {"rule": "cases", "on": tree("log(u)"), "positive": S, "negative": S, "zero": S}, ()),
    # facts
    ("u", ">", {"rule": "fact", "index": 5}, ("u > 0",)), ("u", ">", {"rule": "fact", "index": -1}, ("u > 0",)),
    ("u", ">", {"rule": "fact", "index": 0}, ("u != 0",)), ("u", ">", {"rule": "fact", "index": True}, ("v > 0", "u > 0")),
    ("u", ">=", {"rule": "squares", "constant": "0", "terms": [{"coefficient": "1", "square": tree("1"), "facts": [0]}]}, ("u != 0",)),
    ("-u**2", ">=", {"rule": "squares", "constant": "0", "terms": [{"coefficient": "-1", "square": tree("u"), "facts": []}]}, ()),
    ("u - 1", ">=", {"rule": "squares", "constant": "0", "terms": [], "multiples": [{"multiplier": tree("1"), "fact": 0}]}, ("u - 1 != 0",)),
    # along one variable: poles, jumps, wrong ends, other variables tied to it
    ("1/u + 2", ">", {"rule": "monotone", "variable": "u", "from": "-1", "direction": 1, "slope": S, "value": S}, ("u > -1", "u != 0")),
    ("-1/u", ">", {"rule": "monotone", "variable": "u", "from": "-1", "direction": 1, "slope": S, "value": S}, ("u > -1", "u != 0")),
    ("sign(u) + u", ">", {"rule": "monotone", "variable": "u", "from": "-1", "direction": 1, "slope": S, "value": S}, ("u > -1",)),
    ("u", ">", {"rule": "monotone", "variable": "u", "from": "0", "direction": 1, "slope": S, "value": RING}, ("u > -1",)),
    ("u", ">", {"rule": "monotone", "variable": "u", "from": "0", "direction": 1, "slope": S, "value": RING}, ()),
    ("u", ">", {"rule": "monotone", "variable": "u", "from": "0", "direction": -1, "slope": S, "value": RING}, ("u < 1",)),
    ("u - v", ">", {"rule": "monotone", "variable": "u", "from": "0", "direction": 1, "slope": S, "value": {"rule": "fact", "index": 1}},
     ("u > 0", "u - v - 1 > 0 - u")),
    ("abs(u - 1) - u + 1", ">", {"rule": "tangent", "variable": "u", "point": tree("0"), "convex": S, "slope_sign": S, "value": S}, ("u > 0",)),
    ("1/u**2 - u", ">", {"rule": "tangent", "variable": "u", "point": tree("-1"), "convex": S, "slope": RING, "value": S}, ("u != 0",)),
    ("u**4 - u**2", ">=", {"rule": "tangent", "variable": "u", "point": tree("0"), "convex": S, "slope": RING, "value": RING}, ()),
    ("u**2", ">", {"rule": "tangent", "variable": "u", "point": tree("0"), "convex": S, "slope": RING, "value": RING}, ()),
    ("(u - 1)**2", ">", {"rule": "tangent", "variable": "u", "point": tree("1"), "convex": S, "slope": RING, "value": RING}, ("u > 0",)),
    ("u**2 - 2*u", "!=", {"rule": "tangent", "variable": "u", "point": tree("1"), "convex": S, "slope": RING, "value": S}, ("u > 0",)),
    # boxes: a gap, an unbounded domain, a jump inside the mean value form
    ("u - 1/2", ">", {"rule": "boxes", "variables": ["u"], "boxes": [[["3/5", "1"]]]}, ("0 < u < 1",)),
    ("1 - u", ">", {"rule": "boxes", "variables": ["u"], "boxes": [[["0", "1/2"]]]}, ("u > 0",)),
    ("1 - u - v", ">", {"rule": "boxes", "variables": ["u"], "boxes": [[["0", "1/2"]]]}, ("0 < u < 1/2",)),
    ("sign(u) + 1/2", ">", {"rule": "boxes", "variables": ["u"], "boxes": [[["-1", "2"]]]}, ("-1 < u < 2",)),
    ("Piecewise((-1, u < 0), (1, True))", ">", {"rule": "boxes", "variables": ["u"], "boxes": [[["-1", "2"]]]}, ("-1 < u < 2",)),
    # lifted claims whose facts the kernels do not have
    ("exp(u) - 2", ">", {"rule": "lift", "symbols": {"_s0": tree("exp(u)")}, "facts": [{"fact": tree("_s0 - 2"), "op": ">", "proof": S}],
                         "claim": tree("_s0 - 2"), "zero": RING, "proof": {"rule": "fact", "index": 0}}, ()),
    ("exp(u) - 2", ">", {"rule": "lift", "symbols": {"u": tree("exp(u)")}, "facts": [], "claim": tree("u - 2"), "zero": RING, "proof": S},
     ("u > 2",)),
    ("u", "!=", {"rule": "lift", "symbols": {"_s0": tree("u")}, "facts": [], "claim": tree("1/(1/_s0)"), "zero": RING, "proof": S}, ()),
    ("u", ">", {"rule": "lift", "symbols": {"_s0": tree("sqrt(u)")}, "facts": [], "claim": tree("_s0**2"), "zero": RING, "proof": S}, ()),
    # angles
    ("cos(u)", ">", {"rule": "angle", "turns": 1, "low": {"rule": "fact", "index": 0}, "high": {"rule": "fact", "index": 1}},
     ("u - pi/2 > 0", "3*pi/2 - u > 0")),
    ("sin(u) + 1", ">", {"rule": "angle", "turns": 0, "low": {"rule": "fact", "index": 0}, "high": {"rule": "fact", "index": 1}},
     ("u > 0", "pi - u > 0")),
    ("tan(u)", ">", {"rule": "angle", "turns": 0, "low": {"rule": "fact", "index": 0}, "high": {"rule": "fact", "index": 1}},
     ("u > 0", "pi - u > 0")),
    # slices and contradictions
    ("u - 1", ">", {"rule": "slice", "fact": 0, "variable": "u", "value": tree("2"), "proof": S}, ("u != 2",)),
    ("u - 1", ">", {"rule": "contradiction", "index": 0, "proof": S}, ("u > 0",)),
    ("u", ">", {"rule": "contradiction", "index": 0, "proof": {"rule": "fact", "index": 0}}, ("u - 1 > 0 - 2*u",)),
    # what is no proof
    ("u", ">", {"rule": "magic"}, ("u > 0",)), ("u", ">", {}, ("u > 0",)), ("u", ">", None, ("u > 0",)), ("u", "=", S, ()), ("u", ">", {"rule": None}, ()),
])
def test_rejects(kit: Any, e: str, op: str, proof: Any, conditions: tuple[str, ...]) -> None:
    assert kit.sign(e, op, proof, *conditions) is not None


@settings(max_examples=80)
@given(roots=st.lists(st.tuples(st.fractions(min_value=-4, max_value=4, max_denominator=3), st.integers(1, 3)), min_size=1, max_size=4),
       extra=st.integers(0, 2), lead=st.sampled_from([1, -1]), low=st.fractions(min_value=-5, max_value=3, max_denominator=2),
       width=st.integers(1, 4), op=st.sampled_from([">", ">=", "!="]))
def test_sturm_against_known_roots(kit: Any, roots: Any, extra: int, lead: int, low: Any, width: int, op: str) -> None:
    """A product of known linear factors and positive quadratics: its sign on an open interval is known exactly."""
    text = "*".join([str(lead), *(f"(u - ({r}))**{n}" for r, n in roots), *["(u**2 + u + 1)"] * extra])
    cuts = sorted({low, low + width, *(r for r, _ in roots if low < r < low + width)})
    points = [(a + b) / 2 for a, b in zip(cuts, cuts[1:], strict=False)] + cuts[1:-1]

    def value(x: Any) -> Any:
        out = lead
        for r, n in roots:
            out *= (x - r) ** n
        return out

    truth = all({">": value(x) > 0, ">=": value(x) >= 0, "!=": value(x) != 0}[op] for x in points)
    verdict = kit.sign(text, op, {"rule": "sturm"}, f"u > {low}", f"u < {low + width}")
    assert (verdict is None) == truth
