"""The conserved quantities of a network counted a second way: by the Lie algebra of the gradient fields of its coefficients.

Main definition: `counted`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from mirrorsym._laws import laws
from mirrorsym.calculus.bounded import Worker
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.dual import dual
from mirrorsym.calculus.networks import powers
from mirrorsym.calculus.ratio import TooLarge, ratio_of
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.zero import prove
from mirrorsym.domain import Domain
from mirrorsym.errors import InputError
from mirrorsym.expression import Expression, add, mul, num, power, sub, sym
from mirrorsym.maps import Pair
from mirrorsym.model import ARGUMENT, WEIGHT, Layer, Model

__all__ = ["counted"]

_VARIABLES, _FUNCTIONS = 14, 40


def counted(model: Model, *, timeout: float, worker: Worker) -> dict[str, Any]:
    """`lie` of a balance report: the laws of the fields, less those that the coordinates bring along; UNDECIDED with the reason."""
    nothing: dict[str, Any] = {"status": "UNDECIDED", "because": "", "lifted": None, "count": None, "missing": None, "laws": None}
    names: dict[str, Expression] = {}
    lifted = 0
    for layer in model.layers:
        double = _double(layer)
        if double is None or layer.on:
            return {**nothing, "because": f"no polynomial coordinates are known in which the metric of {layer.name} is 1"}
        lifted += layer.size * double
        for n in layer.entries if layer.size <= _VARIABLES else ():
            names[n] = mul(num("1/4"), sub(sym(f"{n}_u") ** 2, sym(f"{n}_v") ** 2)) if double else sym(n)
    if len(model.entries) + lifted > _VARIABLES:
        return {**nothing, "because": f"{len(model.entries) + lifted} variables, more than {_VARIABLES}"}
    functions = _functions(model)
    if functions is None or len(functions) > _FUNCTIONS:
        return {**nothing, "because": "the outputs are no polynomials on the regions, or have too many coefficients"}
    given = [f.substitute(names) for f in functions]
    variables = [v for n in model.entries for v in sorted(names[n].names)]
    try:
        report = laws(Pair(g=given, variables=variables), timeout=timeout, worker=worker)
    except InputError as error:
        return {**nothing, "because": str(error)}
    part = report["g"]
    return {"status": "HOLDS", "because": part["because"], "lifted": lifted, "count": part["independent_laws"] - lifted,
            "missing": part["missing"], "laws": report}


def _double(layer: Layer) -> bool | None:
    """Whether r'' is (w**2 + lam**2)**(-1/2); False for r'' = 1; None for anything else: read off Q."""
    q, w = dual(layer.potential), sym(WEIGHT)
    if _vanishes(sub(derivative(q, WEIGHT), w)):
        return False
    return True if _vanishes(sub(derivative(power(q, num(2)), WEIGHT), mul(num(2), w))) else None


def _vanishes(e: Expression) -> bool:
    names = tuple(sorted(e.names))
    return prove(e, Region.of(Domain(names or (WEIGHT,))), 0) is not None


def _functions(model: Model) -> list[Expression] | None:
    """The coefficients of the outputs as polynomials of inputs and sides, in the order of their exponents."""
    ks = powers(model)
    if any(k is None or k.denominator != 1 or k > 4 for k in ks):
        return None
    values: list[Expression] = [sym(n) for n in model.inputs]
    letters = []
    for a, layer in enumerate(model.layers):
        after = []
        for i in range(layer.rows):
            terms = [mul(sym(n), values[j]) for j in range(layer.columns) if (n := layer.weight(i, j)) is not None]
            offset = layer.offset(i)
            total = add(*terms, *([] if offset is None else [sym(offset)]))
            if a < len(ks):
                total = power(total, num(ks[a] or Fraction(1)))
                letters.append(f"side_{a}_{i}")
                total = mul(sym(letters[-1]), total) if _kinked(layer) else total
            after.append(total)
        values = after
    names = (*model.entries, *model.inputs, *letters)
    size = len(model.entries)
    out: list[Expression] = []
    for f in values:
        try:
            ratio = ratio_of(f, names)
        except (TooLarge, ZeroDivisionError, OverflowError):
            return None
        if ratio is None or not ratio.below.is_constant():
            return None
        groups: dict[tuple[int, ...], list[Expression]] = {}
        scale = ratio.below.leading_coefficient()
        for exponents, c in sorted(ratio.above.to_dict().items(), key=lambda item: [int(e) for e in item[0]]):
            q = c / scale
            term = mul(num(f"{q.p}/{q.q}"), *(power(sym(n), num(int(e))) for n, e in zip(model.entries, exponents, strict=False) if e))
            groups.setdefault(tuple(int(e) for e in exponents[size:size + len(names) - size]), []).append(term)
        out += [add(*groups[key]) for key in sorted(groups)]
    return out


def _kinked(layer: Layer) -> bool:
    if layer.activation is None:
        return False
    if not any(n.op in ("abs", "Max", "Min", "piecewise", "sign") for n in layer.activation.walk()):
        return False
    return ARGUMENT in layer.activation.names
