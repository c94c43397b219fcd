"""`mirrorsym verify PAIR --R "..."`: a formula somebody wrote down, held against the pair's own potential.

Exit code: 1 if a claim is not as stated, else 3 if one is undecided, else 0.
"""

from __future__ import annotations

from typing import Any

import click

from mirrorsym.cli.options import bound_options, document_options, output_options, pair_options

__all__ = ["COMMAND"]


@click.command("verify", short_help="Hold a formula of yours for R or Q against the flow.")
@click.argument("arguments", nargs=-1, required=True, metavar="PAIR")
@pair_options
@click.option("--R", "R", metavar="FORMULA", help="R_a(x), up to a constant.")
@click.option("--Q", "Q", metavar="FORMULA", help="Q_a(mu), up to a constant.")
@click.option("--grad-R", "grad_R", metavar="FORMULAS", help="grad R_a(x), with commas between the coordinates.")
@click.option("--minimizer", metavar="FORMULAS", help="The minimizer of R_a, in a and the initial point.")
@click.option("--domain", metavar="CONDITIONS",
              help="Where psi exists, as conditions on mu and a; or which x are reached, as conditions on x.")
@output_options
@document_options
@bound_options
def COMMAND(
    arguments: tuple[str, ...], h: str | None, on: str | None, init: str | None, params: tuple[str, ...], copies: int | None,
    as_json: bool, to: str | None, file: str | None, fragment: bool, bib: str | None, timeout: float, total_timeout: float, memory: int,
    **formulas: str | None,
) -> int:
    """Hold printed formulas for the potential of a pair (g, h) against its flow.

    Formulas may name x1, x2, ... (or x), mu1, mu2, ... (or mu), a, the initial values u0, v0, ... and the parameters.  Each
    HOLDS with a proof, FAILS at an exact point, or differs by a function of a alone, which the dynamics do not see.

    \b
    mirrorsym verify "u**2" --h "u**2" --on "u > 0" --minimizer "u0**2*exp(4*a)"

    Exit codes: 0 all as claimed, 1 something is not, 3 undecided. 2 is bad input.
    """
    from mirrorsym._verify import verify
    from mirrorsym.cli.delivery import deliver, wanted
    from mirrorsym.cli.inputs import read_pairs, split_formulas
    from mirrorsym.cli.progress import Progress
    from mirrorsym.errors import InputError

    want = wanted("verify", to, as_json, file, fragment, bib)
    if not any(formulas.values()):
        raise click.UsageError("nothing to verify: give --R, --Q, --grad-R, --minimizer or --domain")
    pairs = read_pairs(arguments, h, on, init, params, copies)
    if len(pairs) != 1:
        raise click.UsageError("verify takes one pair")
    try:
        with Progress() as progress:
            claims: dict[str, Any] = {n: split_formulas(f) if f and n in ("grad_R", "minimizer") else f for n, f in formulas.items()}
            found = verify(pairs[0][1], timeout=max(timeout, 60.0), total_timeout=total_timeout, memory=memory, progress=progress.step,
                           **claims)
    except InputError as error:
        options = {name: f"--{name.replace('_', '-')}" for name in formulas}
        raise InputError([next((options[n] + p[len(n):] for n in options if p.startswith((f"{n}:", f"{n}["))), p)
                          for p in error.problems]) from None
    from mirrorsym.printing.told.formulas import formulas as document
    from mirrorsym.printing.verification import verification_text

    deliver(want, found.to_json, lambda: verification_text(found.to_json()), lambda: document(found))
    statuses = {str(c.status) for c in found.claims.values()}
    return 1 if statuses & {"FAILS", "NOT_APPLICABLE"} else 3 if "UNDECIDED" in statuses else 0
