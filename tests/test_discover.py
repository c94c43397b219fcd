"""discover: known answers, near misses, and that nothing that commutes is left out of a list called complete.

Truth comes from elsewhere: for a sum of functions of one variable each, with different second derivatives somewhere,
the space is spanned by 1 and these functions; for quadratic g it is found by hand; commuting is decided by `check`.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorsym._check import decide_all
from mirrorsym._discover import discover
from mirrorsym.calculus.bounded import Worker
from mirrorsym.calculus.commutant import Block, blocks, bounded, explore
from mirrorsym.calculus.enclosure import enclose
from mirrorsym.calculus.region import Region, samples
from mirrorsym.discovery import Discovery
from mirrorsym.errors import InputError
from mirrorsym.expression import ONE, Expression, num
from mirrorsym.maps import Pair
from mirrorsym.verdict import Status


@pytest.fixture(scope="module")
def worker():
    with Worker() as w:
        w.start()
        yield w


def span_rank(functions: list[Expression], pair: Pair) -> int:
    """The rank of the values of the functions at many points of M, in floating point with a clear gap."""
    points = samples(Region.of(pair.M), 3 * len(functions) + 12)
    rows = [[float(enclose(f, p, 128).mid()) for f in functions] for p in points]
    scaled = np.array([row / (1 + np.abs(row).max()) for row in np.array(rows)])
    return int(np.linalg.matrix_rank(scaled, tol=1e-9))


def same_span(found: Discovery, expected: list[str], pair: Pair) -> bool:
    wanted = [ONE, *(Pair(g=[e], domain=pair.M).g[0] for e in expected)]
    both = [*found.basis, *wanted]
    return span_rank(list(found.basis), pair) == span_rank(wanted, pair) == span_rank(both, pair) == len(wanted)


KNOWN = [
    (["u*v"], [], ["u*v", "u**2 + v**2"]),
    (["u**2 - v**2"], [], ["u**2", "v**2"]),
    (["u**4 - v**4"], [], ["u**4", "v**4"]),
    (["u**6 - v**6"], [], ["u**6", "v**6"]),
    (["exp(u) - exp(v)"], [], ["exp(u)", "exp(v)"]),
    (["sinh(u) - sinh(v)"], [], ["sinh(u)", "sinh(v)"]),
    (["log(u) - log(v)"], ["u > 0", "v > 0"], ["log(u)", "log(v)"]),
    (["u**(5/2) - v**3"], ["u > 0"], ["u**(5/2)", "v**3"]),
    (["x", "y", "z"], [], ["x", "y", "z"]),
    (["x"], [], ["x"]),
    (["x**3"], [], ["x**3"]),
    (["u**2 + v**2"], [], ["u**2", "u*v", "v**2"]),  # analytic at the origin, so polynomials only
    (["(u + v)**4 - (u - v)**4"], [], ["(u + v)**4", "(u - v)**4"]),
    (["exp(u + 2*v) - exp(2*u - v)"], [], ["exp(u + 2*v)", "exp(2*u - v)"]),
    (["(u**2 + v**2)**2"], [], ["(u**2 + v**2)**2"]),
    (["u*(v**2 + w**2)"], [], ["u*(v**2 + w**2)"]),
    (["u*v*w"], [], ["u*v*w"]),
    (["u*v*w"], ["u > 0", "v > 0", "w > 0"], ["u*v*w"]),
    (["sin(u)*v"], [], ["sin(u)*v"]),
    (["u1**2 - v1**2", "u2*v2", "s**3"], [], ["u1**2", "v1**2", "u2*v2", "u2**2 + v2**2", "s**3"]),
    (["u*v", "u**2 + v**2"], [], ["u*v", "u**2 + v**2"]),
    (["x", "x*y"], [], []),  # only constants commute with both
    (["w", "z*w"], ["w > 0"], []),
    (["u/v"], ["v > 0"], ["u/v", "2*u*atan(u/v)/v - log(u**2 + v**2)"]),
    (["exp(u)*cos(v)"], [], ["exp(u)*cos(v)", "exp(u)*(sin(v) - v*cos(v))"]),
    (["u**2 - v**2 + 3*u - 5"], [], ["(u + 3/2)**2", "v**2"]),
]


@pytest.mark.parametrize(("g", "domain", "expected"), KNOWN, ids=lambda x: ",".join(x) if isinstance(x, list) else None)
def test_known_answers(g: list[str], domain: list[str], expected: list[str], worker: Worker) -> None:
    pair = Pair(g=g, domain=domain)
    found = discover(pair, worker=worker)
    assert found.complete, found.because
    assert found.infinite is None
    assert found.dimension == found.dimension_upper == len(expected) + 1
    assert same_span(found, expected, pair), [str(h) for h in found.basis]


@pytest.mark.parametrize(("g", "domain"), [(g, d) for g, d, e in KNOWN if e and len(g) == 1], ids=str)
def test_every_member_commutes_by_check(g: list[str], domain: list[str], worker: Worker) -> None:
    for h in discover(Pair(g=g, domain=domain), worker=worker).basis[1:]:
        verdicts = decide_all(Pair(g=g, h=h, domain=domain), ["commuting_with_h"])
        assert verdicts["commuting_with_h"].status is Status.HOLDS, str(h)


def test_the_four_factor_product_has_a_second_regularizer(worker: Worker) -> None:
    h = "u**4 + v**4 + w**4 + z**4 - 2*(u**2*v**2 + u**2*w**2 + u**2*z**2 + v**2*w**2 + v**2*z**2 + w**2*z**2)"
    assert decide_all(Pair(g=["u*v*w*z"], h=h), ["commuting_with_h"])["commuting_with_h"].status is Status.HOLDS
    found = discover("u*v*w*z", worker=worker)
    assert found.complete
    assert same_span(found, ["u*v*w*z", h], Pair(g=["u*v*w*z"]))


def test_matrix_factorization(worker: Worker) -> None:
    pair = Pair(g="U*V.T", matrices=[("U", 2, 2), ("V", 2, 2)])
    found = discover(pair, worker=worker)
    gram = ["U_1_1**2 + U_2_1**2 + V_1_1**2 + V_2_1**2", "U_1_2**2 + U_2_2**2 + V_1_2**2 + V_2_2**2",
            "U_1_1*U_1_2 + U_2_1*U_2_2 + V_1_1*V_1_2 + V_2_1*V_2_2"]
    assert found.complete
    assert same_span(found, gram, pair)


# ---- parameters ------------------------------------------------------------------------------------------------------
VARYING = [
    ("c*u*v", {"c": "real"}, [], ["u*v", "u**2 + v**2"], ["c != 0"]),
    ("c*u*v*w", {"c": "nonzero"}, [], ["u*v*w"], []),
    ("u**p - v**q", {"p": "p > 2", "q": "q > 2"}, ["u > 0", "v > 0"], ["u**p", "v**q"], []),
    ("u**(2*k) - v**(2*k)", {"k": "positive integer"}, ["u > 0", "v > 0"], ["u**(2*k)", "v**(2*k)"], []),
    ("exp(c*u) - exp(-c*v)", {"c": "nonzero"}, [], ["exp(c*u)", "exp(-c*v)"], []),
    ("log(u - c)", {"c": "real"}, ["u > c"], ["log(u - c)"], []),
    ("sqrt(u**2 + c**2)", {"c": "positive"}, [], ["sqrt(u**2 + c**2)"], []),
    ("u*v + c*u", {"c": "real"}, [], ["u*v + c*u", "u**2 + (v + c)**2"], ["c != 0"]),
    ("a*u**2 - v**2", {"a": "nonzero"}, [], ["u**2", "v**2"], ["a + 1 != 0"]),
    ("a*u**2 - b*v**2", {"a": "positive", "b": "positive"}, [], ["u**2", "v**2"], []),
]


@pytest.mark.parametrize(("g", "parameters", "domain", "expected", "given"), VARYING, ids=lambda x: x if isinstance(x, str) else None)
def test_lists_with_parameters(g: str, parameters: dict[str, str], domain: list[str], expected: list[str], given: list[str],
                               worker: Worker) -> None:
    """Complete for all values that satisfy the stated conditions: for values taken at random the numbers give the same dimension."""
    pair = Pair(g=g, domain=domain, parameters=parameters)
    found = discover(pair, worker=worker)
    assert found.complete, found.because
    assert [str(r) for r in found.given] == given
    assert found.dimension == found.dimension_upper == len(expected) + 1
    values = {n: num(Fraction(5) if "integer" in kind else Fraction(7, 2)) for n, kind in parameters.items()}
    fixed = Pair(g=[f.substitute(values) for f in found.g], domain=[str(c.substitute(values)) for c in pair.M.conditions
                                                                     if c.names & set(pair.w)], variables=list(pair.w))
    wanted = [Pair(g=[e], domain=pair.M).g[0].substitute(values) for e in expected]
    members = [h.substitute(values) for h in found.basis]
    assert span_rank(members, fixed) == span_rank([*members, *wanted], fixed) == len(expected) + 1
    assert discover(fixed, worker=worker).dimension == len(expected) + 1


def test_values_that_are_left_out_have_more_regularizers(worker: Worker) -> None:
    assert "u*v" in [str(h) for h in discover("-u**2 - v**2", worker=worker).basis]
    assert discover("0*u*v", variables=["u", "v"], worker=worker).infinite is not None


# ---- infinite-dimensional answers ------------------------------------------------------------------------------------
@pytest.mark.parametrize(("fields", "family", "basis"), [
    ({"g": ["u**2"], "variables": ["u", "v"]}, "f(v)", {"1", "u**2"}),
    ({"g": ["u + v"]}, "f(u - v)", {"1", "u + v"}),
    ({"g": ["(u - 2*v)**3"]}, "f(2*u + v)", {"1", "(u - 2*v)**3"}),
    ({"g": ["u**2 + v**2"], "domain": ["u > 0"]}, "u**2*f(v/u)", {"1", "u*v", "u**2", "v**2"}),
    ({"g": ["(u - 1)**2 + v**2"], "domain": ["u > 1"]}, "(u - 1)**2*f(v/(u - 1))", None),
    ({"g": ["u**2 + v**2 - w**4"], "domain": ["u > 0"]}, "u**2*f(v/u)", {"1", "u*v", "u**2", "v**2", "w**4"}),
    ({"g": ["7"], "variables": ["u"]}, "f(u)", {"1"}),
])
def test_families_are_named(fields: dict, family: str, basis: set[str] | None, worker: Worker) -> None:
    found = discover(Pair(**fields), worker=worker)
    assert found.complete, found.because
    assert found.infinite is not None
    assert family in found.infinite
    assert found.dimension is None
    assert found.dimension_upper is None
    assert basis is None or {str(h) for h in found.basis} == basis


@pytest.mark.parametrize(("g", "h", "domain"), [
    ("u**2 + v**2", "u**2*exp(v/u)", ["u > 0"]), ("u**2 + v**2", "v**3/u", ["u > 0"]), ("u + v", "sin(u - v)", []),
    ("u**2 + v**2 - w**4", "v**5/u**3 + w**4", ["u > 0"]),
])
def test_members_of_the_families_commute(g: str, h: str, domain: list[str]) -> None:
    assert decide_all(Pair(g=[g], h=h, domain=domain), ["commuting_with_h"])["commuting_with_h"].status is Status.HOLDS


def test_round_directions_need_the_center_outside(worker: Worker) -> None:
    assert discover("u**2 + v**2", worker=worker).infinite is None
    assert discover("u**2 + v**2", domain="u != 1", worker=worker).infinite is None  # the origin is still inside
    near = discover("u**2 + 2*v**2", domain="u > 0", worker=worker)  # not round
    assert near.infinite is None
    assert near.complete


# ---- honesty ---------------------------------------------------------------------------------------------------------
def test_a_gap_is_reported(worker: Worker) -> None:
    found = discover("sqrt(u)*v", domain="u > 0", worker=worker)
    assert not found.complete
    assert (found.dimension, found.dimension_upper) == (2, 3)
    assert "open" in found.because


def test_a_narrow_ansatz_does_not_claim_completeness() -> None:
    pair = Pair(g=["u**4 - v**4"])
    region = Region.of(pair.M)
    (block,) = blocks(pair.g, pair.w)
    narrow = explore(Block(block.variables, block.functions), region, 1)
    narrow = bounded(Block(narrow.variables, narrow.functions, members=narrow.members[:1]), region)
    assert not narrow.complete
    assert narrow.bound is not None
    assert narrow.bound.dimension == 3


def test_given_functions_are_searched(worker: Worker) -> None:
    fields = {"domain": "v > 0", "degree": 1}
    assert discover("erf(u) - v*log(v)", worker=worker, functions=["v*log(v)"], **fields).complete


def test_members_off_a_singularity_are_set_apart(worker: Worker) -> None:
    found = discover("u**2 - v**2", functions=["1/u"], worker=worker)
    assert found.elsewhere == ()
    found = discover("Max(u, v)", worker=worker)
    assert all("u - v" in where for _, where in found.elsewhere)
    assert {str(h) for h in found.basis} == {"1", "u", "v"}


def test_a_disconnected_domain_is_said(worker: Worker) -> None:
    assert "connected part" in discover("u*v", domain="u*v > 1", worker=worker).because
    assert "connected part" not in discover("u*v", domain="u > 0, v > 0", worker=worker).because


def test_time_that_is_not_enough_is_no_error(worker: Worker) -> None:
    found = discover("U*V.T", matrices=[("U", 3, 3), ("V", 3, 3)], timeout=0.05, total_timeout=0.2)
    assert not found.complete
    assert "no answer within" in found.because or "used up" in found.because


@pytest.mark.parametrize("wrong", [
    {"g": "u*v", "degree": 0}, {"g": "u*v", "degree": 2.5}, {"g": "u*v", "degree": True}, {"g": "u*v", "functions": ["q"]}, {"g": "u**"},
    {"g": "log(u)"}, {"g": "u", "domain": "u > 1, u < 0"},
], ids=str)
def test_bad_input(wrong: dict) -> None:
    with pytest.raises(InputError):
        discover(**wrong)


def test_json_has_every_key(worker: Worker) -> None:
    data = discover("u*v", worker=worker).to_json()
    assert data["schema"] == "mirrorsym.discover/1"
    assert {"basis", "dimension", "dimension_upper", "complete", "infinite", "ansatz", "because"} <= data.keys()
    assert (data["dimension"], data["dimension_upper"], data["complete"], data["infinite"]) == (3, 3, True, None)
    assert data["basis"][0] == "1"


# ---- properties ------------------------------------------------------------------------------------------------------
PIECES = ["{x}**2", "{x}**3", "{x}**4", "exp({x})", "{x}**5 + {x}", "sinh({x})", "exp(2*{x}) - {x}"]


@given(st.lists(st.tuples(st.sampled_from(PIECES), st.integers(-3, 3).filter(bool)), min_size=2, max_size=3, unique_by=lambda t: t[0]))
@settings(max_examples=12)
def test_separable_maps_give_the_span_of_their_pieces(pieces: list[tuple[str, int]]) -> None:
    names = "uvw"[: len(pieces)]
    parts = [p.format(x=x) for (p, _), x in zip(pieces, names, strict=True)]
    g = " + ".join(f"{c}*({part})" for (_, c), part in zip(pieces, parts, strict=True))
    pair = Pair(g=[g])
    region = Region.of(pair.M)
    (block,) = (bounded(explore(b, region, 5), region) for b in blocks(pair.g, pair.w))
    assert block.complete, g
    found = Discovery(pair.g, (ONE, *block.members), None, True, None, "", "x")
    assert same_span(found, parts, pair), g


@given(st.lists(st.integers(-4, 4), min_size=3, max_size=3), st.sampled_from(["u*v", "u**2 - v**2", "u**2 + 3*v**2", "u**2 + u*v"]),
       st.sampled_from(["u**2", "u*v", "v**2", "u", "u**3", "v**4", "u**2*v", "exp(u)"]))
@settings(max_examples=30)
def test_what_commutes_is_in_the_span_and_what_is_in_it_commutes(c: list[int], g: str, extra: str) -> None:
    pair = Pair(g=[g], variables=["u", "v"])
    region = Region.of(pair.M)
    (block,) = (bounded(explore(b, region, 4), region) for b in blocks(pair.g, pair.w))
    assert block.complete
    combination = sum((Fraction(q) * h for q, h in zip(c, block.members, strict=False)), Expression("num", (Fraction(c[2]),)))
    near = combination + Pair(g=[extra], domain=pair.M).g[0]
    for h in (combination, near):
        status = decide_all(Pair(g=[g], h=h, variables=["u", "v"]), ["commuting_with_h"])["commuting_with_h"].status
        inside = span_rank([ONE, *block.members, h], pair) == len(block.members) + 1
        assert status is (Status.HOLDS if inside else Status.FAILS), str(h)


def test_points_of_blocks_that_a_condition_ties_must_fit(worker: Worker) -> None:
    found = discover(["u*v", "s*t"], domain="u*s > 1, v < t", worker=worker)
    assert found.complete
    assert found.bound is not None
    point = {n: Fraction(tree[1]) for n, tree in found.bound.data["point"].items()}
    assert point["u"] * point["s"] > 1
    assert point["v"] < point["t"]


def test_round_families_around_a_hole(worker: Worker) -> None:
    found = discover("u**2 + v**2", domain="u**2 + v**2 > 1", worker=worker)
    assert "homogeneous of degree 2" in str(found.infinite)
    assert "every function f" not in str(found.infinite)
    found = discover("u**2 + v**2", domain="v < 0", worker=worker)
    assert found.infinite == "v**2*f(u/v) for every function f"


def test_parameters_of_h_alone_do_not_count(worker: Worker) -> None:
    found = discover(Pair(g=["x"], h="c*x", parameters={"c": "positive"}), worker=worker)
    assert found.complete
    assert found.dimension_upper == 2
