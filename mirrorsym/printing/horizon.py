"""How the horizon of a mirror potential looks on a terminal.

Main definition: `horizon_text`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from mirrorsym.printing.text import STYLES
from mirrorsym.printing.words import STATUS_WORDS, clean, pair_rows, shorten

__all__ = ["SAID", "horizon_text", "verdicts_of"]

SAID = {
    "2.3": "2.3 a mirror potential", "domain": "    R is defined on R^d", "strictly_convex": "    (1) strictly convex",
    "twice_differentiable": "    (2) twice differentiable", "gradient_onto": "    (3) gradient onto R^d",
    "lipschitz_hessian": "    (4) Hessian locally Lipschitz", "lipschitz_inverse_hessian": "    (4) its inverse locally Lipschitz",
    "4.4": "4.4 <theta, Hess R theta> <= alpha Q", "G.1": "G.1 gradients of phi and R align", "H.1": "H.1 Q^(1/alpha) close to phi",
}


def horizon_text(answer: Mapping[str, Any]) -> RenderableType:
    """The answer of `horizon` (schema mirrorsym.horizon/1) as printable parts."""
    head = Table.grid(padding=(0, 2))
    head.add_column(no_wrap=True)
    head.add_column(overflow="fold")
    for label, text in _rows(answer):
        head.add_row(Text(label, style="dim"), Text(text))
    steps = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("as s grows", "", "up to", "verdict"):
        steps.add_column(name, overflow="fold")
    for step in answer["steps"] or ():
        rest = "exact" if step["rest"] is None else f"O({clean(step['rest'])})"
        steps.add_row(Text(step["lhs"]), Text(f"= {shorten(clean(step['rhs']))}"), Text(rest),
                      Text(STATUS_WORDS[step["status"]], style=STYLES[step["status"]]))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("assumption", "verdict", "why"):
        table.add_column(name, no_wrap=name == "verdict", overflow="fold")
    for name, v in verdicts_of(answer["assumptions"]):
        why = Text(shorten(clean(v["because"] or "")))
        if v.get("witness"):
            why.append("\nat " + ", ".join(f"{n} = {clean(x)}" for n, x in v["witness"].items()), style="italic")
        table.add_row(Text(SAID[name]), Text(STATUS_WORDS[v["status"]], style=STYLES[v["status"]]), why)
    for name, t in answer["theorems"].items():
        table.add_row(Text(name), Text(STATUS_WORDS[t["status"]], style=STYLES[t["status"]]), Text(shorten(clean(t["because"]))))
    rays = [Text(line, style="dim") for line in _numbers(answer["numeric"])]
    whole = Text(STATUS_WORDS[answer["status"]], style=STYLES[answer["status"]])
    whole.append(f": {shorten(clean(answer['because']))}", style="not bold")
    warnings = [Text(f"warning: {shorten(clean(w))}", style="yellow") for w in answer["warnings"]]
    shown: list[RenderableType] = [steps, Text()] if answer["steps"] else []
    parts: list[RenderableType] = [head, Text(), *shown, table, Text(), *rays, *warnings, whole]
    return Group(*parts)


def verdicts_of(assumptions: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Name and entry of each assumption, as a table of verdicts takes them."""
    for name, entry in assumptions.items():
        yield name, {**entry, "witness": None} if name == "2.3" else entry
        yield from (entry.get("items") or {}).items()


def _numbers(numeric: Mapping[str, Any] | None) -> Iterator[str]:
    """The orders of Q along rays, far out."""
    for ray in (numeric or {}).get("rays", ()):
        if ray["orders"]:
            last = ray["orders"][-1]
            at = ", ".join(f"{x} = {v}*s" for x, v in ray["direction"].items())
            yield f"in numbers: between s = {last['s']} and 2*s, along {at}, Q grows like s**a with a in [{last['low']}, {last['high']}]"


def _rows(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    about = {"variables": answer["x"], "domain": answer["domain"], "g": [answer["R"]], "parameters": answer["parameters"]}
    names = {"g": "R", "M": "on"}
    yield from ((names.get(label, label), text) for label, text in pair_rows(about))
    if answer["holds_on"]:
        yield "only for", clean(", ".join(answer["holds_on"]))
    if answer["copies"] is not None:
        yield "copies", str(answer["copies"])
    for key in ("alpha", "phi", "shape", "rho", "limit", "log_rho", "log_limit"):
        if answer[key] is not None:
            yield key.replace("_", " "), shorten(clean(answer[key]))
    if answer["Q"] is not None:
        yield "Q", shorten(clean(answer["Q"]["formula"]))
    if answer["conjugate"] is not None:
        degree = answer["conjugate"]["degree"]
        text = shorten(clean(answer["conjugate"]["formula"]))
        yield f"R*({answer['conjugate']['variable']})", text + (f", degree {clean(degree)}" if degree else "")
    h1 = (answer["assumptions"].get("H.1") or {}).get("value")
    if h1:
        yield "C1, C2", f"{shorten(clean(h1['C1']))}, {shorten(clean(h1['C2']))}  (H.1, lambda = {h1['lambda'] or 1}, d coordinates)"
