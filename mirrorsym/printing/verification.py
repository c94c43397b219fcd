"""How the answer of `verify` looks on a terminal: each claim with its verdict, where it fails, and the formula as it should be.

Main definition: `verification_text`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from mirrorsym.printing.text import STYLES
from mirrorsym.printing.words import STATUS_WORDS, clean, pair_rows, shorten

__all__ = ["verification_text"]


def verification_text(answer: Mapping[str, Any]) -> RenderableType:
    """The answer of `verify` (schema mirrorsym.verify/1) as printable parts."""
    head = Table.grid(padding=(0, 2))
    head.add_column(no_wrap=True)
    head.add_column(overflow="fold")
    for label, text in pair_rows(answer["pair"]):
        head.add_row(Text(label, style="dim"), Text(text))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("claim", "verdict", "why"):
        table.add_column(name, no_wrap=name != "why", overflow="fold")
    for name, claim in answer["claims"].items():
        why = Text(shorten(clean(claim["because"])))
        if claim["witness"]:
            why.append("\nat " + ", ".join(f"{n} = {clean(v)}" for n, v in claim["witness"].items()), style="italic")
        if claim["holds_on"]:
            why.append("\nwhere " + " and ".join(clean(r) for r in claim["holds_on"]), style="italic")
        if claim["corrected"] is not None and claim["status"] != "HOLDS":
            right = claim["corrected"] if isinstance(claim["corrected"], str) else ", ".join(claim["corrected"]) or "everywhere"
            why.append(f"\nderived: {clean(right)}")
        table.add_row(Text(name), Text(STATUS_WORDS[claim["status"]], style=STYLES[claim["status"]]), why)
    return Group(head, Text(), table)
