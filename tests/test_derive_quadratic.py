"""Quadratic families: the derived formulas against matrix exponentials at fifty digits, and what the checker says of them.

g_i = w^T A_i w / 2 + b_i.w and h = w^T B w / 2 + c.w, so the flow is the exponential of a matrix with one more row and column, which FLINT
computes with balls; nothing of the derivation is used for it.  Matrices are made from eigenvalues and a rational rotation, or written down.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from flint import arb, arb_mat, ctx, fmpq

from mirrorsym import Pair
from mirrorsym._check import decide_all
from mirrorsym._derive import potential
from mirrorsym.calculus.enclosure import enclose
from mirrorsym.expression import Expression, add, num, sym
from mirrorsym.potential import Potential
from mirrorsym.recheck import Recheck, recheck
from mirrorsym.report import PairReport
from mirrorsym.verdict import Status, Verdict

BITS = 320
CLOSE = 10.0**-50
Matrix = list[list[Fraction]]


def mirrored(*v: int) -> Matrix:
    """The reflection along v: orthogonal, with rational entries."""
    n, size = len(v), sum(x * x for x in v)
    return [[Fraction(int(i == j)) - Fraction(2 * v[i] * v[j], size) for j in range(n)] for i in range(n)]


def spun(n: int, cos: Fraction, sin: Fraction) -> Matrix:
    """The same turn in the planes of the variables 1 and 2, 3 and 4, and so on."""
    q = [[Fraction(0)] * n for _ in range(n)]
    for i in range(0, n, 2):
        q[i][i], q[i][i + 1], q[i + 1][i], q[i + 1][i + 1] = cos, -sin, sin, cos
    return q


def with_values(q: Matrix, *values: int | str) -> Matrix:
    """q diag(values) q^T."""
    n = len(q)
    return [[sum((Fraction(values[k]) * q[i][k] * q[j][k] for k in range(n)), Fraction(0)) for j in range(n)] for i in range(n)]


def whole(*rows: str) -> Matrix:
    """A matrix from rows of text."""
    return [[Fraction(x) for x in row.split()] for row in rows]


@dataclass(frozen=True)
class Form:
    """w^T A w / 2 + b.w."""

    square: Matrix
    linear: tuple[Fraction, ...] = ()

    def text(self) -> str:
        """In the variables w1, w2, ..."""
        n = len(self.square)
        parts = [f"{self.square[i][j] / (2 if i == j else 1)}*w{i + 1}*w{j + 1}" for i in range(n) for j in range(i, n) if self.square[i][j]]
        return " + ".join([*parts, *(f"{b}*w{i + 1}" for i, b in enumerate(self.linear) if b)])

    def flow(self) -> list[list[fmpq]]:
        """The matrix of the gradient field on (w, 1)."""
        rows = [[*row, b] for row, b in zip(self.square, self.linear or [Fraction(0)] * len(self.square), strict=True)]
        return [[fmpq(x.numerator, x.denominator) for x in row] for row in [*rows, [Fraction(0)] * (len(rows) + 1)]]

    def value(self, w: list[Any]) -> Any:
        """At a point."""
        n = len(w)
        rows = [[_arb(x) for x in row] for row in self.square]
        square = sum((rows[i][j] * w[i] * w[j] for i in range(n) for j in range(n)), arb(0)) / 2
        return square + sum((_arb(b) * x for b, x in zip(self.linear, w, strict=False)), arb(0))


@dataclass(frozen=True)
class Family:
    """g and h as forms, the conditions of M, where it starts, and the times of the comparison; whether R is closed, and its domain proved."""

    g: tuple[Form, ...]
    h: Form | None
    start: str
    mu: str
    a: str = "0"
    domain: tuple[str, ...] = ()
    closed: bool = True
    onto: bool = True


def _arb(q: Fraction | str) -> Any:
    q = Fraction(q)
    return arb(q.numerator) / q.denominator


def forms(q: Matrix, *rows: tuple[int | str, ...]) -> tuple[Form, ...]:
    """Commuting forms with these eigenvalues."""
    return tuple(Form(with_values(q, *row)) for row in rows)


SIX, TURNED = mirrored(1, 1, 1, 1, 1, 1), spun(6, Fraction(3, 5), Fraction(4, 5))
THREE = mirrored(1, 2, 2)
START = "1 1/2 -1/3 1/4 2/3 -3/5"
POSITIVE = tuple(" + ".join(f"{SIX[i][k]}*w{i + 1}" for i in range(6)) + " > 0" for k in range(6))
CASES = {
    "6, one g, the sum of squares": Family(forms(SIX, (1, 1, 1, -1, -1, -1)), *forms(SIX, (2,) * 6), START, "1/7", "-1/9"),
    "6, three g, eigenvalues of both signs": Family(
        forms(SIX, (1, -1, 0, 0, 0, 0), (0, 0, 1, -1, 0, 0), (0, 0, 0, 0, 1, -1)), *forms(SIX, (1,) * 6), START, "1/7 -1/5 1/8", "-1/9"),
    "6, three g, on a cone": Family(
        forms(SIX, (1, -1, 0, 0, 0, 0), (0, 0, 1, -1, 0, 0), (0, 0, 0, 0, 1, -1)), *forms(SIX, (1,) * 6), "-1 -3/2 -5/4 -1 -2 -6/5", "1/7 -1/5 1/8",
        "-1/9", POSITIVE),
    "6, two g, turned": Family(forms(TURNED, (1, -1, 1, -1, 0, 0), (0, 0, 0, 0, 2, -2)), *forms(TURNED, (1, 1, 1, 1, 2, 2)), START, "1/7 1/8", "-1/5"),
    "6, six rates": Family(forms(SIX, (1, 2, 3, 4, 5, 6)), *forms(SIX, (1, -1, 2, 0, 3, 1)), START, "1/7", "-1/9", closed=False),
    "2, eigenvectors with square roots": Family(
        (Form(whole("0 1", "1 2")), Form(whole("2 0", "0 2"))), Form(whole("-1 1", "1 1")), "1/2 1/3", "1/5 -1/4", "-1/7", onto=False),
    "2, square roots, one g": Family((Form(whole("0 1", "1 2")),), Form(whole("2 0", "0 2")), "1/2 1/3", "1/5", "-1/7", closed=False),
    "2, square roots, linear terms": Family(
        (Form(whole("0 1", "1 2"), (Fraction(2), Fraction(3))), Form(whole("2 0", "0 2"), (Fraction(-2), Fraction(4)))), None,
        "1/2 1/3", "1/5 -1/4", onto=False),
    "4, two planes with square roots": Family(
        (Form(whole("0 1 0 0", "1 2 0 0", "0 0 1 1", "0 0 1 0")),), Form(whole("2 0 0 0", "0 2 0 0", "0 0 2 0", "0 0 0 2")), "1/2 1/3 -1 2",
        "1/5", "-1/7", closed=False),
    "3, two g without h": Family(forms(THREE, (1, 1, -1), (1, 1, 2)), None, "1 1/2 -1/3", "1/5 1/4"),
}


@cache
def derived(name: str) -> tuple[Pair, dict[str, Verdict], Potential]:
    """Each case once."""
    case = CASES[name]
    more: dict[str, Any] = {"h": case.h.text()} if case.h is not None else {}
    pair = Pair(g=[f.text() for f in case.g], domain=list(case.domain), **more)
    verdicts = decide_all(pair, ["smooth", "commuting", *(["commuting_with_h"] if pair.h is not None else [])])
    return pair, verdicts, potential(pair, verdicts)


def answer(pair: Pair, verdicts: dict[str, Verdict], found: Potential) -> Recheck:
    """What the checker says of the report, read from text."""
    return recheck(json.loads(json.dumps(PairReport(pair, verdicts, {}, {}, {}, potential=found).to_json())))


def disagreements(case: Family, found: Potential) -> list[str]:
    """The formulas that differ from the exponential within the first fifty digits."""
    with ctx.workprec(BITS):
        return _disagreements(case, found)


def _disagreements(case: Family, found: Potential) -> list[str]:
    assert found.psi is not None and found.grad_Q is not None and found.Q is not None
    mu, a, n = [Fraction(m) for m in case.mu.split()], Fraction(case.a), len(case.start.split())
    start = [Fraction(s) for s in case.start.split()]
    clocks = [*zip(case.g, mu, strict=True), *([(case.h, a)] if case.h is not None else [])]
    size = n + 1
    total = arb_mat([[sum((_arb(t) * arb(f.flow()[i][j]) for f, t in clocks), arb(0)) for j in range(size)] for i in range(size)])
    end = total.exp() * arb_mat(size, 1, [*(_arb(s) for s in start), arb(1)])
    psi = [end[i, 0] for i in range(n)]
    x = [f.value(psi) for f in case.g]
    at = {str(found.init[f"w{i + 1}"]): s for i, s in enumerate(start)} | {found.a: a} | dict(zip(found.mu, mu, strict=True))
    origin = at | dict.fromkeys((*found.mu, found.a), Fraction(0))
    wrong = []

    def value(e: Expression, where: dict[str, Fraction]) -> Any:
        return arb(enclose(e, where, BITS).mid())

    def compare(what: str, got: Any, expected: Any) -> None:
        if not abs(got - expected) < CLOSE:
            wrong.append(what)

    for v, e in zip(found.init, found.psi, strict=True):
        compare("psi", value(e, at), psi[int(v[1:]) - 1])
    for e, v in zip(found.grad_Q, x, strict=True):
        compare("grad_Q", value(e, at), v)
    if not any(f.linear for f, _ in clocks):  # Q - Q_0(0) = (|psi|^2 - |w_init|^2)/4, Euler's identity for forms of degree two
        gap = (sum((w * w for w in psi), arb(0)) - sum((_arb(s) * _arb(s) for s in start), arb(0))) / 4
        compare("Q", value(found.Q, at) - value(found.Q, origin), gap)
    if found.grad_R is not None and found.R is not None and found.dR_da is not None:
        here = at | {name: _rational(v) for name, v in zip(found.x, x, strict=True)}
        for e, m in zip(found.grad_R, mu, strict=True):
            compare("grad_R", value(e, here), _arb(m))
        compare("R", value(found.R, here), sum((_arb(m) * v for m, v in zip(mu, x, strict=True)), arb(0)) - value(found.Q, at))
        if case.h is not None:
            compare("dR_da", value(found.dR_da, here), -case.h.value(psi))
    return wrong


def _rational(x: Any) -> Fraction:
    return Fraction(int((x.mid() * arb(2)**240).floor().unique_fmpz()), 2**240)


@pytest.mark.parametrize("name", CASES)
def test_formulas_agree_with_the_exponential_to_fifty_digits(name: str) -> None:
    _, _, found = derived(name)
    assert found.status is Status.HOLDS, found.because
    assert found.closed_form is CASES[name].closed, found.because
    assert disagreements(CASES[name], found) == []


@pytest.mark.parametrize("name", CASES)
def test_the_checker_accepts_formulas_and_domains(name: str) -> None:
    pair, verdicts, found = derived(name)
    checks = answer(pair, verdicts, found)
    assert checks["potential"].accepted, checks.rejected
    assert checks["potential.dual_domain"].status == "HOLDS" and checks["potential.dual_domain"].accepted
    if CASES[name].closed and CASES[name].onto:
        assert checks["potential.primal_domain"].status == "HOLDS" and checks["potential.primal_domain"].accepted


@pytest.mark.parametrize("formula", ["psi", "grad_Q", "Q", "grad_R", "R", "dR_da"])
def test_a_changed_formula_is_caught(formula: str) -> None:
    """Both ways: a change in the 40th digit shows in the numbers, and the checker does not accept it."""
    name = "6, one g, the sum of squares"
    pair, verdicts, found = derived(name)
    old, little = getattr(found, formula), num(Fraction(1, 10**40))
    bent = mul_by_first(little, found, formula)
    other = replace(found, **{formula: tuple(add(e, bent) for e in old) if isinstance(old, tuple) else add(old, bent)})
    assert formula in disagreements(CASES[name], other)
    assert not answer(pair, verdicts, other)["potential"].accepted


def mul_by_first(little: Expression, found: Potential, formula: str) -> Expression:
    """A little of the first coordinate that the formula is about."""
    return little * sym(found.mu[0] if formula in ("psi", "grad_Q", "Q") else found.x[0])
