"""Mutants of the checker's module about parametrizations and embeddings: the near truth that each of them lets through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kit import RING, Mutant, S, tree

from mirrorsym.errors import InputError
from mirrorsym.recheck import recheck
from mirrorsym.recheck.reader import read

MODULE = "mirrorsym.recheck.converse"
SMOOTH: dict[str, Any] = {"kind": "smooth", "guards": []}
CRITERIA: dict[str, Any] = {"smooth": SMOOTH, "commuting": {"kind": "one_coordinate"},
                            "regular": {"kind": "rank", "proof": {"rule": "minor", "columns": [0], "proof": S}}}


def zeros(*keys: str) -> dict[str, Any]:
    """Items that vanish by ring."""
    return {"kind": "zeros", "items": dict.fromkeys(keys, RING)}


def fails(kind: str, at: str, **fields: Any) -> dict[str, Any]:
    """A refutation at x = at."""
    return {"status": "FAILS", "kind": kind, "point": {"x": tree(at)}, **fields}


def rejects(name: str, R: str, claims: dict[str, dict[str, Any]], criteria: dict[str, Any] | None = None, **fields: Any) -> Callable[[], bool]:
    """The checker rejects the claim `name` in a file with these claims; or the whole file when `name` is empty."""
    entries = {**claims, **(CRITERIA if criteria is None else criteria)}
    verdicts = {n: {"status": c.get("status", "HOLDS"), "because": "", "certificates": [n], **c.get("more", {})} for n, c in entries.items()}
    report = {"schema": "mirrorsym.parametrize/1", "about": "parametrization", "R": R, "x": ["x"], "domain": [], "parameters": {}, "status": "HOLDS",
              "certificates": {n: {k: v for k, v in c.items() if k not in ("status", "more")} for n, c in entries.items()},
              "claims": {n: verdicts[n] for n in claims}, "criteria": {n: verdicts[n] for n in entries if n not in claims},
              "pair": {"variables": ["w"], "domain": [], "parameters": {}, "g": ["w"], "h": None}, "embedding": ["x"], **fields}

    def right() -> bool:
        try:
            answer = recheck(report)
        except InputError:
            return not name
        return name in {c.about for c in answer.rejected}

    return right


def rejects_not(name: str, *given: Any, **fields: Any) -> Callable[[], bool]:
    """The checker accepts the claim `name` in such a file."""
    rejected = rejects(name, *given, **fields)
    return lambda: not rejected()


def tree_of(text: str) -> Any:
    """A formula in mu1 and a."""
    return read(text, {"mu1", "a"}).to_json()


INVERSE = {"kind": "inverse", "inside": [], "items": {"0": RING}}
WHOLE = {"twice_differentiable": SMOOTH, "inverse": INVERSE, "metric": zeros("0,0")}
ALONE: dict[str, Any] = {"criteria": {}, "pair": None, "about": "isometry"}
POSITIVE = {"variables": ["w"], "domain": ["w > 0"], "parameters": {}, "g": ["w"], "h": None}


def without(name: str, whole: dict[str, Any]) -> dict[str, Any]:
    """All but one."""
    return {n: c for n, c in whole.items() if n != name}


GROUND = {"mu": ["mu1"], "a": "a", "assuming": [], "psi": {"w": tree_of("mu1 + a")}, "domain": [], "begins": [], "facts": [], "smooth": [],
          "flow": {"0:w": RING, "a:w": RING}, "start": {"w": RING}}
POTENTIAL = {"kind": "formula", "ground": GROUND, "facts": [], "zeros": {"0": RING, "a": RING}, "more": {"details": {
    "given": "x1**2/2 - a*x1", "holds_on": None, "outputs": {"x": ["x1"], "mu": ["mu1"], "a": "a"}}}}
MOVING: dict[str, Any] = {"clock": "a", "pair": {"variables": ["w"], "domain": [], "parameters": {}, "g": ["w"], "h": "w", "init": {"w": "0"}}}
WITH_H = {**CRITERIA, "commuting_with_h": zeros()}


MUTANTS = [
    Mutant(MODULE, "if not vanishes(sub(here, given), here.names | given.names, self.budget):", "if False:", rejects(
        "potential", "x**2/2 - 2*a*x", {**WHOLE, "potential": POTENTIAL}, WITH_H, **MOVING)),
    Mutant(MODULE, 'check_user_claim("R", claim, outputs, self.pair, init, self.budget)', "pass", rejects(
        "potential", "x**2/2 - a*x", {**WHOLE, "potential": POTENTIAL}, WITH_H, clock="a", pair={**MOVING["pair"], "h": "2*w"})),
    Mutant(MODULE, '("potential", "commuting_with_h") if', "() if", rejects("parametrization", "x**2/2 - 2*a*x", WHOLE, WITH_H, **MOVING)),
    Mutant(MODULE, "{self.clock: ZERO}),))", "{}),))", rejects_not("metric", "x**2*exp(a)/2", WHOLE, WITH_H, **MOVING)),
    Mutant(MODULE, "put[self.clock]", 'put["_"]', rejects_not("potential", "x**2/2 - t*x", {**WHOLE, "potential": POTENTIAL}, WITH_H, **{**MOVING, "clock": "t"})),
    Mutant(MODULE, "mul(c, self._bend(i, j))", "c", rejects("metric", "x**2", WHOLE)),
    Mutant(MODULE, "sub(g.substitute(put), sym(k))", "sub(g.substitute(put), g.substitute(put))", rejects("inverse", "x**2/2", WHOLE, embedding=["x + 1"])),
    Mutant(MODULE, "            prove_sign(e, op, proof, setting)\n", "", rejects(
        "inverse", "x**2/2", {**WHOLE, "inverse": {**INVERSE, "inside": [S]}}, pair=POSITIVE)),
    Mutant(MODULE, '            check_defined(e, setting, "a condition")\n', "", rejects(
        "inverse", "x**2/2", {**WHOLE, "inverse": {**INVERSE, "inside": [S]}}, pair={**POSITIVE, "domain": ["1 + log(w)**2 > 0"]})),
    Mutant(MODULE, "[:len(problem.domain.conditions)]]", "[:0]]", rejects(
        "range", "x**2/2", {**WHOLE, "inverse": {**INVERSE, "inside": []}, "range": {"kind": "signs", "signs": []}}, domain=["x > 0"])),
    Mutant(MODULE, "not in (0, -1):", "not in (0, -1, 1):", rejects("convex", "x**2/2", {"convex": fails("direction", "1", direction=[tree("1")])}, status="FAILS")),
    Mutant(MODULE, "or not any(sign_at(Point({}, self.setting), e) in (1, -1) for e in v)", "", rejects(
        "convex", "x**2/2", {"convex": fails("direction", "1", direction=[tree("0")])}, status="FAILS")),
    Mutant(MODULE, "        analytic_at(point, r)\n", "", rejects(
        "convex", "abs(x)**2", {"convex": fails("direction", "0", direction=[tree("1")])}, status="FAILS")),
    Mutant(MODULE, "        analytic_at(point, *functions)\n", "", rejects(
        "isometric", "x**2/2", {"isometric": fails("nonzero", "0", item="0,0")}, embedding=["abs(x)"], status="FAILS", **ALONE)),
    Mutant(MODULE, "for j in range(i, n)}", "for j in range(i, i + 1)}", rejects(
        "isometric", "x**2/2 + x*y/2 + y**2/2", {"twice_differentiable": SMOOTH, "isometric": zeros("0,0", "0,1", "1,1")}, x=["x", "y"],
        embedding=["x", "y"], **ALONE)),
    Mutant(MODULE, '"metric": ("smooth", "inverse")', '"metric": ("smooth",)', rejects("metric", "x**2/2", without("inverse", WHOLE))),
    Mutant(MODULE, '"inverse": ("smooth",)', '"inverse": ()', rejects("inverse", "x**2/2", WHOLE, without("smooth", CRITERIA))),
    Mutant(MODULE, '("smooth", "regular", "commuting")}', '("smooth", "commuting")}', rejects("parametrization", "x**2/2", WHOLE, without("regular", CRITERIA))),
    Mutant(MODULE, '(SMOOTH, "inverse", "metric")', '(SMOOTH, "inverse")', rejects("parametrization", "x**2", without("metric", WHOLE))),
    Mutant(MODULE, 'if status == "FAILS" and str(self.certificate.get("function")) != "0":', "if False:", rejects(
        "twice_differentiable", "x**2/2", {"twice_differentiable": fails("kink", "0", function="1", direction=["1"], order=1)},
        embedding=["abs(x)"], status="FAILS", **ALONE)),
    Mutant(MODULE, "self.pair.domain.parameters != self.primal.domain.parameters or ", "", rejects(
        "", "b*x**2/2", WHOLE, parameters={"b": "positive"}, pair={**POSITIVE, "parameters": {"b": "negative"}})),
    Mutant(MODULE, "if set(self.pair.domain.variables) & set(self.x):", "if False:", rejects(
        "", "x**2/2", WHOLE, pair={"variables": ["x"], "domain": [], "parameters": {}, "g": ["x"], "h": None})),
    Mutant(MODULE, "not vanishes(sub(read(text, ()), data.tree(point[n], ())), (), self.budget)", "False", rejects(
        "convex", "-x**2", {"convex": {**fails("direction", "1", direction=[tree("1")]), "more": {"witness": {"x": "7"}}}}, status="FAILS")),
    Mutant(MODULE, 'self.report["witness"] not in points', "False", rejects(
        "parametrization", "-x**2", {"convex": fails("direction", "1", direction=[tree("1")])}, status="FAILS", witness={"x": "7"})),
    Mutant(MODULE, 'and self.about == "parametrization":', "", rejects(
        "isometry", "-x**2", {"convex": fails("direction", "1", direction=[tree("1")])}, status="FAILS", **ALONE)),
    Mutant(MODULE, "        if found.terms:\n            raise", "        if False:\n            raise", rejects(
        "isometric", "x**2/2", {"twice_differentiable": {**SMOOTH, "terms": [{"term": tree("Max(x, 0)**3"), "rule": "edge", "on": tree("x")}]},
                                "isometric": zeros("0,0")}, embedding=["x + Max(x, 0)**3 - Max(x, 0)**3"], **ALONE)),
]
