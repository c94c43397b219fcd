"""What routes share: the setting of a derivation, drafts of a potential, and tidying of formulas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from mirrorsym.calculus.lemmas import Lemma
from mirrorsym.calculus.letters import letters_for
from mirrorsym.calculus.neat import neat
from mirrorsym.calculus.ratio import from_polynomial
from mirrorsym.calculus.region import Fact, Region
from mirrorsym.calculus.tower import normal_form
from mirrorsym.expression import ONE, Expression, div, mul, neg, num, power, sym
from mirrorsym.maps import Pair

__all__ = ["Draft", "Setting", "fact", "tidy", "without_roots_below"]


@dataclass(frozen=True, slots=True)
class Setting:
    """A pair with the names of its outputs: x_i, mu_i, a; `start` maps each variable to its initial value; `known` are the facts about
    the symbols of the initial point and the parameters.
    """

    pair: Pair
    x: tuple[str, ...]
    mu: tuple[str, ...]
    a: str
    start: dict[str, Expression] = field(hash=False)
    symbols: tuple[str, ...] = ()
    known: tuple[Fact, ...] = ()
    assumptions: tuple[Expression, ...] = ()

    @classmethod
    def of(cls, pair: Pair) -> Setting:
        """The setting of a pair: clashing output names get trailing underscores."""
        start = dict(pair.init)
        taken = set(pair.w) | set(pair.M.parameter_names) | {n for e in start.values() for n in e.names}

        def free(name: str) -> str:
            while name in taken:
                name += "_"
            return name

        n = len(pair.g)
        x, mu = tuple(free(f"x{i + 1}") for i in range(n)), tuple(free(f"mu{i + 1}") for i in range(n))
        symbols = tuple(dict.fromkeys([s for v in pair.w for s in sorted(start[v].names)] + list(pair.M.parameter_names)))
        conditions = tuple((e.substitute(start), op) for e, op in pair.M.facts())
        return cls(pair, x, mu, free("a"), start, symbols, conditions)

    @property
    def initial(self) -> Region:
        """The initial values and parameters that are admitted."""
        return Region(self.symbols, (), self.known, frozenset(p.name for p in self.pair.parameters if p.integer))

    def assuming(self, conditions: tuple[Expression, ...]) -> Setting:
        """The same setting for initial points that also satisfy `conditions`."""
        return replace(self, known=(*self.known, *(fact(c) for c in conditions)), assumptions=(*self.assumptions, *conditions))

    def dual(self, domain: tuple[Expression, ...]) -> Region:
        """(mu, a) in the dual domain, with everything known about the initial point."""
        facts = tuple(fact(c) for c in domain)
        return Region((*self.mu, self.a, *self.symbols), (), (*self.known, *facts), self.initial.integers)

    def primal(self, domain: tuple[Expression, ...], extra: tuple[Expression, ...] = ()) -> Region:
        """(x, a) in the primal domain, with everything known about the initial point."""
        facts = tuple(fact(c) for c in (*domain, *extra))
        return Region((*self.x, self.a, *self.symbols), (), (*self.known, *facts), self.initial.integers)


def fact(c: Expression) -> Fact:
    """A relation as (e, op), meaning e op 0, with op in >, >=, !=, =."""
    left, right = c.args
    if c.op in ("<", "<="):
        return right - left, ">" + c.op[1:]
    return left - right, c.op


@dataclass(frozen=True, slots=True)
class Draft:
    """Formulas in mu, a and x that a route believes; None where it has none.

    `lemmas` are signs on the dual domain that the proofs need, `reached` those on the primal domain.
    """

    psi: tuple[Expression, ...]
    Q: Expression
    grad_Q: tuple[Expression, ...]
    dual_domain: tuple[Expression, ...]
    grad_R: tuple[Expression, ...] | None
    R: Expression | None
    primal_domain: tuple[Expression, ...] | None
    minimizer: tuple[Expression, ...]
    a_domain: tuple[Expression, ...] = ()
    assuming: tuple[Expression, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    lemmas: tuple[Lemma, ...] = ()
    reached: tuple[Lemma, ...] = ()


def tidy(e: Expression, region: Region) -> Expression:
    """An equal expression in normal form when that is shorter; equality is by the rules of the tower, and proved again by the caller.

    >>> from mirrorsym.expression import call, mul, num, sqrt
    >>> u = sym("u")
    >>> str(tidy(sqrt(u**2 * 4), Region(("u",), (), ((u, ">"),))))
    '2*u'
    """
    e = e.rebuild(lambda n: n.args[0].args[0] if n.op == "tan" and n.args[0].op == "atan" else None)
    letters = letters_for(e, region)
    if letters is not None:
        return tidy(letters.spelled(e), letters.region).substitute(letters.symbols)
    found = normal_form(e, region)
    if found is None:
        return e
    tower, r = found
    above, below = tower.unfold(from_polynomial(r.above)), tower.unfold(from_polynomial(r.below))
    new = neat(div(above, below) if below != ONE else above)
    old = neat(e)
    return new if len(str(new)) <= len(str(old)) else old


def without_roots_below(e: Expression, region: Region) -> Expression:
    """An equal expression with a square root in front in place of one in a denominator, where that is shorter; proved by the caller.

    >>> from mirrorsym.expression import num, sqrt
    >>> x = sym("x")
    >>> str(without_roots_below((-2 * x**2 - 2) / sqrt(x**2 + 1), Region(("x",))))
    '-2*sqrt(x**2 + 1)'
    """
    half = num(Fraction(1, 2))
    roots = dict.fromkeys(n.args[0] for n in e.walk() if n.op == "pow" and n.args[1] in (half, neg(half)))
    for inside in roots:
        root = power(inside, half)
        found = tidy(div(mul(e, root), inside), region)
        better = mul(found, root)
        if root not in found.walk() and len(str(better)) < len(str(e)):
            e = better
    return e


def rename(e: Expression, names: Mapping[str, str]) -> Expression:
    """Rename symbols."""
    return e.substitute({k: sym(v) for k, v in names.items()})
