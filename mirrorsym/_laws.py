"""laws: which functions the gradient fields of a pair conserve, and how large the Lie algebra is that they generate.

D minus the dimension of the generated Lie algebra at a generic point is the number of functionally independent local
conservation laws (lwla Thm 4.9 looks at the same brackets).  What `mirrorsym check --laws` shows.
The independent checker reads the answer; what it does not accept is withdrawn.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from itertools import combinations
from typing import Any

from mirrorsym._check import DEFAULT_MEMORY
from mirrorsym.calculus import sign
from mirrorsym.calculus.bounded import BoundExceeded, Raised, Worker
from mirrorsym.calculus.brackets import Calculus
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.guards import Guard, guards
from mirrorsym.calculus.lie_algebra import LieDimension, lie_dimension
from mirrorsym.calculus.polynomials import polynomials
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.zero import prove
from mirrorsym.expression import Expression, add, mul
from mirrorsym.maps import Pair

__all__ = ["laws"]

RULES = {"conservation laws": "laws", "the fields commute": "commuting", "a module that is closed under brackets": "module",
         "the functions are constant": "constant", "the number of variables": "variables"}
Part = dict[str, Any]


def laws(pair: Pair, *, degree: int = 2, timeout: float = 30.0, memory: int | None = DEFAULT_MEMORY,
                worker: Worker | None = None) -> dict[str, Any]:
    """The Lie algebra and the conservation laws of g, and of (g, h) where there is an h, as plain data (mirrorsym.laws/1).

    Polynomial laws are complete up to `degree`.  With copies, the laws of one copy are listed; each copy has them.

    >>> report = laws(Pair(g=["u*v"], h="u**2 + v**2"))
    >>> report["g"]["laws"], report["g"]["lower"], report["joint"]["laws"]
    (['u**2 - v**2'], 1, [])
    """
    own = worker or Worker(memory=memory)
    try:
        parts = {"g": pair.g} if pair.h is None else {"g": pair.g, "joint": pair.joint}
        found = {name: _bounded(name, functions, pair, degree, timeout, own) for name, functions in parts.items()}
    finally:
        if worker is None:
            own.close()
    return _report(pair, found)


def _report(pair: Pair, parts: dict[str, Part]) -> dict[str, Any]:
    return {"schema": "mirrorsym.laws/1", "pair": pair.to_json(), "variables": list(pair.w), "copies": pair.copies, "g": None,
            "joint": None, **parts}


def _bounded(name: str, functions: tuple[Expression, ...], pair: Pair, degree: int, timeout: float, worker: Worker) -> Part:
    end = time.monotonic() + timeout
    try:
        part: Part = worker.call("mirrorsym._laws:dimension", functions, pair, degree, timeout=timeout)
    except (BoundExceeded, Raised) as error:
        return _nothing(pair, str(error))
    if part["missing"] and part["exact"]:
        with suppress(BoundExceeded, Raised):
            left = max(end - time.monotonic(), 1.0)
            part = worker.call("mirrorsym._laws:dimension", functions, pair, degree, True, timeout=left)
    for _ in range(3):
        try:
            wrong: dict[str, str] = worker.call("mirrorsym._laws:objections", pair, name, part, timeout=max(end - time.monotonic(), 1.0))
        except (BoundExceeded, Raised) as error:
            return _nothing(pair, f"what was found was not read by the checker: {error}")
        if not wrong:
            return part
        part = _withdrawn(part, {k.removeprefix(f"laws.{name}."): why for k, why in wrong.items()}, len(pair.w))
    return _nothing(pair, "no certificate is accepted")


def _nothing(pair: Pair, why: str) -> Part:
    d = len(pair.w)
    return {"lower": 0, "upper": d, "exact": d == 0, "length": 0, "closed": False, "reason": "the number of variables", "point": {},
            "laws": [], "laws_where": [], "independent_laws": 0, "laws_degree": None, "laws_point": {}, "missing": None, "certificate": {},
            "because": why}


# -- what the worker runs -----------------------------------------------------------------------------------
def dimension(functions: tuple[Expression, ...], pair: Pair, degree: int, thorough: bool = False) -> Part:
    """The bounds and the laws with their certificates."""
    region = Region.of(pair.M)
    found = lie_dimension(functions, pair.w, degree=degree, region=region, thorough=thorough)
    where = [_open(guards(f), region) for f in found.laws.laws]
    missing = len(pair.w) - found.lower - found.laws.independent
    because = _because(found.lower, found.upper, len(pair.w), missing)
    return {**found.to_json(), "laws_where": [[f"{g.of} {g.op} 0" for g in gs] for gs in where], "missing": missing,
            "certificate": _certificate(found, functions, pair, region), "because": because}


def _certificate(found: LieDimension, functions: tuple[Expression, ...], pair: Pair, region: Region) -> dict[str, Any]:
    rule = RULES[found.reason]
    data: dict[str, Any] = {"words": [list(w) for w in found.words], "upper": rule, "laws": {}}
    plain = polynomials((*functions, *found.laws.laws), region.names) is not None  # the checker multiplies such out without being told
    for k, f in enumerate(() if plain else found.laws.laws):
        zeros = {}
        for i, g in enumerate(functions):
            proof = prove(add(*(mul(derivative(f, v), derivative(g, v)) for v in pair.w if v in f.names and v in g.names)), region)
            if proof is not None and proof != {"rule": "ring"}:
                zeros[str(i)] = proof
        listed = _guards((f, *functions), region)
        if zeros or listed:
            data["laws"][str(k)] = {"guards": listed, "zeros": zeros}
    if rule == "commuting":
        calculus = Calculus(functions, pair.w)
        data["guards"] = _guards(functions, region)
        data["items"] = {f"{i},{j},{v}": proof for i, j in combinations(range(len(functions)), 2) for v, e in calculus.bracket(i, j)
                         if (proof := prove(e, region)) is not None}
    return data


def _guards(functions: tuple[Expression, ...], region: Region) -> list[dict[str, Any]]:
    """The guards that are proved on M."""
    out = []
    for g in dict.fromkeys(g for f in functions for g in guards(f)):
        proof = sign.prove(g.of, g.op, region)
        if proof is not None:
            out.append({"guard": g.of.to_json(), "op": g.op, "proof": proof})
    return out


def _open(listed: tuple[Guard, ...], region: Region) -> list[Guard]:
    return [g for g in listed if sign.prove(g.of, g.op, region) is None]


def objections(pair: Pair, name: str, part: Part) -> dict[str, str]:
    """What the checker objects to in one part of the answer, as its reader would get it from a file."""
    from mirrorsym.recheck import recheck

    report = json.loads(json.dumps(_report(pair, {name: part})))
    return {c.about: c.reason for c in recheck(report).rejected}


# -- the answer ---------------------------------------------------------------------------------------------
def _withdrawn(part: Part, wrong: dict[str, str], d: int) -> Part:
    """The part without what the checker does not accept."""
    kept = [k for k in range(len(part["laws"])) if f"laws[{k}]" not in wrong]
    lost = len(kept) < len(part["laws"])
    lower = 0 if "lower" in wrong else part["lower"]
    upper = d if "upper" in wrong or (lost and part["certificate"].get("upper") == "laws") else part["upper"]
    independent = 0 if lost or "independent_laws" in wrong else part["independent_laws"]
    proofs = part["certificate"].get("laws", {})
    certificate = {**part["certificate"], "laws": {str(j): proofs[str(k)] for j, k in enumerate(kept) if str(k) in proofs}}
    missing = d - lower - independent
    return {**part, "lower": lower, "upper": upper, "exact": lower == upper, "laws": [part["laws"][k] for k in kept],
            "laws_where": [part["laws_where"][k] for k in kept], "independent_laws": independent, "missing": missing,
            "laws_degree": None if lost or "laws_degree" in wrong else part["laws_degree"], "certificate": certificate,
            "reason": part["reason"] if upper < d else "the number of variables",
            "because": f"{_because(lower, upper, d, missing)}; a certificate that was found is not accepted: {next(iter(wrong.values()))}"}


def _because(lower: int, upper: int, d: int, missing: int) -> str:
    size = f"{lower}" if lower == upper else f"between {lower} and {upper}"
    lead = f"the generated Lie algebra has dimension {size} at a generic point of the {d} variables"
    if missing == 0:
        return f"{lead}; the laws found are all, up to functions of them"
    if lower == upper:
        return f"{lead}; {missing} more independent law{'s' if missing > 1 else ''} exist locally, in no form that was searched"
    return f"{lead}; at most {missing} more independent laws exist"
