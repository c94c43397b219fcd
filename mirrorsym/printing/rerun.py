"""How a rerun looks on a terminal: a row for each prediction, and what became of the trajectories.

Main definition: `rerun_text`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

__all__ = ["rerun_text"]

_STYLES = {"agrees": "bold green", "disagrees": "bold red", "undecided": "bold magenta", "not applicable": "dim"}
_MARKS = {"agrees": "✓", "disagrees": "✗", "undecided": "?", "not applicable": "·"}


def rerun_text(data: Mapping[str, Any], name: str) -> RenderableType:
    """The answer of `rerun` (schema mirrorsym.rerun/1) as printable parts."""
    settings, run = data["settings"], data["run"]
    head = Text(name, style="bold")
    about = Text(f"{settings['trajectories']} trajectories, {settings['loss']} loss, alpha = {settings['alpha']}, up to t = "
                 f"{settings['duration']:g}, on {settings['backend']}; {run['steps']} steps, error estimates up to {_number(run['error'])}")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("prediction", overflow="fold")
    table.add_column("observed", no_wrap=True)
    table.add_column("gap", no_wrap=True)
    table.add_column("", overflow="fold")
    silent: dict[str, list[str]] = {}
    for key, found in data["predictions"].items():
        if found["outcome"] == "not applicable" and found["gap"] is None:
            silent.setdefault(found["because"], []).append(key)
            continue
        outcome = found["outcome"]
        statement, shown = f"{found['statement']}  [{found['source']}]", f"{_MARKS[outcome]} {outcome}"
        table.add_row(Text(statement), Text(shown, style=_STYLES[outcome]), _number(found["gap"]), Text(found["because"]))
    rest = [Text(f"not applicable: {', '.join(names)}: {why}", style="dim") for why, names in silent.items()]
    counts = Counter(e["because"] for e in run["ended"])
    ends = [Text(f"{n} of {settings['trajectories']} trajectories ended early: {why}") for why, n in sorted(counts.items())]
    potential = Text(f"predictions from: {data['potential']['because']}")
    values = ", ".join(f"{n} = {v:g}" for n, v in settings["parameters"].items())
    more = [Text(f"with {values}")] if values else []
    last = Text(f"{_MARKS[data['outcome']]} {data['outcome']} within {settings['tolerance']:g}; these are observations, not proofs",
                style=_STYLES[data["outcome"]])
    return Group(head, about, *more, potential, Text(), table, Text(), *rest, *ends, last)


def _number(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else f"{value:.1e}"
