"""The checker's normal form: an expression as a quotient of polynomials over symbols and *atoms*.

An atom stands for a subterm that is no rational operation: a function value, a root `b**(1/q)`, a symbolic power, pi.
Atoms of the same function whose arguments have the same normal form share one letter.  Letters of roots carry the
relation t**q = b, letters of absolute values t**2 = b**2, letters of sines s**2 = 1 - cos**2; a numerator is reduced by
them, last letter first.

Why the normal form 0 proves that e vanishes wherever it is defined.  Fix a point where e is defined and give each
letter its atom's value there.  By induction over the tree every subterm s has normal form P/Q with Q != 0 and
P/Q = s at the point: sums and products are clear (Q's multiply, a common factor of P and Q divides Q and so is not 0
either, reducing by a relation changes nothing at the point or multiplies P and Q by a nonzero number), and an
inverted subterm is not 0 at the point, so its numerator is not.  Should a subterm's numerator be the zero
polynomial, its inverse is refused.  So P = 0 as a polynomial gives e = 0 at the point.  Nothing is said about points
where e is undefined, and nothing is assumed about zeros of a denominator elsewhere.

Main definitions: `Normal`, `vanishes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import comb
from typing import Any

from flint import fmpq, fmpq_mpoly_ctx, fmpz

from mirrorsym.expression import Expression, call, num, power
from mirrorsym.recheck.limits import TERMS, Budget, Rejected
from mirrorsym.recheck.straighten import straightened

__all__ = ["Normal", "Quotient", "vanishes"]

Poly = Any  # flint.fmpq_mpoly
Quotient = tuple[Poly, Poly]

#: function -> (argument, value)
_AT = {"exp": (0, 1), "cos": (0, 1), "cosh": (0, 1), "log": (1, 0), "acosh": (1, 0), **dict.fromkeys(
    ("sin", "tan", "sinh", "tanh", "asin", "atan", "asinh", "atanh", "erf", "LambertW", "abs", "sign"), (0, 0))}
_SMALL_PRIMES = [p for p in range(2, 200) if all(p % d for d in range(2, int(p**0.5) + 1))]


def vanishes(e: Expression, names: Iterable[str], budget: Budget) -> bool:
    """Whether e is 0 by the rule `ring`; False says nothing.

    >>> from mirrorsym.expression import sqrt, sym
    >>> u = sym("u")
    >>> vanishes(sqrt(u) ** 2 / u - 1, ["u"], Budget())
    True
    """
    if e.op == "num":
        return bool(e.args[0] == 0)
    names = tuple(names)
    try:
        return bool(Normal(names, [e], budget).of(e)[0].is_zero())
    except ZeroDivisionError:
        return False
    except Rejected:
        pass
    other = straightened(e) if e.names <= set(names) else None
    try:
        return other is not None and bool(Normal(names, [other], budget).of(other)[0].is_zero())
    except (ZeroDivisionError, Rejected):
        return False


def atoms_in(trees: Iterable[Expression]) -> int:
    """How many letters these trees may need."""
    seen: set[Expression] = set()
    for t in trees:
        for node in t.walk():
            if node.op in ("num", "sym", "add", "mul"):
                continue
            if node.op == "pow" and node.args[1].op == "num" and node.args[1].args[0].denominator == 1:
                continue
            seen.add(node)
    return len(seen) + sum(node.op in ("sin", "cos") for node in seen)


@lru_cache(maxsize=64)
def _ring(size: int) -> tuple[Any, Any]:
    """A polynomial ring in so many letters, and the letters."""
    ring = fmpq_mpoly_ctx.get([f"x{i}" for i in range(size)], "lex")
    return ring, ring.gens()


class Normal:
    """A ring of polynomials with rational coefficients in the symbols `names` and letters for the atoms of `trees`.

    ZeroDivisionError when something that is identically zero is inverted.
    """

    def __init__(self, names: Iterable[str], trees: Sequence[Expression], budget: Budget, spare: int = 8) -> None:
        self.budget = budget
        self.names = tuple(names)
        self.size = len(self.names) + atoms_in(trees) + spare
        if self.size > 3000:
            raise Rejected("there are more different function values than the checker keeps apart")
        self.ring, self.letters = _ring(self.size)
        self.one, self.zero = self.ring.constant(1), self.ring.constant(0)
        self.used = len(self.names)
        self.relations: dict[int, tuple[int, Quotient]] = {}
        self.atoms: dict[tuple[str, ...], Quotient] = {}
        self.shapes: dict[str, list[tuple[list[Quotient], Quotient]]] = {}
        self.letter_of: dict[int, Expression] = {}
        self.inverted: list[Poly] = []
        self.memo: dict[Expression, Quotient] = {}

    # -- arithmetic of quotients ----------------------------------------------------------------------------
    def constant(self, q: Fraction | int) -> Quotient:
        """The rational number q."""
        q = Fraction(q)
        return self.ring.constant(fmpq(fmpz(q.numerator), fmpz(q.denominator))), self.one

    def times(self, a: Poly, b: Poly) -> Poly:
        """a*b, if it stays small enough."""
        size = len(a) * len(b)
        if size > 20 * TERMS:
            raise Rejected("a polynomial has more terms than the checker expands")
        self.budget.spend(size // 16 + 1)
        return a * b

    def raised(self, a: Poly, n: int) -> Poly:
        """a**n for n >= 0."""
        k = len(a)
        if k > 1 and (n > 4096 or comb(n + k - 1, min(n, k - 1)) > TERMS):
            raise Rejected("a power of a sum has more terms than the checker expands")
        if n > 1_000_000 or (k and n * sum(_bits(c) for c in a.coeffs()[:4]) > 4_000_000):
            raise Rejected("a power has larger numbers than the checker expands")
        self.budget.spend(1 + (comb(n + k - 1, min(n, k - 1)) // 16 if k > 1 else n // 256))
        return a ** n

    def quotient(self, p: Poly, q: Poly) -> Quotient:
        """p/q without the common factors that are cheap to find, q's leading coefficient 1."""
        if q.is_zero():
            raise ZeroDivisionError
        if p.is_zero():
            return self.zero, self.one
        p, q = self.reduced(p, q)
        if q.is_zero():
            raise ZeroDivisionError
        if p.is_zero():
            return self.zero, self.one
        if q.is_constant():
            return p / q.leading_coefficient(), self.one
        if len(p) * len(q) <= 40_000 and p.total_degree() + q.total_degree() <= 400:
            self.budget.spend(len(p) * len(q) // 8 + 1)
            g = p.gcd(q)
            if not g.is_constant():
                p, q = p / g, q / g
        c = q.leading_coefficient()
        return (p, q) if c == 1 else (p / c, q / c)

    def plus(self, a: Quotient, b: Quotient) -> Quotient:
        """a + b."""
        if a[1] == b[1]:
            return (a[0] + b[0], a[1]) if a[1].is_constant() else self.quotient(a[0] + b[0], a[1])
        if b[1].is_constant():
            return self.quotient(a[0] + self.times(b[0], a[1]), a[1])
        if a[1].is_constant():
            return self.quotient(b[0] + self.times(a[0], b[1]), b[1])
        self.budget.spend(len(a[1]) * len(b[1]) // 8 + 1)
        g = a[1].gcd(b[1]) if len(a[1]) * len(b[1]) <= 40_000 else self.one
        left, right = b[1] / g, a[1] / g
        return self.quotient(self.times(a[0], left) + self.times(b[0], right), self.times(a[1], left))

    def by(self, a: Quotient, b: Quotient) -> Quotient:
        """a * b."""
        return self.quotient(self.times(a[0], b[0]), self.times(a[1], b[1]))

    def minus(self, a: Quotient, b: Quotient) -> Quotient:
        """a - b."""
        return self.plus(a, (-b[0], b[1]))

    def to(self, a: Quotient, n: int) -> Quotient:
        """a**n for any integer n; inverting records that the numerator is not 0 where the tree is defined."""
        if n >= 0:
            return self.quotient(self.raised(a[0], n), self.raised(a[1], n))
        if a[0].is_zero():
            raise ZeroDivisionError
        if not a[0].is_constant():
            self.inverted.append(a[0])
        return self.quotient(self.raised(a[1], -n), self.raised(a[0], -n))

    def reduced(self, p: Poly, q: Poly) -> tuple[Poly, Poly]:
        """Both polynomials with each related letter below its degree; the quotient's value stays what it was."""
        if not (self._high(p) or self._high(q)):
            return p, q
        for letter in sorted(self.relations, reverse=True):
            p, c = self._lowered(p, letter)
            q, d = self._lowered(q, letter)
            p, q = self.times(p, d), self.times(q, c)
        return p, q

    def _high(self, p: Poly) -> bool:
        """Whether some related letter has its degree in p."""
        if not self.relations or p.is_constant():
            return False
        degrees = p.degrees()
        return any(degrees[letter] >= degree for letter, (degree, _) in self.relations.items())

    def _lowered(self, p: Poly, letter: int) -> tuple[Poly, Poly]:
        """(r, c) with p*c = r modulo the letter's relation, and c != 0 where the atom is defined."""
        degree, (above, below) = self.relations[letter]
        top = p.degrees()[letter] if not p.is_zero() else 0
        top = int(top) // degree
        if top == 0:
            return p, self.one
        self.budget.spend(len(p))
        parts: dict[int, dict[tuple[int, ...], Any]] = {}
        for exponents, coefficient in p.to_dict().items():
            times, rest = divmod(int(exponents[letter]), degree)
            parts.setdefault(times, {})[(*exponents[:letter], rest, *exponents[letter + 1:])] = coefficient
        out = self.zero
        for times, terms in parts.items():
            piece = self.times(self.ring.from_dict(terms), self.raised(above, times))
            out += self.times(piece, self.raised(below, top - times))
        return out, self.raised(below, top)

    # -- trees ----------------------------------------------------------------------------------------------
    def of(self, e: Expression) -> Quotient:
        """The normal form of e."""
        for node in _needed(e):
            if node not in self.memo:
                self.budget.spend()
                self.memo[node] = self._node(node)
        return self.memo[e]

    def _node(self, e: Expression) -> Quotient:
        op, args = e.op, e.args
        if op == "num":
            return self.constant(args[0])
        if op == "sym":
            if args[0] not in self.names:
                raise Rejected(f"the symbol {args[0]!r} is not expected here")
            return self.letters[self.names.index(args[0])], self.one
        if op == "add":
            parts = [self.memo[a] for a in args]
            while len(parts) > 1:  # in pairs, so that a long sum does not copy its beginning again and again
                paired = [self.plus(*parts[i:i + 2]) for i in range(0, len(parts) - 1, 2)]
                parts = paired + parts[len(parts) - len(parts) % 2:]
            return self.quotient(*parts[0])
        if op == "mul":
            out = self.memo[args[0]]
            for a in args[1:]:
                out = self.by(out, self.memo[a])
            return out
        if op == "pow" and args[1].op == "num":
            q: Fraction = args[1].args[0]
            if abs(q.numerator) > 1_000_000 or q.denominator > 10_000:
                raise Rejected("an exponent is larger than the checker expands")
            base = self.memo[args[0]]
            if q.denominator == 1:
                return self.to(base, q.numerator)
            return self.to(self.root(args[0], q.denominator), q.numerator)
        return self.atom(e)

    def atom(self, e: Expression) -> Quotient:
        """A function value, symbolic power, piecewise or pi: the letter of its atom."""
        if e.op in ("piecewise", "const"):
            return self.shared(f"{e.op} {e}", [], e)
        known = _AT.get(e.op)
        if known is not None and self.same(self.memo[e.args[0]], self.constant(known[0])):
            return self.constant(known[1])
        return self.shared(e.op, [self.memo[a] for a in e.args], e)

    def root(self, base: Expression, degree: int) -> Quotient:
        """base**(1/degree), of a rational number by its small prime factors."""
        b = self.memo[base]
        if b[0].is_zero():
            return self.zero, self.one
        if b[0].is_constant() and b[1].is_constant():
            c = b[0].leading_coefficient()
            value = Fraction(int(c.p), int(c.q))
            if value > 0:
                return self._numeric_root(value, degree)
        return self._root_letter([b], degree, base)

    def _numeric_root(self, value: Fraction, degree: int) -> Quotient:
        inside = value.numerator * value.denominator ** (degree - 1)
        if inside.bit_length() > 20_000:
            raise Rejected("a root has larger numbers than the checker expands")
        out = self.constant(Fraction(1, value.denominator))
        for p in _SMALL_PRIMES:
            times = 0
            while inside % p == 0:
                inside //= p
                times += 1
            out = self.by(out, self.constant(p ** (times // degree)))
            part = Fraction(times % degree, degree)  # in lowest terms: 8**(1/6) is 2**(1/2), and not the third power of 2**(1/6)
            if part:
                out = self.by(out, self.to(self._root_letter([self.constant(p)], part.denominator, num(p)), part.numerator))
        whole = _integer_root(inside, degree)
        rest = self.constant(whole) if whole is not None else self._root_letter([self.constant(inside)], degree,
                                                                                num(inside))
        return self.by(out, rest)

    def _root_letter(self, argument: list[Quotient], degree: int, base: Expression) -> Quotient:
        return self.shared(f"root {degree}", argument, power(base, num(Fraction(1, degree))), (degree, argument[0]))

    def shared(self, shape: str, args: list[Quotient], e: Expression,
               relation: tuple[int, Quotient] | None = None) -> Quotient:
        """The letter of the atom `shape` with these arguments, a new one if there is none yet."""
        key = (shape, *(f"{p}/{q}" for p, q in args))
        if key in self.atoms:
            return self.atoms[key]
        for known, letter in self.shapes.get(shape, ()):
            if len(known) == len(args) and all(map(self.same, known, args)):
                self.atoms[key] = letter
                return letter
        got = self.letter(e)
        if relation is not None:
            self.relations[self.used - 1] = relation
        elif shape == "abs":
            self.relations[self.used - 1] = (2, self.to(args[0], 2))
        self.atoms[key] = got
        self.shapes.setdefault(shape, []).append((args, got))
        if shape == "sin":
            at = self.used - 1
            cos = self.shared("cos", args, call("cos", e.args[0]))
            self.relations[at] = (2, self.minus(self.constant(1), self.to(cos, 2)))
        return got

    def letter(self, e: Expression) -> Quotient:
        """A new letter that stands for e."""
        if self.used >= self.size:
            raise Rejected("there are more different function values than the checker keeps apart")
        self.used += 1
        self.letter_of[self.used - 1] = e
        return self.letters[self.used - 1], self.one

    def same(self, a: Quotient, b: Quotient) -> bool:
        """Whether two quotients are equal."""
        if a == b:
            return True
        return bool(self.minus(a, b)[0].is_zero())


def _needed(e: Expression) -> Iterable[Expression]:
    """Subtrees in the order of evaluation; the parts of a piecewise stay inside it."""
    seen: set[Expression] = set()
    stack: list[tuple[Expression, bool]] = [(e, False)]
    while stack:
        node, done = stack.pop()
        if done:
            yield node
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            if node.op not in ("num", "sym", "const", "piecewise"):
                stack.extend((a, False) for a in reversed(node.args))


def _bits(c: Any) -> int:
    return int(c.p).bit_length() + int(c.q).bit_length()


def _integer_root(n: int, degree: int) -> int | None:
    """The exact root of n >= 1, or None."""
    if n == 1:
        return 1
    lo, hi = 1, 1 << (n.bit_length() // degree + 1)
    while lo < hi:
        mid = (lo + hi + 1) // 2
        if mid ** degree <= n:
            lo = mid
        else:
            hi = mid - 1
    return lo if lo ** degree == n else None
