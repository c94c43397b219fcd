"""`mirrorsym blueprint -o FILE`: which claims of the register use which, as a picture."""

from __future__ import annotations

import click

__all__ = ["COMMAND"]


@click.command("blueprint", short_help="Which claims of the papers use which, as SVG or HTML.")
@click.option("-o", "file", metavar="FILE", help="Write to FILE: a page for .html, else the bare SVG. Default: standard output.")
def COMMAND(file: str | None) -> int:
    """Draw the register: a box per result, colored by its recorded verdict, an arrow to each result that uses it.

    \b
    mirrorsym blueprint -o blueprint.html
    """
    from mirrorsym.cli import output
    from mirrorsym.register.blueprint import page, svg
    from mirrorsym.register.files import entries

    output.refuse_unwritable(file)
    draw = page if file is not None and file.lower().endswith((".html", ".htm")) else svg
    output.emit(draw(entries()), file)
    return 0
