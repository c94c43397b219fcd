"""Functions spelled by others: hyperbolic and inverse hyperbolic ones by exp, log and roots, tan by sin and cos, cos(asin b) by a root.

Main definition: `rewritten`.
"""

from __future__ import annotations

from fractions import Fraction

from mirrorsym.expression import PI, RELATIONS, Expression, add, call, div, mul, num, power, sqrt, sub

__all__ = ["rewritten"]

#: largest whole multiple of an atan in a sum that is split off
TURNS = 8
_HALF = num(Fraction(1, 2))
_KEPT = ("num", "sym", "const", "piecewise", "true", *RELATIONS)


def rewritten(e: Expression) -> Expression:
    """e with hyperbolic, inverse hyperbolic, tan, acos and symbolic powers spelled by exp, log, roots, sin, cos, asin.

    Each spelling is an identity wherever the left side is defined.
    """

    def leaf(node: Expression) -> Expression | None:
        if node.op in _KEPT:
            return None
        args = tuple(done[a] for a in node.args)
        a = args[0]
        if node.op in ("cosh", "sinh", "tanh"):
            x, y = call("exp", a), power(call("exp", a), num(-1))
            if node.op == "cosh":
                return mul(_HALF, add(x, y))
            return mul(_HALF, sub(x, y)) if node.op == "sinh" else div(sub(x, y), add(x, y))
        if node.op == "asinh":
            return call("log", add(a, sqrt(add(power(a, num(2)), num(1)))))
        if node.op == "acosh":
            return call("log", add(a, sqrt(add(power(a, num(2)), num(-1)))))
        if node.op == "atanh":
            return mul(_HALF, call("log", div(add(num(1), a), sub(num(1), a))))
        if node.op in ("sin", "cos", "tan") and node.args[0].op in ("atan", "asin", "acos"):
            b = done[node.args[0].args[0]]
            if node.op == "tan":
                return div(_of_inverse("sin", node.args[0].op, b), _of_inverse("cos", node.args[0].op, b))
            return _of_inverse(node.op, node.args[0].op, b)
        if node.op in ("sin", "cos", "tan"):
            return _angle(node.op, a)
        if node.op == "acos":
            return sub(mul(_HALF, PI), call("asin", a))
        if node.op == "pow" and args[1].op != "num":
            return call("exp", mul(args[1], call("log", a)))
        return None

    done: dict[Expression, Expression] = {}
    for node in e.walk():
        new = leaf(node)
        if new is None:
            leafy = node.op in _KEPT
            new = node if leafy else _remake(node, tuple(done[a] for a in node.args))
        done[node] = new
    return done[e]


def _of_inverse(outer: str, inner: str, b: Expression) -> Expression:
    """sin or cos of atan b, asin b, acos b."""
    if inner == "atan":
        return div(b if outer == "sin" else num(1), sqrt(add(power(b, num(2)), num(1))))
    return b if (outer == "sin") == (inner == "asin") else sqrt(sub(num(1), power(b, num(2))))


def _angle(op: str, a: Expression) -> Expression | None:
    """sin, cos or tan of a sum, its terms k*atan b (k whole) split off: sin(A + atan b) = (sin A + b*cos A)/sqrt(b**2 + 1), and
    sin(A + 2*atan b) = ((1 - b**2)*sin A + 2*b*cos A)/(b**2 + 1).
    """
    if op == "tan":
        s, c = call("sin", a), call("cos", a)
        return div(_angle("sin", a) or s, _angle("cos", a) or c)
    terms = _terms(a, Fraction(1), {})
    inner = [(t.args[0], int(q)) for t, q in terms.items() if t.op == "atan" and q.denominator == 1 and 0 < abs(q) <= TURNS]
    if not inner:
        return None
    rest = [mul(num(q), t) for t, q in terms.items() if q and not (t.op == "atan" and q.denominator == 1 and abs(q) <= TURNS)]
    s, c = (call("sin", add(*rest)), call("cos", add(*rest))) if rest else (num(0), num(1))
    for tangent, k in inner:
        b = mul(num(-1), tangent) if k < 0 else tangent
        square = add(power(b, num(2)), num(1))
        for _ in range(abs(k) // 2):
            twice, other = mul(num(2), b), sub(num(1), power(b, num(2)))
            s, c = div(add(mul(other, s), mul(twice, c)), square), div(sub(mul(other, c), mul(twice, s)), square)
        if k % 2:
            s, c = div(add(s, mul(b, c)), sqrt(square)), div(sub(c, mul(b, s)), sqrt(square))
    return s if op == "sin" else c


def _terms(a: Expression, factor: Fraction, found: dict[Expression, Fraction]) -> dict[Expression, Fraction]:
    """The terms of a sum with their rational factors, sums inside multiplied out."""
    if a.op == "add":
        for t in a.args:
            _terms(t, factor, found)
    elif a.op == "mul" and a.args[0].op == "num":
        _terms(mul(*a.args[1:]), factor * a.args[0].args[0], found)
    else:
        found[a] = found.get(a, Fraction(0)) + factor
    return found


def _remake(node: Expression, args: tuple[Expression, ...]) -> Expression:
    return node if all(a is b for a, b in zip(args, node.args, strict=True)) else Expression(node.op, args)
