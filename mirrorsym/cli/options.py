"""Options that several commands share, with their kinds of values.

Main definitions: `pair_options`, `bound_options`, `output_options`, `document_options`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["bound_options", "document_options", "output_options", "pair_options"]

F = TypeVar("F", bound=Callable[..., Any])
_UNITS = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}


class _Seconds(click.ParamType):  # type: ignore[type-arg] # generic in newer click only
    name = "seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            seconds = float(value)
        except ValueError:
            self.fail(f"{value!r} is not a number of seconds", param, ctx)
        if not (math.isfinite(seconds) and seconds > 0):
            self.fail(f"{value} is not a positive number of seconds", param, ctx)
        return seconds


class _Memory(click.ParamType):  # type: ignore[type-arg] # generic in newer click only
    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)\s*([kmgt])i?b?", value.strip(), re.IGNORECASE)
        if found is None:
            self.fail(f"{value!r} is not a size such as 2G or 512M", param, ctx)
        size = int(float(found[1]) * _UNITS[found[2].lower()])
        if size < 1 << 20:
            self.fail(f"{value} is less than 1M", param, ctx)
        return size


def pair_options(command: F) -> F:
    """What makes a pair out of formulas, and `--copies`."""
    for option in reversed([
        click.option("--h", "h", metavar="FORMULA", help="The regularizer h; without it only g is examined."),
        click.option("--on", metavar="CONDITIONS", help="The domain M, such as 'u > 0, v > 0'; by default all of R^D."),
        click.option("--init", metavar="VALUES", help="Where the flow starts, such as 'u = 1, v = v0'."),
        click.option("--param", "params", multiple=True, metavar="KIND",
                     help="A symbol that is no variable: 'c real', 'k positive integer', 'c > 1/2'. May be repeated."),
        click.option("--copies", type=click.IntRange(min=1), metavar="K",
                     help="The same map on K independent copies of the variables."),
    ]):
        command = option(command)
    return command


def bound_options(command: F) -> F:
    """Bounds on time and memory; an exceeded one makes a verdict UNDECIDED."""
    for option in reversed([
        click.option("--timeout", type=_Seconds(), default=10.0, show_default=True, metavar="S",
                     help="Seconds for each decision."),
        click.option("--total-timeout", type=_Seconds(), default=120.0, show_default=True, metavar="S",
                     help="Seconds for the whole command."),
        click.option("--memory", type=_Memory(), default="2G", show_default=True, metavar="SIZE",
                     help="Memory for each decision."),
    ]):
        command = option(command)
    return command


def output_options(command: F) -> F:
    """The format of the result and the file it goes to."""
    for option in reversed([
        click.option("--json", "as_json", is_flag=True, help="The same as --to json."),
        click.option("--to", "to", type=click.Choice(["text", "json", "html", "latex", "pdf", "markdown", "typst"]),
                     help="The format; by default that of FILE's ending, else text."),
        click.option("-o", "--output", "file", type=click.Path(), metavar="FILE",
                     help="Write the result to FILE, all of it or nothing."),
    ]):
        command = option(command)
    return command


def document_options(command: F) -> F:
    """What goes with documents: `--fragment` and `--bib`."""
    for option in reversed([
        click.option("--fragment", is_flag=True, help="LaTeX or HTML to put into a document of your own, without what stands around it."),
        click.option("--bib", type=click.Path(), metavar="FILE", help="With LaTeX: the BibTeX entries of the cited papers go to FILE."),
    ]):
        command = option(command)
    return command
