"""A set that strict conditions cut out need not be open; the checker and the door agree on which ones are."""

from __future__ import annotations

import pytest

from mirrorsym import Pair, check
from mirrorsym.calculus.openness import closed_at
from mirrorsym.calculus.region import Region
from mirrorsym.errors import InputError
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.openness import check_open

#: each is closed somewhere, which the sample points 0 and 1/n show: 0 belongs to the set, and its neighbors on one side do not
CLOSED = [("sqrt(u) > -1",), ("sqrt(-u**2) > -1",), ("sign(u) > -1",), ("asin(u) > 0",), ("acos(u) < 4",), ("acosh(u) + 1 > 0",),
          ("LambertW(u) > -2",), ("Piecewise((1, u >= 0), (-1, True)) > 0",), ("u**(1/3) + v**2 + 1 > 0",), ("sqrt(u*v) + 1 > 0", "v > 0"),
          ("sqrt(u) != 1",)]
OPEN = [("sqrt(u) > 1",), ("sqrt(u) > 0",), ("sqrt(u**2 + v**2) < 1",), ("sqrt(u) > v", "u > 0"), ("sign(u) > 0",), ("asin(u) > 1/2", "u > 0", "u < 1"),
        ("abs(u) > 1",), ("Max(u, v) > 1",), ("log(u) > 0",), ("1/u > -1",), ("sqrt((u - v)**2) < 1",),
        ("Piecewise((u, u > 0), (-1, True)) > 0",), ("v > sqrt(u)", "u > 1"), ("sqrt(sqrt(u) - 1) > 1", "u > 1")]


@pytest.mark.parametrize("conditions", CLOSED, ids=str)
def test_what_is_not_open_is_refused_at_both_places(kit, conditions):
    with pytest.raises(Rejected, match="M is not shown to be open"):
        check_open(kit.setting(*conditions))
    with pytest.raises(InputError, match="M is not shown to be open"):
        check(Pair(g=["u + v"], domain=list(conditions), variables=("u", "v")), only=["commuting"])


@pytest.mark.parametrize("conditions", OPEN, ids=str)
def test_what_is_open_passes_both_places(kit, conditions):
    setting = kit.setting(*conditions)
    check_open(setting)
    assert closed_at(Region(setting.variables, (), setting.facts)) is None


def test_a_report_about_a_closed_set_is_no_report(kit):
    with pytest.raises(InputError, match="not shown to be open"):
        kit.check(["u"], None, "sqrt(-u**2) > -1", commuting=("HOLDS", {"kind": "zeros", "items": {}}))


def test_a_parameter_may_lie_in_a_closed_set(kit):
    check_open(kit.setting("u > sqrt(c)", c="nonnegative"))
