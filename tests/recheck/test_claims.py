"""Each kind of certificate for each criterion: true ones are accepted; no one-place change of one proves a false claim."""

from __future__ import annotations

from typing import Any

import pytest

from mirrorsym.recheck.reader import read


def tree(text: str) -> Any:
    """The JSON tree of a formula or a relation with =, != or >."""
    names = {"u", "v", "w", "x", "y", "a", "b", "c", "k", "t"}
    for op in ("!=", "=", ">"):
        left, found, right = text.partition(op)
        if found:
            return [op, tree(left), tree(right)]
    return read(text, names).to_json()


def point(**values: str) -> dict[str, Any]:
    """An exact point."""
    return {n: tree(v) for n, v in values.items()}


S = {"rule": "structure"}
RING = {"rule": "ring"}
ZEROS = {"kind": "zeros", "items": {}}
Pair = dict[str, Any]
SQUARES: Pair = {"g": ["u**2 - v**2"], "h": "u**2 + v**2", "domain": ("u > 0", "v > 0")}
CUBE: Pair = {"g": ["u**2 - v**2"], "h": "u**3 + v**2", "domain": ("u > 0", "v > 0")}
AXES: Pair = {"g": ["x*w", "y*w"], "h": None, "domain": (), "variables": "x y w"}
ROTATED: Pair = {"g": ["u**2 + v**2", "u*v"], "h": "u - v", "domain": ("u > v", "u + v > 0")}
SHARED: Pair = {"g": ["u + v", "u - v"], "h": "u*v", "domain": ()}
KINK: Pair = {"g": ["u**2"], "h": "u*abs(u)", "domain": (), "variables": "u"}
LOGS: Pair = {"g": ["log(u) - log(v)"], "h": "sqrt(u*v)", "domain": ("u > 0", "v > 0")}
FAMILY: Pair = {"g": ["u**2 - v**2"], "h": "u**2 + c*v**4", "domain": ("u > 0", "v > 0"), "parameters": {"c": "real"}}
MIXED: Pair = {"g": ["u**2 + v**2"], "h": "a*u**2 + b*v**2 + u*v", "domain": ("u > 0",), "parameters": {"a": "real", "b": "real"}}
SLOPE: Pair = {"g": ["u + c*v", "u - v"], "h": None, "domain": (), "parameters": {"c": "real"}}
EXPS: Pair = {"g": ["exp(u)**2 - exp(2*u) + v"], "h": "u", "domain": ()}
PIECES: Pair = {"g": ["Piecewise((u**2, u > 0), (u**3, True))"], "h": "Max(u, v)", "domain": ()}
TOWER = {"rule": "tower", "generators": [{"name": "_t0", "kind": "exp", "of": tree("u")}],
         "images": [{"atom": tree("exp(2*u)"), "rule": "exp", "exponents": {"_t0": 2}}]}

#: (pair, criterion, status, certificate, a pair for which the same claim is false, or None)
CERTIFICATES: list[tuple[Pair, str, str, Any, Pair | None]] = [
    (SQUARES, "commuting", "HOLDS", ZEROS, AXES),
    (SQUARES, "commuting_with_h", "HOLDS", ZEROS, CUBE),
    (EXPS, "commuting_with_h", "HOLDS", {"kind": "zeros", "items": {"0,h,u": TOWER, "0,h,v": TOWER}},
     {**EXPS, "g": ["exp(u)**2 - exp(u) + v"]}),
    (AXES, "commuting", "FAILS", {"kind": "nonzero", "item": "0,1,x", "point": point(x="1", y="1", w="1"), "enclosure": ["-1.0", "-1.0"]},
     {**AXES, "g": ["x + w", "y"]}),
    (CUBE, "commuting_with_h", "FAILS", {"kind": "nonzero", "item": "0,h,u", "point": point(u="sqrt(2)", v="1/3")}, SQUARES),
    (LOGS, "commuting_with_h", "FAILS", {"kind": "nonzero", "item": "0,h,u", "point": point(u="exp(1)", v="pi")}, {**LOGS, "h": "5"}),
    (SQUARES, "block_separable", "HOLDS", {"kind": "zeros", "owner": {"u": 0, "v": 0}, "items": {}}, SHARED),
    (SHARED, "block_separable", "FAILS", {"kind": "shared", "variable": "u", "coordinates": [0, 1], "points": [
        point(u="0", v="0"), point(u="1", v="0")]}, {**SHARED, "g": ["u", "v"]}),
    (SHARED, "separable", "FAILS", {"kind": "shared", "variable": "v", "coordinates": [1, 0], "points": [
        point(u="0", v="0"), point(u="0", v="0")]}, {**SHARED, "g": ["u", "v"], "h": "u + v"}),
    (SQUARES, "separable", "HOLDS", {"kind": "zeros", "owner": {"u": 0, "v": 0}, "items": {}}, {**SQUARES, "h": "u*v"}),
    (ROTATED, "separable", "FAILS", {"kind": "nonzero", "item": "m:1:u:v", "point": point(u="1", v="0")}, {**ROTATED, "g": ["u**2", "v"]}),
    (SQUARES, "wronskian", "HOLDS", {"kind": "zeros", "owner": {"u": 0, "v": 0}, "items": {}}, CUBE),
    (CUBE, "wronskian", "FAILS", {"kind": "nonzero", "item": "u", "point": point(u="1", v="1")}, SQUARES),
    (SQUARES, "quadratic", "HOLDS", ZEROS, CUBE),
    ({"g": ["u**2"], "h": "u*abs(u)", "domain": ("u > 0",)}, "quadratic", "HOLDS", {**ZEROS, "whole": "convex"},
     {"g": ["u**2"], "h": "u*abs(u)", "domain": ("u != 0",)}),
    (CUBE, "quadratic", "FAILS", {"kind": "nonzero", "item": "t:h:u:u:u", "point": point(u="1", v="1")}, SQUARES),
    (ROTATED, "quadratic", "FAILS", {"kind": "nonzero", "item": "e:h:u", "point": point(u="1", v="0")}, {**ROTATED, "h": "u*v"}),
    (LOGS, "smooth", "HOLDS", {"kind": "smooth", "guards": [{"guard": tree("u*v"), "op": ">", "proof": S}]}, {**LOGS, "domain": ("u*v > 0",)}),
    (ROTATED, "smooth", "HOLDS", {"kind": "smooth", "guards": []}, KINK),
    (KINK, "smooth", "FAILS", {"kind": "kink", "function": "h", "point": point(u="0"), "direction": ["1"], "order": 2},
     {**KINK, "h": "u**2*abs(u)"}),
    (PIECES, "smooth", "FAILS", {"kind": "kink", "function": "0", "point": point(u="0", v="3"), "direction": ["1", "0"], "order": 2},
     {**PIECES, "g": ["Piecewise((u**3, u > 0), (2*u**3, True))"], "h": "u"}),
    (PIECES, "smooth", "FAILS", {"kind": "kink", "function": "h", "point": point(u="sqrt(2)", v="sqrt(2)"), "direction": ["1", "-1"],
                                 "order": 1}, {**PIECES, "g": ["u"], "h": "Max(u, v)**3*(u - v)**3*0 + v"}),
    (SQUARES, "regular", "HOLDS", {"kind": "rank", "proof": {"rule": "minor", "columns": [1], "proof": S}}, {**SQUARES, "domain": ()}),
    (SQUARES, "joint_regular", "HOLDS", {"kind": "rank", "proof": {"rule": "minor", "columns": [0, 1], "proof": S}},
     {**SQUARES, "h": "2*u**2 - 2*v**2"}),
    (ROTATED, "regular", "HOLDS", {"kind": "rank", "proof": {"rule": "minor", "columns": [0, 1], "proof": {
        "rule": "have", "fact": tree("u + v"), "op": ">", "proof": {"rule": "fact", "index": 1}, "then": {
            "rule": "product", "constant": "2", "factors": [
                {"factor": tree("u - v"), "op": ">", "proof": {"rule": "fact", "index": 0}},
                {"factor": tree("u + v"), "op": ">", "proof": {"rule": "fact", "index": 2}}]}}}}, {**ROTATED, "domain": ("u > -1", "v > -1")}),
    ({**SQUARES, "domain": ("u**2 + v**2 > 0",)}, "regular", "HOLDS", {"kind": "rank", "proof": {"rule": "gram", "proof": {
        "rule": "rewrite", "to": tree("4*(u**2 + v**2)"), "zero": RING, "proof": S}}}, {**SQUARES, "domain": ("u > -1",)}),
    ({**SQUARES, "domain": ("u - v != 0",)}, "regular", "HOLDS", {"kind": "rank", "proof": {
        "rule": "combination", "minors": [[0], [1]], "cofactors": [tree("1/2"), tree("1/2")], "proof": {"rule": "fact", "index": 0}}},
     {**SQUARES, "domain": ("u + 1 != 0",)}),
    ({"g": ["u**2", "exp(v)"], "h": None, "domain": ("u != 0",)}, "regular", "HOLDS", {"kind": "rank", "proof": {"rule": "blocks", "blocks": [
        {"rows": [0], "columns": [0], "proof": {"rule": "minor", "columns": [0], "proof": S}},
        {"rows": [1], "columns": [1], "proof": {"rule": "minor", "columns": [0], "proof": S}}]}},
     {"g": ["u**2", "exp(v)"], "h": None, "domain": ("u > -1",)}),
    ({"g": ["u**2/2 + v"], "h": None, "domain": ()}, "regular", "HOLDS", {"kind": "rank", "proof": {
        "rule": "split", "on": tree("u"), "nonzero": {"rule": "minor", "columns": [0], "proof": {"rule": "fact", "index": 0}},
        "zero": {"variable": "u", "value": tree("0"), "proof": {"rule": "minor", "columns": [1], "proof": S}}}},
     {"g": ["u**2/2 + v**2"], "h": None, "domain": ()}),
    ({**SQUARES, "domain": ()}, "regular", "FAILS", {"kind": "rank_drop", "point": point(u="0", v="0"), "row": [tree("1")], "proofs": {}}, SQUARES),
    ({**SHARED, "h": "3*u + v/7"}, "joint_regular", "FAILS", {"kind": "shape", "point": point(u="1", v="0")}, {**SQUARES}),
    ({"g": ["u**2", "u*v"], "h": None, "domain": ("v > 0",)}, "regular", "FAILS", {"kind": "rank_drop", "point": point(u="0", v="1"),
                                                                                  "row": [tree("1"), tree("0")]},
     {"g": ["u**2", "u*v"], "h": None, "domain": ("u > 0",)}),
    # an entry of the row must be defined, not known to be zero or not
    ({"g": ["u**2", "v**2"], "h": None, "domain": ()}, "regular", "FAILS", {"kind": "rank_drop", "point": point(u="0", v="0"),
                                                                           "row": [tree("1"), tree("log(4) - 2*log(2)")]},
     {"g": ["u**2", "v"], "h": None, "domain": ("v > 0",)}),
    (SQUARES, "lie_necessary", "HOLDS", {"kind": "one_coordinate"}, AXES),
    (SHARED, "lie_necessary", "HOLDS", ZEROS, AXES),
    ({"g": ["x", "y + 0*w"], "h": None, "domain": (), "variables": "x y w"}, "lie_necessary", "HOLDS",
     {"kind": "involutive", "fields": ["0.1"], "coefficients": {"0.1|0": [tree("0")], "0.1|1": [tree("0")]}, "items": {}}, AXES),
    (AXES, "lie_necessary", "FAILS", {"kind": "nonzero", "item": "lie:0.1:1", "point": point(x="1", y="2", w="1")}, {**AXES, "g": ["x", "y"]}),
    (SQUARES, "well_posed", "HOLDS", {"kind": "bounded_below", "bound": "0", "proof": S}, {**SQUARES, "h": "u - v"}),
    ({**SQUARES, "h": "u - v"}, "well_posed", "FAILS", {"kind": "unbounded_below", "path": point(u="1", v="t"), "parameters": {}, "start": "1",
                                                       "slope": "-1", "offset": "1", "bound": S}, SQUARES),
    (FAMILY, "commuting_with_h", "CONDITIONAL", {"kind": "conditional", "condition": [tree("c = 0")], "if": {
        "rule": "divisible", "quotients": {"0,h,v": tree("-16*v**3")}}, "only_if": [{
            "item": "0,h,v", "functions": [tree("-16*v**3")], "coefficients": [tree("c")], "points": [point(u="1", v="1")],
            "coefficient": 0, "proof": {"rule": "fact", "index": 2}}]}, {**FAMILY, "h": "u**2 + c*v**4 + v**3"}),
    (MIXED, "separable", "FAILS", {"kind": "nonzero", "item": "m:h:u:v", "point": point(u="1", v="0", a="0", b="0")},
     {**MIXED, "h": "a*u**2 + b*v**2"}),
    (MIXED, "commuting_with_h", "CONDITIONAL", {"kind": "conditional", "condition": [tree("a = 2"), tree("b = a")], "if": {
        "rule": "substitution", "substitute": {"a": tree("2"), "b": tree("2")}, "certificate": ZEROS}, "only_if": []}, MIXED),
    (SLOPE, "regular", "CONDITIONAL", {"kind": "conditional", "condition": [tree("c + 1 != 0")], "if": {
        "rule": "minor", "columns": [0, 1], "proof": {"rule": "fact", "index": 0, "factor": "-1"}}, "only_if": {
            "row": [tree("1"), tree("-1")], "point": point(u="0", v="0"), "columns": {"1": tree("1")}, "nonzero": S}},
     {**SLOPE, "g": ["u + c**2*v", "u - v"]}),
]


def judge(kit: Any, pair: Pair, criterion: str, status: str, certificate: Any) -> str | None:
    """None when accepted; a parameter-free report with one verdict."""
    return kit.only(pair["g"], pair["h"], *pair["domain"], variables=pair.get("variables", "u v" if "v" in str(pair) else "u"),
                    parameters=pair.get("parameters"), **{criterion: (status, certificate)})


TRUE = [c for c in CERTIFICATES if c[4] is not c[0]]


@pytest.mark.parametrize(("pair", "criterion", "status", "certificate", "_"), TRUE)
def test_accepts(kit: Any, pair: Pair, criterion: str, status: str, certificate: Any, _: Any) -> None:
    assert judge(kit, pair, criterion, status, certificate) is None


@pytest.mark.parametrize(("_", "criterion", "status", "certificate", "wrong"), CERTIFICATES)
def test_no_change_proves_what_is_false(kit: Any, _: Any, criterion: str, status: str, certificate: Any, wrong: Pair) -> None:
    assert judge(kit, wrong, criterion, status, certificate) is not None
    for changed in kit.changes(certificate):
        assert judge(kit, wrong, criterion, status, changed) is not None


@pytest.mark.parametrize(("pair", "criterion", "status", "certificate", "_"), TRUE)
def test_other_claims_are_rejected(kit: Any, pair: Pair, criterion: str, status: str, certificate: Any, _: Any) -> None:
    for other in {"HOLDS", "FAILS", "CONDITIONAL"} - {status}:
        assert judge(kit, pair, criterion, other, certificate) is not None
        for changed in kit.changes(certificate):
            assert judge(kit, pair, criterion, other, changed) is not None


@pytest.mark.parametrize(("pair", "criterion", "status", "certificate", "_"), TRUE)
def test_changes_never_crash(kit: Any, pair: Pair, criterion: str, status: str, certificate: Any, _: Any) -> None:
    for changed in kit.changes(certificate):
        judge(kit, pair, criterion, status, changed)


@pytest.mark.parametrize(("pair", "criterion", "status", "certificate"), [
    # points outside M, on its border, incomplete, with too many names, not exact
    (CUBE, "commuting_with_h", "FAILS", {"kind": "nonzero", "item": "0,h,u", "point": point(u="-1", v="1")}),
    (CUBE, "commuting_with_h", "FAILS", {"kind": "nonzero", "item": "0,h,u", "point": point(u="1", v="0")}),
    (CUBE, "commuting_with_h", "FAILS", {"kind": "nonzero", "item": "0,h,u", "point": point(u="1")}),
    (CUBE, "commuting_with_h", "FAILS", {"kind": "nonzero", "item": "0,h,u", "point": point(u="1", v="1", w="1")}),
    (CUBE, "commuting_with_h", "FAILS", {"kind": "nonzero", "item": "0,h,u", "point": point(u="1", v="u")}),
    (CUBE, "commuting_with_h", "FAILS", {"kind": "nonzero", "item": "0,h,u", "point": point(u="1", v="sqrt(-1)")}),
    (CUBE, "commuting_with_h", "FAILS", {"kind": "nonzero", "item": "0,h,v", "point": point(u="1", v="1")}),
    (CUBE, "commuting_with_h", "FAILS", {"kind": "nonzero", "item": "0,h,u", "point": point(u="1", v="1"), "enclosure": ["7", "8"]}),
    (CUBE, "commuting_with_h", "FAILS", {"kind": "nonzero", "item": "0,h,u", "point": point(u="1", v="1"), "enclosure": ["-9", "9"]}),
    # a kink at the point: the formula's value says nothing about the bracket there
    ({"g": ["u + v"], "h": "abs(u)", "domain": ()}, "quadratic", "FAILS", {"kind": "nonzero", "item": "e:h:u", "point": point(u="0", v="1")}),
    # criteria about smooth functions, for functions that are not
    (KINK, "commuting_with_h", "HOLDS", ZEROS), (KINK, "separable", "HOLDS", {"kind": "zeros", "owner": {"u": 0}, "items": {}}),
    ({"g": ["abs(u) + 2*u"], "h": None, "domain": (), "variables": "u"}, "regular", "HOLDS",
     {"kind": "rank", "proof": {"rule": "minor", "columns": [0], "proof": S}}),
    ({"g": ["log(u) + log(-u)"], "h": "u", "domain": ("u != 0",), "variables": "u"}, "commuting_with_h", "HOLDS", ZEROS),
    # owners that hide a dependence
    (SHARED, "block_separable", "HOLDS", {"kind": "zeros", "owner": {"u": 0, "v": 1}, "items": {}}),
    ({"g": ["u**2", "v"], "h": "u**4", "domain": ("u > 0",)}, "wronskian", "HOLDS", {"kind": "zeros", "owner": {"u": 1, "v": 0}, "items": {}}),
    ({"g": ["u**2", "v"], "h": "u**4", "domain": ("u > 0",)}, "wronskian", "HOLDS", {"kind": "zeros", "owner": {}, "items": {}}),
    (SQUARES, "separable", "HOLDS", {"kind": "zeros", "owner": {"u": 3}, "items": {}}),
    (SQUARES, "separable", "HOLDS", {"kind": "zeros", "owner": {"z": 0}, "items": {}}),
    # near every point, but not on all of M
    ({"g": ["u + v"], "h": "sign(u)*sign(v)", "domain": ("u != 0", "v != 0")}, "separable", "HOLDS", {
        "kind": "zeros", "owner": {"u": 0, "v": 0}, "items": {}}),
    ({"g": ["u + v"], "h": "u*abs(u)", "domain": ("u != 0",)}, "quadratic", "HOLDS", ZEROS),
    ({"g": ["u**2 + v**2"], "h": "exp(log(u))*v", "domain": ("u > 0", "u**2 + v**2 > 1")}, "quadratic", "HOLDS", {**ZEROS, "whole": "convex"}),
    ({"g": ["u**2 + v**2"], "h": "u*exp(v)", "domain": ()}, "quadratic", "HOLDS", {**ZEROS, "whole": "terms"}),
    (SQUARES, "quadratic", "HOLDS", {**ZEROS, "whole": "somehow"}),
    # shared, but not for the same parameters; not two coordinates
    ({"g": ["c*u", "(1 - c)*u + v"], "h": None, "domain": (), "parameters": {"c": "real"}}, "block_separable", "FAILS",
     {"kind": "shared", "variable": "u", "coordinates": [0, 1], "points": [point(u="0", v="0", c="1"), point(u="0", v="0", c="0")]}),
    (SHARED, "block_separable", "FAILS", {"kind": "shared", "variable": "u", "coordinates": [0, 0], "points": [
        point(u="0", v="0"), point(u="0", v="0")]}),
    # integer parameters take integers
    ({"g": ["u**2"], "h": "sin(pi*k)*u", "domain": ("u > 0",), "variables": "u", "parameters": {"k": "integer"}}, "commuting_with_h", "FAILS",
     {"kind": "nonzero", "item": "0,h,u", "point": point(u="1", k="1/2")}),
    ({"g": ["u**2"], "h": "k*u", "domain": ("u > 0",), "variables": "u", "parameters": {"k": "negative"}}, "commuting_with_h", "FAILS",
     {"kind": "nonzero", "item": "0,h,u", "point": point(u="1", k="1")}),
    # ranks
    (SHARED, "joint_regular", "FAILS", {"kind": "rank_drop", "point": point(u="1", v="1"), "row": [tree("0"), tree("0"), tree("0")]}),
    ({**SQUARES, "domain": ()}, "regular", "FAILS", {"kind": "rank_drop", "point": point(u="0", v="1"), "row": [tree("1")]}),
    ({"g": ["u**2", "v**2"], "h": None, "domain": ()}, "regular", "FAILS", {"kind": "rank_drop", "point": point(u="0", v="0"),
                                                                           "row": [tree("1"), tree("1/(log(4) - 2*log(2))")]}),
    ({"g": ["u**2", "v**2"], "h": None, "domain": ()}, "regular", "FAILS", {"kind": "rank_drop", "point": point(u="0", v="0"),
                                                                           "row": [tree("log(4) - 2*log(2)"), tree("0")]}),
    ({"g": ["abs(u) + v**2"], "h": None, "domain": ()}, "regular", "FAILS", {"kind": "rank_drop", "point": point(u="0", v="0"), "row": [tree("1")]}),
    ({"g": ["u", "v"], "h": None, "domain": ()}, "regular", "HOLDS", {"kind": "rank", "proof": {"rule": "blocks", "blocks": [
        {"rows": [0], "columns": [0], "proof": {"rule": "minor", "columns": [0], "proof": S}}]}}),
    ({"g": ["u", "u + v**2"], "h": None, "domain": ()}, "regular", "HOLDS", {"kind": "rank", "proof": {"rule": "blocks", "blocks": [
        {"rows": [0], "columns": [0], "proof": {"rule": "minor", "columns": [0], "proof": S}},
        {"rows": [1], "columns": [0], "proof": {"rule": "minor", "columns": [0], "proof": S}}]}}),
    ({"g": ["u", "u + v**2"], "h": None, "domain": ()}, "regular", "HOLDS", {"kind": "rank", "proof": {
        "rule": "minor", "columns": [0, 0], "proof": S}}),
    (SQUARES, "joint_regular", "FAILS", {"kind": "shape", "point": point(u="1", v="1")}),
    # the line leaves no kink, or is no line in M
    (KINK, "smooth", "FAILS", {"kind": "kink", "function": "h", "point": point(u="0"), "direction": ["0"], "order": 2}),
    (KINK, "smooth", "FAILS", {"kind": "kink", "function": "h", "point": point(u="1"), "direction": ["1"], "order": 2}),
    (KINK, "smooth", "FAILS", {"kind": "kink", "function": "g", "point": point(u="0"), "direction": ["1"], "order": 2}),
    (KINK, "smooth", "FAILS", {"kind": "kink", "function": "h", "point": point(u="0"), "direction": ["1"], "order": 3}),
    ({**KINK, "domain": ("u > 0",)}, "smooth", "FAILS", {"kind": "kink", "function": "h", "point": point(u="0"), "direction": ["1"], "order": 2}),
    # bounds
    ({**SQUARES, "h": "-u"}, "well_posed", "HOLDS", {"kind": "bounded_below", "bound": "-100", "proof": S}),
    (SQUARES, "well_posed", "FAILS", {"kind": "unbounded_below", "path": point(u="1", v="-t"), "parameters": {}, "start": "1", "slope": "-1",
                                      "bound": S}),
    # criteria and pairs that do not fit
    ({**SQUARES, "h": None}, "commuting_with_h", "HOLDS", ZEROS), ({**SQUARES, "h": None}, "joint_regular", "HOLDS", ZEROS),
    (SQUARES, "legendre", "HOLDS", ZEROS), (SQUARES, "smooth", "HOLDS", ZEROS), (SQUARES, "commuting_with_h", "HOLDS", {"kind": "one_coordinate"}),
    (AXES, "lie_necessary", "FAILS", {"kind": "nonzero", "item": "lie:0:1", "point": point(x="1", y="2", w="1")}),
    (AXES, "lie_necessary", "HOLDS", {"kind": "involutive", "fields": [], "coefficients": {}, "items": {}}),
    (SQUARES, "commuting", "HOLDS", {"kind": "zeros", "items": {"0,1,u": RING}}), (SQUARES, "commuting", "HOLDS", {}),
    (SQUARES, "commuting", "HOLDS", None), (SQUARES, "commuting", "HOLDS", {"kind": ["zeros"]}),
    # conditions: not the whole truth
    (FAMILY, "commuting_with_h", "CONDITIONAL", {"kind": "conditional", "condition": [tree("c = 1")], "if": {
        "rule": "substitution", "substitute": {"c": tree("1")}, "certificate": ZEROS}, "only_if": []}),
    (FAMILY, "commuting_with_h", "CONDITIONAL", {"kind": "conditional", "condition": [], "if": {
        "rule": "substitution", "substitute": {}, "certificate": ZEROS}, "only_if": []}),
    (FAMILY, "commuting_with_h", "CONDITIONAL", {"kind": "conditional", "condition": [tree("c = 0")], "if": {
        "rule": "substitution", "substitute": {"c": tree("0")}, "certificate": ZEROS}, "only_if": []}),
])
def test_rejects(kit: Any, pair: Pair, criterion: str, status: str, certificate: Any) -> None:
    assert judge(kit, pair, criterion, status, certificate) is not None


def test_involutive_brackets(kit: Any) -> None:
    """g = (z-free field, rotation): brackets close up but are not orthogonal, so only the true combination helps."""
    pair = (["x*w", "y*w"], None)
    certificate = {"kind": "involutive", "fields": ["0.1", "0.1.0", "0.1.1"], "coefficients": {}, "items": {}}
    assert kit.only(*pair, variables="x y w", lie_necessary=("HOLDS", certificate)) is not None


def test_copies_speak_of_one_block(kit: Any) -> None:
    certificate = {"kind": "rank", "proof": {"rule": "minor", "columns": [0, 1], "proof": S}}
    outcome = kit.check(SQUARES["g"], SQUARES["h"], *SQUARES["domain"], copies=200, joint_regular=("HOLDS", certificate),
                        commuting_with_h=("HOLDS", ZEROS))
    assert outcome.accepted


def test_a_condition_over_two_parameters(kit: Any) -> None:
    """h = a u**2 + b v**2 commutes with u**2 - v**2 always, and with u*v exactly when a = b."""
    entry = {"item": "0,h,u", "functions": [tree("v")], "coefficients": [tree("2*a - 2*b")], "points": [point(u="0", v="1")],
             "coefficient": 0, "proof": {"rule": "fact", "index": 0, "factor": "2"}}
    for rule in ({"rule": "substitution", "substitute": {"a": tree("b")}, "certificate": ZEROS},
                 {"rule": "divisible", "quotients": {"0,h,u": tree("2*v"), "0,h,v": tree("-2*u")}}):
        certificate = {"kind": "conditional", "condition": [tree("a = b")], "if": rule, "only_if": [entry]}
        flip = {**entry, "coefficients": [tree("a - b")]}
        for given, accepted in ((certificate, None), ({**certificate, "only_if": [flip]}, "rejected"),
                                ({**certificate, "only_if": []}, "rejected"), ({**certificate, "condition": [tree("a = 2*b")]}, "rejected")):
            reason = kit.only(["u*v"], "a*u**2 + b*v**2", parameters={"a": "real", "b": "real"}, commuting_with_h=("CONDITIONAL", given))
            assert (reason is None) == (accepted is None)
