"""The scene of a rerun: a pair with numbers, its derived potential compiled, a drive, and the gradient flow that was run.

Main definitions: `Scene`, `Settings`, `prepare`, `refusals`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mirrorsym.maps import Pair
from mirrorsym.potential import Potential
from mirrorsym.verdict import Status, Verdict
from numeric_backend.batched import Point, along
from numeric_backend.closed_forms import ClosedForm, closed_form
from numeric_backend.experiments.starting import chosen_parameters, chosen_starts
from numeric_backend.experiments.targets import chosen_loss
from numeric_backend.flows.gradient import gradient_flow
from numeric_backend.flows.pieces import Drive
from numeric_backend.flows.schedules import Schedule, read_schedule
from numeric_backend.instances import Instance, instance
from numeric_backend.losses import Loss
from numeric_backend.trajectory import Trajectories

__all__ = ["Scene", "Settings", "prepare", "refusals"]

Array = NDArray[Any]
_EARLY = 7  # times before the first of the evenly spaced ones, at most, each a quarter of the next


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may choose; `values` are numbers for parameters and symbols of the initial point."""

    loss: Any = "least-squares"
    alpha: str = "0.2 until 1"
    trajectories: int = 16
    backend: str = "numpy"
    tolerance: float = 1e-9
    duration: float = 2.0
    seed: int = 0
    samples: int = 17
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything that a prediction may look at."""

    pair: Pair
    verdicts: Mapping[str, Verdict]
    potential: Potential | None
    settings: Settings
    compiled: Instance
    start: Array
    closed: ClosedForm | None
    drive: Drive
    run: Trajectories
    laws: Mapping[str, Any] | None = None  # of g and h, as `mirrorsym.laws` gives them
    rough: float = 1.0

    @property
    def tolerance(self) -> float:
        """The largest gap that agrees."""
        return self.settings.tolerance

    @property
    def count(self) -> int:
        """Number of trajectories."""
        return int(self.start.shape[1])

    @property
    def fine(self) -> float:
        """The local error allowed to an integration."""
        return 1e-4 * self.tolerance * self.rough

    @cached_property
    def coarse(self) -> Scene:
        """The same with ten times the local error: where its numbers differ, those of this scene mean nothing."""
        again = replace(self, rough=10.0 * self.rough)
        return replace(again, run=gradient_flow(self.compiled, self.drive, self.start, self.run.times, tolerance=again.fine))

    def with_digits(self, lanes: Array) -> Scene:
        """Some of the trajectories, the formulas evaluated with 50 digits."""
        arrays = {n: replace(v, values=np.take(v.values, lanes, axis=-1) if v.axes[-1] == "trajectory" else v.values)
                  for n, v in self.run.arrays.items()}
        run = replace(self.run, arrays=arrays, end=self.run.end[lanes], because=tuple(self.run.because[i] for i in lanes),
                      error=self.run.error[lanes])
        closed = None if self.closed is None else replace(self.closed.of(lanes), backend="mpmath", _compiled={})
        return replace(self, start=np.take(self.start, lanes, axis=1), run=run, closed=closed)

    @property
    def sound(self) -> Array:
        """Which trajectories were integrated a good deal more accurately than the tolerance."""
        return self.run.error < 0.1 * self.tolerance

    @cached_property
    def alive(self) -> Array:
        """At which times (rows) a trajectory has a value."""
        found: Array = np.all(np.isfinite(self.run["w"]), axis=0) & np.all(np.isfinite(self.run["x"]), axis=0)
        return found

    def status(self, name: str) -> Status | None:
        """The verdict on a criterion, where it was decided."""
        found = self.verdicts.get(name)
        return None if found is None else found.status

    @property
    def commutes(self) -> Status | None:
        """HOLDS where g and h are smooth and all brackets are proved to vanish, FAILS where one is proved not to, else None."""
        if self.status("smooth") is not Status.HOLDS:
            return None
        asked = [self.status("commuting"), *([self.status("commuting_with_h")] if self.pair.h is not None else [])]
        if Status.FAILS in asked:
            return Status.FAILS
        return Status.HOLDS if all(s in (Status.HOLDS, Status.NOT_APPLICABLE) for s in asked) else None

    @property
    def silent(self) -> str:
        """Why the theory predicts nothing of a potential here; only where `commutes` is not HOLDS."""
        if self.commutes is Status.FAILS:
            return "the pair does not commute"
        fine = (Status.HOLDS, Status.NOT_APPLICABLE)
        name = next((n for n in ("smooth", "commuting", "commuting_with_h") if self.status(n) not in fine), "")
        found = self.verdicts.get(name)
        return "no criterion was decided" if found is None else f"{name} {found.status}: {found.because}"

    @property
    def formulas(self) -> ClosedForm:
        """The compiled formulas; ValueError where there are none."""
        if self.closed is None:
            raise ValueError(self.without_formulas)
        return self.closed

    @property
    def without_formulas(self) -> str:
        """Why there are no formulas to compare with; only where `closed` is None."""
        if self.commutes is not Status.HOLDS:
            return self.silent
        return "no formula was derived" + (f": {self.potential.because}" if self.potential is not None else "")

    @cached_property
    def last(self) -> NDArray[np.intp]:
        """For each trajectory the place of the last time at which it has values; -1 for none."""
        alive = self.alive
        return np.where(np.any(alive, axis=0), alive.shape[0] - 1 - np.argmax(alive[::-1], axis=0), -1)

    def until(self, other: Trajectories) -> Array:
        """x of the run at the times that another run reached too, NaN at later ones."""
        return np.where(other.times[:, None] <= other.end, self.run["x"], np.nan)

    def final(self, name: str) -> Array:
        """An array's value at each trajectory's last time; NaN where there is none."""
        values = self.run[name]
        if values.ndim == 1:
            return np.where(self.last >= 0, values[self.last], np.nan)
        out = values[..., self.last, np.arange(self.count)]
        return np.ascontiguousarray(np.where(self.last >= 0, out, np.nan))

    @staticmethod
    def where_followed(observed: Array, integrated: Array) -> tuple[Array, Array]:
        """Both, with nothing observed on trajectories that the integration of a prediction did not reach."""
        return np.where(np.all(np.isfinite(integrated), axis=0), observed, np.nan), integrated

    def over_time(self, formula: Callable[[Array, Array], Array], name: str) -> Array:
        """formula(values, a) at every time, of the array `name` ("mu" or "x") and the clock; times are the second last axis."""
        values, a = self.run[name], self.run["a"]
        parts = [formula(np.ascontiguousarray(values[:, k]), np.full(self.count, a[k])) for k in range(len(a))]
        return np.stack(parts, axis=-2)

    @cached_property
    def straight(self) -> Point:
        """psi, grad Q and Q at each trajectory's last (mu, a), by the one differential equation that defines them."""
        mu = np.where(np.isfinite(self.final("mu")), self.final("mu"), 0.0)
        a = np.where(np.isfinite(self.final("a")), self.final("a"), 0.0)
        return along(self.compiled, self.start, mu, a, self.path)

    @property
    def path(self) -> float:
        """The local error allowed to the curve that defines psi."""
        return 1e-14 * self.rough


def chosen_times(settings: Settings) -> Array:
    """Evenly spaced times, and some close to 0 for trajectories that end soon; the same for every trajectory.

    >>> chosen_times(Settings(samples=3, duration=1.0)).round(3).tolist()
    [0.0, 0.125, 0.5, 1.0]
    """
    even = np.linspace(0.0, settings.duration, settings.samples)
    early = even[1] * 4.0 ** -np.arange(1, min(_EARLY, max(1, settings.samples // 2)) + 1)
    return np.union1d(even, early)


def refusals(pair: Pair, values: Mapping[str, Any]) -> list[str]:
    """What is wrong with the choices of a user, a sentence each."""
    known = {*pair.M.parameter_names, *(n for _, e in pair.init for n in e.names)}
    return [f"--set: there is no {n} (there are {', '.join(sorted(known)) or 'no symbols'})" for n in values if n not in known]


def prepare(pair: Pair, verdicts: Mapping[str, Verdict], potential: Potential | None, settings: Settings,
            losses: Sequence[tuple[float, Loss | str]] | Loss | None = None, laws: Mapping[str, Any] | None = None) -> Scene:
    """Choose numbers, run the gradient flow and compile the predictions.

    `losses` are a loss, or (until, loss) in order, a loss being one with its data or the name of one whose data are drawn; by default
    what the settings name.

    InputError where no numbers can be found for a parameter or a start, or a given one does not fit.
    """
    schedule = Schedule() if pair.h is None else read_schedule(settings.alpha)
    values = chosen_parameters(pair, settings.values)
    compiled = instance(pair, values, settings.backend)
    start, symbols = chosen_starts(compiled, values, settings.values, settings.trajectories, settings.seed)
    parts = ((np.inf, settings.loss if losses is None else losses),) if not isinstance(losses, Sequence) else losses
    drive = Drive(tuple((end, chosen_loss(compiled, start, part, settings.seed, k) if isinstance(part, str) else part)
                        for k, (end, part) in enumerate(parts)), schedule)
    times = chosen_times(settings)
    run = gradient_flow(compiled, drive, start, times, tolerance=settings.tolerance * 1e-4)
    usable = potential is not None and potential.status is Status.HOLDS
    closed = closed_form(pair, potential, start, values, symbols, settings.backend) if usable and potential is not None else None
    return Scene(pair, verdicts, potential, settings, compiled, start, closed, drive, run, laws)
