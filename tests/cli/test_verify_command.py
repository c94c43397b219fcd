"""`mirrorsym verify` from the outside: exit codes, JSON that rechecks, and what it says of mistakes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PAIR = ["u**2 - v**2", "--h", "u**2 + v**2", "--on", "u > 0, v > 0"]


def test_right_and_wrong(run: Any, tmp_path: Path) -> None:
    done = run("verify", *PAIR, "--minimizer", "(u0**2 - v0**2)*exp(4*a)", "--grad-R", "asinh(x/(2*u0*v0*exp(4*a)))", "--json")
    assert done.exit_code == 1, done.stderr
    answer = json.loads(done.stdout)
    assert answer["schema"] == "mirrorsym.verify/1"
    assert answer["claims"]["minimizer"]["status"] == "HOLDS"
    assert answer["claims"]["grad_R"]["status"] == "FAILS"
    assert answer["claims"]["grad_R"]["witness"]
    assert {"status", "because", "witness", "differs_by", "corrected"} <= set(answer["claims"]["grad_R"])
    file = tmp_path / "answer.json"
    file.write_text(done.stdout, encoding="utf-8")
    assert run("recheck", str(file)).exit_code == 0


def test_a_right_one_in_words(run: Any) -> None:
    done = run("verify", "u**2", "--on", "u > 0", "--R", "x*(log(x/u0**2) - 1)/4")
    assert done.exit_code == 0, done.stderr
    assert "HOLDS" in done.stdout


def test_mistakes_name_the_option(run: Any) -> None:
    assert run("verify", *PAIR).exit_code == 2
    done = run("verify", *PAIR, "--grad-R", "x +")
    assert done.exit_code == 2
    assert "--grad-R: column 4" in done.stderr
    assert run("verify", *PAIR, "--R", "x", "--fragment").exit_code == 2
