"""Exact linear algebra modulo a prime: what it proves about matrices over the rationals.

A minor that is not zero modulo a prime is not zero, so the rank modulo a prime of a matrix whose entries were reduced
from rationals is a proved lower bound of its rank; nothing here is a probability.  Dually the dimension of a kernel
found so is a proved upper bound.  The prime and every "random" point are fixed, so that a result is the same at every
run.

Main definitions: `PRIME`, `residue`, `rank`, `Echelon`, `draws`.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from flint import nmod_mat

__all__ = ["PRIME", "Echelon", "draws", "rank", "residue"]

PRIME = (1 << 61) - 1


def residue(q: Fraction | int) -> int:
    """The image of a rational number modulo `PRIME`; ZeroDivisionError where its denominator is a multiple of it.

    >>> residue(Fraction(1, 2)) * 2 % PRIME
    1
    """
    if isinstance(q, int):
        return q % PRIME
    below = q.denominator % PRIME
    if below == 0:
        raise ZeroDivisionError("a denominator is zero modulo the prime")
    return q.numerator * pow(below, -1, PRIME) % PRIME if below != 1 else q.numerator % PRIME


def draws(seed: int) -> random.Random:
    """A source of numbers below the prime, the same for the same seed."""
    return random.Random(seed)  # noqa: S311 - reproducible points, not secrets


def rank(rows: Iterable[Mapping[int, int]], columns: Sequence[int], enough: int | None = None) -> int:
    """The rank of sparse rows on the given columns, modulo `PRIME`; with `enough` it may stop at that.

    >>> rank([{0: 1, 1: 2}, {0: 2, 1: 4}], [0, 1])
    1
    """
    place = {c: i for i, c in enumerate(columns)}
    known: list[dict[int, int]] = []
    single: set[int] = set()
    for row in rows:
        kept = {place[c]: v for c, v in row.items() if c in place and v % PRIME}
        if len(kept) == 1:
            single.update(kept)
        elif kept:
            known.append(kept)
    return len(single) + _dense(known, single, None if enough is None else enough - len(single))


def _dense(rows: list[dict[int, int]], single: set[int], enough: int | None) -> int:
    """Rank of rows on the columns that no single entry settles; many rows are tried in growing samples."""
    settled = set(single)
    grown = True
    extra = 0
    while grown:
        grown = False
        rest = []
        for row in rows:
            left = {c: v for c, v in row.items() if c not in settled}
            if len(left) == 1:
                settled.update(left)
                extra += 1
                grown = True
            elif left:
                rest.append(left)
        rows = rest
    used = sorted({c for row in rows for c in row})
    if not used:
        return extra
    index = {c: i for i, c in enumerate(used)}
    size = 2 * len(used) + 50
    if enough is not None and len(rows) > 2 * size:
        pick = draws(len(rows))
        while 2 * size < len(rows):
            sample = _rank(pick.sample(rows, size), index)
            if extra + sample >= min(enough, extra + len(used)):
                return extra + sample
            size *= 4
    return extra + _rank(rows, index)


def _rank(rows: Sequence[Mapping[int, int]], index: Mapping[int, int]) -> int:
    used = len(index)
    flat: list[Any] = [0] * (len(rows) * used)
    for i, row in enumerate(rows):
        start = i * used
        for c, v in row.items():
            flat[start + index[c]] = v
    return int(nmod_mat(len(rows), used, flat, PRIME).rank())


class Echelon:
    """Sparse vectors in echelon form modulo `PRIME`, grown one by one.

    >>> space = Echelon()
    >>> space.add({0: 1, 1: 2}), space.add({0: 2, 1: 4}), space.rank
    (True, False, 1)
    """

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, int]] = {}

    @property
    def rank(self) -> int:
        """The number of independent vectors so far."""
        return len(self._rows)

    def add(self, vector: Mapping[int, int]) -> bool:
        """Whether the vector is independent of those before; it is kept then."""
        row = {k: r for k, v in vector.items() if (r := v % PRIME)}
        while row:
            lead = min(row)
            known = self._rows.get(lead)
            if known is None:
                over = pow(row[lead], -1, PRIME)
                self._rows[lead] = {k: v * over % PRIME for k, v in row.items()}
                return True
            c = row[lead]
            for k, v in known.items():
                r = (row.get(k, 0) - c * v) % PRIME
                if r:
                    row[k] = r
                else:
                    row.pop(k, None)
        return False
