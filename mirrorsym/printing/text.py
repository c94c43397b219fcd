"""The text look: rich tables that stay readable at 80 columns, without color and when piped into a file.

User text never goes through markup, so brackets in a formula stay brackets.

Main definitions: `report_text`, `verdicts_table`, `theorems_table`, `overview_text`, `rechecked_text`, `catalogue_text`, `findings_text`,
`as_string`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mirrorsym.printing.words import (
    LEGEND,
    MARKS,
    STATUS_WORDS,
    clean,
    column_head,
    in_order,
    pair_rows,
    remarks,
    tally,
    theorem_words,
)

if TYPE_CHECKING:
    from mirrorsym.catalogue import Entry

__all__ = ["as_string", "catalogue_text", "findings_text", "overview_text", "rechecked_text", "report_text", "theorems_table",
           "verdicts_table"]

STYLES = {"HOLDS": "bold green", "FAILS": "bold red", "CONDITIONAL": "bold yellow", "UNDECIDED": "bold magenta",
          "NOT_APPLICABLE": "dim"}
Report = Mapping[str, Any]
_FEW = 12  # columns of four letters beside a name of twenty that fit into 80


def as_string(renderable: RenderableType, width: int = 80) -> str:
    """What `renderable` looks like without color, `width` columns wide, each line without trailing blanks."""
    file = io.StringIO()
    Console(file=file, width=width, color_system=None, highlight=False, legacy_windows=False).print(renderable)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def report_text(report: Report) -> RenderableType:
    """Everything about one pair: what it is, the verdict on each criterion with its reason, the theorems."""
    parts: list[RenderableType] = [_pair(report["pair"]), Text(), verdicts_table(report["criteria"])]
    if report["theorems"]:
        parts += [Text(), theorems_table(report["theorems"])]
    parts += [Text(), Text(_closing(report), style="dim")]
    return Group(*parts)


def _closing(report: Report) -> str:
    statuses = tally([v["status"] for v in report["criteria"].values()])
    total = report["seconds"].get("total")
    took = "" if total is None else f" in {total:.2g} s"
    n = len(report["certificates"])
    return f"{statuses}{took}; --json has the {n} certificate{'s' * (n != 1)}"


def _pair(pair: Report) -> RenderableType:
    rows = _grid(2)
    for label, text in pair_rows(pair):
        rows.add_row(Text(label, style="dim"), Text(text))
    title = clean(pair.get("title") or "")
    return Group(Text(title, style="bold"), rows) if title else rows


def verdicts_table(criteria: Mapping[str, Report], head: str = "criterion") -> RenderableType:
    """Verdicts with their reasons, a row each."""
    table = _table(head, "verdict", "why")
    for name in in_order(criteria):
        verdict = criteria[name]
        why = Text(clean(verdict["because"]))
        for remark in remarks(verdict):
            why.append("\n" + remark, style="italic")
        table.add_row(Text(name), _status(verdict["status"]), why)
    return table


def theorems_table(theorems: Mapping[str, Report]) -> RenderableType:
    """Which theorems apply, and why (not)."""
    table = _table("theorem", "", "why")
    for name, theorem in theorems.items():
        word, because = theorem_words(theorem)
        table.add_row(Text(name), Text(word, style=STYLES[theorem["status"]]), Text(because))
    return table


def overview_text(rows: Sequence[tuple[str, Report]]) -> RenderableType:
    """Many pairs: the reason of every verdict that is open or negative, then one table, pair by criterion.

    The table comes last because the end of the output is what stays on a terminal.
    """
    criteria = in_order(name for _, report in rows for name in report["criteria"])
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column("pair", no_wrap=True, vertical="bottom")
    letters = 4 if len(criteria) <= _FEW else 3
    for name in criteria:
        table.add_column(column_head(name, letters), no_wrap=True, vertical="top", min_width=3)
    for name, report in rows:
        marks = [_mark(report["criteria"].get(c)) for c in criteria]
        table.add_row(Text(name), *marks)
    legend = ", ".join(f"{mark} {LEGEND[status]}" for status, mark in MARKS.items())
    return Group(_reasons(rows), Text(), table, Text(), Text(legend, style="dim"))


def _mark(verdict: Report | None) -> Text:
    return Text() if verdict is None else Text(MARKS[verdict["status"]], style=STYLES[verdict["status"]])


def _reasons(rows: Sequence[tuple[str, Report]]) -> RenderableType:
    parts: list[RenderableType] = []
    for name, report in rows:
        criteria = report["criteria"]
        told = {k: criteria[k] for k in in_order(criteria) if criteria[k]["status"] not in ("HOLDS", "NOT_APPLICABLE")}
        applying = [k for k, t in report["theorems"].items() if t["status"] == "HOLDS"]
        head = Text(name, style="bold")
        head.append(f"  applies: {', '.join(applying)}" if applying else "  no theorem applies", style="dim not bold")
        parts.append(head)
        table = _grid(3)
        for criterion, verdict in told.items():
            why = Text("; ".join([clean(verdict["because"]), *remarks(verdict)]))
            table.add_row(Text(criterion), _status(verdict["status"]), why)
        if told:
            parts.append(Padding(table, (0, 0, 0, 2)))
    return Group(*parts)


def rechecked_text(answer: Report, pair: Report, head: RenderableType | None = None) -> RenderableType:
    """What the checker says about each verdict of one report, and about the report as a whole; `head` in place of the pair."""
    table = _table("claim", "verdict", "recheck")
    for check in answer["checks"]:
        silent = check["status"] in ("UNDECIDED", "NOT_APPLICABLE")
        style = "dim" if silent else "green" if check["accepted"] else "bold red"
        word = Text("" if silent else "accepted: " if check["accepted"] else "REJECTED: ", style=style)
        word.append(clean(check["reason"]), style="dim" if check["accepted"] else "not bold")
        table.add_row(Text(clean(check["about"])), _status(check["status"]), word)
    rejected = sum(not check["accepted"] for check in answer["checks"])
    several = "verdict is" if rejected == 1 else "verdicts are"
    whole = f"{rejected} {several} REJECTED" if rejected else "every verdict is accepted"
    if not answer["inhabited"]:
        whole += "; no point of M was found, so the statements may be about nothing"
    return Group(_pair(pair) if head is None else head, Text(), table, Text(), Text(whole, style="bold red" if rejected else "bold"))


def _status(status: str) -> Text:
    return Text(STATUS_WORDS.get(status, clean(status)), style=STYLES.get(status, ""))


def _grid(columns: int) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for i in range(columns):
        table.add_column(no_wrap=i < columns - 1, overflow="fold")
    return table


def _table(*heads: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for i, head in enumerate(heads):
        table.add_column(head, no_wrap=i < len(heads) - 1, overflow="fold")
    return table


def catalogue_text(entries: Iterable[Entry]) -> RenderableType:
    """The catalogue: id, title and source of each pair."""
    table = _table("id", "pair", "source")
    table.columns[1].no_wrap = False
    for e in entries:
        table.add_row(Text(e.id, style="bold"), Text(clean(e.title)), Text(clean(e.source), style="dim"))
    return table


def findings_text(rows: Iterable[tuple[str, str | None, bool, str, str | None]]) -> RenderableType:
    """What is installed: (name, version or None, whether it is needed, remark, how to install it) of each thing."""
    table = _table("", "version", "")
    for name, version, needed, remark, install in rows:
        there = "green" if version is not None else "bold red" if needed else "yellow"
        told = Text(clean(remark))
        if install:
            told.append(f"\n{install}", style="bold")
        table.add_row(Text(clean(name)), Text(version or "missing", style=there), told)
    return table
