"""`mirrorsym parametrize R`: a commuting map whose gradient flow is the mirror flow of R, or an embedding held against R.

Exit code: 0 when it is found and proved, 1 when there is none (or the embedding is not isometric), 3 when that is open.
"""

from __future__ import annotations

import click

from mirrorsym.cli.options import bound_options, document_options, output_options

__all__ = ["COMMAND"]


@click.command("parametrize", short_help="Find a commuting g for a potential R.")
@click.argument("R", metavar="R")
@click.option("--on", metavar="CONDITIONS", help="The domain X of R, such as 'x > 0'; by default where R is defined.")
@click.option("--param", "params", multiple=True, metavar="KIND",
              help="A symbol that is no variable: 'b positive', 'p > 1'. May be repeated.")
@click.option("--clock", metavar="NAME", help="The symbol of R that is a: find a regularizer h too, so that R is R_a of (g, h).")
@click.option("--embedding", metavar="FORMULAS", help="Instead: is F(x), with commas between the coordinates, an isometric embedding?")
@output_options
@document_options
@bound_options
def COMMAND(
    r: str, on: str | None, params: tuple[str, ...], clock: str | None, embedding: str | None, as_json: bool, to: str | None,
    file: str | None, fragment: bool, bib: str | None, timeout: float, total_timeout: float, memory: int,
) -> int:
    """Find g on an open set M whose gradients commute, with J J^T = (Hess R)^-1, J = dg: w then follows the mirror flow of R.

    R is a formula in the variables x. Known are sums of functions of independent linear forms of x: entropies, log barriers,
    powers, exponentials, quadratics and their linear mixings.

    \b
    mirrorsym parametrize "x*log(x) - x"
    mirrorsym parametrize "x*asinh(x/b) - sqrt(x**2 + b**2)" --param "b positive" --json
    mirrorsym parametrize "x*asinh(x*exp(-4*a)) - sqrt(x**2 + exp(8*a))" --clock a
    mirrorsym parametrize "(x**2 + x*y + y**2)/2" --embedding "x + y/2, sqrt(3)*y/2"

    Exit codes: 0 found and proved, 1 there is none (R is not twice differentiable, or Hess R not positive definite, at a point
    that is shown; the embedding is not isometric), 3 undecided. 2 is bad input.
    """
    from functools import partial

    from mirrorsym._parametrize import isometric, parametrize
    from mirrorsym.cli.delivery import deliver, wanted
    from mirrorsym.cli.inputs import split_formulas
    from mirrorsym.cli.progress import Progress
    from mirrorsym.errors import InputError
    from mirrorsym.parsing import pair_from_formulas
    from mirrorsym.verdict import Status

    want = wanted("parametrize", to, as_json, file, fragment, bib)
    if clock is not None and embedding is not None:
        raise click.UsageError("an embedding has no clock")
    try:
        pair = pair_from_formulas([r], None, on, None, [*params, *([] if clock is None else [f"{clock} real"])])
    except InputError as error:
        raise InputError(["R" + p.removeprefix("g[0]") if p.startswith("g[0]") else p for p in error.problems]) from None
    with Progress() as progress:
        verb = partial(parametrize, clock=clock) if embedding is None else partial(isometric, split_formulas(embedding))
        found = verb(pair.g[0], domain=pair.M, timeout=max(timeout, 30.0), total_timeout=total_timeout, memory=memory,
                     progress=progress.step)
    from mirrorsym.printing.parametrization import parametrization_text
    from mirrorsym.printing.told.parametrizations import parametrizations

    deliver(want, found.to_json, lambda: parametrization_text(found.to_json()), lambda: parametrizations(found))
    return 0 if found.status is Status.HOLDS else 1 if found.status is Status.FAILS else 3
