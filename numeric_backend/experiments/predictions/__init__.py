"""One file, one prediction: a module with a constant `PREDICTION`, whose name is the file's.

Main definition: `all_predictions`.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

from numeric_backend.experiments.prediction import Prediction

__all__ = ["all_predictions"]


@lru_cache(maxsize=1)
def all_predictions() -> tuple[Prediction, ...]:
    """Every prediction, in the order of their `rank`.

    >>> "mirror_flow" in [p.name for p in all_predictions()]
    True
    """
    found = []
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda i: i.name):
        prediction: Prediction = importlib.import_module(f"{__name__}.{info.name}").PREDICTION
        if prediction.name != info.name:
            raise ImportError(f"predictions/{info.name}.py defines {prediction.name!r}; the names must agree")
        found.append(prediction)
    return tuple(sorted(found, key=lambda p: (p.rank, p.name)))
