"""Claims about the finder: what it proves, what it leaves open, and what the checker says of its proofs."""

from __future__ import annotations

from collections.abc import Callable

from kit import NAMES, setting

from mirrorsym.calculus.region import Region
from mirrorsym.calculus.tower import normal_form
from mirrorsym.calculus.zero import prove
from mirrorsym.domain import Domain
from mirrorsym.expression import Expression
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.reader import read, read_conditions
from mirrorsym.recheck.zero import prove_zero


def formula(text: str) -> Expression:
    """The tree of a formula."""
    return read(text, NAMES)


def region(conditions: tuple[str, ...]) -> Region:
    """The region of conditions on u, v."""
    return Region.of(Domain(("u", "v"), tuple(c for text in conditions for c in read_conditions(text, {"u", "v"})), ()))


def vanishes(e: str, *conditions: str) -> Callable[[], bool]:
    """The normal form over the tower is 0, and the checker agrees."""

    def right() -> bool:
        found = normal_form(formula(e), region(conditions))
        if found is None or not found[1].is_zero:
            return False
        try:
            prove_zero(formula(e), found[0].certificate(), setting(conditions, "u v", {}))
        except Rejected:
            return False
        return True

    return right


def stays(e: str, *conditions: str) -> Callable[[], bool]:
    """The normal form over the tower of something that is not 0 is not 0."""

    def right() -> bool:
        found = normal_form(formula(e), region(conditions))
        return found is None or not found[1].is_zero

    return right


def proved(e: str, *conditions: str) -> Callable[[], bool]:
    """The finder proves that e = 0, and the checker accepts its proof."""

    def right() -> bool:
        proof = prove(formula(e), region(conditions))
        try:
            prove_zero(formula(e), proof, setting(conditions, "u v", {}))
        except Rejected:
            return False
        return proof is not None

    return right
