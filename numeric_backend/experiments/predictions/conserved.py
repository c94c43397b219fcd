"""Conservation laws: F whose gradient is orthogonal to every grad g_i and grad h is constant along the flow, whatever loss and alpha are.

d/dt F(w_t) = -sum_i c_i <grad F, grad g_i> - alpha <grad F, grad h>.  Laws of g alone hold from the time on at which alpha is 0 for good.
A gap is relative to max(1, |F|, sum_j |w_j d_j F|), what a relative error of w brings: u**2 - v**2 keeps few digits where both are large.
Source: lwla Thm 4.9 looks at the same fields; the laws are those of `mirrorsym.laws`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mirrorsym.maps import Pair
from mirrorsym.verdict import Status
from numeric_backend.backends import backend
from numeric_backend.experiments.judging import Measured, judged
from numeric_backend.experiments.prediction import Observation, Prediction, missing
from numeric_backend.experiments.scene import Scene
from numeric_backend.instances import gradients
from numeric_backend.lowering import lower

__all__ = ["PREDICTION"]

Array = NDArray[Any]


def _observe(scene: Scene) -> Observation:
    if scene.laws is None:
        return missing("no conservation laws were looked for")
    if scene.status("smooth") is not Status.HOLDS:
        return missing("g and h are not known to be smooth")
    always, late = _texts(scene.laws, _whole(scene)), _texts(scene.laws, "g") if scene.pair.h is not None else ()
    after = scene.run.times >= scene.drive.schedule.off
    if not always and (not late or np.sum(after) < 2):
        return missing(_silence(scene, late))
    parts = [f"{', '.join(always)} at every time"] if always else []
    if late and np.sum(after) >= 2:
        parts.append(f"{', '.join(late)} once alpha is 0")
    copies = " in every copy" if scene.pair.copies > 1 else ""
    return judged(scene, _measure, f"the change of {' and of '.join(parts)}{copies}")


def _measure(scene: Scene) -> Measured:
    laws = scene.laws or {}
    found = []
    always = _texts(laws, _whole(scene))
    if always:
        found.append(_along(scene, always, scene.run["w"]))
    late = _texts(laws, "g") if scene.pair.h is not None else ()
    after = scene.run.times >= scene.drive.schedule.off
    if late and np.sum(after) >= 2:
        found.append(_along(scene, late, scene.run["w"][:, after]))
    return [(np.where(np.isfinite(then), now, np.nan), then) for now, then in found]


def _whole(scene: Scene) -> str:
    return "g" if scene.pair.h is None else "joint"


def _texts(laws: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The laws of g or of (g, h) that hold on all of M: one that is smooth on a part only may change where the flow leaves that part."""
    part = laws.get(name) or {"laws": [], "laws_where": []}
    return tuple(law for law, where in zip(part["laws"], part["laws_where"], strict=True) if not where)


def _silence(scene: Scene, late: tuple[str, ...]) -> str:
    whole = _whole(scene)
    of = "g" if whole == "g" else "g and h"
    part = (scene.laws or {}).get(whole) or {}
    if late:
        return f"no law of {of} is known, and those of g alone ({', '.join(late)}) hold only where alpha is 0, which it is at no later time"
    if part.get("laws"):
        return f"the known laws of {of} are smooth on a part of M only"
    return f"no law of {of} is known: {part.get('because', 'none was found')}"


def _along(scene: Scene, texts: tuple[str, ...], w: Array) -> tuple[Array, Array]:
    """The laws along w, (variables, times, trajectories), and at its first time, over their scales: (laws, copies, times, trajectories)."""
    pair = scene.pair
    formulas = Pair(list(texts), domain=pair.M).g
    slopes = gradients(formulas, pair.w, pair.M)
    run = backend("numpy")(lower([*formulas, *(e for row in slopes for e in row)], (*pair.w, *pair.M.parameter_names)))
    d, shape = len(pair.w), (pair.copies, *w.shape[1:])
    columns = [np.ascontiguousarray(w[j::d]).reshape(pair.copies, -1) for j in range(d)]
    with np.errstate(all="ignore"):
        out = [np.broadcast_to(np.asarray(v, dtype=np.float64), columns[0].shape) for v in run(*columns, *scene.compiled.values)]
        values, rest = out[:len(formulas)], out[len(formulas):]
        scales = [np.maximum(1.0, np.sum([np.abs(columns[j] * rest[i * d + j]) for j in range(d)], axis=0)) for i in range(len(formulas))]
    whole, scale = (np.stack([v.reshape(shape) for v in part]) for part in (values, scales))
    return whole / scale, whole[:, :, :1] / scale


PREDICTION = Prediction("conserved", "F(w_t) is constant where <grad F, grad g> = <grad F, grad h> = 0", "lwla Thm 4.9", 70, _observe)
