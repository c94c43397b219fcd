"""laws: which functions the gradient fields of a pair conserve, and how large the Lie algebra is that they generate.

D minus the dimension of the generated Lie algebra at a generic point is the number of functionally independent local
conservation laws (lwla Thm 4.9 looks at the same brackets).  What `mirrorsym check --laws` shows.
"""

from __future__ import annotations

from typing import Any

from mirrorsym._check import DEFAULT_MEMORY
from mirrorsym.calculus.bounded import BoundExceeded, Worker
from mirrorsym.calculus.lie_algebra import LieDimension, lie_dimension
from mirrorsym.calculus.region import Region
from mirrorsym.expression import Expression
from mirrorsym.maps import Pair

__all__ = ["laws"]


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
        found = {name: _bounded(functions, pair, degree, timeout, own) for name, functions in parts.items()}
    finally:
        if worker is None:
            own.close()
    return {"schema": "mirrorsym.laws/1", "variables": list(pair.w), "copies": pair.copies, "g": None, "joint": None, **found}


def _bounded(functions: tuple[Expression, ...], pair: Pair, degree: int, timeout: float, worker: Worker) -> dict[str, Any]:
    try:
        found: LieDimension = worker.call("mirrorsym._laws:dimension", functions, pair, degree, timeout=timeout)
    except BoundExceeded as error:
        return {"lower": 0, "upper": len(pair.w), "exact": False, "laws": [], "independent_laws": 0, "missing": None, "because": str(error)}
    missing = len(pair.w) - found.lower - found.laws.independent
    return {**found.to_json(), "missing": missing, "because": _because(found, len(pair.w), missing)}


def dimension(functions: tuple[Expression, ...], pair: Pair, degree: int) -> LieDimension:
    """What the worker runs."""
    return lie_dimension(functions, pair.w, degree=degree, region=Region.of(pair.M))


def _because(found: LieDimension, d: int, missing: int) -> str:
    size = f"{found.lower}" if found.exact else f"between {found.lower} and {found.upper}"
    lead = f"the generated Lie algebra has dimension {size} at a generic point of the {d} variables"
    if missing == 0:
        return f"{lead}; the laws found are all, up to functions of them"
    if found.exact:
        return f"{lead}; {missing} more independent law{'s' if missing > 1 else ''} exist locally, in no form that was searched"
    return f"{lead}; at most {missing} more independent laws exist"
