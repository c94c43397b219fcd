"""The checker of balance reports: each claim has a partner that is false, and is rejected."""

from __future__ import annotations

import copy
import json

import pytest

from mirrorsym._balance import balance
from mirrorsym.modelfile import read_model
from mirrorsym.recheck import recheck

RELU = """
activation = "relu"
[parameters]
lam = "positive"
[[layers]]
shape = [2, 2]
potential = "hyperbolic_entropy(lam)"
[[layers]]
shape = [1, 2]
potential = "smoothened(3, 1/2)"
"""
TANH = 'activation = "tanh"\n[[layers]]\nshape = [1, 2]\n[[layers]]\nshape = [1, 1]\non = "w != 0"\n'


@pytest.fixture(scope="module")
def reports():
    return {name: json.loads(json.dumps(balance(read_model(file)))) for name, file in (("relu", RELU), ("tanh", TANH))}


@pytest.fixture(scope="module")
def squares():
    return json.loads(json.dumps(balance(read_model('activation = "relu"\n[[layers]]\nshape = [2, 2]\n[[layers]]\nshape = [1, 2]\n'), timeout=30.0)))


def changed(report, change):
    new = copy.deepcopy(report)
    change(new)
    return recheck(new)


def put(*path, value):
    def change(report):
        at = report
        for key in path[:-1]:
            at = at[key]
        assert at[path[-1]] != value
        at[path[-1]] = value
    return change


def evidence(report, verdict):
    return report["certificates"][verdict["certificates"][0]]


def test_what_the_finder_says_is_accepted(reports):
    assert all(recheck(r).accepted and recheck(r).inhabited for r in reports.values())


@pytest.mark.parametrize(("change", "about"), [
    (put("degree", "value", value="3"), "degree"), (put("degree", "value", value="0"), "degree"),
    (put("potentials", 0, "Q", value="sqrt(w**2 + lam**2) + 1"), "potentials[0]"), (put("potentials", 1, "Q", value="abs(w)**3"), "potentials[1]"),
    (put("potentials", 0, "R", value="w**2/2"), "potentials[0]"),
    (put("balance", 0, "factor", value="2"), "balance[0]"), (put("balance", 0, "factor", value="-1"), "balance[0]"),
    (put("balance", 1, "unit", value=2), "balance[1]"), (put("balance", 1, "unit", value=3), "balance[1]"),
    (put("balance", 1, "kind", value="layer"), "balance[1]"), (put("balance", 1, "layer", value=2), "balance[1]"),
    (put("balance", 2, "conserved", value="W2_1_1 - W1_1_1"), "balance[2]"),
    (put("independent", "value", value=3), "independent"), (put("balance", 0, "status", value="FAILS"), "balance[0]"),
    (put("model", "layers", 0, "activation", value="tanh(z)"), "balance[0]"), (put("model", "layers", 0, "activation", value="Max(z, 1)"), "degree"),
    (put("model", "layers", 1, "bias", value=True), "balance[0]"), (put("model", "layers", 0, "activation", value="z**2"), "degree"),
    (put("model", "layers", 0, "activation", value="Piecewise((z, z > 1), (0, True))"), "balance[1]"),
    (put("model", "layers", 0, "activation", value="Piecewise((z, z > 0), (0, z < 0), (1, True))"), "balance[1]"),
    (put("model", "layers", 0, "activation", value="abs(z)**(1/2)"), "balance[0]"),
    (put("model", "layers", 0, "potential", value="w*asinh(w/lam) + sqrt(w**2 + lam**2)"), "potentials[0]"),
    (put("model", "parameters", "lam", value="real"), "potentials[0]"),
    (put("balance", 0, "status", value="maybe"), "balance[0]"), (put("balance", 0, "certificates", value=["c99"]), "balance[0]"),
])
def test_a_report_that_was_tampered_with_is_rejected(reports, change, about):
    assert changed(reports["relu"], change).reason(about) is not None


@pytest.mark.parametrize(("r", "q"), [("w**4 - w**2", "3*w**4 - w**2"), ("w**3", "2*w**3"), ("cos(w)", "-w*sin(w) - cos(w)"), ("w", "0*w")])
def test_a_function_that_is_not_convex_is_no_potential(reports, r, q):
    def bent(report):
        report["model"]["layers"][1]["potential"] = report["potentials"][1]["R"] = r
        report["potentials"][1]["Q"] = q
    answer = changed(reports["relu"], bent)
    assert answer.reason("potentials[1]") is not None and answer.reason("balance[0]") is not None


def test_a_potential_with_a_kink_is_no_potential(reports):
    def kink(report):
        report["model"]["layers"][1]["potential"] = report["potentials"][1]["R"] = "abs(w) + w**2"
        report["potentials"][1]["Q"] = "w**2"
    assert "w" in changed(reports["relu"], kink).reason("potentials[1]")


def test_a_law_needs_the_potentials_of_both_layers(reports):
    def silent(report):
        report["potentials"][1]["status"] = "UNDECIDED"
    assert changed(reports["relu"], silent).reason("balance[0]") == "a potential of the two layers is not shown to be one"
    def without(report):
        report["balance"][1]["status"] = "UNDECIDED"
    assert changed(reports["relu"], without).reason("independent") == "the law of a hidden unit is not shown"


@pytest.mark.parametrize(("change", "about"), [
    (put("lie", "count", value=3), "lie"), (put("lie", "lifted", value=2), "lie"), (put("lie", "laws", "pair", "g", value=["W1_1_1*W2_1_1"] * 4), "lie"),
    (put("lie", "laws", "g", "lower", value=5), "lie.laws.g.lower"), (put("lie", "laws", "g", "laws", 0, value="W1_1_1"), "lie.laws.g.laws[0]"),
    (put("model", "layers", 0, "activation", value="z"), "lie"), (put("potentials", 0, "status", value="UNDECIDED"), "lie"),
    (put("model", "layers", 0, "on", value=["w > 0"]), "lie")])
def test_a_count_that_was_tampered_with_is_rejected(squares, change, about):
    assert recheck(squares)["lie"].accepted and squares["lie"]["count"] == 2
    assert changed(squares, change).reason(about) is not None


def test_points_that_refute_nothing_are_rejected(reports):
    tanh = reports["tanh"]
    assert {tanh["degree"]["status"], tanh["balance"][0]["status"]} == {"FAILS"}
    for name, verdict in (("degree", tanh["degree"]), ("balance[0]", tanh["balance"][0])):
        def at_zero(report, verdict=verdict, name=name):
            point = evidence(report, verdict)["point"]
            for n in point:
                if n.startswith("x"):
                    point[n] = "0"
            (report["degree"] if name == "degree" else report["balance"][0])["witness"] = point
        assert "not shown" in changed(tanh, at_zero).reason(name)
    def elsewhere(report):
        report["degree"]["witness"] = dict.fromkeys(report["degree"]["witness"], "1")
    assert changed(tanh, elsewhere).reason("degree") == "the witness is not the certificate's point"
    def outside(report):
        report["model"]["layers"][1]["on"] = ["w > 100"]
    assert "domain" in changed(tanh, outside).reason("degree")
    assert changed(tanh, put("model", "layers", 0, "activation", value="Max(z, 0)")).reason("degree") is not None
    assert changed(tanh, put("model", "layers", 1, "on", value=["w != 3"])).reason("balance[0]") is not None
