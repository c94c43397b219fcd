"""Wrong formulas made from right ones: what a check has to notice.

Main definition: `perturbed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mirrorsym.register.claim import Claim, Formulas

__all__ = ["perturbed"]

_CONTRARY = {"=": "=", "!=": "=", "<": ">", ">": "<", "<=": ">", ">=": "<"}


def perturbed(claim: Claim) -> Iterator[Formulas]:
    """The printed formulas with one of them changed: a formula by the factor 3/2, an equation by 3/2 on its right (1 where that is 0), an
    inequality turned around.  Where the claim names formulas of its own (`changed`), those.

    >>> from mirrorsym.register import relations
    >>> claim = Claim("", "two is two", "nowhere", relations(), "HOLDS", "proved in general", {"r": "x + x = 2*x", "s": "x**2 >= 0"})
    >>> [f["r"] + " and " + f["s"] for f in perturbed(claim)]
    ['x + x = 3/2*(2*x) and x**2 >= 0', 'x + x = 2*x and x**2 < 0']
    """
    if claim.changed is not None:
        yield {**claim.printed, **claim.changed}
        return
    for name, text in claim.printed.items():
        yield {**claim.printed, name: ";".join([_changed(text.split(";")[0]), *text.split(";")[1:]])}


def _changed(text: str) -> str:
    depth = 0
    for m in re.finditer(r"[()]|<=|>=|!=|=|<|>", text):
        depth += {"(": 1, ")": -1}.get(m.group(), 0)
        if not depth and m.group() in _CONTRARY:
            left, right = text[:m.start()].rstrip(), text[m.end():].strip()
            if m.group() == "=":
                right = "1" if right == "0" else f"3/2*({right})"
            return f"{left} {_CONTRARY[m.group()]} {right}"
    return f"3/2*({text.strip()})"
