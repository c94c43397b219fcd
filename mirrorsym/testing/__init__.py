"""Pairs with known answers, for property-based tests of theorems: `from mirrorsym.testing import commuting_pairs`.

Needs the extra `testing` (Hypothesis) only when a strategy is called; importing this package loads neither Hypothesis nor
SymPy.  Every strategy yields `Known` objects: a pair, the answers that its construction determines, and why.

>>> from hypothesis import find
>>> known = find(commuting_pairs(), lambda k: k.answers.get("regular") == "HOLDS" and len(k.pair.w) == 1)
>>> len(str(known)) < 400
True
"""

from mirrorsym.testing.known import Iff, Known, Outcome, judge
from mirrorsym.testing.strategies import (
    commuting_pairs,
    commuting_quadratics,
    degenerate_pairs,
    matrix_factorizations,
    near_misses,
    pairs_of,
    parametric_pairs,
    rotated_pairs,
    separable_pairs,
)

__all__ = [
    "Iff", "Known", "Outcome", "commuting_pairs", "commuting_quadratics", "degenerate_pairs", "judge", "matrix_factorizations",
    "near_misses", "pairs_of", "parametric_pairs", "rotated_pairs", "separable_pairs",
]
