"""`mirrorsym doctor`: what is installed, whether bounds work here, and what each missing thing costs."""

from __future__ import annotations

import click

__all__ = ["COMMAND"]


@click.command("doctor", short_help="Show what is installed and what is missing.")
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON.")
def COMMAND(as_json: bool) -> int:
    """Show what is installed, and what each missing thing costs.

    Exit code 1 if something is missing that mirrorsym needs, else 0.
    """
    from dataclasses import asdict

    from mirrorsym.cli import output
    from mirrorsym.cli.findings import findings

    found = findings()
    if as_json:
        from mirrorsym.printing.json import dump

        output.emit(dump({"schema": "mirrorsym.doctor/1", "findings": [asdict(f) for f in found]}), None)
    else:
        from mirrorsym.printing.text import findings_text

        output.show(findings_text((f.name, f.version, f.needed, f.remark, f.install) for f in found))
    return 1 if any(f.version is None and f.needed for f in found) else 0
