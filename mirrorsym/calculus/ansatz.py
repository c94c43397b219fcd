"""Functions of a given span whose gradients commute with given gradients: exact linear algebra in one ring.

All derivatives are written with the variables and with the kernels (exp, log, roots, ...) of one tower; a combination
solves [grad f_i, grad h] = 0 when every coefficient of the numerators vanishes, which is linear in the coefficients
of h.  What is found is a solution wherever it is defined; what is missed by hidden relations between kernels is only
missed.

Precondition: the functions and terms are smooth on the region.  Main definitions: `solutions`, `constant_directions`,
`terms_for`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement, product
from math import comb
from typing import Any

from flint import fmpq

from mirrorsym.calculus import sign
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.linear import kernel
from mirrorsym.calculus.ratio import Ratio, TooLarge
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.tower import Generator, Refine, Tower
from mirrorsym.expression import ONE, ZERO, Expression, add, call, mul, num, power, sym

__all__ = ["Derivatives", "Frame", "Terms", "common_tower", "constant_directions", "solutions", "terms_for"]

MAX_TERMS = 1_500
FEW = 4
KINKS = ("abs", "sign", "Max", "Min", "piecewise")
_FAILURES = (TooLarge, ZeroDivisionError, OverflowError, ValueError)


@dataclass(frozen=True, slots=True)
class Terms:
    """An ansatz: its functions, and what they are in words."""

    functions: tuple[Expression, ...]
    words: str


class Frame:
    """Several functions and their derivatives as quotients of polynomials over one tower; `metric` as in `prolong`."""

    def __init__(self, functions: Sequence[Expression], variables: tuple[str, ...], region: Region, extra: Sequence[Expression] = (),
                 metric: Sequence[Fraction] = ()) -> None:
        self.variables = variables
        self.weights = [fmpq(q.denominator, q.numerator) for q in metric] or [fmpq(1)] * len(variables)
        self.functions = [Derivatives.of(f, variables) for f in functions]
        more = [e for f in extra for e in (f, *Derivatives.of(f, variables).all())]
        self.tower = common_tower([e for d in self.functions for e in d.all()] + more, region)
        self.known = [self.polynomials(d) for d in self.functions]

    def ratio(self, e: Expression) -> Ratio:
        """The image of an expression."""
        return self.tower.ratio(self.tower.image(e))

    def polynomials(self, d: Derivatives) -> Polynomials:
        """The derivatives over one common denominator."""
        first = {k: self.ratio(e) for k, e in d.first.items()}
        second = {k: self.ratio(e) for k, e in d.second.items()}
        below = _common_multiple(r.below for r in (*first.values(), *second.values()))
        if below is None:
            below = self.ratio(ONE).above
        return Polynomials({k: r.above * (below / r.below) for k, r in first.items()},
                           {k: r.above * (below / r.below) for k, r in second.items()}, below)

    def brackets(self, i: int, other: Polynomials) -> Iterator[tuple[str, Any]]:
        """The numerators of [grad f_i, grad h], component by component."""
        own = self.known[i]
        for k in self.variables:
            total: Any = 0
            for m, w in zip(self.variables, self.weights, strict=True):
                key = (m, k) if (m, k) in own.second or (m, k) in other.second else (k, m)
                if m in own.first and key in other.second:
                    total = total + own.first[m] * other.second[key] * w
                if m in other.first and key in own.second:
                    total = total - own.second[key] * other.first[m] * w
            if not isinstance(total, int):
                yield k, total


@dataclass(frozen=True, slots=True)
class Derivatives:
    """First and second derivatives of one function that are not zero at sight."""

    first: dict[str, Expression]
    second: dict[tuple[str, str], Expression]

    @classmethod
    def of(cls, f: Expression, variables: tuple[str, ...]) -> Derivatives:
        """The derivatives in the given variables."""
        first = {k: e for k in variables if k in f.names and (e := derivative(f, k)) != ZERO}
        second = {}
        for a, k in enumerate(variables):
            if k in first:
                for m in variables[a:]:
                    if m in first[k].names and (e := derivative(first[k], m)) != ZERO:
                        second[k, m] = e
        return cls(first, second)

    def all(self) -> list[Expression]:
        """Every derivative."""
        return [*self.first.values(), *self.second.values()]


@dataclass(frozen=True, slots=True)
class Polynomials:
    """Numerators of first and second derivatives over the common denominator `below`."""

    first: dict[str, Any]
    second: dict[tuple[str, str], Any]
    below: Any


def solutions(functions: Sequence[Expression], variables: tuple[str, ...], region: Region, terms: Sequence[Expression],
              metric: Sequence[Fraction] = ()) -> list[Expression]:
    """A basis of the combinations h of `terms` (none of them constant) with [grad f_i, grad h] = 0 for all i.

    >>> u, v = sym("u"), sym("v")
    >>> [str(h) for h in solutions([u * v], ("u", "v"), Region(("u", "v")), [u, v, u**2, u * v, v**2])]
    ['u**2 + v**2', 'u*v']
    """
    rest = list(terms)
    while True:
        try:
            frame = Frame(functions, variables, region, rest, metric)
            break
        except _FAILURES:
            if not rest:
                return []
            rest = [t for t in rest if _polynomial(t)] if any(not _polynomial(t) for t in rest) else []
    parts: list[tuple[Expression, Polynomials]] = []
    for t in _independent(frame, rest):
        try:
            parts.append((t, _monomial(frame, t) or frame.polynomials(Derivatives.of(t, variables))))
        except _FAILURES:
            continue
    below = _common_multiple(p.below for _, p in parts)
    rows: dict[tuple[int, str, tuple[int, ...]], dict[int, Any]] = {}
    for j, (_, p) in enumerate(parts):
        scale = below / p.below
        for i in range(len(functions)):
            for k, value in frame.brackets(i, p):
                scaled = value if scale == 1 else value * scale
                for exponents, c in frame.tower.reduce(scaled)[0].to_dict().items():
                    rows.setdefault((i, k, exponents), {})[j] = c
    found = kernel(rows.values(), len(parts))
    return [add(*(mul(num(q), parts[j][0]) for j, q in v.items())) for v in found]


def _independent(frame: Frame, terms: Sequence[Expression]) -> list[Expression]:
    """The terms without those that depend linearly, in the ring, on constants and on earlier ones."""
    images = []
    for t in terms:
        try:
            images.append((t, frame.ratio(t)))
        except _FAILURES:
            continue
    below = _common_multiple(r.below for _, r in images)
    rows: dict[tuple[int, ...], dict[int, Any]] = {}
    one = Ratio(below, below)
    for j, r in enumerate([one, *(r for _, r in images)]):
        for exponents, c in frame.tower.reduce(r.above * (below / r.below))[0].to_dict().items():
            rows.setdefault(exponents, {})[j] = c
    dropped = {max(v) for v in kernel(rows.values(), len(images) + 1)}
    return [t for j, (t, _) in enumerate(images, 1) if j not in dropped]


def constant_directions(functions: Sequence[Expression], variables: tuple[str, ...], region: Region) -> list[dict[str, Fraction]]:
    """A basis of the constant vectors c with c . grad f_i = 0 for all i: directions in which no function changes.

    >>> constant_directions([(sym("u") + sym("v")) ** 3], ("u", "v"), Region(("u", "v")))
    [{'u': Fraction(1, 1), 'v': Fraction(-1, 1)}]
    """
    try:
        frame = Frame(functions, variables, region)
    except _FAILURES:
        return [{v: Fraction(1)} for v in variables if not any(v in f.names for f in functions)]
    rows: dict[tuple[int, tuple[int, ...]], dict[int, Any]] = {}
    for i, p in enumerate(frame.known):
        for j, k in enumerate(variables):
            if k in p.first:
                for exponents, c in p.first[k].to_dict().items():
                    rows.setdefault((i, exponents), {})[j] = c
    return [{variables[j]: q for j, q in v.items()} for v in kernel(rows.values(), len(variables))]


def common_tower(expressions: Iterable[Expression], region: Region) -> Tower:
    """One tower with an image of every expression."""
    listed = list(expressions)
    finer: dict[tuple[str, Expression], int] = {}
    for _ in range(12):
        tower = Tower(region, finer, 1)
        try:
            for e in listed:
                tower.image(e)
        except Refine:
            continue
        return tower
    raise TooLarge("the kernels do not settle")


def _common_multiple(items: Iterable[Any]) -> Any:
    out = None
    for p in items:
        if out is None:
            out = p
        elif p not in (1, out):
            out = out * (p / out.gcd(p))
            if len(out) > 2_000:
                raise TooLarge("a common denominator is too large")
    return out


def _polynomial(e: Expression) -> bool:
    return all(n.op in ("num", "sym", "add", "mul") or (n.op == "pow" and n.args[1].op == "num" and n.args[1].args[0].denominator == 1
                                                        and n.args[1].args[0] > 0) for n in e.walk())


def _monomial(frame: Frame, t: Expression) -> Polynomials | None:
    """The derivatives of a polynomial term, by FLINT instead of on trees."""
    if not _polynomial(t):
        return None
    p = frame.ratio(t).above
    names = frame.tower.names
    first = {k: d for k in frame.variables if (d := p.derivative(names.index(k))) != 0}
    second = {}
    for a, k in enumerate(frame.variables):
        if k in first:
            for m in frame.variables[a:]:
                d = first[k].derivative(names.index(m))
                if d != 0:
                    second[k, m] = d
    return Polynomials(first, second, p.context().constant(1))


# -- what to try --------------------------------------------------------------------------------------------
def terms_for(functions: Sequence[Expression], variables: tuple[str, ...], region: Region, degree: int,
              more: Sequence[Expression] = (), rich: bool = False) -> Terms:
    """Monomials up to `degree`, the terms of the functions, products of the kernels met in them, and `more`.

    With `rich` there are more products, and for two variables x, y also log(x^2 + y^2) and the angle.
    """
    top = degree
    while top > 2 and comb(len(variables) + top, top) > MAX_TERMS:
        top -= 1
    found: dict[Expression, None] = {}
    for k in range(1, top + 1):
        for c in combinations_with_replacement(variables, k):
            found[_power_product([(sym(v), c.count(v)) for v in dict.fromkeys(c)])] = None
    words = [f"polynomials of degree at most {top}"]
    extra: dict[Expression, None] = {}
    for f in functions:
        for t in f.args if f.op == "add" else (f,):
            plain = mul(*(x for x in t.args if not x.is_number)) if t.op == "mul" else t
            if plain.names & set(variables):
                extra[plain] = None
    kernels = _kernels(functions, variables, region)
    if rich and len(variables) == 2:
        kernels += _polar(variables, region)
        extra.update({mul(t, k): None for t in list(extra) for k, _ in kernels})
    if kernels:
        extra.update(dict.fromkeys(_mixed(variables, kernels, rich)))
        words.append("products with " + ", ".join(str(k) for k, _ in kernels[:6]))
    words.insert(1, "the terms of g")
    extra.update(dict.fromkeys(_with_parameters(functions, variables, region, tuple(extra))))
    for e in more:
        extra[e] = None
    if more:
        words.append("the functions given")
    for e in extra:
        if not (_polynomial(e) and e.names <= set(variables) and _total_degree(e) <= top):
            found[e] = None
    return Terms(tuple(found), "; ".join(words))


def _with_parameters(functions: Sequence[Expression], variables: tuple[str, ...], region: Region, terms: Sequence[Expression]
                     ) -> Iterator[Expression]:
    """Products of the terms, and of monomials of degree at most 2, with powers of the few parameters in the functions."""
    names = [n for n in region.parameters if any(n in f.names for f in functions)]
    if not names or len(names) > FEW or len(variables) > FEW:
        return
    short = [_power_product([(sym(v), c.count(v)) for v in dict.fromkeys(c)])
             for k in (1, 2) for c in combinations_with_replacement(variables, k)]
    for p in names:
        yield from (mul(power(sym(p), num(k)), t) for t in short for k in (1, 2))
        yield from (mul(sym(p), t) for t in terms)
    for p, q in combinations_with_replacement(names, 2):
        yield from (mul(sym(p), sym(q), t) for t in short if p != q)


def _power_product(factors: Iterable[tuple[Expression, int]]) -> Expression:
    return mul(*(power(b, num(k)) for b, k in factors))


def _total_degree(e: Expression) -> int:
    """An upper bound of the degree of a polynomial."""
    done: dict[Expression, int] = {}
    for n in e.walk():
        if n.op == "pow":
            done[n] = done[n.args[0]] * int(n.args[1].args[0])
        else:
            parts = [done[a] for a in n.args] if n.op in ("add", "mul") else [int(n.op == "sym")]
            done[n] = max(parts) if n.op == "add" else sum(parts)
    return done[e]


def _kernels(functions: Sequence[Expression], variables: tuple[str, ...], region: Region) -> list[tuple[Expression, tuple[int, ...]]]:
    """Kernels of the functions and their derivatives, and variables below a fraction line, with exponents worth trying."""
    out: dict[Expression, tuple[int, ...]] = {}
    try:
        tower = common_tower([e for f in functions for e in (f, *Derivatives.of(f, variables).all())], region)
    except _FAILURES:
        out.update({n: (1, 2) for f in functions for n in f.walk() if _is_kernel(n) and n.op not in KINKS})
        return list(out.items())[:6]
    for g in tower.generators:
        if g.of.names & set(variables) and not any(n.op in KINKS for n in g.of.walk()):
            out[g.definition] = _exponents(g)
    for f in functions:
        for n in f.walk():
            if n.op == "pow" and n.args[1].op == "num" and n.args[1].args[0] < 0 and n.args[0].op == "sym":
                out.setdefault(power(n.args[0], num(-1)), (1, 2, 3, 4))
    return list(out.items())[:8]


def _exponents(g: Generator) -> tuple[int, ...]:
    if g.kind == "exp":
        return (-2, -1, 1, 2)
    return tuple(range(1, max(2, g.degree) + 1)) if g.kind == "root" else (1, 2)


def _is_kernel(n: Expression) -> bool:
    return n.op not in ("num", "sym", "add", "mul", "const", "true") and not (n.op == "pow" and n.args[1].op == "num")


def _polar(variables: tuple[str, ...], region: Region) -> list[tuple[Expression, tuple[int, ...]]]:
    """Logarithm of the radius and the angle in the plane, where they are defined."""
    x, y = (sym(v) for v in variables)
    for a, b in ((x, y), (y, x)):
        if sign.prove(b, "!=", region) is not None:
            return [(call("log", a**2 + b**2), (1,)), (call("atan", a / b), (1,))]
    return []


def _mixed(variables: tuple[str, ...], kernels: list[tuple[Expression, tuple[int, ...]]], rich: bool) -> Iterator[Expression]:
    """Products of at most two kernels, and of one kernel with monomials of degree at most 2; when rich, two kernels with a variable."""
    singles = [(b, k) for b, ks in kernels for k in ks]
    plain = [ONE, *(sym(v) for v in variables), *(mul(sym(a), sym(b)) for a, b in combinations_with_replacement(variables, 2))]
    if len(plain) * len(singles) > MAX_TERMS:
        plain = plain[: len(variables) + 1]
    for (b, k), x in product(singles, plain):
        yield mul(_power_product([(b, k)]), x)
    pairs = [(b, k, c, m) for i, (b, k) in enumerate(singles) for c, m in singles[i + 1:] if b != c]
    factors = plain[: len(variables) + 1] if rich and len(pairs) * (len(variables) + 1) <= MAX_TERMS else [ONE]
    for b, k, c, m in pairs:
        for x in factors:
            yield mul(_power_product([(b, k), (c, m)]), x)
