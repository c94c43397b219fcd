"""Reports on the catalogue's pairs that an earlier run has left, taken only where the independent checker accepts them again.

Main definitions: `keep`, `still_accepted`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mirrorsym.cli.remembered import cache_file, program, read_json, write_json
from mirrorsym.errors import InputError
from mirrorsym.recheck import recheck

__all__ = ["keep", "still_accepted"]

_FILE = "catalogue.json"


def keep(reports: Mapping[str, dict[str, Any]], timeout: float) -> None:
    """Leave these reports for the next run, without those in which a decision came near its bound of `timeout` seconds.

    What more time or a quieter machine might have decided is tried again.
    """
    quick = {name: report for name, report in reports.items() if all(s < timeout / 2 for n, s in report["seconds"].items() if n != "total")}
    write_json(cache_file(_FILE), {"program": _fingerprint(), "reports": quick})


def still_accepted(names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The kept reports on the pairs of these names that were made by this very program and that the checker accepts."""
    from mirrorsym import catalogue

    kept = read_json(cache_file(_FILE))
    if not isinstance(kept, dict) or kept.get("program") != _fingerprint() or not isinstance(kept.get("reports"), dict):
        return {}
    found = {}
    for name in names:
        report = kept["reports"].get(name)
        if not isinstance(report, dict) or report.get("pair") != catalogue.load(name).to_json():
            continue
        try:
            if recheck(report).accepted:
                found[name] = report
        except InputError:
            continue
    return found


def _fingerprint() -> str:
    """This program and the arithmetic on which it stands."""
    import flint

    return f"{program()}:{flint.__version__}"
