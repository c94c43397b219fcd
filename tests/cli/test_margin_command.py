"""`mirrorsym margin`: text, JSON, exit codes."""

from __future__ import annotations

import json

import pytest

LINEAR = ('potential = "smoothened(3, lam)"\n[parameters]\nlam = "positive"\n[[layers]]\nshape = [1, 2]\n'
          "[data]\nx = [[1, 2], [2, 1], [-1, -1.5]]\ny = [1, 1, -1]\n[start]\nW1 = [[0.5, 0.25]]\n")


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "model.toml"
    path.write_text(LINEAR, "utf-8")
    return path


def test_the_margins_for_people_and_for_programs(run, model):
    shown = run("margin", str(model), "--set", "lam = 1/4", "--span", "3")
    assert shown.exit_code == 0, shown.stderr
    for part in ("1, certified", "q_min/Q**(1/3)", "RECONSTRUCTED", "holds at 41 states", "seen on a grid"):
        assert part in shown.stdout
    data = json.loads(run("margin", str(model), "--set", "lam = 1/4", "--span", "3", "--json").stdout)
    assert data["schema"] == "mirrorsym.margin/1" and data["certified_degree"]["status"] == "HOLDS" and data["settings"]["data"] == "the file"
    # by hand: q = 1, 5/4, 7/8 and Q = 2/3 (1/8 + 1/64) + 1/8 (1/4 + 1/16)
    assert data["at_start"][0]["q_min"] == pytest.approx(0.875) and data["at_start"][0]["Q"] == pytest.approx(2 / 3 * 9 / 64 + 5 / 128)


def test_what_has_no_margin_and_what_is_no_number(run, model):
    assert "'lam = 1/10'" in run("margin", str(model)).stderr
    assert run("margin", str(model), "--set", "lam = -1").exit_code == 2
    model.write_text(LINEAR.replace("y = [1, 1, -1]", "y = [1, 2, -1]"), "utf-8")
    assert run("margin", str(model), "--set", "lam = 1").exit_code == 2
    model.write_text('activation = "tanh"\n[[layers]]\nshape = [2, 2]\n[[layers]]\nshape = [1, 2]\n', "utf-8")
    none = run("margin", str(model))
    assert none.exit_code == 3 and "no margin: the degree FAILS" in none.stdout
