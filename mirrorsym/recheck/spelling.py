"""The rule `letters` of ZERO and SIGN: names for subterms, so that a claim about w1 + w2 and w1 - w2 is one about two symbols.

`symbols` gives each new name its kernel, a tree in the old symbols that is defined wherever the setting speaks.  `places` are pairs of a
tree and a combination of the new names; that the combination's value is the tree's is shown by `ring`.  Every occurrence of such a tree,
in the claim and in the facts, is replaced by its combination, that of the negative of a sum by the negative.

Why the new claim proves the old one.  Take a point where the setting speaks and the claim's expression is defined, and give each new name
the value of its kernel there.  Then every replaced tree has the value of its combination, so the facts that were rewritten are true, and
the rewritten expression is defined and has the value of the old one.  The new claim is about all real values of the new names for which
the facts are true, these among them.  Facts that still mention a symbol of a kernel are dropped: that only asks for more.

Main definition: `lettered`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mirrorsym.expression import ZERO, Expression, neg, sub
from mirrorsym.recheck import data
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.structure import check_defined

__all__ = ["lettered"]


def lettered(e: Expression, proof: dict[str, Any], setting: Setting) -> tuple[Expression, Setting]:
    """The claim's expression and its setting in the new names, or `Rejected`."""
    kernels: dict[str, Expression] = {}
    given = data.record(data.field(proof, "symbols"), "the new names")
    if len(given) > 200:
        raise Rejected("there are more new names than the checker keeps apart")
    for name, tree in given.items():
        if name in setting.names or not name.isidentifier():
            raise Rejected(f"the new name {name[:40]!r} is taken")
        kernels[name] = data.tree(tree, setting.names)
        check_defined(kernels[name], setting, f"the kernel {name!r}")
    places: dict[Expression, Expression] = {}
    for entry in data.items(data.field(proof, "places"), "the places", 500):
        if len(data.items(entry, "a place", 2)) != 2:
            raise Rejected("a place is a tree and a combination of the new names")
        tree, combination = data.tree(entry[0], setting.names), data.tree(entry[1], kernels)
        value = combination.substitute(kernels)
        check_defined(value, setting, "a combination of the new names")
        if not vanishes(sub(value, tree), setting.names, setting.budget):
            raise Rejected("a combination of the new names is not shown to be what it stands for")
        places.update({neg(tree): neg(combination)} if tree.op == "add" else {})
        places[tree] = combination
    gone = {n for k in kernels.values() for n in k.names}
    facts = tuple((f.rebuild(places.get), op) for f, op in setting.facts)
    inside = setting.alone(tuple((ZERO, "=") if f.names & gone else (f, op) for f, op in facts))
    return e.rebuild(places.get), replace(inside, extra=(*inside.extra, *kernels))
