"""How a derivation looks on a terminal: the formulas of the potential, then the steps that prove them.

Main definition: `derivation_text`.
"""

from __future__ import annotations

from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

__all__ = ["derivation_text"]

#: field of a potential -> how it is introduced
_LINES = (
    ("psi", "psi(mu, a)"), ("grad_Q", "grad Q_a(mu)"), ("Q", "Q_a(mu)"), ("dual_domain", "where psi exists"), ("grad_R", "grad R_a(x)"),
    ("R", "R_a(x)"), ("dR_da", "d_a R_a(x)"), ("primal_domain", "range of x"), ("a_domain", "range of a"),
    ("minimizer", "minimizer of R_a"), ("assuming", "assuming"),
)
_EVERYTHING = {"dual_domain": "for all mu and a", "primal_domain": "all x", "a_domain": "all a"}


def derivation_text(report: dict[str, Any]) -> list[RenderableType]:
    """The potential of a report (schema mirrorsym.report/1) as printable parts."""
    potential = report["potential"]
    parts: list[RenderableType] = []
    if potential["status"] != "HOLDS":
        parts.append(Text(f"no potential: {potential['because']}"))
        return parts
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for field, label in _LINES:
        value = potential[field]
        if value is None:
            continue
        items = value if isinstance(value, list) else [value]
        if not items:
            if field in _EVERYTHING:
                table.add_row(label, _EVERYTHING[field])
            continue
        for i, item in enumerate(items):
            table.add_row(label if i == 0 else "", item)
    parts += [table, Text()]
    steps = Table(title=None, show_header=True, header_style="bold", box=None, padding=(0, 2, 0, 0))
    steps.add_column("step")
    steps.add_column("checked")
    steps.add_column("why", overflow="fold")
    for s in (potential["derivation"] or {"steps": []})["steps"]:
        steps.add_row(s["name"], "proved" if s["checked"] else "open", s["because"])
    parts += [steps, Text(), Text(potential["because"])]
    if not potential["closed_form"]:
        parts.append(Text("implicit: grad R_a(x) is the mu with grad Q_a(mu) = x"))
    return parts
