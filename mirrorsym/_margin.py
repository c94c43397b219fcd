"""margin, the part that is formulas: what the margins of a network are, how fast they are reached, and what the laboratory needs.

Everything here is for fixed numbers in place of the parameters.  The rates are those of homog Thm 4.6; the time of Lemma 4.10 is
reconstructed, see `reach`.

Main definitions: `specialized`, `formulas`, `growth`, `rates`, `reach`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.dual import dual
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.networks import powers
from mirrorsym.errors import InputError
from mirrorsym.expression import Expression, num, sub, sym
from mirrorsym.model import ARGUMENT, WEIGHT, Model

__all__ = ["Formulas", "formulas", "growth", "rates", "reach", "specialized"]


@dataclass(frozen=True, slots=True)
class Formulas:
    """One layer: r and its derivatives, Q, its power alpha of growth (None where it is not seen), the activation and its slope.

    `multiplicity` is the degree of f in this layer's entries: f is homogeneous of the sum of these in all.
    """

    r: Expression
    slope: Expression
    metric: Expression
    q: Expression
    alpha: Fraction | None
    multiplicity: Fraction | None
    activation: Expression | None
    activation_slope: Expression | None


def specialized(model: Model, values: Mapping[str, Fraction]) -> Model:
    """The model with numbers in place of its parameters; InputError for values that are missing, unknown or not admissible.

    >>> from mirrorsym.modelfile import read_model
    >>> model = read_model('potential = "c*w**2"\\n[parameters]\\nc = "positive"\\n[[layers]]\\nshape = [1, 1]\\n')
    >>> str(specialized(model, {"c": Fraction(2)}).layers[0].potential)
    '2*w**2'
    """
    problems = [f"there is no parameter {n!r}" for n in values if n not in {p.name for p in model.parameters}]
    put = {n: num(q) for n, q in values.items()}
    for p in model.parameters:
        if p.name not in values:
            problems.append(f"the parameter {p.name!r} needs a number, such as '{p.name} = 1/10'")
            continue
        if p.integer and values[p.name].denominator != 1:
            problems.append(f"{p.name} is to be a whole number")
        for c in p.conditions:
            e = sub(*(a.substitute(put) for a in c.args))
            if not e.names and not _true(e, c.op):
                problems.append(f"{p.name} = {values[p.name]} is not admissible: {c}")
    if problems:
        raise InputError(problems)
    layers = tuple(replace(a, potential=a.potential.substitute(put),
                           activation=None if a.activation is None else a.activation.substitute(put)) for a in model.layers)
    return replace(model, layers=layers, parameters=())


def _true(e: Expression, op: str) -> bool:
    b = enclose(e, {}, 128)
    sign = 1 if b > 0 else -1 if b < 0 else 0
    return {"<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0, "=": sign == 0, "!=": sign != 0}[op]


def formulas(model: Model) -> tuple[Formulas, ...]:
    """The formulas of each layer of a model without parameters."""
    ks = powers(model)
    out = []
    for i, a in enumerate(model.layers):
        slope, q = derivative(a.potential, WEIGHT), dual(a.potential)
        times: Fraction | None = Fraction(1)
        for k in ks[i:]:
            times = None if times is None or k is None else times * k
        out.append(Formulas(a.potential, slope, derivative(slope, WEIGHT), q, growth(q), times, a.activation,
                            None if a.activation is None else derivative(a.activation, ARGUMENT)))
    return tuple(out)


def growth(q: Expression) -> Fraction | None:
    """alpha with Q(w) of the order |w|**alpha: the leading power, where the elasticity of Q at w = 2**40 agrees with it; None elsewhere.

    >>> from mirrorsym.expression import call, sqrt
    >>> w = sym("w")
    >>> growth(sqrt(w**2 + 9)), growth(2 * call("abs", w) ** 3 / 3 + w**2), growth(call("cosh", w))
    (Fraction(1, 1), Fraction(3, 1), None)
    """
    guess = _leading(q)
    if guess is None:
        return None
    elasticity = sym(WEIGHT) * derivative(q, WEIGHT) * q ** -1
    try:
        found = [float(enclose(elasticity, {WEIGHT: Fraction(s * 2 ** 40)}, 512).mid()) for s in (1, -1)]
    except (Undefined, Unsettled):
        return None
    return guess if all(abs(x - float(guess)) < 1e-3 for x in found) else None


def _leading(e: Expression) -> Fraction | None:
    """The power with which e grows, where no terms cancel."""
    if WEIGHT not in e.names:
        return Fraction(0)
    if e.op == "sym":
        return Fraction(1)
    if e.op == "abs":
        return _leading(e.args[0])
    if e.op == "sign":
        return Fraction(0)
    if e.op == "pow" and e.args[1].op == "num":
        base = _leading(e.args[0])
        return None if base is None else base * e.args[1].args[0]
    if e.op in ("add", "mul"):
        parts = [_leading(a) for a in e.args]
        if any(p is None for p in parts):
            return None
        known = [p for p in parts if p is not None]
        return max(known) if e.op == "add" else sum(known, Fraction(0))
    return None


def rates(alpha: Fraction, degree: Fraction) -> dict[str, Any]:
    """How fast the loss falls and Q grows along mirror flow, t the time, L the degree of the network.  Source: homog Thm 4.6, Lemma F.1.

    >>> rates(Fraction(2), Fraction(1))["loss"], rates(Fraction(3), Fraction(2))["loss"]
    ('Theta(1/t)', 'O(1/(t*log(t)**(1/2)))')
    """
    grow = Fraction(alpha) / degree
    log = 2 - grow
    order, lower = ("Theta", "Theta") if 1 <= alpha <= 2 else ("O", "Omega")
    below = "t" if log == 0 else f"(t*{_to('log(t)', log)})"
    return {"loss": f"{order}(1/{below})", "Q": f"{lower}({_to('log(t)', grow)})", "phi": f"{lower}({_to('log(t)', 1 / Fraction(degree))})",
            "loss_power_of_log": str(log), "Q_power_of_log": str(grow), "source": "homog Thm 4.6",
            "wording": "RECONSTRUCTED",
            "supported_by": "exact rates of the scalar model for alpha = 1, 2, 3, 4; for alpha = 2 Lyu and Li (2020, Thm 4.3)"}


def _to(base: str, q: Fraction) -> str:
    return base if q == 1 else f"{base}**({q})" if q.denominator != 1 or q < 0 else f"{base}**{q}"


def reach(potential: Expression, count: int, degree: Fraction) -> dict[str, Any] | None:
    """After what size of phi, and what time, Q^(1/alpha) and phi differ by a factor of at most 1 + epsilon; for two families, else None.

    Q^(1/alpha) <= phi (1 + C1 lam phi^(-C2)) with d entries: C1 = d, C2 = 1 for the hyperbolic entropy (homog Cor. H.3);
    C1 = d^(1-2/p)/(2 p kappa^2), C2 = p - 2, kappa = ((p-1)/p)^(1/p) for the smoothened potential, p > 2 (Cor. H.4).  Then
    phi >= (C1 lam/epsilon)^(1/C2) is enough, and phi = Omega((log t)^(1/L)) gives the time.

    >>> from mirrorsym.expression import call
    >>> found = reach(call("abs", sym("w")) ** 3 / 3 + sym("w") ** 2 / 8, 10, Fraction(2))
    >>> found["family"], found["lam"], found["log_t"]
    ('smoothened', '1/4', '((C1*lam/epsilon)/c)**2')
    """
    family = _family(potential)
    if family is None:
        return None
    name, p, lam = family
    d = Fraction(count)
    if name == "hyperbolic":
        c1, c2 = float(d), Fraction(1)
    elif p > 2:
        kappa = float((p - 1) / p) ** float(1 / p)
        c1, c2 = float(d) ** float(1 - 2 / p) / (2 * float(p) * kappa ** 2), p - 2
    else:
        return None
    phi = "C1*lam/epsilon" if c2 == 1 else _to("(C1*lam/epsilon)", 1 / c2)
    return {"family": name, "p": None if name == "hyperbolic" else str(p), "lam": str(lam), "d": count, "C1": c1, "C2": str(c2), "phi": phi,
            "log_t": _to(f"(({phi})/c)", degree), "c": "of phi >= c*log(t)**(1/L)", "source": "homog Lemma 4.10, App. H",
            "wording": "RECONSTRUCTED", "supported_by": "Cor. H.3 and H.4, which the register proves; d is the number of all entries"}


def _family(r: Expression) -> tuple[str, Fraction, Fraction] | None:
    """("hyperbolic", 1, lam) or ("smoothened", p, lam) where the potential is exactly that of Table 1."""
    from mirrorsym.calculus.ratio import TooLarge, ratio_of

    q = dual(r)
    if q.op == "pow" and q.args[1] == num("1/2"):
        try:
            inside = ratio_of(q.args[0], (WEIGHT,))
        except (TooLarge, ZeroDivisionError, OverflowError):
            return None
        if inside is None or not inside.below.is_constant():
            return None
        terms = {int(k[0]): Fraction(int(c.p), int(c.q)) for k, c in inside.above.to_dict().items()}
        scale = Fraction(int(inside.below.leading_coefficient().p), int(inside.below.leading_coefficient().q))
        if set(terms) <= {0, 2} and terms.get(2, 0) == scale and terms.get(0, 0) > 0:
            root = _root(terms[0] / scale)
            return None if root is None else ("hyperbolic", Fraction(1), root)
        return None
    parts = list(r.args) if r.op == "add" else [r]
    found: dict[Fraction, Fraction] = {}
    for t in parts:
        factors = t.args if t.op == "mul" else (t,)
        c = Fraction(1)
        power: Fraction | None = None
        for f in factors:
            base, n = f.args if f.op == "pow" else (f, num(1))
            if f.op == "num":
                c *= f.args[0]
            elif n.op == "num" and power is None and (base == sym(WEIGHT) or (base.op == "abs" and base.args[0] == sym(WEIGHT))):
                power = n.args[0]
                if base.op == "sym" and (n.args[0].denominator != 1 or n.args[0] % 2):
                    return None
            else:
                return None
        if power is None:
            return None
        found[power] = found.get(power, Fraction(0)) + c
    lam = 2 * found.pop(Fraction(2), Fraction(0))
    if len(found) != 1:
        return None
    ((p, c),) = found.items()
    return ("smoothened", p, lam) if c == 1 / p and lam >= 0 else None


def _root(q: Fraction) -> Fraction | None:
    from math import isqrt

    a, b = isqrt(q.numerator), isqrt(q.denominator)
    return Fraction(a, b) if a * a == q.numerator and b * b == q.denominator else None
