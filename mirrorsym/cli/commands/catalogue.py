"""`mirrorsym catalogue list` and `show ID`: the papers' pairs by name."""

from __future__ import annotations

import click

__all__ = ["COMMAND"]


@click.group("catalogue", short_help="List or show the papers' pairs.")
def COMMAND() -> None:
    """The papers' pairs by name; catalogue:ID works wherever PAIR does."""


@COMMAND.command("list")
@click.option("--json", "as_json", is_flag=True, help="A list of ids, titles and sources.")
def list_(as_json: bool) -> None:
    """List all pairs with their titles and where they come from."""
    from mirrorsym import catalogue
    from mirrorsym.cli import output

    if as_json:
        from mirrorsym.printing.json import dump

        pairs = [{"id": e.id, "title": e.title, "source": e.source, "note": e.note} for e in catalogue.entries()]
        output.emit(dump({"schema": "mirrorsym.catalogue/1", "pairs": pairs}), None)
        return
    from mirrorsym.printing.text import catalogue_text

    output.show(catalogue_text(catalogue.entries()))


@COMMAND.command("show")
@click.argument("name", metavar="ID")
def show(name: str) -> None:
    """Print the pair file of one pair, to be copied and changed."""
    from mirrorsym import catalogue
    from mirrorsym.cli import output
    from mirrorsym.cli.inputs import CATALOGUE

    output.emit(catalogue.entry(name.removeprefix(CATALOGUE)).text, None)


@COMMAND.command("typeset")
@click.argument("folder", type=click.Path(file_okay=False))
@click.argument("names", nargs=-1, metavar="[IDS]")
def typeset(folder: str, names: tuple[str, ...]) -> None:
    """Derive the pairs (all of them, or those of IDS) and write FOLDER/ID.tex for each, to be put into a document.

    In a checkout, `mirrorsym catalogue typeset derivations/latex` brings the derivations that it holds up to date.
    """
    from pathlib import Path

    from mirrorsym import catalogue
    from mirrorsym._derive import derive
    from mirrorsym.cli import output
    from mirrorsym.cli.inputs import CATALOGUE
    from mirrorsym.cli.progress import Progress
    from mirrorsym.printing.formats import written
    from mirrorsym.printing.story import story

    chosen = [n.removeprefix(CATALOGUE) for n in names] or list(catalogue.ids())
    pairs = [(n, catalogue.load(n)) for n in chosen]
    Path(folder).mkdir(parents=True, exist_ok=True)
    with Progress() as progress:
        for i, (name, pair) in enumerate(pairs):
            progress.step(name, i, len(pairs))
            output.write(written(story(derive(pair)), "latex", standalone=False), Path(folder, f"{name}.tex"))
