"""Every rule of the normal forms is needed: each mutant of the tables beside this file is caught by its claim."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
TABLES = sorted(p.stem for p in HERE.glob("*_table.py"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a POSIX system")
@pytest.mark.parametrize("table", TABLES)
def test_every_mutant_is_caught(table: str) -> None:
    done = subprocess.run([sys.executable, str(HERE / "run_mutants.py"), table], capture_output=True, text=True, timeout=300, check=False,
                          env={**os.environ, "PYTHONPATH": str(HERE.parent.parent)})
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
