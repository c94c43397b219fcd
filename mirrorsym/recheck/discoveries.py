"""An answer of `discover`: which h commute with g, and whether the list is everything.

* basis[k], elsewhere[k]: h commutes with g on M, or on the stated part; what `commuting_with_h` says of the pair (g, h).
* independent: the matrix of the basis functions' values at points of M has a determinant that is not 0.
* infinite: the families that are named commute (`families`).
* dimension_upper, complete: about analytic h on a connected M (or on the connected part of M that contains the point).

The variables fall into blocks, no function of g having variables of two.  Near the point p an analytic h that commutes with g
is, in the variables of one block alone, a germ that commutes with the block's functions; let V be these germs, K those that no
field of the block changes, C a complement of K in V.  If k is a variable of another block, grad f . d_k grad h = 0; so
the part of h in C has coefficients that no other variable changes, and the whole space is the direct sum of the C and of the
tensor product of the K.  A direction in which no function changes counts as a variable of a block without functions.  An analytic
function on a connected set is what its germ at one point is.

Main definition: `check_discovery`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import prod
from typing import Any

from flint import arb_mat

from mirrorsym.expression import ONE, Expression, add, mul, num, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.balls import Open, enclose, precision, refine
from mirrorsym.recheck.claims import check_claim
from mirrorsym.recheck.components import half_space, one_point_each, point_over_parameters
from mirrorsym.recheck.consequences import read_consequences
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.families import Round, read_round, spelled
from mirrorsym.recheck.germs import BITS, Germs, prove_bound
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.openness import part_of
from mirrorsym.recheck.points import point_in
from mirrorsym.recheck.problem import Problem, read_problem
from mirrorsym.recheck.prolongation import rank_at_least
from mirrorsym.recheck.reader import read
from mirrorsym.recheck.scaled import read_scaled, read_varying
from mirrorsym.recheck.series import Prime, Real, Series, Taylor
from mirrorsym.recheck.support import Support
from mirrorsym.recheck.varying import Varying
from mirrorsym.recheck.zero import prove_zero

__all__ = ["check_discovery"]

_DEPTHS = (2, 3, 4, 6, 8)
Entry = tuple[str, str, Callable[[], str]]


def check_discovery(report: dict[str, Any], problem: Problem, seconds: float) -> list[Entry]:
    """What the answer claims: (name, status, what raises `Rejected` or says why it is accepted)."""
    found = _Discovery(report, problem, seconds)
    basis = data.items(report.get("basis"), "the basis", 500)
    out: list[Entry] = [("basis[0]", "HOLDS", found.one)]
    out += [(f"basis[{k}]", "HOLDS", lambda k=k: found.member(k)) for k in range(1, len(basis))]  # type: ignore[misc]
    out.append(("independent", "HOLDS", found.independent))
    extra = data.items(report.get("elsewhere") or [], "the members on a part of M", 100)
    out += [(f"elsewhere[{k}]", "HOLDS", lambda k=k: found.elsewhere(k)) for k in range(len(extra))]  # type: ignore[misc]
    out.append(("infinite", "UNDECIDED" if report.get("infinite") is None else "HOLDS", found.infinite))
    out.append(("dimension_upper", "UNDECIDED" if report.get("dimension_upper") is None else "HOLDS", found.upper))
    out.append(("complete", "HOLDS" if report.get("complete") is not False else "UNDECIDED", found.complete))
    return out


def conditions_for(report: dict[str, Any], seconds: float = 20.0) -> tuple[int | None, list[Expression]] | None:
    """The dimension that the bounds of an answer leave, and what has to differ from 0 for it that is not seen to: nothing is proved.

    None when the bounds leave no dimension, or something else is missing.
    """
    try:
        found = _Discovery(report, read_problem(report["pair"]), seconds, exploring=True)
        for b, s in zip(found.own, found.sizes, strict=True):
            (found.still if len(found.own) > 1 else found.exhausted)(b, s)
        return found.sizes[0] if len(found.sizes) == 1 else None, list(found.varying.wanted) if found.varying is not None else []
    except Rejected:
        return None


@dataclass(frozen=True)
class _Block:
    """The variables of one block, its functions, its basis functions, and what is known of its space of germs."""

    variables: tuple[str, ...]
    functions: tuple[Expression, ...]
    members: tuple[Expression, ...]
    free: tuple[tuple[Fraction, ...], ...]
    round: Round | None
    entry: dict[str, Any]


class _Discovery:
    def __init__(self, report: dict[str, Any], problem: Problem, seconds: float, exploring: bool = False) -> None:
        self.report, self.seconds, self.exploring = report, seconds, exploring
        whole = problem.setting(Budget(seconds=seconds))
        if report.get("g") != report["pair"].get("g") or report.get("variables") != report["pair"].get("variables") or (
                report.get("domain") != report["pair"].get("domain")):
            raise Rejected("the answer is not about its pair")
        if problem.h is not None or problem.copies != 1:
            raise Rejected("the pair of a discovery has no h, and one copy")
        self.full = problem
        self.passed: set[str] = set()
        self.problem = part_of(problem, report.get("holds_on"))
        self.names = whole.names
        self.basis = [read(t, self.names) for t in data.items(report.get("basis"), "the basis", 500)]
        self.certificates = data.record(report.get("certificates"), "the certificates")

    def budget(self) -> Budget:
        """A budget for one claim."""
        return Budget(steps=20_000_000, seconds=self.seconds)

    def certificate(self, name: Any, kind: str) -> dict[str, Any]:
        """The certificate of this name, which is of this kind."""
        if not isinstance(name, str) or name not in self.certificates:
            raise Rejected(f"the certificate {str(name)[:40]!r} is missing")
        found = data.record(self.certificates[name], "a certificate")
        if found.get("kind") != kind:
            raise Rejected(f"a certificate of kind {kind} is needed")
        return found

    # -- members --------------------------------------------------------------------------------------------
    def one(self) -> str:
        """Constants commute with everything, where g is C^2."""
        size = None if self.report.get("infinite") is not None else len(self.basis)
        if not self.basis or self.basis[0] != ONE or self.report.get("dimension") != size or isinstance(self.report.get("dimension"), bool):
            raise Rejected("the basis does not begin with 1, or the dimension is not its length")
        return "constants commute with everything"

    def member(self, k: int) -> str:
        """The k-th basis function commutes with g."""
        if f"member {k}" in self.passed:
            return "proved by its certificate"
        names = data.items(self.report.get("members"), "the members", 500)
        if len(names) != len(self.basis) - 1:
            raise Rejected("the basis does not have one certificate per function")
        self._commutes(self.basis[k], self.certificate(names[k - 1], "commuting_member"), self.problem)
        self.passed.add(f"member {k}")
        return "proved by its certificate"

    def _commutes(self, h: Expression, certificate: dict[str, Any], problem: Problem) -> None:
        support = Support()
        if "smooth" in certificate:
            support.evidence.take(data.record(certificate["smooth"], "the evidence for smoothness"))
        inner = data.record(data.field(certificate, "certificate"), "the certificate of a member")
        check_claim("commuting_with_h", "HOLDS", inner, Problem(problem.g, h, problem.domain, 1), self.budget(), support)

    def elsewhere(self, k: int) -> str:
        """A function that commutes on a part of M."""
        entry = data.record(self.report["elsewhere"][k], "a member on a part of M")
        part = part_of(self.problem, [data.text(entry.get("where"), "where it commutes")])
        self._commutes(read(entry.get("h"), self.names), self.certificate(entry.get("certificate"), "commuting_member"), part)
        return "proved by its certificate"

    def independent(self) -> str:
        """The basis functions are linearly independent (with parameters: for the values at the points)."""
        if len(self.basis) == 1 or "independent" in self.passed:
            return "proved by values at points" if len(self.basis) > 1 else "a single function"
        certificate = self.certificate(self.report.get("independent"), "independent")
        setting = self.problem.setting(self.budget())
        points = [point_in(p, setting) for p in data.items(data.field(certificate, "points"), "the points", 500)]
        if len(points) != len(self.basis):
            raise Rejected("there is not one point per function")
        if len({tuple(p.values[n] for n in setting.parameters) for p in points}) != 1:
            raise Rejected("the points are for different values of the parameters")

        def regular(_: int) -> bool:
            values = [[enclose(f, p.balls(), setting.budget) for f in self.basis] for p in points]
            if arb_mat(values).det().contains(0):
                raise Open
            return True

        refine(regular, setting.budget, "the values at the points do not show that the functions are independent")
        self.passed.add("independent")
        return "proved by values at points"

    # -- families and bounds -----------------------------------------------------------------------------------
    @cached_property
    def bound(self) -> dict[str, Any]:
        """The certificate about the whole space."""
        return self.certificate(self.report.get("bound"), "commutant")

    @cached_property
    def blocks(self) -> list[_Block]:
        """The blocks, shown to be independent of each other, with their free and round directions."""
        w = self.problem.domain.variables
        setting = self.problem.setting(self.budget())
        found, seen = [], set[str]()
        rest = list(self.basis[1:])
        for entry in data.items(data.field(self.bound, "blocks"), "the blocks", 500):
            names = tuple(data.text(v, "a variable") for v in data.items(data.field(entry, "variables"), "the variables", 500))
            own = tuple(f for f in self.problem.g if f.names & set(names))
            if not names or set(names) & seen or len(set(names)) != len(names) or any(f.names & set(w) - set(names) for f in own):
                raise Rejected("the blocks overlap, or a function has variables of two")
            seen |= set(names)
            free = tuple(tuple(data.rational(q, "a direction") for q in data.items(c, "a direction", len(names)))
                         for c in data.items(entry.get("free", []), "the free directions", len(names)))
            if entry.get("scaled") is not None:
                own = read_scaled(entry["scaled"], own, names, self.varying, setting)
            mine = tuple(h for h in rest if h.names & set(names))
            rest = [h for h in rest if not h.names & set(names)]
            if any(h.names & set(w) - set(names) for h in mine):
                raise Rejected("a basis function has variables of two blocks")
            for c in free:
                if len(c) != len(names) or not any(c):
                    raise Rejected("a free direction is 0 or has a wrong number of entries")
                for f in (*own, *mine):
                    prove_zero(add(*(mul(num(q), derivative(f, v, setting.budget)) for q, v in zip(c, names, strict=True))), None, setting)
            if not own and mine:
                raise Rejected("a basis function depends on variables that g does not have")
            turning = None if entry.get("round") is None else read_round(entry["round"], own, names, setting)
            found.append(_Block(names, own, mine, free, turning, entry))
        if seen != set(w) or rest:
            raise Rejected("the blocks do not have all variables")
        return found

    def infinite(self) -> str:
        """The families, spelled out again from the certificate."""
        families = [b.round.text() for b in self.blocks if b.round is not None]
        free = [form for b in self.blocks for form in _free_forms(b)]
        if free:
            families.append(spelled(free))
        if not families or self.report.get("infinite") != "; ".join(families):
            raise Rejected("the families that are named are not those of the certificate")
        return "each function of the families commutes"

    @cached_property
    def varying(self) -> Varying | None:
        """Numbers that depend on the parameters; None without parameters.  What is stated of parameters is among the hypotheses."""
        setting = self.problem.setting(self.budget())
        stated = data.record(self.report.get("hypotheses"), "the hypotheses").get("parameters")
        return read_varying(stated or [], self.bound.get("units", []), setting, self.exploring)

    @cached_property
    def point(self) -> Mapping[str, Fraction | Expression]:
        """A rational point of M; with parameters a point for all their values, with trees for coordinates."""
        setting = self.problem.setting(self.budget())
        if setting.parameters:
            at = point_over_parameters(data.field(self.bound, "point"), self.bound.get("inside"), setting)
            return {**at, **{n: sym(n) for n in setting.parameters}}
        point = point_in(data.field(self.bound, "point"), setting)
        if any(v.op != "num" for v in point.values.values()):
            raise Rejected("the point at which the dimension is bounded is not rational")
        return {n: Fraction(v.args[0]) for n, v in point.values.items()}

    def _size(self, b: _Block) -> int | None:
        """An upper bound of the dimension of the germs of a block, constants counted; without the round ones."""
        if b.entry.get("bound") is None:
            return None
        functions, free = b.functions, b.free
        if b.round is not None:
            functions, free = b.round.rest(), (*free, *b.round.directions)
        entry = data.record(b.entry["bound"], "a bound")
        varying = self.varying if any(f.names - set(b.variables) for f in functions) else None
        if entry.get("extra") and varying is not None:
            raise Rejected("with parameters no further equations are read")
        rational = {n: q for n, q in self.point.items() if isinstance(q, Fraction)}
        extra = read_consequences(entry.get("extra", []), functions, b.variables, rational, self.budget())
        germs = Germs(functions, b.variables, self.point, free, extra, self.budget(), varying)
        return prove_bound(entry, germs)

    @cached_property
    def sizes(self) -> list[int | None]:
        """A bound for each block that has functions; None where there is none."""
        return [self._size(b) for b in self.blocks if b.functions]

    @cached_property
    def own(self) -> list[_Block]:
        """The blocks that have functions."""
        return [b for b in self.blocks if b.functions]

    def exhausted(self, b: _Block, size: int | None) -> bool:
        """Whether the basis functions of the block, with constants and the round family, are all its germs."""
        if b.round is not None and b.round.everything:
            return True
        if size is None:
            return False
        members = b.members if b.round is None else b.round.unchanged(b.members)
        if b.round is not None and not b.round.splits(self.point, self.budget(), self.varying):
            return False
        return size == len(members) + 1 and self._rank([self._parts(b, [h]) for h in members], constants=False) == len(members)

    def still(self, b: _Block, size: int | None) -> bool:
        """Whether only constants among the germs of the block are changed by none of its fields."""
        if b.round is not None and b.round.everything:
            return True  # the field l y multiplies what is homogeneous of degree 2 by 2 l
        members = b.members if b.round is None else b.round.unchanged(b.members)
        functions = b.functions if b.round is None else b.round.rest()
        changes = [self._parts(b, _changes(functions, b.variables, h)) for h in members]
        return self.exhausted(b, size) and self._rank(changes) == len(members)

    def _parts(self, b: _Block, functions: Sequence[Expression]) -> Callable[[Any, int], list[Series]]:
        def expand(numbers: Any, depth: int) -> list[Series]:
            t = Taylor(b.variables, self.point, depth, numbers, self.budget())
            return [t.of(f) for f in functions]

        return expand

    def _rank(self, columns: list[Callable[[Any, int], list[Series]]], constants: bool = True) -> int:
        """A lower bound of the rank of germs (lists of functions), or of germs up to constants."""
        if not columns:
            return 0
        best = 0
        for depth in _DEPTHS:
            for numbers in (Prime(), Real()) if self.varying is None else (self.varying,):
                try:
                    with precision(BITS):
                        expanded = [c(numbers, depth) for c in columns]
                        table: dict[tuple[int, int], dict[int, Any]] = {}
                        for j, parts in enumerate(expanded):
                            for i, series in enumerate(parts):
                                for part in series[0 if constants else 1:]:
                                    for monomial, value in part.items():
                                        table.setdefault((i, monomial), {})[j] = value
                        rank = rank_at_least(table.values(), range(len(columns)), numbers, self.budget())
                except Rejected:
                    continue
                best = max(best, rank)
                break
            if best == len(columns):
                break
        return best

    def upper(self) -> str:
        """The dimension is at most the stated one."""
        claimed = self.report.get("dimension_upper")
        if isinstance(claimed, bool) or not isinstance(claimed, int):
            raise Rejected("the upper bound is no whole number")
        if self.report.get("infinite") is not None or any(_free_forms(b) or b.round is not None for b in self.blocks):
            raise Rejected("the space is infinite-dimensional")
        sizes = [s for s in self.sizes if s is not None]
        if len(sizes) != len(self.own):
            raise Rejected("a block has no bound")
        still = [len(self.own) == 1 or self.still(b, s) for b, s in zip(self.own, sizes, strict=True)]
        choices = [(1,) if fixed else (1, s) for fixed, s in zip(still, sizes, strict=True)]
        bound = max(sum(s - k for s, k in zip(sizes, ks, strict=True)) + prod(ks) for ks in product(*choices))
        if bound > claimed:
            raise Rejected(f"the equations at the point only show that the dimension is at most {bound}")
        return f"the equations at the point leave dimension {bound}"

    def complete(self) -> str:
        """The basis and the families are everything."""
        if self.report.get("complete") is not True:
            raise Rejected("the word complete is neither true nor false")
        if self.report.get("holds_on"):
            raise Rejected("g is not shown to be analytic on all of M")
        self.one()
        if len(self.basis) > 1:
            self.independent()
        for k in range(1, len(self.basis)):
            self.member(k)
        if self.report.get("infinite") is not None:
            self.infinite()
        elif any(_free_forms(b) or b.round is not None for b in self.blocks):
            raise Rejected("the space is infinite-dimensional, and no family is named")
        elif self.report.get("dimension_upper") != len(self.basis) and self.own:
            raise Rejected("the upper bound is not the number of functions")
        several = len(self.own) + len([1 for b in self.blocks for _ in _free_forms(b)]) > 1
        for b, s in zip(self.own, self.sizes, strict=True):
            if not self.exhausted(b, s):
                raise Rejected(f"the functions of {', '.join(b.variables)} are not shown to be exhausted")
            if several and not self.still(b, s):
                raise Rejected("a function that no field changes may be multiplied with functions of other variables")
        return self._where()

    def _where(self) -> str:
        stated = data.record(self.report.get("hypotheses"), "the hypotheses")
        on = data.field(stated, "on")
        if on == "the connected part of M that contains the point":
            return "for analytic h on the connected part of M that contains the point"
        if on != "M":
            raise Rejected("what the list is complete on is not stated")
        setting = self.full.setting(self.budget())
        if not self.own or not setting.facts:
            return "for analytic h on M"
        if setting.parameters:
            if all(op in (">", ">=") and half_space(e, setting) for e, op in setting.facts if e.names & set(setting.variables)):
                return "for analytic h on M, at all values of the parameters that satisfy the stated conditions"
            raise Rejected("M is not shown to be convex for all values of the parameters")
        one_point_each({"rule": "convex"}, [{"point": data.field(self.bound, "point")}], setting)
        return "for analytic h on M"


def _changes(functions: Sequence[Expression], variables: Sequence[str], h: Expression) -> list[Expression]:
    """grad f . grad h for each function."""
    budget = Budget()
    return [add(*(mul(derivative(f, v, budget), derivative(h, v, budget)) for v in variables if v in h.names)) for f in functions]


def _free_forms(b: _Block) -> list[Expression]:
    """The linear forms of the free directions, or the variables of a block without functions."""
    if not b.functions:
        return [sym(v) for v in b.variables]
    return [add(*(mul(num(q), sym(v)) for q, v in zip(c, b.variables, strict=True) if q)) for c in b.free]
