"""`mirrorsym demo`: the main job on the papers' pairs, as one table of verdicts and one page."""

from __future__ import annotations

import click

from mirrorsym.cli.options import bound_options

__all__ = ["COMMAND"]

PAGE = "mirrorsym-report.html"


@click.command("demo", short_help="Examine all pairs of the papers; write an HTML report.")
@click.option("-o", "--output", "file", type=click.Path(), default=PAGE, show_default=True, metavar="FILE",
              help="Where the HTML report goes.")
@click.option("--fresh", is_flag=True, help="Examine every pair anew, also those that this program has examined before.")
@bound_options
def COMMAND(file: str, fresh: bool, timeout: float, total_timeout: float, memory: int) -> int:
    """Examine every pair of the papers: a table of verdicts here, and all the reasons in an HTML report.

    What was found is kept in the user's cache folder.  The next run takes a kept report only when the independent checker accepts all of
    its certificates again, and finds the others anew.  The exit code is 0 when the report is written, whatever the verdicts: some pairs
    are there because they fail.
    """
    import time
    from datetime import datetime
    from pathlib import Path

    from mirrorsym import catalogue
    from mirrorsym.cli import output
    from mirrorsym.cli.kept import keep, still_accepted
    from mirrorsym.printing.html import page
    from mirrorsym.printing.text import overview_text

    output.refuse_unwritable(file)
    start = time.monotonic()
    names = catalogue.ids()
    found = {} if fresh else still_accepted(names)
    missing = [name for name in names if name not in found]
    if missing:
        from mirrorsym.cli.commands.check import examine_side_by_side

        new = {name: report.to_json() for name, report in examine_side_by_side(missing, catalogue.load, timeout, total_timeout, memory)}
        keep({**found, **new}, timeout)
        found.update(new)
    reports = [(name, found[name]) for name in names]
    when = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    output.write(page(reports, "The papers' pairs, examined by mirrorsym", when), Path(file))
    output.show(overview_text(reports))
    before = len(names) - len(missing)
    again = f"; {before} found before, and all their proofs checked again" if before else ""
    click.echo(f"\n{len(names)} pairs in {time.monotonic() - start:.0f} s{again}.\nAll reasons and certificates: {file}")
    return 0
