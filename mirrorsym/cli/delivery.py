"""An answer in the format that was asked for: text, JSON, or a document in one of the formats of documents.

Main definitions: `Wanted`, `wanted`, `deliver`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mirrorsym.cli import output
from mirrorsym.errors import InputError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from mirrorsym.printing.document import Document

__all__ = ["EVERY", "Made", "Wanted", "deliver", "hand_over", "made", "wanted"]

EVERY = ("text", "json", "latex", "pdf", "html", "markdown", "typst")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A format, the file that the answer goes to (None: standard output), and how documents are written."""

    form: str
    file: str | None
    fragment: bool = False
    bib: str | None = None


def wanted(command: str, to: str | None, as_json: bool, file: str | None, fragment: bool = False, bib: str | None = None) -> Wanted:
    """What the options ask for; a usage error where they contradict each other, InputError where a file cannot be written."""
    form = output.chosen_format(to, as_json, file)
    output.refuse_format(form, command, EVERY, file)
    if fragment and form not in ("latex", "html"):
        raise click.UsageError("--fragment goes with --to latex and html")
    if bib is not None and form != "latex":
        raise click.UsageError("--bib goes with --to latex")
    output.refuse_unwritable(file)
    output.refuse_unwritable(bib, "--bib")
    if bib is not None and file is not None and Path(bib).resolve() == Path(file).resolve():
        raise InputError([f"--bib {bib}: -o names the same file"])
    if bib is not None and not re.fullmatch(r"[\w.-]+\.bib", Path(bib).name, re.ASCII):
        raise click.UsageError(f"--bib {bib}: the file's name has to be letters, digits, '.', '_' and '-', and end in .bib")
    return Wanted(form, file, fragment, bib)


@dataclass(frozen=True, slots=True)
class Made:
    """An answer in its format: what is written, or shown on a terminal; and the entries for `--bib`."""

    content: str | bytes | RenderableType
    shown: bool = False
    entries: str | None = None


def deliver(
    want: Wanted, data: Callable[[], Mapping[str, Any] | str], text: Callable[[], RenderableType], doc: Callable[[], Document],
) -> None:
    """Make and write the answer; of `data`, `text` and `doc` only what the format needs is called."""
    hand_over(want, made(want, data, text, doc))


def made(
    want: Wanted, data: Callable[[], Mapping[str, Any] | str], text: Callable[[], RenderableType], doc: Callable[[], Document],
) -> Made:
    """The answer, written nowhere yet."""
    if want.form == "json":
        from mirrorsym.printing.json import dump

        found = data()
        return Made(found if isinstance(found, str) else dump(found))
    if want.form == "text":
        from mirrorsym.printing.text import as_string

        return Made(text(), shown=True) if want.file is None else Made(as_string(text(), output.FILE_WIDTH))
    from mirrorsym.printing.formats import written
    from mirrorsym.printing.papers import bibtex

    document = doc()
    try:
        content = written(document, want.form, not want.fragment, None if want.bib is None else Path(want.bib).stem)
    except InputError as error:
        raise InputError([*error.problems, *_instead(document, want.file)]) from None
    return Made(content, entries=None if want.bib is None else bibtex(document.papers))


def hand_over(want: Wanted, answer: Made) -> None:
    """Write what was made."""
    if want.bib is not None and answer.entries is not None:
        output.write(answer.entries, Path(want.bib))
    if answer.shown:
        output.show(answer.content)  # type: ignore[arg-type]
    else:
        output.emit(answer.content, want.file)  # type: ignore[arg-type]


def _instead(doc: Document, file: str | None) -> list[str]:
    """Without a PDF: the same as LaTeX and HTML beside it, where no such file is overwritten."""
    if file is None:
        return []
    from mirrorsym.printing.formats import written

    made = []
    for form, ending in (("latex", ".tex"), ("html", ".html")):
        path = Path(file).with_suffix(ending)
        if not path.exists():
            output.write(written(doc, form), path)
            made.append(str(path))
    return [f"written instead: {' and '.join(made)}"] if made else []
