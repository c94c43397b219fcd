"""Hypothesis strategies for pairs with known answers.

Each is a family of `mirrorsym.testing.families` driven by Hypothesis instead of a seed, so that a failing pair shrinks to one
with few variables, plain functions and small coefficients; the docstrings of the families argue the answers.

Main definitions: `separable_pairs`, `commuting_quadratics`, `rotated_pairs`, `commuting_pairs`, `near_misses`, `pairs_of`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mirrorsym.testing.choices import Drawn
from mirrorsym.testing.families import all_families
from mirrorsym.testing.known import Known

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = [
    "commuting_pairs", "commuting_quadratics", "degenerate_pairs", "matrix_factorizations", "near_misses", "pairs_of", "parametric_pairs",
    "rotated_pairs", "separable_pairs",
]


def pairs_of(family: str) -> SearchStrategy[Known]:
    """Pairs of one family, named as its file; KeyError for another name.

    >>> from hypothesis import find
    >>> print(find(pairs_of("quadratics"), lambda known: True).pair.g[0])
    u**2/2
    """
    from hypothesis import strategies as st

    build = all_families()[family].build

    @st.composite
    def pairs(draw: Any) -> Known:
        return build(Drawn(draw))

    return pairs()


def separable_pairs() -> SearchStrategy[Known]:
    """Separable pairs that commute, h in another spelling than g (tdmf Cor. 3.1)."""
    return pairs_of("separable")


def commuting_quadratics() -> SearchStrategy[Known]:
    """Quadratic forms with common orthogonal eigenvectors, in up to six variables (tdmf Thm 3.3, lwla Thm 4.15)."""
    return pairs_of("quadratics")


def rotated_pairs() -> SearchStrategy[Known]:
    """Combinations of functions of orthogonal linear forms."""
    return pairs_of("rotated")


def commuting_pairs() -> SearchStrategy[Known]:
    """Pairs that commute, of every kind that the corpus knows."""
    from hypothesis import strategies as st

    return st.one_of(commuting_quadratics(), separable_pairs(), rotated_pairs())


def near_misses() -> SearchStrategy[Known]:
    """Pairs one coefficient, sign, exponent, constant or domain away from commuting; the holomorphic pairs (Re F, Im F) too."""
    return pairs_of("near_misses")


def parametric_pairs() -> SearchStrategy[Known]:
    """Pairs with parameters: what holds for all, for none, or for exactly some of their values."""
    return pairs_of("parameters")


def matrix_factorizations() -> SearchStrategy[Known]:
    """U V^T, U U^T and products of layers with weight decay."""
    return pairs_of("factorizations")


def degenerate_pairs() -> SearchStrategy[Known]:
    """More coordinates than variables, constant and dependent coordinates, variables without use."""
    return pairs_of("degenerate")
