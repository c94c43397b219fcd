"""A derivation says the same in every format: formulas are read back from what is shown, and compared with the potential's at 30 digits.

Truth: the `Potential`, whose formulas the checker accepts; the readers here know LaTeX, MathML and Typst as far as our writers use them.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import mpmath
import pytest

from mirrorsym import Pair, derive
from mirrorsym.calculus.bounded import Worker
from mirrorsym.printing.formats import FORMATS, written
from mirrorsym.printing.latex import spelled as as_latex
from mirrorsym.printing.story import story
from mirrorsym.report import PairReport
from tests.printing.back import READERS, expected, from_latex, lines, value

PAIRS = {
    "u2-v2": Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 0", "v > 0"], init={"u": "2", "v": "1"}),
    "logs": Pair(g=["log(u) - log(v)"], h="log(u) + log(v)", domain=["u > 0", "v > 0"], init={"u": "2", "v": "1"}),
    "exps": Pair(g=["exp(u) - exp(v)"], h="exp(u) + exp(v)", init={"u": "1/2", "v": "0"}),
    "two": Pair(g=["u*v", "u**2 + v**2"], h="u**2 + v**2", domain=["u > v", "v > -u"], init={"u": "1", "v": "0"}),
}
REPORTS: dict[str, PairReport] = {}


@pytest.fixture(scope="module", autouse=True)
def reports() -> Iterator[None]:
    """One derivation per pair for all tests of this file."""
    with Worker() as worker:
        for name, pair in PAIRS.items():
            REPORTS[name] = derive(pair, worker=worker)
        yield
    REPORTS.clear()


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("name", PAIRS)
def test_what_is_shown_is_what_was_derived(name: str, form: str) -> None:
    spelled, reader = READERS[form]
    report = REPORTS[name]
    doc = story(report)
    shown = lines(doc)
    single = len(report.pair.g) == 1
    point = {"u": "1.3", "v": "0.4", "x1": "0.25", "mu1": "0.07", "a": "-0.03", "x2": "1.5", "mu2": "-0.05"}
    with mpmath.workdps(30):
        names = {n: mpmath.mpf(v) for n, v in point.items()}
        read_as = {**names, "e": mpmath.e, "x": names["x1"], "mu": names["mu1"]} if single else {
            **names, "e": mpmath.e, **{f"{n[:-1]}_{n[-1]}": v for n, v in names.items() if n[-1].isdigit()}}
        for line, short in shown:
            known = dict(read_as)
            for c, box in short.items():
                known[c] = value(reader(spelled(box)), known)
            ours = value(reader(spelled(line.right)), known)
            assert line.formula is not None
            truth = expected(line.formula, names)
            assert abs(ours - truth) <= mpmath.mpf(10) ** -20 * (1 + abs(truth)), (line.name, spelled(line.right))
    fields = {line.name.split("[")[0] for line, _ in shown}
    assert {"g", "h", "psi", "grad_Q", "Q", "grad_R", "R", "dR_da", "minimizer"} <= fields


def test_a_changed_formula_is_noticed() -> None:
    """The comparison above can fail: a sign changed on the page is another value."""
    line = next(line for line, _ in lines(story(REPORTS["u2-v2"])) if line.name == "g")
    text = as_latex(line.right)
    names = {"u": mpmath.mpf(2), "v": mpmath.mpf(1)}
    assert value(from_latex(text), names) == 3
    assert value(from_latex(text.replace("-", "+")), names) == 5


@pytest.mark.parametrize("form", [f for f in FORMATS if f != "pdf"])
def test_documents_are_whole(form: str) -> None:
    text = written(story(REPORTS["u2-v2"]), form)
    assert isinstance(text, str)
    assert "asinh" not in re.sub(r"<annotation.*?</annotation>", "", text)
    assert not re.search(r"\d\.0(?!\d)", text)
    ends = {"latex": "\\end{document}\n", "html": "</html>\n"}
    assert text.endswith(ends.get(form, "\n"))


def test_latex_uses_plain_packages_only() -> None:
    text = written(story(REPORTS["logs"]), "latex")
    assert isinstance(text, str)
    used = {p for group in re.findall(r"\\usepackage(?:\[[^]]*\])?\{([^}]*)\}", text) for p in group.split(",")}
    assert used <= {"amsmath", "amsthm", "amssymb", "geometry", "hyperref"}
    assert text.isascii()
    assert text.count("{") == text.count("}")


def test_a_page_needs_no_network_and_no_script() -> None:
    text = written(story(REPORTS["two"]), "html")
    assert isinstance(text, str)
    assert "<script" not in text
    assert "http" not in text
    heads = ("<!doctype html>\n", '<meta charset="utf-8">', '<meta name="viewport" content="width=device-width, initial-scale=1">')
    for head in heads:  # what HTML leaves open and XML does not
        text = text.replace(head, "")
    ET.fromstring(text)  # noqa: S314 - written by us


@pytest.mark.parametrize("name", ["alpha_1", "w_star", "lam", "W12", "abc_d_12"])
def test_hostile_names_are_set(name: str) -> None:
    with Worker() as worker:
        report = derive(Pair(g=[f"{name}**2"], h=f"{name}**2", domain=[f"{name} > 0"], title="100% {of} $x$ & #1_2^~ \\end"), worker=worker)
    doc = story(report)
    for form in ("latex", "html", "markdown", "typst"):
        text = written(doc, form)
        assert isinstance(text, str)
        assert "100" in text
    latex = written(doc, "latex")
    assert isinstance(latex, str)
    assert latex.isascii()
    assert r"\textbackslash{}end" in latex or r"\textbackslash{}" in latex
