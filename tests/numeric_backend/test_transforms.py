"""Numeric potentials: the closed forms of `derive` at 50 digits, honest ends, and orders of flows that matter or do not."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import mpmath
import pytest

from mirrorsym._check import check
from mirrorsym.calculus.bounded import Worker
from mirrorsym.calculus.region import Region, samples
from mirrorsym.catalogue import ids, load
from mirrorsym.errors import InputError
from mirrorsym.expression import Expression
from mirrorsym.maps import Pair
from mirrorsym.potential import Potential
from mirrorsym.verdict import Status
from numeric_backend.backends.on_mpmath import evaluator
from numeric_backend.extrapolation import Ended
from numeric_backend.lowering import lower
from numeric_backend.transforms import numeric_potential

NEEDED = ("smooth", "commuting", "commuting_with_h", "regular")
MU, CLOCK = (Fraction(1, 170), Fraction(-1, 230)), Fraction(-1, 190)
CLOSE = mpmath.mpf(10) ** -45
#: pairs of the catalogue whose map and domain are, but for the number of copies or the signs of M, another one's
LEFT_OUT = {"m-w-vector", "u2-v2-vector", "m-w-everywhere"}


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as w:
        yield w


def derived(pair: Pair, worker: Worker) -> Potential:
    report = check(pair, worker=worker, only=NEEDED)
    found: Potential = worker.call("mirrorsym._derive:potential", pair, report.criteria, timeout=60)
    return found


def values(formulas: Any, at: dict[str, Any]) -> list[Any]:
    names = sorted(at)
    return evaluator(lower(list(formulas), names))(*(mpmath.mpf(Fraction(at[n]).numerator) / Fraction(at[n]).denominator
                                                     if isinstance(at[n], Fraction) else at[n] for n in names))


def true(relation: Expression, at: dict[str, Any]) -> bool:
    left, right = values(relation.args, at)
    return bool({"<": left < right, ">": left > right, "!=": left != right}[relation.op])


@pytest.mark.parametrize("name", [i for i in ids() if i not in LEFT_OUT])
def test_closed_forms_agree_with_the_integrated_flow_at_50_digits(name: str, worker: Worker) -> None:
    pair = load(name)
    found = derived(pair, worker)
    if found.status is not Status.HOLDS:
        assert found.status in (Status.NOT_APPLICABLE, Status.UNDECIDED)
        assert found.psi is None
        return
    points = sorted(samples(Region.of(pair.M), 8), key=lambda p: max(abs(p[v]) for v in pair.w))
    point, own = next((p, own) for p in points for own in [{e.args[0]: p[v] for v, e in pair.init if e.op == "sym"}]
                      if all(true(c, {**{n: p[n] for n in pair.M.parameter_names}, **own}) for c in found.assuming))
    given = {n: point[n] for n in pair.M.parameter_names}
    start = {v: point[v] for v in pair.w}
    a = CLOCK if pair.h is not None else Fraction(0)
    mu = list(MU[:len(pair.g)])
    numeric = numeric_potential(pair, start, given, digits=50)
    with mpmath.workdps(60):
        at = {**given, **own, **dict(zip(found.mu, mu, strict=True)), found.a: a}
        assert all(true(c, at) for c in found.dual_domain or ())
        trace = numeric.trace(mu, a)
        assert not isinstance(trace, Ended)
        psi = values(found.psi, at)
        assert all(abs(p - q) < CLOSE * (1 + abs(q)) for p, q in zip(psi, trace.value, strict=False))
        rest = {**at, **dict.fromkeys(found.mu, Fraction(0)), found.a: Fraction(0)}
        (q,), (q0,) = values([found.Q], at), values([found.Q], rest)
        assert abs(q - q0 - trace.value[-1]) < CLOSE
        x = numeric.grad_Q(mu, a)
        assert x is not None
        assert all(abs(p - y) < CLOSE * (1 + abs(y)) for p, y in zip(values(found.grad_Q, at), x, strict=True))
        lowest = numeric.minimizer(a)
        assert lowest is not None
        assert all(abs(p - y) < CLOSE * (1 + abs(y)) for p, y in zip(values(found.minimizer, at), lowest, strict=True))
        if not found.closed_form:
            return
        there = {**given, **own, **dict(zip(found.x, x, strict=True)), found.a: a}
        assert all(abs(p - mpmath.mpf(m.numerator) / m.denominator) < CLOSE for p, m in zip(values(found.grad_R, there), mu, strict=True))
        (r,) = values([found.R], there)
        assert abs(r + q - sum(y * m.numerator / m.denominator for y, m in zip(x, mu, strict=True))) < CLOSE  # R is the conjugate of Q
        if pair.h is not None:
            (h,) = values([pair.h], {**given, **dict(zip(pair.w, psi, strict=True))})
            (slope,) = values([found.dR_da], there)
            assert abs(slope + h) < CLOSE * (1 + abs(h))


def test_a_wrong_formula_is_seen() -> None:
    numeric = numeric_potential(Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 0", "v > 0"]), {"u": 1, "v": 2}, digits=30)
    psi = numeric.psi(["1/8"], "-1/16")
    assert psi is not None
    with mpmath.workdps(50):
        assert abs(psi[0] - mpmath.exp(mpmath.mpf(1) / 8)) < mpmath.mpf(10) ** -29  # exp(2*(mu + a))
        assert abs(psi[0] - mpmath.exp(mpmath.mpf(2) / 8)) > 0.1  # the printed exp(2*mu) would be found out


def test_no_closed_form_is_needed() -> None:
    """Two sides of one theorem: the inverse found by Newton's method, and d_a R = -h(psi) by a difference quotient."""
    pair = Pair(g=["exp(u) - log(exp(v) + 1)"], h="exp(u) + log(exp(v) + 1)")
    numeric = numeric_potential(pair, {"u": "-1/2", "v": "1/3"}, digits=30)
    mu, a, step = ["1/7"], Fraction(-1, 9), Fraction(1, 10**8)
    x = numeric.grad_Q(mu, a)
    assert x is not None
    found = numeric.invert(x, a)
    assert found is not None and found.residual < mpmath.mpf(10) ** -26
    with mpmath.workdps(40):
        assert abs(found.mu[0] - mpmath.mpf(1) / 7) < mpmath.mpf(10) ** -26
        above, below, slope = numeric.R(x, a + step), numeric.R(x, a - step), numeric.dR_da(x, a)
        assert above is not None and below is not None and slope is not None
        assert abs((above - below) * 10**8 / 2 - slope) < 1e-12
    assert numeric.spread(mu, a) < mpmath.mpf(10) ** -27


def test_orders_matter_where_the_pair_does_not_commute() -> None:
    numeric = numeric_potential(Pair(g=["x", "x*y"]), {"x": 1, "y": 2}, digits=20)
    assert numeric.spread(["1/2", "1/3"]) > 0.01


def test_ends_are_none_with_a_reason() -> None:
    blown = numeric_potential(Pair(g=["exp(u)"]), {"u": 0}, digits=15)
    assert blown.psi([2]) is None and blown.Q([2]) is None and blown.grad_Q([2]) is None
    trace = blown.trace([2])
    assert isinstance(trace, Ended) and "speed" in trace.because and abs(trace.time - 0.5) < 1e-3
    left = numeric_potential(Pair(g=["log(u)"], domain=["u > 1"]), {"u": 2}, digits=15).trace([-2])
    assert isinstance(left, Ended) and "edge" in left.because and abs(left.time - 0.75) < 1e-3
    assert numeric_potential(Pair(g=["u**2"], domain=["u > 0"]), {"u": 1}, digits=15).grad_R([-1]) is None  # never reached


@pytest.mark.parametrize(("start", "parameters", "word"), [
    ({"u": -1}, {}, "does not lie in M"), ({}, {}, "a value is needed for u0"), ({"u": 1}, {}, "a value is needed for c"),
])
def test_starts_are_checked(start: dict[str, Any], parameters: dict[str, Any], word: str) -> None:
    pair = Pair(g=["c*u**2"], domain=["u > 0"], parameters={"c": "positive"}) if word.endswith("c") else Pair(g=["u**2"], domain=["u > 0"])
    with pytest.raises(InputError, match=word):
        numeric_potential(pair, start, parameters)


def test_arguments_are_checked() -> None:
    numeric = numeric_potential(Pair(g=["u**2"], domain=["u > 0"]), {"u": 1}, digits=15)
    with pytest.raises(ValueError, match="1 entries"):
        numeric.psi([1, 2])
    with pytest.raises(ValueError, match="no regularizer"):
        numeric.psi([1], 1)
    with pytest.raises(ValueError, match="1 entries"):
        numeric.invert([1, 2])
