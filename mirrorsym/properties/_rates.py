"""Rates of a direction's members, b/s, and the signs of their differences with proofs.

Main definitions: `Open`, `Rates`.
"""

from __future__ import annotations

from typing import Any

from mirrorsym.calculus import sign, zero
from mirrorsym.expression import Expression, div, mul, num, sub
from mirrorsym.properties._structure import Direction, Structure

__all__ = ["Open", "Rates"]


class Open(Exception):
    """Not settled; the message is a sentence why."""


class Rates:
    """Signs of differences of the members' rates b/s; what is proved is kept under "j,k" (or "j") for the certificate."""

    def __init__(self, d: Direction, structure: Structure, proofs: dict[str, Any]) -> None:
        self.frame, self.proofs = structure.frame, proofs
        self.rate = {k: div(structure.coordinates[k].weights[structure.n], s) for k, s, _ in d.members}

    def sign(self, j: int, k: int | None) -> int:
        """The sign of rate_j - rate_k (of rate_j for None); raises `Open` where it is not known."""
        e: Expression = self.rate[j] if k is None else sub(self.rate[j], self.rate[k])
        if zero.prove(e, self.frame, 0) is not None:
            return 0
        for s in (1, -1):
            proof = sign.prove(mul(num(s), e), ">", self.frame)
            if proof is not None:
                self.proofs[f"{j}" if k is None else f"{j},{k}"] = {"sign": s, "proof": proof}
                return s
        raise Open(f"the sign of {e} depends on the parameters")
