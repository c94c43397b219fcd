"""Margins of a network along mirror flow, held against homog: Lemma 4.3, the monotone soft margin of Thm 4.5, the rates of Thm 4.6.

The flow of L = sum exp(-q_i), q_i = y_i f(theta; x_i), runs in a rescaled time s in which Q grows about exponentially:
d theta/ds = H^-1 h Q/(1 + |<theta, h>|), h = -grad L/L, and u = log(1 + t) by du/ds = Q/(1 + |<theta, h>|)/(L (1 + t)).
Numbers are observations with the integrator's error, not verdicts.

Main definitions: `margins_of`, `observe`, `separable`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mirrorsym._margin import rates, reach
from mirrorsym.model import Model
from numeric_backend.expectations import expected_inverse_metric
from numeric_backend.experiments.network import Network, Sides, run

__all__ = ["Settings", "margins_of", "observe", "separable"]

Array = NDArray[np.float64]
_STEPS = 1_500  # late phases are stiff; a trajectory that needs more ends with this reason
_ROUNDING = 1e-10  # a soft margin may fall by this much, relatively, through the integrator's error


@dataclass(frozen=True, slots=True)
class Settings:
    """`span` is the length of the rescaled time, `epsilon` that of Lemma 4.10, `scale` the deviation of random starts."""

    trajectories: int = 4
    span: float = 8.0
    epsilon: float = 0.1
    scale: float = 0.5
    seed: int = 0


def separable(columns: int, count: int, seed: int) -> tuple[Array, Array]:
    """Points of the normal distribution with labels of both signs by a random direction, none closer to its plane than 0.3.

    >>> x, y = separable(3, 6, 0)
    >>> x.shape, sorted(set(y.tolist()))
    ((6, 3), [-1.0, 1.0])
    """
    rng = np.random.default_rng(seed)
    normal = rng.normal(size=columns)
    normal /= np.linalg.norm(normal)
    x = rng.normal(size=(count, columns))
    y = np.where(np.arange(count) % 2 == 0, 1.0, -1.0)
    along = np.abs(x @ normal) + 0.3
    return x - np.outer(x @ normal, normal) + np.outer(y * along, normal), y


def margins_of(net: Network, theta: Array) -> dict[str, Array]:
    """q_min, log(1/L), Q, the Q-margin and the soft margin with their bounds, of each column; NaN without a common alpha.

    `gamma` is q_min/Q^(L/alpha) (Def. 4.1), `soft` is log(1/L)/Q^(L/alpha) (Def. 4.2), `layers` and `soft_layers` have
    prod Q_j^(L_j/alpha_j) below (Def. I.4).
    """
    q = net.margins(theta)
    least = np.min(q, axis=0)
    log = least - np.log(np.sum(np.exp(least - q), axis=0))
    each = net.Q(theta)
    total, degree, alpha = np.sum(each, axis=0), _degree(net), _alpha(net)
    out = {"q_min": least, "log": log, "Q": total}
    nothing = np.full(theta.shape[1], np.nan)
    out["scale"] = nothing if alpha is None else total ** float(degree / alpha)
    exponents = [None if p.alpha in (None, 0) or p.multiplicity is None else float(p.multiplicity / p.alpha) for p in net.parts]
    many = nothing if None in exponents else np.prod([row ** e for row, e in zip(each, exponents, strict=True) if e is not None], axis=0)
    return out | {"gamma": least / out["scale"], "soft": log / out["scale"], "layers": least / many, "soft_layers": log / many}


def _degree(net: Network) -> Fraction:
    return sum((p.multiplicity or Fraction(0) for p in net.parts), Fraction(0))


def _alpha(net: Network) -> Fraction | None:
    found = {p.alpha for p in net.parts}
    return found.pop() if len(found) == 1 else None


def observe(model: Model, settings: Settings | None = None) -> dict[str, Any]:
    """What the margins of a model without parameters do along its mirror flow, as plain data (`mirrorsym.margin/1`)."""
    s = settings or Settings()
    if model.data:
        x, y = np.array([[float(v) for v in row] for row, _ in model.data]), np.array([float(v) for _, v in model.data])
        source = "the file"
    else:
        x, y = separable(len(model.inputs), 6, s.seed)
        source = f"drawn, seed {s.seed}"
    net = Network(model, x, y)
    start, began = _starts(model, s)
    at_start = margins_of(net, start)
    degree, alpha = _degree(net), _alpha(net)
    report: dict[str, Any] = {
        "schema": "mirrorsym.margin/1", "model": model.to_json(), "degree": str(degree), "alpha": None if alpha is None else str(alpha),
        "alphas": [None if p.alpha is None else str(p.alpha) for p in net.parts],
        "multiplicities": [None if p.multiplicity is None else str(p.multiplicity) for p in net.parts],
        "definitions": _definitions(net, degree, alpha),
        "assumption_4_4": _grid(net), "rates": None if alpha is None else rates(alpha, degree),
        "reach": _reaches(net, degree, s.epsilon), "first_update": _updates(model, net),
        "settings": {"data": source, "samples": len(y), "trajectories": start.shape[1], "start": began, "span": s.span,
                     "epsilon": s.epsilon, "seed": s.seed},
        "at_start": _shown(at_start), "lemma_4_3": None, "flow": None, "kernel": None,
    }
    flow = _Flow(net, start, s)
    report["flow"] = flow.to_json(alpha)
    report["lemma_4_3"] = _bounds(net, [start, *flow.states])
    report["kernel"] = _kernel(net, flow.last, degree)
    return report


def _starts(model: Model, s: Settings) -> tuple[Array, str]:
    if model.start is not None:
        return np.array([[float(q)] for q in model.start]), "the file"
    rng = np.random.default_rng(s.seed + 1)
    rows = []
    for layer in model.layers:
        drawn = s.scale * rng.normal(size=(layer.size, s.trajectories))
        rows.append(np.abs(drawn) if any(c.op in ("<", ">") for c in layer.on) else drawn)
    return np.concatenate(rows), f"normal, deviation {s.scale:g}, seed {s.seed}"


def _number(x: Any) -> float | None:
    return float(x) if np.isfinite(x) else None


def _shown(found: Mapping[str, Array]) -> list[dict[str, float | None]]:
    count = len(found["q_min"])
    return [{n: _number(found[n][k]) for n in ("q_min", "log", "Q", "gamma", "soft", "layers", "soft_layers")} for k in range(count)]


def _definitions(net: Network, degree: Fraction, alpha: Fraction | None) -> dict[str, Any]:
    below = None if alpha is None else f"Q**({degree / alpha})"
    layers = [f"Q_{i}**({p.multiplicity / p.alpha})" for i, p in enumerate(net.parts, 1) if p.alpha and p.multiplicity]
    every = " ".join(layers) if len(layers) == len(net.parts) else None
    return {
        "Q_margin": {"formula": None if below is None else f"q_min/{below}", "source": "homog Def. 4.1", "wording": "RECONSTRUCTED"},
        "soft_margin": {"formula": None if below is None else f"log(1/L)/{below}", "source": "homog Def. 4.2", "wording": "RECONSTRUCTED"},
        "layers_margin": {"formula": None if every is None else f"q_min/({every})", "source": "homog Def. I.4", "wording": "RECONSTRUCTED"},
        "because": "all potentials grow with the same power" if alpha is not None else
                   "the growth of a potential is not seen to be a power" if every is None else
                   "the layers' potentials grow with different powers, so only the layers' margin is defined",
    }


def _grid(net: Network) -> dict[str, Any]:
    """w r''(w) w <= alpha Q(w) on a grid of entries of both signs: homog Assumption 4.4 for potentials that are sums."""
    sizes = np.logspace(-6, 6, 241)
    ends = [p.alpha for p in net.parts]
    if any(a is None for a in ends):
        return {"statement": "<theta, Hess R theta> <= alpha Q", "source": "homog Assumption 4.4", "seen": None, "largest_excess": None}
    worst = -np.inf
    with np.errstate(all="ignore"):
        for layer, rows, alpha in zip(net.model.layers, net.slices, ends, strict=True):
            points = np.concatenate([sizes, -sizes]) if not layer.on else sizes
            theta = np.ones((len(net.model.entries), len(points)))
            theta[rows] = points
            q, h = net.q_of(theta)[rows][0], net.metric(theta)[rows][0]
            excess = (points * h * points - float(alpha or 0) * q) / (np.abs(q) + np.abs(points * h * points) + 1e-300)
            worst = max(worst, float(np.max(excess[np.isfinite(excess)])))
    return {"statement": "<theta, Hess R theta> <= alpha Q", "source": "homog Assumption 4.4", "seen": worst <= 1e-12,
            "largest_excess": worst}


# -- along the flow -------------------------------------------------------------------------------------------
class _Flow:
    """The flow in rescaled time, with the margins at its marks."""

    def __init__(self, net: Network, start: Array, s: Settings) -> None:
        self.net = net
        marks = np.linspace(0.0, s.span, 41)[1:]
        rows = np.concatenate([start, np.zeros((1, start.shape[1]))])

        def velocity(y: Array, sides: Sides | None) -> Array:
            theta, u = y[:-1], y[-1]
            q = net.margins(theta)
            least = np.min(q, axis=0)
            weights = np.exp(least - q)
            total = np.sum(weights, axis=0)
            h = net.gradients(theta, net.labels[:, None] * weights / total, sides)
            pace = np.sum(net.Q(theta), axis=0) / (1 + np.abs(np.sum(theta * h, axis=0)))
            log = least - np.log(total)
            moved: Array = np.concatenate([pace * h / net.metric(theta), (pace * np.exp(np.minimum(log - u, 700.0)))[None]])
            return moved

        self.found = run(net, velocity, rows, marks, 1e-11, extra=1, limit=_STEPS)
        self.marks = marks
        self.states = [self.found.values[:-1, k] for k in range(len(marks))]
        self.times = np.concatenate([np.zeros((1, start.shape[1])), self.found.values[-1]])
        self.table = [margins_of(net, theta) for theta in [start, *self.states]]
        reached = [np.flatnonzero(np.isfinite(self.times[:, k]))[-1] for k in range(start.shape[1])]
        every = [start, *self.states]
        self.last = np.stack([every[k][:, lane] for lane, k in enumerate(reached)], axis=1)
        self.reached = reached

    def column(self, name: str, lane: int) -> Array:
        """One quantity along one trajectory, up to its end."""
        return np.array([row[name][lane] for row in self.table[:self.reached[lane] + 1]])

    def to_json(self, alpha: Fraction | None) -> dict[str, Any]:
        """What was observed of each trajectory."""
        return {"trajectories": [self._one(k, alpha) for k in range(len(self.reached))], "source": "homog Thm 4.5, Thm 4.6"}

    def _one(self, lane: int, alpha: Fraction | None) -> dict[str, Any]:
        log, u = self.column("log", lane), self.times[:self.reached[lane] + 1, lane]
        separated = np.flatnonzero(log > 0)
        name = "soft" if alpha is not None else "soft_layers"
        soft = self.column(name, lane)[separated]
        falls = np.diff(soft) if len(soft) > 1 and np.all(np.isfinite(soft)) else None
        worst = None if falls is None else float(np.min(falls / np.maximum(np.abs(soft[1:]), 1e-300)))
        out: dict[str, Any] = {
            "ended": self.found.because[lane], "turns": self.found.turns[lane], "separated": bool(len(separated)),
            "log_time": _number(u[-1]), "log": _number(log[-1]), "Q": _number(self.column("Q", lane)[-1]),
            "gamma": _number(self.column("gamma", lane)[-1]), "soft": _number(self.column(name, lane)[-1]), "soft_of": name,
            "monotone": None if worst is None else worst >= -_ROUNDING, "largest_fall": None if worst is None else max(0.0, -worst),
            "loss_power_of_log": None, "Q_power_of_log": None}
        if alpha is None or len(separated) < 12 or u[-1] < 20:
            return out
        # slopes over the last part of the run: log(1/L) - log t = (2 - alpha/L) log log t + const, log Q = alpha/L log log t + const
        tail = slice(max(int(separated[0]), len(u) * 2 // 3), None)
        ll = np.log(u[tail])
        if len(ll) > 3:
            out["loss_power_of_log"] = float(np.polyfit(ll, (log - u)[tail], 1)[0])
            out["Q_power_of_log"] = float(np.polyfit(ll, np.log(self.column("Q", lane)[tail]), 1)[0])
        return out


def _bounds(net: Network, states: list[Array]) -> dict[str, Any]:
    """gamma_Q - Q^(-L/alpha) log n <= soft <= gamma_Q, checked at all states where they are defined."""
    count, worst = 0, 0.0
    n = len(net.labels)
    for theta in states:
        m = margins_of(net, theta)
        low, high = m["gamma"] - np.log(n) / m["scale"], m["gamma"]
        size = np.maximum(np.abs(high), np.log(n) / m["scale"]) + 1e-300
        gap = np.maximum(low - m["soft"], m["soft"] - high) / size
        fine = np.isfinite(gap)
        count += int(np.sum(fine))
        worst = max([worst, *np.asarray(gap[fine]).tolist()])
    return {"statement": "gamma - log(n)/Q**(L/alpha) <= soft <= gamma", "source": "homog Lemma 4.3", "checked": count,
            "holds": None if count == 0 else worst <= 1e-12, "largest_violation": worst if count else None}


def _kernel(net: Network, theta: Array, degree: Fraction) -> dict[str, Any] | None:
    """The tangent kernel at the end of the first trajectory, and its constraints: y_i <theta, grad f(x_i)> = L q_i by Euler's identity."""
    n = len(net.labels)
    one = np.repeat(theta[:, :1], n, axis=1)
    if not np.all(np.isfinite(one)):
        return None
    gradients = net.gradients(one, np.eye(n))
    q = net.margins(theta[:, :1])[:, 0]
    euler = net.labels * np.sum(one * gradients, axis=0)
    gap = float(np.max(np.abs(euler - float(degree) * q) / np.maximum(1.0, np.abs(euler))))
    kernel = gradients.T @ gradients
    return {"problem": "min phi(theta)**2/2 subject to y_i <theta, grad f(theta_bar; x_i)> >= 1", "source": "homog Cor. I.1",
            "wording": "RECONSTRUCTED", "supported_by": "the same with phi the Euclidean norm is Lyu and Li (2020, Cor. 4.5)",
            "kernel": kernel.tolist(), "constraints": euler.tolist(), "euler_gap": gap}


# -- Lemma 4.10 and App. J.4 ----------------------------------------------------------------------------------
def _reaches(net: Network, degree: Fraction, epsilon: float) -> list[dict[str, Any] | None]:
    """For each layer, Lemma 4.10 with numbers for the epsilon that is asked for."""
    out: list[dict[str, Any] | None] = []
    for part, layer in zip(net.parts, net.model.layers, strict=True):
        found = reach(part.r, sum(a.size for a in net.model.layers if a.potential == layer.potential), degree)
        if found is not None:
            lam, c2 = float(Fraction(found["lam"])), float(Fraction(found["C2"]))
            found["phi_at_epsilon"] = (found["C1"] * lam / epsilon) ** (1 / c2)
            sizes = [(lam * f, (found["C1"] * lam * f / epsilon) ** (1 / c2)) for f in (0.01, 0.1, 1.0, 10.0, 100.0)]
            found["table"] = [{"lam": x, "phi": phi, "log_t_for_c_1": phi ** float(degree)} for x, phi in sizes]
        out.append(found)
    return out


def _updates(model: Model, net: Network) -> list[dict[str, Any]]:
    """E[1/r''(w)] for w normal with variance 1/n, n the inputs of the layer, and the learning rate that makes it 1."""
    return [{"layer": layer.name, **expected_inverse_metric(part.metric, layer.columns)}
            for layer, part in zip(model.layers, net.parts, strict=True)]
