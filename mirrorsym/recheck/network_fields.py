"""The functions whose gradients drive a network, and coordinates in which its mirror flow is a gradient flow.

The outputs of a network are polynomials in its entries, its inputs and a letter for each unit's side where an activation has a kink; at
fixed inputs and sides a loss moves the entries along combinations of the gradients of their coefficients.  With r'' = 1 that is a gradient
flow of the entries.  With r'' = (w**2 + lam**2)**(-1/2) it is the image of one under w = (u**2 - v**2)/4: there dw/du**2 + dw/dv**2 is
(u**2 + v**2)/4 = sqrt(w**2 + lam**2) where u v = 2 lam, and u v is conserved.

So the laws of these gradient fields, less one for each pair (u, v), are laws of the network; where all combinations of sides occur,
they are all of them.

Main definition: `check_fields`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import fmpq_mpoly_ctx

from mirrorsym.expression import Expression, add, mul, num, power, sub, sym
from mirrorsym.model import WEIGHT, Layer
from mirrorsym.recheck import data
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.laws import check_laws
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.networks import Network, one_sided
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.problem import read_problem

__all__ = ["check_fields"]

Entry = tuple[str, Any, Callable[[], str]]
_MOST = 40


def check_fields(given: Any, network: Network, dual: Callable[[int], Expression], seconds: float) -> list[Entry]:
    """The claims of a report's `lie`: that the functions are those of the network, and the laws of their fields.

    `dual(i)` is Q of the layer i, proved on the whole line in one piece, or raises `Rejected`.
    """
    stated = data.record(given, "the Lie algebra")
    if stated.get("status") == "UNDECIDED":
        return [("lie", stated, lambda: "")]
    report = data.record(data.field(stated, "laws"), "the laws")
    problem = read_problem(report.get("pair"))

    def agrees() -> str:
        budget = Budget(seconds=seconds)
        m = problem.domain
        if stated.get("status") != "HOLDS" or m.conditions or m.parameters or problem.h is not None or problem.copies != 1:
            raise Rejected("the fields are not those of polynomials on all of R^D")
        names, lifted = _coordinates(network, dual, budget)
        mine = _functions(network, budget)
        expected = [f.substitute(names) for f in mine]
        if len(expected) != len(problem.g) or set(problem.domain.variables) != {n for e in names.values() for n in e.names}:
            raise Rejected("the functions are not as many as the coefficients of the outputs, or of other variables")
        for f, g in zip(expected, problem.g, strict=True):
            if not vanishes(sub(f, g), problem.domain.variables, budget):
                raise Rejected("a function is no coefficient of the outputs")
        part = data.record(report.get("g"), "the laws of g")
        if stated.get("lifted") != lifted or stated.get("count") != data.whole(part.get("independent_laws")) - lifted:
            raise Rejected("the number of laws is not what is left of them")
        return "the functions are the coefficients of the outputs"

    laws = check_laws(report, problem, seconds)
    return [("lie", stated, agrees), *((f"lie.{name}", {"status": status}, prove) for name, status, prove in laws)]


def _coordinates(network: Network, dual: Callable[[int], Expression], budget: Budget) -> tuple[dict[str, Expression], int]:
    """Each entry in coordinates in which the metric is 1, and how many have two of them."""
    names: dict[str, Expression] = {}
    lifted = 0
    for i, layer in enumerate(network.model.layers):
        if layer.on:
            raise Rejected("a potential does not live on the whole line")
        double = _entropy(dual(i), network, budget)
        for n in layer.entries:
            names[n] = mul(num("1/4"), sub(power(sym(f"{n}_u"), num(2)), power(sym(f"{n}_v"), num(2)))) if double else sym(n)
            lifted += double
    return names, lifted


def _entropy(q: Expression, network: Network, budget: Budget) -> bool:
    """Whether r'' = (w**2 + lam**2)**(-1/2), lam > 0; False where r'' = 1; `Rejected` elsewhere.

    Q' = w r''.  If Q' = w, then r'' = 1.  If (Q**2)' = 2 w, then Q r'' = 1, also at 0, so Q**2 = w**2 + Q(0)**2 with Q(0) > 0.
    """
    known = {WEIGHT, *network.parameters}
    w = sym(WEIGHT)
    if vanishes(sub(derivative(q, WEIGHT, budget), w), known, budget):
        return False
    if vanishes(sub(derivative(power(q, num(2)), WEIGHT, budget), mul(num(2), w)), known, budget):
        return True
    raise Rejected("no coordinates are known in which the metric of a layer is 1")


def _functions(network: Network, budget: Budget) -> list[Expression]:
    """The coefficients of the outputs, in the order of the exponents of inputs and sides."""
    model = network.model
    if any(k is None or k.denominator != 1 or k > 4 for k in network.degrees) or len(model.entries) > _MOST:
        raise Rejected("the outputs are no polynomials, or the network is too large")
    count = len(model.entries) + len(model.inputs) + sum(a.rows for a in model.layers[:-1])
    ring = fmpq_mpoly_ctx.get([f"v{i}" for i in range(count)], "lex")
    gens = ring.gens()
    at = dict(zip(model.entries, gens, strict=False))
    unit = len(model.entries) + len(model.inputs)
    values = list(gens[len(model.entries):unit])
    for a, layer in enumerate(model.layers):
        after = []
        for i in range(layer.rows):
            total = ring.constant(0)
            for j in range(layer.columns):
                n = layer.weight(i, j)
                if n is not None:
                    total += at[n] * values[j]
            offset = layer.offset(i)
            if offset is not None:
                total += at[offset]
            if a < len(network.degrees):
                total = total ** int(network.degrees[a] or 1)
                if _kinked(layer):
                    total = gens[unit] * total
                unit += 1
            budget.spend(len(total) + 1)
            if len(total) > 2_000:
                raise Rejected("the outputs are longer than the checker writes out")
            after.append(total)
        values = after
    out: list[Expression] = []
    for f in values:
        groups: dict[tuple[int, ...], list[Expression]] = {}
        for exponents, c in sorted(f.to_dict().items(), key=lambda item: [int(e) for e in item[0]]):
            size = len(model.entries)
            term = mul(num(f"{c.p}/{c.q}"), *(power(sym(n), num(int(e))) for n, e in zip(model.entries, exponents, strict=False) if e))
            groups.setdefault(tuple(int(e) for e in exponents[size:]), []).append(term)
        out += [add(*groups[key]) for key in sorted(groups)]
    return out


def _kinked(layer: Layer) -> bool:
    """Whether the two sides of the activation are not one power of z, up to a constant."""
    if layer.activation is None:
        return False
    right, left = (one_sided(layer.activation, s) for s in (1, -1))
    if right is None or left is None:
        return True
    sign = num(-1) if right[1].numerator % 2 else num(1)
    return not vanishes(sub(left[0], mul(sign, right[0])), left[0].names | right[0].names, Budget(steps=100_000))
