"""How a discovery looks on a terminal: the basis, what bounds it, and what is left open.

Main definition: `discovery_text`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

__all__ = ["discovery_text"]


def discovery_text(answer: Mapping[str, Any]) -> RenderableType:
    """The answer of `discover` (schema mirrorsym.discover/1) as printable parts."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("g", ", ".join(answer["g"]))
    table.add_row("on", ", ".join(answer["domain"]) or "all real " + ", ".join(answer["variables"]))
    if answer["holds_on"]:
        table.add_row("where", ", ".join(answer["holds_on"]))
    table.add_row("h in the span of", answer["basis"][0])
    for h in answer["basis"][1:]:
        table.add_row("", h)
    if answer["infinite"]:
        table.add_row("and", answer["infinite"])
    for entry in answer["elsewhere"]:
        table.add_row("on a part of M", f"{entry['h']}  where {entry['where']}")
    if answer["hypotheses"].get("parameters"):
        table.add_row("bound for", ", ".join(answer["hypotheses"]["parameters"]))
    table.add_row("searched", answer["ansatz"])
    return Group(table, Text(), _verdict(answer), Text(answer["because"]))


def _verdict(answer: Mapping[str, Any]) -> Text:
    if answer["complete"]:
        size = "infinite-dimensional" if answer["infinite"] else f"dimension {answer['dimension']}"
        given = answer["hypotheses"].get("parameters")
        where = f" where {', '.join(given)}" if given else ""
        return Text(f"proved complete: {size}{where}", style="bold green")
    if answer["infinite"]:
        return Text("infinite-dimensional", style="bold magenta")
    upper = answer["dimension_upper"]
    bounds = f"dimension {answer['dimension']} or more" if upper is None else f"dimension {answer['dimension']} to {upper}"
    return Text(f"not proved complete: {bounds}", style="bold magenta")
