"""Upper bounds for spaces of functions with commuting gradients: never below what exists, never finite where it is infinite."""

from __future__ import annotations

from fractions import Fraction

import pytest

from mirrorsym.calculus.completion import first_order
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.families import round_directions
from mirrorsym.calculus.linear import kernel
from mirrorsym.calculus.modular import PRIME, Echelon, rank
from mirrorsym.calculus.prolong import Setting, bound_at, critical_bound
from mirrorsym.calculus.region import Region, samples
from mirrorsym.calculus.singular import singular_bound
from mirrorsym.calculus.zero import prove
from mirrorsym.maps import Pair

#: g, its domain, and a number of independent members (constants counted) that is known
MEMBERS = [
    ("u*v", [], 3), ("u**2 - v**2", [], 3), ("u**4 - v**4", [], 3), ("exp(u) - exp(v)", [], 3), ("u**2 + 2*v**2 - w**2", [], 4),
    ("u*v + w**3", [], 4), ("u*v*w", [], 2), ("u/v", ["v > 0"], 3), ("exp(u)*cos(v)", [], 3), ("u*v + w*z", [], 3),
]
INFINITE = [("u**2 + v**2", ("u", "v")), ("u + v", ("u", "v")), ("u**3", ("u", "v")), ("u**2 + v**2 - w**4", ("u", "v", "w")),
            ("exp(u - v)", ("u", "v")), ("u*v", ("u", "v", "w"))]


@pytest.mark.parametrize(("g", "domain", "least"), MEMBERS)
def test_no_bound_is_below_what_exists(g: str, domain: list[str], least: int) -> None:
    pair = Pair(g=[g], domain=domain)
    setting = Setting(pair.g, pair.w)
    points = [*samples(Region.of(pair.M), 6), dict.fromkeys(pair.w, Fraction(1))]
    for p in points:
        for bound in (bound_at(setting, p, plan=((1, 2), (2, 3))), critical_bound(setting, p), singular_bound(setting, p)):
            assert bound is None or bound.dimension >= least, (p, bound)


@pytest.mark.parametrize(("g", "variables"), INFINITE)
def test_no_bound_where_the_space_is_infinite(g: str, variables: tuple[str, ...]) -> None:
    pair = Pair(g=[g], variables=variables)
    for p in samples(Region.of(pair.M), 4):
        assert bound_at(Setting(pair.g, pair.w), p) is None
        assert critical_bound(Setting(pair.g, pair.w), p) is None
        assert singular_bound(Setting(pair.g, pair.w), p) is None


def test_a_critical_point_needs_an_invertible_hessian() -> None:
    origin = {"u": Fraction(0), "v": Fraction(0)}
    assert critical_bound(Setting(Pair(g=["u**2 + v**4"]).g, ("u", "v")), origin) is None
    assert critical_bound(Setting(Pair(g=["u**2 + v**2 + u"]).g, ("u", "v")), origin) is None
    assert critical_bound(Setting(Pair(g=["u**2 - v**2"]).g, ("u", "v")), origin).dimension == 3
    both = Pair(g=["u**2 + v", "v - v**2"])  # the difference of the two is critical
    assert critical_bound(Setting(both.g, ("u", "v")), origin).dimension >= 1


def test_a_metric_is_a_change_of_coordinates() -> None:
    # with y = 2 u, u*v becomes y*v/2 and the squared length of d/dy is 1/4
    plain = bound_at(Setting(Pair(g=["u*v"]).g, ("u", "v")), {"u": Fraction(2), "v": Fraction(3)})
    scaled = bound_at(Setting(Pair(g=["y*v/2"]).g, ("y", "v"), (Fraction(1, 4), Fraction(1))), {"y": Fraction(4), "v": Fraction(3)})
    wrong = bound_at(Setting(Pair(g=["y**2/4 + v**2"]).g, ("y", "v")), {"y": Fraction(4), "v": Fraction(3)})
    assert plain.dimension == scaled.dimension == 3
    assert wrong.dimension == 3  # not round without the metric
    assert bound_at(Setting(Pair(g=["y**2/4 + v**2"]).g, ("y", "v"), (Fraction(1, 4), Fraction(1))), {"y": Fraction(4), "v": Fraction(3)}) is None


@pytest.mark.parametrize(("g", "members", "domain"), [
    ("(u**2 + v**2)**2", ["(u**2 + v**2)**2"], []), ("sqrt(u**2 + v**2)", ["sqrt(u**2 + v**2)"], ["u > 0"]),
    ("u*(v**2 + w**2)", ["u*(v**2 + w**2)"], []), ("u**2 + v**2", ["u**2", "u*v"], []), ("u*v", ["u**2 + v**2"], []),
    ("exp(u**2 + v**2)", ["exp(u**2 + v**2)"], []),
])
def test_consequences_hold_for_members(g: str, members: list[str], domain: list[str]) -> None:
    pair = Pair(g=[g], domain=domain)
    region = Region.of(pair.M)
    found = first_order(pair.g, pair.w, region)
    assert bool(found) == (len(pair.g[0].names) == 3 or "**2)" in g)
    for text in members:
        h = Pair(g=[text], domain=pair.M).g[0]
        for equation in found:
            total = sum((b * derivative(h, k) for k, b in equation.slopes), Pair(g=["0*u"]).g[0])
            assert prove(total, region) is not None


@pytest.mark.parametrize(("g", "expected"), [
    (["u**2 + v**2"], "u**2*f(v/u)"), (["u**2 + v**2 + 4*u"], "(u + 2)**2*f(v/(u + 2))"), (["u**2 + 2*v**2"], None), (["u**2"], None),
    (["u**2 + v**2", "u + w"], None), (["u**2 + v**2", "3*u**2 + 3*v**2 - w**4"], "u**2*f(v/u)"),
])
def test_round_directions(g: list[str], expected: str | None) -> None:
    pair = Pair(g=g, variables=["u", "v", "w"])
    found = round_directions(pair.g, pair.w, Region.of(pair.M))
    if expected is None:
        assert found is None
    else:
        assert found is not None
        assert expected in found.text()


def test_linear_algebra_modulo_the_prime() -> None:
    rows = [{0: 1, 2: 5}, {0: 2, 2: 10}, {1: PRIME + 3}, {2: PRIME}]
    assert rank(rows, range(3)) == 2
    space = Echelon()
    assert [space.add(r) for r in rows] == [True, False, True, False]


def test_kernel_is_exact() -> None:
    from flint import fmpq

    rows = [{0: fmpq(1, 3), 1: fmpq(-1, 7)}, {2: fmpq(5), 3: fmpq(1)}, {4: fmpq(2)}]
    basis = kernel(rows, 6)
    assert basis == [{0: 3, 1: 7}, {2: 1, 3: -5}, {5: 1}]
    for v in basis:
        for row in rows:
            assert sum((Fraction(int(c.p), int(c.q)) * v.get(j, 0) for j, c in row.items()), Fraction(0)) == 0
