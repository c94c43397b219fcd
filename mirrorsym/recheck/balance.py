"""The answer of `mirrorsym balance`: the degree of a network, the potentials of its layers, and what mirror flows of it conserve.

* degree HOLDS: all outputs have the stated degree when all entries have the weight 1 (`networks`), and an output is not 0 at a point, so
  there is no other degree.  FAILS: f(4 theta) f(theta) is not f(2 theta)**2 at a point.
* potentials[i] HOLDS: R = sum r(entry), with r strictly convex and C^1, and Q = w r' - r, which is R*(grad R) by Fenchel and Young.  Shown:
  r is a C^infinity function of w and of powers abs(.)**q, q > 1, which are C^1 (where the exponent is a symbol they are meant by
  continuity at 0); on the whole domain, or on its parts w > 0 and w < 0, r'' > 0 and Q = w r' - r; r' is continuous, so it increases.
  FAILS: r'' < 0 at a point near which r is analytic.
* balance[i] HOLDS: f keeps its value when the entries of layer i (or one unit's) are multiplied by c and those of the next layer by c**-k.
  The derivative at c = 1 is <W_i, grad f> = k <W_{i+1}, grad f>, and along d/dt grad R_i = -grad_i L we have
  d/dt Q_i = <W_i, d/dt grad R_i> = -<W_i, grad_i L>, because grad R_i* (grad R_i(W)) = W.  So k Q_{i+1} - Q_i stays, whatever the loss and
  the data.  FAILS: at a point f changes with c = 2.  The path between lies in the domain, so somewhere on it the derivative is not 0,
  and with that input as the data the flow changes k Q_{i+1} - Q_i there.
* independent HOLDS: the laws of the hidden units have independent gradients where no weight is 0.  The law of unit j of layer l has in it
  the weight from input 1 (the one weight of a diagonal layer), which occurs beside it in laws of the layer before only: the matrix of the
  derivatives w r''(w) in these weights is triangular.

Main definition: `check_balance`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from flint import arb

from mirrorsym.expression import Expression, add, mul, num, relation, sub, sym
from mirrorsym.model import WEIGHT, Layer
from mirrorsym.recheck import data
from mirrorsym.recheck.balls import Open, refine
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.network_fields import check_fields
from mirrorsym.recheck.networks import Network, read_network
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.points import Point, analytic_at, holds_at, point_in, sign_at
from mirrorsym.recheck.problem import Problem
from mirrorsym.recheck.reader import read
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.smooth import prove_smooth
from mirrorsym.recheck.structure import affine_in, check_defined
from mirrorsym.recheck.zero import prove_zero

__all__ = ["check_balance", "potential_problems"]

Entry = tuple[str, Any, Callable[[], str]]
_LISTED = 200


def check_balance(report: dict[str, Any], seconds: float) -> list[Entry]:
    """What the report claims: (name, verdict, what raises `Rejected` or says why it is accepted)."""
    of = _Balance(report, read_network(report.get("model")), seconds)
    potentials = data.items(report.get("potentials"), "the potentials", 50)
    if len(potentials) != len(of.network.model.layers):
        raise Rejected("each layer has one potential")
    out: list[Entry] = [("degree", report.get("degree"), of.degree)]
    out += [(f"potentials[{i}]", e, lambda i=i: of.potential(i)) for i, e in enumerate(potentials)]  # type: ignore[misc]
    laws = data.items(report.get("balance"), "the balance", 20_000)
    out += [(f"balance[{i}]", e, lambda i=i: of.law(i)) for i, e in enumerate(laws)]  # type: ignore[misc]
    out.append(("independent", report.get("independent"), of.independent))
    return out if report.get("lie") is None else [*out, *check_fields(report["lie"], of.network, of.dual, seconds)]


def potential_problems(report: dict[str, Any]) -> list[Problem]:
    """The potentials, each on its domain."""
    network = read_network(report.get("model"))
    return [Problem((a.potential,), None, network.domain(a), 1) for a in network.model.layers]


@dataclass
class _Balance:
    report: dict[str, Any]
    network: Network
    seconds: float
    passed: dict[str, bool] = field(default_factory=dict)

    def budget(self) -> Budget:
        return Budget(steps=20_000_000, seconds=self.seconds)

    def certificate(self, verdict: dict[str, Any]) -> dict[str, Any]:
        """The one certificate that a verdict cites."""
        cited = data.items(data.field(verdict, "certificates"), "the certificates", 1)
        named = data.record(self.report.get("certificates"), "the certificates")
        if len(cited) != 1 or not isinstance(cited[0], str) or cited[0] not in named:
            raise Rejected("the verdict does not cite one certificate of the report")
        return data.record(named[cited[0]], "the certificate")

    # -- the degree -------------------------------------------------------------------------------------------
    def degree(self) -> str:
        """The degree of homogeneity in all entries together."""
        verdict = data.record(self.report.get("degree"), "the degree")
        certificate, budget = self.certificate(verdict), self.budget()
        point = self.point(certificate, verdict)
        if _claim(verdict, certificate) == ("FAILS", "unscaled"):
            scaled = [point, *({n: q * c if n in entries else q for n, q in point.items()}
                               for entries in [set(self.network.model.entries)] for c in (2, 4))]
            for p in scaled:
                self.inside(p)
            if not self.differs(scaled, lambda f, f2, f4: f4 * f - f2 * f2, budget):
                raise Rejected("at the point f(4 theta) f(theta) is not shown to differ from f(2 theta)**2")
            return "f(4 theta) f(theta) is not f(2 theta)**2 at the point, so f has no degree"
        if _claim(verdict, certificate) != ("HOLDS", "scaling"):
            raise Rejected("the certificate is of another kind")
        stated = data.rational(data.field(verdict, "value"), "the degree")
        weights = dict.fromkeys(self.network.model.entries, Fraction(1))
        self.growing()
        if self.network.degree(weights, budget) != stated or stated <= 0:
            raise Rejected("the outputs have another degree")
        if not self.differs([point], lambda f: f, budget):
            raise Rejected("no output is shown not to vanish at the point, so it may have every degree")
        return self.said(weights, stated, budget)

    def growing(self) -> None:
        """All activations are locally Lipschitz powers, or not homogeneous at all."""
        if any(k is not None and k < 1 for k in self.network.degrees):
            raise Rejected("an activation is a power below 1, which is not locally Lipschitz")

    def said(self, weights: Mapping[str, Fraction], degree: Fraction, budget: Budget) -> str:
        """By scaling, and where the network is small by its polynomials too."""
        terms = self.network.expanded(weights, degree, budget)
        return "proved by scaling" + (f", and read off {terms} monomials with a letter for each unit's side" if terms is not None else "")

    def point(self, certificate: dict[str, Any], verdict: Mapping[str, Any]) -> dict[str, Fraction]:
        """The point of a certificate, which a witness repeats."""
        stated = data.record(data.field(certificate, "point"), "the point")
        point = {n: data.rational(q) for n, q in stated.items()}
        witness = verdict.get("witness")
        if witness is not None and {n: data.rational(q) for n, q in data.record(witness, "the witness").items()} != point:
            raise Rejected("the witness is not the certificate's point")
        if set(point) != {*self.network.model.entries, *self.network.model.inputs, *self.network.parameters}:
            raise Rejected("the point does not give a value to every entry, input and parameter and to nothing else")
        return point

    def inside(self, point: Mapping[str, Fraction]) -> None:
        """The entries lie where the potentials live, which are intervals or leave out 0; the parameters have admissible values."""
        setting = Setting((), tuple(self.network.parameters), (), self.budget())
        at = Point({n: num(q) for n, q in point.items() if n in self.network.parameters}, setting)
        integers = {p.name for p in self.network.model.parameters if p.integer}
        if any(n in at.values and point[n].denominator != 1 for n in integers):
            raise Rejected("a whole parameter has no whole value")
        for p in self.network.model.parameters:
            for c in p.conditions:
                if not holds_at(at, sub(*c.args), c.op):
                    raise Rejected("a parameter's value is not admissible")
        for layer in self.network.model.layers:
            for c in layer.on:
                e = sub(*c.args)
                line = affine_in(e)
                if line is None or (c.op == "!=" and line[2] != 0):
                    raise Rejected("the domain of a potential is not shown to be an interval")
                for n in layer.entries:
                    q = line[1] * point[n] + line[2]
                    if not {"<": q < 0, ">": q > 0, "!=": q != 0}[c.op]:
                        raise Rejected("an entry lies outside the domain of its potential")

    def differs(self, points: list[dict[str, Fraction]], what: Callable[..., arb], budget: Budget) -> bool:
        """Whether for some output `what` of its values at the points is shown not to be 0."""

        def ask(_: int) -> bool:
            for values in zip(*(self.network.value(p, budget) for p in points), strict=True):
                x = what(*values)
                if x > 0 or x < 0:
                    return True
            raise Open

        try:
            return refine(ask, budget, "")
        except Rejected:
            return False

    # -- potentials -------------------------------------------------------------------------------------------
    def potential(self, i: int) -> str:
        """R_i is strictly convex and C^1, and Q_i is its dual function."""
        verdict = data.record(self.report["potentials"][i], "a potential")
        layer = self.network.model.layers[i]
        certificate, budget = self.certificate(verdict), self.budget()
        r, names = layer.potential, {WEIGHT, *self.network.parameters}
        domain = self.network.domain(layer)
        setting = Problem((r,), None, domain, 1).setting(budget)
        first = derivative(r, WEIGHT, budget)
        second = derivative(first, WEIGHT, budget)
        if not vanishes(sub(read(data.field(verdict, "R"), names), r), setting.names, budget):
            raise Rejected("R is not the potential of the layer")
        if _claim(verdict, certificate) == ("FAILS", "point"):
            point = point_in(data.field(certificate, "point"), setting)
            analytic_at(point, r)
            if sign_at(point, second) != -1:
                raise Rejected("r'' is not shown to be negative at the point")
            return "r'' < 0 at the point"
        if _claim(verdict, certificate) != ("HOLDS", "potential"):
            raise Rejected("the certificate is of another kind")
        self._once_differentiable(r, certificate, setting)
        q = read(data.field(verdict, "Q"), names)
        pieces = data.items(data.field(certificate, "pieces"), "the pieces", 2)
        w = sym(WEIGHT)
        sides = [setting] if len(pieces) == 1 else [
            Problem((r,), None, replace(domain, conditions=(*domain.conditions, relation(op, w, num(0)))), 1).setting(budget)
            for op in (">", "<")]
        if len(pieces) != len(sides):
            raise Rejected("a potential has one piece, or one for each sign of w")
        dual = sub(mul(w, first), r)
        for piece, part in zip(pieces, sides, strict=True):
            self._relation(q, dual, "=", data.field(piece, "dual"), part)
            self._relation(second, num(0), ">", data.field(piece, "convex"), part)
        self.passed[f"potentials[{i}]"] = True
        return "r is strictly convex and C^1, and Q = w r' - r"

    def dual(self, i: int) -> Expression:
        """Q of layer i, proved on the whole line in one piece."""
        verdict = data.record(self.report["potentials"][i], "a potential")
        if not self.passed.get(f"potentials[{i}]", False) or len(self.certificate(verdict)["pieces"]) != 1:
            raise Rejected("a potential is not shown to be smooth and convex on the whole line")
        return read(data.field(verdict, "Q"), {WEIGHT, *self.network.parameters})

    def _once_differentiable(self, r: Expression, certificate: dict[str, Any], setting: Setting) -> None:
        """r is a smooth function of w and of powers abs(.)**q with q > 1."""
        listed = [(data.tree(data.field(e, "exponent"), setting.parameters), data.field(e, "proof"))
                  for e in data.items(certificate.get("powers", []), "the powers", 20)]
        outside: list[Expression] = []
        for node in r.walk():
            if node.op != "pow" or node.args[0].op != "abs":
                continue
            exponent = node.args[1]
            if exponent.op == "num":
                above = exponent.args[0] > 1
            else:
                above = False
                for tree, proof in listed:
                    if tree == exponent and tree.names <= set(setting.parameters):
                        check_defined(tree, setting, "an exponent")
                        prove_sign(sub(tree, num(1)), ">", proof, setting)
                        above = True
            if above:
                outside.append(node)
        guards = certificate.get("guards", [])
        prove_smooth([n.args[0].args[0] for n in outside], guards, setting)
        prove_smooth([r], guards, setting, outside=outside)

    def _relation(self, left: Expression, right: Expression, op: str, proof: Any, setting: Setting) -> None:
        """left op right wherever the setting speaks, both sides being defined there."""
        for entry in data.items(data.field(proof, "facts"), "the facts", 500):
            e, rel = data.tree(data.field(entry, "fact"), setting.names), data.field(entry, "op")
            if rel not in (">", ">=", "!="):
                raise Rejected("a fact is no inequality")
            check_defined(e, setting, "a fact")
            prove_sign(e, rel, data.field(entry, "proof"), setting)
            setting = setting.assume(e, rel)
        check_defined(left, setting, "the left side")
        check_defined(right, setting, "the right side")
        if op == "=":
            prove_zero(sub(left, right), data.field(proof, "proof"), setting.grant(left, right))
        else:
            prove_sign(sub(left, right), op, data.field(proof, "proof"), setting.grant(left, right))

    # -- laws -------------------------------------------------------------------------------------------------
    def law(self, i: int) -> str:
        """The stated combination of the Q is conserved, or is not."""
        verdict = data.record(self.report["balance"][i], "a law")
        certificate, budget = self.certificate(verdict), self.budget()
        at, weights = self._weights(verdict)
        if _claim(verdict, certificate) == ("FAILS", "unscaled"):
            point = self.point(certificate, verdict)
            if any(v.denominator != 1 for v in weights.values()):
                raise Rejected("the weights are no whole numbers")
            scaled = {n: q * Fraction(2) ** int(weights.get(n, 0)) for n, q in point.items()}
            for p in (point, scaled):
                self.inside(p)
            if not self.differs([point, scaled], lambda f, g: f - g, budget):
                raise Rejected("at the point the outputs are not shown to change")
            return "at the point the outputs change, so for that input the flow changes it somewhere on the way"
        if _claim(verdict, certificate) != ("HOLDS", "scaling"):
            raise Rejected("the certificate is of another kind")
        self.growing()
        if self.network.degree(weights, budget) != 0:
            raise Rejected("the outputs are not invariant")
        if not all(self.passed.get(f"potentials[{j}]", False) for j in (at, at + 1)):
            raise Rejected("a potential of the two layers is not shown to be one")
        self._says(verdict, at, weights, budget)
        self.passed[f"{verdict.get('kind')} {at} {verdict.get('unit')}"] = True
        return self.said(weights, Fraction(0), budget)

    def _weights(self, verdict: Mapping[str, Any]) -> tuple[int, dict[str, Fraction]]:
        """The layer (from 0), and the weight of each entry: 1 on its side, -factor on the side of the next layer."""
        layers = self.network.model.layers
        at = data.index(verdict.get("layer"), len(layers), "layer") - 1
        if at < 0:
            raise Rejected("the layers are counted from 1 to the last but one")
        factor, kind = data.rational(data.field(verdict, "factor")), verdict.get("kind")
        here, after = layers[at], layers[at + 1]
        if factor <= 0:
            raise Rejected("the factor is not positive")
        if kind == "neuron":
            j = data.whole(verdict.get("unit"), "a unit") - 1
            if not 0 <= j < here.rows:
                raise Rejected("there is no such unit")
            mine = [n for k in range(here.columns) if (n := here.weight(j, k)) is not None]
            mine += [n for n in [here.offset(j)] if n is not None]
            theirs = [n for k in range(after.rows) if (n := after.weight(k, j)) is not None]
        elif kind in ("layer", "weights"):
            mine, theirs = list(here.entries), list(after.entries if kind == "layer" else after.weights)
        else:
            raise Rejected("there is no such kind of law")
        return at, {**dict.fromkeys(mine, Fraction(1)), **dict.fromkeys(theirs, -factor)}

    def _says(self, verdict: Mapping[str, Any], at: int, weights: Mapping[str, Fraction], budget: Budget) -> None:
        """The formula of the conserved quantity, if one is shown, is the stated combination."""
        text = data.field(verdict, "conserved")
        if text is None:
            return
        if len(weights) > _LISTED:
            raise Rejected("the formula is longer than the checker reads")
        stated = read(text, {*self.network.model.entries, *self.network.parameters})
        terms = []
        for j in (at, at + 1):
            q = read(data.field(self.report["potentials"][j], "Q"), {WEIGHT, *self.network.parameters})
            terms += [mul(num(-weights[n]), q.substitute({WEIGHT: sym(n)})) for n in self.network.model.layers[j].entries if n in weights]
        if not vanishes(sub(stated, add(*terms)), stated.names | add(*terms).names, budget):
            raise Rejected("the formula is not the stated combination of the Q")

    def independent(self) -> str:
        """The laws of all hidden units are independent."""
        verdict = data.record(self.report.get("independent"), "the count")
        layers = self.network.model.layers
        hidden = [(a, j + 1) for a, layer in enumerate(layers[:-1]) for j in range(layer.rows)]
        if verdict.get("status") != "HOLDS" or verdict.get("value") != len(hidden):
            raise Rejected("the number of the laws is not that of the hidden units")
        if not all(self.passed.get(f"neuron {a} {j}", False) for a, j in hidden):
            raise Rejected("the law of a hidden unit is not shown")
        if any(_first(layer, i) is None for layer in layers[:-1] for i in range(layer.rows)):
            raise Rejected("a unit has no weight of its own")
        return "the matrix of derivatives is triangular"


def _first(layer: Layer, i: int) -> str | None:
    return layer.weight(i, i if layer.diagonal else 0)


def _claim(verdict: Mapping[str, Any], certificate: Mapping[str, Any]) -> tuple[str, str]:
    """The status and the kind of evidence."""
    return str(verdict.get("status")), data.text(data.field(certificate, "kind"), "the kind")
