"""`mirrorsym margin MODEL`: margins of a network, their rates, and how they move along an integrated mirror flow.

Exit code: 1 when an observation contradicts homog Lemma 4.3 or Thm 4.5, else 3 when nothing could be observed, else 0.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import click

from mirrorsym.cli.options import bound_options

__all__ = ["COMMAND"]


@click.command("margin", short_help="Margins of a network and how fast mirror flow reaches them.")
@click.argument("model", metavar="MODEL", type=click.Path())
@click.option("--set", "chosen", metavar="VALUES", help="Numbers for the parameters: 'lam = 1/10, p = 3'.")
@click.option("--trajectories", type=click.IntRange(1, 200), default=3, show_default=True, metavar="N", help="How many random starts.")
@click.option("--span", type=click.FloatRange(min=0, min_open=True, max=1e3), default=8.0, show_default=True, metavar="S",
              help="How long the flow runs, in a time in which Q grows about exponentially.")
@click.option("--scale", type=click.FloatRange(min=0, min_open=True, max=1e3), default=0.5, show_default=True, metavar="D",
              help="Deviation of the random starts.")
@click.option("--epsilon", type=click.FloatRange(min=0, min_open=True, max=1), default=0.1, show_default=True, metavar="E",
              help="The relative difference of Lemma 4.10.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="K", help="Seed of everything that is drawn.")
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
@click.option("-o", "--output", "file", type=click.Path(), metavar="FILE", help="Write the result to FILE, all of it or nothing.")
@bound_options
def COMMAND(*, model: str, chosen: str | None, trajectories: int, span: float, scale: float, epsilon: float, seed: int, as_json: bool,
            file: str | None, timeout: float, total_timeout: float, memory: int) -> int:
    """The Q-margin and the soft margin of a homogeneous network, held against homog along mirror flow of sum exp(-y_i f(x_i)).

    MODEL is a model file (docs/reference/balance.md), with `[data]` and `[start]` where they are not to be drawn. First the network's
    degree is certified; without one there is no margin. What is observed are numbers of an integrated flow, not verdicts.

    Exit codes: 1 when Lemma 4.3 or the monotone soft margin of Thm 4.5 is contradicted, 3 when there is no degree or nothing was
    observed, else 0. 2 is bad input.
    """
    from mirrorsym._balance import degree_of
    from mirrorsym._margin import specialized
    from mirrorsym.cli import output
    from mirrorsym.cli.numeric import read_point
    from mirrorsym.cli.progress import Progress
    from mirrorsym.errors import InputError
    from mirrorsym.modelfile import read_model
    from numeric_backend.experiments.margins import Settings, observe

    form = output.chosen_format("json" if as_json else None, as_json, file)
    if form not in ("json", "text"):
        raise click.UsageError("margin writes text and json")
    output.refuse_unwritable(file)
    values: dict[str, Fraction] = {} if chosen is None else read_point(chosen, "--set")
    network = specialized(read_model(model.replace("\n", " ")), values)
    if network.outputs != 1:
        raise InputError(["layers: a margin is about a network with one output"])
    if any(y not in (1, -1) for _, y in network.data):
        raise InputError(["data.y: labels are 1 or -1 for a margin"])
    with Progress() as progress:
        progress.step("degree", 0, 2)
        degree = degree_of(network, timeout=min(timeout, total_timeout), memory=memory)
        found: dict[str, Any] = {"schema": "mirrorsym.margin/1", "model": network.to_json(), "degree": None, "alpha": None}
        if degree["status"] == "HOLDS":
            progress.step("flow", 1, 2)
            found = observe(network, Settings(trajectories, span, epsilon, scale, seed))
    found["certified_degree"] = degree
    if form == "json":
        from mirrorsym.printing.json import dump

        output.emit(dump(found), file)
    else:
        from mirrorsym.printing.margin import margin_text
        from mirrorsym.printing.text import as_string

        if file is None:
            output.show(margin_text(found))
        else:
            output.emit(as_string(margin_text(found), output.FILE_WIDTH), file)
    return _code(found)


def _code(found: dict[str, Any]) -> int:
    if found["degree"] is None:
        return 3
    monotone = [t["monotone"] for t in found["flow"]["trajectories"]]
    # without Assumption 4.4 a soft margin that falls contradicts nothing
    seen = [found["lemma_4_3"]["holds"], *(m for m in monotone if m or found["assumption_4_4"]["seen"])]
    return 1 if False in seen else 0 if True in seen else 3
