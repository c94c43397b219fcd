"""Like terms put together, functions taken as they stand; and signs of a logarithm beside other terms, seen after exponentiation.

Main definitions: `collected`, `by_exponentials`.
"""

from __future__ import annotations

from typing import Any

from mirrorsym.calculus import sign, zero
from mirrorsym.calculus.ratio import from_polynomial
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.search import kernel_ratio
from mirrorsym.expression import ONE, ZERO, Expression, add, call, mul, num, sub

__all__ = ["by_exponentials", "collected"]


def collected(e: Expression) -> Expression | None:
    """The expression with like terms put together, functions taken as they stand; None when nothing becomes shorter.

    >>> from mirrorsym.expression import sym
    >>> str(collected(sym("a") + call("exp", sym("u")) - sym("a")))
    'exp(u)'
    """
    found = kernel_ratio(e)
    if found is None or not found[0].below.is_constant():
        return None
    r, kernels = found
    short = from_polynomial(r.above / r.below.leading_coefficient()).substitute(kernels)
    return short if len(str(short)) < len(str(e)) else None


def by_exponentials(e: Expression, op: str, region: Region) -> dict[str, Any] | None:
    """A SIGN proof of log b + c > 0 where b > exp(-c), and of c - log b > 0 where b < exp(c); None for anything else.

    >>> from mirrorsym.expression import sym
    >>> u = sym("u")
    >>> by_exponentials(call("log", u) + 1, ">", Region(("u",), (), ((u, ">"), (u - call("exp", num(-1)), ">"))))["by"]
    'exp'
    """
    terms = e.args if e.op == "add" else (e,)
    logs = [t for t in terms if t.op == "log" or (t.op == "mul" and t.args[0] == num(-1) and len(t.args) == 2 and t.args[1].op == "log")]
    if op != ">" or len(logs) != 1:
        return None
    rest = add(*(t for t in terms if t != logs[0]))
    a, b = (logs[0], mul(num(-1), rest)) if logs[0].op == "log" else (rest, logs[0].args[1])
    images = [t.args[0] if t.op == "log" else call("exp", t) if t != ZERO else ONE for t in (a, b)]
    gap = sub(*images)
    own = sign.prove(collected(gap) or gap, ">", region)
    whole = sub(call("exp", a), call("exp", b))
    same = None if own is None else zero.prove(sub(whole, gap), region)
    if own is None or same is None:
        return None
    return {"rule": "compare", "a": a.to_json(), "b": b.to_json(), "zero": {"rule": "ring"}, "by": "exp", "images": {
        "rule": "rewrite", "to": (collected(gap) or gap).to_json(), "zero": same, "proof": own}}
