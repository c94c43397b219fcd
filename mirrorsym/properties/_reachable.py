"""The part of M in which every coordinate lies in a piece where it may start, as a region in the pair's variables."""

from __future__ import annotations

from mirrorsym.calculus.region import Region
from mirrorsym.expression import sub
from mirrorsym.properties._structure import Structure

__all__ = ["reachable"]


def reachable(structure: Structure) -> Region:
    """M with the ends of the one piece of a coordinate, or without the inner ends of several, coordinate by coordinate."""
    region = structure.region
    for c in structure.coordinates:
        if len(c.pieces) == 1:
            p = c.pieces[0]
            if p.low is not None:
                region = region.assume(sub(c.z, p.low), ">")
            if p.high is not None:
                region = region.assume(sub(p.high, c.z), ">")
        else:
            for p in c.pieces[:-1]:
                assert p.high is not None
                region = region.assume(sub(c.z, p.high), "!=")
    return region
