"""Why `e op 0`: the rules of SIGN that are algebra; `structure`, `sturm`, `onevar` and `boxes` have their own files.

Every rule shows: wherever the setting speaks and e is defined, `e op 0`.  Trees that a proof brings in are first shown
to be defined there.  A claim with op `<` or `<=` is the claim about -e.  Rules about the facts (`cases`, `slice`, `lift`,
...) are in `regions`.

Main definitions: `prove_sign`, `with_guards`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from mirrorsym.expression import PI, Expression, add, call, mul, neg, num, power, sub
from mirrorsym.recheck import boxes, data, onevar, regions, sturm
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.points import constant_sign
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.settling import settled
from mirrorsym.recheck.spelling import lettered
from mirrorsym.recheck.structure import check_defined, sign_by_structure
from mirrorsym.recheck.zero import prove_zero
from mirrorsym.wording import brief

__all__ = ["implies", "prove_sign", "with_guards"]

OPS = (">", ">=", "!=", "<", "<=")


def implies(known: str, wanted: str) -> bool:
    """Whether `x known 0` gives `x wanted 0`."""
    return wanted in {">": (">", ">=", "!="), ">=": (">=",), "!=": ("!=",), "=": (">=", "<=", "="),
                      "<": ("<", "<=", "!="), "<=": ("<=",)}[known]


def prove_sign(e: Expression, op: str, proof: Any, setting: Setting) -> None:
    """Accept `e op 0` wherever the setting speaks and e is defined, or raise `Rejected`."""
    if op not in OPS:
        raise Rejected(f"there is no sign claim {str(op)[:10]!r}")
    if op in ("<", "<="):
        e, op = neg(e), ">" + op[1:]
    setting = setting.deeper().grant(e)
    as_it_was, e = e, settled(e, setting)
    setting = setting.grant(e)
    rule = data.field(proof, "rule")
    if rule == "structure" and e != as_it_was and sign_by_structure(as_it_was, op, setting):
        return
    if not e.names:
        sign = constant_sign(e, setting)
        if sign is not None:
            if {">": sign > 0, ">=": sign >= 0, "!=": sign != 0}[op]:
                return
            if rule != "contradiction":  # that one shows that there is no point at all, and then the claim may be false
                raise Rejected(f"the constant {brief(e)} does not have the claimed sign")
    method = _RULES.get(rule) if isinstance(rule, str) else None
    if method is None:
        raise Rejected(f"there is no rule {str(rule)[:40]!r} for signs")
    if rule not in ("lift", "monotone", "tangent"):  # there the guards are about other points
        setting = with_guards(proof, setting)
    method(e, op, proof, setting)


def with_guards(proof: dict[str, Any], setting: Setting, names: frozenset[str] | None = None) -> Setting:
    """The setting with what the list `guards` proves, in order (those that contain only `names`, if these are given)."""
    for entry in data.items(proof.get("guards", []), "the guards", 500):
        guard = data.tree(data.field(entry, "guard"), setting.names | data.symbols(data.field(entry, "guard")))
        if names is not None and not guard.names <= names:
            continue
        if not guard.names <= setting.names:
            raise Rejected("a guard has an unknown symbol")
        op = data.field(entry, "op")
        if op not in OPS:
            raise Rejected("a guard has no known op")
        check_defined(guard, setting, "a guard")
        prove_sign(guard, op, data.field(entry, "proof"), setting)
        setting = setting.recall(neg(guard), ">" + op[1:]) if op[0] == "<" else setting.recall(guard, op)
    return setting


def supplied(proof: Any, key: str, setting: Setting) -> Expression:
    """A tree of the proof, shown to be defined."""
    e = data.tree(data.field(proof, key), setting.names)
    check_defined(e, setting, f"the field {key!r}")
    return e


def _structure(e: Expression, op: str, _: dict[str, Any], setting: Setting) -> None:
    if not sign_by_structure(e, op, setting):
        raise Rejected(f"the structure of {brief(e)} does not show that it is {op} 0")


def _fact(e: Expression, op: str, proof: dict[str, Any], setting: Setting) -> None:
    fact, known = setting.facts[data.index(data.field(proof, "index"), len(setting.facts), "fact")]
    factor = data.rational(proof.get("factor", 1), "the factor")
    if factor == 0 or (factor < 0 and known in (">", ">=") and op != "!="):
        raise Rejected("the factor of a fact is not positive")
    if not implies("!=" if factor < 0 and known == ">" else known, op):
        raise Rejected(f"a fact with op {known} does not give {op}")
    if not vanishes(sub(e, mul(num(factor), fact)), setting.names, setting.budget):
        raise Rejected(f"{brief(e)} is not the stated multiple of the fact")


def _rewrite(e: Expression, op: str, proof: dict[str, Any], setting: Setting) -> None:
    to = supplied(proof, "to", setting)
    prove_zero(sub(e, to), proof.get("zero"), setting)
    prove_sign(to, op, data.field(proof, "proof"), setting)


def _product(e: Expression, op: str, proof: dict[str, Any], setting: Setting) -> None:
    """e = constant * prod factor**power; a factor that is only nonzero contributes a sign when its power is even."""
    constant = data.rational(proof.get("constant", 1), "the constant")
    sign: int | None = (constant > 0) - (constant < 0)
    nonzero = constant != 0
    tree = [num(constant)]
    for entry in data.items(data.field(proof, "factors"), "the factors", 300):
        factor, n = supplied(entry, "factor", setting), data.whole(entry.get("power", 1), "a power", 10_000)
        known = data.field(entry, "op")
        if known is None:
            if n <= 0 or n % 2:
                raise Rejected("a factor without op does not have an even positive power")
            nonzero = False
            tree.append(power(factor, num(n)))
            continue
        prove_sign(factor, known, data.field(entry, "proof"), setting)
        strict = implies(known, "!=")
        if n < 0 and not strict:
            check_defined(power(factor, num(-1)), setting, "a factor of negative power")
            strict = True
        if n == 0:
            continue
        nonzero = nonzero and strict
        if n % 2:
            if known == "!=":
                sign = 0 if sign == 0 else None
            elif sign is not None:
                sign *= 1 if known in (">", ">=") else -1
        tree.append(power(factor, num(n)))
    prove_zero(sub(e, mul(*tree)), proof.get("zero"), setting)
    good = {">": sign == 1 and nonzero, ">=": sign in (0, 1), "!=": nonzero}[op]
    if not good:
        raise Rejected(f"the signs of the factors do not multiply to {op}")


def _sum(e: Expression, op: str, proof: dict[str, Any], setting: Setting) -> None:
    terms, strict = [], False
    for entry in data.items(data.field(proof, "terms"), "the terms", 2_000):
        term, known = supplied(entry, "term", setting), data.field(entry, "op")
        if known not in (">", ">="):
            raise Rejected("a term of a sum has an op other than > and >=")
        prove_sign(term, known, data.field(entry, "proof"), setting)
        strict = strict or known == ">"
        terms.append(term)
    prove_zero(sub(e, add(*terms)), proof.get("zero"), setting)
    if op != ">=" and not strict:
        raise Rejected("no term of the sum is shown to be positive")


def _squares(e: Expression, op: str, proof: dict[str, Any], setting: Setting) -> None:
    """e = constant + sum coefficient * square**2 * (facts with op > or >=) + sum multiplier * (facts with op =)."""
    constant = data.rational(proof.get("constant", 0), "the constant")
    if constant < 0:
        raise Rejected("the constant of a sum of squares is negative")
    strict = proof.get("strict")
    chosen = None if strict is None else data.whole(data.field(strict, "term"), "a term")
    terms, positive = [num(constant)], constant > 0
    for position, entry in enumerate(data.items(data.field(proof, "terms"), "the terms", 2_000)):
        c = data.rational(entry.get("coefficient", 1), "a coefficient") if isinstance(entry, dict) else Fraction(-1)
        if c <= 0:
            raise Rejected("a coefficient of a sum of squares is not positive")
        square = supplied(entry, "square", setting)
        facts = [setting.facts[data.index(i, len(setting.facts), "fact")]
                 for i in data.items(entry.get("facts", []), "the facts", 50)]
        if any(known not in (">", ">=") for _, known in facts):
            raise Rejected("a fact in a sum of squares has an op other than > and >=")
        if position == chosen:
            if any(known != ">" for _, known in facts):
                raise Rejected("the strict term has a fact that is not strict")
            prove_sign(square, "!=", data.field(strict, "proof"), setting)
            positive = True
        terms.append(mul(num(c), power(square, num(2)), *(f for f, _ in facts)))
    for entry in data.items(proof.get("multiples", []), "the multiples", 500):
        fact, known = setting.facts[data.index(data.field(entry, "fact"), len(setting.facts), "fact")]
        if known != "=":
            raise Rejected("a multiple of a fact whose op is not =")
        terms.append(mul(supplied(entry, "multiplier", setting), fact))
    prove_zero(sub(e, add(*terms)), proof.get("zero"), setting)
    if op != ">=" and not positive:
        raise Rejected("the sum of squares is not shown to be positive")


def _compare(e: Expression, op: str, proof: dict[str, Any], setting: Setting) -> None:
    """a >= 0 and a**2 > b**2 give a > |b| >= b; a >= 0 and a**2 >= b**2 give a >= |b| >= b; exp a > exp b gives a > b."""
    a, b = supplied(proof, "a", setting), supplied(proof, "b", setting)
    prove_zero(sub(e, sub(a, b)), proof.get("zero"), setting)
    strict = ">=" if op == ">=" else ">"
    if proof.get("by") == "exp":
        prove_sign(sub(call("exp", a), call("exp", b)), strict, data.field(proof, "images"), setting)
        return
    prove_sign(a, ">=", data.field(proof, "positive"), setting)
    prove_sign(sub(power(a, num(2)), power(b, num(2))), strict, data.field(proof, "squares"), setting)


def _nonzero_by_sign(e: Expression, op: str, proof: dict[str, Any], setting: Setting) -> None:
    known = data.field(proof, "op")
    if op != "!=" or known not in (">", "<"):
        raise Rejected("the rule nonzero_by_sign proves != from > or <")
    prove_sign(e, known, data.field(proof, "proof"), setting)


def _angle(e: Expression, op: str, proof: dict[str, Any], setting: Setting) -> None:
    """k*pi < A < (k + 1)*pi gives (-1)**k*sin A > 0, and cos A = sin(A + pi/2); closed ends give >= 0."""
    if e.op not in ("sin", "cos"):
        raise Rejected("the rule angle is for a single sin or cos")
    k = data.whole(data.field(proof, "turns"), "the half turns")
    low = num(k if e.op == "sin" else Fraction(2 * k - 1, 2))
    strict = ">=" if op == ">=" else ">"
    if op != "!=" and k % 2:
        raise Rejected("the half turn is one where the sign is negative")
    prove_sign(sub(e.args[0], mul(low, PI)), strict, data.field(proof, "low"), setting)
    prove_sign(sub(mul(low + 1, PI), e.args[0]), strict, data.field(proof, "high"), setting)


def _letters(e: Expression, op: str, proof: dict[str, Any], setting: Setting) -> None:
    """The claim in new names for subterms."""
    new, inside = lettered(e, proof, setting)
    prove_sign(new, op, data.field(proof, "proof"), inside)


_RULES = {
    "structure": _structure, "fact": _fact, "rewrite": _rewrite, "product": _product, "sum": _sum, "squares": _squares,
    "compare": _compare, "angle": _angle, "nonzero_by_sign": _nonzero_by_sign, "cases": regions.cases, "have": regions.have,
    "slice": regions.slice_, "lift": regions.lift, "contradiction": regions.contradiction,
    "letters": _letters, "sturm": sturm.sturm, "tangent": onevar.tangent, "monotone": onevar.monotone, "boxes": boxes.boxes,
}
