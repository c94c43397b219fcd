"""Matrix expressions, written out entry by entry at the door.

A matrix variable U of shape r x c stands for the scalar variables U_1_1, U_1_2, ..., U_r_c, row by row; a matrix
formula such as `U*V.T` becomes the scalar formulas of its entries, and nothing below the door knows matrices.
Beside the scalar grammar it knows `+ - *`, division by a number, whole powers of square matrices, `.T`, and the
functions of `MATRIX_FUNCTIONS`.  Where a number is needed, a 1 x 1 matrix is its entry.

Main definitions: `Matrix`, `MatrixAlgebra`, `entry_names`, `identity`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from mirrorsym.canonical import Refused, plus, times
from mirrorsym.expression import ONE, ZERO, Expression, sym
from mirrorsym.syntax import Algebra

__all__ = ["MATRIX_FUNCTIONS", "MAX_ENTRIES", "Matrix", "MatrixAlgebra", "entry_names", "identity"]

MAX_ENTRIES = 10_000  # of one matrix
MAX_WORK = 300_000  # entries computed for one pair
MAX_DETERMINANT = 6  # rows
MAX_POWER = 64

#: name -> (number of arguments, meaning)
MATRIX_FUNCTIONS = {
    "trace": (1, "sum of the diagonal entries of a square matrix"),
    "det": (1, f"determinant of a square matrix of at most {MAX_DETERMINANT} rows"),
    "hadamard": (2, "product of two matrices entry by entry"),
    "diag": (1, "the diagonal entries of a matrix, as a column"),
}


@dataclass(frozen=True, slots=True)
class Matrix:
    """A matrix of expressions, as a tuple of rows of one length; iterating gives the entries row by row.

    >>> U = Matrix.of_symbols("U", 1, 2)
    >>> [str(e) for e in U], U.shape
    (['U_1_1', 'U_1_2'], (1, 2))
    """

    rows: tuple[tuple[Expression, ...], ...]

    @classmethod
    def of_symbols(cls, name: str, rows: int, columns: int) -> Matrix:
        """The matrix of the symbols `entry_names(name, rows, columns)`."""
        names = iter(entry_names(name, rows, columns))
        return cls(tuple(tuple(sym(next(names)) for _ in range(columns)) for _ in range(rows)))

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.rows), len(self.rows[0])

    @property
    def T(self) -> Matrix:
        """The transpose."""
        return Matrix(tuple(zip(*self.rows, strict=True)))

    def __iter__(self) -> Iterator[Expression]:
        return (e for row in self.rows for e in row)

    def __str__(self) -> str:
        return "a {} x {} matrix".format(*self.shape)


def entry_names(name: str, rows: int, columns: int) -> tuple[str, ...]:
    """The scalar symbols of a matrix variable, row by row.

    >>> entry_names("U", 2, 1)
    ('U_1_1', 'U_2_1')
    """
    return tuple(f"{name}_{i}_{j}" for i in range(1, rows + 1) for j in range(1, columns + 1))


def identity(rows: int, columns: int) -> Matrix:
    """Ones on the main diagonal and zeros elsewhere.

    >>> [str(e) for e in identity(2, 3)]
    ['1', '0', '0', '0', '1', '0']
    """
    return Matrix(tuple(tuple(ONE if i == j else ZERO for j in range(columns)) for i in range(rows)))


class MatrixAlgebra(Algebra):
    """Values are numbers (`Expression`) or `Matrix`; `names` says which declared names are matrices.

    >>> from mirrorsym.syntax import read_text
    >>> algebra = MatrixAlgebra({"U": Matrix.of_symbols("U", 2, 1)})
    >>> [str(e) for e in read_text("U*U.T", {"U"}, False, algebra=algebra).values[0]]
    ['U_1_1*U_1_1', 'U_1_1*U_2_1', 'U_2_1*U_1_1', 'U_2_1*U_2_1']
    """

    expands = True

    def __init__(self, names: Mapping[str, Matrix]) -> None:
        self.names = names
        self._work = 0

    def symbol(self, name: str) -> Any:
        """The matrix of a name, or its symbol."""
        return self.names.get(name) or sym(name)

    def entries(self, name: str) -> tuple[str, ...]:
        """The names of the entries of a matrix (numbers among them are none)."""
        if name not in self.names:
            return (name,)
        return tuple(e.args[0] for e in self.names[name] if e.op == "sym")

    def scalar(self, value: Any) -> Expression:
        """A number, or the entry of a 1 x 1 matrix."""
        if isinstance(value, Expression):
            return value
        if value.shape != (1, 1):
            raise Refused(f"{value} stands where a number is needed")
        return value.rows[0][0]  # type: ignore[no-any-return]

    def plus(self, terms: list[Any]) -> Any:
        """The sum, entry by entry."""
        shapes = {t.shape for t in terms if isinstance(t, Matrix)}
        if not shapes or shapes == {(1, 1)}:
            return super().plus([self.scalar(t) for t in terms])
        if len(shapes) > 1 or not all(isinstance(t, Matrix) for t in terms):
            raise Refused(f"a sum of {' and '.join(dict.fromkeys(map(_described, terms)))}")
        return self._entrywise(plus, *terms)

    def times(self, factors: list[Any], negative: bool) -> Any:
        """The product in its order; numbers stand anywhere."""
        found = [f for f in factors if isinstance(f, Matrix)]
        number = times([f for f in factors if isinstance(f, Expression)], negative)
        if not found:
            return number
        product = reduce(self._matmul, found)
        if number == ONE:
            return product
        return self._entrywise(lambda pair: times([number, *pair]), product)

    def _matmul(self, a: Matrix, b: Matrix) -> Matrix:
        (n, k), (m, p) = a.shape, b.shape
        if k != m:
            raise Refused(f"{a} times {b}: columns and rows differ")
        self._spend(n * k * p)
        if n * p > MAX_ENTRIES:
            raise Refused(f"a matrix of more than {MAX_ENTRIES} entries")
        columns = b.T.rows
        return Matrix(tuple(
            tuple(plus(times(pair) for pair in zip(row, column, strict=True)) for column in columns) for row in a.rows))

    def _spend(self, entries: int) -> None:
        self._work += entries
        if self._work > MAX_WORK:
            raise Refused(f"matrix formulas with more than {MAX_WORK} operations on entries")

    def _entrywise(self, combine: Callable[[tuple[Expression, ...]], Expression], *matrices: Matrix) -> Matrix:
        rows, columns = matrices[0].shape
        self._spend(rows * columns * len(matrices))
        return Matrix(tuple(
            tuple(combine(entries) for entries in zip(*lines, strict=True))
            for lines in zip(*(m.rows for m in matrices), strict=True)))

    def inverse(self, value: Any) -> Any:
        """1/value for a number."""
        if isinstance(value, Matrix) and value.shape != (1, 1):
            raise Refused(f"division by {value}")
        return super().inverse(self.scalar(value))

    def to_the(self, base: Any, exponent: Any) -> Any:
        """base**exponent; a matrix of more than one entry needs to be square, and the exponent a whole number >= 0."""
        exponent = self.scalar(exponent)
        if isinstance(base, Expression) or base.shape == (1, 1):
            return super().to_the(self.scalar(base), exponent)
        rows, columns = base.shape
        if rows != columns:
            raise Refused(f"a power of {base}, which is not square")
        n = exponent.args[0] if exponent.op == "num" else None
        if n is None or n.denominator != 1 or not 0 <= n <= MAX_POWER:
            raise Refused(f"a matrix has powers 0 to {MAX_POWER} here, not {str(exponent)[:20]}")
        return reduce(self._matmul, [base] * int(n)) if n else identity(rows, rows)

    def arity(self, name: str) -> tuple[int, int | None] | None:
        """Number of arguments of a function, of matrices or numbers."""
        if name in MATRIX_FUNCTIONS:
            count = MATRIX_FUNCTIONS[name][0]
            return count, count
        return super().arity(name)

    def call(self, name: str, args: tuple[Any, ...]) -> Any:
        """A function of `MATRIX_FUNCTIONS`, or one of numbers."""
        if name not in MATRIX_FUNCTIONS:
            return super().call(name, tuple(self.scalar(a) for a in args))
        found = [a if isinstance(a, Matrix) else Matrix(((a,),)) for a in args]
        rows, columns = found[0].shape
        self._spend(rows)
        if name == "hadamard":
            if found[0].shape != found[1].shape:
                raise Refused(f"the entrywise product of {found[0]} and {found[1]}")
            return self._entrywise(times, *found)
        diagonal = [found[0].rows[i][i] for i in range(min(rows, columns))]
        if name == "diag":
            return Matrix(tuple((e,) for e in diagonal))
        if rows != columns:
            raise Refused(f"{name} of {found[0]}, which is not square")
        return plus(diagonal) if name == "trace" else self._determinant(found[0])

    def _determinant(self, a: Matrix) -> Expression:
        n = len(a.rows)
        if n > MAX_DETERMINANT:
            raise Refused(f"det of {a}: at most {MAX_DETERMINANT} rows are written out")
        # Laplace expansion along the last row, of every minor of the first k rows: 2^n minors instead of n! terms.
        minors: dict[tuple[int, ...], Expression] = {(): ONE}
        for row in a.rows:
            grown: dict[tuple[int, ...], list[Expression]] = {}
            for columns, minor in minors.items():
                for j in range(n):
                    if j not in columns:
                        odd = sum(c > j for c in columns) % 2 == 1
                        grown.setdefault(tuple(sorted((*columns, j))), []).append(times([minor, row[j]], odd))
            minors = {columns: plus(terms) for columns, terms in grown.items()}
            self._spend(sum(map(len, grown.values())))
        return minors[tuple(range(n))]

    def attribute(self, value: Any, name: str) -> Any:
        """`.T`, the transpose."""
        if name != "T":
            raise Refused(f"'.{name[:20]}' has no meaning; a matrix has .T")
        if isinstance(value, Expression):
            return value
        self._spend(value.shape[0] * value.shape[1])
        return value.T


def _described(value: Any) -> str:
    return str(value) if isinstance(value, Matrix) else "a number"


