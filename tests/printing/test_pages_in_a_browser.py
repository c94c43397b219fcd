"""Pages on a phone and on a desk: what their markup promises, and what a browser makes of them where one is asked for.

MIRRORSYM_BROWSER names a Chromium (or is 1 for `chromium`); it then opens the pages of `derive` and `check` of every pair of the catalogue, 390
and 1280 pixels wide, light and dark: nothing sticks out, no character lacks a glyph, the console is silent.
"""

from __future__ import annotations

import html as escaping
import json
import os
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from mirrorsym import catalogue, derive
from mirrorsym.calculus.bounded import Worker
from mirrorsym.expression import sym
from mirrorsym.printing.boxes import Atom
from mirrorsym.printing.document import Curve, Display, Document, Figure, Line, Paragraph, Section, Table
from mirrorsym.printing.formats import written
from mirrorsym.printing.html import page
from mirrorsym.printing.story import story
from mirrorsym.printing.web import html

BROWSER = os.environ.get("MIRRORSYM_BROWSER", "")
MEASURE = r"""
window.onload = () => {
  const out = [];
  for (const frame of document.querySelectorAll("iframe")) {
    const page = frame.contentDocument, root = page.scrollingElement, style = e => frame.contentWindow.getComputedStyle(e);
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d", {willReadFrequently: true});
    const look = (c, font) => { pen.clearRect(0, 0, 40, 40); pen.font = "20px " + font; pen.fillText(c, 5, 28);
                                return pen.getImageData(0, 0, 40, 40).data.join(); };
    canvas.width = canvas.height = 40;
    const missing = new Set(), clipped = [];
    for (const e of page.body.querySelectorAll("*")) {
      const font = style(e).fontFamily, own = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join("");
      for (const c of new Set(own)) if (c > "~" && !/[\p{Cf}\s]/u.test(c) && [look("\u{10FFFE}", font), look(" ", font)].includes(look(c, font)))
        missing.add(c);
      if (e.scrollWidth > e.clientWidth + 1 && e.clientWidth && style(e).overflowX === "hidden") clipped.push(e.tagName);
    }
    const wide = [...page.querySelectorAll(".display, .scroll, .wide")].filter(e => e.scrollWidth > e.clientWidth + 1 && e.tabIndex < 0);
    out.push({name: frame.title, over: root.scrollWidth - root.clientWidth, missing: [...missing], clipped, unreachable: wide.length});
  }
  document.title = JSON.stringify(out);
}
"""


class Tags(HTMLParser):
    """Every tag with its attributes and the classes of what is around it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.around: list[tuple[str, str]] = []
        self.found: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found.append((tag, given, [c for _, c in self.around]))
        if tag not in ("meta", "br"):
            self.around.append((tag, given.get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.around.pop()[0] == tag


def promises_kept(text: str) -> list[str]:
    """What of a derivation's page would stick out of a phone, or be out of reach of a keyboard."""
    broken = []
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    rules = style[1] if style else ""
    for selector, needed in (("p", "overflow:auto hidden"), (".display", "overflow-x:auto"), (".scroll", "overflow-x:auto"), ("svg", "max-width:100%")):
        if not re.search(rf"(?:^|}})\s*{re.escape(selector)}\{{[^}}]*{re.escape(needed)}", rules):
            broken.append(f"{selector} lacks {needed}")
    if "prefers-color-scheme:dark" not in rules or ":focus-visible" not in rules:
        broken.append("no dark colors, or no mark of what has the focus")
    for tag, given, around in Tags(text).found:
        if tag == "table" and "scroll" not in around:
            broken.append("a table does not scroll by itself")
        if given.get("class") in ("display", "scroll") and not (given.get("tabindex") == "0" and given.get("role") and given.get("aria-label")):
            broken.append(f"no keyboard reaches a {given['class']}")
        if tag == "svg" and not (given.get("role") == "img" and given.get("aria-label")):
            broken.append("a figure says nothing to who cannot see it")
    return broken


def example() -> str:
    line = Line(None, Atom("x"), "R", sym("x"))
    parts = (Section("One"), Paragraph(("text", Atom("x"))), Display((line,), ("why",), "checked"), Table(("a", "b"), ((("1",), ("2",)),)),
             Figure((Curve("a = 0", ((0.0, 0.0), (1.0, 1.0))),), "A curve."))
    return html(Document("A title", parts))


def test_a_page_fits_a_phone_and_a_keyboard() -> None:
    assert promises_kept(example()) == []


def test_what_scrolls_in_a_report_is_reached_by_keyboard(report: dict[str, Any]) -> None:
    tags = Tags(page([("one", report), ("two", report)])).found
    scrolling = [given for tag, given, _ in tags if tag == "pre" or given.get("class") == "wide"]
    assert len(scrolling) > 1 and all(given.get("tabindex") == "0" for given in scrolling)


@pytest.mark.parametrize(("old", "new"), [
    ("p{overflow:auto hidden}", ""), (".scroll{overflow-x:auto}", ""), (' tabindex="0"', ""), ('<div class="scroll"', '<div class="x"'),
    ("max-width:100%", "max-width:none"), ("prefers-color-scheme:dark", "print"), (' role="img"', ""),
])
def test_a_broken_promise_is_seen(old: str, new: str) -> None:
    text = example()
    assert old in text
    assert promises_kept(text.replace(old, new)) != []


def opened(pages: dict[str, str], width: int, dark: bool, folder: Path) -> tuple[list[dict[str, Any]], str]:
    """What the browser measures on each page in a frame of that width, and what its console says."""
    frames = "".join(f'<iframe title="{escaping.escape(n)}" style="width:{width}px;height:900px;border:0" srcdoc="{escaping.escape(t)}"></iframe>'
                     for n, t in pages.items())
    (folder / "all.html").write_text(f'<!doctype html><meta charset="utf-8">{frames}<script>{MEASURE}</script>', encoding="utf-8")
    scheme = ["--blink-settings=preferredColorScheme=0"] if dark else []
    command = ["chromium" if BROWSER == "1" else BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
               "--virtual-time-budget=20000", *scheme, "--dump-dom", (folder / "all.html").as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=300, check=True)
    told = re.search(r"<title>(.*?)</title>", done.stdout, re.DOTALL)
    assert told is not None
    return json.loads(escaping.unescape(told[1])), "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)


if BROWSER:
    @pytest.fixture(scope="module")
    def pages() -> dict[str, str]:
        found = {}
        with Worker() as worker:
            for name in catalogue.ids():
                report = derive(catalogue.load(name), worker=worker)
                found[f"derive {name}"] = str(written(story(report), "html"))
                found[f"check {name}"] = page([(name, report.to_json())])
        found["check all"] = page([(name, derive(catalogue.load(name)).to_json()) for name in catalogue.ids()[:3]])
        return found

    @pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
    @pytest.mark.parametrize("width", [390, 1280])
    def test_pages_in_a_browser(width: int, dark: bool, pages: dict[str, str], tmp_path: Path) -> None:
        rows, console = opened(pages, width, dark, tmp_path)
        assert [r["name"] for r in rows] == list(pages)
        assert [r for r in rows if r["over"] > 0 or r["missing"] or r["clipped"] or r["unreachable"]] == []
        assert console == ""

    def test_the_browser_sees_what_is_wrong(tmp_path: Path) -> None:
        bad = "<!doctype html><body><div style='width:900px'>x \U000F0000</div><div class='display' style='overflow:auto'><i style='padding-right:999px'>y</i></div>"
        rows, console = opened({"bad": bad + "<script>throw Error('told')</script>", "good": example()}, 390, False, tmp_path)
        assert rows[0]["over"] > 0 and rows[0]["missing"] and rows[0]["unreachable"] and "told" in console
        assert rows[1]["over"] == 0 and not rows[1]["missing"]
