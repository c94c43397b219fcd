"""How an expression reads: text in the input's grammar, with no more parentheses than needed.

Whatever `text` writes, the grammar and the checker's reader take back as an equal expression.
"""

from __future__ import annotations

from fractions import Fraction

from mirrorsym.expression import RELATIONS, Expression, num

__all__ = ["brief", "text"]


_NODES = 2000


def text(e: Expression, level: int = 0) -> str:
    """The formula as text; `level` says what stands around it: 0 sum, 1 product, 2 factor after a sign, 3 base or exponent."""
    op, args = e.op, e.args
    if op == "num":
        q: Fraction = args[0]
        out = str(q)
        need = (q < 0 and level > 0) or (q.denominator != 1 and level > 1)
        return f"({out})" if need else out
    if op in ("sym", "const"):
        return str(args[0])
    if op == "true":
        return "True"
    if op == "add":
        out = text(args[0], 0)
        for t in args[1:]:
            s = text(t, 0 if t.op != "add" else 1)
            out += f" - {s[1:]}" if s.startswith("-") else f" + {s}"
        return f"({out})" if level > 0 else out
    if op == "mul":
        return _product(args, level)
    if op == "pow":
        base, exponent = args
        if exponent.op == "num" and exponent.args[0] == Fraction(1, 2):
            return f"sqrt({text(base, 0)})"
        if exponent.op == "num" and exponent.args[0] < 0:
            return _product(args and (e,), level)
        out = f"{text(base, 3)}**{text(exponent, 3)}"
        return f"({out})" if level > 2 else out
    if op == "piecewise":
        pairs = ", ".join(f"({text(v, 0)}, {text(c, 0)})" for v, c in zip(args[::2], args[1::2], strict=True))
        return f"Piecewise({pairs})"
    if op in RELATIONS:
        return f"{text(args[0], 0)} {op} {text(args[1], 0)}"
    return f"{op}({', '.join(text(a, 0) for a in args)})"


def brief(e: Expression, letters: int = 60) -> str:
    """The formula on one short line, for messages: cut after `letters`; a very large one is only described.

    Shared subexpressions make the text of a small graph exponentially long, so its length is found before it is written.

    >>> from mirrorsym.expression import sym
    >>> brief(sym("u") + sum((num(k) * sym("v") ** k for k in range(2, 9)), num(1)), 30)
    'u + 2*v**2 + 3*v**3 + 4*v**...'
    >>> e = sym("u")
    >>> for _ in range(99):
    ...     e = Expression("add", (e, e))
    >>> brief(e)
    'an expression of more than 2000 nodes'
    """
    nodes: dict[Expression, int] = {}
    for n in e.walk():
        nodes[n] = 1 + sum(nodes.get(a, 0) for a in n.args if isinstance(a, Expression))
    if nodes[e] > _NODES:
        return f"an expression of more than {_NODES} nodes"
    shown = text(e)
    return shown if len(shown) <= letters else shown[:letters - 3] + "..."


def _product(factors: tuple[Expression, ...], level: int) -> str:
    above: list[str] = []
    below: list[str] = []
    sign = ""
    for position, f in enumerate(factors):
        if position == 0 and f.op == "num":
            q: Fraction = f.args[0]
            sign = "-" if q < 0 else ""
            if abs(q.numerator) != 1:
                above.append(str(abs(q.numerator)))
            if q.denominator != 1:
                below.append(str(q.denominator))
        elif f.op == "pow" and f.args[1].op == "num" and f.args[1].args[0] < 0:
            n = -f.args[1].args[0]
            plain = f.args[0] if n == 1 else Expression("pow", (f.args[0], num(n)))
            below.append(text(plain, 2))
        else:
            above.append(text(f, 2 if above or sign else 1 if f.op != "add" else 2))
    out = sign + ("*".join(above) or "1")
    if below:
        out += "/" + (below[0] if len(below) == 1 else "(" + "*".join(below) + ")")
    return f"({out})" if level > 1 or (sign and level > 0) else out
