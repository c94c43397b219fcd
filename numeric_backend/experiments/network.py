"""A network in numbers, for many trajectories at once, and mirror flow of it.

Arrays have one row per entry of the model, in its order, and one column per trajectory.  Flows run in the entries themselves:
r''(w) dw/dt = -dL/dw, which needs r'' > 0 along the way.  Where an activation has a kink at 0 and is linear on either side, the side
of each unit for each input is kept until the unit reaches 0, where the flow stops and goes on with the other side: between these
times the field is smooth.  A flow that is sent back to the kink from either side slides along it, as solutions of the differential
inclusion may; it ends there, with that reason.

Main definitions: `Network`, `follow`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mirrorsym._margin import Formulas, formulas
from mirrorsym.expression import Expression
from mirrorsym.model import ARGUMENT, WEIGHT, Layer, Model
from numeric_backend.backends.on_numpy import compile as compiled_numpy
from numeric_backend.flows.dop853 import Event, Piece, integrate
from numeric_backend.lowering import lower

__all__ = ["Followed", "Network", "follow"]

Array = NDArray[np.float64]
Sides = list[NDArray[np.bool_] | None]
_PAST = 1e-12  # how far beyond 0 a unit goes before its side changes
_TURNS, _AT_ONCE = 200, 1e-9


class Network:
    """The functions of a model without parameters, on data (inputs in rows, labels).

    >>> from mirrorsym.modelfile import read_model
    >>> net = Network(read_model("[[layers]]\\nshape = [1, 1]\\n[[layers]]\\nshape = [1, 1]\\n"), np.array([[3.0]]), np.array([1.0]))
    >>> net.outputs(np.array([[2.0], [5.0]])).tolist(), net.gradients(np.array([[2.0], [5.0]]), np.ones((1, 1))).ravel().tolist()
    ([[30.0]], [15.0, 6.0])
    """

    def __init__(self, model: Model, inputs: Array, labels: Array) -> None:
        if model.parameters:
            raise ValueError("the parameters need numbers")
        if model.outputs != 1:
            raise ValueError("a network with one output is needed")
        self.model, self.inputs, self.labels = model, inputs, labels
        self.parts: tuple[Formulas, ...] = formulas(model)
        self._acts = [(_function(p.activation, ARGUMENT), _function(p.activation_slope, ARGUMENT)) for p in self.parts]
        self._bends = [_bend(p.activation, act) for p, (act, _) in zip(self.parts, self._acts, strict=True)]
        self._metrics = [_function(p.metric, WEIGHT) for p in self.parts]
        self._q = [_function(p.q, WEIGHT) for p in self.parts]

    @cached_property
    def slices(self) -> list[slice]:
        """The rows of each layer."""
        ends = np.cumsum([0, *(a.size for a in self.model.layers)])
        return [slice(int(a), int(b)) for a, b in zip(ends, ends[1:], strict=False)]

    def outputs(self, theta: Array) -> Array:
        """f at each input: (inputs, trajectories)."""
        return self._forward(theta)[0]

    @property
    def bent(self) -> bool:
        """Whether some activation is linear on either side of a kink at 0."""
        return any(b is not None for b in self._bends)

    def sums(self, theta: Array, sides: Sides | None = None) -> list[Array | None]:
        """What each activation with a kink gets: (units, inputs, trajectories)."""
        return [None if b is None else z for b, (_, z) in zip(self._bends, self._forward(theta, sides)[1], strict=True)]

    def _forward(self, theta: Array, sides: Sides | None = None) -> tuple[Array, list[tuple[Array, Array]]]:
        count = theta.shape[1]
        values = np.repeat(self.inputs.T[:, :, None], count, axis=2)
        tape = []
        for i, (layer, rows, (act, _)) in enumerate(zip(self.model.layers, self.slices, self._acts, strict=True)):
            weights, offsets = _split(layer, theta[rows])
            sums = weights[:, None] * values if layer.diagonal else np.einsum("rct,cnt->rnt", weights, values)
            if offsets is not None:
                sums = sums + offsets[:, None]
            tape.append((values, sums))
            side, bend = None if sides is None else sides[i], self._bends[i]
            if side is not None and bend is not None:
                values = np.where(side, bend[0], bend[1]) * sums
            else:
                values = sums if act is None else act(sums)
        return values[0], tape

    def gradients(self, theta: Array, along: Array, sides: Sides | None = None) -> Array:
        """sum_i along_i grad f(theta; x_i): (entries, trajectories), `along` (inputs, trajectories)."""
        _, tape = self._forward(theta, sides)
        out = np.empty_like(theta)
        back = along[None]
        for i in reversed(range(len(tape))):
            layer, rows, (values, sums), slope = self.model.layers[i], self.slices[i], tape[i], self._acts[i][1]
            side, bend = None if sides is None else sides[i], self._bends[i]
            if side is not None and bend is not None:
                back = back * np.where(side, bend[0], bend[1])
            elif slope is not None:
                back = back * slope(sums)
            weights, offsets = _split(layer, theta[rows])
            each = np.sum(back * values, axis=1) if layer.diagonal else np.einsum("rnt,cnt->rct", back, values)
            own = each.reshape(-1, theta.shape[1])
            out[rows] = own if offsets is None else np.concatenate([own, np.sum(back, axis=1)])
            back = weights[:, None] * back if layer.diagonal else np.einsum("rct,rnt->cnt", weights, back)
        return out

    def metric(self, theta: Array) -> Array:
        """r''(w) of each entry."""
        return np.concatenate([_of(f, theta[rows]) for f, rows in zip(self._metrics, self.slices, strict=True)])

    def Q(self, theta: Array) -> Array:
        """Q of each layer: (layers, trajectories)."""
        return np.stack([np.sum(_of(f, theta[rows]), axis=0) for f, rows in zip(self._q, self.slices, strict=True)])

    def q_of(self, theta: Array) -> Array:
        """Q of each entry."""
        return np.concatenate([_of(f, theta[rows]) for f, rows in zip(self._q, self.slices, strict=True)])

    def margins(self, theta: Array) -> Array:
        """y_i f(theta; x_i)."""
        return self.labels[:, None] * self.outputs(theta)

    def conserved(self, theta: Array) -> Array:
        """k Q(column of unit) - Q(row of unit) of each hidden unit, in order, and how large the terms are (for a relative gap)."""
        q = self.q_of(theta)
        names = {n: i for i, n in enumerate(self.model.entries)}
        rows = []
        for here, after, part, following in zip(self.model.layers, self.model.layers[1:], self.parts, self.parts[1:], strict=False):
            known = part.multiplicity is not None and following.multiplicity is not None
            k = float(part.multiplicity / following.multiplicity) if known else 1.0  # type: ignore[operator]
            for j in range(here.rows):
                mine = [names[n] for c in range(here.columns) if (n := here.weight(j, c)) is not None]
                mine += [names[n] for n in [here.offset(j)] if n is not None]
                theirs = [names[n] for r in range(after.rows) if (n := after.weight(r, j)) is not None]
                rows.append(k * np.sum(q[theirs], axis=0) - np.sum(q[mine], axis=0))
        return np.stack(rows)


def _function(e: Expression | None, name: str) -> Callable[..., Any] | None:
    if e is None:
        return None
    several = compiled_numpy(lower((e,), (name,)))
    return lambda values: several(values)[0]


def _of(f: Callable[..., Any] | None, values: Array) -> Array:
    if f is None:  # pragma: no cover - every potential has its functions
        raise ValueError("a layer has no potential")
    return np.broadcast_to(np.asarray(f(values), dtype=np.float64), values.shape)


def _split(layer: Layer, rows: Array) -> tuple[Array, Array | None]:
    """The weights in their shape, and the biases."""
    count = layer.size - layer.rows * layer.bias
    weights = rows[:count]
    return (weights if layer.diagonal else weights.reshape(layer.rows, layer.columns, -1)), rows[count:] if layer.bias else None


def _bend(e: Expression | None, act: Callable[..., Any] | None) -> tuple[float, float] | None:
    """The slopes on the two sides of 0, of an activation that is linear on either and has a kink there."""
    if e is None or act is None or not any(n.op in ("abs", "Max", "Min", "piecewise", "sign") for n in e.walk()):
        return None
    at = np.asarray(act(np.array([-4.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 4.0])))
    right, left = float(at[6]), -float(at[2])
    expected = np.array([-4 * left, -2 * left, -left, -left / 2, 0.0, right / 2, right, 2 * right, 4 * right])
    return (right, left) if np.allclose(at, expected, rtol=0, atol=1e-14) else None


@dataclass(frozen=True, slots=True)
class Followed:
    """`values` (entries, times, trajectories), NaN after an early end, which `because` explains; `turns` of units between their sides."""

    times: Array
    values: Array
    because: tuple[str | None, ...]
    turns: tuple[int, ...]


#: (theta, sides, lanes) to the velocity
Velocity = Callable[[Array, Sides | None], Array]


def follow(net: Network, start: Array, times: Sequence[float] | Array, loss: str = "exponential", *, tolerance: float = 1e-13) -> Followed:
    """Mirror flow of sum_i exp(-y_i f_i), or of sum_i (f_i - y_i)**2/2 ("squares"), from the columns of `start`.

    ValueError for another loss.
    """
    if loss not in ("exponential", "squares"):
        raise ValueError(f"there is no loss {loss!r} here")
    y = net.labels[:, None]

    def velocity(theta: Array, sides: Sides | None) -> Array:
        f = net.outputs(theta)
        slope = -y * np.exp(-y * f) if loss == "exponential" else f - y
        moved: Array = -net.gradients(theta, slope, sides) / net.metric(theta)
        return moved

    return run(net, velocity, start, times, tolerance)


def run(net: Network, velocity: Velocity, start: Array, times: Sequence[float] | Array, tolerance: float, extra: int = 0,
        limit: int = 20_000) -> Followed:
    """The flow with this velocity, in at most `limit` steps; the last `extra` rows are no entries of the network."""
    marks = np.asarray(times, dtype=np.float64)
    count = start.shape[1]
    if not net.bent:
        found = integrate([Piece(float(marks[-1]), lambda t, y, lanes: velocity(y, None))], start, marks, tolerance=tolerance,
                          limit=limit)
        return Followed(marks, found.values, found.because, (0,) * count)
    each = [_one(net, velocity, start[:, [k]], marks, tolerance, extra, limit) for k in range(count)]
    return Followed(marks, np.concatenate([v for v, _, _ in each], axis=2), tuple(b for _, b, _ in each), tuple(n for _, _, n in each))


def _one(net: Network, velocity: Velocity, start: Array, marks: Array, tolerance: float, extra: int,
         limit: int) -> tuple[Array, str | None, int]:
    """One trajectory, from kink to kink."""
    values = np.full((len(start), len(marks), 1), np.nan)
    size = len(start) - extra
    y, begin = start, 0.0
    sides: Sides = [None if z is None else z > 0 for z in net.sums(start[:size])]
    soon = 0
    for turn in range(_TURNS):
        def past(t: Array, y: Array, lanes: NDArray[np.intp], sides: Sides = sides) -> Array:  # noqa: ARG001 - the integrator's signature
            rows = [np.where(s, z, -z).reshape(-1, y.shape[1]) for s, z in zip(sides, net.sums(y[:size], sides), strict=True)
                    if s is not None and z is not None]
            return np.concatenate(rows) + _PAST

        def field(t: Array, y: Array, lanes: NDArray[np.intp], sides: Sides = sides) -> Array:  # noqa: ARG001 - the same
            return velocity(y, sides)

        left = marks[marks >= begin]
        piece = Piece(float(marks[-1]) - begin, field)
        found = integrate([piece], y, left - begin, tolerance=tolerance, limit=limit, events=[Event("a unit turns", past)])
        values[:, marks >= begin] = found.values
        if found.because[0] != "a unit turns":
            return values, found.because[0], turn
        y, begin = found.last, begin + float(found.end[0])
        soon = soon + 1 if found.end[0] < _AT_ONCE else 0
        if soon == 3:
            return values, "it slides along a kink", turn
        sums = net.sums(y[:size], sides)
        sides = [s if s is None or z is None else np.where(np.where(s, z, -z) <= 0, ~s, s) for s, z in zip(sides, sums, strict=True)]
        for _ in range(len(sides)):  # a unit that turned changes what later ones get
            sums = net.sums(y[:size], sides)
            sides = [s if s is None or z is None else np.where(np.abs(z) > 2 * _PAST, z > 0, s) for s, z in zip(sides, sums, strict=True)]
    return values, f"more than {_TURNS} turns of units", _TURNS
