"""joint: pairs whose variables are coupled, and whose flow psi can be written down all the same.

Variables that enter through the length of a vector only are replaced by that length, and the other routes are asked again.  Otherwise
variables that occur together form a block, which moves in closed form when its functions depend on an angle, on r**2 times a function of
the angle, and the like; each way is one module.  Unproved formulas are never reported: the steps of the derivation prove what is proposed.
"""

from __future__ import annotations

from mirrorsym.routes import Route
from mirrorsym.routes import quadratic as quadratic_route
from mirrorsym.routes import rotated as rotated_route
from mirrorsym.routes import separable as separable_route
from mirrorsym.routes._assembly import assembled
from mirrorsym.routes._blocks import Block, Moved, blocks_of
from mirrorsym.routes._draft import Draft, Setting
from mirrorsym.routes._hyperbolic import hyperbolic
from mirrorsym.routes._parabolic import parabolic
from mirrorsym.routes._polar import polar
from mirrorsym.routes._radial import groups, lifted, reduced
from mirrorsym.routes._single import scalar, wave

WAYS = (scalar, hyperbolic, parabolic, wave, polar)


def derive(setting: Setting) -> Draft | str:
    """The draft, or why the pair is not of this kind."""
    found = groups(setting.pair)
    if found:
        small = reduced(setting, found)
        for ask in (separable_route.derive, quadratic_route.derive, rotated_route.derive, _in_blocks):
            draft = ask(small)
            if not isinstance(draft, str):
                return lifted(draft, setting, small, found)
    return _in_blocks(setting)


def _in_blocks(setting: Setting) -> Draft | str:
    blocks = blocks_of(setting.pair)
    if isinstance(blocks, str):
        return blocks
    moves = []
    for b in blocks:
        moved = _moved(b, setting)
        if moved is None:
            return f"no closed-form flow of {', '.join(map(str, b.generators))} is known"
        moves.append(moved)
    return assembled(setting, blocks, tuple(moves))


def _moved(block: Block, setting: Setting) -> Moved | None:
    for way in WAYS:
        found = way(block, setting)
        if found is not None:
            return found
    return None


ROUTE = Route(name="joint", statement="coupled pairs with a flow in closed form",
              source="tdmf Thm 3.1, lwla Lemma 4.7", rank=40, derive=derive)
