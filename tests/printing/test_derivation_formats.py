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
from mirrorsym.expression import Expression
from mirrorsym.printing.boxes import Box
from mirrorsym.printing.document import Display, Document, Line
from mirrorsym.printing.formats import FORMATS, written
from mirrorsym.printing.latex import spelled as as_latex
from mirrorsym.printing.mathml import spelled as as_mathml
from mirrorsym.printing.story import story
from mirrorsym.printing.typst import spelled as as_typst
from mirrorsym.report import PairReport
from numeric_backend.lowering import lambdify

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


# -- readers -----------------------------------------------------------------------------------------------------
FUNCTIONS = {"arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "log": "log",
             "exp": "exp", "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh"}


def value(tokens: list[str], names: dict[str, mpmath.mpf]) -> mpmath.mpf:
    """The value of plain infix tokens, in which juxtaposition multiplies."""
    position = 0

    def peek() -> str:
        return tokens[position] if position < len(tokens) else ""

    def take() -> str:
        nonlocal position
        position += 1
        return tokens[position - 1]

    def total() -> mpmath.mpf:
        sign = -1 if peek() == "-" and take() else 1
        out = sign * product()
        while peek() in ("+", "-"):
            out = out + product() if take() == "+" else out - product()
        return out

    def product() -> mpmath.mpf:
        out = factor()
        while peek() not in ("", "+", "-", ")", "}"):
            sign = take() if peek() in ("*", "/") else "*"
            out = out * factor() if sign == "*" else out / factor()
        return out

    def factor() -> mpmath.mpf:
        t = take()
        if t in FUNCTIONS:
            n = exponent()
            return getattr(mpmath, FUNCTIONS[t])(factor()) ** n
        if t == "frac":
            above, below = factor(), factor()
            out = above / below
        elif t == "sqrt":
            out = mpmath.sqrt(factor())
        elif t in ("(", "{"):
            out = total()
            take()
        else:
            out = names[t] if t in names else mpmath.mpf(t)
        return out ** exponent()

    def exponent() -> mpmath.mpf:
        if peek() != "^":
            return mpmath.mpf(1)
        take()
        return factor()

    out = total()
    assert position == len(tokens), tokens[position:]
    return out


def from_latex(text: str) -> list[str]:
    text = re.sub(r"\\(left|right|bigl|bigr|operatorname)(?![a-zA-Z])", " ", text).replace(r"\cdot", "*").replace(r"\mathrm", "")
    text = re.sub(r"\{(arc[a-z]+)\}", r" \1 ", text)
    text = re.sub(r"([a-zA-Z])_\{([0-9a-z]+)\}", r"\1_\2", text)
    return [t.lstrip("\\") for t in re.findall(r"\\?[a-zA-Z]+(?:_[0-9a-z]+)?|\d+|[-+*/^(){}]", text)]


def from_typst(text: str) -> list[str]:
    text = text.replace("⋅", "*").replace("−", "-").replace("lr( (", "( (").replace("lr((", "((")
    text = re.sub(r"op\(\"([a-z]+)\"\)", r"\1", text)
    text = re.sub(r"([a-zμ])_\(([0-9a-z]+)\)", r"\1_\2", text)
    tokens = re.findall(r"[a-zA-Zμ]+(?:_[0-9a-z]+)?|\d+|[-+*/^(),]", text.replace("thin", ""))
    out: list[str] = []
    stack: list[bool] = []
    for i, t in enumerate(tokens):  # frac(a, b) becomes frac (a) (b)
        if t in ("(", "lr"):
            if t == "(":
                stack.append(i > 0 and tokens[i - 1] == "frac")
                out.append("(")
        elif t == ")":
            stack.pop()
            out.append(")")
        elif t == ",":
            assert stack[-1]
            out += [")", "("]
        elif t != "lr":
            out.append(t)
    return [t.replace("μ", "mu") for t in out]


def from_mathml(text: str) -> list[str]:
    def read(e: ET.Element) -> list[str]:
        tag, parts = e.tag, [read(c) for c in e]
        if tag == "mfrac":
            return ["frac", "(", *parts[0], ")", "(", *parts[1], ")"]
        if tag == "msqrt":
            return ["sqrt", "(", *(t for p in parts for t in p), ")"]
        if tag in ("msup", "msub", "msubsup"):
            base = parts[0] if len(parts[0]) == 1 else ["(", *parts[0], ")"]
            low = parts[1] if tag != "msup" else []
            up = parts[-1] if tag != "msub" else []
            name = ["_".join([base[0], *low])] if low else base
            return [*name, *(["^", "(", *up, ")"] if up else [])]
        if tag in ("mi", "mn", "mo"):
            sign = {"−": "-", "⋅": "*", "\u2061": "", "μ": "mu"}.get(e.text or "", e.text or "")
            return [sign] if sign else []
        return [t for p in parts for t in p]

    return read(ET.fromstring(f"<mrow>{text}</mrow>"))  # noqa: S314 - written by us


READERS = {"latex": (as_latex, from_latex), "typst": (as_typst, from_typst), "mathml": (as_mathml, from_mathml)}


def lines(doc: Document) -> list[tuple[Line, dict[str, Box]]]:
    """Every displayed formula with the abbreviations that are explained beside it."""
    out = []
    for part in doc.parts:
        if isinstance(part, Display):
            short = {}
            for piece in part.because:
                parts = getattr(piece, "parts", ())
                if len(parts) > 2 and as_latex(parts[0]).startswith("c_"):
                    short[as_latex(parts[0])] = type(piece)(parts[2:])
            out += [(line, short) for line in part.lines if line.formula is not None]
    return out


def expected(e: Expression, names: dict[str, mpmath.mpf]) -> mpmath.mpf:
    order = sorted(e.names)
    return lambdify(e, order, backend="mpmath")(*[names[n] for n in order]) if order else lambdify(e, ["x"], backend="mpmath")(mpmath.mpf(1))


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
    assert used <= {"amsmath", "amsthm", "amssymb", "geometry", "hyperref", "fontenc"}
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
