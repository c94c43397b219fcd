"""Subexpressions that are twice continuously differentiable although a deciding expression in them vanishes somewhere.

* power: b**r with b >= 0 and r > 1.   * edge: a product of powers of A, |A|, Max(A, 0), sign A, of a total order above 2.
* glue: the branches to both sides of each switch differ by A**3*k, or their difference and its first two derivatives along
  one variable vanish where the switch, affine in that variable, does.

The reasons why this is enough are in docs/reference/certificates.md (`smooth`).  Precondition: rewritten functions
(`rewriting`).  Main definitions: `Term`, `terms_of`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.branches import Factor, Switchboard, rebuilt, vanishing
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.ratio import from_polynomial
from mirrorsym.calculus.region import Region, samples
from mirrorsym.calculus.roots import common_zero
from mirrorsym.calculus.search import kernel_ratio
from mirrorsym.calculus.structure import follows
from mirrorsym.expression import ONE, ZERO, Expression, div, mul, neg, num, power, sub, sym

__all__ = ["Term", "on_side", "piece", "terms_of"]

MAX_ATTEMPTS = 12
Signs = tuple[int, ...]
Entry = dict[str, Any]


@dataclass(frozen=True)
class Term:
    """A subexpression that was shown to be C^2, its switches and its formula for each choice of their signs.

    `zero` is the base of a `power`; such a term has no switches and is replaced by 0 where its base is 0.
    """

    tree: Expression
    switches: tuple[Expression, ...]
    branches: Mapping[Signs, Expression]
    entry: Entry
    factors: tuple[Factor, ...] = ()
    zero: Expression | None = None


def on_side(region: Region, a: Expression, s: int) -> Region:
    """The part of the region where a >= 0 (s = 1), a <= 0 (s = -1), or a = 0 (s = 0)."""
    return region.assume(a, ">=") if s > 0 else region.assume(neg(a), ">=") if s < 0 else region.assume(a, "=")


def piece(functions: tuple[Expression, ...], terms: tuple[Term, ...], signs: Mapping[Expression, int], region: Region
          ) -> tuple[tuple[Expression, ...], Region]:
    """The functions, and the region, for one choice of signs of all switches."""
    put: dict[Expression, Expression] = {}
    bases = {t.zero for t in terms}
    for a, s in signs.items():
        region = region.assume(a, ">" if s else "=") if a in bases else on_side(region, a, s)
    for t in terms:
        if t.zero is not None:
            put[t.tree] = t.tree if signs[t.zero] else ZERO
        else:
            put[t.tree] = t.branches[tuple(signs[a] for a in t.switches)]
    return tuple(rebuilt(f, put.get) for f in functions), region


def terms_of(f: Expression, region: Region, proved: Callable[[Expression, str], bool]) -> tuple[Term, ...] | None:
    """Terms that together with the proved guards make `f` C^2 on the region; None when some part resists.

    `proved(e, op)` tells whether a guard holds on the whole region.
    """
    smooth: dict[Expression, bool] = {}
    plain: dict[Expression, bool] = {}
    terms: dict[Expression, Term] = {}
    attempts = 0
    for n in f.walk():
        own = all(proved(g.of, g.op) for g in guards(n, deep=False))
        leaf = n.op in ("num", "sym", "const", "true")
        inner = leaf or all(plain[a] for a in n.args)
        plain[n] = own and inner
        smooth[n] = own and (leaf or all(smooth[a] for a in n.args))
        if smooth[n] or n.op in ("<", "<=", ">", ">=", "=", "!="):
            continue
        if attempts >= MAX_ATTEMPTS:
            return None
        settled = frozenset(m for m in n.walk() if plain.get(m))
        term = _power(n, region, inner) or _edge(n, region, proved)
        if term is None:
            attempts += 1
            term = _Gluing(n, region, settled).term()
        if term is not None:
            terms[n] = term
            smooth[n] = True
    return tuple(_outermost(f, terms)) if smooth[f] else None


def _outermost(f: Expression, terms: Mapping[Expression, Term]) -> Iterator[Term]:
    stack, seen = [f], set()
    while stack:
        n = stack.pop()
        if n in seen:
            continue
        seen.add(n)
        if n in terms:
            yield terms[n]
        elif n.op not in ("num", "sym", "const"):
            stack.extend(reversed(n.args))


# -- powers -------------------------------------------------------------------------------------------------
def _exponent(n: Expression) -> Fraction | None:
    return n.args[1].args[0] if n.op == "pow" and n.args[1].op == "num" else None


def _power(n: Expression, region: Region, inner: bool) -> Term | None:
    r = _exponent(n)
    if r is None or r <= 1 or r.denominator == 1 or not inner:
        return None
    proof = sign.prove(n.args[0], ">=", region)
    if proof is None:
        return None
    return Term(n, (), {}, {"term": n.to_json(), "rule": "power", "proof": proof}, (), n.args[0])


def _edge(n: Expression, region: Region, proved: Callable[[Expression, str], bool]) -> Term | None:
    if n.op not in ("mul", "pow"):
        return None
    board = Switchboard(region)
    for a in _edges(n, board):
        order, below, rest, used = Fraction(0), 1, [], []
        for f in n.args if n.op == "mul" else (n,):
            part = _order(f, a, board)
            if part is None:
                rest.append(f)
                continue
            order, below = order + part[0], below * part[1]
            if part[2] is not None:
                used.append(part[2])
                rest.append(power(part[2].cofactor, f.args[1]))
        if order <= 2:
            continue
        listed = []
        for g in (g for t in (a, *rest) for g in guards(t)):
            if not proved(g.of, g.op) and not follows(g.of, g.op, region):
                proof = sign.prove(g.of, g.op, region)
                if proof is None:
                    break
                listed.append({"guard": g.of.to_json(), "op": g.op, "proof": proof})
        else:
            sides: dict[Signs, Expression] = {(1,): mul(power(a, num(order)), *rest),
                                              (-1,): mul(num(below), power(neg(a), num(order)), *rest)}
            entry = {"term": n.to_json(), "rule": "edge", "on": a.to_json(), **({"guards": listed} if listed else {})}
            return Term(n, (a,), sides, entry, tuple(used))
    return None


def _edges(n: Expression, board: Switchboard) -> list[Expression]:
    """What the factors of a product may be powers of."""
    found: dict[Expression, None] = {}
    for f in n.args if n.op == "mul" else (n,):
        base = f.args[0] if f.op == "pow" else f
        if base.op in ("abs", "sign"):
            found[base.args[0]] = None
        elif base.op == "Max" and len(base.args) == 2 and ZERO in base.args:
            found[base.args[0] if base.args[1] == ZERO else base.args[1]] = None
        elif (r := _exponent(f)) is not None and r.denominator > 1 and (x := board.factor(base)) is not None:
            found[x.on] = None
    return list(found)


def _order(f: Expression, a: Expression, board: Switchboard) -> tuple[Fraction, int, Factor | None] | None:
    """(order, sign where a < 0, a root's factor) of one factor of a product that has the edge a; None for another factor."""
    base, r = (f.args[0], _exponent(f)) if _exponent(f) is not None else (f, Fraction(1))
    if r is None or r <= 0:
        return None
    if base == a and r.denominator == 1:
        return r, (-1) ** int(r), None
    if base.op == "abs" and base.args[0] == a:
        return r, 1, None
    if base.op == "Max" and len(base.args) == 2 and set(base.args) == {a, ZERO}:
        return r, 0, None
    if base.op == "sign" and base.args[0] == a and r.denominator == 1:
        return Fraction(0), (-1) ** int(r), None
    x = board.factor(base) if r.denominator > 1 else None
    return (r * x.power, 1, x) if x is not None and x.on == a and x.sign > 0 and x.power % 2 == 0 else None


# -- glue ---------------------------------------------------------------------------------------------------
class _Gluing:
    """The attempt to glue the branches of one subexpression."""

    def __init__(self, tree: Expression, region: Region, settled: frozenset[Expression]) -> None:
        self.tree = tree
        self.region = region
        self.board = Switchboard(region, settled)
        self.every: dict[Signs, Expression] = {}
        self.branches: dict[Signs, Expression] = {}  # without those of pieces that were shown to have no point
        self.listed: dict[Signs, Entry] = {}
        self.entry: Entry = {"term": tree.to_json(), "rule": "glue"}

    def term(self) -> Term | None:
        """The term with its certificate's entry, or None."""
        if not self.board.explore(self.tree) or not self.board.switches:
            return None
        on = self.board.switches
        used = tuple(f for f in self.board.factors.values() if f is not None and not f.plain and f.on in on)
        found = self._guards([*on, *(f.cofactor for f in used)], self.region)
        if found is None:
            return None
        self.entry.update({"on": [a.to_json() for a in on], **({"guards": found} if found else {})})
        self._compute()
        if not (self._flips() and self._pieces() and self._ties()):
            return None
        return Term(self.tree, tuple(on), self.every, self.entry, used)

    def _at(self, signs: Signs) -> Expression:
        return self.board.branch(self.tree, dict(zip(self.board.switches, signs, strict=True)))

    def _about(self, signs: Signs) -> Region:
        region = self.region
        for a, s in zip(self.board.switches, signs, strict=True):
            region = on_side(region, a, s)
        return region

    def _guards(self, trees: list[Expression], region: Region) -> list[Entry] | None:
        """Entries for the strict guards that do not follow by structure; None when one was not proved."""
        out: list[Entry] = []
        for g in (g for t in trees for g in guards(t)):
            if follows(g.of, g.op, region):
                continue
            proof = sign.prove(g.of, g.op, region)
            if proof is None:
                return None
            out.append({"guard": g.of.to_json(), "op": g.op, "proof": proof})
        return out

    def _compute(self) -> None:
        for signs in product((1, -1), repeat=len(self.board.switches)):
            self.every[signs] = self._at(signs)
        self.branches = dict(self.every)

    def _pieces(self) -> bool:
        """The branches are smooth, each on its piece; one that was not shown to be is left out when its piece has no point."""
        for signs, b in self.every.items():
            about = self._about(signs)
            found = self._guards([b], about)
            if found is None and not self._without(signs):
                return False
            if found:
                self.listed[signs] = {"signs": list(signs), "guards": found}
        self.entry["pieces"] = list(self.listed.values())
        return bool(self.branches)

    def _without(self, signs: Signs) -> bool:
        """Leave out a piece that has no point."""
        if signs not in self.branches:
            return True
        about = self._about(signs)
        empty = None if len(signs) == 1 or _seen(about) else sign.empty(about)
        if empty is None:
            return False
        del self.branches[signs]
        self.listed[signs] = {"signs": list(signs), "empty": _contradiction(empty)}
        return True

    def _flips(self) -> bool:
        """Branches to both sides of one switch fit together; where they do not, one of the pieces, or what they share, has no point."""
        listed = []
        for signs, b in self.every.items():
            for i, s in enumerate(signs):
                across = (*signs[:i], -1, *signs[i + 1:])
                if s < 0:
                    continue
                shared = (*signs[:i], 0, *signs[i + 1:])
                found = self._flat(sub(b, self.every[across]), shared, 2)
                if found is None and not (self._without(signs) or self._without(across)):
                    return False
                if found:
                    listed.append({"signs": list(shared), **found})
        self.entry["flips"] = listed
        return True

    def _ties(self) -> bool:
        """Where a jump is decided by a switch that is 0 the value must be that of a branch."""
        if all(n.op not in ("sign", "piecewise") for n in self.tree.walk()):
            return True
        listed = []
        for signs in product((1, -1, 0), repeat=len(self.board.switches)):
            if 0 not in signs:
                continue
            beside = [t for s, t in self.branches.items() if all(y in (0, x) for x, y in zip(s, signs, strict=True))]
            if not beside:
                continue
            value = self._at(signs)
            if value in beside or any((found := kernel_ratio(sub(value, t))) is not None and found[0].is_zero for t in beside):
                continue
            proof = self._flat(sub(value, beside[0]), signs, 0)
            if not proof:
                return False
            listed.append({"signs": list(signs), **proof})
        self.entry["ties"] = listed
        return True

    def _flat(self, d: Expression, shared: Signs, order: int) -> Entry | None:
        """Why `d` and its derivatives up to `order` vanish where the switches have these signs; {} when `d` vanishes by itself."""
        found = kernel_ratio(d)
        if found is not None and found[0].is_zero:
            return {}
        about = self._about(shared)
        a = self.board.switches[shared.index(0)]
        fits = self._by_factor(d, a, about, order) or self._by_slice(d, a, order)
        if fits is not None or len(shared) == 1 or self._touches(a, shared):
            return fits
        empty = sign.empty(about)
        return None if empty is None else {"rule": "empty", **_contradiction(empty)}

    def _touches(self, a: Expression, shared: Signs) -> bool:
        """Whether a point that two pieces share is at hand."""
        region = self.region
        for b, s in zip(self.board.switches, shared, strict=True):
            region = on_side(region, b, s) if b != a else region
        return common_zero([a], region, 12) is not None

    def _by_factor(self, d: Expression, a: Expression, about: Region, order: int) -> Entry | None:
        cube = power(a, num(order + 1))
        found = kernel_ratio(div(d, cube))
        if found is None:
            return None
        r, kernels = found
        k = from_polynomial(r.above).substitute(kernels)
        below = from_polynomial(r.below).substitute(kernels)
        k = k if below == ONE else div(k, below)
        if _vanishes_on(below, a):
            return None
        proofs = self._guards([k], about)
        zero = vanishing(sub(d, mul(cube, k)), self.region)
        if proofs is None or zero is None:
            return None
        return {"rule": "factor", "cofactor": k.to_json(), "zero": zero, **({"guards": proofs} if proofs else {})}

    def _by_slice(self, d: Expression, a: Expression, order: int) -> Entry | None:
        for name in self.region.variables:
            if name not in a.names:
                continue
            slope = _rational(derivative(a, name))
            if slope is None or slope == ZERO:
                continue
            value = neg(div(a.substitute({name: ZERO}), slope))
            if name in value.names or vanishing(sub(a, mul(slope, sub(sym(name), value))), self.region) is None:
                continue
            zeros = []
            region = self.region.substitute({name: value})
            e = d
            for _ in range(order + 1):
                proof = vanishing(e.substitute({name: value}), region)
                if proof is None:
                    break
                zeros.append(proof)
                e = derivative(e, name)
            if len(zeros) == order + 1:
                return {"rule": "slice", "variable": name, "value": value.to_json(), "zeros": zeros}
        return None


def _rational(e: Expression) -> Expression | None:
    found = kernel_ratio(e)
    if found is None or not (found[0].above.is_constant() and found[0].below.is_constant()) or found[0].is_zero:
        return None
    q = found[0].above.leading_coefficient() / found[0].below.leading_coefficient()
    return num(Fraction(int(q.p), int(q.q)))


def _vanishes_on(below: Expression, a: Expression) -> bool:
    """Whether a denominator has the factor `a`."""
    found = kernel_ratio(div(below, a))
    return found is not None and bool(found[0].below.is_constant())


def _seen(region: Region) -> bool:
    """Whether a point of the region is at hand."""
    return bool(samples(region, 1))


def _contradiction(empty: Entry) -> Entry:
    return {"index": empty["fact"], "proof": empty["proof"]}
