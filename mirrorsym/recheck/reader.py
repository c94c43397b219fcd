"""Formulas in a report's text -> trees: the checker's own reader (operator precedence with two stacks).

Precondition: the text is what `str(Expression)` prints, or plain input of the same grammar.  Nothing is evaluated
and nothing recurses, so a formula costs its own length.  Declared names win over constants and function names.
Products keep a factor 0 and powers an exponent 0, unlike the nouns' constructors: `0*log(u)` and `log(u)**0` still need u > 0.

Main definitions: `read`, `read_conditions`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from fractions import Fraction
from typing import Any

from mirrorsym.expression import FUNCTIONS, PI, RELATIONS, TRUE, Expression, add, call, neg, num, piecewise, power, relation, sqrt, sym
from mirrorsym.recheck.limits import DIGITS, Rejected

__all__ = ["product", "read", "read_conditions"]

LENGTH = 2_000_000
NESTING = 150
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d{1,4})?|\.\d+(?:[eE][+-]?\d{1,4})?)"
                    r"|([^\W\d]\w*)|(\*\*|<=|>=|==|!=|[-+*/(),<>=]))")
#: precedence; a sign binds more than * and less than **
_LEVEL = {"+": 2, "-": 2, "*": 3, "/": 3, "sign-": 4, "sign+": 4, "**": 5, **dict.fromkeys((*RELATIONS, "=="), 1)}


def product(a: Expression, b: Expression) -> Expression:
    """a*b, keeping a factor 0 beside something that may be undefined."""
    if (a.op == "num") != (b.op == "num") and (a if a.op == "num" else b).args[0] == 0:
        return Expression("mul", (a, b))
    left, right = (x.args if x.op == "mul" else (x,) for x in (a, b))
    if any(x.op == "num" and x.args[0] == 0 for x in (*left, *right)):
        return Expression("mul", (*left, *right))
    return a * b


def read(text: Any, names: Collection[str]) -> Expression:
    """The expression that `text` says; `Rejected` names what is wrong.

    >>> str(read("2*u**-1 - sqrt(v)/3", {"u", "v"}))
    '2/u - sqrt(v)/3'
    >>> read("E + lambda", {"lambda"}).names
    frozenset({'lambda'})
    """
    value = _arrange(_tokens(text), names, text)
    if not isinstance(value, Expression) or value.op in (*RELATIONS, "true"):
        raise Rejected(f"{_short(text)} is not an expression")
    return value


def read_conditions(text: Any, names: Collection[str]) -> list[Expression]:
    """The relations of `text`, in order: a comma separates them, `0 < u < 1` says two.

    >>> [str(c) for c in read_conditions("0 < u < 1, v != 0", {"u", "v"})]
    ['0 < u', 'u < 1', 'v != 0']
    """
    found: list[Expression] = []
    for part in _split(_tokens(text), (",",))[0]:
        sides, signs = _split(part, _RELATIONS)
        if not signs:
            raise Rejected(f"{_short(text)} is not a condition")
        values = [_arrange(s, names, text) for s in sides]
        if not all(isinstance(v, Expression) and v.op not in (*RELATIONS, "true") for v in values):
            raise Rejected(f"{_short(text)} is not a condition between expressions")
        found += [relation("=" if s == "==" else s, a, b) for s, a, b in zip(signs, values, values[1:], strict=False)]
    return found


_RELATIONS = (*RELATIONS, "==")


def _short(text: Any) -> str:
    shown = str(text)
    return repr(shown if len(shown) <= 60 else shown[:57] + "...")


def _tokens(text: Any) -> list[tuple[str, str]]:
    if not isinstance(text, str):
        raise Rejected(f"{_short(text)} is not a text")
    if len(text) > LENGTH:
        raise Rejected("a formula is longer than the checker reads")
    found: list[tuple[str, str]] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if not match:
            raise Rejected(f"{_short(text)} has an unknown character at column {at + 1}")
        number, name, mark = match.groups()
        found.append(("number", number) if number else ("name", name) if name else ("mark", mark))
        at = match.end()
    return found


def _split(tokens: list[tuple[str, str]], marks: Collection[str]) -> tuple[list[list[tuple[str, str]]], list[str]]:
    """Cut at the marks outside all parentheses."""
    parts: list[list[tuple[str, str]]] = [[]]
    cuts: list[str] = []
    depth = 0
    for token in tokens:
        kind, text = token
        depth += (text == "(") - (text == ")") if kind == "mark" else 0
        if kind == "mark" and depth == 0 and text in marks:
            cuts.append(text)
            parts.append([])
        else:
            parts[-1].append(token)
    return parts, cuts


def _arrange(tokens: list[tuple[str, str]], names: Collection[str], text: Any) -> Any:  # noqa: C901
    """Dijkstra's two stacks: `out` holds values, `wait` operators and open parentheses with their counts."""
    out: list[Any] = []
    wait: list[list[Any]] = []
    operand = True  # whether an operand is expected next
    fail = Rejected(f"{_short(text)} cannot be read as a formula")

    def settle(level: int) -> None:
        while wait and wait[-1][0] not in ("(", "call") and _LEVEL[wait[-1][0]] >= level:
            op = wait.pop()[0]
            b: Any = _summed(out.pop()) if out else None
            if op in ("sign-", "sign+"):
                if not _plain(b):
                    raise fail
                out.append(neg(b) if op == "sign-" else b)
                continue
            a: Any = out.pop() if out else None
            if op in ("+", "-") and isinstance(a, _Sum) and _plain(b):
                a.append(b if op == "+" else neg(b))
                out.append(a)
                continue
            a = _summed(a)
            if not (_plain(a) and _plain(b)):
                raise fail
            out.append(_Sum((a, b if op == "+" else neg(b))) if op in ("+", "-") else _binary(op, a, b))

    for position, (kind, token) in enumerate(tokens):
        if len(wait) > NESTING:
            raise Rejected(f"{_short(text)} is nested deeper than the checker reads")
        following = tokens[position + 1][1] if position + 1 < len(tokens) else ""
        if kind != "mark":
            if not operand:
                raise fail
            if kind == "number":
                out.append(_number(token))
            elif following == "(" and tokens[position + 1][0] == "mark" and token not in names:
                wait.append(["call", token, len(out)])
                continue
            else:
                out.append(_name(token, names))
            operand = False
        elif token == "(":
            if not operand:
                raise fail
            if not (wait and wait[-1][0] == "call" and len(wait[-1]) == 3):
                wait.append(["(", "", len(out)])
            wait[-1].append("open")
        elif token in (",", ")"):
            if operand:
                raise fail
            settle(0)
            if not wait:
                raise fail
            if token == ",":
                operand = True
                continue
            opened = wait.pop()
            args, out[opened[2]:] = [_summed(x) for x in out[opened[2]:]], []
            out.append(_call(opened[1], args) if opened[0] == "call" else args[0] if len(args) == 1 else tuple(args))
        elif operand:
            if token not in "+-":
                raise fail
            wait.append(["sign" + token])
        else:
            settle(_LEVEL[token] + (token == "**"))
            wait.append([token])
            operand = True
    if operand:
        raise fail
    settle(0)
    if wait or len(out) != 1:
        raise fail
    return _summed(out[0])


class _Sum(list):  # type: ignore[type-arg]
    """The terms of a sum that is still being read, so that a long sum costs its length."""


def _summed(value: Any) -> Any:
    return add(*value) if isinstance(value, _Sum) else value


def _plain(value: Any) -> bool:
    return isinstance(value, Expression) and value.op not in (*RELATIONS, "true")


def _binary(op: str, a: Expression, b: Expression) -> Expression:
    if op == "*":
        return product(a, b)
    if op == "/":
        return product(a, _inverse(b))
    if op == "**":
        kept = b.op == "num" and b.args[0] == 0 and a.op not in ("num", "sym", "const")
        if b.op == "num" and b.args[0] < 0 and b.args[0].denominator == 1 and _raised(a, whole=True):
            return power(a.args[0], num(a.args[1].args[0] * b.args[0]))
        return Expression("pow", (a, b)) if kept else power(a, b)
    return relation("=" if op == "==" else op, a, b)


def _inverse(b: Expression) -> Expression:
    """1/b, a power for each factor; 1/x**q is x**(-q) for q > 0: both are defined where x is not 0 (for a root, where x > 0)."""
    if b.op == "mul":
        out = _inverse(b.args[0])
        for a in b.args[1:]:
            out = product(out, _inverse(a))
        return out
    return power(b.args[0], num(-b.args[1].args[0])) if _raised(b) else power(b, num(-1))


def _raised(e: Expression, whole: bool = False) -> bool:
    """Whether e is a power with a positive rational (or whole) number as exponent."""
    return bool(e.op == "pow" and e.args[1].op == "num" and e.args[1].args[0] > 0 and (not whole or e.args[1].args[0].denominator == 1))


def _number(token: str) -> Expression:
    if len(token) > DIGITS:
        raise Rejected("a number has more digits than the checker reads")
    return num(Fraction(token))


def _name(token: str, names: Collection[str]) -> Expression:
    if token in names:
        return sym(token)
    if token == "pi":
        return PI
    if token == "E":
        return call("exp", num(1))
    if token == "True":
        return TRUE
    raise Rejected(f"{token!r} is neither a variable nor a parameter nor a constant")


def _call(name: str, args: list[Any]) -> Expression:
    if name == "Piecewise":
        pairs: list[Any] = [p if isinstance(p, tuple) and len(p) == 2 else (None, None) for p in args]
        if not all(_plain(v) and isinstance(c, Expression) and c.op in (*RELATIONS, "true") for v, c in pairs):
            raise Rejected("Piecewise takes pairs (value, condition)")
        return piecewise(*pairs)
    if name not in FUNCTIONS and name != "sqrt":
        raise Rejected(f"unknown function {name!r}")
    if not all(_plain(a) for a in args):
        raise Rejected(f"the arguments of {name} are not expressions")
    try:
        return sqrt(args[0]) if name == "sqrt" and len(args) == 1 else call(name, *args)
    except ValueError as e:
        raise Rejected(str(e)) from None
