"""How many germs of analytic functions at one point have a gradient that commutes with given gradients?  An upper bound.

The functions f_1, ..., f_n are analytic near the rational point p; the h in question are the germs at p with [grad f_i,
grad h] = 0 for all i and c . grad h = 0 for the free directions c.  See `prolongation` for the equations.

* symbol: where the highest parts at p of the equations of order s = m + 1 determine all derivatives of order s, they do
  so near p, and every derivative of order s is a combination of lower ones with analytic coefficients.  So h is determined
  by its Taylor polynomial of degree m, and by that of degree N >= m, which satisfies the rows up to order N.
* critical: p is a critical point of F = sum c_i f_i, and Hess F has rank D less the number of free directions.  In coordinates
  with Hess F = diag(l_j) the lowest term c_b y^b of h, |b| = k > 2, in variables that are not free, has b_j (sum b_i l_i
  - 2 l_j) = 0; so all l_j with b_j > 0 agree, and k = 2 unless they are 0.  So h is determined by its Taylor
  polynomial of degree 2, and by that of degree N >= 2.
* singular: see `poles`.

The dimension is at most 1 (constants) + the number of monomials of degree 1..N less the rank of the rows without others.

Main definition: `prove_bound`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_mat

from mirrorsym.expression import Expression
from mirrorsym.recheck import data
from mirrorsym.recheck.balls import precision
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.poles import REACH, largest_exponent
from mirrorsym.recheck.prolongation import Equation, Fields, Tensor, columns, degree_of, rank_at_least, rows
from mirrorsym.recheck.series import Exact, Numbers, Prime, Real, Taylor
from mirrorsym.recheck.varying import Varying

__all__ = ["Germs", "prove_bound"]

BITS = 256
_ORDER = 12
_MANY = 4_000


@dataclass(frozen=True)
class Germs:
    """Functions of `variables` at a rational point of all symbols; free directions and further equations b . grad h = 0.

    With `numbers` the point is a point for all values of parameters, and so is the bound.
    """

    functions: tuple[Expression, ...]
    variables: tuple[str, ...]
    point: Mapping[str, Fraction | Expression]
    free: tuple[tuple[Fraction, ...], ...]
    extra: tuple[tuple[Expression, ...], ...]
    budget: Budget
    numbers: Varying | None = None

    def fields(self, order: int, numbers: Numbers) -> Fields:
        """The gradient fields, expanded up to the order."""
        return Fields(self.functions, Taylor(self.variables, self.point, order, numbers, self.budget))

    def equations(self, fields: Fields, recipe: dict[str, Any]) -> list[Equation]:
        """The equations that the certificate lists, and always [X_i, grad h] = 0 and the first-order ones."""
        t, n = fields.taylor, len(self.functions)
        listed = [[data.rational(w, "a weight") for w in data.items(row, "a combination", n)]
                  for row in data.items(recipe.get("combinations", []), "the combinations", 100)]
        if any(len(row) != n for row in listed):
            raise Rejected("a combination does not have a weight for every field")
        known = [*fields.fields, *(fields.combine(row) for row in listed)]
        out = [e for z in fields.fields for e in fields.commuting(z)]
        for pair in data.items(recipe.get("brackets", []), "the brackets", _MANY):
            a, b = self._places(pair, len(known), 2)
            out += fields.commuting(fields.bracket(known[a], known[b]))
        made: dict[tuple[int, ...], Tensor] = {(): fields.metric()}
        for word in data.items(recipe.get("tensors", []), "the tensors", _MANY):
            places = tuple(self._places(word, len(known), None))
            for k in range(1, len(places) + 1):
                if places[:k] not in made:
                    made[places[:k]] = fields.along(known[places[k - 1]], made[places[:k - 1]])
            out += fields.closed(made[places])
        for c in self.free:
            out += fields.first([t.flat(t.numbers.number(q)) for q in c])
        for slopes in self.extra:
            out += fields.first([t.of(b) for b in slopes])
        return out

    @staticmethod
    def _places(value: Any, size: int, length: int | None) -> list[int]:
        places = [data.index(i, size, "field") for i in data.items(value, "a word", 8)]
        if not places or (length is not None and len(places) != length):
            raise Rejected("a word does not name as many fields as it should")
        return places


def prove_bound(certificate: dict[str, Any], germs: Germs) -> int:
    """The upper bound of the dimension that the certificate's rule proves, constants counted; `Rejected` when it proves none."""
    rule = data.field(certificate, "rule")
    method = {"symbol": _symbol, "critical": _critical, "singular": _singular}.get(rule) if isinstance(rule, str) else None
    if method is None:
        raise Rejected(f"there is no rule {str(rule)[:40]!r} for bounds of a dimension")
    determined = data.whole(data.field(certificate, "determined"), "the degree that determines h", _ORDER)
    order = data.whole(data.field(certificate, "order"), "the order", _ORDER)
    if not 1 <= determined <= order:
        raise Rejected("the equations are not differentiated up to the degree that determines h")
    if germs.numbers is not None and rule != "symbol":
        raise Rejected("a bound for all values of the parameters needs the rule symbol")
    return method(certificate, germs, determined, order)


def _longest(certificate: dict[str, Any]) -> int:
    """How many Lie derivatives are taken one after the other."""
    words = [data.items(w, "a word", 8) for w in data.items(certificate.get("tensors", []), "the tensors", _MANY)]
    return max([1 if certificate.get("brackets") else 0, *map(len, words)])


def _symbol(certificate: dict[str, Any], germs: Germs, determined: int, order: int) -> int:
    if germs.numbers is not None:
        return _by_symbol(certificate, germs, determined, order, germs.numbers)
    if certificate.get("field") == "balls":
        with precision(BITS):
            return _by_symbol(certificate, germs, determined, order, Real())
    return _by_symbol(certificate, germs, determined, order, Prime())


def _by_symbol(certificate: dict[str, Any], germs: Germs, determined: int, order: int, numbers: Numbers) -> int:
    top = max(order, determined + 1)
    fields = germs.fields(top + _longest(certificate) + 1, numbers)
    t, d = fields.taylor, len(germs.variables)
    equations = germs.equations(fields, certificate)
    highest = columns(d, determined + 1, determined + 1)
    system = [r for e in equations for r in rows(e, determined + 1, t)]
    if rank_at_least(system, highest, numbers, germs.budget) < len(highest):
        raise Rejected(f"the equations are not shown to determine the derivatives of order {determined + 1}")
    if order != determined + 1:
        system = [r for e in equations for r in rows(e, order, t)]
    unknown = columns(d, 1, order)
    return 1 + len(unknown) - rank_at_least(system, unknown, numbers, germs.budget)


def _critical(certificate: dict[str, Any], germs: Germs, determined: int, order: int) -> int:
    if determined != 2 or order < 2 or germs.extra:
        raise Rejected("at a critical point the Taylor polynomial of degree 2 determines h")
    numbers = Exact()
    fields = germs.fields(order + 1 + max(1, _longest(certificate)) + 1, numbers)
    t, d = fields.taylor, len(germs.variables)
    weights = [data.rational(w, "a weight") for w in data.items(data.field(certificate, "weights"), "the weights")]
    if len(weights) != len(germs.functions):
        raise Rejected("there is not one weight per function")
    slopes = fields.combine(weights)
    if any(s[0] for s in slopes):
        raise Rejected("the point is not a critical point of the combination of the functions")
    hessian = fmpq_mat(d, d, [s[1].get(t.unit[v], fmpq(0)) for s in slopes for v in t.variables])
    if hessian.rank() != d - _rank(germs.free, d):
        raise Rejected("the Hessian at the critical point does not have full rank")
    inside = [r for e in germs.equations(fields, certificate) for r in rows(e, order + 1, t) if all(degree_of(c) <= order for c in r)]
    unknown = columns(d, 1, order)
    return 1 + len(unknown) - rank_at_least(inside, unknown, numbers, germs.budget)


def _singular(certificate: dict[str, Any], germs: Germs, determined: int, order: int) -> int:
    numbers = Exact()
    line = germs.fields(REACH + _longest(certificate) + 2, numbers)
    direction = [data.rational(q, "a direction") for q in data.items(data.field(certificate, "direction"), "the direction")]
    least = 1 + largest_exponent(germs.equations(line, certificate), direction, len(germs.variables), germs.budget)
    if determined < least:
        raise Rejected(f"at the point the Taylor polynomial of degree {determined} is not shown to determine h")
    fields = germs.fields(order + _longest(certificate) + 1, numbers)
    d = len(germs.variables)
    system = [r for e in germs.equations(fields, certificate) for r in rows(e, order, fields.taylor)]
    everything, high = columns(d, 1, order), columns(d, determined + 1, order)
    place = {c: i for i, c in enumerate(high)}
    upper = [{place[c]: v for c, v in row.items() if c in place} for row in system]
    upper = [row for row in upper if row]
    if len(upper) * len(high) > 400_000:
        raise Rejected("the equations have more entries than the checker computes with exactly")
    germs.budget.spend(len(upper) * len(high) // 2 + 1)
    above = 0
    if upper and high:
        flat = [fmpq(0)] * (len(upper) * len(high))
        for i, row in enumerate(upper):
            for c, v in row.items():
                flat[i * len(high) + c] = v
        above = int(fmpq_mat(len(upper), len(high), flat).rank())
    whole = rank_at_least(system, everything, numbers, germs.budget)
    return 1 + len(everything) - len(high) - (whole - above)


def _rank(vectors: Sequence[Sequence[Fraction]], d: int) -> int:
    if not vectors:
        return 0
    return int(fmpq_mat(len(vectors), d, [fmpq(q.numerator, q.denominator) for v in vectors for q in v]).rank())
