"""The Lie algebra of gradient fields and their conservation laws: formulas known by hand, brackets written out, near misses.

For a product of two matrices with inner width r the generated algebra is that of all [[A, B], [B^T, C]] with A, C
antisymmetric, acting on the stacked matrix of size (n + m) x r: its orbits have dimension (n + m) r - r (r + 1)/2 for
r <= n + m, else (n + m)(n + m - 1)/2.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirrorsym.calculus.conservation import conservation, conservation_laws
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import exact
from mirrorsym.calculus.involution import involutive_rank
from mirrorsym.calculus.lie_algebra import Fields, lie_dimension
from mirrorsym.calculus.modular import PRIME, residue
from mirrorsym.calculus.polynomials import polynomials
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.zero import prove
from mirrorsym.expression import ZERO, Expression, add, mul, neg, num, sym
from mirrorsym.maps import Pair


def net(widths: list[int]) -> Pair:
    """The linear network with the given widths, input first."""
    shapes = [(f"W{i}", b, a) for i, (a, b) in enumerate(zip(widths, widths[1:], strict=False), 1)]
    return Pair(g="*".join(n for n, _, _ in reversed(shapes)), matrices=shapes)


def balancedness(widths: list[int]) -> int:
    """The rank of the Jacobian matrix of all W_{i+1}^T W_{i+1} - W_i W_i^T at a random point, in floating point."""
    rng = np.random.default_rng(3)
    layers = [rng.normal(size=(b, a)) for a, b in zip(widths, widths[1:], strict=False)]
    rows = []
    for i, n in enumerate(widths[1:-1]):
        for p in range(n):
            for q in range(p, n):
                gradient = [np.zeros_like(w) for w in layers]
                gradient[i + 1][:, p] += layers[i + 1][:, q]
                gradient[i + 1][:, q] += layers[i + 1][:, p]
                gradient[i][p] -= layers[i][q]
                gradient[i][q] -= layers[i][p]
                rows.append(np.concatenate([x.ravel() for x in gradient]))
    return int(np.linalg.matrix_rank(np.array(rows)))


@pytest.mark.parametrize(("n", "r", "m"), [(1, 1, 1), (2, 2, 2), (3, 2, 4), (1, 3, 2), (2, 5, 2), (1, 4, 1), (4, 4, 4)])
def test_two_layers(n: int, r: int, m: int) -> None:
    d = (n + m) * r
    size = d - r * (r + 1) // 2 if r <= n + m else (n + m) * (n + m - 1) // 2
    found = lie_dimension(net([n, r, m]).g, net([n, r, m]).w)
    assert found.lower == size
    assert found.upper >= size
    if r <= n + m:
        assert found.exact
        assert found.laws.independent == r * (r + 1) // 2


@pytest.mark.parametrize("widths", [[2, 2, 2, 2], [2, 3, 2, 3], [2, 1, 2, 2], [2, 2, 2, 2, 2], [3, 2, 2, 3, 2]])
def test_deep_linear_networks(widths: list[int]) -> None:
    pair = net(widths)
    found = lie_dimension(pair.g, pair.w)
    assert found.exact
    assert found.laws.independent == balancedness(widths)
    assert found.lower == len(pair.w) - balancedness(widths)


SMALL = [
    (["u**2", "u*v", "v**2"], [], 2), (["u*v"], [], 1), (["x", "x*y"], [], 2), (["u", "v**2 + u*w"], [], 3), (["u*w", "v*w"], [], 2),
    (["u**2 - v**2", "s**2 - t**2"], [], 2), (["exp(u) - exp(v)"], [], 1), (["u*log(u) - v"], ["u > 0"], 1), (["exp(u)*v", "u"], [], 2),
    (["u**2 + v**2 + w**2"], [], 1), (["x*y", "x + y"], [], 2), (["x*y*z", "x + y + z"], [], 3), (["u/v", "u"], ["v > 0"], 2),
]


@pytest.mark.parametrize(("g", "domain", "size"), SMALL, ids=str)
def test_small_maps(g: list[str], domain: list[str], size: int) -> None:
    pair = Pair(g=g, domain=domain)
    found = lie_dimension(pair.g, pair.w, region=Region.of(pair.M))
    assert (found.lower, found.upper) == (size, size)


def test_a_constant_map_generates_nothing() -> None:
    assert lie_dimension(Pair(g=["3"], variables=["u"]).g, ("u",)).upper == 0


# ---- brackets --------------------------------------------------------------------------------------------------------
def written_out(word: tuple[int, ...], functions: list[Expression], names: tuple[str, ...]) -> list[Expression]:
    """The iterated bracket as expressions."""
    if len(word) == 1:
        return [derivative(functions[word[0]], k) for k in names]
    x, y = written_out(word[:1], functions, names), written_out(word[1:], functions, names)
    return [add(*(mul(derivative(y[k], n), x[m]) for m, n in enumerate(names)), *(neg(mul(derivative(x[k], n), y[m])) for m, n in enumerate(names)))
            for k in range(len(names))]


@pytest.mark.parametrize("word", [(0,), (0, 1), (1, 0), (1, 0, 1), (0, 0, 1), (2, 1, 0), (1, 2, 0, 1), (0, 2, 1, 0, 2)])
def test_evaluated_brackets_are_the_brackets(word: tuple[int, ...]) -> None:
    names = ("x", "y", "z")
    functions = list(Pair(g=["x**2*y - 3*z", "y**3*z + x*y*z", "z**2 + 5*x*y**2 - y"]).g)
    fields = Fields(polynomials(functions, names), 3)
    point = {"x": Fraction(3), "y": Fraction(-2), "z": Fraction(5)}
    value = fields.bracket(word, {a: {0: int(point[n]) % PRIME} for a, n in enumerate(names)}, 1)
    want = [exact(e, point) for e in written_out(word, functions, names)]
    assert [value.get(a, {}).get(0, 0) for a in range(3)] == [residue(q) for q in want]
    if len(word) == 2:
        plain = [{a: x.get(0, 0) for a, x in fields.gradient(i, {a: {0: int(point[n])} for a, n in enumerate(names)}).items()} for i in range(3)]
        at = [int(q) for q in point.values()]
        first, second = fields.slopes(word[1], at, plain[word[0]]), fields.slopes(word[0], at, plain[word[1]])
        assert [(first.get(a, 0) - second.get(a, 0)) % PRIME for a in range(3)] == [residue(q) for q in want]


@given(st.lists(st.lists(st.tuples(st.integers(-2, 2), *[st.integers(0, 2)] * 3), min_size=1, max_size=3), min_size=1, max_size=2))
@settings(max_examples=40)
def test_the_interval_contains_the_exact_dimension(maps: list[list[tuple[int, int, int, int]]]) -> None:
    names = ("x", "y", "z")
    functions = [add(*(mul(num(c), *(sym(n) ** k for n, k in zip(names, ks, strict=True))) for c, *ks in terms)) for terms in maps]
    found = lie_dimension(functions, names)
    truth = involutive_rank(functions, names, Region(names))
    assert found.lower <= found.upper <= 3
    if truth is not None:
        assert found.lower <= truth <= found.upper
        assert not found.closed or found.lower == truth
    assert found.laws.independent <= 3 - found.lower


# ---- conservation laws -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("g", "domain", "laws"), [
    (["u**2 - v**2"], [], ["u*v"]), (["u*v"], [], ["u**2 - v**2"]), (["u**2 + v**2"], [], ["u/v"]),
    (["u**4 - v**4"], ["u > 0", "v > 0"], ["1/u**2 + 1/v**2"]), (["u**2 + 2*v**2"], [], ["u**2/v"]), (["exp(u) - exp(v)"], [], ["exp(-u) + exp(-v)"]),
    (["log(u) - log(v)"], ["u > 0", "v > 0"], ["u**2 + v**2"]), (["u*v*w"], [], ["u**2 - v**2", "u**2 - w**2"]), (["u + v**2"], [], ["v*exp(-2*u)"]),
    (["u*w", "v*w"], [], ["u**2 + v**2 - w**2"]), (["u**2*v"], [], ["u**2 - 2*v**2"]), (["sinh(u) - sinh(v)"], [], ["atan(exp(u)) + atan(exp(v))"]),
], ids=str)
def test_known_laws(g: list[str], domain: list[str], laws: list[str]) -> None:
    pair = Pair(g=g, domain=domain)
    region = Region.of(pair.M)
    found = conservation(pair.g, pair.w, 2, region)
    assert found.independent == len(laws)
    for law in [*found.laws, *(Pair(g=[t], domain=pair.M).g[0] for t in laws)]:
        for f in pair.g:
            change = add(*(mul(derivative(law, k), derivative(f, k)) for k in pair.w))
            assert prove(change, region) is not None, str(law)
    # the known laws are functions of the found ones: together they have no larger Jacobian rank
    from mirrorsym.calculus.independence import functional_rank
    from mirrorsym.calculus.region import samples

    both = [*found.laws, *(Pair(g=[t], domain=pair.M).g[0] for t in laws)]
    assert functional_rank(both, pair.w, list(samples(region, 6)))[0] == len(laws)


@pytest.mark.parametrize(("g", "degree", "count"), [
    (["u*v"], 1, 0), (["u*v"], 2, 1), (["u*v"], 4, 2), (["u**2*v**2"], 2, 1), (["u**2 + v**2 + w**2"], 3, 0), (["x"], 2, None),
    (["u**3 + v**3"], 6, 0), (["u", "v", "w"], 3, 0),
])
def test_all_polynomial_laws_up_to_a_degree(g: list[str], degree: int, count: int | None) -> None:
    pair = Pair(g=g, variables=["x", "y"] if count is None else None)
    laws = conservation(pair.g, pair.w, degree, enough=0).laws
    assert len(laws) == (2 if count is None else count)  # for x alone: y and y**2


def test_near_misses_are_no_laws() -> None:
    pair = net([2, 2, 2])
    laws = conservation_laws(pair.g, pair.w)
    assert len(laws) == 3
    broken = laws[0] + sym("W1_1_1") ** 2
    assert any(prove(add(*(mul(derivative(broken, k), derivative(f, k)) for k in pair.w)), Region(pair.w)) is None for f in pair.g)
    assert conservation_laws(Pair(g=["u*v + u**4"]).g, ("u", "v"), 2) == ()


@pytest.mark.parametrize("widths", [[2, 2, 3], [1, 2, 2, 2]])
def test_laws_hold_at_random_points(widths: list[int]) -> None:
    pair = net(widths)
    rng = np.random.default_rng(1)
    point = {v: Fraction(int(q)) for v, q in zip(pair.w, rng.integers(-9, 9, len(pair.w)), strict=True)}
    for law, f in product(conservation_laws(pair.g, pair.w), pair.g):
        change = add(*(mul(derivative(law, k), derivative(f, k)) for k in pair.w if k in law.names and k in f.names), ZERO)
        assert exact(change, point) == 0


def test_parameters_are_general() -> None:
    pair = Pair(g=["a*u*v"], parameters={"a": "positive"}, variables=["u", "v"])
    found = lie_dimension(pair.g, pair.w, region=Region.of(pair.M))
    assert (found.lower, found.upper) == (1, 1)
    assert [str(f) for f in found.laws.laws] == ["u**2 - v**2"]


def test_a_scalar_network_has_more_local_laws_than_quadratic_ones() -> None:
    pair = net([1, 2, 2, 1])  # one field: 8 - 1 laws exist locally, 6 of them are the balancedness relations
    found = lie_dimension(pair.g, pair.w)
    assert (found.lower, found.upper, found.laws.independent) == (1, 1, 6)
