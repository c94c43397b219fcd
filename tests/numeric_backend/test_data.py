"""Data of losses from files: what is right is read, what is wrong is one sentence that names the place."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from numeric_backend.data import read_quadratic, read_rows


def written(folder: Path, name: str, content: str | bytes) -> str:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(file)


def test_rows_of_a_csv_file(tmp_path: Path) -> None:
    for text in ("1,2,3\n-1,0.5,1e-3\n", "z1,z2,y\n1, 2, 3\n\n-1,.5,1E-3\n", "\ufeff1,2,3\r\n-1,0.5,0.001\r\n"):
        Z, y = read_rows(written(tmp_path, "a.csv", text), 2)
        assert Z.tolist() == [[1.0, 2.0], [-1.0, 0.5]] and y.tolist() == [[3.0], [1e-3]]


def test_arrays_of_an_npz_file(tmp_path: Path) -> None:
    file = tmp_path / "a.npz"
    np.savez(file, Z=np.array([[1, 2]]), y=np.array([3.0]), A=np.array([[2.0, 0.5], [0.5, 1.0]]), c=np.array([1.0, 0.0]))
    Z, y = read_rows(str(file), 2)
    assert Z.tolist() == [[1.0, 2.0]] and y.tolist() == [[3.0]]
    A, c = read_quadratic(str(file), 2)
    assert A.tolist() == [[2.0, 0.5], [0.5, 1.0]] and c.tolist() == [[1.0], [0.0]]


@pytest.mark.parametrize(("name", "content", "says"), [
    ("a.csv", "", "no rows"), ("a.csv", "z,y\n", "no rows"), ("a.csv", "1,2,3\n1,2\n", "line 2 has 2 numbers"), ("a.csv", "1,2,3\n1,q,2\n", "'q' is no number"),
    ("a.csv", "1,2,nan\n", "not finite"), ("a.csv", "inf,2,1\n", "not finite"), ("a.csv", "1,2\n", "1 column,"), ("a.csv", "1\n", "label"),
    ("a.csv", b"\xff\xfe\x00\x01", "no text"), ("a.csv", "1,2,1_0\n", "'1_0' is no number"), ("a.npz", "junk", "no .npz file"), ("a.npz", "", "no .npz file"),
    ("a.txt", "1,2,3\n", ".csv or .npz"),
])
def test_bad_files_are_told_in_one_line(tmp_path: Path, name: str, content: str | bytes, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)) as caught:
        read_rows(written(tmp_path, name, content), 2)
    assert name in str(caught.value) and "\n" not in str(caught.value)


def test_bad_arrays_are_told_in_one_line(tmp_path: Path) -> None:
    file = str(tmp_path / "a.npz")
    for arrays, says in (
        ({"Z": np.ones((2, 2))}, "no array y"), ({"Z": np.ones((2, 2)), "y": np.ones(3)}, "shape"), ({"Z": np.ones(2), "y": np.ones(2)}, "1 axes"),
        ({"Z": np.ones((1, 2)), "y": np.array([object()])}, "no .npz file of numbers"), ({"Z": np.ones((1, 2)), "y": np.array([1j])}, "real"),
        ({"Z": np.ones((0, 2)), "y": np.ones(0)}, "no rows"), ({"Z": np.array([["a", "b"]]), "y": np.ones(1)}, "real"),
    ):
        np.savez(file, **arrays)
        with pytest.raises(ValueError, match=says):
            read_rows(file, 2)
    np.savez(file, Z=np.ones((1, 2)), y=np.array([0.5]), A=np.array([[1.0, 2.0], [0.0, 1.0]]), c=np.zeros(2))
    with pytest.raises(ValueError, match=r"0\.5"):
        read_rows(file, 2, signs=True)
    with pytest.raises(ValueError, match="not symmetric"):
        read_quadratic(file, 2)
    with pytest.raises(ValueError, match="shape"):
        read_quadratic(file, 3)
    with pytest.raises(ValueError, match="no such file"):
        read_rows(str(tmp_path) + "/b.csv/", 2)
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(ValueError, match="this is no file"):
        read_rows(str(tmp_path / "folder.csv"), 2)
