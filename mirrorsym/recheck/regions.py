"""Sign rules that change what is known: `cases`, `have`, `slice`, `lift`, `contradiction`.

* cases: `on` is defined wherever the setting speaks, so at each point one of on > 0, on = 0, -on > 0 is true.
* have: a fact that was proved first may be used.
* slice: a fact c*(x - value) = 0 says x = value, and x may be replaced.
* lift: new names stand for subterms (kernels).  The claim is proved for all real values of the new names that satisfy
  facts which the kernels were shown to satisfy; the kernels' values are among them.
* contradiction: where all facts but one are true, that one is false; so no point satisfies all, and any claim holds.

Main definitions: `cases`, `have`, `slice_`, `lift`, `contradiction`, `with_fact`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from mirrorsym.expression import ZERO, Expression, neg, sub
from mirrorsym.recheck import data
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.setting import Fact, Setting
from mirrorsym.recheck.structure import check_defined

__all__ = ["cases", "contradiction", "have", "lift", "slice_", "with_fact"]


def with_fact(proof: dict[str, Any], setting: Setting) -> Setting:
    """A further fact, proved first."""
    from mirrorsym.recheck.sign import prove_sign

    fact, op = data.tree(data.field(proof, "fact"), setting.names), data.field(proof, "op")
    if op not in (">", ">=", "!="):
        raise Rejected("a fact on the way has op >, >= or !=")
    check_defined(fact, setting, "a fact on the way")
    prove_sign(fact, op, data.field(proof, "proof"), setting)
    return setting.assume(fact, op)


def have(e: Expression, op: str, proof: dict[str, Any], setting: Setting) -> None:
    """Accept `e op 0` or raise `Rejected`."""
    from mirrorsym.recheck.sign import prove_sign

    prove_sign(e, op, data.field(proof, "then"), with_fact(proof, setting))


def cases(e: Expression, op: str, proof: dict[str, Any], setting: Setting) -> None:
    """Accept `e op 0` or raise `Rejected`."""
    from mirrorsym.recheck.sign import prove_sign

    on = data.tree(data.field(proof, "on"), setting.names)
    check_defined(on, setting, "what the cases are about")
    excluded = data.record(proof.get("excluded", {}), "the excluded cases")
    for name, fact, known, outside in (("positive", on, ">", "<="), ("zero", on, "=", "!="),
                                       ("negative", neg(on), ">", ">=")):
        if proof.get(name) is not None:
            prove_sign(e, op, proof[name], setting.assume(fact, known))
        elif name in excluded:
            prove_sign(on, outside, excluded[name], setting)
        else:
            raise Rejected(f"the case {name} is missing")


def slice_(e: Expression, op: str, proof: dict[str, Any], setting: Setting) -> None:
    """Accept `e op 0` or raise `Rejected`."""
    from mirrorsym.recheck.rank import solved
    from mirrorsym.recheck.sign import prove_sign

    fact, known = setting.facts[data.index(data.field(proof, "fact"), len(setting.facts), "fact")]
    if known != "=":
        raise Rejected("a slice needs a fact with op =")
    name, value = solved(proof, fact, setting)
    prove_sign(e.substitute({name: value}), op, data.field(proof, "proof"), setting.substitute(name, value))


def contradiction(_: Expression, __: str, proof: dict[str, Any], setting: Setting) -> None:
    """Accept any claim, since no point satisfies all facts; or raise `Rejected`."""
    from mirrorsym.recheck.sign import prove_sign
    from mirrorsym.recheck.zero import prove_zero

    i = data.index(data.field(proof, "index"), len(setting.facts), "fact")
    fact, known = setting.facts[i]
    rest = replace(setting, facts=(*setting.facts[:i], (ZERO, "="), *setting.facts[i + 1:])).grant(fact)
    why = data.field(proof, "proof")
    if known == "!=":
        prove_zero(fact, why, rest)
    else:
        prove_sign(fact, {">": "<=", ">=": "<", "=": "!="}[known], why, rest)


def _signed(op: str, e: Expression, proof: Any, setting: Setting) -> None:
    from mirrorsym.recheck.sign import prove_sign

    prove_sign(e, op, proof, setting)


def lift(e: Expression, op: str, proof: dict[str, Any], setting: Setting) -> None:
    """Accept `e op 0` or raise `Rejected`."""
    from mirrorsym.recheck.sign import prove_sign, with_guards
    from mirrorsym.recheck.zero import prove_zero

    old = setting.names
    inside = with_guards(proof, setting, old)
    kernels: dict[str, Expression] = {}
    if len(data.record(proof.get("symbols", {}), "the new names")) > 200:
        raise Rejected("there are more new names than the checker keeps apart")
    for name, tree in data.record(proof.get("symbols", {}), "the new names").items():
        if name in old or not name.isidentifier():
            raise Rejected(f"the new name {name[:40]!r} is taken")
        kernels[name] = data.tree(tree, old)
        check_defined(kernels[name], inside, f"the kernel {name!r}")
    names = old | kernels.keys()
    new: list[Fact] = []
    about = inside
    for entry in data.items(proof.get("facts", []), "the facts", 500):
        fact, known = data.tree(data.field(entry, "fact"), names), data.field(entry, "op")
        if known not in (">", ">=", "!=", "="):
            raise Rejected("a new fact has no known op")
        told = fact.substitute(kernels)
        check_defined(told, about, "a new fact")
        prove = prove_zero if known == "=" else partial(_signed, known)
        try:  # in the old region, or with the facts before it, which then take the numbers that follow
            prove(told, data.field(entry, "proof"), inside)
        except Rejected:
            if about.facts == inside.facts:
                raise
            prove(told, data.field(entry, "proof"), about)
        about = about.assume(told, known)
        new.append((fact, known))
    claim = data.tree(data.field(proof, "claim"), names)
    # at the points in question the new names have the kernels' values, so the facts and `inside` stay true there
    wide = replace(inside, extra=(*inside.extra, *kernels), facts=(*inside.facts, *new))
    wide = with_guards(proof, wide)
    check_defined(claim, wide, "the claim")
    told = claim.substitute(kernels)
    prove_zero(sub(e, told), proof.get("zero"), inside.grant(told))
    prove_sign(claim, op, data.field(proof, "proof"), wide)
