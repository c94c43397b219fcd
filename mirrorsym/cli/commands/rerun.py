"""`mirrorsym rerun PAIR`: integrate the gradient flow and hold every prediction against it.

Exit code: 0 when all is as predicted, 1 when something is not, 3 when that stays open.
"""

from __future__ import annotations

import time
from pathlib import Path

import click

from mirrorsym.cli.options import bound_options, document_options, output_options, pair_options

__all__ = ["COMMAND"]

_LAWS_SECONDS = 5.0  # for the conservation laws of g, and as many for those of g and h
_KEPT = 0.25  # of the time for the whole command, for the flows: a derivation may take the rest


@click.command("rerun", short_help="Integrate the gradient flow and hold it against the prediction.")
@click.argument("arguments", nargs=-1, required=True, metavar="PAIR")
@pair_options
@click.option("--loss", default="least-squares", show_default=True, metavar="LOSS",
              help="least-squares, logistic, exponential or quadratic, with random data or those of a file ('logistic@rows.csv'), or a "
                   "formula in x1, x2, ...; one after the other in time: 'least-squares until 1, (x1 - 2)**2'.")
@click.option("--data", type=click.Path(), metavar="FILE",
              help="Data for every named loss without a file of its own: rows z1, ..., zn, y (for quadratic the rows of A, each with its "
                   "entry of the center c last) in a .csv file, or arrays Z, y (A, c) in an .npz file.")
@click.option("--alpha", default="0.2 until 1", show_default=True, metavar="SCHEDULE",
              help="The regularization: '0.2 until 1, 0.05 until 2', '0.5*exp(-3*t)', '1 - 0.5*t until 2'.")
@click.option("--set", "chosen", metavar="VALUES", help="Numbers for parameters and symbols of the initial point: 'c = 1/2, u0 = 1'.")
@click.option("--trajectories", type=click.IntRange(1, 1_000_000), default=16, show_default=True, metavar="N",
              help="How many initial points and labels.")
@click.option("--duration", type=click.FloatRange(min=0, min_open=True, max=1e6), default=2.0, show_default=True, metavar="T",
              help="How long the flow runs.")
@click.option("--backend", default="numpy", show_default=True, metavar="NAME", help="What evaluates g and h; `doctor` lists them.")
@click.option("--tol", type=click.FloatRange(1e-11, 1e-2), default=1e-9, show_default=True, metavar="GAP",
              help="The largest gap that agrees, relative to max(1, size).")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="K", help="Seed of everything that is drawn.")
@click.option("--plot", type=click.Path(), metavar="FILE", help="A picture too: FILE ends in .png, .svg or .pdf; needs Matplotlib.")
@output_options
@document_options
@bound_options
def COMMAND(
    *, arguments: tuple[str, ...], h: str | None, on: str | None, init: str | None, params: tuple[str, ...], copies: int | None,
    loss: str, data: str | None, alpha: str, chosen: str | None, trajectories: int, duration: float, backend: str, tol: float, seed: int,
    plot: str | None, as_json: bool, to: str | None, file: str | None, fragment: bool, bib: str | None, timeout: float,
    total_timeout: float, memory: int,
) -> int:
    """Integrate the gradient flow of a pair from many initial points, and hold every prediction of the theory against it.

    PAIR is a pair file, catalogue:ID, or formulas, as for `check`.  The pair is checked and its potential derived first; the formulas are
    then compared with what the flow does.  For a pair that does not commute the dependence on the path is shown.  The outcomes are
    observations within a tolerance, not verdicts.

    \b
    mirrorsym rerun catalogue:u2-v2-weight-decay
    mirrorsym rerun "u**2 - v**2" --on "u > 0, v > 0" --copies 3 --trajectories 100 --json

    Exit codes: 0 all as predicted, 1 something is not, 3 undecided. 2 is bad input.
    """
    from mirrorsym._derive import derive
    from mirrorsym._laws import laws
    from mirrorsym.calculus.bounded import Worker
    from mirrorsym.cli import output
    from mirrorsym.cli.delivery import hand_over, made, wanted
    from mirrorsym.cli.inputs import read_pairs
    from mirrorsym.cli.losses import read_losses
    from mirrorsym.cli.numeric import read_point
    from mirrorsym.cli.progress import Progress
    from mirrorsym.errors import InputError

    want = wanted("rerun", to, as_json, file, fragment, bib)
    picture = _picture(plot)
    if plot is not None and file is not None and Path(plot).resolve() == Path(file).resolve():
        raise InputError([f"--plot {plot}: -o names the same file"])
    pairs = read_pairs(arguments, h, on, init, params, copies)
    if len(pairs) != 1:
        raise click.UsageError("rerun takes one pair")
    name, pair = pairs[0]
    from numeric_backend.backends import backend as find_backend
    from numeric_backend.experiments.prediction import Outcome
    from numeric_backend.experiments.rerun import rerun
    from numeric_backend.experiments.scene import Settings, refusals
    from numeric_backend.flows.bounded import OutOfTime
    from numeric_backend.flows.schedules import read_schedule

    values = {} if chosen is None else read_point(chosen, "--set")
    problems = refusals(pair, values)
    try:
        losses = read_losses(loss, data, len(pair.g) * pair.copies, backend)
    except InputError as error:
        problems, losses = [*problems, *error.problems], ()
    for option, read, text in (("--alpha", read_schedule, alpha), ("--backend", find_backend, backend)):
        try:
            read(text)
        except ValueError as error:
            problems.append(f"{option}: {error}")
    if problems:
        raise InputError(problems)
    begun = time.monotonic()
    settings = Settings(loss, alpha, trajectories, backend, tol, duration, seed, values={n: float(q) for n, q in values.items()})
    with Progress() as progress:
        with Worker(memory=memory) as worker:
            report = derive(pair, timeout=max(timeout, 60.0), total_timeout=(1 - _KEPT) * total_timeout, worker=worker,
                            progress=progress.step)
            progress.step("conservation laws", 0, 1)
            known = laws(pair, timeout=min(timeout, _LAWS_SECONDS), worker=worker)
        left = max(total_timeout - (time.monotonic() - begun), 0.5 * _KEPT * total_timeout)
        try:
            found = rerun(pair, report.criteria, report.potential, settings, losses, laws=known, seconds=left, progress=progress.step)
        except OutOfTime:
            found = None
    if found is None:
        click.echo(f"mirrorsym: the flow was not integrated within {total_timeout:g} seconds; --total-timeout allows more", err=True)
        return 3
    answer = found.to_json()
    from mirrorsym.printing.rerun import rerun_text
    from mirrorsym.printing.told.reruns import reruns

    # all of it is made before any of it is written, so that an interrupt leaves no picture without its answer
    content = made(want, lambda: answer, lambda: rerun_text(answer, name), lambda: reruns(answer, pair, name))
    if plot is not None and picture is not None:
        from numeric_backend.plots.rerun import image

        output.write(image(found, name, picture), Path(plot))
    hand_over(want, content)
    return {Outcome.AGREES: 0, Outcome.DISAGREES: 1}.get(found.outcome, 3)


def _picture(plot: str | None) -> str | None:
    """The format of the picture that is asked for; InputError before anything runs where it cannot be made."""
    if plot is None:
        return None
    from mirrorsym.cli import output
    from mirrorsym.errors import InputError
    from numeric_backend.plots import available

    form = Path(plot).suffix.lower().removeprefix(".")
    problems = [] if form in ("png", "svg", "pdf") else [f"--plot {plot}: the name has to end in .png, .svg or .pdf"]
    reason = available()
    if reason is not None:
        problems.append(f"--plot: {reason}")
    if problems:
        raise InputError(problems)
    output.refuse_unwritable(plot, "--plot")
    return form
