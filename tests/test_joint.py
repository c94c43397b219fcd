"""Coupled pairs that commute: the route `joint` held against flows integrated to 50 digits, and its reports read by the checker.

The reference is the numeric potential, which integrates w' = sum_i mu_i grad g_i + a grad h with derivatives made by SymPy.
"""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import mpmath
import pytest

from mirrorsym import Pair, recheck
from mirrorsym._check import decide_all
from mirrorsym._derive import potential
from mirrorsym.calculus.enclosure import enclose
from mirrorsym.expression import Expression, num, relation, sym
from mirrorsym.potential import Potential
from mirrorsym.report import PairReport
from mirrorsym.routes import Setting, _radial, joint
from mirrorsym.routes._blocks import blocks_of
from mirrorsym.routes._implicit import enclosed
from mirrorsym.verdict import Status
from numeric_backend.transforms import numeric_potential

AT34 = {"u": "3", "v": "4"}
TWO_VECTORS = {**AT34, "p": "5", "q": "12"}

#: (arguments of Pair, values of the start's symbols or {}, mu, a, whether R is in closed form)
CASES: dict[str, tuple[dict[str, object], dict[str, str], list[str], str, bool]] = {
    "length": ({"g": ["sqrt(u**2 + v**2)"], "domain": ["u > 0"]}, {"u0": "1", "v0": "2"}, ["1/3"], "0", True),
    "two lengths": ({"g": ["sqrt(u**2 + v**2)", "sqrt(p**2 + q**2)"], "domain": ["u**2 + v**2 > 0", "p**2 + q**2 > 0"],
                     "init": TWO_VECTORS}, {}, ["-1/3", "2"], "0", True),
    "fourth power": ({"g": ["(u**2 + v**2 + p**2)**2"], "domain": ["u > 0"]}, {"u0": "1", "v0": "1/2", "p0": "-1/3"}, ["1/20"], "0", True),
    "vector u4-v4": ({"g": ["(u**2 + v**2)**2 - (p**2 + q**2)**2"], "h": "(u**2 + v**2)**2 + (p**2 + q**2)**2",
                      "domain": ["u > 0", "p > 0"]}, {"u0": "1/2", "v0": "1/3", "p0": "1/4", "q0": "1/5"}, ["1/10"], "-1/7", False),
    "vector log": ({"g": ["log(u**2 + v**2) - log(p**2 + q**2)"], "h": "log(u**2 + v**2) + log(p**2 + q**2)",
                    "domain": ["u > 0", "p > 0"], "init": TWO_VECTORS}, {}, ["1/3"], "-1/4", True),
    "length times one": ({"g": ["w*sqrt(u**2 + v**2)"], "h": "u**2 + v**2 + w**2", "domain": ["u**2 + v**2 > w**2"],
                          "init": {**AT34, "w": "1"}}, {}, ["1/5"], "-1/3", True),
    "angle": ({"g": ["atan(v/u)"], "domain": ["u > 0"], "init": AT34}, {}, ["1/3"], "0", True),
    "angle and square": ({"g": ["u**2 + v**2", "(u**2 + v**2)*atan(v/u)"], "domain": ["u > 0"]}, {"u0": "1", "v0": "1/2"},
                         ["1/6", "-1/5"], "0", True),
    "angle, quadrant": ({"g": ["u**2 + v**2", "3*(u**2 + v**2)*atan(u/v) + 1"], "domain": ["u > 0", "v > 0"], "init": {"u": "1", "v": "1"}},
                        {}, ["1/6", "-1/50"], "0", True),
    "angle with decay": ({"g": ["(u**2 + v**2)*atan(v/u)"], "h": "u**2 + v**2", "domain": ["u > 0"]}, {"u0": "1", "v0": "-1/2"},
                         ["1/7"], "-1/3", False),
    "angle and a square": ({"g": ["(u**2 + v**2)*atan(v/u) + p**2"], "h": "u**2 + v**2 + p**2", "domain": ["u > 0", "p > 0"],
                            "init": {**AT34, "p": "2"}}, {}, ["1/9"], "-1/8", False),
    "angle minus log": ({"g": ["atan(v/u) - log(p)"], "domain": ["u > 0", "p > 0"], "init": {**AT34, "p": "2"}}, {}, ["1/2"], "0", False),
    "r*u with decay": ({"g": ["u*sqrt(u**2 + v**2)"], "h": "u**2 + v**2", "domain": ["v > 0"]}, {"u0": "-1", "v0": "1/2"}, ["1/4"], "-1/5",
                       False),
    "r*v and square": ({"g": ["u**2 + v**2", "v*sqrt(u**2 + v**2)"], "domain": ["u > 0"], "init": AT34}, {}, ["1/9", "-1/8"], "0", True),
    "r*v and square, any start": ({"g": ["2*u**2 + 2*v**2", "u*sqrt(u**2 + v**2)"], "domain": ["v > 0"]}, {"u0": "1", "v0": "1"},
                                  ["1/9", "-1/8"], "0", False),
    "u/r": ({"g": ["u/sqrt(u**2 + v**2)"], "domain": ["v > 0"], "init": AT34}, {}, ["7/2"], "0", True),
    "wave": ({"g": ["exp(u)*cos(v)"], "domain": ["v > 0", "v < pi/2"], "init": {"u": "0", "v": "1"}}, {}, ["1/4"], "0", False),
}


def _derived(pair: Pair) -> Potential:
    return potential(pair, decide_all(pair, ["smooth", "commuting", *(["commuting_with_h"] if pair.h is not None else [])]))


@pytest.fixture(scope="module")
def derived() -> dict[str, tuple[Pair, Potential]]:
    """Every case derived once."""
    return {name: (pair := Pair(**case[0]), _derived(pair)) for name, case in CASES.items()}  # type: ignore[arg-type]


def _value(e: Expression, at: dict[str, Fraction]) -> mpmath.mpf:
    b = enclose(e, at, 400)
    assert float(b.rad()) < 1e-60
    q = b.mid().fmpq()
    return mpmath.mpf(int(q.p)) / int(q.q)


@pytest.mark.parametrize("name", CASES)
def test_formulas_agree_with_the_integrated_flow(name: str, derived: dict[str, tuple[Pair, Potential]]) -> None:
    _, values, mu, a, closed = CASES[name]
    pair, found = derived[name]
    assert found.status is Status.HOLDS, found.because
    assert found.route == "joint"
    assert found.closed_form is closed, found.because
    at = {n: Fraction(q) for n, q in values.items()}
    reference = numeric_potential(pair, None, at, 50)
    with mpmath.workdps(70):
        trace = reference.trace([Fraction(m) for m in mu], Fraction(a))
        dual = at | {found.a: Fraction(a)} | {m: Fraction(q) for m, q in zip(found.mu, mu, strict=True)}
        for relation in found.dual_domain or ():
            left, right = relation.args
            assert (enclose(left - right, dual, 200) > 0) == (relation.op == ">")
        assert found.psi is not None and found.Q is not None and found.grad_Q is not None
        for e, w in zip(found.psi, trace.value, strict=False):
            assert abs(_value(e, dual) - w) < mpmath.mpf(10) ** -48
        origin = {**dual, found.a: Fraction(0), **dict.fromkeys(found.mu, Fraction(0))}
        assert abs(_value(found.Q, dual) - _value(found.Q, origin) - trace.value[-1]) < mpmath.mpf(10) ** -47
        if not closed:
            return
        x = {n: _rational(_value(e, dual)) for n, e in zip(found.x, found.grad_Q, strict=True)}
        primal = {k: v for k, v in dual.items() if k not in found.mu} | x
        assert found.grad_R is not None and found.R is not None
        for e, m in zip(found.grad_R, mu, strict=True):
            assert abs(_value(e, primal) - _value(num(Fraction(m)), {})) < mpmath.mpf(10) ** -45
        product = sum(_value(num(q), {}) * _value(num(Fraction(m)), {}) for q, m in zip(x.values(), mu, strict=True))
        assert abs(_value(found.R, primal) + _value(found.Q, dual) - product) < mpmath.mpf(10) ** -45


def _rational(x: mpmath.mpf) -> Fraction:
    sign, mantissa, exponent, _ = x._mpf_
    return (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _report(pair: Pair, found: Potential) -> dict[str, object]:
    verdicts = decide_all(pair, ["smooth", "commuting"])
    return json.loads(json.dumps(PairReport(pair, verdicts, potential=found).to_json()))  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", CASES)
def test_the_checker_reads_the_report(name: str, derived: dict[str, tuple[Pair, Potential]]) -> None:
    pair, found = derived[name]
    answer = {r.about: r for r in recheck(_report(pair, found)).checks}
    assert answer["potential"].accepted, answer["potential"].reason
    assert answer["potential"].status == "HOLDS"


@pytest.mark.parametrize("name", ["length", "angle, quadrant", "r*v and square"])
def test_another_formula_is_not_accepted(name: str, derived: dict[str, tuple[Pair, Potential]]) -> None:
    pair, found = derived[name]
    assert found.psi is not None and found.Q is not None
    for wrong in (replace(found, psi=(found.psi[0] * num("1001/1000"), *found.psi[1:])), replace(found, Q=found.Q * 2)):
        answer = {r.about: r for r in recheck(_report(pair, wrong)).checks}
        assert not answer["potential"].accepted


@pytest.mark.parametrize(("g", "h", "domain"), [
    (["u*v*w"], None, []), (["u*v**2"], None, ["u > 0", "v > 0"]), (["(u**2 + v**2)*atan(v/u)**2"], "u**2 + v**2", ["u > 0", "v > 0"])])
def test_unknown_flows_are_refused_with_a_reason(g: list[str], h: str | None, domain: list[str]) -> None:
    found = joint.derive(Setting.of(Pair(g=g, h=h, domain=domain)))
    assert isinstance(found, str)
    assert "no closed-form flow" in found


@pytest.mark.parametrize(("name", "x", "a"), [("angle with decay", "1/5", "-1/4"), ("r*u with decay", "-1/3", "-1/2"),
                                              ("angle and square", "3/2, 1/2", "0"), ("vector u4-v4", "1/9", "-1/5")])
def test_the_inverse_is_enclosed(name: str, x: str, a: str, derived: dict[str, tuple[Pair, Potential]]) -> None:
    """grad R and R by Krawczyk's operator, with the inverse in closed form or not, against Newton's method on integrated flows."""
    pair, found = derived[name]
    start = {n: Fraction(q) for n, q in CASES[name][1].items()}
    goal = [Fraction(q) for q in x.split(", ")]
    box = enclosed(found, {**start, **dict(zip(found.x, goal, strict=True)), found.a: Fraction(a)})
    assert box is not None
    reference = numeric_potential(pair, None, start, 30)
    inverse = reference.invert(goal, Fraction(a))
    assert inverse is not None and found.Q is not None
    with mpmath.workdps(50):
        for (low, high), m in zip(box.mu, inverse.mu, strict=True):
            assert high - low < Fraction(1, 10**30)
            assert abs(m - _value(num(low), {})) < mpmath.mpf(10) ** -27
        origin = {**start, found.a: Fraction(0), **dict.fromkeys(found.mu, Fraction(0))}
        r = reference.R(goal, Fraction(a)) - _value(found.Q, origin)  # the reference has Q_0(0) = 0
        assert abs(r - _value(num(box.R[0]), {})) < mpmath.mpf(10) ** -26


def test_what_is_not_reached_is_not_enclosed(derived: dict[str, tuple[Pair, Potential]]) -> None:
    _, found = derived["angle with decay"]
    point = {"u0": Fraction(1), "v0": Fraction(0), "a": Fraction(0)}
    assert enclosed(found, {**point, "x1": Fraction(10**6)}) is None
    assert enclosed(found, {**point, "x1": Fraction(1)}) is not None
    assert enclosed(replace(found, assuming=(relation("<", sym("u0"), num(1)),)), {**point, "x1": Fraction(1)}) is None
    assert enclosed(replace(found, status=Status.UNDECIDED), {**point, "x1": Fraction(1)}) is None


def test_what_turns_with_a_rotation_is_no_length() -> None:
    assert _radial.groups(Pair(g=["u*v"], h="u**2 + v**2")) == ()
    assert _radial.groups(Pair(g=["u**2 + v**2 + p**2"], h="u**2 + v**2 + 2*p**2")) == (("u", "v"),)


def test_blocks_share_no_variables() -> None:
    pair = Pair(g=["u*v + p", "2*u*v - p**3 + 5"], variables=["u", "v", "p"])
    found = blocks_of(pair)
    assert not isinstance(found, str)
    assert [b.variables for b in found] == [("u", "v"), ("p",)]
    assert [str(b.weights[1][0]) for b in found] == ["2", "0"]
    assert isinstance(blocks_of(Pair(g=["u*v", "u**2 - v**2", "u**3*v"])), str)
