"""lwla Thm 4.9: mirror flow from every initial point needs a regular map whose longer brackets lie in ker dg.

It applies to every smooth map; read backwards it refutes: where `regular` or `lie_necessary` FAILS, no choice of
Legendre functions makes all gradient flows mirror flows.
"""

from __future__ import annotations

from mirrorsym.theorems import Form, Theorem

THEOREM = Theorem(
    id="lwla.4.9",
    source="lwla Thm 4.9",
    statement="if from every initial point all gradient flows are mirror flows, then g is regular and Lie^{>=2}(dg) lies in ker dg",
    forms=(
        Form("as printed", ("smooth",),
             "mirror flow from every initial point would need `regular` and `lie_necessary`; where one of them fails it is refuted"),
    ),
)
