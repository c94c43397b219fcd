"""parametrize and isometric: what is found, a second derivation of it in 50 digits, and the way back through derive.

Expected maps are integrated by hand from F' = sqrt(R'').  The second derivation is SymPy's differentiation and mpmath's numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any

import mpmath
import pytest
import sympy

from mirrorsym import derive, isometric, parametrize, recheck
from mirrorsym.calculus.bounded import TimedOut, Worker
from mirrorsym.calculus.region import Region, samples
from mirrorsym.errors import InputError
from mirrorsym.expression import Expression
from mirrorsym.parametrization import Parametrization
from mirrorsym.recheck.reader import read
from mirrorsym.symbolic import to_sympy

BOX = ("x > 0", "y > 0")
#: R, conditions, parameters, g as expected, whether g is one to one
CASES: list[tuple[str, tuple[str, ...], dict[str, str], list[str], bool]] = [
    ("x*log(x) - x", (), {}, ["w**2/4"], True),
    ("-log(x)", (), {}, ["exp(w)"], True),
    ("x*log(x) + (1 - x)*log(1 - x)", (), {}, ["(1 + sin(w))/2"], False),
    ("x*asinh(x/b) - sqrt(x**2 + b**2)", (), {"b": "positive"}, ["(u**2 - v**2)/4"], False),
    ("x**p", ("x > 0",), {"p": "p > 1"}, ["(p*w/(2*sqrt(p**2 - p)))**(2/p)"], True),
    ("x**(2 - p)/((2 - p)*(1 - p))", ("x > 0",), {"p": "p < 1"}, ["(w*(1 - p/2))**(1/(1 - p/2))"], True),
    ("-sqrt(3 - x)", (), {}, ["3 - (w/2)**4"], True),
    ("x**4", ("x < 0",), {}, ["-sqrt(-w/sqrt(3))"], True),
    ("exp(c*x)", (), {"c": "positive"}, ["2*log(w/2)/c"], True),
    ("log(cosh(x))", (), {}, ["asinh(tan(w))"], True),
    ("x*log(x) - log(y)", BOX, {}, ["w1**2/4", "exp(w2)"], True),
    ("x*log(x) + y*log(y)", (*BOX, "x + y < 1"), {}, ["w1**2/4", "w2**2/4"], True),
    ("x**2 + x*y + y**2", (), {}, ["w1/sqrt(2) - w2/sqrt(6)", "w2*sqrt(2/3)"], True),
    ("a*x**2 + 2*b*x*y + c*y**2", (), {"a": "positive", "b": "real", "c": "c > b**2/a"},
     ["w1/sqrt(2*a) - b*w2/(a*sqrt(2*(c - b**2/a)))", "w2/sqrt(2*(c - b**2/a))"], True),
    ("(x + y)*log(x + y) - log(x - y)", (), {}, ["w1**2/8 + exp(w2)/2", "w1**2/8 - exp(w2)/2"], True),
    ("(x + y)*log(x + y) + x**2", (), {}, ["-w2/sqrt(2)", "w1**2/4 + w2/sqrt(2)"], True),
    ("c*(x*log(x) + 2*y*log(y) + (3 - x - 2*y)*log(3 - x - 2*y))", (), {"c": "positive"},
     ["3*w1**2/(w1**2 + w2**2 + w3**2)", "3*w2**2/(w1**2 + w2**2 + w3**2)/2"], False),
    ("exp(x) + exp(x + y) + exp(x + z)", (), {}, ["2*log(w1/2)", "2*log(w2/w1)", "2*log(w3/w1)"], True),
]


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as w:
        yield w


@pytest.mark.parametrize(("formula", "where", "kinds", "g", "single"), CASES, ids=[c[0] for c in CASES])
def test_a_parametrization_is_found_and_proved(
    worker: Worker, formula: str, where: tuple[str, ...], kinds: dict[str, str], g: list[str], single: bool,
) -> None:
    found = parametrize(formula, domain=where, parameters=kinds, worker=worker)
    assert (found.status, found.claims["range"].status) == ("HOLDS", "HOLDS"), found.because
    assert found.g is not None and found.pair is not None
    assert ("one_to_one" in found.claims and found.claims["one_to_one"].status == "HOLDS") == single
    again = recheck(found.to_json())
    assert again.accepted and again.inhabited
    assert again["parametrization"].status == "HOLDS"
    for p in samples(Region.of(found.domain), 2):
        at = {n: sympy.Rational(q.numerator, q.denominator) for n, q in p.items()}
        assert _defects(found, at) < mpmath.mpf(10) ** -40
        there = {**at, **{n: _number(e, at) for n, e in zip(found.pair.w, found.embedding or (), strict=True)}}
        for mine, yours in zip(found.g, g, strict=True):
            assert abs(_number(mine, there) - _number(read(yours, set(there)), there)) < 1e-40


def _put(at: dict[str, Any]) -> dict[sympy.Symbol, Any]:
    return {sympy.Symbol(n, real=True): v for n, v in at.items()}


def _number(e: Expression, at: dict[str, Any]) -> Any:
    return to_sympy(e).evalf(50, subs=_put(at))


def _defects(found: Parametrization, at: dict[str, Any]) -> Any:
    """The largest entry of J J^T Hess R - 1, of dF^T dF - Hess R, and of g(F(x)) - x, with SymPy's derivatives."""
    assert found.pair is not None and found.g is not None and found.embedding is not None
    x = [sympy.Symbol(n, real=True) for n in found.x]
    w = [sympy.Symbol(n, real=True) for n in found.pair.w]
    there = {**at, **{n: _number(e, at) for n, e in zip(found.pair.w, found.embedding, strict=True)}}
    bend = sympy.hessian(to_sympy(found.R), x).evalf(50, subs=_put(at))
    dF = sympy.Matrix([to_sympy(f) for f in found.embedding]).jacobian(x).evalf(50, subs=_put(at))
    J = sympy.Matrix([to_sympy(f) for f in found.g]).jacobian(w).evalf(50, subs=_put(there))
    back = sympy.Matrix([_number(f, there) - at[n] for f, n in zip(found.g, found.x, strict=True)])
    return max(abs(e) for m in (J * J.T * bend - sympy.eye(len(x)), dF.T * dF - bend, back) for e in m)


def test_the_second_derivation_sees_a_wrong_map(worker: Worker) -> None:
    found = parametrize("x*log(x) - x", worker=worker)
    wrong = parametrize("-log(x)", worker=worker)
    assert _defects(replace(found, pair=wrong.pair), {"x": sympy.Rational(2)}) > 1


def test_the_gradient_flow_is_the_mirror_flow(worker: Worker) -> None:
    """dw = grad g dmu from F(x) has grad R(g(w)) = grad R(x) + mu: the flow is integrated, not derived."""
    for formula in ("x*log(x) + (1 - x)*log(1 - x)", "x*asinh(x/2) - sqrt(x**2 + 4)"):
        found = parametrize(formula, worker=worker)
        assert found.pair is not None and found.g is not None
        w = sympy.symbols(found.pair.w, real=True)
        x = sympy.Symbol("x", real=True)
        g, slope = to_sympy(found.g[0]), sympy.lambdify(x, sympy.diff(to_sympy(found.R), x), "mpmath")
        field = sympy.lambdify(w, [sympy.diff(g, n) for n in w], "mpmath")
        with mpmath.workdps(30):
            start = [mpmath.mpf(str(_number(f, {"x": sympy.Rational(1, 3)}))) for f in found.embedding or ()]
            flow = mpmath.odefun(lambda _, y, field=field: field(*y), 0, start)
            end = sympy.lambdify(w, g, "mpmath")(*flow(mpmath.mpf("0.5")))
            assert abs(slope(end) - slope(mpmath.mpf(1) / 3) - mpmath.mpf("0.5")) < mpmath.mpf(10) ** -25


@pytest.mark.parametrize("formula", ["x*log(x) - x", "-log(x)", "x*asinh(x/2) - sqrt(x**2 + 4)", "x**2 + x*y + y**2"])
def test_derive_gives_the_potential_back(worker: Worker, formula: str) -> None:
    """The potential of the pair from w0 = F(x0) has the gradient grad R(x) - grad R(x0): the same but for an affine function."""
    found = parametrize(formula, worker=worker)
    assert found.pair is not None
    potential = derive(found.pair, worker=worker).potential
    assert potential.status == "HOLDS" and potential.grad_R is not None, potential.because
    slopes = [sympy.diff(to_sympy(found.R), sympy.Symbol(n, real=True)) for n in found.x]
    points = samples(Region.of(found.domain), 3)
    start = {n: sympy.Rational(q.numerator, q.denominator) for n, q in points[0].items()}
    init = {f"{n}0": _number(e, start) for n, e in zip(found.pair.w, found.embedding or (), strict=True)}
    for p in points[1:]:
        at = {n: sympy.Rational(q.numerator, q.denominator) for n, q in p.items()}
        there = {**dict(zip(potential.x, at.values(), strict=True)), **init}
        for mine, slope in zip(potential.grad_R, slopes, strict=True):
            expected = slope.evalf(50, subs=_put(at)) - slope.evalf(50, subs=_put(start))
            assert abs(_number(mine, there) - expected) < 1e-40


@pytest.mark.parametrize(("formula", "where", "claim", "at"), [
    ("x**4", (), "convex", {"x": "0"}), ("-x**2", (), "convex", None), ("x**3 + x", (), "convex", None),
    ("x**2 - y**2", (), "convex", None), ("x**2 + 3*x*y + y**2", (), "convex", None), ("x + y**2", (), "convex", None),
    ("x**2 + y**2 + z**2 + 2*x*y + 2*x*z + 2*y*z + y*z/3", (), "convex", None), ("x**2 + abs(x - 1)", (), "twice_differentiable", {"x": "1"}),
    ("x**2 + y**2 + x*y*z**2", (), "convex", None),
])
def test_what_has_no_parametrization_fails_at_a_point(
    worker: Worker, formula: str, where: tuple[str, ...], claim: str, at: dict[str, str] | None,
) -> None:
    found = parametrize(formula, domain=where, worker=worker)
    assert (found.status, found.pair) == ("FAILS", None)
    assert found.claims[claim].status == "FAILS"
    assert found.witness is not None
    assert at is None or {n: str(v) for n, v in found.witness.items()} == at
    again = recheck(found.to_json())
    assert again.accepted and again["parametrization"].status == "FAILS"
    if claim == "convex":  # the point is where it says, by numbers
        x = [sympy.Symbol(n, real=True) for n in found.x]
        values = sympy.hessian(to_sympy(found.R), x).subs({n: to_sympy(v) for n, v in zip(x, found.witness.values(), strict=True)})
        assert min(sympy.re(v.evalf(30)) for v in values.eigenvals()) < 1e-25


@pytest.mark.parametrize(("formula", "reason"), [
    ("cosh(x)", "no closed form"), ("-log(1 - x**2 - y**2)", "do not split"),
    ("x*log(x) + y*log(y) + 2*(1 - x - y)*log(1 - x - y)", "more linear arguments"), ("(x + y)*log(x + y) + x**2 + y**2", "no closed form"),
])
def test_what_is_not_known_is_said(worker: Worker, formula: str, reason: str) -> None:
    where = ("x**2 + y**2 < 1",) if "(1 - x**2" in formula else ()
    found = parametrize(formula, domain=where, worker=worker)
    assert found.status == "UNDECIDED"
    assert reason in found.because
    assert recheck(found.to_json()).accepted


# -- embeddings -----------------------------------------------------------------------------------------------
def test_embeddings_are_held_against_the_potential(worker: Worker) -> None:
    two = isometric(["sqrt(2*x)", "sqrt(2*x)"], "x*log(x)", worker=worker)
    assert (two.status, two.pair, [str(c) for c in two.domain.conditions]) == ("HOLDS", None, ["x > 0"])
    simplex = "x*log(x) + y*log(y) + (1 - x - y)*log(1 - x - y)"
    sphere = isometric(["2*sqrt(x)", "2*sqrt(y)", "2*sqrt(1 - x - y)"], simplex, worker=worker)
    assert sphere.status == "HOLDS"
    wrong = isometric(["2*sqrt(x)", "2*sqrt(y)", "sqrt(1 - x - y)"], simplex, worker=worker)
    assert wrong.status == "FAILS" and wrong.witness is not None
    for found in (two, sphere, wrong):
        assert recheck(found.to_json()).accepted


def test_an_embedding_of_what_is_not_smooth(worker: Worker) -> None:
    bent = isometric("x", "x**2 + abs(x)", worker=worker)
    assert (bent.status, str(bent.witness and bent.witness["x"])) == ("FAILS", "0")
    kinked = isometric(["abs(x)"], "x**2/2", worker=worker)
    assert kinked.status == "UNDECIDED"  # dF exists but at 0, so nothing is claimed on all of X
    assert recheck(bent.to_json()).accepted and recheck(kinked.to_json()).accepted


@pytest.mark.parametrize(("arguments", "options", "message"), [
    (("x**",), {}, "R: column 4"), (("log(x)",), {"domain": ["x > -1"]}, "R: log(x)"), (("x**2",), {"domain": ["x > 1", "x < 0"]}, "domain"),
    (("x**2",), {"domain": ["x >= 0"]}, "strict"), (([],), {}, "R: "), (("1",), {}, "R: no variable"), (("b*x**2",), {"parameters": {"b": "odd"}}, "parameters.b"),
])
def test_bad_input_is_said_by_its_place(worker: Worker, arguments: tuple[Any, ...], options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        parametrize(*arguments, **options, worker=worker)
    assert any(message in p for p in caught.value.problems)


def test_an_embedding_speaks_of_x_alone(worker: Worker) -> None:
    with pytest.raises(InputError, match=r"embedding\[1\]: .*unknown symbol 'q'"):
        isometric(["x", "q"], "x**2", worker=worker)
    with pytest.raises(InputError, match="at least one formula"):
        isometric([], "x**2", worker=worker)


def test_names_that_are_taken(worker: Worker) -> None:
    found = parametrize("w**2*c/2 - log(w1)", parameters={"c": "positive"}, worker=worker)
    assert found.status == "HOLDS" and found.pair is not None
    assert not set(found.pair.w) & {"w", "w1", "c"}


class Slow(Worker):
    """A worker whose time is always up from its n-th call on."""

    def __init__(self, n: int) -> None:
        super().__init__()
        self.left = n

    def call(self, function: str, *args: Any, **options: Any) -> Any:  # noqa: ARG002 - the signature of a worker
        self.left -= 1
        if self.left < 0:
            raise TimedOut("no answer within 1 s")
        module, name = function.split(":")
        return getattr(import_module(module), name)(*args)


@pytest.mark.parametrize("n", [0, 3, 5, 8])
def test_a_bound_makes_it_undecided(n: int) -> None:
    found = parametrize("-log(x)", domain=["x > 0"], worker=Slow(n))
    assert found.status == "UNDECIDED"
    assert "no answer within 1 s" in found.because
    assert all(v.status == "UNDECIDED" for v in (*found.claims.values(), *found.criteria.values()))


# -- potentials that depend on a ------------------------------------------------------------------------------
#: R, parameters, h as expected; the potential of the pair is R itself, not only up to an affine function
MOVING: list[tuple[str, dict[str, str], str]] = [
    ("x*asinh(x*exp(-4*a)/b) - sqrt(x**2 + b**2*exp(8*a))", {"b": "positive"}, "u**2 + v**2"),
    ("x*log(x) - x - 3*a*x - a", {}, "3*w**2/4 + 1"), ("x**2 + x*y + y**2 - a*x", {}, "w1/sqrt(2) - w2/sqrt(6)"),
    ("x*asinh(x*exp(-a)) - sqrt(x**2 + exp(2*a)) - a*x + y**2", {}, "(u1**2 + v1**2)/4 + (u1**2 - v1**2)/4"),
]


@pytest.mark.parametrize(("formula", "kinds", "h"), MOVING, ids=[c[0] for c in MOVING])
def test_the_regularizer_of_a_potential_that_moves(worker: Worker, formula: str, kinds: dict[str, str], h: str) -> None:
    found = parametrize(formula, parameters=kinds, clock="a", worker=worker)
    assert (found.status, found.claims["potential"].status) == ("HOLDS", "HOLDS"), found.because
    assert found.h is not None and found.pair is not None
    assert recheck(found.to_json()).accepted
    at = {n: sympy.Rational(i + 3, 7) for i, n in enumerate((*found.pair.w, *found.x, *kinds, "a"))}
    assert abs(_number(found.h, at) - _number(read(h, set(at)), at)) < 1e-40
    potential = derive(found.pair, worker=worker).potential
    assert potential.R is not None, potential.because
    there = {**at, **{m: at[n] for n, m in zip(found.x, potential.x, strict=True)}}
    assert abs(_number(potential.R, there) - _number(found.R, at)) < 1e-40


@pytest.mark.parametrize(("formula", "reason"), [
    ("x*log(x) - x + a*x**2", "not shown to be the potential"), ("exp(x) - a*x", "no zero of exp(x)"), ("cosh(x) - a*x", "no closed form"),
])
def test_a_potential_that_moves_otherwise(worker: Worker, formula: str, reason: str) -> None:
    found = parametrize(formula, clock="a", worker=worker)
    assert found.status == "UNDECIDED"
    assert reason in found.because
    assert recheck(found.to_json()).accepted


@pytest.mark.parametrize(("formula", "options"), [
    ("x**2", {"clock": "a"}), ("x*log(x) - a*x", {"clock": "a", "domain": ["x > a"]}), ("a*x", {"clock": ""}),
])
def test_a_clock_is_a_symbol_of_the_potential_alone(worker: Worker, formula: str, options: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        parametrize(formula, worker=worker, **options)
