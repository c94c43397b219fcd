"""Why a matrix of functions has full row rank at every point: the rules of RANK, and points where it drops.

Precondition: the entries are granted (the claim is about points where they are defined).  A matrix with r rows has rank
r at a point iff some r x r minor is not 0 there.

* minor: one minor that never vanishes.   * gram: the sum of squares of minors is positive, so at each point one is not 0.
* combination: sum cofactor*minor is never 0, so at each point some minor is not 0.
* blocks: after reordering, block diagonal with full row rank in each block (entries outside vanish).
* split: a case distinction on != 0 and = 0; where c*(x - value) = 0 the symbol x may be replaced by its value.

With `copies` = k the matrix of g is block diagonal with k blocks of this shape, and the one of (g, h) has the blocks of
dg and one more row (dh(w_1), ..., dh(w_k)).  A relation sum_m row_m * dg(w_m) + c * dh(w_m) = 0 (each m) has c = 0 and
all row_m = 0 if (g, h) has full rank at every point of one block (then g has too); and if row * dg(w) + c * dh(w) = 0
at a point w of one block, the same row in every copy is a relation at (w, ..., w).  So full rank everywhere for one
block is full rank everywhere for k copies, and conversely.

Main definitions: `prove_rank`, `rank_drop`.
"""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import Any

from mirrorsym.expression import ONE, ZERO, Expression, add, mul, neg, num, power, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.points import analytic_at, enclosed, point_in, sign_at
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.zero import prove_zero

__all__ = ["minor", "prove_rank", "rank_drop"]

Matrix = list[list[Expression]]
ROWS = 200  # sparse rows cost little; what dense ones cost is taken from the budget


def minor(matrix: Matrix, columns: tuple[int, ...], setting: Setting) -> Expression:
    """The determinant of the matrix's columns, by expansion along rows with shared smaller minors.

    >>> from mirrorsym.recheck.limits import Budget
    >>> a, b, c, d = (sym(n) for n in "abcd")
    >>> str(minor([[a, b], [c, d]], (0, 1), Setting((), (), (), Budget())))
    'a*d - b*c'
    """
    r = len(matrix)
    if len(columns) != r or len(set(columns)) != r:
        raise Rejected("a minor does not have as many columns as the matrix has rows")
    if r > ROWS:
        raise Rejected("a minor has more rows than the checker expands")
    memo: dict[tuple[int, ...], Expression] = {(): ONE}

    def rest(chosen: tuple[int, ...]) -> Expression:
        """The determinant of the last rows in these columns; only what is multiplied by an entry is asked for."""
        if chosen not in memo:
            setting.budget.spend(len(chosen))
            row, terms = matrix[r - len(chosen)], []
            for position, c in enumerate(chosen):
                if row[c] != ZERO:
                    smaller = rest((*chosen[:position], *chosen[position + 1:]))
                    if smaller != ZERO:
                        term = mul(row[c], smaller)
                        terms.append(neg(term) if position % 2 else term)
            memo[chosen] = add(*terms)
        return memo[chosen]

    return rest(tuple(columns))


def prove_rank(matrix: Matrix, proof: Any, setting: Setting) -> None:
    """Accept that the matrix has full row rank wherever the setting speaks and its entries are defined."""
    setting = setting.deeper().grant(*(e for row in matrix for e in row if e.op != "num"))
    rule = data.field(proof, "rule")
    method = _RULES.get(rule) if isinstance(rule, str) else None
    if method is None:
        raise Rejected(f"there is no rule {str(rule)[:40]!r} for ranks")
    if not matrix or len(matrix) > len(matrix[0]):
        raise Rejected("the matrix has more rows than columns, so its rank is less than its number of rows")
    method(matrix, proof, setting)


def _columns(value: Any, matrix: Matrix) -> tuple[int, ...]:
    found = tuple(data.index(c, len(matrix[0]), "column") for c in data.items(value, "the columns"))
    if len(set(found)) != len(found):
        raise Rejected("a column is named twice")
    return tuple(sorted(found))


def _minor(matrix: Matrix, proof: dict[str, Any], setting: Setting) -> None:
    m = minor(matrix, _columns(data.field(proof, "columns"), matrix), setting)
    prove_sign(m, "!=", data.field(proof, "proof"), setting)


def _gram(matrix: Matrix, proof: dict[str, Any], setting: Setting) -> None:
    chosen = _columns(proof["columns"], matrix) if proof.get("columns") is not None else tuple(range(len(matrix[0])))
    if comb(len(chosen), len(matrix)) > 500:
        raise Rejected("there are more minors than the checker squares")
    squares = [power(minor(matrix, c, setting), num(2)) for c in combinations(chosen, len(matrix))]
    prove_sign(add(*squares), ">", data.field(proof, "proof"), setting)


def _combination(matrix: Matrix, proof: dict[str, Any], setting: Setting) -> None:
    minors = data.items(data.field(proof, "minors"), "the minors", 500)
    cofactors = data.items(data.field(proof, "cofactors"), "the cofactors", 500)
    if len(minors) != len(cofactors):
        raise Rejected("there are not as many cofactors as minors")
    terms = []
    for columns, c in zip(minors, cofactors, strict=True):
        cofactor = data.tree(c, setting.names)
        check_defined(cofactor, setting, "a cofactor")
        terms.append(mul(cofactor, minor(matrix, _columns(columns, matrix), setting)))
    prove_sign(add(*terms), "!=", data.field(proof, "proof"), setting)


def _blocks(matrix: Matrix, proof: dict[str, Any], setting: Setting) -> None:
    rows: set[int] = set()
    columns: set[int] = set()
    for block in data.items(data.field(proof, "blocks"), "the blocks"):
        r = [data.index(i, len(matrix), "row") for i in data.items(data.field(block, "rows"), "the rows")]
        c = list(_columns(data.field(block, "columns"), matrix))
        if not r or len(set(r)) != len(r) or rows & set(r) or columns & set(c):
            raise Rejected("the blocks overlap")
        rows |= set(r)
        columns |= set(c)
        for i in r:
            for j in range(len(matrix[0])):
                if j not in c and not vanishes(matrix[i][j], setting.names, setting.budget):
                    raise Rejected("an entry outside the blocks does not vanish")
        prove_rank([[matrix[i][j] for j in c] for i in r], data.field(block, "proof"), setting)
    if rows != set(range(len(matrix))):
        raise Rejected("the blocks do not hold every row")


def _split(matrix: Matrix, proof: dict[str, Any], setting: Setting) -> None:
    on = data.tree(data.field(proof, "on"), setting.names)
    check_defined(on, setting, "what the cases are about")
    prove_rank(matrix, data.field(proof, "nonzero"), setting.assume(on, "!="))
    zero = data.record(data.field(proof, "zero"), "the case zero")
    if "excluded" in zero:
        prove_sign(on, "!=", zero["excluded"], setting)
        return
    name, value = solved(zero, on, setting)
    at_zero = setting.assume(on, "=").substitute(name, value)
    prove_rank([[e.substitute({name: value}) for e in row] for row in matrix], data.field(zero, "proof"), at_zero)


def solved(zero: dict[str, Any], on: Expression, setting: Setting) -> tuple[str, Expression]:
    """(x, value) where on = c*(x - value) for a rational c != 0, so on = 0 says exactly x = value."""
    name = data.text(data.field(zero, "variable"), "the variable")
    if name not in setting.names:
        raise Rejected(f"there is no variable {name[:40]!r}")
    value = data.tree(data.field(zero, "value"), setting.names - {name})
    check_defined(value, setting, "the value")
    if not proportional(on, sub(sym(name), value), setting):
        raise Rejected("what the cases are about is no multiple of variable - value")
    return name, value


def proportional(a: Expression, b: Expression, setting: Setting) -> bool:
    """Whether a = c*b with a rational c != 0, by `ring`."""
    from mirrorsym.recheck.normal import Normal

    normal = Normal(setting.names, [a, b], setting.budget)
    try:
        x, y = normal.of(a), normal.of(b)
        if x[0].is_zero() or y[0].is_zero():
            return False
        ratio = normal.by(x, normal.to(y, -1))
    except ZeroDivisionError:
        return False
    return bool(ratio[0].is_constant() and ratio[1].is_constant())


def rank_drop(matrix: Matrix, functions: list[Expression], certificate: dict[str, Any], setting: Setting) -> None:
    """Accept that the rank is less than the number of rows at a point of M: row * J(P) = 0 with row != 0."""
    point = point_in(data.field(certificate, "point"), setting)
    analytic_at(point, *functions)
    row = [data.tree(t, ()) for t in data.items(data.field(certificate, "row"), "the row")]
    proofs = data.record(certificate.get("proofs", {}), "the proofs")
    if len(row) != len(matrix):
        raise Rejected("the row has not one entry per coordinate")
    if not any(sign_at(point, r) in (1, -1) for r in row):
        raise Rejected("the row is not shown to be nonzero")
    for r in row:
        if not enclosed(point, r):
            raise Rejected("an entry of the row is not shown to be defined")
    for k, name in enumerate(setting.variables):
        entry = add(*(mul(r, point.put(matrix[i][k])) for i, r in enumerate(row)))
        closed = Setting((), (), (), setting.budget, depth=setting.depth)
        prove_zero(entry, proofs.get(name, proofs.get(str(k))), closed)


_RULES = {"minor": _minor, "gram": _gram, "combination": _combination, "blocks": _blocks, "split": _split}
