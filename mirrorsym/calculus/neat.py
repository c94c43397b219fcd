"""Gathering what unfolding a tower leaves behind: powers of exponentials, products of exponentials, powers of roots.

Every rewrite is an identity wherever both sides are defined, so `neat` never changes a value.
"""

from __future__ import annotations

from mirrorsym.expression import Expression, add, call, make, mul, power

__all__ = ["neat"]


def neat(e: Expression) -> Expression:
    """exp(A)**n as exp(n*A), exp(A)*exp(B) as exp(A + B), (b**(1/q))**n as b**(n/q): what unfolding generators leaves behind.

    >>> from mirrorsym.expression import call, sym
    >>> str(neat(call("exp", sym("a")) ** 4 * sym("u")))
    'exp(4*a)*u'
    """
    done: dict[Expression, Expression] = {}
    for n in e.walk():
        args = n.args if n.op in ("num", "sym", "const") else tuple(done[a] for a in n.args)
        if n.op == "pow" and args[0].op == "exp" and args[1].op == "num":
            done[n] = call("exp", mul(args[1], args[0].args[0]))
        elif n.op == "pow" and args[0].op == "pow" and args[1].op == "num" and args[0].args[1].op == "num" and (
                args[0].args[1].args[0].denominator > 1):
            done[n] = power(args[0].args[0], mul(args[1], args[0].args[1]))
        elif n.op == "mul":
            exponents = [a.args[0] for a in args if a.op == "exp"]
            rest = [a for a in args if a.op != "exp"]
            done[n] = mul(*rest, call("exp", add(*exponents))) if len(exponents) > 1 else mul(*args)
        else:
            done[n] = n if n.op in ("num", "sym", "const") else make(n.op, args)
    return done[e]


