"""Sums of squares with a free Gram matrix: the rule `squares` where simple squares do not suffice.

f = z^T Q z + sum_j F_j · z_j^T Q_j z_j + c with Q, Q_j positive semidefinite, c >= 0 and facts F_j.  Floating-point numbers (a
barrier method) only choose the free entries; these are rounded to rationals, the others follow exactly, and the
matrices are split by exact LDL^T.  Where f has a zero the matrices are singular: then the basis is cut down by the
null vectors, once they are recognized as rational.

Precondition: a polynomial of small degree in few symbols.  Main definition: `gram`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

from flint import fmpq, fmpq_mat

from mirrorsym.calculus.positive import polynomial_facts
from mirrorsym.calculus.ratio import from_polynomial
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.search import Proof, Search

__all__ = ["gram"]

MAX_BASIS = 14
MAX_FREE = 160
MAX_FACTS = 3


@dataclass(frozen=True, slots=True)
class _Block:
    """A matrix over a basis of polynomials, its sum multiplied by one fact (None: by 1)."""

    basis: tuple[Any, ...]
    fact: int | None
    factor: Any


def gram(p: Any, op: str, region: Region, search: Search) -> Proof | None:
    """A `squares` proof of `p op 0` (op ">" or ">=") with exact Gram matrices."""
    ring = p.context()
    names = tuple(ring.names())
    degree = int(p.total_degree())
    used = [i for i, d in enumerate(p.degrees()) if int(d) > 0]
    facts = [(i, f) for i, f, o in polynomial_facts(region, names) if o in (">", ">=")][:MAX_FACTS]
    if degree > 8 or len(used) > 4 or len(p) > 60 or not search.spend(60):
        return None
    for chosen in ([], facts) if facts else ([],):
        blocks = _blocks(p, degree, used, chosen, op)
        for _ in range(3):
            if blocks is None or not search.spend(30):
                break
            found, blocks = _solve(p, blocks, op)
            if found is not None:
                return found
    return None


def _blocks(p: Any, degree: int, used: list[int], facts: list[tuple[int, Any]], op: str) -> list[_Block] | None:
    ring = p.context()
    top = max([degree, *(int(f.total_degree()) for _, f in facts)])
    main = _basis(p, (top + 1) // 2, used, bool(facts))
    if not main or len(main) > MAX_BASIS:
        return None
    out = [_Block(tuple(main), None, ring.constant(1))]
    if op == ">":
        out.append(_Block((ring.constant(1),), None, ring.constant(1)))
    for i, f in facts:
        size = (top - int(f.total_degree())) // 2
        if size >= 0:
            out.append(_Block(tuple(_basis(p, size, used, True)[:MAX_BASIS]), i, f))
    return out


def _basis(p: Any, half: int, used: list[int], everything: bool) -> list[Any]:
    """Monomials of degree <= half; without facts only those in half the box of the exponents and degrees of `p`."""
    ring = p.context()
    n = len(ring.names())
    tops = [int(d) for d in p.degrees()]
    lowest = min(sum(int(k) for k in m) for m in p.monoms())
    out = []
    for d in range(0 if everything else (lowest + 1) // 2, half + 1):
        for chosen in combinations_with_replacement(used, d):
            m = [0] * n
            for i in chosen:
                m[i] += 1
            if everything or all(2 * a <= t for a, t in zip(m, tops, strict=True)):
                out.append(ring.from_dict({tuple(m): 1}))
    return out


def _solve(p: Any, blocks: list[_Block], op: str) -> tuple[Proof | None, list[_Block] | None]:
    """A proof, or else the blocks cut down by null vectors (None when that is hopeless)."""
    entries = [(b, i, j) for b, block in enumerate(blocks) for i in range(len(block.basis)) for j in range(i, len(block.basis))]
    columns = [blocks[b].factor * blocks[b].basis[i] * blocks[b].basis[j] * (1 if i == j else 2) for b, i, j in entries]
    rows = sorted({tuple(int(k) for k in m) for q in (*columns, p) for m in q.monoms()})
    if len(entries) > 400 or len(rows) > 200:
        return None, None
    place = {m: k for k, m in enumerate(rows)}
    table = fmpq_mat(len(rows), len(entries) + 1)
    for c, q in enumerate((*columns, p)):
        for m, value in q.to_dict().items():
            table[place[tuple(int(k) for k in m)], c] = value
    reduced, rank = table.rref()
    pivots = []
    for r in range(rank):
        pivots.append(next(c for c in range(len(entries) + 1) if reduced[r, c] != 0))
    if len(entries) in pivots:
        return None, None
    free = [c for c in range(len(entries)) if c not in set(pivots)]
    if len(free) > MAX_FREE:
        return None, None
    import numpy as np

    try:
        with np.errstate(all="ignore"):
            values, eigen = _barrier(blocks, entries, reduced, pivots, free)
    except (np.linalg.LinAlgError, OverflowError):
        return None, None
    if values is None:
        return None, None
    for digits in (10**2, 10**4, 10**7):
        exact = _exact(values, reduced, pivots, free, len(entries), digits)
        proof = _proof(blocks, entries, exact, op)
        if proof is not None:
            return proof, None
    return None, _cut(blocks, eigen)


def _exact(values: list[float], reduced: Any, pivots: list[int], free: list[int], n: int, digits: int) -> list[fmpq]:
    """The free entries rounded, the others from the equations."""
    out = [fmpq(0)] * n
    for c, x in zip(free, values, strict=True):
        q = Fraction(x).limit_denominator(digits)
        out[c] = fmpq(q.numerator, q.denominator)
    for r, c in enumerate(pivots):
        total = reduced[r, n]
        for f in free:
            if reduced[r, f] != 0:
                total = total - reduced[r, f] * out[f]
        out[c] = total
    return out


def _barrier(blocks: list[_Block], entries: list[tuple[int, int, int]], reduced: Any, pivots: list[int], free: list[int]
             ) -> tuple[list[float] | None, list[Any]]:
    """Free entries that make the smallest eigenvalue of all matrices as large as a few Newton steps can, and the matrices."""
    import numpy as np

    sizes = [len(b.basis) for b in blocks]
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(int)
    n = int(offsets[-1])

    def spread(vector: Any) -> Any:
        matrix = np.zeros((n, n))
        for (b, i, j), x in zip(entries, vector, strict=True):
            matrix[offsets[b] + i, offsets[b] + j] = matrix[offsets[b] + j, offsets[b] + i] = x
        return matrix

    origin = np.zeros(len(entries))
    for r, c in enumerate(pivots):
        origin[c] = float(Fraction(int(reduced[r, len(entries)].p), int(reduced[r, len(entries)].q)))
    directions = []
    for f in free:
        v = np.zeros(len(entries))
        v[f] = 1.0
        for r, c in enumerate(pivots):
            if reduced[r, f] != 0:
                v[c] = -float(Fraction(int(reduced[r, f].p), int(reduced[r, f].q)))
        directions.append(spread(v))
    base = spread(origin)
    moves = np.array([*directions, -np.eye(n)]).reshape(len(free) + 1, n, n)
    t = np.zeros(len(free) + 1)
    t[-1] = np.linalg.eigvalsh(base)[0] - 1.0
    weight = 1.0
    for _ in range(60):
        try:
            inverse = np.linalg.inv(base + np.tensordot(t, moves, axes=1))
        except np.linalg.LinAlgError:
            break
        products = inverse @ moves
        gradient = -np.trace(products, axis1=1, axis2=2)
        gradient[-1] -= weight
        hessian = np.einsum("kij,lji->kl", products, products)
        try:
            step = -np.linalg.solve(hessian + 1e-9 * np.eye(len(t)), gradient)
        except np.linalg.LinAlgError:
            break
        size = 1.0
        while size > 1e-8 and np.linalg.eigvalsh(base + np.tensordot(t + size * step, moves, axes=1))[0] <= 0:
            size *= 0.5
        t = t + (0.9 if size < 1 else 1.0) * size * step
        if abs(float(gradient @ step)) < 1e-3 or size < 1e-6:
            if t[-1] > 1e-3 or weight > 1e7:
                break
            weight *= 6
    if not np.all(np.isfinite(t)):
        return None, []
    final = base + np.tensordot(t[:-1], moves[:-1], axes=1)
    matrices = [final[offsets[b]:offsets[b + 1], offsets[b]:offsets[b + 1]] for b in range(len(blocks))]
    return [float(x) for x in t[:-1]], matrices


def _ldl(matrix: list[list[fmpq]]) -> list[tuple[fmpq, list[fmpq]]] | None:
    """Pivots d > 0 and rows l with matrix = sum d l l^T; None when it is not positive semidefinite."""
    m = [row[:] for row in matrix]
    n = len(m)
    out = []
    for k in range(n):
        d = m[k][k]
        if d < 0 or (d == 0 and any(m[k][j] != 0 for j in range(k, n))):
            return None
        if d == 0:
            continue
        row = [fmpq(0)] * k + [m[k][j] / d for j in range(k, n)]
        for i in range(k, n):
            for j in range(k, n):
                m[i][j] = m[i][j] - d * row[i] * row[j]
        out.append((d, row))
    return out


def _proof(blocks: list[_Block], entries: list[tuple[int, int, int]], values: list[fmpq], op: str) -> Proof | None:
    matrices = [[[fmpq(0)] * len(b.basis) for _ in b.basis] for b in blocks]
    for (b, i, j), x in zip(entries, values, strict=True):
        matrices[b][i][j] = matrices[b][j][i] = x
    constant = fmpq(0)
    terms: list[Proof] = []
    for b, block in enumerate(blocks):
        parts = _ldl(matrices[b])
        if parts is None:
            return None
        for d, row in parts:
            square = sum((c * z for c, z in zip(row, block.basis, strict=True)), block.factor * 0)
            if square.is_constant() and block.fact is None:
                constant += d * square.leading_coefficient() ** 2
            else:
                terms.append({"coefficient": str(Fraction(int(d.p), int(d.q))), "square": from_polynomial(square).to_json(),
                              "facts": [] if block.fact is None else [block.fact]})
    if op == ">" and constant <= 0:
        return None
    return {"rule": "squares", "terms": terms, "constant": str(Fraction(int(constant.p), int(constant.q))),
            "zero": {"rule": "ring"}}


def _cut(blocks: list[_Block], matrices: list[Any]) -> list[_Block] | None:
    """The blocks with each basis restricted to what is orthogonal to the (recognized) null vectors of its matrix."""
    import numpy as np

    out = []
    changed = False
    for block, matrix in zip(blocks, matrices, strict=True):
        values, vectors = np.linalg.eigh(matrix)
        small = values < 1e-4 * max(1.0, float(values[-1]))
        if not small.any():
            out.append(block)
            continue
        null = _echelon(vectors[:, small].T)
        if null is None:
            return None
        kernel, rank = fmpq_mat(len(null), len(block.basis), [x for row in null for x in row]).rref()
        pivots = [next(c for c in range(len(block.basis)) if kernel[r, c] != 0) for r in range(rank)]
        basis = []
        for f in (c for c in range(len(block.basis)) if c not in pivots):
            # the vector e_f - sum kernel[r, f] e_pivot is orthogonal to every null vector
            total = block.basis[f]
            for r, c in enumerate(pivots):
                total = total - kernel[r, f] * block.basis[c]
            basis.append(total)
        changed = True
        if basis:
            out.append(_Block(tuple(basis), block.fact, block.factor))
    return out if changed and out else None


def _echelon(rows: Any) -> list[list[fmpq]] | None:
    """The row space in reduced echelon form with simple rational entries; None when they are not recognized."""
    m = [[float(x) for x in row] for row in rows]
    n = len(m[0])
    lead = 0
    for r in range(len(m)):
        while lead < n:
            i = max(range(r, len(m)), key=lambda k: abs(m[k][lead]))
            if abs(m[i][lead]) > 1e-2:
                break
            lead += 1
        if lead == n:
            return None
        m[r], m[i] = m[i], m[r]
        p = m[r][lead]
        m[r] = [x / p for x in m[r]]
        for k in range(len(m)):
            if k != r:
                f = m[k][lead]
                m[k] = [x - f * y for x, y in zip(m[k], m[r], strict=True)]
        lead += 1
    out = []
    for row in m:
        exact = [Fraction(x).limit_denominator(24) for x in row]
        if any(abs(float(q) - x) > 2e-2 for q, x in zip(exact, row, strict=True)):
            return None
        out.append([fmpq(q.numerator, q.denominator) for q in exact])
    return out
