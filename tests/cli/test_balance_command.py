"""`mirrorsym balance`: text, JSON, exit codes, and what recheck says of the JSON."""

from __future__ import annotations

import json

import pytest

RELU = 'activation = "relu"\ntitle = "two layers"\n[[layers]]\nshape = [2, 2]\npotential = "p_norm(4)"\n[[layers]]\nshape = [1, 2]\n'


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "model.toml"
    path.write_text(RELU, "utf-8")
    return path


def test_the_answer_for_people_and_for_programs(run, model, tmp_path):
    shown = run("balance", str(model))
    assert shown.exit_code == 0 and "two layers" in shown.stdout and "f has degree 2" in shown.stdout
    out = tmp_path / "out.json"
    assert run("balance", str(model), "--json", "-o", str(out)).exit_code == 0
    data = json.loads(out.read_text("utf-8"))
    assert data["schema"] == "mirrorsym.balance/1" and data["balance"][1]["conserved"] == "W2_1_1**2/2 - 3*abs(W1_1_1)**4/4 - 3*abs(W1_1_2)**4/4"
    again = run("recheck", str(out))
    assert again.exit_code == 0 and "every verdict is accepted" in again.stdout
    data["balance"][0]["factor"] = "2"
    out.write_text(json.dumps(data), "utf-8")
    assert run("recheck", str(out)).exit_code == 1


def test_exit_codes_of_what_fails_and_of_bad_files(run, model):
    model.write_text(RELU.replace("relu", "tanh"), "utf-8")
    assert run("balance", str(model)).exit_code == 1
    model.write_text(RELU.replace("p_norm(4)", "abs(w) + w**2"), "utf-8")
    assert run("balance", str(model)).exit_code == 3
    model.write_text(RELU.replace("shape = [1, 2]", "shape = [1, 3]\nwidth = 2"), "utf-8")
    bad = run("balance", str(model))
    assert bad.exit_code == 2 and "layers[1].width: unknown key" in bad.stderr
    assert run("balance", str(model.parent / "none.toml")).exit_code == 2
