"""Gradient flows as systems of kernels, for the compiled integrator: a pair, a loss and a schedule written as one program.

Data, levels of the schedule and parameters are numbers that all trajectories share, labels and signs numbers of each trajectory, so that a
program does not change with them.

Main definitions: `Written`, `flow_parts`, `curve_part`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric_backend.flows.pieces import Drive, Stretch
from numeric_backend.flows.system import Part, System, inlined
from numeric_backend.kernel import Builder, Kernel
from numeric_backend.losses import Custom, Loss, OnRows, Quadratic
from numeric_backend.optimizers.writing import Term

__all__ = ["Written", "curve_part", "flow_parts"]

Array = NDArray[Any]
_LARGEST = 6000  # steps of a program, beyond which machine code takes longer to make than a flow to run


@dataclass(frozen=True, eq=False)
class Written:
    """The kernels of a pair, of its `d` variables and the numbers of its parameters.

    `first` gives g_1 .. g_n (and h where `m` is n + 1), then the gradient of each; `conditions` the values whose signs a flow may not
    change.
    """

    first: Kernel
    conditions: Kernel
    d: int
    n: int
    m: int
    copies: int
    values: tuple[float, ...]

    @property
    def signs(self) -> int:
        """How many signs a flow may not change."""
        return len(self.conditions.outputs) * self.copies


class _Program:
    """A program under construction: t, the rows of y, then the numbers of each trajectory and the shared ones as they are asked for."""

    def __init__(self, rows: int, own: int, shared: int) -> None:
        self.counts = (rows, own, shared)
        self.builder = Builder(("t", *(f"{kind}{i}" for kind, count in zip("yos", self.counts, strict=True) for i in range(count))))

    def term(self, place: int) -> Term:
        """An argument by its place."""
        return Term(self.builder, self.builder.argument(place))

    def y(self, i: int) -> Term:
        """A row of y."""
        return self.term(1 + i)

    def own(self, i: int) -> Term:
        """A number of each trajectory."""
        return self.term(1 + self.counts[0] + i)

    def shared(self, i: int) -> Term:
        """A number that all share."""
        return self.term(1 + self.counts[0] + self.counts[1] + i)

    def inline(self, kernel: Kernel, arguments: Sequence[Term]) -> list[Term]:
        """The outputs of a kernel of these terms."""
        return [Term(self.builder, k) for k in inlined(self.builder, kernel, [a.step for a in arguments])]

    def kernel(self, outputs: Sequence[Term]) -> Kernel:
        """The program."""
        return self.builder.kernel([o.step for o in outputs])


class _Numbers:
    """Where the numbers of a part lie among those of each trajectory and the shared ones."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._own: list[Array] = []
        self._shared: list[Array] = []
        self.sizes = [0, 0]

    def add(self, values: Array, each: bool) -> Callable[[_Program, int], Term]:
        """Keep numbers, of each trajectory (rows, trajectories) or shared; the answer reads number i of them."""
        side, kept = (0, self._own) if each else (1, self._shared)
        start = self.sizes[side]
        kept.append(np.asarray(values, dtype=np.float64))
        self.sizes[side] += len(values)
        return (lambda p, i: p.own(start + i)) if each else (lambda p, i: p.shared(start + i))

    @property
    def own(self) -> Array:
        """(numbers, trajectories)."""
        return np.concatenate([np.zeros((0, self.count)), *self._own])

    @property
    def shared(self) -> Array:
        """All shared numbers."""
        return np.concatenate([np.zeros(0), *self._shared])


#: the gradient of a loss at x, in a program
Gradient = Callable[[_Program, Sequence[Term]], list[Term]]


def flow_parts(pair: Written, drive: Drive, stop: float, signs: Array, because: str, still: float | None = None) -> list[Part] | None:
    """The gradient flow of (w, mu) up to the time `stop`; None where a loss is no program, or one that is too long.

    A trajectory ends `because` of the sign of a condition, or, with `still`, where it has converged.
    """
    parts = []
    for stretch in drive.stretches(stop):
        part = _flow_part(pair, drive, stretch, signs, because, still)
        if part is None:
            return None
        parts.append(part)
    return parts


def _flow_part(pair: Written, drive: Drive, stretch: Stretch, signs: Array, because: str, still: float | None) -> Part | None:
    numbers = _Numbers(signs.shape[1])
    values = numbers.add(np.array(pair.values), False)
    level = numbers.add(np.array([stretch.span.level, stretch.span.rate, stretch.span.slope, stretch.since]), False)
    side = numbers.add(signs, True)
    gradient = _gradient(stretch.loss, numbers)
    late = None
    if still is not None:
        off = max(drive.schedule.settled, drive.switched)
        bounds = numbers.add(np.array([min(off, 1e300), still]), False)
        late = _gradient(drive.losses[-1][1], numbers)
    if gradient is None or (still is not None and late is None):
        return None
    rows = pair.copies * (pair.d + pair.n)

    def alpha(p: _Program) -> Term:
        s = p.term(0) - level(p, 3)
        return level(p, 0) * (-(level(p, 1) * s)).call("exp") + level(p, 2) * s

    p = _Program(rows, *numbers.sizes)
    x, _, slopes = _pair(p, pair, values)
    forces = [-q for q in gradient(p, x)]
    clock = -alpha(p) if pair.m > pair.n else None
    field = p.kernel([*_speed(pair, slopes, forces, clock), *forces])
    e = _Program(rows, *numbers.sizes)
    checks = _sides(e, pair, values, side)
    reasons = [because] * len(checks)
    if late is not None:
        far = [q.call("abs") for q in late(e, _pair(e, pair, values)[0])]
        worst = far[0]
        for q in far[1:]:
            worst = worst.call("maximum", q)
        before = e.term(0).call("less", bounds(e, 0))
        checks.append(before.call("select", 1.0, worst - bounds(e, 1)))
        reasons.append("it has converged")
    if len(field.instructions) > _LARGEST or not np.all(np.isfinite(numbers.shared)):
        return None
    return Part(stretch.end, System(*p.counts, field, e.kernel(checks) if checks else None), numbers.own, numbers.shared, tuple(reasons))


def curve_part(pair: Written, mu: Array, a: Array, signs: Array, because: str) -> Part | None:
    """dw/ds = sum_i mu_i grad g_i + a grad h and, in the last row, the integral of <mu, g> + a h; None where the program is too long."""
    system = _curve(pair)
    if system is None:
        return None
    return Part(1.0, system, np.concatenate([mu, a[None], signs]), np.array(pair.values), (because,) * pair.signs)


@lru_cache(maxsize=32)
def _curve(pair: Written) -> System | None:
    """The system of `curve_part`, whose own numbers are mu, a and the signs, and whose shared ones are the parameters."""
    N = pair.copies * pair.n
    rows, own, shared = pair.copies * pair.d + 1, N + 1 + pair.signs, len(pair.values)
    p = _Program(rows, own, shared)
    x, h, slopes = _pair(p, pair, _Program.shared)
    forces, clock = [p.own(i) for i in range(N)], p.own(N)
    total = forces[0] * x[0]
    for f, v in zip(forces[1:], x[1:], strict=True):
        total = total + f * v
    if h is not None:
        total = total + clock * h
    field = p.kernel([*_speed(pair, slopes, forces, clock if h is not None else None), total])
    if len(field.instructions) > _LARGEST:
        return None
    e = _Program(rows, own, shared)
    checks = _sides(e, pair, _Program.shared, lambda q, i: q.own(N + 1 + i))
    return System(rows, own, shared, field, e.kernel(checks) if checks else None)


def _pair(p: _Program, pair: Written,
          values: Callable[[_Program, int], Term]) -> tuple[list[Term], Term | None, list[list[list[Term]]]]:
    """x, h summed over the copies, and for each copy the gradients of g_1 .. g_n and h."""
    x: list[Term] = []
    h: Term | None = None
    slopes = []
    for copy in range(pair.copies):
        w = [p.y(copy * pair.d + j) for j in range(pair.d)]
        out = p.inline(pair.first, [*w, *(values(p, i) for i in range(len(pair.values)))])
        x += out[:pair.n]
        if pair.m > pair.n:
            h = out[pair.n] if h is None else h + out[pair.n]
        slopes.append([out[pair.m + i * pair.d:pair.m + (i + 1) * pair.d] for i in range(pair.m)])
    return x, h, slopes


def _speed(pair: Written, slopes: Sequence[Sequence[Sequence[Term]]], forces: Sequence[Term], clock: Term | None) -> list[Term]:
    """The sum of c_i grad g_i and clock grad h."""
    speed = []
    for copy in range(pair.copies):
        for j in range(pair.d):
            total = forces[copy * pair.n] * slopes[copy][0][j]
            for i in range(1, pair.n):
                total = total + forces[copy * pair.n + i] * slopes[copy][i][j]
            speed.append(total if clock is None else total + clock * slopes[copy][pair.n][j])
    return speed


def _sides(p: _Program, pair: Written, values: Callable[[_Program, int], Term], side: Callable[[_Program, int], Term]) -> list[Term]:
    """The values of the conditions, each times the sign that it had at the start; condition after condition, each for all copies."""
    each = []
    for copy in range(pair.copies):
        w = [p.y(copy * pair.d + j) for j in range(pair.d)]
        each.append(p.inline(pair.conditions, [*w, *(values(p, i) for i in range(len(pair.values)))]))
    ordered = [each[copy][i] for i in range(len(pair.conditions.outputs)) for copy in range(pair.copies)]
    return [v * side(p, i) for i, v in enumerate(ordered)]


def _gradient(loss: Loss, numbers: _Numbers) -> Gradient | None:
    """The gradient of a loss as a program; None for a loss that there is no formula of."""
    if isinstance(loss, Custom):
        kernel = loss.kernel
        return None if kernel is None else lambda p, x: p.inline(kernel, x)[1:]
    if isinstance(loss, Quadratic):
        A, center = _matrix(loss.A, numbers), numbers.add(*_each(loss.center))
        return lambda p, x: A(p, [v - center(p, i) for i, v in enumerate(x)], False)
    if not isinstance(loss, OnRows):
        return None
    Z, label, formula = _matrix(loss.Z, numbers), numbers.add(*_each(loss.labels)), loss.formula.kernel
    return lambda p, x: Z(p, [p.inline(formula, [z, label(p, i)])[1] for i, z in enumerate(Z(p, x, False))], True)


def _each(labels: Array) -> tuple[Array, bool]:
    """Labels, and whether each trajectory has its own."""
    return (labels[:, 0], False) if labels.shape[1] == 1 else (labels, True)


def _matrix(matrix: Array, numbers: _Numbers) -> Callable[[_Program, Sequence[Term], bool], list[Term]]:
    """The product with a matrix, or with its transpose, summed in order."""
    entry = numbers.add(np.asarray(matrix).ravel(), False)
    m, n = matrix.shape

    def product(p: _Program, v: Sequence[Term], turned: bool) -> list[Term]:
        found = []
        for i in range(n if turned else m):
            places = [k * n + i for k in range(m)] if turned else [i * n + k for k in range(n)]
            total = entry(p, places[0]) * v[0]
            for place, other in zip(places[1:], v[1:], strict=True):
                total = total + entry(p, place) * other
            found.append(total)
        return found

    return product
