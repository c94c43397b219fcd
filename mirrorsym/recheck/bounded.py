"""The criterion `well_posed`: h is bounded below on M.

With `copies` = k, sum_m h(w_m) is bounded below iff h is: k times the bound, and conversely fix all copies but one.

* bounded_below: h - bound >= 0 on M for every value of the parameters, on which alone the bound may depend.
* unbounded_below: along a curve t -> w(t) inside M, for t in [start, oo), h(w(t)) <= slope*t + offset with slope < 0.
  Reparametrizing makes this general enough: the curve may run as fast as it likes.

Main definitions: `bounded_below`, `unbounded_below`.
"""

from __future__ import annotations

from typing import Any

from mirrorsym.expression import Expression, add, mul, neg, num, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.structure import check_defined

__all__ = ["bounded_below", "unbounded_below"]


def bounded_below(certificate: dict[str, Any], h: Expression, setting: Setting) -> None:
    """Accept that h - bound >= 0 on M; the bound is a rational number, or a tree in the parameters."""
    stated = data.field(certificate, "bound")
    if isinstance(stated, list):
        bound = data.tree(stated, setting.parameters)
        check_defined(bound, setting.grant(h), "the bound")
    else:
        bound = num(data.rational(stated, "the bound"))
    prove_sign(sub(h, bound), ">=", data.field(certificate, "proof"), setting.grant(h))


def unbounded_below(certificate: dict[str, Any], h: Expression, setting: Setting) -> None:
    """Accept that h has no lower bound on M for one value of the parameters.

    Fields: `path` {variable: tree in "t"}, `parameters` {name: constant}, `start` rational, `slope` and `offset`
    rational, `inside` [SIGN per condition of M], `bound` SIGN of slope*t + offset - h(path) >= 0 (t >= start).
    """
    t = "t"
    entries = data.record(data.field(certificate, "path"), "the path")
    if set(entries) != set(setting.variables):
        raise Rejected("the path does not give a value to every variable and to nothing else")
    given = data.record(certificate.get("parameters", {}), "the parameters")
    if set(given) != set(setting.parameters):
        raise Rejected("the path does not give a value to every parameter and to nothing else")
    slope = data.rational(data.field(certificate, "slope"), "the slope")
    offset = data.rational(certificate.get("offset", 0), "the offset")
    start = data.rational(data.field(certificate, "start"), "the start")
    if slope >= 0:
        raise Rejected("the slope is not negative")
    values = {n: data.tree(v, ()) for n, v in given.items()}
    for name in setting.integers:
        if not (values[name].op == "num" and values[name].args[0].denominator == 1):
            raise Rejected(f"the value of {name!r} is not an integer")
    values.update({x: data.tree(entries[x], (t,)) for x in setting.variables})
    ray = Setting((t,), (), ((sub(sym(t), num(start)), ">="),), setting.budget, depth=setting.depth)
    for tree in values.values():
        check_defined(tree, ray, "a coordinate of the path")
    proofs = data.items(certificate.get("inside", [None] * len(setting.facts)), "the proofs of lying inside")
    if len(proofs) != len(setting.facts):
        raise Rejected("the path needs a proof for every condition")
    for (e, op), proof in zip(setting.facts, proofs, strict=True):
        condition = e.substitute(values)
        check_defined(condition, ray, "a condition along the path")
        prove_sign(condition, op, proof or {"rule": "structure"}, ray)
    along = h.substitute(values)
    check_defined(along, ray, "h along the path")
    claim = add(mul(num(slope), sym(t)), num(offset), neg(along))
    prove_sign(claim, ">=", data.field(certificate, "bound"), ray)
