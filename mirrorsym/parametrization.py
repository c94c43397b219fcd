"""A potential R with a parametrization g whose gradient flow is its mirror flow, or with an embedding F: what is proved about them.

Statements are about all x in X (the conditions `domain`) and all w in M (those of `pair`), for all values of the parameters.

Main definition: `Parametrization`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mirrorsym.certificate import Certificate
from mirrorsym.domain import Domain
from mirrorsym.expression import Expression
from mirrorsym.maps import Pair
from mirrorsym.verdict import Status, Verdict

__all__ = ["Parametrization"]


@dataclass(frozen=True, slots=True)
class Parametrization:
    """The answer of `parametrize` (`about` is "parametrization") and of `isometric` ("isometry"), with `status` the answer to either.

    `claims` by name: `twice_differentiable` (R, and F where there is one), `convex` (Hess R is positive definite; only where it is
    refuted), `isometric` (dF^T dF = Hess R), `inverse` (F maps X into M, g(F(x)) = x), `metric` (dF = J(F)^T Hess R with J = dg, so
    J J^T Hess R = 1 at F(x)), `range` (g maps M into X), `one_to_one` (F(g(w)) = w on M).  `criteria` are those of the pair.
    A potential R(x, a) has the name of a for its `clock`; then the claims above are about R(x, 0), and `potential` says that R is R_a of
    the pair (g, h) from its initial point.  Source: lwla Thm 5.1, Def. 5.2.
    """

    R: Expression
    domain: Domain
    about: str
    status: Status
    because: str
    route: str | None = None
    embedding: tuple[Expression, ...] | None = None
    pair: Pair | None = None
    claims: dict[str, Verdict] = field(default_factory=dict, hash=False)
    criteria: dict[str, Verdict] = field(default_factory=dict, hash=False)
    support: tuple[Certificate, ...] = field(default=(), hash=False)
    clock: str | None = None
    seconds: dict[str, float] = field(default_factory=dict, hash=False, compare=False)

    @property
    def g(self) -> tuple[Expression, ...] | None:
        """The parametrization, one entry for each x; None where there is none."""
        return None if self.pair is None else self.pair.g

    @property
    def h(self) -> Expression | None:
        """The regularizer that goes with a clock."""
        return None if self.pair is None else self.pair.h

    @property
    def x(self) -> tuple[str, ...]:
        """Names of the variables of R, in order."""
        return self.domain.variables

    @property
    def witness(self) -> dict[str, Expression] | None:
        """The point at which a claim fails."""
        return next((v.witness for v in self.claims.values() if v.status is Status.FAILS and v.witness is not None), None)

    def to_json(self) -> dict[str, Any]:
        """The answer as plain data, schema `mirrorsym.parametrize/1`."""
        names: dict[Certificate, str] = {}
        parts = {part: {name: _entry(v, names) for name, v in verdicts.items()}
                 for part, verdicts in (("claims", self.claims), ("criteria", self.criteria))}
        for c in self.support:
            names.setdefault(c, f"c{len(names) + 1}")
        return {
            "schema": "mirrorsym.parametrize/1", "about": self.about, "R": str(self.R), "x": list(self.x),
            "domain": [str(c) for c in self.domain.conditions], "parameters": {p.name: p.kind for p in self.domain.parameters},
            "clock": self.clock, "status": str(self.status), "because": self.because, "route": self.route,
            "embedding": None if self.embedding is None else [str(e) for e in self.embedding],
            "pair": None if self.pair is None else self.pair.to_json(), **parts,
            "witness": None if self.witness is None else {k: str(v) for k, v in self.witness.items()},
            "certificates": {n: c.to_json() for c, n in names.items()}, "seconds": dict(self.seconds),
        }

    def _repr_latex_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("latex", self)

    def _repr_html_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("html", self)


def _entry(v: Verdict, names: dict[Certificate, str]) -> dict[str, Any]:
    cited = [names.setdefault(c, f"c{len(names) + 1}") for c in v.certificates]
    return {"status": str(v.status), "because": v.because, "source": v.source or None,
            "witness": None if v.witness is None else {k: str(x) for k, x in v.witness.items()}, "certificates": cited,
            "details": v.details}
