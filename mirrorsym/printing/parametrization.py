"""How a parametrization, or an embedding held against a potential, looks on a terminal.

Main definition: `parametrization_text`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from mirrorsym.printing.text import STYLES
from mirrorsym.printing.words import STATUS_WORDS, clean, pair_rows, shorten

__all__ = ["CLAIMS", "parametrization_text", "potential_rows"]

CLAIMS = {
    "twice_differentiable": "R is twice differentiable", "convex": "Hess R is positive definite", "isometric": "dF^T dF = Hess R",
    "inverse": "F maps X into M, g(F(x)) = x", "metric": "dF = J(F)^T Hess R, with J = dg", "range": "g maps M onto X",
    "one_to_one": "F(g(w)) = w on M", "potential": "R is R_a of (g, h)",
}


def parametrization_text(answer: Mapping[str, Any]) -> RenderableType:
    """The answer of `parametrize` or `isometric` (schema mirrorsym.parametrize/1) as printable parts."""
    head = Table.grid(padding=(0, 2))
    head.add_column(no_wrap=True)
    head.add_column(overflow="fold")
    for label, text in potential_rows(answer):
        head.add_row(Text(label, style="dim"), Text(text))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("claim", "verdict", "why"):
        table.add_column(name, no_wrap=name == "verdict", overflow="fold")
    for name, v in (*answer["claims"].items(), *answer["criteria"].items()):
        why = Text(shorten(clean(v["because"])))
        if v["witness"]:
            why.append("\nat " + ", ".join(f"{n} = {clean(x)}" for n, x in v["witness"].items()), style="italic")
        said = CLAIMS.get(name, f"g is {name}")
        table.add_row(Text(said), Text(STATUS_WORDS[v["status"]], style=STYLES[v["status"]]), why)
    whole = Text(STATUS_WORDS[answer["status"]], style=STYLES[answer["status"]])
    whole.append(f": {shorten(clean(answer['because']))}", style="not bold")
    return Group(head, Text(), table, Text(), whole)


def potential_rows(answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """R, X, the parametrization and the embedding as (label, text) rows."""
    about = {"variables": answer["x"], "domain": answer.get("domain"), "g": [answer["R"]], "parameters": answer.get("parameters")}
    names = {"g": "R", "M": "X"}
    rows = [(names.get(label, label), text) for label, text in pair_rows(about)]
    embedding = answer.get("embedding")
    several = embedding is not None and len(embedding) > 1
    found = [(f"F[{i}]" if several else "F", shorten(clean(f))) for i, f in enumerate(embedding or ())]
    if answer.get("pair") is not None:
        pair = answer["pair"] if answer.get("clock") else {**answer["pair"], "init": None}  # without a clock any start in F(X) will do
        rows += [(label, text) for label, text in pair_rows(pair) if label != "with"]
    return [*rows, *found]
