"""The theorems of homog about a potential: they are about R and a homogeneous network, not about a pair, so they are listed by themselves.

`needs` are assumptions of homog on the potential; `identical` asks for the same potential in every coordinate, `listed` for one of Table 1
and `hyperbolic` for its first.  What they ask of the network and the data (Assumption 2.1) is no part of the answer.

Main definitions: `PotentialTheorem`, `HOMOG`.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["HOMOG", "PotentialTheorem"]


@dataclass(frozen=True, slots=True)
class PotentialTheorem:
    """A theorem's id, its source, what it needs of the potential, and what then holds for networks as in Assumption 2.1."""

    id: str
    source: str
    needs: tuple[str, ...]
    conclusion: str


HOMOG = (
    PotentialTheorem("homog.4.5", "homog Thm 4.5", ("2.3", "4.4"),
                     "the soft Q-margin does not fall once the data are separated; the loss tends to 0 and theta grows without bound"),
    PotentialTheorem("homog.4.6", "homog Thm 4.6", ("2.3", "4.4"),
                     "the loss falls like 1/(t (log t)^(2 - alpha/L)) and Q grows like (log t)^(alpha/L), from both sides for alpha <= 2"),
    PotentialTheorem("homog.4.7", "homog Thm 4.7 and G.2", ("2.3", "4.4", "G.1", "identical"),
                     "limit directions are along KKT points of: minimize phi^2/2 with margins at least 1"),
    PotentialTheorem("homog.c4.8", "homog Cor. 4.8", ("2.3", "4.4", "hyperbolic"),
                     "limit directions are along KKT points of: minimize the l1 norm with margins at least 1"),
    PotentialTheorem("homog.4.9", "homog Thm 4.9", ("2.3", "4.4", "listed"),
                     "for two layers: minimize the sum over neurons of |w_j|_alpha^(alpha/2), w_j scaled by its output weight"),
    PotentialTheorem("homog.4.10", "homog Lemma 4.10 and H.2", ("2.3", "4.4", "H.1"),
                     "Q^(1/alpha) is within the factor 1 + eps of phi once phi >= (C1 lambda/eps)^(1/C2)"),
)
