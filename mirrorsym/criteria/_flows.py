"""Flows that behave as Assumption 3.5 of lwla asks: how `complete_flows` and `complete_flows_of_g` are decided.

For gradient fields X_1, ..., X_m on M the assumption has two parts:

1. a flow line of X_i that ends at a finite time, in either direction, goes to infinity in norm there: it never leaves M otherwise;
2. for i and j, phi_i^s(phi_j^t(w)) is defined exactly when phi_j^t(phi_i^s(w)) is, for all s, t and all w in M.

Part 2 is read for i and j different.  Read literally for i = j it would fail for every flow that blows up, among
them that of x**3, which the
paper gives as an example of what the assumption allows: with I the interval of existence, t and s + t in I do not give s in I.

M falls apart into blocks of variables that no condition and no derivative ties together.  Flow lines of the whole exist as long as those
of all blocks do, so both parts are shown block by block: part 1 because no condition of the block is reached in finite time (or there is
none); part 2 because one of the two fields rests in the block, or both are complete, or they commute there and one is complete (its flow
then maps flow lines of the other one to such, for the same times).

Main definitions: `decide_flows`, `Flows`.
"""

from __future__ import annotations

from functools import cached_property
from itertools import combinations
from typing import Any

from mirrorsym.calculus import invariance
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.frames import PLAIN, smooth_guards, spelled
from mirrorsym.calculus.ratio import TooLarge, from_polynomial, ratio_of
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.zero import prove as prove_zero
from mirrorsym.certificate import Certificate
from mirrorsym.criteria._escapes import refute
from mirrorsym.criteria._problem import Problem
from mirrorsym.expression import ZERO, Expression, add, mul, neg
from mirrorsym.verdict import Status, Verdict

__all__ = ["SOURCE", "Flows", "decide_flows"]

SOURCE = "lwla Assumption 3.5, tdmf Assumption A.1"
Field = dict[str, Expression]


class Block:
    """Variables that conditions or derivatives tie together, with the fields that move there."""

    def __init__(self, variables: tuple[str, ...], conditions: tuple[int, ...], fields: dict[str, Field], region: Region) -> None:
        self.variables, self.conditions, self.fields = variables, conditions, fields
        self.region = region.restrict(frozenset(variables) | frozenset(region.parameters))
        self._proper: dict[str, dict[str, Any] | None] = {}
        self._complete: dict[str, dict[str, Any] | None] = {}

    def proper(self, f: str) -> dict[str, Any] | None:
        """Why flow lines of f reach no condition of the block in finite time."""
        if f not in self._proper:
            self._proper[f] = (
                self.complete(f) if self.conditions and invariance.is_affine(self.fields[f]) else self._kept(f))
        return self._proper[f]

    def _kept(self, f: str) -> dict[str, Any] | None:
        if not self.conditions:
            return {"rule": "free"}
        kept = self._invariant(f, frozenset(), [*self.fields[f].values()])
        return {"rule": "kept", **kept} if kept is not None else self.complete(f)

    def complete(self, f: str) -> dict[str, Any] | None:
        """Why flow lines of f exist in the block for all time."""
        if f not in self._complete:
            self._complete[f] = self._find_complete(f)
        return self._complete[f]

    def best(self, f: str) -> dict[str, Any] | None:
        """The strongest statement about the flow that has been asked for and proved."""
        return self._complete.get(f) or self.proper(f)

    def _find_complete(self, f: str) -> dict[str, Any] | None:
        field = self.fields[f]
        charts = invariance.charted(self.region, self.variables)
        for chosen in ({}, charts) if charts else ({},):
            covered = frozenset().union(*chosen.values()) if chosen else frozenset()
            kept = self._invariant(f, covered, [])
            if kept is None:
                continue
            growth = invariance.growth(field, chosen, self.region)
            if growth is not None:
                return {"rule": "complete", "growth": growth, "charts": sorted(chosen), **kept}
        return None

    def _invariant(self, f: str, covered: frozenset[int], tame: list[Expression]) -> dict[str, Any] | None:
        """Factors for all conditions that charts do not cover; `tame` are further trees that must be continuous up to the boundary."""
        dropped: frozenset[int] = frozenset()
        found: dict[int, tuple[Expression, dict[str, Any]]] = {}
        guards: dict[int, list[dict[str, Any]]] = {}
        needless: list[dict[str, Any]] = []
        order: list[Expression] = []
        for i in self.conditions:
            if i in covered:
                continue
            c = self.region.facts[i][0]
            smooth = smooth_guards((c,), self.region)
            one = invariance.factor(self.fields[f], c, self.region) if smooth is not None else None
            if one is not None:
                found[i] = one
                guards[i] = smooth or []
                continue
            proof = invariance.needless(self.region, i, dropped)
            if proof is None:
                return None
            needless.append({"condition": i, "proof": proof})
            order.append(c)
            dropped |= {i}
        listed: dict[str, dict[str, Any]] = {
            str(i): {"factor": k.to_json(), "zero": zero, **({"guards": guards[i]} if guards[i] else {})} for i, (k, zero) in found.items()}
        base = invariance.closure(self.region, covered, dropped)
        if base is None:
            return None
        closed = base.tame([*order, *tame, *(k for k, _ in found.values())])
        if closed is None:
            for i, (k, _) in found.items():
                bound = invariance.rate(k, self.region.facts[i][0], self.region)
                if bound is None:
                    return None
                listed[str(i)]["rate"] = bound
            closed = base
        return {"factors": listed, "needless": needless, "closure": list(closed.guards)}

    def bracket(self, f: str, q: str) -> dict[str, Any] | None:
        """ZERO proofs of the components of the bracket of two fields (those by `ring` left out); None when one is missing."""
        x, y = self.fields[f], self.fields[q]
        proofs = {}
        for k in self.variables:
            e = add(*(mul(derivative(y[k], n), x[n]) for n in self.variables if x[n] != ZERO),
                    *(neg(mul(derivative(x[k], n), y[n])) for n in self.variables if y[n] != ZERO))
            proof = prove_zero(e, self.region, 1)
            if proof is None:
                return None
            if proof != {"rule": "ring"}:
                proofs[k] = proof
        return proofs


class Flows:
    """The gradient fields of some functions of a pair, block by block."""

    def __init__(self, problem: Problem, keys: list[str]) -> None:
        self.problem = problem
        self.keys = keys
        self.index = dict(problem.functions())
        self.region = problem.region
        self.rewritten: dict[str, Field] = {f: {} for f in keys}

    @cached_property
    def fields(self) -> dict[str, Field]:
        """The components of each gradient; polynomials are multiplied out where that removes a variable."""
        out: dict[str, Field] = {}
        for f in self.keys:
            out[f] = {}
            for k in self.problem.pair.w:
                x = self.problem.calculus.first(self.index[f], k)
                if len(x.names) > 1:
                    plain = _expanded(x)
                    if plain is not None and plain.names < x.names:
                        self.rewritten[f][k] = x = plain
                out[f][k] = x
        return out

    @cached_property
    def blocks(self) -> list[Block]:
        """The blocks, in the order of their first variables."""
        variables = self.problem.pair.w
        home = {n: n for n in variables}

        def root(n: str) -> str:
            while home[n] != n:
                n = home[n]
            return n

        ties = [e.names & set(variables) for e, _ in self.region.facts]
        ties += [(x.names & set(variables)) | {k} for field in self.fields.values() for k, x in field.items() if x != ZERO]
        for names in ties:
            first, *rest = sorted(names, key=variables.index) or [""]
            for n in rest:
                a, b = sorted((root(first), root(n)), key=variables.index)
                home[b] = a
        groups: dict[str, list[str]] = {}
        for n in variables:
            groups.setdefault(root(n), []).append(n)
        out = []
        for names_ in groups.values():
            conditions = tuple(i for i, (e, _) in enumerate(self.region.facts) if e.names & set(names_))
            moving = {f: {k: x[k] for k in names_} for f, x in self.fields.items() if any(x[k] != ZERO for k in names_)}
            out.append(Block(tuple(names_), conditions, moving, self.region))
        return out

    def guards(self) -> list[dict[str, Any]] | None:
        """The guards of the functions with their proofs; None when one has none."""
        from mirrorsym.calculus.guards import guards

        wanted = {(g.of, g.op) for f in self.keys for g in guards(self.problem.joint[self.index[f]])}
        out = []
        for i, g in enumerate(self.problem.guards):
            if (g.of, g.op) in wanted:
                if i not in self.problem.guard_proofs:
                    return None
                op, proof = self.problem.guard_proofs[i]
                out.append({"guard": g.of.to_json(), "op": op, "proof": proof})
        return out

    def examine(self) -> tuple[list[dict[str, Any]], list[str], list[tuple[str, str]]]:
        """The blocks of a certificate, the functions for which part 1 is open, and the pairs for which part 2 is."""
        parts = []
        leaving: dict[str, None] = {}
        exchanged: dict[tuple[str, str], None] = {}
        for block in self.blocks:
            if not block.fields:
                continue
            pairs = {}
            for f, q in combinations(block.fields, 2):
                if block.complete(f) is not None and block.complete(q) is not None:
                    continue
                zeros = block.bracket(f, q) if block.complete(f) is not None or block.complete(q) is not None else None
                if zeros is None:
                    exchanged[f, q] = None
                else:
                    pairs[f"{f},{q}"] = {"complete": f if block.complete(f) is not None else q, "zeros": zeros}
            flows = {}
            for f in block.fields:
                proof = block.best(f)
                if proof is None:
                    leaving[f] = None
                else:
                    flows[f] = proof
            parts.append({"variables": list(block.variables), "flows": flows, "pairs": pairs, "fields": self._spelled(block)})
        return parts, list(leaving), list(exchanged)


    def _spelled(self, block: Block) -> dict[str, dict[str, Any]]:
        """The components that are not what differentiating term by term gives, or that may be written in several ways."""
        out: dict[str, dict[str, Any]] = {}
        for f, field in block.fields.items():
            for k, x in field.items():
                if k in self.rewritten[f] or any(n.op not in PLAIN for n in x.walk()):
                    out.setdefault(f, {})[k] = {"tree": x.to_json(), "zero": spelled(x, block.region)}
        return out


def _expanded(x: Expression) -> Expression | None:
    try:
        r = ratio_of(x, sorted(x.names))
    except (TooLarge, ZeroDivisionError, OverflowError):
        return None
    return None if r is None or not r.below.is_constant() else from_polynomial(r.above / r.below.leading_coefficient())


def decide_flows(about: str, problem: Problem, keys: list[str]) -> Verdict:
    """The verdict that the gradient flows of the functions named by `keys` satisfy both parts of the assumption."""
    flows = Flows(problem, keys)
    guards = flows.guards()
    if guards is None:
        return Verdict(Status.UNDECIDED, about, "the functions are not known to be smooth on all of M, so flows may not be unique",
                       source=SOURCE)
    parts, leaving, exchanged = flows.examine()
    if not leaving and not exchanged:
        return Verdict(Status.HOLDS, about, _holds(flows, parts), (Certificate.of("flows", guards=guards, blocks=parts),),
                       source=SOURCE, details={"reading": "part 2 for different coordinates"})
    found = refute(about, flows.fields, leaving, exchanged, problem, guards, SOURCE)
    if found is not None:
        return found
    return Verdict(Status.UNDECIDED, about, _open(leaving, exchanged), source=SOURCE)


def _name(f: str) -> str:
    return "h" if f == "h" else f"g[{f}]"


def _holds(flows: Flows, parts: list[dict[str, Any]]) -> str:
    rules = {p["rule"] for part in parts for p in part["flows"].values()}
    if rules <= {"complete"}:
        return "every gradient flow exists in M for all time"
    first = ("M is the whole space" if not flows.problem.pair.M.conditions
             else "no gradient flow reaches the boundary of M in finite time")
    if len(flows.keys) == 1:
        return first + ", and there is one flow only"
    return first + ", and flows of different coordinates can be exchanged"


def _open(leaving: list[str], exchanged: list[tuple[str, str]]) -> str:
    if leaving:
        return f"open: whether a gradient flow of {_name(leaving[0])} can leave M at finite norm in finite time"
    f, q = exchanged[0]
    return (f"open: whether the flows of {_name(f)} and {_name(q)} can be exchanged; one may blow up at a time that "
            "the other one changes")
