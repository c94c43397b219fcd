"""`mirrorsym discover G`: every regularizer that commutes with g, and whether the list is proved complete.

Exit code: 0 when the list, with the families named, is proved complete, else 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mirrorsym.cli.options import bound_options, document_options, output_options

if TYPE_CHECKING:
    from mirrorsym.maps import Pair

__all__ = ["COMMAND"]


@click.command("discover", short_help="Find every regularizer that commutes with g.")
@click.argument("arguments", nargs=-1, required=True, metavar="G")
@click.option("--on", metavar="CONDITIONS", help="The domain M, such as 'u > 0, v > 0'; by default all of R^D.")
@click.option("--param", "params", multiple=True, metavar="KIND",
              help="A symbol that is no variable: 'c real', 'k positive integer'. May be repeated.")
@click.option("--variables", metavar="NAMES", help="All variables, in order, where g does not use every one: 'u, v'.")
@click.option("--degree", type=click.IntRange(1, 12), default=4, show_default=True, metavar="D",
              help="Search polynomials up to this degree.")
@click.option("--function", "functions", multiple=True, metavar="FORMULA",
              help="Search combinations with this function too. May be repeated.")
@output_options
@document_options
@bound_options
def COMMAND(
    arguments: tuple[str, ...], on: str | None, params: tuple[str, ...], variables: str | None, degree: int,
    functions: tuple[str, ...], as_json: bool, to: str | None, file: str | None, fragment: bool, bib: str | None, timeout: float,
    total_timeout: float, memory: int,
) -> int:
    """Find every h that commutes with g: all brackets [grad g_i, grad h] vanish on M. These h are a linear space.

    G is a pair file (its h plays no role), catalogue:ID, or formulas, as for `check`. Members are sought among polynomials,
    the terms of g and products of the functions in it, and each is proved; an upper bound of the dimension is proved at one
    point of M, for analytic h on a connected M. When both meet the list is complete.

    \b
    mirrorsym discover "u*v"
    mirrorsym discover "log(u) - log(v)" --on "u > 0, v > 0" --json
    mirrorsym discover "u/v" --on "v > 0" --function "log(u**2 + v**2)"

    Exit codes: 0 when the list, with the families named, is proved complete; else 3. 2 is bad input.
    """
    from mirrorsym._discover import discover
    from mirrorsym.cli.delivery import deliver, wanted
    from mirrorsym.cli.inputs import read_pairs
    from mirrorsym.cli.progress import Progress

    want = wanted("discover", to, as_json, file, fragment, bib)
    pairs = read_pairs(arguments, None, on, None, params, None)
    if len(pairs) != 1:
        raise click.UsageError("discover takes one map")
    with Progress() as progress:
        found = discover(_with_variables(pairs[0][1], variables), degree=degree, functions=functions, timeout=max(timeout, 30.0),
                         total_timeout=total_timeout, memory=memory, progress=progress.step)
    from mirrorsym.printing.discovery import discovery_text
    from mirrorsym.printing.told.regularizers import regularizers

    deliver(want, found.to_json, lambda: discovery_text(found.to_json()), lambda: regularizers(found))
    return 0 if found.complete else 3


def _with_variables(pair: Pair, names: str | None) -> Pair:
    """The same map on all the variables that are named."""
    if names is None:
        return pair
    from mirrorsym.maps import Pair

    listed = [n for n in names.replace(",", " ").split() if n]
    return Pair(g=pair.g, domain=pair.M.conditions, variables=listed, parameters={p.name: p.kind for p in pair.parameters})
