"""Loops of experiments that a later process loads without Numba, to the same bits; what is not as expected stays Numba's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from numeric_backend.backends import kept_loop, on_numba

ROOT = Path(__file__).resolve().parents[2]
reason = on_numba.available()
pytestmark = pytest.mark.skipif(reason is not None, reason=f"backend numba: {reason}")
PROGRAM = """
import hashlib, sys
import numpy as np
from numeric_backend.backends import numba_loop
from numeric_backend.optimizers import LEAST_SQUARES, Data, constant, decay, descent, gradient_descent, run
from numeric_backend.optimizers.writing import program

e = descent(program(("u", "v"), lambda u, v: [u * v]), LEAST_SQUARES, penalty=decay("uv"), rule=gradient_descent(), schedule=constant("rate0"),
            copies=3)
rng = np.random.default_rng(3)
data, start = Data(rng.standard_normal((7, 3)), rng.standard_normal(7)), rng.standard_normal((2, 3))
rates = np.linspace(0.001, 0.01, 11)
rates[4] = 1e6
def bits(runs):
    return hashlib.sha256(runs.w.tobytes() + runs.loss.tobytes() + runs.broken.tobytes()).hexdigest()
print(bits(run(e, data, start, hyper={"rate0": rates}, steps=40, every=9, backend="numba", threads=2)), "numba" in sys.modules)
if len(sys.argv) > 1:
    numba_loop._entry = lambda e, order, alone: lambda *arrays: lambda *numbers: numba_loop._module(e, order, alone).advance(*arrays, *numbers)
    print(bits(run(e, data, start, hyper={"rate0": rates}, steps=40, every=9, backend="numba", threads=1)))
"""


def said(cache: Path, *options: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", PROGRAM, *options], cwd=ROOT, env={**os.environ, "XDG_CACHE_HOME": str(cache)},
                          capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()


def test_a_later_process_needs_no_numba_and_has_the_same_bits(tmp_path: Path) -> None:
    first, loaded, by_numba = said(tmp_path, "both")
    assert (loaded, by_numba) == ("True", first)  # compiled here, and run both ways
    (kept,) = (tmp_path / "mirrorsym" / "kernels").glob("flow-*.o")
    assert said(tmp_path) == [first, "False"]
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert said(tmp_path) == [first, "True"]  # a damaged file is made again


def test_what_is_not_as_expected_stays_as_it_is(tmp_path: Path) -> None:
    seen: list[Any] = []

    def strange(*arguments: Any) -> None:
        seen.append(arguments)

    kept_loop.entry(["nothing that is kept"], ["f8", "intp"], lambda: strange, tmp_path)()(2.0, 3)
    assert seen == [(2.0, 3)] and list(tmp_path.iterdir()) == []


def test_another_layout_or_an_unknown_function_is_not_taken(tmp_path: Path) -> None:
    from numba import njit

    @njit("void(f8[::1], intp)", error_model="numpy", nogil=True)
    def plain(x: Any, i: int) -> None:
        x[i] = 1.0

    @njit("void(f8[::1], intp)", nogil=True)
    def raises(x: Any, i: int) -> None:
        if i > 3:
            raise ValueError("no")
        x[i] = 1.0

    import numpy as np

    for kinds, function, taken in ((["array", "intp"], plain, True), (["array", "f8"], plain, False), (["array", "intp"], raises, True)):
        folder = tmp_path / f"{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        x = np.zeros(5)
        kept_loop.entry([*kinds, str(function), str(folder)], kinds, lambda function=function: function, folder)(x)(2)
        assert x.tolist() == [0.0, 0.0, 1.0, 0.0, 0.0]
        assert (list(folder.iterdir()) != []) is taken
    with pytest.raises(RuntimeError, match="the compiled loop ended with"):
        kept_loop.entry(["array", "intp", str(raises), str(folder)], ["array", "intp"], lambda: raises, folder)(x)(4)
