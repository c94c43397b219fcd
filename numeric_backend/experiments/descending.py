"""Mirror descent in the dual with loss-dependent time, as kernels for `numeric_backend.optimizers`.

One step is z <- z - eta*grad L with eta = rate/(L*log(1/L)**(2 - alpha/L)): the rate that keeps the change of the margins in a step
about constant, since their gradients and the inverse metric are powers of theta, and theta a power of log(1/L).

Main definitions: `descend`, `experiment`.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from numeric_backend.maxmargin.potentials import Mirror
from numeric_backend.optimizers import EXPONENTIAL, Data, Experiment, gradient_descent, run
from numeric_backend.optimizers.writing import Term, program

if TYPE_CHECKING:
    from numeric_backend.experiments.separable import Settings

__all__ = ["descend", "experiment"]

Array = NDArray[Any]
_FLOOR = Fraction(1, 10**300)


def experiment(mirror: Mirror, name: str, depth: int, features: int) -> Experiment:
    """Mirror descent on f = <u_1*...*u_depth, x>: the state is (z_1, ..., z_depth), u = grad R*(z).

    >>> from numeric_backend.maxmargin.potentials import hyperbolic
    >>> experiment(hyperbolic(0.1), "hyperbolic", 2, 3).hyper
    ('rate0', 'strength')
    """
    state = tuple(f"z{k + 1}" for k in range(depth))

    def forward(*terms: Term) -> list[Term]:
        out = _primal(name, terms[0], terms[-1])
        for z in terms[1:depth]:
            out = out * _primal(name, z, terms[-1])
        return [out]

    def pull(*terms: Term) -> list[Term]:
        u = [_primal(name, z, terms[-1]) for z in terms[:depth]]
        out = []
        for k in range(depth):
            found = terms[depth]
            for j in range(depth):
                found = found if j == k else found * u[j]
            out.append(found)
        return out

    power = 2 - mirror.degree / depth if math.isfinite(mirror.degree) else 0
    exponent = Fraction(power).limit_denominator(1000)

    def rate(loss: Term, rate0: Term) -> list[Term | int]:
        low = loss.call("maximum", _FLOOR)
        return [rate0 / low / (-low.call("log")).call("maximum", 1).call("power", exponent), 0]

    arguments = (*state, "strength")
    # every kernel names lambda, used or not, so that the hyperparameters of all potentials are the same
    return Experiment(program(arguments, lambda *t: [forward(*t)[0] + 0 * t[-1]]), program((*state, "q1", "strength"), pull), EXPONENTIAL,
                      program(state, lambda *t: [0] * len(t)), gradient_descent(), program(("loss", "rate0"), rate), features)


def _primal(name: str, z: Term, lam: Term) -> Term:
    """grad R*(z) for lambda >= 0 (lambda > 0 where it divides)."""
    if name == "hyperbolic":
        return lam * z.call("sinh")
    if name == "cosh":
        return lam * (z / lam).call("asinh")
    if name == "squares":
        return z / (1 + lam)
    if name == "smoothened-3":
        return 2 * z / (lam + (lam * lam + 4 * z.call("abs")).call("sqrt"))
    scaled = z * Fraction(3, 2) / lam * (3 / lam).call("sqrt")  # Cardano's formula: x**3 + lambda*x = z
    return 2 * (lam * Fraction(1, 3)).call("sqrt") * (scaled.call("asinh") * Fraction(1, 3)).call("sinh")


def descend(settings: Settings, X: Array, y: Array, start: Array) -> tuple[Array, Array]:
    """theta (seeds, n) and log L (seeds,) after `settings.steps` steps from theta = `start`."""
    from numeric_backend.experiments.separable import mirror_of

    s = settings
    mirror = mirror_of(s.mirror, s.strength)
    program_ = experiment(mirror, s.mirror, s.depth, s.features)
    z = np.asarray(mirror.slope(start)).reshape(s.seeds, 1, s.depth, s.features)
    rate = 0.5 / (s.depth * np.max(np.sum(X * X, axis=2), axis=1)[:, None])
    runs = run(program_, Data(X, y), z, hyper={"rate0": rate, "strength": s.strength}, steps=s.steps)
    theta = np.asarray(mirror.inverse(runs.w[-1, :, 0].reshape(s.seeds, -1)))
    with np.errstate(divide="ignore"):
        return theta, np.log(runs.loss[-1, :, 0])
