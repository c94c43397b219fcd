"""Parameters: what holds under a condition on them, for all of their values, or for none.

Why the answers are right.  A `Factor` is a polynomial t in parameters together with the exact set of admissible values where it
vanishes.

* `term`: h = a*g + t*q(w_k), q' linearly independent of d_k g: W(d_k g, d_k h) = t*W(d_k g, q') vanishes exactly where t = 0.
* `two`: the same with two factors in two variables: exactly where both vanish.
* `entry`: B = diag(b) + t*(E_12 + E_21), A = diag(d), d_1 != d_2: A B - B A has the entries +-t*(d_1 - d_2).
* `blind`: h = s*g + t with symbols s, t, and powers with symbolic exponents: commutes whatever they are.
* `slope`: d g = t * (something without zeros): regular exactly where t != 0.  With another variable's derivative that has no
  zeros beside it, regular always.
* `linear`: (u + t v, u + v) has the determinant 1 - t: regular exactly where t != 1 (t itself is a parameter or a multiple).

Main definitions: `build`, `Factor`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from mirrorsym.maps import Pair
from mirrorsym.testing.choices import Choices
from mirrorsym.testing.known import FAILS, HOLDS, Answer, Iff, Known
from mirrorsym.testing.terms import INTERVALS, Interval, Term, terms_on
from mirrorsym.testing.writing import coefficient, nonzero, total

__all__ = ["Factor", "build"]

SHARE = 12

Values = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Factor:
    """`text` in parameters of the given kinds; it vanishes exactly where `relation` holds, `None`: nowhere.

    `inside` and `outside` are admissible values with and without it.
    """

    text: str
    kinds: Mapping[str, str]
    relation: str | None
    inside: tuple[Values, ...] = ()
    outside: tuple[Values, ...] = ()

    @property
    def vanishes(self) -> Answer:
        """The answer to "does it vanish?"."""
        return FAILS if self.relation is None else Iff(self.relation, self.inside, self.outside)

    @property
    def stays_away(self) -> Answer:
        """The answer to "is it never zero?"."""
        if self.relation is None:
            return HOLDS
        return Iff(self.relation.replace("=", "!="), self.outside, self.inside)


def _at(**values: str) -> Values:
    return {k: Fraction(v) for k, v in values.items()}


FACTORS = (
    Factor("c", {"c": "real"}, "c = 0", (_at(c="0"),), (_at(c="1"), _at(c="-2"), _at(c="1e-9"))),
    Factor("c", {"c": "positive"}, None), Factor("c", {"c": "nonzero"}, None), Factor("c", {"c": "negative"}, None),
    Factor("c", {"c": "nonnegative"}, "c = 0", (_at(c="0"),), (_at(c="1"), _at(c="1/7"))),
    Factor("(c - 1/2)", {"c": "real"}, "c = 1/2", (_at(c="1/2"),), (_at(c="0"), _at(c="-1/2"), _at(c="1"))),
    Factor("(c - 1)", {"c": "c > 1"}, None), Factor("(c - 1)", {"c": "c > 1/2"}, "c = 1", (_at(c="1"),), (_at(c="2"), _at(c="3/4"))),
    Factor("(c**2 + 1)", {"c": "real"}, None), Factor("(c**2 - c + 1)", {"c": "real"}, None),
    Factor("(c**2 - 4)", {"c": "positive"}, "c = 2", (_at(c="2"),), (_at(c="1"), _at(c="4"))),
    Factor("(b - c)", {"b": "real", "c": "real"}, "b = c", (_at(b="1", c="1"), _at(b="-2", c="-2")), (_at(b="1", c="2"), _at(b="0", c="1"))),
    Factor("(b*c - 1)", {"b": "real", "c": "real"}, "b*c = 1", (_at(b="1", c="1"), _at(b="-2", c="-1/2")), (_at(b="1", c="2"), _at(b="0", c="1"))),
    Factor("(b - 2*c + 1)", {"b": "real", "c": "real"}, "b = 2*c - 1", (_at(b="1", c="1"), _at(b="-1", c="0")), (_at(b="1", c="2"), _at(b="0", c="0"))),
    Factor("b*c", {"b": "nonzero", "c": "real"}, "c = 0", (_at(b="1", c="0"), _at(b="-2", c="0")), (_at(b="1", c="2"), _at(b="-1", c="1"))),
    Factor("(b + c)", {"b": "positive", "c": "positive"}, None),
    Factor("(b**2 + c**2)", {"b": "real", "c": "real"}, "b**2 + c**2 = 0", (_at(b="0", c="0"),), (_at(b="1", c="0"), _at(b="0", c="1"))),
    Factor("(k - 3)", {"k": "integer"}, "k = 3", (_at(k="3"),), (_at(k="0"), _at(k="-3"))),
    Factor("k", {"k": "positive integer"}, None), Factor("(2*k - 1)", {"k": "integer"}, None),
    Factor("(k - 1)", {"k": "positive integer"}, "k = 1", (_at(k="1"),), (_at(k="2"), _at(k="7"))),
)
#: only one parameter, so that another can stand beside it
SINGLE = tuple(f for f in FACTORS if set(f.kinds) == {"c"} and f.relation is not None)


def build(choose: Choices) -> Known:
    """One of the constructions."""
    make = choose.pick(CONSTRUCTIONS)
    return make(choose)


def _structure() -> dict[str, Answer]:
    return dict.fromkeys(("smooth", "commuting", "block_separable", "separable", "lie_necessary"), HOLDS)


def _two_terms(choose: Choices) -> tuple[Interval, Term, Term]:
    interval = choose.pick([i for i in INTERVALS if not i.cut])
    term = choose.pick(terms_on(interval))
    other = choose.pick([t for t in terms_on(interval) if t.shape != term.shape])
    return interval, term, other


def _term(choose: Choices) -> Known:
    factor = choose.pick(FACTORS)
    interval, term, other = _two_terms(choose)
    partner = choose.pick(terms_on(INTERVALS[0]))
    which = choose.whole(0, 5)
    a, b = coefficient(choose), coefficient(choose)
    g = total([(Fraction(1), term.write(which, "u")), (b, partner.write(0, "v"))])
    h = total([(a, term.write(which + 1, "u")), (b, partner.write(1, "v")), (Fraction(1), f"{factor.text}*({other.write(0, 'u')})")])
    pair = Pair(g=[g], h=h, domain=interval.on("u"), parameters=dict(factor.kinds), variables=("u", "v"))
    out = _structure() | {"commuting_with_h": factor.vanishes, "wronskian": factor.vanishes}
    return Known(pair, out, f"the Wronskian in u is {factor.text} times one that does not vanish", "parameters")


def _two(choose: Choices) -> Known:
    first = choose.pick(SINGLE)
    second = choose.pick([f for f in SINGLE if f.text != first.text])
    other = second.text.replace("c", "b")
    relation = f"{first.relation}, {str(second.relation).replace('c', 'b')}"
    renamed = [tuple({"b": v["c"]} for v in points) for points in (second.inside, second.outside)]
    inside = tuple({**x, **y} for x in first.inside for y in renamed[0])
    outside = (*({**x, **y} for x in first.outside for y in renamed[0]), *({**x, **y} for x in first.inside for y in renamed[1]))
    pair_of = [t for t in terms_on(INTERVALS[0]) if t.shape != "x"]
    p, q = choose.pick(pair_of), choose.pick(pair_of)
    g = f"{p.write(0, 'u')} - ({q.write(0, 'v')})"
    h = f"{p.write(1, 'u')} + {q.write(1, 'v')} + {first.text}*u + {other}*v"
    pair = Pair(g=[g], h=h, parameters={"c": first.kinds["c"], "b": second.kinds["c"].replace("c", "b") if ">" in second.kinds["c"]
                                        else second.kinds["c"]}, variables=("u", "v"))
    answer = Iff(relation, inside, outside)
    out = _structure() | {"commuting_with_h": answer, "wronskian": answer}
    return Known(pair, out, "each variable has a Wronskian with a factor of its own", "parameters")


def _entry(choose: Choices) -> Known:
    factor = choose.pick(FACTORS)
    d, b = coefficient(choose), coefficient(choose)
    e = nonzero(choose, [d])
    pair = Pair(g=[total([(d, "u**2"), (e, "v**2")])], h=total([(b, "u**2"), (Fraction(1), "v**2"), (Fraction(1), f"{factor.text}*u*v")]),
                parameters=dict(factor.kinds), variables=("u", "v"))
    out: dict[str, Answer] = dict.fromkeys(("smooth", "commuting", "block_separable", "lie_necessary", "quadratic"), HOLDS)
    out |= {"commuting_with_h": factor.vanishes, "separable": factor.vanishes, "regular": FAILS, "joint_regular": FAILS}
    return Known(pair, out, f"A B - B A is {factor.text} times a matrix that is not zero", "parameters")


_BLIND: tuple[tuple[str, str, tuple[str, ...], dict[str, str]], ...] = (
    ("u**2 - v**2", "s*(u**2 - v**2) + t", (), {"s": "real", "t": "real"}),
    ("u**k - v**k", "exp(k*log(u)) + v**k", ("u > 0", "v > 0"), {"k": "real"}),
    ("u**(2*k) - v**(2*k)", "(u**k)**2 + (v**k)**2", ("u > 0", "v > 0"), {"k": "positive integer"}),
    ("exp(s*u) - exp(s*v)", "exp(s*u/2)**2 + exp(s*v)", (), {"s": "real"}),
    ("cosh(s*u) + v", "s*(exp(s*u) + exp(-s*u))/2 - v", (), {"s": "positive"}),
    ("log(s*u) + v", "log(u**2) - log(s) + 3*v", ("u > 0",), {"s": "positive"}),
    ("sqrt(s*u) - v**3", "sqrt(u)*sqrt(s) + v**3", ("u > 0",), {"s": "positive"}),
    ("atan(s*u) + v**2", "-atan(1/(s*u)) - v**2", ("u > 0",), {"s": "positive"}),
    ("u**s*u**t + v", "u**(s + t) + v*s", ("u > 0",), {"s": "real", "t": "real"}),
    ("s*u**2 + t*v**2", "u**2 + v**2", (), {"s": "real", "t": "real"}),
    ("s*u**2 + 2*t*u*v + s*v**2", "(u + v)**2 + s*(u - v)**2", (), {"s": "real", "t": "real"}),
    ("abs(s)*u**2 + v**3", "s*u**2 - v**3", (), {"s": "positive"}),
    ("log(u/s) + v", "log(s*u) - v", ("u > s",), {"s": "positive"}),
    ("asinh(u/(2*s**2)) + v**2", "log(u + sqrt(u**2 + 4*s**4)) - 2*v**2", (), {"s": "positive"}),
    ("u*exp(s) + v*t", "u*exp(s)*t + v*t**2", (), {"s": "real", "t": "real"}),
    ("Max(s, 0)*u**2 + v**2", "s*u**2 + 2*v**2", (), {"s": "positive"}),
    ("(u + s)**2 + v**2", "u**2 + 2*s*u - v**2", (), {"s": "real"}),
    ("u**(k + 1)/u**k + v**2", "3*u + v**2", ("u > 0",), {"k": "integer"}),
)


def _blind(choose: Choices) -> Known:
    g, h, domain, kinds = choose.pick(_BLIND)
    d, c = choose.pick((Fraction(0), Fraction(1), Fraction(-3, 2))), coefficient(choose)
    pair = Pair(g=[g], h=total([(c, h)], d), domain=domain, parameters=kinds, variables=("u", "v"))
    out: dict[str, Answer] = dict.fromkeys(("smooth", "commuting", "commuting_with_h", "block_separable", "lie_necessary"), HOLDS)
    if "u*v" not in g:
        out |= {"separable": HOLDS, "wronskian": HOLDS}
    return Known(pair, out, "in each variable (or eigendirection) h' is a multiple of g', whatever the parameters are", "parameters")


def _slope(choose: Choices) -> Known:
    factor = choose.pick(FACTORS)
    interval = choose.pick([i for i in INTERVALS if not i.cut])
    term = choose.pick([t for t in terms_on(interval) if not t.critical_on(interval)])
    safe = choose.flag()
    partner = choose.pick([t for t in terms_on(INTERVALS[0]) if not t.critical])
    g = f"{factor.text}*({term.write(choose.whole(0, 5), 'u')})" + (f" + {partner.write(choose.whole(0, 5), 'v')}" if safe else "")
    pair = Pair(g=[g], domain=interval.on("u"), parameters=dict(factor.kinds), variables=("u", "v"))
    out = _structure() | {"regular": HOLDS if safe else factor.stays_away}
    return Known(pair, out, f"the derivative in u is {factor.text} times one without zeros", "parameters")


def _linear(choose: Choices) -> Known:
    factor = choose.pick(FACTORS)
    scale = coefficient(choose)
    g = [f"u + (1 + {factor.text})*v", "u + v"]
    if choose.flag():
        g = [f"u**3 + u + v + {factor.text}*v", "v + u + u**3"]
    pair = Pair(g=g, h=total([(scale, "u"), (Fraction(1), "v")]), parameters=dict(factor.kinds), variables=("u", "v"))
    out: dict[str, Answer] = {"smooth": HOLDS, "regular": factor.stays_away, "joint_regular": FAILS}
    return Known(pair, out, f"the determinant is {factor.text} times a function without zeros", "parameters")


CONSTRUCTIONS: tuple[Callable[[Choices], Known], ...] = (_term, _two, _entry, _blind, _slope, _linear)
