"""A max-margin problem as one writes it: the constrained problem of homog Thm 4.7, Cor. 4.8 and Thm 4.9, in LaTeX and in plain text.

Works on plain data: the power p of the horizon function (a number, or infinity), and the model.

Main definitions: `problem_latex`, `problem_text`, `promise`, `solution_text`, `runs_text`, `times_text`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

__all__ = ["MODELS", "problem_latex", "problem_text", "promise", "runs_text", "solution_text", "times_text"]

MODELS = ("linear", "diagonal", "two-layer")
_MOST = 24  # numbers of data that are written out


def problem_latex(power: float, model: str = "linear", *, depth: int = 2, weighted: bool = False, activation: str = "relu",
                  data: Sequence[Sequence[str]] | None = None, labels: Sequence[str] = ()) -> str:
    r"""The problem as a LaTeX formula; with few `data` (as text) the constraints of a linear model carry their numbers.

    For two layers it is Eq. (5) of the paper, whose formula was lost and is RECONSTRUCTED: from the balance |a_j| = |w_j|_alpha and
    sum_j |a_j|^alpha + |w_j|_alpha^alpha = 2 sum_j |a_j w_j|_alpha^(alpha/2).

    >>> print(problem_latex(1))
    \min_{\theta}\ \tfrac12 \lVert \theta\rVert_{1}^{2}\quad\text{s.t.}\quad y_i\langle \theta, x_i\rangle \ge 1\ \ (i = 1, \dots, m)
    >>> print(problem_latex(3, "two-layer").partition(r"\quad")[0])
    \min_{\tilde w}\ \sum_j \lVert \tilde w_j\rVert_{3}^{3/2}
    """
    _refuse(power, model, activation)
    p = r"\infty" if power == math.inf else f"{power:g}"
    variable = r"w \odot \theta" if weighted else r"\theta"
    every = r"\ \ (i = 1, \dots, m)"
    if model == "two-layer":
        half = f"{power:g}/2" if power != 2 else "1"
        raised = "" if half == "1" else f"^{{{half}}}"
        inner = r"\langle \tilde w_j, x_i\rangle" if activation == "linear" else r"\sigma(\langle \tilde w_j, x_i\rangle)"
        return (rf"\min_{{\tilde w}}\ \sum_j \lVert \tilde w_j\rVert_{{{p}}}{raised}\quad\text{{s.t.}}\quad "
                rf"y_i\sum_j s_j\,{inner} \ge 1{every}")
    if model == "diagonal":
        layers = r" \odot ".join(f"u_{k + 1}" for k in range(depth)) if depth < 5 else rf"u_1 \odot \dots \odot u_{{{depth}}}"
        names = ", ".join(f"u_{k + 1}" for k in range(depth)) if depth < 5 else rf"u_1, \dots, u_{{{depth}}}"
        return (rf"\min_{{{names}}}\ \tfrac12 \lVert ({names})\rVert_{{{p}}}^{{2}}\quad\text{{s.t.}}\quad "
                rf"y_i\langle {layers}, x_i\rangle \ge 1{every}")
    objective = rf"\min_{{\theta}}\ \tfrac12 \lVert {variable}\rVert_{{{p}}}^{{2}}\quad\text{{s.t.}}\quad "
    if data is None or sum(map(len, data)) > _MOST:
        return objective + rf"y_i\langle \theta, x_i\rangle \ge 1{every}"
    rows = [_row(row, label) + r" \ge 1" for row, label in zip(data, labels, strict=True)]
    return objective + r"\begin{aligned}[t] & " + r",\\ & ".join(rows) + r"\end{aligned}"


def problem_text(power: float, model: str = "linear", *, depth: int = 2, weighted: bool = False, activation: str = "relu") -> str:
    """The problem in one line of plain text.

    >>> problem_text(float("inf"))
    'min |theta|_max^2/2  s.t.  y_i <theta, x_i> >= 1 for all i'
    >>> problem_text(1, "diagonal", depth=3)
    'min |(u1, u2, u3)|_1^2/2  s.t.  y_i <u1*u2*u3, x_i> >= 1 for all i'
    """
    _refuse(power, model, activation)
    p = "max" if power == math.inf else f"{power:g}"
    if model == "two-layer":
        inner = "<w_j, x_i>" if activation == "linear" else "sigma(<w_j, x_i>)"
        return f"min sum_j |w_j|_{p}^({p}/2)  s.t.  y_i sum_j s_j {inner} >= 1 for all i, where w_j = |a_j| w_j, s_j = sgn a_j"
    if model == "diagonal":
        names = [f"u{k + 1}" for k in range(depth)]
        return f"min |({', '.join(names)})|_{p}^2/2  s.t.  y_i <{'*'.join(names)}, x_i> >= 1 for all i"
    return f"min |{'w*theta' if weighted else 'theta'}|_{p}^2/2  s.t.  y_i <theta, x_i> >= 1 for all i"


def promise(power: float, model: str = "linear") -> tuple[str, str]:
    """(the source, what it promises and what not).

    >>> promise(3)[0], promise(1, "two-layer")[0], promise(1.5)[0]
    ('homog Thm 4.7', 'homog Thm 4.9', 'no theorem of homog')
    """
    _refuse(power, model, "relu")
    if model == "two-layer":
        return ("homog Thm 4.9",
                "the direction is that of a KKT point; Eq. (5) is RECONSTRUCTED from the balance equation; no optimum is promised")
    if power == math.inf:
        return "Pesme et al. 2024, Thm 2", "for linear models and potentials like cosh; no finite degree, so outside of homog Thm 4.7"
    if power != 1 and power < 2:
        return "no theorem of homog", "Thm 4.7 is for p >= 2, Cor. 4.8 for the 1-norm"
    source = "homog Cor. 4.8" if power == 1 else "homog Thm 4.7"
    if model == "linear":
        return source, "the limit direction is that of a KKT point; for a linear model the problem is convex, so that this is the solution"
    return source, "the limit direction is that of a KKT point; the problem is not convex, and no optimum is promised"


def solution_text(data: Mapping[str, Any], problem: str, source: str, said: str) -> RenderableType:
    """A solved problem (`Solution.to_json()`) as printable parts."""
    theta = ", ".join(f"{v:.9g}" for v in data["theta"][:12]) + (", ..." if len(data["theta"]) > 12 else "")
    binding = sum(v > 1e-9 * data["value"] for v in data["multipliers"])
    alone = {True: "no other solution was found", False: "there are other solutions", None: "whether there are others was not looked for"}
    return Group(
        Text(problem, style="bold"), Text(f"{source}: {said}"), Text(),
        Text(f"theta = ({theta})"),
        Text(f"phi(theta) = {data['value']:.12g}, margin {data['margin']:.12g}; {binding} rows have multipliers"),
        Text(f"the best value is between {data['lower']:.12g} and {data['upper']:.12g} (gap {data['gap']:.1e}; both proved)"),
        Text(f"found by {data['method']}; {alone[data['unique']]}"),
    )


def runs_text(data: Mapping[str, Any], problem: str, source: str, said: str) -> RenderableType:
    """Runs held against the problem (schema mirrorsym.max-margin-runs/1) as printable parts."""
    s = data["settings"]
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for name in ("seed", "by", "log(1/L)", "angle", "margin", "epsilon", "delta", "align", "nearest other"):
        table.add_column(name, no_wrap=True)
    for r in data["runs"]:
        wrong = min((v, k) for k, v in r["angles"].items() if k != data["compared"])
        by = {"mirror descent": "descent", "late flow": "flow"}[r["by"]]
        table.add_row(str(r["seed"]), by, f"{-r['log_loss']:.3g}", _size(r["angle"]),
                      "" if r["margin"] is None else f"{r['margin']:.6f}", _size(r["epsilon"]), _size(r["delta"]), _size(r["alignment"]),
                      f"{wrong[1]} {wrong[0]:.3f}")
    compared = "" if data["compared"] is None else f"angle and margin: to the solved problem for {data['compared']}; "
    return Group(Text(problem, style="bold"), Text(f"{source}: {said}"),
                 Text(f"{s['mirror']}, lambda = {s['strength']:g}, L = {s['depth']}; {s['rows']} rows of {s['features']} features"), Text(),
                 table, Text(), Text(f"{compared}nearest other: the angle to the solution for another norm, which must not fit"),
                 Text("observations, not proofs"))


def times_text(data: Mapping[str, Any]) -> RenderableType:
    """The times over lambda (schema mirrorsym.max-margin-times/1) as printable parts."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("lambda", "log t: ratio", *(["log t: direction"] if data["log_time_direction"] else [])):
        table.add_column(name, no_wrap=True)
    columns = [data["log_time"][0], *([data["log_time_direction"][0]] if data["log_time_direction"] else [])]
    for lam, *values in zip(data["strengths"], *columns, strict=True):
        table.add_row(f"{lam:.4g}", *("not reached" if v is None else f"{v:.5g}" for v in values))
    name = "hyperbolic entropy" if data["power"] is None else f"smoothened {data['power']:g}-homogeneous"
    fit = "none" if data["fitted"] is None else f"{data['fitted']:.3f}"
    return Group(Text(f"{name}, L = {data['depth']}: log t until Q^(1/alpha)/phi - 1, or the angle to the solved problem, is below "
                      f"{data['bounds'][0]:g} for good"), Text(), table, Text(),
                 Text(f"exponent of log t in lambda: predicted {data['predicted']:g} (homog Lemma 4.10), fitted {fit}"),
                 Text("observations, not proofs"))


def _size(value: float | None) -> str:
    return "" if value is None else f"{value:.1e}"


def _row(row: Sequence[str], label: str) -> str:
    terms = [f"{v}\\,\\theta_{{{j + 1}}}" for j, v in enumerate(row) if float(v) != 0]
    joined = " + ".join(terms).replace("+ -", "- ") or "0"
    return joined if float(label) > 0 else f"-({joined})"


def _refuse(power: float, model: str, activation: str) -> None:
    if not power >= 1:
        raise ValueError(f"the power of a norm is at least 1, not {power:g}")
    if model not in MODELS or activation not in ("relu", "linear"):
        raise ValueError(f"the models are {', '.join(MODELS)}, with activation relu or linear")
