"""The least that the compiled loop must keep, by far less than bench_optimizers.py shows: ten times the naive NumPy loop."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from numeric_backend.backends import on_numba

reason = on_numba.available()


def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_optimizers", Path(__file__).with_name("bench_optimizers.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(reason is not None, reason=f"backend numba: {reason}")
def test_sixteen_configurations_are_ten_times_faster_than_a_loop_over_them() -> None:
    b = bench()
    b.TURN = 0.05
    seconds, _ = b.medians(16, 5, 0.01, {"naive NumPy": b.naive, "Numba, generated": b.ours("numba")})
    assert seconds["naive NumPy"] > 10 * seconds["Numba, generated"]
