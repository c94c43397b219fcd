"""horizon: degrees, shapes and constants against numbers far out, refusals by their item, and files that were tampered with."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import mpmath
import pytest

from mirrorsym import horizon, recheck
from mirrorsym.calculus.bounded import Worker
from mirrorsym.calculus.enclosure import enclose
from mirrorsym.errors import InputError
from mirrorsym.expression import num
from mirrorsym.grammar import parse
from mirrorsym.horizon_function import KEYS
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Budget
from mirrorsym.recheck.reader import read

HYPERBOLIC = "7/3*t*asinh(t/b) - 7/3*sqrt(t**2 + b**2)"
SMOOTHENED = "abs(x)**p/p + lam*x**2/2"


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """One worker for all questions."""
    with Worker() as one:
        yield one


@pytest.fixture(scope="module")
def hyperbolic(worker: Worker) -> dict[str, Any]:
    """The answer for the hyperbolic entropy, under other names and scaled."""
    return horizon(HYPERBOLIC, parameters={"b": "positive"}, copies=2, worker=worker).to_json()


@pytest.fixture(scope="module")
def cubic(worker: Worker) -> dict[str, Any]:
    """The answer for p = 3."""
    return horizon("abs(x)**3/3 + lam*x**2/2", parameters={"lam": "positive"}, worker=worker).to_json()


@pytest.fixture(scope="module")
def smoothened(worker: Worker) -> dict[str, Any]:
    """The answer for the smoothened potential with symbolic p and lam."""
    return horizon(SMOOTHENED, parameters={"p": "p > 3", "lam": "positive"}, worker=worker).to_json()


def far(text: str, point: dict[str, Any], bits: int = 4000) -> mpmath.mpf:
    """A formula's value in many digits."""
    with mpmath.workdps(600):
        return mpmath.mpf(enclose(read(text, set(point)).substitute({k: num(v) for k, v in point.items()}), {}, bits).mid().str(500, radius=False))


def along(answer: dict[str, Any], theta: dict[str, Any], values: dict[str, Any], s: int) -> tuple[mpmath.mpf, mpmath.mpf]:
    """Q(s theta)^(1/alpha)/s and R(s theta)/rho(s), from R alone."""
    (x,) = answer["x"]
    r = parse(answer["R"], {x, *values})
    slope = derivative(r, x, Budget())
    with mpmath.workdps(600):
        total_q = total_r = mpmath.mpf(0)
        for v in theta.values():
            point = {x: Fraction(v) * s, **values}
            r_at, slope_at = far(str(r), point), far(str(slope), point)
            total_r += r_at
            total_q += mpmath.mpf(Fraction(v).numerator) * s / Fraction(v).denominator * slope_at - r_at
        alpha = far(answer["alpha"], values)
        return total_q ** (1 / alpha) / s, total_r / far(answer["rho"], {answer["s"]: s, **values})


def test_hyperbolic_entropy_gives_l1(hyperbolic: dict[str, Any]) -> None:
    assert (hyperbolic["status"], hyperbolic["alpha"], hyperbolic["shape"], hyperbolic["rho"]) == ("HOLDS", "1", "l1", "s*log(s)")
    theta, values = {"t1": "2/3", "t2": "-5/7"}, {"b": "3/2"}
    q, r = along(hyperbolic, theta, values, 10**100)
    assert abs(q - far(hyperbolic["phi"], {**theta, **values})) < 1e-90
    assert abs(r - far(hyperbolic["limit"], {**theta, **values})) < 0.02  # this limit is as slow as 1/log(s)
    statuses = {k: v["status"] for k, v in hyperbolic["assumptions"].items()}
    assert statuses == {"2.3": "HOLDS", "4.4": "HOLDS", "G.1": "FAILS", "H.1": "HOLDS"}
    applies = {k for k, v in hyperbolic["theorems"].items() if v["status"] == "HOLDS"}
    assert applies == {"homog.4.5", "homog.4.6", "homog.c4.8", "homog.4.9", "homog.4.10"}
    assert hyperbolic["theorems"]["homog.4.7"]["first_missing"] == "G.1"


def test_smoothened_potential_gives_lp(smoothened: dict[str, Any]) -> None:
    assert (smoothened["status"], smoothened["alpha"], smoothened["shape"], smoothened["rho"]) == ("HOLDS", "p", "lp", "s**p")
    values = {"p": "17/5", "lam": "5/4"}
    for x in ("1/3", "-4"):
        q, r = along(smoothened, {"x": x}, values, 10**60)
        assert abs(q / far(smoothened["phi"], {"x": x, **values}) - 1) < 1e-50
        assert abs(r / far(smoothened["limit"], {"x": x, **values}) - 1) < 1e-50
    assert {v["status"] for v in smoothened["assumptions"].values()} == {"HOLDS"}
    assert all(i["status"] == "HOLDS" for i in smoothened["assumptions"]["2.3"]["items"].values())
    assert parse(smoothened["assumptions"]["G.1"]["value"]["c"], {"p"}) == parse("(p - 1)/p", {"p"})


def test_the_constants_of_the_margin_bound_hold_in_numbers(smoothened: dict[str, Any]) -> None:
    given = smoothened["assumptions"]["H.1"]["value"]
    assert given["lambda"] == "lam"
    for p in ("31/10", "5"):
        for lam in ("1/10", "20"):
            for x in ("1/50", "1", "30"):
                values = {"p": p, "lam": lam}
                q, phi = far(smoothened["Q"]["formula"], {"x": x, **values}, 400), far(smoothened["phi"], {"x": x, **values}, 400)
                c1, c2 = far(given["C1"], {"d": 1, **values}, 400), far(given["C2"], values, 400)
                root = q ** (1 / far(p, {}, 400))
                assert phi <= root * (1 + mpmath.mpf(10) ** -50)
                assert root <= phi * (1 + c1 * far(lam, {}, 400) * phi**-c2) * (1 + mpmath.mpf(10) ** -50)


def test_every_key_is_always_there(hyperbolic: dict[str, Any], worker: Worker) -> None:
    assert set(hyperbolic) == set(KEYS)
    refused = horizon("x*log(x) - x", domain=["x > 0"], worker=worker).to_json()
    assert set(refused) == set(KEYS)
    assert set(refused["assumptions"]) == {"2.3", "4.4", "G.1", "H.1"}
    assert refused["alpha"] is refused["phi"] is refused["shape"] is None


@pytest.mark.parametrize(("formula", "failing"), [
    ("x*log(x) - x", ["domain"]), ("-log(x)", ["domain", "gradient_onto"]), ("-log(x) - log(1 - x)", ["domain"]),
    ("z*log(z) + (1 - z)*log(1 - z)", ["domain"]), ("sqrt(1 + x**2)", ["gradient_onto"]), ("x**2 - x", None), ("x**3", ["strictly_convex"]),
    ("abs(x)**(3/2)", ["twice_differentiable", "lipschitz_hessian"])])
def test_refusals_name_the_item(formula: str, failing: list[str] | None, worker: Worker) -> None:
    found = horizon(formula, worker=worker)
    if failing is None:
        assert str(found.status) == "HOLDS"
        return
    assert str(found.status) == "FAILS"
    assert set(failing) <= set(found.assumptions["2.3"]["failing"])
    assert failing[0] in found.because
    assert all(t["status"] == "NOT_APPLICABLE" for t in found.theorems.values())


def test_lambda_zero_is_allowed_with_a_warning(worker: Worker) -> None:
    found = horizon("x**4/4", worker=worker).to_json()
    assert found["status"] == "HOLDS"
    assert "Hessian has no inverse" in found["warnings"][0]


def test_an_edge_of_the_parameters_is_left_out(worker: Worker) -> None:
    found = horizon(SMOOTHENED, parameters={"p": "p >= 2", "lam": "nonnegative"}, worker=worker).to_json()
    assert (found["status"], found["holds_on"], found["alpha"], found["shape"]) == ("HOLDS", ["p > 2"], "p", "lp")
    assert "everything is about p > 2" in found["warnings"][0]
    assert {k for k, v in found["theorems"].items() if v["status"] == "HOLDS"} == {"homog.4.5", "homog.4.6", "homog.4.7", "homog.4.9", "homog.4.10"}
    assert found["assumptions"]["2.3"]["items"]["lipschitz_inverse_hessian"]["status"] == "UNDECIDED"  # lam = 0 is allowed
    bad = json.loads(json.dumps(found))
    bad["holds_on"] = []
    assert not recheck(bad).accepted


def test_decisions_at_a_break_are_taken(worker: Worker) -> None:
    found = horizon("Max(x, 0)**3 + Max(-x, 0)**3 + x**2", worker=worker)
    assert (str(found.status), found.shape, str(found.alpha)) == ("HOLDS", "lp", "3")


def test_a_sign_that_is_open_is_undecided(worker: Worker) -> None:
    found = horizon(SMOOTHENED, parameters={"p": "p > 1", "lam": "positive"}, worker=worker)
    assert found.alpha is None
    assert str(found.status) in ("UNDECIDED", "FAILS")
    assert "sign of" in found.data["homogeneous"]["because"]


@pytest.mark.parametrize(("options", "words"), [
    ({"copies": 0}, "copies"), ({"copies": "x"}, "copies"), ({"variables": ["y"]}, "R"), ({"parameters": {"x": "real"}}, "variable")])
def test_bad_input(options: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        horizon("x**2", **options)


#: changes that are made together; each name is a check that has to see its own
CHANGES: list[dict[str, tuple[tuple[Any, ...], Any]]] = [
    {"steps[0]": (("steps", 0, "rhs"), "s**3"), "steps[1]": (("steps", 1, "rhs"), "2*s"), "Q": (("Q", "formula"), "x**2"),
     "conjugate": (("conjugate", "formula"), "cosh(z)"), "family": (("family", "lambda"), "2*lam"), "shape": (("shape",), "max"),
     "G.1": (("assumptions", "G.1", "value", "c"), "1/2"), "H.1": (("assumptions", "H.1", "value", "C1"), "1"), "phi": (("phi",), "abs(x)"),
     "2.3.domain": (("assumptions", "2.3", "items", "domain", "status"), "FAILS"), "4.4": (("assumptions", "4.4", "status"), "FAILS"),
     "homogeneous": (("homogeneous", "status"), "FAILS"), "normalizations": (("normalizations", "Q", "value"), "x"), "homog.4.5": (("alpha",), "2")},
    {"alpha": (("ends", 0, "Q", "coefficient"), "2"), "H.1": (("assumptions", "H.1", "value", "D"), "1/3"), "2.3": (("assumptions", "2.3", "status"), "FAILS"),
     "family": (("family", "name"), "hyperbolic"), "log_rho": (("log_rho",), "s"), "G.1": (("assumptions", "G.1", "status"), "FAILS")},
    {"alpha": (("ends", 1, "Q", "scale"), "s**2")}, {"rho": (("ends", 1, "R", "scale"), "s"), "homog.c4.8": (("theorems", "homog.c4.8", "status"), "HOLDS")}]


@pytest.mark.parametrize("changes", CHANGES, ids=lambda c: next(iter(c)))
def test_a_tampered_file_is_rejected(cubic: dict[str, Any], changes: dict[str, tuple[tuple[Any, ...], Any]]) -> None:
    bad = json.loads(json.dumps(cubic))
    for path, value in changes.values():
        at = bad
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = value
    rejected = {c.about for c in recheck(bad).rejected}
    assert set(changes) <= rejected


def test_the_untouched_file_is_accepted(cubic: dict[str, Any]) -> None:
    assert recheck(json.loads(json.dumps(cubic))).accepted


def test_another_potential_in_the_file_is_rejected(hyperbolic: dict[str, Any]) -> None:
    bad = {**copy.deepcopy(hyperbolic), "R": "t**4"}
    assert len(recheck(bad).rejected) > 10


def test_what_is_out_of_reach_has_numbers(worker: Worker) -> None:
    found = horizon("(abs(x)**3 + abs(y)**3)**(5/3)", worker=worker).to_json()
    assert (found["status"], found["alpha"], found["numeric"]["status"]) == ("UNDECIDED", None, "UNDECIDED")
    for ray in found["numeric"]["rays"]:
        for order in ray["orders"]:
            assert float(order["low"]) <= 5 <= float(order["high"])
            assert float(order["high"]) - float(order["low"]) < 1e-9
    assert recheck(json.loads(json.dumps(found))).accepted


def test_mixtures_of_one_degree(worker: Worker) -> None:
    found = horizon("x**4/4 + 4*y**4 + y**2", worker=worker).to_json()
    assert (found["status"], found["alpha"], found["shape"]) == ("HOLDS", "4", "(abs(x)**4 + 16*abs(y)**4)**(1/4)")
    assert found["theorems"]["homog.4.7"]["first_missing"] == "identical"
    other = horizon("x**4/4 + y**2", worker=worker).to_json()
    assert other["homogeneous"]["status"] == "FAILS"
    assert other["alpha"] is other["shape"] is None


def test_exponential_growth_has_the_max_norm(worker: Worker) -> None:
    found = horizon("cosh(t)", copies=3, worker=worker).to_json()
    assert (found["shape"], found["alpha"], found["log_rho"], found["log_limit"]) == ("max", None, "s", "Max(abs(t1), abs(t2), abs(t3))")
    assert found["assumptions"]["4.4"]["status"] == "FAILS"
