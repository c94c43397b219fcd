"""One spelling for angles: values unchanged at exact points, zeros by one common angle, and the checker's word on them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from mirrorsym.calculus import zero
from mirrorsym.calculus.angles import common_angle, evened
from mirrorsym.calculus.enclosure import enclose
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.tower import normal_form
from mirrorsym.expression import sub
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.reader import read
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.zero import prove_zero

NAMES = {"s", "t", "c"}
POINTS = ({"s": Fraction(2, 3), "t": Fraction(-5, 7), "c": Fraction(3, 2)}, {"s": Fraction(-4), "t": Fraction(1, 9), "c": Fraction(-1)})


@pytest.mark.parametrize("text", ["sin(-s)", "cos(-s/2)*sin((s - 3*t)/2)", "sin(t - s) + cos(t - s)", "sin(c*t/2 - s)", "sin(s - s) + cos(s - s)",
                                  "sin(2*(s + t) - 2*t)", "cos(atan(s) - t)"])
def test_another_spelling_has_the_same_values(text: str) -> None:
    e = read(text, NAMES)
    for p in POINTS:
        assert abs(enclose(sub(evened(e), e), p, 300)) < 1e-60


def test_an_angle_and_its_negative_are_one() -> None:
    assert evened(read("cos(s/2 - t)", NAMES)) == evened(read("cos(t - s/2)", NAMES))
    assert evened(read("sin(s/2 - t) + sin(t - s/2)", NAMES)) != evened(read("2*sin(s/2 - t)", NAMES))


@pytest.mark.parametrize(("text", "number"), [("sin(3*s + t)**2 + cos((6*s + 2*t)/2)**2 - 1", 2), ("sin(2*s + 14*t) - 2*sin(s + 7*t)*cos(s + 7*t)", 2),
                                              ("sin(s + t)*cos(t) - cos(s + t)*sin(t) - sin(s)", 4)])
def test_zeros_are_proved_with_as_few_letters_as_there_are_angles(text: str, number: int) -> None:
    e, region = read(text, NAMES), Region(("s", "t"))
    assert (common_angle(e) is None) == (number > 2)
    found = normal_form(e, region)
    assert found is not None
    assert len(found[0].generators) == number
    proof = zero.prove(e, region)
    assert proof is not None
    setting = Setting(region.names, (), (), Budget(seconds=20.0))
    prove_zero(e, proof, setting)
    with pytest.raises(Rejected):  # the proof is about this claim only
        prove_zero(sub(e, read("sin(3*s + t)/10**9", NAMES)), proof, setting)


def test_what_is_no_zero_is_not_proved() -> None:
    assert zero.prove(read("sin(3*s + t)**2 + cos(3*s + 2*t)**2 - 1", NAMES), Region(("s", "t"))) is None
    assert zero.prove(read("sin(3*s + t)**2 + cos(3*s + t)**2 - 1 + 10**-40", NAMES), Region(("s", "t"))) is None
