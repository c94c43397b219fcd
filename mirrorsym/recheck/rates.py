"""Rates of a direction's members: how fast the clock of each runs in a, measured in nu.

A member moves by l dt = s dnu + b da, so with b/s, its *rate*, a point that rests in it moves in nu by -b/s per unit of a.

Main definition: `Rates`.
"""

from __future__ import annotations

from typing import Any

from mirrorsym.expression import Expression, div, mul, num, sub
from mirrorsym.recheck import data
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.separation import Direction, Separation
from mirrorsym.recheck.sign import prove_sign

__all__ = ["Rates"]

_STRUCTURE = {"rule": "structure"}


class Rates:
    """Signs of differences of the members' rates b/s, by `ring` or by the certificate's proofs."""

    def __init__(self, d: Direction, separation: Separation, certificate: dict[str, Any]) -> None:
        self.frame = separation.frame
        self.proofs = data.record(certificate.get("rates", {}), "the proofs about rates")
        self.rate: dict[int, Expression] = {}
        for k, s, _ in d.members:
            weights = separation.coordinates[k].weights
            self.rate[k] = div(weights[separation.n], s)

    def sign(self, j: int, k: int | None) -> int:
        """The sign of rate_j - rate_k (of rate_j for None)."""
        e = self.rate[j] if k is None else sub(self.rate[j], self.rate[k])
        if vanishes(e, self.frame.names, self.frame.budget):
            return 0
        proof = data.record(self.proofs.get(f"{j}" if k is None else f"{j},{k}", {}), "a proof about rates")
        sign = data.whole(data.field(proof, "sign"), "a sign", 1)
        if sign not in (1, -1):
            raise Rejected("a difference of rates has no sign")
        prove_sign(mul(num(sign), e), ">", proof.get("proof", _STRUCTURE), self.frame)
        return sign
