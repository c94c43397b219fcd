"""Networks as the checker reads them, and what scaling their entries does to their outputs.

Give every entry n a rational weight v(n) and let T_c, c > 0, multiply n by c**v(n).  By induction over the layers a unit's value is
multiplied by c**d for some d: a sum of terms that all have the degree d has it; an activation s with s(t) = a t**k and
s(-t) = b t**k for all t > 0 and s(0) = 0 turns d into k d; any activation keeps d = 0.  So f(T_c theta; x) = c**d f(theta; x) for all
theta, x and c > 0, and, by the derivative at c = 1, sum v(n) n d_n f = d f wherever f is differentiable: on each of the regions on which
the signs of the units are constant this is an identity of polynomials, and it passes to limits of gradients, so to Clarke's
subdifferential.

For a small network the identity is also read off the polynomials themselves, with a letter for each unit's factor a or b, so that one
polynomial speaks for all regions.

Main definitions: `Network`, `read_network`, `one_sided`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from flint import arb, fmpq_mpoly_ctx

from mirrorsym.domain import KINDS, Domain, Parameter
from mirrorsym.expression import RELATIONS, Expression, num, power
from mirrorsym.model import ARGUMENT, WEIGHT, Layer, Model
from mirrorsym.recheck import data
from mirrorsym.recheck.balls import ball, enclose
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.reader import read, read_conditions

__all__ = ["Network", "one_sided", "read_network"]

#: a t**k for t > 0: the coefficient and k; None for the function 0
Side = tuple[Expression, Fraction] | None
_MOST = 3_000_000
_EXPANDED = 20_000
_TRUE = {">": (1,), ">=": (0, 1), "<": (-1,), "<=": (-1, 0), "=": (0,), "!=": (1, -1)}


@dataclass(frozen=True)
class Network:
    """A model whose formulas were read by the checker."""

    model: Model

    @property
    def parameters(self) -> frozenset[str]:
        """Names of the parameters."""
        return frozenset(p.name for p in self.model.parameters)

    def domain(self, layer: Layer) -> Domain:
        """Where the potential of a layer lives."""
        return Domain((WEIGHT,), layer.on, self.model.parameters)

    @cached_property
    def degrees(self) -> tuple[Fraction | None, ...]:
        """k for each activation; None where it is not of the form above."""
        return tuple(Fraction(1) if a.activation is None else self._degree(a.activation) for a in self.model.layers[:-1])

    def _degree(self, activation: Expression) -> Fraction | None:
        try:
            sides = [one_sided(activation, s) for s in (1, -1)]
            if one_sided(activation, 0) is not None:
                return None
        except Rejected:
            return None
        found = {s[1] for s in sides if s is not None}
        return found.pop() if len(found) == 1 else None

    def degree(self, weights: Mapping[str, Fraction], budget: Budget) -> Fraction:
        """The degree d of all outputs for these weights (0 for entries that are not named); `Rejected` where there is none."""
        if not set(weights) <= set(self.model.entries):
            raise Rejected("a weight is given to what is no entry of the network")
        zero = Fraction(0)
        values = [zero] * self.model.layers[0].columns
        for layer, k in zip(self.model.layers, (*self.degrees, Fraction(1)), strict=True):
            budget.spend(layer.size // 8 + 1)
            after = []
            for i in range(layer.rows):
                terms = {weights.get(n, zero) + values[j] for j in ([i] if layer.diagonal else range(layer.columns))
                         if (n := layer.weight(i, j)) is not None}
                offset = layer.offset(i)
                if offset is not None:
                    terms.add(weights.get(offset, zero))
                if len(terms) != 1:
                    raise Rejected(f"the terms of unit {i + 1} of {layer.name} scale differently")
                d = terms.pop()
                if k is None and d != 0:
                    raise Rejected(f"the activation after {layer.name} is not shown to be homogeneous")
                after.append(d * k if k is not None else d)
            values = after
        if len(set(values)) != 1:
            raise Rejected("the outputs scale differently")
        return values[0]

    # -- the polynomials --------------------------------------------------------------------------------------
    def expanded(self, weights: Mapping[str, Fraction], degree: Fraction, budget: Budget) -> int | None:
        """Read the identity off the outputs, written out with a letter for each unit's factor; the number of terms, None if too many."""
        terms = 1
        for layer, k in zip(self.model.layers, (*self.degrees, Fraction(1)), strict=True):
            if k is None or k.denominator != 1 or k > 4:
                return None
            terms = ((1 if layer.diagonal else layer.columns) * terms + layer.bias) ** int(k)
            if terms * layer.rows > _EXPANDED:
                return None
        entries = self.model.entries
        letters = [f"s{a}_{i}" for a, layer in enumerate(self.model.layers[:-1]) for i in range(layer.rows)]
        count = len(entries) + len(self.model.inputs) + len(letters)
        if count > 400:
            return None
        ring = fmpq_mpoly_ctx.get([f"v{i}" for i in range(count)], "lex")
        gens = ring.gens()
        at = dict(zip(entries, gens, strict=False))
        values, unit = list(gens[len(entries):len(entries) + len(self.model.inputs)]), len(entries) + len(self.model.inputs)
        for a, layer in enumerate(self.model.layers):
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
                if a < len(self.degrees):
                    k = self.degrees[a]
                    total = gens[unit] * total ** int(k if k is not None else 1)
                    unit += 1
                budget.spend(len(total) + 1)
                after.append(total)
            values = after
        scale = [weights.get(n, Fraction(0)) for n in entries]
        for f in values:
            for exponents in f.to_dict():
                if sum((int(e) * v for e, v in zip(exponents, scale, strict=False) if e and v), Fraction(0)) != degree:
                    raise Rejected("the polynomials of the network do not have the stated degree")
        return sum(len(f) for f in values)

    # -- values -----------------------------------------------------------------------------------------------
    def value(self, point: Mapping[str, Fraction], budget: Budget) -> list[arb]:
        """Balls around the outputs at a point that gives a number to every entry, input and parameter of an activation."""
        known = {n: ball(point[n]) for n in self.parameters if n in point}
        values = [ball(self._at(point, n)) for n in self.model.inputs]
        for layer in self.model.layers:
            budget.spend(layer.size + 1)
            after = []
            for i in range(layer.rows):
                offset = layer.offset(i)
                total = arb(0) if offset is None else ball(self._at(point, offset))
                for j in [i] if layer.diagonal else range(layer.columns):
                    n = layer.weight(i, j)
                    if n is not None:
                        total += ball(self._at(point, n)) * values[j]
                last = layer is self.model.layers[-1]
                after.append(total if layer.activation is None or last else enclose(layer.activation, {**known, ARGUMENT: total}, budget))
            values = after
        return values

    def _at(self, point: Mapping[str, Fraction], name: str) -> Fraction:
        if name not in point:
            raise Rejected(f"the point has no value for {name!r}")
        return point[name]


# -- activations ------------------------------------------------------------------------------------------------
def one_sided(e: Expression, side: int) -> Side:
    """e as a function of t > 0 where z = side*t: a coefficient without z and the power of t, None for 0; `Rejected` for anything else.

    >>> from mirrorsym.recheck.reader import read
    >>> one_sided(read("Max(z, 0)", {"z"}), -1), [str(x) for x in one_sided(read("Max(z, z/5)", {"z"}), -1)]
    (None, ['-1/5', '1'])
    """
    op, args = e.op, e.args
    if op == "sym" and args[0] == ARGUMENT:
        return (num(side), Fraction(1)) if side else None
    if ARGUMENT not in e.names:
        return None if e.op == "num" and e.args[0] == 0 else (e, Fraction(0))
    if op == "piecewise":
        return _case(args, side)
    if op == "pow":
        return _power(one_sided(args[0], side), args[1], args[0])
    parts = [one_sided(a, side) for a in args]
    if op == "add":
        return _sum(parts)
    if op == "mul":
        if any(p is None for p in parts):
            return None
        out, k = num(1), Fraction(0)
        for p in parts:
            if p is not None:
                out, k = out * p[0], k + p[1]
        return out, k
    if op in ("Max", "Min"):
        values = [(Fraction(0) if p is None else _rational(p[0])) for p in parts]
        powers = {p[1] for p in parts if p is not None}
        if len(powers) > 1:
            raise Rejected("Max or Min of different powers")
        best = max(values) if op == "Max" else min(values)
        return (num(best), powers.pop()) if best else None
    if op in ("abs", "sign"):
        inner = parts[0]
        if inner is None:
            return None
        q = _rational(inner[0])
        return (num(abs(q)), inner[1]) if op == "abs" else (num((q > 0) - (q < 0)), Fraction(0))
    raise Rejected(f"{op} is no power")


def _rational(e: Expression) -> Fraction:
    if e.op != "num":
        raise Rejected("the sign of a coefficient is not known")
    return Fraction(e.args[0])


def _sum(parts: list[Side]) -> Side:
    powers = {p[1] for p in parts if p is not None}
    if not powers:
        return None
    if len(powers) > 1:
        raise Rejected("a sum of different powers")
    total = num(0)
    for p in parts:
        if p is not None:
            total = total + p[0]
    return None if vanishes(total, total.names, Budget(steps=100_000)) else (total, powers.pop())


def _power(base: Side, exponent: Expression, tree: Expression) -> Side:
    if exponent.op != "num" or exponent.args[0] <= 0:
        raise Rejected(f"a power of {str(tree)[:40]} that is no positive number")
    q: Fraction = exponent.args[0]
    if base is None:
        return None
    if q.denominator == 1:
        return power(base[0], exponent), base[1] * q
    if _rational(base[0]) != 1:
        raise Rejected("a root of what is not t")
    return base[0], base[1] * q


def _case(args: tuple[Any, ...], side: int) -> Side:
    for value, condition in zip(args[::2], args[1::2], strict=True):
        if condition.op == "true":
            return one_sided(value, side)
        if condition.op not in RELATIONS:
            raise Rejected("a case that is no relation")
        left, right = (one_sided(a, side) for a in condition.args)
        difference = _sum([left, None if right is None else (right[0] * -1, right[1])])
        q = Fraction(0) if difference is None else _rational(difference[0])
        if ((q > 0) - (q < 0)) in _TRUE[condition.op]:
            return one_sided(value, side)
    raise Rejected("no case applies")


# -- reading ------------------------------------------------------------------------------------------------------
def read_network(stated: Any) -> Network:
    """The model of a report, `Rejected` where it is none.

    >>> layer = {"name": "W1", "shape": [1, 2], "diagonal": False, "bias": False, "activation": None, "potential": "w**2/2", "on": []}
    >>> read_network({"layers": [layer], "parameters": {}}).model.entries
    ('W1_1_1', 'W1_1_2')
    """
    given = data.record(stated, "the model")
    parameters: list[Parameter] = []
    kinds = data.record(given.get("parameters") or {}, "the parameters")
    for name, kind in kinds.items():
        if not name.isidentifier() or name in (WEIGHT, ARGUMENT):
            raise Rejected("a parameter has no proper name")
        if isinstance(kind, str) and kind in KINDS:
            parameters.append(Parameter.of(name, kind))
        else:
            parameters.append(Parameter(name, str(kind), tuple(read_conditions(kind, set(kinds)))))
    layers: list[Layer] = []
    for k, stated_layer in enumerate(data.items(data.field(given, "layers"), "the layers", 50)):
        entry = data.record(stated_layer, "a layer")
        name = data.text(data.field(entry, "name"), "the name of a layer")
        rows, columns = (data.whole(n, "a size") for n in data.items(data.field(entry, "shape"), "the shape", 2))
        flags = [data.field(entry, key) for key in ("diagonal", "bias")]
        if not name.isidentifier() or rows < 1 or columns < 1 or rows * columns > _MOST or not all(isinstance(b, bool) for b in flags):
            raise Rejected("a layer has no proper name, shape or structure")
        if (flags[0] and rows != columns) or (k and layers[-1].rows != columns):
            raise Rejected("the shapes of the layers do not fit")
        text = data.field(entry, "activation")
        on = tuple(c for t in data.items(data.field(entry, "on"), "the conditions", 20) for c in read_conditions(t, {WEIGHT}))
        layers.append(Layer(name, rows, columns, flags[0], flags[1], None if text is None else read(text, {*kinds, ARGUMENT}),
                            read(data.field(entry, "potential"), {*kinds, WEIGHT}), on))
    if not layers or layers[-1].activation is not None or any(c.op not in ("<", ">", "!=") for a in layers for c in a.on):
        raise Rejected("there is no layer, the last one has an activation, or a domain is not open")
    model = Model(tuple(layers), tuple(parameters))
    names = [*model.entries, *model.inputs, *kinds]
    if len(set(names)) != len(names):
        raise Rejected("two entries of the network have the same name")
    return Network(model)

