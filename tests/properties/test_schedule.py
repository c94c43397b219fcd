"""Schedules of the regularization: the clock against quadrature, the hypotheses of tdmf Thm 3.2, and forged answers."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import mpmath
import pytest

from mirrorsym._derive import derive
from mirrorsym._schedule import concluded, with_schedule
from mirrorsym.calculus.bounded import Worker
from mirrorsym.calculus.enclosure import enclose
from mirrorsym.errors import InputError
from mirrorsym.maps import Pair
from mirrorsym.recheck import recheck
from mirrorsym.recheck.reader import read
from mirrorsym.report import PairReport
from mirrorsym.schedule import read_schedule

ON = ["u > 0", "v > 0"]
PAIRS = {"decay": Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=ON, parameters={"c": "positive"}),
         "logs": Pair(g=["log(u) - log(v)"], h="log(u) + log(v)", domain=ON, init={"u": "1", "v": "1"})}
WORKERS: list[Worker] = []


@pytest.fixture(scope="module")
def reports() -> Iterator[dict[str, PairReport]]:
    with Worker() as worker:
        WORKERS.append(worker)
        yield {name: derive(pair, worker=worker) for name, pair in PAIRS.items()}
    WORKERS.clear()


def planned(report: PairReport, alpha: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(concluded(
        with_schedule(report, read_schedule(alpha, report.pair), WORKERS[-1], 30.0)).to_json()))
    return made


def statuses(data: dict[str, Any]) -> tuple[str, ...]:
    found = data["schedule"]
    return (*(found["hypotheses"][n]["status"] for n in ("nonnegative", "switched_off", "exists")), found["theorem"]["status"])


ALL = ("HOLDS", "HOLDS", "HOLDS", "HOLDS")
NEVER = ("HOLDS", "FAILS", "HOLDS", "NOT_APPLICABLE")


@pytest.mark.parametrize(("name", "alpha", "expected", "total"), [
    ("decay", "0", ALL, 0), ("decay", "Piecewise((1/(1 + t), t < 5), (0, True))", ALL, "-log(6)"),
    ("decay", "Piecewise((c, t <= 2), (c/2, t < 4), (0, True))", ALL, -3), ("decay", "1/(1 + t)", NEVER, "-oo"),
    ("decay", "exp(-2*t)", NEVER, "-1/2"), ("decay", "c", NEVER, "-oo"), ("decay", "3/4*(1 + 2*t)**(-1/2)", NEVER, "-oo"),
    ("decay", "(2 + t)**(-3/2)", NEVER, "-sqrt(2)"), ("decay", "c*exp(-c*t) + 1/(1 + t)**2", NEVER, -2),
    ("decay", "Piecewise((1, t < 2), (exp(2 - t), True))", NEVER, -3), ("decay", "2 + sin(t)", NEVER, "-oo"),
    ("logs", "exp(-4*t)", NEVER, "-1/4"), ("logs", "exp(-2*t)", NEVER, "-1/2"),
    ("logs", "exp(-t)", ("HOLDS", "FAILS", "FAILS", "NOT_APPLICABLE"), -1),
    ("logs", "1/(1 + t)", ("HOLDS", "FAILS", "FAILS", "NOT_APPLICABLE"), "-oo"),
    ("decay", "Piecewise((1 - t, t < 2), (0, True))", ("FAILS", "HOLDS", "HOLDS", "NOT_APPLICABLE"), 0),
    ("decay", "1 - t", ("FAILS", "UNDECIDED", "UNDECIDED", "NOT_APPLICABLE"), None),
    ("decay", "exp(-t**2)", ("UNDECIDED",) * 4, None), ("decay", "Piecewise((1, t < 3), (0, t < 2), (1, True))", ("UNDECIDED",) * 4, None),
    ("logs", "Piecewise((1, t < 1/4), (0, True))", ("HOLDS", "HOLDS", "HOLDS", "NOT_APPLICABLE"), "-1/4"),
    ("logs", "Piecewise((1, t < 1), (0, True))", ("HOLDS", "HOLDS", "FAILS", "NOT_APPLICABLE"), -1),
])
def test_hypotheses(reports: dict[str, PairReport], name: str, alpha: str, expected: tuple[str, ...], total: Any) -> None:
    """logs from u0 = v0 = 1: a mu is left for a > -1/2 only, and the potential is no Bregman function."""
    data = planned(reports[name], alpha)
    assert statuses(data) == expected, data["schedule"]
    found = data["schedule"]["total"]
    assert (found is None) == (total is None)
    if total == "-oo":
        assert found == "-oo"
    elif total is not None:
        at = {"c": read("1", ())}
        assert abs(float((enclose(read(found, ("c",)), at, 64) - enclose(read(str(total), ()), {}, 64)).mid())) < 1e-12
    answer = recheck(data)
    assert all(c.accepted for c in answer if c.about.startswith("schedule")), [c.reason for c in answer.rejected]


@pytest.mark.parametrize("alpha", ["1/(1 + t)", "2*exp(-3*t) + t**2/5", "Piecewise((1/(1 + t)**2, t < 2), (cos(t)**1 + 2, t < 7/2), (1/4, True))", "c",
                                   "(2 + t)**(-3/2)"])
def test_the_clock_is_the_integral(reports: dict[str, PairReport], alpha: str) -> None:
    found = planned(reports["decay"], alpha)["schedule"]
    begins = [float(mpmath.mpf(enclose(read(b, ()), {}, 64).mid().str(20, radius=False))) for b in found["times"]]
    rate = read(alpha, ("t", "c"))

    def value(e: Any, t: Any) -> Any:
        at = {"t": read(mpmath.nstr(t, 30, strip_zeros=False), ()), "c": read("1", ())}
        return mpmath.mpf(enclose(e.substitute(at), {}, 200).mid().str(40, radius=False))

    pieces = [rate] if rate.op != "piecewise" else list(rate.args[::2])
    with mpmath.workdps(30):
        for i, (text, begin) in enumerate(zip(found["a"], begins, strict=True)):
            end = (begins[i + 1] if i + 1 < len(begins) else begin + 2)
            t = mpmath.mpf(begin + end) / 2
            whole = sum(mpmath.quad(lambda s, p=pieces[j]: value(p, s), [begins[j], begins[j + 1]]) for j in range(i))
            whole += mpmath.quad(lambda s, p=pieces[i]: value(p, s), [begin, t])
            assert abs(value(read(text, ("t", "c")), t) + whole) < 1e-12


def test_bad_input() -> None:
    pair = PAIRS["decay"]
    for alpha, words in (("1/(1 + s)", "unknown symbol 's'"), ("u", "unknown symbol 'u'"), ("1 +", "alpha"), ("t <", "alpha")):
        with pytest.raises(InputError, match=words):
            read_schedule(alpha, pair)
    with pytest.raises(InputError, match="without a regularizer"):
        read_schedule("1", Pair(g=["u"]))
    with pytest.raises(InputError, match="t is a name of the pair"):
        read_schedule("1", Pair(g=["t"], h="t"))


@pytest.mark.parametrize("change", [
    {"alpha": "Piecewise((2/(t + 1), t < 5), (0, True))"}, {"alpha": "Piecewise((1/(t + 1), t < 6), (0, True))"},
    {"alpha": "Piecewise((1/(t + 1), t < 5), (1, True))"}, {"a": ["-log(t + 1) + 1", "-log(6) + 1"]}, {"a": ["-log(t + 1)", "-log(7)"]},
    {"total": "-log(7)"}, {"times": ["0", "6"]}, {"t": "u"},
])
def test_forged_schedules_are_rejected(reports: dict[str, PairReport], change: dict[str, Any]) -> None:
    data = planned(reports["decay"], "Piecewise((1/(1 + t), t < 5), (0, True))")
    assert recheck(data)["schedule.tdmf.3.2"].accepted
    data["schedule"].update(change)
    assert not recheck(data)["schedule.tdmf.3.2"].accepted


def test_what_fails_cannot_be_turned(reports: dict[str, PairReport]) -> None:
    for name, alpha, hypothesis in (("decay", "1/(1 + t)", "switched_off"), ("decay", "1 - t", "nonnegative"),
                                    ("logs", "Piecewise((1, t < 1), (0, True))", "exists")):
        data = planned(reports[name], alpha)
        assert recheck(data)[f"schedule.{hypothesis}"].accepted
        other = copy.deepcopy(data)
        other["schedule"]["hypotheses"][hypothesis].update(status="HOLDS", proof=[{"rule": "structure"}])
        assert not recheck(other)[f"schedule.{hypothesis}"].accepted
        data["schedule"]["theorem"]["status"] = "HOLDS"
        assert not recheck(data)["schedule.tdmf.3.2"].accepted


@pytest.mark.parametrize(("alpha", "wrong"), [("exp(-2*t)", ("-1", "-oo", "-1/4", "0")), ("1/(1 + t)", ("-1", "0")),
                                              ("Piecewise((1, t < 2), (0, True))", ("-oo", "-3"))])
def test_forged_totals_are_rejected(reports: dict[str, PairReport], alpha: str, wrong: tuple[str, ...]) -> None:
    data = planned(reports["decay"], alpha)
    assert recheck(data)["schedule.total"].accepted
    for total in wrong:
        data["schedule"]["total"] = total
        found = recheck(data)
        assert not found["schedule.total"].accepted
        assert not found["schedule.exists"].accepted
