"""A commuting parametrization g of a potential R in several variables: R is a sum of functions of independent linear forms.

With y = A*x, R = sum_k r_k(y_k): F_k(x) = f_k(y_k) with f_k' = sqrt(r_k''), so dF^T dF = Hess R, and g = A^{-1}(f_k^{-1}(w_k)) (lwla
Thm 5.1).  A quadratic R has constant r_k''; without mixing A is the identity.  The entropy of a simplex has one form more.

Main definitions: `Chart`, `charted`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from mirrorsym.calculus import sign
from mirrorsym.calculus.conjugate import tidied
from mirrorsym.calculus.lemmas import Lemma, prove_with
from mirrorsym.calculus.region import Fact, Region
from mirrorsym.expression import ONE, ZERO, Expression, add, div, mul, sqrt, sub, sym
from mirrorsym.routes._converse import Half, half_of
from mirrorsym.routes._mixing import Matrix, coordinates, factored, hessian, inverse, times
from mirrorsym.routes._simplex import on_simplex

__all__ = ["Chart", "charted"]


@dataclass(frozen=True, slots=True)
class Chart:
    """F(x), one entry for each of `names`, its left inverse g, and the facts about the names that cut out M.

    `here` and `there` are signs that proofs about x and about w begin with; `route` says in a word how it was found.  `back` is x in the
    coordinates `y` in which R is a sum of functions of one variable, `levels` is y at x = g(w), `round` as in `Half` by the number of y.
    """

    names: tuple[str, ...]
    F: tuple[Expression, ...]
    g: tuple[Expression, ...]
    facts: tuple[Fact, ...]
    route: str
    here: tuple[Lemma, ...] = field(default=(), hash=False)
    there: tuple[Lemma, ...] = field(default=(), hash=False)
    y: tuple[str, ...] = ()
    back: tuple[Expression, ...] = ()
    levels: tuple[Expression, ...] = ()
    round: tuple[tuple[int, tuple[Expression, Expression, Expression]], ...] = ()


def charted(r: Expression, x: tuple[str, ...], region: Region) -> Chart | str:
    """The chart of a potential, or a sentence why none is known; nothing in it is proved here.

    >>> from mirrorsym.expression import call
    >>> u, v = sym("u"), sym("v")
    >>> there = Region(("u", "v"), (), ((u + v, ">"), (u - v, ">")))
    >>> [str(e) for e in charted(-call("log", u + v) - call("log", u - v), ("u", "v"), there).g]
    ['exp(w1)/2 + exp(w2)/2', 'exp(w1)/2 - exp(w2)/2']
    """
    found = _found(r, x, region)
    if isinstance(found, str):
        return found
    there = Region((*found.names, *(n for n in region.names if n not in x)), (),
                   (*(f for f in region.facts if not f[0].names & set(x)), *found.facts), region.integers - frozenset(x))
    return replace(found, F=tuple(tidied(e, region) for e in found.F), g=tuple(tidied(e, there) for e in found.g))


def _found(r: Expression, x: tuple[str, ...], region: Region) -> Chart | str:
    h = hessian(r, x, region)
    if all(not e.names & set(x) for row in h for e in row):
        return _quadratic(h, x, region)
    if all(_vanishes(h[i][j], region) for i in range(len(x)) for j in range(i)):
        return _summed([h[i][i] for i in range(len(x))], x, region, region.names)
    a = coordinates(r, x, region, h)
    if isinstance(a, str):
        names = _names(len(x) + 1, region.names)
        found = on_simplex(r, x, region, h, names)
        if found is None:
            return f"no parametrization is known: {a}"
        return _bounded(Chart(names, *found, "simplex"), x, region, frozenset())
    return _mixed(h, a, x, region)


def _vanishes(e: Expression, region: Region) -> bool:
    return e == ZERO or prove_with(e, region) is not None


def _quadratic(h: Matrix, x: tuple[str, ...], region: Region) -> Chart | str:
    """F = diag(sqrt d)*L^T*x for Hess R = L*diag(d)*L^T."""
    constant = _about(region, frozenset(region.names) - frozenset(x))
    found = factored(h, constant)
    if isinstance(found, Expression):
        return f"the quadratic form is not shown to be positive definite: {found} is not shown to be positive"
    lower, d = found
    names = _names(len(x), region.names)
    roots = [tidied(sqrt(e), constant) for e in d]
    upper = tuple(zip(*lower, strict=True))
    F = [mul(s, add(*(mul(e, sym(n)) for e, n in zip(row, x, strict=True) if e != ZERO))) for s, row in zip(roots, upper, strict=True)]
    scaled = [div(sym(n), s) for n, s in zip(names, roots, strict=True)]
    g = [add(*(mul(e, w) for e, w in zip(row, scaled, strict=True) if e != ZERO)) for row in inverse(upper, constant)]
    y = tuple(_free(f"y{i}", region.names) for i in range(1, len(x) + 1))
    back = tuple(g_.substitute(dict(zip(names, map(sym, y), strict=True))) for g_ in g)
    chart = Chart(names, tuple(F), tuple(g), (), "quadratic", y=y, back=back, levels=tuple(map(sym, names)))
    return _bounded(chart, x, region, frozenset())


def _about(region: Region, names: frozenset[str]) -> Region:
    """The facts that speak of these names only, and the names."""
    return Region(tuple(n for n in region.names if n in names), (), tuple(f for f in region.facts if f[0].names <= names),
                  region.integers & names)


def _summed(curvatures: Sequence[Expression], x: tuple[str, ...], region: Region, taken: Collection[str]) -> Chart | str:
    """One half for each variable, side by side."""
    names = _names(len(x), taken)
    pairs = [(f"u{i}", f"v{i}") for i in ([""] if len(x) == 1 else range(1, len(x) + 1))]
    parameters = frozenset(region.names) - frozenset(x)
    halves: list[Half] = []
    for c, n, w, two in zip(curvatures, x, names, pairs, strict=True):
        if c.names & (frozenset(x) - {n}):
            return f"no parametrization is known: the second derivative {c} in {n} has more than this variable"
        found = half_of(c, n, _about(region, parameters | {n}), (w, *(_free(t, taken) for t in two)))
        if isinstance(found, str):
            return found
        halves.append(found)
    chart = Chart(
        tuple(n for half in halves for n in half.names), tuple(f for half in halves for f in half.F), tuple(half.g for half in halves),
        tuple(fact for half in halves for fact in half.facts), "separable", tuple(t for half in halves for t in half.here),
        tuple(t for half in halves for t in half.there), x, tuple(map(sym, x)), tuple(half.g for half in halves),
        tuple((i, half.round) for i, half in enumerate(halves) if half.round is not None))
    return _bounded(chart, x, region, frozenset(n for n in x))


def _bounded(chart: Chart, x: tuple[str, ...], region: Region, single: frozenset[str]) -> Chart:
    """The chart with the conditions of x, at x = g(w), not about one variable of `single`, that do not follow from the rest."""
    put = dict(zip(x, chart.g, strict=True))
    about = Region((*chart.names, *(n for n in region.names if n not in x)), (),
                   (*(f for f in region.facts if not f[0].names & put.keys()), *chart.facts), region.integers - frozenset(x))
    more: list[Fact] = []
    for e, op in region.facts:
        if e.names & put.keys() and not (len(e.names & put.keys()) == 1 and e.names & single):
            there = e.substitute(put)
            if sign.prove(there, op, about) is None:
                about = about.assume(there, op)
                more.append((there, op))
    return replace(chart, facts=(*chart.facts, *more))


def _mixed(h: Matrix, a: Matrix, x: tuple[str, ...], region: Region) -> Chart | str:
    """The chart in y = A*x, where the Hessian is B^T*H*B with B the inverse of A."""
    constant = _about(region, frozenset(region.names) - frozenset(x))
    try:
        b = inverse(a, constant)
    except ValueError as error:
        return f"no parametrization is known: {error}"
    y = tuple(_free(f"y{i}", region.names) for i in range(1, len(x) + 1))
    back = {n: tidied(add(*(mul(e, sym(m)) for e, m in zip(row, y, strict=True))), constant) for n, row in zip(x, b, strict=True)}
    ahead = {m: add(*(mul(e, sym(n)) for e, n in zip(row, x, strict=True) if e != ZERO)) for m, row in zip(y, a, strict=True)}
    turned = Region((*y, *constant.names), (), tuple((_in_y(e, back, y, constant), op) for e, op in region.facts), region.integers)
    new = times(tuple(zip(*b, strict=True)), times(h, b, region), region)
    if not all(_vanishes(new[i][j], region) for i in range(len(x)) for j in range(i)):
        return "no parametrization is known: it is no sum of functions of linear coordinates"
    curvatures = [tidied(new[i][i].substitute(back), turned) for i in range(len(x))]
    found = _summed(curvatures, y, turned, (*region.names, *y))
    if isinstance(found, str):
        return found
    g = [add(*(mul(e, f) for e, f in zip(row, found.g, strict=True) if e != ZERO)) for row in b]
    return replace(found, F=tuple(f.substitute(ahead) for f in found.F), g=tuple(_spread(e) for e in g), route="linear mixing",
                   here=tuple(t.substitute(ahead) for t in found.here), back=tuple(back[n] for n in x))


def _in_y(e: Expression, back: dict[str, Expression], y: tuple[str, ...], constant: Region) -> Expression:
    return tidied(e.substitute(back), replace(constant, variables=(*y, *constant.variables)))


def _spread(e: Expression) -> Expression:
    """c*(a + b) as c*a + c*b."""
    terms: list[Expression] = []
    for t in e.args if e.op == "add" else (e,):
        inner = [f for f in t.args if f.op == "add"] if t.op == "mul" else []
        if len(inner) == 1 and all(f.op == "num" for f in t.args if f is not inner[0]):
            rest = mul(*(f for f in t.args if f is not inner[0]))
            terms += [mul(rest, s) for s in inner[0].args]
        else:
            terms.append(t)
    return add(*terms) if terms else sub(ONE, ONE)


def _names(n: int, taken: Collection[str]) -> tuple[str, ...]:
    return tuple(_free(f"w{i}", taken) for i in ([""] if n == 1 else range(1, n + 1)))


def _free(name: str, taken: Collection[str]) -> str:
    """The name, with a bar below behind it where it is taken."""
    while name in taken:
        name += "_"
    return name
