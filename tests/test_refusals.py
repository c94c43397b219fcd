"""Where there is no potential: each refusal names its reason and its point, and nothing that has one is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from mirrorsym._confirm import confirmed
from mirrorsym._derive import derive, potential
from mirrorsym.calculus.bounded import Worker
from mirrorsym.errors import InputError
from mirrorsym.expression import num
from mirrorsym.maps import Pair
from mirrorsym.recheck import recheck
from mirrorsym.report import PairReport
from mirrorsym.routes import Setting
from mirrorsym.routes._independence import generic, independent_step, refusal
from mirrorsym.verdict import Status, Verdict


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as w:
        yield w


def refused(**fields: Any) -> str | None:
    found = refusal(Setting.of(Pair(**fields)))
    return None if found is None else found.because


STATIONARY = [
    ({"g": ["u**2"], "init": {"u": "0"}}, "grad g = 0 at u = 0"),
    ({"g": ["u**2 + v**2"], "init": {"u": "0", "v": "0"}}, "grad g = 0 at u = 0, v = 0"),
    ({"g": ["u*v"], "init": {"u": "0", "v": "0"}}, "stationary"),
    ({"g": ["u**3 - 3*u"], "init": {"u": "-1"}}, "grad g = 0 at u = -1"),
    ({"g": ["u**2", "v**2"], "init": {"u": "1", "v": "0"}}, "grad g[1] = 0 at u = 1, v = 0"),
    ({"g": ["cos(u)"], "init": {"u": "pi"}}, "grad g = 0 at u = pi"),
    ({"g": ["cosh(u) - 1"], "init": {"u": "0"}}, "stationary"),
    ({"g": ["(u - c)**2"], "init": {"u": "c"}, "parameters": {"c": "real"}}, "wherever the flow may start"),
    ({"g": ["0*u + 3"]}, "wherever the flow may start"),
    ({"g": ["u*v*w"], "init": {"u": "0", "v": "0", "w": "5"}}, "stationary"),
    ({"g": ["m*w", "m**2"], "init": {"m": "0", "w": "1"}}, "g[1] = 0"),
]
DEPENDENT = [
    ({"g": ["u", "2*u"]}, "2 coordinates and w only 1"),
    ({"g": ["u + v", "2*u + 2*v"]}, "grad g[0] + (-1/2)*grad g[1] = 0"),
    ({"g": ["u**2 + v**2", "exp(u**2 + v**2)"]}, "dependent wherever the flow may start"),
    ({"g": ["u**2 + v**2", "u*v"], "init": {"u": "1", "v": "1"}}, "at u = 1, v = 1: grad g[0] + (-2)*grad g[1] = 0"),
    ({"g": ["u", "v", "u - v"], "domain": ["u > 0"]}, "3 coordinates and w only 2"),
    ({"g": ["u", "v + w", "u + v + w"]}, "dependent wherever"),
    ({"g": ["u**2 - v**2", "u**2 + v**2"], "init": {"u": "0", "v": "1"}}, "dependent at u = 0, v = 1"),
]
FREE: list[dict[str, Any]] = [
    {"g": ["u**2"]}, {"g": ["u**2"], "init": {"u": "1/100"}}, {"g": ["u**2 - v**2"], "init": {"u": "0", "v": "1"}},
    {"g": ["u*v"], "init": {"u": "0", "v": "1"}}, {"g": ["u**2 + v**2", "u*v"]},
    {"g": ["u**2 + v**2", "u*v"], "init": {"u": "1", "v": "1001/1000"}}, {"g": ["u", "v"]}, {"g": ["c*u"], "parameters": {"c": "real"}},
    {"g": ["cos(u)"], "init": {"u": "3"}}, {"g": ["u**2", "v**2"], "init": {"u": "1", "v": "-1"}},
]


@pytest.mark.parametrize(("fields", "words"), [*STATIONARY, *DEPENDENT])
def test_refused(fields: dict[str, Any], words: str) -> None:
    because = refused(**fields)
    assert because is not None
    assert words in because, because


@pytest.mark.parametrize("fields", FREE)
def test_not_refused(fields: dict[str, Any]) -> None:
    assert refused(**fields) is None


def test_a_refusal_beats_every_route() -> None:
    """The formulas of a route may be right where nothing moves; there is no Legendre function all the same."""
    holds = {n: Verdict(Status.NOT_APPLICABLE, n, "taken for granted") for n in ("smooth", "commuting", "commuting_with_h")}
    found = potential(Pair(g=["u**2"], init={"u": "0"}), holds)
    assert (found.status, found.witness, found.psi) == (Status.NOT_APPLICABLE, {"u": num(0)}, None)
    assert potential(Pair(g=["u**2"], init={"u": "1"}), holds).status is Status.HOLDS


def test_where_dependence_is_possible_it_is_assumed_away() -> None:
    setting = Setting.of(Pair(g=["u**4 + v**4"]))
    assert [str(r) for r in generic(setting)] == ["16*u0**6 + 16*v0**6 > 0"]
    assert not independent_step(setting).checked
    assert independent_step(setting.assuming(generic(setting))).checked
    assert generic(Setting.of(Pair(g=["u**4 + v**4"], domain=["v > 1"]))) == ()


OUTSIDE = [({"u": "0"}, "u > 0"), ({"u": "-1"}, "u > 0"), ({"u": "c"}, None), ({"u": "1/10"}, None)]


@pytest.mark.parametrize(("init", "violated"), OUTSIDE)
def test_outside_of_M(init: dict[str, str], violated: str | None, worker: Worker) -> None:
    parameters = {"c": "positive"} if init["u"] == "c" else {}

    def run() -> PairReport:
        return derive(Pair(g=["u**2"], domain=["u > 0"], init=init, parameters=parameters), worker=worker)

    if violated is None:
        assert run().potential.status is Status.HOLDS
    else:
        with pytest.raises(InputError, match=f"outside the domain: {violated}"):
            run()


def test_a_pair_that_does_not_commute_gets_a_point(worker: Worker) -> None:
    report = derive(Pair(g=["u*v*w"], h="u**2 + v**2 + w**2"), worker=worker)
    found, verdict = report.potential, report.criteria["commuting_with_h"]
    assert found.status is Status.NOT_APPLICABLE
    assert found.witness == verdict.witness
    assert found.psi is found.Q is found.R is None
    assert all(f"{n} = {e}" in found.because for n, e in (verdict.witness or {}).items())
    assert {str(e["status"]) for e in report.effects.to_json().values()} == {"NOT_APPLICABLE"}
    data = json.loads(json.dumps(report.to_json()))
    assert data["potential"]["witness"] == data["criteria"]["commuting_with_h"]["witness"]
    assert recheck(data).accepted


def test_a_stationary_start_takes_properties_and_effects_with_it(worker: Worker) -> None:
    report = derive(Pair(g=["u**2 - v**2"], h="u**2 + v**2", init={"u": "0", "v": "0"}), worker=worker)
    assert report.potential.status is Status.NOT_APPLICABLE
    assert report.criteria["commuting_with_h"].status is Status.HOLDS
    assert {str(report.criteria[n].status) for n in ("contracting", "legendre", "bregman", "homogeneous")} == {"NOT_APPLICABLE"}
    assert report.potential.offer is None


def test_an_unknown_flow_is_undecided_and_numbers_are_offered(worker: Worker) -> None:
    report = derive(Pair(g=["u**5 + u + atan(u)"], h="2*u**5 + 2*u + 2*atan(u)"), worker=worker)
    found = report.potential
    assert found.status is Status.UNDECIDED
    assert found.psi is None
    assert found.offer is not None
    assert "--at 'x1 = ..., a = ..., u0 = ...'" in found.offer


# -- what the checker says ------------------------------------------------------------------------------------
def implicit(g: str, init: str, psi: str, q: str) -> dict[str, Any]:
    """A report about g on the whole line, with an implicit potential written by hand."""
    pair = {"variables": ["u"], "domain": [], "g": [g], "h": None, "init": {"u": init}, "parameters": {}}
    step = {"name": "independent", "sign_proofs": [{"rule": "structure"}]}
    mine = {"status": "HOLDS", "closed_form": False, "x": ["x1"], "mu": ["mu1"], "a": "a", "init": {"u": init}, "psi": [psi],
            "grad_Q": [psi], "Q": q, "minimizer": None, "dual_domain": [], "assuming": [], "derivation": {"steps": [step]}}
    return {"schema": "mirrorsym.report/1", "pair": pair, "criteria": {}, "certificates": {}, "potential": mine}


def test_the_checker_wants_independent_gradients() -> None:
    assert recheck(implicit("u", "1", "mu1 + 1", "mu1**2/2 + mu1"))["potential"].accepted
    answer = recheck(implicit("u**2", "0", "0", "0"))["potential"]
    assert not answer.accepted
    assert "constant 0" in answer.reason


def test_what_is_not_accepted_is_not_reported(worker: Worker) -> None:
    report = derive(Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 0", "v > 0"]), worker=worker)
    assert confirmed(report, worker, 30.0) == report
    assert confirmed(report, worker, 0.0).potential.status is Status.UNDECIDED
    wrong = Pair(g=["u**2 - v**2"], h="u**2 - v**2", domain=["u > 0", "v > 0"])
    other = PairReport(wrong, report.criteria, potential=report.potential, effects=report.effects)
    found = confirmed(other, worker, 30.0)
    assert found.potential.status is Status.UNDECIDED
    assert "not accepted" in found.potential.because
    assert found.effects.type_of_bias.status is Status.UNDECIDED
    assert found.criteria["contracting"].status is Status.UNDECIDED


def test_a_closed_form_whose_inverse_is_not_accepted_stays_implicit(worker: Worker) -> None:
    report = derive(Pair(g=["u**2 - v**2"], h="u**2 + v**2", domain=["u > 0", "v > 0"]), worker=worker)
    doubtful = replace(report, potential=replace(report.potential, R=num(2) * report.potential.R))
    found = confirmed(doubtful, worker, 30.0).potential
    assert (found.status, found.closed_form, found.R, found.grad_R) == (Status.HOLDS, False, None, None)
    assert found.psi == report.potential.psi
    assert found.dual_domain == report.potential.dual_domain
    assert "not accepted" in found.because
    tampered = replace(report, potential=replace(doubtful.potential, Q=num(2) * report.potential.Q))
    assert confirmed(tampered, worker, 30.0).potential.status is Status.UNDECIDED
