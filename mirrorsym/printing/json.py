"""The JSON look: the plain data of a noun as text that is the same for the same data.

Keys keep their order.  Everything is indented but the certificates, one to a line: their trees are for machines, and
one line for every leaf would make a file ten times as long.

Main definitions: `dump`, `dump_all`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["SEVERAL", "dump", "dump_all"]

#: the schema of several reports in one file
SEVERAL = "mirrorsym.reports/1"
_FLAT = ("certificates",)


def dump(data: Mapping[str, Any]) -> str:
    """The text of a JSON object, ending with a line break; ValueError for a number that JSON cannot write.

    >>> print(dump({"schema": "s/1", "certificates": {"c1": {"kind": "rank", "columns": [0, 1]}}}), end="")
    {
      "schema": "s/1",
      "certificates": {
        "c1": {"kind": "rank", "columns": [0, 1]}
      }
    }
    """
    return _object(data, 0) + "\n"


def dump_all(reports: Sequence[Mapping[str, Any]]) -> str:
    """The text of one report, or of several under the schema `SEVERAL`."""
    if len(reports) == 1:
        return dump(reports[0])
    inner = ",\n".join("    " + _object(report, 4) for report in reports)
    return f'{{\n  "schema": {_flat(SEVERAL)},\n  "reports": [\n{inner}\n  ]\n}}\n'


def _object(data: Mapping[str, Any], depth: int) -> str:
    if not data:
        return "{}"
    pad = " " * (depth + 2)
    lines = []
    for key, value in data.items():
        if key in _FLAT and isinstance(value, Mapping) and value:
            rows = ",\n".join(f"{pad}  {_flat(str(k))}: {_flat(v)}" for k, v in value.items())
            lines.append(f"{pad}{_flat(key)}: {{\n{rows}\n{pad}}}")
        else:
            text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
            lines.append(f"{pad}{_flat(key)}: " + text.replace("\n", "\n" + pad))
    return "{\n" + ",\n".join(lines) + "\n" + " " * depth + "}"


def _flat(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
