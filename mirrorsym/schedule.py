"""A schedule alpha_t of the regularization's strength, as somebody writes it down.

Main definition: `read_schedule`.
"""

from __future__ import annotations

from mirrorsym.errors import InputError
from mirrorsym.expression import Expression
from mirrorsym.grammar import read_all
from mirrorsym.maps import Pair

__all__ = ["T", "read_schedule"]

#: the name of time
T = "t"


def read_schedule(alpha: str | Expression, pair: Pair) -> Expression:
    """alpha as a formula in t and the parameters of the pair; InputError where it is none.

    >>> str(read_schedule("1/(1 + t)", Pair(g=["u"], h="u")))
    '1/(t + 1)'
    """
    if pair.h is None:
        raise InputError(["alpha: without a regularizer h there is nothing to schedule"])
    if T in {*pair.w, *pair.M.parameter_names, *(n for e in dict(pair.init).values() for n in e.names)}:
        raise InputError([f"alpha: {T} is a name of the pair; a schedule is a formula in {T}"])
    read = read_all([("alpha", alpha)], [T, *pair.M.parameter_names], conditions=set())
    if read.problems:
        raise InputError(read.problems)
    (found,) = read.values["alpha"]
    return found  # type: ignore[no-any-return]
