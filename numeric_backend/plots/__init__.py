"""Pictures of potentials and of experiments; Matplotlib draws them, and is an extra (`pip install "mirrorsym[plots]"`).

Main definition: `available`.
"""

from __future__ import annotations

from importlib.util import find_spec

__all__ = ["available"]


def available() -> str | None:
    """None where Matplotlib is installed, else a sentence.

    >>> available() in (None, 'Matplotlib is not installed; pip install "mirrorsym[plots]" adds it')
    True
    """
    return None if find_spec("matplotlib") is not None else 'Matplotlib is not installed; pip install "mirrorsym[plots]" adds it'
