"""docs/tutorial.ipynb: its cells, run in order in a fresh process, give the outputs that are stored.

MIRRORSYM_TUTORIAL=write stores what they give now (pictures only where Matplotlib is installed).
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from numeric_backend.plots import available

NOTEBOOK = Path(__file__).parents[1] / "docs" / "tutorial.ipynb"
HEAD = """
import contextlib, io, json
_told = []
def _shown(value):
    if value is not None:
        picture = getattr(value, "_repr_svg_", lambda: None)()
        _told.append({"image/svg+xml": picture, "text/plain": repr(value)})
"""


def cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    return [c for c in notebook["cells"] if c["cell_type"] == "code"]


def program(sources: list[str]) -> str:
    """The cells as one program that prints, as JSON, a row (what was printed, what the last expression shows) for each."""
    parts, rows = [HEAD], []
    for k, source in enumerate(sources):
        body = ast.parse(source).body
        if isinstance(body[-1], ast.Expr):
            body[-1] = ast.Expr(ast.Call(ast.Name("_shown", ast.Load()), [body[-1].value], []))
        inner = "\n".join("    " + line for line in ast.unparse(ast.Module(body, [])).splitlines())
        parts.append(f"_out{k}, _told = io.StringIO(), []\nwith contextlib.redirect_stdout(_out{k}):\n{inner}\n_row{k} = (_out{k}.getvalue(), _told)")
        rows.append(f"_row{k}")
    return "\n".join([*parts, f"print(json.dumps([{', '.join(rows)}]))"])


def run(sources: list[str], folder: Path) -> list[tuple[str, list[dict[str, str | None]]]]:
    (folder / "cells.py").write_text(program(sources), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(NOTEBOOK.parents[1])}
    done = subprocess.run([sys.executable, "-W", "error", str(folder / "cells.py")], capture_output=True, text=True, timeout=300, check=False,
                          cwd=folder, env=environment)
    assert done.returncode == 0, done.stderr[-2000:]
    return [(text, [m for m in shown if m["text/plain"] != repr(None)]) for text, shown in json.loads(done.stdout)]


def outputs(text: str, shown: list[dict[str, str | None]]) -> list[dict[str, Any]]:
    """The same as a notebook stores it."""
    found: list[dict[str, Any]] = []
    if text:
        found.append({"name": "stdout", "output_type": "stream", "text": text.splitlines(keepends=True)})
    for value in shown:
        data = {kind: str(v).splitlines(keepends=True) for kind, v in value.items() if v is not None}
        found.append({"data": data, "metadata": {}, "output_type": "display_data"})
    return found


def without_pictures(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**o, "data": {k: v for k, v in o["data"].items() if k != "image/svg+xml"}} if "data" in o else o for o in found]


def test_the_cells_give_what_is_stored(tmp_path: Path) -> None:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    made = [outputs(*row) for row in run(["".join(c["source"]) for c in cells(notebook)], tmp_path)]
    if os.environ.get("MIRRORSYM_TUTORIAL") == "write":
        for k, (cell, found) in enumerate(zip(cells(notebook), made, strict=True)):
            cell |= {"outputs": found, "execution_count": k + 1}
        NOTEBOOK.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    stored = [c["outputs"] for c in cells(notebook)]
    assert list(map(without_pictures, made)) == list(map(without_pictures, stored))


def test_what_is_stored_is_small_and_says_nothing_of_a_machine() -> None:
    text = NOTEBOOK.read_text(encoding="utf-8")
    notebook = json.loads(text)
    assert len(text) < 200_000
    assert not re.search(r"/(home|root|tmp|work|usr)/|[A-Z]:\\\\|0x[0-9a-f]{6}|Traceback", text)
    assert [c["execution_count"] for c in cells(notebook)] == list(range(1, len(cells(notebook)) + 1))
    pictures = [o["data"] for c in cells(notebook) for o in c["outputs"] if "data" in o]
    assert len(pictures) == 2 and all(d["image/svg+xml"][-1].strip() == "</svg>" for d in pictures)


def test_a_changed_output_is_seen(tmp_path: Path) -> None:
    assert [outputs(*row) for row in run(["x = 2\nprint(x)", "x + 1"], tmp_path)] == [
        [{"name": "stdout", "output_type": "stream", "text": ["2\n"]}],
        [{"data": {"text/plain": ["3"]}, "metadata": {}, "output_type": "display_data"}]]
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        run(["1 / 0"], tmp_path)


def test_pictures_are_shown_where_they_can_be() -> None:
    from numeric_backend.plots.picture import Picture

    assert (Picture("potential", "", "", "x", "y", ("x", "y"), (), (0.0, 1.0, 0.0, 1.0))._repr_svg_() is None) == (available() is not None)
