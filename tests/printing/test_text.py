"""The text look: what a person sees in a terminal or a file."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from rich.console import Console

from mirrorsym.printing.text import (
    as_string,
    catalogue_text,
    findings_text,
    overview_text,
    rechecked_text,
    report_text,
)


def test_a_report_says_everything_in_order(report: dict[str, Any]) -> None:
    text = as_string(report_text(report))
    assert text == """\
squares with a constant
g     u**2 - v**2
h     c*u**2 + v**2
M     (u, v) with u > 0, v > 0
with  c real
from  u = u0, v = v0

criterion         verdict      why
smooth            HOLDS        g and h are polynomials
regular           HOLDS        the Jacobian of g has rank 1 at every point of M
joint_regular     CONDITIONAL  the determinant has the factor c + 1
                               exactly when c != -1
commuting_with_h  FAILS        the bracket of g[0] and h is not zero
                               at u = 1, v = 1/2, c = 2
                               it does hold where u = 0
quadratic         UNDECIDED    no answer within 10 s
wronskian         n/a          the pair is not known to be separable

theorem             why
tdmf.3.1  does not  commuting_with_h: the bracket is not zero
lwla.4.8  applies   a mirror flow (as printed)

2 hold, 1 fails, 1 conditional, 1 undecided, 1 not applicable in 0.25 s; --json
has the 2 certificates
"""


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_asked(report: dict[str, Any], width: int) -> None:
    report["pair"]["g"] = ["u**2*" * 100 + "v"]
    report["criteria"]["smooth"]["because"] = "word " * 80 + "x" * 200
    for renderable in (report_text(report), overview_text([("a-pair", report), ("another-pair", report)])):
        lines = as_string(renderable, width).splitlines()
        assert max(map(len, lines)) <= width
        assert all(line == line.rstrip() for line in lines)


def test_many_pairs_end_with_a_table_and_its_legend(report: dict[str, Any]) -> None:
    text = as_string(overview_text([("one", report), ("a-much-longer-name", report)]))
    assert re.search(r"one +applies: lwla.4.8\n  joint_regular +CONDITIONAL +the determinant", text)
    *_, row, blank, legend = text.splitlines()
    assert row.split() == ["a-much-longer-name", "yes", "yes", "if", "NO", "?", "-"]
    assert (blank, legend) == ("", "yes holds, NO fails, if under a condition, ? undecided, - does not apply")


def test_a_pair_without_one_of_the_criteria_leaves_a_gap(report: dict[str, Any]) -> None:
    less = {**report, "criteria": {"smooth": report["criteria"]["smooth"]}}
    text = as_string(overview_text([("less", less), ("more", report)]))
    assert "\nless yes\n" in text


def test_long_pairs_and_formulas_are_cut_and_say_so(report: dict[str, Any]) -> None:
    report["pair"]["g"] = [f"u**{i}" for i in range(200)]
    report["pair"]["h"] = "u + " * 1000 + "v"
    text = as_string(report_text(report))
    assert "g[7]" in text
    assert "g[8]" not in text
    assert "... and 192 more coordinates" in text
    assert "more characters; --json has all" in text
    assert len(text) < 5000


def test_text_of_users_is_neither_markup_nor_control_sequence(hostile: dict[str, Any]) -> None:
    text = as_string(report_text(hostile), 200)
    assert "[red]x[/red]" in text
    assert not set("\x1b\x07\u202e") & set(text)


def test_color_only_on_a_terminal(report: dict[str, Any]) -> None:
    file = io.StringIO()
    Console(file=file, force_terminal=True, color_system="standard", width=80).print(report_text(report))
    assert "\x1b[1;32mHOLDS" in file.getvalue()
    assert "\x1b[1;31mFAILS" in file.getvalue()
    assert "\x1b" not in as_string(report_text(report))


def test_the_checkers_answer(report: dict[str, Any]) -> None:
    answer = {"accepted": False, "inhabited": False, "checks": [
        {"about": "smooth", "status": "HOLDS", "accepted": True, "reason": "proved by its certificate"},
        {"about": "regular", "status": "HOLDS", "accepted": False, "reason": "the minor vanishes at u = 0"},
        {"about": "quadratic", "status": "UNDECIDED", "accepted": True, "reason": "nothing claimed"}]}
    text = as_string(rechecked_text(answer, report["pair"]))
    assert "smooth     HOLDS      accepted: proved by its certificate\n" in text
    assert "regular    HOLDS      REJECTED: the minor vanishes at u = 0\n" in text
    assert "quadratic  UNDECIDED  nothing claimed\n" in text
    assert text.splitlines()[-2].startswith("1 verdict is REJECTED; no point of M was found")


def test_lists_of_pairs_and_of_installed_things() -> None:
    from mirrorsym.catalogue import Entry

    text = as_string(catalogue_text([Entry("u2", "u^2 [bold]", "lwla Sec. 3", "A note.", "")]))
    assert "u2  u^2 [bold]  lwla Sec. 3" in text
    text = as_string(findings_text([("flint", None, True, "decisions", "pip install python-flint")]))
    assert "flint  missing  decisions\n                pip install python-flint" in text
