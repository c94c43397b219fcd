"""The JSON look."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mirrorsym.printing.json import dump, dump_all


def test_a_report_is_read_back_unchanged_and_in_order(report: dict[str, Any]) -> None:
    text = dump(report)
    assert json.loads(text) == report
    assert list(json.loads(text)) == list(report)
    assert text.endswith("}\n")


def test_certificates_take_one_line_each(report: dict[str, Any]) -> None:
    lines = dump(report).splitlines()
    assert sum('"kind": ' in line for line in lines) == len(report["certificates"])


def test_several_reports_in_one_file(report: dict[str, Any]) -> None:
    assert dump_all([report]) == dump(report)
    data = json.loads(dump_all([report, report]))
    assert data == {"schema": "mirrorsym.reports/1", "reports": [report, report]}


def test_text_stays_readable_and_exact() -> None:
    data = {"a": '\u03b1 \u2260 "x"\n\u2028', "certificates": {}, "b": {}, "c": [], "n": None}
    assert json.loads(dump(data)) == data
    assert "\u03b1" in dump(data)


def test_what_json_has_no_number_for_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        dump({"seconds": float("nan")})
