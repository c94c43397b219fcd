"""Mirror descent held against solved problems: what is predicted is reached, and another prediction is refused."""

from __future__ import annotations

import os

import numpy as np
import pytest

from numeric_backend.experiments.descending import descend, experiment
from numeric_backend.experiments.separable import MIRRORS, Settings, angle, compare, drawn, mirror_of

#: MIRRORSYM_MAX_MARGIN=full runs every potential, L = 1, 2, 3 and five seeds (about four minutes)
FULL = os.environ.get("MIRRORSYM_MAX_MARGIN") == "full"


def test_both_integrators_take_the_same_steps() -> None:
    settings = Settings("hyperbolic", 0.2, depth=2, seeds=2, rows=6, features=3, steps=7)
    data = [drawn(k, 6, 3) for k in range(2)]
    X, y = np.array([d[0] for d in data]), np.array([d[1] for d in data])
    start = np.random.default_rng(0).normal(size=(2, 6))
    found, _ = descend(settings, X, y, start)
    mirror = mirror_of("hyperbolic", 0.2)
    for k in range(2):  # the same by hand; 2 - alpha/L = 3/2
        z = np.asarray(mirror.slope(start[k]))
        for _ in range(7):
            u = np.asarray(mirror.inverse(z)).reshape(2, 3)
            each = np.exp(-y[k] * (X[k] @ (u[0] * u[1])))
            rate = 0.5 / (2 * np.max(np.sum(X[k] ** 2, axis=1))) / np.sum(each) / max(1, -np.log(np.sum(each))) ** 1.5
            pulled = (each * y[k]) @ X[k]
            z = z + rate * np.concatenate([u[1] * pulled, u[0] * pulled])
        assert np.asarray(mirror.inverse(z)) == pytest.approx(found[k], rel=1e-10)


@pytest.mark.parametrize("name", MIRRORS)
def test_kernels_invert_the_mirror_map(name: str) -> None:
    from numeric_backend.backends.on_numpy import compile as compiled

    z = np.r_[-np.logspace(-3, 2, 20), np.logspace(-3, 2, 20)]
    assert compiled(experiment(mirror_of(name, 0.3), name, 1, 3).map)(z, np.full(40, 0.3))[0] == pytest.approx(np.asarray(mirror_of(name, 0.3).inverse(z)))


def test_descent_reaches_the_predicted_direction_and_no_other() -> None:
    found = compare(Settings("squares", 0.0, seeds=3, rows=8, features=4, steps=1000, goal=1e6))
    for row in found.rows:
        assert row.angle is not None
        # what is missing falls like 1/log(1/L), times a number of the data
        assert row.angle < 5 / -row.log_loss
        assert 1 - 5 / -row.log_loss < row.margin <= 1 + 1e-9
        assert max(row.epsilon, row.delta) < 5 / -row.log_loss
    for by in ("mirror descent", "late flow"):  # for some data all norms have one solution, for the third set they do not
        assert max(row.angles["l1"] for row in found.rows if row.by == by) > 0.5
    assert all(s is not None and s.bounds.gap < 1e-9 for s in found.solutions)
    assert found.to_json()["runs"][0]["seed"] == 0


def test_products_promise_a_stationary_point_only() -> None:
    found = compare(Settings("hyperbolic", 0.05, depth=2, seeds=2, rows=8, features=4, steps=0, goal=1e6))
    assert found.solutions == (None, None)  # | |_(1/2) is no norm: nothing is solved, nothing compared
    assert all(row.angle is None and row.margin is None for row in found.rows)
    assert all(row.alignment < 0.02 for row in found.rows)


def test_what_cannot_be_run() -> None:
    for settings, words in [({"mirror": "l1"}, "potentials are"), ({"seeds": 0}, "at least 1"), ({"mirror": "cosh", "depth": 2}, "no finite degree"),
                            ({"strength": -1.0}, "positive"), ({"mirror": "squares", "strength": -1.0}, "not negative")]:
        with pytest.raises(ValueError, match=words):
            Settings(**settings)


if FULL:

    @pytest.mark.parametrize("depth", [1, 2, 3])
    @pytest.mark.parametrize(("name", "strength"), [("hyperbolic", 0.01), ("squares", 0.0), ("smoothened-3", 0.1), ("smoothened-4", 0.1)])
    def test_every_potential_and_depth(name: str, strength: float, depth: int) -> None:
        found = compare(Settings(name, strength, depth, steps=10_000))
        for row in found.rows:
            if row.by == "late flow":
                assert row.alignment < (1e-2 if name == "hyperbolic" else 1e-3)
                if depth == 1 and name != "hyperbolic":
                    assert row.angle is not None
                    assert row.angle < 1e-6
                    assert row.epsilon < 1e-6
            elif np.isfinite(row.log_loss) and name != "hyperbolic":
                assert row.alignment < 0.05


def test_angles_are_exact_for_small_ones() -> None:
    assert angle(np.array([1.0, 0.0]), np.array([-1.0, 1e-9])) == pytest.approx(np.pi)
