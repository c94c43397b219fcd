"""Expressions: the small, exact, immutable trees that every floor of the house passes around.

An `Expression` is a formula over the reals: rational numbers, named symbols, sums, products, powers, named
functions and piecewise definitions.  It is data: building one never simplifies beyond folding rational
constants, never evaluates a function, and never imports SymPy, so that a hostile formula costs no more than its
own length.  SymPy enters and leaves through `mirrorsym.symbolic`; certificates store `to_json()`.

Meaning over the reals (all verdicts use it):

* `b**n` with an integer n is repeated multiplication (n < 0 needs b != 0; b**0 is 1);
* `b**(p/q)` in lowest terms with q > 1 is real only for b >= 0 (b > 0 when p < 0), for odd q as well;
* any other power means exp(exponent*log(b)) and needs b > 0;
* a piecewise expression takes the value of its first condition that holds.

Main definitions: `Expression`, `num`, `sym`, `add`, `mul`, `power`, `call`, `piecewise`, `relation`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from math import prod
from typing import Any

__all__ = [
    "FUNCTIONS", "ONE", "ZERO", "Expression", "add", "call", "div", "from_json", "mul", "neg", "num", "piecewise",
    "power", "relation", "sqrt", "sub", "sym",
]

#: name -> number of arguments (None: one or more).  `sqrt` is spelled as a power, `E` as exp(1).
FUNCTIONS: dict[str, int | None] = {
    "exp": 1, "log": 1, "sin": 1, "cos": 1, "tan": 1, "sinh": 1, "cosh": 1, "tanh": 1, "asin": 1, "acos": 1,
    "atan": 1, "asinh": 1, "acosh": 1, "atanh": 1, "abs": 1, "sign": 1, "Max": None, "Min": None, "erf": 1,
    "gamma": 1, "polygamma": 2, "LambertW": 1, "Ei": 1, "besselj": 2,
}
LEAVES = ("num", "sym", "const")
RELATIONS = ("<", "<=", ">", ">=", "=", "!=")
_KEPT = 256


class Expression:
    """A frozen node `(op, args)`; compare with `==`, hash, pickle, print with `str` in the input's grammar.

    `op` is "num" (args: one Fraction), "sym" (one name), "const" (the name "pi"), "add", "mul", "pow", the name of
    a function of `FUNCTIONS`, "piecewise" (args alternate value, condition) or a relation of `RELATIONS` or "true".

    >>> u = sym("u")
    >>> str((u**2 - 1) / 2)
    '(u**2 - 1)/2'
    """

    __slots__ = ("_hash", "_names", "_nodes", "args", "op")
    op: str
    args: tuple[Any, ...]
    _hash: int
    _names: frozenset[str] | None
    _nodes: tuple[Expression, ...] | None

    def __init__(self, op: str, args: tuple[Any, ...]) -> None:
        object.__setattr__(self, "op", op)
        object.__setattr__(self, "args", args)
        object.__setattr__(self, "_hash", hash((op, args)))
        object.__setattr__(self, "_names", None)
        object.__setattr__(self, "_nodes", None)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("an Expression is frozen")

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Expression):
            return NotImplemented
        return self._hash == other._hash and self.op == other.op and self.args == other.args

    def __reduce__(self) -> tuple[Any, ...]:
        return (Expression, (self.op, self.args))

    def __repr__(self) -> str:
        return f"Expression({self})"

    def __str__(self) -> str:
        from mirrorsym.wording import text  # how a tree reads is a page of its own

        return text(self)

    # -- arithmetic -----------------------------------------------------------------------------------------
    def __add__(self, other: Expression | int | Fraction) -> Expression:
        return add(self, _lift(other))

    def __radd__(self, other: int | Fraction) -> Expression:
        return add(_lift(other), self)

    def __sub__(self, other: Expression | int | Fraction) -> Expression:
        return add(self, neg(_lift(other)))

    def __rsub__(self, other: int | Fraction) -> Expression:
        return add(_lift(other), neg(self))

    def __mul__(self, other: Expression | int | Fraction) -> Expression:
        return mul(self, _lift(other))

    def __rmul__(self, other: int | Fraction) -> Expression:
        return mul(_lift(other), self)

    def __truediv__(self, other: Expression | int | Fraction) -> Expression:
        return div(self, _lift(other))

    def __rtruediv__(self, other: int | Fraction) -> Expression:
        return div(_lift(other), self)

    def __pow__(self, other: Expression | int | Fraction) -> Expression:
        return power(self, _lift(other))

    def __neg__(self) -> Expression:
        return neg(self)

    # -- questions ------------------------------------------------------------------------------------------
    @property
    def is_number(self) -> bool:
        """Whether this node is one rational number."""
        return self.op == "num"

    @property
    def value(self) -> Fraction:
        """The rational number of a "num" node; TypeError elsewhere."""
        if self.op != "num":
            raise TypeError(f"{self} is not a rational number")
        return self.args[0]  # type: ignore[no-any-return]

    @property
    def names(self) -> frozenset[str]:
        """Names of the symbols that occur."""
        if self._names is None:
            if self.op == "sym":
                found = frozenset(self.args)
            elif self.op in ("num", "const"):
                found = frozenset()
            else:
                found = frozenset().union(*(a.names for a in self.args)) if self.args else frozenset()
            object.__setattr__(self, "_names", found)
            return found
        return self._names

    def walk(self) -> Iterable[Expression]:
        """Every distinct node once, children before parents."""
        if self._nodes is not None:
            return self._nodes
        seen: set[int] = set()
        found: list[Expression] = []
        stack: list[tuple[Expression, bool]] = [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                found.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                if node.op in LEAVES:
                    found.append(node)
                else:
                    stack.append((node, True))
                    stack.extend([(a, False) for a in reversed(node.args)])
        if len(found) <= _KEPT:  # a value is asked for at many points
            object.__setattr__(self, "_nodes", tuple(found))
        return found

    def rebuild(self, leaf: Callable[[Expression], Expression | None]) -> Expression:
        """Replace every node for which `leaf` answers something, bottom up, folding constants on the way."""
        done: dict[Expression, Expression] = {}
        for node in self.walk():
            new = leaf(node)
            if new is None:
                if node.op in ("num", "sym", "const"):
                    new = node
                else:
                    args = tuple(done[a] for a in node.args)
                    new = node if all(x is y for x, y in zip(args, node.args, strict=True)) else make(node.op, args)
            done[node] = new
        return done[self]

    def substitute(self, values: Mapping[str, Expression]) -> Expression:
        """Replace symbols by expressions, all at once.

        >>> str((sym("u") * sym("v")).substitute({"u": sym("v"), "v": num(2)}))
        '2*v'
        """
        if not self.names & values.keys():
            return self
        return self.rebuild(lambda n: values.get(n.args[0]) if n.op == "sym" else None)

    def to_json(self) -> Any:
        """The nested list that certificates store: ["add", ["sym", "u"], ["num", "1/2"]]."""
        if self.op == "num":
            return ["num", str(self.args[0])]
        if self.op in ("sym", "const"):
            return [self.op, self.args[0]]
        return [self.op, *(a.to_json() for a in self.args)]


def from_json(tree: Any) -> Expression:
    """The inverse of `Expression.to_json`; ValueError on anything else.

    >>> str(from_json(["pow", ["sym", "u"], ["num", "2"]]))
    'u**2'
    """
    if not isinstance(tree, list) or not tree or not isinstance(tree[0], str):
        raise ValueError("an expression tree is a list that starts with an operation's name")
    op, *rest = tree
    if op == "num":
        return num(Fraction(str(rest[0])))
    if op in ("sym", "const"):
        return Expression(op, (str(rest[0]),))
    if op not in FUNCTIONS and op not in ("add", "mul", "pow", "piecewise", "true", *RELATIONS):
        raise ValueError(f"unknown operation {op!r} in an expression tree")
    return Expression(op, tuple(from_json(r) for r in rest))


def _lift(value: Expression | int | Fraction) -> Expression:
    if isinstance(value, Expression):
        return value
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise TypeError(f"an exact number is needed, not {type(value).__name__}")
    return num(value)


def num(value: int | Fraction | str) -> Expression:
    """The rational number `value`."""
    if type(value) is int:
        return _integer(value)
    q = value if type(value) is Fraction else Fraction(value)
    return _integer(q.numerator) if q.denominator == 1 else Expression("num", (q,))


@lru_cache(maxsize=1024)  # the same few integers occur all the time
def _integer(value: int) -> Expression:
    return Expression("num", (Fraction(value),))


ZERO, ONE = num(0), num(1)
PI = Expression("const", ("pi",))
TRUE = Expression("true", ())


def sym(name: str) -> Expression:
    """The symbol `name`."""
    return Expression("sym", (name,))


def neg(a: Expression) -> Expression:
    """-a."""
    return mul(num(-1), a)


def sub(a: Expression, b: Expression) -> Expression:
    """a - b."""
    return add(a, neg(b))


def div(a: Expression, b: Expression) -> Expression:
    """a/b."""
    return mul(a, power(b, num(-1)))


def sqrt(a: Expression) -> Expression:
    """The square root of a >= 0."""
    return power(a, num(Fraction(1, 2)))


def add(*terms: Expression) -> Expression:
    """The sum; nested sums are flattened, rational constants folded, nothing reordered."""
    flat: list[Expression] = []
    constants: list[Fraction] = []
    for t in terms:
        for s in t.args if t.op == "add" else (t,):
            if s.op == "num":
                constants.append(s.args[0])
            else:
                flat.append(s)
    constant = constants[0] if len(constants) == 1 else sum(constants)
    if constant or not flat:
        flat.append(num(constant))
    return flat[0] if len(flat) == 1 else Expression("add", tuple(flat))


def mul(*factors: Expression) -> Expression:
    """The product; flattened, rational constants folded and put first; a factor 0 gives 0."""
    flat: list[Expression] = []
    constants: list[Fraction] = []
    for f in factors:
        for s in f.args if f.op == "mul" else (f,):
            if s.op == "num":
                constants.append(s.args[0])
            else:
                flat.append(s)
    constant = constants[0] if len(constants) == 1 else prod(constants)
    if not constant:
        return ZERO
    if not flat:
        return num(constant)
    if constant != 1:
        if len(flat) == 1 and flat[0].op == "add" and constant == -1:
            return add(*(mul(num(-1), t) for t in flat[0].args))
        flat.insert(0, num(constant))
    return flat[0] if len(flat) == 1 else Expression("mul", tuple(flat))


def power(base: Expression, exponent: Expression) -> Expression:
    """base**exponent; folds only what is exact for every real base: exponents 0 and 1, and rational numbers.

    A rational base with an integer exponent is folded while the result stays small; 0 to a negative power is left
    as it stands, for whoever asks whether the expression is defined.
    """
    if exponent.op == "num":
        n = exponent.args[0]
        if n == 1:
            return base
        if n == 0 or base == ONE:
            return ONE
        if n.denominator == 1:
            if base.op == "num" and abs(n) <= 4096 and (base.args[0] != 0 or n > 0):
                b: Fraction = base.args[0]
                if max(b.numerator.bit_length(), b.denominator.bit_length()) * abs(n) <= 65536:
                    return num(b ** int(n))
            if base.op == "pow" and base.args[1].op == "num" and base.args[1].args[0].denominator == 1 and n > 0:
                inner = base.args[1].args[0]
                if inner > 0:
                    return power(base.args[0], num(inner * n))
    return Expression("pow", (base, exponent))


def call(name: str, *args: Expression) -> Expression:
    """The function `name` of `FUNCTIONS`; `sqrt` becomes a power.  ValueError for a wrong number of arguments."""
    if name == "sqrt" and len(args) == 1:
        return sqrt(args[0])
    if name not in FUNCTIONS:
        raise ValueError(f"unknown function {name!r}")
    want = FUNCTIONS[name]
    if (want is None and not args) or (want is not None and len(args) != want):
        raise ValueError(f"{name} takes {want or 'one or more'} arguments, not {len(args)}")
    if name == "exp" and args[0] == ZERO:
        return ONE
    if name == "log" and args[0] == ONE:
        return ZERO
    return Expression(name, args)


def relation(op: str, left: Expression, right: Expression) -> Expression:
    """The condition `left op right`."""
    if op not in RELATIONS:
        raise ValueError(f"unknown relation {op!r}")
    return Expression(op, (left, right))


def piecewise(*branches: tuple[Expression, Expression]) -> Expression:
    """The value of the first branch (value, condition) whose condition holds."""
    return Expression("piecewise", tuple(x for pair in branches for x in pair))


def make(op: str, args: tuple[Expression, ...]) -> Expression:
    """Rebuild a node from its operation and new arguments, with the folding of the constructors."""
    if op == "add":
        return add(*args)
    if op == "mul":
        return mul(*args)
    if op == "pow":
        return power(*args)
    if op in FUNCTIONS:
        return call(op, *args)
    return Expression(op, args)
