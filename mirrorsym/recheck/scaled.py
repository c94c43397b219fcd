"""What an answer with parameters assumes of them, and functions whose only parameters are a factor.

f = s*F + constant has the gradient s*grad F.  Where s differs from 0, [grad f, grad h] = 0 says the same as [grad F, grad h] = 0.

Main definitions: `read_varying`, `read_scaled`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mirrorsym.expression import Expression, mul, sub
from mirrorsym.recheck import data
from mirrorsym.recheck.components import outside
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.reader import read_conditions
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.varying import Varying
from mirrorsym.recheck.zero import prove_zero

__all__ = ["read_scaled", "read_varying"]


def read_varying(stated: Any, units: Any, setting: Setting, exploring: bool) -> Varying | None:
    """Numbers over the parameters; None where there are none.  `stated` are relations e != 0, `units` trees shown not to be 0."""
    listed = data.items(stated, "the conditions on parameters", 20)
    if not setting.parameters:
        if listed:
            raise Rejected("conditions on parameters are stated, and there are none")
        return None
    about = outside(setting)
    trees = []
    for r in [r for text in listed for r in read_conditions(text, setting.parameters)]:
        if r.op != "!=":
            raise Rejected("a condition on parameters is no inequality with !=")
        trees.append(sub(*r.args))
    for entry in data.items(units, "the factors", 20):
        factor = data.tree(data.field(entry, "factor"), setting.parameters)
        check_defined(factor, about, "a factor")
        prove_sign(factor, "!=", data.field(entry, "proof"), about)
        trees.append(factor)
    return Varying(about, trees, exploring)


def read_scaled(stated: Any, own: tuple[Expression, ...], names: Sequence[str], varying: Varying | None,
                setting: Setting) -> tuple[Expression, ...]:
    """Functions of `names` alone whose gradients are those of `own`, divided by factors of parameters that differ from 0."""
    if varying is None:
        raise Rejected("functions are scaled, and there are no parameters")
    entries = data.items(stated, "the scaled functions", len(own))
    if len(entries) != len(own):
        raise Rejected("there is not one scaled function per function")
    out = []
    for f, entry in zip(own, entries, strict=True):
        by, core = data.tree(data.field(entry, "by"), setting.parameters), data.tree(data.field(entry, "function"), names)
        varying.ask(varying.constant(by, setting.budget))
        check_defined(core, setting, "a scaled function")
        for v in names:
            prove_zero(sub(derivative(f, v, setting.budget), mul(by, derivative(core, v, setting.budget))), None, setting)
        out.append(core)
    return tuple(out)
