"""Where the free decisions of a construction come from: a seeded generator, or Hypothesis.

A construction of `families` never rolls dice itself; it asks a `Choices`.  So one text serves the corpus, which must be
the same on every machine, and the strategies, which must shrink: whoever lists alternatives puts the simplest first.

Main definitions: `Choices`, `Dice`, `Drawn`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

__all__ = ["Choices", "Dice", "Drawn"]

T = TypeVar("T")


class Choices(Protocol):
    """Decisions: one of several, a whole number, yes or no, some of several."""

    def pick(self, items: Sequence[T]) -> T:
        """One of `items`; the first is the simplest."""

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` (the simplest) to `high`, both included."""

    def flag(self) -> bool:
        """Yes or no; no is simpler."""


class Dice:
    """Decisions of a seeded pseudo-random generator: the same seed gives the same decisions.

    >>> [Dice("a").whole(0, 9) for _ in range(3)] == [Dice("a").whole(0, 9)] * 3
    True
    """

    def __init__(self, seed: int | str) -> None:
        self._random = random.Random(str(seed))  # noqa: S311 (sampling, not secrets)

    def pick(self, items: Sequence[T]) -> T:
        """One of `items`."""
        return items[self._random.randrange(len(items))]

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        return self._random.randint(low, high)

    def flag(self) -> bool:
        """Yes or no."""
        return self._random.random() < 0.5


class Drawn:
    """Decisions that Hypothesis draws, and shrinks; `draw` is what a composite strategy is given."""

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self._draw = draw

    def pick(self, items: Sequence[T]) -> T:
        """One of `items`; shrinks toward the first."""
        from hypothesis import strategies as st

        which: int = self._draw(st.integers(0, len(items) - 1))
        return items[which]

    def whole(self, low: int, high: int) -> int:
        """A whole number; shrinks toward `low`."""
        from hypothesis import strategies as st

        return low + int(self._draw(st.integers(0, high - low)))

    def flag(self) -> bool:
        """Yes or no; shrinks toward no."""
        from hypothesis import strategies as st

        return bool(self._draw(st.booleans()))
