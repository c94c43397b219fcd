"""The register: every claim of the three papers, decided anew by each audit.

A claim is data and a check (`Claim`); the checks are built from the ways of `mirrorsym.register.ways` and of `mirrorsym.register.slopes`.

Main definitions: `Claim`, `Finding`, `Bench`, and the ways.
"""

from mirrorsym.register.bench import Bench
from mirrorsym.register.claim import Claim, Finding
from mirrorsym.register.differential import differential
from mirrorsym.register.slopes import gradient_of, slopes
from mirrorsym.register.ways import (
    discovery,
    effect_of,
    formulas_of,
    instances,
    laws_of,
    not_decidable,
    pair_has,
    relations,
    schedule_has,
    together,
    waits_for,
)

__all__ = ["Bench", "Claim", "Finding", "differential", "discovery", "effect_of", "formulas_of", "gradient_of", "instances", "laws_of",
           "not_decidable", "pair_has", "relations", "schedule_has", "slopes", "together", "waits_for"]
