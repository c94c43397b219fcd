"""Signs of the formulas of a potential, on the domains that come with them.

A condition of a domain is often a rational multiple of what stands under a root or a logarithm in the formulas, or equal to one by rules
for
powers.  So what the parts of an expression need is shown first (`have`), each part by itself, by a fact, or by a fact it is a multiple of.

Main definitions: `signed`, `shown`.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.lemmas import Lemma, sign_with, told_sign
from mirrorsym.calculus.letters import letters_for
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.structure import follows
from mirrorsym.calculus.zero import prove
from mirrorsym.expression import Expression, add, mul, num, sub
from mirrorsym.routes._draft import tidy

__all__ = ["shown", "signed"]

STRUCTURE = {"rule": "structure"}


def shown(e: Expression, op: str, region: Region, lemmas: tuple[Lemma, ...] = (), budget: float = 1.0) -> dict[str, Any] | None:
    """A SIGN proof of `e op 0` with the lemmas at hand, in letters for linear forms where these help."""
    if follows(e, op, region):
        return STRUCTURE
    letters = letters_for(e, region, (x.tree for x in lemmas), of_facts=True)
    if letters is not None:
        own = shown(letters.spelled(e), op, letters.region, tuple(x.rebuild(letters.spelled) for x in lemmas), budget)
        if own is not None:
            return letters.cited(own)
    return (told_sign(e, op, region, lemmas) or signed(e, op, region, budget)
            or (sign_with(e, op, region, lemmas) if budget >= 1 else None))


def signed(e: Expression, op: str, region: Region, budget: float = 1.0) -> dict[str, Any] | None:
    """A SIGN proof of `e op 0` on the region, or None.

    >>> from mirrorsym.expression import sqrt, sym
    >>> x = sym("x")
    >>> signed(1 / sqrt(2 * x - 1), ">", Region(("x",), (), ((x - num("1/2"), ">"),))) is None
    False
    >>> signed(1 / sqrt(2 * x - 1), "<", Region(("x",), (), ((x - num("1/2"), ">"),))) is None
    True
    """
    if follows(e, op, region):
        return STRUCTURE
    found = _by_parts(e, op, region)
    if found is not None:
        return found
    for short in dict.fromkeys((_cancelled(e), tidy(e, region))):
        if short == e:
            continue
        inner = _by_parts(short, op, region)
        zero = prove(sub(e, short), region) if inner is not None else None
        if zero is not None:
            return {"rule": "rewrite", "to": short.to_json(), "zero": zero, "proof": inner}
    return sign.prove(e, op, region, budget=budget)


def _cancelled(e: Expression) -> Expression:
    """A sum with equal terms put together.

    >>> u = Expression("sym", ("u",))
    >>> str(_cancelled(Expression("add", (u, num(1), -u, u))))
    'u + 1'
    """
    if e.op != "add":
        return e
    total: dict[Expression, Fraction] = {}
    stack = list(reversed(e.args))
    while stack:
        t = stack.pop()
        if t.op == "add":
            stack.extend(reversed(t.args))
            continue
        factors = t.args if t.op == "mul" else (t,)
        c = prod((x.args[0] for x in factors if x.op == "num"), start=Fraction(1))
        rest = mul(*(x for x in factors if x.op != "num"))
        total[rest] = total.get(rest, Fraction(0)) + c
    return add(*(mul(num(c), t) for t, c in total.items() if c))


def _by_parts(e: Expression, op: str, region: Region) -> dict[str, Any] | None:
    """The sign by interval structure, once the signs of what stands in denominators, roots and logarithms are known."""
    known, told = region, []
    for g in guards(e):
        if follows(g.of, ">", known):
            continue
        proof = _as_fact(g.of, region)
        if proof is None and not follows(g.of, g.op, known):
            proof = sign.prove(g.of, g.op, region, depth=1, budget=0.2)
            if proof is None:
                return None
            told.append((g.of, g.op, proof))
        elif proof is not None:
            told.append((g.of, ">", proof))
        if told:
            known = known.assume(*told[-1][:2])
    if follows(e, op, known):
        out: dict[str, Any] = STRUCTURE
    else:
        last = _as_fact(e, region) if op in (">", ">=", "!=") else None
        if last is None:
            return None
        out = last
    for of, sense, proof in reversed(told):
        out = {"rule": "have", "fact": of.to_json(), "op": sense, "proof": proof, "then": out}
    return out


def _as_fact(e: Expression, region: Region) -> dict[str, Any] | None:
    """Proof of e > 0 because e is a positive rational multiple of a fact f > 0, by the ring or by rules for powers."""
    for i, (f, op) in enumerate(region.facts):
        if op != ">" or not f.names & e.names:
            continue
        for name in sorted(f.names & e.names):
            a, b = derivative(e, name), derivative(f, name)
            if a.op == "num" and b.op == "num" and a.args[0] / b.args[0] > 0:
                c = a.args[0] / b.args[0]
                multiple = mul(num(c), f)
                zero = prove(sub(e, multiple), region)
                if zero is None:
                    break
                fact = {"rule": "fact", "index": i, "factor": str(c)}
                return fact if zero == {"rule": "ring"} else {"rule": "rewrite", "to": multiple.to_json(), "zero": zero, "proof": fact}
    return None
