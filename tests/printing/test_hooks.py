"""What a notebook shows of each noun: MathML in HTML, and one formula in math mode."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from mirrorsym import Pair, check, derive, discover, horizon, parametrize, verify
from mirrorsym.calculus.bounded import Worker

PAIR = Pair(g=["u**2 - v_1**2"], h="u**2 + v_1**2", domain=["u > 0", "v_1 > 0"])


@pytest.fixture(scope="module")
def nouns() -> dict[str, object]:
    """One of each."""
    with Worker() as worker:
        checked, derived = check(PAIR, worker=worker), derive(PAIR, worker=worker)
        verified = verify(PAIR, worker=worker, minimizer="u0**2 - v_10**2")
    return {"pair": PAIR, "report": checked, "derived": derived, "verdict": checked.criteria["quadratic"], "potential": derived.potential,
            "derivation": derived.potential.derivation, "verification": verified, "claim": verified.claims["minimizer"],
            "discovery": discover("u*v"), "horizon": horizon("x**4/4"), "parametrization": parametrize("x**2/2")}


NAMES = ("pair", "report", "derived", "verdict", "potential", "derivation", "verification", "claim", "discovery", "horizon", "parametrization")


@pytest.mark.parametrize("name", NAMES)
def test_every_noun_has_both_looks(nouns: dict[str, object], name: str) -> None:
    latex, html = nouns[name]._repr_latex_(), nouns[name]._repr_html_()  # type: ignore[attr-defined]
    assert latex.startswith("$") and latex.endswith("$") and latex.count("$") == 2
    assert latex.isascii() and latex.count("{") == latex.count("}")
    assert len(re.findall(r"\\begin\{", latex)) == len(re.findall(r"\\end\{", latex))
    assert "<script" not in html and "http" not in html
    if name not in ("pair", "report"):
        ET.fromstring(html)  # noqa: S314 - written by us


def test_looks_say_what_the_nouns_say(nouns: dict[str, object]) -> None:
    def both(name: str) -> tuple[str, str]:
        return nouns[name]._repr_latex_(), nouns[name]._repr_html_()  # type: ignore[attr-defined]

    assert "HOLDS" in both("verdict")[0] and "HOLDS" in both("verdict")[1]
    assert r"R_a(x) = " in both("potential")[0] and "arcsinh" in both("potential")[1]
    assert "u^2 + v^2" in both("discovery")[0]
    assert r"u_0^2 - v_{1, 0}^2" in both("verification")[0] and "FAILS" in both("claim")[1]
    assert "proved" in both("derivation")[0] and "commuting" in both("report")[0]
