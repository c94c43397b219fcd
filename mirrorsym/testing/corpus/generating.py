"""Which pairs the corpus consists of: so many of each family, dealt from a seed.

Main definitions: `generate`, `shares`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mirrorsym.testing.choices import Dice
from mirrorsym.testing.families import all_families
from mirrorsym.testing.known import Known

__all__ = ["generate", "shares"]


def shares(count: int) -> dict[str, int]:
    """How many of `count` pairs each family gets: the fixed mix.

    >>> 1990 < sum(shares(2000).values()) < 2010
    True
    """
    families = all_families()
    whole = sum(f.share for f in families.values())
    return {name: round(count * f.share / whole) for name, f in families.items()}


def generate(seed: int = 0, count: int = 2000, family: str | Mapping[str, int] | None = None) -> Iterator[Known]:
    """`count` different pairs of all families, or of one; or as many of each as a mapping says.

    The same arguments give the same pairs, and a pair's `name` gives the same pair in every corpus that contains it.
    KeyError for an unknown family.

    >>> [k.name for k in generate(seed=1, count=2, family="separable")]
    ['1/separable/0', '1/separable/1']
    """
    wanted = shares(count) if family is None else {family: count} if isinstance(family, str) else family
    seen: set[Any] = set()
    for name, number in wanted.items():
        build = all_families()[name].build
        throw = found = 0
        while found < number and throw < 40 * number:
            known = build(Dice(f"{seed}/{name}/{throw}"))
            throw += 1
            key = (known.pair.g, known.pair.h, known.pair.M, known.pair.parameters)
            if key not in seen:
                seen.add(key)
                yield replace(known, name=f"{seed}/{name}/{found}")
                found += 1
