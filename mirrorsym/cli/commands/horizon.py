"""`mirrorsym horizon R`: where training with the mirror potential R is led, and which theorems of homog say so.

Exit code: 0 when everything is decided, 1 when R is no mirror potential on R^d, 3 when something is open.
"""

from __future__ import annotations

import click

from mirrorsym.cli.options import bound_options, document_options, output_options

__all__ = ["COMMAND"]


@click.command("horizon", short_help="Degree and horizon function of a mirror potential R.")
@click.argument("R", metavar="R")
@click.option("--var", "variables", metavar="NAMES",
              help="The variables of R, such as 'theta' or 'x, y'; by default the names that are no parameters.")
@click.option("--param", "params", multiple=True, metavar="KIND",
              help="A symbol that is no variable: 'lam positive', 'p > 2'. May be repeated.")
@click.option("--copies", metavar="D", help="R is summed over D coordinates: a whole number, or a name.")
@click.option("--domain", "--on", "domain", metavar="CONDITIONS", help="Conditions such as 'x > 0' that cut R's domain out of R^d.")
@output_options
@document_options
@bound_options
def COMMAND(
    r: str, variables: str | None, params: tuple[str, ...], copies: str | None, domain: str | None, as_json: bool, to: str | None,
    file: str | None, fragment: bool, bib: str | None, timeout: float, total_timeout: float, memory: int,
) -> int:
    """The degree alpha of R, its horizon function phi = lim s^-1 Q(s theta)^(1/alpha) with Q = <theta, grad R> - R, its shape, the limit of
    R(s theta)/rho(s), and homog's assumptions 2.3, 4.4, G.1 and H.1, each with a certificate or a point.

    R is a formula in one variable, for potentials that are a sum of it over the coordinates, or a sum of functions of one variable each.

    \b
    mirrorsym horizon "theta*asinh(theta/lam) - sqrt(theta**2 + lam**2)" --param "lam > 0"
    mirrorsym horizon "abs(x)**p/p + lam*x**2/2" --param "p > 2" --param "lam > 0" --copies d
    mirrorsym horizon "cosh(x) + cosh(2*y)"

    Exit codes: 0 all is decided, 1 R is no mirror potential on R^d (Assumption 2.3 fails), 3 something is open. 2 is bad input.
    """
    from mirrorsym._horizon import horizon
    from mirrorsym.cli.delivery import deliver, wanted
    from mirrorsym.cli.progress import Progress
    from mirrorsym.errors import InputError
    from mirrorsym.parsing import pair_from_formulas

    want = wanted("horizon", to, as_json, file, fragment, bib)
    names = None if variables is None else [n.strip() for n in variables.split(",")]
    try:
        pair = pair_from_formulas([r], None, domain, None, params, names)
    except InputError as error:
        raise InputError([_placed(p) for p in error.problems]) from None
    with Progress() as progress:
        found = horizon(pair.g[0], domain=pair.M, copies=copies, timeout=max(timeout, 30.0), total_timeout=total_timeout, memory=memory,
                        progress=progress.step)
    data = found.to_json()
    from mirrorsym.printing.horizon import horizon_text
    from mirrorsym.printing.told.horizons import horizons

    deliver(want, lambda: data, lambda: horizon_text(data), lambda: horizons(found))
    if data["status"] == "FAILS":
        return 1
    verdicts = [data["status"], *(a["status"] for a in data["assumptions"].values())]
    return 3 if "UNDECIDED" in verdicts or data["holds_on"] else 0


def _placed(problem: str) -> str:
    """The message with the place that the user knows."""
    return "R" + problem.removeprefix("g[0]") if problem.startswith("g[0]") else problem.replace("--on", "--domain", 1)
