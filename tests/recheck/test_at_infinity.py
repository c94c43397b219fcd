"""Limits of functions of t: against values far out, and what the rules may not decide."""

from __future__ import annotations

import pytest

from mirrorsym.calculus.enclosure import enclose
from mirrorsym.recheck.at_infinity import limit_at_infinity
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.reader import read
from mirrorsym.recheck.setting import Setting


def frame() -> Setting:
    """One parameter c > 0, and a budget that begins with the test."""
    return Setting((), ("c",), ((read("c", ("c",)), ">"),), Budget())


@pytest.mark.parametrize("text", [
    "exp(-t) - 1", "1/(1 + t) + 2", "-atan(t)", "(t + 1)*exp(-t)", "t**5*exp(-t/3)*(1 + t)**(1/2)", "tanh(t) + c", "exp(-c*t)*sin(t)",
    "sqrt(2 + 1/(1 + t))", "log(3 + exp(-t))", "exp(-2*t)*exp(t)", "1/log(2 + t)**2 - 7/2", "cos(1/(1 + t))"])
def test_a_limit_is_where_the_values_go(text: str) -> None:
    e = read(text, ("t", "c"))
    found = limit_at_infinity(e, "t", frame())
    assert found.value is not None
    at = {"t": read("10**60", ()), "c": read("2", ())}
    gap = enclose(e.substitute(at) - found.value.substitute(at), {}, 4096)
    assert abs(float(gap.mid())) < 1e-3


@pytest.mark.parametrize(("text", "sign"), [("-t", -1), ("-log(1 + t)", -1), ("2 - sqrt(1 + t)", -1), ("-c*t + sin(t)", -1), ("exp(t)/2", 1),
                                            ("(-t)**3*(1 + exp(-t))", -1), ("exp(2*t)*exp(-t)", 1)])
def test_infinite_limits(text: str, sign: int) -> None:
    if text.startswith("exp(2*t)*"):  # 0 times infinity: the sum of the slopes does not fall
        with pytest.raises(Rejected):
            limit_at_infinity(read(text, ("t", "c")), "t", frame())
        return
    assert limit_at_infinity(read(text, ("t", "c")), "t", frame()).infinite == sign


@pytest.mark.parametrize("text", ["t - log(1 + t)", "t**2 - t", "t*sin(t)", "t*exp(-t**2)*log(t)", "exp(sin(t))", "exp(t)*exp(-t)", "t/exp(c*t - t)"])
def test_what_is_not_decided_is_refused(text: str) -> None:
    with pytest.raises(Rejected):
        limit_at_infinity(read(text, ("t", "c")), "t", frame())


def test_what_only_stays_bounded_has_no_limit() -> None:
    found = limit_at_infinity(read("sin(t)", ("t",)), "t", frame())
    assert (found.value, found.infinite) == (None, 0)
