"""How margins of a network look on a terminal.

Main definition: `margin_text`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from mirrorsym.printing.balance import network_head
from mirrorsym.printing.words import clean, shorten

__all__ = ["margin_text"]


def margin_text(answer: Mapping[str, Any]) -> RenderableType:
    """The answer of `margin` (schema mirrorsym.margin/1) as printable parts."""
    degree = answer["certified_degree"]
    parts: list[RenderableType] = [network_head(answer["model"]), Text()]
    if answer["degree"] is None:
        return Group(*parts, Text(f"no margin: the degree {degree['status']}: {clean(degree['because'])}"))
    rows = Table.grid(padding=(0, 2))
    rows.add_column(no_wrap=True)
    rows.add_column(overflow="fold")
    for label, text in _rows(answer):
        rows.add_row(Text(label, style="dim"), Text(text))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("start", "log(1 + t)", "log(1/L)", "Q", "Q-margin", "soft margin", "monotone", "ended"):
        table.add_column(name, overflow="fold")
    for k, t in enumerate(answer["flow"]["trajectories"], 1):
        table.add_row(str(k), _n(t["log_time"]), _n(t["log"]), _n(t["Q"]), _n(t["gamma"]), _n(t["soft"]),
                      {None: "-", True: "yes", False: "NO"}[t["monotone"]], clean(t["ended"] or ""))
    lemma = answer["lemma_4_3"]
    said = {None: "not defined at any state", True: f"holds at {lemma['checked']} states", False: "is VIOLATED"}[lemma["holds"]]
    return Group(*parts, rows, Text(), table, Text(), Text(f"Lemma 4.3, {lemma['statement']}: {said}"))


def _n(x: float | None) -> str:
    return "-" if x is None else f"{x:.6g}"


def _rows(answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows = [("L", f"{answer['degree']}, certified"), ("alpha", ", ".join(a or "?" for a in answer["alphas"]) + " (layer by layer)")]
    for name, label in (("Q_margin", "Q-margin"), ("layers_margin", "of layers")):
        d = answer["definitions"][name]
        text = d["formula"] or f"not defined: {answer['definitions']['because']}"
        rows.append((label, f"{text}  [{d['source']}]"))
    grid = answer["assumption_4_4"]
    fails = f"FAILS on a grid, by {_n(grid['largest_excess'])} relatively"
    said = {None: "not looked at", True: "seen on a grid", False: fails}[grid["seen"]]
    rows.append(("4.4", f"{grid['statement']}: {said}  [{grid['source']}]"))
    rates = answer["rates"]
    if rates is not None:
        rows.append(("rates", f"loss {rates['loss']}, Q {rates['Q']}  [{rates['source']}, {rates['wording']}]"))
        seen = [t for t in answer["flow"]["trajectories"] if t["loss_power_of_log"] is not None]
        if seen:
            loss = ", ".join(_n(t["loss_power_of_log"]) for t in seen)
            grown = ", ".join(_n(t["Q_power_of_log"]) for t in seen)
            predicted = rates["loss_power_of_log"], rates["Q_power_of_log"]
            rows.append(("seen", f"powers of log(t): loss {loss} (predicted {predicted[0]}), Q {grown} (predicted {predicted[1]})"))
    for k, r in enumerate(answer["reach"], 1):
        if r is not None:
            size = f"phi >= {r['phi']} = {_n(r['phi_at_epsilon'])}, log(t) >= {r['log_t']}"
            rows.append((f"reach {k}", f"{size}; lam = {r['lam']}, d = {r['d']}, {r['c']}  [{r['source']}, {r['wording']}]"))
    for k, u in enumerate(answer["first_update"], 1):
        size = f"E[1/r''] = {_n(u['value'])}, eta = {_n(u['eta'])}; {shorten(clean(u['form'] or u['because']))}"
        rows.append((f"update {k}", f"{size}  [{u['source']}, {u['wording']}]"))
    kernel = answer["kernel"]
    if kernel is not None:
        gap = f"y_i <theta, grad f_i> = L q_i up to {_n(kernel['euler_gap'])}"
        rows.append(("kernel", f"{kernel['problem']}; {gap}  [{kernel['source']}, {kernel['wording']}]"))
    return rows
