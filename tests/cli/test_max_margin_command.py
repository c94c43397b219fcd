"""`mirrorsym max-margin`: problems in three formats, what is no data, and data that nothing separates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mirrorsym.cli.desk import desk
from mirrorsym.printing.max_margin import problem_latex, problem_text, promise


def run(*arguments: str) -> Result:
    return CliRunner().invoke(desk, ["max-margin", *arguments])


@pytest.fixture
def rows(tmp_path: Path) -> str:
    path = tmp_path / "rows.csv"
    path.write_text("a,b,y\n2,1,1\n-1,-3,-1\n")
    return str(path)


def test_a_problem_of_a_file(rows: str) -> None:
    shown = run(rows)
    assert shown.exit_code == 0
    assert "theta = (0.4, 0.2)" in shown.stdout
    assert "homog Cor. 4.8" in shown.stdout
    found = json.loads(run(rows, "--norm", "max", "--json").stdout)
    assert found["schema"] == "mirrorsym.max-margin/1"
    assert found["solution"]["theta"] == pytest.approx([1 / 3, 1 / 3])
    assert found["solution"]["lower"] <= 1 / 3 * (1 + 1e-15)
    weighted = json.loads(run(rows, "--weights", "10, 1", "--json").stdout)
    assert weighted["solution"]["theta"] == pytest.approx([0, 1])
    assert r"\lVert \theta\rVert_{3}^{2}" in run(rows, "--norm", "l3", "--to", "latex").stdout


def test_data_that_nothing_separates(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("1,1\n1,-1\n")
    refused = run(str(path))
    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert refused.stderr.count("\n") == 1
    assert "not separable" in refused.stderr
    assert "not separable" in json.loads(run(str(path), "--json").stdout)["because"]


def test_a_certificate_that_is_weaker_than_asked() -> None:
    assert run("random:12x8", "--tol", "1e-14", "--norm", "l1.1").exit_code in (0, 3)  # what rounding allows


@pytest.mark.parametrize(("arguments", "words"), [
    (["random:0x3"], "ROWSxFEATURES"), (["random:3"], "ROWSxFEATURES"), (["nowhere.csv"], "no such file"), (["random:5x3", "--norm", "l0.5"], "at least 1"),
    (["random:5x3", "--norm", "p"], "not l1"), (["random:5x3", "--weights", "1,2"], "2 weights for 3"), (["random:5x3", "--weights", "1,-2,3"], "positive"),
    (["random:5x3", "--model", "conv"], "none of"), (["random:5x3", "--descend", "newton"], "potentials are"), (["random:5x3:1", "--descend", "squares"], "drawn"),
])
def test_bad_input_is_one_line(arguments: list[str], words: str) -> None:
    refused = run(*arguments)
    assert refused.exit_code == 2, refused.output
    assert words in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_runs_are_held_against_the_problem() -> None:
    found = json.loads(run("random:6x3", "--descend", "smoothened-3", "--seeds", "1", "--steps", "0", "--json").stdout)
    assert found["runs"][0]["angle"] < 1e-6
    shown = run("random:6x3", "--descend", "squares", "--seeds", "1", "--steps", "10", "--depth", "3")
    assert shown.exit_code == 0
    assert "no optimum is promised" in shown.stdout.replace("\n", " ")


def test_what_is_written_for_models_that_are_not_solved() -> None:
    shown = run("random:6x3", "--model", "two-layer", "--norm", "l2", "--to", "latex")
    assert r"\sum_j \lVert \tilde w_j\rVert_{2}\quad" in shown.stdout  # alpha/2 = 1: Savarese et al.
    assert "RECONSTRUCTED" in shown.stdout
    assert problem_latex(2, "diagonal", depth=6).count("\\odot") == 2
    assert "u1*u2" in problem_text(2, "diagonal")
    assert promise(1.5)[0] == "no theorem of homog"
    assert "no optimum" in promise(3, "diagonal")[1]
    with pytest.raises(ValueError, match="at least 1"):
        problem_text(0.5)


def test_times_over_lambda(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("numeric_backend.experiments.reaching.strengths", lambda power, depth: [1e4, 1e5])  # two instead of six
    file = tmp_path / "times.csv"
    shown = run("random:6x3:2", "--times", "smoothened-4", "--plot", str(file))
    assert shown.exit_code == 0
    assert "predicted 0.5" in shown.stdout
    assert file.read_text("utf-8").startswith("curve,log10_lambda")
    assert "not hyperbolic" in run("random:6x3", "--times", "smoothened-2").stderr
    assert "drawn data" in run("rows.csv", "--times", "hyperbolic").stderr
    assert run("random:6x3", "--plot", "x.svg").exit_code == 2
