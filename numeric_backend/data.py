"""Data of a loss from a file: rows with labels, or a matrix with a center.

A .csv file has numbers separated by commas, one row a line, and may begin with one line of names; the last column holds the labels, or
the center.  An .npz file has the arrays Z and y, or A and c.

Main definitions: `read_rows`, `read_labeled`, `read_quadratic`.
"""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["read_labeled", "read_quadratic", "read_rows"]

Array = NDArray[np.float64]
LARGEST = 64 * 2**20  #: bytes of a file


def read_rows(path: str, count: int, signs: bool = False) -> tuple[Array, Array]:
    """(Z of shape (rows, `count`), labels (rows, 1)); with `signs` the labels have to be 1 and -1.  ValueError with one sentence.

    >>> read_rows("nowhere.csv", 2)
    Traceback (most recent call last):
    ...
    ValueError: nowhere.csv: there is no such file
    """
    Z, y = _arrays(path, ("Z", "y"))
    if Z.ndim != 2 or Z.shape[1] != count:
        shown = f"{Z.shape[1]} column{'s'[:Z.shape[1] != 1]}" if Z.ndim == 2 else f"{Z.ndim} axes"
        raise ValueError(f"{path}: Z has {shown}, but x has {count} coordinate{'s'[:count != 1]}")
    if not len(Z):
        raise ValueError(f"{path}: there are no rows")
    if y.shape not in ((len(Z),), (len(Z), 1)):
        raise ValueError(f"{path}: Z has {len(Z)} rows, and y the shape {y.shape}")
    if signs and not np.all(np.abs(y) == 1.0):
        raise ValueError(f"{path}: the labels of this loss are 1 and -1, and y has {float(y[np.abs(y) != 1.0].flat[0]):g}")
    return np.ascontiguousarray(Z), np.ascontiguousarray(y.reshape(-1, 1))


def read_labeled(path: str) -> tuple[Array, Array]:
    """(Z of shape (rows, features), labels (rows,) of 1 and -1) for any number of features.  ValueError with one sentence.

    >>> read_labeled("nowhere.csv")
    Traceback (most recent call last):
    ...
    ValueError: nowhere.csv: there is no such file
    """
    Z, y = _arrays(path, ("Z", "y"))
    if Z.ndim != 2 or not Z.size:
        raise ValueError(f"{path}: Z has no rows and columns")
    Z, y = read_rows(path, Z.shape[1], signs=True)
    return Z, y[:, 0]


def read_quadratic(path: str, count: int) -> tuple[Array, Array]:
    """(the symmetric A of shape (`count`, `count`), the center (`count`, 1)).  ValueError with one sentence."""
    A, c = _arrays(path, ("A", "c"))
    if A.shape != (count, count):
        raise ValueError(f"{path}: A has the shape {A.shape}, not ({count}, {count}), the square of how many coordinates x has")
    if c.shape not in ((count,), (count, 1)):
        raise ValueError(f"{path}: c has the shape {c.shape}, not ({count},)")
    if np.any(np.abs(A - A.T) > 1e-12 * max(1.0, float(np.max(np.abs(A))))):
        raise ValueError(f"{path}: A is not symmetric")
    return np.ascontiguousarray((A + A.T) / 2), np.ascontiguousarray(c.reshape(-1, 1))


def _arrays(path: str, names: tuple[str, str]) -> tuple[Array, Array]:
    file = Path(path)
    form = file.suffix.lower()
    if form not in (".csv", ".npz"):
        raise ValueError(f"{path}: the name has to end in .csv or .npz")
    try:
        if not file.is_file():
            raise ValueError(f"{path}: there is no such file" if not file.exists() else f"{path}: this is no file")
        if file.stat().st_size > LARGEST:
            raise ValueError(f"{path}: the file is larger than {LARGEST // 2**20} MiB")
        both = _from_csv(path) if form == ".csv" else _from_npz(path, names)
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror or 'it cannot be read'}") from None
    for name, values in zip(names, both, strict=True):
        if not np.all(np.isfinite(values)):
            raise ValueError(f"{path}: {name} has an entry that is not finite")
    return both


def _from_npz(path: str, names: tuple[str, str]) -> tuple[Array, Array]:
    try:
        with np.load(path, allow_pickle=False) as found:
            there = sorted(found)
            given = [np.asarray(found[n]) for n in names if n in there]
    except (zipfile.BadZipFile, EOFError, KeyError, NotImplementedError, AttributeError, TypeError, ValueError):
        raise ValueError(f"{path}: this is no .npz file of numbers") from None
    missing = [n for n in names if n not in there]
    if missing:
        raise ValueError(f"{path}: there is no array {' and no '.join(missing)} (there are: {', '.join(there[:5]) or 'none'})")
    for name, values in zip(names, given, strict=True):
        if values.dtype.kind not in "fiub":
            raise ValueError(f"{path}: {name} does not consist of real numbers")
    return given[0].astype(np.float64), given[1].astype(np.float64)


def _from_csv(path: str) -> tuple[Array, Array]:
    rows: list[list[float]] = []
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as lines:
            for number, cells in enumerate(csv.reader(lines), 1):
                if not any(c.strip() for c in cells):
                    continue
                found = [_number(c) for c in cells]
                if None in found and number == 1 and all(v is None for v in found):
                    continue  # a line of names
                if None in found:
                    raise ValueError(f"{path}: line {number}: {cells[found.index(None)].strip()[:30]!r} is no number")
                if rows and len(found) != len(rows[0]):
                    raise ValueError(f"{path}: line {number} has {len(found)} numbers, those before have {len(rows[0])}")
                rows.append([v for v in found if v is not None])
    except (UnicodeDecodeError, csv.Error):
        raise ValueError(f"{path}: this is no text of numbers and commas") from None
    if not rows:
        raise ValueError(f"{path}: there are no rows")
    if len(rows[0]) < 2:
        raise ValueError(f"{path}: each line needs numbers and, in the last column, a label")
    values = np.array(rows, dtype=np.float64)
    return values[:, :-1], values[:, -1]


def _number(text: str) -> Any:
    try:
        return float(text) if "_" not in text else None
    except ValueError:
        return None
