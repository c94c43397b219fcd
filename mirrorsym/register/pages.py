"""The pages that an audit of the whole register writes into a checkout: the board, the record of what was found, the errata.

Main definitions: `write_pages`, `pages`, `record`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mirrorsym.errors import InputError
from mirrorsym.register.audit import Result
from mirrorsym.register.board import board
from mirrorsym.register.errata import errata
from mirrorsym.register.files import PAPERS, Entry, digest, folder

__all__ = ["FOUND", "pages", "record", "write_pages"]

FOUND = "found.json"


def record(results: Sequence[Result]) -> dict[str, Any]:
    """What was found, by claim, with the digest of the claim's file."""
    return {r.entry.id: {"file": digest(r.entry.path), "as_printed": str(r.as_printed),
                         "corrected": None if r.corrected is None else str(r.corrected), "because": r.because, "witness": r.witness,
                         "evidence": list(r.evidence)} for r in results}


def pages(entries: Sequence[Entry], found: Mapping[str, Any]) -> dict[str, str]:
    """Path below the checkout -> text, of every generated page."""
    known = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    out = {"derivations/README.md": board(entries), f"derivations/{FOUND}": known}
    for paper in PAPERS:
        out[f"docs/errata/{paper}.md"] = errata(paper, entries, found)
    return out


def write_pages(results: Sequence[Result]) -> None:
    """Write them; InputError where this is no checkout."""
    root = folder().parent
    if folder().name != "derivations" or not (root / "docs").is_dir():
        raise InputError(["--write: the register of an installed package has no pages to rewrite; run it in a checkout"])
    for name, text in pages([r.entry for r in results], record(results)).items():
        path = Path(root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
