"""Functions of orthogonal linear forms: F(w) = sum_a phi_a(s_a), s_a = q_a . w, with rational vectors q_a, q_a . q_b = 0 for a != b.

The gradient of phi_a(q_a . w) is phi_a' q_a and its Hessian phi_a'' q_a q_a^T.  So for F and another sum G of psi_a over the same
forms [grad F, grad G] = (Hess G) grad F - (Hess F) grad G = sum_a |q_a|^2 (psi_a'' phi_a' - phi_a'' psi_a') q_a: terms of different forms
vanish, being orthogonal.  It is 0 at w if psi_a'' phi_a' - phi_a'' psi_a' = 0 at s_a = q_a . w for every a.  And gradients
sum_a phi_a,i' q_a are independent wherever the rows (phi_a,i')_a are, since the q_a are.

The certificate gives the q_a and, per function, one part per form.  Checked: the parts add up to the function by `ring`; each condition
that a node of a part asks for (see `smooth`) is one that the function asks for, or follows from these by `structure`, so the parts are as
smooth as the function, which has been shown to be smooth on M; each part is a function of its form alone, because the variables occur in
it only inside of affine expressions c*s_a + d.  What is known of s_a are those facts of M in which the variables occur in the same way:
they are true wherever w lies in M.

Main definitions: `Ridges`, `read_ridges`, `all_commute`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mirrorsym.expression import ZERO, Expression, add, mul, neg, num, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.branches import rebuilt
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.smooth import guards
from mirrorsym.recheck.structure import divides_known, sign_by_structure
from mirrorsym.recheck.zero import prove_zero
from mirrorsym.wording import brief

__all__ = ["Ridges", "all_commute", "read_ridges"]

Vector = tuple[Fraction, ...]


@dataclass(frozen=True)
class Ridges:
    """The forms, and per function (by its key) one profile phi_a in the symbol `_s<a>` per form."""

    directions: tuple[Vector, ...]
    profiles: Mapping[str, tuple[Expression, ...]]
    setting: Setting

    def about(self, *which: int) -> Setting:
        """What is known of the forms of these numbers."""
        chosen = {f"_s{a}": self.directions[a] for a in which}
        facts = []
        for e, op in self.setting.facts:
            found = _in_forms(e, chosen, self.setting.variables)
            facts.append((num(0), "=") if found is None else (found, op))
        return Setting(tuple(chosen), self.setting.parameters, tuple(facts), self.setting.budget, self.setting.integers,
                       depth=self.setting.depth)

    def slope(self, key: str, a: int) -> Expression:
        """phi_a' of a function."""
        return derivative(self.profiles[key][a], f"_s{a}", self.setting.budget)

    def commute(self, first: str, second: str, proofs: Mapping[str, Any]) -> None:
        """Accept that the gradients of two functions commute on M; `proofs` holds a ZERO under "first,second,a"."""
        for a in range(len(self.directions)):
            name, budget = f"_s{a}", self.setting.budget
            p, q = self.slope(first, a), self.slope(second, a)
            item = sub(mul(derivative(q, name, budget), p), mul(derivative(p, name, budget), q))
            prove_zero(item, proofs.get(f"{first},{second},{a}"), self.about(a))

    def matrix(self) -> list[list[Expression]]:
        """The rows (phi_a')_a, one per function."""
        return [[self.slope(key, a) for a in range(len(self.directions))] for key in self.profiles]


def all_commute(found: Ridges, with_h: bool, proofs: Any) -> None:
    """Accept that the gradients of all coordinates of g commute with that of h, or (not `with_h`) with one another."""
    listed = data.record(proofs, "the items")
    keys = [k for k in found.profiles if k != "h"]
    for i, first in enumerate(keys):
        for second in ["h"] if with_h else keys[i + 1:]:
            found.commute(first, second, listed)


def read_ridges(value: Any, functions: Mapping[str, Expression], setting: Setting) -> Ridges:
    """The forms and parts that a certificate names, for these functions, which are smooth on M; or `Rejected`."""
    if any(n.startswith("_s") for n in setting.names):
        raise Rejected("a symbol of the pair begins with _s")
    directions: list[Vector] = []
    for row in data.items(data.field(value, "directions"), "the directions", 100):
        found = tuple(data.rational(x, "an entry of a direction") for x in data.items(row, "a direction", 100))
        if len(found) != len(setting.variables) or not any(found):
            raise Rejected("a direction has not one entry per variable, or is 0")
        if any(_product(found, other) for other in directions):
            raise Rejected("two directions are not orthogonal")
        directions.append(found)
    listed = data.record(data.field(value, "parts"), "the parts")
    profiles = {key: _profiles(key, f, listed, directions, setting) for key, f in functions.items()}
    return Ridges(tuple(directions), profiles, setting)


def _profiles(key: str, f: Expression, listed: Mapping[str, Any], directions: list[Vector], setting: Setting) -> tuple[Expression, ...]:
    parts = [data.tree(t, setting.names) for t in data.items(data.field(listed, key), "the parts of a function", 100)]
    if len(parts) != len(directions):
        raise Rejected("a function has not one part per direction")
    allowed = guards(f)
    about = setting
    for guard, ops in allowed:
        about = about.recall(guard, ops[0]) if len(ops) == 1 else about
    for guard, ops in {g: None for p in parts for g in guards(p) if g not in allowed}:
        if len(ops) > 1 or not (sign_by_structure(guard, ops[0], about) or (ops == ("!=",) and divides_known(guard, about))):
            raise Rejected(f"a part asks for {brief(guard)} {' or '.join(ops)} 0, which does not follow from what the function asks for")
    if not vanishes(add(f, *(neg(p) for p in parts)), setting.names, setting.budget):
        raise Rejected("the parts do not add up to the function")
    found = []
    for a, part in enumerate(parts):
        profile = _in_forms(part, {f"_s{a}": directions[a]}, setting.variables)
        if profile is None:
            raise Rejected("a part is not seen to be a function of its form")
        found.append(profile)
    return tuple(found)


def _in_forms(e: Expression, forms: Mapping[str, Vector], variables: tuple[str, ...]) -> Expression | None:
    """e with combinations of the forms in place of affine expressions (of terms of a sum together); None if variables are left."""

    def leaf(node: Expression) -> Expression | None:
        terms = node.args if node.op == "add" else (node,)
        found = [_linear(t, variables) for t in terms]
        slopes = [sum(column, Fraction(0)) for column in zip(*(p[0] for p in found if p is not None), strict=True)]
        if not any(slopes):
            return None
        put = []
        for name, q in forms.items():
            c = _product(slopes, q) / _product(q, q)
            slopes = [x - c * y for x, y in zip(slopes, q, strict=True)]
            put.append(mul(num(c), sym(name)))
        others = [_in_forms(t, forms, variables) for t, p in zip(terms, found, strict=True) if p is None]
        known = [t for t in others if t is not None]
        if any(slopes) or len(known) < len(others):
            return None
        return add(*put, *(p[1] for p in found if p is not None), *known)

    found = rebuilt(e, leaf)
    return None if found.names & set(variables) else found


def _linear(e: Expression, variables: tuple[str, ...]) -> tuple[Vector, Expression] | None:
    """(c, d) with e = sum_k c_k w_k + d, c rational and d free of variables, read from sums and multiples; None for anything else."""
    if not e.names & set(variables):
        return tuple(Fraction(0) for _ in variables), e
    if e.op == "sym":
        return tuple(Fraction(v == e.args[0]) for v in variables), ZERO
    if e.op == "add":
        parts = [_linear(a, variables) for a in e.args]
        known = [p for p in parts if p is not None]
        if len(known) < len(parts):
            return None
        return tuple(sum(column, Fraction(0)) for column in zip(*(p[0] for p in known), strict=True)), add(*(p[1] for p in known))
    if e.op == "mul":
        numbers = [a.args[0] for a in e.args if a.op == "num"]
        rest = [a for a in e.args if a.op != "num"]
        inner = _linear(rest[0], variables) if len(rest) == 1 else None
        if inner is None:
            return None
        scale = Fraction(1)
        for x in numbers:
            scale *= x
        return tuple(scale * x for x in inner[0]), mul(num(scale), inner[1])
    return None


def _product(p: Vector | list[Fraction], q: Vector | list[Fraction]) -> Fraction:
    return sum((x * y for x, y in zip(p, q, strict=True)), Fraction(0))
