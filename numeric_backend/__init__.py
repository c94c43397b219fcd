"""numeric_backend: the laboratory that tests the theory's predictions numerically.

Nothing is exported yet.  What comes here: kernels (straight-line programs), their backends, gradient flows and
optimizers that know neither SymPy nor a theorem, and above them the lift from formulas and the experiments.
"""

from __future__ import annotations

__all__: list[str] = []
