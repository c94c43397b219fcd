"""`mirrorsym demo`: the main job on the papers' pairs, as one table of verdicts and one page."""

from __future__ import annotations

import click

from mirrorsym.cli.options import bound_options

__all__ = ["COMMAND"]

PAGE = "mirrorsym-report.html"


@click.command("demo", short_help="Examine all pairs of the papers; write an HTML report.")
@click.option("-o", "--output", "file", type=click.Path(), default=PAGE, show_default=True, metavar="FILE",
              help="Where the HTML report goes.")
@bound_options
def COMMAND(file: str, timeout: float, total_timeout: float, memory: int) -> int:
    """Examine every pair of the papers: a table of verdicts here, and all the reasons in an HTML report.

    The exit code is 0 when the report is written, whatever the verdicts: some pairs are there because they fail.
    """
    import time
    from datetime import datetime
    from pathlib import Path

    from mirrorsym import catalogue
    from mirrorsym.cli import output
    from mirrorsym.cli.commands.check import examine_side_by_side
    from mirrorsym.printing.html import page
    from mirrorsym.printing.text import overview_text

    output.refuse_unwritable(file)
    start = time.monotonic()
    examined = examine_side_by_side(catalogue.ids(), catalogue.load, timeout, total_timeout, memory)
    reports = [(name, report.to_json()) for name, report in examined]
    when = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    output.write(page(reports, "The papers' pairs, examined by mirrorsym", when), Path(file))
    output.show(overview_text(reports))
    click.echo(f"\n{len(reports)} pairs in {time.monotonic() - start:.0f} s. All reasons and certificates: {file}")
    return 0
