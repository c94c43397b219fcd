"""`balance`: degrees and conserved quantities of networks, against independent derivations.

Truth from elsewhere: gradients of each region taken by SymPy, finite scalings in floating point, and textbook facts.
"""

from __future__ import annotations

import json
from itertools import product

import pytest
import sympy

from mirrorsym._balance import balance
from mirrorsym.calculus.bounded import Worker
from mirrorsym.errors import InputError
from mirrorsym.modelfile import read_model
from mirrorsym.recheck import recheck


@pytest.fixture(scope="module")
def worker():
    with Worker(memory=2 << 30) as one:
        yield one


def text(shapes, activation="linear", potentials=(), biases=(), parameters="", on=()):
    lines = [f'activation = "{activation}"', "[parameters]", parameters]
    for k, (rows, columns) in enumerate(shapes):
        lines += ["[[layers]]", f"shape = [{rows}, {columns}]"]
        lines += [f'potential = "{potentials[k]}"'] if potentials else []
        lines += ["bias = true"] if biases and biases[k] else []
        lines += [f'on = "{on[k]}"'] if on else []
    return "\n".join(lines)


def statuses(found):
    return found["degree"]["status"], [p["status"] for p in found["potentials"]], [b["status"] for b in found["balance"]]


HOMOGENEOUS = [
    ([(1, 3)], "linear", "1"), ([(2, 2), (1, 2)], "relu", "2"), ([(2, 3), (2, 2), (1, 2)], "leaky_relu(1/5)", "3"),
    ([(2, 2), (1, 2)], "Max(z, z/7)", "2"), ([(2, 2), (1, 2)], "abs", "2"), ([(2, 1), (2, 2), (1, 2)], "z**2", "7"),
    ([(2, 2), (1, 2)], "Max(z, 0)**3", "4"), ([(1, 2), (1, 1), (1, 1), (1, 1)], "Min(z, 0)", "4"), ([(2, 2), (3, 2)], "relu", "2"),
    ([(2, 2), (1, 2)], "Piecewise((2*z, z > 0), (-z/3, True))", "2"), ([(2, 2), (1, 2)], "abs(z)**(3/2)", "5/2"),
]


@pytest.mark.parametrize(("shapes", "activation", "degree"), HOMOGENEOUS)
def test_homogeneous_networks_have_their_degree_and_every_law(shapes, activation, degree, worker):
    found = balance(read_model(text(shapes, activation)), worker=worker)
    assert found["degree"]["status"] == "HOLDS" and found["degree"]["value"] == degree
    assert {b["status"] for b in found["balance"]} <= {"HOLDS"}
    assert found["independent"]["value"] == (sum(r for r, _ in shapes[:-1]) or None)
    assert recheck(json.loads(json.dumps(found))).accepted


@pytest.mark.parametrize("activation", ["tanh", "softplus", "gelu", "sigmoid", "sin(z)", "z + 1", "Max(z - 1, 0)", "Min(Max(z, 0), 6)",
                                        "Piecewise((z, z > 0), (exp(z) - 1, True))", "Piecewise((z, z > 0), (-z**2, True))"])
def test_other_activations_are_refuted_at_exact_points(activation, worker):
    found = balance(read_model(text([(2, 2), (1, 2)], activation)), worker=worker)
    assert statuses(found) == ("FAILS", ["HOLDS"] * 2, ["FAILS"] * 3)
    assert set(found["degree"]["witness"]) == {"W1_1_1", "W1_1_2", "W1_2_1", "W1_2_2", "W2_1_1", "W2_1_2", "x_1", "x_2"}


def test_inner_biases_break_the_degree_and_the_layers_law_but_not_the_law_of_each_unit(worker):
    first = balance(read_model(text([(2, 2), (1, 2)], "relu", biases=(True, False))), worker=worker)
    assert first["degree"]["value"] == "2" and set(statuses(first)[2]) == {"HOLDS"}
    inner = balance(read_model(text([(2, 2), (1, 2)], "relu", biases=(False, True))), worker=worker)
    assert inner["degree"]["status"] == "FAILS"
    assert [(b["kind"], b["status"]) for b in inner["balance"]] == [
        ("layer", "FAILS"), ("weights", "HOLDS"), ("neuron", "HOLDS"), ("neuron", "HOLDS")]


@pytest.mark.parametrize(("potential", "parameters", "Q"), [
    ("squares", "", "w**2/2"), ("hyperbolic_entropy(c)", 'c = "positive"', "sqrt(w**2 + c**2)"), ("cosh", "", "w*sinh(w) - cosh(w)"),
    ("smoothened(3, 1/10)", "", "2*abs(w)**3/3 + w**2/20"), ("smoothened(p, c)", 'c = "nonnegative"\np = "p > 2"', "(p-1)*abs(w)**p/p + c*w**2/2"),
    ("p_norm(3/2)", "", "abs(w)**(3/2)/3"), ("w**6 + w**2", "", "5*w**6 + w**2"), ("(w**2 + 1)**(3/2)", "", "(2*w**2 - 1)*sqrt(w**2 + 1)"),
])
def test_the_dual_function_is_that_of_a_second_derivation(potential, parameters, Q, worker):
    model = read_model(text([(1, 1), (1, 1)], "linear", (potential, "squares"), parameters=parameters))
    found = balance(model, worker=worker)
    assert statuses(found) == ("HOLDS", ["HOLDS"] * 2, ["HOLDS"] * 2)
    w, c, p = (sympy.Symbol(n, positive=True) for n in "wcp")
    known = {"w": w, "c": c, "p": p, "abs": sympy.Abs}
    r, q, expected = (sympy.sympify(str(e), locals=known) for e in (model.layers[0].potential, found["potentials"][0]["Q"], Q))
    for value in ("0.3", "1.7", "4"):
        at = {w: sympy.Rational(value), c: sympy.Rational("1.3"), p: sympy.Rational("2.6")}
        fenchel = (w * r.diff(w) - r).subs(at).evalf(40)
        assert abs(fenchel - q.subs(at).evalf(40)) < 1e-35 and abs(fenchel - expected.subs(at).evalf(40)) < 1e-35


@pytest.mark.parametrize(("potential", "on", "status"), [
    ("-w**2", "", "FAILS"), ("cos(w)", "", "FAILS"), ("w", "", "UNDECIDED"), ("abs(w) + w**2", "", "UNDECIDED"),
    ("w*log(w) - w", "w > 0", "HOLDS"), ("-log(w)", "w > 0", "HOLDS"), ("w*log(w) + (1 - w)*log(1 - w)", "0 < w < 1", "HOLDS"),
])
def test_potentials_that_are_none_support_no_law(potential, on, status, worker):
    found = balance(read_model(text([(1, 2), (1, 1)], "linear", (potential, "squares"), on=(on, ""))), worker=worker)
    assert found["potentials"][0]["status"] == status
    assert {b["status"] for b in found["balance"]} == {"HOLDS" if status == "HOLDS" else "UNDECIDED"}
    assert recheck(json.loads(json.dumps(found))).accepted


def test_entropies_on_intervals_are_refuted_inside_of_them(worker):
    found = balance(read_model(text([(2, 1), (1, 2)], "tanh", ("w*log(w) + (1 - w)*log(1 - w)", "w*log(w) - w"), on=("0 < w < 1", "w > 0"))),
                    worker=worker)
    assert found["degree"]["status"] == "FAILS"
    assert all(0 < sympy.Rational(q) < 1 for n, q in found["degree"]["witness"].items() if n.startswith("W1"))


@pytest.mark.parametrize(("shapes", "activation"), [([(2, 2), (1, 2)], "relu"), ([(2, 1), (2, 2), (1, 2)], "leaky_relu(1/3)"),
                                                    ([(2, 2), (1, 2)], "abs"), ([(1, 2), (2, 1), (1, 2)], "linear")])
def test_the_identity_holds_on_each_region_by_sympy(shapes, activation, worker):
    """Second way: every pattern of signs, the network written out by SymPy, its gradient by SymPy."""
    model = read_model(text(shapes, activation))
    laws = [b for b in balance(model, worker=worker)["balance"] if b["status"] == "HOLDS"]
    slopes = {"relu": (1, 0), "leaky_relu(1/3)": (1, sympy.Rational(1, 3)), "abs": (1, -1), "linear": (1,)}[activation]
    hidden = [(a, i) for a, layer in enumerate(model.layers[:-1]) for i in range(layer.rows)]
    for pattern in product(slopes, repeat=len(hidden)):
        values = [sympy.Symbol(x) for x in model.inputs]
        for a, layer in enumerate(model.layers):
            sums = [sum(sympy.Symbol(layer.weight(i, j)) * values[j] for j in range(layer.columns)) for i in range(layer.rows)]
            values = [s * pattern[hidden.index((a, i))] for i, s in enumerate(sums)] if a < len(model.layers) - 1 else sums
        for law in laws:
            here, after = model.layers[law["layer"] - 1], model.layers[law["layer"]]
            j = None if law["unit"] is None else law["unit"] - 1
            mine = [here.weight(i, k) for i in range(here.rows) for k in range(here.columns) if j is None or i == j]
            theirs = [after.weight(i, k) for i in range(after.rows) for k in range(after.columns) if j is None or k == j]
            left, right = (sum(sympy.Symbol(n) * sympy.diff(values[0], sympy.Symbol(n)) for n in names) for names in (mine, theirs))
            assert sympy.expand(left - right) == 0


def test_a_large_network_is_covered_without_being_written_out(worker):
    found = balance(read_model(text([(60, 100), (1, 60)], "relu")), worker=worker)
    assert found["balance"][0]["status"] == "HOLDS" and found["balance"][0]["conserved"] is None
    assert found["degree"]["status"] == "UNDECIDED" and "6060 entries" in found["degree"]["because"]


@pytest.mark.parametrize(("shapes", "activation", "potentials", "biases", "count"), [
    ([(2, 2), (1, 2)], "linear", (), (), 3),  # all entries of W2^T W2 - W1 W1^T, and not its diagonal alone
    ([(2, 2), (1, 2)], "relu", (), (), 2), ([(2, 2), (1, 2)], "z**2", (), (), 2), ([(2, 1), (1, 2)], "abs", (), (), 2),
    ([(1, 2), (1, 1), (1, 1)], "linear", (), (), 2), ([(2, 1), (1, 2)], "relu", (), (True, True), 2),
    ([(1, 2), (1, 1)], "relu", ("hyperbolic_entropy(c)", "hyperbolic_entropy(1/3)"), (), 1),
    ([(1, 2), (1, 1)], "leaky_relu(1/2)", ("hyperbolic_entropy(c)", "squares"), (), 1), ([(1, 1), (1, 1)], "linear", ("cosh", "squares"), (), None)])
def test_the_lie_algebra_counts_the_laws_a_second_way(shapes, activation, potentials, biases, count, worker):
    parameters = 'c = "positive"' if potentials and "c)" in potentials[0] else ""
    found = balance(read_model(text(shapes, activation, potentials, biases, parameters)), worker=worker, timeout=30.0)
    lie = found["lie"]
    assert lie["count"] == count and lie["missing"] == (None if count is None else 0)
    hidden = sum(r for r, _ in shapes[:-1])
    assert count is None or count == hidden + (activation == "linear" and shapes[0] == (2, 2))
    assert recheck(json.loads(json.dumps(found))).accepted


# -- the file -------------------------------------------------------------------------------------------------
def test_all_mistakes_of_a_file_are_told_at_once_with_their_places():
    with pytest.raises(InputError) as told:
        read_model('activation = "rely"\n[parameters]\nw = "real"\nlam = "posit"\n[[layers]]\nshape = [2, 3]\npotential = "smoothened(3)"\n'
                   '[[layers]]\nshape = [1, 4]\nactivation = "relu"\n[[layers]]\nshape = [1, 1]\npotential = "q*w**2"\n')
    for part in ("activation: column 1: unknown symbol 'rely'", "layers[0].potential: 'smoothened(3)': smoothened(p, lam) is expected",
                 "parameters.lam", "parameters.w", "layers[1].shape: the layer before has 2 outputs, and this one 4 inputs",
                 "layers[2].potential: column 1: unknown symbol 'q'"):
        assert any(p.startswith(part) for p in told.value.problems), (part, told.value.problems)


def test_unknown_keys_and_wrong_types_are_refused_with_their_places():
    with pytest.raises(InputError) as told:
        read_model('[[layers]]\nshap = [2, 3]\n[[layers]]\nshape = [1, 0]\nbias = "yes"\n[data]\nx = [[1]]\n')
    assert list(told.value.problems) == [
        "layers[0].shape: missing", "layers[0].shap: unknown key, did you mean 'shape'? (keys: shape, name, structure, bias, activation, potential, on)",
        "layers[1].shape[1]: a positive whole number is expected", "layers[1].bias: true or false is expected", "data.y: missing"]


def test_data_and_start_are_exact_and_checked():
    file = text([(2, 2), (1, 2)]) + '\n[data]\nx = [[1, "1/3"], [0.1, 2]]\ny = [1, -1]\n[start]\nW1 = [[1, 2], [3, 4]]\nW2 = [[0.5, "-1/3"]]\n'
    model = read_model(file)
    assert str(model.data[0][0][1]) == "1/3" and str(model.data[1][0][0]) == "1/10"
    assert [str(q) for q in model.start] == ["1", "2", "3", "4", "1/2", "-1/3"]
    with pytest.raises(InputError) as told:
        read_model(file.replace("[3, 4]", "[3, 4, 5]").replace("[0.1, 2]", '["x", 2, 3]').replace("W2 =", "W3 ="))
    assert list(told.value.problems) == ["data.x[1]: 2 numbers are expected, not 3", "start.W3: there is no such layer",
                                   "start.W1: 2 rows of 2 numbers are expected", "start.W2: missing"]
