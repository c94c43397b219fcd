"""The potential of a commuting pair: Q_a, R_a and everything that is read off them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mirrorsym.derivation import Derivation
from mirrorsym.existence import Existence
from mirrorsym.expression import Expression
from mirrorsym.verdict import Status

__all__ = ["Potential"]


@dataclass(frozen=True, slots=True)
class Potential:
    """Dual potential Q_a(mu), primal potential R_a(x) and their gradients, as expressions in the symbols x, mu, a and the initial point.

    `closed_form` says whether grad_R and R are given; an implicit potential has grad_Q and the equation grad_Q(mu) = x.  `dual_domain`
    are the relations that cut {(mu, a): psi exists in M} out of R^{n+1} (the part that contains 0), `primal_domain` those of x,
    `a_domain` those of a for which a slice is not empty, which is where R_a is there and strictly convex (`a_interval` are the ends, None
    for infinite ones); `[]` is everything.  `assuming` are conditions on the initial point beyond M (off
    the set where gradients vanish).  `witness` is an exact point that shows why there is no potential, where there is none;
    `offer` says how to get numbers of a potential that has no formulas.  `existence` says what happens at the ends of the dual domain, and
    for which times each flow alone exists.
    Normalization: d_a Q = h(psi), d_a R = -h(psi).  Source: tdmf Thm 3.1, lwla Lemma 4.7.
    """

    status: Status
    route: str | None
    because: str
    x: tuple[str, ...] = ()
    mu: tuple[str, ...] = ()
    a: str = "a"
    init: dict[str, Expression] = field(default_factory=dict, hash=False)
    psi: tuple[Expression, ...] | None = None
    grad_Q: tuple[Expression, ...] | None = None
    Q: Expression | None = None
    grad_R: tuple[Expression, ...] | None = None
    R: Expression | None = None
    dR_da: Expression | None = None
    dual_domain: tuple[Expression, ...] | None = None
    primal_domain: tuple[Expression, ...] | None = None
    minimizer: tuple[Expression, ...] | None = None
    closed_form: bool = False
    a_domain: tuple[Expression, ...] = ()
    a_interval: tuple[Expression | None, Expression | None] | None = None
    assuming: tuple[Expression, ...] = ()
    normalization: str = "d_a Q = h(psi)"
    derivation: Derivation | None = None
    witness: dict[str, Expression] | None = field(default=None, hash=False)
    offer: str | None = None
    existence: Existence | None = None

    def to_json(self) -> dict[str, Any]:
        """The `potential` object of a report."""
        def many(items: tuple[Expression, ...] | None) -> list[str] | None:
            return None if items is None else [str(e) for e in items]

        def one(e: Expression | None) -> str | None:
            return None if e is None else str(e)

        return {
            "status": str(self.status), "closed_form": self.closed_form, "route": self.route, "normalization": self.normalization,
            "x": list(self.x), "mu": list(self.mu), "a": self.a, "init": {k: str(v) for k, v in self.init.items()},
            "psi": many(self.psi), "grad_Q": many(self.grad_Q), "Q": one(self.Q), "grad_R": many(self.grad_R), "R": one(self.R),
            "dR_da": one(self.dR_da), "dual_domain": many(self.dual_domain), "primal_domain": many(self.primal_domain),
            "minimizer": many(self.minimizer), "a_domain": many(self.a_domain),
            "a_interval": None if self.a_interval is None else {"lower": one(self.a_interval[0]), "upper": one(self.a_interval[1])},
            "assuming": many(self.assuming), "because": self.because,
            "witness": None if self.witness is None else {k: str(v) for k, v in self.witness.items()},
            "offer": self.offer, "existence": None if self.existence is None else self.existence.to_json(),
            "derivation": None if self.derivation is None else self.derivation.to_json(),
        }

    def _repr_latex_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("latex", self)

    def _repr_html_(self) -> str | None:
        from mirrorsym.printing import hook

        return hook("html", self)
