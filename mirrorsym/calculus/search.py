"""What every method of a sign proof shares: how deep it may look, how much it may spend, and what it may rely on.

`Search` hands out recursive proofs, proofs of zero, and the guards that show that a tree brought in by a proof is defined
wherever the claim is made.  Without the last one a proof could be about nothing: 1/(1/x) is not zero wherever it is defined,
but x is 0 at 0.  Work is counted in steps, not seconds, so that a verdict does not depend on the machine.

Main definitions: `Search`, `conditions`, `kernel_ratio`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.probe import near, quick_points
from mirrorsym.calculus.ratio import Ratio, TooLarge, ratio_of
from mirrorsym.calculus.region import Fact, Region
from mirrorsym.calculus.structure import follows
from mirrorsym.calculus.tower import Tower, normal_form
from mirrorsym.expression import RELATIONS, Expression, call, div, mul, num, power, sub, sym

__all__ = ["CURRENT", "Proof", "Search", "Work", "conditions", "kernel_ratio", "quotient", "size", "smooth_conditions"]

Proof = dict[str, Any]
STRUCTURE: Proof = {"rule": "structure"}


def conditions(node: Expression) -> list[Fact]:
    """What must be true of the arguments of this one node for it to be defined.

    >>> [(str(e), op) for e, op in conditions(1 / sym("u"))]
    [('u', '!=')]
    """
    op, args = node.op, node.args
    if op == "pow":
        base, exponent = args
        if exponent.op != "num":
            return [(base, ">")]
        q: Fraction = exponent.args[0]
        if q.denominator == 1:
            return [(base, "!=")] if q < 0 else []
        return [(base, ">=" if q > 0 else ">")]
    if op in ("log", "gamma"):
        return [(args[0], ">")]
    if op == "polygamma" or (op == "besselj" and not _whole(args[0])):
        return [(args[1], ">")]
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


def smooth_conditions(node: Expression) -> list[Fact]:
    """What must be true of the arguments of this one node for it to be twice continuously differentiable.

    The list is that of the criterion `smooth` in docs/reference/certificates.md.
    """
    op, args = node.op, node.args
    if op == "pow" and args[1].op == "num" and args[1].args[0].denominator != 1:
        return [(args[0], ">")]
    if op in ("asin", "acos"):
        return [(sub(num(1), power(args[0], num(2))), ">")]
    if op == "acosh":
        return [(sub(args[0], num(1)), ">")]
    if op == "LambertW":
        return [(args[0] + call("exp", num(-1)), ">")]
    if op in ("abs", "sign"):
        return [(args[0], "!=")]
    if op in ("Max", "Min"):
        return [(sub(a, b), "!=") for i, a in enumerate(args) for b in args[i + 1:]]
    return conditions(node)


def _whole(e: Expression) -> bool:
    return e.op == "num" and e.args[0].denominator == 1


def kernel_ratio(e: Expression) -> tuple[Ratio, dict[str, Expression]] | None:
    """`e` as a rational function of its symbols and of its kernels taken as they stand; None when it grows too large."""
    names: dict[Expression, str] = {}
    memo: dict[Expression, Expression] = {}

    def plain(n: Expression) -> Expression:
        if n in memo:
            return memo[n]
        if n.op in ("num", "sym"):
            out = n
        elif n.op in ("add", "mul"):
            out = Expression(n.op, tuple(plain(a) for a in n.args))
        elif n.op == "pow" and _whole(n.args[1]):
            out = Expression("pow", (plain(n.args[0]), n.args[1]))
        else:
            out = sym(names.setdefault(n, f"_k{len(names)}"))
        memo[n] = out
        return out

    try:
        image = plain(e)
        r = ratio_of(image, (*sorted(e.names), *names.values()))
    except (TooLarge, ZeroDivisionError, RecursionError):
        return None
    return None if r is None else (r, {v: k for k, v in names.items()})


def quotient(e: Expression, other: Expression) -> Fraction | None:
    """The rational number c with e = c·other, when the two are proportional as they stand; c is not 0."""
    found = kernel_ratio(div(e, other))
    if found is None:
        return None
    above, below = found[0].above, found[0].below
    if above == 0 or not (above.is_constant() and below.is_constant()):
        return None
    q = above.leading_coefficient() / below.leading_coefficient()
    return Fraction(int(q.p), int(q.q))


class Work:
    """Steps left for one question; a part of it can be set aside for one method.

    >>> whole = Work(10)
    >>> part = Work(4, whole)
    >>> part.spend(3), part.spend(3), whole.left
    (True, False, 7)
    """

    __slots__ = ("left", "parent")
    left: int
    parent: Work | None

    def __init__(self, left: int, parent: Work | None = None) -> None:
        self.left = left if parent is None else min(left, parent.left)
        self.parent = parent

    def spend(self, steps: int) -> bool:
        """Take `steps`; False when too few are left."""
        if self.left < steps:
            self.left = 0
            return False
        w: Work | None = self
        while w is not None:
            w.left -= steps
            w = w.parent
        return True


@lru_cache(maxsize=8192)
def size(e: Expression) -> int:
    """The number of distinct nodes, which most costs grow with."""
    return sum(1 for _ in e.walk())


#: the work of the question that is being answered: questions that come back through the normal forms share it
CURRENT: ContextVar[Work | None] = ContextVar("CURRENT", default=None)


@dataclass(frozen=True)
class Search:
    """The context of one attempt: remaining depth, remaining work, the prover to recurse into, what failed before."""

    depth: int
    work: Work
    run: Callable[[Expression, str, Region, Search], Proof | None]
    zero_depth: int
    barred: frozenset[str] = frozenset()
    failed: dict[tuple[Expression, str, Region], list[tuple[int, frozenset[str]]]] = field(default_factory=dict)
    forms: dict[tuple[Expression, Region], tuple[Tower, Ratio] | None] = field(default_factory=dict)
    fresh: bool = False

    def spend(self, steps: int) -> bool:
        """Take `steps`; False when too few are left."""
        return self.work.spend(steps)

    def deeper(self, *barred: str) -> Search:
        """The context of a sub-proof, which may not use the methods in `barred`."""
        return replace(self, depth=self.depth - 1, barred=self.barred | frozenset(barred), fresh=False)

    def part(self, share: float) -> Search:
        """The same context with a share of the remaining work."""
        return self if share >= 1 else replace(self, work=Work(int(share * self.work.left) + 1, self.work))

    def prove(self, e: Expression, op: str, region: Region, *barred: str) -> Proof | None:
        """A proof of `e op 0`, one level deeper."""
        if follows(e, op, region):
            return STRUCTURE
        if self.depth <= 0:
            return None
        inner = self.deeper(*barred)
        before = self.failed.get((e, op, region), [])
        if any(depth >= inner.depth and bars <= inner.barred for depth, bars in before):
            return None
        # while it is being looked for, the claim must not be its own premise
        mark = (inner.depth, inner.barred)
        self.failed.setdefault((e, op, region), []).append(mark)
        proof = self.run(e, op, region, inner)
        if proof is not None or self.work.left <= 0:
            self.failed[e, op, region].remove(mark)
        return proof

    def form(self, e: Expression, region: Region) -> tuple[Tower, Ratio] | None:
        """The tower of `e` and its value there, once per question; None when bounds are reached."""
        if self.zero_depth <= 0 or not e.names <= set(region.names):
            return None
        key = (e, region)
        if key not in self.forms:
            if not self.spend(15 + size(e) // 3):
                return None
            self.forms[key] = normal_form(e, region, min(self.zero_depth, 2))
        return self.forms[key]

    def vanishes(self, e: Expression, region: Region) -> Proof | None:
        """A ZERO proof of `e`."""
        found = kernel_ratio(e)
        if found is not None and found[0].is_zero:
            return {"rule": "ring"}
        if self.zero_depth <= 0 or _not_zero(e, region):
            return None
        form = self.form(e, region)
        if form is not None and form[1].is_zero:
            return _tower(form[0].certificate())
        if e.names and not any(n.op in ("abs", "sign", "Max", "Min") for n in e.walk()):
            return None
        from mirrorsym.calculus import zero

        proof = zero.prove(e, region, self.zero_depth)
        return None if proof is None else _tower(proof)

    # -- definedness ----------------------------------------------------------------------------------------
    def guards(self, trees: Iterable[Expression], e: Expression, region: Region,
               taken: tuple[Fact, ...] = ()) -> list[Proof] | None:
        """The `guards` that show that all `trees` are defined wherever `e` is; None when that was not shown.

        `taken` are conditions that the rule itself provides.
        """
        out: list[Proof] = []
        known: list[Fact] | None = None
        for tree in trees:
            for node in tree.walk():
                if node.op == "piecewise" and node not in set(e.walk()):
                    return None
                for guard, op in conditions(node) if node.op not in RELATIONS else ():
                    if follows(guard, op, region) or (guard, op) in taken:
                        continue
                    if guard.op == "num":
                        return None  # defined nowhere
                    if any(g["guard"] == guard.to_json() and g["op"] == op for g in out):
                        continue
                    if known is None:
                        known = [c for t in (e, *(f for f, _ in region.facts)) for n in t.walk() for c in conditions(n)]
                    if any(_same(guard, op, other) for other in known):
                        continue
                    proof = self.prove(guard, op, region)
                    if proof is None:
                        return None
                    out.append({"guard": guard.to_json(), "op": op, "proof": proof})
        return out

    def smooth(self, e: Expression, region: Region) -> list[Proof] | None:
        """Guards that show that `e` is twice continuously differentiable on the region; None when that was not shown."""
        out: list[Proof] = []
        for node in e.walk():
            if node.op == "piecewise":
                return None
            for guard, op in smooth_conditions(node):
                if follows(guard, op, region) or any(g["guard"] == guard.to_json() and g["op"] == op for g in out):
                    continue
                proof = self.prove(guard, op, region)
                if proof is None:
                    return None
                out.append({"guard": guard.to_json(), "op": op, "proof": proof})
        return out


def _tower(proof: Proof) -> Proof:
    """What the ring alone does not see, because a folding such as log(1) = 0 was used, stands as an empty tower."""
    return {"rule": "tower", "generators": [], "images": []} if proof == {"rule": "ring"} else proof


def _not_zero(e: Expression, region: Region) -> bool:
    """Whether a quick point shows that `e` does not vanish."""
    for p in quick_points(near(region, e.names))[:2]:
        try:
            if not enclose(e, p, 96).contains(0):
                return True
        except (Undefined, Unsettled):
            continue
    return False


def _same(guard: Expression, op: str, other: Fact) -> bool:
    """Whether a condition is implied by another one about the same expression up to a factor."""
    e, have = other
    if have != op and not (have == ">" and op in (">=", "!=")):
        return False
    if guard == e:
        return True
    if guard.names != e.names:
        return False
    c = quotient(guard, e)
    return c is not None and (c > 0 or op == "!=")


def with_guards(proof: Proof, guards: list[Proof]) -> Proof:
    """The proof with its guards, when there are any."""
    return {**proof, "guards": guards} if guards else proof


def negated(e: Expression) -> Expression:
    """-e, the tree that a claim `<` is about."""
    return mul(num(-1), e)
