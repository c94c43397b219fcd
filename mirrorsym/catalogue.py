"""The catalogue: the papers' pairs by name, each a pair file that can be copied and changed.

Precondition: one file per pair in `catalogue_data/`, named after its id, in the format of docs/reference (the pair
file), with two comments in front: `# source:` (paper key and number) and `# note:` (one line on what the paper says).
Adding a pair is dropping a file; there is no list to edit.

Main definitions: `ids`, `entry`, `entries`, `load`, `Entry`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from mirrorsym.errors import InputError

if TYPE_CHECKING:
    from mirrorsym.maps import Pair

__all__ = ["Entry", "entries", "entry", "ids", "load"]

_FOLDER = "catalogue_data"
_COMMENT = re.compile(r"^# (source|note): (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One pair of the catalogue: its id, title, `source` (paper key and number), a note, and the text of its file."""

    id: str
    title: str
    source: str
    note: str
    text: str


@lru_cache(maxsize=1)
def ids() -> tuple[str, ...]:
    """All ids, numbers in their natural order.

    >>> "u2-v2" in ids()
    True
    """
    names = (f.name.removesuffix(".toml") for f in (files("mirrorsym") / _FOLDER).iterdir() if f.name.endswith(".toml"))
    return tuple(sorted(names, key=lambda name: re.sub(r"\d+", lambda digits: digits[0].zfill(9), name)))


def entry(name: str) -> Entry:
    """The entry called `name`; InputError with a suggestion for another name.

    >>> entry("u2-v2-weight-decay").source
    'tdmf Ex. 3.1 with c_u = 1, c_v = -1'
    >>> entry("u2-v3")
    Traceback (most recent call last):
    mirrorsym.errors.InputError: catalogue:u2-v3: no pair of this name; did you mean ...u2-v2...?
    """
    if name not in ids():
        raise InputError([f"catalogue:{_printable(name)}: no pair of this name; {_suggestion(name)}"])
    text = (files("mirrorsym") / _FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    said = dict(_COMMENT.findall(text.split("\n\n", 1)[0]))
    return Entry(name, tomllib.loads(text)["title"], said["source"], said["note"], text)


def entries() -> tuple[Entry, ...]:
    """Every entry, in the order of `ids`."""
    return tuple(entry(name) for name in ids())


def load(name: str) -> Pair:
    """The pair called `name`; InputError with a suggestion for another name.

    >>> [str(e) for e in load("u2-v2-weight-decay").joint]
    ['u**2 - v**2', 'u**2 + v**2']
    """
    from mirrorsym.parsing import read_pair

    return read_pair(entry(name).text)


def _suggestion(name: str) -> str:
    import difflib

    near = [i for i in ids() if name and i.startswith(name)] or difflib.get_close_matches(name, ids(), cutoff=0.5)
    if near:
        *first, last = near[:3]
        return f"did you mean {', '.join(first)} or {last}?" if first else f"did you mean {last}?"
    return "`mirrorsym catalogue list` names them all"


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in name[:60])
