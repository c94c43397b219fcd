"""`mirrorsym max-margin DATA`: the max-margin problem of data and a norm, solved and certified, and mirror descent held against it.

Exit code: 0 when solved (or run), 1 when the data are not separable, 3 when the certificate stays weaker than asked.
"""

from __future__ import annotations

import re
from typing import Any

import click

__all__ = ["COMMAND"]


@click.command("max-margin", short_help="Solve a max-margin problem with a certificate; hold mirror descent against it.")
@click.argument("data", metavar="DATA")
@click.option("--norm", default="l1", show_default=True, metavar="NORM", help="The horizon function: l1, l2, l3, l1.5, ..., or max.")
@click.option("--weights", metavar="LIST", help="A positive weight for each coordinate: '1, 2, 0.5'.")
@click.option("--model", default="linear", show_default=True, metavar="MODEL",
              help="linear, diagonal or two-layer: only the linear problem is solved, the others are written.")
@click.option("--descend", metavar="POTENTIAL", help="Run mirror descent with hyperbolic, squares, smoothened-3, smoothened-4 or cosh.")
@click.option("--times", metavar="POTENTIAL", help="How long the horizon takes over lambda, for hyperbolic or smoothened-P, P > 2.")
@click.option("--plot", type=click.Path(), metavar="FILE", help="With --times: a picture (.svg, .png, .pdf) or its points (.csv, .json).")
@click.option("--strength", type=float, default=0.1, show_default=True, metavar="LAMBDA", help="The lambda of the potential.")
@click.option("--depth", type=click.IntRange(1, 6), metavar="L",
              help="Layers of the product u1*...*uL (by default 2 for --model diagonal, else 1).")
@click.option("--seeds", type=click.IntRange(1, 100), default=5, show_default=True, metavar="K", help="How many drawn data sets are run.")
@click.option("--steps", type=click.IntRange(0, 1_000_000), default=10_000, show_default=True, metavar="N", help="Steps of mirror descent.")
@click.option("--tol", type=click.FloatRange(1e-14, 0.1), metavar="GAP", help="The relative gap that the certificate has to show.")
@click.option("--to", "to", type=click.Choice(["text", "json", "latex"]), help="The format; by default text.")
@click.option("--json", "as_json", is_flag=True, help="The same as --to json.")
@click.option("-o", "--output", "file", type=click.Path(), metavar="FILE", help="Write the result to FILE, all of it or nothing.")
def COMMAND(*, data: str, norm: str, weights: str | None, model: str, descend: str | None, times: str | None, plot: str | None,
            strength: float, depth: int | None, seeds: int, steps: int, tol: float | None, to: str | None, as_json: bool,
            file: str | None) -> int:
    """Write and solve min phi(theta)^2/2 with y_i <theta, x_i> >= 1, the problem whose solution mirror flow on separable data tends to.

    DATA is a .csv file of rows x1, ..., xn, y with labels 1 and -1, an .npz file with arrays Z and y, or random:ROWSxFEATURES[:SEED].
    The best value is enclosed from both sides by the solution and its multipliers, in ball arithmetic.

    \b
    mirrorsym max-margin rows.csv --norm l1
    mirrorsym max-margin random:12x8 --descend hyperbolic --strength 0.01 --seeds 5

    Exit codes: 0 solved or run, 1 the data are not separable, 3 no certificate of the tolerance that was asked. 2 is bad input.
    """
    from mirrorsym.cli import output
    from mirrorsym.errors import InputError
    from mirrorsym.printing.max_margin import MODELS, problem_latex, problem_text, promise, runs_text

    form = output.chosen_format(to, as_json, file)
    output.refuse_format(form, "max-margin", ("text", "json", "latex"))
    output.refuse_unwritable(file)
    if model not in MODELS:
        raise InputError([f"--model: {model[:40]!r} is none of {', '.join(MODELS)}"])
    layers = depth if depth is not None else 2 if model == "diagonal" else 1
    if plot is not None and times is None:
        raise click.UsageError("--plot goes with --times")
    if times is not None:
        return _times(data, times, layers, form, file, plot)
    if descend is not None:
        answer = _run(data, descend, strength, layers, seeds, steps, model)
        power = answer.horizon.powers[0]
        kind = "linear" if layers == 1 else "diagonal"
        _write(form, file, answer.to_json(), runs_text, problem_latex(power, kind, depth=layers), problem_text(power, kind, depth=layers),
               promise(power, kind))
        return 0
    horizon = _horizon(norm, weights)
    power, weighted = horizon.powers[0], bool(horizon.weights)
    Z, y = _data(data)
    if horizon.size not in (None, Z.shape[1]):
        raise InputError([f"--weights: {horizon.size} weights for {Z.shape[1]} coordinates"])
    shown = [[f"{v:.12g}" for v in row] for row in Z.tolist()]
    formula = problem_latex(power, model, depth=layers, weighted=weighted, data=shown, labels=[str(v) for v in y.tolist()])
    line = problem_text(power, model, depth=layers, weighted=weighted)
    if model != "linear":
        _write(form, file, {"schema": "mirrorsym.max-margin/1", "problem": line, "latex": formula, "solution": None}, None, formula, line,
               promise(power, model))
        return 0
    return _solve(Z, y, horizon, tol, form, file, formula, line)


def _solve(Z: Any, y: Any, horizon: Any, tol: float | None, form: str, file: str | None, formula: str, line: str) -> int:
    from mirrorsym.printing.max_margin import promise, solution_text
    from numeric_backend.maxmargin.solving import NotSeparable, Problem, solve

    told: dict[str, Any] = {"schema": "mirrorsym.max-margin/1", "problem": line, "latex": formula, "solution": None, "because": None}
    try:
        found = solve(Problem(Z, y, horizon), tolerance=tol)
    except (NotSeparable, ArithmeticError) as error:
        if form == "json":
            _write(form, file, told | {"because": str(error)}, None, formula, line, promise(horizon.powers[0]))
        else:
            click.echo(f"mirrorsym: {error}", err=True)
        return 1 if isinstance(error, NotSeparable) else 3
    told["solution"] = found.to_json()
    _write(form, file, told, lambda data, *rest: solution_text(data["solution"], *rest), formula, line, promise(horizon.powers[0]))
    return 0


def _write(form: str, file: str | None, answer: dict[str, Any], text: Any, formula: str, line: str, said: tuple[str, str]) -> None:
    from rich.console import Group
    from rich.text import Text

    from mirrorsym.cli import output
    from mirrorsym.printing.json import dump
    from mirrorsym.printing.text import as_string

    if form == "json":
        output.emit(dump(answer), file)
        return
    if form == "latex":
        output.emit(f"% {said[0]}: {said[1]}\n\\[\n{formula}\n\\]\n", file)
        return
    shown = Group(Text(line, style="bold"), Text(": ".join(said))) if text is None else text(answer, line, *said)
    if file is None:
        output.show(shown)
    else:
        output.emit(as_string(shown, output.FILE_WIDTH), file)


def _run(data: str, mirror: str, strength: float, depth: int, seeds: int, steps: int, model: str) -> Any:
    from mirrorsym.errors import InputError
    from numeric_backend.experiments.separable import Settings, compare

    drawn = _random(data)
    if drawn is None or drawn[2] is not None:
        raise InputError([f"--descend runs on drawn data of {seeds} seeds: DATA is random:ROWSxFEATURES"])
    if model == "two-layer":
        raise InputError(["--descend runs linear models and products of layers, no two-layer networks"])
    try:
        return compare(Settings(mirror, strength, depth, seeds, drawn[0], drawn[1], steps))
    except ValueError as error:
        raise InputError([f"--descend: {error}"]) from None


def _times(data: str, mirror: str, depth: int, form: str, file: str | None, plot: str | None) -> int:
    from pathlib import Path

    from mirrorsym.cli import output
    from mirrorsym.errors import InputError
    from mirrorsym.printing.json import dump
    from mirrorsym.printing.max_margin import times_text
    from mirrorsym.printing.text import as_string
    from numeric_backend.experiments.reaching import reach, strengths
    from numeric_backend.plots import available
    from numeric_backend.plots.drawing import drawn
    from numeric_backend.plots.reaching import reach_picture

    known = re.fullmatch(r"hyperbolic|smoothened-(\d(?:\.\d{1,3})?)", mirror)
    power = None if known is None or known[1] is None else float(known[1])
    if known is None or (power is not None and power < 2.1):
        raise InputError([f"--times: {mirror[:40]!r} is not hyperbolic or smoothened-P with P from 2.1 to 9.999"])
    found = _random(data)
    if found is None:
        raise InputError(["--times runs on drawn data: DATA is random:ROWSxFEATURES:SEED"])
    ending = Path(plot).suffix.lower().removeprefix(".") if plot is not None else "json"
    if ending not in ("svg", "png", "pdf", "csv", "json"):
        raise InputError([f"--plot {plot}: the name has to end in .svg, .png, .pdf, .csv or .json"])
    reason = available() if ending in ("svg", "png", "pdf") else None
    if reason is not None:
        raise InputError([f"--plot: {reason}"])
    output.refuse_unwritable(plot, "--plot")
    measured = reach(power, depth, strengths(power, depth), [0.1], seed=found[2] or 0, rows=found[0], features=found[1])
    answer = {"schema": "mirrorsym.max-margin-times/1", **measured.to_json()}
    if plot is not None:
        picture = reach_picture([measured])
        output.write(picture.csv() if ending == "csv" else picture.json() if ending == "json" else drawn(picture, ending), Path(plot))
    if form == "json":
        output.emit(dump(answer), file)
    elif file is None:
        output.show(times_text(answer))
    else:
        output.emit(as_string(times_text(answer), output.FILE_WIDTH), file)
    return 0


def _horizon(norm: str, weights: str | None) -> Any:
    from mirrorsym.errors import InputError
    from numeric_backend.maxmargin.horizons import lp

    power = float("inf") if norm in ("max", "linf") else None
    if re.fullmatch(r"l\d{1,4}(\.\d{1,6})?", norm):
        power = float(norm[1:])
    if power is None:
        raise InputError([f"--norm: {norm[:40]!r} is not l1, l2, l1.5, ... or max"])
    try:
        return lp(power, [float(w) for w in weights.split(",")] if weights else ())
    except ValueError as error:
        raise InputError([f"{'--weights' if weights and 'power' not in str(error) else '--norm'}: {error}"]) from None


def _data(name: str) -> tuple[Any, Any]:
    from mirrorsym.errors import InputError
    from numeric_backend.data import read_labeled
    from numeric_backend.experiments.separable import drawn

    found = _random(name)
    if found is not None:
        return drawn(found[2] or 0, found[0], found[1])
    try:
        return read_labeled(name)
    except ValueError as error:
        raise InputError([str(error)]) from None


def _random(name: str) -> tuple[int, int, int | None] | None:
    """(rows, features, seed) of random:12x8:3; None for another name."""
    from mirrorsym.errors import InputError

    if not name.startswith("random:"):
        return None
    found = re.fullmatch(r"random:(\d{1,4})x(\d{1,3})(?::(\d{1,9}))?", name)
    if found is None or not (int(found[1]) and int(found[2])):
        raise InputError([f"{name[:60]}: random data are random:ROWSxFEATURES or random:ROWSxFEATURES:SEED"])
    return int(found[1]), int(found[2]), None if found[3] is None else int(found[3])
