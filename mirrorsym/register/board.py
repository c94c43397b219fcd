"""The status board `derivations/README.md`: every claim with its recorded verdict, and every numbered item of the papers.

Main definitions: `board`, `coverage`, `summary`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mirrorsym.register.files import PAPERS, Entry, items

__all__ = ["board", "coverage", "summary"]

_HEAD = """# The register

Every numbered or quotable claim of three papers, as printed and, where it is wrong, as corrected. `mirrorsym audit` decides all of them
anew; this page is generated (`mirrorsym audit --write`) and a test says when it is stale.

*Verdicts.* HOLDS and FAILS rest on certificates that the independent checker accepts. UNDECIDED claims nothing: the column *scope* says
whether instances were verified, numbers were looked at, a computation cannot decide it, or a part of the program is still missing.
Statements are in our words; a claim marked † was reconstructed from an incomplete text.

One file per numbered result: `COVERS` (the items of the paper), `TITLE`, and `CLAIMS`, each a `Claim` with its check. To add one, drop a
file into the paper's folder. In the wheel this folder travels as data under `mirrorsym/_register`; its files are loaded by path.
"""


def board(entries: Sequence[Entry]) -> str:
    """The page as Markdown."""
    parts = [_HEAD]
    for paper, name in PAPERS.items():
        own = [e for e in entries if e.paper == paper]
        parts.append(f"\n## {paper}: {name}\n")
        counts = Counter(e.claim.recorded for e in own)
        parts.append(f"{len(own)} claims: " + ", ".join(f"{counts[s]} {s}" for s in ("HOLDS", "FAILS", "UNDECIDED")) + ".\n")
        parts.append("| claim | where | says | as printed | corrected | scope |\n|---|---|---|---|---|---|")
        for e in own:
            c = e.claim
            mark = "†" if c.wording == "RECONSTRUCTED" else ""
            link = f"[{e.id}]({e.path.parent.name}/{e.path.name})"
            corrected = "" if c.corrected is None else f"HOLDS: {_cell(c.corrected_says)}"
            parts.append(f"| {link}{mark} | {_cell(c.where)} | {_cell(c.says)} | {c.recorded} | {corrected} | {c.scope} |")
        covered = coverage(paper, entries)
        if covered:
            parts.append(f"\n### Numbered items of {paper}\n")
            parts.append("| item | files |\n|---|---|")
            parts += [f"| {item} | {', '.join(files) or '**missing**'} |" for item, files in covered.items()]
    return "\n".join(parts).rstrip() + "\n"


def coverage(paper: str, entries: Sequence[Entry]) -> dict[str, tuple[str, ...]]:
    """Each numbered item of the paper and the files whose `COVERS` names it."""
    files = {f"{e.paper}/{e.path.stem}": e.covers for e in entries if e.paper == paper}
    return {item: tuple(sorted(f for f, covers in files.items() if item in covers)) for item in items(paper)}


def summary(verdicts: Sequence[tuple[object, object]]) -> str:
    """One line: how many claims hold, fail, are undecided, and how many corrections hold."""
    counts = Counter(str(printed) for printed, _ in verdicts)
    corrected = sum(str(c) == "HOLDS" for _, c in verdicts)
    return f"{len(verdicts)} claims: " + ", ".join(f"{counts[s]} {s}" for s in ("HOLDS", "FAILS", "UNDECIDED")) + (
        f"; {corrected} corrected statement{'s hold' if corrected != 1 else ' holds'}" if corrected else "")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
