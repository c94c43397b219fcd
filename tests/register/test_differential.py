"""Relations about derivatives: what is written out, and that the way tells right from wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mirrorsym.calculus.bounded import Worker
from mirrorsym.errors import InputError
from mirrorsym.register import Bench, differential
from mirrorsym.register.differential import written_out
from mirrorsym.verdict import Status


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with Worker() as worker:
        yield Bench(worker)


@pytest.mark.parametrize(("text", "names", "written"), [
    ("D[x**2*y, x, y] = 2*x", {}, "(2*x) = 2*x"),
    ("At[x*y, x, y, y, x] = 0", {}, "(y*x) = 0"),  # both at once
    ("At[D[f, x], x, g] = 0", {"f": "x**3", "g": "y + 1"}, "(3*(y + 1)**2) = 0"),
    ("D[h, x] = 0", {"f": "x**2", "h": "f + 1"}, "(2*x) = 0"),  # a name may use the ones before it
    ("At[x, x, Max(1, 2)] = 2", {}, "(Max(1, 2)) = 2"),  # the comma inside parentheses parts nothing
])
def test_what_is_written_out(text: str, names: dict[str, str], written: str) -> None:
    assert written_out(text, names) == written


@pytest.mark.parametrize("text", ["D[x] = 0", "At[x, y] = 0"])
def test_a_derivative_needs_a_variable_and_a_value_its_place(text: str) -> None:
    with pytest.raises(InputError, match=r"is needed|are needed"):
        written_out(text, {})


@pytest.mark.parametrize(("formulas", "status"), [
    ({"R": "x*log(x) - x", "r": "D[R, x] = log(x)"}, Status.HOLDS),
    ({"R": "x*log(x)", "r": "D[R, x] = log(x)"}, Status.FAILS),
    ({"R": "x*log(x) - x", "r": "D[R, x, x] > 0", "s": "D[R, x, x] < 1"}, Status.FAILS),
])
def test_right_and_wrong(bench: Bench, formulas: dict[str, str], status: Status) -> None:
    assert differential(domain=["x > 0"])(formulas, bench).status is status


def test_what_is_presupposed_decides_nothing_when_it_fails(bench: Bench) -> None:
    check = differential(("flow",), domain=["p > 0", "t > 0"])
    right = {"curve": "exp(-p*t)", "flow": "D[curve, t] = -p*curve", "grows": "curve > 1"}
    assert check(right, bench).status is Status.FAILS
    assert check({**right, "curve": "exp(-2*p*t)"}, bench).status is Status.UNDECIDED
