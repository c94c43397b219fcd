"""Ways to decide a claim: each returns a check, a function of the formulas and a `Bench`.

Main definitions: `formulas_of`, `relations`, `pair_has`, `effect_of`, `schedule_has`, `discovery`, `laws_of`, `instances`, `together`,
`not_decidable`, `waits_for`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mirrorsym.register.bench import Bench, PairData
from mirrorsym.register.claim import Check, Finding, Formulas
from mirrorsym.verdict import Status

__all__ = ["discovery", "effect_of", "formulas_of", "instances", "laws_of", "not_decidable", "pair_has", "relations", "schedule_has",
           "settled", "together", "waits_for"]

#: why, the status, a witness, and the report that shows it
Part = tuple[str, str, Any, Mapping[str, Any]]
#: how the names of instances begin that were drawn, or that lack a hypothesis
DRAWN, NEAR_MISS = "drawn from ", "near-miss"
HOLDS, FAILS, UNDECIDED = Status.HOLDS, Status.FAILS, Status.UNDECIDED


def formulas_of(**pair: Any) -> Check:
    """The formulas are R, Q, grad_R, minimizer or domain of this pair (the arguments of `Pair`); several coordinates stand between ";"."""
    def check(formulas: Formulas, bench: Bench) -> Finding:
        given = {n: [t.strip() for t in f.split(";")] if ";" in f else f for n, f in formulas.items()}
        report = bench.verify(pair, **given)
        return _all(((f"{n}: {c['because']}", c["status"], c["witness"], report) for n, c in report["claims"].items()))
    return check


def relations(**about: Any) -> Check:
    """Every formula is a relation that holds on the domain (`domain`, `parameters`, `variables` as for `settle`)."""
    def check(formulas: Formulas, bench: Bench) -> Finding:
        return _all(settled(f"{n}: ", bench.settle(f, **about)) for n, f in formulas.items())
    return check


def settled(prefix: str, report: Mapping[str, Any]) -> Part:
    """A statement's report as a part of a claim."""
    return prefix + report["because"], report["status"], report["witness"], report


def pair_has(criteria: Mapping[str, str] | None = None, theorems: Mapping[str, str] | None = None, **pair: Any) -> Check:
    """The pair, whose fields the formulas replace (g, h, domain; coordinates and conditions between ";"), has these verdicts.

    Names are those of criteria, of properties of the potential (contracting, legendre, ...), and of theorems, as in a report.
    """
    wanted, applies = dict(criteria or {}), dict(theorems or {})

    def check(formulas: Formulas, bench: Bench) -> Finding:
        from mirrorsym.properties import all_properties

        given = _replaced(pair, formulas)
        deep = bool(set(wanted) & set(all_properties()))
        report = bench.derive(given) if deep else bench.check(given, only=None if applies else tuple(sorted(wanted)))
        found = [(n, s, report["criteria"][n]) for n, s in wanted.items()] + [(n, s, report["theorems"][n]) for n, s in applies.items()]
        parts = []
        for name, status, entry in found:
            same = entry["status"] == status
            silent = ("UNDECIDED", "NOT_APPLICABLE") if status in ("HOLDS", "FAILS") else ("UNDECIDED",)
            verdict = "HOLDS" if same else "UNDECIDED" if entry["status"] in silent else "FAILS"
            parts.append((f"{name} is {entry['status']}: {entry['because']}", verdict, entry.get("witness"), report))
        return _all(parts)
    return check


def effect_of(name: str, value: Any, **pair: Any) -> Check:
    """An effect (positional_bias, type_of_bias, range) of the pair has this value; of a dictionary only the named entries count."""
    def check(formulas: Formulas, bench: Bench) -> Finding:
        report = bench.derive(_replaced(pair, formulas))
        entry = report["effects"][name] if report["effects"] else {"status": "UNDECIDED", "because": "there is no potential", "value": None}
        found = entry["value"]
        if isinstance(value, Mapping) and isinstance(found, Mapping):
            found = {k: found.get(k) for k in value}
        status = entry["status"] if entry["status"] != "HOLDS" else "HOLDS" if found == value else "FAILS"
        status = "UNDECIDED" if status == "NOT_APPLICABLE" else str(status)
        return _all([(f"{name} is {found}: {entry['because']}", status, None, report)])
    return check


def schedule_has(hypotheses: Mapping[str, str], **pair: Any) -> Check:
    """The schedule "alpha" has these verdicts for the pair, as a report of `derive` names them (nonnegative, switched_off, exists)."""
    def check(formulas: Formulas, bench: Bench) -> Finding:
        own = dict(formulas)
        alpha = own.pop("alpha")
        report = bench.derive(_replaced(pair, own), alpha=alpha)
        parts = []
        for name, status in hypotheses.items():
            entry = report["schedule"]["hypotheses"][name]
            silent = entry["status"] == "UNDECIDED"
            verdict = "HOLDS" if entry["status"] == status else "UNDECIDED" if silent else "FAILS"
            parts.append((f"{name} is {entry['status']}: {entry['because']}", verdict, None, report))
        return _all(parts)
    return check


def discovery(dimension: int, **about: Any) -> Check:
    """All regularizers of the map "g" form a space of this dimension, proved complete; a formula "h" is a member."""
    def check(formulas: Formulas, bench: Bench) -> Finding:
        g = [t.strip() for t in formulas["g"].split(";")]
        report = bench.discover(g, **about)
        status = "UNDECIDED" if not report["complete"] else "HOLDS" if report["dimension"] == dimension else "FAILS"
        parts: list[Part] = [(f"the dimension is {report['dimension']}: {report['because']}", str(status), None, report)]
        if "h" in formulas:
            member = bench.check({"g": g, "h": formulas["h"], **{k: v for k, v in about.items() if k in ("domain", "parameters")}},
                                 only=("commuting_with_h",))
            entry = member["criteria"]["commuting_with_h"]
            parts.append((f"h: {entry['because']}", entry["status"], entry["witness"], member))
        return _all(parts)
    return check


def laws_of(count: int, **pair: Any) -> Check:
    """The map has this number of independent local conservation laws (D minus the rank of the Lie algebra)."""
    def check(formulas: Formulas, bench: Bench) -> Finding:
        report = bench.laws(_replaced(pair, formulas))
        part, size = report["g"], len(report["variables"])
        status = "UNDECIDED" if part["lower"] != part["upper"] else "HOLDS" if size - part["lower"] == count else "FAILS"
        return _all([(f"the rank of the Lie algebra lies between {part['lower']} and {part['upper']}", status, None, report)])
    return check


def instances(run: Callable[[Bench], Iterable[tuple[str, Finding]]]) -> Check:
    """A statement about all pairs, held against some: one that fails refutes it, and any number that hold leave it undecided.

    A name "drawn from FAMILY: ..." says that the instance was drawn, "near-miss, ..." that it lacks a hypothesis; the reason counts them.
    """
    def check(formulas: Formulas, bench: Bench) -> Finding:  # noqa: ARG001 - a `Check`
        done: list[tuple[str, Finding]] = []
        for name, found in run(bench):
            if found.status is FAILS:
                return Finding(FAILS, f"{name}: {found.because}", found.witness, found.reports)
            done.append((name, found))
        return Finding(UNDECIDED, _counted(done), evidence=tuple(f"{name}: {found.status}: {found.because}" for name, found in done))
    return check


def _counted(done: list[tuple[str, Finding]]) -> str:
    """How many instances held, how many of them were drawn and from what, and how many near-misses behave as is said of them."""
    misses = [(name, found) for name, found in done if name.startswith(NEAR_MISS)]
    admissible = [(name, found) for name, found in done if not name.startswith(NEAR_MISS)]
    families = dict.fromkeys(n[len(DRAWN):].partition(":")[0] for n, _ in admissible if n.startswith(DRAWN))
    count = sum(n.startswith(DRAWN) for n, _ in admissible)
    parts = []
    for some, noun in ((admissible, "instances"), (misses, "near-misses")):
        if some:
            held = sum(found.status is HOLDS for _, found in some)
            origin = f" ({count} of them drawn from {', '.join(families)})" if some is admissible and count else ""
            parts.append(f"{held} of {len(some)} {noun}{origin}")
    open_ = any(found.status is not HOLDS for _, found in done)
    return f"it holds as is said on {' and on '.join(parts)}, and fails on none" + ("; the others are undecided" if open_ else "")


def together(**checks: Check) -> Check:
    """Several checks as one; the formula "name.R" is the formula "R" of the check "name"."""
    def check(formulas: Formulas, bench: Bench) -> Finding:
        found = []
        for name, one in checks.items():
            own = {k.partition(".")[2]: f for k, f in formulas.items() if k.partition(".")[0] == name}
            found.append((name, one(own, bench)))
        return _joined([(f"{name}: {f.because}", f.status, f.witness, f.reports) for name, f in found])
    return check


def not_decidable(reason: str) -> Check:
    """A statement that no computation decides, and why."""
    return lambda formulas, bench: Finding(UNDECIDED, reason)


def waits_for(what: str) -> Check:
    """A statement that needs a part of the program that is not there yet."""
    return lambda formulas, bench: Finding(UNDECIDED, f"open: it needs {what}")


def _replaced(pair: PairData, formulas: Formulas) -> dict[str, Any]:
    lists = {n: [t.strip() for t in f.split(";")] for n, f in formulas.items() if n in ("g", "domain")}
    return {**pair, **dict(formulas), **lists}


def _all(parts: Iterable[Part]) -> Finding:
    return _joined([(because, Status(status), witness, (dict(report),)) for because, status, witness, report in parts])


def _joined(parts: list[tuple[str, Status, Any, tuple[dict[str, Any], ...]]]) -> Finding:
    """HOLDS if every part does, FAILS with the first that fails, else UNDECIDED with the first that is; reports of all parts stay."""
    reports = tuple({id(r): r for *_, found in parts for r in found}.values())
    for because, status, witness, _ in parts:
        if status is FAILS:
            return Finding(FAILS, because, witness, reports)
    for because, status, _, _ in parts:
        if status is not HOLDS:
            return Finding(UNDECIDED, because)
    return Finding(HOLDS, "; ".join(b for b, *_ in parts), None, reports)
