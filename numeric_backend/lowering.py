"""Formulas to kernels, and to vectorized functions: the only lift from the theory to the laboratory.

`lower` writes formulas as one `Kernel`, in forms that keep digits where the plain ones lose them: log(1 + x) as log1p,
exp(x) - 1 as expm1; log(1 + exp(x)), log(cosh(x)), acosh(1 + x) and sqrt(x**2 + y**2) - x without cancellation or overflow.
`lambdify` makes a function of arrays; its NumPy and mpmath paths go through `sympy.lambdify`, every other backend through
the kernel, and the conformance tests hold all of them against each other.

Main definitions: `lower`, `lambdify`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import isqrt
from typing import Any

from mirrorsym.expression import ONE, Expression, add, call, mul, num, power
from mirrorsym.symbolic import from_sympy, to_sympy
from numeric_backend.backends import backend as find_backend
from numeric_backend.kernel import Builder, Kernel

__all__ = ["lambdify", "lower"]

HALF = Fraction(1, 2)
_NAMES = {"exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "asinh", "acosh", "atanh", "abs", "sign",
          "erf", "gamma", "polygamma", "LambertW", "Ei", "besselj"}
_COMPARISONS = {"<": ("less", False), "<=": ("less_equal", False), ">": ("less", True), ">=": ("less_equal", True),
                "=": ("equal", False), "!=": ("not_equal", False)}


def lower(formulas: Iterable[Expression], arguments: Sequence[str]) -> Kernel:
    """The kernel that computes the formulas from the arguments, named in order.

    ValueError for a symbol that is not among the arguments, and for a name given twice.

    >>> from mirrorsym.expression import sym
    >>> print(lower((call("log", sym("x") + 1) / 2,), ("x",)))
    v0 = constant 1/2
    v1 = argument x
    v2 = log1p v1
    v3 = multiply v0 v2
    return v3
    """
    if len(set(arguments)) != len(arguments):
        raise ValueError("an argument is named twice")
    writer = _Writer(arguments)
    return writer.builder.kernel([writer.write(f) for f in formulas])


def lambdify(obj: Any, arguments: Sequence[str] | None = None, backend: str = "numpy") -> Callable[..., Any]:
    """A vectorized function of the symbols in `obj`, which is one formula or a sequence of formulas.

    A formula is an expression of this project or of SymPy, never text.  `arguments` are the names of the symbols in order
    (by default all of them, sorted); the function takes one array or number for each, broadcasts them, and returns one
    array per formula in a list, or one array for one formula.  `backend` is "numpy", "mpmath" (numbers at mpmath's working
    precision), or a name from `numeric_backend.backends.backends()`.  A value that does not exist is NaN.

    TypeError for text; InputError for functions outside the vocabulary; ValueError for a symbol without an argument and for an unknown
    or unavailable backend.

    >>> from mirrorsym.expression import sym
    >>> lambdify(sym("x") ** 2 + sym("y"))([1.0, 2.0], 10.0).tolist()
    [11.0, 14.0]
    """
    single = not isinstance(obj, Sequence) or isinstance(obj, str)
    formulas = [_formula(f) for f in ([obj] if single else obj)]
    found = sorted(frozenset().union(*(f.names for f in formulas)))
    names = list(found if arguments is None else arguments)
    if len(set(names)) != len(names):
        raise ValueError("an argument is named twice")
    missing = [n for n in found if n not in names]
    if missing:
        raise ValueError(f"no argument is given for {', '.join(missing)}")
    if backend in ("numpy", "mpmath"):
        return _by_sympy(formulas, names, backend, single)
    run = find_backend(backend)(lower(formulas, names))
    return (lambda *values: run(*values)[0]) if single else (lambda *values: list(run(*values)))


def _formula(obj: Any) -> Expression:
    if isinstance(obj, str | bytes):
        raise TypeError("text is not lowered; read it with mirrorsym first")
    return from_sympy(obj)


# -- through SymPy --------------------------------------------------------------------------------------------
def _by_sympy(formulas: Sequence[Expression], names: Sequence[str], backend: str, single: bool) -> Callable[..., Any]:
    import sympy

    symbols = [sympy.Symbol(f"_{i}", real=True) for i in range(len(names))]  # no name of the user's reaches generated code
    given = dict(zip(names, symbols, strict=True))
    theirs = [to_sympy(f, given) for f in formulas]
    if backend == "mpmath":
        import mpmath

        table = {"Ei": mpmath.ei, "LambertW": mpmath.lambertw}
        plain = sympy.lambdify(symbols, theirs, modules=[table, "mpmath"], cse=True, dummify=True)
        return (lambda *values: plain(*values)[0]) if single else plain
    import numpy as np
    from scipy import special

    table = {"LambertW": lambda x: np.where(np.asarray(x) < -np.exp(-1.0), np.nan, np.real(special.lambertw(x))), "Ei": special.expi}
    compiled = sympy.lambdify(symbols, theirs, modules=[table, "scipy", "numpy"], cse=True, dummify=True)

    def run(*values: Any) -> Any:
        if len(values) != len(names):
            raise TypeError(f"the function takes {len(names)} arguments, not {len(values)}")
        arrays = [np.asarray(v, dtype=np.float64) for v in values]
        shape = np.broadcast_shapes(*(a.shape for a in arrays))
        with np.errstate(all="ignore"):
            out = [np.array(np.broadcast_to(np.asarray(v, dtype=np.float64), shape)) for v in compiled(*arrays)]
        return out[0] if single else out

    return run


# -- the kernel -----------------------------------------------------------------------------------------------
class _Writer:
    """Writes expressions into a builder, each node once."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self.builder = Builder(arguments)
        self.position = {n: i for i, n in enumerate(arguments)}
        self.done: dict[Expression, int] = {}

    def write(self, e: Expression) -> int:
        if e not in self.done:
            step = self._careful(e)
            self.done[e] = self._plain(e) if step is None else step
        return self.done[e]

    def _plain(self, e: Expression) -> int:
        b, op = self.builder, e.op
        if op == "num":
            return b.constant(e.args[0])
        if op == "sym":
            if e.args[0] not in self.position:
                raise ValueError(f"no argument is given for {e.args[0]}")
            return b.argument(self.position[e.args[0]])
        if op == "const":
            return b.put("pi")
        if op == "add":
            return self._sum(e.args)
        if op == "mul":
            return self._product(e.args)
        if op == "pow":
            return self._power(*e.args)
        if op in ("Max", "Min"):
            first, *rest = (self.write(a) for a in e.args)
            for r in rest:
                first = b.put("maximum" if op == "Max" else "minimum", first, r)
            return first
        if op == "piecewise":
            return self._cases(e)
        if op not in _NAMES:
            raise ValueError(f"{op} is no formula's operation")
        return b.put(op, *(self.write(a) for a in e.args))

    def _sum(self, terms: Sequence[Expression]) -> int:
        first, *others = sorted(terms, key=_is_negative)  # what is added comes before what is subtracted
        total = self.write(first)
        for t in others:
            if _is_negative(t):
                total = self.builder.put("subtract", total, self.write(mul(num(-1), t)))
            else:
                total = self.builder.put("add", total, self.write(t))
        return total

    def _product(self, factors: Sequence[Expression]) -> int:
        above = [f for f in factors if not _is_inverse(f)]
        below = [power(f.args[0], mul(num(-1), f.args[1])) for f in factors if _is_inverse(f)]
        if above[:1] == [num(-1)] and len(above) > 1:
            return self.builder.put("negate", self.write(mul(*above[1:], *(power(f, num(-1)) for f in below))))
        total = self.write(above[0]) if above else self.builder.constant(1)
        for f in above[1:]:
            total = self.builder.put("multiply", total, self.write(f))
        if below:
            total = self.builder.put("divide", total, self.write(mul(*below)))
        return total

    def _power(self, base: Expression, exponent: Expression) -> int:
        b = self.builder
        if exponent.op == "num":
            q: Fraction = exponent.args[0]
            if q.denominator == 1:
                return b.put("power_of", self.write(base), value=int(q))
            if abs(q) == HALF:
                root = b.put("sqrt", self.write(base))
                return root if q > 0 else b.put("divide", b.constant(1), root)
        return b.put("power", self.write(base), self.write(exponent))

    def _cases(self, e: Expression) -> int:
        b = self.builder
        total = b.put("divide", b.constant(0), b.constant(0))  # no case applies: there is no value
        for value, condition in reversed(list(zip(e.args[::2], e.args[1::2], strict=True))):
            if condition.op == "true":
                total = self.write(value)
                continue
            op, turned = _COMPARISONS[condition.op]
            left, right = (self.write(a) for a in condition.args)
            total = b.put("select", b.put(op, right, left) if turned else b.put(op, left, right), self.write(value), total)
        return total

    # -- forms that keep digits -------------------------------------------------------------------------------
    def _careful(self, e: Expression) -> int | None:
        if e.op == "log":
            return self._logarithm(e.args[0])
        if e.op == "acosh" and (t := _without(e.args[0], ONE)) is not None:
            return self.builder.put("log1p", self.write(add(t, power(mul(t, add(t, num(2))), num(HALF)))))
        if e.op == "add":
            return self._difference(e)
        if e.op == "pow" and e.args[1] == num(HALF):
            squares = _squares(e.args[0])
            return None if squares is None else self.builder.put("hypot", *map(self.write, squares))
        return None

    def _logarithm(self, a: Expression) -> int | None:
        if a.op == "cosh":
            return self.builder.put("logcosh", self.write(a.args[0]))
        rest = _without(a, ONE)
        if rest is None:
            return None
        return self.builder.put("softplus", self.write(rest.args[0])) if rest.op == "exp" else self.builder.put("log1p", self.write(rest))

    def _difference(self, e: Expression) -> int | None:
        """exp(x) - 1 and sqrt(x**2 + y) - x, with whatever else is in the sum."""
        b = self.builder
        for t in e.args:
            if t.op == "exp" and (rest := _without(e, num(-1))) is not None:
                part = b.put("expm1", self.write(t.args[0]))
                other = _without(rest, t)
                return part if other is None else b.put("add", part, self.write(other))
            squares = _squares(t.args[0]) if t.op == "pow" and t.args[1] == num(HALF) else None
            for x, y in (squares, squares[::-1]) if squares is not None else ():
                for sign in (1, -1):
                    rest = _without(e, mul(num(-sign), x))
                    if rest is not None:
                        part = b.put("hypot_minus", self.write(mul(num(sign), x)), self.write(y))
                        other = _without(rest, t)
                        return part if other is None else b.put("add", part, self.write(other))
        return None


def _is_negative(t: Expression) -> bool:
    return (t.op == "num" and t.args[0] < 0) or (t.op == "mul" and t.args[0].op == "num" and t.args[0].args[0] < 0)


def _is_inverse(f: Expression) -> bool:
    return f.op == "pow" and _is_negative(f.args[1])


def _without(e: Expression, term: Expression) -> Expression | None:
    """`e` less one of its terms; None when that is not one, or the only one."""
    if e.op != "add" or term not in e.args:
        return None
    rest = list(e.args)
    rest.remove(term)
    return add(*rest)


def _root(e: Expression) -> Expression | None:
    """What `e` is written as the square of: x**2, exp(x), a positive number that is one, or a product of these."""
    if e.op == "pow" and e.args[1] == num(2):
        base: Expression = e.args[0]
        return base
    if e.op == "exp":
        return call("exp", mul(num(HALF), e.args[0]))
    if e.op == "num" and e.args[0] > 0:
        q: Fraction = e.args[0]
        root = Fraction(isqrt(q.numerator), isqrt(q.denominator))
        return num(root) if root * root == q else power(e, num(HALF))
    if e.op == "mul":
        roots = [_root(f) for f in e.args]
        return None if None in roots else mul(*(r for r in roots if r is not None))
    return None


def _squares(e: Expression) -> tuple[Expression, Expression] | None:
    """x and y when `e` is written as x**2 + y**2."""
    if e.op != "add" or len(e.args) != 2:
        return None
    x, y = (_root(t) for t in e.args)
    return None if x is None or y is None else (x, y)
