"""mirrorsym: which gradient flows are time-dependent mirror flows, with certificates.

The public surface is the names of `__all__`.  Each is imported from its module at the first use, so that
`import mirrorsym` stays free of SymPy and NumPy; a name is listed once, in `_HOME`.

>>> import mirrorsym
>>> pair = mirrorsym.Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 0", "v > 0"])
>>> pair.M.variables
('u', 'v')
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from mirrorsym._version import __version__

if TYPE_CHECKING:
    from mirrorsym._balance import balance
    from mirrorsym._check import check
    from mirrorsym._derive import derive
    from mirrorsym._discover import discover
    from mirrorsym._horizon import horizon
    from mirrorsym._laws import laws
    from mirrorsym._parametrize import isometric, parametrize
    from mirrorsym._settle import settle
    from mirrorsym._verify import verify
    from mirrorsym.maps import Pair
    from mirrorsym.modelfile import read_model
    from mirrorsym.recheck import recheck

__all__ = ["Pair", "__version__", "balance", "check", "derive", "discover", "horizon", "isometric", "laws", "parametrize", "read_model",
           "recheck", "settle", "verify"]

#: public name -> the module that defines it
_HOME = {"Pair": "mirrorsym.maps", "balance": "mirrorsym._balance", "check": "mirrorsym._check", "derive": "mirrorsym._derive",
         "discover": "mirrorsym._discover", "horizon": "mirrorsym._horizon", "isometric": "mirrorsym._parametrize",
         "laws": "mirrorsym._laws", "parametrize": "mirrorsym._parametrize", "read_model": "mirrorsym.modelfile",
         "recheck": "mirrorsym.recheck", "settle": "mirrorsym._settle", "verify": "mirrorsym._verify"}


class _Surface(ModuleType):
    """The package as a module whose public verbs are not hidden by subpackages of the same name.

    Importing `mirrorsym.recheck` would bind the package to the name `recheck`, which is the verb's.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Surface


def __getattr__(name: str) -> Any:
    """The public object called `name`, imported now."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """What a reader may use, loaded or not."""
    return sorted({*globals(), *__all__})
