"""Drawn commuting quadratic forms with their potential, and a drawn regularized flow with its exact solution.

For g_i = sum_k c_ik L_k^2 and h = sum_k b_k L_k^2 with orthogonal linear forms L_k of squared lengths N_k every L_k follows its own linear
equation along the gradients, so psi has L_k = L_k(w0) exp(2 N_k (sum_i c_ik mu_i + b_k a)), and grad Q = g(psi) for Q = |psi|^2/4.

For x = c w^2, the loss k (x - y)^2/2 and the regularizer d w^2 with a constant weight r the output follows dx/dt = -4 c k x (x - z) with
z = y - d r/(c k), which is solved by a logistic function.

Main definitions: `Forms`, `forms`, `settles`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from mirrorsym.register.bench import Bench
from mirrorsym.register.claim import Finding
from mirrorsym.register.differential import differential
from mirrorsym.register.drawn import brief, determinant, number, shown, signed
from mirrorsym.testing.choices import Dice
from mirrorsym.testing.writing import names, total
from mirrorsym.verdict import Status

__all__ = ["Forms", "forms", "settles"]


@dataclass(frozen=True, slots=True)
class Forms:
    """A drawn pair of commuting quadratic forms, and the formula of its potential Q in the mu_i, in a, and in the start."""

    pair: dict[str, Any] = field(hash=False)
    Q: str

    def __str__(self) -> str:
        return f"drawn from quadratic forms: {shown(self.pair)}"


def forms(seed: str, count: int, h: str = "") -> Iterator[Forms]:
    """`count` pairs; `h` is "" (g alone), "positive" (h positive definite), "negative" (negative definite) or "any".

    >>> forms_ = list(forms("example", 4, h="positive"))
    >>> ["a" in f.Q for f in forms_]
    [True, True, True, True]
    """
    for i in range(count):
        dice = Dice(f"{seed} forms {i}")
        if i % 2:
            p, q = dice.whole(1, 3), dice.whole(1, 3)
            variables = names(2)
            lines = [total([(p, "u"), (q, "v")]), total([(q, "u"), (-p, "v")])]
            length = p*p + q*q
        else:
            variables = names(2 + (i % 4 == 2))
            lines, length = list(variables), 1
        rows = [[signed(dice) for _ in lines] for _ in lines]
        while not determinant(rows):
            rows = [[signed(dice) for _ in lines] for _ in lines]
        outputs = rows[:2] if i % 8 == 6 else rows[:1]
        sign = -1 if h == "negative" else 1
        weights = {"": [Fraction(0)]*len(lines), "any": rows[-1]}.get(h) or [sign*number(dice) for _ in lines]
        squares = [f"({s})**2" if s not in variables else f"{s}**2" for s in lines]
        g = [total(list(zip(row, squares, strict=True))) for row in outputs]
        pair: dict[str, Any] = {"g": g, "domain": [f"{s} > 0" for s in lines]}
        if h:
            pair["h"] = total(list(zip(weights, squares, strict=True)))
        parts = []
        for k, line in enumerate(lines):
            start = line
            for v in variables:
                start = start.replace(v, f"{v}0")
            rate = total([*((row[k], f"mu{j}") for j, row in enumerate(outputs, start=1)), (weights[k], "a")])
            parts.append(f"({start})**2*exp({4*length}*({rate}))/{4*length}")
        yield Forms(pair, " + ".join(parts))


def settles(seed: str, count: int, bench: Bench, regularized: str = "") -> Iterator[tuple[str, Finding]]:
    """Drawn flows of x = c w^2, each solved exactly and shown to approach its limit exponentially.

    With `regularized` "on" the regularizer stays on, and the limit is not the minimizer y of the loss; else it is.
    """
    for i in range(count):
        dice = Dice(f"{seed} flow {i}")
        c, k, d, r, z = (number(dice) for _ in range(5))
        y = z + (d*r/(c*k) if regularized == "on" else 0)
        start = z + number(dice)
        solution = f"{z}/(1 - (1 - {z}/({start}))*exp(-{4*c*k*z}*t))"
        weight = f"{d*r}" if regularized == "on" else "0"
        stated = {"X": solution, "moves": f"D[X, t] = -{4*c}*X*{k}*(X - {y}) - 4*{weight}*X", "stays": f"X > {z}",
                  "near": f"X - {z} <= ({start - z})*exp(-{4*c*k*z}*t)"}
        found = differential(domain=["t > 0"], variables=["t"])(stated, bench)
        begins = differential(variables=["t"])({"X": solution, "start": f"At[X, t, 0] - ({start}) = 0*t"}, bench)
        joined = brief(found if found.status is not Status.HOLDS else begins, f"x falls to {z} within a multiple of an exponential")
        with_h = f", h = {d}*w**2 with alpha = {r}" if regularized == "on" else ""
        loss = f"g = ({c}*w**2){with_h}, loss {k}*(x - {y})**2/2, from x = {start}"
        yield (f"near-miss, never switched off: {loss}" if regularized == "on" else f"drawn from exact flows: {loss}"), joined
