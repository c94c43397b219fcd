"""The sign rule `structure`: interval arithmetic on the tree, from the facts that bound single symbols.

A symbol's interval comes from the facts that are affine in that symbol alone; a subtree that is (up to a rational
factor) the left side of a known fact has that fact's sign as well.  Known facts are the setting's facts and what
follows from the given trees' being defined.  Identical factors of a product count as one power.  Everything promised
is true wherever the tree is defined; that is all a sign claim says.

`defined` shows that a tree brought in by a certificate is defined wherever the setting speaks: each partial
operation in it either occurs in a given tree, or its condition follows by `structure`, or (for b != 0) b divides a
product of polynomials that are known not to vanish.

Main definitions: `Structure`, `sign_by_structure`, `defined`.
"""

from __future__ import annotations

from fractions import Fraction

from mirrorsym.expression import RELATIONS, Expression, add, mul, neg, num, power
from mirrorsym.recheck import intervals
from mirrorsym.recheck.intervals import EMPTY, FULL, Interval, meet
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import Normal
from mirrorsym.recheck.setting import Fact, Setting, needs
from mirrorsym.wording import brief

__all__ = ["Structure", "affine_in", "check_defined", "range_of", "sign_by_structure"]


#: cos on (-pi/2, pi/2), and on [-pi/2, pi/2]; sin on [0, pi]
_NOT_NEGATIVE = {("cos", "atan"): ">", ("cos", "asin"): ">=", ("sin", "acos"): ">="}


def affine_in(e: Expression) -> tuple[str, Fraction, Fraction] | None:
    """(x, a, b) with e = a*x + b, a != 0, when the tree shows it.

    >>> from mirrorsym.expression import sym
    >>> affine_in(2 * sym("u") - 1)
    ('u', Fraction(2, 1), Fraction(-1, 1))
    """
    if len(e.names) != 1:
        return None
    (x,) = e.names
    form = _affine(e)
    return (x, *form) if form is not None and form[0] else None


def _affine(e: Expression) -> tuple[Fraction, Fraction] | None:
    if e.op == "num":
        return Fraction(0), e.args[0]
    if e.op == "sym":
        return Fraction(1), Fraction(0)
    if e.op == "add":
        parts = [_affine(a) for a in e.args]
        if None in parts:
            return None
        return sum((p[0] for p in parts if p), Fraction(0)), sum((p[1] for p in parts if p), Fraction(0))
    if e.op in ("abs", "sign", "Max", "Min"):
        found = [_affine(a) for a in e.args]
        values = [p[1] for p in found if p is not None and p[0] == 0]
        if len(values) < len(e.args):
            return None
        q = values[0]
        return Fraction(0), {"abs": abs(q), "sign": Fraction((q > 0) - (q < 0)), "Max": max(values), "Min": min(values)}[e.op]
    if e.op == "mul":
        out = (Fraction(0), Fraction(1))
        for a in e.args:
            p = _affine(a)
            if p is None or (p[0] and out[0]):
                return None
            out = (out[0] * p[1] + out[1] * p[0], out[1] * p[1])
        return out
    return None


def range_of(name: str, facts: tuple[Fact, ...], integer: bool = False) -> Interval:
    """The interval of one symbol from the facts that are affine in it alone."""
    x, out = FULL, set()
    for e, op in facts:
        form = affine_in(e)
        if form is None or form[0] != name:
            continue
        _, a, b = form
        at = -b / a
        if op == "!=":
            out.add(at)
        if op == "=":
            x = meet(x, Interval(at, at, False, False, at != 0))
        elif op == "!=":
            x = meet(x, Interval(nonzero=True)) if at == 0 else x
        elif a > 0:
            x = meet(x, Interval(at, None, op == ">"))
        else:
            x = meet(x, Interval(None, at, True, op == ">"))
    if not x.empty and (x.lo in out or x.hi in out):  # an end that is left out is open
        x = meet(Interval(x.lo, x.hi, x.lo_open or x.lo in out, x.hi_open or x.hi in out, x.nonzero), FULL)
    if integer and not x.empty:
        lo, hi = x.lo, x.hi
        if lo is not None:
            lo = Fraction(lo.numerator // lo.denominator + 1) if x.lo_open or lo.denominator != 1 else lo
        if hi is not None:
            hi = Fraction(-(-hi.numerator // hi.denominator) - 1) if x.hi_open or hi.denominator != 1 else hi
        x = meet(Interval(lo, hi, lo is None, hi is None, x.nonzero), FULL)
    return x


class Structure:
    """The intervals of subtrees in one setting."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.memo: dict[Expression, Interval] = {}
        self.symbols: dict[str, Interval] = {}
        self.direct: dict[Expression, list[tuple[str, int]]] = {}
        for e, op in setting.known:
            self.direct.setdefault(e, []).append((op, 1))
            self.direct.setdefault(neg(e), []).append((op, -1))
        self._keys: dict[str, list[tuple[Fraction, Fraction, str]]] | None = None
        self._normal: Normal | None = None

    def of(self, e: Expression) -> Interval:
        """An interval that holds every value of e where it is defined."""
        got = self.memo.get(e)
        if got is None:
            self.setting.budget.spend(2)
            got = self._from_facts(e, self._node(e))
            self.memo[e] = got
        return got

    def _node(self, e: Expression) -> Interval:
        op, args = e.op, e.args
        if op == "num":
            return intervals.number(args[0])
        if op == "const":
            return intervals.PI
        if op == "sym":
            if args[0] not in self.symbols:
                self.symbols[args[0]] = range_of(args[0], self.setting.known, args[0] in self.setting.integers)
            return self.symbols[args[0]]
        if op == "add":
            out = self.of(args[0])
            for a in args[1:]:
                out = intervals.plus(out, self.of(a))
            return out
        if op == "mul":
            return self._product(args)
        if op == "pow":
            return self._power(args[0], args[1])
        if op in ("Max", "Min"):
            parts = [self.of(a) for a in args]
            return _extreme(op, parts)
        if op == "piecewise":
            return _hull([self.of(v) for v in args[::2]])
        if op in ("besselj", "polygamma"):
            return self._with_order(op, args[0], args[1])
        if op in RELATIONS:
            return FULL
        x = intervals.function(op, self.of(args[0]))
        if (op, args[0].op) in _NOT_NEGATIVE:
            x = meet(x, _sign(_NOT_NEGATIVE[op, args[0].op], 1))
        if op == "log" and not x.excludes_zero and self.of(add(args[0], num(-1))).excludes_zero:
            x = meet(x, Interval(nonzero=True))
        return x

    def _with_order(self, op: str, order: Expression, b: Expression) -> Interval:
        if order.op != "num" or order.args[0].denominator != 1:
            return FULL
        if op == "besselj":
            return Interval(Fraction(-1), Fraction(1), False, False)
        n = int(order.args[0])
        if n < 1 or not self.of(b).says(">"):
            return FULL
        return _sign(">", 1 if n % 2 else -1)

    def _product(self, args: tuple[Expression, ...]) -> Interval:
        powers: dict[Expression, Fraction] = {}
        rest: list[Expression] = []
        for a in args:
            base, n = (a.args[0], a.args[1].args[0]) if a.op == "pow" and a.args[1].op == "num" else (a, Fraction(1))
            if n.denominator == 1 and base.op != "num":
                powers[base] = powers.get(base, Fraction(0)) + n
            else:
                rest.append(a)
        out = intervals.number(Fraction(1))
        for a in rest:
            out = intervals.times(out, self.of(a))
        for base, n in powers.items():
            part = self.of(base) if n == 1 else self._from_facts(power(base, num(n)), self._whole(base, int(n)))
            out = intervals.times(out, part)
        return out

    def _whole(self, base: Expression, n: int) -> Interval:
        return intervals.power(self.of(base), n)

    def _power(self, base: Expression, exponent: Expression) -> Interval:
        b = self.of(base)
        if exponent.op != "num":
            return intervals.symbolic_power(b, self.of(exponent))
        n: Fraction = exponent.args[0]
        return intervals.power(b, int(n)) if n.denominator == 1 else intervals.root(b, n)

    # -- facts about subtrees ---------------------------------------------------------------------------------
    def _from_facts(self, e: Expression, x: Interval) -> Interval:
        if e.op in ("num", "const") or e.op in RELATIONS:
            return x
        for op, side in self.direct.get(e, ()):
            x = meet(x, _sign(op, side))
        if e.op == "add" or (e.op == "mul" and any(a.op == "add" for a in e.args)):
            for factor, rest, op in self._related(e):
                bound = _sign(op, 1 if factor > 0 else -1)
                x = meet(x, intervals.plus(bound, intervals.number(rest)) if rest else bound)
        return x

    def _related(self, e: Expression) -> list[tuple[Fraction, Fraction, str]]:
        """(q, r, op) for known facts f op 0 with e = q*f + r, r = 0 unless both are polynomials in the same letters."""
        if self._keys is None:
            self._keys = {}
            trees = [f for f, _ in self.setting.known if f.op != "num"][:200]
            self._normal = Normal(self.setting.names, trees, self.setting.budget, spare=100) if trees else None
            for f, op in self.setting.known[:200]:
                key = self._key(f) if f in trees else None
                if key is not None:
                    self._keys.setdefault(key[0], []).append((key[1], key[2], op))
        key = self._key(e)
        if key is None:
            return []
        return [(key[1] / q, key[2] - key[1] / q * r, op) for q, r, op in self._keys.get(key[0], ())]

    def known_multiple(self, e: Expression, op: str) -> bool:
        """Whether e is, by `ring`, a rational multiple of a known fact whose sign gives the claim."""
        return any(r == 0 and _sign(known, 1 if q > 0 else -1).says(op) for q, r, known in self._related(e))

    def _key(self, e: Expression) -> tuple[str, Fraction, Fraction] | None:
        """(a name for k, c, d) with e = c*k + d."""
        if self._normal is None or sum(1 for _ in e.walk()) > 400:
            return None
        try:
            p, q = self._normal.of(e)
        except (Rejected, ZeroDivisionError):
            return None
        rest = Fraction(0)
        if q.is_constant() and not p.is_zero():
            constant = p.to_dict().get((0,) * self._normal.size)
            if constant is not None:
                rest = Fraction(int(constant.p), int(constant.q))
                p = p - constant
        if p.is_zero():
            return None
        c = p.leading_coefficient()
        return f"{p / c}|{q}", Fraction(int(c.p), int(c.q)), rest


def _sign(op: str, side: int) -> Interval:
    zero = Fraction(0)
    if op == "=":
        return Interval(zero, zero, False, False)
    if op == "!=":
        return Interval(nonzero=True)
    strict = op == ">"
    return Interval(zero, None, strict) if side > 0 else Interval(None, zero, True, strict)


def _extreme(op: str, parts: list[Interval]) -> Interval:
    if any(p.empty for p in parts):
        return EMPTY
    if op == "Min":
        x = _extreme("Max", [Interval(_minus(p.hi), _minus(p.lo), p.hi_open, p.lo_open) for p in parts])
        return Interval(_minus(x.hi), _minus(x.lo), x.hi_open, x.lo_open)
    lo, lo_open = None, True
    for p in parts:
        if p.lo is not None and (lo is None or p.lo > lo or (p.lo == lo and p.lo_open)):
            lo, lo_open = p.lo, p.lo_open
    if any(p.hi is None for p in parts):
        return Interval(lo, None, lo_open)
    hi = max(p.hi for p in parts if p.hi is not None)
    return Interval(lo, hi, lo_open, all(p.hi_open for p in parts if p.hi == hi))


def _minus(x: Fraction | None) -> Fraction | None:
    return None if x is None else -x


def _hull(parts: list[Interval]) -> Interval:
    parts = [p for p in parts if not p.empty]
    if not parts:
        return EMPTY
    x = _extreme("Max", parts)
    y = _extreme("Min", parts)
    return Interval(y.lo, x.hi, y.lo_open, x.hi_open, all(p.excludes_zero for p in parts))


def sign_by_structure(e: Expression, op: str, setting: Setting) -> bool:
    """Whether `e op 0` follows; tried on the tree, then on the factors of its normal form."""
    structure = Structure(setting)
    return structure.of(e).says(op) or _by_factors(e, op, setting, structure)


def _by_factors(e: Expression, op: str, setting: Setting, structure: Structure) -> bool:
    """The product of the irreducible factors of numerator and denominator, letters put back as their atoms.

    e equals this product wherever e is defined (see `normal`), and so has its sign there.
    """
    if sum(1 for _ in e.walk()) > 2_000:
        return False
    try:
        normal = Normal(setting.names, [e], setting.budget)
        p, q = normal.of(e)
    except (Rejected, ZeroDivisionError):
        return False
    if p.is_zero():
        return op in (">=", "<=", "=")
    tree: list[Expression] = []
    for poly, side in ((p, 1), (q, -1)):
        if len(poly) > 60 or poly.total_degree() > 16:
            return False
        setting.budget.spend(len(poly) * 100)
        content, factors = poly.factor()
        tree.append(num(Fraction(int(content.p), int(content.q)) ** side))
        for f, times in factors:
            tree.append(power(_back(f, normal), num(side * int(times))))
    return structure.of(mul(*tree)).says(op)


def _back(poly: object, normal: Normal) -> Expression:
    """The tree of a polynomial in symbols and letters."""
    terms = []
    for exponents, c in poly.to_dict().items():  # type: ignore[attr-defined]
        factors = [num(Fraction(int(c.p), int(c.q)))]
        for i, k in enumerate(exponents):
            if k:
                factors.append(power(_letter(i, normal), num(int(k))))
        terms.append(mul(*factors))
    return add(*terms)


def _letter(i: int, normal: Normal) -> Expression:
    if i < len(normal.names):
        return Expression("sym", (normal.names[i],))
    return normal.letter_of[i]


def check_defined(tree: Expression, setting: Setting, what: str) -> None:
    """Show that `tree` is defined wherever the setting speaks; `Rejected` otherwise.

    By induction from the leaves: the condition of a node is a claim about arguments already shown to be defined.
    """
    granted = setting.granted
    structure: Structure | None = None
    for node in tree.walk():
        if node in granted or node.op in RELATIONS or node.op == "true":
            continue
        if node.op == "piecewise" and node.args[-1].op != "true":
            raise Rejected(f"{what} has a piecewise without a last case True")
        wanted = needs(node)
        if node.op in ("gamma", "polygamma"):
            wanted = [(node.args[-1], ">")]
        whole = node.op in ("besselj", "polygamma") and node.args[0].op == "num" and node.args[0].args[0].denominator == 1
        if node.op == "besselj" and not whole:
            wanted = [(node.args[1], ">")]
        if node.op == "polygamma" and not (whole and node.args[0].args[0] >= 0):
            raise Rejected(f"{what} has a polygamma whose order is no number")
        for e, op in wanted:
            structure = structure or Structure(setting)
            if not (structure.of(e).says(op) or structure.known_multiple(e, op) or
                    _by_factors(e, op, setting, structure) or (op == "!=" and divides_known(e, setting))):
                raise Rejected(f"{what} is not shown to be defined: {brief(e)} {op} 0 is missing")


def divides_known(e: Expression, setting: Setting) -> bool:
    """Whether e != 0 follows because its numerator divides a product of numerators known not to vanish."""
    known = [f for f, op in setting.known if op in (">", "!=")][:200]
    try:
        normal = Normal(setting.names, [e, *known], setting.budget)
        p = normal.of(e)[0]
    except (Rejected, ZeroDivisionError):
        return False
    for f in known:
        try:
            k = normal.of(f)[0]
        except (Rejected, ZeroDivisionError):
            continue
        while not p.is_constant() and len(p) * len(k) <= 10_000:
            setting.budget.spend(len(p) * len(k) // 8 + 1)
            g = p.gcd(k)
            if g.is_constant():
                break
            p = p / g
    return bool(p.is_constant() and not p.is_zero())
