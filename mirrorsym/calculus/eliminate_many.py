"""Systems f_i(m) = x_i solved for m: candidates in closed form, to be proved by whoever asks.

All equations are written over one tower.  Its letters (symbols, exponentials, roots) are the unknowns; a root brings its own equation.  A
letter that an equation has to the first power is eliminated; an equation in one letter of degree two, or of two terms, is solved by roots.
Exponentials are turned back into their exponents, which must be affine in m.  Main definition: `system_inverses`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import gcd
from typing import Any

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.rank import determinant
from mirrorsym.calculus.ratio import TooLarge, from_polynomial, ratio_of
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.tower import Generator, Refine, Tower
from mirrorsym.expression import ONE, ZERO, Expression, add, call, div, mul, neg, num, power, sqrt, sub

__all__ = ["system_inverses"]

MAX_TERMS = 400
Equations = list[Any]
Values = dict[str, Expression]


def system_inverses(functions: Sequence[Expression], values: Sequence[Expression], unknowns: Sequence[str], region: Region
                    ) -> Iterator[tuple[Expression, ...]]:
    """Expressions in the values that may solve functions = values for the unknowns; `region` is about the unknowns and parameters.

    >>> from mirrorsym.expression import sym
    >>> p, q, x, y = sym("p"), sym("q"), sym("x"), sym("y")
    >>> [[str(e) for e in s] for s in system_inverses((p, call("exp", p + q)), (x, y), ("p", "q"), Region(("p", "q")))]
    [['x', 'log(y*exp(-x))']]
    """
    given = [n for v in values for n in sorted(v.names)]
    wide = Region((*region.names, *(n for n in dict.fromkeys(given) if n not in region.names)), (), region.facts, region.integers)
    found = _equations([sub(f, x) for f, x in zip(functions, values, strict=True)], wide)
    if found is None:
        return
    tower, equations = found
    mine = [g for g in tower.generators if g.of.names & set(unknowns)]
    if any(g.kind not in ("exp", "root") for g in mine):
        return
    names = tower.names
    for g in mine:
        if g.kind == "root":
            base = ratio_of(g.key, names)
            if base is None:
                return
            t = base.above.context().gen(names.index(g.name))
            equations.append(t**g.degree * base.below - base.above)
    plain = [n for n in unknowns if any(_degree(e, n, names) for e in equations)]
    others = sorted(mine, key=lambda g: g.of.names & set(unknowns) <= set(plain))  # exponentials of what is found anyway come last
    letters = [*plain, *(g.name for g in others if any(_degree(e, g.name, names) for e in equations))]
    for solution in _solved(equations, letters, names):
        whole = {n: tower.unfold(e) for n, e in solution.items()}
        answer = _back(whole, mine, unknowns)
        if answer is not None:
            yield answer


def _equations(functions: Sequence[Expression], region: Region) -> tuple[Tower, Equations] | None:
    """The numerators of all functions over one tower."""
    finer: dict[tuple[str, Expression], int] = {}
    for _ in range(8):
        tower = Tower(region, finer, 2)
        try:
            images = [tower.image(f) for f in functions]
            return tower, [tower.ratio(i).above for i in images]
        except Refine:
            continue
        except (TooLarge, ZeroDivisionError, OverflowError, ValueError):
            return None
    return None


def _degree(p: Any, name: str, names: Sequence[str]) -> int:
    return int(p.degrees()[names.index(name)])


def _solved(equations: Equations, letters: list[str], names: Sequence[str]) -> Iterator[Values]:
    """Letters as expressions in what is not a letter."""
    equations = [e for e in equations if e != 0]
    if not letters or not equations:
        yield {}
        return
    if any(len(e) > MAX_TERMS for e in equations):
        return
    linear = sorted(((len(e), i, k, n) for k, e in enumerate(equations) for i, n in enumerate(letters) if _degree(e, n, names) == 1))
    for _, _, k, n in linear[:4]:
        e = equations[k]
        rest = [f for j, f in enumerate(equations) if j != k]
        try:
            others = [_bare(f.resultant(e, n) if _degree(f, n, names) else f, letters, names) for f in rest]
        except (ArithmeticError, ValueError):
            continue
        if any(f is None for f in others):
            continue
        found = False
        c = _coefficients(e, n, names)
        c1, c0 = c[1], c.get(0, ZERO)
        for solution in _solved(others, [x for x in letters if x != n], names):
            found = True
            yield {**solution, n: div(neg(c0.substitute(solution)), c1.substitute(solution))}
        if found:
            return
    for k, e in enumerate(equations):
        active = [n for n in letters if _degree(e, n, names)]
        if len(active) != 1:
            continue
        n, = active
        rest = [f for j, f in enumerate(equations) if j != k]
        for root in _roots(_coefficients(e, n, names)):
            if len(letters) == 1:
                yield {n: root}
        if len(letters) > 1 and not any(_degree(f, n, names) for f in rest):
            for solution in _solved(rest, [x for x in letters if x != n], names):
                for root in _roots(_coefficients(e, n, names)):
                    yield {**solution, n: root}
        return


def _bare(p: Any, letters: list[str], names: Sequence[str]) -> Any | None:
    """The one factor that has letters, powers and other factors left out; None when there are several."""
    if p == 0:
        return None
    own = [f for f, _ in p.factor()[1] if any(_degree(f, n, names) for n in letters)]
    own = [f for f in own if len(f) > 1]
    return own[0] if len(own) == 1 else None


def _coefficients(p: Any, name: str, names: Sequence[str]) -> dict[int, Expression]:
    ring, index = p.context(), list(names).index(name)
    parts: dict[int, dict[tuple[int, ...], Any]] = {}
    for m, c in p.to_dict().items():
        e = [int(k) for k in m]
        k, e[index] = e[index], 0
        parts.setdefault(k, {})[tuple(e)] = c
    return {k: from_polynomial(ring.from_dict(part)) for k, part in parts.items()}


def _roots(c: dict[int, Expression]) -> Iterator[Expression]:
    """Zeros of a polynomial of degree one or two, or of two terms, in any power of the letter."""
    step = gcd(*c)
    if step == 0:
        return
    low = c.get(0, ZERO)
    c = {k // step: e for k, e in c.items()}
    degree = max(c)
    found: list[Expression] = []
    if degree == 1:
        found = [div(neg(low), c[1])]
    elif degree == 2 and 1 in c:
        root = sqrt(sub(power(c[1], num(2)), mul(num(4), c[2], low)))
        found = [div(add(neg(c[1]), mul(num(s), root)), mul(num(2), c[2])) for s in (1, -1)]
        found += [div(mul(num(-2), low), add(c[1], mul(num(s), root))) for s in (1, -1)]
    elif len(c) == 2 and 0 in c:
        step *= degree
        found = [div(neg(low), c[degree])]
    for e in found:
        if step == 1:
            yield e
        else:
            yield power(e, num(Fraction(1, step)))
            if step % 2 == 0:
                yield neg(power(e, num(Fraction(1, step))))


def _back(values: Values, mine: list[Generator], unknowns: Sequence[str]) -> tuple[Expression, ...] | None:
    """The unknowns, from those that are letters themselves and the exponents of the others."""
    answer = {n: values[n] for n in unknowns if n in values}
    left = [n for n in unknowns if n not in answer]
    rows, sides = [], []
    for g in mine:
        if g.kind != "exp" or g.name not in values or not g.of.names & set(left):
            continue
        row = [derivative(g.of, n) for n in left]
        if any(e.names & set(unknowns) for e in row):
            return None
        rest = g.of.substitute({**dict.fromkeys(left, ZERO), **answer})
        rows.append(row)
        sides.append(sub(call("log", values[g.name]), rest))
    n = len(left)
    if n and len(rows) != n:
        return None
    if n:
        det = determinant(rows)
        for i, name in enumerate(left):
            turned = [[sides[r] if c == i else rows[r][c] for c in range(n)] for r in range(n)]
            answer[name] = div(determinant(turned), det) if det != ONE else determinant(turned)
    free = {n: e for n, e in answer.items() if not e.names & set(unknowns)}
    answer = {n: e.substitute(free) for n, e in answer.items()}  # an exponential of an unknown that was found by itself
    return None if any(e.names & set(unknowns) for e in answer.values()) else tuple(answer[n] for n in unknowns)
