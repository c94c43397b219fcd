"""One criterion, one status, one certificate: what has to be shown, and which module shows it.

Main definition: `check_claim`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import product
from typing import Any

from mirrorsym.expression import ZERO, Expression
from mirrorsym.recheck import bounded, complete, conditional, crossings, data, escapes, exactly, shapes
from mirrorsym.recheck.derive import Items
from mirrorsym.recheck.glue import Evidence, Glued, glued
from mirrorsym.recheck.kinks import kink
from mirrorsym.recheck.lie import prove_involutive
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.points import analytic_at, nonzero_at, point_in
from mirrorsym.recheck.problem import Problem
from mirrorsym.recheck.rank import prove_rank, rank_drop
from mirrorsym.recheck.regions import contradiction
from mirrorsym.recheck.rewrites import rewritten
from mirrorsym.recheck.ridges import Ridges, all_commute, read_ridges
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.support import Support
from mirrorsym.recheck.whole import check_whole
from mirrorsym.recheck.zero import prove_zero

__all__ = ["CRITERIA", "check_claim"]

Thunks = dict[str, Callable[[], Expression]]
CRITERIA = ("smooth", "regular", "joint_regular", "commuting", "commuting_with_h", "block_separable", "separable",
            "wronskian", "quadratic", "lie_necessary", "well_posed", "complete_flows", "complete_flows_of_g")
_NEED_H = ("commuting_with_h", "joint_regular", "wronskian", "well_posed")


def check_claim(criterion: str, status: str, certificate: dict[str, Any], problem: Problem, budget: Budget, support: Support) -> None:
    """Accept that the certificate proves the status of the criterion, or raise `Rejected`."""
    if criterion not in CRITERIA:
        raise Rejected(f"the checker knows no proof of the criterion {criterion[:40]!r}")
    if problem.h is None and criterion in _NEED_H:
        raise Rejected("the pair has no h")
    claim = _Claim(criterion, certificate, problem, budget, support)
    kind = data.text(data.field(certificate, "kind"), "the kind")
    methods: dict[tuple[str, str], Callable[[], None]] = {
        ("HOLDS", "zeros"): claim.zeros, ("FAILS", "nonzero"): claim.nonzero, ("FAILS", "shared"): claim.shared,
        ("CONDITIONAL", "conditional"): claim.conditional, ("CONDITIONAL", "exactly"): claim.both_sides, ("HOLDS", "smooth"): claim.smooth,
        ("FAILS", "kink"): claim.kink, ("HOLDS", "rank"): claim.rank, ("FAILS", "rank_drop"): claim.rank_drop,
        ("FAILS", "shape"): claim.shape, ("HOLDS", "one_coordinate"): claim.one_coordinate, ("HOLDS", "involutive"): claim.involutive,
        ("HOLDS", "flows"): lambda: claim.flows(complete.flows),
        ("HOLDS", "bounded_below"): lambda: claim.bounds(bounded.bounded_below),
        ("FAILS", "unbounded_below"): lambda: claim.bounds(bounded.unbounded_below),
        ("FAILS", "crosses"): lambda: claim.flows(escapes.crosses), ("FAILS", "leaves"): lambda: claim.flows(escapes.leaves),
        ("FAILS", "order"): lambda: claim.flows(escapes.order),
        ("HOLDS", "pieces"): claim.pieces, ("FAILS", "sign_change"): claim.sign_change, ("HOLDS", "terms"): claim.terms,
        ("FAILS", "rectangle"): lambda: claim.values("separable", shapes.rectangle),
        ("FAILS", "scaling"): lambda: claim.values("quadratic", shapes.scaling),
    }
    method = methods.get((status, kind))
    if method is None:
        raise Rejected(f"a certificate of kind {kind[:40]!r} proves no {status}")
    method()


class _Claim:
    """The methods raise `Rejected`, or the claim is proved."""

    def __init__(self, criterion: str, certificate: dict[str, Any], problem: Problem, budget: Budget, support: Support) -> None:
        self.criterion, self.certificate, self.problem, self.budget = criterion, certificate, problem, budget
        self.support = support
        self.setting: Setting = problem.setting(budget)
        self.of: Items = problem.items(budget)
        self.on_piece = False

    def _only(self, *criteria: str) -> None:
        if self.criterion not in criteria:
            raise Rejected(f"a certificate of this kind says nothing about {self.criterion}")

    # -- zeros ------------------------------------------------------------------------------------------------
    def _owner(self, certificate: dict[str, Any]) -> dict[str, int]:
        entries = data.record(certificate.get("owner", {}), "the owners")
        if not set(entries) <= set(self.of.w):
            raise Rejected("an owner is given to something that is no variable")
        return {k: data.index(i, len(self.of.g), "coordinate") for k, i in entries.items() if i is not None}

    def _likely_owner(self) -> dict[str, int]:
        """For each variable the first coordinate whose derivative in it is not 0 by `ring`; checked like a stated one."""
        found = {}
        for k in self.of.w:
            for i, f in enumerate(self.of.g):
                if not vanishes(self.of.d(f, k), self.setting.names, self.budget):
                    found[k] = i
                    break
        return found

    def _items(self, certificate: dict[str, Any]) -> tuple[Thunks, Thunks]:
        """(items whose vanishing is the criterion, those of them of which one nonzero value refutes it)."""
        c, of = self.criterion, self.of
        if c in ("commuting", "lie_necessary"):
            items = of.commuting()
            return items, items if c == "commuting" else {}
        if c == "commuting_with_h":
            items = of.commuting_with_h()
            return items, items
        if c == "quadratic":
            items = of.quadratic()
            return items, items
        if c in ("block_separable", "separable", "wronskian"):
            owner = self._owner(certificate) if "owner" in certificate else self._likely_owner()
            blocks = of.block_separable(owner)
            if c == "block_separable":
                return blocks, {}
            if c == "separable":
                return {**blocks, **of.mixed()}, of.mixed()
            return {**of.wronskian(owner), **blocks, **of.mixed()}, of.wronskian(owner)
        raise Rejected(f"a certificate of this kind says nothing about {c}")

    def zeros(self) -> None:
        """Every item vanishes on M."""
        self._smooth()
        self._whole()
        if "ridges" in self.certificate:
            self._only("commuting", "commuting_with_h", "lie_necessary")
            all_commute(self._forms(), self.criterion == "commuting_with_h", self.certificate.get("items", {}))
            return
        items, _ = self._items(self.certificate)
        proofs = data.record(self.certificate.get("items", {}), "the items")
        if unknown := set(proofs) - set(items):
            raise Rejected(f"there is no item {min(unknown)[:60]!r}")
        for key, item in items.items():
            if (e := item()) != ZERO:
                prove_zero(e, proofs.get(key, self._supported(key)), self.setting)

    def _forms(self) -> Ridges:
        """The functions that the criterion speaks of as sums of functions of orthogonal linear forms."""
        if self.on_piece:
            raise Rejected("on a piece of M functions of linear forms are not looked for")
        with_h = self.criterion in ("commuting_with_h", "joint_regular")
        return read_ridges(self.certificate["ridges"], {k: f for k, f in self.of.functions.items() if k != "h" or with_h}, self.setting)

    def _whole(self) -> None:
        """What holds near each point of M holds on all of it."""
        if self.criterion in ("separable", "quadratic") and not self.on_piece:
            check_whole(self.criterion, self.certificate, self.problem.joint, self.setting)

    def _supported(self, key: str) -> Any:
        return self.support.items.get(key) if self.criterion == "wronskian" else None

    # -- smoothness -------------------------------------------------------------------------------------------
    def _glued(self) -> Glued:
        """The functions that the criterion speaks of, shown to be C^2 on M."""
        mine = self.criterion in ("regular", "commuting", "block_separable", "lie_necessary", "complete_flows_of_g")
        functions = self.problem.g if mine else self.problem.joint
        if functions not in self.support.smooth:
            self.support.smooth[functions] = glued(functions, self.support.evidence, self.setting)
        return self.support.smooth[functions]

    def _smooth(self) -> None:
        """The functions are smooth on M, so that their derivatives exist and are the trees'."""
        if self.on_piece:
            return
        found = self._glued()
        if found.terms:
            raise Rejected("the functions are only shown to be C^2, so the claim has to be shown piece by piece")
        self._read(found.functions)

    def _read(self, functions: Sequence[Expression]) -> None:
        """From here on the functions are these trees."""
        n = len(self.problem.g)
        h = functions[n] if len(functions) > n else self.problem.h
        self.of = Items(tuple(functions[:n]), h, self.problem.domain.variables, self.budget)

    def _as_written(self) -> None:
        """The functions as the certificate of `smooth` writes them: at a point it is enough that they are smooth near it."""
        with suppress(Rejected):
            try:
                self._read(self._glued().functions)
            except Rejected:
                self._read(rewritten(self.problem.joint, self.support.evidence.rewrites, self.setting))

    def pieces(self) -> None:
        """The same claim about the branches of functions that are C^2 by gluing, on each piece of M; see `glue`."""
        found = self._glued()
        self._whole()
        on = [data.tree(a, self.setting.names) for a in data.items(data.field(self.certificate, "on"), "the switches", 12)]
        if set(on) != set(found.on) or len(on) != len(found.on):
            raise Rejected("the pieces are not those of the functions' switches")
        entries = {}
        for e in data.items(data.field(self.certificate, "pieces"), "the pieces", 5_000):
            listed = data.items(data.field(e, "signs"), "the signs", 12)
            entries[tuple(data.whole(x, "a sign", 1) for x in listed)] = data.record(e, "a piece")
        for signs in product(*(found.on[a] for a in on)):
            if signs not in entries:
                raise Rejected("a piece of M is missing")
            functions, about = found.piece(dict(zip(on, signs, strict=True)), self.setting)
            if "empty" in entries[signs]:
                contradiction(ZERO, "", data.record(entries[signs]["empty"], "why a piece is empty"), about)
            else:
                self._piece(entries[signs], functions, about)

    def _piece(self, entry: dict[str, Any], functions: Sequence[Expression], about: Setting) -> None:
        inner = data.record(data.field(entry, "certificate"), "the certificate of a piece")
        if "owner" in self.certificate or self.criterion in ("block_separable", "separable", "wronskian"):
            inner = {**inner, "owner": data.field(self.certificate, "owner")}  # the same on every piece
        claim = _Claim(self.criterion, inner, self.problem, self.budget, self.support)
        claim.setting, claim.on_piece = about, True
        claim._read(functions)
        kind = data.field(inner, "kind")
        if kind == "zeros" and self.criterion != "quadratic":  # third derivatives need not exist
            claim.zeros()
        elif kind == "rank":
            claim.rank()
        else:
            raise Rejected("on a piece a certificate of kind zeros or rank is needed")

    def nonzero(self) -> None:
        """An item is not 0 at a point of M near which the functions are analytic."""
        self._as_written()
        key = data.text(data.field(self.certificate, "item"), "the item")
        if self.criterion == "lie_necessary":
            head, _, tail = key.removeprefix("lie:").partition(":")
            if not key.startswith("lie:") or "." not in head or not (tail.isascii() and tail.isdigit()) or (
                    int(tail) >= len(self.of.g)):
                raise Rejected(f"there is no item {key[:60]!r}")
            item = self.of.along(self.of.g[int(tail)], head)
        else:
            items, refuting = self._items(self.certificate)
            if key not in refuting:
                raise Rejected(f"there is no item {key[:60]!r} that refutes {self.criterion}")
            item = refuting[key]()
            for name in items.keys() - refuting.keys() if self.criterion == "wronskian" else ():  # it speaks of separable pairs
                prove_zero(items[name](), self._supported(name), self.setting)
        point = point_in(data.field(self.certificate, "point"), self.setting)
        analytic_at(point, *self._functions(key))
        nonzero_at(point, item, self.certificate.get("enclosure"))

    def _functions(self, key: str) -> list[Expression]:
        if self.criterion in ("commuting", "lie_necessary"):
            return list(self.of.g)
        if self.criterion in ("separable", "quadratic"):
            return [self.of.functions[key.split(":")[1]]]
        return list(self.of.functions.values())

    def shared(self) -> None:
        """A variable on which two coordinates of g depend, for the same values of the parameters."""
        self._only("block_separable", "separable")
        self._as_written()
        k = data.text(data.field(self.certificate, "variable"), "the variable")
        coordinates = [data.index(i, len(self.of.g), "coordinate")
                       for i in data.items(data.field(self.certificate, "coordinates"), "the coordinates", 2)]
        points = data.items(data.field(self.certificate, "points"), "the points", 2)
        if k not in self.of.w or len(set(coordinates)) != 2 or len(points) != 2:
            raise Rejected("two different coordinates, a variable and two points are needed")
        values = []
        for i, entry in zip(coordinates, points, strict=True):
            point = point_in(entry, self.setting)
            analytic_at(point, self.of.g[i])
            nonzero_at(point, self.of.d(self.of.g[i], k))
            values.append([point.values[p] for p in self.setting.parameters])
        if values[0] != values[1]:
            raise Rejected("the two points are for different values of the parameters")

    def conditional(self) -> None:
        """Both sides of a condition on the parameters."""
        self._smooth()
        if self.criterion in ("regular", "joint_regular"):
            conditional.conditional_rank(self.certificate, self._matrix(), self._rows(), self.setting)
            return
        self._whole()
        items, refuting = self._items(self.certificate)
        conditional.conditional_zeros(self.certificate, items, refuting, list(self.of.functions.values()), self.setting)

    def both_sides(self) -> None:
        """A criterion of the pair where the condition holds, and its refutation for all parameter values where it does not."""
        condition = conditional.read_condition(self.certificate, self.setting)
        first = data.record(data.field(self.certificate, "if"), "the part if")
        if data.field(first, "rule") == "divisible":
            self._smooth()
            self._whole()
            conditional.divisible(first, condition, self._items(self.certificate)[0], self.setting)
        else:
            part = exactly.part_of(first, condition, self.problem, self.setting)
            evidence = Support(items=self.support.items)
            if "smooth" in first:
                evidence.evidence.take(data.record(first["smooth"], "the evidence for smoothness"))
            check_claim(self.criterion, "HOLDS", data.record(data.field(first, "certificate"), "the certificate of the part if"), part,
                        self.budget, evidence)
        self._as_written()
        exactly.refuted_elsewhere(self.certificate, condition, self._side(), self.problem, self.setting)

    def _side(self) -> exactly.Side:
        zeros = self.criterion not in ("smooth", "regular", "joint_regular", "well_posed", "lie_necessary")
        ranked, blocks = (self.criterion in names for names in (("regular", "joint_regular"), ("block_separable", "separable")))

        def derivative(i: int, k: str) -> tuple[Expression, Expression]:
            if not blocks or i >= len(self.of.g):
                raise Rejected("shared variables say nothing here, or there is no such coordinate")
            return self.of.g[i], self.of.d(self.of.g[i], k)

        return exactly.Side(
            self._items(self.certificate)[1] if zeros else {}, self._functions, self._rows, self._matrix if ranked else None,
            derivative, self.of.functions if self.criterion == "smooth" else {},
            self.of.functions["h"] if self.criterion == "well_posed" else None,
            lambda c, part: check_claim(self.criterion, "FAILS", c, part, self.budget, Support()))

    # -- the other kinds ----------------------------------------------------------------------------------------
    def smooth(self) -> None:
        """All guards hold on M."""
        self._only("smooth")
        evidence = Evidence()
        evidence.take(self.certificate)
        glued(self.problem.joint, evidence, self.setting)

    def kink(self) -> None:
        """One-sided derivatives differ; a quadratic form has derivatives."""
        self._only("smooth", "quadratic")
        kink(self.certificate, self.of.functions, self.setting)

    def _rows(self) -> list[Expression]:
        self._only("regular", "joint_regular")
        return list(self.of.g if self.criterion == "regular" else self.of.functions.values())

    def _matrix(self) -> list[list[Expression]]:
        return [list(self.of.gradient(f)) for f in self._rows()]

    def rank(self) -> None:
        """Full row rank at every point of M."""
        self._smooth()
        if "ridges" in self.certificate:
            self._only("regular", "joint_regular")
            forms = self._forms()
            prove_rank(forms.matrix(), data.field(self.certificate, "proof"), forms.about(*range(len(forms.directions))))
            return
        prove_rank(self._matrix(), data.field(self.certificate, "proof"), self.setting.grant(*self._rows()))

    def rank_drop(self) -> None:
        """A relation between the rows at a point of M, or of a piece of M on which the functions are C^2 with the branches' derivatives."""
        self._only("regular", "joint_regular")
        if "piece" not in self.certificate:
            self._as_written()
            rank_drop(self._matrix(), self._rows(), self.certificate, self.setting)
            return
        found, entry = self._glued(), data.record(self.certificate["piece"], "the piece")
        on = [data.tree(a, self.setting.names) for a in data.items(data.field(entry, "on"), "the switches", 12)]
        signs = [data.whole(s, "a sign", 1) for s in data.items(data.field(entry, "signs"), "the signs", 12)]
        if set(on) != set(found.on) or len(on) != len(signs) or any(s not in found.on[a] for a, s in zip(on, signs, strict=True)):
            raise Rejected("the piece is none of those of the functions' switches")
        functions, about = found.piece(dict(zip(on, signs, strict=True)), self.setting)
        self._read(functions)
        rank_drop(self._matrix(), [], self.certificate, about)

    def sign_change(self) -> None:
        """An entry of the Jacobian has a zero between two points, where the rank drops."""
        self._smooth()
        crossings.sign_change([list(self.of.gradient(f)) for f in self._rows()], self.certificate, self.setting)

    def shape(self) -> None:
        """More rows than columns, and M has a point at which the functions are smooth."""
        rows = self._rows()
        if len(rows) <= len(self.of.w):
            raise Rejected("the matrix does not have more rows than columns")
        point_in(data.field(self.certificate, "point"), self.setting)

    def one_coordinate(self) -> None:
        """A single gradient commutes with itself."""
        self._only("lie_necessary", "commuting")
        if len(self.of.g) != 1:
            raise Rejected("g has more than one coordinate")

    def involutive(self) -> None:
        """A finite family of fields that is closed under brackets with the gradients."""
        self._only("lie_necessary")
        self._smooth()
        prove_involutive(self.certificate, self.of, self.setting)

    def bounds(self, check: Callable[[dict[str, Any], Expression, Setting], None]) -> None:
        """h is bounded below, or is not."""
        self._only("well_posed")
        check(self.certificate, self.of.functions["h"], self.setting)

    def terms(self) -> None:
        """Which variables occur where; this needs no derivatives."""
        self._only("block_separable", "separable")
        self._as_written()
        shapes.terms(self.criterion, self._owner(self.certificate), self.of.g, list(self.of.functions.values()), self.setting)

    def values(self, criterion: str, check: Callable[[dict[str, Any], dict[str, Expression], Setting], None]) -> None:
        """Values at a few points that no function of the claimed shape has."""
        self._only(criterion)
        check(self.certificate, self.of.functions, self.setting)

    def flows(self, check: Callable[[dict[str, Any], dict[str, Expression], Setting], None]) -> None:
        """Assumption 3.5 for g, or for g and h."""
        self._only("complete_flows", "complete_flows_of_g")
        self._as_written()
        own = {k: f for k, f in self.of.functions.items() if k != "h" or self.criterion == "complete_flows"}
        check(self.certificate, own, self.setting)
