"""The words of a formula: constants, functions, and the convenience names that are rewritten at the door.

A declared name (a variable or parameter) always wins over a word of this file; only other names are looked up here.
The core never sees a rewritten function: `sec(x)` arrives as 1/cos(x).  Every rewriting has the same value and the
same natural domain as the function it replaces.

Main definitions: `CONSTANTS`, `ALIASES`, `REWRITTEN`, `arity`, `build`, `suggestion`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import islice

from mirrorsym.canonical import apply, inverse, plus, times, to_the
from mirrorsym.expression import FUNCTIONS, ONE, PI, ZERO, Expression, num

__all__ = ["ALIASES", "CONSTANTS", "EXPANDING", "REFUSED", "REWRITTEN", "arity", "build", "suggestion"]

#: names of numbers
CONSTANTS: dict[str, Expression] = {"pi": PI, "E": apply("exp", ONE)}

#: another spelling -> the function of `expression.FUNCTIONS`
ALIASES = {
    "ln": "log", "Abs": "abs", "sgn": "sign", "max": "Max", "min": "Min", "lambertw": "LambertW",
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh",
    "arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh",
}


def _over(name: str) -> Callable[..., Expression]:
    return lambda x: inverse(apply(name, x))


def _log(x: Expression, base: Expression | None = None) -> Expression:
    return apply("log", x) if base is None else times([apply("log", x), inverse(apply("log", base))])


def _exp_of_minus(x: Expression) -> Expression:
    return apply("exp", times([x], negative=True))


#: convenience name -> (least and most arguments, what it is written as, how it is built)
REWRITTEN: dict[str, tuple[tuple[int, int], str, Callable[..., Expression]]] = {
    "sqrt": ((1, 1), "x**(1/2)", lambda x: to_the(x, num(Fraction(1, 2)))),
    "log": ((1, 2), "log(x, b) is log(x)/log(b)", _log),
    "log2": ((1, 1), "log(x)/log(2)", lambda x: _log(x, num(2))),
    "log10": ((1, 1), "log(x)/log(10)", lambda x: _log(x, num(10))),
    "log1p": ((1, 1), "log(x + 1)", lambda x: apply("log", plus([x, ONE]))),
    "expm1": ((1, 1), "exp(x) - 1", lambda x: plus([apply("exp", x), num(-1)])),
    "pow": ((2, 2), "pow(x, y) is x**y", to_the),
    "sec": ((1, 1), "1/cos(x)", _over("cos")),
    "csc": ((1, 1), "1/sin(x)", _over("sin")),
    "cot": ((1, 1), "cos(x)/sin(x)", lambda x: times([apply("cos", x), inverse(apply("sin", x))])),
    "sech": ((1, 1), "1/cosh(x)", _over("cosh")),
    "csch": ((1, 1), "1/sinh(x)", _over("sinh")),
    "coth": ((1, 1), "1/tanh(x)", _over("tanh")),
    "erfc": ((1, 1), "1 - erf(x)", lambda x: plus([times([apply("erf", x)], negative=True), ONE])),
    "digamma": ((1, 1), "polygamma(0, x)", lambda x: apply("polygamma", ZERO, x)),
    "sigmoid": ((1, 1), "1/(exp(-x) + 1)", lambda x: inverse(plus([_exp_of_minus(x), ONE]))),
    "softplus": ((1, 1), "log(exp(x) + 1)", lambda x: apply("log", plus([apply("exp", x), ONE]))),
    "relu": ((1, 1), "Max(x, 0)", lambda x: apply("Max", x, ZERO)),
}

#: rewritten names that write an argument more than once
EXPANDING = frozenset({"cot"})

_ROOT = "x**(1/3) is real for x >= 0 only; for every real x write sign(x)*abs(x)**(1/3)"

#: names that mean something elsewhere, with what to write instead
REFUSED = {
    "cbrt": _ROOT, "root": _ROOT, "real_root": _ROOT, "nthroot": _ROOT, "factorial": "write gamma(n + 1)",
    "re": "all values are real", "im": "all values are real", "conjugate": "all values are real",
}


def arity(name: str) -> tuple[int, int | None] | None:
    """Least and most number of arguments of the function `name` (None: any number); None for another word.

    >>> arity("log"), arity("max"), arity("u")
    ((1, 2), (1, None), None)
    """
    if name in REWRITTEN:
        return REWRITTEN[name][0]
    name = ALIASES.get(name, name)
    if name not in FUNCTIONS:
        return None
    want = FUNCTIONS[name]
    return (1, None) if want is None else (want, want)


def build(name: str, args: tuple[Expression, ...]) -> Expression:
    """The value of the function `name` at `args`, whose number is within `arity`; Refused where it is not real.

    >>> from mirrorsym.expression import sym
    >>> str(build("sech", (sym("u"),))), str(build("ln", (sym("u"),)))
    ('1/cosh(u)', 'log(u)')
    """
    return REWRITTEN[name][2](*args) if name in REWRITTEN else apply(ALIASES.get(name, name), *args)


def suggestion(name: str, candidates: Iterable[str]) -> str:
    """`, did you mean '...'?` with the nearest of the candidates, or nothing.

    >>> suggestion("Exp", ["u"])
    ", did you mean 'exp'?"
    """
    from difflib import get_close_matches

    pool = [*islice(candidates, 200), *CONSTANTS, *REWRITTEN, *FUNCTIONS]
    near = [c for c in pool if c.lower() == name.lower()] or get_close_matches(name, pool, n=1, cutoff=0.6)
    return f", did you mean '{near[0]}'?" if near else ""
