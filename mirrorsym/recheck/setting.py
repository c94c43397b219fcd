"""What a proof may use: the symbols, the facts, and the trees that are defined where the claim is made.

Every claim of a certificate is read like this: *at each point of M (and each value of the parameters) that satisfies
the facts, and at which every tree in `given` is defined, ... holds.*  A tree that only the certificate brings in is
used after `defined` has shown that it is defined at all those points; otherwise a proof could be about nothing.

Main definitions: `Setting`, `Setting.known` (facts, and what the given trees' being defined implies).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from mirrorsym.expression import RELATIONS, Expression, call, num, power, sub
from mirrorsym.recheck.limits import DEPTH, Budget, Rejected

__all__ = ["Fact", "Setting", "needs", "strict_nodes"]

Fact = tuple[Expression, str]


def strict_nodes(e: Expression) -> Iterator[Expression]:
    """The subexpressions that are evaluated whenever e is: everything but the later parts of a piecewise.

    If e is defined at a point, so is each of these.
    """
    seen: set[Expression] = set()
    stack = [e]
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        yield node
        if node.op == "piecewise":
            stack.extend(node.args[1:2])
        elif node.op not in ("num", "sym", "const"):
            stack.extend(node.args)


def needs(node: Expression) -> list[Fact]:
    """What must be true of the arguments for this one node to be defined (None of it for most operations)."""
    op, args = node.op, node.args
    if op == "pow":
        base, exponent = args
        if exponent.op != "num":
            return [(base, ">")]
        n = exponent.args[0]
        if n.denominator == 1:
            return [(base, "!=")] if n < 0 else []
        return [(base, ">=" if n > 0 else ">")]
    if op == "log":
        return [(args[0], ">")]
    if op == "tan":
        return [(call("cos", args[0]), "!=")]
    if op in ("asin", "acos"):
        return [(sub(num(1), power(args[0], num(2))), ">=")]
    if op == "atanh":
        return [(sub(num(1), power(args[0], num(2))), ">")]
    if op == "acosh":
        return [(sub(args[0], num(1)), ">=")]
    if op == "LambertW":
        return [(args[0] + call("exp", num(-1)), ">=")]
    if op == "Ei":
        return [(args[0], "!=")]
    return []


@dataclass(frozen=True)
class Setting:
    """The hypotheses of a claim.

    `facts` are cited by position; `background` holds further facts that were proved on the way and are not cited.
    """

    variables: tuple[str, ...]
    parameters: tuple[str, ...]
    facts: tuple[Fact, ...]
    budget: Budget
    integers: frozenset[str] = frozenset()
    given: tuple[Expression, ...] = ()
    background: tuple[Fact, ...] = ()
    extra: tuple[str, ...] = ()
    depth: int = 0

    @cached_property
    def names(self) -> frozenset[str]:
        """Every symbol that a tree may contain."""
        return frozenset((*self.variables, *self.parameters, *self.extra))

    def deeper(self) -> Setting:
        """One level further down in a proof."""
        self.budget.spend()
        if self.depth >= DEPTH:
            raise Rejected("the proof is nested deeper than the checker follows")
        return replace(self, depth=self.depth + 1)

    def assume(self, e: Expression, op: str) -> Setting:
        """With the further fact `e op 0`; the caller has shown that e is defined or splits on it."""
        return replace(self, facts=(*self.facts, (e, op)))

    def recall(self, e: Expression, op: str) -> Setting:
        """With a fact that no proof cites by number; the caller has proved it."""
        return replace(self, background=(*self.background, (e, op)))

    def grant(self, *trees: Expression) -> Setting:
        """About the points where these trees are defined too."""
        new = tuple(t for t in trees if t not in self.given)
        return replace(self, given=(*self.given, *new)) if new else self

    def substitute(self, name: str, value: Expression) -> Setting:
        """At the points where the symbol `name` has this value."""
        put = {name: value}
        return replace(self, facts=tuple((e.substitute(put), op) for e, op in self.facts),
                       background=tuple((e.substitute(put), op) for e, op in self.background),
                       given=tuple(t.substitute(put) for t in self.given))

    def forget(self, names: Collection[str]) -> Setting:
        """Without what is known of these extra symbols, whose names are to be used anew; facts keep their numbers."""
        gone = set(names)
        zero = num(0)
        return replace(self, facts=tuple((zero, "=") if e.names & gone else (e, op) for e, op in self.facts),
                       background=tuple(f for f in self.background if not f[0].names & gone),
                       given=tuple(t for t in self.given if not t.names & gone), extra=tuple(n for n in self.extra if n not in gone))

    def alone(self, facts: tuple[Fact, ...], **changes: Any) -> Setting:
        """A setting of its own: only these facts, and no tree taken as defined."""
        return replace(self, facts=facts, background=(), given=(), **changes)

    @cached_property
    def granted(self) -> dict[Expression, None]:
        """Every tree known to be defined: the given ones, the facts, and all their parts."""
        trees = (*self.given, *(e for e, _ in self.facts), *(e for e, _ in self.background))
        found: dict[Expression, None] = {}
        for t in trees:
            if t not in found:
                found.update(dict.fromkeys(strict_nodes(t)))
        return found

    @cached_property
    def known(self) -> tuple[Fact, ...]:
        """The facts, and what follows from the granted trees' being defined (1/b says b != 0)."""
        found = dict.fromkeys((*self.facts, *self.background))
        for node in self.granted:
            if node.op not in RELATIONS:
                found.update(dict.fromkeys(needs(node)))
        return tuple(found)
