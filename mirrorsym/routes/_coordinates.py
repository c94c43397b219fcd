"""Coordinates in which a pair separates: w = B z with orthogonal columns, each function a sum of functions of one z_k.

`separated` writes every function as sum_k weight_k * core_k(z_k) + constant with one common core per z_k (which is what commuting means for
separable maps, tdmf Cor. 3.1).  `bases` proposes B: the identity, then common eigenvectors of the Hessians at sample points.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq, fmpq_mat

from mirrorsym.calculus.differentiate import derivative, hessian
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose, exact
from mirrorsym.calculus.flows import Core, decompose
from mirrorsym.calculus.ratio import TooLarge, from_polynomial, ratio_of
from mirrorsym.calculus.region import Region, samples
from mirrorsym.calculus.tower import normal_form
from mirrorsym.calculus.zero import prove
from mirrorsym.expression import ONE, ZERO, Expression, add, div, mul, num, sub, sym

__all__ = ["Separated", "bases", "separated"]

Basis = tuple[tuple[Fraction, ...], ...]  # columns


@dataclass(frozen=True, slots=True)
class Separated:
    """Per coordinate z_k: its core, squared length of its basis vector, weight in each function; per function a constant."""

    names: tuple[str, ...]
    basis: Basis
    lengths: tuple[Fraction, ...]
    cores: tuple[Core | None, ...]
    weights: tuple[tuple[Expression, ...], ...]
    constants: tuple[Expression, ...]

    def coordinates(self, w: tuple[Expression, ...]) -> tuple[Expression, ...]:
        """z of a point w."""
        return tuple(add(*(mul(num(b / n), x) for b, x in zip(column, w, strict=True) if b))
                     for column, n in zip(self.basis, self.lengths, strict=True))

    def point(self, z: tuple[Expression, ...]) -> tuple[Expression, ...]:
        """w of coordinates z."""
        return tuple(add(*(mul(num(column[i]), x) for column, x in zip(self.basis, z, strict=True) if column[i]))
                     for i in range(len(self.basis)))


def identity(n: int) -> Basis:
    """The standard basis."""
    return tuple(tuple(Fraction(int(i == j)) for i in range(n)) for j in range(n))


def bases(functions: tuple[Expression, ...], variables: tuple[str, ...], region: Region) -> Iterator[Basis]:
    """Orthogonal bases in which the functions may separate: common eigenvectors of their Hessians, when these are rational."""
    found = samples(region, 3)
    matrices = []
    for p in found:
        for f in functions:
            entries = [[exact(e, p) for e in row] for row in hessian(f, variables)]
            if any(e is None for row in entries for e in row):
                continue
            matrices.append([[Fraction(e) for e in row if e is not None] for row in entries])
    n = len(variables)
    if not matrices:
        yield from _numeric_bases(functions, variables, found)
        return
    spaces: list[list[list[Fraction]]] = [[[Fraction(int(i == j)) for i in range(n)] for j in range(n)]]
    for m in matrices:
        refined: list[list[list[Fraction]]] = []
        for space in spaces:
            refined += _split_space(space, m)
        spaces = refined
    basis: list[tuple[Fraction, ...]] = []
    for space in spaces:
        basis += [tuple(v) for v in _orthogonal(space)]
    if len(basis) == n:
        yield tuple(_primitive(v) for v in basis)


def _numeric_bases(
    functions: tuple[Expression, ...], variables: tuple[str, ...], found: tuple[dict[str, Fraction], ...]
) -> Iterator[Basis]:
    """Common eigenvectors guessed from floating-point Hessians; whether the functions separate in them is decided exactly later."""
    n = len(variables)
    total = [[0.0] * n for _ in range(n)]
    weight = 1.0
    for p in found:
        for f in functions:
            try:
                h = [[float(enclose(e, p, 64).mid()) for e in row] for row in hessian(f, variables)]
            except (Undefined, Unsettled):
                continue
            weight *= 0.7368
            total = [[a + weight * b for a, b in zip(r, s, strict=True)] for r, s in zip(total, h, strict=True)]
    columns = []
    for v in _eigenvectors(total):
        scale = max(v, key=abs)
        whole = [Fraction(x / scale).limit_denominator(60) for x in v]
        if any(abs(float(q) - x / scale) > 1e-9 for q, x in zip(whole, v, strict=True)):
            return
        columns.append(_primitive(tuple(whole)))
    if len(columns) == n and all(_dot(list(a), list(b)) == 0 for i, a in enumerate(columns) for b in columns[i + 1:]):
        yield tuple(columns)


def _eigenvectors(m: list[list[float]]) -> list[list[float]]:
    """Eigenvectors of a small symmetric matrix by Jacobi rotations."""
    from math import atan2, cos, sin

    n = len(m)
    a = [row[:] for row in m]
    v = [[float(i == j) for j in range(n)] for i in range(n)]
    for _ in range(60):
        off = sum(a[i][j] ** 2 for i in range(n) for j in range(n) if i != j)
        if off < 1e-28:
            break
        for p in range(n):
            for q in range(p + 1, n):
                angle = 0.5 * atan2(2 * a[p][q], a[q][q] - a[p][p])
                c, s = cos(angle), sin(angle)
                for k in range(n):
                    a[k][p], a[k][q] = c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]
                for k in range(n):
                    a[p][k], a[q][k] = c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]
                for k in range(n):
                    v[k][p], v[k][q] = c * v[k][p] - s * v[k][q], s * v[k][p] + c * v[k][q]
    return [[v[i][j] for i in range(n)] for j in range(n)]


def _split_space(space: list[list[Fraction]], m: list[list[Fraction]]) -> list[list[list[Fraction]]]:
    """Split an invariant subspace into eigenspaces of m, as far as eigenvalues are rational."""
    k = len(space)
    if k == 1:
        return [space]
    gram = fmpq_mat(k, k, [_q(_dot(a, b)) for a in space for b in space])
    images = [[_dot(row, v) for row in m] for v in space]
    form = fmpq_mat(k, k, [_q(_dot(a, b)) for a in space for b in images])
    inner = gram.inv() * form
    parts = []
    total = 0
    for factor, _ in inner.charpoly().factor()[1]:
        if factor.degree() != 1:
            return [space]
        eigenvalue = -factor[0] / factor[1]
        shifted = inner - fmpq_mat(k, k, [eigenvalue if i == j else fmpq(0) for i in range(k) for j in range(k)])
        kernel = _kernel(shifted)
        parts.append([[sum((c * space[i][r] for i, c in enumerate(v)), Fraction(0)) for r in range(len(m))] for v in kernel])
        total += len(kernel)
    return parts if total == k else [space]


def _kernel(m: fmpq_mat) -> list[list[Fraction]]:
    reduced, rank = m.rref()
    n = m.ncols()
    pivots = [next(j for j in range(n) if reduced[i, j] != 0) for i in range(rank)]
    out = []
    for free in (j for j in range(n) if j not in pivots):
        v = [Fraction(0)] * n
        v[free] = Fraction(1)
        for i, j in enumerate(pivots):
            q = -reduced[i, free]
            v[j] = Fraction(int(q.p), int(q.q))
        out.append(v)
    return out


def _orthogonal(space: list[list[Fraction]]) -> list[list[Fraction]]:
    out: list[list[Fraction]] = []
    for v in space:
        for u in out:
            c = _dot(u, v) / _dot(u, u)
            v = [x - c * y for x, y in zip(v, u, strict=True)]
        out.append(v)
    return out


def _primitive(v: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    from math import gcd, isqrt, lcm

    scale = lcm(*(x.denominator for x in v))
    whole = [int(x * scale) for x in v]
    g = gcd(*whole) or 1
    lead = next((x for x in whole if x), 1)
    length = sum((x // g) ** 2 for x in whole)
    unit = isqrt(length) if isqrt(length) ** 2 == length else 1  # a unit vector where that is rational: flows keep their speed
    return tuple(Fraction(x // g * (1 if lead > 0 else -1), unit) for x in whole)


def _dot(a: list[Fraction], b: list[Fraction]) -> Fraction:
    return sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0))


def _q(x: Fraction) -> fmpq:
    return fmpq(x.numerator, x.denominator)


def separated(
    functions: tuple[Expression, ...], variables: tuple[str, ...], basis: Basis, region: Region
) -> Separated | str:
    """The functions in the coordinates of `basis`, or a sentence that says what does not separate."""
    plain = basis == identity(len(variables))
    names = variables if plain else tuple(f"z{i + 1}_" for i in range(len(variables)))
    lengths = tuple(sum((b * b for b in column), Fraction(0)) for column in basis)
    moved: list[Expression] = []
    values = {v: add(*(mul(num(column[i]), sym(z)) for column, z in zip(basis, names, strict=True) if column[i]))
              for i, v in enumerate(variables)}
    for f in functions:
        moved.append(f if plain else _expanded(f.substitute(values)))
    facts = region.facts if plain else tuple((e.substitute(values), op) for e, op in region.facts)
    inner = Region(names, region.parameters, facts, region.integers)
    parts, constants = [], []
    for f in moved:
        split = _by_variable(f, names)
        if split is None:
            split = _by_variable(_expanded(f), names) or _by_variable(_rewritten(f, inner), names)
        if split is None:
            return "a coordinate of g, or h, is not a sum of functions of one variable each"
        parts.append(split[0])
        constants.append(split[1])
    cores: list[Core | None] = []
    weights: list[list[Expression]] = []
    for z in names:
        row: list[Expression] = []
        core: Core | None = None
        for j, p in enumerate(parts):
            part = p.get(z)
            if part is None:
                row.append(ZERO)
                continue
            if core is None:
                found = decompose(part, z, inner)
                if found is None:
                    return f"no closed-form flow is known for {part}"
                c, core, d = found
                row.append(c)
                constants[j] = add(constants[j], d)
                continue
            c2 = _multiple(part, core, z, inner)
            if c2 is None:
                return f"{part} is not an affine function of {core.expression}"
            row.append(c2)
            constants[j] = add(constants[j], _constant(sub(part, mul(c2, core.expression)), z, inner))
        cores.append(core)
        weights.append(row)
    return Separated(names, basis, lengths, tuple(cores), tuple(tuple(r) for r in weights), tuple(constants))


def _expanded(f: Expression) -> Expression:
    """Polynomials are expanded; in anything else the arguments are."""
    try:
        r = ratio_of(f, sorted(f.names))
    except (TooLarge, ZeroDivisionError, OverflowError):
        return f
    if r is not None:
        return from_polynomial(r.above / r.below.leading_coefficient()) if r.below.is_constant() else f
    if f.op == "add":
        return add(*(_expanded(t) for t in f.args))
    if f.op == "mul":
        return mul(*(_expanded(t) for t in f.args))
    if f.op in ("num", "sym", "const"):
        return f
    from mirrorsym.expression import make

    return make(f.op, tuple(_expanded(a) for a in f.args))


def _rewritten(f: Expression, region: Region) -> Expression:
    """The normal form as a sum of terms: logarithms of products fall apart here."""
    found = normal_form(f, region)
    if found is None or not found[1].below.is_constant():
        return f
    tower, r = found
    return tower.unfold(from_polynomial(r.above / r.below.leading_coefficient()))


def _by_variable(f: Expression, names: tuple[str, ...]) -> tuple[dict[str, Expression], Expression] | None:
    """The terms of f collected by the one variable that each contains."""
    groups: dict[str, list[Expression]] = {}
    constant = []
    for t in f.args if f.op == "add" else (f,):
        own = [z for z in names if z in t.names]
        if len(own) > 1:
            return None
        if own:
            groups.setdefault(own[0], []).append(t)
        else:
            constant.append(t)
    return {z: add(*ts) for z, ts in groups.items()}, add(*constant)


def _multiple(f: Expression, core: Core, z: str, region: Region) -> Expression | None:
    """c, free of z, with f' = c*core'."""
    found = normal_form(div(derivative(f, z), derivative(core.expression, z)), region)
    if found is None:
        return None
    tower, r = found
    c = tower.unfold(div(from_polynomial(r.above), from_polynomial(r.below)))
    if z in c.names:
        return None
    return c if prove(sub(derivative(f, z), mul(c, derivative(core.expression, z))), region) is not None else None


def _constant(e: Expression, z: str, region: Region) -> Expression:
    """The value of an expression that does not depend on z."""
    found = normal_form(e, region)
    if found is not None:
        tower, r = found
        value = tower.unfold(div(from_polynomial(r.above), from_polynomial(r.below)))
        if z not in value.names:
            return value
    for q in (0, 1, 2):
        value = e.substitute({z: num(q)})
        if prove(sub(e, value), region) is not None:
            return value
    return e.substitute({z: ONE})
