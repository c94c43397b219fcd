"""The answer of `verify` as a document: each formula as it was given, the verdict, where it fails, and the formula as it should be.

Main definition: `formulas`.
"""

from __future__ import annotations

from collections.abc import Iterable

from mirrorsym.claim import Claim, Verification
from mirrorsym.expression import RELATIONS, Expression
from mirrorsym.printing.boxes import Atom, Box, Fence, Script
from mirrorsym.printing.document import Display, Document, Inline, Line, Paragraph, Part, Section
from mirrorsym.printing.prose import prose
from mirrorsym.printing.setting import Teller, fixed
from mirrorsym.printing.told.verdicts import titled

__all__ = ["formulas"]

#: claim -> how its formula is introduced
_LEFT = {"R": "R_a(x)", "Q": "Q_a(mu)", "grad_R": "grad R_a(x)", "minimizer": "x(a)"}


def formulas(found: Verification) -> Document:
    """The document of a verification.

    >>> from mirrorsym import Pair, verify
    >>> doc = formulas(verify(Pair(g=["u**2"], h="u**2", domain=["u > 0"]), minimizer="u0**2*exp(2*a)"))
    >>> [line.name for line in doc.lines]
    ['g', 'h', '', 'minimizer', 'minimizer corrected']
    """
    teller = Teller(found.pair, {"pair": found.pair.to_json(), "potential": found.outputs})
    parts: list[Part] = [*teller.introduced(), *teller.flowing()]
    for name, claim in found.claims.items():
        parts += _claim(name, claim, teller)
    return Document(f"Formulas held against the flow of {titled(found.pair)}", tuple(parts))


def _claim(name: str, claim: Claim, teller: Teller) -> Iterable[Part]:
    yield Section({"R": "The formula for R", "Q": "The formula for Q", "grad_R": "The formula for the gradient of R",
                   "minimizer": "The minimizer", "domain": "The domain"}.get(name, name))
    yield from _given("Claimed:", name, claim.given, teller, name)
    out: list[Inline] = [f"{claim.status}: ", *teller.say(claim.because)]
    if claim.witness:
        out += ["; at ", *teller.point(claim.witness)]
    if claim.differs_by is not None:
        out += ["; the difference is ", teller.box(claim.differs_by)]
    if claim.holds_on:
        out += ["; where ", *teller.conditions(claim.holds_on)]
    yield Paragraph((*out, "."))
    if claim.corrected is not None and str(claim.status) != "HOLDS":
        if claim.corrected:
            yield from _given("Derived instead:", name, claim.corrected, teller, f"{name} corrected")
        else:
            yield Paragraph(("Derived instead: it is everything.",))


def _given(lead: str, name: str, items: tuple[Expression, ...], teller: Teller, label: str) -> Iterable[Part]:
    if all(e.op in RELATIONS for e in items) or name not in _LEFT:
        yield Paragraph((f"{lead} ", *teller.conditions(items), "."))
        return
    left: Box = fixed(_LEFT[name])
    lines = []
    for i, e in enumerate(items):
        of = left if len(items) == 1 else Script(Fence(left), down=Atom(str(i + 1), "number"))
        lines.append(Line(of, teller.total(teller.box(e)) if name in ("R", "Q") else teller.box(e),
                          label if len(items) == 1 else f"{label}[{i}]", e))
    yield Paragraph(prose(lead))
    yield Display(tuple(lines))
