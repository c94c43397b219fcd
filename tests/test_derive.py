"""Derived potentials held against integrated flows, and derivations replayed and refused.

Reference: SciPy's DOP853 at rtol 1e-12 on w' = sum_i mu_i grad g_i(w) + a grad h(w), which shares nothing with the routes; tolerance 1e-9.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from scipy.integrate import solve_ivp

from mirrorsym import Pair, derive
from mirrorsym._check import decide_all
from mirrorsym._derive import potential, replay
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import enclose
from mirrorsym.expression import num
from mirrorsym.potential import Potential
from mirrorsym.verdict import Status

POSITIVE = ["u > 0", "v > 0"]
ASKED = ["smooth", "commuting", "regular", "commuting_with_h"]

#: (arguments of Pair, a start, (mu…), a, whether grad_R has a closed form)
CASES = {
    "u2-v2": ({"g": ["u**2 - v**2"], "h": "u**2 + v**2", "domain": POSITIVE}, {"u": "3/2", "v": "1/2"}, ["1/8"], "-1/16", True),
    "constant in h": ({"g": ["u**2 - v**2"], "h": "u**2 + v**2 - 5", "domain": POSITIVE}, {"u": "1", "v": "2"}, ["-1/10"], "-1/9", True),
    "m*w": ({"g": ["m*w"], "h": "m**2 + w**2", "domain": ["m > w", "m > -w"]}, {"m": "2", "w": "1/3"}, ["1/5"], "-1/8", True),
    "exp": ({"g": ["exp(u) - exp(v)"], "h": "exp(u) + exp(v)"}, {"u": "0", "v": "1/2"}, ["1/8"], "-1/5", True),
    "log": ({"g": ["log(u) - log(v)"], "h": "log(u) + log(v)", "domain": POSITIVE}, {"u": "2", "v": "3"}, ["1/4"], "-1/3", True),
    "log of a product": ({"g": ["log(u) - log(v)"], "h": "log(u*v)", "domain": POSITIVE}, {"u": "2", "v": "3"}, ["1/4"], "-1/3", True),
    "linear": ({"g": ["x", "y"], "h": "2*x - 3*y + 1"}, {"x": "1", "y": "2"}, ["1/3", "-1/2"], "-1/7", True),
    "mixed": ({"g": ["x + 2*y", "y"]}, {"x": "1", "y": "2"}, ["1/3", "-1/2"], "0", True),
    "cube": ({"g": ["x**3"], "domain": ["x > 0"]}, {"x": "1"}, ["1/9"], "0", True),
    "reciprocal": ({"g": ["1/u"], "domain": ["u > 0"]}, {"u": "3/2"}, ["1/9"], "0", True),
    "root": ({"g": ["sqrt(u)"], "domain": ["u > 0"]}, {"u": "3/2"}, ["1/9"], "0", True),
    "entropy": ({"g": ["u**2 + v**2"], "domain": POSITIVE}, {"u": "3/2", "v": "1"}, ["1/9"], "0", True),
    "two forms": ({"g": ["u*v", "u**2 + v**2"], "domain": ["u > v", "v > 0"]}, {"u": "3", "v": "1"}, ["1/9", "-1/12"], "0", True),
    "rotated": ({"g": ["(u+v)**4", "(u-v)**4"], "domain": ["u > v", "v > -u"]}, {"u": "1/3", "v": "1/9"}, ["1/9", "1/7"], "0", True),
    "rates 1 and 2": ({"g": ["u**2 + 2*v**2"], "h": "u**2 + v**2", "domain": POSITIVE}, {"u": "3/2", "v": "1"}, ["1/9"], "-1/8", True),
    "u4-v4": ({"g": ["u**4 - v**4"], "h": "u**4 + v**4", "domain": POSITIVE}, {"u": "1/2", "v": "1/3"}, ["1/9"], "-1/8", False),
    "h moves more": ({"g": ["u**2"], "h": "u**2 + w", "domain": ["u > 0"], "variables": ["u", "w"]}, {"u": "1", "w": "2"}, ["1/9"], "-1/8", True),
}


@pytest.fixture(scope="module")
def derived() -> dict[str, tuple[Pair, Potential]]:
    """Every case derived once."""
    out = {}
    for name, (arguments, *_) in CASES.items():
        pair = Pair(**arguments)
        out[name] = pair, potential(pair, decide_all(pair, ASKED if pair.h is not None else ASKED[:3]))
    return out


def _integrated(pair: Pair, start: dict[str, str], mu: list[str], a: str) -> dict[str, Fraction]:
    """Where the constant combination of gradients carries the start in unit time."""
    fields = []
    for v in pair.w:
        terms = [(float(Fraction(m)), derivative(g, v)) for m, g in zip(mu, pair.g, strict=True)]
        if pair.h is not None:
            terms.append((float(Fraction(a)), derivative(pair.h, v)))
        fields.append(terms)

    def slope(_t: float, w: list[float]) -> list[float]:
        at = dict(zip(pair.w, (Fraction(float(x)) for x in w), strict=True))
        return [sum(c * float(enclose(e, at, 80).mid()) for c, e in terms) for terms in fields]

    found = solve_ivp(slope, (0, 1), [float(Fraction(start[v])) for v in pair.w], method="DOP853", rtol=1e-12, atol=1e-13)
    assert found.success
    return {v: Fraction(float(x)) for v, x in zip(pair.w, found.y[:, -1], strict=True)}


@pytest.mark.parametrize("name", CASES)
def test_formulas_agree_with_the_integrated_flow(name: str, derived: dict[str, tuple[Pair, Potential]]) -> None:
    _, start, mu, a, closed = CASES[name]
    pair, found = derived[name]
    assert found.status is Status.HOLDS, found.because
    assert found.closed_form is closed, found.because
    end = _integrated(pair, start, mu, a)
    at: dict[str, Fraction] = {str(found.init[v]): Fraction(q) for v, q in start.items()} | {found.a: Fraction(a)}
    dual = at | {m: Fraction(q) for m, q in zip(found.mu, mu, strict=True)}
    assert found.psi is not None and found.grad_Q is not None
    for v, e in zip(pair.w, found.psi, strict=True):
        assert float(enclose(e, dual, 120).mid()) == pytest.approx(float(end[v]), rel=1e-9, abs=1e-9)
    x = {}
    for i, (g, q) in enumerate(zip(pair.g, found.grad_Q, strict=True)):
        value = float(enclose(g, end, 120).mid())
        assert float(enclose(q, dual, 120).mid()) == pytest.approx(value, rel=1e-9, abs=1e-9)
        x[found.x[i]] = Fraction(value)
    if found.grad_R is not None:
        for e, m in zip(found.grad_R, mu, strict=True):
            assert float(enclose(e, at | x, 120).mid()) == pytest.approx(float(Fraction(m)), rel=1e-7, abs=1e-8)
    if pair.h is not None and found.dR_da is not None:
        assert float(enclose(found.dR_da, at | x, 120).mid()) == pytest.approx(-float(enclose(pair.h, end, 120).mid()), rel=1e-6)


@pytest.mark.parametrize("name", ["u2-v2", "exp", "log", "u4-v4"])
def test_derivations_replay(name: str, derived: dict[str, tuple[Pair, Potential]]) -> None:
    derivation = derived[name][1].derivation
    assert derivation is not None
    assert all(accepted for _, accepted in replay(derivation))
    assert all(step.checked for step in derivation.steps if (name, step.name) != ("exp", "primal_domain"))


def test_a_wrong_formula_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """A route that proposes a wrong factor gets no potential through."""
    import dataclasses

    from mirrorsym import _derive
    from mirrorsym.routes import Route, all_routes

    honest = next(r for r in all_routes() if r.name == "separable")

    def twisted(setting):
        draft = honest.derive(setting)
        return dataclasses.replace(draft, Q=num(2) * draft.Q)

    monkeypatch.setattr(_derive, "all_routes", lambda: (Route("separable", "twisted", "", 0, twisted),))
    pair = Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=POSITIVE)
    found = potential(pair, decide_all(pair, ASKED))
    assert found.status is Status.UNDECIDED
    assert "Q" in found.because


def test_a_pair_that_does_not_commute_gets_the_refutation() -> None:
    report = derive(Pair(g=["w1*w2*w3"], h="w1**2 + w2**2 + w3**2"))
    assert report.potential.status is Status.NOT_APPLICABLE
    assert report.potential.R is None
    assert "grad h" in report.potential.because


def test_no_route_is_an_honest_undecided() -> None:
    pair = Pair(g=["tanh(u)"])
    found = potential(pair, decide_all(pair, ASKED[:3]))
    assert found.status is Status.UNDECIDED
    assert "no closed-form flow is known" in found.because
