"""What the tables of mutants are written with: rows, claims about proofs, and short names for proofs.

A row says: with this fragment of a module replaced, this claim goes wrong; as the module stands, it is right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mirrorsym.domain import KINDS, Domain, Parameter
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.reader import read, read_conditions
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.zero import prove_zero

NAMES = {"u", "v", "w", "x", "y", "a", "b", "c", "k", *(f"_t{i}" for i in range(6)), *(f"_s{i}" for i in range(3))}
S: dict[str, Any] = {"rule": "structure"}
RING: dict[str, Any] = {"rule": "ring"}
STURM: dict[str, Any] = {"rule": "sturm"}


@dataclass(frozen=True)
class Mutant:
    """A rule of a module, broken: `old` occurs once in its text and becomes `new`; then `right` is no longer true."""

    module: str
    old: str
    new: str
    right: Callable[[], bool]


def tree(text: str) -> Any:
    """The JSON tree of a formula."""
    return read(text, NAMES).to_json()


def fact(index: int) -> dict[str, Any]:
    """A proof by a fact."""
    return {"rule": "fact", "index": index}


def by_cases(on: str, positive: Any = S, zero: Any = S, negative: Any = S) -> dict[str, Any]:
    """A proof by the sign of a tree."""
    return {"rule": "cases", "on": tree(on), "positive": positive, "zero": zero, "negative": negative}


def setting(conditions: tuple[str, ...], variables: str, parameters: dict[str, str]) -> Setting:
    """What holds on a domain."""
    names = tuple(variables.split())
    made = [Parameter.of(n, k) if k in KINDS else Parameter(n, k, tuple(read_conditions(k, {*names, *parameters})))
            for n, k in parameters.items()]
    m = Domain(names, tuple(c for text in conditions for c in read_conditions(text, {*names, *parameters})), tuple(made))
    return Setting(names, m.parameter_names, m.facts(), Budget(seconds=20), frozenset(p.name for p in made if p.integer))


def _accepted(prove: Callable[..., None], args: tuple[Any, ...], conditions: tuple[str, ...], variables: str, parameters: dict[str, str]) -> bool:
    try:
        prove(*args, setting(conditions, variables, parameters))
    except Rejected:
        return False
    return True


def zero(e: str, proof: Any, *conditions: str, variables: str = "u v", **parameters: str) -> Callable[[], bool]:
    """The checker accepts this proof that e = 0."""
    return lambda: _accepted(prove_zero, (read(e, NAMES), proof), conditions, variables, parameters)


def no_zero(e: str, proof: Any, *conditions: str, variables: str = "u v", **parameters: str) -> Callable[[], bool]:
    """The checker rejects this proof of something false."""
    accepts = zero(e, proof, *conditions, variables=variables, **parameters)
    return lambda: not accepts()


def sign(e: str, op: str, proof: Any, *conditions: str, variables: str = "u v", **parameters: str) -> Callable[[], bool]:
    """The checker accepts this proof that `e op 0`."""
    return lambda: _accepted(prove_sign, (read(e, NAMES), op, proof), conditions, variables, parameters)


def no_sign(e: str, op: str, proof: Any, *conditions: str, variables: str = "u v", **parameters: str) -> Callable[[], bool]:
    """The checker rejects this proof of something false."""
    accepts = sign(e, op, proof, *conditions, variables=variables, **parameters)
    return lambda: not accepts()


# -- towers -------------------------------------------------------------------------------------------------
def tower(*generators: dict[str, Any], images: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """A tower; generators are named _t0, _t1, ... unless they name themselves."""
    return {"rule": "tower", "generators": [{"name": f"_t{i}", **g} for i, g in enumerate(generators)], "images": list(images)}


def exp(of: str) -> dict[str, Any]:
    """An exp generator."""
    return {"kind": "exp", "of": tree(of)}


def log(of: str, proof: Any = S) -> dict[str, Any]:
    """A log generator."""
    return {"kind": "log", "of": tree(of), "proof": proof}


def root(of: str, degree: int = 2, proof: Any = S) -> dict[str, Any]:
    """A root generator."""
    return {"kind": "root", "of": tree(of), "degree": degree, "proof": proof}


def opaque(of: str) -> dict[str, Any]:
    """A generator that is one function value."""
    return {"kind": "opaque", "of": tree(of)}


def angle(of: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A pair of sin and cos."""
    return {"kind": "sin", "of": tree(of)}, {"kind": "cos", "of": tree(of)}


def image(atom: str, rule: str, **fields: Any) -> dict[str, Any]:
    """An image."""
    return {"atom": tree(atom), "rule": rule, **fields}
