"""The picture of a rerun: the flow with its prediction, the gap over time, the loss with the clock, and the gap of each prediction.

Main definitions: `figure`, `image`.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from numeric_backend.experiments.prediction import Outcome
from numeric_backend.experiments.rerun import Rerun
from numeric_backend.experiments.scene import Scene

__all__ = ["figure", "image"]

_SHOWN = 6
_COLORS = {Outcome.AGREES: "#2a7f3f", Outcome.DISAGREES: "#b3261e", Outcome.UNDECIDED: "#8a3ffc", Outcome.NOT_APPLICABLE: "#8d8d8d"}
_LEAST = 1e-17  # what is exactly 0 has no place on a logarithmic axis


def figure(found: Rerun, name: str) -> Any:
    """A Matplotlib figure with four panels."""
    from matplotlib.figure import Figure

    scene = found.scene
    out = Figure(figsize=(11, 7.5), layout="constrained")
    out.suptitle(f"{name}: {found.outcome} within {scene.tolerance:g}")
    panels = out.subplots(2, 2)
    predicted = scene.over_time(scene.closed.grad_Q, "mu") if scene.closed is not None else None
    _flow(panels[0, 0], scene, predicted)
    if predicted is None:
        _spread(panels[0, 1], found)
    else:
        _gap(panels[0, 1], scene, predicted)
    _loss(panels[1, 0], scene)
    _predictions(panels[1, 1], found)
    return out


def image(found: Rerun, name: str, form: str) -> bytes:
    """The picture as a file of the format "png", "svg" or "pdf"."""
    buffer = io.BytesIO()
    figure(found, name).savefig(buffer, format=form, dpi=130)
    return buffer.getvalue()


def _span(times: Any) -> tuple[float, float]:
    """The whole duration with a margin, also where every trajectory ends early."""
    return -0.04 * float(times[-1]), 1.04 * float(times[-1])


def _flow(axes: Any, scene: Scene, predicted: Any) -> None:
    times, x = scene.run.times, scene.run["x"]
    even = times >= times[-1] / scene.settings.samples  # the early times would lie on top of each other
    even[0] = True
    for lane in range(min(_SHOWN, scene.count)):
        (line,) = axes.plot(times, x[0, :, lane], lw=1.2)
        if predicted is not None:
            dots = np.where(np.isfinite(x[0, :, lane]), predicted[0, :, lane], np.nan)
            axes.plot(times[even], dots[even], "o", ms=3, mfc="none", color=line.get_color())
        if scene.run.because[lane] is not None:
            last = int(scene.last[lane])
            axes.plot(times[last], x[0, last, lane], "x", color=line.get_color(), ms=8)
    circles = ", grad Q(mu) (circles)" if predicted is not None else ""
    crosses = ", early ends (crosses)" if any(b is not None for b in scene.run.because[:_SHOWN]) else ""
    axes.set_title(f"flow (lines){circles}{crosses}", fontsize=11)
    axes.set(xlabel="t", ylabel="x1", xlim=_span(times))


def _gap(axes: Any, scene: Scene, predicted: Any) -> None:
    times = scene.run.times
    axes.set_title("gap between flow and prediction", fontsize=11)
    axes.set(xlabel="t", ylabel="|x - grad Q(mu)|, relative", yscale="log", ylim=(_LEAST, 10), xlim=_span(times))
    axes.axhline(scene.tolerance, color="#b3261e", lw=1, ls="--")
    axes.text(times[-1], scene.tolerance * 1.4, "tolerance", ha="right", color="#b3261e", fontsize=8)
    with np.errstate(all="ignore"):
        gap = np.max(np.abs(scene.run["x"] - predicted) / np.maximum(1.0, np.abs(predicted)), axis=0)
    axes.plot(times, np.maximum(gap, _LEAST), lw=0.8, color="#3b6fb6", alpha=0.7)


def _spread(axes: Any, found: Rerun) -> None:
    """How far apart different orders of the same flows end, for each trajectory."""
    by = next((o.by for p, o in found.observations if p.name == "path_independence"), None)
    axes.set_title("how far apart different orders of the flows end", fontsize=11)
    axes.set(xlabel="trajectory", yscale="log", ylim=(_LEAST, 1e3))
    axes.axhline(found.scene.tolerance, color="#b3261e", lw=1, ls="--")
    if by is not None:
        axes.plot(np.arange(len(by)), np.maximum(by, _LEAST), "o", ms=4, color="#3b6fb6")


def _loss(axes: Any, scene: Scene) -> None:
    times = scene.run.times
    loss = scene.run["loss"]
    positive = not np.any(loss <= 0)
    axes.plot(times, loss, lw=0.8, color="#3b6fb6", alpha=0.7)
    axes.set_title("loss (left) and clock a (right, dotted)", fontsize=11)
    axes.set(xlabel="t", yscale="log" if positive else "linear", ylabel="f(x)", xlim=_span(times))
    clock = axes.twinx()
    fine = np.linspace(0.0, times[-1], 200)
    clock.plot(fine, scene.drive.schedule.clock(fine), color="black", lw=1.2, ls=":")
    clock.set_ylabel("a")


def _predictions(axes: Any, found: Rerun) -> None:
    rows = [(p.name, o) for p, o in found.observations if o.gap is not None][::-1]
    axes.set_title("largest gap of each prediction", fontsize=11)
    axes.set(xscale="log", xlim=(_LEAST, 1e7), xlabel="gap (the dashed line is the tolerance)")
    for i, (_, o) in enumerate(rows):
        gap = min(max(o.gap or 0.0, _LEAST), 1e3)
        axes.plot([_LEAST, gap], [i, i], color=_COLORS[o.outcome], lw=3)
        axes.text(5e6, i, str(o.outcome), va="center", ha="right", fontsize=8, color=_COLORS[o.outcome])  # clear of the bars and the line
    axes.set_yticks(range(len(rows)), [name for name, _ in rows])
    axes.axvline(found.scene.tolerance, color="#b3261e", lw=1, ls="--")
