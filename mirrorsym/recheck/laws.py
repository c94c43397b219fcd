"""Conservation laws of gradient fields, and the dimension of the Lie algebra that they generate at a generic point.

Let X_i = grad f_i, D variables, and r the largest dimension of the span of all iterated brackets at a point.

* lower: brackets named by words, evaluated at one point, have this rank there.
* upper: D less the number of laws F (grad F . X_i = 0 for all i) that are independent at some point, since every bracket is tangent
  to their level sets near it; the number of the fields, when all [X_i, X_j] vanish; the rank over the rational functions
  of the polynomial fields when they are closed under brackets with the X_i, multiples left out; D.
* laws_degree: no other polynomials up to this degree, with rational coefficients, are laws, but for combinations and constants.

For polynomials f_i the rank is r on a dense set, so points need not lie in M, and those of the two bounds may differ.  Else r is the
largest rank on a connected part of M: the points lie in M, and are the same unless M is shown to be convex.

Main definition: `check_laws`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cached_property
from itertools import combinations, combinations_with_replacement
from math import comb
from typing import Any

from mirrorsym.expression import Expression, add, mul, num, sub
from mirrorsym.recheck import data
from mirrorsym.recheck.balls import precision
from mirrorsym.recheck.closure import closed_rank
from mirrorsym.recheck.components import one_point_each
from mirrorsym.recheck.derive import Items, derivative
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.points import Point, holds_at, point_in
from mirrorsym.recheck.problem import Problem
from mirrorsym.recheck.prolongation import Fields, rank_at_least
from mirrorsym.recheck.reader import read, read_conditions
from mirrorsym.recheck.series import PRIME, Prime, Real, Taylor
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.smooth import prove_smooth
from mirrorsym.recheck.sparse import BITS, Poly, Words, gradient_product, partial, polynomial, support, whole
from mirrorsym.recheck.zero import prove_zero

__all__ = ["check_laws"]

_LONGEST = 8
_MONOMIALS = 20_000
Entry = tuple[str, str, Callable[[], str]]


def check_laws(report: Any, problem: Problem, seconds: float) -> list[Entry]:
    """What a `laws` object claims: (name, status, what raises `Rejected` or says why it is accepted)."""
    whole = data.record(report, "the laws")
    out: list[Entry] = []
    for name, functions in (("g", problem.g), ("joint", problem.joint)):
        part = whole.get(name)
        if part is None:
            continue
        found = _Laws(data.record(part, name), functions, problem, seconds)
        texts = data.items(part.get("laws"), "the laws", 2_000)
        out.append((f"laws.{name}.lower", "HOLDS", found.lower))
        out.append((f"laws.{name}.upper", "HOLDS", found.upper))
        out += [(f"laws.{name}.laws[{k}]", "HOLDS", lambda k=k, found=found: found.law(k)) for k in range(len(texts))]  # type: ignore[misc]
        out.append((f"laws.{name}.independent_laws", "HOLDS", found.independent))
        out.append((f"laws.{name}.laws_degree", "UNDECIDED" if part.get("laws_degree") is None else "HOLDS", found.degree))
    return out


class _Laws:
    def __init__(self, part: dict[str, Any], functions: tuple[Expression, ...], problem: Problem, seconds: float) -> None:
        self.part, self.functions, self.problem, self.seconds = part, functions, problem, seconds
        m = problem.domain
        self.w, self.names = m.variables, (*m.variables, *m.parameter_names)
        self.d = len(self.w)
        self.passed: set[int] = set()

    def budget(self) -> Budget:
        """A budget for one claim."""
        return Budget(steps=40_000_000, seconds=self.seconds)

    def _count(self, key: str, most: int) -> int:
        value = self.part.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            raise Rejected(f"{key} is no number of the right size")
        return value

    @cached_property
    def polys(self) -> list[Poly] | None:
        """The functions as polynomials in variables and parameters."""
        found = [polynomial(f, self.names, self.budget()) for f in self.functions]
        return None if any(p is None for p in found) else [p for p in found if p is not None]

    @cached_property
    def texts(self) -> list[Expression]:
        """The laws."""
        return [read(t, frozenset(self.names)) for t in data.items(self.part.get("laws"), "the laws", 2_000)]

    @cached_property
    def proof(self) -> dict[str, Any]:
        """The evidence."""
        return data.record(self.part.get("certificate"), "the certificate of the laws")

    # -- lower bound ------------------------------------------------------------------------------------------
    def lower(self) -> str:
        """The brackets that are named have the rank at the point."""
        claimed = self._count("lower", self.d)
        if self.part.get("exact") is not (self.part.get("lower") == self.part.get("upper")):
            raise Rejected("the word exact does not agree with the bounds")
        words = [[data.index(i, len(self.functions), "field") for i in data.items(w, "a word", _LONGEST)]
                 for w in data.items(self.proof.get("words", []), "the words", 5_000)]
        if any(not w for w in words) or (claimed and not words):
            raise Rejected("a word is empty, or none is named")
        if claimed and self._rank(words) < claimed:
            raise Rejected("the brackets at the point do not have the stated rank")
        return f"the rank of brackets at a point is {claimed}"

    def _rank(self, words: list[list[int]]) -> int:
        budget = self.budget()
        if self.polys is not None:
            point = data.record(self.part.get("point"), "the point")
            if set(point) != set(self.names):
                raise Rejected("a point does not give a value to every symbol")
            at = [data.whole(point[n], "a coordinate", 1 << 40) for n in self.names]
            known = Words(self.polys, at, self.d, budget)
            return rank_at_least((known.value(w) for w in words), range(self.d), Prime(), budget)
        at_point = self._inside("point")
        for numbers in (Prime(), Real()):
            try:
                with precision(256):
                    fields = Fields(self.functions, Taylor(self.w, at_point, max(map(len, words)) + 1, numbers, budget))
                    made: dict[tuple[int, ...], Any] = {(i,): z for i, z in enumerate(fields.fields)}
                    for tail in sorted({tuple(w[k:]) for w in words for k in range(len(w))}, key=lambda t: (len(t), t)):
                        if len(tail) > 1:
                            made[tail] = fields.bracket(made[tail[:1]], made[tail[1:]])
                    rows = [{k: s[0][0] for k, s in enumerate(made[tuple(w)]) if s[0]} for w in words]
                    return rank_at_least(rows, range(self.d), numbers, budget)
            except Rejected:
                if isinstance(numbers, Real):
                    raise
        return 0

    def _inside(self, key: str) -> dict[str, Fraction]:
        """A rational point of M."""
        stated = data.record(self.part.get(key), "the point")
        setting = self.problem.setting(self.budget())
        point = point_in({n: ["num", str(data.rational(q))] for n, q in stated.items()}, setting)
        return {n: Fraction(v.args[0]) for n, v in point.values.items()}

    # -- laws -------------------------------------------------------------------------------------------------
    def law(self, k: int) -> str:
        """No field changes the k-th law, on the stated part of M, where it is smooth."""
        if k in self.passed:
            return "proved"
        budget = self.budget()
        f = polynomial(self.texts[k], self.names, budget) if self.polys is not None else None
        wheres = data.items(self.part.get("laws_where"), "where the laws are smooth", 2_000)
        if len(wheres) != len(self.texts):
            raise Rejected("it is not said of every law where it is smooth")
        if f is not None and self.polys is not None:
            slopes = partial(whole(f))
            if wheres[k] or any(gradient_product(slopes, own, budget, self.d) for own in self.slopes):
                raise Rejected("a field changes the law")
            self.passed.add(k)
            return "proved"
        entry = data.record(data.record(self.proof.get("laws", {}), "the proofs").get(str(k), {}), "the proof of a law")
        setting = self._where(wheres[k])
        prove_smooth([self.texts[k]], entry.get("guards", []), setting, weak=False)
        zeros = data.record(entry.get("zeros", {}), "the zeros")
        for i, g in enumerate(self.functions):
            prove_smooth([g], entry.get("guards", []), setting)
            change = add(*(mul(derivative(self.texts[k], v, budget), derivative(g, v, budget)) for v in self.w))
            prove_zero(change, zeros.get(str(i)), setting.grant(self.texts[k], g))
        self.passed.add(k)
        return "proved"

    def _where(self, relations: Any) -> Setting:
        setting = self.problem.setting(self.budget())
        for text in data.items(relations, "where a law is smooth", 20):
            for r in read_conditions(text, setting.names):
                if r.op not in ("!=", ">", "<"):
                    raise Rejected("a part of M that is not open")
                left, right = r.args
                setting = setting.assume(sub(right, left) if r.op == "<" else sub(left, right), ">" if r.op == "<" else r.op)
        return setting

    @cached_property
    def slopes(self) -> list[dict[int, Poly]]:
        """The gradients of the polynomial functions."""
        return [partial(whole(p)) for p in self.polys or ()]

    def independent(self) -> str:
        """So many laws are independent at the point."""
        claimed = self._count("independent_laws", len(self.texts))
        missing = None if self.part.get("missing") is None else self.d - self._count("lower", self.d) - claimed
        if self.part.get("missing") != missing:
            raise Rejected("the number of missing laws is not what the bounds leave")
        if claimed and self._jacobian() < claimed:
            raise Rejected("the laws are not shown to be independent at the point")
        return f"the rank of the laws' Jacobian at a point is {claimed} or more"

    def _jacobian(self) -> int:
        budget = self.budget()
        polys = [polynomial(f, self.names, budget) for f in self.texts] if self.polys is not None else [None]
        stated = data.record(self.part.get("laws_point"), "the point")
        if all(p is not None for p in polys) and set(stated) >= set(self.w):
            at = [data.whole(stated[v], "a coordinate", 1 << 40) % PRIME for v in self.w]
            prime = Prime()
            rows = []
            for p in polys:
                row = {}
                for v, slope in partial(p or {}).items():
                    if v < self.d:
                        row[v] = sum(prime.number(Fraction(c)) * self._at(k, at) for k, c in slope.items()) % PRIME
                rows.append(row)
            return rank_at_least(rows, range(self.d), prime, budget)
        point = self._inside("laws_point")
        at_point = Point({n: num(q) for n, q in point.items()}, self.problem.setting(budget))
        for relations in data.items(self.part.get("laws_where"), "where the laws are smooth", 2_000):
            if not all(holds_at(at_point, e, op) for e, op in self._where(relations).facts):
                raise Rejected("at the point a law is not shown to be one")
        for numbers in (Prime(), Real()):
            try:
                with precision(256):
                    t = Taylor(self.w, point, 1, numbers, budget)
                    gradients = [{j: c for j, v in enumerate(self.w) if (c := t.of(f)[1].get(t.unit[v])) is not None} for f in self.texts]
                    return rank_at_least(gradients, range(self.d), numbers, budget)
            except Rejected:
                if isinstance(numbers, Real):
                    raise
        return 0

    def _at(self, monomial: int, at: list[int]) -> int:
        out = 1
        for v, e in support(monomial):
            if v >= self.d:
                raise Rejected("a law with parameters is not evaluated at a point")
            out = out * pow(at[v], e, PRIME) % PRIME
        return out

    # -- upper bound --------------------------------------------------------------------------------------------
    def upper(self) -> str:
        """The dimension at a generic point is at most the stated one."""
        claimed = self._count("upper", self.d)
        if claimed == self.d:
            return "the number of variables"
        rule = data.field(self.proof, "upper")
        if rule == "laws":
            self.independent()
            for k in range(len(self.texts)):
                self.law(k)
            bound = self.d - self._count("independent_laws", len(self.texts))
            if self.polys is None and self._count("lower", self.d) and self.part.get("point") != self.part.get("laws_point"):
                setting = self.problem.setting(self.budget())
                points = [{"point": {n: ["num", str(q)] for n, q in self._inside(k).items()}} for k in ("point", "laws_point")]
                one_point_each({"rule": "convex"}, points, setting)
        elif rule == "commuting":
            self._commuting()
            bound = len(self.functions)
        elif rule == "module":
            bound = closed_rank(self.functions, self.w, self.names, self.budget())
        elif rule == "constant":
            bound = 0
            if self.polys is None or any(v < self.d for s in self.slopes for v in s):
                raise Rejected("the functions are not constant")
        else:
            raise Rejected("there is no such rule for an upper bound of the dimension")
        if bound > claimed:
            raise Rejected(f"the dimension is only shown to be at most {bound}")
        return f"the dimension is at most {bound}: {rule}"

    def _commuting(self) -> None:
        budget = self.budget()
        setting = self.problem.setting(budget)
        items = data.record(self.proof.get("items", {}), "the items")
        prove_smooth(self.functions, self.proof.get("guards", []), setting)
        of = Items(self.functions, None, self.w, budget)
        for i, j in combinations(range(len(self.functions)), 2):
            for v in self.w:
                prove_zero(of.b(self.functions[i], self.functions[j], v), items.get(f"{i},{j},{v}"), setting.grant(*self.functions))

    # -- all polynomial laws ------------------------------------------------------------------------------------
    def degree(self) -> str:
        """The polynomial laws up to the degree are the combinations of those that are listed."""
        top = self._count("laws_degree", 20)
        if self.polys is None or comb(self.d + top, top) > _MONOMIALS:
            raise Rejected("the functions are no polynomials, or there are more monomials than the checker takes")
        budget = self.budget()
        listed = []
        for j, f in enumerate(self.texts):
            p = polynomial(f, self.w, budget)
            if p is not None and all(sum(e for _, e in support(k)) <= top for k in p):
                self.law(j)
                listed.append({k: Prime().number(Fraction(c)) for k, c in p.items() if k})
        places = {k: j for j, k in enumerate(sorted({k for p in listed for k in p}))}
        count = 0
        if listed:
            count = rank_at_least(({places[k]: c for k, c in p.items()} for p in listed), range(len(places)), Prime(), budget)
        d = range(self.d)
        alive = [sum(1 << (BITS * v) for v in chosen) for k in range(1, top + 1) for chosen in combinations_with_replacement(d, k)]
        kept: list[dict[int, int]] = []
        for own in sorted(self.slopes, key=len, reverse=True):
            alive, rows = self._thinned(alive, own, budget)
            kept += rows
        place = {k: j for j, k in enumerate(alive)}
        rows = [{place[k]: c for k, c in row.items() if k in place} for row in kept]
        rank = rank_at_least((r for r in rows if r), range(len(alive)), Prime(), budget) if alive else 0
        if len(alive) - rank > count:
            raise Rejected(f"there may be {len(alive) - rank} independent polynomial laws up to degree {top}")
        return f"the polynomial laws up to degree {top} are {count} and their combinations"

    def _thinned(self, alive: list[int], own: dict[int, Poly], budget: Budget) -> tuple[list[int], list[dict[int, int]]]:
        """The monomials that one field leaves possible in a law, and its equations for their coefficients."""
        equations: dict[int, dict[int, int]] = {}
        prime = Prime()
        slopes = {v: [(k, prime.number(Fraction(c))) for k, c in p.items()] for v, p in own.items()}
        for monomial in alive:
            for v, e in support(monomial):
                for k, c in slopes.get(v, ()):
                    row = equations.setdefault(monomial - (1 << (BITS * v)) + k, {})
                    row[monomial] = (row.get(monomial, 0) + c * e) % PRIME
        budget.spend(sum(map(len, equations.values())))
        uses: dict[int, list[int]] = {}
        for key, row in equations.items():
            for monomial in [m for m, c in row.items() if not c]:
                del row[monomial]
            for monomial in row:
                uses.setdefault(monomial, []).append(key)
        dead: set[int] = set()
        queue = [key for key, row in equations.items() if len(row) == 1]
        while queue:
            for monomial in list(equations[queue.pop()]):
                if monomial not in dead:
                    dead.add(monomial)
                    for key in uses[monomial]:
                        equations[key].pop(monomial, None)
                        if len(equations[key]) == 1:
                            queue.append(key)
        return [m for m in alive if m not in dead], [row for row in equations.values() if row]
