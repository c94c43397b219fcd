"""The table of docs/reference/horizon.md is what the tool says: some rows here, all of them with MIRRORSYM_HORIZONS=every.

MIRRORSYM_HORIZONS=write writes the table anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from mirrorsym import horizon

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "horizon.md"
BEGIN, END = "<!-- table -->\n", "<!-- end of the table -->\n"
LAM = {"lam": "positive"}
OURS = "not in the papers"
#: name, formula, parameters, where it is from
POTENTIALS: list[tuple[str, str, dict[str, str], str]] = [
    ("hyperbolic entropy", "x*asinh(x/lam) - sqrt(x**2 + lam**2)", LAM, "homog Table 1"),
    ("the same, scaled", "c*x*asinh(x/lam) - c*sqrt(x**2 + lam**2)", {**LAM, "c": "positive"}, "homog Table 1, scaled"),
    ("the same, 0 at 0", "x*asinh(x/lam) - sqrt(x**2 + lam**2) + lam", LAM, "Pesme et al."),
    ("smoothened, p > 2", "abs(x)**p/p + lam*x**2/2", {"p": "p > 2", **LAM}, "homog Table 1"),
    ("smoothened, p = 5/2", "abs(x)**(5/2)/(5/2) + lam*x**2/2", LAM, "homog Table 1"),
    ("smoothened, p = 3", "abs(x)**3/3 + lam*x**2/2", LAM, "homog Table 1"),
    ("p-norm power", "x**4/4", {}, "Sun et al."),
    ("half the square", "x**2/2", {}, "Lyu and Li"),
    ("cosh entropy", "cosh(x)", {}, "Pesme et al."),
    ("Gaussian growth", "exp(x**2)", {}, OURS),
    ("entropy of one more", "(1 + abs(x))*log(1 + abs(x)) - abs(x)", {}, OURS),
    ("square with a logarithm", "x**2*log(1 + x**2)", {}, OURS),
    ("square and root", "x**2/2 + sqrt(1 + x**2)", {}, OURS),
    ("power of a root", "(1 + x**2)**(3/2)/3", {}, OURS),
    ("log cosh and square", "log(cosh(x)) + x**2/2", {}, OURS),
    ("layers of one degree", "x**4/4 + 4*y**4 + y**2", {}, "homog App. I"),
    ("layers of two degrees", "x**4/4 + y**2/2", {}, "homog App. I"),
    ("two exponential rates", "cosh(x) + cosh(2*y)", {}, OURS),
    ("one side heavier", "Piecewise((x**4, x > 0), (2*x**4, True))", {}, OURS),
    ("root", "sqrt(1 + x**2)", {}, OURS),
    ("log cosh", "log(cosh(x))", {}, OURS),
    ("negative entropy", "x*log(x) - x", {}, "refused"),
    ("Burg entropy", "-log(x)", {}, "refused"),
    ("log barrier", "-log(x) - log(1 - x)", {}, "refused"),
    ("Fermi-Dirac entropy", "x*log(x) + (1 - x)*log(1 - x)", {}, "refused"),
]
HERE = {"p-norm power", "negative entropy", "layers of one degree"}
COLUMNS = ("potential", "R", "from", "alpha", "phi", "shape", "R grows like", "limit", "2.3", "4.4", "G.1", "H.1")
SHORT = {"HOLDS": "yes", "FAILS": "no", "UNDECIDED": "open", "NOT_APPLICABLE": "–"}


def row(name: str, formula: str, parameters: dict[str, str], source: str) -> str:
    """One line of the table."""
    answer = horizon(formula, parameters=parameters, timeout=60.0, total_timeout=300.0).to_json()
    grows = answer["rho"] or (f"exp({answer['log_rho']})" if answer["log_rho"] else None)
    limit = answer["limit"] or (f"log R: {answer['log_limit']}" if answer["log_limit"] else None)
    two = answer["assumptions"]["2.3"]
    refused = ", ".join(two["failing"]) if two["status"] == "FAILS" else SHORT[two["status"]] + (", with a warning" if two["warnings"] else "")
    rest = [SHORT[answer["assumptions"][a]["status"]] for a in ("4.4", "G.1", "H.1")]
    cells = [name, f"`{answer['R']}`", source, *(f"`{v}`" if v else "none" for v in (answer["alpha"], answer["phi"])), answer["shape"] or "none",
             *(f"`{v}`" if v else "none" for v in (grows, limit)), refused, *rest]
    return "| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |"


def printed() -> dict[str, str]:
    """The rows of the page by their names."""
    text = PAGE.read_text(encoding="utf-8")
    lines = text[text.index(BEGIN) + len(BEGIN):text.index(END)].splitlines()[2:]
    return {line.split(" | ")[0].removeprefix("| "): line for line in lines}


def test_every_potential_has_a_row() -> None:
    if os.environ.get("MIRRORSYM_HORIZONS") == "write":
        text = PAGE.read_text(encoding="utf-8")
        head = "| " + " | ".join(COLUMNS) + " |\n" + "|---" * len(COLUMNS) + "|\n"
        table = head + "".join(row(*p) + "\n" for p in POTENTIALS)
        PAGE.write_text(text[:text.index(BEGIN) + len(BEGIN)] + table + text[text.index(END):], encoding="utf-8")
    assert list(printed()) == [p[0] for p in POTENTIALS]


@pytest.mark.parametrize("potential", [p for p in POTENTIALS if p[0] in HERE or os.environ.get("MIRRORSYM_HORIZONS") == "every"], ids=lambda p: p[0])
def test_the_row_is_what_the_tool_says(potential: tuple[str, str, dict[str, str], str]) -> None:
    assert printed()[potential[0]] == row(*potential)


def test_rows_differ_where_answers_do() -> None:
    rows = printed()
    assert len(set(rows.values())) == len(POTENTIALS)
    assert sum(" | l1 | " in r for r in rows.values()) >= 3
    assert not any(re.search(r"\| lp \|", r) for n, r in rows.items() if "entropy" in n)
