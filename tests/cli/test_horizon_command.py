"""`mirrorsym horizon`: exit codes, formats, and what a user sees."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]


def test_text_names_degree_shape_and_theorems(run: Run) -> None:
    result = run("horizon", "theta**4/4", "--var", "theta", "--copies", "2")
    assert result.exit_code == 0, result.stderr
    for text in ("alpha   4", "shape   lp", "(3/4)**(1/4)*(abs(theta1)**4 + abs(theta2)**4)**(1/4)", "homog.4.7", "warning: ", "HOLDS: a mirror potential"):
        assert " ".join(text.split()) in " ".join(result.stdout.split())


def test_json_is_the_schema_and_is_rechecked(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "answer.json"
    assert run("horizon", "x**2/2", "--json", "-o", str(target)).exit_code == 0
    data = json.loads(target.read_text())
    assert (data["schema"], data["alpha"], data["shape"], data["phi"]) == ("mirrorsym.horizon/1", "2", "l2", "sqrt(1/2)*abs(x)")
    again = run("recheck", str(target))
    assert again.exit_code == 0, again.stdout
    assert "every verdict is accepted" in again.stdout
    data["phi"] = "abs(x)"
    target.write_text(json.dumps(data))
    assert run("recheck", str(target)).exit_code == 1


def test_what_is_no_mirror_potential_exits_with_one(run: Run) -> None:
    result = run("horizon", "x*log(x) - x", "--domain", "x > 0")
    assert result.exit_code == 1
    assert "the stated domain leaves out x = " in " ".join(result.stdout.split())


def test_what_is_open_exits_with_three(run: Run) -> None:
    assert run("horizon", "x**2 + x*y + y**2").exit_code == 3


def test_bad_input_is_one_clear_line(run: Run) -> None:
    for arguments, words in ((("x**",), "R: "), (("3",), "no variable"), (("x**2 + k", "--var", "x"), "unknown symbol 'k'"),
                             (("x**2", "--copies", "-1"), "copies"), (("x**2", "--domain", "x >"), "--domain")):
        result = run("horizon", *arguments)
        assert result.exit_code == 2, arguments
        assert words in result.stderr
        assert result.stdout == ""
