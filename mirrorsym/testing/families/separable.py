"""Separable commuting pairs: g_i = sum c_k p_k(w_k) over its own variables, h = sum a_k c_k p_k(w_k) + d.

Why the answers are right.  The k-th entry of [grad g_i, grad h] is W(d_k g_i, d_k h) with d_k h = a_k d_k g_i, so it is 0;
two coordinates of g share no variable, so they commute, and every iterated bracket is 0.  On the box M the gradient of
g_i is (c_k p_k')_k: where some p_k of each block has a derivative without zeros, the rank is n; where all p_k of one
block have a critical point in M, the row vanishes there.  In one block the rows of g_i and h are (c_k p_k') and (a_k c_k
p_k'): they are parallel where the a_k with p_k' != 0 agree, and two variables with different a_k and p_k' != 0 make the
rank n + 1.  p_k is written in one way in g and in another in h; constants in disguise may be added, which changes nothing.

Main definitions: `build`, `Piece`, `pieces`, `assemble`, `answers`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mirrorsym.maps import Pair
from mirrorsym.testing.choices import Choices
from mirrorsym.testing.disguises import disguise_for
from mirrorsym.testing.known import FAILS, HOLDS, Answer, Known
from mirrorsym.testing.terms import INTERVALS, Interval, Term, terms_on
from mirrorsym.testing.writing import COEFFICIENTS, coefficient, names, total

__all__ = ["Piece", "answers", "assemble", "build", "pieces"]

SHARE = 34


@dataclass(frozen=True, slots=True)
class Piece:
    """What one variable contributes: sum of c * term to its coordinate of g, and `ratio` times that to h."""

    name: str
    interval: Interval
    parts: tuple[tuple[Fraction, Term], ...]
    ratio: Fraction

    @property
    def never_critical(self) -> bool:
        """Whether the derivative is proved to have no zero."""
        if len(self.parts) == 1:
            return not self.parts[0][1].critical_on(self.interval)
        return len({t.slope_on(self.interval) * (1 if c > 0 else -1) for c, t in self.parts} - {0}) == 1 and all(
            t.slope_on(self.interval) for _, t in self.parts)

    @property
    def critical(self) -> bool:
        """Whether the derivative is known to vanish somewhere."""
        return len(self.parts) == 1 and bool(self.parts[0][1].critical_on(self.interval))


def pieces(choose: Choices, count: int, ratios: Sequence[Fraction] = (*COEFFICIENTS, Fraction(0))) -> list[Piece]:
    """`count` variables with an interval, one or two terms and a ratio each."""
    out = []
    for name in names(count):
        interval = choose.pick(INTERVALS)
        available = terms_on(interval)
        first = choose.pick(available)
        parts = [(coefficient(choose), first)]
        if choose.whole(0, 4) == 4:
            other = choose.pick([t for t in available if t.shape != first.shape])
            parts.append((coefficient(choose), other))
        out.append(Piece(name, interval, tuple(parts), choose.pick(ratios)))
    return out


def blocks_of(choose: Choices, items: list[Piece], n: int) -> list[list[Piece]]:
    """The variables dealt to n coordinates, each getting one at least."""
    out: list[list[Piece]] = [[p] for p in items[:n]]
    for p in items[n:]:
        out[choose.whole(0, n - 1)].append(p)
    return out


def assemble(choose: Choices, blocks: list[list[Piece]], extra: Sequence[tuple[Fraction, str]] = ()) -> Pair:
    """The pair, h in other spellings than g; `extra` terms are added to h."""
    everyone = [p for b in blocks for p in b]
    intervals = {p.name: p.interval for p in everyone}
    g, h = [], []
    for block in blocks:
        terms: list[tuple[Fraction, str]] = []
        for p in block:
            for c, t in p.parts:
                which = choose.whole(0, len(t.spellings) - 1)
                other = (which + choose.whole(1, len(t.spellings) - 1)) % len(t.spellings) if len(t.spellings) > 1 else which
                terms.append((c, t.write(which, p.name)))
                h.append((c * p.ratio, t.write(other, p.name)))
        g.append(total(terms))
    constant = choose.pick((Fraction(0), Fraction(5), Fraction(-2, 3)))
    for arity in (1, 2):
        if choose.whole(0, 3) == 3:
            disguise = disguise_for(choose, intervals, arity)
            if disguise is not None:
                h.append((coefficient(choose), disguise))
    return Pair(g=g, h=total([*h, *extra], constant), domain=[c for p in everyone for c in p.interval.on(p.name)],
                variables=[p.name for p in everyone])


def answers(blocks: list[list[Piece]]) -> dict[str, Answer]:
    """What the docstring of this module argues."""
    out: dict[str, Answer] = dict.fromkeys(
        ("smooth", "commuting", "commuting_with_h", "block_separable", "separable", "wronskian", "lie_necessary"), HOLDS)
    if all(any(p.never_critical for p in b) for b in blocks):
        out["regular"] = HOLDS
        if any(len({p.ratio for p in b if p.never_critical}) > 1 for b in blocks):
            out["joint_regular"] = HOLDS
    if any(all(p.critical for p in b) for b in blocks):
        out["regular"] = out["joint_regular"] = FAILS
    if all(len({p.ratio for p in b if not p.critical}) <= 1 for b in blocks):
        out["joint_regular"] = FAILS
    out["quadratic"] = HOLDS if all(t.quadratic for b in blocks for p in b for _, t in p.parts) else FAILS
    return out


def build(choose: Choices) -> Known:
    """A separable pair that commutes, with g and h spelled differently."""
    n = choose.whole(1, 3)
    count = n + choose.whole(0, 5 - n if n > 1 else 2)
    blocks = blocks_of(choose, pieces(choose, count), n)
    return Known(assemble(choose, blocks), answers(blocks),
                 "h is a multiple of g, variable by variable, up to a constant", "separable")
