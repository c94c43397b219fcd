"""`mirrorsym balance MODEL`: the degree of a network, and what mirror flows of it conserve.

Exit code: 1 when a claim of Lemma 3.1 (or the degree) FAILS, else 3 when one stays open, else 0.
"""

from __future__ import annotations

import click

from mirrorsym.cli.options import bound_options

__all__ = ["COMMAND"]


@click.command("balance", short_help="What mirror flows of a network conserve, layer by layer.")
@click.argument("model", metavar="MODEL", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON; `mirrorsym recheck` reads it.")
@click.option("-o", "--output", "file", type=click.Path(), metavar="FILE", help="Write the result to FILE, all of it or nothing.")
@bound_options
def COMMAND(*, model: str, as_json: bool, file: str | None, timeout: float, total_timeout: float, memory: int) -> int:
    """Derive the balance equation k Q_{i+1}(W_{i+1}) - Q_i(W_i) = const of a network for the potentials of its layers.

    MODEL is a model file (docs/reference/balance.md): layers with shapes, an activation, biases, one mirror potential per layer.
    The degree of homogeneity is shown for all regions of the activations at once, or refuted at an exact point.

    Exit codes: 1 when the degree, a potential or a law FAILS, else 3 when one stays open, else 0. 2 is bad input.
    """
    from mirrorsym._balance import balance
    from mirrorsym.cli import output
    from mirrorsym.cli.progress import Progress
    from mirrorsym.modelfile import read_model

    form = output.chosen_format("json" if as_json else None, as_json, file)
    if form not in ("json", "text"):
        raise click.UsageError("balance writes text and json")
    output.refuse_unwritable(file)
    network = read_model(model.replace("\n", " "))
    with Progress() as progress:
        found = balance(network, timeout=timeout, total_timeout=total_timeout, memory=memory, progress=progress.step)
    if form == "json":
        from mirrorsym.printing.json import dump

        output.emit(dump(found), file)
    else:
        from mirrorsym.printing.balance import balance_text
        from mirrorsym.printing.text import as_string

        if file is None:
            output.show(balance_text(found))
        else:
            output.emit(as_string(balance_text(found), output.FILE_WIDTH), file)
    statuses = {v["status"] for v in (found["degree"], *found["potentials"], *found["balance"])}
    return 1 if "FAILS" in statuses else 3 if "UNDECIDED" in statuses else 0
