"""Check every verdict of a report again, trusting nothing but the pair it is about.

The checker reads g, h and M from the report with its own reader, derives what each criterion claims, and accepts a
verdict HOLDS, FAILS or CONDITIONAL only if every certificate that it cites proves it.  UNDECIDED and NOT_APPLICABLE
claim nothing.  A theorem is rechecked from its hypotheses' verdicts in the same report; properties of the potential and the effects
rest on the verdicts that there is one.

A statement about all points of an empty M is true and says nothing; `Recheck.inhabited` tells whether the checker
found a point of M.

What a verdict of any status says to hold on a part of M (`holds_on`) is proved too (`elsewhere`).

Main definitions: `recheck`, `recheck_file`, `Recheck`, `Check`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product
from pathlib import Path
from typing import Any

from mirrorsym.errors import InputError
from mirrorsym.expression import ZERO, Expression, num, sub
from mirrorsym.recheck import data
from mirrorsym.recheck.balance import check_balance, potential_problems
from mirrorsym.recheck.claims import check_claim
from mirrorsym.recheck.conditional import read_condition
from mirrorsym.recheck.converse import Converse
from mirrorsym.recheck.discoveries import check_discovery
from mirrorsym.recheck.elsewhere import check_elsewhere
from mirrorsym.recheck.existence import existence_claims
from mirrorsym.recheck.glue import glued
from mirrorsym.recheck.horizon_report import recheck_horizon
from mirrorsym.recheck.laws import check_laws
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.openness import check_open
from mirrorsym.recheck.outcome import SILENT, Check, Recheck, guarded
from mirrorsym.recheck.points import Point, holds_at
from mirrorsym.recheck.potential import Derived, prove_dual_domain, prove_potential, prove_primal_domain, prove_slices
from mirrorsym.recheck.potential_claims import effect_entries, prove_effect, prove_property
from mirrorsym.recheck.problem import Problem, read_problem
from mirrorsym.recheck.properties import PROPERTIES
from mirrorsym.recheck.reader import read, read_conditions
from mirrorsym.recheck.schedule import check_schedule, prove_theorem, prove_total
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.slices import check_slices
from mirrorsym.recheck.statements import check_statement
from mirrorsym.recheck.support import Support
from mirrorsym.recheck.theorems import check_theorem
from mirrorsym.recheck.verified import check_user_claim

__all__ = ["Check", "Recheck", "recheck", "recheck_file"]

SCHEMA, CLAIMS, DISCOVERY, CONVERSE = "mirrorsym.report/1", "mirrorsym.verify/1", "mirrorsym.discover/1", "mirrorsym.parametrize/1"
LAWS, STATEMENT, BALANCE, HORIZON = "mirrorsym.laws/1", "mirrorsym.statement/1", "mirrorsym.balance/1", "mirrorsym.horizon/1"
_SIZE = 100_000_000


def recheck_file(path: str | Path) -> Recheck:
    """Check the report in a JSON file; InputError if it is no report."""
    try:
        raw = Path(path).read_bytes()
    except OSError as e:
        raise InputError([f"{path}: {e.strerror or 'cannot be read'}"]) from None
    if len(raw) > _SIZE:
        raise InputError([f"{path}: the file is larger than the checker reads"])
    try:
        report = json.loads(raw.decode("utf-8"), object_pairs_hook=_without_duplicates, parse_constant=_no_constant)
    except RecursionError:
        raise InputError([f"{path}: the file is nested too deeply"]) from None
    except ValueError as e:
        raise InputError([f"{path}: not a JSON report ({str(e)[:100]})"]) from None
    return recheck(report)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object names a key twice")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def recheck(report: Any, seconds: float = 30.0) -> Recheck:
    """Check every verdict of a report, with at most `seconds` for each; InputError if it is no report.

    >>> pair = {"variables": ["u"], "domain": ["u > 0"], "g": ["u**2"], "h": None}
    >>> verdict = {"status": "HOLDS", "certificates": ["c1"]}
    >>> proof = {"rule": "minor", "columns": [0], "proof": {"rule": "structure"}}
    >>> report = {"schema": "mirrorsym.report/1", "pair": pair, "criteria": {"regular": verdict},
    ...           "certificates": {"c1": {"kind": "rank", "proof": proof}}}
    >>> recheck(report).accepted
    True
    >>> recheck({**report, "pair": {**pair, "domain": []}})["regular"].reason
    'the structure of 2*u does not show that it is != 0'
    """
    if not isinstance(report, dict):
        raise InputError(["the report is not a JSON object"])
    if report.get("schema") not in (SCHEMA, CLAIMS, DISCOVERY, CONVERSE, LAWS, STATEMENT, BALANCE, HORIZON):
        raise InputError([f"schema: {str(report.get('schema'))[:60]!r} is not {SCHEMA!r}"])
    if report["schema"] == CONVERSE:
        return _converse(report, seconds)
    if report["schema"] == STATEMENT:
        return _statement(report, seconds)
    if report["schema"] == BALANCE:
        return _balance(report, seconds)
    if report["schema"] == HORIZON:
        return recheck_horizon(report, seconds)
    problem = read_problem(report.get("pair"))
    try:
        check_open(problem.setting(Budget(seconds=seconds)))
    except Rejected as e:
        raise InputError([f"pair: {e}"]) from None
    if report["schema"] == CLAIMS:
        return _claims(report, problem, seconds)
    if report["schema"] == DISCOVERY:
        return _discovery(report, problem, seconds)
    if report["schema"] == LAWS:
        return Recheck(tuple(_laws(report, problem, seconds)), _inhabited(report, problem))
    parts = {k: {} if report.get(k) is None else report[k] for k in ("certificates", "criteria", "theorems", "effects")}
    for name, part in parts.items():
        if not isinstance(part, dict):
            raise InputError([f"{name}: not an object"])
    certificates, criteria, theorems, effects = parts.values()
    support = _support(certificates)
    done = {n: _check(n, v, certificates, problem, support, seconds) for n, v in criteria.items() if n not in PROPERTIES}
    init = report["pair"].get("init")

    def about_potential(name: str, entry: dict[str, Any], effect: bool) -> None:
        check_slices(name, entry, report.get("potential"), problem, init, Budget(seconds=seconds))
        if effect:
            prove_effect(name, entry, problem, init, done, seconds)
        else:
            prove_property(name, entry, certificates, problem, init, done, seconds)

    for name in (n for n in criteria if n in PROPERTIES):
        done[name] = guarded(name, criteria[name], lambda n=name: about_potential(n, criteria[n], False))
    checks = [done[name] for name in criteria]
    for name, entry in theorems.items():
        checks.append(guarded(name, entry, lambda n=name, e=entry: check_theorem(
            n, e, done, criteria, lambda: not glued(problem.joint, support.evidence, problem.setting(Budget(seconds=seconds))).terms,
            problem)))
    for name, entry in effect_entries(effects):
        checks.append(guarded(name, entry, lambda n=name, e=entry: about_potential(n, e, True)))
    if report.get("potential") is not None:
        regular = done.get("regular")
        checks += _potential(report["potential"], init, problem, support, seconds,
                             regular is not None and regular.status == "HOLDS" and regular.accepted)
    if report.get("laws") is not None:
        checks += _laws(report["laws"], problem, seconds)
    if report.get("schedule") is not None:
        checks += _schedule(report, checks, problem, support, seconds)
    return Recheck(tuple(checks), _inhabited(report, problem))


def _laws(laws: Any, problem: Problem, seconds: float) -> list[Check]:
    """The Lie algebra and the conservation laws that `mirrorsym check --laws` shows."""
    try:
        return [guarded(name, {"status": status}, prove) for name, status, prove in check_laws(laws, problem, seconds)]
    except Rejected as e:
        raise InputError([f"laws: {e}"]) from None


def _claims(report: dict[str, Any], problem: Problem, seconds: float) -> Recheck:
    """The formulas of `mirrorsym verify`, each from its own certificate."""
    claims = report.get("claims")
    if not isinstance(claims, dict):
        raise InputError(["claims: not an object"])
    init, outputs = report["pair"].get("init"), report.get("outputs")
    checks = [guarded(n, e, lambda n=n, e=e: check_user_claim(n, e, outputs, problem, init, Budget(seconds=seconds)))
              for n, e in claims.items()]
    return Recheck(tuple(checks), _inhabited(report, problem))


def _statement(report: dict[str, Any], seconds: float) -> Recheck:
    """One relation between two formulas on a domain."""
    about = {k: report.get(k) for k in ("variables", "domain", "parameters")}
    problem = read_problem({**about, "g": [report.get("left"), report.get("right")]})
    try:
        check_open(replace(problem, g=(ZERO,)).setting(Budget(seconds=seconds)))
    except Rejected as e:
        raise InputError([f"domain: {e}"]) from None
    check = guarded("statement", report, lambda: check_statement(report, problem, seconds))
    return Recheck((check,), _inhabited({"pair": {}, "certificates": report.get("certificates")}, problem))


def _balance(report: dict[str, Any], seconds: float) -> Recheck:
    """The answer of `mirrorsym balance`."""
    try:
        claims, parts = check_balance(report, seconds), potential_problems(report)
    except Rejected as e:
        raise InputError([f"the balance: {e}"]) from None
    checks = tuple(guarded(name, verdict, prove) for name, verdict, prove in claims)
    return Recheck(checks, all(_inhabited({"pair": {}, "certificates": {}}, part) for part in parts))


def _discovery(report: dict[str, Any], problem: Problem, seconds: float) -> Recheck:
    """An answer of `mirrorsym discover`: its functions, its families, and whether they are everything."""
    try:
        claims = check_discovery(report, problem, seconds)
    except Rejected as e:
        raise InputError([f"the discovery: {e}"]) from None
    return Recheck(tuple(guarded(name, {"status": status}, prove) for name, status, prove in claims), _inhabited(report, problem))


def _converse(report: dict[str, Any], seconds: float) -> Recheck:
    """The answer of `mirrorsym parametrize`: the criteria of the pair, the claims, and last the answer as a whole."""
    of = Converse(report, seconds)
    parts = {k: {} if report.get(k) is None else report[k] for k in ("certificates", "criteria", "claims")}
    for name, part in parts.items():
        if not isinstance(part, dict):
            raise InputError([f"{name}: not an object"])
    certificates, criteria, claims = parts.values()
    if set(criteria) & set(claims) or (criteria and of.pair is None):
        raise InputError(["criteria: there is no pair, or a criterion has the name of a claim"])
    support = _support({n: c for n, c in certificates.items() if n in _cited(criteria) or n not in _cited(claims)})
    done: dict[str, Check] = {}
    for name, verdict in criteria.items():
        if of.pair is not None:
            done[name] = _check(name, verdict, certificates, of.pair, support, seconds)
    for name, entry in claims.items():
        done[name] = guarded(name, entry, lambda n=name, e=entry: of.claim(n, e, certificates, done, support))
    checks = [*done.values(), guarded(str(of.about), report, lambda: of.answer(done))]
    return Recheck(tuple(checks), _inhabited({"pair": {}, "certificates": certificates}, of.primal))


def _cited(verdicts: dict[str, Any]) -> set[str]:
    """The names of certificates that verdicts cite."""
    lists = [v.get("certificates") for v in verdicts.values() if isinstance(v, dict)]
    return {c for cited in lists if isinstance(cited, list) for c in cited if isinstance(c, str)}


def _support(certificates: dict[str, Any]) -> Support:
    """What certificates bring for others: evidence of smoothness, and proofs for separable pairs, whose items bear the same names."""
    support = Support()
    for entry in certificates.values():
        if isinstance(entry, dict) and entry.get("kind") in ("smooth", "kink"):
            support.evidence.take(entry)
        if isinstance(entry, dict) and entry.get("kind") == "zeros" and isinstance(entry.get("items"), dict):
            support.items.update({k: v for k, v in entry["items"].items() if k.startswith(("d:", "m:"))})
    return support


def _check(name: str, verdict: Any, certificates: dict[str, Any], problem: Problem, support: Support,
           seconds: float) -> Check:
    def prove() -> str:
        cited = verdict.get("certificates")
        if not isinstance(cited, list) or not cited or len(cited) > 20:
            raise Rejected("the verdict cites no certificate")
        budget = Budget(seconds=seconds)
        for c in cited:
            if not isinstance(c, str) or c not in certificates:
                raise Rejected(f"the certificate {str(c)[:40]!r} is missing")
            certificate = data.record(certificates[c], f"the certificate {c[:40]!r}")
            check_claim(name, verdict["status"], certificate, problem, budget, support)
            _agrees(verdict, certificate, problem.setting(budget))
        part(budget)
        return "proved by its certificate"

    def part(budget: Budget) -> None:
        """What a verdict says of a part of M is proved, whatever its status."""
        if verdict.get("holds_on"):
            cited = verdict.get("certificates")
            known = [certificates.get(c) for c in cited if isinstance(c, str)] if isinstance(cited, list) else []
            check_elsewhere(name, verdict["holds_on"], known, problem, budget)

    if isinstance(verdict, dict) and verdict.get("status") in SILENT:
        try:
            part(Budget(seconds=seconds))
        except Rejected as e:
            return Check(name, str(verdict["status"]), False, str(e))
    return guarded(name, verdict, prove)


def _potential(potential: Any, init: Any, problem: Problem, support: Support, seconds: float, regular: bool) -> list[Check]:
    """The formulas of a potential, and its domains where the derivation proves them."""
    def derived() -> Derived:
        return Derived(data.record(potential, "the potential"), problem, init, support, Budget(seconds=seconds))

    checks = [guarded("potential", potential, lambda: prove_potential(derived(), regular))]
    if checks[0].status != "HOLDS" or not checks[0].accepted:
        return checks
    for name, prove in (("dual_domain", prove_dual_domain), ("primal_domain", prove_primal_domain), ("a_domain", prove_slices)):
        steps = derived().steps
        proved = all(steps.get(n, {}).get("checked") is True for n in ((name, "slices") if name == "a_domain" else (name,)))
        entry = {"status": "HOLDS" if proved else "UNDECIDED"}
        checks.append(guarded(f"potential.{name}", entry, lambda p=prove: p(derived())))
    shown = checks[1].status == "HOLDS" and checks[1].accepted
    try:
        ends = list(existence_claims(derived(), shown))
    except Rejected as e:
        return [*checks, Check("potential.existence", "HOLDS", False, str(e))]
    return [*checks, *(guarded(f"potential.{name}", {"status": status}, prove) for name, status, prove in ends)]


def _schedule(report: dict[str, Any], checks: list[Check], problem: Problem, support: Support, seconds: float) -> list[Check]:
    """What is said of a schedule of the regularization."""
    known = {c.about: c for c in checks}

    def shown(name: str) -> bool:
        return name in known and known[name].status == "HOLDS" and known[name].accepted

    def derived() -> Derived:
        if not shown("potential") or not shown("potential.a_domain"):
            raise Rejected("for which a there is a potential is not shown in this report")
        return Derived(report["potential"], problem, report["pair"].get("init"), support, Budget(seconds=seconds))

    given = report["schedule"]
    if not isinstance(given, dict) or not isinstance(given.get("hypotheses"), dict):
        raise InputError(["schedule: not an object with hypotheses"])
    for name, entry in given["hypotheses"].items():
        known[f"schedule.{name}"] = guarded(f"schedule.{name}", entry, lambda n=name: check_schedule(
            n, given, problem, derived, Budget(seconds=seconds)))
    known["schedule.total"] = guarded("schedule.total", {"status": "UNDECIDED" if given.get("total") is None else "HOLDS"},
                                      lambda: prove_total(given, problem, Budget(seconds=seconds)))
    theorem = given.get("theorem") or {"status": "UNDECIDED"}
    known["schedule.tdmf.3.2"] = guarded("schedule.tdmf.3.2", theorem, lambda: prove_theorem(theorem, shown))
    return [c for n, c in known.items() if n.startswith("schedule.")]


def _agrees(verdict: dict[str, Any], certificate: dict[str, Any], setting: Setting) -> None:
    """The verdict's own words (condition, witness) say what the certificate proves."""
    condition, witness, budget = verdict.get("condition"), verdict.get("witness"), setting.budget
    if verdict["status"] != "CONDITIONAL":
        if condition:
            raise Rejected("a verdict that is not CONDITIONAL states a condition")
    elif not isinstance(condition, list):
        raise Rejected("the verdict does not state its condition")
    else:
        stated = [r for text in condition for r in read_conditions(text, setting.parameters)]
        proved = read_condition(certificate, setting)
        if len(stated) != len(proved):
            raise Rejected("the verdict's condition is not the certificate's")
        for relation, (e, op) in zip(stated, proved, strict=True):
            left, right = relation.args
            turned = relation.op.startswith("<")
            d = sub(right, left) if turned else sub(left, right)
            same = vanishes(sub(d, e), setting.names, budget) or (
                op in ("=", "!=") and vanishes(sub(e, d * -1), setting.names, budget))
            if (">" + relation.op[1:] if turned else relation.op) != op or not same:
                raise Rejected("the verdict's condition is not the certificate's")
    if verdict["status"] == "FAILS" and witness is not None:
        points = certificate.get("points") or [certificate.get("point")]
        if any(points) and not any(_same_point(witness, p, budget) for p in points if p is not None):
            raise Rejected("the verdict's witness is not the certificate's point")


def _same_point(witness: Any, point: Any, budget: Budget) -> bool:
    entries = data.record(witness, "the witness")
    return bool(entries) and set(entries) <= set(point) and all(
        vanishes(sub(read(text, ()), data.tree(point[n], ())), (), budget) for n, text in entries.items())


def _inhabited(report: dict[str, Any], problem: Problem) -> bool:
    """Whether some point of M is found among the report's own points and a few simple ones."""
    m = problem.domain
    names = (*m.variables, *m.parameter_names)
    setting = problem.setting(Budget(steps=200_000, seconds=5.0))

    def candidates() -> Iterator[dict[str, Expression]]:
        init = report["pair"].get("init")
        simple = [num(v) for v in (1, 2, "1/2", -1, 3, "1/3", -2, 0)]
        if isinstance(init, dict):
            start = {}
            for n in m.variables:
                try:
                    start[n] = read(init.get(n), ())
                except Rejected:
                    continue
            if len(start) == len(m.variables):
                for values in islice(product(simple, repeat=len(m.parameters)), 16):
                    yield {**start, **dict(zip(m.parameter_names, values, strict=True))}
        for certificate in list((report.get("certificates") or {}).values())[:20]:
            for p in [certificate.get("point")] if isinstance(certificate, dict) else []:
                if isinstance(p, dict) and set(p) == set(names):
                    try:
                        yield {n: data.tree(p[n], ()) for n in names}
                    except Rejected:
                        continue
        yield {n: num(1) for n in names}
        yield {n: num(i + 1) for i, n in enumerate(names)}
        yield {n: num(len(names) - i) for i, n in enumerate(names)}
        for values in islice(product(simple, repeat=len(names)), 500):
            yield dict(zip(names, values, strict=True))

    try:
        for values in candidates():
            if all(values[n].op == "num" and values[n].args[0].denominator == 1 for n in setting.integers) and all(
                    holds_at(Point(values, setting), e, op) for e, op in setting.facts):
                return True
    except Rejected:
        return False
    return False
