"""Names and formulas that are hard to set: told apart, broken into lines, and compiled where MIRRORSYM_TYPESET=pdflatex asks for it.

Truth: the value of a broken formula, read back from its pieces, and TeX's own complaints about boxes that stick out.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import mpmath
import pytest

from mirrorsym import Pair
from mirrorsym.errors import InputError
from mirrorsym.grammar import parse
from mirrorsym.printing.boxes import width
from mirrorsym.printing.document import Document
from mirrorsym.printing.formats import FORMATS, written
from mirrorsym.printing.latex import spelled
from mirrorsym.printing.layout import layout
from mirrorsym.printing.layout_breaks import broken
from mirrorsym.printing.notation import Notation
from mirrorsym.printing.setting import Teller
from tests.printing.back import expected, from_latex, value

LONG = "a_name_of_a_variable_that_goes_on_and_on_" + "on_" * 15 + "x"
SIXTY = [f"v{i}" for i in range(1, 61)]
PRODUCT = "*".join(f"(u + {k}*v + {k * k})" for k in range(1, 40))
PAGES = "+".join(f"{k}*u**{k}*v**{3 * k % 7 + 1}/(u**{k % 5 + 1} + {k}*v**2 + 1)" for k in range(1, 140))
PAIRS = {
    "names": Pair(g=["alpha_1**2 - w_star**2"], domain=["alpha_1 > 0"], title="50% of $x$ & #_^~{} \\end \u00fc \u0142 \u4e2d <b>"),
    "greek": Pair(g=["\u03bb**2 - \u03a9_1**2"], init={"\u03bb": "1"}),
    "words of TeX": Pair(g=["frac**2*begin - end**2 + input"], parameters={"begin": "positive"}),
    "long name": Pair(g=[f"{LONG}**2 - u**2"], domain=[f"{LONG} > 0"]),
    "sixty": Pair(g=["+".join(f"{v}**2" for v in SIXTY)], domain=[f"{v} > 0" for v in SIXTY]),
    "product": Pair(g=[PRODUCT]),
    "pages": Pair(g=[PAGES], domain=["u > 0"]),
    "digits": Pair(g=["u*" + "1234567890" * 30 + " + v/" + "9" * 200]),
    "depth": Pair(g=["exp(" * 12 + "u" + ")" * 12, "1/(1+" * 15 + "v**2" + ")" * 15, "sqrt(1 + (" + PRODUCT + ")**2)"]),
    "own words": Pair(g=["x**2 - mu**2 + psi*grad + e*i*d"], h="a**2 + h**2"),
}


def document(name: str) -> Document:
    """What the setting says of a pair."""
    teller = Teller(PAIRS[name])
    return Document(PAIRS[name].title or name, (*teller.introduced(), *teller.flowing()))


@pytest.mark.parametrize("form", [f for f in FORMATS if f != "pdf"])
@pytest.mark.parametrize("name", PAIRS)
def test_it_is_written(name: str, form: str) -> None:
    text = written(document(name), form)
    assert isinstance(text, str)
    if form == "latex":
        assert text.isascii()
        assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")
    if form in ("latex", "typst"):  # a name is set whole, never as a command
        assert r"\input" not in text and r"\begin{end" not in text and not re.search(r"(?<!\\)#(?!set|show|align|table|raw)", text)


@pytest.mark.parametrize("name", ["x'", "x''", "two words", "a;b", "$x$", "\u4e2d", "e\u0301", "_", "__", "a" * 101, "class"])
def test_what_is_no_name_is_refused_in_a_line(name: str) -> None:
    with pytest.raises(InputError) as found:
        Pair(g=["u"], variables=["u", name])
    assert all(len(p) < 200 and p.isprintable() for p in found.value.problems)


@pytest.mark.parametrize("names", [["u1", "u_1"], ["lam", "lambda"], ["u", "u_"], ["w11", "w_11"], ["x_1", "x1"], ["K_1_1", "K_11"]])
def test_two_names_never_look_the_same(names: list[str]) -> None:
    pair = Pair(g=[" + ".join(names)])
    n = Notation.of({"pair": pair.to_json()})
    starts = [str(e) for _, e in pair.init]
    shown = [spelled(n.symbol(s)) for s in (*names, *starts)]
    assert len(set(shown)) == len({*names, *starts}), shown


def test_outputs_and_clock_do_not_take_names_of_the_pair() -> None:
    data = {"pair": Pair(g=["a**2 + x**2 + mu"], h="a").to_json(), "potential": {"x": ["x1"], "mu": ["mu1"], "a": "a_"}}
    n = Notation.of(data)
    shown = [spelled(n.symbol(s)) for s in ("a", "a_", "x", "x1", "mu", "mu1")]
    assert len(set(shown)) == 6, shown


@pytest.mark.parametrize("room", [20, 40, 74])
@pytest.mark.parametrize("text", [PRODUCT, "u*(" + PRODUCT + ")**2/(1 + " + PRODUCT + ")", "sqrt(u + " + PRODUCT + ") - v/123456789012345678901234567890",
                                  "log(" + PRODUCT + ")*exp(u - v) + (u + v)/(" + PRODUCT + ")"])
def test_pieces_say_what_the_whole_says(text: str, room: int) -> None:
    e = parse(text)
    pieces = broken(layout(e), room)
    assert len(pieces) > 1
    assert all(width(p) <= room * 1.4 + 4 for p in pieces)
    with mpmath.workdps(30):
        names = {"u": mpmath.mpf("1.3"), "v": mpmath.mpf("0.4")}
        ours = value(from_latex(" ".join(spelled(p) for p in pieces)), {**names, "e": mpmath.e})
        truth = expected(e, names)
        assert abs(ours - truth) <= mpmath.mpf(10) ** -20 * abs(truth)


if os.environ.get("MIRRORSYM_TYPESET") == "pdflatex":
    @pytest.mark.parametrize("name", PAIRS)
    def test_it_compiles(name: str, tmp_path: Path) -> None:
        """With packages of texlive-latex-base only, and nothing sticks out by more than 10 points."""
        (tmp_path / "d.tex").write_text(str(written(document(name), "latex")))
        done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "d.tex"], cwd=tmp_path, capture_output=True,
                              text=True, errors="replace", timeout=120, check=False)
        assert done.returncode == 0, done.stdout[-2000:]
        wide = [float(w) for w in re.findall(r"Overfull \\hbox \(([\d.]+)pt too wide\)", done.stdout)]
        assert max(wide, default=0) <= 10, wide
