"""Relations in which `diff(f, x)` stands for the derivative of f with respect to x: a chain rule, or "this is the integral of that".

The derivatives are those of the independent checker, so that what it reads again is the statement that was made.

Main definitions: `slopes`, `gradient_of`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mirrorsym.register.bench import Bench
from mirrorsym.register.claim import Check, Finding, Formulas
from mirrorsym.register.ways import formulas_of, relations

__all__ = ["gradient_of", "slopes"]

_KINKS = frozenset({"abs", "sign", "Max", "Min", "piecewise"})


def slopes(**about: Any) -> Check:
    """Every formula is a relation that holds on the domain (as for `relations`), where `diff(f, x)` is the derivative of f.

    >>> from mirrorsym.calculus.bounded import Worker
    >>> with Worker() as worker:
    ...     found = slopes(domain=["x > 0"])({"F": "diff(x*log(x) - x, x) = log(x)"}, Bench(worker))
    >>> str(found.status)
    'HOLDS'
    """
    def check(formulas: Formulas, bench: Bench) -> Finding:
        return relations(**about)(_derived(formulas), bench)
    return check


def gradient_of(by: str = "x", **pair: Any) -> Check:
    """The formula "R" has the gradient of the pair's R_a in the variables `by` (one name, or several between commas).

    A function of a may be added to R: the flow does not see it, and a formula without a stated normalization leaves it open.
    """
    names = [n.strip() for n in by.split(",")]

    def check(formulas: Formulas, bench: Bench) -> Finding:
        slope = ";".join(_without(f"diff({formulas['R']}, {n})") for n in names)
        return formulas_of(**pair)({"grad_R": slope}, bench)
    return check


def _derived(formulas: Mapping[str, str]) -> dict[str, str]:
    return {name: _without(text) for name, text in formulas.items()}


def _without(text: str) -> str:
    """The text with each `diff(...)` written out, the innermost first; ValueError for a function that may have a kink."""
    from mirrorsym.grammar import parse
    from mirrorsym.recheck.derive import derivative
    from mirrorsym.recheck.limits import Budget

    while (found := list(re.finditer(r"\bdiff\(", text))):
        start = found[-1]
        end = _closing(text, start.end())
        inner, _, name = text[start.end():end].rpartition(",")
        f = parse(inner)
        if _KINKS & {node.op for node in f.walk()}:
            raise ValueError(f"{f} may have a kink, so that its derivative is not one formula")
        text = f"{text[:start.start()]}({derivative(f, name.strip(), Budget())}){text[end + 1:]}"
    return text


def _closing(text: str, start: int) -> int:
    depth = 1
    for i in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[i], 0)
        if not depth:
            return i
    raise ValueError(f"a parenthesis is open in {text!r}")
