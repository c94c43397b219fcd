"""The words that all looks share."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirrorsym.printing.words import LEGEND, MARKS, STATUS_WORDS, clean, in_order, pair_rows, remarks, theorem_words
from mirrorsym.verdict import Status


@given(st.text())
def test_clean_leaves_nothing_that_steers_a_terminal(text: str) -> None:
    assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for c in clean(text))
    assert clean(clean(text)) == clean(text)


def test_every_status_has_its_words() -> None:
    for words in (LEGEND, MARKS, STATUS_WORDS):
        assert set(words) == {str(s) for s in Status}
        assert len(set(words.values())) == len(words)


def test_pairs_of_every_shape(report: dict[str, Any]) -> None:
    pair = report["pair"]
    one = {**pair, "variables": ["u"], "domain": ["u > 0"], "init": {"u": "1"}, "parameters": {"c": "c > 1/2"}, "h": None}
    assert pair_rows(one) == [("g", "u**2 - v**2"), ("M", "u > 0"), ("with", "c > 1/2"), ("from", "u = 1")]
    free = {**pair, "domain": [], "parameters": {}, "copies": 3, "g": ["u", "v"]}
    assert pair_rows(free) == [
        ("g[0]", "u"), ("g[1]", "v"), ("h", "c*u**2 + v**2"), ("M", "all real u, v"), ("from", "u = u0, v = v0"),
        ("times", "3 copies, coordinatewise; one generic coordinate is shown")]


def test_remarks_are_only_about_what_is_there() -> None:
    assert remarks({"condition": None, "witness": None, "holds_on": None}) == []
    assert remarks({"condition": ["a = 0", "b > 0"], "witness": {"u": "1"}, "holds_on": ["u != 0"]}) == [
        "exactly when a = 0 and b > 0", "at u = 1", "it does hold where u != 0"]
    details = {"printed": "does not vanish", "why": "h has a constant"}
    assert remarks({"status": "HOLDS", "details": details}) == ["as printed, W(g, h) does not vanish: h has a constant"]
    assert remarks({"status": "FAILS", "details": details}) == []


@pytest.mark.parametrize(("theorem", "said"), [
    ({"status": "HOLDS", "because": "so", "form": "weaker"}, ("applies", "so (weaker)")),
    ({"status": "NOT_APPLICABLE", "because": "rank 0", "first_missing": "regular"},
     ("does not", "first missing hypothesis: regular. rank 0")),
    ({"status": "NOT_APPLICABLE", "because": "regular: rank 0", "first_missing": "regular"}, ("does not", "regular: rank 0")),
    ({"status": "CONDITIONAL", "because": "where c = 0", "condition": ["c = 0"]}, ("if", "where c = 0")),
    ({"status": "UNDECIDED", "because": "open"}, ("UNDECIDED", "open"))])
def test_theorems(theorem: dict[str, Any], said: tuple[str, str]) -> None:
    assert theorem_words(theorem) == said


def test_order_keeps_what_it_does_not_know() -> None:
    assert in_order(["z", "commuting", "a", "smooth", "z"]) == ["smooth", "commuting", "z", "a"]
