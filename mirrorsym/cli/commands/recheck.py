"""`mirrorsym recheck FILE`: check the certificates of a report again, with the small independent checker.

Exit code: 1 if a verdict is rejected, else 3 if the file claims nothing or no point of M was found, else 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from rich.console import RenderableType

    from mirrorsym.recheck import Recheck

__all__ = ["COMMAND"]


@click.command("recheck", short_help="Check the certificates of a report again.")
@click.argument("file", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="The answers as JSON.")
def COMMAND(file: str, as_json: bool) -> int:
    """Check every certificate of FILE again; FILE is what `mirrorsym check --json` (or derive, verify, discover, parametrize,
    balance, horizon) wrote, - is standard input.

    The checker derives for itself what each criterion claims, from g, h and M in the file, and shares no code with
    the finder of the certificates.

    Exit codes: 1 if a verdict is rejected, else 3 if the file claims nothing or no point of M was found, else 0.
    """
    from mirrorsym.cli import output
    from mirrorsym.errors import InputError
    from mirrorsym.recheck import recheck

    reports = _load(file)
    answers: list[Recheck] = []
    for i, report in enumerate(reports):
        try:
            answers.append(recheck(report))
        except InputError as error:
            place = f"{file}: reports[{i}]: " if len(reports) > 1 else f"{file}: "
            raise InputError([place + p for p in error.problems]) from None
    if as_json:
        from mirrorsym.printing.json import dump

        output.emit(dump({"schema": "mirrorsym.recheck/1", "accepted": all(a.accepted for a in answers),
                          "reports": [a.to_json() for a in answers]}), None)
    else:
        from rich.console import Group
        from rich.text import Text

        from mirrorsym.printing.text import rechecked_text

        parts = [part for report, answer in zip(reports, answers, strict=True)
                 for part in (rechecked_text(answer.to_json(), _shown(report), _network(report)), Text())][:-1]
        output.show(Group(*parts))
    if not all(a.accepted for a in answers):
        return 1
    return 0 if answers and all(a.inhabited and _claims(a) for a in answers) else 3


def _network(report: Any) -> RenderableType | None:
    """The network that the report is about, if it is about one."""
    if report.get("schema") != "mirrorsym.balance/1":
        return None
    from mirrorsym.printing.balance import network_head

    return network_head({"title": "", **report["model"]})


def _shown(report: Any) -> Any:
    """The pair that the report is about; without one, R in its place."""
    if report.get("schema") == "mirrorsym.balance/1":
        return {}
    if report.get("pair") is not None:
        return report["pair"]
    return {"variables": report["x"], "domain": report.get("domain"), "parameters": report.get("parameters"), "g": [report["R"]]}


def _claims(answer: Recheck) -> bool:
    return any(c.status not in ("UNDECIDED", "NOT_APPLICABLE") for c in answer)


def _load(file: str) -> list[Any]:
    """The reports of a file, read strictly: a key that is there twice could show one thing and prove another."""
    import json
    from pathlib import Path

    from mirrorsym.cli.inputs import standard_input
    from mirrorsym.errors import InputError
    from mirrorsym.printing.json import SEVERAL

    try:
        raw = standard_input() if file == "-" else Path(file).read_bytes()
    except (OSError, ValueError) as error:
        raise InputError([f"{file}: {getattr(error, 'strerror', None) or error}"]) from None
    try:
        data = json.loads(raw.decode("utf-8"), object_pairs_hook=_distinct, parse_constant=_no_number)
    except RecursionError:
        raise InputError([f"{file}: nested too deeply for a report"]) from None
    except ValueError as error:
        raise InputError([f"{file}: no report of `mirrorsym check --json` ({str(error)[:80]})"]) from None
    if isinstance(data, dict) and data.get("schema") == SEVERAL:
        reports = data.get("reports")
        if not isinstance(reports, list) or not reports:
            raise InputError([f"{file}: reports: a list of reports is expected"])
        return reports
    return [data]


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object names a key twice")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
