"""Networks in numbers: gradients against differences, laws of `balance` along integrated flows, margins against homog.

The partner of each: what is not homogeneous, or does not meet the assumption, is seen not to have it.
"""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest

from mirrorsym._margin import growth, rates, reach, specialized
from mirrorsym.errors import InputError
from mirrorsym.grammar import parse
from mirrorsym.modelfile import read_model
from numeric_backend.expectations import expected_inverse_metric
from numeric_backend.experiments.margins import Settings, margins_of, observe
from numeric_backend.experiments.network import Network, follow

H, S, P = "hyperbolic_entropy(1/2)", "smoothened(3, 1/4)", "smoothened(4, 1/10)"
NORMALIZED = "w*asinh(2*w) - sqrt(w**2 + 1/4) + 1/2"  # of Q(0) = 0: Assumption 4.4 fails


def model(shapes, activation="linear", potentials=(), biases=()):
    lines = [f'activation = "{activation}"']
    for k, (rows, columns) in enumerate(shapes):
        lines += ["[[layers]]", f"shape = [{rows}, {columns}]", f'potential = "{potentials[k] if potentials else "squares"}"']
        lines += ["bias = true"] if biases and biases[k] else []
    return read_model("\n".join(lines))


def drawn(of, samples=4, count=2, seed=0, scale=0.7):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(samples, of.layers[0].columns)), np.sign(rng.normal(size=samples))
    return Network(of, x, y), scale * rng.normal(size=(len(of.entries), count))


def drift(of, loss, seed=0, count=2):
    net, start = drawn(of, seed=seed, count=count)
    found = follow(net, start, np.linspace(0.1, 0.5, 3), loss)
    assert all(b is None or "slides" in b for b in found.because) and None in found.because
    fine = [k for k, b in enumerate(found.because) if b is None]
    begun = net.conserved(start)[:, fine]
    gaps = [np.abs(net.conserved(found.values[:, k])[:, fine] - begun) for k in range(3)]
    moved = np.max(np.abs(found.values[:, -1][:, fine] - start[:, fine]))
    return float(np.max(gaps)), float(moved), sum(found.turns)


@pytest.mark.parametrize(("shapes", "activation", "potentials", "biases", "loss"), [
    ([(2, 2), (1, 2)], "linear", (H, S), (), "exponential"), ([(2, 3), (2, 2), (1, 2)], "linear", (H, "squares", P), (), "squares"),
    ([(2, 2), (2, 2), (2, 2), (1, 2)], "linear", ("squares", H, S, "cosh"), (), "exponential"),
    ([(2, 2), (1, 2)], "z**2", (H, S), (), "squares"), ([(2, 2), (1, 2)], "relu", (S, H), (True, True), "squares"),
    ([(3, 2), (1, 3)], "relu", ("squares", "squares"), (), "exponential"), ([(2, 2), (2, 2), (1, 2)], "leaky_relu(1/5)", (H, S, P), (), "squares"),
])
def test_what_balance_calls_conserved_is_conserved_along_flows(shapes, activation, potentials, biases, loss):
    gap, moved, _ = drift(model(shapes, activation, potentials, biases), loss)
    assert gap < 1e-10 and moved > 0.02


def test_a_flow_crosses_kinks_and_keeps_its_laws():
    gap, _, turns = drift(model([(3, 2), (1, 3)], "leaky_relu(1/5)", (S, H)), "squares", seed=3, count=3)
    assert turns > 0 and gap < 1e-10


@pytest.mark.parametrize("activation", ["tanh", "softplus"])
def test_networks_that_are_not_homogeneous_visibly_keep_nothing(activation):
    assert drift(model([(2, 2), (1, 2)], activation, (H, S)), "squares")[0] > 1e-4


def test_with_an_inner_bias_the_law_of_the_layers_is_visibly_broken():
    net, start = drawn(model([(2, 2), (1, 2)], "linear", (H, S), (True, True)))
    found = follow(net, start, [0.5], "squares").values[:, -1]
    whole = [net.Q(t)[1] - net.Q(t)[0] for t in (start, found)]
    assert np.min(np.abs(whole[1] - whole[0])) > 1e-4
    assert np.max(np.abs(net.conserved(found) - net.conserved(start))) < 1e-10


@pytest.mark.parametrize(("shapes", "activation", "biases"), [([(2, 3), (3, 2), (1, 3)], "tanh", (True, False, True)), ([(3, 2), (1, 3)], "relu", (True, True)),
                                                             ([(2, 2), (1, 2)], "leaky_relu(1/3)", ())])
def test_gradients_agree_with_differences(shapes, activation, biases):
    net, theta = drawn(model(shapes, activation, (), biases))
    weights = np.random.default_rng(1).normal(size=(4, 2))
    found, step = net.gradients(theta, weights), 1e-6
    for i in range(len(theta)):
        shift = np.zeros_like(theta)
        shift[i] = step
        slope = np.sum(weights * (net.outputs(theta + shift) - net.outputs(theta - shift)), axis=0) / (2 * step)
        assert np.allclose(found[i], slope, atol=1e-8)


# -- margins --------------------------------------------------------------------------------------------------
def test_the_soft_margin_rises_and_the_rates_are_those_predicted():
    found = observe(model([(1, 3)], "linear", (H,)), Settings(trajectories=1, span=7.0))
    assert (found["degree"], found["alpha"], found["rates"]["loss"]) == ("1", "1", "Theta(1/(t*log(t)))")
    (t,) = found["flow"]["trajectories"]
    assert t["monotone"] and found["lemma_4_3"]["holds"] and found["lemma_4_3"]["checked"] == 41 and found["assumption_4_4"]["seen"]
    assert t["log_time"] > 100 and abs(t["loss_power_of_log"] - 1) < 0.1 and abs(t["Q_power_of_log"] - 1) < 0.1
    assert found["kernel"]["euler_gap"] < 1e-12


def test_without_assumption_4_4_the_soft_margin_falls():
    found = observe(model([(1, 3)], "linear", (NORMALIZED,)), Settings(trajectories=2, span=8.0))
    assert found["assumption_4_4"]["seen"] is False
    assert any(t["monotone"] is False and t["largest_fall"] > 1e-5 for t in found["flow"]["trajectories"])


def test_layers_of_different_growth_have_the_layers_margin_only():
    found = observe(model([(2, 2), (1, 2)], "linear", (H, S)), Settings(trajectories=1, span=3.0))
    assert found["alpha"] is None and found["lemma_4_3"]["holds"] is None
    assert found["definitions"]["Q_margin"]["formula"] is None and found["definitions"]["layers_margin"]["formula"] == "q_min/(Q_1**(1) Q_2**(1/3))"
    (t,) = found["flow"]["trajectories"]
    assert t["soft_of"] == "soft_layers" and t["monotone"]


def test_margins_of_gradient_flow_are_those_of_the_norm():
    net, theta = drawn(model([(2, 2), (1, 2)], "relu"))
    found = margins_of(net, theta)
    assert np.allclose(found["gamma"], 2 * found["q_min"] / np.sum(theta**2, axis=0))
    assert np.allclose(found["log"], -np.log(np.sum(np.exp(-net.margins(theta)), axis=0)))


def test_powers_of_growth_are_seen_or_left_open():
    assert [growth(parse(q)) for q in ("sqrt(w**2 + 1/9)", "abs(w)**(5/2)/3 + w**2", "w*sinh(w) - cosh(w)", "w**2 + w*log(w)", "w")] == [
        Fraction(1), Fraction(5, 2), None, None, Fraction(1)]


def test_the_time_of_lemma_4_10_is_that_of_the_two_families_only():
    hyperbolic = reach(parse("w*asinh(4*w) - sqrt(w**2 + 1/16)"), 6, Fraction(3))
    assert (hyperbolic["family"], hyperbolic["lam"], hyperbolic["C1"], hyperbolic["log_t"]) == ("hyperbolic", "1/4", 6.0, "((C1*lam/epsilon)/c)**3")
    cubic = reach(parse("abs(w)**3/3 + w**2/20"), 8, Fraction(1))
    kappa = (2 / 3) ** (1 / 3)
    assert cubic["lam"] == "1/10" and cubic["C1"] == pytest.approx(8 ** (1 / 3) / (6 * kappa**2))
    w, d = np.random.default_rng(0).normal(size=(8, 500)) * 3, 0.1  # the bound itself: Q^(1/p) <= phi (1 + C1 lam/phi^C2)
    q, phi = np.sum(2 / 3 * np.abs(w) ** 3 + d / 2 * w**2, axis=0) ** (1 / 3), kappa * np.sum(np.abs(w) ** 3, axis=0) ** (1 / 3)
    assert np.all(q <= phi * (1 + cubic["C1"] * d / phi) + 1e-12) and np.any(q > phi * (1 + 0.2 * cubic["C1"] * d / phi))
    for other in ("cosh(w)", "w*asinh(w) - 2*sqrt(w**2 + 1)", "abs(w)**3", "w**2", "w**3/3 + w**2"):
        assert reach(parse(other), 4, Fraction(1)) is None
    assert reach(parse("abs(w)**4/4"), 2, Fraction(2))["lam"] == "0"


def test_rates_have_their_powers_of_the_logarithm():
    assert rates(Fraction(1), Fraction(2))["Q"] == "Theta(log(t)**(1/2))" and rates(Fraction(4), Fraction(1))["loss"] == "O(1/(t*log(t)**(-2)))"


@pytest.mark.parametrize(("r", "closed", "infinite"), [
    ("3*w**2/2", True, False), ("w*asinh(5*w) - sqrt(w**2 + 1/25)", True, False), ("abs(w)**(5/2)*2/5", True, False), ("w**4/4 + w**2/8", True, False),
    ("abs(w)**3/3 + w**2/8", False, False), ("abs(w)**3/3", False, True), ("w**4/4", False, True)])
def test_the_first_update_by_a_closed_form_and_by_an_integral(r, closed, infinite):
    from mirrorsym.calculus.differentiate import derivative
    from numeric_backend.lowering import lambdify

    metric = derivative(derivative(parse(r), "w"), "w")
    found = expected_inverse_metric(metric, 9)
    assert (found["form"] is not None, found["value"] is None) == (closed, infinite)
    assert not closed or found["because"] == "the closed form and the integral agree"
    if infinite:
        return
    f = lambdify(metric, ["w"], backend="mpmath")
    with mpmath.workdps(20):  # a third way: the density's mass on a substitution w = s u**3, which is smooth at 0
        s = mpmath.mpf(1) / 3
        third = mpmath.quad(lambda u: 2 * 3 * s * u**2 * mpmath.npdf(s * u**3, 0, s) / f(s * u**3), [0, 0.5, 1, 1.5, 2, 2.6])
    assert found["value"] == pytest.approx(float(third), rel=1e-9) and found["eta"] == pytest.approx(1 / float(third), rel=1e-9)


def test_parameters_need_admissible_numbers():
    file = read_model('potential = "hyperbolic_entropy(lam)"\n[parameters]\nlam = "positive"\n[[layers]]\nshape = [1, 1]\n')
    assert not specialized(file, {"lam": Fraction(1, 3)}).parameters
    for values, said in (({}, "needs a number"), ({"lam": Fraction(-1)}, "is not admissible"), ({"lam": Fraction(1), "q": Fraction(1)}, "no parameter 'q'")):
        with pytest.raises(InputError, match=said):
            specialized(file, values)
