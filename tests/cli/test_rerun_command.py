"""`mirrorsym rerun`: exit codes, formats, and what a user sees."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from numeric_backend.flows.bounded import OutOfTime

Run = Callable[..., Result]


def test_a_rerun_as_predicted_exits_with_zero(run: Run) -> None:
    result = run("rerun", "catalogue:u2-v2-weight-decay", "--trajectories", "3", "--alpha", "0.3*exp(-2*t)")
    assert result.exit_code == 0, result.stderr
    assert "x_t = grad Q_{a_t}(mu_t)" in result.stdout
    assert "observations, not proofs" in result.stdout
    assert result.stderr == ""


def test_json_is_the_schema(run: Run) -> None:
    result = run("rerun", "u", "--h", "u**2", "--trajectories", "2", "--json", "--set", "u0=1/2")
    data = json.loads(result.stdout)
    assert data["schema"] == "mirrorsym.rerun/1" and data["settings"]["trajectories"] == 2
    assert data["predictions"]["path_independence"]["outcome"] == "agrees"
    assert data["predictions"]["mirror_flow"]["outcome"] == "not applicable"
    assert result.exit_code == 0


def test_a_loss_of_ones_own(run: Run) -> None:
    result = run("rerun", "u**2", "--on", "u > 0", "--loss", "x1**4/4 - x1", "--trajectories", "2", "--duration", "0.25", "--json")
    assert result.exit_code == 0, result.stderr
    data = json.loads(result.stdout)
    assert data["settings"]["loss"] == "custom" and data["predictions"]["mirror_flow"]["outcome"] == "agrees"
    assert "no minimizer" in data["predictions"]["lyapunov"]["because"]
    refused = run("rerun", "u**2", "--on", "u > 0", "--loss", "x2**2")
    assert refused.exit_code == 2 and "x2" in refused.stderr
    assert run("rerun", "u**2", "--on", "u > 0", "--loss", "x1 > 0").exit_code == 2


def test_conservation_laws_are_looked_for(run: Run) -> None:
    result = run("rerun", "u*v", "--trajectories", "2", "--duration", "0.25", "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)["predictions"]["conserved"]
    assert found["outcome"] == "agrees" and "u**2 - v**2" in found["because"]


def test_a_kink_exits_with_three(run: Run) -> None:
    assert run("rerun", "catalogue:identity-l1", "--trajectories", "2").exit_code == 3


def test_a_flow_without_time_exits_with_three(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise OutOfTime

    monkeypatch.setattr("numeric_backend.experiments.rerun.rerun", never)
    result = run("rerun", "u", "--total-timeout", "20", "--trajectories", "2")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr == "mirrorsym: the flow was not integrated within 20 seconds; --total-timeout allows more\n"


def test_every_mistake_is_told_before_anything_runs(run: Run) -> None:
    result = run("rerun", "u", "--alpha", "x", "--backend", "q", "--loss", "y", "--set", "c=1")
    assert result.exit_code == 2 and result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 4
    for option in ("--alpha", "--backend", "--loss", "--set"):
        assert option in result.stderr
    assert run("rerun", "u", "--fragment").exit_code == 2
    assert run("rerun", "u", "--on", "u > 0", "--init", "u = u0", "--set", "u0 = -1").exit_code == 2


def test_losses_one_after_the_other_with_data_from_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("1,0.5\n")
    result = run("rerun", "u**2", "--on", "u > 0", "--loss", f"least-squares@{file} until 0.25, x1**2/2", "--trajectories", "2", "--duration", "0.5",
                 "--json")
    assert result.exit_code == 0, result.stderr
    data = json.loads(result.stdout)
    assert data["settings"]["loss"] == "least-squares until 0.25, custom" and data["predictions"]["dual_flow"]["outcome"] == "agrees"
    wrong = run("rerun", "u**2", "--on", "u > 0", "--loss", "logistic until 2, x1 until 1, y", "--data", str(file))
    assert wrong.exit_code == 2 and "end after" in wrong.stderr
    wrong = run("rerun", "u**2", "--on", "u > 0", "--loss", "logistic until 1, y", "--data", str(file))
    assert wrong.exit_code == 2 and "labels of this loss are 1 and -1" in wrong.stderr and len(wrong.stderr.splitlines()) == 2
    wrong = run("rerun", "u**2", "--on", "u > 0", "--loss", "x1", "--data", str(file))
    assert wrong.exit_code == 2 and "no named loss takes it" in wrong.stderr
