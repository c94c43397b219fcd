"""The HTML look: self-contained, escaped, and complete."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from mirrorsym.printing import hook
from mirrorsym.printing.html import page
from mirrorsym.report import PairReport

VOID = {"meta", "br", "img", "input", "link", "hr"}


class Reader(HTMLParser):
    """Collects tags, attributes and visible text; fails on tags that do not nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


def read(text: str) -> Reader:
    """The page as tags and text."""
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


def test_a_page_says_everything(report: dict[str, Any]) -> None:
    text = " ".join(read(page([("squares", report)])).text.split())
    for said in ("squares with a constant", "u**2 - v**2", "(u, v) with u > 0, v > 0", "c real", "CONDITIONAL",
                 "exactly when c != -1", "at u = 1, v = 1/2, c = 2", "it does hold where u = 0", "certificate c2: nonzero",
                 '"enclosure": ["4", "4"]', "lwla Def. 4.1", "applies", "no answer within 10 s", "mirrorsym 0.1.0",
                 "2 hold, 1 fails, 1 conditional, 1 undecided, 1 not applicable in 0.25 s"):
        assert said in text, said


def test_several_pairs_get_a_table_with_links(report: dict[str, Any]) -> None:
    reader = read(page([("one", report), ("two", report)], "A title", "2026-11-21"))
    links = [value for name, value in reader.attributes if name == "href"]
    anchors = [value for name, value in reader.attributes if name == "id"]
    assert links == ["#pair-1", "#pair-2"]
    assert anchors == ["pair-1", "pair-2"]
    assert "2 pairs." in reader.text
    assert "Written 2026-11-21 with mirrorsym 0.1.0." in " ".join(reader.text.split())


def test_a_page_needs_nothing_from_elsewhere(report: dict[str, Any]) -> None:
    text = page([("one", report), ("two", report)])
    reader = read(text)
    assert not {"script", "link", "img", "iframe", "object"} & set(reader.tags)
    assert not re.search(r"https?:|url\(|@import|src=", text)
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in reader.attributes
    assert "prefers-color-scheme: dark" in text
    assert ("content", "width=device-width, initial-scale=1") in reader.attributes
    assert ("lang", "en") in reader.attributes


def test_text_of_users_is_escaped_everywhere(hostile: dict[str, Any]) -> None:
    plain = read(page([("plain", hostile)]))
    text = page([("<b onclick='x'>name</b>", hostile), ("two", hostile)], "<i>title</i>")
    reader = read(text)
    assert not {"script", "b", "i"} & set(reader.tags)
    assert reader.tags.count("details") == plain.tags.count("details") * 2
    assert not any(name.startswith("on") for name, _ in reader.attributes)
    assert not set("\x1b\x07\u202e") & set(text)
    assert "{{ 7*7 }}" in reader.text
    assert "[red]x[/red]" in reader.text


def test_a_huge_certificate_is_cut_and_says_so(report: dict[str, Any]) -> None:
    report["certificates"]["c1"]["items"] = {str(i): ["num", "1"] for i in range(100_000)}
    text = page([("one", report)])
    assert len(text) < 200_000
    assert "more characters; --json has all" in text


def test_notebooks_show_reports_and_pairs(noun: PairReport) -> None:
    whole = noun._repr_html_()
    pair = noun.pair._repr_html_()
    assert whole is not None
    assert pair is not None
    assert "exactly when c != -1" in read(whole).text
    assert "u**2 - v**2" in read(pair).text
    assert "main" not in read(whole).tags


@pytest.mark.parametrize("kind", ["html", "latex", "no_such_look", "../x", "words"])
def test_a_noun_without_a_look_has_none(kind: str) -> None:
    assert hook(kind, object()) is None
