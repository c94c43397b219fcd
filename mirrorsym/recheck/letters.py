"""The names of a tower's generators in the data of a certificate: what they stand for, where they are cited.

Main definitions: `definition`, `unfolded`, `uses`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from mirrorsym.expression import Expression, call, num, power
from mirrorsym.recheck import data
from mirrorsym.recheck.limits import Rejected

__all__ = ["definition", "unfolded", "uses"]


def definition(entry: dict[str, Any], of: Expression) -> Expression:
    """The tree of a generator."""
    kind = entry.get("kind")
    if kind == "root":
        return power(of, num(Fraction(1, max(data.whole(entry.get("degree", 1), "a degree", 10_000), 1))))
    return call(kind, of) if kind in ("exp", "log", "sin", "cos") else of


def unfolded(proof: Any, told: dict[str, Any], depth: int = 400) -> Any:
    """A proof with trees in the place of generator names, but for names that a tower inside it uses anew."""
    if depth < 0:
        raise Rejected("the proof is nested deeper than the checker follows")
    if isinstance(proof, list):
        if len(proof) == 2 and proof[0] == "sym" and isinstance(proof[1], str):
            return told.get(proof[1], proof)
        return [unfolded(x, told, depth - 1) for x in proof]
    if isinstance(proof, dict):
        inner = proof.get("generators") if proof.get("rule") == "tower" else None
        if isinstance(inner, list):
            own = {g.get("name") for g in inner if isinstance(g, dict) and isinstance(g.get("name"), str)}
            told = {n: t for n, t in told.items() if n not in own}
        return {key: unfolded(x, told, depth - 1) for key, x in proof.items()}
    return proof


def uses(claim: dict[str, Any]) -> set[str]:
    """Generator names that an image cites."""
    found: set[str] = set()
    for key in ("exponents", "logs", "angles", "roots", "lambert"):
        part = claim.get(key)
        if isinstance(part, dict):
            found.update(part)
            found.update(v for v in part.values() if key == "roots" and isinstance(v, str))
    if isinstance(claim.get("name"), str):
        found.add(claim["name"])
    if "image" in claim:
        found.update(data.symbols(claim["image"]))
    return found
