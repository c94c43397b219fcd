"""What stands where PAIR does: a pair file, `catalogue:ID`, or formulas.

An argument is a pair file when a file of that name exists or when it ends in `.toml`; `-` is a pair file on standard
input; `catalogue:ID` names a pair of the catalogue.  Everything else is a formula, and all formulas together, each
possibly several with commas between, are the coordinates of one map g.

Main definition: `read_pairs`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mirrorsym.errors import InputError

if TYPE_CHECKING:
    from mirrorsym.maps import Pair

__all__ = ["CATALOGUE", "read_pairs", "split_formulas", "standard_input"]

CATALOGUE = "catalogue:"


def read_pairs(
    arguments: Sequence[str], h: str | None, on: str | None, init: str | None, params: Sequence[str],
    copies: int | None,
) -> list[tuple[str, Pair]]:
    """The pairs that the arguments name, each with the name to show; InputError with the mistakes of all of them."""
    formulas = [a for a in arguments if not _is_file(a) and not a.startswith(CATALOGUE)]
    if formulas and len(formulas) < len(arguments):
        raise click.UsageError(f"{_short(formulas[0])!r} is no pair file; formulas and pair files cannot be mixed")
    if formulas:
        pairs = [(_short(", ".join(formulas)), _from_formulas(formulas, h, on, init, params))]
    else:
        given = {"--h": h, "--on": on, "--init": init, "--param": params}
        for option, value in given.items():
            if value:
                raise click.UsageError(f"{option} goes with formulas; a pair file says it itself")
        pairs = _from_files(arguments)
    return pairs if copies is None else [(name, _with_copies(pair, copies)) for name, pair in pairs]


def split_formulas(text: str) -> list[str]:
    """The formulas of a text with commas between, where a comma inside brackets does not count.

    Each keeps its columns: what stands before it is replaced by blanks.

    >>> split_formulas("u**2, Max(u, v)")
    ['u**2', '      Max(u, v)']
    """
    parts, depth, start = [], 0, 0
    for i, c in enumerate([*text, ","]):
        depth += (c in "([{") - (c in ")]}")
        if c == "," and (depth <= 0 or i == len(text)):
            piece = text[start:i]
            lead = len(piece) - len(piece.lstrip())
            parts.append(" " * (start + lead) + piece[lead:])
            start = i + 1
    return [p.rstrip() for p in parts]


def standard_input(limit: int = -1) -> bytes:
    """What is on standard input, at most `limit` bytes of it; nothing where it is closed."""
    return b"" if sys.stdin is None else sys.stdin.buffer.read(limit)


def _is_file(argument: str) -> bool:
    if argument == "-" or argument.endswith(".toml"):
        return True
    try:
        return Path(argument).is_file()
    except (OSError, ValueError):  # too long for a name, or a null character
        return False


def _from_formulas(
    formulas: Sequence[str], h: str | None, on: str | None, init: str | None, params: Sequence[str]
) -> Pair:
    from mirrorsym.parsing import pair_from_formulas

    return pair_from_formulas([g for text in formulas for g in split_formulas(text)], h, on, init, list(params))


def _from_files(arguments: Sequence[str]) -> list[tuple[str, Pair]]:
    pairs: list[tuple[str, Pair]] = []
    problems: list[str] = []
    for argument in arguments:
        try:
            pairs.append((argument.removeprefix(CATALOGUE), _from_file(argument)))
        except InputError as error:
            lead = f"{_short(argument)}: " if len(arguments) > 1 else ""
            problems += [p if p.startswith(argument) else lead + p for p in error.problems]
    if problems:
        raise InputError(problems)
    return pairs


def _from_file(argument: str) -> Pair:
    if argument.startswith(CATALOGUE):
        from mirrorsym import catalogue

        return catalogue.load(argument.removeprefix(CATALOGUE))
    from mirrorsym.parsing import MAX_FILE, read_pair

    if argument != "-":
        return read_pair(Path(argument))
    raw = standard_input(MAX_FILE + 1)
    try:
        return read_pair(raw.decode("utf-8-sig") + "\n")  # the line break says that this is text and no path
    except UnicodeDecodeError as error:
        raise InputError([f"standard input is not text: byte {error.start + 1} is not UTF-8"]) from None


def _with_copies(pair: Pair, copies: int) -> Pair:
    from mirrorsym.maps import Pair

    return Pair(g=pair.g, h=pair.h, domain=pair.M, init=dict(pair.init), copies=copies, title=pair.title,
                matrices=pair.matrices)


def _short(text: str) -> str:
    shown = "".join(c if c.isprintable() else "?" for c in text)
    return shown if len(shown) <= 60 else shown[:57] + "..."
