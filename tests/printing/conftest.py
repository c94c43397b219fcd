"""A report with one verdict of every kind, made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from mirrorsym.certificate import Certificate
from mirrorsym.grammar import parse
from mirrorsym.maps import Pair
from mirrorsym.report import PairReport, TheoremReport
from mirrorsym.verdict import Status, Verdict

ZEROS = Certificate.of("zeros", items={})
POINT = Certificate.of("nonzero", item="0,h,u", point={"u": ["num", "1"], "v": ["num", "1/2"]}, enclosure=["4", "4"])


@pytest.fixture
def noun() -> PairReport:
    """One verdict of every status, a theorem that applies and one that does not."""
    pair = Pair(g=["u**2 - v**2"], h="c*u**2 + v**2", domain=["u > 0", "v > 0"], parameters={"c": "real"},
                title="squares with a constant")
    verdicts = [
        Verdict(Status.HOLDS, "smooth", "g and h are polynomials", (ZEROS,), source="lwla Def. 4.1"),
        Verdict(Status.FAILS, "commuting_with_h", "the bracket of g[0] and h is not zero", (POINT,),
                witness={"u": parse("1"), "v": parse("1/2"), "c": parse("2")}, holds_on=(parse("u = 0"),)),
        Verdict(Status.CONDITIONAL, "joint_regular", "the determinant has the factor c + 1", (ZEROS,),
                condition=(parse("c != -1"),)),
        Verdict(Status.UNDECIDED, "quadratic", "no answer within 10 s"),
        Verdict(Status.NOT_APPLICABLE, "wronskian", "the pair is not known to be separable"),
        Verdict(Status.HOLDS, "regular", "the Jacobian of g has rank 1 at every point of M", (ZEROS,)),
    ]
    theorems = {
        "tdmf.3.1": TheoremReport(Status.NOT_APPLICABLE, "commuting_with_h: the bracket is not zero", "tdmf Thm 3.1",
                                  "as printed", "commuting_with_h"),
        "lwla.4.8": TheoremReport(Status.HOLDS, "a mirror flow", "lwla Thm 4.8", "as printed"),
    }
    return PairReport(pair, {v.about: v for v in verdicts}, theorems, {"total": 0.25}, {"mirrorsym": "0.1.0"})


@pytest.fixture
def report(noun: PairReport) -> dict[str, Any]:
    """The same as plain data."""
    return noun.to_json()


@pytest.fixture
def hostile(report: dict[str, Any]) -> dict[str, Any]:
    """A report whose texts try to break out of every format."""
    nasty = '<script>alert(1)</script> & "quoted" [red]x[/red] \x1b[31m\x07 \u202e {{ 7*7 }} </pre></details>'
    report["pair"]["title"] = nasty
    report["pair"]["g"] = [nasty]
    report["pair"]["domain"] = [nasty]
    report["pair"]["init"] = {nasty: nasty}
    report["pair"]["parameters"] = {nasty: nasty}
    for verdict in report["criteria"].values():
        verdict |= {"because": nasty, "condition": [nasty], "witness": {nasty: nasty}, "source": nasty}
    for theorem in report["theorems"].values():
        theorem |= {"because": nasty, "form": nasty, "first_missing": nasty}
    report["certificates"] = {k: {"kind": nasty, "data": nasty} for k in report["certificates"]}
    report["versions"] = {nasty: nasty}
    return report
