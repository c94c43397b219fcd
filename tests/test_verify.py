"""Printed formulas held against the flow: right ones, wrong ones, those off by a function of a, and forged answers.

Truth: the formulas were derived by hand, and the answers of the checker stand on their own.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import mpmath
import pytest

from mirrorsym import Pair, recheck, verify
from mirrorsym._verify import _accepted
from mirrorsym.calculus.bounded import Worker
from mirrorsym.claim import Claim, Verification
from mirrorsym.errors import InputError
from mirrorsym.verdict import Status

WORKERS: list[Worker] = []
ON = ["u > 0", "v > 0"]
HYPERBOLIC = {"g": ["u**2 - v**2"], "h": "u**2 + v**2", "domain": ON}
PRODUCT = {"g": ["m*w"], "h": "m**2 + w**2", "domain": ["m > w", "m > -w"]}
LOGS = {"g": ["log(u) - log(v)"], "h": "log(u) + log(v)", "domain": ON}
FOURTH = {"g": ["u**4 - v**4"], "h": "u**4 + v**4", "domain": ON}
UNIT = {"g": ["p**2 - q**2"], "h": "(p**2 + q**2)/2", "domain": ["p > 0", "q > 0"], "init": {"p": "1", "q": "1"}}
EXPS = {"g": ["exp(u) - exp(v)"], "h": "exp(u) + exp(v)", "init": {"u": "0", "v": "0"}}
CUT = {"g": ["u**2 - v**2"], "h": "u**2 + v**2", "domain": ["u > 1", "v > 0"], "init": {"u": "2", "v": "1"}}
TWO = {"g": ["u*v", "u**2 + v**2"], "h": "u**2 + v**2", "domain": ["u > v", "v > -u"]}

ENTROPY = "(x*asinh(x/(2*u0*v0*exp(4*a))) - sqrt(x**2 + 4*u0**2*v0**2*exp(8*a)) - x*log(u0/v0))/4"
LOGCOSH = "((u0**2 + 2*a)*log(exp(-2*x) + 1) + (v0**2 + 2*a)*log(exp(2*x) + 1))/4"


@pytest.fixture(scope="module", autouse=True)
def workers() -> Iterator[None]:
    """One worker process for all claims of this file."""
    with Worker() as worker:
        WORKERS.append(worker)
        yield
    WORKERS.clear()


def answer(pair: dict[str, Any], **formulas: Any) -> tuple[Verification, dict[str, Any]]:
    found = verify(Pair(**pair), **formulas, worker=WORKERS[-1])
    return found, json.loads(json.dumps(found.to_json()))


def one(pair: dict[str, Any], **formulas: Any) -> Claim:
    """The only claim, accepted by the checker."""
    found, data = answer(pair, **formulas)
    outcome = recheck(data)
    assert outcome.accepted, outcome.rejected
    (claim,) = found.claims.values()
    return claim


@pytest.mark.parametrize(("pair", "formula"), [
    (HYPERBOLIC, {"R": ENTROPY}),
    (HYPERBOLIC, {"R": ENTROPY + " + 7"}),  # up to a constant
    (HYPERBOLIC, {"Q": "exp(4*a)*(u_0**2*exp(4*mu) + v_0**2*exp(-4*mu))/4"}),
    (HYPERBOLIC, {"grad_R": "(asinh(x_1/(2*u0*v0*exp(4*a))) - log(u0/v0))/4"}),
    (HYPERBOLIC, {"minimizer": "(u0**2 - v0**2)*exp(4*a)"}),
    ({**HYPERBOLIC, "init": {"u": "3/2", "v": "1/2"}}, {"minimizer": "2*exp(4*a)"}),
    ({**HYPERBOLIC, "init": {"u": "3/2", "v": "1/2"}}, {"minimizer": "(u0**2 - v0**2)*exp(4*a)"}),
    (LOGS, {"minimizer": "log(sqrt(u0**2 + 2*a)) - log(sqrt(v0**2 + 2*a))"}),
    (LOGS, {"domain": "mu + a > -u0**2/2, a - mu > -v0**2/2"}),
    (FOURTH, {"domain": "a - 1/(8*v0**2) < mu < 1/(8*u0**2) - a"}),
    (TWO, {"minimizer": ["u0*v0*exp(4*a)", "(u0**2 + v0**2)*exp(4*a)"]}),
    ({"g": ["x"]}, {"R": "(x - x0)**2/2"}),
    (UNIT, {"grad_R": "log(x*exp(-2*a)/2 + sqrt((x*exp(-2*a)/2)**2 + 1))/4"}),  # asinh as a logarithm
    (EXPS, {"domain": "mu + a < 1, a - mu < 1"}),
    ({**FOURTH, "init": {"u": "1", "v": "2"}}, {"domain": "8*(mu + a) < 1, 32*(a - mu) < 1"}),
    (CUT, {"domain": "mu + a > -log(2)/2"}),  # u reaches 1
    ({"g": ["sin(u)"], "h": "sin(u)", "domain": ["u > -pi/2", "u < pi/2"], "init": {"u": "0"}}, {"grad_R": "atanh(x) - a"}),
    (CUT, {"R": "x*(asinh(x/(4*exp(4*a))) - log(2))/4 - sqrt(x**2 + 16*exp(8*a))/4"}),
], ids=str)
def test_right_formulas(pair: dict[str, Any], formula: dict[str, Any]) -> None:
    claim = one(pair, **formula)
    assert claim.status is Status.HOLDS, claim.because
    assert claim.witness is None


@pytest.mark.parametrize(("pair", "formula", "because"), [
    (HYPERBOLIC, {"Q": "exp(4*a)*(u0**2*exp(4*mu) + v0**2*exp(-4*mu))/2"}, "coordinate 1 of g(psi)"),
    (HYPERBOLIC, {"grad_R": "asinh(x/(2*u0*v0*exp(4*a))) - log(u0/v0)"}, "not mu1"),
    (HYPERBOLIC, {"minimizer": "(u0**2 - v0**2)*exp(2*a)"}, "g(psi(0, a))"),
    (HYPERBOLIC, {"domain": "mu < 1"}, "psi exists where"),
    (HYPERBOLIC, {"domain": "x > 0"}, "x is reached where"),
    # as printed in tdmf Eq. 8, for h = m^2 + w^2 and u0, v0 = (m0 +- w0)/sqrt(2): the factors are not those of the flow
    (PRODUCT, {"R": "(x*asinh(x/(2*exp(2*a)*(m0**2 - w0**2)/2)) - sqrt(x**2 + exp(4*a)*(m0**2 - w0**2)**2) - x*log((m0 + w0)/(m0 - w0)))/4"}, "not mu1"),
    # tdmf App. B.1 prints -2a, and a condition from above
    (LOGS, {"R": "((u0**2 - 2*a)*log(exp(-2*x) + 1) + (v0**2 - 2*a)*log(exp(2*x) + 1))/4"}, "not mu1"),
    (LOGS, {"minimizer": "log(sqrt(u0**2 - 2*a)) - log(sqrt(v0**2 - 2*a))"}, "g(psi(0, a))"),
    # tdmf Sec. 4 prints (-c_u - a, c_v + a): it shrinks as a decreases, the slices of psi's domain do not
    (FOURTH, {"domain": "-1/(8*v0**2) - a < mu < 1/(8*u0**2) + a"}, "psi exists where"),
    (FOURTH, {"domain": "a - 1/(4*v0**2) < mu < 1/(8*u0**2) - a"}, "does not exist"),
    ({"g": ["u**2"], "domain": ["u > 0"]}, {"grad_R": "log(x - 1)/4"}, "not"),
    (HYPERBOLIC, {"grad_R": "sqrt(-1 - x**2)"}, "not defined"),
    (EXPS, {"grad_R": "(sqrt(1 + x**2*(1 - a)**2) - 1)/x"}, "not defined"),  # right but at x = 0
    (EXPS, {"domain": "mu + a < 1, a - mu < 1/2"}, "psi exists where"),
    ({**FOURTH, "init": {"u": "1", "v": "2"}}, {"domain": "8*(mu + a) < 2, 32*(a - mu) < 1"}, "does not exist"),
    (CUT, {"domain": "mu + a > -1"}, "does not exist"),
], ids=str)
def test_wrong_formulas(pair: dict[str, Any], formula: dict[str, Any], because: str) -> None:
    claim = one(pair, **formula)
    assert claim.status is Status.FAILS, claim.because
    assert because in claim.because
    assert claim.witness
    assert claim.corrected is not None
    assert claim.differs_by is None


@pytest.mark.parametrize(("pair", "formula", "c"), [
    (HYPERBOLIC, {"R": ENTROPY + " + 5*a"}, lambda a, u, v: 5 * a),
    (HYPERBOLIC, {"Q": "exp(4*a)*(u0**2*exp(4*mu) + v0**2*exp(-4*mu))/4 - a**2"}, lambda a, u, v: -a**2),
    ({"g": ["x"], "h": "2*x"}, {"R": "(x - x0 - 2*a)**2/2"}, lambda a, x: 2 * a**2 + 2 * a * x),
    (LOGS, {"R": LOGCOSH}, lambda a, u, v: _logs(a, u, v) - _logs(0, u, v)),
], ids=["R plus 5 a", "Q minus a squared", "a shifted square", "log-cosh"])
def test_off_by_a_function_of_a(pair: dict[str, Any], formula: dict[str, Any], c: Any) -> None:
    claim = one(pair, **formula)
    assert claim.status is Status.FAILS
    assert claim.differs_by is not None
    assert "the dynamics are the same" in claim.because
    starts = [Fraction(3, 2), Fraction(7, 3)][:len(Pair(**pair).w)]
    for a in (Fraction(-1, 3), Fraction(1, 5)):
        values = {"a": a, **dict(zip([f"{w}0" for w in Pair(**pair).w], starts, strict=True))}
        stated = mpmath.mpf(_number(claim.differs_by, values))
        assert abs(stated - c(mpmath.mpf(a.numerator) / a.denominator, *(mpmath.mpf(s.numerator) / s.denominator for s in starts))) < 1e-12
    name = next(iter(formula))
    assert claim.corrected is not None
    assert one(pair, **{name: str(claim.corrected[0])}).status is Status.HOLDS


def _logs(a: Any, u: Any, v: Any) -> Any:
    """R + Q - x*mu of the log-cosh formula at mu = 0: (S log S)/4 - S/4 with S = u^2 + v^2 + 4a."""
    s = u**2 + v**2 + 4 * a
    return s * mpmath.log(s) / 4 - s / 4


def _number(e: Any, values: dict[str, Fraction]) -> str:
    from mirrorsym.calculus.enclosure import enclose

    return enclose(e, values, 128).mid().str(30, radius=False)


def test_what_the_checker_does_not_accept_is_withdrawn() -> None:
    class Stubborn:
        def call(self, function: str, *args: Any, timeout: float) -> dict[str, str]:
            return {"Q": "no"} if function.endswith(":objections") and args and timeout else {}

    found, _ = answer(UNIT, Q="exp(2*a)*cosh(4*mu)/2", minimizer="0")
    assert {str(c.status) for c in found.claims.values()} == {"HOLDS"}
    kept = _accepted(found, Stubborn(), 1.0)  # type: ignore[arg-type]
    assert kept.claims["minimizer"] == found.claims["minimizer"]
    assert (kept.claims["Q"].status, kept.claims["Q"].certificates) == (Status.UNDECIDED, ())
    assert "not accepted: no" in kept.claims["Q"].because


def test_what_is_not_settled_stays_open() -> None:
    assert one(HYPERBOLIC, R="abs(x)*0 + " + ENTROPY).status is Status.HOLDS  # 0*abs(x) is no abs
    kinked = one(HYPERBOLIC, Q="exp(4*a)*(u0**2*exp(4*mu) + v0**2*exp(-4*mu))/4 + abs(exp(a)) - exp(a)")
    assert kinked.status is Status.UNDECIDED
    assert one({"g": ["u**2"], "h": "u**2", "domain": ["u > 0"]}, domain="x > a").status is Status.UNDECIDED


def test_without_a_potential() -> None:
    found, data = answer({"g": ["u**2 - v**2"], "h": "u**2*v", "domain": ON}, R="x", minimizer="1")
    assert {c.status for c in found.claims.values()} == {Status.NOT_APPLICABLE}
    assert "commuting_with_h" in found.claims["R"].because
    assert recheck(data).accepted


@pytest.mark.parametrize(("formulas", "message"), [
    ({"R": "x +"}, "R: column 4"), ({"R": "u**2"}, "unknown symbol 'u'"), ({"grad_R": ["x", "x"]}, "1 formula is expected, not 2"),
    ({"domain": "mu"}, "domain"), ({"minimizer": "__import__('os')"}, "minimizer"),
])
def test_bad_input(formulas: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message.replace("(", r"\(")):
        verify(Pair(**HYPERBOLIC), **formulas)


FORGERIES = [
    ("another formula", "R", lambda d: d["claims"]["R"].update(given=ENTROPY.replace("exp(8*a)", "exp(6*a)").replace("x/", "x1/"))),
    ("a pair with another h", "R", lambda d: d["pair"].update(h="2*u**2 + 2*v**2")),
    ("a smaller domain", "R", lambda d: d["pair"].update(domain=["u > 1", "v > 0"])),
    ("another start", "R", lambda d: d["pair"]["init"].update(u="2*u0")),
    ("no proof of a start", "minimizer", lambda d: d["claims"]["minimizer"]["certificates"][0]["ground"].update(begins=[None])),
    ("another psi", "minimizer", lambda d: d["claims"]["minimizer"]["certificates"][0]["ground"]["psi"].update(u=["sym", "u0"])),
    ("the opposite", "R", lambda d: d["claims"]["R"].update(status="FAILS")),
    ("no certificate", "R", lambda d: d["claims"]["R"].update(certificates=[])),
    ("swapped names", "R", lambda d: d["outputs"].update(x=["mu1"])),
]


@pytest.fixture(scope="module")
def right() -> dict[str, Any]:
    """A right answer about R and the minimizer."""
    return answer(HYPERBOLIC, R=ENTROPY, minimizer="(u0**2 - v0**2)*exp(4*a)")[1]


@pytest.mark.parametrize(("what", "name", "forge"), FORGERIES, ids=[f[0] for f in FORGERIES])
def test_forged_answers_are_rejected(what: str, name: str, forge: Any, right: dict[str, Any]) -> None:
    assert recheck(right).accepted
    data = copy.deepcopy(right)
    forge(data)
    assert not recheck(data)[name].accepted


def test_forged_refutations_are_rejected() -> None:
    data = answer(HYPERBOLIC, R=ENTROPY + " + 5*a", minimizer="(u0**2 - v0**2)*exp(2*a)")[1]
    assert recheck(data).accepted
    for name, change in (("minimizer", {"given": ["(u0**2 - v0**2)*exp(4*a)"]}), ("R", {"differs_by": "4*a"}), ("R", {"witness": {"a": "7"}}),
                         ("R", {"status": "HOLDS"})):
        forged = copy.deepcopy(data)
        forged["claims"][name].update(change)
        assert not recheck(forged)[name].accepted


SQUARE = {"g": ["u**2"], "h": "u**2"}
QUADRANT = {"g": ["u**2", "v**2 + c"], "h": "u**2 + v**2", "domain": ON, "parameters": {"c": "real"}}
TURNED = {"g": ["u**2 + v**2", "u**2 - v**2"], "h": "u**2", "domain": ON}


@pytest.mark.parametrize(("pair", "domain", "status", "words"), [
    (SQUARE, "x > 0", Status.HOLDS, "exactly there"), (SQUARE, "x >= 0", Status.FAILS, "not reached at a point"),
    (SQUARE, "x > -1", Status.FAILS, "not reached"), (SQUARE, "x > 1", Status.FAILS, "x1 > 1 does not hold"),
    (HYPERBOLIC, "x**2 >= 0", Status.HOLDS, "exactly there"), (FOURTH, "x**2 + 1 > 0", Status.HOLDS, "exactly there"),
    (FOURTH, "x < 1000000", Status.FAILS, "does not hold"), (LOGS, "x**2 >= 0", Status.HOLDS, "exactly there"),
    (QUADRANT, "x1 > 0, x2 > c", Status.HOLDS, "exactly there"), (QUADRANT, "x1 > 0, x2 > 0", Status.FAILS, ""),
    (QUADRANT, "x2 > c", Status.FAILS, "not reached"), (QUADRANT, "x1 > 0, x2 > c, x1 + x2 < 9", Status.FAILS, "x1 + x2 < 9"),
    (TURNED, "x1 > x2, x1 > -x2", Status.HOLDS, "exactly there"), (TURNED, "x1 > x2", Status.FAILS, "not reached"),
    (TURNED, "x1 > x2, x1 > -x2, x1 > 1", Status.FAILS, "x1 > 1"), ({"g": ["-u**2 - v**2"], "h": "u**2", "domain": ON}, "x < 0", Status.HOLDS, ""),
    ({"g": ["u"], "domain": ["u > 1"]}, "x > 1", Status.HOLDS, ""), ({"g": ["u"], "domain": ["u > 1"]}, "x > 0", Status.FAILS, "not reached"),
])
def test_the_range_of_x(pair: dict[str, Any], domain: str, status: Status, words: str) -> None:
    """The range of x by hand: sums and differences of squares and fourth powers of positive numbers, logarithms, turned quadrants."""
    claim = one(pair, domain=domain)
    assert claim.status is status, claim.because
    assert words in claim.because
    if status is Status.FAILS:
        assert claim.witness is not None
        assert not claim.corrected or one(pair, domain=[str(r) for r in claim.corrected]).status is Status.HOLDS


def test_where_the_start_is_left_out_the_range_says_so() -> None:
    assert [str(r) for r in one(SQUARE, domain="x > 0").holds_on or ()] == ["u0 != 0"]


@pytest.mark.parametrize(("pair", "right"), [(SQUARE, "x > 0"), (TURNED, "x1 > x2, x1 > -x2")])
def test_forged_ranges_are_rejected(pair: dict[str, Any], right: str) -> None:
    data = answer(pair, domain=right)[1]
    assert recheck(data).accepted
    smaller, larger, other = copy.deepcopy(data), copy.deepcopy(data), copy.deepcopy(data)
    smaller["claims"]["domain"]["given"].append("x1 < 10")
    larger["claims"]["domain"]["given"] = ["x1**2 >= 0"]
    other["pair"]["domain"] = [*other["pair"]["domain"], "u > 1"]
    fails = answer(pair, domain="x1 > 7")[1]
    fails["claims"]["domain"]["given"] = data["claims"]["domain"]["given"]
    silent = copy.deepcopy(data)
    silent["claims"]["domain"]["holds_on"] = None
    for forged in (smaller, larger, other, fails, *([silent] if pair is SQUARE else [])):
        assert not recheck(forged)["domain"].accepted


def test_forged_domains_are_rejected() -> None:
    data = answer(FOURTH, domain="a - 1/(8*v0**2) < mu < 1/(8*u0**2) - a")[1]
    assert recheck(data).accepted
    smaller, larger = copy.deepcopy(data), copy.deepcopy(data)
    smaller["claims"]["domain"]["given"].append("mu1 < 10")
    larger["claims"]["domain"]["given"].pop()
    part = copy.deepcopy(data)  # D cut down by a condition that has nothing to do with the flow
    ground = part["claims"]["domain"]["certificates"][0]["ground"]
    ground["domain"].append(["add", ["num", "1"], ["sym", "a"]])
    ground["begins"].append({"rule": "structure"})
    for forged in (smaller, larger, part):
        assert not recheck(forged)["domain"].accepted
