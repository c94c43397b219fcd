"""`diff(f, x)` in relations: the derivative is right, nested ones too, and a wrong one is not accepted.

Truth: integration by hand, and mpmath's numerical derivative.
"""

from __future__ import annotations

from collections.abc import Iterator

import mpmath
import pytest

from mirrorsym.calculus.bounded import Worker
from mirrorsym.register.bench import Bench
from mirrorsym.register.slopes import slopes


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with Worker() as worker:
        yield Bench(worker)


@pytest.mark.parametrize(("domain", "right", "wrong"), [
    (["x > 0"], "diff(x*log(x) - x, x) = log(x)", "diff(x*log(x) + x, x) = log(x)"),
    ([], "diff(diff(sqrt(1 + x**2), x), x) = (1 + x**2)**(-3/2)", "diff(diff(sqrt(1 + x**2), x), x) = (1 + x**2)**(-1/2)"),
    (["y > 0"], "y*diff(x**2*y + y**3, y) = x**2*y + 3*y**3", "y*diff(x**2*y + y**3, x) = x**2*y + 3*y**3"),
    ([], "diff(x*sinh(x) - cosh(x), x) >= x*cosh(x)", "diff(x*sinh(x) - cosh(x), x) > x*cosh(x)"),
])
def test_derivatives_in_relations(bench: Bench, domain: list[str], right: str, wrong: str) -> None:
    assert str(slopes(domain=domain)({"r": right}, bench).status) == "HOLDS"
    assert str(slopes(domain=domain)({"r": wrong}, bench).status) == "FAILS"


def test_the_slope_is_that_of_the_number(bench: Bench) -> None:
    slope = mpmath.diff(lambda x: mpmath.asinh(x) * x, mpmath.mpf(1))
    near = slopes(domain=["x > 999999999999/1000000000000", "x < 1000000000001/1000000000000"])
    for value, status in ((slope, "HOLDS"), (slope + mpmath.mpf("1e-6"), "FAILS")):
        assert str(near({"r": f"(diff(asinh(x)*x, x) - {mpmath.nstr(value, 12)})**2 < 1/10**16"}, bench).status) == status


@pytest.mark.parametrize("text", ["diff(abs(x), x) = 1", "diff(max(x, 0), x) = 1", "diff(x = 1"])
def test_what_has_no_one_derivative_is_refused(bench: Bench, text: str) -> None:
    with pytest.raises(ValueError, match=r"kink|parenthesis"):
        slopes()({"r": text}, bench)
