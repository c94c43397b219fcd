"""The compiled integrator: the steps of the plain one, its ends, and bits that neither batch nor threads change."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest
from numpy.typing import NDArray

from numeric_backend.backends import machine, vector_kernel
from numeric_backend.backends.on_mpmath import evaluator
from numeric_backend.flows.dop853 import STUCK, Event, Piece, Solution, integrate
from numeric_backend.flows.fused import integrate_compiled
from numeric_backend.flows.system import Part, System
from numeric_backend.kernel import VOCABULARY, Builder
from numeric_backend.optimizers.writing import Term, program

Array = NDArray[Any]
ROOT = Path(__file__).resolve().parents[3]
reason = machine.reason()
pytestmark = pytest.mark.skipif(reason is not None, reason=f"backend numba: {reason}")

COUNT = 150  # more than one thread's share
PENDULUM = System(2, 1, 1, program(("t", "y", "v", "mine", "k"), lambda t, y, v, mine, k: [v, -(1 + k * mine) * y.call("sin") + t.call("cos") / 5]))
STARTS = np.stack([np.linspace(0.1, 2.5, COUNT), np.linspace(-1.0, 1.0, COUNT)])
MINE = np.linspace(0.0, 12.0, COUNT)
TIMES = np.linspace(0.0, 6.0, 13)


def pendulum(t: Array, y: Array, lanes: Array) -> Array:
    return np.stack([y[1], -(1.0 + 0.1 * MINE[lanes]) * np.sin(y[0]) + np.cos(t) / 5])


def pendulums(who: Any, **options: Any) -> Solution:
    part = Part(6.0, PENDULUM, MINE[None, who], np.array([0.1]))
    return integrate_compiled([part], STARTS[:, who], TIMES, **options)


def test_its_steps_are_those_of_the_plain_one() -> None:
    ours, theirs = pendulums(slice(None), tolerance=1e-11), integrate([Piece(6.0, pendulum)], STARTS, TIMES, tolerance=1e-11)
    assert np.max(np.abs(ours.values - theirs.values)) < 1e-11
    assert ours.because == (None,) * COUNT
    assert np.mean(ours.steps != theirs.steps) < 0.02 and np.mean(ours.rejected != theirs.rejected) < 0.02  # rounding may decide one
    assert np.allclose(ours.error, theirs.error, rtol=0.05)
    assert np.max(np.abs(ours.last - ours.values[:, -1])) < 1e-10


def test_another_field_has_another_flow() -> None:
    """The partner of the comparison."""
    part = Part(6.0, PENDULUM, MINE[None, :8], np.array([0.11]))
    other = integrate_compiled([part], STARTS[:, :8], TIMES)
    assert np.max(np.abs(other.values - pendulums(slice(0, 8)).values)) > 1e-3


def test_no_bit_depends_on_the_batch_or_the_threads() -> None:
    whole = pendulums(slice(None), threads=1)
    for who, threads in ((slice(None), 3), (slice(0, 1), 1), (slice(3, 14), 2), (slice(60, 150), 2), (slice(0, 150, 7), 1)):
        part = pendulums(who, threads=threads)
        for a, b in ((part.values, whole.values[:, :, who]), (part.error, whole.error[who]), (part.last, whole.last[:, who])):
            assert a.tobytes() == np.ascontiguousarray(b).tobytes()
        assert (part.steps == whole.steps[who]).all()


def test_a_speed_that_jumps_to_and_fro_ends_where_the_plain_one_ends() -> None:
    jumps = System(1, 0, 0, program(("t", "y"), lambda t, y: [-y.call("sign")]))
    start = np.linspace(-1.4, 2.6, 9)[None]
    ours = integrate_compiled([Part(2.0, jumps, np.zeros((0, 9)), np.zeros(0))], start, [0.25, 2.0])
    theirs = integrate([Piece(2.0, lambda t, y, lanes: -np.sign(y))], start, [0.25, 2.0])
    assert ours.because == theirs.because and [b is None for b in ours.because] == (abs(start[0]) >= 2.0).tolist()
    assert ours.because[0] == STUCK and np.allclose(ours.end, theirs.end, atol=1e-9)


def number(t: Term, value: float) -> Term:
    return t.lift(value)


def ends() -> tuple[System, Any, Any]:
    """The same field and event for both integrators; `lane` chooses the equation."""
    def field(t: Term, y: Term, lane: Term) -> list[Term]:
        dead = (t.call("sign") + 1).call("log") * 0 + number(t, -1.0).call("sqrt")
        late = number(t, 0.3).call("less", t).call("select", dead, -y)
        out = -y
        for which, other in ((1.0, y * y), (2.0, y.call("log")), (3.0, late)):
            out = number(t, which).call("equal", lane).call("select", other, out)
        return [out]

    def event(t: Term, y: Term, lane: Term) -> list[Term]:
        return [number(t, 1.0), number(t, 5.0).call("equal", lane).call("select", y - 0.75, 1.0)]

    names = ("t", "y", "lane")
    system = System(1, 1, 0, program(names, field), program(names, event))

    def plain(t: Array, y: Array, lanes: Array) -> Array:
        return np.asarray(np.where(lanes == 1, y**2, np.where(lanes == 2, np.log(y), np.where((lanes == 3) & (t > 0.3), np.nan, -y))))

    return system, plain, Event("out", lambda t, y, lanes: np.where(lanes == 5, y - 0.75, 1.0))


def test_each_end_is_told_and_the_others_go_on() -> None:
    system, plain, leaves = ends()
    start = np.array([[1.0, 2.0, 0.5, 1.0, np.nan, 1.0, 1.0, 2e8]])
    part = Part(1.0, system, np.arange(8.0)[None], np.zeros(0), ("never", "out"))
    before = start.copy()
    ours = integrate_compiled([part], start, [0.25, 1.0], limit=3000)
    assert np.array_equal(start, before, equal_nan=True)
    theirs = integrate([Piece(1.0, plain)], start, [0.25, 1.0], events=[leaves], limit=3000)
    assert ours.because == theirs.because and ours.because[5] == "out" and ours.because[4] == "it has no start"
    assert ours.because[3] is not None and "edge" in ours.because[3] and ours.because[1] is not None and "bounds" in ours.because[1]
    assert np.allclose(ours.end, theirs.end, atol=1e-8) and abs(ours.end[5] - np.log(4 / 3)) < 1e-9 and ours.last[0, 5] >= 0.75
    assert np.allclose(ours.values, theirs.values, rtol=1e-11, equal_nan=True)
    alone = integrate_compiled([Part(1.0, system, np.zeros((1, 1)), np.zeros(0), ("never", "out"))], start[:, :1], [0.25, 1.0])
    assert alone.values.tobytes() == np.ascontiguousarray(ours.values[:, :, :1]).tobytes()


def test_steps_are_bounded_for_one_trajectory_alone() -> None:
    stiff = System(1, 1, 0, program(("t", "y", "k"), lambda t, y, k: [-k * y]))
    found = integrate_compiled([Part(1.0, stiff, np.array([[1e5, 1.0]]), np.zeros(0))], np.ones((1, 2)), [1.0], limit=50)
    assert found.because == ("it needs more than 50 steps", None) and found.steps[0] + found.rejected[0] == 50


def test_parts_meet_at_their_ends_and_blow_up_is_found() -> None:
    straight = System(1, 0, 1, program(("t", "y", "k"), lambda t, y, k: [k + 0 * y]))
    parts = [Part(end, straight, np.zeros((0, 3)), np.array([k])) for end, k in ((0.5, 1.0), (2.0, -3.0))]
    found = integrate_compiled(parts, np.zeros((1, 3)), [0.5, 1.0, 2.0])
    assert np.allclose(found.values[0, :, 1], [0.5, -1.0, -4.0], atol=1e-13) and np.max(found.rejected) == 0
    fast = integrate_compiled([Part(1.0, straight, np.zeros((0, 1)), np.array([1e9]))], np.zeros((1, 1)), [1.0], largest=1e8)
    assert fast.because == ("it grows beyond all bounds",) and abs(fast.end[0] - 0.1) < 1e-8 and fast.last[0, 0] < 1e8


OPS = sorted(op for op, count in VOCABULARY.items() if count and op not in ("LambertW", "Ei", "polygamma", "besselj", "power_of"))


@pytest.mark.parametrize(("points", "without"), [
    ([[0.3, 1.7, 2.0], [0.99, -0.5, 0.25], [1e-9, 3.0, 7.0]], {"acosh"}),
    ([[-0.4, 0.8, -1.0], [-0.75, -2.5, 0.0]], {"acosh", "log", "sqrt", "power"}),
    ([[25.0, 2.0, 1.0], [1.5, -40.0, 3.0]], {"acos", "asin", "atanh"}),
], ids=["small", "negative", "large"])
def test_every_operation_is_the_one_of_the_vocabulary(points: list[list[float]], without: set[str]) -> None:
    """y' is constant, so y(1) is the operation's value."""
    ops = [op for op in OPS if op not in without]
    n = len(ops) + 3
    b = Builder(("t", *(f"y{i}" for i in range(n)), "a", "b", "c"))
    given = [b.argument(1 + n + i) for i in range(3)]
    kernel = b.kernel([*(b.put(op, *given[:VOCABULARY[op]]) for op in ops), *(b.put("power_of", given[0], value=k) for k in (-3, 0, 5))])
    own = np.array(points).T
    found = integrate_compiled([Part(1.0, System(n, 3, 0, kernel), own, np.zeros(0))], np.zeros((n, len(points))), [1.0], first=1.0,
                               largest=1e300)
    truth = evaluator(kernel)
    for i, point in enumerate(points):
        with mpmath.workdps(40):
            right = truth(*[mpmath.mpf(0)] * (n + 1), *map(mpmath.mpf, point))
            for name, value, exact in zip((*ops, "-3", "0", "5"), found.values[:, 0, i], right, strict=True):
                assert abs(value - exact) <= 2e-14 * max(abs(exact), 1e-12), (name, point)


def test_what_there_is_no_code_for_is_refused() -> None:
    system = System(1, 0, 0, program(("t", "y"), lambda t, y: [y.call("LambertW") + y.call("Ei")]))
    with pytest.raises(ValueError, match="has no Ei and no LambertW"):
        integrate_compiled([Part(1.0, system, np.zeros((0, 1)), np.zeros(0))], np.ones((1, 1)), [1.0])
    assert vector_kernel.absent(PENDULUM.field) == []


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        System(2, 0, 0, program(("t", "y"), lambda t, y: [y]))
    for own, shared, rows in ((2, 1, 2), (1, 0, 2), (1, 1, 3)):  # compiled code would read what is not there
        with pytest.raises(ValueError, match="do not fit"):
            integrate_compiled([Part(6.0, PENDULUM, np.zeros((own, 1)), np.zeros(shared))], np.ones((rows, 1)), [1.0])
    for times in ([1.0, 0.5], [7.0], [-0.5]):
        with pytest.raises(ValueError, match="times"):
            integrate_compiled([Part(6.0, PENDULUM, np.zeros((1, 1)), np.zeros(1))], np.ones((2, 1)), times)


def test_another_process_finds_the_code_and_a_damaged_file_is_made_again(tmp_path: Path) -> None:
    """The second process compiles nothing and needs no Numba; the third finds the file cut short."""
    code = (
        "import sys, numpy as np; from llvmlite import binding\n"
        "from numeric_backend.flows.fused import integrate_compiled; from numeric_backend.flows.system import Part, System\n"
        "from numeric_backend.optimizers.writing import program\n"
        "made, old = [], binding.parse_assembly\n"
        "binding.parse_assembly = lambda text, *more: (made.append(text), old(text, *more))[1]\n"
        "s = System(1, 0, 0, program(('t', 'y'), lambda t, y: [-y]))\n"
        "r = integrate_compiled([Part(1.0, s, np.zeros((0, 1)), np.zeros(0))], np.ones((1, 1)), [1.0])\n"
        "print(sum(map(bool, made)), 'numba' in sys.modules, abs(float(r.last[0, 0]) - np.exp(-1)) < 1e-12)")

    def said() -> list[str]:
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)}, capture_output=True,
                              text=True, check=True, timeout=120)
        return done.stdout.split()

    assert said() == ["1", "False", "True"]
    assert said() == ["0", "False", "True"]
    (file,) = (tmp_path / "mirrorsym" / "kernels").glob("flow-*.o")
    file.write_bytes(file.read_bytes()[:-100])
    assert said() == ["1", "False", "True"]
