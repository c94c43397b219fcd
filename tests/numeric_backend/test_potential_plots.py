"""Curves of R_a and Q_a: held against integrated flows, kept inside the potential's domain, the same bytes every time."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest
from click.testing import CliRunner, Result

from mirrorsym import Pair
from mirrorsym._derive import potential
from mirrorsym.cli.desk import desk
from mirrorsym.expression import num, sym
from mirrorsym.potential import Potential
from numeric_backend.plots import available
from numeric_backend.plots.drawing import FORMATS, drawn
from numeric_backend.plots.kinds import KINDS, Refused, picture_of
from numeric_backend.plots.picture import Mark, Picture, Series
from numeric_backend.plots.potential import conjugate_picture, potential_picture
from numeric_backend.plots.slices import slice_at
from numeric_backend.transforms import numeric_potential

PLANE = ["u > 0", "v > 0"]
@dataclass(frozen=True)
class Found:
    pair: Pair
    potential: Potential


#: pair, initial point, values of a, what is drawn of x and of mu
PAIRS = {
    "decay": (Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=PLANE), {"u0": "1", "v0": "2"}, ("0", "-1/2"), (-3.0, 3.0), (-0.5, 0.5)),
    "implicit": (Pair(g=["u**4 - v**4"], h="u**4 + v**4", domain=PLANE), {"u0": "1", "v0": "5/4"}, ("0", "-1/8"), (-3.0, 3.0), (-0.04, 0.08)),
    "logs": (Pair(g=["log(u) - log(v)"], h="log(u) + log(v)", domain=["u > 1", "v > 1"]), {"u0": "2", "v0": "3"}, ("0", "-1/2"), (-1.0, 1.0),
             (-0.6, 0.6)),
}
QUARTERS = (0.25, 0.75)


@pytest.fixture(scope="module")
def reports() -> dict[str, Any]:
    """What pictures read of a report: the pair and its potential, without the verdicts, which take longer."""
    return {name: Found(row[0], potential(row[0], {})) for name, row in PAIRS.items()}


def numbers(name: str) -> tuple[dict[str, Fraction], list[Fraction]]:
    return {n: Fraction(v) for n, v in PAIRS[name][1].items()}, [Fraction(a) for a in PAIRS[name][2]]


@lru_cache
def truth(name: str) -> list[tuple[str, str, float, float]]:
    """(kind, a, place, value) at a few places, by the flow integrated with 15 digits, which knows no formula of the potential.

    R_a is above its minimum, Q_a has Q_0(0) = 0.
    """
    values, times = numbers(name)
    flow = numeric_potential(PAIRS[name][0], None, values, 15)
    found = []
    for a in times:
        for share in QUARTERS:
            x, mu = ((low + share * (high - low)) for low, high in PAIRS[name][3:])
            inverse = flow.invert([mpmath.mpf(x)], a)
            assert inverse is not None and inverse.residual < 1e-13
            found.append(("potential", f"a = {a}", x, float(x * inverse.mu[0] - flow.Q([inverse.mu[0]], a) + flow.Q([0], a))))
            found.append(("conjugate", f"a = {a}", mu, float(flow.Q([mpmath.mpf(mu)], a))))
    return found


def gap(name: str, p: Potential) -> float:
    """How far the drawn curves are from the truth."""
    values, times = numbers(name)
    shift = float(slice_at(p, {n: float(v) for n, v in values.items()}, Fraction(0)).Q(np.zeros(1))[0])
    drawings = {"potential": potential_picture(p, values, times, PAIRS[name][3]), "conjugate": conjugate_picture(p, values, times, PAIRS[name][4])}
    worst = 0.0
    for kind, label, place, value in truth(name):
        s = next(s for s in drawings[kind].series if s.label == label)
        k = int(np.argmin(np.abs(s.x - place)))
        assert abs(s.x[k] - place) < 1e-12
        worst = max(worst, abs(s.y[k] - (shift if kind == "conjugate" else 0.0) - value))
    return worst


@pytest.mark.parametrize("name", PAIRS)
def test_curves_are_those_of_the_integrated_flow(name: str, reports: dict[str, Any]) -> None:
    assert gap(name, reports[name].potential) < 1e-9


@pytest.mark.parametrize("wrong", [
    lambda p: replace(p, Q=p.Q + sym("mu1") / 100),
    lambda p: replace(p, Q=p.Q + sym("a") / 100),
    lambda p: replace(p, grad_Q=(p.grad_Q[0] * num("4/3"),)),
    lambda p: replace(p, Q=p.Q.substitute({"a": 2 * sym("a")}), grad_Q=(p.grad_Q[0].substitute({"a": 2 * sym("a")}),)),
], ids=["Q in mu", "Q in a", "grad Q", "clock"])
def test_a_wrong_formula_is_caught(wrong: Callable[[Potential], Potential], reports: dict[str, Any]) -> None:
    assert gap("decay", wrong(reports["decay"].potential)) > 1e-3


def test_no_curve_leaves_the_range(reports: dict[str, Any]) -> None:
    """With u, v > 1 from (2, 3), x = log(u/v) ends where u or v is 1: u^2 - v^2 - ... moves along u^2 + v^2 = 13 + 4 a."""
    p = reports["logs"].potential
    picture = potential_picture(p, {"u0": Fraction(2), "v0": Fraction(3)}, [Fraction(0), Fraction(-1, 2)])
    for s, a in zip(picture.series, (0.0, -0.5), strict=True):
        end = 0.5 * np.log(12 + 4 * a)  # the other variable is 1
        assert -end < s.x[0] < -end + 1e-6 and end - 1e-6 < s.x[-1] < end
        assert np.isfinite(s.y).all()
    assert sorted(m.kind for m in picture.marks) == ["minimum"] * 2 + ["open"] * 4
    found = slice_at(p, {"u0": 2.0, "v0": 3.0}, Fraction(0))
    assert found is not None and np.isnan(found.R(np.array([1.3, -1.3, np.nan]))).all() and np.isfinite(found.R(np.array([1.2]))).all()


def test_an_a_without_a_potential_is_left_out_and_said(reports: dict[str, Any]) -> None:
    report = reports["implicit"]
    one = {"u0": Fraction(1), "v0": Fraction(1)}
    picture = picture_of("potential", report, one, [Fraction(0), Fraction(1, 9), Fraction(1, 8), Fraction(1)])
    assert [s.label for s in picture.series] == ["a = 0", "a = 1/9"]  # the end is 1/8
    assert len(picture.notes) == 2 and all("there is no potential at this a" in n for n in picture.notes)
    with pytest.raises(Refused, match="no potential at this a"):
        picture_of("potential", report, one, [Fraction(1)])


def test_without_a_minimizer_in_the_window_the_potential_itself_is_drawn(reports: dict[str, Any]) -> None:
    one = {"u0": Fraction(1), "v0": Fraction(1)}
    whole, part = (potential_picture(reports["decay"].potential, one, [Fraction(0)], span) for span in ((-2.0, 2.0), (1.0, 2.0)))
    assert (whole.columns[1], part.columns[1]) == ("R_a - min R_a", "R_a") and not part.marks
    assert part.series[0].y[0] == pytest.approx(whole.series[0].y[150] - 0.5, abs=1e-12)  # R_0(0) = -sqrt(4)/4


def test_a_thin_slice_far_from_zero_is_found(reports: dict[str, Any]) -> None:
    """mu is between a - 1/(8 v0^2) and 1/(8 u0^2) - a."""
    a = (Fraction(1, 8) / 100 + Fraction(1, 8) * 100) / 2 - Fraction(1, 10**7)
    found = slice_at(reports["implicit"].potential, {"u0": 0.1, "v0": 10.0}, a)
    assert found is not None and found.low == pytest.approx(float(a) - 0.00125) and found.high - found.low == pytest.approx(2e-7, rel=1e-6)


def test_numbers_that_do_not_fit_are_refused(reports: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="no initial point in M"):
        picture_of("potential", reports["logs"], {"u0": Fraction(1, 2)})
    with pytest.raises(Refused, match="2 coordinates"):
        picture_of("potential", replace(reports["decay"], potential=replace(reports["decay"].potential, x=("x1", "x2"))))
    with pytest.raises(Refused, match=r"range of x|window|left out"):
        picture_of("potential", reports["logs"], span=(50.0, 60.0))


PICTURE = Picture("potential", "g = u$^2_ - <v>", "c = 1", r"$x$", r"$R_a(x)$", ("x", "R_a"),
                  (Series("a = -1/4", np.array([0.0, 1.0, 2.0]), np.array([0.5, np.nan, 2.0])),), (0.0, 2.0, 0.0, 2.0),
                  (Mark("minimum", 0.0, 0.5),), {"minimum": "minimizer"}, ("a = 9 is left out: too far",), facts={"a": ["-1/4"]})


def test_the_data_beside_a_picture() -> None:
    rows = list(csv.reader(io.StringIO(PICTURE.csv())))
    assert rows == [["curve", "x", "R_a"], ["a = -1/4", "0.0", "0.5"], ["a = -1/4", "2.0", "2.0"], ["a = -1/4: minimizer", "0.0", "0.5"]]
    data = json.loads(PICTURE.json())
    assert data["schema"] == "mirrorsym.plot/1" and data["a"] == ["-1/4"] and data["notes"] == ["a = 9 is left out: too far"]
    assert data["curves"][0]["points"] == [[0.0, 0.5], [2.0, 2.0]] and data["marks"][0]["at"] == [0.0, 0.5]


@pytest.mark.parametrize("form", FORMATS)
def test_a_picture_is_the_same_bytes_every_time(form: str) -> None:
    if available() is None:
        first = drawn(PICTURE, form)
        assert first == drawn(PICTURE, form)
        assert not any(word in first for word in (b"<dc:date>", b"/CreationDate", b"https://matplotlib"))
        assert first.startswith({"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[form])
    else:
        with pytest.raises(ImportError):
            drawn(PICTURE, form)


# -- the command ----------------------------------------------------------------------------------------------
@pytest.fixture
def plot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reports: dict[str, Any]) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("mirrorsym._derive.derive", lambda pair, **_: next(r for r in reports.values() if r.pair.g == pair.g))
    return lambda *arguments: CliRunner().invoke(desk, ["plot", "u**2 - v**2", "--h", "u**2 + v**2", "--on", "u > 0, v > 0", *arguments])


@pytest.mark.parametrize("kind", KINDS)
def test_the_command_writes_data_without_matplotlib(kind: str, plot: Callable[..., Result], tmp_path: Path,
                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("numeric_backend.plots.find_spec", lambda name: None)
    clocks = {"phase": (), "horizon": ("--a", "-1/2")}.get(kind, ("--a", "0, -1/2"))
    assert plot("--kind", kind, *clocks, "--set", "u0 = 2", "-o", "x.json").exit_code == 0
    data = json.loads((tmp_path / "x.json").read_text("utf-8"))
    assert data["kind"] == kind and data["curves"]
    if clocks:
        assert data["a"] == clocks[1].split(", ") and data["values"] == {"u0": "2", "v0": "1"}
    refused = plot("-o", "x.svg")
    assert refused.exit_code == 2 and 'pip install "mirrorsym[plots]"' in refused.stderr and len(list(tmp_path.iterdir())) == 1


def test_the_command_draws_with_the_table_beside_it(plot: Callable[..., Result], tmp_path: Path) -> None:
    result = plot("-o", "x.svg")
    if available() is None:
        assert result.exit_code == 0, result.stderr
        assert sorted(f.name for f in tmp_path.iterdir()) == ["x.csv", "x.svg"]
    else:
        assert result.exit_code == 2 and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("arguments", "said"), [
    (("-o", "x.bmp"), "has to end in .svg, .pdf, .png, .csv or .json"),
    (("-o", "none/x.csv"), "there is no directory"),
    (("-o", "x.csv", "--a", "0, b"), "--a: 'b' is no number"),
    (("-o", "x.csv", "--a", ", ".join("1" * (k + 1) for k in range(13))), "at most 12"),
    (("-o", "x.csv", "--kind", "horizon", "--a", "0, -1"), "--a: horizon takes one a"),
    (("-o", "x.csv", "--kind", "phase", "--a", "0"), "--a: phase takes none"),
    (("-o", "x.csv", "--range", "2, 1"), "--range: two numbers"),
    (("-o", "x.csv", "--set", "w0 = 1"), "there is no w0 (there are u0, v0)"),
    (("-o", "x.csv", "--set", "u0 = -1"), "no initial point in M"),
])
def test_the_command_refuses(arguments: tuple[str, ...], said: str, plot: Callable[..., Result], tmp_path: Path) -> None:
    result = plot(*arguments)
    assert result.exit_code == 2 and said in result.stderr and list(tmp_path.iterdir()) == []


def test_the_command_says_why_there_is_no_potential(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(desk, ["plot", "u*v", "--h", "u", "-o", "x.csv"])
    assert result.exit_code == 1 and "commuting_with_h fails" in result.stderr and list(tmp_path.iterdir()) == []


def test_without_a_regularizer_a_is_zero(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(desk, ["plot", "x", "--a", "1", "-o", "x.csv"]).exit_code == 2
    assert CliRunner().invoke(desk, ["plot", "x", "-o", "x.csv"]).exit_code == 0
    rows = list(csv.reader(io.StringIO((tmp_path / "x.csv").read_text("utf-8"))))
    assert {r[0] for r in rows[1:]} == {"a = 0", "a = 0: minimizer"}
    assert all(float(y) == pytest.approx((float(x) - 1) ** 2 / 2, abs=1e-12) for _, x, y in rows[1:])


