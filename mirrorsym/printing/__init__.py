"""Printing: how nouns look.  One module per look; the nouns know nothing of any of them.

`hook` is what the nouns' `_repr_html_` and `_repr_latex_` call; a look is a module of this folder with a function
`look(noun)` that answers None for a noun it does not know.  Nothing is imported before it is asked for.

Main definition: `hook`.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

__all__ = ["hook"]


def hook(kind: str, noun: object) -> str | None:
    """How `noun` looks in the format `kind` ("html", "latex", ...); None when it has no such look.

    >>> hook("html", 3) is None, hook("smoke_signals", 3) is None
    (True, True)
    """
    name = f"{__name__}.{kind}"
    if not kind.isidentifier() or find_spec(name) is None:
        return None
    look = getattr(import_module(name), "look", None)
    answer: str | None = None if look is None else look(noun)
    return answer
