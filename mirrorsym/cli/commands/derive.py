"""`mirrorsym derive PAIR`: the potentials Q_a and R_a of a commuting pair, every step proved.

Exit code: 0 with a potential in closed or implicit form, 1 when the pair does not commute, 3 when that, or the derivation, is open.
"""

from __future__ import annotations

from typing import Any

import click

from mirrorsym.cli.options import bound_options, document_options, output_options, pair_options

__all__ = ["COMMAND"]


@click.command("derive", short_help="Derive Q_a, R_a, flows and domains of a commuting pair.")
@click.argument("arguments", nargs=-1, required=True, metavar="PAIR")
@pair_options
@click.option("--at", "at", metavar="VALUES", help="Numbers at one point too: 'x1 = 1/2, a = -1/4, u0 = 1', or mu1 for x1.")
@click.option("--digits", type=click.IntRange(5, 200), default=30, show_default=True, metavar="N", help="Digits of the numbers of --at.")
@click.option("--alpha", metavar="FORMULA", help="The regularization's strength over time, such as '1/(1 + t)', or "
              "'Piecewise((1, t < 5), (0, True))': does tdmf Thm 3.2 apply with it?")
@output_options
@document_options
@bound_options
def COMMAND(
    *, arguments: tuple[str, ...], h: str | None, on: str | None, init: str | None, params: tuple[str, ...],
    copies: int | None, as_json: bool, to: str | None, file: str | None, timeout: float, total_timeout: float, memory: int,
    at: str | None, digits: int, alpha: str | None, fragment: bool, bib: str | None,
) -> int:
    """Derive the time-dependent Legendre function R_a of a pair (g, h) that commutes, and its dual Q_a.

    PAIR is a pair file, catalogue:ID, or formulas, as for `check`.  Every formula is proved by itself: psi solves the flow
    equations, grad Q_a = g(psi), d_a Q_a = h(psi), grad R_a inverts grad Q_a.  Where the inverse has no closed form the
    potential is implicit: grad Q_a(mu) = x.

    \b
    mirrorsym derive "u**2 - v**2" --h "u**2 + v**2" --on "u > 0, v > 0"
    mirrorsym derive catalogue:log-u-log-v --json
    mirrorsym derive catalogue:m-w-weight-decay -o m-w.tex

    Where no formula is found, --at still gives numbers: psi is integrated, grad R_a found by Newton's method.

    \b
    mirrorsym derive catalogue:u4-v4 --at "x1 = 1/2, a = -1/4, u0 = 1, v0 = 1"

    Exit codes: 0 with a closed or implicit potential, 1 when the pair does not commute, 3 undecided. 2 is bad input.
    """
    from mirrorsym._derive import derive
    from mirrorsym.cli import numeric
    from mirrorsym.cli.delivery import deliver, wanted
    from mirrorsym.cli.inputs import read_pairs
    from mirrorsym.cli.progress import Progress
    from mirrorsym.printing.story import story
    from mirrorsym.verdict import Status

    want = wanted("derive", to, as_json, file, fragment, bib)
    pairs = read_pairs(arguments, h, on, init, params, copies)
    if len(pairs) != 1:
        raise click.UsageError("derive takes one pair")
    point = None if at is None else numeric.read_point(at)
    with Progress() as progress:
        report = derive(pairs[0][1], timeout=max(timeout, 60.0), total_timeout=total_timeout, memory=memory, progress=progress.step,
                        alpha=alpha)
    data = report.to_json()
    status = report.potential.status
    if point is not None and status is not Status.NOT_APPLICABLE:
        data["numeric"] = numeric.numbers(pairs[0][1], point, digits)
        data["numeric"]["enclosed"] = numeric.enclosed_numbers(report.potential, point, digits)

    def text() -> Any:
        from rich.console import Group
        from rich.text import Text

        from mirrorsym.printing.derivation import derivation_text

        more = numeric.shown(data["numeric"]) if "numeric" in data else [o] if (o := report.potential.offer) else []
        return Group(*derivation_text(data), *(Text(line) for line in more))

    deliver(want, lambda: data, text, lambda: story(report))
    return 0 if status is Status.HOLDS else 1 if status is Status.NOT_APPLICABLE else 3
