"""The loop of an experiment with one array operation per instruction: NumPy's way, and mpmath's with arrays of its numbers.

It is the reference that the compiled loops are held against, so it follows the description in `optimizers.experiment` to the letter.

Main definitions: `loop`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from numeric_backend.kernel import Kernel
from numeric_backend.optimizers.experiment import Experiment, Outcome, Problem

__all__ = ["loop"]

Compiler = Callable[[Kernel], Callable[..., tuple[Any, ...]]]


def loop(experiment: Experiment, compiler: Compiler, number: Callable[[Any], Any] | None = None) -> Callable[[Problem], Outcome]:
    """A function that runs a problem; `number` turns a float into the backend's own number where that is no float."""
    e = experiment
    k, m, c, s = e.block, e.outputs, e.copies, len(e.rule.slots)
    kernels = {"map": e.map, "pull": e.pull, "penalty": e.penalty, "loss": e.loss.kernel, "schedule": e.schedule, "update": e.rule.update,
               "clock": e.rule.clock, "margins": e.margins}
    functions = {name: (compiler(kernel), kernel.arguments) for name, kernel in kernels.items() if kernel is not None}

    def call(name: str, leading: Sequence[Any], named: Mapping[str, Any], spread: tuple[int, ...] = ()) -> tuple[Any, ...]:
        function, labels = functions[name]
        rest = [named[label].reshape(named[label].shape + spread) for label in labels[len(leading):]]
        return function(*leading, *rest)

    def run(p: Problem) -> Outcome:
        own = (lambda a: a) if number is None else (lambda a: np.asarray(np.frompyfunc(number, 1, 1)(a), dtype=object))
        Z, y, w, slots, time, area = (own(a) for a in (p.Z, p.y, p.w, p.slots, p.time, p.area))
        hyper = {name: own(p.hyper[..., i]) for i, name in enumerate(e.hyper)}
        G, B = p.w.shape[:2]
        broken, left = np.full((G, B), -1), np.full((G, B), -1)
        scale = (number or float)(e.loss.scale.numerator) / e.loss.scale.denominator
        saved: list[tuple[Any, Any, Any, Any]] = []

        def ahead(t: int) -> tuple[Any, Any, Any]:
            """x, and the value and gradient of the loss there, over all rows when t is -1."""
            x = np.stack(call("map", [w[:, :, i] for i in range(k)], {**hyper, "area": area}, (1,)), axis=2).reshape(G, B, m * c)
            if not e.loss.rows:
                value, *slope = call("loss", [x[:, :, i] for i in range(m * c)], hyper)
                return x, value * scale, np.stack(slope, axis=-1) * scale
            rows, labels = Z, y
            if t >= 0 and p.order is not None:
                chosen = p.order[:, t % p.order.shape[1]]
                rows, labels = np.take_along_axis(Z, chosen[:, :, None], axis=1), np.take_along_axis(y, chosen, axis=1)
            factor = scale / max(rows.shape[1], 1) if e.loss.mean else scale
            values, residual = call("loss", [np.matmul(x, rows.transpose(0, 2, 1)), labels[:, None, :]], hyper, (1,))
            return x, values.sum(axis=-1) * factor, np.matmul(residual, rows) * factor

        with np.errstate(all="ignore"):
            for t in range(p.first, p.first + p.steps + 1):
                _report(broken, ~_finite(w).reshape(G, B, -1).all(axis=-1), t)
                if e.margins is not None:
                    margins = call("margins", [w[:, :, i] for i in range(k)], hyper, (1,))
                    _report(left, ~np.all([(v > 0).all(axis=-1) for v in margins], axis=0), t)
                last = t == p.first + p.steps
                if last or (t - p.first) % p.every == 0:
                    saved.append((w.copy(), ahead(-1)[1], time.copy(), area.copy()))
                if last:
                    break
                _, value, q = ahead(t)
                if e.uses_loss and p.order is not None:
                    value = ahead(-1)[1]
                step = own(np.full((G, B), float(t)))
                named = {**hyper, "step": step, "time": time, "loss": value, "area": area}
                rate, alpha = (np.broadcast_to(v, (G, B)) for v in call("schedule", [], named))
                named |= {"rate": rate, "alpha": alpha}
                if e.rule.clock is not None:
                    named |= dict(zip(e.rule.extras, (np.broadcast_to(v, (G, B)) for v in call("clock", [], named)), strict=True))
                q = q.reshape(G, B, m, c)
                blocks = [w[:, :, i] for i in range(k)]
                slopes = call("pull", [*blocks, *(q[:, :, i] for i in range(m))], named, (1,))
                pulls = call("penalty", blocks, named, (1,))
                new, kept = np.empty_like(w), np.empty_like(slots)
                for i in range(k):
                    now = call("update", [blocks[i], slopes[i], pulls[i], *(slots[:, :, j, i] for j in range(s))], named, (1,))
                    new[:, :, i] = now[0]
                    for j in range(s):
                        kept[:, :, j, i] = now[1 + j]
                w, slots = new, kept
                time, area = time + rate, area - rate * alpha
        w_, loss_, time_, area_ = (np.stack(column) for column in zip(*saved, strict=True))
        return Outcome(w_, loss_, time_, area_, slots, broken, left)

    return run


def _finite(a: Any) -> Any:
    if a.dtype != object:
        return np.isfinite(a)
    return np.frompyfunc(lambda v: bool(v - v == 0), 1, 1)(a).astype(bool)


def _report(steps: Any, now: Any, t: int) -> None:
    """Write t where it happens now and had not before."""
    steps[now & (steps < 0)] = t
