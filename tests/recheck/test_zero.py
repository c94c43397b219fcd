"""Rules of ZERO: proofs written by hand are accepted; none of their one-place changes proves anything false."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorsym.expression import Expression, add, mul, num, power, sqrt, sub, sym
from mirrorsym.recheck.limits import Budget
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.reader import read
from mirrorsym.recheck.straighten import straightened


def tree(text: str) -> Any:
    """The JSON tree of a formula."""
    return read(text, {"u", "v", "w", "k", "c", *(f"_t{i}" for i in range(5))}).to_json()


S = {"rule": "structure"}
RING = {"rule": "ring"}


def tower(*generators: dict[str, Any], images: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """A tower; generators are named _t0, _t1, ..."""
    return {"rule": "tower", "generators": [{"name": f"_t{i}", **g} for i, g in enumerate(generators)], "images": list(images)}


def exp(of: str) -> dict[str, Any]:
    """An exp generator."""
    return {"kind": "exp", "of": tree(of)}


def log(of: str) -> dict[str, Any]:
    """A log generator whose positivity is structural."""
    return {"kind": "log", "of": tree(of), "proof": S}


def root(of: str, degree: int = 2) -> dict[str, Any]:
    """A root generator."""
    return {"kind": "root", "of": tree(of), "degree": degree, "proof": S}


def angle(of: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A pair of sin and cos."""
    return {"kind": "sin", "of": tree(of)}, {"kind": "cos", "of": tree(of)}


def image(atom: str, rule: str, **fields: Any) -> dict[str, Any]:
    """An image."""
    return {"atom": tree(atom), "rule": rule, **fields}


HALF_TURN = "pi/2"
RAYS = {"rule": "derivatives", "connected": {"rule": "rays", "symbols": ["u"]}, "guards": [{"guard": tree("cos(u)"), "op": "!=", "proof": {
    "rule": "angle", "turns": 0, "low": {"rule": "fact", "index": 0, "factor": "1"}, "high": {"rule": "fact", "index": 1, "factor": "1"}}}]}


def rays(at: str = "0", *, guard: str = "u - 2", proof: Any = S, **more: Any) -> dict[str, Any]:
    """A value at one u, and derivatives along u."""
    return {"rule": "derivatives", "guards": [{"guard": tree(guard), "op": "!=", "proof": proof}], "connected": {
        "rule": "rays", "symbols": ["u"], "at": {"u": tree(at)}, "value": {"rule": "constant", "method": "gauss"}, **more}}


STEP = "atan(u - 2) + atan(1/(u - 2)) + pi/2"  # 0 for u < 2, pi for u > 2
CONVEX = {"rule": "convex"}
#: (expression, proof, conditions, expressions that are not zero there and look alike)
PROOFS: list[tuple[str, Any, tuple[str, ...], tuple[str, ...]]] = [
    ("(1/8)**(1/6) - sqrt(1/2)", RING, (), ("(1/8)**(1/6) + sqrt(1/2)", "(1/8)**(1/5) - sqrt(1/2)")),
    ("u*(4**(5/6) - 2*2**(2/3)) + 72**(1/6)*(9/8)**(1/3) - 3**(2/3)*3**(1/3)/sqrt(2)", RING, (), (
        "u*(4**(5/6) - 2*2**(1/3))", "72**(1/6)*(9/8)**(1/3) - 3/sqrt(3)")),
    ("(u + v)**2 - u**2 - 2*u*v - v**2", None, (), ("(u + v)**2 - u**2 - 2*u*v",)),
    ("1/(u - v) - (u + v)/(u**2 - v**2)", RING, (), ("1/(u - v) - (u - v)/(u**2 - v**2)",)),
    ("sin(u + v) - sin(v + u)", RING, (), ("sin(u + v) - sin(u - v)",)),
    ("sqrt(u)**3 - u*sqrt(u)", RING, (), ("sqrt(u)**3 - u",)),
    ("sqrt(6) - sqrt(2)*sqrt(3)", RING, (), ("sqrt(6) - sqrt(2) - sqrt(3)",)),
    ("exp(2*u) - exp(u)**2", tower(exp("u"), images=(image("exp(2*u)", "exp", exponents={"_t0": 2}),)), (),
     ("exp(2*u) - exp(u)**3", "exp(2*u) + exp(u)**2")),
    ("exp(u - v)*exp(v) - exp(u)", tower(exp("u"), exp("v"), images=(image("exp(u - v)", "exp", exponents={"_t0": 1, "_t1": -1}),)), (),
     ("exp(u - v)*exp(v) - exp(v)",)),
    ("log(u**2) - 2*log(u)", tower(log("u"), images=(image("log(u**2)", "log", logs={"_t0": "2"}),)), ("u > 0",), ("log(u**2) - log(u)",)),
    ("log(sqrt(u)) - log(u)/2", tower(log("u"), images=(image("log(sqrt(u))", "log", logs={"_t0": "1/2"}, scale=2),)), ("u > 0",),
     ("log(sqrt(u)) - log(u)",)),
    ("log(u*exp(v)) - log(u) - v", tower(log("u"), exp("v"), images=(
        image("log(u*exp(v))", "log", logs={"_t0": "1"}, exponents={"_t1": "1"}),)), ("u > 0",), ("log(u*exp(v)) - log(u) - 2*v",)),
    ("exp(log(u)/2) - sqrt(u)", tower(log("u"), root("u"), images=(
        image("exp(log(u)/2)", "exp", logs={"_t0": "1/2"}, roots={"_t0": "_t1"}),)), ("u > 0",), ("exp(log(u)/2) - u",)),
    ("sqrt(u**2) - u", tower(images=(image("sqrt(u**2)", "root", image=tree("u"), proof=S),)), ("u > 0",),
     ("sqrt(u**2) + u", "sqrt(u**2) - u**2")),
    ("sqrt(u*v) - sqrt(u)*sqrt(v)", tower(root("u"), root("v"), images=(
        image("sqrt(u*v)", "root", image=tree("_t0*_t1"), proof=S),)), ("u > 0", "v > 0"), ("sqrt(u*v) + sqrt(u)*sqrt(v)",)),
    ("sin(2*u) - 2*sin(u)*cos(u)", tower(*angle("u"), images=(image("sin(2*u)", "sin", angles={"_t0": 2}, pi="0"),)), (),
     ("sin(2*u) - sin(u)*cos(u)", "sin(2*u) + 2*sin(u)*cos(u)")),
    ("cos(u + pi/2) + sin(u)", tower(*angle("u"), images=(image("cos(u + pi/2)", "cos", angles={"_t0": 1}, pi="1/2"),)), (),
     ("cos(u + pi/2) - sin(u)",)),
    ("cos(u - v) - cos(u)*cos(v) - sin(u)*sin(v)", tower(*angle("u"), *angle("v"), images=(
        image("cos(u - v)", "cos", angles={"_t0": 1, "_t2": -1}, pi="0"),)), (), ("cos(u - v) - cos(u)*cos(v) + sin(u)*sin(v)",)),
    ("cosh(u)**2 - sinh(u)**2 - 1", tower(), (), ("cosh(u)**2 + sinh(u)**2 - 1",)),
    ("asinh(u) - log(u + sqrt(u**2 + 1))", tower(), (), ("asinh(u) - log(u - sqrt(u**2 + 1))",)),
    ("atanh(u) - log((1 + u)/(1 - u))/2", tower(), ("u < 1", "u > -1"), ("atanh(u) - log((1 + u)/(1 - u))",)),
    ("u**k*u - u**(k + 1)", tower(log("u"), exp("k*log(u)"), images=(
        image("exp((k + 1)*log(u))", "exp", exponents={"_t1": 1}, logs={"_t0": "1"}),)), ("u > 0",), ("u**k*u - u**(k + 2)",)),
    ("atan(-u) + atan(u)", tower({"kind": "opaque", "of": tree("atan(u)")}, images=(
        image("atan(-u)", "opaque", name="_t0", sign=-1),)), (), ("atan(-u) - atan(u)",)),
    ("sin(pi/6) - 1/2", tower(images=(image("sin(pi/6)", "value", value=tree("1/2")),)), (), ("sin(pi/6) + 1/2",)),
    ("gamma(5) - 24", tower(images=(image("gamma(5)", "value", value=tree("24")),)), (), ("gamma(5) - 120",)),
    ("abs(u) - u", tower(images=(image("abs(u)", "sign", op=">=", proof=S),)), ("u > 0",), ("abs(u) + u",)),
    ("sign(u) + 1", tower(images=(image("sign(u)", "sign", op="<=", proof=S),)), ("u < 0",), ("sign(u) - 1",)),
    ("Max(u, v) - u", tower(images=(image("Max(u, v)", "sign", op=">=", proof=S),)), ("u > v",), ("Max(u, v) - v",)),
    ("Min(u, v) - v", tower(images=(image("Min(u, v)", "sign", op=">=", proof=S),)), ("u > v",), ("Min(u, v) - u",)),
    ("atan(u) + atan(1/u) - pi/2", {"rule": "derivatives", "proofs": {}, "connected": CONVEX, "values": [
        {"point": {"u": tree("1")}, "proof": {"rule": "constant", "method": "gauss"}}]}, ("u > 0",), ("atan(u) + atan(1/u) + pi/2",)),
    ("log(u*v) - log(u) - log(v)", {"rule": "derivatives", "proofs": {}, "connected": CONVEX, "values": [
        {"point": {"u": tree("1"), "v": tree("1")}, "proof": RING}]}, ("u > 0", "v > 0"), ("log(u*v) - log(u) - log(v) - 1",)),
    ("log(u**2)/2 - log(abs(u))", {"rule": "cases", "on": tree("u"), "positive": tower(
        log("u"), images=(image("abs(u)", "sign", op=">=", proof=S), image("log(u**2)", "log", logs={"_t0": "2"}))), "negative": tower(
        log("-u"), images=(image("abs(u)", "sign", op="<=", proof=S), image("log(u**2)", "log", logs={"_t0": "2"}))),
        "zero": {"excluded": S}}, ("u != 0",), ("log(u**2) - log(abs(u))",)),
    ("abs(u)*u - Max(u, 0)**2 + Max(-u, 0)**2", {"rule": "cases", "on": tree("u"), "positive": tower(images=(
        image("abs(u)", "sign", op=">=", proof=S), image("Max(u, 0)", "sign", op=">=", proof=S),
        image("Max(-u, 0)", "sign", op="<=", proof=S))), "negative": tower(images=(
            image("abs(u)", "sign", op="<=", proof=S), image("Max(u, 0)", "sign", op="<=", proof=S),
            image("Max(-u, 0)", "sign", op=">=", proof=S)))}, (), ("abs(u)*u - Max(u, 0)**2 - Max(-u, 0)**2",)),
    ("Piecewise((u, u > 0), (2*u, True)) - u", RING, ("u > 0",), ("Piecewise((u, u > 0), (2*u, True)) - 2*u",)),
    ("Piecewise((u, u > 0), (-u, True))**2 - u**2", {"rule": "cases", "on": tree("u"), "positive": RING, "negative": RING, "zero": RING}, (),
     ("Piecewise((u, u > 0), (-u, True)) - u",)),
    ("atan(1/2) + atan(1/3) - pi/4", {"rule": "constant", "method": "gauss"}, (), ("atan(1/2) + atan(1/3) + pi/4",)),
    ("4*atan(1/5) - atan(1/239) - pi/4", {"rule": "constant", "method": "gauss"}, (), ("4*atan(1/5) - atan(1/239) + 7*pi/4",)),
    ("sqrt(3 + 2*sqrt(2)) - 1 - sqrt(2)", {"rule": "constant", "method": "separation", "bits": 100}, (),
     ("sqrt(3 + 2*sqrt(2)) - 1 - sqrt(2) + 1/10**12",)),
    ("asinh(1) - log(1 + sqrt(2))", {"rule": "constant", "method": "logs", "scale": 1, "terms": [
        ["1", tree("1 + sqrt(2)")], ["-1", tree("1 + sqrt(2)")]]}, (), ("asinh(1) + log(1 + sqrt(2))",)),
    ("log(8) - 3*log(2)", {"rule": "constant", "method": "logs", "scale": 1, "terms": [["1", tree("8")], ["-3", tree("2")]]}, (),
     ("log(8) - 2*log(2)",)),
    ("cos(atan(u))**2 - 1/(u**2 + 1)", tower(), (), ("cos(atan(u))**2 - 1/(u**2 + 2)",)),
    ("sin(acos(u)) - cos(asin(u))", tower(), ("u < 1", "u > -1"), ("sin(acos(u)) - cos(acos(u))",)),
    ("tan(u)**2 + 1 - 1/cos(u)**2", tower(), (), ("tan(u)**2 - 1 - 1/cos(u)**2",)),
    ("LambertW(u)*exp(LambertW(u)) - u", tower({"kind": "opaque", "of": tree("LambertW(u)")}, images=(
        image("exp(LambertW(u))", "exp", lambert={"_t0": {"power": 1, "proof": S}}),)), ("u > 0",), ("LambertW(u)*exp(LambertW(u)) - 1",)),
    ("log(LambertW(u)) + LambertW(u) - log(u)", tower({"kind": "opaque", "of": tree("LambertW(u)")}, images=(
        image("log(LambertW(u))", "log", lambert={"_t0": {"multiple": "1", "proof": S}}),)), ("u > 0",),
     ("log(LambertW(u)) + LambertW(u) - 2*log(u)",)),
    ("polygamma(1, 2*u - u) - polygamma(1, u)", tower({"kind": "opaque", "of": tree("polygamma(1, u)")}, images=(
        image("polygamma(1, 2*u - u)", "opaque", name="_t0", sign=1),)), ("u > 0",), ("polygamma(1, u) - polygamma(2, u)",)),
    # a tower inside an image's proof uses the same generator names for other things
    ("sqrt(cosh(u)**2 - 1) - sinh(u)", tower(exp("u"), images=(image("sqrt(cosh(u)**2 - 1)", "root", image=tree("(_t0 - 1/_t0)/2"), proof={
        "rule": "rewrite", "to": tree("sinh(u)"), "zero": tower(exp("2*u"), exp("u")), "proof": S}),)), ("u > 0",),
     ("sqrt(cosh(u)**2 - 1) + sinh(u)",)),
    ("sqrt(1 - sin(u)**2) - cos(u)", tower(*angle("u"), images=(image("sqrt(1 - sin(u)**2)", "root", image=tree("_t1"), proof=S),)),
     ("u > 0", "u < 1"), ("sqrt(1 - sin(u)**2) + cos(u)",)),
    ("abs(u - v)*2 - 2*u + 2*v", RING, ("u > v",), ("abs(u - v) + u - v",)),
    ("sqrt(u**2 + 2*u*v + v**2) - u - v", {"rule": "have", "fact": tree("u + v"), "op": ">=", "proof": S, "then": tower(images=(
        image("sqrt(u**2 + 2*u*v + v**2)", "root", image=tree("u + v"), proof={"rule": "fact", "index": 2, "factor": "1"}),))},
     ("u > 0", "v > 0"), ("sqrt(u**2 + 2*u*v + v**2) + u + v",)),
    ("atan(sin(u)/cos(u)) - u", tower(images=(image("atan(sin(u)/cos(u))", "arc", to=tree("u"), low=S, high=S),)), ("u > -1", "u < 1"),
     ("atan(sin(u)/cos(u)) + u",)),
    # sums with whole multiples of atan
    ("sin(v + atan(u))*sqrt(u**2 + 1) - sin(v) - u*cos(v)", tower(), (), ("sin(v + atan(u))*sqrt(u**2 + 1) - sin(v) + u*cos(v)",)),
    ("cos(v - atan(u))*sqrt(u**2 + 1) - cos(v) - u*sin(v)", tower(), (), ("cos(v - atan(u))*sqrt(u**2 + 1) - cos(v) + u*sin(v)",)),
    ("tan(v + 2*atan(u))*((1 - u**2)*cos(v) - 2*u*sin(v)) - (1 - u**2)*sin(v) - 2*u*cos(v)", tower(), (),
     ("tan(v + atan(u))*((1 - u**2)*cos(v) - 2*u*sin(v)) - (1 - u**2)*sin(v) - 2*u*cos(v)",)),
    ("sin((6*atan(u) + 2*v)/2 - v)*(u**2 + 1)*sqrt(u**2 + 1) - 3*u + u**3", tower(), (), ("sin(3*atan(u)) - 3*u + u**3",)),
    # letters for sums: a fact about 2*u + 4*v is one about the letter
    ("log((u + 2*v)**2) - 2*log(u + 2*v)", {
        "rule": "letters", "symbols": {"_s0": tree("u + 2*v")}, "places": [[tree("u + 2*v"), ["sym", "_s0"]], [tree("2*u + 4*v"), [
            "mul", ["num", "2"], ["sym", "_s0"]]]], "proof": tower({"kind": "log", "of": ["sym", "_s0"], "proof": S}, images=(
                {"atom": ["log", ["pow", ["sym", "_s0"], ["num", "2"]]], "rule": "log", "logs": {"_t0": "2"}, "scale": 1},))},
     ("2*u + 4*v > 0",), ("log((u + 2*v)**2) - 2*log(u + v)", "exp(-u - 2*v) - exp(u + 2*v)")),
    # along a symbol in which the facts are affine
    ("atan(sin(u)/cos(u)) - u", RAYS, ("u > -pi/2", "u < pi/2"), ("atan(sin(u)/cos(u)) - 2*u", "atan(sin(u)/cos(u)) - u + 1")),
    # by parts
    ("exp(2*u) + log(v**2) - exp(u)**2 - 2*log(v)", {"rule": "sum", "terms": [
        {"term": tree("exp(2*u) - exp(u)**2"), "proof": tower(exp("u"), images=(image("exp(2*u)", "exp", exponents={"_t0": 2}),))},
        {"term": tree("log(v**2) - 2*log(v)"), "proof": tower(log("v"), images=(image("log(v**2)", "log", logs={"_t0": "2"}),))}]},
     ("v > 0",), ("exp(2*u) + log(v**2) - exp(u)**2 - 3*log(v)", "exp(2*u) + log(v**2) - exp(2*u)**2 - 2*log(v)")),
]


@pytest.mark.parametrize(("e", "proof", "conditions", "_"), PROOFS)
def test_accepts(kit: Any, e: str, proof: Any, conditions: tuple[str, ...], _: Any) -> None:
    assert kit.zero(e, proof, *conditions, k="real") is None


@pytest.mark.parametrize(("_", "proof", "conditions", "wrong"), PROOFS)
def test_proves_nothing_else(kit: Any, _: str, proof: Any, conditions: tuple[str, ...], wrong: tuple[str, ...]) -> None:
    for e in wrong:
        assert kit.zero(e, proof, *conditions, k="real") is not None


@pytest.mark.parametrize(("e", "proof", "conditions", "wrong"), [p for p in PROOFS if p[1]])
def test_no_change_proves_what_is_false(kit: Any, e: str, proof: Any, conditions: tuple[str, ...], wrong: tuple[str, ...]) -> None:
    for changed in kit.changes(proof):
        kit.zero(e, changed, *conditions, k="real")  # accepted or rejected, but never a crash
        assert kit.zero(wrong[0], changed, *conditions, k="real") is not None


@pytest.mark.parametrize(("e", "proof", "conditions"), [
    # on a larger domain the same identities are false
    ("log(u**2)/2 - log(abs(u))", tower(log("u"), images=(
        image("abs(u)", "sign", op=">=", proof=S), image("log(u**2)", "log", logs={"_t0": "2"}))), ("u != 0",)),
    ("sqrt(u**2) - u", tower(images=(image("sqrt(u**2)", "root", image=tree("u"), proof=S),)), ()),
    ("sqrt(u**2) - u", tower(images=(image("sqrt(u**2)", "root", image=tree("-u"), proof=S),)), ("u > 0",)),
    ("abs(u) - u", tower(images=(image("abs(u)", "sign", op=">=", proof=S),)), ("u < 1",)),
    ("Max(u, v) - u", tower(images=(image("Max(u, v)", "sign", op=">=", proof=S),)), ("u != v",)),
    ("atan(u) + atan(1/u) - pi/2", PROOFS[27][1], ("u != 0",)),
    ("atan(u) + atan(1/u) - pi/2", PROOFS[27][1], ()),
    # a generator that is nowhere defined proves nothing
    ("exp(u) - 1", tower({"kind": "opaque", "of": tree("asin(2 + u**2)")}, exp("u")), ()),
    ("exp(2*u) - 1", tower(root("u**2"), exp("1/(sqrt(u**2) - u) + u"), exp("1/(sqrt(u**2) - u)"), images=(
        image("exp(2*u)", "exp", exponents={"_t1": 1, "_t2": -1}),)), ("u > 0",)),
    ("exp(u + sqrt(u**2)) - exp(u - u)", tower(root("u**2"), exp("1/(sqrt(u**2) - u)"), exp("1/(sqrt(u**2) - u)"), images=(
        image("exp(u + sqrt(u**2))", "exp", exponents={"_t1": 1, "_t2": -1}),)), ("u > 0",)),
    # W = 0 at 0, and log W says nothing where W < 0
    ("exp(LambertW(u))*LambertW(u) - u", tower({"kind": "opaque", "of": tree("LambertW(u)")}, images=(
        image("exp(LambertW(u))", "exp", lambert={"_t0": {"power": 1, "proof": S}}),)), ("u > -1/4",)),
    ("log(LambertW(u)**2)/2 + LambertW(u) - log(u**2)/2", tower({"kind": "opaque", "of": tree("LambertW(u)")}, images=(
        image("log(LambertW(u)**2)", "log", lambert={"_t0": {"multiple": "2", "proof": S}}),)), ("u > -1/4", "u != 0")),
    ("exp(atan(u))*atan(u) - u", tower({"kind": "opaque", "of": tree("atan(u)")}, images=(
        image("exp(atan(u))", "exp", lambert={"_t0": {"power": 1, "proof": S}}),)), ("u > 0",)),
    # an angle with that tangent on another branch, or with another tangent
    ("atan(sin(u)/cos(u)) - u", tower(images=(image("atan(sin(u)/cos(u))", "arc", to=tree("u"), low=S, high=S),)), ("u > 0", "u < 2")),
    ("atan(sin(u)/cos(u)) - u", tower(images=(image("atan(sin(u)/cos(u))", "arc", to=tree("u"), low=S, high=S),)), ("u > -2", "u < 0")),
    ("atan(2*sin(u)/cos(u)) - u", tower(images=(image("atan(2*sin(u)/cos(u))", "arc", to=tree("u"), low=S, high=S),)), ("u > 0", "u < 1")),
    ("asin(sin(u)/cos(u)) - u", tower(images=(image("asin(sin(u)/cos(u))", "arc", to=tree("u"), low=S, high=S),)), ("u > 0", "u < 1/2")),
    # a name of an outer tower in the claim of an inner one
    ("sqrt(u**2) - exp(u) + 1", tower(exp("u"), images=(image("sqrt(u**2)", "root", image=tree("_t0 - 1"), proof={
        "rule": "rewrite", "to": tree("_t0 - 1"), "zero": tower(exp("v")), "proof": S}),)), ("u > 0",)),
    # names, kinds, pairs
    ("exp(u) - 1", tower({"kind": "exp", "of": tree("u"), "name": "u"}), ()),
    ("sin(u)**2 + cos(v)**2 - 1", tower({"kind": "sin", "of": tree("u")}, {"kind": "cos", "of": tree("v")}), ()),
    ("cos(-u) + cos(u)", tower({"kind": "opaque", "of": tree("cos(u)")}, images=(image("cos(-u)", "opaque", name="_t0", sign=-1),)), ()),
    ("erf(u) - atan(u)", tower({"kind": "opaque", "of": tree("erf(u)")}, images=(image("atan(u)", "opaque", name="_t0", sign=1),)), ()),
    ("sin(u + pi/3) - cos(u)", tower(*angle("u"), images=(image("sin(u + pi/3)", "sin", angles={"_t0": 1}, pi="1/3"),)), ()),
    ("log(abs(u)) - log(abs(2*u))", tower(log("u"), images=(image("log(abs(u))", "log", logs={"_t0": "1"}, scale=2),)), ("u != 0",)),
    # a quotient by something that is identically zero
    ("1/(u - u)", RING, ()), ("u/(sqrt(u)**2 - u)", RING, ("u > 0",)), ("1/(exp(2*u) - exp(u)**2)", PROOFS[5][1], ()),
    # cases that leave out the border, where it matters
    ("Piecewise((1, u = 0), (0, True))", {"rule": "cases", "on": tree("u"), "positive": RING, "negative": RING}, ()),
    ("1 - sign(u)**2", {"rule": "cases", "on": tree("u"), "positive": tower(images=(image("sign(u)", "sign", op=">=", proof=S),)),
                        "negative": tower(images=(image("sign(u)", "sign", op="<=", proof=S),))}, ()),
    ("sqrt(-u**2) + 1", {"rule": "cases", "on": tree("u"), "positive": RING, "negative": RING}, ()),
    # derivatives vanish but the value differs elsewhere, or nothing is defined in between
    ("sign(u) - 1", {"rule": "derivatives", "proofs": {}, "connected": CONVEX, "values": [{"point": {"u": tree("1")}, "proof": RING}]}, ()),
    ("sign(u) - 1", {"rule": "derivatives", "proofs": {}, "connected": {"rule": "orthants"}, "values": [
        {"point": {"u": tree("1")}, "proof": RING}]}, ("u != 0",)),
    ("sign(u) - 1", {"rule": "derivatives", "proofs": {}, "connected": CONVEX, "values": [
        {"point": {"u": tree("1"), "v": tree("1")}, "proof": RING}]}, ("u*v > 0",)),
    ("sqrt(u**4 - u**2)", {"rule": "derivatives", "proofs": {}, "connected": CONVEX, "values": [{"point": {"u": tree("0")}, "proof": RING}]}, ()),
    ("sin(pi*k)", {"rule": "derivatives", "proofs": {"k": RING}, "connected": CONVEX, "values": [{"point": {"k": tree("0")}, "proof": RING}]}, ()),
    # along a symbol: the set is not convex, or not cut by conditions that are affine, or the point is not in it
    (STEP, rays(proof={"rule": "cases", "on": tree("u - 2"), "positive": S, "negative": S, "zero": {
        "rule": "contradiction", "index": 0, "proof": S}}), ("abs(u - 2) > 1",)),
    (STEP, rays(), ("u != 2",)), (STEP, rays(), ()), (STEP, rays(), ("u > 3",)), (STEP, rays("4"), ("u > 3",)),
    (STEP, rays(at="v"), ("u < 1",)), (STEP, rays(symbols=["w"]), ("u < 1",)), (STEP, rays(symbols=["k"]), ("u < 1",)),
    (STEP + " + 1", rays(), ("u < 1",)), ("u", rays(), ("u < 1",)), ("sin(pi*k)", {"rule": "derivatives", "proofs": {"k": RING}, "connected": {
        "rule": "rays", "symbols": ["k"], "value": RING}}, ()),
    # sums of what is not zero, or not all of it, or not defined
    ("u", {"rule": "sum", "terms": [{"term": tree("u"), "proof": RING}]}, ()), ("u", {"rule": "sum", "terms": []}, ()),
    ("u + v", {"rule": "sum", "terms": [{"term": tree("u + v - u - v"), "proof": RING}]}, ()), ("u", {"rule": "sum"}, ()),
    ("u", {"rule": "sum", "terms": [{"term": tree("u + asin(2 + u**2) - asin(2 + u**2)"), "proof": tower(
        {"kind": "opaque", "of": tree("asin(2 + u**2)")})}]}, ()),
    ("u", {"rule": "sum", "terms": [{"term": tree("u*Max(u, 0)**(-1)*Max(u, 0)*sqrt(-u)*(-u)**(-1/2) - u"), "proof": RING},
                                    {"term": tree("2*u - u*Max(u, 0)**(-1)*Max(u, 0)*sqrt(-u)*(-u)**(-1/2)"), "proof": {
                                        "rule": "have", "fact": tree("u"), "op": ">=", "proof": S, "then": RING}}]}, ()),
    # constants
    ("sqrt(2) - 141421356/10**8", {"rule": "constant", "method": "separation"}, ()),
    ("atan(1) - 9*pi/4", {"rule": "constant", "method": "gauss"}, ()),
    ("log(8) - 2*log(2)", {"rule": "constant", "method": "logs", "scale": 1, "terms": [["1", tree("8")], ["-3", tree("2")]]}, ()),
    ("u", {"rule": "constant", "method": "gauss"}, ()),
    # what is no proof
    ("u", None, ()), ("u", {}, ()), ("u", {"rule": "magic"}, ()), ("u", {"rule": []}, ()), ("u", [], ()), ("u", "ring", ()),
    ("exp(u)", {"rule": "tower", "generators": 3}, ()), ("exp(u)", {"rule": "tower", "images": [{"atom": ["exp"]}]}, ()),
])
def test_rejects(kit: Any, e: str, proof: Any, conditions: tuple[str, ...]) -> None:
    assert kit.zero(e, proof, *conditions, k="integer") is not None


def test_a_step_is_constant_on_each_side(kit: Any) -> None:
    """What the rejected ones look like when they are right."""
    assert kit.zero(STEP, rays(), "u < 1") is None
    assert kit.zero(STEP + " - pi", rays("4"), "u > 3") is None
    assert kit.zero(STEP, rays("1/2"), "u < 1", "v > u", "v > 1") is None
    assert kit.zero(STEP, rays("1/2"), "u < 1", "v > u") is not None  # for v < 1/2 the point is left out
    assert kit.zero(STEP, rays(), "u*v < 1", "v > 1/2", "u < 2") is None
    assert kit.zero(STEP, rays(), "u*v < 1", "v > 1/2") is not None  # nothing says that u is not 2


def test_a_deep_proof_ends(kit: Any) -> None:
    proof: Any = RING
    for _ in range(300):
        proof = {"rule": "have", "fact": tree("u"), "op": ">", "proof": S, "then": proof}
    assert "nested" in kit.zero("u", proof, "u > 0")


@pytest.mark.parametrize("e", ["(u + v + w + 1)**400", "(u + 1)**(10**9) - u", "(u**9999999 + 1)**1000", "2**(10**8)*u", "(u + v)**3000 - u",
                               "u**(1/99999)", "+".join(f"exp({i}*u)" for i in range(4000))])
def test_a_large_expression_ends(kit: Any, e: str) -> None:
    assert kit.zero(e, RING, variables="u v w") is not None


coefficients = st.integers(-3, 3)


def polynomials() -> st.SearchStrategy[Expression]:
    """Small polynomials in u, v and a root, as trees."""
    leaf = st.sampled_from([sym("u"), sym("v"), sqrt(sym("u")), num(2), num(-1), power(add(sym("u"), num(1)), num(-1))])
    return st.recursive(leaf, lambda x: st.tuples(x, x).map(lambda p: add(*p)) | st.tuples(x, x).map(lambda p: mul(*p)), max_leaves=6)


@settings(max_examples=60)
@given(polynomials(), polynomials(), polynomials(), coefficients)
def test_ring_laws(a: Expression, b: Expression, c: Expression, n: int) -> None:
    def zero(e: Expression) -> bool:
        return vanishes(e, ("u", "v"), Budget())

    assert zero((a + b) * c - a * c - b * c)
    assert zero((a - b) * (a + b) - a**2 + b**2)
    assert zero((a + b * n) - n * b - a)
    difference = (a + 1) * (b + 1) - a * b - a - b
    assert not zero(difference)
    assert zero(difference - 1)


def test_a_change_of_coordinates_keeps_what_is_zero(kit: Any) -> None:
    """Linear forms become symbols where the expanded polynomials would be too large."""
    form, other = "(u + 2*v - 3*w + 1)", "(u - v + w)"
    e = f"({form}**60 + {other}**60)*({form} + {other})**40 - {form}**60*({form} + {other})**40 - {other}**60*({form} + {other})**40"
    assert kit.zero(e, RING, variables="u v w") is None
    assert kit.zero(e + f" + {other}/10**9", RING, variables="u v w") is not None


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3), st.integers(-2, 2)), min_size=1, max_size=4), polynomials())
def test_straightened_expressions_have_the_same_zeros(forms: list[tuple[int, int, int]], rest: Expression) -> None:
    e = mul(rest, *(add(mul(num(a), sym("u")), mul(num(b), sym("v")), num(c)) for a, b, c in forms))
    e = add(e, mul(e, e), rest)
    other = straightened(e)
    if other is not None:
        assert vanishes(other, ("u", "v"), Budget()) == vanishes(e, ("u", "v"), Budget())
        again = straightened(sub(e, e * 1))
        assert again is None or vanishes(again, ("u", "v"), Budget())
