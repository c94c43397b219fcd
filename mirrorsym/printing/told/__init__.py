"""What is told about a noun, as a document that every writer of `mirrorsym.printing.formats` can write.

One file for each kind of answer.  Nouns of the floors below are dispatched on by `told`; the register's claims and reruns, which this
floor does not know, come as the plain data of their JSON.

Main definition: `told`.
"""

from __future__ import annotations

from functools import singledispatch

from mirrorsym.claim import Claim, Verification
from mirrorsym.derivation import Derivation
from mirrorsym.discovery import Discovery
from mirrorsym.horizon_function import Horizon
from mirrorsym.parametrization import Parametrization
from mirrorsym.potential import Potential
from mirrorsym.printing.document import Document
from mirrorsym.report import PairReport
from mirrorsym.verdict import Verdict

__all__ = ["told"]


@singledispatch
def told(noun: object) -> Document | None:  # noqa: ARG001 - the answer for a noun that nothing is told about
    """The document of a noun; None where there is none.

    >>> from mirrorsym import Pair, check
    >>> told(check(Pair(g=["u**2"], domain=["u > 0"]))).title
    'g = u^2'
    >>> told("nothing") is None
    True
    """
    return None


@told.register
def _(noun: PairReport) -> Document:
    from mirrorsym.printing.story import story
    from mirrorsym.printing.told.verdicts import verdicts

    return verdicts([("", noun)]) if noun.potential is None else story(noun)


@told.register
def _(noun: Discovery) -> Document:
    from mirrorsym.printing.told.regularizers import regularizers

    return regularizers(noun)


@told.register
def _(noun: Verification) -> Document:
    from mirrorsym.printing.told.formulas import formulas

    return formulas(noun)


@told.register
def _(noun: Parametrization) -> Document:
    from mirrorsym.printing.told.parametrizations import parametrizations

    return parametrizations(noun)


@told.register
def _(noun: Verdict) -> Document:
    from mirrorsym.printing.told.parts import of_verdict

    return of_verdict(noun)


@told.register
def _(noun: Claim) -> Document:
    from mirrorsym.printing.told.parts import of_claim

    return of_claim(noun)


@told.register
def _(noun: Potential) -> Document:
    from mirrorsym.printing.told.parts import of_potential

    return of_potential(noun)


@told.register
def _(noun: Derivation) -> Document:
    from mirrorsym.printing.told.parts import of_derivation

    return of_derivation(noun)


@told.register
def _(noun: Horizon) -> Document:
    from mirrorsym.printing.told.horizons import horizons

    return horizons(noun)
