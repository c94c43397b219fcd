"""One spelling for angles, so that the same sine is recognized wherever it is met, and one letter for the angle that all sines share.

sin(-t/2), cos((s + 3*t)/2) become -sin(t/2), cos(s/2 + 3*t/2).  Where every angle of a formula is a multiple of one sum of symbols, this
sum need not be taken apart by addition theorems: sin(s + 3*t) would become a polynomial of degree 4.

Main definitions: `evened`, `common_angle`, `spelled`, `together`.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from mirrorsym.expression import ONE, ZERO, Expression, add, call, mul, neg, num

__all__ = ["common_angle", "evened", "spelled", "together"]

Form = dict[Expression, Fraction]


def evened(e: Expression) -> Expression:
    """The expression with the angles of its sines and cosines collected, the first coefficient positive.

    >>> from mirrorsym.expression import sym
    >>> t = sym("t")
    >>> str(evened(call("sin", -t / 2) + call("cos", -t / 2)))
    '-sin(t/2) + cos(t/2)'
    """
    return e.rebuild(_even)


def _even(n: Expression) -> Expression | None:
    if n.op not in ("sin", "cos"):
        return None
    form, rest = _parts(n.args[0])
    if rest or (len(form) == 1 and next(iter(form.values())) > 0):
        return None
    if not form:
        return ONE if n.op == "cos" else ZERO
    minus = form[_order(form)[0]] < 0
    node = call(n.op, _sum({k: -q if minus else q for k, q in form.items()}))
    return neg(node) if minus and n.op == "sin" else node


def spelled(angle: Expression) -> Expression:
    """A sum of multiples of symbols as `evened` writes it, up to sign; anything else as it is."""
    form, rest = _parts(angle)
    return angle if rest or not form else _sum(form)


def common_angle(e: Expression) -> Form | None:
    """The sum of two symbols or more that all angles in `e` are multiples of, beside terms of other kinds; None when there is none.

    >>> from mirrorsym.expression import sym
    >>> s, t = sym("s"), sym("t")
    >>> {str(k): str(q) for k, q in (common_angle(call("sin", s + 3 * t) + call("cos", -(s + 3 * t) / 2)) or {}).items()}
    {'s': '1/2', 't': '3/2'}
    >>> common_angle(call("sin", s + 3 * t) + call("cos", t)) is None
    True
    """
    first: Form | None = None
    ratios = []
    for n in e.walk():
        form = _parts(n.args[0])[0] if n.op in ("sin", "cos", "tan") else None
        if not form:
            continue
        first = first or form
        ratio = _multiple(form, first)
        if ratio is None:
            return None
        ratios.append(ratio)
    if first is None or len(first) < 2:
        return None
    common = Fraction(gcd(*(q.numerator for q in ratios)), lcm(*(q.denominator for q in ratios)))
    sign = 1 if first[_order(first)[0]] > 0 else -1
    return {k: sign * common * first[k] for k in _order(first)}


def together(terms: list[tuple[Fraction, Expression]], form: Form | None) -> list[tuple[Fraction, Expression]]:
    """The terms of an angle with those that are a multiple of the form as one; as they are when they are no such multiple.

    >>> from mirrorsym.expression import sym
    >>> s, t = sym("s"), sym("t")
    >>> [(str(k), str(e)) for k, e in together([(Fraction(1, 2), s), (Fraction(3, 2), t)], {s: Fraction(1), t: Fraction(3)})]
    [('1/2', 's + 3*t')]
    """
    if form is None:
        return terms
    own: Form = {}
    rest = []
    for k, e in terms:
        found, others = _parts(e)
        if others or len(found) != 1 or set(found) & set(own):
            rest.append((k, e))
        else:
            own.update({x: q * k for x, q in found.items()})
    c = _multiple(own, form)
    return terms if c is None else [(c, _sum(form)), *rest]


def _multiple(form: Form, other: Form) -> Fraction | None:
    if form.keys() != other.keys():
        return None
    ratios = {form[k] / other[k] for k in form}
    return ratios.pop() if len(ratios) == 1 else None


def _order(form: Form) -> list[Expression]:
    return sorted(form, key=str)


def _sum(form: Form) -> Expression:
    return add(*(mul(num(form[k]), k) for k in _order(form)))


def _parts(angle: Expression) -> tuple[Form, list[Expression]]:
    """The products of symbols with their coefficients, and the terms of other kinds."""
    form: Form = {}
    rest: list[Expression] = []
    stack = [(angle, Fraction(1))]
    while stack:
        t, q = stack.pop()
        numbers = [a.args[0] for a in t.args if a.op == "num"] if t.op == "mul" else []
        others = [a for a in t.args if a.op != "num"] if t.op == "mul" else []
        if t.op == "add":
            stack += [(x, q) for x in t.args]
        elif len(others) == 1:
            for c in numbers:
                q *= c
            stack.append((others[0], q))
        elif t.op == "sym" or (others and all(a.op == "sym" for a in others)):
            for c in numbers:
                q *= c
            key = t if t.op == "sym" else mul(*sorted(others, key=str))
            form[key] = form.get(key, Fraction(0)) + q
        elif t != ZERO:
            rest.append(t)
    return {k: q for k, q in form.items() if q}, rest
