"""The register: every claim of the three papers, decided anew by each audit.

A claim is data and a check (`Claim`); the checks are built from the ways of `mirrorsym.register.ways`.

Main definitions: `Claim`, `Finding`, `Bench`, and the ways.
"""

from mirrorsym.register.bench import Bench
from mirrorsym.register.claim import Claim, Finding
from mirrorsym.register.differential import differential
from mirrorsym.register.ways import (
    discovery,
    effect_of,
    formulas_of,
    instances,
    laws_of,
    not_decidable,
    pair_has,
    relations,
    together,
    waits_for,
)

__all__ = ["Bench", "Claim", "Finding", "differential", "discovery", "effect_of", "formulas_of", "instances", "laws_of", "not_decidable",
           "pair_has", "relations", "together", "waits_for"]
