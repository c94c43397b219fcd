"""Functions that are C^2 in spite of abs, Max, piecewise and roots, and functions that are not: hand-made certificates.

Each certificate is accepted for the function that it is about.  Put on a near miss (its trees exchanged for those of a
function that is not C^2) neither it nor any one-place change of it is accepted.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from mirrorsym.recheck.reader import read

NAMES = {"u", "v", "w", "x", "y", "c"}


def tree(text: str) -> Any:
    """The JSON tree of a formula."""
    return read(text, NAMES).to_json()


S = {"rule": "structure"}
RING = {"rule": "ring"}
U = tree("u")
ONE = tree("1")
ZEROS = {"kind": "zeros", "items": {}}


def smooth(*terms: Any, **parts: Any) -> dict[str, Any]:
    """A certificate of `smooth`."""
    return {"kind": "smooth", "guards": [], "terms": list(terms), **parts}


def glue(term: str, *on: str, **parts: Any) -> dict[str, Any]:
    """A term of rule `glue`."""
    return {"term": tree(term), "rule": "glue", "on": [tree(a) for a in on], **parts}


def flip(*signs: int, k: str) -> dict[str, Any]:
    """Two branches differ by A**3*k."""
    return {"signs": list(signs), "rule": "factor", "cofactor": tree(k), "zero": RING}


def along(variable: str, value: str, *proofs: Any) -> dict[str, Any]:
    """Two branches agree to second order where the switch, affine in the variable, vanishes."""
    return {"signs": [0], "rule": "slice", "variable": variable, "value": tree(value), "zeros": list(proofs) or [RING] * 3}


def empty(index: int, *signs: int) -> dict[str, Any]:
    """A piece without points: the other facts contradict this one."""
    return {"signs": list(signs), "empty": {"index": index, "proof": S}}


def edge(term: str, on: str) -> dict[str, Any]:
    """A term of rule `edge`."""
    return {"term": tree(term), "rule": "edge", "on": tree(on)}


def power(term: str) -> dict[str, Any]:
    """A term of rule `power`."""
    return {"term": tree(term), "rule": "power", "proof": S}


def rewrite(x: str, y: str, rule: str, **parts: Any) -> dict[str, Any]:
    """A rewriting."""
    return {"from": tree(x), "to": tree(y), "rule": rule, **parts}


def decided(*sides: tuple[str, str]) -> list[Any]:
    """Tower proofs in which the atom has the sign."""
    return [{"rule": "tower", "images": [{"atom": tree(atom), "rule": "sign", "op": op, "proof": S}]} for atom, op in sides]


EVEN = {"tree": tree("u**2"), "on": U, "sign": 1, "power": 2, "cofactor": ONE, "proof": S, "zero": RING}
CASE = "Piecewise((u**3, u > 0), (-u**3, True))"
HOLE = "Piecewise((u**3, u != 0), (0, True))"
LOGS = "Piecewise((2*u*log(u), u > 1), (u**2 - 1, True))"
VALUE = "Piecewise((u, u > 0), (log(v), True))"
DEAD = "Max(abs(u) - 1, 0)**3"
ROOT = {"rule": "tower", "generators": [], "images": [{"atom": tree("sqrt(u**4)"), "rule": "root", "image": tree("u**2"), "proof": S}]}
SQUARE = {"rule": "cases", "on": U, **dict(zip(("positive", "negative"), decided(("abs(u)", ">="), ("abs(u)", "<=")), strict=True))}

#: (h, domain, certificate, a near miss that is not C^2, what to exchange for it)
HOLDS: list[tuple[str, str, dict[str, Any], str, dict[str, str]]] = [
    ("abs(u)**3", "", smooth(glue("abs(u)**3", "u", flips=[flip(0, k="2")])), "abs(u)*u", {"abs(u)**3": "abs(u)*u"}),
    ("u**2*abs(u)", "", smooth(glue("u**2*abs(u)", "u", flips=[flip(0, k="2")])), "u*abs(u)", {"u**2*abs(u)": "u*abs(u)"}),
    ("u**2*abs(u)", "", smooth(glue("u**2*abs(u)", "u", flips=[along("u", "0")])), "u*abs(u)", {"u**2*abs(u)": "u*abs(u)"}),
    ("Max(u, 0)**3", "", smooth(glue("Max(u, 0)**3", "u", flips=[flip(0, k="1")])), "Max(u, 0)**2", {"Max(u, 0)**3": "Max(u, 0)**2"}),
    ("Max(u - v, 0)**3", "", smooth(glue("Max(u - v, 0)**3", "u - v", flips=[flip(0, k="1")])), "Max(u, v)**3",
     {"Max(u - v, 0)**3": "Max(u, v)**3"}),
    ("abs(u*v)*u**2*v**2", "", smooth(glue("abs(u*v)*u**2*v**2", "u*v", flips=[flip(0, k="2")])), "abs(u*v)*u**2",
     {"abs(u*v)*u**2*v**2": "abs(u*v)*u**2"}),
    ("abs(u)**3*abs(v)**3", "", smooth(glue("abs(u)**3*abs(v)**3", "u", "v", flips=[
        flip(0, 1, k="2*v**3"), flip(0, -1, k="-2*v**3"), flip(1, 0, k="2*u**3"), flip(-1, 0, k="-2*u**3")])),
     "abs(u)**3*abs(v)", {"abs(u)**3*abs(v)**3": "abs(u)**3*abs(v)"}),
    (CASE, "", smooth(glue(CASE, "u", flips=[flip(0, k="2")])), "Piecewise((u**3, u > 0), (-u**2, True))",
     {CASE: "Piecewise((u**3, u > 0), (-u**2, True))"}),
    (HOLE, "", smooth(glue(HOLE, "u", ties=[{"signs": [0], "rule": "factor", "cofactor": tree("-u**2"), "zero": RING}])),
     "Piecewise((u**3, u != 0), (1, True))", {HOLE: "Piecewise((u**3, u != 0), (1, True))"}),
    (LOGS, "", smooth(glue(LOGS, "u - 1", flips=[along("u", "1")])), "Piecewise((u*log(u), u > 1), (u - 1, True))",
     {LOGS: "Piecewise((u*log(u), u > 1), (u - 1, True))"}),
    # a factor 0 does not give the logarithm a value
    (LOGS, "", smooth(glue(LOGS, "u - 1", flips=[along("u", "1")])), "Piecewise((2*u*log(u), u > 1), (u**2 - 1 + 0*log(u), True))",
     {LOGS: "Piecewise((2*u*log(u), u > 1), (u**2 - 1 + 0*log(u), True))"}),
    ("u**3*sign(u)", "", smooth(glue("u**3*sign(u)", "u", flips=[flip(0, k="2")], ties=[
        {"signs": [0], "rule": "slice", "variable": "u", "value": tree("0"), "zeros": [RING]}])),
     "u**3*sign(u) + sign(u)**2", {"u**3*sign(u)": "u**3*sign(u) + sign(u)**2"}),
    (DEAD, "", smooth(glue(DEAD, "u", "u - 1", "-u - 1", flips=[flip(1, 0, -1, k="1"), flip(-1, -1, 0, k="1")], pieces=[
        empty(2, 1, 1, 1), empty(2, 1, -1, 1), empty(1, -1, 1, 1), empty(1, -1, 1, -1)])),
     "abs(abs(u) - 1)**3", {DEAD: "abs(abs(u) - 1)**3"}),
    ("sqrt(u**6)", "", smooth(glue("sqrt(u**6)", "u", flips=[flip(0, k="2")]), factors=[{**EVEN, "tree": tree("u**6"), "power": 6}]),
     "sqrt(u**2)", {"sqrt(u**6)": "sqrt(u**2)", "u**6": "u**2"}),
    ("u**2*sqrt(u**2)", "", smooth(glue("u**2*sqrt(u**2)", "u", flips=[flip(0, k="2")]), factors=[EVEN]), "u*sqrt(u**2)",
     {"u**2*sqrt(u**2)": "u*sqrt(u**2)"}),
    ("abs(u)**(5/2)", "", smooth(edge("abs(u)**(5/2)", "u")), "abs(u)**(3/2)", {"abs(u)**(5/2)": "abs(u)**(3/2)"}),
    ("u*abs(u)**(3/2)", "", smooth(edge("u*abs(u)**(3/2)", "u")), "u*abs(u)", {"u*abs(u)**(3/2)": "u*abs(u)"}),
    ("sign(u)*abs(u)**3*v", "", smooth(edge("sign(u)*abs(u)**3*v", "u")), "sign(u)*abs(u)**2*v",
     {"sign(u)*abs(u)**3*v": "sign(u)*abs(u)**2*v"}),
    ("u*Max(u, 0)**(7/5)", "", smooth(edge("u*Max(u, 0)**(7/5)", "u")), "u*Max(v, 0)**(7/5)",
     {"u*Max(u, 0)**(7/5)": "u*Max(v, 0)**(7/5)"}),
    ("u**2*(u**2)**(1/3)", "", smooth(edge("u**2*(u**2)**(1/3)", "u"), factors=[EVEN]), "u*(u**2)**(1/3)",
     {"u**2*(u**2)**(1/3)": "u*(u**2)**(1/3)"}),
    ("(u**2 + v**2)**(3/2)", "", smooth(power("(u**2 + v**2)**(3/2)")), "(u**2 + v**2)**(1/2)",
     {"(u**2 + v**2)**(3/2)": "(u**2 + v**2)**(1/2)"}),
    ("(1 - cos(u))**(5/4)", "", smooth(power("(1 - cos(u))**(5/4)")), "(1 - cos(u))**(3/4)", {"(1 - cos(u))**(5/4)": "(1 - cos(u))**(3/4)"}),
    ("(u**2)**(4/3)", "", smooth(power("(u**2)**(4/3)")), "abs(u)**(4/3)", {"(u**2)**(4/3)": "abs(u)**(4/3)", "u**2": "abs(u)"}),
    ("abs(u**2)", "", smooth(rewrites=[rewrite("abs(u**2)", "u**2", "sign", op=">=", proof=S)]), "abs(u**3 + u)",
     {"abs(u**2)": "abs(u**3 + u)", "u**2": "u**3 + u"}),
    ("sign(u - 1)*v", "u > 1", smooth(rewrites=[rewrite("sign(u - 1)", "1", "sign", op=">", proof=S)]), "sign(u - 2)*v",
     {"sign(u - 1)": "sign(u - 2)"}),
    ("Max(u, v)", "u > v", smooth(rewrites=[rewrite("Max(u, v)", "u", "extreme", drop={"1": {"by": 0, "proof": {"rule": "fact", "index": 0}}})]),
     "Max(u, 2*v)", {"Max(u, v)": "Max(u, 2*v)"}),
    (VALUE, "u > 1", smooth(rewrites=[rewrite(VALUE, "u", "case", conditions=[{"holds": True, "proof": S}])]),
     "Piecewise((u, u > 2), (v, True))", {VALUE: "Piecewise((u, u > 2), (v, True))"}),
    ("sqrt(u**4)", "", smooth(rewrites=[rewrite("sqrt(u**4)", "u**2", "zero", proof=ROOT)]), "sqrt(u**2)",
     {"sqrt(u**4)": "sqrt(u**2)", "u**4": "u**2", "u**2": "u"}),
    ("abs(u)*abs(u)", "", smooth(rewrites=[rewrite("abs(u)*abs(u)", "u**2", "zero", proof=SQUARE)]), "abs(u)*u",
     {"abs(u)*abs(u)": "abs(u)*u"}),
]
IDS = [f"{i}-{h}" for i, (h, *_) in enumerate(HOLDS)]


def exchanged(value: Any, put: dict[str, str]) -> Any:
    """A certificate with other trees, outer ones first."""
    pairs = [(tree(a), tree(b)) for a, b in put.items()]

    def go(x: Any) -> Any:
        for a, b in pairs:
            if x == a:
                return b
        if isinstance(x, list):
            return [go(y) for y in x]
        return {k: go(y) for k, y in x.items()} if isinstance(x, dict) else x

    return go(value)


def judge(kit: Any, h: str, domain: str, certificate: Any, status: str = "HOLDS") -> str | None:
    """None if the certificate is accepted, else the reason."""
    return kit.only(["u*v"], h, *filter(None, [domain]), variables="u v w", smooth=(status, certificate))  # type: ignore[no-any-return]


@pytest.mark.parametrize(("h", "domain", "certificate", "miss", "put"), HOLDS, ids=IDS)
def test_accepts(kit: Any, h: str, domain: str, certificate: Any, miss: str, put: dict[str, str]) -> None:
    del miss, put
    assert judge(kit, h, domain, certificate) is None


@pytest.mark.parametrize(("h", "domain", "certificate", "miss", "put"), HOLDS, ids=IDS)
def test_near_misses(kit: Any, h: str, domain: str, certificate: Any, miss: str, put: dict[str, str]) -> None:
    """The certificate on the near miss, and each one-place change of it."""
    del h
    forged = exchanged(certificate, put)
    assert judge(kit, miss, domain, forged) is not None
    for changed in kit.changes(forged):
        assert judge(kit, miss, domain, changed) is not None, json.dumps(changed)


@pytest.mark.parametrize(("h", "certificate"), [
    ("Max(u, v)**3", smooth(glue("Max(u, v)**3", "u - v", flips=[flip(0, k="u**2 + u*v + v**2")]))),
    ("abs(u)", smooth(edge("abs(u)", "u"))), ("abs(u)**2", smooth(edge("abs(u)**2", "u"))), ("sqrt(u**2)**3*0 + abs(u)", smooth()),
    ("(u**3)**(5/2)", smooth(edge("(u**3)**(5/2)", "u"), factors=[{**EVEN, "tree": tree("u**3"), "power": 3}])),
    ("u**4*sqrt(u)**4", smooth(edge("u**4*(sqrt(u)**4)", "u"))),
    ("u**2*sqrt(sqrt(u)**4)", smooth(edge("u**2*sqrt(sqrt(u)**4)", "u"), factors=[{**EVEN, "tree": tree("sqrt(u)**4")}])),
    ("Max(u, 0*log(v) + 0)**3", smooth(glue("Max(u, 0*log(v) + 0)**3", "u", flips=[flip(0, k="1")]))),
    ("abs(u)**3 + abs(v)", smooth(glue("abs(u)**3", "u", flips=[flip(0, k="2")]))),
    ("abs(abs(u))**3", smooth(glue("abs(abs(u))**3", "abs(u)", flips=[flip(0, k="2")]))),
    ("abs(abs(u)**3 - v)**3", smooth(glue("abs(u)**3", "u", flips=[flip(0, k="2")]),
                                     glue("abs(abs(u)**3 - v)**3", "abs(u)**3 - v", flips=[flip(0, k="2")]))),
    ("(abs(u)*u)**(8/3)", smooth(power("(abs(u)*u)**(8/3)"))), ("(u**2 - v**2)**(5/2)", smooth(power("(u**2 - v**2)**(5/2)"))),
    ("abs(u)**3", smooth(glue("abs(u)**3", "u", flips=[flip(0, k="2 + sign(u)*0")]))),
    ("abs(u)**3", smooth(glue("abs(u)**3", "u", flips=[flip(0, k="2*u/u")]))),
    ("abs(u)**3", smooth(glue("abs(u)**3", flips=[flip(0, k="2")]))), ("abs(u)**3", smooth(glue("abs(u)**3", "u", "u", flips=[flip(0, k="2")]))),
    ("abs(u)**3", smooth(glue("abs(u)**3", "u", flips=[along("u", "0", RING, RING)]))),
    ("abs(u)**3", smooth(glue("abs(u)**3", "u", flips=[along("u", "u")]))), ("abs(u)**3", smooth(glue("abs(u)**3", "u", flips=[along("u", "1")]))),
    ("abs(u)**3", smooth(glue("abs(u)**3", "u", flips=[{"signs": [0], "rule": "empty", "index": 0, "proof": S}]))),
    ("abs(u)**3", smooth(glue("abs(u)**3", "u", pieces=[empty(0, 1)]))), ("abs(u)**3", smooth(glue("abs(u)**3", "v", flips=[flip(0, k="0")]))),
    ("abs(u)**3", smooth({"term": tree("abs(u)**3"), "rule": "magic"})), ("abs(u)**3", smooth(3)), ("abs(u)**3", smooth(terms={"a": 1})),
])
def test_rejects(kit: Any, h: str, certificate: Any) -> None:
    assert judge(kit, h, "", certificate) is not None


# -- kinks ----------------------------------------------------------------------------------------------------
def kink(direction: str, order: int, **point: str) -> dict[str, Any]:
    """A certificate of kind `kink`; two directions are separated by a semicolon."""
    listed = [[q.strip() for q in d.split(",")] for d in direction.split(";")]
    where = {n: tree(point.get(n, "0")) for n in ("u", "v", "w")}
    several = {"directions": listed} if len(listed) > 1 else {"direction": listed[0]}
    return {"kind": "kink", "function": "h", "point": where, "order": order, **several}


@pytest.mark.parametrize(("h", "certificate"), [
    ("abs(u)", kink("1,0,0", 1)), ("u*abs(u)", kink("1,0,0", 2)), ("sign(u)", kink("1,0,0", 0)), ("sign(u)**2", kink("1,0,0", 0)),
    ("sqrt(u**2 + v**2)", kink("1,2,0", 1)), ("sqrt(u**4 + v**4)", kink("1,0,0;0,1,0", 2)), ("(u**2)**(5/6)", kink("1,0,0", 2)),
    ("abs(u**2 - 2)", kink("1,0,0", 1, u="sqrt(2)")), ("abs(exp(u) - 2)", kink("1,0,0", 1, u="log(2)")),
    ("abs(sin(u))", kink("-1,0,0", 1, u="pi")), ("Max(u, v, w)", kink("1,0,0", 1, u="2", v="2")), ("abs(u - v)*w", kink("1,0,0", 1, w="1")),
    ("Max(u, v)**2", kink("1,0,0", 2)), ("sqrt(1 - cos(u))", kink("1,0,0", 1)), ("log(1 + abs(u))", kink("1,0,0", 1)),
    ("Piecewise((u**2, u > 0), (0, True))", kink("1,0,0", 2)), ("Piecewise((u, u > 0), (1, True))", kink("1,0,0", 0)),
    ("Piecewise((u**3, u != 0), (1, True))", kink("1,0,0", 0)), ("abs(u)**(3/2)*exp(v)", kink("1,0,0", 2, v="1/3")),
    ("(u**2 + v**2)**(1/4)*u/sqrt(u**2 + v**2 + 1)", kink("1,0,0", 2)), ("Min(u, v)/(1 + u**2)", kink("1,-1,0", 1)),
    ("abs(erf(u) + atan(u))", kink("1,0,0", 1)), ("sqrt(sqrt(u**4 + v**4) + u**2)", kink("1,0,0", 1)),
])
def test_kinks(kit: Any, h: str, certificate: Any) -> None:
    assert judge(kit, h, "", certificate, "FAILS") is None
    for smooth_one in ("u*v", "abs(u)**3 + abs(v)**3", "(u**2 + v**2)**(3/2)", "u**2*sqrt(u**4 + v**2)*0 + u", "sqrt(1 + abs(u)**3)"):
        assert judge(kit, smooth_one, "", certificate, "FAILS") is not None


@pytest.mark.parametrize(("h", "certificate"), [
    ("abs(u)", kink("0,1,0", 1)), ("abs(u)", kink("1,0,0", 0)), ("abs(u)", kink("1,0,0", 2)), ("abs(u)", kink("1,0,0", 1, u="1")),
    ("abs(u)", kink("0,0,0", 1)), ("abs(u)**3", kink("1,0,0", 3)), ("u*abs(u)", kink("1,0,0", 1)), ("sqrt(u**4 + v**4)", kink("1,0,0", 2)),
    ("sqrt(u**4 + v**4)", kink("1,0,0;0,1,0", 1)), ("sqrt(u**4 + v**4)", kink("1,0,0;2,0,0", 2)), ("abs(u - v)*w", kink("1,0,0", 1)),
    ("abs(u)**3", kink("1,0,0;0,1,0", 2)), ("cos(abs(u))", kink("1,0,0", 1)), ("cos(abs(u))", kink("1,0,0", 2)),
    ("sqrt(u**4)", kink("1,0,0", 2)), ("abs(u)", kink("1,0", 1)), ("abs(u)", {**kink("1,0,0", 1), "function": "0"}),
    ("exp(-1/u**2)", kink("1,0,0", 1)), ("1/u", kink("1,0,0", 2, v="1")), ("abs(u)", {**kink("1,0,0", 1), "direction": None}),
])
def test_no_kinks(kit: Any, h: str, certificate: Any) -> None:
    """Functions, points, lines and orders at which nothing differs; 1/u has no value there at all."""
    assert judge(kit, h, "u != 0" if h in ("1/u", "exp(-1/u**2)") else "", certificate, "FAILS") is not None


# -- the other criteria ---------------------------------------------------------------------------------------
CUBES = smooth(edge("abs(u)**3", "u"))


def part(sign: int, **inner: Any) -> dict[str, Any]:
    """One piece."""
    return {"signs": [sign], **inner}


BOTH = {"kind": "pieces", "on": [U], "owner": {"u": 0, "v": 1}, "pieces": [part(s, certificate=ZEROS) for s in (1, -1)]}
FULL = {"kind": "rank", "proof": {"rule": "minor", "columns": [0, 1], "proof": S}}
RANKS = {"kind": "pieces", "on": [U], "pieces": [part(s, certificate=FULL) for s in (1, -1)]}


def pair(kit: Any, g: list[str], h: str, evidence: Any, **verdict: tuple[str, Any]) -> str | None:
    """The reason why the one verdict beside `smooth` is rejected, None if it is accepted."""
    (name,) = verdict
    outcome = kit.check(g, h, variables="u v", smooth=("HOLDS", evidence), **verdict)
    assert outcome["smooth"].accepted, outcome["smooth"].reason
    return None if outcome[name].accepted else outcome[name].reason


def test_pieces(kit: Any) -> None:
    """|u|**3 commutes with itself and is separable; on each side its branch has the bracket of a polynomial."""
    for name in ("commuting", "block_separable", "separable", "commuting_with_h", "wronskian", "lie_necessary"):
        assert pair(kit, ["abs(u)**3", "v**2"], "2*abs(u)**3", CUBES, **{name: ("HOLDS", BOTH)}) is None
    for name in ("commuting_with_h", "wronskian"):
        assert pair(kit, ["abs(u)**3", "v**2"], "u**2", CUBES, **{name: ("HOLDS", BOTH)}) is not None
        assert pair(kit, ["abs(u)**3", "v**2"], "u*u**2", CUBES, **{name: ("HOLDS", BOTH)}) is None
    assert pair(kit, ["u + abs(u)**3/4", "v"], "u", CUBES, regular=("HOLDS", RANKS)) is not None  # 1 - 3*u**2/4 for u < 0
    assert pair(kit, ["u*abs(u)**3 + 3*u", "v"], "u", smooth(edge("u*abs(u)**3", "u")), regular=("HOLDS", RANKS)) is None


@pytest.mark.parametrize("change", [
    lambda p: p.update(on=[tree("v")]), lambda p: p.update(on=[U, U]), lambda p: p.update(on=[]), lambda p: p["pieces"].pop(),
    lambda p: p["pieces"][0].update(signs=[0]), lambda p: p["pieces"][0].update(signs=[1, 1]), lambda p: p["pieces"][0].pop("certificate"),
    lambda p: p["pieces"][0].update(certificate={"kind": "pieces"}), lambda p: p["pieces"][1].update(empty={"index": 0, "proof": S}),
    lambda p: p.pop("owner"), lambda p: p["owner"].update(u=1), lambda p: p["pieces"][0].update(certificate=None),
])
def test_tampered_pieces(kit: Any, change: Any) -> None:
    certificate = json.loads(json.dumps(BOTH))
    assert pair(kit, ["abs(u)**3", "v**2"], "2*abs(u)**3", CUBES, separable=("HOLDS", certificate)) is None
    change(certificate)
    assert pair(kit, ["abs(u)**3", "v**2"], "2*abs(u)**3", CUBES, separable=("HOLDS", certificate)) is not None


def test_pieces_do_not_share_owners(kit: Any) -> None:
    """Each coordinate is alone on its side, and still both depend on u."""
    g = ["Max(u, 0)**3", "Max(-u, 0)**3"]
    evidence = smooth(glue("Max(u, 0)**3", "u", flips=[flip(0, k="1")]), glue("Max(-u, 0)**3", "u", flips=[flip(0, k="1")]))
    for owner in (0, 1):
        certificate = {**BOTH, "owner": {"u": owner, "v": 0}}
        assert pair(kit, g, "v", evidence, block_separable=("HOLDS", certificate)) is not None
    inner = [part(s, certificate={**ZEROS, "owner": {"u": 0 if s > 0 else 1, "v": 0}}) for s in (1, -1)]
    assert pair(kit, g, "v", evidence, block_separable=("HOLDS", {"kind": "pieces", "on": [U], "pieces": inner})) is not None
    assert pair(kit, g, "v", evidence, commuting=("HOLDS", {"kind": "pieces", "on": [U], "pieces": [
        part(s, certificate=ZEROS) for s in (1, -1)]})) is None


def test_no_third_derivatives(kit: Any) -> None:
    """On each side of 0 the function is a polynomial of degree 3, and a C^2 function need not have a third derivative."""
    assert pair(kit, ["u", "v"], "abs(u)**3", CUBES, quadratic=("HOLDS", BOTH)) is not None
    assert pair(kit, ["u", "v"], "abs(u)**3", CUBES, commuting_with_h=("HOLDS", ZEROS)) is not None


def test_powers_are_zero_at_the_edge(kit: Any) -> None:
    """h = r**3 and g = r**2: at the origin all derivatives of h up to the second are 0."""
    base = tree("u**2 + v**2")
    evidence = smooth(power("(u**2 + v**2)**(3/2)"))
    certificate = {"kind": "pieces", "on": [base], "pieces": [part(s, certificate=ZEROS) for s in (1, 0)]}
    assert pair(kit, ["u**2 + v**2"], "(u**2 + v**2)**(3/2) - u**2", evidence, commuting_with_h=("HOLDS", certificate)) is not None
    assert pair(kit, ["u*v"], "v**2*0 + u**2 + (u**2 + v**2)**(3/2)", evidence, commuting_with_h=("HOLDS", certificate)) is not None
    assert pair(kit, ["3*(u**2 + v**2)**(3/2)"], "(u**2 + v**2)**(3/2)", evidence, commuting_with_h=("HOLDS", certificate)) is None
    drop = {"kind": "rank_drop", "point": {"u": tree("0"), "v": tree("0")}, "row": [ONE], "proofs": {}, "piece": {"on": [base], "signs": [0]}}
    assert pair(kit, ["(u**2 + v**2)**(3/2)"], "u", evidence, regular=("FAILS", drop)) is None
    assert pair(kit, ["(u**2 + v**2)**(3/2) + u"], "u", evidence, regular=("FAILS", drop)) is not None
    for change in ({"piece": {"on": [base], "signs": [1]}}, {"point": {"u": tree("1"), "v": tree("0")}}, {"piece": {"on": [U], "signs": [0]}},
                   {"piece": {"on": [base], "signs": []}}, {"row": [tree("0")]}):
        assert pair(kit, ["(u**2 + v**2)**(3/2)"], "u", evidence, regular=("FAILS", {**drop, **change})) is not None


def test_ties_of_second_derivatives(kit: Any) -> None:
    """|u**2| has the second derivative 2 at 0, where the formula with sign(u**2) says 0."""
    weak = smooth(guards=[{"guard": tree("u**2"), "op": ">=", "proof": S}])
    drop = {"kind": "rank_drop", "point": {"u": tree("0"), "v": tree("0")}, "row": [ONE], "proofs": {}}
    assert pair(kit, ["abs(u**2)"], "u", weak, regular=("FAILS", drop)) is None
    wrong = {"kind": "nonzero", "item": "0,h,u", "point": {"u": tree("0"), "v": tree("1")}}
    assert pair(kit, ["u**2 + v"], "abs(u**2) + v", weak, commuting_with_h=("FAILS", wrong)) is not None
    assert pair(kit, ["u**2 + v"], "abs(u**2) + v", weak, commuting_with_h=("HOLDS", ZEROS)) is None


# -- zeros without a name -------------------------------------------------------------------------------------
CROSS = {"kind": "sign_change", "row": ["1"], "column": "u", "points": [
    {"u": tree("1"), "v": tree("0")}, {"u": tree("2"), "v": tree("0")}], "inside": [], "zeros": {}}


def only(kit: Any, g: list[str], certificate: Any, *domain: str) -> str | None:
    """None if the certificate shows that the rank of the Jacobian drops."""
    return kit.only(g, None, *domain, variables="u v", regular=("FAILS", certificate))  # type: ignore[no-any-return]


def test_sign_changes(kit: Any) -> None:
    """f' = u**4 - u - 1 has a zero between 1 and 2, where g = f(u) + v**2 is critical."""
    f = "u**5/5 - u**2/2 - u"
    assert only(kit, [f"{f} + v**2"], CROSS) is None
    assert only(kit, [f"{f} + v**2 + v"], CROSS) is not None  # the gradient does not vanish there
    assert only(kit, ["u**5/5 + u**2/2 + u + v**2"], CROSS) is not None
    assert only(kit, [f, "v"], {**CROSS, "row": ["1", "0"]}) is None
    assert only(kit, [f, "v"], {**CROSS, "row": ["0", "1"]}) is not None
    assert only(kit, [f, "u"], {**CROSS, "row": ["1", "0"]}) is None
    # the segment leaves M, or the function is not smooth on it
    assert only(kit, [f"{f} + v**2"], {**CROSS, "inside": [None]}, "u > 1/2") is None
    assert only(kit, [f"{f} + v**2"], {**CROSS, "inside": [None]}, "u != 3/2") is not None
    assert only(kit, [f"{f} + v**2"], {**CROSS, "inside": [S]}, "u != 3/2") is not None
    assert only(kit, [f"{f} + v**2"], {**CROSS, "inside": [S]}, "u**2 + v**2 > 1/2") is None
    assert only(kit, [f"{f} + v**2"], {**CROSS, "inside": [None]}, "(u - 3/2)**2 + v**2 > 1/8") is not None
    assert only(kit, ["u**2/2 - 3*u/2 + abs(u - 3/2)"], CROSS) is not None  # u - 3/2 + sign(u - 3/2) jumps over 0
    assert only(kit, ["1/(u - 3/2)**2"], {**CROSS, "inside": [None]}, "(u - 3/2)**2 > 0") is not None  # has a pole instead
    for change in ({"row": ["0"]}, {"row": ["1", "1"]}, {"column": "v"}, {"column": "w"}, {"points": [CROSS["points"][0]] * 2}, {"inside": [S]},
                   {"points": CROSS["points"][:1]}, {"row": ["1/0"]}, {"points": [*CROSS["points"], *CROSS["points"]]}):
        assert only(kit, [f"{f} + v**2"], {**CROSS, **change}) is not None
