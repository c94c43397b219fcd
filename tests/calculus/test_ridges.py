"""Functions of orthogonal forms: what is recognized, what is not, and that nothing is lost on the way."""

from __future__ import annotations

from fractions import Fraction

import pytest

from mirrorsym import check
from mirrorsym.calculus.enclosure import enclose
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.ridges import ridges_of
from mirrorsym.grammar import parse
from mirrorsym.maps import Pair
from mirrorsym.recheck import recheck

W = ("u", "v", "w")


def found(*texts: str):
    return ridges_of([parse(t, {*W, "s"}) for t in texts], Region(W, ("s",)))


@pytest.mark.parametrize("texts", [
    ("exp(u + v) - (u - v)**3", "2*cosh(u + v) + atan(u - v) + w"), (
    "log(u + v + sqrt((u + v)**2 + 1)) + (u - v + exp(v - u))**2",), ("tanh(s*(u + 2*v)) + (2*u - v + s)**4",),
    ("sin(u + v + w) + log(1 + (u - v)**2) + 3*(exp(u + v - 2*w) + u)",), ("(3*u + 4*v)/(1 + (3*u + 4*v)**2) + u + v", "w**3")])
def test_parts_and_profiles_agree_with_the_functions(texts: tuple[str, ...]) -> None:
    at = {"u": Fraction(1, 3), "v": Fraction(-2, 5), "w": Fraction(5, 7), "s": Fraction(3, 2)}
    r = found(*texts)
    assert r is not None
    forms = {f"_s{a}": sum((x * at[v] for x, v in zip(q, W, strict=True)), Fraction(0)) for a, q in enumerate(r.directions)}
    for t, parts, profiles in zip(texts, r.parts, r.profiles, strict=True):
        value = enclose(parse(t, set(at)), at, 200)
        assert (sum(enclose(p, at, 200) for p in parts) - value).contains(0)
        assert (sum(enclose(p, {**at, **forms}, 200) for p in profiles) - value).contains(0)
    assert all(sum(x * y for x, y in zip(p, q, strict=True)) == 0 for i, p in enumerate(r.directions) for q in r.directions[:i])


@pytest.mark.parametrize("texts", [
    ("exp(u) + sin(v)",), ("u*v",), ("exp(u + v) + exp(u)",), ("exp(u + v)*exp(u - v)",), ("exp(s*u + v) + (u - v)**2",),
    ("(u + v)**3", "(u - (1 + 1/10**12)*v)**3"), ("sin(u**2 + v)",)])
def test_others_are_left_alone(texts: tuple[str, ...]) -> None:
    assert found(*texts) is None


def test_a_rotated_pair_is_decided_form_by_form_and_a_near_miss_is_refuted() -> None:
    g = ["tanh(3*u + 4*v) - 2*log(cosh(4*u - 3*v))", "log(cosh(4*u - 3*v))"]
    h = "1 - 2/(exp(2*(3*u + 4*v)) + 1) + 5*log(1 + exp(-2*(4*u - 3*v))) + 5*(4*u - 3*v)"
    names = ["commuting", "commuting_with_h", "regular"]
    good = check(Pair(g=g, h=h, domain=["4*u - 3*v > 0"]), only=names)
    assert [str(good.criteria[n].status) for n in names] == ["HOLDS"] * 3
    assert "ridges" in str(good.to_json()["certificates"])
    assert recheck(good.to_json()).accepted
    bad = check(Pair(g=g, h=f"{h} + (3*u + 4*v)/10**12", domain=["4*u - 3*v > -1"]), only=names)
    assert [str(bad.criteria[n].status) for n in names] == ["HOLDS", "FAILS", "FAILS"]
    assert recheck(bad.to_json()).accepted
