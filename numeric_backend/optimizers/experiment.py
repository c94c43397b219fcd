"""What an experiment is: a map, a loss, a regularizer, an update rule and schedules, each a kernel; nothing here runs.

The state of one configuration is `copies` blocks of k numbers: block c is (w_1c, ..., w_kc), and the same kernels act on every block, so
that an elementwise map such as x = u*v is written once.  A map that couples everything has one block.  One step is

    x_c = map(w_c)                         rate, alpha = schedule(step, time, loss)
    q   = the gradient of the loss in x    p_c = pull(w_c, q_c)      the gradient in w, J^T q
    w_c = update(w_c, p_c, penalty(w_c))   where penalty is the gradient of h
    time += rate                           area -= rate * alpha

so that `time` is the flow's time and `area` the clock a_t = -int alpha of the theory.

The first arguments of each kernel have a fixed order, given below; every further argument is bound by its label: to one of the
numbers `SCALARS`, to an extra of the rule's clock, or else to a hyperparameter of that name.

    map        w_1 .. w_k                  ->  x_1 .. x_m            may use area
    pull       w_1 .. w_k, q_1 .. q_m      ->  p_1 .. p_k            may use area
    penalty    w_1 .. w_k                  ->  dh/dw_1 .. dh/dw_k
    margins    w_1 .. w_k                  ->  numbers that are positive in M
    loss       prediction, label           ->  value, derivative     (or see `Loss`)
    schedule                               ->  rate, alpha           may use step, time, loss
    update     w, p, penalty, slots ...    ->  w, slots ...          may use rate, alpha, step and extras
    clock                                  ->  extras                may use step

Main definitions: `Experiment`, `Loss`, `Rule`, `Problem`, `Outcome`, `descent`, `mirror_descent`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from numeric_backend.adjoint import pullback
from numeric_backend.kernel import Kernel
from numeric_backend.optimizers.writing import program

__all__ = ["SCALARS", "Experiment", "Loss", "Outcome", "Problem", "Rule", "descent", "mirror_descent"]

#: what a further argument of a kernel may be bound to, beside hyperparameters
SCALARS = ("step", "time", "area", "loss", "rate", "alpha")


@dataclass(frozen=True, slots=True)
class Loss:
    """`scale` times the sum of the kernel over the rows of the data (`rows`), or the kernel of x itself.

    Over rows the kernel takes (prediction z_i . x, label y_i) and gives the value and its derivative in the prediction; `mean` divides by
    the number of rows that are summed.  Otherwise it takes all of x and gives the value and its gradient.
    """

    kernel: Kernel
    rows: bool = True
    mean: bool = False
    scale: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Rule:
    """An update rule: `slots` name the numbers that it keeps for each coordinate of w, which start at 0; `extras` what its clock gives."""

    name: str
    update: Kernel
    slots: tuple[str, ...] = ()
    clock: Kernel | None = None
    extras: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Experiment:
    """Everything that decides a run except its data, its starting points and its numbers.  ValueError for kernels that do not fit."""

    map: Kernel
    pull: Kernel
    loss: Loss
    penalty: Kernel
    rule: Rule
    schedule: Kernel
    copies: int = 1
    margins: Kernel | None = None

    def __post_init__(self) -> None:
        k, m, s = self.block, self.outputs, len(self.rule.slots)
        x = 2 if self.loss.rows else self.features
        for name, kernel, leading, outputs in (
            ("pull", self.pull, k + m, k), ("penalty", self.penalty, k, k), ("loss", self.loss.kernel, x, 2 if self.loss.rows else x + 1),
            ("schedule", self.schedule, 0, 2), ("update", self.rule.update, 3 + s, 1 + s), ("map", self.map, k, m),
        ):
            if len(kernel.outputs) != outputs or len(kernel.arguments) < leading:
                raise ValueError(f"{name}: {len(kernel.arguments)} arguments and {len(kernel.outputs)} outputs do not fit "
                                 f"(at least {leading} and {outputs} are needed)")
        if len(self.rule.extras) != (0 if self.rule.clock is None else len(self.rule.clock.outputs)):
            raise ValueError("the clock of the rule gives another number of extras than the rule names")
        early = {"rate", "alpha"}
        for name, kernel, leading, allowed in (
            ("map", self.map, k, {"area"}), ("pull", self.pull, k + m, {"area"}), ("penalty", self.penalty, k, set()),
            ("loss", self.loss.kernel, x, set()), ("schedule", self.schedule, 0, {"step", "time", "loss"}),
            ("update", self.rule.update, 3 + s, early | {"step"}),
        ):
            wrong = (set(kernel.arguments[leading:]) & set(SCALARS)) - allowed
            if wrong:
                raise ValueError(f"{name} may not use {', '.join(sorted(wrong))}")

    @property
    def block(self) -> int:
        """k, the numbers in one block of the state: the arguments of the map that are bound by position."""
        return len(self.penalty.outputs)

    @property
    def outputs(self) -> int:
        """m, the numbers x that one block gives."""
        return len(self.map.outputs)

    @property
    def features(self) -> int:
        """The length of x."""
        return self.outputs * self.copies

    @property
    def hyper(self) -> tuple[str, ...]:
        """The names of the hyperparameters that a run must give, sorted."""
        found = {label for kernel, leading in self._programs() for label in kernel.arguments[leading:]}
        return tuple(sorted(found - set(SCALARS) - set(self.rule.extras)))

    @property
    def kernels(self) -> tuple[Kernel, ...]:
        """All programs of the experiment."""
        return tuple(kernel for kernel, _ in self._programs())

    @property
    def uses_loss(self) -> bool:
        """Whether every step needs the value of the loss."""
        return "loss" in self.schedule.arguments

    def _programs(self) -> Iterator[tuple[Kernel, int]]:
        k = self.block
        yield from ((self.map, k), (self.pull, k + self.outputs), (self.penalty, k), (self.schedule, 0))
        yield self.loss.kernel, 2 if self.loss.rows else self.features
        yield self.rule.update, 3 + len(self.rule.slots)
        if self.rule.clock is not None:
            yield self.rule.clock, 0
        if self.margins is not None:
            yield self.margins, k


@dataclass(frozen=True, slots=True)
class Problem:
    """The numbers of a run, ready for a backend: G sets of data with B configurations each, all arrays float64 and contiguous.

    Z (G, N, features) and y (G, N); `order` (G, S, M) are the rows of each step's minibatch, taken in turn, or None for all rows;
    w (G, B, k, copies); slots (G, B, s, k, copies); hyper (G, B, H); time and area (G, B).  Records are made at every `every` steps from
    the first, and at the end.
    """

    Z: Any
    y: Any
    order: Any
    w: Any
    slots: Any
    hyper: Any
    time: Any
    area: Any
    first: int
    steps: int
    every: int

    @property
    def records(self) -> int:
        """How many records a run makes, the start and the end included."""
        return 1 + -(-self.steps // self.every)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a backend gives back: w (T, G, B, k, copies), loss, time and area (T, G, B), the last slots, and two reports (G, B).

    `broken` is the first step whose state has an entry that is not finite, `left` the first whose state is outside M; -1 for never.
    """

    w: Any
    loss: Any
    time: Any
    area: Any
    slots: Any
    broken: Any
    left: Any


def descent(map: Kernel, loss: Loss, *, penalty: Kernel, rule: Rule, schedule: Kernel, copies: int = 1,  # noqa: A002 (its name in theory)
            margins: Kernel | None = None) -> Experiment:
    """Descent in the parameters w of x = map(w); J^T q is derived from the map."""
    return Experiment(map, pullback(map, len(penalty.outputs)), loss, penalty, rule, schedule, copies, margins)


def mirror_descent(grad_Q: Kernel, loss: Loss, *, rule: Rule, schedule: Kernel, copies: int = 1) -> Experiment:
    """Mirror descent in the dual: the state is mu, x = grad Q_a(mu), and mu moves along -grad f(x), whatever the map's derivative is.

    The kernel takes mu_1 .. mu_n and may take `area`, the clock a; regularization acts through that clock alone (tdmf, Sec. 3).
    """
    n = len(grad_Q.outputs)
    state = [f"mu{i + 1}" for i in range(n)]
    forces = [f"q{i + 1}" for i in range(n)]
    straight = program((*state, *forces), lambda *v: v[n:])
    nothing = program(state, lambda *v: [0] * n)
    return Experiment(grad_Q, straight, loss, nothing, rule, schedule, copies)
