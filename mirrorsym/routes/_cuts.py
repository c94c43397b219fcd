"""Where M cuts off a flow: the time at which a coordinate reaches a bound that M sets, and why it is inside before.

A coordinate z flows monotonically, so a condition z > c of M says that the time is beyond the time at which z = c.  At the time
c + e it has gone past the bound for e > 0; written with e, which is a condition of the dual domain, that is seen at once.

Main definitions: `cuts`, `without_resting`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from mirrorsym.calculus import sign
from mirrorsym.calculus.angles import evened
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.flows import Flow
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.lemmas import Lemma, collected
from mirrorsym.calculus.region import Fact, Region
from mirrorsym.expression import ZERO, Expression, add, div, mul, neg, num, relation, sub, sym
from mirrorsym.routes._coordinates import Separated
from mirrorsym.routes._draft import Setting, fact, tidy

__all__ = ["Cut", "cuts", "without_resting"]

_GAP = "e_"
LONG = 400


@dataclass(frozen=True, slots=True)
class Cut:
    """The relation about the time that a condition of M on one coordinate amounts to; last of the signs is that of the condition at psi."""

    coordinate: int
    bound: Expression
    relation: Expression
    lemmas: tuple[Lemma, ...]


def cuts(setting: Setting, parts: Separated, flows: list[Flow | None], times: list[Expression], psi: tuple[Expression, ...],
         inner: tuple[Fact, ...],
         time_to: Callable[[Flow, Expression, Setting], Expression | None]) -> tuple[Cut, ...]:
    """One for each condition of M that bounds one coordinate at a place that its flow reaches; `inner` are M's facts in coordinates."""
    out = []
    at = dict(zip(setting.pair.w, psi, strict=True))
    region = Region(parts.names, tuple(setting.pair.M.parameter_names), inner)
    for (e, op), (own, _) in zip(Region.of(setting.pair.M).facts, inner, strict=False):
        names = own.names & set(parts.names)
        if op != ">" or len(names) != 1:
            continue
        z = next(iter(names))
        k, slope = parts.names.index(z), derivative(own, z)
        core, f = parts.cores[k], flows[k]
        if core is None or f is None or z in slope.names:
            continue
        small = region.restrict(frozenset({z, *region.parameters}))
        bound = tidy(div(neg(own.substitute({z: num(0)})), slope), setting.initial)
        if core.kind not in ("exp", "sinh") and tidy(core.argument.substitute({z: bound}), setting.initial) == ZERO:
            continue  # an end of the flow itself, or a place where it rests
        speed = derivative(core.expression, z)
        falling = sign.prove(speed, "<", small) is not None
        below = sign.prove(slope, ">", small) is not None
        if not (falling or sign.prove(speed, ">", small) is not None) or not (below or sign.prove(slope, "<", small) is not None):
            continue
        end = time_to(f, core.expression.substitute({z: bound}), setting)
        if end is None:
            continue
        end, late = tidy(end, setting.initial), below == falling
        said = relation("<" if late else ">", times[k], end)
        here = Region((_GAP, *setting.symbols), (), ((sym(_GAP), ">"), *setting.known), setting.initial.integers)
        moved = add(end, mul(num(-1 if late else 1), sym(_GAP)))
        put = {_GAP: fact(said)[0]}

        def gone(tree: Expression, f: Flow = f, moved: Expression = moved, here: Region = here) -> Expression:
            """A tree in the time of the flow, beyond the bound."""
            return tidy(_shortened(evened(tree.substitute({f.time: moved}))), here)

        signs = [Lemma(evened(g.of.substitute({f.time: times[k]})), g.op, gone(g.of).substitute(put)) for g in guards(f.solution)]
        signs += [Lemma(x.spelled, ">", x.tree) for x in signs if x.spelled is not None and x.spelled != x.tree and x.tree.names]
        inside = Lemma(e.substitute(at), ">", mul(slope, sub(gone(f.solution), bound)).substitute(put))
        short = tuple(x for x in (*signs, inside) if len(str(x.tree)) + len(str(x.spelled)) < LONG)
        out.append(Cut(k, bound, said, short))
    return tuple(out)


def _shortened(e: Expression) -> Expression:
    """Like terms put together in every sum."""
    return e.rebuild(lambda n: collected(n) if n.op == "add" else None)


def without_resting(parts: Separated, start: tuple[Expression, ...], setting: Setting) -> Separated:
    """The parts without cores that are 0 and have slope 0 where the flow starts, as u**2 or u**4 at u = 0: these coordinates stay."""
    cores = []
    for core, z in zip(parts.cores, start, strict=True):
        resting = core is not None and core.kind == "power" and core.exponent.op == "num" and core.exponent.args[0] >= 2 and tidy(
            core.argument.substitute({core.variable: z}), setting.initial) == ZERO
        cores.append(None if resting else core)
    return replace(parts, cores=tuple(cores))
