"""The functions whose gradient commutes with given gradients: members, invariants and bounds, block by block.

Variables that occur together in a function form a block.  Let V_b be the space of one block (constants included), K_b
its members that no field of the block changes, and C_b a complement of K_b in V_b.  Then the space of all is the
direct sum of the C_b and of the tensor product of the K_b: if k is a variable of another block, the k-th component of
[grad f, grad h] = 0 is grad f . d_k grad h = 0, so the part of h in C_b has coefficients that no other variable
changes.  A block without functions consists of free variables: V_b = K_b = everything.

Within a block, directions that no function sees are free too; a rational orthogonal frame splits them off.

Precondition: the functions are analytic on the region.  Main definitions: `Block`, `blocks`, `explore`, `bounded`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.ansatz import Derivatives, Frame, solutions, terms_for
from mirrorsym.calculus.brackets import Calculus
from mirrorsym.calculus.completion import Consequence, first_order
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, sign_at
from mirrorsym.calculus.families import Round, round_directions
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.independence import independent_functions, linear_rank
from mirrorsym.calculus.jets import NotAnalytic
from mirrorsym.calculus.linear import kernel
from mirrorsym.calculus.orthogonal import Chart
from mirrorsym.calculus.prolong import Bound, Setting, bound_at, critical_bound
from mirrorsym.calculus.ratio import TooLarge
from mirrorsym.calculus.region import Region, is_inside, samples
from mirrorsym.calculus.singular import singular_bound
from mirrorsym.calculus.zero import prove
from mirrorsym.expression import ZERO, Expression, add, mul, neg, num, sym

__all__ = ["Block", "blocks", "bounded", "explore", "invariants"]

CANDIDATES = 6
FEW = 6
SEVERAL = 6
#: numbers of Lie derivatives and orders for a second look
LONGER = (((2, 2), (2, 3)), ((2, 4), (3, 3)), ((3, 4), (2, 5), (3, 5)))
Point = dict[str, Fraction]


@dataclass(frozen=True, slots=True)
class Block:
    """One block: its functions, what was found (`members` and `invariants` without constants), and what bounds it.

    `free` are the linear forms of the `directions` that no function sees; the members do not depend on them.
    `complete` says that members and constants are everything apart from functions of `free`; `elsewhere` are members on
    a part of the region only, with the condition.  `kinks` says that the functions are not known to be analytic
    everywhere: then the members commute where they are.  With `scales` the gradients of the functions are to be multiplied by
    these factors of parameters.
    """

    variables: tuple[str, ...]
    functions: tuple[Expression, ...]
    free: tuple[Expression, ...] = ()
    axes: tuple[tuple[Fraction, ...], ...] = ()
    directions: tuple[tuple[Fraction, ...], ...] = ()
    members: tuple[Expression, ...] = ()
    invariants: tuple[Expression, ...] | None = None
    elsewhere: tuple[tuple[Expression, str], ...] = ()
    round: Round | None = None
    bound: Bound | None = None
    complete: bool = False
    kinks: bool = False
    tried: str = ""
    scales: tuple[Expression, ...] = ()


def blocks(functions: Sequence[Expression], variables: tuple[str, ...]) -> list[Block]:
    """The blocks in the order of their first variables.

    >>> u, v, w, z = (sym(n) for n in "uvwz")
    >>> [b.variables for b in blocks([u * w, v**2], ("u", "v", "w", "z"))]
    [('u', 'w'), ('v',), ('z',)]
    """
    groups: list[tuple[set[str], list[Expression]]] = [({v}, []) for v in variables]
    for f in functions:
        own = f.names & set(variables)
        joined: tuple[set[str], list[Expression]] = (set(), [])
        rest = []
        for names, inside in groups:
            if names & own:
                joined[0].update(names)
                joined[1].extend(inside)
            else:
                rest.append((names, inside))
        joined[1].append(f)
        groups = [*rest, joined] if own else groups
    order = {f: i for i, f in reversed(list(enumerate(functions)))}
    found = [Block(tuple(v for v in variables if v in names), tuple(sorted(dict.fromkeys(inside), key=order.__getitem__)))
             for names, inside in groups]
    return sorted(found, key=lambda b: variables.index(b.variables[0]))


def _own(block: Block, region: Region) -> Region:
    """What the region says about the variables of the block, and the parameters."""
    return region.restrict(frozenset(block.variables) | frozenset(region.parameters))


# -- members ------------------------------------------------------------------------------------------------
def explore(block: Block, region: Region, degree: int, more: Sequence[Expression] = (), rich: bool = False) -> Block:
    """The block with its free directions, its members among the terms of an ansatz (a larger one when `rich`), and its round directions.

    >>> u, v = sym("u"), sym("v")
    >>> [str(h) for h in explore(Block(("u", "v"), (u * v,)), Region(("u", "v")), 2).members]
    ['u*v', 'u**2 + v**2']
    """
    if not block.functions:
        return replace(block, free=tuple(sym(v) for v in block.variables), invariants=(), complete=True)
    own = _own(block, region)
    smooth, side = _smooth(block, own)
    points = samples(Region(region.variables, region.parameters, (*region.facts, *side.facts), region.integers), 1)
    at = points[0] if points else {}
    chart = Chart.of(block.functions, block.variables, own)
    inner, inside = chart.functions(block.functions, at), chart.region(side, at)
    allowed = set(block.variables) | set(region.parameters)
    given = [e.substitute(chart.inward(at)) for e in more if e.names & set(block.variables) and e.names <= allowed]
    terms = terms_for(inner, chart.names, inside, degree, given, rich)
    found = [h.substitute(chart.outward()) for h in solutions(inner, chart.names, inside, terms.functions, chart.metric)]
    members: list[Expression] = []
    elsewhere: list[tuple[Expression, str]] = []
    for h in sorted(found, key=lambda h: (len(str(h)), str(h))):
        missing = [g for g in guards(h) if sign.prove(g.of, g.op, own) is None]
        region_h = smooth
        for g in missing:
            region_h = region_h.assume(g.of, g.op)
        if not _commutes(block, h, region_h):
            continue
        if not missing:
            members.append(h)
        else:
            elsewhere.append((h, ", ".join(f"{g.of} {g.op} 0" for g in missing)))
    rounded = round_directions(block.functions, block.variables, own) if not chart.free else None
    return replace(block, free=chart.forms(), axes=chart.axes, directions=chart.free, members=tuple(independent_functions(members, region)),
                   elsewhere=tuple(elsewhere[:FEW]),
                   round=rounded.off_center(own) if rounded is not None else None, kinks=smooth != own, tried=terms.words)


def _smooth(block: Block, region: Region) -> tuple[Region, Region]:
    """The part of the region where the functions are analytic, and a part of that where every kink is on one side."""
    smooth = side = region
    open_ = [g for f in block.functions for g in guards(f) if sign.prove(g.of, g.op, region) is None]
    for g in open_:
        smooth = smooth.assume(g.of, g.op)
    points = samples(smooth, 1) if open_ else ()
    side = smooth
    for g in open_:
        if g.op == "!=" and points:
            try:
                positive = sign_at(g.of, points[0]) != -1
            except Undefined:
                continue
            side = side.assume(g.of if positive else neg(g.of), ">")
    return smooth, side


def _commutes(block: Block, h: Expression, region: Region) -> bool:
    """Whether every component of every bracket is proved to vanish on the region."""
    n = len(block.functions)
    calculus = Calculus((*block.functions, h), block.variables)
    return all(prove(e, region) is not None for i in range(n) for _, e in calculus.bracket(i, n))


# -- bounds -------------------------------------------------------------------------------------------------
def bounded(block: Block, region: Region) -> Block:
    """The block with the best upper bound found at points of the region, and its invariants when it is complete.

    >>> u, v = sym("u"), sym("v")
    >>> plane = Region(("u", "v"))
    >>> bounded(explore(Block(("u", "v"), (u * v,)), plane, 2), plane).complete
    True
    """
    if not block.functions:
        return block
    if block.round is not None:
        if block.round.everything:
            return replace(block, complete=True, invariants=())
        rest = _rest(block, region)
        if rest is None:
            return block
        members = tuple(independent_functions([*rest.members, *block.members], region))
        return replace(block, members=members, bound=rest.bound, complete=True, invariants=())
    target = len(block.members) + 1
    chart = Chart.of(block.functions, block.variables, _own(block, region))
    best: Bound | None = None
    for bound in _tries(block, chart, region, target):
        if bound is not None and (best is None or bound.dimension < best.dimension):
            best = bound
        if best is not None and best.dimension <= target:
            break
    complete = best is not None and best.dimension == target
    done = replace(block, bound=best, complete=complete)
    return replace(done, invariants=invariants(done, region)) if complete else done


def _rest(block: Block, region: Region) -> Block | None:
    """The other directions of a block with round ones, where they split off and the members exhaust what they leave; None elsewhere."""
    assert block.round is not None
    size = len(block.round.coordinates)
    inner = bounded(explore(Block(block.variables, block.round.rest(block.functions)), region, 4), region)
    together = independent_functions([*block.members, *inner.members], region)
    exhausted = inner.complete and inner.invariants == () and len(together) == len(block.members)
    if not exhausted or len(inner.free) != size or inner.bound is None:
        return None
    return inner if _kernel_size(block, dict(inner.bound.point)) == size else None


def _kernel_size(block: Block, point: Point) -> int:
    """An upper bound of the dimension of the common kernel of Hess f_i - l_i at a point."""
    assert block.round is not None
    d = len(block.variables)
    columns = []
    for k, v in enumerate(block.variables):
        entries = []
        for f, value in zip(block.functions, block.round.values, strict=True):
            slope = derivative(f, v)
            entries += [derivative(slope, m) - (num(value) if j == k else ZERO) for j, m in enumerate(block.variables)]
        columns.append(entries)
    return d - linear_rank(columns, [point])


def _tries(block: Block, chart: Chart, region: Region, target: int) -> Iterator[Bound | None]:
    """Bounds by all rules, the cheap ones first; each may be None."""

    def at(point: Point, rule: Callable[..., Bound | None], extra: tuple[Consequence, ...] = (), **more: Any) -> Bound | None:
        setting = Setting(chart.functions(block.functions, point), chart.names, chart.metric, tuple(dict(c.slopes) for c in extra))
        try:
            found = rule(setting, chart.coordinates(point), target, **more)
        except NotAnalytic:
            return None
        if found is None:
            return None
        used = json.dumps({**json.loads(found.recipe), "extra": [c.to_json() for c in extra]})
        return _outward(replace(found, point=tuple(point.items()), recipe=used), chart)

    points = samples(region, CANDIDATES)
    special = _special_points(block, region)
    extra: tuple[Consequence, ...] = ()
    finite = False
    for p in (*points[1:], *points[:1]):  # the first sample is the plainest, and the least general
        found = at(p, bound_at)
        finite = finite or found is not None
        yield found
    for p in special:
        yield at(p, critical_bound)
    if not finite and not chart.free:
        extra = tuple(first_order(block.functions, block.variables, _own(block, region)))
        for p in points if extra else ():
            yield at(p, bound_at, extra)
    if finite or extra:
        for p in (*special, *points[:2]):
            yield at(p, singular_bound, extra)
    for plan in LONGER[: 2 if len(block.variables) > SEVERAL else None]:
        for p in points[1:4] or points:
            yield at(p, bound_at, extra, plan=plan)


def _outward(bound: Bound, chart: Chart) -> Bound:
    """The bound with the direction of its line in the variables, not in the coordinates of the chart."""
    recipe = json.loads(bound.recipe)
    if not chart.free or "direction" not in recipe:
        return bound
    steps = [Fraction(q) / size for q, size in zip(recipe["direction"], chart.sizes, strict=True)]
    recipe["direction"] = [str(sum((s * axis[j] for s, axis in zip(steps, chart.axes, strict=True)), Fraction(0)))
                           for j in range(len(chart.variables))]
    return replace(bound, recipe=json.dumps(recipe))


def _special_points(block: Block, region: Region) -> list[Point]:
    """Points of the region where the equations may degenerate: equal coordinates, and critical points found by elimination."""
    from mirrorsym.calculus.roots import common_zero

    inside = samples(region, 1)
    if not inside:
        return []
    found = [{**inside[0], **dict.fromkeys(block.variables, Fraction(q))} for q in (0, 1)]
    if len(block.functions) == 1:
        small = _own(block, region)
        p = common_zero([e for v in block.variables if (e := derivative(block.functions[0], v)) != ZERO], small)
        if p is not None and all(x.is_number for x in p.values()):
            found.append({**inside[0], **{v: x.value for v, x in p.items()}})
    return [p for p in found if is_inside(region, p)]


def invariants(block: Block, region: Region) -> tuple[Expression, ...] | None:
    """A basis of the members that no field changes, when it is proved that there are no more; None otherwise."""
    small = _own(block, region)
    try:
        frame = Frame(block.functions, block.variables, small, block.members)
        rows: dict[tuple[int, tuple[int, ...]], dict[int, Any]] = {}
        parts = [frame.polynomials(Derivatives.of(h, block.variables)) for h in block.members]
        below = None
        for p in parts:
            below = p.below if below is None else below * (p.below / below.gcd(p.below))
        for j, p in enumerate(parts):
            for i, own in enumerate(frame.known):
                total: Any = 0
                for k in own.first.keys() & p.first.keys():
                    total = total + own.first[k] * p.first[k] * (below / p.below)
                for exponents, c in {} if isinstance(total, int) else frame.tower.reduce(total)[0].to_dict().items():
                    rows.setdefault((i, exponents), {})[j] = c
        found = kernel(rows.values(), len(block.members))
    except (TooLarge, ZeroDivisionError, OverflowError, ValueError):
        found = []
    changes = []
    slopes = [Derivatives.of(f, block.variables).first for f in block.functions]
    for h in block.members:
        change = Derivatives.of(h, block.variables).first
        changes.append([add(*(mul(s.get(k, ZERO), e) for k, e in change.items())) for s in slopes])
    if block.members and linear_rank(changes, list(samples(region, len(block.members) + 6))) != len(block.members) - len(found):
        return None
    return tuple(add(*(mul(num(q), block.members[j]) for j, q in v.items())) for v in found)
