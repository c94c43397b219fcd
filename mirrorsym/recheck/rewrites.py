"""Functions written in another way: |u| as u where u >= 0 on M, a piecewise as the one value it takes, sqrt(u**4) as u**2.

A rewriting replaces every occurrence of a tree x by a tree y.  It is accepted when x is defined on M, or is defined wherever y is, and
equal to y at each point of M at which y is defined; that y is defined on M is shown when what came out is shown to be smooth there, or when
a larger tree around y is rewritten in its turn.  So the functions are the same, and their derivatives are those of the
new trees, also at points where the old trees would decide a tie: sign(u**2) has no value 1 at 0, but |u**2| has the second derivative 2.

* sign: abs(A) is A or -A, sign(A) is 1 or -1.   * extreme: arguments of Max (Min) that are never the only largest (smallest).
* case: conditions of a piecewise that are always or never true.   * powers: b*sqrt(b) and sqrt(b)**3 are b**(3/2).
* zero: any x and y whose difference vanishes.

Main definition: `rewritten`.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from mirrorsym.expression import TRUE, Expression, call, neg, num, sub
from mirrorsym.recheck import data
from mirrorsym.recheck.branches import rebuilt
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign, with_guards
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.zero import prove_zero

__all__ = ["rewritten"]

_NEVER = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "=": "!="}


def rewritten(functions: Iterable[Expression], entries: Iterable[Any], setting: Setting) -> list[Expression]:
    """The functions after the rewritings that concern them, each checked."""
    out = list(functions)
    for entry in entries:
        x = data.tree(data.field(entry, "from"), setting.names)
        concerned = [i for i, f in enumerate(out) if any(node == x for node in f.walk())]
        if not concerned:
            continue
        y = data.tree(data.field(entry, "to"), setting.names)
        about = with_guards(entry, setting)
        rule = data.field(entry, "rule")
        method = _RULES.get(rule) if isinstance(rule, str) else None
        if method is None:
            raise Rejected(f"there is no rule {str(rule)[:40]!r} for rewriting")
        method(x, y, entry, about)
        for i in concerned:
            out[i] = rebuilt(out[i], lambda node, x=x, y=y: y if node == x else None)  # type: ignore[misc]
    return out


def _sign(x: Expression, y: Expression, entry: dict[str, Any], setting: Setting) -> None:
    op = data.field(entry, "op")
    if op not in (">", ">=", "<", "<=") or x.op not in ("abs", "sign") or (x.op == "sign" and op in (">=", "<=")):
        raise Rejected("the rewriting of an abs or sign needs the sign of its argument")
    check_defined(x, setting, "what is rewritten")
    prove_sign(x.args[0], op, data.field(entry, "proof"), setting)
    up = op[0] == ">"
    _same(y, num(1 if up else -1) if x.op == "sign" else x.args[0] if up else neg(x.args[0]))


def _extreme(x: Expression, y: Expression, entry: dict[str, Any], setting: Setting) -> None:
    """Each argument left out is at most (for Min at least) one that is kept."""
    if x.op not in ("Max", "Min"):
        raise Rejected("the rule extreme rewrites a Max or Min")
    check_defined(x, setting, "what is rewritten")
    dropped = {data.index(i, len(x.args), "argument"): why for i, why in data.record(data.field(entry, "drop"), "what is left out").items()}
    kept = [a for i, a in enumerate(x.args) if i not in dropped]
    for i, why in dropped.items():
        by = data.index(data.field(why, "by"), len(x.args), "argument")
        if by in dropped:
            raise Rejected("an argument is compared with one that is left out")
        difference = sub(x.args[by], x.args[i])
        prove_sign(difference if x.op == "Max" else neg(difference), ">=", data.field(why, "proof"), setting)
    if not kept:
        raise Rejected("no argument is kept")
    _same(y, kept[0] if len(kept) == 1 else call(x.op, *kept))


def _case(x: Expression, y: Expression, entry: dict[str, Any], setting: Setting) -> None:
    """Of x only the conditions that are taken out must be defined; what is left stands in y."""
    if x.op != "piecewise":
        raise Rejected("the rule case rewrites a piecewise")
    answers = data.items(data.field(entry, "conditions"), "what is known of the conditions", 200)
    left: list[Expression] = []
    for position, (value, c) in enumerate(zip(x.args[::2], x.args[1::2], strict=True)):
        answer = answers[position] if position < len(answers) else None
        if c.op != "true" and answer is not None:
            difference, holds = sub(c.args[0], c.args[1]), data.field(answer, "holds")
            if holds is not True and holds is not False:
                raise Rejected("a condition neither holds nor fails")
            check_defined(difference, setting, "a condition that is taken out")
            _settle(difference, c.op, holds, data.field(answer, "proof"), setting)
            if not holds:
                continue
        left += [value, c if answer is None else TRUE]
        if left[-1] == TRUE:
            break
    if not left:
        raise Rejected("no case of a piecewise is left")
    _same(y, left[0] if len(left) == 2 and left[1] == TRUE else Expression("piecewise", tuple(left)))


def _settle(e: Expression, op: str, holds: bool, proof: Any, setting: Setting) -> None:
    """Accept that `e op 0` is true everywhere, or false everywhere."""
    if holds and op == "=":
        prove_zero(e, proof, setting)
    elif holds:
        prove_sign(e, op, proof, setting)
    elif op == "!=":
        prove_zero(e, proof, setting)
    else:
        prove_sign(e, _NEVER[op], proof, setting)


def _zero(x: Expression, y: Expression, entry: dict[str, Any], setting: Setting) -> None:
    check_defined(x, setting, "what is rewritten")
    prove_zero(sub(x, y), data.field(entry, "proof"), setting)


def _powers(x: Expression, y: Expression, _: dict[str, Any], setting: Setting) -> None:
    """Products of powers b**r, r > 0, with the same sum of exponents for each base; a base with a fractional exponent is >= 0."""
    check_defined(x, setting, "what is rewritten")
    if _exponents(x) != _exponents(y):
        raise Rejected("the powers of a product are not gathered rightly")


def _exponents(e: Expression) -> dict[Expression, Fraction]:
    found: dict[Expression, Fraction] = {}
    for f in e.args if e.op == "mul" else (e,):
        base, r = _unfolded(f, Fraction(1))
        found[base] = found.get(base, Fraction(0)) + r
    out: dict[Expression, Fraction] = {}
    for b, q in found.items():
        base, r = _unfolded(b, q)
        out[base] = out.get(base, Fraction(0)) + r
    return out


def _unfolded(base: Expression, r: Fraction) -> tuple[Expression, Fraction]:
    """base**r, r > 0, as a power of an inner base; (b**q)**k is b**(q*k) for whole k."""
    while r.denominator == 1 and base.op == "pow" and base.args[1].op == "num" and base.args[1].args[0] > 0:
        base, r = base.args[0], r * base.args[1].args[0]
    return base, r


def _same(y: Expression, expected: Expression) -> None:
    if y != expected:
        raise Rejected("what a tree is rewritten to is not what its rule gives")


_RULES = {"sign": _sign, "extreme": _extreme, "case": _case, "zero": _zero, "powers": _powers}
