"""Guards: the conditions under which an expression is defined, and under which it is smooth.

Every operation that is not analytic everywhere contributes a condition on its argument.  If all guards hold on a region the
expression is analytic there; if a guard fails at a point, the expression is undefined there, or may have a kink.

Main definitions: `Guard`, `guards`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from mirrorsym.expression import ONE, ZERO, Expression, add, call, num, sub

__all__ = ["Guard", "guards"]


@dataclass(frozen=True, slots=True)
class Guard:
    """`of op 0` makes the node analytic; `needed` is the weaker relation that makes it defined (None: always defined).

    `either` says that `of >= 0` everywhere or `of <= 0` everywhere is as good (absolute values and the like).
    """

    of: Expression
    op: str
    needed: str | None
    node: Expression
    either: bool = False


def guards(e: Expression, deep: bool = True) -> tuple[Guard, ...]:
    """All guards of an expression, inner ones first, each once; without `deep` only those of the outermost operation.

    >>> from mirrorsym.expression import sym
    >>> [(str(g.of), g.op, g.needed) for g in guards(call("log", sym("u")) / sym("v"))]
    [('u', '>', '>'), ('v', '!=', '!=')]
    """
    out: dict[tuple[Expression, str], Guard] = {}

    def put(of: Expression, op: str, needed: str | None, node: Expression, either: bool = False) -> None:
        if of.op == "num" and _true(of, op):
            return
        out.setdefault((of, op), Guard(of, op, needed, node, either))

    for n in e.walk() if deep else (e,):
        op, a = n.op, n.args
        if op == "pow":
            _of_power(n, put)
        elif op in ("log", "gamma"):
            put(a[0], ">", ">" if op == "log" else None, n)
        elif op == "polygamma":
            put(a[1], ">", None, n)
        elif op == "tan":
            put(call("cos", a[0]), "!=", "!=", n)
        elif op in ("asin", "acos", "atanh"):
            put(sub(ONE, a[0] ** 2), ">", ">" if op == "atanh" else ">=", n)
        elif op == "acosh":
            put(sub(a[0], ONE), ">", ">=", n)
        elif op == "LambertW":
            put(add(a[0], call("exp", num(-1))), ">", ">=", n)
        elif op == "Ei":
            put(a[0], "!=", "!=", n)
        elif op in ("abs", "sign"):
            put(a[0], "!=", None, n, op == "abs")
        elif op in ("Max", "Min"):
            for i, x in enumerate(a):
                for y in a[i + 1:]:
                    put(sub(x, y), "!=", None, n, True)
        elif op == "besselj" and not (a[0].op == "num" and a[0].args[0].denominator == 1):
            put(a[1], ">", ">", n)
        elif op in ("<", "<=", ">", ">=", "=", "!="):
            put(sub(a[0], a[1]), "!=", None, n)
        elif op == "piecewise" and a[-1].op != "true":
            # without a last case True it is the last condition that must make sure of a value
            left, right = a[-1].args
            of = {">": sub(left, right), ">=": sub(left, right), "<": sub(right, left), "<=": sub(right, left)}.get(a[-1].op)
            put(ZERO - ONE if of is None else of, ">", None, n)
    return tuple(out.values())


def _of_power(n: Expression, put: Callable[[Expression, str, str | None, Expression], None]) -> None:
    base, exponent = n.args
    if exponent.op == "num" and exponent.args[0].denominator == 1:
        if exponent.args[0] < 0:
            put(base, "!=", "!=", n)
    elif exponent.op == "num":
        put(base, ">", ">=" if exponent.args[0] > 0 else ">", n)
    else:
        put(base, ">", ">", n)


def _true(of: Expression, op: str) -> bool:
    q: Fraction = of.args[0]
    return {">": q > 0, ">=": q >= 0, "!=": q != 0}[op]
