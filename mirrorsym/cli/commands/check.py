"""`mirrorsym check PAIR...`: the verdict on every criterion and theorem, with its certificate or reason.

Exit code: of the criteria asked (`--only`, else `ASKED`), 1 if one FAILS, else 3 if one is UNDECIDED or CONDITIONAL,
else 0.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, nullcontext
from typing import TYPE_CHECKING, Any

import click

from mirrorsym.cli.options import bound_options, document_options, output_options, pair_options

if TYPE_CHECKING:
    from mirrorsym.calculus.bounded import Worker
    from mirrorsym.cli.delivery import Wanted
    from mirrorsym.maps import Pair
    from mirrorsym.report import PairReport

__all__ = ["ASKED", "COMMAND", "examine", "examine_side_by_side", "exit_code"]

#: what is asked when `--only` does not say
ASKED = ("smooth", "regular", "commuting", "commuting_with_h")


@click.command("check", short_help="Decide every criterion of pairs, with certificates.")
@click.argument("arguments", nargs=-1, required=True, metavar="PAIR...")
@pair_options
@click.option("--only", metavar="LIST", help="Criteria to decide, with commas between; they also set the exit code.")
@click.option("--laws", is_flag=True, help="Show conservation laws, and the dimension of the Lie algebra of the gradients.")
@output_options
@document_options
@bound_options
def COMMAND(
    arguments: tuple[str, ...], h: str | None, on: str | None, init: str | None, params: tuple[str, ...],
    copies: int | None, only: str | None, laws: bool, as_json: bool, to: str | None, file: str | None,
    fragment: bool, bib: str | None, timeout: float, total_timeout: float, memory: int,
) -> int:
    """Decide every criterion of a pair (g, h), and which theorems apply to it.

    PAIR is a pair file, catalogue:ID, or formulas: the coordinates of g, as several arguments or with commas between.
    A name with a file behind it, or ending in .toml, is a pair file; - is one on standard input.

    \b
    mirrorsym check "u**2 - v**2" --h "c*(u**2 + v**2)" --on "u > 0, v > 0" --param "c real"
    mirrorsym check catalogue:u2-v2 catalogue:m-w-weight-decay --json
    mirrorsym check pair.toml --only regular,commuting -o report.html

    Exit codes: 1 if a criterion that was asked FAILS, else 3 if one is UNDECIDED or CONDITIONAL, else 0; asked are
    those of --only, by default smooth, regular, commuting, commuting_with_h. 2 is bad input.
    """
    from mirrorsym.cli.delivery import wanted
    from mirrorsym.cli.inputs import read_pairs

    want = wanted("check", to, as_json, file, fragment, bib)
    asked = None if only is None else tuple(dict.fromkeys(filter(None, (name.strip() for name in only.split(",")))))
    if asked == ():
        raise click.UsageError("--only names no criterion")
    pairs = read_pairs(arguments, h, on, init, params, copies)
    if laws and want.form == "html" and not fragment:
        raise click.UsageError("--laws goes with every format but whole HTML pages")
    reports = examine(pairs, asked, timeout, total_timeout, memory)
    _output(reports, want, [_laws(pair, timeout, memory) for _, pair in pairs] if laws else None)
    return max((exit_code(report, asked or ASKED) for _, report in reports), key=(0, 3, 1).index)


def examine(
    pairs: list[tuple[str, Pair]], asked: tuple[str, ...] | None, timeout: float, total_timeout: float, memory: int,
) -> list[tuple[str, PairReport]]:
    """The reports of all pairs, with one worker and within one total time; InputError names the pair it is about."""
    from mirrorsym.calculus.bounded import Worker

    end = time.monotonic() + total_timeout
    with Worker(memory=memory) as worker:
        worker.start()
        return _take(iter(enumerate(pairs, start=1)), len(pairs), asked, timeout, end, worker)


def examine_side_by_side(
    names: Sequence[str], load: Callable[[str], Pair], timeout: float, total_timeout: float, memory: int, lanes: int = 2,
) -> list[tuple[str, PairReport]]:
    """The reports of the named pairs by several workers at once, each taking the next pair when it is free; in the order of the names."""
    from concurrent.futures import ThreadPoolExecutor

    from mirrorsym.calculus.bounded import Worker

    lanes = max(1, min(lanes, os.cpu_count() or 1, len(names)))
    end = time.monotonic() + total_timeout
    with ExitStack() as stack:
        workers = [stack.enter_context(Worker(memory=memory)) for _ in range(lanes)]
        for worker in workers:
            worker.start()
        loaded = [(name, load(name)) for name in names]  # the workers start up meanwhile
        waiting = enumerate(sorted(loaded, key=lambda entry: -_weight(entry[1])), start=1)  # no lane should start a long one last
        with ThreadPoolExecutor(lanes) as pool:
            parts = list(pool.map(lambda k: _take(waiting, len(names), None, timeout, end, workers[k], k == 0), range(lanes)))
    found = dict(report for part in parts for report in part)
    return [(name, found[name]) for name in names]


def _weight(pair: Pair) -> int:
    """A guess at how long a pair takes, against other pairs."""
    formulas = (*pair.g, *(() if pair.h is None else (pair.h,)))
    return 20 * len(pair.M.parameters) + sum(len(list(f.walk())) for f in formulas)


def _take(
    waiting: Iterator[tuple[int, tuple[str, Pair]]], total: int, asked: tuple[str, ...] | None, timeout: float, end: float,
    worker: Worker, show: bool = True,
) -> list[tuple[str, PairReport]]:
    """The reports of the pairs that this lane gets from `waiting`, until none is left."""
    from mirrorsym._check import check
    from mirrorsym.cli.progress import Progress
    from mirrorsym.errors import InputError

    reports = []
    with Progress() if show else nullcontext() as progress:
        for i, (name, pair) in waiting:
            if progress is not None:
                progress.about = f"{name} ({i} of {total})" if total > 1 else ""
            try:
                report = check(pair, only=asked, timeout=timeout, total_timeout=max(end - time.monotonic(), 1e-3),
                               worker=worker, progress=None if progress is None else progress.step)
            except InputError as error:
                lead = f"{name}: " if total > 1 else ""
                raise InputError([lead + p for p in error.problems]) from None
            reports.append((name, report))
    return reports


def exit_code(report: PairReport, asked: tuple[str, ...]) -> int:
    """1 if one of `asked` FAILS, else 3 if one is UNDECIDED or CONDITIONAL, else 0."""
    statuses = {str(report.criteria[name].status) for name in asked if name in report.criteria}
    return 1 if "FAILS" in statuses else 3 if statuses & {"UNDECIDED", "CONDITIONAL"} else 0


def _laws(pair: Pair, timeout: float, memory: int) -> dict[str, Any]:
    """The conservation laws of a pair."""
    from mirrorsym._laws import laws

    return laws(pair, timeout=timeout, memory=memory)


def _output(reports: list[tuple[str, PairReport]], want: Wanted, laws: list[dict[str, Any]] | None = None) -> None:
    from mirrorsym.cli import output
    from mirrorsym.cli.delivery import deliver
    from mirrorsym.printing.told.verdicts import verdicts

    data = [(name, report.to_json()) for name, report in reports]
    for i, (_, report) in enumerate(data if laws else ()):
        report["laws"] = laws[i] if laws else None
    if want.form == "html" and not want.fragment:
        from mirrorsym.printing.html import page

        title = f"mirrorsym check {data[0][0]}" if len(data) == 1 else "mirrorsym check"
        output.emit(page(data, title), want.file)
        return

    def json() -> str:
        from mirrorsym.printing.json import dump_all

        return dump_all([report for _, report in data])

    def text() -> Any:
        from rich.console import Group
        from rich.text import Text

        from mirrorsym.printing.text import report_text

        return Group(*[part for _, report in data for part in (report_text(report), *_laws_parts(report), Text())][:-1])

    deliver(want, json, text, lambda: verdicts(reports, laws))


def _laws_parts(report: dict[str, Any]) -> list[Any]:
    """What follows the table when `--laws` was given."""
    if "laws" not in report:
        return []
    from rich.text import Text

    from mirrorsym.printing.laws import laws_text

    return [Text(), laws_text(report["laws"])]
