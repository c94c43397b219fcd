"""rerun: integrate the gradient flow of a pair and hold every prediction of the theory against it.

Main definitions: `rerun`, `Rerun`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mirrorsym.maps import Pair
from mirrorsym.potential import Potential
from mirrorsym.verdict import Verdict
from numeric_backend.experiments.prediction import Observation, Outcome, Prediction
from numeric_backend.experiments.predictions import all_predictions
from numeric_backend.experiments.scene import Scene, Settings, prepare
from numeric_backend.flows.bounded import OutOfTime, go_on, within
from numeric_backend.losses import Loss

__all__ = ["Rerun", "rerun"]


@dataclass(frozen=True, eq=False)
class Rerun:
    """The scene and what was observed of each prediction."""

    scene: Scene
    observations: tuple[tuple[Prediction, Observation], ...]

    @property
    def outcome(self) -> Outcome:
        """DISAGREES where a prediction does; AGREES where at least one does and nothing is undecided; else UNDECIDED.

        A control that disagrees makes it UNDECIDED: the numbers cannot be trusted.
        """
        if any(p.control and o.outcome is Outcome.DISAGREES for p, o in self.observations):
            return Outcome.UNDECIDED
        seen = [o.outcome for p, o in self.observations if not p.control]
        if Outcome.DISAGREES in seen:
            return Outcome.DISAGREES
        return Outcome.AGREES if Outcome.AGREES in seen and Outcome.UNDECIDED not in seen else Outcome.UNDECIDED

    def to_json(self) -> dict[str, Any]:
        """Schema mirrorsym.rerun/1: docs/reference/rerun.md."""
        s, run = self.scene, self.scene.run
        loss = ", ".join(f"{f.name} until {end:g}" if np.isfinite(end) else f.name for end, f in s.drive.losses)
        ended = [{"trajectory": i, "at": float(run.end[i]), "because": b} for i, b in enumerate(run.because) if b is not None]
        potential = s.potential
        return {
            "schema": "mirrorsym.rerun/1", "pair": s.pair.to_json(), "outcome": str(self.outcome),
            "predictions": {p.name: {"statement": p.statement, "source": p.source, "control": p.control, **o.to_json()}
                            for p, o in self.observations},
            "potential": {"status": None if potential is None else str(potential.status),
                          "route": None if potential is None else potential.route,
                          "closed_form": s.closed is not None and s.closed.potential.closed_form,
                          "because": "no derivation was made" if potential is None else potential.because},
            "settings": {"loss": loss, "alpha": s.drive.schedule.text, "trajectories": s.count, "backend": s.settings.backend,
                         "tolerance": s.tolerance, "duration": s.settings.duration, "seed": s.settings.seed,
                         "parameters": dict(zip(s.pair.M.parameter_names, s.compiled.values, strict=True))},
            "run": {"ended": ended, "error": _worst(run.error), "steps": int(np.sum(run.about["steps"])),
                    "rejected": int(np.sum(run.about["rejected"])), "times": [float(t) for t in run.times],
                    "a": [float(a) for a in run["a"]]},
        }


def _worst(values: Any) -> float | None:
    finite = values[np.isfinite(values)]
    return float(np.max(finite)) if len(finite) else None


def rerun(pair: Pair, verdicts: Mapping[str, Verdict], potential: Potential | None = None, settings: Settings | None = None,
          losses: Sequence[tuple[float, Loss | str]] | Loss | None = None, only: Collection[str] | None = None, *,
          laws: Mapping[str, Any] | None = None, seconds: float | None = None,
          progress: Callable[[str, int, int], None] | None = None) -> Rerun:
    """Run the flow and observe every prediction, or those named in `only`.

    `verdicts` are those of `check` (which predictions apply rests on them), `potential` is that of `derive`, `losses` as in `prepare`,
    `laws` what `mirrorsym.laws` found.  Predictions that are not observed within so many `seconds` are undecided.
    InputError where no scene can be set, `OutOfTime` where the flow itself takes longer.
    """
    predictions = tuple(p for p in all_predictions() if only is None or p.name in only)
    say = progress or (lambda name, index, total: None)
    say("gradient flow", 0, len(predictions) + 1)
    found = []
    with within(seconds):
        scene = prepare(pair, verdicts, potential, settings or Settings(), losses, laws)
        for i, p in enumerate(predictions):
            say(p.name, i + 1, len(predictions) + 1)
            found.append((p, _observed(p, scene)))
    return Rerun(scene, tuple(found))


def _observed(p: Prediction, scene: Scene) -> Observation:
    try:
        go_on()
        return p.observe(scene)
    except OutOfTime:
        return Observation(Outcome.UNDECIDED, "the time was over before it was observed", tolerance=scene.tolerance)
