"""Ranks: what is proved rechecks and agrees with exact ranks at points; a matrix that drops its rank somewhere is not proved."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from flint import fmpq, fmpq_mat

from mirrorsym.calculus.enclosure import exact
from mirrorsym.calculus.rank import blocks, determinant, minors, prove
from mirrorsym.expression import ZERO, num, sym
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.rank import prove_rank
from mirrorsym.recheck.setting import Setting

GRID = [Fraction(k, 2) for k in range(-3, 4)]


def at(rows: list[list[Any]], point: dict[str, Fraction]) -> fmpq_mat:
    """The matrix at a point."""
    values = [[exact(e, point) or Fraction(0) for e in row] for row in rows]
    return fmpq_mat(len(rows), len(rows[0]), [fmpq(q.numerator, q.denominator) for row in values for q in row])


@pytest.mark.parametrize(("rows", "conditions", "full"), [
    ([["2*u", "2*v"]], ("u > 0",), True), ([["2*u", "2*v"]], (), False), ([["u", "v"], ["v", "-u"]], ("u > 0",), True),
    ([["u", "v"], ["v", "u"]], ("u > v", "v > 0"), True), ([["u", "v"], ["v", "u"]], ("u > 0", "v > 0"), False), ([["1", "u", "0"], ["0", "v", "1"]], (), True),
    ([["u", "0"], ["0", "v"]], ("u != 0", "v != 0"), True), ([["u", "0"], ["0", "v"]], ("u != 0",), False), ([["u", "v", "1 - u"]], (), True),
    ([["u*v", "1 - u*v", "u"]], (), True), ([["u", "v"], ["2*u", "2*v"]], ("u > 0",), False), ([["u**2 + v**2", "0"]], ("u > 1",), True),
])
def test_ranks(tools: Any, rows: list[list[str]], conditions: tuple[str, ...], full: bool) -> None:
    m = [[tools.read(t) for t in row] for row in rows]
    region = tools.region(*conditions)
    proof = prove(m, region)
    assert (proof is not None) == full
    if proof is not None:
        prove_rank(m, proof, Setting(("u", "v"), (), region.facts, Budget(seconds=20)))
        for a, b in product(GRID, repeat=2):
            point = {"u": a, "v": b}
            if all({">": q > 0, "!=": q != 0}[op] for f, op in region.facts if (q := exact(f, point)) is not None):
                assert at(m, point).rank() == len(m)
        with pytest.raises(Rejected):
            prove_rank([*m[:-1], [ZERO] * len(m[0])], proof, Setting(("u", "v"), (), region.facts, Budget(seconds=20)))


def test_determinants_and_minors_agree_with_exact_arithmetic(tools: Any) -> None:
    m = [[tools.read(t) for t in row] for row in (("u", "v", "1"), ("v**2", "u - 1", "u*v"), ("3", "u*v", "v - u"))]
    for a, b in product(GRID, repeat=2):
        point = {"u": a, "v": b}
        value = at(m, point).det()
        assert exact(determinant(m), point) == Fraction(int(value.p), int(value.q))
    found = dict(minors(m[:2]))
    assert set(found) == {(0, 1), (0, 2), (1, 2)}
    assert exact(found[0, 2], {"u": Fraction(2), "v": Fraction(3)}) == 2 * 6 - 9


def test_blocks_are_rows_that_share_columns() -> None:
    u, one, zero = sym("u"), num(1), ZERO
    assert sorted(blocks([[u, zero, zero], [zero, one, u], [zero, zero, one]])) == [([0], [0]), ([1, 2], [1, 2])]
