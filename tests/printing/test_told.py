"""Documents about every answer: whole in every format, the same formulas as the noun, and somebody's text stays text.

Truth: the nouns, whose formulas are held at 25 digits against what is read back from the page.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from typing import Any

import mpmath
import pytest

from mirrorsym import Pair, check, discover, horizon, parametrize, verify
from mirrorsym.calculus.bounded import Worker
from mirrorsym.grammar import parse
from mirrorsym.printing.document import Cite, Code, Document, Table
from mirrorsym.printing.formats import FORMATS, written
from mirrorsym.printing.papers import PAPERS, bibtex
from mirrorsym.printing.told import told
from mirrorsym.printing.told.claims import claims
from mirrorsym.printing.told.reruns import reruns
from mirrorsym.printing.told.verdicts import verdicts
from mirrorsym.report import PairReport
from tests.printing.back import READERS, expected, lines, value

TEXTS = [f for f in FORMATS if f != "pdf"]
NASTY = '50% of {x} & $y$ # _a_ ^ ~ \\end{document} <script>alert(1)</script> [b](c) `d` *e* "q" #show |p|'
PAIR = Pair(g=["u**3 - v**2", "u*v"], h="u**2 + 2*v", domain=["u > 0"])
DOCS: dict[str, Document] = {}


def claim(**changes: Any) -> dict[str, Any]:
    """A claim as `mirrorsym.audit/1` has it."""
    return {"status": "FAILS", "as_printed": "FAILS", "corrected": "HOLDS", "scope": "refuted", "because": "d_x1 R is not mu1",
            "witness": {"u0": "1/2", "a": "-1"}, "recorded": "FAILS", "agrees": True, "seconds": 0.1, "paper": "tdmf", "where": "Eq. (8)",
            "wording": "VERBATIM-MEANING", "says": "R is 2*x^2", "printed": {"R": "x**2*exp(2*a)/3", "where": "x > 0"}, "hypotheses": ["u0 > 0"],
            "corrected_says": "it is half of it", "corrected_formulas": {"R": "x**2*exp(4*a)/6"}, "uses": [], "evidence": ["tried"],
            "script": 'x = 2\nif x > 1:\n    print("x_1 = {}", x)\n', **changes}


RERUN = {
    "outcome": "agrees", "potential": {"because": "every step of the separable route is proved"},
    "settings": {"loss": "least-squares", "alpha": "0.2 until 1", "trajectories": 4, "backend": "numpy", "tolerance": 1e-9, "duration": 2.0,
                 "parameters": {"c_1": 0.5}},
    "run": {"ended": [{"because": "w leaves M"}], "error": 1e-12, "steps": 80},
    "predictions": {
        "mirror_flow": {"statement": "x_t = grad Q_{a_t}(mu_t)", "source": "tdmf Thm 3.1", "outcome": "agrees", "gap": 1e-13, "because": "seen"},
        "kink": {"statement": "none", "source": "tdmf", "outcome": "not applicable", "gap": None, "because": "no kink"}},
}


@pytest.fixture(scope="module", autouse=True)
def documents() -> Iterator[None]:
    """One document of each kind for all tests of this file."""
    square = Pair(g=["u**2"], h="u**2", domain=["u > 0"])
    with Worker() as worker:
        report = check(PAIR, worker=worker)
        DOCS["check"] = verdicts([("p", report)])
        DOCS["two"] = verdicts([("p", report), ("q_1", check(square, worker=worker))])
        DOCS["verify"] = told(verify(square, worker=worker, minimizer="u0**2*exp(2*a)", R="x*log(x)/4", domain="x > 1"))  # type: ignore[assignment]
    DOCS["discover"] = told(discover("u*v"))  # type: ignore[assignment]
    DOCS["parametrize"] = told(parametrize("x*log(x) - x", domain=["x > 0"]))  # type: ignore[assignment]
    DOCS["horizon"] = told(horizon("x**4/4 + x**2"))  # type: ignore[assignment]
    DOCS["audit"] = claims({"tdmf/eq_8": claim(), "tdmf/eq_9": claim(printed={"R": "no formula at all"})})
    DOCS["rerun"] = reruns(RERUN, square, "square")
    yield
    DOCS.clear()


NAMES = ("check", "two", "verify", "discover", "parametrize", "horizon", "audit", "rerun")


@pytest.mark.parametrize("form", TEXTS)
@pytest.mark.parametrize("name", NAMES)
def test_documents_are_whole(name: str, form: str) -> None:
    text = written(DOCS[name], form)
    assert isinstance(text, str)
    for plain in ("asinh", "None", "Expression(", "Atom("):
        assert plain not in re.sub(r"<annotation.*?</annotation>", "", text)
    if form == "latex":
        assert text.isascii()
        assert text.count("{") == text.count("}") and text.count(r"\begin{") == text.count(r"\end{")
        assert set(re.findall(r"\\cite(?:\[[^]]*\])?\{(\w+)\}", text)) == set(re.findall(r"\\bibitem\{(\w+)\}", text)) == set(DOCS[name].papers)
        assert r"\cite" not in str(written(Document("t", DOCS[name].parts[:0]), "latex"))
    if form == "html":
        assert "<script" not in text and "http" not in text
        heads = ("<!doctype html>\n", '<meta charset="utf-8">', '<meta name="viewport" content="width=device-width, initial-scale=1">')
        for head in heads:
            text = text.replace(head, "")
        ET.fromstring(text)  # noqa: S314 - written by us


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("name", [n for n in NAMES if n != "horizon"])  # the readers know no |x|
def test_formulas_are_those_of_the_noun(name: str, form: str) -> None:
    spelled, reader = READERS[form]
    point = {"u": "1.3", "v": "0.4", "x": "0.25", "x1": "0.25", "mu1": "0.07", "a": "-0.03", "u0": "0.8", "w": "0.7"}
    with mpmath.workdps(30):
        names = {n: mpmath.mpf(v) for n, v in point.items()}
        known = {**names, "e": mpmath.e, "mu": names["mu1"], "u_0": names["u0"]}
        shown = lines(DOCS[name])
        assert shown
        for line, _ in shown:
            assert line.formula is not None
            ours, truth = value(reader(spelled(line.right)), known), expected(line.formula, names)
            assert abs(ours - truth) <= mpmath.mpf(10) ** -20 * (1 + abs(truth)), (line.name, spelled(line.right))


def test_what_was_found_is_on_the_page() -> None:
    page = str(written(DOCS["check"], "latex"))
    for said in (r"[\nabla g_1, \nabla g_2]", "commuting with h", r"$u = 1$, $v = 1$", r"\cite[Thm 4.9]{lwla}", "FAILS"):
        assert said in page, said
    page = str(written(DOCS["verify"], "latex"))
    assert r"x(a) &= u_0^2 e^{2 a}" in page and r"x(a) &= u_0^2 e^{4 a}" in page and "FAILS" in page
    page = str(written(DOCS["audit"], "latex"))
    assert r"\cite[Eq. (8)]{tdmf}" in page and "no formula at all" in page and r"u_0 = \frac{1}{2}" in page
    assert any(isinstance(p, Code) for p in DOCS["audit"].parts)
    rows = next(p for p in DOCS["two"].parts if isinstance(p, Table)).rows
    assert [r[0] for r in rows] == [("p",), ("q_1",)]
    assert "commuting with h" in str(rows[0][1]) and rows[1][1] == ("joint regular",)
    page = str(written(DOCS["rerun"], "markdown"))
    assert "agrees" in page and "1.0e-13" in page and "kink" in page


HOSTILE: list[tuple[str, Callable[[], Document]]] = [
    ("claim", lambda: claims({NASTY: claim(says=NASTY, because=NASTY, where=NASTY, printed={NASTY: NASTY}, witness={NASTY: NASTY},
                                           corrected_says=NASTY, script=NASTY, evidence=[NASTY], hypotheses=[NASTY], scope=NASTY)})),
    ("title", lambda: verdicts([(NASTY, PairReport(Pair(g=["u"], title=NASTY), {}))])),
    ("rerun", lambda: reruns({**RERUN, "potential": {"because": NASTY}}, Pair(g=["u"], title=NASTY), NASTY)),
]


@pytest.mark.parametrize("form", TEXTS)
@pytest.mark.parametrize(("name", "make"), HOSTILE, ids=[n for n, _ in HOSTILE])
def test_text_stays_text(name: str, make: Callable[[], Document], form: str) -> None:
    text = str(written(make(), form))
    if form == "html":
        assert "<script" not in text
    if form == "latex":
        assert text.count(r"\end{document}") == 1
        bare = re.sub(r"\\[\\{}$&#%_^~]", "", text)
        assert bare.count("{") == bare.count("}")
        assert "#" not in bare and bare.count("$") % 2 == 0
    if form == "typst":  # in quotes it is text
        assert not re.search(r"(?<!\\)#show \|", re.sub(r'(?<!\\)"(?:\\.|[^"\\])*"', "", text))
    if form == "markdown":  # in formulas and in programs it is not read as Markdown
        text = re.sub(r"(?<!\\)\$.*?(?<!\\)\$", "", "".join(line for line in text.splitlines(True) if not line.startswith("    ")))
        assert not re.search(r"(?<!\\)\[b(?<!\\)\]", text)


def test_every_paper_has_its_entry() -> None:
    entries = bibtex(PAPERS)
    assert entries.isascii() and entries.count("{") == entries.count("}")
    assert re.findall(r"^@\w+\{(\w+),$", entries, re.MULTILINE) == list(PAPERS)
    for key in PAPERS:
        assert Cite(key).key in written(DOCS["check"], "latex", bib="p") or key not in DOCS["check"].papers  # type: ignore[operator]
    page = str(written(DOCS["check"], "latex", bib="papers"))
    assert r"\bibliography{papers}" in page and "thebibliography" not in page


def test_a_changed_document_is_noticed() -> None:
    """The comparison of formulas can fail."""
    line = next(line for line, _ in lines(DOCS["discover"]) if line.name == "basis[2]")
    spelled, reader = READERS["latex"]
    known = {"u": mpmath.mpf(2), "v": mpmath.mpf(1)}
    assert value(reader(spelled(line.right)), known) == expected(parse("u**2 + v**2"), known)
    assert value(reader(spelled(line.right).replace("u", "v")), known) != expected(parse("u**2 + v**2"), known)
