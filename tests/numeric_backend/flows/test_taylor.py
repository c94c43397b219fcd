"""Our compiled integrator against heyoka's Taylor method, which shares nothing with it but the kernel."""

from __future__ import annotations

import numpy as np
import pytest

from numeric_backend.backends import machine, on_heyoka
from numeric_backend.flows.fused import integrate_compiled
from numeric_backend.flows.system import Part, System
from numeric_backend.flows.taylor import integrate_taylor
from numeric_backend.optimizers.writing import program

missing = on_heyoka.available()
SYSTEM = System(2, 1, 1, program(("t", "y", "v", "mine", "k"), lambda t, y, v, mine, k: [v, -(1 + k * mine) * y.call("sin") + t.call("cos") / 5]))
STARTS, MINE = np.stack([np.linspace(0.1, 2.5, 11), np.linspace(-1.0, 1.0, 11)]), np.linspace(0.0, 9.0, 11)[None]


@pytest.mark.skipif(missing is not None, reason=f"backend heyoka: {missing}")
@pytest.mark.skipif(machine.reason() is not None, reason=f"backend numba: {machine.reason()}")
def test_two_methods_agree() -> None:
    times = np.linspace(0.0, 6.0, 7)
    parts = [Part(end, SYSTEM, MINE, np.array([k])) for end, k in ((2.5, 0.1), (6.0, 0.3))]
    ours, theirs = integrate_compiled(parts, STARTS, times, tolerance=1e-13).values, integrate_taylor(parts, STARTS, times)
    assert np.max(np.abs(ours - theirs)) < 1e-10
    other = integrate_taylor([parts[0], Part(6.0, SYSTEM, MINE, np.array([0.301]))], STARTS, times)
    assert np.max(np.abs(ours - other)) > 1e-4  # the partner: another field is told apart


@pytest.mark.skipif(missing is None, reason="backend heyoka: it is here")
def test_without_heyoka_it_says_so() -> None:
    with pytest.raises(ValueError, match="heyoka is not installed"):
        integrate_taylor([Part(1.0, SYSTEM, MINE, np.array([0.1]))], STARTS, [1.0])
