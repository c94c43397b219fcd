"""complete_flows against answers that are known from the flows in closed form; every decided verdict is rechecked."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from mirrorsym import Pair, recheck
from mirrorsym.calculus.enclosure import exact
from mirrorsym.criteria import all_criteria, decide
from mirrorsym.criteria._problem import Problem
from mirrorsym.verdict import Status, Verdict


def answer(about: str, pair: Pair) -> Verdict:
    """The verdict, which the checker accepts if it is decided."""
    verdict = decide(about, Problem(pair))
    if verdict.certificates:
        witness = None if verdict.witness is None else {k: str(x) for k, x in verdict.witness.items()}
        report = json.loads(json.dumps({
            "schema": "mirrorsym.report/1", "pair": pair.to_json(), "certificates": {"c1": verdict.certificates[0].to_json()},
            "criteria": {about: {"status": str(verdict.status), "certificates": ["c1"], "witness": witness}}}))
        outcome = recheck(report)[about]
        assert outcome.accepted, outcome.reason
    return verdict


QUADRANT = ["u > 0", "v > 0"]
HOLDS: list[tuple[str, list[str], str | None, list[str]]] = [
    ("linear flows keep to the quadrant", ["u**2 - v**2"], "u**2 + v**2", QUADRANT),
    ("u*v is constant along the flow", ["u**2 - v**2"], None, ["u*v > 1"]),
    ("a product read as a difference of squares", ["(u - v)*(u + v)"], None, QUADRANT),
    ("constant fields", ["x", "y"], None, []),
    ("fields need not commute if all flows are complete", ["x", "y"], "x*y", []),
    ("linear flows of matrices", ["a*c + b*d", "a*d - b*c"], "a**2 + b**2 + c**2 + d**2", []),
    ("0 is not reached backward", ["x**3"], None, ["x > 0"]),
    ("on the whole space a flow line can only blow up", ["x**3"], None, []),
    ("u**4 - v**4 without regularizer", ["u**4 - v**4"], None, QUADRANT),
    ("a fractional power that is flat enough at 0", ["u**(5/2)"], None, ["u > 0"]),
    ("complete in the chart log u", ["u**2*log(u) - v**2*log(v)"], "u**2*log(u) + v**2*log(v)", QUADRANT),
    ("bounded fields", ["tanh(u) - sin(v)"], "tanh(u) + sin(v)", []),
    ("different variables do not disturb each other", ["u**3", "v**3"], None, []),
    ("a condition that follows from the others", ["m*w"], "m**2 + w**2", ["m > 0", "m > w", "m > -w"]),
    ("a point left out that is at rest", ["u**2"], None, ["u != 0"]),
    ("blow-up and a complete flow that commutes with it", ["x**3"], "y**2", []),
]
FAILS: list[tuple[str, list[str], str | None, list[str], str]] = [
    ("a constant field crosses the boundary", ["u"], None, ["u > 0"], "crosses"),
    ("and that of a ball", ["x"], None, ["x**2 + y**2 < 1"], "crosses"),
    ("a product pushes through an axis", ["u*v"], "u**2 + v**2", QUADRANT, "crosses"),
    ("weight decay lowers u*v", ["u**2 - v**2"], "u**2 + v**2", ["u*v > 1"], "crosses"),
    ("log u at u > 1", ["log(u) - log(v)"], "log(u) + log(v)", ["u > 1", "v > 1"], "crosses"),
    ("u**2 = 2*t + u0**2 reaches 0", ["log(u) - log(v)"], "log(u) + log(v)", QUADRANT, "leaves"),
    ("the entropy's flow reaches 0", ["u*log(u) - u"], None, ["u > 0"], "leaves"),
    ("both ends of an interval are singular", ["log(1 - u**2)"], None, ["u > -1", "u < 1"], "leaves"),
    ("a fractional power that is steep at 0", ["u**(3/2)"], None, ["u > 0"], "leaves"),
    ("exp: the times of blow-up are exp(-u) and exp(-v)", ["exp(u) - exp(v)"], "exp(u) + exp(v)", [], "order"),
    ("fourth powers", ["u**4 - v**4"], "u**4 + v**4", QUADRANT, "order"),
    ("the same, rotated", ["8*x**3*y + 8*x*y**3"], "2*x**4 + 12*x**2*y**2 + 2*y**4", [], "order"),
    ("weight decay delays the blow-up of three factors", ["u*v*w"], "u**2 + v**2 + w**2", [], "order"),
    ("one field twice", ["u**3", "u**3"], None, [], "order"),
    ("sinh", ["sinh(u) - sinh(v)"], "sinh(u) + sinh(v)", [], "order"),
    ("cosh on a half line", ["cosh(u)"], "cosh(u)", ["u > 0"], "order"),
    ("no primitive at hand: clocks that are a little off", ["exp(u*v)"], "u**2 + v**2", [], "order"),
]


@pytest.mark.parametrize(("why", "g", "h", "domain"), HOLDS, ids=[row[0] for row in HOLDS])
def test_holds(why: str, g: list[str], h: str | None, domain: list[str]) -> None:
    assert answer("complete_flows", Pair(g=g, h=h, domain=domain)).status is Status.HOLDS


@pytest.mark.parametrize(("why", "g", "h", "domain", "kind"), FAILS, ids=[row[0] for row in FAILS])
def test_fails(why: str, g: list[str], h: str | None, domain: list[str], kind: str) -> None:
    verdict = answer("complete_flows", Pair(g=g, h=h, domain=domain))
    assert verdict.status is Status.FAILS
    assert verdict.certificates[0].kind == kind


@pytest.mark.parametrize("about", ["complete_flows", "complete_flows_of_g"])
def test_examples_decide_as_they_say(about: str) -> None:
    criterion = all_criteria()[about]
    assert answer(about, Pair(**criterion.holds_for.arguments())).status is Status.HOLDS
    assert answer(about, Pair(**criterion.fails_for.arguments())).status is Status.FAILS


def test_g_alone_ignores_h() -> None:
    pair = Pair(g=["exp(u) - exp(v)"], h="exp(u) + exp(v)")
    assert answer("complete_flows_of_g", pair).status is Status.HOLDS
    assert answer("complete_flows", pair).status is Status.FAILS


def test_copies_change_nothing() -> None:
    for copies in (1, 3):
        assert answer("complete_flows", Pair(g=["x**3"], copies=copies)).status is Status.HOLDS
        pair = Pair(g=["u**4 - v**4"], h="u**4 + v**4", domain=QUADRANT, copies=copies)
        assert answer("complete_flows", pair).status is Status.FAILS


def test_parameters() -> None:
    """u**(2*k) on u > 0: u' = u*(2*k*u**(2*k - 2)) keeps away from 0 for each k >= 1; the joint flows are refuted for one k."""
    family: dict[str, Any] = {"domain": QUADRANT, "parameters": {"k": "positive integer"}}
    assert answer("complete_flows", Pair(g=["u**(2*k) - v**(2*k)"], **family)).status is Status.HOLDS
    verdict = answer("complete_flows", Pair(g=["u**(2*k) - v**(2*k)"], h="u**(2*k) + v**(2*k)", **family))
    assert verdict.status is Status.FAILS
    assert verdict.witness is not None and "k = " in verdict.because
    two = Pair(g=["u**2 - v**2"], h="c*u**2 - d*v**2", domain=QUADRANT, parameters={"c": "real", "d": "real"})
    assert answer("complete_flows", two).status is Status.HOLDS


def test_without_smoothness_nothing_is_said() -> None:
    verdict = answer("complete_flows", Pair(g=["x"], h="abs(x)"))
    assert verdict.status is Status.UNDECIDED
    assert "smooth" in verdict.because


def test_what_is_open_is_named() -> None:
    """Flow lines of sin(u*v)*u**3 blow up or not depending on a fine balance that is beyond all methods here."""
    verdict = answer("complete_flows", Pair(g=["u**3*sin(u*v)"], h="v**3*cos(u*v)"))
    assert verdict.status is Status.UNDECIDED
    assert "exchanged" in verdict.because


def test_many_variables() -> None:
    n = 30
    g = " + ".join(f"u{i}**2 - v{i}**2" for i in range(n))
    h = " + ".join(f"u{i}**2 + v{i}**2" for i in range(n))
    domain = [f"{x}{i} > 0" for i in range(n) for x in "uv"]
    assert answer("complete_flows", Pair(g=[g], h=h, domain=domain)).status is Status.HOLDS
    cubes = Pair(g=[f"x{i}**3" for i in range(12)], h=" + ".join(f"x{i}**3" for i in range(12)))
    assert answer("complete_flows_of_g", cubes).status is Status.HOLDS
    assert answer("complete_flows", cubes).status is Status.FAILS


# -- a numeric look at the counterexamples -------------------------------------------------------------------
def flow(pair: Pair, key: str, start: dict[str, float], time: float) -> dict[str, float] | None:
    """Where the gradient flow is after `time`, by a Runge-Kutta method; None if it grows beyond 10**4 before."""
    problem = Problem(pair)
    index = dict(problem.functions())[key]
    fields = [problem.calculus.first(index, k) for k in pair.w]

    def right(_: float, w: Any) -> list[float]:
        at = {n: Fraction(float(q)) for n, q in zip(pair.w, w, strict=True)}
        return [math.copysign(1, time) * float(exact(e, at) or 0) for e in fields]

    def large(_: float, w: Any) -> float:
        return float(1e4 - max(abs(q) for q in w))

    large.terminal = True  # type: ignore[attr-defined]
    found = solve_ivp(right, (0, abs(time)), [start[n] for n in pair.w], rtol=1e-8, atol=1e-10, events=large)
    if found.status != 0:
        return None
    return dict(zip(pair.w, (float(q) for q in found.y[:, -1]), strict=True))


@pytest.mark.parametrize(("g", "h"), [("u**4 - v**4", "u**4 + v**4"), ("u*v*w", "u**2 + v**2 + w**2"), ("u**3 + u", "u**3 + 2*u")])
def test_the_two_orders_numerically(g: str, h: str) -> None:
    """The certificate's times, integrated: the first order has no end point, the second one has."""
    domain = QUADRANT if "**4" in g else []
    pair = Pair(g=[g], h=h, domain=domain)
    verdict = answer("complete_flows", pair)
    data = verdict.certificates[0].data
    assert verdict.status is Status.FAILS and verdict.witness is not None
    start = {n: float(verdict.witness[n].value) for n in pair.w}
    i, j = data["functions"]
    lost = data["lost"]["direction"] * float(Fraction(data["lost"]["time"]))
    moved = data["moved"]["direction"] * float(Fraction(data["moved"]["time"]))
    assert flow(pair, j, start, lost * 1.0001) is None
    between = flow(pair, i, start, moved)
    assert between is not None
    assert flow(pair, j, between, lost) is not None


# -- separable pairs, decided by hand ------------------------------------------------------------------------
#: function of z on z > 0 -> (reaches 0 in finite time, complete there), from its flow z' = f'(z)
TERMS = {"0": (False, True), "z": (True, False), "z**2": (False, True), "z**3": (False, False), "exp(z)": (True, False),
         "log(z)": (True, False), "1/z": (True, False), "z**(3/2)": (True, False), "z**2*log(z)": (False, True)}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(sorted(TERMS)), min_size=4, max_size=4), st.sampled_from(["", "-", "3*"]))
def test_separable_pairs_on_the_quadrant(terms: list[str], sign: str) -> None:
    """Part 1 fails iff some term reaches 0; part 2 iff in some variable both terms move and one is not complete."""
    a, b, c, d = (t.replace("exp(z)", "exp(_)").replace("z", n).replace("_", n) for t, n in zip(terms, "uvuv", strict=True))
    pair = Pair(g=[f"{a} + {sign}({b})"], h=f"{sign}({c}) + {d}", domain=QUADRANT, variables=["u", "v"])
    reaches = any(TERMS[t][0] for t in terms)
    clash = any(x != "0" and y != "0" and not (TERMS[x][1] and TERMS[y][1]) for x, y in ((terms[0], terms[2]), (terms[1], terms[3])))
    expected = Status.FAILS if reaches or clash else Status.HOLDS
    assert answer("complete_flows", pair).status is expected
