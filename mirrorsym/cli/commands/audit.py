"""`mirrorsym audit [IDS]`: the claims of the papers, decided anew and held against the record.

Exit code: 1 if a verdict differs from the recorded one, else 3 if one could not be decided again, else 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mirrorsym.cli.options import document_options, output_options

if TYPE_CHECKING:
    from mirrorsym.register.audit import Result

__all__ = ["COMMAND"]


@click.command("audit", short_help="The papers' claims: verdicts as printed and as corrected.")
@click.argument("ids", nargs=-1, metavar="[IDS]")
@click.option("--only", type=click.Choice(["HOLDS", "FAILS", "UNDECIDED"]), help="Claims with this recorded verdict.")
@click.option("--changed", is_flag=True, help="Claims whose file, or the program, has changed since they were last found as recorded.")
@click.option("--jobs", type=click.IntRange(1, 256), metavar="N", help="Processes; by default one per processor.")
@click.option("--timeout", type=click.FloatRange(1, 3600), default=120.0, show_default=True, metavar="S",
              help="Bound for each claim, in seconds.")
@output_options
@document_options
@click.option("--write", "pages", is_flag=True,
              help="Rewrite the register's own pages: the board, the record and the errata (in a checkout).")
def COMMAND(ids: tuple[str, ...], only: str | None, changed: bool, jobs: int | None, timeout: float, as_json: bool, to: str | None,
            file: str | None, fragment: bool, bib: str | None, pages: bool) -> int:
    """Decide the claims of the register again: all of them, or those that IDS name (tdmf, lwla/thm_4_9, tdmf/eq_8/R, ...).

    Each claim is shown as the paper prints it, and with its correction where it has one.  The independent checker reads every certificate.

    \b
    mirrorsym audit tdmf --only FAILS

    Exit codes: 0 all as recorded, 1 a verdict differs, 3 one could not be decided again. 2 is bad input.
    """
    from mirrorsym.cli.delivery import deliver, wanted
    from mirrorsym.cli.progress import Progress
    from mirrorsym.errors import InputError
    from mirrorsym.register.audit import audit
    from mirrorsym.register.files import chosen, entries
    from mirrorsym.register.memory import Memory

    want = wanted("audit", to, as_json, file, fragment, bib)
    everything = entries()
    asked = [e for e in chosen(ids, everything) if only in (None, e.claim.recorded)]
    memory = Memory.here()
    if changed:
        asked = [e for e in asked if not memory.knows(e)]
    if not everything:
        raise InputError(["the register is empty: no file under derivations/ was found"])
    if pages and len(asked) != len(everything):
        raise click.UsageError("--write is for an audit of the whole register")
    with Progress() as progress:
        results = audit(asked, jobs=jobs, timeout=timeout, progress=lambda name, i, n: progress.step(name, i - 1, n))
    memory.keep(r.entry for r in results if r.agrees)
    from mirrorsym.printing.told.claims import claims

    data = {r.entry.id: r.to_json() for r in results}
    deliver(want, lambda: {"schema": "mirrorsym.audit/1", "claims": data}, lambda: _table(results), lambda: claims(data))
    if pages:
        from mirrorsym.register.pages import write_pages

        write_pages(results)
    return 1 if any(r.differs for r in results) else 0 if all(r.agrees for r in results) else 3


def _table(results: tuple[Result, ...]) -> Any:
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    from mirrorsym.register.board import summary

    color = {"HOLDS": "green", "FAILS": "red", "UNDECIDED": "yellow"}
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in ("claim", "as printed", "corrected", "scope", "s"):
        table.add_column(title, overflow="fold", justify="right" if title == "s" else "left")
    notes = []
    for r in results:
        corrected = "" if r.corrected is None else str(r.corrected)
        table.add_row(r.entry.id, Text(str(r.as_printed), style=color[str(r.as_printed)]), Text(corrected, style=color.get(corrected, "")),
                      r.entry.claim.scope, f"{r.seconds:.1f}")
        if not r.agrees:
            notes.append(Text(f"{r.entry.id}: recorded {r.entry.claim.recorded}, found {r.as_printed}: {r.because}", style="red"))
        elif len(results) <= 12:
            notes += [Text(f"\n{r.entry.id}: {r.entry.claim.says}", style="bold"), Text(f"  {r.because}")]
            if r.entry.claim.corrected_says:
                notes.append(Text(f"  corrected: {r.entry.claim.corrected_says}"))
            if r.entry.claim.script and str(r.as_printed) == "FAILS":
                notes.append(Text("  see it fail:\n" + "\n".join("    " + line for line in r.entry.claim.script.strip().splitlines())))
    return Group(table, Text(), *notes, Text(summary([(r.as_printed, r.corrected) for r in results])))
