"""What the ends of the coordinates' flows say about the potential: the case distinctions, True, False or None (not told).

The arguments stand in `recheck/properties.py`, which decides the same questions on its own.  Every function is about one choice of
pieces; `answers` asks them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mirrorsym.properties._ends import End
from mirrorsym.properties._structure import Structure

__all__ = ["answers", "bregman", "legendre", "mirror_map", "sides", "whole_line"]

Question = Callable[[Structure, tuple[int, ...]], bool | None]


def answers(structure: Structure, question: Question) -> dict[tuple[int, ...], bool | None]:
    """The answer for each choice of pieces."""
    return {chosen: question(structure, chosen) for chosen in structure.scenarios()}


def sides(structure: Structure, chosen: tuple[int, ...]) -> Iterator[list[tuple[int, End, bool]]]:
    """Per direction and end of nu (upper first): (coordinate, its end there, whether its time runs forward) of each member."""
    for d in structure.directions or ():
        for up in (True, False):
            yield [(k, structure.coordinates[k].end(chosen[k], (s > 0) == up), (s > 0) == up) for k, _, s in d.members]


def _all(structure: Structure, chosen: tuple[int, ...]) -> list[End]:
    return [c.end(i, forward) for c, i in zip(structure.coordinates, chosen, strict=True) if c.seen for forward in (True, False)]


def mirror_map(structure: Structure, chosen: tuple[int, ...]) -> bool | None:
    """Whether grad R is onto R^n: no flow that g sees ends in finite time."""
    return not any(e.finite_time for e in _all(structure, chosen))


def legendre(structure: Structure, chosen: tuple[int, ...]) -> bool | None:
    """Whether |grad Q| tends to infinity at the boundary of the dual slice."""
    timed = [e for e in _all(structure, chosen) if e.finite_time]
    if not any(e.finite_value for e in timed):
        return True
    if all(e.finite_value for e in timed):
        return False
    for side in sides(structure, chosen):
        here = [e for _, e, _ in side if e.finite_time]
        if here and all(e.finite_value for e in here):
            return False
    return None


def bregman(structure: Structure, chosen: tuple[int, ...]) -> bool | None:
    """Whether R is a Bregman function."""
    known = legendre(structure, chosen)
    if known is not True:
        return known
    if structure.directions is None:
        return True if not any(e.finite_time or e.finite_value for e in _all(structure, chosen)) else None
    answers = [_bregman_end([e for _, e, _ in side]) for side in sides(structure, chosen)]
    return False if False in answers else None if None in answers else True


def _bregman_end(ends: list[End]) -> bool | None:
    timed = [e for e in ends if e.finite_time]
    if not timed and not all(e.finite_value for e in ends):
        return True
    areas = [e.finite_area for e in timed or ends]
    if None in areas:
        return None
    if not timed:
        return all(areas)
    return True if not any(areas) else False if all(areas) else None


def whole_line(structure: Structure, chosen: tuple[int, ...], direction: int) -> bool:
    """Whether x runs through all of R along a direction, at each a."""
    for side in list(sides(structure, chosen))[2 * direction:2 * direction + 2]:
        timed = [e for _, e, _ in side if e.finite_time]
        if any(e.finite_value for e in timed) or all(e.finite_value for _, e, _ in side):
            return False
    return True
