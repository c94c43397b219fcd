"""A user's own formula for part of a potential, held against the derived one.

Formulas come in by the one grammar.  They may name the outputs (x1, mu1, a; also x_1, and x, mu where there is one), the initial values
(u0 or u_0 for the variable u) and the parameters; the variables themselves are no part of them.

Main definitions: `Claim`, `Verification`, `read_claims`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mirrorsym.certificate import Certificate
from mirrorsym.errors import InputError
from mirrorsym.expression import Expression
from mirrorsym.grammar import read_all
from mirrorsym.maps import Pair
from mirrorsym.verdict import Status

__all__ = ["CLAIMS", "Claim", "Verification", "read_claims"]

CLAIMS = ("R", "Q", "grad_R", "minimizer", "domain")


@dataclass(frozen=True, slots=True)
class Claim:
    """One formula and what is proved about it.

    HOLDS: it is the derived one (R and Q up to a constant).  FAILS: not, at the exact `witness`, or `differs_by` a function of a, which the
    dynamics do not see.  `corrected` is the formula as it should be, where there is one in closed form.

    >>> Claim("R", (), Status.HOLDS, "surely")
    Traceback (most recent call last):
    ValueError: a HOLDS needs a certificate
    """

    name: str
    given: tuple[Expression, ...]
    status: Status
    because: str
    witness: dict[str, Expression] | None = field(default=None, hash=False)
    differs_by: Expression | None = None
    corrected: tuple[Expression, ...] | None = None
    holds_on: tuple[Expression, ...] | None = None
    certificates: tuple[Certificate, ...] = ()

    def __post_init__(self) -> None:
        if self.status in (Status.HOLDS, Status.FAILS) and not self.certificates:
            raise ValueError(f"a {self.status} needs a certificate")

    def to_json(self) -> dict[str, Any]:
        """The entry of `claims`; one formula is a text, several are a list."""
        return {"status": str(self.status), "because": self.because, "given": _texts(self.name, self.given),
                "witness": None if self.witness is None else {k: str(v) for k, v in self.witness.items()},
                "differs_by": None if self.differs_by is None else str(self.differs_by),
                "corrected": None if self.corrected is None else _texts(self.name, self.corrected),
                "holds_on": None if self.holds_on is None else [str(r) for r in self.holds_on],
                "certificates": [c.to_json() for c in self.certificates]}

    def _repr_latex_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("latex", self)

    def _repr_html_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("html", self)


def _texts(name: str, formulas: tuple[Expression, ...]) -> str | list[str]:
    return str(formulas[0]) if name in ("R", "Q") else [str(e) for e in formulas]


@dataclass(frozen=True, slots=True)
class Verification:
    """The claims about the potential of one pair, by name, with the names of its outputs."""

    pair: Pair
    claims: dict[str, Claim] = field(hash=False)
    outputs: dict[str, Any] = field(default_factory=dict, hash=False)
    seconds: dict[str, float] = field(default_factory=dict, hash=False, compare=False)

    def to_json(self) -> dict[str, Any]:
        """Plain data, schema `mirrorsym.verify/1`."""
        return {"schema": "mirrorsym.verify/1", "pair": self.pair.to_json(), "outputs": dict(self.outputs),
                "claims": {n: c.to_json() for n, c in self.claims.items()}, "seconds": dict(self.seconds)}

    def _repr_latex_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("latex", self)

    def _repr_html_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("html", self)


def read_claims(given: Mapping[str, Any], coordinates: int, names: Mapping[str, Expression]) -> dict[str, tuple[Expression, ...]]:
    """The formulas by name; InputError with every mistake.  `names` says what each legal symbol stands for.

    >>> from mirrorsym.expression import sym
    >>> read_claims({"grad_R": ["x - 1"]}, 1, {"x": sym("x1")})["grad_R"][0]
    Expression(x1 - 1)
    """
    fields: list[tuple[str, Any]] = []
    owner: dict[str, str] = {}
    problems = [f"{n}: there is no such claim (known: {', '.join(CLAIMS)})" for n in given if n not in CLAIMS]
    for name, value in given.items():
        parts = [value] if isinstance(value, str | Expression) or not hasattr(value, "__iter__") else list(value)
        wanted = {"R": 1, "Q": 1, "grad_R": coordinates, "minimizer": coordinates}.get(name)
        if wanted is not None and len(parts) != wanted:
            problems.append(f"{name}: {wanted} formula{'s are' if wanted > 1 else ' is'} expected, not {len(parts)}")
        for i, part in enumerate(parts):
            place = name if len(parts) == 1 else f"{name}[{i}]"
            owner[place] = name
            fields.append((place, part))
    read = read_all(fields, list(names), conditions={p for p, n in owner.items() if n == "domain"})
    problems += read.problems
    if problems:
        raise InputError(problems)
    out: dict[str, tuple[Expression, ...]] = {}
    for place, name in owner.items():
        out[name] = (*out.get(name, ()), *(e.substitute(names) for e in read.values[place]))
    return out
