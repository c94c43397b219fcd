"""`mirrorsym plot PAIR -o FILE`: a picture of the derived potential, its data beside it.

Exit code: 0 when the picture is written, 1 when the pair does not commute, 3 when no formula was derived.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import click

from mirrorsym.cli.desk import BAD_INPUT
from mirrorsym.cli.options import bound_options, pair_options

__all__ = ["COMMAND"]

_KINDS = ("potential", "conjugate", "level-sets", "horizon", "phase")
_DATA = ("csv", "json")
_MOST = 12  # curves in one picture


@click.command("plot", short_help="Draw R_a, Q_a, level sets, or the flow.")
@click.argument("arguments", nargs=-1, required=True, metavar="PAIR")
@pair_options
@click.option("--kind", type=click.Choice(_KINDS), default=_KINDS[0], show_default=True, help="What is drawn, see above.")
@click.option("--a", "clocks", metavar="NUMBERS", help="The values of a: '0, -1/4, -1/2, -1', which is what there is by default.")
@click.option("--set", "chosen", metavar="VALUES", help="Numbers for parameters and symbols of the initial point: 'c = 1/2, u0 = 1'.")
@click.option("--range", "span", metavar="FROM,TO", help="The part of the first axis that is shown.")
@click.option("-o", "--output", "file", type=click.Path(), required=True, metavar="FILE",
              help="FILE ends in .svg, .pdf or .png, and a table goes beside it (.csv); or in .csv or .json for the data alone.")
@bound_options
def COMMAND(
    arguments: tuple[str, ...], h: str | None, on: str | None, init: str | None, params: tuple[str, ...], copies: int | None,
    kind: str, clocks: str | None, chosen: str | None, span: str | None, file: str, timeout: float, total_timeout: float, memory: int,
) -> int:
    """Draw the potential that `derive` finds.

    potential is R_a(x) above its minimum and conjugate Q_a(mu), a curve for each a; level-sets are those of R_a(x1) + R_a(x2); horizon
    is the shape of ever higher ones; phase shows integrated trajectories in the plane of x1 and x2 with the predicted ones as dots.

    PAIR is a pair file, catalogue:ID, or formulas, as for `check`, with one coordinate of x (per copy; for phase two will do).  Only
    where the potential exists is there a curve: an open circle marks an end, and an a without a potential is left out and named on
    standard error.

    \b
    mirrorsym plot catalogue:log-u-log-v-positive --a "0, -1/8, -1/4, -3/8" -o figure-7.svg
    mirrorsym plot catalogue:u4-v4 --a "0, -1/8, -1/4" --set "u0 = 1, v0 = 1" -o figure-9b.pdf
    mirrorsym plot catalogue:u2-v2-weight-decay --kind conjugate -o Q.csv

    Exit codes: 0 written, 1 when the pair does not commute, 3 without a formula. 2 is bad input.
    """
    from mirrorsym._derive import derive
    from mirrorsym.cli import output
    from mirrorsym.cli.inputs import read_pairs
    from mirrorsym.cli.numeric import read_point
    from mirrorsym.cli.progress import Progress
    from mirrorsym.errors import InputError
    from mirrorsym.verdict import Status
    from numeric_backend.plots.kinds import Refused, picture_of

    form = _format(file)
    values = {} if chosen is None else read_point(chosen, "--set")
    times = None if clocks is None else _numbers(clocks, "--a")
    window = None if span is None else _window(span)
    pairs = read_pairs(arguments, h, on, init, params, copies)
    if len(pairs) != 1:
        raise click.UsageError("plot takes one pair")
    name, pair = pairs[0]
    known = {*pair.M.parameter_names, *(n for _, e in pair.init for n in e.names)}
    problems = [f"--set: there is no {n} (there are {', '.join(sorted(known)) or 'no symbols'})" for n in values if n not in known]
    if pair.h is None and times is not None and any(times):
        problems.append("--a: without a regularizer a is 0")
    most = {"phase": 0, "horizon": 1}.get(kind, _MOST)
    if times is not None and len(times) > most:
        problems.append(f"--a: {kind} takes " + ("one a" if most else "none; its a is that of a flow"))
    if problems:
        raise InputError(problems)
    with Progress() as progress:
        report = derive(pair, timeout=max(timeout, 60.0), total_timeout=total_timeout, memory=memory, progress=progress.step)
    try:
        picture = picture_of(kind, report, values, times, window, name)
    except Refused as refused:
        click.echo(f"mirrorsym: nothing is drawn: {refused}", err=True)
        return {Status.NOT_APPLICABLE: 1, Status.UNDECIDED: 3}.get(report.potential.status, BAD_INPUT)
    for note in picture.notes:
        click.echo(f"mirrorsym: {note}", err=True)
    if form in _DATA:
        output.write(picture.csv() if form == "csv" else picture.json(), Path(file))
    else:
        from numeric_backend.plots.drawing import drawn

        rendered = drawn(picture, form)
        output.write(picture.csv(), Path(file).with_suffix(".csv"))
        output.write(rendered, Path(file))
    return 0


def _format(file: str) -> str:
    """The format that the name asks for; InputError before anything runs where it cannot be written."""
    from mirrorsym.cli import output
    from mirrorsym.errors import InputError
    from numeric_backend.plots import available

    form = Path(file).suffix.lower().removeprefix(".")
    if form not in ("svg", "pdf", "png", *_DATA):
        raise InputError([f"-o {file}: the name has to end in .svg, .pdf, .png, .csv or .json"])
    output.refuse_unwritable(file)
    if form in _DATA:
        return form
    reason = available()
    if reason is not None:
        raise InputError([f"-o {file}: {reason}; .csv and .json need nothing"])
    output.refuse_unwritable(str(Path(file).with_suffix(".csv")))
    return form


def _numbers(text: str, option: str) -> list[Fraction]:
    from mirrorsym.cli.numeric import read_number
    from mirrorsym.errors import InputError

    found = [(part.strip(), read_number(part)) for part in text.split(",")]
    problems = [f"{option}: {part[:40]!r} is no number such as -1/4 or 0.5" for part, q in found if q is None]
    if len(found) > _MOST:
        problems.append(f"{option}: at most {_MOST} numbers")
    if problems:
        raise InputError(problems)
    return list(dict.fromkeys(q for _, q in found if q is not None))


def _window(text: str) -> tuple[float, float]:
    from mirrorsym.errors import InputError

    found = _numbers(text, "--range")
    if len(found) != 2 or found[0] >= found[1]:
        raise InputError(["--range: two numbers are needed, the smaller one first"])
    return float(found[0]), float(found[1])
