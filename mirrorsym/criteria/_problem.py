"""The problem that every criterion of one pair shares: region, derivatives, guards and the verdicts so far."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.brackets import Calculus
from mirrorsym.calculus.glue import Term, piece, terms_of
from mirrorsym.calculus.guards import Guard, guards
from mirrorsym.calculus.region import Region, samples
from mirrorsym.calculus.rewriting import rewrite
from mirrorsym.calculus.ridges import Ridges, ridges_of
from mirrorsym.expression import Expression
from mirrorsym.maps import Pair
from mirrorsym.verdict import Status, Verdict

__all__ = ["Piece", "Problem"]

MAX_SWITCHES = 6


@dataclass(frozen=True)
class Piece:
    """A part of M, given by the signs of switches, the problem there, and a proof if it has no point."""

    on: tuple[Expression, ...]
    signs: tuple[int, ...]
    problem: Problem
    empty: dict[str, Any] | None


class Problem:
    """A pair with what is derived from it once; `known` holds the verdicts that other criteria rely on.

    With copies, everything is about one block: the map, the brackets and the Jacobian of several independent copies are
    block-diagonal, so each criterion holds for k copies exactly when it holds for one.
    """

    def __init__(self, pair: Pair, known: dict[str, Verdict] | None = None,
                 part: tuple[Region, tuple[Expression, ...]] | None = None) -> None:
        self.pair = pair
        self.known: dict[str, Verdict] = dict(known or {})
        self.part = part
        self.nested = False  # a pair that stands for some parameter values of another: no conditions are sought for it
        self.brief = False  # a remark beside a verdict is asked for, which no long search is worth
        self.region = Region.of(pair.M) if part is None else part[0]
        self._ridges: dict[tuple[Expression, ...], Ridges | None] = {}

    @cached_property
    def inhabited(self) -> bool:
        """Whether a point of M is known; a statement about an empty set would be worth nothing."""
        return bool(samples(self.region, 1))

    @cached_property
    def rewritten(self) -> tuple[tuple[Expression, ...], list[dict[str, Any]]]:
        """The coordinates of (g, h) without decisions that M makes superfluous, and why they are the same functions."""
        return rewrite(self.pair.joint, self.region) if self.part is None else (self.part[1], [])

    @property
    def joint(self) -> tuple[Expression, ...]:
        """The coordinates of (g, h) as the criteria read them; equal to those of the pair on M."""
        return self.rewritten[0]

    @cached_property
    def calculus(self) -> Calculus:
        """Derivatives of the coordinates of (g, h), h last."""
        return Calculus(self.joint, self.pair.w)

    @cached_property
    def guards(self) -> tuple[Guard, ...]:
        """The guards of g and h."""
        found: dict[tuple[Expression, str], Guard] = {}
        for f in self.joint:
            for g in guards(f):
                found.setdefault((g.of, g.op), g)
        return tuple(found.values())

    @cached_property
    def guard_proofs(self) -> dict[int, tuple[str, dict[str, object]]]:
        """Per guard (by position) the relation proved on the region and its SIGN proof."""
        out: dict[int, tuple[str, dict[str, object]]] = {}
        for i, g in enumerate(self.guards):
            for op in (g.op, ">=", "<=") if g.either else (g.op,):
                proof = sign.prove(g.of, op, self.region)
                if proof is not None:
                    out[i] = (op, proof)
                    break
        return out

    @cached_property
    def smooth_region(self) -> Region:
        """The region where in addition every guard that was not proved holds: g and h are analytic there."""
        region = self.region
        for i, g in enumerate(self.guards):
            if i not in self.guard_proofs:
                region = region.assume(g.of, g.op)
        return region

    @cached_property
    def g_region(self) -> Region:
        """Like `smooth_region`, for the guards of g alone: criteria about g do not mind a kink of h."""
        own = {(x.of, x.op) for f in self.joint[:self.n] for x in guards(f)}
        region = self.region
        for i, g in enumerate(self.guards):
            if i not in self.guard_proofs and (g.of, g.op) in own:
                region = region.assume(g.of, g.op)
        return region

    def away(self, region: Region) -> Region:
        """The region without the points where a guard proved only as >= or <= is an equality: |a|, a >= 0, is smooth there, but its
        second derivative is that of a, and not what the formula with sign(a) says."""
        for i, (op, _) in self.guard_proofs.items():
            if self.guards[i].either and op in (">=", "<="):
                region = region.assume(self.guards[i].of, "!=")
        return region

    def smooth_on(self, g_only: bool = False) -> Status:
        """HOLDS when the pair (or g alone) is known to be C^2 on all of M; else the status of `smooth`, UNDECIDED when it was not asked."""
        if g_only and (self.g_region == self.region or (self.glued(g_only) and self.status("smooth") is Status.FAILS)):
            return Status.HOLDS
        return self.status("smooth") or Status.UNDECIDED

    def ridges(self, g_only: bool = False) -> Ridges | None:
        """(g, h), or g alone, as sums of functions of orthogonal linear forms; None when they are not written so."""
        functions = self.joint[:self.n] if g_only else self.joint
        if functions not in self._ridges:
            self._ridges[functions] = ridges_of(functions, self.region)
        return self._ridges[functions]

    # -- functions that are C^2 by gluing -------------------------------------------------------------------
    @cached_property
    def terms(self) -> tuple[tuple[Term, ...] | None, ...]:
        """Per coordinate the terms that are C^2 although a guard in them fails; None when the coordinate was not shown to be C^2."""
        proved = {(g.of, g.op) for i, g in enumerate(self.guards) if i in self.guard_proofs and self.guard_proofs[i][0] not in (">=", "<=")}
        weak = {(g.of, g.op) for i, g in enumerate(self.guards) if i in self.guard_proofs}
        out: list[tuple[Term, ...] | None] = []
        for f in self.joint:
            own = {(g.of, g.op) for g in guards(f)}
            out.append(() if own <= weak else terms_of(f, self.region, lambda e, op: (e, op) in proved or e.op == "num"))
        return tuple(out)

    def glued(self, g_only: bool = False) -> tuple[Term, ...]:
        """The terms of (g, h), or of g alone, when all of it is C^2 on M and not all of it is analytic; else ()."""
        own = self.terms[:self.n] if g_only else self.terms
        if self.part is not None or any(t is None for t in own):
            return ()
        return tuple({t.tree: t for ts in own for t in ts or ()}.values())

    def pieces(self, g_only: bool = False) -> list[Piece] | None:
        """The parts of M on which glued functions are branches that are smooth there; None when there are too many."""
        terms = self.glued(g_only)
        on: dict[Expression, tuple[int, int]] = {a: (1, -1) for t in terms for a in t.switches}
        for t in terms:
            if t.zero is not None:
                if t.zero in on and on[t.zero] == (1, -1):
                    return None
                on[t.zero] = (1, 0)
        if len(on) > MAX_SWITCHES:
            return None
        joint = self.joint[:self.n] if g_only else self.joint
        out = []
        for signs in product(*on.values()):
            functions, region = piece(joint, terms, dict(zip(on, signs, strict=True)), self.region)
            empty = sign.empty(region) if 0 not in signs and not samples(region, 1) else None
            out.append(Piece(tuple(on), signs, Problem(self.pair, self.known, (region, (*functions, *self.joint[len(functions):]))), empty))
        return out

    @property
    def n(self) -> int:
        """Number of coordinates of g."""
        return len(self.pair.g)

    def status(self, name: str) -> Status | None:
        """The status of a criterion decided before, None when it was not asked."""
        v = self.known.get(name)
        return None if v is None else v.status

    def functions(self) -> list[tuple[str, int]]:
        """Keys of the functions ("0", …, "h") with their position in `calculus`."""
        keys = [(str(i), i) for i in range(self.n)]
        return keys if self.pair.h is None else [*keys, ("h", self.n)]
