"""An upper bound of the dimension of a commutant for some values of the parameters: which equations to differentiate, and how often.

The bound is that of `prolong` for functions with numbers in place of the parameters.  It says nothing of other values: whether the
same equations leave the same dimension for all of them is decided where the answer is certified.

Main definitions: `generic_bound`, `unscaled`.
"""

from __future__ import annotations

from dataclasses import replace

from mirrorsym.calculus.commutant import LONGER, Block, bounded, invariants
from mirrorsym.calculus.jets import NotAnalytic
from mirrorsym.calculus.prolong import Bound, Setting, bound_at
from mirrorsym.calculus.region import Region, samples
from mirrorsym.expression import Expression, add, mul, num

__all__ = ["generic_bound", "unscaled"]

VALUES = 3
POINTS = 3
PLAN = ((1, 2), (1, 3), *(step for plan in LONGER for step in plan))


def unscaled(block: Block) -> Block:
    """The block with functions free of parameters, where its functions are constants plus multiples of such.

    >>> from mirrorsym.expression import sym
    >>> c, u, v = (sym(n) for n in "cuv")
    >>> found = unscaled(Block(("u", "v"), (2 * c * u**2 - c * v**2 + 1,)))
    >>> [str(e) for e in (*found.functions, *found.scales)]
    ['2*u**2 - v**2', 'c']
    """
    names = set(block.variables)
    if all(f.names <= names for f in block.functions):
        return block
    split = [_split(f, names) for f in block.functions]
    found = [s for s in split if s is not None]
    return replace(block, functions=tuple(f for _, f in found), scales=tuple(c for c, _ in found)) if len(found) == len(split) else block


def _split(f: Expression, names: set[str]) -> tuple[Expression, Expression] | None:
    """c and e with f = c*e + constant, c free of the names and e free of all others; None when that is not seen."""
    terms = [t for t in (f.args if f.op == "add" else (f,)) if t.names & names]
    parts = []
    for t in terms:
        factors = t.args if t.op == "mul" else (t,)
        parts.append((mul(*(x for x in factors if x.names and not x.names & names)),
                      mul(*(x for x in factors if not x.names or x.names & names))))
    if not parts or any(c != parts[0][0] or not e.names <= names for c, e in parts):
        return None
    return parts[0][0], add(*(e for _, e in parts))


def generic_bound(block: Block, region: Region) -> Block:
    """The block with the best bound found at a few values of the parameters, and its invariants there.

    >>> from mirrorsym.calculus.commutant import explore
    >>> from mirrorsym.expression import sym
    >>> c, u, v = (sym(n) for n in "cuv")
    >>> plane = Region(("u", "v"), ("c",), ((c, ">"),))
    >>> generic_bound(explore(Block(("u", "v"), (c * u * v,)), plane, 2), plane).bound.dimension
    3
    """
    if not block.functions:
        return block
    if all(f.names <= set(block.variables) for f in block.functions):
        return bounded(block, region)
    if block.round is not None:
        return replace(block, complete=True, invariants=()) if block.round.everything else block
    target = len(block.members) + 1
    best: Bound | None = None
    done = block
    for at in samples(region, VALUES)[::-1]:  # the first sample is the plainest, and the least general
        values = {n: num(at[n]) for n in region.parameters}
        here = region.substitute(values)
        fixed = replace(block, functions=tuple(f.substitute(values) for f in block.functions),
                        members=tuple(h.substitute(values) for h in block.members))
        setting = Setting(fixed.functions, block.variables, extra=tuple(
            {v: num(q) for v, q in zip(block.variables, c, strict=True) if q} for c in block.directions))
        for p in samples(here, POINTS)[::-1]:
            try:
                found = bound_at(setting, p, target, PLAN)
            except NotAnalytic:
                continue
            if found is None or (best is not None and found.dimension >= best.dimension):
                continue
            best = found = replace(found, point=tuple({**at, **p}.items()))
            complete = found.dimension == target
            done = replace(block, bound=found, complete=complete, invariants=invariants(fixed, here) if complete else None)
            if complete:
                return done
    return done
