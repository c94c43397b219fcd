"""The kinds of pictures of a derived potential, by name.

Main definitions: `picture_of`, `KINDS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from mirrorsym.maps import Pair
from mirrorsym.potential import Potential
from mirrorsym.printing.curves import chosen_values, default_clocks
from mirrorsym.report import PairReport
from mirrorsym.verdict import Status
from numeric_backend.plots.level_sets import horizon_picture, level_sets_picture
from numeric_backend.plots.phase import phase_picture
from numeric_backend.plots.picture import Picture, Refused
from numeric_backend.plots.potential import conjugate_picture, potential_picture

__all__ = ["KINDS", "Refused", "picture_of"]

_CURVES = {"potential": potential_picture, "conjugate": conjugate_picture, "level-sets": level_sets_picture, "horizon": horizon_picture}
KINDS = (*_CURVES, "phase")


def picture_of(kind: str, report: PairReport, given: Mapping[str, Fraction] | None = None, clocks: Sequence[Fraction] | None = None,
               span: tuple[float, float] | None = None, name: str = "") -> Picture:
    """The picture of a report's potential; Refused, with the reason, where there is nothing to draw.

    `given` are numbers for parameters and symbols of the initial point, `clocks` the values of a, `span` what is shown of the first axis.

    >>> from mirrorsym import Pair, derive
    >>> report = derive(Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 0", "v > 0"]))
    >>> [s.label for s in picture_of("conjugate", report, clocks=[Fraction(0), Fraction(-1)]).series]
    ['a = 0', 'a = -1']
    """
    p = report.potential
    if not isinstance(p, Potential):
        raise Refused("no potential was derived")
    if p.status is not Status.HOLDS or p.Q is None or p.grad_Q is None:
        raise Refused(p.because)
    if kind == "phase":
        return phase_picture(report.pair, p, given or {}, span, _title(name, report.pair))
    if len(p.x) != 1:
        raise Refused(f"x has {len(p.x)} coordinates; curves are drawn for one")
    values = chosen_values(report, given)
    if values is None:
        raise Refused("no initial point in M was found" + (" with the given values" if given else "; give its symbols values"))
    chosen = (default_clocks(p, values) if clocks is None else clocks) if report.pair.h is not None else (Fraction(0),)
    return _CURVES[kind](p, values, chosen, span, _title(name, report.pair))


def _title(name: str, pair: Pair) -> str:
    """What the picture is of: the formulas where they are short, else the name."""
    formulas = f"g = {pair.g[0]}" + (f", h = {pair.h}" if pair.h is not None else "")
    return formulas if len(formulas) <= 72 else name[:72]
