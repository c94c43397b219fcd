"""How conservation laws look on a terminal.

Main definition: `laws_text`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

__all__ = ["ABOUT", "FEW", "laws_text"]

ABOUT = {"g": "conservation laws of the gradient fields of g", "joint": "of g and h together"}
FEW = 12


def laws_text(report: Mapping[str, Any]) -> RenderableType:
    """The report of `laws` (schema mirrorsym.laws/1) as printable parts."""
    return Group(*(line for key, title in ABOUT.items() if report[key] is not None for line in _lines(title, report[key])))


def _lines(title: str, part: Mapping[str, Any]) -> Iterator[Text]:
    yield Text(f"{title}:", style="bold")
    for law in part["laws"][:FEW]:
        yield Text(f"  {law}")
    if len(part["laws"]) > FEW:
        yield Text(f"  and {len(part['laws']) - FEW} more")
    if not part["laws"]:
        yield Text("  none found")
    yield Text(f"  {part['because']}", style="dim")
