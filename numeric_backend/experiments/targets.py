"""Losses for a rerun: random data, with labels that the flow can reach, data from a file, or a formula.

Main definitions: `chosen_loss`, `custom_loss`, `split_losses`, `loss_from_file`.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from mirrorsym.domain import Domain
from mirrorsym.expression import Expression
from numeric_backend.backends import backend as find_backend
from numeric_backend.batched import along
from numeric_backend.data import read_quadratic, read_rows
from numeric_backend.experiments.starting import STIFF
from numeric_backend.flows.schedules import read_number
from numeric_backend.instances import Instance, gradients
from numeric_backend.losses import Custom, Exponential, LeastSquares, Logistic, Loss, Quadratic, combined
from numeric_backend.lowering import lower

__all__ = ["LOSSES", "chosen_loss", "custom_loss", "loss_from_file", "split_losses"]

Array = NDArray[np.float64]
LOSSES = ("least-squares", "logistic", "exponential", "quadratic")


_UNTIL = re.compile(r"\s+until\s+([0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?(?:/[0-9]{1,300})?)\s*(?:,|$)")


def split_losses(text: str) -> tuple[tuple[float, str], ...]:
    """(until, loss) for each part of a text such as "least-squares until 1, (x1 - 2)**2"; the last part holds for ever.

    ValueError with a sentence where the times do not increase or a part is empty.

    >>> split_losses("least-squares until 1/2, Max(x1, 0)")
    ((0.5, 'least-squares'), (inf, 'Max(x1, 0)'))
    """
    parts: list[tuple[float, str]] = []
    begin = 0
    for found in _UNTIL.finditer(text):
        parts.append((read_number(found[1]), text[begin:found.start()].strip()))
        begin = found.end()
    rest = text[begin:].strip()
    if rest or not parts:
        parts.append((np.inf, rest))
    else:
        parts[-1] = (np.inf, parts[-1][1])
    if any(not part for _, part in parts):
        raise ValueError("a part is empty")
    times = [0.0, *(end for end, _ in parts)]
    if any(not a < b for a, b in zip(times, times[1:], strict=False)):
        raise ValueError("each part has to end after the one before it")
    return tuple(parts)


def loss_from_file(name: str, path: str, count: int) -> Loss:
    """A loss with the data of a file, for x with `count` coordinates; ValueError with one sentence."""
    if name == "quadratic":
        return Quadratic(*read_quadratic(path, count))
    if name == "least-squares":
        return LeastSquares(*read_rows(path, count))
    if name not in LOSSES:
        raise ValueError(f"{name[:40]!r} takes no file (these do: {', '.join(LOSSES)})")
    return (Logistic if name == "logistic" else Exponential)(*read_rows(path, count, signs=True))


def chosen_loss(compiled: Instance, start: Array, name: str, seed: int, part: int = 0) -> Loss:
    """A loss by its name, with random data, for each part of the time its own; ValueError for another name.

    Data Z has one row less than x has coordinates (one for a single coordinate), so that the end point is not determined by the
    data alone; labels are those of a point x* = g(psi(mu*, 0)) with a small random mu*, for each trajectory its own.
    """
    if name not in LOSSES:
        raise ValueError(f"{name[:40]!r} is no loss (there are {', '.join(LOSSES)})")
    N = compiled.N
    shared = np.random.default_rng([seed, 0, 1, part][:4 if part else 3])
    Z = shared.normal(size=(max(1, N - 1), N))
    Z = np.ones((1, 1)) if N == 1 else Z / np.sqrt(N)
    goal = _reachable(compiled, start, seed + (part << 32))
    if name == "quadratic":
        root = shared.normal(size=(N, N)) / np.sqrt(N)
        return Quadratic(root @ root.T + 0.5 * np.eye(N), goal)
    labels = combined(Z, goal)
    if name == "least-squares":
        return LeastSquares(Z, labels)
    return (Logistic if name == "logistic" else Exponential)(Z, np.where(labels >= 0, 1.0, -1.0))


def custom_loss(formula: Expression, N: int, backend: str = "numpy") -> Custom:
    """The loss of a formula in x1, ..., xN; whether it is convex is not known.

    >>> from mirrorsym.expression import sym
    >>> custom_loss((sym("x1") - 2) ** 2, 1).gradient(np.array([[5.0]]), np.arange(1)).tolist()
    [[6.0]]
    """
    names = tuple(f"x{i + 1}" for i in range(N))
    slopes = gradients([formula], names, Domain(names))[0]
    kernel = lower([formula, *slopes], names)
    return Custom(find_backend(backend)(kernel), kernel=kernel)


def _reachable(compiled: Instance, start: Array, seed: int) -> Array:
    """x at the end of the flow of a small mu, halved until the flow exists."""
    count = start.shape[1]
    mu = np.stack([np.random.default_rng([seed, lane, 2]).normal(scale=0.3, size=compiled.N) for lane in range(count)], axis=1)
    mu = mu * np.minimum(1.0, 4.0 / np.trace(compiled.gram(start), axis1=1, axis2=2))  # about as far everywhere
    x = compiled.both(start)[0]
    waiting = np.arange(count)
    for _ in range(6):
        found = along(compiled, np.take(start, waiting, axis=1), np.take(mu, waiting, axis=1), np.zeros(len(waiting)), 1e-10)
        stiff = np.trace(compiled.gram(found.w), axis1=1, axis2=2)  # how fast the flow would be there: an explicit method should not crawl
        good = np.all(np.isfinite(found.x), axis=0) & (stiff < STIFF * compiled.pair.copies)
        x[:, waiting[good]] = found.x[:, good]
        waiting = waiting[~good]
        if not len(waiting):
            break
        mu[:, waiting] *= 0.5
    return x
