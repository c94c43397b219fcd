"""How the balance of a network looks on a terminal.

Main definition: `balance_text`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from mirrorsym.printing.text import STYLES
from mirrorsym.printing.words import STATUS_WORDS, clean, shorten

__all__ = ["balance_text", "network_head", "network_rows"]


def network_rows(model: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The layers of a model as (label, text) rows.

    >>> layer = {"name": "W1", "shape": [1, 2], "diagonal": False, "bias": True, "activation": None, "potential": "w**2/2", "on": []}
    >>> network_rows({"layers": [layer], "parameters": {"c": "real"}})
    [('W1', '1 x 2 with biases, R = sum of w**2/2'), ('with', 'c real')]
    """
    rows = []
    for a in model["layers"]:
        shape = f"{a['shape'][0]} x {a['shape'][1]}" + (" diagonal" if a["diagonal"] else "") + (" with biases" if a["bias"] else "")
        on = f" on {', '.join(map(clean, a['on']))}" if a["on"] else ""
        after = "" if a["activation"] is None else f", then {shorten(clean(a['activation']))}"
        rows.append((clean(a["name"]), f"{shape}, R = sum of {shorten(clean(a['potential']))}{on}{after}"))
    kinds = [clean(k) if any(c in k for c in "<>=") else f"{n} {clean(k)}" for n, k in model["parameters"].items()]
    return [*rows, *([("with", ", ".join(kinds))] if kinds else [])]


def network_head(model: Mapping[str, Any]) -> RenderableType:
    """The title and the layers of a model."""
    head = Table.grid(padding=(0, 2))
    head.add_column(no_wrap=True)
    head.add_column(overflow="fold")
    for label, text in network_rows(model):
        head.add_row(Text(label, style="dim"), Text(text))
    title = clean(model["title"])
    return Group(*([Text(title, style="bold")] if title else []), head)


def balance_text(answer: Mapping[str, Any]) -> RenderableType:
    """The answer of `balance` (schema mirrorsym.balance/1) as printable parts."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("claim", "verdict", "why"):
        table.add_column(name, no_wrap=name == "verdict", overflow="fold")
    degree = answer["degree"]
    claim = "f has a degree" if degree["value"] is None else f"f has degree {degree['value']}"
    rows: list[tuple[str, Any, str | None]] = [(claim, degree, None)]
    rows += [(f"R_{p['layer']} is a potential", p, None if p["Q"] is None else f"Q_{p['layer']}: {shorten(clean(p['Q']))}")
             for p in answer["potentials"]]
    rows += [(f"{b['equation']} is conserved", b, b["conserved"]) for b in answer["balance"]]
    for claim, v, more in rows:
        why = Text(shorten(clean(v["because"])))
        if more:
            why.append(f"\n{shorten(clean(more))}")
        if v["witness"]:
            why.append("\nat " + shorten(", ".join(f"{n} = {clean(x)}" for n, x in v["witness"].items())), style="italic")
        table.add_row(Text(shorten(claim)), Text(STATUS_WORDS[v["status"]], style=STYLES[v["status"]]), why)
    count = answer["independent"]
    closing = Text("independent laws: ", style="dim")
    closing.append("not counted" if count["value"] is None else str(count["value"]))
    closing.append(f" ({clean(count['because'])})", style="dim")
    lie = answer["lie"]
    second = Text("by the Lie algebra: ", style="dim")
    second.append("not counted" if lie["count"] is None else f"{lie['count']}")
    second.append(f" ({clean(lie['because'])})", style="dim")
    return Group(network_head(answer["model"]), Text(), table, Text(), closing, second)
