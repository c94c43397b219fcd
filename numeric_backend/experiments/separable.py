"""Mirror descent on separable data, held against the max-margin problem that the horizon function predicts (homog Thm 4.7, Cor. 4.8).

Two integrators that share nothing but the data: mirror descent in the dual, with steps eta/L of time as the loss falls, run by
`numeric_backend.optimizers` until the loss is near the smallest double; and the late flow of `numeric_backend.maxmargin.late`, in
logarithms, which goes on from there.  What they reach is compared with a solution that linear programming or Newton's method found and
that is certified by its duality gap, and with the solutions for other norms, which must not fit.

For a product of L >= 2 layers the theorem promises a KKT point of a problem that is not convex, and no more; so what is judged is the
KKT residual. Where the horizon of the product, | |_(alpha/L), is a norm, the distance to its best value is shown beside it, as something
seen.

Main definitions: `Settings`, `Row`, `Comparison`, `compare`, `drawn`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric_backend.maxmargin.horizons import Horizon, lp
from numeric_backend.maxmargin.kkt import kkt_residual
from numeric_backend.maxmargin.late import late_flow
from numeric_backend.maxmargin.models import diagonal, linear
from numeric_backend.maxmargin.potentials import Mirror, cosh_entropy, hyperbolic, smoothened
from numeric_backend.maxmargin.solving import Problem, Solution, solve

__all__ = ["MIRRORS", "Comparison", "Row", "Settings", "compare", "drawn", "mirror_of"]

Array = NDArray[Any]
#: name -> the power of a smoothened homogeneous potential, None for the two others
MIRRORS: dict[str, int | None] = {"hyperbolic": None, "squares": 2, "smoothened-3": 3, "smoothened-4": 4, "cosh": None}
#: the norms whose solutions are compared, the predicted one among them
NORMS = (1.0, 2.0, 3.0, 4.0, math.inf)


@dataclass(frozen=True, slots=True)
class Settings:
    """What is run: a potential with its lambda, the number L of layers of the product, and data drawn from seeds 0, 1, ...

    `steps` of mirror descent; the late flow runs until log(1/L) is `goal`.  ValueError for what cannot be run.
    """

    mirror: str = "hyperbolic"
    strength: float = 0.1
    depth: int = 1
    seeds: int = 5
    rows: int = 12
    features: int = 8
    steps: int = 4000
    goal: float = 1e8

    def __post_init__(self) -> None:
        if self.mirror not in MIRRORS:
            raise ValueError(f"the potentials are {', '.join(MIRRORS)}, not {self.mirror!r}")
        if min(self.depth, self.seeds, self.rows, self.features) < 1 or self.steps < 0:
            raise ValueError("depth, seeds, rows and features are at least 1")
        if self.mirror == "cosh" and self.depth > 1:
            raise ValueError("the cosh entropy has no finite degree: a prediction for it is known for linear models only")
        mirror_of(self.mirror, self.strength)


@dataclass(frozen=True, slots=True)
class Row:
    """One seed at the end of one integrator.

    `angle` (radians) and `margin` (a fraction of the best) compare with the solved problem; for products those of the product's own
    problem where it is convex, else None.  `angles` are those to the solutions for other norms.  epsilon, delta and alignment are the
    KKT residual.
    """

    seed: int
    by: str
    log_loss: float
    angle: float | None
    margin: float | None
    epsilon: float
    delta: float
    alignment: float
    angles: dict[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The row as plain data."""
        return {"seed": self.seed, "by": self.by, "log_loss": self.log_loss, "angle": self.angle, "margin": self.margin, "epsilon":
        self.epsilon,
                "delta": self.delta, "alignment": self.alignment, "angles": self.angles}


@dataclass(frozen=True, eq=False, slots=True)
class Comparison:
    """The rows, with the solutions that they are compared with, one a seed (None where the problem of the product is not convex)."""

    settings: Settings
    horizon: Horizon
    rows: tuple[Row, ...]
    solutions: tuple[Solution | None, ...]

    def to_json(self) -> dict[str, Any]:
        """The comparison as plain data, schema mirrorsym.max-margin-runs/1."""
        names = ("mirror", "strength", "depth", "seeds", "rows", "features", "steps", "goal")
        return {"schema": "mirrorsym.max-margin-runs/1", "settings": {n: getattr(self.settings, n) for n in names},
                "horizon": self.horizon.describe(),
                "compared": next((s.problem.horizon.describe() for s in self.solutions if s is not None), None),
                "runs": [r.to_json() for r in self.rows],
                "solutions": [None if s is None else s.to_json() for s in self.solutions]}


def drawn(seed: int, rows: int, features: int) -> tuple[Array, Array]:
    """Separable data: normal points of length 1, and the signs of a teacher with about half of its coordinates 0.

    >>> Z, y = drawn(0, 5, 3)
    >>> Z.shape, sorted(set(np.abs(y).tolist()))
    ((5, 3), [1.0])
    """
    rng = np.random.default_rng([20260521, seed])
    Z = rng.normal(size=(rows, features))
    Z /= np.linalg.norm(Z, axis=1, keepdims=True)
    teacher = rng.normal(size=features) * (rng.random(features) < 0.5)
    teacher[0] = 1.0
    return Z, np.where(Z @ teacher > 0, 1.0, -1.0)


def mirror_of(name: str, strength: Any) -> Mirror:
    """The potential of that name.

    >>> mirror_of("smoothened-3", 0.5).horizon.describe()
    'l3'
    """
    if name == "hyperbolic":
        return hyperbolic(strength)
    if name == "cosh":
        return cosh_entropy(strength)
    return smoothened(MIRRORS[name] or 2, strength)


def compare(settings: Settings) -> Comparison:
    """Run both integrators and compare.

    >>> found = compare(Settings("squares", 0.0, seeds=1, rows=6, features=3, steps=200))
    >>> [(r.by, r.angle < 0.1, r.angles["l1"] > 0.1) for r in found.rows]
    [('mirror descent', True, True), ('late flow', True, True)]
    """
    from numeric_backend.experiments.descending import descend

    s = settings
    data = [drawn(k, s.rows, s.features) for k in range(s.seeds)]
    X, y = np.array([d[0] for d in data]), np.array([d[1] for d in data])
    model = linear() if s.depth == 1 else diagonal(s.depth)
    mirror = mirror_of(s.mirror, s.strength)
    power = mirror.degree / s.depth
    effective = lp(power) if power >= 1 else None
    solved = tuple(None if effective is None else solve(Problem(X[k], y[k], effective)) for k in range(s.seeds))
    others = [[solve(Problem(X[k], y[k], lp(p))) for p in NORMS] for k in range(s.seeds)]
    start = np.array([starting(s.depth, s.features, k) for k in range(s.seeds)])
    ends = []
    if s.steps:
        at, loss = descend(s, X, y, start)
        ends.append(("mirror descent", at, loss))
    late = late_flow(model, mirror, X, y, start, goal=s.goal if s.mirror != "cosh" else min(s.goal, 200.0))
    ends.append(("late flow", late.theta[-1], late.log_loss[-1]))
    rows = []
    for by, theta, log_loss in ends:
        left = kkt_residual(model, mirror.horizon, X, y, theta, small=1e-3)
        product = np.prod(theta.reshape(s.seeds, s.depth, -1), axis=1)
        for k in range(s.seeds):
            best = solved[k]
            share = None if best is None else float(left.margin[k]) * _share(s.depth, mirror.degree) / best.margin
            rows.append(Row(k, by, float(log_loss[k]), None if best is None else angle(product[k], best.theta), share,
            float(left.epsilon[k]),
                            float(left.delta[k]), float(left.alignment[k]),
                            {o.problem.horizon.describe(): angle(product[k], o.theta) for o in others[k]}))
    return Comparison(s, mirror.horizon, tuple(rows), solved)


def starting(depth: int, features: int, seed: int) -> Array:
    """theta = 0 for a linear model; factors of products are drawn, because 0 is a saddle there."""
    if depth == 1:
        return np.zeros(features)
    return np.asarray(0.5 * np.random.default_rng([20260522, seed]).normal(size=depth * features))


def _share(depth: int, degree: float) -> float:
    """phi(theta)**L of balanced layers of product beta is this times |beta|_(alpha/L): sum_l |u_l|**alpha = L*|beta|**(alpha/L) each."""
    return 1.0 if depth == 1 else float(depth ** (depth / degree))


def angle(a: Array, b: Array) -> float:
    """The angle between two vectors, exact for small ones too.

    >>> angle(np.array([1.0, 0.0]), np.array([2.0, 2e-9])).__round__(15)
    1e-09
    """
    u, v = a / np.linalg.norm(a), b / np.linalg.norm(b)
    return float(2 * np.arctan2(np.linalg.norm(u - v), np.linalg.norm(u + v)))
