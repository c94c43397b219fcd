"""Exact points where a sign claim fails: sample points, far and near ones, minima, and zeros.

Everything here only proposes points, with floating-point guidance; a point counts when it lies in the region and the sign of
the expression there is proved.  Precondition: none.  Main definitions: `counterexample`, `descent`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from math import isnan

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose, sign_at
from mirrorsym.calculus.probe import near
from mirrorsym.calculus.region import Interval, Region, as_expressions, is_inside, samples
from mirrorsym.calculus.structure import symbol_interval
from mirrorsym.expression import PI, Expression, mul, num

__all__ = ["WRONG", "counterexample", "descent"]

#: the signs that contradict each claim
WRONG = {">": {-1, 0}, ">=": {-1}, "!=": {0}, "<": {1, 0}, "<=": {1}}
Point = dict[str, Fraction]
MAX_SYMBOLS = 5


def counterexample(e: Expression, op: str, region: Region) -> dict[str, Expression] | None:
    """An exact point of the region at which `e op 0` is provably false, or None.

    >>> from mirrorsym.expression import call, sym
    >>> u = sym("u")
    >>> point = counterexample(call("exp", u) - num("1000001/1000000") * u - 1, ">=", Region(("u",)))
    >>> sign_at(call("exp", u) - num("1000001/1000000") * u - 1, point)
    -1
    """
    if op in ("<", "<="):
        return counterexample(mul(num(-1), e), ">" + op[1:], region)
    part = near(region, e.names)
    found = _search(e, op, part)
    if found is None or part.names == region.names:
        return found
    for n in region.names:  # the other symbols, one independent group after the other
        if n not in found:
            others = samples(near(region, frozenset((n,))), 1)
            if not others:
                return None
            found = {**found, **as_expressions(others[0])}
    return found


def _search(e: Expression, op: str, region: Region) -> dict[str, Expression] | None:
    wrong = WRONG[op]
    for p in (*samples(region, 12), *_mirrored(region), *(_plain(region) if 0 in wrong else ())):
        if _sign(e, p) in wrong:
            return as_expressions(p)
    if op != "!=":
        found = descent(e, wrong, region)
        if found is not None:
            return as_expressions(found)
    if 0 in wrong:
        from mirrorsym.calculus.roots import common_zero
        from mirrorsym.calculus.zero import is_zero_at

        for items in ([e], *_parts(e)):
            if any(n.op not in ("num", "const") and not n.names for x in items for n in x.walk()):
                continue  # equations between constants
            zero = common_zero(items, region, 30)
            if zero is not None and (items == [e] or is_zero_at(e, zero) is not None):
                return zero
        return _at_angles(e, region)
    return None


def _mirrored(region: Region) -> Iterator[Point]:
    """Sample points with some signs changed, which may lie in another component."""
    names = [n for n in region.names if n not in region.integers]
    if len(names) <= 4:
        for p in samples(region, 2):
            for flips in product((1, -1), repeat=len(names)):
                moved = {**p, **{n: s * p[n] for n, s in zip(names, flips, strict=True)}}
                if moved != p and _inside(region, moved):
                    yield moved


def _plain(region: Region) -> Iterator[Point]:
    """Sample points with one coordinate at 0, 1 or -1, where functions have their zeros."""
    for p in samples(region, 2):
        for n in region.names:
            for q in (Fraction(0), Fraction(1), Fraction(-1)):
                moved = {**p, n: q}
                if _inside(region, moved):
                    yield moved


def _parts(e: Expression) -> Iterator[list[Expression]]:
    """What must vanish together for a sum of even powers and absolute values to be zero."""
    terms = e.args if e.op == "add" else (e,)
    bases = []
    for t in terms:
        inner = [f for f in (t.args if t.op == "mul" else (t,)) if f.op != "num"]
        if len(inner) == 1 and (inner[0].op == "abs" or (inner[0].op == "pow" and inner[0].args[1].op == "num")):
            bases.append(inner[0].args[0])
        elif len(inner) == 1 and inner[0].op in ("Max", "Min"):
            bases.extend(inner[0].args)
        else:
            return
    if bases:
        yield bases


def _at_angles(e: Expression, region: Region) -> dict[str, Expression] | None:
    """A zero where the symbols inside sin, cos and tan are multiples of pi/4."""
    from mirrorsym.calculus.zero import is_zero_at

    inside = {n for node in e.walk() if node.op in ("sin", "cos", "tan") for n in node.names} - region.integers
    if not inside or len(inside) > 2:
        return None
    for p in samples(region, 2):
        for turns in product(range(-4, 5), repeat=len(inside)):
            moved = {**as_expressions(p), **{n: mul(num(Fraction(k, 4)), PI) for n, k in zip(sorted(inside), turns, strict=True)}}
            try:
                near = abs(enclose(e, moved, 64)) < 1e-9
            except (Undefined, Unsettled):
                continue
            if near and is_inside(region, moved) is True and is_zero_at(e, moved) is not None:
                return moved
    return None


def _sign(e: Expression, p: Mapping[str, Fraction]) -> int | None:
    try:
        s = sign_at(e, p, limit=1024)
        return 0 if s is None and enclose(e, p, 64).is_zero() else s
    except (Undefined, Unsettled):
        return None


def _float(e: Expression, p: Mapping[str, Fraction], bits: int = 128) -> float | None:
    try:
        value = float(enclose(e, p, bits).mid())
    except (Undefined, Unsettled, OverflowError, ValueError):
        return None
    return None if isnan(value) else value


def _inside(region: Region, p: Point) -> bool:
    return all(q in symbol_interval(region, n) for n, q in p.items()) and is_inside(region, p) is True


def descent(e: Expression, wrong: set[int], region: Region, starts: int = 3) -> Point | None:
    """A point where the sign of `e` is in `wrong`, by going down from the best sample points."""
    names = [n for n in region.names if n in e.names and n not in region.integers]
    if not names or len(names) > MAX_SYMBOLS:
        return None
    ranked = []
    for p in samples(region, 12):
        value = _float(e, p, 64)
        if value is not None:
            ranked.append((value, p))
    ranked.sort(key=lambda item: item[0])
    for height, start in ranked[:starts]:
        point, low = _coordinates(e, region, names, dict(start), height)
        for candidate in (point, *_newton(e, region, names, point, low), *_along_border(e, region, names, dict(start))):
            for near_by in (candidate, _rounded(candidate, region)):
                if near_by is not None and _fails(e, near_by, wrong) and is_inside(region, near_by) is True:
                    return near_by
    return None


def _fails(e: Expression, p: Point, wrong: set[int]) -> bool:
    s = _sign(e, p)
    if s is None and 0 in wrong:
        value = _float(e, p)
        if value is not None and abs(value) < 1e-20:
            from mirrorsym.calculus.zero import is_zero_at

            return is_zero_at(e, as_expressions(p)) is not None
    return s in wrong


def _menu(box: Interval, at: Fraction) -> Iterator[Fraction]:
    """Values near the ends of an interval, far out where it has none, and around the present one."""
    for k in (2, 4, 7, 10):
        step = Fraction(1, 10**k)
        if box.low is not None:
            yield box.low + step
        if box.high is not None:
            yield box.high - step
    for end in (box.low, box.high):
        if end is not None:
            yield end
    for k in (1, 2, 3, 5, 7):
        if box.high is None:
            yield at + 10**k
        if box.low is None:
            yield at - 10**k
    for f in (Fraction(1, 2), Fraction(2), Fraction(9, 10), Fraction(11, 10)):
        yield at * f
    yield from (Fraction(0), Fraction(1), Fraction(-1))


def _coordinates(e: Expression, region: Region, names: list[str], point: Point, value: float) -> tuple[Point, float]:
    """The lowest point found by moving one coordinate at a time."""
    for _ in range(2):
        better = False
        for n in names:
            box = symbol_interval(region, n)
            for q in dict.fromkeys(_menu(box, point[n])):
                if q not in box:
                    continue
                moved = {**point, n: q}
                new = _float(e, moved, 64)
                if new is not None and new < value and _inside(region, moved):
                    point, value, better = moved, new, True
        if not better:
            break
    return point, value


def _along_border(e: Expression, region: Region, names: list[str], point: Point) -> Iterator[Point]:
    """Ends of Newton paths for e - m·sum log F over the facts F > 0, m falling: a minimum on the border of the region."""
    facts = [f for f, op in region.facts if op in (">", ">=") and f.names & set(names)]
    if not any(len(f.names) > 1 for f in facts):
        return
    try:
        jets = [_jet(f, names) for f in (e, *facts)]
    except ValueError:
        return
    n = range(len(names))
    for k in range(1, 13):
        m = 10.0 ** (-k)
        for _ in range(3):
            values = [_jet_at(jet, point) for jet in jets]
            if any(v is None or (i and v[0] <= 0) for i, v in enumerate(values)):
                return
            total, *parts = [v for v in values if v is not None]
            try:
                g = [total[1][i] - m * sum(f[1][i] / f[0] for f in parts) for i in n]
                h = [[total[2][i][j] - m * sum(f[2][i][j] / f[0] - f[1][i] * f[1][j] / f[0] ** 2 for f in parts)
                      for j in range(i + 1)] for i in n]
                step = _step(g, h)
            except (OverflowError, ZeroDivisionError):  # a fact far from its border
                return
            for damping in (1.0, 0.3, 0.05):
                if not all(abs(x) < 1e15 for x in step):
                    return
                moved = {**point, **{a: (point[a] + Fraction(x * damping)).limit_denominator(10**14)
                                     for a, x in zip(names, step, strict=True)}}
                if _inside(region, moved):
                    point = moved
                    break
            else:
                break
        yield point


_Jet = tuple[Expression, list[Expression], list[list[Expression]]]


def _jet(f: Expression, names: list[str]) -> _Jet:
    gradient = [derivative(f, n) for n in names]
    return f, gradient, [[derivative(g, m) for m in names[: i + 1]] for i, g in enumerate(gradient)]


def _jet_at(jet: _Jet, point: Point) -> tuple[float, list[float], list[list[float]]] | None:
    value = _float(jet[0], point)
    gradient = [_float(g, point) for g in jet[1]]
    hessian = [[_float(x, point) for x in row] for row in jet[2]]
    if value is None or any(x is None for x in gradient) or any(x is None for row in hessian for x in row):
        return None
    return value, gradient, hessian  # type: ignore[return-value]


def _newton(e: Expression, region: Region, names: list[str], point: Point, value: float) -> Iterator[Point]:
    """Points on the way to a minimum: Newton steps, damped, with the gradient where the Hessian is not definite."""
    try:
        gradient = [derivative(e, n) for n in names]
        hessian = [[derivative(g, m) for m in names[: i + 1]] for i, g in enumerate(gradient)]
    except ValueError:
        return
    for _ in range(12):
        g = [_float(d, point) for d in gradient]
        h = [[_float(d, point) for d in row] for row in hessian]
        if any(x is None for x in g) or any(x is None for row in h for x in row):
            return
        step = _step(g, h)  # type: ignore[arg-type]
        size = max(abs(x) for x in step)
        if not size < 1e30 or size == 0:
            return
        for damping in (1.0, 0.5, 0.1, 0.01):
            moved = dict(point)
            for n, x in zip(names, step, strict=True):
                moved[n] = (point[n] + Fraction(x * damping)).limit_denominator(10**12)
            new = _float(e, moved)
            if new is not None and new <= value and moved != point and _inside(region, moved):
                break
        else:
            return
        point, value = moved, new
        yield point
        if size < 1e-11:
            return


def _step(g: list[float], h: list[list[float]]) -> list[float]:
    """-H^{-1} g by elimination on the (shifted) Hessian, the gradient when that fails."""
    n = len(g)
    largest = max((abs(h[i][i]) for i in range(n)), default=0.0) or 1.0
    for shift in (0.0, 1e-3 * largest, largest):
        a = [[h[max(i, j)][min(i, j)] + (shift if i == j else 0.0) for j in range(n)] + [-g[i]] for i in range(n)]
        good = True
        for i in range(n):
            if a[i][i] <= 1e-14 * largest:
                good = False
                break
            for r in range(i + 1, n):
                f = a[r][i] / a[i][i]
                for k in range(i, n + 1):
                    a[r][k] -= f * a[i][k]
        if good:
            x = [0.0] * n
            for i in reversed(range(n)):
                x[i] = (a[i][n] - sum(a[i][k] * x[k] for k in range(i + 1, n))) / a[i][i]
            return x
    return [-x / largest for x in g]


def _rounded(p: Point, region: Region) -> Point | None:
    """The simplest point nearby, where a zero may be exact."""
    out = {n: q.limit_denominator(12) for n, q in p.items()}
    if any(abs(out[n] - q) > Fraction(1, 1000) * (1 + abs(q)) for n, q in p.items()) or out == p:
        return None
    return out if all(q in symbol_interval(region, n) for n, q in out.items()) else None
