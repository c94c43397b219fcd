"""The catalogue: every file parses, says where it comes from, and gets the verdicts that were worked out by hand.

EXPECTED was derived on paper before any verdict was computed.  The letters are H(olds), F(ails), C(onditional), N(ot
applicable) and "." (not asserted).  A computed UNDECIDED is never a contradiction; FAILS with parameters in its witness
does not contradict C, because the condition then fails at that value of the parameters.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files

import pytest

from mirrorsym import catalogue
from mirrorsym.errors import InputError
from mirrorsym.report import PairReport

CRITERIA = ("smooth", "regular", "joint_regular", "commuting", "commuting_with_h", "block_separable", "separable",
            "wronskian", "quadratic", "lie_necessary", "complete_flows", "well_posed")

#: id -> (letters in the order of CRITERIA, who says so)
EXPECTED = {
    "u2-v2": ("HHNHNHHNHHHN", "lwla Ex. 4.3: separable and quadratic, so commuting; dg = (2u, -2v) is not 0 for u, v > 0"),
    "u2-v2-weight-decay": ("HHHHHHHHHHHH", "tdmf Ex. 3.1; det d(g, h) = 8uv"),
    "u2-v2-two-constants": ("HHCHHHHHHHHC", "tdmf Ex. 3.1; det d(g, h) = 4uv(c_u - c_v); bounded below iff c_u >= 0 >= c_v"),
    "u2-v2-indefinite": ("HHHHHHHHHHHF", "tdmf Rem. 3.2; det d(g, h) = -4uv; h falls without bound in v"),
    "u2-v2-vector": ("HHHHHHHHHHHH", "tdmf Ex. 3.1, three times"),
    "u2-v2-constant": ("HHHHHHHHHHHH", "brackets contain derivatives only, so a constant changes nothing"),
    "u2-v2-linear": ("HHHHFHHFFHFH", "W(2u, 1) = -2; the flow of u + v leaves u > 0 backwards"),
    "u2-uabsu": ("FFFHNHHNFH.F", "(u|u|)'' jumps from -2 to 2 at 0; g' = 2u vanishes at 0; h falls without bound"),
    "u2k-v2k": ("HHHHHHHHCH.H", "tdmf Cor. 3.1; a quadratic form for k = 1 only"),
    "u4-v4": ("HHHHHHHHFHFH", "tdmf Cor. 3.1; u explodes along g and not along -g, so the order of g and h matters"),
    "u6-v6": ("HHHHHHHHFHFH", "as for u4-v4"),
    "exp-exp": ("HHHHHHHHFHFH", "tdmf Ex. 3.2; det d(g, h) = 2 exp(u + v)"),
    "exp-softplus": ("HHCHHHHHFH.H", "tdmf Ex. 3.2; det d(g, h) has the factor c_u - c_v, which is 0 only for c_u = c_v = 0"),
    "log-u-log-v": ("HHHHHHHHFHFH", "tdmf App. B.1; the flow of log u reaches u = 1 backwards in finite time"),
    "log-u-log-v-positive": ("HHHHHHHHFHFF", "as log-u-log-v; log u falls without bound near 0"),
    "m-w-weight-decay": ("HHHHHHFNHHHH", "tdmf Sec. 4; det d(g, h) = 2(w^2 - m^2); m w is no sum of functions of one variable"),
    "m-w-everywhere": ("HFFHHHFNHHHH", "d(m w) = (w, m) vanishes at the origin"),
    "m-w-vector": ("HHHHHHFNHHHH", "m-w-weight-decay, three times"),
    "kq-diagonal": ("HHHHHHFNHHHH", "m-w-weight-decay in two coordinates"),
    "kq-full": ("HFFFHFFNHFHH", "Hess h = 2I commutes with all; A_11 A_12 is not symmetric; dg = 0 at the origin"),
    "lora-rank-1": ("HFFFHFFNHFHH", "as kq-full; products of rank 1 satisfy x11 x22 = x12 x21, so the rank is below 4"),
    "identity": ("HHNHNHHNFHHN", "lwla after Thm 4.16; x is no quadratic form"),
    "identity-linear": ("HHFHHHHHFHHC", "tdmf Cor. B.1; two gradients in R^1; c x + d is bounded below iff c = 0"),
    "identity-square": ("HHFHFHHFFHHH", "tdmf Cor. B.1: h'' = 2 is not 0"),
    "identity-l1": ("FHFHNHHNFH.H", "|x| has a kink at 0; two gradients in R^1"),
    "identity-product": ("HHFHFHFNFHHF", "d_x d_y (x y) = 1; three gradients in R^2; x y takes all values"),
    "product-of-3": ("HFFHFHFNFH.H", "tdmf Thm B.3: the bracket is -2 grad g; dg = 0 where two factors vanish"),
    "product-of-3-octant": ("HHFHFHFNFH.H", "tdmf Thm B.3; at w1 = w2 = w3 the gradients of g and h are parallel"),
    "product-of-4": ("HFFHFHFNFH.H", "tdmf Thm B.3: the bracket is -4 grad g"),
    "commuting-quadratics": ("HHHHHFFNHHHH", "tdmf Thm 3.3: projections on orthogonal vectors; M keeps the three parts nonzero"),
    "x2": ("HFNHNHHNHHHN", "lwla Sec. 3: not regular on R"),
    "x2-positive": ("HHNHNHHNHHHN", "lwla Sec. 3: regular on x > 0"),
    "x3": ("HFNHNHHNFH.N", "3x^2 vanishes at 0; coordinates share no variable"),
    "uut-2x1": ("HFNFNFFNHFHN", "lwla Ex. 4.4, Cor. 4.11; four coordinates of two variables"),
    "uut-2x2": ("HFNFNFFNHFHN", "lwla Ex. 4.4, Cor. 4.11; two coordinates are equal"),
    "uvt-2x1": ("HFNFNFFNHFHN", "lwla Ex. 4.4; x11 x22 = x12 x21, so the rank is below 4"),
    "uut-diagonal": ("HHNHNHHNHHHN", "lwla Rem. 4.5; the gradient of a row's square is twice the row"),
}
LETTERS = {"H": "HOLDS", "F": "FAILS", "C": "CONDITIONAL", "N": "NOT_APPLICABLE"}
ASKED = CRITERIA[:5]


def expected(name: str) -> dict[str, str]:
    """The asserted statuses of a pair."""
    letters = EXPECTED[name][0]
    assert len(letters) == len(CRITERIA)
    return {c: LETTERS[x] for c, x in zip(CRITERIA, letters, strict=True) if x != "."}


@pytest.fixture(scope="module")
def reports() -> Iterator[dict[str, PairReport]]:
    """The report of every pair, computed once."""
    from mirrorsym._check import check
    from mirrorsym.calculus.bounded import Worker

    with Worker() as worker:
        yield {name: check(catalogue.load(name), worker=worker) for name in catalogue.ids()}


# -- the files ------------------------------------------------------------------------------------------------
def test_every_file_is_listed_and_every_listed_pair_has_expectations() -> None:
    names = {f.name for f in (files("mirrorsym") / "catalogue_data").iterdir()}
    assert names == {f"{name}.toml" for name in catalogue.ids()}
    assert set(catalogue.ids()) == set(EXPECTED)
    assert len(names) >= 20


@pytest.mark.parametrize("name", catalogue.ids())
def test_a_file_parses_and_says_where_it_comes_from(name: str) -> None:
    entry = catalogue.entry(name)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert re.match(r"(tdmf|lwla) (Ex|Cor|Thm|Rem|Sec|App|after)", entry.source)
    assert entry.note.endswith(".")
    assert 3 < len(entry.title) <= 80
    assert tomllib.loads(entry.text)["schema"] == "mirrorsym.pair/1"
    pair = catalogue.load(name)
    assert pair.title == entry.title
    assert (pair.h is None) == (expected(name)["well_posed"] == "NOT_APPLICABLE")


def test_titles_differ_and_ids_are_in_natural_order() -> None:
    titles = [e.title for e in catalogue.entries()]
    assert len(set(titles)) == len(titles)
    ids = catalogue.ids()
    assert ids.index("product-of-3") < ids.index("product-of-3-octant") < ids.index("product-of-4")
    assert ids.index("u2-v2") < ids.index("u4-v4") < ids.index("u6-v6")


@pytest.mark.parametrize("number", [
    "tdmf Ex. 3.1", "tdmf Ex. 3.2", "tdmf Thm 3.3", "tdmf Rem. 3.2", "tdmf Cor. 3.1", "Eq. 8", "Eq. 9", "tdmf Cor. B.1",
    "tdmf Thm B.3", "tdmf App. B.1", "tdmf Sec. 5", "lwla Ex. 4.3", "lwla Ex. 4.4", "lwla Rem. 4.5", "Cor. 4.11",
    "Cor. 4.17", "lwla Thm 4.15", "lwla after Thm 4.16", "lwla Sec. 3", "lwla Sec. 1"])
def test_every_numbered_place_of_the_papers_with_a_pair_is_covered(number: str) -> None:
    assert any(number in e.source for e in catalogue.entries())


@pytest.mark.parametrize(("name", "hint"), [
    ("u2-v3", "u2-v2"), ("m-w", "m-w-everywhere, m-w-vector or m-w-weight-decay"), ("", "catalogue list"),
    ("../../etc/passwd", "catalogue list"), ("U2-V2", ""), ("zz\x1b[31m" + "z" * 10_000, "catalogue list")])
def test_an_unknown_name_is_refused_with_a_hint(name: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        catalogue.load(name)
    (line,) = caught.value.lines()
    assert line.startswith("catalogue:")
    assert hint in line
    assert line.isprintable()
    assert len(line) < 200


# -- the verdicts ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", catalogue.ids())
def test_no_verdict_contradicts_what_was_worked_out_by_hand(name: str, reports: dict[str, PairReport]) -> None:
    for criterion, want in expected(name).items():
        verdict = reports[name].criteria.get(criterion)
        if verdict is None or str(verdict.status) in (want, "UNDECIDED"):
            continue
        parameters = set(reports[name].pair.M.parameter_names)
        missed = want == "CONDITIONAL" and str(verdict.status) == "FAILS" and parameters & set(verdict.witness or {})
        assert missed, f"{criterion}: {verdict.status}, by hand {want} ({EXPECTED[name][1]})"


@pytest.mark.parametrize("name", catalogue.ids())
def test_what_is_asked_is_decided(name: str, reports: dict[str, PairReport]) -> None:
    want = expected(name)
    asked = ASKED if want["smooth"] == "HOLDS" else ASKED[:1]  # the others presuppose C^2
    for criterion in asked:
        assert str(reports[name].criteria[criterion].status) != "UNDECIDED", criterion


@pytest.mark.parametrize("name", catalogue.ids())
def test_every_certificate_is_accepted_by_the_checker(name: str, reports: dict[str, PairReport]) -> None:
    from mirrorsym.recheck import recheck

    answer = recheck(json.loads(json.dumps(reports[name].to_json())))
    assert [(c.about, c.reason) for c in answer.rejected] == []
    assert answer.inhabited
