"""Expressions to SymPy and back.  SymPy is imported when a function is called, never with the module.

`to_sympy` builds real symbols (positive where a domain says so) from names it is given, so that nothing is ever parsed; `from_sympy`
refuses what is not an exact real expression in the vocabulary of `mirrorsym.expression`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from mirrorsym.domain import Domain
from mirrorsym.errors import InputError
from mirrorsym.expression import FUNCTIONS, RELATIONS, Expression, add, call, mul, num, piecewise, power, relation, sym

__all__ = ["from_sympy", "symbols_of", "to_sympy"]

#: our name -> SymPy's, where they differ
_TO = {"abs": "Abs", "acosh": "acosh", "Ei": "Ei"}
_FROM = {"Abs": "abs", "re": None}


def symbols_of(m: Domain) -> dict[str, Any]:
    """A SymPy symbol for each variable and parameter: real, and positive where a condition of M says exactly that.

    >>> symbols_of(Domain(("u",), (relation(">", sym("u"), num(0)),)))["u"].is_positive
    True
    """
    import sympy

    positive = {e.args[0] for e, op in m.facts() if op == ">" and e.op == "sym"}
    whole = {p.name for p in m.parameters if p.integer}
    out = {}
    for n in (*m.variables, *m.parameter_names):
        assumptions: dict[str, bool] = {"positive": True} if n in positive else {"real": True}
        if n in whole:
            assumptions["integer"] = True
        out[n] = sympy.Symbol(n, **assumptions)
    return out


def to_sympy(e: Expression, symbols: Mapping[str, Any] | None = None) -> Any:
    """The SymPy expression of `e`; names without an entry in `symbols` become real symbols.

    SymPy simplifies while it builds (sqrt(x**2) becomes |x|); what comes back through `from_sympy` is therefore a conjecture to
    be checked, as everything that SymPy says.

    >>> to_sympy(sym("x") ** 2 + 1)
    x**2 + 1
    """
    import sympy

    given = dict(symbols or {})
    done: dict[Expression, Any] = {}
    for n in e.walk():
        op, a = n.op, [done[x] for x in n.args] if n.op not in ("num", "sym", "const") else []
        if op == "num":
            q: Fraction = n.args[0]
            done[n] = sympy.Rational(q.numerator, q.denominator)
        elif op == "sym":
            done[n] = given.setdefault(n.args[0], sympy.Symbol(n.args[0], real=True))
        elif op == "const":
            done[n] = sympy.pi
        elif op == "add":
            done[n] = sympy.Add(*a)
        elif op == "mul":
            done[n] = sympy.Mul(*a)
        elif op == "pow":
            done[n] = sympy.Pow(a[0], a[1])
        elif op == "true":
            done[n] = sympy.true
        elif op == "piecewise":
            done[n] = sympy.Piecewise(*zip(a[::2], a[1::2], strict=True))
        elif op in RELATIONS:
            kind = {"<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge, "=": sympy.Eq, "!=": sympy.Ne}[op]
            done[n] = kind(a[0], a[1])
        else:
            done[n] = getattr(sympy, _TO.get(op, op))(*a)
    return done[e]


def from_sympy(obj: Any) -> Expression:
    """The expression of a SymPy object; `InputError` for floats, complex constants and functions outside the vocabulary.

    >>> import sympy
    >>> str(from_sympy(sympy.sqrt(sympy.Symbol("x")) / 2))
    'sqrt(x)/2'
    """
    import sympy

    if isinstance(obj, Expression):
        return obj
    if isinstance(obj, sympy.Symbol):
        return sym(obj.name)
    if isinstance(obj, sympy.Rational):
        return num(Fraction(int(obj.p), int(obj.q)))
    if isinstance(obj, sympy.Float):
        raise InputError([f"the float {obj} is not exact; use Rational"])
    if obj is sympy.pi:
        return Expression("const", ("pi",))
    if obj is sympy.E:
        return call("exp", num(1))
    if obj in (sympy.true, sympy.false):
        if obj is sympy.true:
            return Expression("true", ())
        raise InputError(["a condition is never true"])
    if not isinstance(obj, sympy.Basic):
        raise InputError([f"a SymPy expression is needed, not {type(obj).__name__}"])
    if isinstance(obj, sympy.Piecewise):
        return piecewise(*((from_sympy(v), from_sympy(c)) for v, c in obj.args))
    args = [from_sympy(a) for a in obj.args]
    if isinstance(obj, sympy.Add):
        return add(*args)
    if isinstance(obj, sympy.Mul):
        return mul(*args)
    if isinstance(obj, sympy.exp):
        return call("exp", args[0])
    if isinstance(obj, sympy.Pow):
        return power(args[0], args[1])
    relations = {sympy.StrictLessThan: "<", sympy.LessThan: "<=", sympy.StrictGreaterThan: ">", sympy.GreaterThan: ">=",
                 sympy.Equality: "=", sympy.Unequality: "!="}
    for kind, op in relations.items():
        if isinstance(obj, kind):
            return relation(op, args[0], args[1])
    name = type(obj).__name__
    name = _FROM.get(name, name) or name
    other = {"sec": ("cos", -1), "csc": ("sin", -1), "cot": ("tan", -1), "sech": ("cosh", -1), "csch": ("sinh", -1), "coth": ("tanh", -1)}
    if name in other:
        inner, k = other[name]
        return power(call(inner, args[0]), num(k))
    if name not in FUNCTIONS:
        raise InputError([f"{name} is not in the vocabulary: {obj}"])
    try:
        return call(name, *args)
    except ValueError as e:
        raise InputError([str(e)]) from e
