"""How many functions have a gradient that commutes with given gradients?  An upper bound, proved at one point.

For analytic f_1, ..., f_n on a connected open set M let V be the linear space of analytic h on M with [grad f_i, grad
h] = 0.  Write X_i = grad f_i and Y = grad h.  Every h in V satisfies these linear equations of second order, with
known analytic coefficients:

* [Z, Y] = 0 for every Z in the Lie algebra that the X_i generate (Jacobi's identity);
* T Y is a closed 1-form for every T = L_Z1 ... L_Zs (metric): the Lie derivative of the closed form Y* along Z is
  closed, and it is (L_Z metric) Y because L_Z Y = 0.  For s = 1 this says that Hess f_i and Hess h commute.

*Bound by the symbol.*  If at one point p the derivatives of these equations determine all derivatives of order m+1 by
lower ones (their highest-order part, a matrix of numbers, has full column rank), they do so near p, the jet of order
m moves along every curve by a linear ordinary differential equation, and by the identity theorem h in V is determined
on M by its Taylor polynomial of degree m at p. Then dim V <= dim ker A_N for every N > m, where A_N is the matrix of
all equations differentiated up to total order N, taken at p.

*Bound at a critical point.*  If p is a critical point of some c_1 f_1 + ... + c_n f_n with invertible Hessian there,
then h in V with zero Taylor polynomial of degree 2 at p is zero: in coordinates with Hessian diag(l_j), the lowest
term c_b y^b of h, |b| = k > 2, would have b_j (sum_i b_i l_i - 2 l_j) = 0 for all j, so l_j = 0 for some j.  Then dim
V <= dim ker A_N for every N >= 2.

Both need lower bounds of ranks only, which arithmetic modulo a prime, or with balls, proves.  The metric may be
diagonal with rational entries.
Precondition: the functions are analytic at p.  Main definitions: `Setting`, `Bound`, `bound_at`, `critical_bound`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from math import comb
from typing import Any

from flint import fmpq

from mirrorsym.calculus.elimination import ball_rank
from mirrorsym.calculus.enclosure import precision
from mirrorsym.calculus.jets import Balls, Field, Jets, NotRational, Rationals, Residues, Series
from mirrorsym.calculus.linear import kernel
from mirrorsym.calculus.modular import draws, rank, residue
from mirrorsym.expression import Expression

__all__ = ["Bound", "Equation", "Row", "Setting", "System", "bound_at", "critical_bound"]

Equation = dict[tuple[int, ...], Series]
Row = dict[int, Any]
BITS = 256
MAX_BALL_VARIABLES = 6
MAX_COLUMNS = 2_200
MAX_ENTRIES = 12_000_000
GENERIC = 12


@dataclass(frozen=True, slots=True)
class Bound:
    """dim V <= `dimension` (constants counted), proved at `point` by the rule "symbol", "critical" or "singular".

    `determined` is the degree m of the Taylor polynomial that determines h, `order` is N, `field` says where ranks were
    computed; `recipe` (JSON) names the equations: combinations of the fields, brackets and Lie derivatives by number.
    """

    dimension: int
    rule: str
    point: tuple[tuple[str, Fraction], ...]
    determined: int
    order: int
    field: str
    recipe: str

    def to_json(self) -> dict[str, Any]:
        """The bound as data, without its point."""
        return {"rule": self.rule, "dimension": self.dimension, "determined": self.determined, "order": self.order, "field": self.field,
                **json.loads(self.recipe)}


@dataclass(frozen=True, slots=True)
class Setting:
    """The functions and variables; `metric` are the squared lengths of the coordinate directions (1 by default).

    `extra` are further equations sum_k b[k] d_k h = 0 that are known to hold (`completion`).
    """

    functions: tuple[Expression, ...]
    variables: tuple[str, ...]
    metric: tuple[Fraction, ...] = ()
    extra: tuple[dict[str, Expression], ...] = ()


def bound_at(setting: Setting, point: Mapping[str, Fraction], target: int = 1, plan: Sequence[tuple[int, int]] = ((1, 2), (1, 3))
             ) -> Bound | None:
    """The best bound by the symbol at `point`, as soon as it reaches `target`; None when no order is determined.

    `plan` lists numbers of Lie derivatives and orders to try.  Raises `NotAnalytic`.

    >>> from mirrorsym.expression import sym
    >>> bound_at(Setting((sym("u") * sym("v"),), ("u", "v")), {"u": Fraction(2), "v": Fraction(3)}).dimension
    3
    """
    try:
        return _bound_at(setting, point, target, plan, Residues())
    except (NotRational, ZeroDivisionError):
        if len(setting.variables) > MAX_BALL_VARIABLES:
            return None
        with precision(BITS):
            return _bound_at(setting, point, target, plan, Balls())


def _bound_at(setting: Setting, point: Mapping[str, Fraction], target: int, plan: Sequence[tuple[int, int]], field: Field
              ) -> Bound | None:
    best: Bound | None = None
    determined: int | None = None
    d = len(setting.variables)
    for words, order in plan:
        if comb(d + order, order) > MAX_COLUMNS:
            continue
        system = System(setting, point, words, order, field)
        rows = [r for e in system.equations for r in system.rows(e, order)]
        if determined is None or order <= determined:
            if not system.injective(rows, order):
                continue
            determined = order - 1
        dimension = 1 + system.width(order) - system.rank(rows, system.columns(1, order), system.width(order) + 1 - target)
        if best is None or dimension < best.dimension:
            name = "residues" if isinstance(field, Residues) else "balls"
            best = Bound(dimension, "symbol", tuple(point.items()), determined, order, name, system.recipe())
        if best.dimension <= target:
            break
    return best


def critical_bound(setting: Setting, point: Mapping[str, Fraction], target: int = 1) -> Bound | None:
    """The bound at a critical point of a combination of the functions with invertible Hessian; None when `point` is none.

    >>> from mirrorsym.expression import sym
    >>> critical_bound(Setting((sym("u")**2 + sym("v")**2,), ("u", "v")), {"u": Fraction(0), "v": Fraction(0)}).dimension
    4
    """
    try:
        best = None
        for order in (3, 4):
            if comb(len(setting.variables) + order, order) > MAX_COLUMNS:
                break
            system = System(setting, point, 1, order + 1, Rationals())  # what vanishes here must do so exactly
            weights = system.critical()
            if weights is None:
                return None
            rows = [r for e in system.equations for r in system.rows(e, order + 1) if all(system.degree(c) <= order for c in r)]
            dimension = 1 + system.width(order) - system.rank(rows, system.columns(1, order), system.width(order) + 1 - target)
            if best is None or dimension < best.dimension:
                best = Bound(dimension, "critical", tuple(point.items()), 2, order, "rationals", system.recipe(weights=weights))
            if dimension <= target:
                break
    except (NotRational, ZeroDivisionError):
        return None
    return best


class System:
    """The equations at one point, as series of their coefficients."""

    def __init__(self, setting: Setting, point: Mapping[str, Fraction], words: int, order: int, field: Field) -> None:
        self.d = len(setting.variables)
        self.jets = Jets(setting.variables, point, order + words, field)
        self.field = field
        self.metric = setting.metric or (Fraction(1),) * self.d
        self.inverse = tuple(field.number(1 / q) for q in self.metric)
        self.series = [self.jets.expand(f) for f in setting.functions]
        self.fields = [[self.jets.scale(self.jets.derive(s, j), self.inverse[j]) for j in range(self.d)] for s in self.series]
        self._monomials = [[sum(self.jets.unit[j] for j in c) for c in combinations_with_replacement(range(self.d), k)]
                           for k in range(order + 2)]
        self._degree = {m: k for k, row in enumerate(self._monomials) for m in row}
        self._used: dict[str, list[list[int]]] = {"combinations": [], "brackets": [], "tensors": []}
        self.equations = list(self._equations(words))
        for e in setting.extra:
            self.equations += self._with_derivatives({setting.variables.index(k): self.jets.expand(b) for k, b in e.items()})

    def recipe(self, **more: Any) -> str:
        """Which equations were used, as JSON."""
        return json.dumps({**self._used, **more})

    # -- equations ------------------------------------------------------------------------------------------
    def _equations(self, words: int) -> Iterator[Equation]:
        plain = [[self.jets.constant(self.field.number(self.metric[i] if i == j else Fraction(0))) for j in range(self.d)]
                 for i in range(self.d)]
        generic, first = self._generic()
        level: list[tuple[tuple[int, ...], Any]] = [((first + i,), self._along(z, plain)) for i, z in enumerate(generic)]
        for z in self.fields:
            yield from self._bracket_equations(z)
        for word, t in level:
            self._used["tensors"].append([*word])
            yield from self._closed_equations(t)
        places = [(i, j) for i in range(len(self.fields)) for j in range(i + 1, len(self.fields))]
        pick = draws(len(self.fields))
        for step in range(1, words):
            for i, j in (places if len(places) <= 2 * self.d else pick.sample(places, 2 * self.d)) if step == 1 else []:
                z = self._bracket(self.fields[i], self.fields[j])
                if any(any(s) for s in z):
                    self._used["brackets"].append([i, j])
                    yield from self._bracket_equations(z)
            pairs = [(i, entry) for i in range(len(self.fields)) for entry in level]
            pairs = pairs if len(pairs) <= 24 else pick.sample(pairs, 24)
            level = [((*word, i), self._along(self.fields[i], t)) for i, (word, t) in pairs]
            for word, t in level:
                self._used["tensors"].append([*word])
                yield from self._closed_equations(t)

    def _generic(self) -> tuple[list[list[Series]], int]:
        """The fields, or of many a few generic combinations, which say as much; and the number of the first of them."""
        if len(self.fields) <= GENERIC:
            return self.fields, 0
        pick = draws(3)
        out = []
        for _ in range(GENERIC):
            weights = [pick.randrange(-9, 10) for _ in self.fields]
            self._used["combinations"].append(weights)
            scaled = [[self.jets.scale(s, self.field.number(Fraction(c))) for s in z] for z, c in zip(self.fields, weights, strict=True)]
            out.append([self.jets.add(*parts) for parts in zip(*scaled, strict=True)])
        return out, len(self.fields)

    def _with_derivatives(self, first: dict[int, Series]) -> list[Equation]:
        """An equation sum_m b_m d_m h = 0 and its derivatives."""
        out: list[Equation] = [{(m,): s for m, s in first.items()}]
        for k in range(self.d):
            e: Equation = {}
            for m, s in first.items():
                _put(e, (min(k, m), max(k, m)), s, self.jets)
                _put(e, (m,), self.jets.derive(s, k), self.jets)
            out.append(e)
        return out

    def _bracket(self, a: list[Series], b: list[Series]) -> list[Series]:
        j = self.jets
        out = []
        for k in range(self.d):
            terms = [j.multiply(a[m], j.derive(b[k], m)) for m in range(self.d)]
            terms += [j.scale(j.multiply(b[m], j.derive(a[k], m)), self.field.number(Fraction(-1))) for m in range(self.d)]
            out.append(j.add(*terms))
        return out

    def _along(self, z: list[Series], t: list[list[Series]]) -> list[list[Series]]:
        """The Lie derivative of a symmetric covariant tensor along z."""
        j, d = self.jets, self.d
        out: list[list[Series]] = [[[] for _ in range(d)] for _ in range(d)]
        slopes = [[j.derive(z[m], k) for k in range(d)] for m in range(d)]
        for k in range(d):
            for m in range(k, d):
                terms = [j.multiply(z[a], j.derive(t[k][m], a)) for a in range(d) if any(z[a]) and any(t[k][m])]
                terms += [j.multiply(t[a][m], slopes[a][k]) for a in range(d) if any(t[a][m])]
                terms += [j.multiply(t[k][a], slopes[a][m]) for a in range(d) if any(t[k][a])]
                short = min(len(z[0]), len(t[k][m])) - 1
                out[k][m] = out[m][k] = j.add([{} for _ in range(short)], *terms)
        return out

    def _bracket_equations(self, z: list[Series]) -> Iterator[Equation]:
        j = self.jets
        for k in range(self.d):
            e: Equation = {}
            for m in range(self.d):
                _put(e, (min(k, m), max(k, m)), j.scale(z[m], self.inverse[k]), j)
                _put(e, (m,), j.scale(j.derive(z[k], m), -self.inverse[m]), j)
            yield e

    def _closed_equations(self, t: list[list[Series]]) -> Iterator[Equation]:
        j = self.jets
        for a in range(self.d):
            for b in range(a + 1, self.d):
                e: Equation = {}
                for m in range(self.d):
                    if not any(t[b][m]) and not any(t[a][m]):
                        continue
                    _put(e, (min(m, a), max(m, a)), j.scale(t[b][m], self.inverse[m]), j)
                    _put(e, (min(m, b), max(m, b)), j.scale(t[a][m], -self.inverse[m]), j)
                    first = j.add(j.derive(t[b][m], a), j.scale(j.derive(t[a][m], b), self.field.number(Fraction(-1))))
                    _put(e, (m,), j.scale(first, self.inverse[m]), j)
                if any(any(s) for s in e.values()):
                    yield e

    # -- rows -----------------------------------------------------------------------------------------------
    def rows(self, equation: Equation, order: int) -> Iterator[Row]:
        """The equation and its derivatives at the point, as far as no derivative of h of more than the given order occurs.

        A row has the coefficients of the Taylor coefficients of h.
        """
        out: dict[int, Row] = {}
        depth = min(order - max(map(len, equation)), *(len(s) - 1 for s in equation.values()))
        for key, series in equation.items():
            shift = sum(self.jets.unit[m] for m in key)
            for low in range(depth + 1):
                for tau, c in series[low].items():
                    for high in range(depth - low + 1):
                        for sigma in self._monomials[high]:
                            row = out.setdefault(tau + sigma, {})
                            value = c * _falling(sigma, key)
                            column = sigma + shift
                            row[column] = row[column] + value if column in row else value
        for row in out.values():
            yield self.field.tidy(row)

    def degree(self, column: int) -> int:
        """The order of the derivative of h that a column stands for."""
        return self._degree[column]

    def columns(self, low: int, high: int) -> list[int]:
        """Monomials of degree low..high."""
        return [m for k in range(low, high + 1) for m in self._monomials[k]]

    def width(self, order: int) -> int:
        """The number of derivatives of order 1..order."""
        return comb(self.d + order, order) - 1

    def injective(self, rows: list[Row], order: int) -> bool:
        """Whether the highest-order parts determine all derivatives of that order."""
        size = len(self._monomials[order])
        return self.rank(rows, self._monomials[order], size) == size

    def critical(self) -> list[str] | None:
        """The weights of a combination of the functions that is critical at the point with invertible Hessian; None where none is found."""
        gradients = [{i: s[1].get(u, fmpq(0)) for i, s in enumerate(self.series)} for u in self.jets.unit]
        basis = [[fmpq(q.numerator, q.denominator) for q in (v.get(i, Fraction(0)) for i in range(len(self.series)))]
                 for v in kernel(gradients, len(self.series))]
        pick = draws(2)
        generic = [sum((pick.randrange(1, 100) * v[i] for v in basis), fmpq(0)) for i in range(len(self.series))]
        for weights in ([generic, *basis] if basis else []):
            combined = self.jets.add(*(self.jets.scale(s, w) for s, w in zip(self.series, weights, strict=True)))
            hessian = []
            for a in range(self.d):
                units = self.jets.unit
                hessian.append({b: combined[2].get(units[a] + units[b], fmpq(0)) * (2 if a == b else 1) for b in range(self.d)})
            if self.rank(hessian, list(range(self.d)), self.d) == self.d:
                return [str(w) for w in weights]
        return None

    def rank(self, rows: list[Row], columns: list[int], enough: int) -> int:
        """A lower bound of the rank, exact up to `enough` but for bad luck with the prime or with the width of balls."""
        if isinstance(self.field, Balls):
            return ball_rank(rows, columns)
        if isinstance(self.field, Rationals):
            rows = [{c: residue(Fraction(int(v.p), int(v.q))) for c, v in row.items()} for row in rows]
        most = max(3 * len(columns), MAX_ENTRIES // max(len(columns), 1))
        return rank(rows if len(rows) <= most else draws(1).sample(rows, most), columns, enough)


def _put(e: Equation, key: tuple[int, ...], s: Series, jets: Jets) -> None:
    e[key] = jets.add(e[key], s) if key in e else s


def _falling(sigma: int, key: tuple[int, ...]) -> int:
    """(sigma + key)! / sigma!."""
    if len(key) == 1:
        return ((sigma >> (5 * key[0])) & 31) + 1
    a, b = key
    x = ((sigma >> (5 * a)) & 31) + 1
    return x * (x + 1) if a == b else x * (((sigma >> (5 * b)) & 31) + 1)
