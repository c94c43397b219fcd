"""What every property of one potential shares: the pair, its potential, the verdicts so far, and the pair taken apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import islice, product
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.region import Region, as_expressions, is_inside, samples
from mirrorsym.calculus.zero import prove as prove_zero
from mirrorsym.expression import ONE, ZERO, Expression, add, mul, num, relation, sub, sym
from mirrorsym.maps import Pair
from mirrorsym.potential import Potential
from mirrorsym.properties._ends import smooth_guards
from mirrorsym.properties._structure import Structure, smoothness, structure_of
from mirrorsym.routes import Setting
from mirrorsym.routes._draft import tidy
from mirrorsym.verdict import Verdict

__all__ = ["Situation"]

STRUCTURE = {"rule": "structure"}
Json = dict[str, Any]
Values = Mapping[str, Expression]


@lru_cache(maxsize=4)
def _structure(pair: Pair) -> Structure | str:
    return structure_of(Setting.of(pair))


@dataclass
class Situation:
    """A commuting pair with its potential; `known` holds the verdicts on the criteria and on properties decided before."""

    pair: Pair
    potential: Potential
    known: Mapping[str, Verdict] = field(default_factory=dict)

    @cached_property
    def setting(self) -> Setting:
        """Names of the outputs, and the initial point."""
        return Setting.of(self.pair)

    @cached_property
    def region(self) -> Region:
        """M."""
        return Region.of(self.pair.M)

    @property
    def structure(self) -> Structure | str:
        """The pair in coordinates that flow on their own, or a sentence why there are none."""
        return _structure(self.pair)

    @cached_property
    def smooth(self) -> list[Json] | None:
        """Proofs of the guards of g and h, or None, also when one of them decides between cases."""
        if any(n.op in ("abs", "sign", "Max", "Min", "piecewise") for f in self.pair.joint for n in f.walk()):
            return None
        return smoothness(self.pair.joint, self.region)

    @property
    def slice(self) -> tuple[Expression, ...]:
        """Conditions on a for the potential's slice at a not to be empty."""
        found = dict.fromkeys(self.potential.a_domain)
        for r in self.potential.dual_domain or ():
            if self.setting.a in r.names and not r.names & set(self.setting.mu):
                found[r] = None
        return tuple(found)

    @staticmethod
    def assumed(structure: Structure) -> tuple[Expression, ...]:
        """The initial point is off the zeros of a core's derivative that lie in M."""
        return tuple(relation("!=", e, ZERO) for e in structure.assuming)

    def holds_on(self, structure: Structure) -> tuple[Expression, ...]:
        """Where a statement about each slice holds: a as above, the initial point as assumed."""
        return (*self.slice, *self.assumed(structure))

    # -- points that are reached ------------------------------------------------------------------------------
    def starts(self, count: int = 4) -> list[dict[str, Fraction]]:
        """Values of the initial point's symbols and of the parameters."""
        region = self.setting.initial
        if not region.names:
            return [{}] if is_inside(region, {}) is not False else []
        return list(samples(region, count))

    def trials(self, limit: int = 160) -> Iterator[tuple[Values, tuple[Fraction, ...], Fraction]]:
        """(values, mu, a <= 0) to try, small ones first."""
        sizes = (Fraction(1, 4), Fraction(1), Fraction(1, 16), Fraction(3), Fraction(10))
        steps = [Fraction(0), *(s * q for q in sizes for s in (1, -1))]
        n = len(self.pair.g)
        menus = [steps if i < 2 else steps[:1] for i in range(n)]
        ways = list(islice(product(*menus), 80))
        times = [Fraction(0), Fraction(-1, 4), Fraction(-1), Fraction(-4), Fraction(-1, 32)]
        starts = [as_expressions(v) for v in self.starts(2)]
        yield from islice(((v, mu, a) for a in times for mu in ways for v in starts), limit)

    def value_at(self, e: Expression, values: Values, mu: tuple[Fraction, ...], a: Fraction) -> float | None:
        """About e(psi(mu, a)), None where that is not defined or (mu, a) lies outside the dual domain."""
        if self.potential.psi is None:
            return None
        at: dict[str, Any] = {**values, **dict(zip(self.setting.mu, mu, strict=True)), self.setting.a: a}
        inside = is_inside(self.setting.dual(self.potential.dual_domain or ()), at)
        if not inside:
            return None
        put = e.substitute(dict(zip(self.pair.w, self.potential.psi, strict=True)))
        try:
            return float(enclose(put, at, 192).mid())
        except (Undefined, Unsettled, OverflowError):
            return None

    def initial(self, values: Values) -> Json:
        """The certificate's entry for the initial point itself."""
        return {"values": {n: e.to_json() for n, e in values.items()}, "mu": [ZERO.to_json()] * len(self.pair.g), "a": ZERO.to_json()}

    def path(self, given: Values, mu: tuple[Fraction, ...], a: Fraction) -> Json | None:
        """The entry that follows the flow to psi(mu, a), with every claim proved; None when one is not."""
        if not any(mu) and not a:
            return {**self.initial(given), "smooth": self.smooth} if self.smooth is not None else None
        if self.potential.psi is None or self.smooth is None:
            return None
        t = sym("t")
        times = {**{m: mul(num(q), t) for m, q in zip(self.setting.mu, mu, strict=True)}, self.setting.a: mul(num(a), t)}
        start = {v: e.substitute(dict(given)) for v, e in self.setting.start.items()}
        along = Region(("t",), (), ((t, ">="), (sub(ONE, t), ">=")))
        path = {v: tidy(p.substitute({**given, **times}), along) for v, p in zip(self.pair.w, self.potential.psi, strict=True)}
        guards: list[Json] = []
        for p in path.values():
            found = smooth_guards(p, along)
            if found is None:
                return None
            guards += found
        put = {**path, **{n: given[n] for n in self.pair.M.parameter_names}}
        inside, zeros, starts = [], {}, {}
        for e, op in self.region.facts:
            if e.names & set(self.pair.w):
                proof = sign.prove(e.substitute(put), op, along)
                if proof is None:
                    return None
                inside.append(proof)
        rates = [*map(num, mu), *([num(a)] if self.pair.h is not None else [])]
        for v in self.pair.w:
            flow = add(*(mul(r, derivative(f, v).substitute(put)) for r, f in zip(rates, self.pair.joint, strict=True) if r != ZERO))
            zero = prove_zero(sub(derivative(path[v], "t"), flow), along)
            begin = prove_zero(sub(path[v].substitute({"t": ZERO}), start[v]), Region(()))
            if zero is None or begin is None:
                return None
            zeros[v], starts[v] = zero, begin
        return {"values": {n: e.to_json() for n, e in given.items()}, "mu": [num(q).to_json() for q in mu], "a": num(a).to_json(),
                "path": {v: p.to_json() for v, p in path.items()}, "guards": guards, "smooth": self.smooth, "inside": inside,
                "zeros": zeros, "start": starts}
