"""Which claims were found as recorded by this version of the program: what `audit --changed` may leave out.

Main definition: `Memory`.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

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
        base = os.environ.get("XDG_CACHE_HOME") or (os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else None)
        package = Path(__file__).resolve().parent.parent
        text = hashlib.sha256()
        for file in sorted(package.rglob("*.py")):
            text.update(file.read_bytes())
        return cls((Path(base) if base else Path.home() / ".cache") / "mirrorsym" / "audit.json", text.hexdigest()[:16])

    def knows(self, entry: Entry) -> bool:
        """Whether the claim, in this very file, was found as recorded by this very program."""
        return self._key(entry) in self._read()

    def keep(self, entries: Iterable[Entry]) -> None:
        """Remember these; what cannot be written is forgotten."""
        kept = sorted({*self._read(), *map(self._key, entries)})
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            part = self.path.with_suffix(f".{os.getpid()}.part")
            part.write_text(json.dumps([k for k in kept if k.startswith(self.program)]), encoding="utf-8")
            part.replace(self.path)
        except OSError:
            return

    def _key(self, entry: Entry) -> str:
        return f"{self.program}:{entry.id}:{digest(entry.path)[:16]}"

    def _read(self) -> set[str]:
        try:
            known = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return set()
        return set(map(str, known)) if isinstance(known, list) else set()
