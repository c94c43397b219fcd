"""What a run may leave for the next one in the user's cache folder, and the fingerprint that says whether it is still of this program.

Nothing in the cache is trusted: what is read from it is checked like anything that comes from outside, and what is missing is found again.

Main definitions: `cache_file`, `program`, `read_json`, `write_json`.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

__all__ = ["cache_file", "program", "read_json", "write_json"]


def cache_file(name: str) -> Path:
    """Where the file of this name lies: `mirrorsym/NAME` in the user's cache folder."""
    base = os.environ.get("XDG_CACHE_HOME") or (os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else None)
    return (Path(base) if base else Path.home() / ".cache") / "mirrorsym" / name


@lru_cache(maxsize=1)
def program() -> str:
    """Sixteen hexadecimal digits that change with every source file of the package, its data, and the version of Python."""
    package = Path(__file__).resolve().parent.parent
    text = hashlib.sha256(sys.version.encode())
    for file in sorted(f for kind in ("*.py", "*.toml") for f in package.rglob(kind)):
        text.update(file.read_bytes())
    return text.hexdigest()[:16]


def read_json(path: Path) -> Any:
    """What the file holds; None where there is none that can be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None


def write_json(path: Path, value: Any) -> None:
    """Put `value` there all at once; what cannot be written is forgotten."""
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(value), encoding="utf-8")
        part.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()
