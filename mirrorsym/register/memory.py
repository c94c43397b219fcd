"""Which claims were found as recorded by this version of the program: what `audit --changed` may leave out.

Main definition: `Memory`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mirrorsym.cli.remembered import cache_file, program, read_json, write_json
from mirrorsym.register.files import Entry, digest

__all__ = ["Memory"]


@dataclass(frozen=True, slots=True)
class Memory:
    """A file of keys in the user's cache folder; without one, nothing is remembered."""

    path: Path
    program: str

    @classmethod
    def here(cls) -> Memory:
        """The memory of this user and this program."""
        return cls(cache_file("audit.json"), program())

    def knows(self, entry: Entry) -> bool:
        """Whether the claim, in this very file, was found as recorded by this very program."""
        return self._key(entry) in self._read()

    def keep(self, entries: Iterable[Entry]) -> None:
        """Remember these; what cannot be written is forgotten."""
        kept = sorted({*self._read(), *map(self._key, entries)})
        write_json(self.path, [k for k in kept if k.startswith(self.program)])

    def _key(self, entry: Entry) -> str:
        return f"{self.program}:{entry.id}:{digest(entry.path)[:16]}"

    def _read(self) -> set[str]:
        known = read_json(self.path)
        return set(map(str, known)) if isinstance(known, list) else set()
