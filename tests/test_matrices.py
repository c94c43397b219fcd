"""`mirrorsym.matrices`: matrix formulas are written out entry by entry, as SymPy's explicit matrices say."""

from __future__ import annotations

import time

import pytest
import sympy

from mirrorsym.matrices import Matrix, MatrixAlgebra, entry_names
from mirrorsym.symbolic import to_sympy
from mirrorsym.syntax import read_text

SHAPES = {"U": (3, 2), "V": (3, 2), "A": (3, 3), "B": (3, 3), "x": (3, 1), "big": (100, 100)}


def read(text: str) -> tuple[object, tuple[str, ...]]:
    """The value of a formula over `SHAPES` and the scalar c, and its problems."""
    algebra = MatrixAlgebra({n: Matrix.of_symbols(n, *shape) for n, shape in SHAPES.items()})
    names = [*SHAPES, "c", *(e for n, shape in SHAPES.items() for e in entry_names(n, *shape))]
    parsed = read_text(text, names, new_names=False, algebra=algebra)
    return (parsed.values[0] if not parsed.problems else None), parsed.problems


def truth(name: str) -> sympy.Matrix:
    return sympy.Matrix(*SHAPES[name], [sympy.Symbol(e, real=True) for e in entry_names(name, *SHAPES[name])])


U, V, A, B, x = map(truth, "UVABx")
c = sympy.Symbol("c", real=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("U*V.T", U * V.T), ("U.T*V", U.T * V), ("2*U - V/3", 2 * U - V / 3), ("c*A*B - B*A*c", c * (A * B - B * A)),
        ("-A**3", -(A**3)), ("A**0", sympy.eye(3)), ("hadamard(U, V)", U.multiply_elementwise(V)),
        ("diag(A)", sympy.Matrix([A[i, i] for i in range(3)])), ("(A + B).T*x", (A + B).T * x), ("x*x.T", x * x.T),
        ("trace(A*B)", sympy.Matrix([[(A * B).trace()]])), ("det(A)", sympy.Matrix([[A.det()]])),
        ("det(A)*det(B) - det(A*B)", sympy.zeros(1)), ("exp(x.T*x)", sympy.Matrix([[sympy.exp((x.T * x)[0])]])),
        ("sqrt(x.T*A*x + 1)", sympy.Matrix([[sympy.sqrt((x.T * A * x)[0] + 1)]])),
        ("U_1_2*c", sympy.Matrix([[c * U[0, 1]]])),
        ("A/(x.T*x)", A / (x.T * x)[0]),
    ],
)
def test_entries(text: str, expected: sympy.Matrix) -> None:
    value, problems = read(text)
    assert not problems
    entries = list(value) if isinstance(value, Matrix) else [value]  # type: ignore[list-item]
    assert len(entries) == len(expected)
    assert all(sympy.expand(to_sympy(e) - t) == 0 for e, t in zip(entries, expected, strict=True))


@pytest.mark.parametrize(
    ("text", "column", "phrase"),
    [
        ("U*V", 1, "columns and rows differ"), ("c + U + V*1", 1, "a sum of a number and a 3 x 2 matrix"),
        ("A + U", 1, "a 3 x 3 matrix and a 3 x 2 matrix"), ("exp(A)", 1, "where a number is needed"),
        ("1/A", 2, "division by a 3 x 3 matrix"), ("A**-1", 2, "powers 0 to 64"), ("A**c", 2, "powers 0 to 64"),
        ("U**2", 2, "not square"), ("2**A", 2, "where a number is needed"), ("trace(U)", 1, "not square"),
        ("hadamard(U, A)", 1, "entrywise product"), ("A.inv", 2, "a matrix has .T"), ("det(big)", 1, "at most 6 rows"),
        ("trace(A, B)", 1, "takes 1 argument"), ("big*big", 1, "operations on entries"),
        ("Piecewise((U, c > 0), (V, True))", 11, "where a number is needed"), ("W*U", 1, "unknown symbol 'W'"),
    ],
)
def test_refusals(text: str, column: int, phrase: str) -> None:
    _, problems = read(text)
    assert problems
    assert problems[0].startswith(f"column {column}: "), problems
    assert phrase in problems[0], problems


@pytest.mark.parametrize("text", ["A**64", "*".join("A" * 40), "big" + "+big" * 100_000, "big" + ".T" * 100_000])
def test_what_grows_is_refused_in_time(text: str) -> None:
    start = time.process_time()
    assert read(text)[1]
    assert time.process_time() - start < 20
