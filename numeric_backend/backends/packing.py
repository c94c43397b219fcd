"""The numbers of a run in the order in which the compiled loops read them, and back.

Main definitions: `blocks`, `state`, `outcome`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from numeric_backend.optimizers.experiment import Outcome, Problem

__all__ = ["aligned", "blocks", "factors", "outcome", "side_by_side", "state", "unpack", "vector_blocks"]

_ALIGNMENT = 64


def aligned(a: Any) -> Any:
    """A flat copy that begins at a multiple of 64 bytes."""
    size = a.size + _ALIGNMENT // 8
    room = np.zeros(size)
    start = (-room.ctypes.data // 8) % (_ALIGNMENT // 8)
    part = room[start:start + a.size]
    part[:] = np.asarray(a, dtype=np.float64).ravel()
    return part


def blocks(Z: Any, rows: int) -> Any:
    """Matrices (G, N, n) in blocks of `rows` rows, entry by entry: (G, blocks, n, rows), the last block filled up with zeros."""
    G, N, n = Z.shape
    count = -(-N // rows)
    full = np.zeros((G, count * rows, n))
    full[:, :N] = Z
    return full.reshape(G, count, rows, n).transpose(0, 1, 3, 2)


def side_by_side(a: Any, width: int) -> Any:
    """The last axis in groups of `width`, its last entry repeated to fill up: (..., n) as (..., groups, width)."""
    groups = -(-a.shape[-1] // width)
    full = np.concatenate([a, np.repeat(a[..., -1:], groups * width - a.shape[-1], axis=-1)], axis=-1)
    return full.reshape(*a.shape[:-1], groups, width)


def vector_blocks(Z: Any, rows: int, width: int) -> Any:
    """Matrices (G, N, n) with `width` rows to a vector, in blocks of `rows` vectors: (G, blocks, n, rows, width)."""
    G, _, n = Z.shape
    vectors = side_by_side(Z.transpose(0, 2, 1), width)
    count = -(-vectors.shape[2] // rows)
    full = np.zeros((G, n, count * rows, width))
    full[:, :, :vectors.shape[2]] = vectors
    return full.reshape(G, n, count, rows, width).transpose(0, 2, 1, 3, 4)


def factors(p: Problem, scale: float, mean: bool) -> tuple[float, float]:
    """What multiplies the summed loss, and what multiplies the gradient over a minibatch."""
    if not mean:
        return scale, scale
    return scale / max(p.Z.shape[1], 1), scale / max(p.Z.shape[1] if p.order is None else p.order.shape[2], 1)


def state(a: Any, B: int, width: int) -> Any:
    """Numbers (G, B, ...) of configurations as (G * groups, ..., width): `width` of them side by side, the last one repeated to fill up."""
    G = a.shape[0]
    groups = -(-B // width)
    count = int(np.prod(a.shape[2:]))
    flat = a.reshape(G, B, count)
    full = np.concatenate([flat, np.repeat(flat[:, -1:], groups * width - B, axis=1)], axis=1)
    return full.reshape(G, groups, width, count).transpose(0, 1, 3, 2).reshape(G * groups, count, width)


def unpack(a: Any, G: int, B: int) -> Any:
    """The way back from `state`: (G, B, elements)."""
    groups, count, width = a.shape
    return a.reshape(G, groups // G, count, width).transpose(0, 1, 3, 2).reshape(G, groups // G * width, count)[:, :B]


def outcome(p: Problem, saved: Any, slots: Any, broken: Any, left: Any) -> Outcome:
    """From saved (G, B, T * (3 + D)), slots (G, B, ...) and the two reports (G, B)."""
    G, B, k, c = p.w.shape
    rows = saved.reshape(G, B, p.records, 3 + k * c).transpose(2, 0, 1, 3)
    loss, time, area = (np.ascontiguousarray(rows[..., i]) for i in range(3))
    return Outcome(np.ascontiguousarray(rows[..., 3:]).reshape(p.records, G, B, k, c), loss, time, area,
                   np.ascontiguousarray(slots).reshape(p.slots.shape), broken, left)
