"""What a user did wrong, said in one line per mistake: `InputError`.

Bad input is what cannot be a pair on M (docs/reference): it ends a command with exit code 2 and never shows a
traceback.  Everything that merely fails a criterion is a verdict, not an error.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["InputError"]


class InputError(ValueError):
    """One or more mistakes in the input; `problems` holds a full sentence for each, place first.

    >>> str(InputError(["g[0]: unknown symbol 'z'"]))
    "g[0]: unknown symbol 'z'"
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems: tuple[str, ...] = tuple(problems)
        super().__init__("\n".join(self.problems))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[str, ...]]]:
        return (InputError, (self.problems,))  # an exception pickles its args, which here are the joined text

    def lines(self, limit: int = 5) -> list[str]:
        """The first `limit` problems, then "and N more"."""
        shown = list(self.problems[:limit])
        rest = len(self.problems) - len(shown)
        return [*shown, f"and {rest} more"] if rest > 0 else shown
