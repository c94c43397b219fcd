"""horizon: the horizon function of a mirror potential, the assumptions of homog that it meets, and the theorems that apply.

The parts of the answer are found one after the other in a worker, each within a bound; in the end the independent checker reads the
whole answer, and what it does not accept is UNDECIDED.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from typing import Any

from mirrorsym._check import DEFAULT_MEMORY
from mirrorsym.calculus.bounded import BoundExceeded, Raised, Worker
from mirrorsym.domain import Domain
from mirrorsym.errors import InputError
from mirrorsym.expression import Expression
from mirrorsym.horizon_function import KEYS, Horizon
from mirrorsym.maps import Pair
from mirrorsym.recheck.horizon import WRITTEN
from mirrorsym.theorems._homog import HOMOG, PotentialTheorem
from mirrorsym.verdict import Status

__all__ = ["horizon"]

ITEMS = ("domain", "strictly_convex", "twice_differentiable", "gradient_onto", "lipschitz_hessian", "lipschitz_inverse_hessian")
SOURCES = {"2.3": "homog Assumption 2.3", "4.4": "homog Assumption 4.4", "G.1": "homog Assumption G.1", "H.1": "homog Assumption H.1"}
READINGS = {"level_sets": "level sets of R: lim r^-1(R(s theta))/s, r the potential along the first axis",
            "Q": "lim s^-1 Q(s theta)^(1/alpha)", "R": "lim R(s theta)/rho(s)", "log_R": "lim log R(s theta)/log_rho(s)"}
_WORK = "mirrorsym._horizon_"
_VALUES = ("alpha", "phi", "shape", "rho", "limit", "log_rho", "log_limit")
Report = dict[str, Any]


def horizon(
    R: Any, *, domain: Iterable[Any] | Domain = (), parameters: Mapping[str, str] | None = None, variables: Iterable[str] | None = None,
    copies: int | str | None = None, timeout: float = 30.0, total_timeout: float = 120.0, memory: int | None = DEFAULT_MEMORY,
    worker: Worker | None = None, progress: Callable[[str, int, int], None] | None = None,
) -> Horizon:
    """Where mirror flow with the potential R is led: degree, horizon function, the assumptions of homog and the theorems that apply.

    `R` is text or an `Expression`: one variable for a potential that is a sum over coordinates (`copies` a number or a name for how many),
    or a sum of functions of one variable each.  `domain` are conditions that cut R's domain out of R^d.  `timeout` bounds each part of the
    search, `total_timeout` the whole, in seconds.  Raises `InputError` for what cannot be read.  Source: homog Sections 2 to 4.

    >>> found = horizon("x*asinh(x/lam) - sqrt(x**2 + lam**2)", parameters={"lam": "positive"})
    >>> str(found.alpha), str(found.phi), found.shape, str(found.rho)
    ('1', 'abs(x)', 'l1', 's*log(s)')
    >>> horizon("x*log(x) - x").because
    'no mirror potential on R^d: domain: R is not defined at x = -1'
    """
    begin = time.monotonic()
    pair = _pair(R, domain, parameters, variables)
    report = _empty(pair, _copies(copies, pair))
    steps = ["begun", "ends", "formulas", "family", "conjugate", *ITEMS, "elasticity", "gradients", "margin", "recheck"]
    own = worker or Worker(memory=memory)
    with nullcontext() if worker is not None else own:

        wished: Report = {}

        def ask(name: str, *arguments: Any) -> tuple[Report | None, str | None]:
            """The answer of one part, or the reason why there is none."""
            left = total_timeout - (time.monotonic() - begin)
            if left <= 0:
                return None, "the time for the whole answer was up"
            if progress is not None:
                at = arguments[-1] if name.endswith("item") else name.rpartition(":")[2]
                progress(str(at), steps.index(at) if at in steps else 0, len(steps))
            try:
                answer = own.call(_WORK + name, *arguments, timeout=min(timeout, left))
            except (BoundExceeded, Raised) as e:
                return None, str(e)
            if "unknown" not in answer:
                return answer, None
            if answer["of"] is not None:
                wished[name] = answer["of"]
            return None, answer["unknown"]

        _fill(report, ask, wished)
        if report["homogeneous"]["status"] == "UNDECIDED":
            report.update(ask("numbers:numeric", report)[0] or {})
        for _ in range(4):
            _judge(report)
            left = max(5.0, total_timeout - (time.monotonic() - begin))
            try:
                wrong = own.call("mirrorsym._horizon:objections", report, timeout=max(left, timeout))
            except (BoundExceeded, Raised) as e:
                _withdraw_all(report, str(e))
                break
            if not wrong:
                break
            _withdraw(report, wrong)
        else:
            _withdraw_all(report, "the checker does not accept the answer")
        _judge(report)
    report["seconds"] = {"total": round(time.monotonic() - begin, 4)}
    return _noun(pair, report)


def _pair(R: Any, domain: Any, parameters: Any, variables: Any) -> Pair:
    try:
        pair = Pair(g=[R], domain=domain, parameters=parameters, variables=variables)
    except InputError as error:
        raise InputError([("R" + p.removeprefix("g[0]")) if p.startswith("g[0]") else p for p in error.problems]) from None
    if not set(pair.w) & set(pair.g[0].names):
        raise InputError(["R: it mentions no variable"])
    unused = [x for x in pair.w if x not in pair.g[0].names]
    if unused:
        raise InputError([f"R: it does not depend on the variable {unused[0]!r}"])
    return pair


def _copies(copies: int | str | None, pair: Pair) -> int | str | None:
    if copies is None:
        return None
    if isinstance(copies, str) and copies.isdecimal():
        copies = int(copies)
    if len(pair.w) != 1:
        raise InputError(["copies: they are of a potential of one variable"])
    if isinstance(copies, bool) or (isinstance(copies, int) and not 1 <= copies <= 10**9):
        raise InputError(["copies: a positive whole number or a name is expected"])
    taken = {*pair.w, *(p.name for p in pair.parameters)}
    if isinstance(copies, str) and (not copies.isidentifier() or not copies.isascii() or copies in taken):
        raise InputError([f"copies: {copies[:40]!r} is no number and no free name"])
    return copies


def _empty(pair: Pair, copies: int | str | None) -> Report:
    report: Report = dict.fromkeys(KEYS)
    taken = {*pair.w, *(p.name for p in pair.parameters), *([copies] if isinstance(copies, str) else [])}
    report.update({
        "schema": "mirrorsym.horizon/1", "R": str(pair.g[0]), "x": list(pair.w), "copies": copies,
        "domain": [str(c) for c in pair.M.conditions], "parameters": {p.name: p.kind for p in pair.parameters}, "holds_on": [],
        "warnings": [],
        "s": next(n for n in ("s", "s_", "s__", "s___") if n not in taken), "facts": [], "steps": [], "assumptions": {}, "theorems": {},
        "seconds": {}, "normalizations": {name: {"definition": text, **({"rho": None} if name in ("R", "log_R") else {}), "value": None}
                                          for name, text in READINGS.items()}})
    report["normalizations"]["agree"] = None
    return report


def _fill(report: Report, ask: Callable[..., tuple[Report | None, str | None]], wished: Report) -> None:
    """Every part of the answer, in order; what is not found is UNDECIDED with the reason."""
    for _ in range(3):  # where the degree depends on a sign that is 0 at an edge of the parameters only, the edge is left out
        start, reason = ask("growth:begun", report)
        grown, unknown = (None, None) if start is None else ask("growth:ends", {**report, **start})
        narrowed, _ = (None, None) if "growth:ends" not in wished else ask("frame:halved", report, wished.pop("growth:ends"))
        if narrowed is None:
            break
        report.update(narrowed)
    if start is None:
        report["because"] = reason
        _leave(report, "UNDECIDED", str(reason), {})
        return
    report.update(start)
    items: Report = {}
    items["domain"] = _asked(*ask("items:item", report, "domain"))
    if items["domain"]["status"] == "FAILS":
        items["gradient_onto"] = _asked(*ask("items:item", report, "gradient_onto"))
        if items["gradient_onto"]["status"] != "FAILS":
            del items["gradient_onto"]
        _leave(report, "NOT_APPLICABLE", "it is about potentials on all of R^d", items)
        return
    report["homogeneous"] = {"status": "UNDECIDED", "because": unknown}
    if grown is not None:
        agree = grown.pop("agree")
        report.update(grown)
        report["normalizations"]["agree"] = agree
    for name in ("formulas", "family", "conjugate"):
        found, _ = ask(f"growth:{name}", report)
        report.update(found or {})
    report["lambda"] = _lambda(report)
    for name in ITEMS[1:]:
        items[name] = _asked(*ask("items:item", report, name))
    report["assumptions"]["2.3"] = {"status": "UNDECIDED", "because": "", "witness": None, "warnings": [], "items": items}
    for name, verb in (("4.4", "elasticity"), ("G.1", "gradients"), ("H.1", "margin")):
        report["assumptions"][name] = {"value": None, **_asked(*ask(f"assumptions:{verb}", report))}


def _asked(found: Report | None, reason: str | None) -> Report:
    return found or {"status": "UNDECIDED", "because": reason, "witness": None, "certificate": None}


def _leave(report: Report, status: str, reason: str, items: Report) -> None:
    """Nothing more is asked."""
    open_ = {"status": status, "because": reason, "witness": None, "certificate": None}
    report["homogeneous"] = {"status": status, "because": reason}
    report["assumptions"]["2.3"] = {"status": "UNDECIDED", "because": reason, "witness": None, "warnings": [],
                                    "items": {n: items.get(n) or dict(open_) for n in ITEMS}}
    for name in ("4.4", "G.1", "H.1"):
        report["assumptions"][name] = {**open_, "value": None}


def _lambda(report: Report) -> str | None:
    """The parameter that H.1 calls lambda: the one named so, or the only one that is not in the degree."""
    names = [n for n in report["parameters"] if report["alpha"] is None or n not in _words(report["alpha"])]
    for n in names:
        if n.lower().rstrip("_0123456789") in ("lam", "lamda", "lambda", "lmbda"):
            return str(n)
    return str(names[0]) if len(names) == 1 else None


def _words(text: str) -> set[str]:
    import re

    return set(re.findall(r"[A-Za-z_]\w*", text))


# -- verdicts that follow -------------------------------------------------------------------------------------
def _judge(report: Report) -> None:
    """What follows from the parts: Assumption 2.3, the theorems, the answer as a whole."""
    whole = report["assumptions"]["2.3"]
    four = {n: whole["items"][n] for n in ITEMS[:4]}
    failing = next((n for n, i in four.items() if i["status"] == "FAILS"), None)
    undecided = next((n for n, i in four.items() if i["status"] not in ("HOLDS", "FAILS")), None)
    if failing is not None:
        whole.update(status="FAILS", because=f"{failing}: {four[failing]['because']}", witness=four[failing]["witness"], failing=[
            n for n in ITEMS if whole["items"][n]["status"] == "FAILS"])
    elif undecided is not None:
        whole.update(status="UNDECIDED", because=f"{undecided}: {four[undecided]['because']}", witness=None, failing=[])
    else:
        whole.update(status="HOLDS", because="strictly convex, C^2 and with a gradient onto R^d", witness=None, failing=[])
    whole["warnings"] = [f"{n}: {whole['items'][n]['because']} (item 4, whose printed symbol is lost)"
                         for n in ITEMS[4:] if whole["status"] == "HOLDS" and whole["items"][n]["status"] == "FAILS"]
    report["warnings"] = list(whole["warnings"])
    readings = report["normalizations"]
    readings["Q"]["value"], readings["level_sets"]["value"] = report["phi"], report["shape"]
    readings["R"].update(rho=report["rho"], value=report["limit"])
    readings["log_R"].update(rho=report["log_rho"], value=report["log_limit"])
    report["theorems"] = {t.id: _theorem(t, report) for t in HOMOG}
    for name, entry in report["assumptions"].items():
        entry["source"] = SOURCES[name]
    if report["holds_on"]:
        edge = ", ".join(report["holds_on"])
        report["warnings"].append(f"everything is about {edge}: elsewhere the order of terms is another, and needs a question of its own")
    if whole["status"] == "FAILS":
        report.update(status="FAILS", because=f"no mirror potential on R^d: {whole['because']}")
    elif whole["status"] == "HOLDS" and report["shape"] is not None:
        how = f"degree {report['alpha']}" if report["alpha"] is not None else "no degree in the strict sense"
        report.update(status="HOLDS", because=f"a mirror potential with the horizon {report['shape']}, {how}")
    else:
        reason = whole["because"] if whole["status"] != "HOLDS" else report["homogeneous"]["because"]
        report.update(status="UNDECIDED", because=reason)


def _theorem(theorem: PotentialTheorem, report: Report) -> Report:
    family = report["family"] or {"status": "UNDECIDED", "name": None}
    kin = family["status"] if family["name"] is None else "HOLDS"
    other = {"identical": "HOLDS" if len(report["x"]) == 1 else "NOT_APPLICABLE", "listed": kin,
             "hyperbolic": kin if family["name"] in (None, "hyperbolic") else "NOT_APPLICABLE"}
    states = {n: report["assumptions"][n]["status"] if n in report["assumptions"] else other[n] for n in theorem.needs}
    missing = next((n for n, s in states.items() if s in ("FAILS", "NOT_APPLICABLE")), None)
    open_ = next((n for n, s in states.items() if s != "HOLDS"), None)
    if missing is not None:
        status, because = "NOT_APPLICABLE", f"{missing} is not met"
    elif open_ is not None:
        status, because, missing = "UNDECIDED", f"{open_} is open", open_
    else:
        status, because = "HOLDS", theorem.conclusion
    return {"status": status, "form": "for a homogeneous network and data as in Assumption 2.1", "first_missing": missing,
            "hypotheses": states, "because": because, "source": theorem.source}


# -- the checker ----------------------------------------------------------------------------------------------
def objections(report: Report) -> dict[str, str]:
    """What the checker objects to in the answer, as its reader would get it from a file."""
    import json

    from mirrorsym.recheck import recheck

    return {c.about: c.reason for c in recheck(json.loads(json.dumps(report))).rejected}


def _withdraw(report: Report, wrong: dict[str, str]) -> None:
    for name, reason in wrong.items():
        open_ = {"status": "UNDECIDED", "because": f"the certificate that was found is not accepted: {reason}", "certificate": None}
        if name in _VALUES:
            report[name] = None
        elif name == "homogeneous":
            report["homogeneous"] = {"status": "UNDECIDED", "because": open_["because"]}
        elif name == "normalizations":
            report["normalizations"]["agree"] = None
        elif name.startswith("steps["):
            report["steps"][int(name[6:-1])].update(status="UNDECIDED", because=open_["because"])
        elif name in ("Q", "family", "conjugate"):
            report[name] = None
        elif name.startswith("2.3."):
            report["assumptions"]["2.3"]["items"][name[4:]].update(open_)
        elif name in report["assumptions"] and name != "2.3":
            report["assumptions"][name].update(open_, value=None)


def _withdraw_all(report: Report, reason: str) -> None:
    names = [*_VALUES, "homogeneous", "normalizations", "Q", "family", "conjugate", *(f"2.3.{n}" for n in ITEMS), "4.4", "G.1", "H.1",
             *(f"steps[{i}]" for i in range(len(report["steps"])))]
    _withdraw(report, dict.fromkeys(names, reason))


def _noun(pair: Pair, report: Report) -> Horizon:
    def formula(text: str | None) -> Expression | None:
        from mirrorsym.recheck.reader import read

        return None if text is None else read(text, names)

    n = report["copies"]
    written = range(1, n + 1) if isinstance(n, int) and n <= WRITTEN else ()
    names = {*report["x"], *report["parameters"], report["s"], *(f"{x}{i}" for x in report["x"] for i in written)}

    return Horizon(pair.g[0], Status(report["status"]), report["because"], formula(report["alpha"]), formula(report["phi"]),
                   report["shape"], formula(report["rho"]), formula(report["limit"]), report)
