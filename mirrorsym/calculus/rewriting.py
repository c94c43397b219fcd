"""Functions written without abs, sign, Max, Min, piecewise and roots where a region makes them superfluous.

|u**2| is u**2, Max(u, u - 1) is u, a piecewise whose border lies outside the region is one of its values, sqrt(u**4) is u**2.
The derivatives of the new formula are right at every point; those of the old one are not where a decision is a tie.

Main definition: `rewrite`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.branches import Switchboard, rebuilt, vanishing
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.search import conditions
from mirrorsym.calculus.structure import follows
from mirrorsym.expression import ONE, RELATIONS, Expression, call, mul, neg, num, power, sub

__all__ = ["rewrite"]

SPECIAL = ("abs", "sign", "Max", "Min", "piecewise")
MAX_NODES = 40
NEVER = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "=": "!="}
Entry = dict[str, Any]


def rewrite(functions: tuple[Expression, ...], region: Region) -> tuple[tuple[Expression, ...], list[Entry]]:
    """The functions rewritten as far as proofs were found, and the entries of a certificate, in order.

    >>> from mirrorsym.expression import sym
    >>> u = sym("u")
    >>> [str(f) for f in rewrite((call("Max", u, -u),), Region(("u",), (), ((u, ">"),)))[0]]
    ['u']
    """
    entries: list[Entry] = []
    tried: set[Expression] = set()
    while len(tried) < MAX_NODES:
        node = next((n for f in functions for n in f.walk() if n not in tried and _special(n)), None)
        if node is None:
            break
        tried.add(node)
        found = _shorter(node, region)
        if found is None:
            continue
        new, entry = found
        guards = _defined(node, region)
        if guards is None:
            continue
        entries.append({"from": node.to_json(), "to": new.to_json(), **entry, **({"guards": guards} if guards else {})})
        functions = tuple(rebuilt(f, lambda n, old=node, new=new: new if n == old else None) for f in functions)  # type: ignore[misc]
    return _one_formula(functions, region, entries)


def _one_formula(functions: tuple[Expression, ...], region: Region, entries: list[Entry]) -> tuple[tuple[Expression, ...], list[Entry]]:
    """Subexpressions that follow the same formula on both sides of their switch: |u|*|u| is u**2, Max(u, v) + Min(u, v) is u + v."""
    tried: set[Expression] = set()
    while len(tried) < MAX_NODES:
        node = next((n for f in functions for n in f.walk() if n not in tried and _undecided(n)), None)
        if node is None:
            break
        tried.add(node)
        found = _both_sides(node, region)
        if found is not None and _defined(node, region) == []:
            entries.append({"from": node.to_json(), "to": found[0].to_json(), "rule": "zero", "proof": found[1]})
            functions = tuple(rebuilt(f, lambda n, old=node, new=found[0]: new if n == old else None) for f in functions)  # type: ignore[misc]
    return functions, entries


def _undecided(n: Expression) -> bool:
    nodes = list(n.walk())
    if n.op in (*SPECIAL, *RELATIONS) or any(m.op in ("sign", "piecewise") for m in nodes):
        return False
    return any(m.op in ("abs", "Max", "Min") or _fractional(m) for m in nodes)


def _both_sides(n: Expression, region: Region) -> tuple[Expression, Entry] | None:
    """The common formula with a ZERO proof by cases; the switch is a polynomial, so its zeros are nowhere dense."""
    board = Switchboard(region, limit=1)
    if not board.explore(n) or len(board.switches) != 1:
        return None
    on = board.switches[0]
    if not on.names <= set(region.variables) or not _polynomial(on) or any(
            op not in (">", "!=") and e.names & set(region.variables) for e, op in region.facts):
        return None
    plus, minus = (board.branch(n, {on: s}) for s in (1, -1))
    if plus != minus and vanishing(sub(plus, minus), region) is None:
        return None
    proofs = [vanishing(sub(n, plus), region.assume(a, ">"), 2) for a in (on, neg(on))]
    if None in proofs:
        return None
    return plus, {"rule": "cases", "on": on.to_json(), "positive": proofs[0], "negative": proofs[1]}


def _polynomial(e: Expression) -> bool:
    return all(n.op in ("num", "sym", "add", "mul") or (n.op == "pow" and n.args[1].op == "num" and n.args[1].args[0] > 0
                                                        and n.args[1].args[0].denominator == 1) for n in e.walk())


def _special(n: Expression) -> bool:
    if n.op == "mul" or (n.op == "pow" and n.args[0].op == "pow"):
        return _gathered(n) != n
    return n.op in SPECIAL or _fractional(n)


def _fractional(n: Expression) -> bool:
    return n.op == "pow" and n.args[1].op == "num" and n.args[1].args[0].denominator > 1


def _gathered(n: Expression) -> Expression:
    """Powers of one base, a fractional one among them, as one power: b*sqrt(b) and sqrt(b)**3 are b**(3/2)."""
    if n.op == "pow":
        inner, k = n.args
        if _fractional(inner) and k.op == "num" and k.args[0].denominator == 1 and k.args[0] > 0 and inner.args[1].args[0] > 0:
            return power(inner.args[0], mul(inner.args[1], k))
        return n
    bases = {a.args[0] for a in n.args if _fractional(a)}
    bases |= {b for a in n.args for b in (a, *(a.args[:1] if a.op == "pow" else ())) if b.op in SPECIAL}
    total = dict.fromkeys(bases, Fraction(0))
    count = dict.fromkeys(bases, 0)
    rest = []
    for a in n.args:
        b, r = (a.args[0], a.args[1]) if a.op == "pow" else (a, ONE)
        if b in bases and r.op == "num" and r.args[0] > 0:
            total[b] += r.args[0]
            count[b] += 1
        else:
            rest.append(a)
    if all(k < 2 for k in count.values()):
        return n
    return mul(*rest, *(power(b, num(q)) for b, q in sorted(total.items(), key=str)))


def _shorter(n: Expression, region: Region) -> tuple[Expression, Entry] | None:
    if n.op in ("abs", "sign"):
        a = n.args[0]
        for op in (">=", "<=") if n.op == "abs" else (">", "<"):
            proof = sign.prove(a, op, region)
            if proof is not None:
                up = op[0] == ">"
                new = num(1 if up else -1) if n.op == "sign" else a if up else neg(a)
                return new, {"rule": "sign", "op": op, "proof": proof}
        return None
    if n.op in ("Max", "Min"):
        return _extreme(n, region)
    if n.op == "piecewise":
        return _case(n, region)
    new = _gathered(n) if n.op in ("mul", "pow") else n
    return (new, {"rule": "powers"}) if new != n else _root(n, region)


def _extreme(n: Expression, region: Region) -> tuple[Expression, Entry] | None:
    kept = list(range(len(n.args)))
    drop: dict[str, Any] = {}
    for i in range(len(n.args)):
        for by in kept:
            if by == i or i not in kept:
                continue
            d = sub(n.args[by], n.args[i])
            proof = sign.prove(d if n.op == "Max" else neg(d), ">=", region)
            if proof is not None:
                kept.remove(i)
                drop[str(i)] = {"by": by, "proof": proof}
                break
    if not drop:
        return None
    for why in drop.values():  # what it was compared with may have been left out in its turn
        while why["by"] not in kept:
            following = drop[str(why["by"])]["by"]
            d = sub(n.args[following], n.args[next(int(i) for i, x in drop.items() if x is why)])
            proof = sign.prove(d if n.op == "Max" else neg(d), ">=", region)
            if proof is None:
                return None
            why.update(by=following, proof=proof)
    args = [n.args[i] for i in kept]
    return args[0] if len(args) == 1 else call(n.op, *args), {"rule": "extreme", "drop": drop}


def _case(n: Expression, region: Region) -> tuple[Expression, Entry] | None:
    left: list[Expression] = []
    answers: list[Any] = []
    for v, c in zip(n.args[::2], n.args[1::2], strict=True):
        answer = _answer(c, region) if c.op != "true" else None
        answers.append(answer)
        if answer is not None and not answer["holds"]:
            continue
        if answer is not None:
            c = Expression("true", ())
        left += [v, c]
        if c.op == "true":
            break
    if not left or not any(a is not None for a in answers):
        return None
    new = left[0] if len(left) == 2 and left[1].op == "true" else Expression("piecewise", tuple(left))
    return new, {"rule": "case", "conditions": answers}


def _answer(c: Expression, region: Region) -> dict[str, Any] | None:
    """Whether a condition holds everywhere, or nowhere, with the proof."""
    d = sub(c.args[0], c.args[1])
    for holds, op in ((True, c.op), (False, NEVER.get(c.op, "="))):
        proof = vanishing(d, region) if op == "=" else sign.prove(d, op, region)
        if proof is not None:
            return {"holds": holds, "proof": proof}
    return None


def _root(n: Expression, region: Region) -> tuple[Expression, Entry] | None:
    """b**(p/q) for b = B**k*c with c > 0, where B**(k*p/q) needs no absolute value."""
    if n.op != "pow" or follows(n.args[0], ">", region) or sign.prove(n.args[0], ">", region) is not None:
        return None
    board = Switchboard(region)
    f = board.factor(n.args[0])
    if f is None or f.sign < 0:
        return None
    for s in (1, -1):
        new = board.branch(n, {f.on: s})
        if new == n:
            return None
        even = new == board.branch(n, {f.on: -s})
        if not even and sign.prove(f.on, ">=" if s > 0 else "<=", region) is None:
            continue
        proof = vanishing(sub(n, new), region, 2)
        if proof is not None:
            return new, {"rule": "zero", "proof": proof}
    return None


def _defined(n: Expression, region: Region) -> list[Entry] | None:
    """Guards that show that a tree is defined on the region, beyond what interval structure shows."""
    out: list[Entry] = []
    for guard, op in _conditions(n):
        if follows(guard, op, region) or any(g["guard"] == guard.to_json() and g["op"] == op for g in out):
            continue
        proof = sign.prove(guard, op, region)
        if proof is None:
            return None
        out.append({"guard": guard.to_json(), "op": op, "proof": proof})
    return out


def _conditions(n: Expression) -> Iterator[tuple[Expression, str]]:
    trees = [sub(c.args[0], c.args[1]) for c in n.args[1::2] if c.op != "true"] if n.op == "piecewise" else [n]
    for node in (x for t in trees for x in t.walk()):
        if node.op not in RELATIONS and node.op != "true":
            yield from conditions(node)
