"""Why an expression vanishes: the rules of ZERO, one function each.

Every rule shows: wherever the setting speaks (and e is defined) e is 0.  See `normal` for `ring` and `tower` for `tower`.

Main definition: `prove_zero`.
"""

from __future__ import annotations

from typing import Any

from mirrorsym.expression import ZERO, Expression, add, neg, sub
from mirrorsym.recheck import data
from mirrorsym.recheck.components import one_point_each, polynomial_in, tied_region
from mirrorsym.recheck.constants import gauss, logs, separation
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import Normal, vanishes
from mirrorsym.recheck.rewriting import rewritten
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.settling import settled
from mirrorsym.recheck.spelling import lettered
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.tower import tower_zero
from mirrorsym.wording import brief

__all__ = ["prove_zero"]


def prove_zero(e: Expression, proof: Any, setting: Setting) -> None:
    """Accept e = 0 wherever the setting speaks and e is defined, or raise `Rejected`."""
    setting = setting.deeper().grant(e)
    if isinstance(proof, dict) and proof.get("rule") == "letters":  # multiplied out, the expression may be long
        _letters(e, proof, setting)
        return
    e = settled(e, setting)
    setting = setting.grant(e)
    if vanishes(e, setting.names, setting.budget):
        return
    plain = rewritten(e)
    if plain != e and vanishes(plain, setting.names, setting.budget):  # a tower without data
        return
    if proof is None:
        raise Rejected(f"{brief(e)} is not zero as a rational function, and no proof is given")
    rule = data.field(proof, "rule")
    if rule == "ring":
        raise Rejected(f"{brief(e)} is not zero as a rational function")
    method = _RULES.get(rule) if isinstance(rule, str) else None
    if method is None:
        raise Rejected(f"there is no rule {str(rule)[:40]!r} for zeros")
    method(e, proof, setting)


def _derivatives(e: Expression, proof: dict[str, Any], setting: Setting) -> None:
    """e is constant on each component of a region, and 0 at one point of each.

    The region lives in the space of the symbols tied to e (variables and real parameters alike): those that share a fact
    with e, directly or through other facts.  e is smooth on it, and its derivatives in all symbols of e vanish on it.
    That e is defined on all of the region is shown without using that it is (`given` is emptied): atan u + atan 1/u
    has derivative 0 wherever it is defined, and is not constant on the real line.
    """
    from mirrorsym.recheck.smooth import prove_smooth

    region = tied_region(e, setting)
    connected = data.record(data.field(proof, "connected"), "how the region is connected")
    if connected.get("rule") == "rays":
        _along_rays(e, proof, connected, region)
        return
    if region.names & setting.integers:
        raise Rejected("the rule derivatives is for real symbols, and one takes whole values only")
    prove_smooth([e], proof.get("guards", []), region)
    proofs = data.record(proof.get("proofs", {}), "the proofs")
    for k in sorted(e.names):
        prove_zero(derivative(e, k, setting.budget), proofs.get(k), region)
    values = [data.record(v, "a value") for v in data.items(data.field(proof, "values"), "the values", 200)]
    points = one_point_each(data.field(proof, "connected"), values, region)
    for value, point in zip(values, points, strict=True):
        prove_zero(point.put(e), value.get("proof"), region.alone((), variables=(), parameters=(), extra=()))


def _along_rays(e: Expression, proof: dict[str, Any], connected: dict[str, Any], region: Setting) -> None:
    """The same along the directions of some real symbols: at fixed others the region is convex and contains one point, the same for all.

    Every fact that mentions one of the symbols is affine in them, defined for all their values, and true at that point (0 unless stated).
    """
    from mirrorsym.recheck.sign import prove_sign
    from mirrorsym.recheck.smooth import prove_smooth

    symbols = [data.text(n, "a symbol") for n in data.items(data.field(connected, "symbols"), "the symbols of the rays", 100)]
    if not set(symbols) <= region.names - region.integers or len(set(symbols)) != len(symbols):
        raise Rejected("the symbols of the rays are not real symbols of the region")
    moving, put = set(symbols), dict.fromkeys(symbols, ZERO)
    for name, tree in data.record(connected.get("at") or {}, "the point of the rays").items():
        if name not in moving:
            raise Rejected("the point of the rays has a value for another symbol")
        put[name] = data.tree(tree, ())
        check_defined(put[name], region.alone(()), "a coordinate of the point of the rays")
    rest = region.alone(tuple((ZERO, "=") if f.names & moving else (f, op) for f, op in region.facts))
    signs = iter(data.items(connected.get("inside") or [], "the signs at the origin of the rays"))
    for f, op in region.facts:
        if not f.names & moving:
            continue
        slopes = [derivative(derivative(f, s, region.budget), t, region.budget) for s in symbols for t in symbols]
        if op not in (">", ">=") or not polynomial_in(f, symbols) or not all(vanishes(d, region.names, region.budget) for d in slopes):
            raise Rejected("a fact is not affine along the rays")
        check_defined(f, rest, "a fact along the rays")
        prove_sign(f.substitute(put), op, next(signs, {"rule": "structure"}), rest)
    prove_smooth([e], proof.get("guards", []), region, weak=False)
    proofs = data.record(proof.get("proofs", {}), "the proofs")
    for k in symbols:
        prove_zero(derivative(e, k, region.budget), proofs.get(k), region)
    prove_zero(e.substitute(put), connected.get("value"), rest)


def _cases(e: Expression, proof: dict[str, Any], setting: Setting) -> None:
    """Where `on` > 0, where it is < 0, and where it is 0: these are all points, since `on` is defined at each."""
    from mirrorsym.recheck.sign import prove_sign

    on = data.tree(data.field(proof, "on"), setting.names)
    check_defined(on, setting, "what the cases are about")
    prove_zero(e, data.field(proof, "positive"), setting.assume(on, ">"))
    prove_zero(e, data.field(proof, "negative"), setting.assume(neg(on), ">"))
    zero = proof.get("zero")
    if isinstance(zero, dict) and "excluded" in zero:
        prove_sign(on, "!=", zero["excluded"], setting)
    elif zero is not None:
        prove_zero(e, zero, setting.assume(on, "="))
    else:
        _by_continuity(e, on, setting)


def _by_continuity(e: Expression, on: Expression, setting: Setting) -> None:
    """The zeros of a nonzero polynomial are nowhere dense in the open set M, and e is continuous on M."""
    if not on.names <= set(setting.variables):
        raise Rejected("the case zero is left out, and what the cases are about is no polynomial in the variables")
    normal = Normal(setting.variables, [on], setting.budget)
    p, q = normal.of(on)
    if normal.used > len(setting.variables) or not q.is_constant() or p.is_zero():
        raise Rejected("the case zero is left out, and what the cases are about is no polynomial in the variables")
    for f, op in setting.facts:
        if f.names & {*setting.variables, *setting.extra} and op not in (">", "!="):
            raise Rejected("the case zero is left out, and M is cut by a condition that is not strict")
    for tree in (e, *(f for f, _ in setting.facts)):
        if any(node.op in ("sign", "piecewise") for node in tree.walk()):
            raise Rejected("the case zero is left out, and a function that may jump occurs")
    check_defined(e, setting.alone(setting.facts), "the expression")


def _constant(e: Expression, proof: dict[str, Any], setting: Setting) -> None:
    if e.names:
        raise Rejected("the rule constant is for expressions without symbols")
    method = data.field(proof, "method")
    if method == "gauss":
        gauss(e, setting.budget)
    elif method == "separation":
        separation(e, setting.budget)
    elif method == "logs":
        logs(e, proof, setting)
    else:
        raise Rejected("the rule constant knows the methods gauss, separation and logs")


def _have(e: Expression, proof: dict[str, Any], setting: Setting) -> None:
    """A fact proved on the way."""
    from mirrorsym.recheck.regions import with_fact

    prove_zero(e, data.field(proof, "then"), with_fact(proof, setting))


def _letters(e: Expression, proof: dict[str, Any], setting: Setting) -> None:
    """The claim in new names for subterms."""
    new, inside = lettered(e, proof, setting)
    prove_zero(new, data.field(proof, "proof"), inside)


def _sum(e: Expression, proof: dict[str, Any], setting: Setting) -> None:
    """Terms that are defined and 0 where e is defined, and whose sum is e."""
    terms = []
    for entry in data.items(data.field(proof, "terms"), "the terms", 500):
        term = data.tree(data.field(entry, "term"), setting.names)
        check_defined(term, setting, "a term of a sum")
        prove_zero(term, data.field(entry, "proof"), setting)
        terms.append(term)
    if not vanishes(sub(e, add(*terms)), setting.names, setting.budget):
        raise Rejected(f"{brief(e)} is not the sum of the stated terms")


_RULES = {"tower": tower_zero, "derivatives": _derivatives, "cases": _cases, "constant": _constant, "have": _have, "sum": _sum}
