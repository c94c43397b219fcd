"""balance: the degree of a network, and what mirror flows of it conserve, layer by layer and unit by unit.

What is found is only suggested here; the independent checker proves it by scaling, refutes it at a point, or withdraws it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from fractions import Fraction
from typing import Any

from mirrorsym._balance_count import counted
from mirrorsym._check import DEFAULT_MEMORY
from mirrorsym._settle import settled
from mirrorsym._version import __version__
from mirrorsym.calculus import sign
from mirrorsym.calculus.bounded import BoundExceeded, Raised, Worker
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.dual import dual
from mirrorsym.calculus.guards import guards
from mirrorsym.calculus.networks import outputs, powers, search
from mirrorsym.calculus.region import Region
from mirrorsym.domain import Domain
from mirrorsym.expression import ZERO, Expression, add, mul, num, relation, sub, sym
from mirrorsym.model import WEIGHT, Layer, Model
from mirrorsym.statement import Statement
from mirrorsym.verdict import Status

__all__ = ["balance", "degree_of"]

Verdict = dict[str, Any]
_LISTED, _UNITS, _SEARCHED = 120, 400, 3_000


def balance(
    model: Model, *, timeout: float = 10.0, total_timeout: float = 120.0, memory: int | None = DEFAULT_MEMORY,
    worker: Worker | None = None, progress: Callable[[str, int, int], None] | None = None,
) -> dict[str, Any]:
    """What is conserved by mirror flows of the model, whatever the loss and the data, as plain data (`mirrorsym.balance/1`).

    `degree` is that of f in all entries together; `potentials` are shown to be strictly convex, with Q = w r'(w) - r(w); `balance` has for
    neighboring layers, and for each hidden unit, the law k Q_{i+1} - Q_i = const.  `timeout` bounds each step in seconds.
    Source: homog Lemma 3.1.

    >>> from mirrorsym.modelfile import read_model
    >>> found = balance(read_model("[[layers]]\\nshape = [2, 2]\\n[[layers]]\\nshape = [1, 2]\\n"))
    >>> found["degree"]["status"], found["degree"]["value"], [b["status"] for b in found["balance"]]
    ('HOLDS', '2', ['HOLDS', 'HOLDS', 'HOLDS'])
    >>> found["balance"][1]["conserved"]
    'W2_1_1**2/2 - W1_1_1**2/2 - W1_1_2**2/2'
    """
    start = time.monotonic()
    own = worker or Worker(memory=memory)
    bounds = _Bounds(start + total_timeout, timeout, own, progress)
    with nullcontext() if worker is not None else own:
        return _found(model, bounds, start)


def degree_of(model: Model, *, timeout: float = 10.0, memory: int | None = DEFAULT_MEMORY, worker: Worker | None = None) -> dict[str, Any]:
    """The degree alone, as in `balance`: a verdict that the checker has read.

    >>> from mirrorsym.modelfile import read_model
    >>> found = degree_of(read_model("activation = 'square'\\n[[layers]]\\nshape = [2, 1]\\n[[layers]]\\nshape = [1, 2]\\n"))
    >>> found["status"], found["value"]
    ('HOLDS', '3')
    """
    own = worker or Worker(memory=memory)
    bounds = _Bounds(time.monotonic() + 3 * timeout, timeout, own, None)
    with nullcontext() if worker is not None else own:
        certificates: dict[str, Any] = {}
        found = bounds.call("scalings", model)
        seen = found if isinstance(found, str) else found["degree"]
        verdict = {"value": None, **_verdict(seen, certificates, "homog Assumption 2.1", _DEGREE)}
        if verdict["status"] == "HOLDS":
            verdict["value"] = found["degree"]["value"]
        silent = {"status": "UNDECIDED", "R": "w", "Q": None}
        report: dict[str, Any] = {
            "schema": "mirrorsym.balance/1", "model": model.to_json(), "degree": verdict, "potentials": [silent] * len(model.layers),
            "balance": [], "independent": {"status": "UNDECIDED", "value": None}, "certificates": certificates}
        wrong = bounds.call("objections", report)
        if wrong:
            _withdraw(report, wrong)
        return verdict


class _Bounds:
    """Steps in a worker process, each bounded, together bounded; a step that exceeds its bound has its reason as text."""

    def __init__(self, end: float, timeout: float, worker: Worker, progress: Callable[[str, int, int], None] | None) -> None:
        self.end, self.timeout, self.worker, self.progress = end, timeout, worker, progress

    def call(self, name: str, *arguments: Any, most: float = 1.0) -> Any:
        left = min(self.timeout * most, self.end - time.monotonic())
        if left <= 0:
            return "the time for the whole command was over"
        try:
            return self.worker.call(f"mirrorsym._balance:{name}", *arguments, timeout=left)
        except (BoundExceeded, Raised) as error:
            return str(error)

    def tell(self, name: str, done: int, of: int) -> None:
        if self.progress is not None:
            self.progress(name, done, of)


def _found(model: Model, bounds: _Bounds, start: float) -> dict[str, Any]:
    certificates: dict[str, Any] = {}
    layers = len(model.layers)
    known: list[Verdict] = []
    for k, layer in enumerate(model.layers):
        bounds.tell("potentials", k, layers + 2)
        same = next((i for i, a in enumerate(model.layers[:k]) if (a.potential, a.on) == (layer.potential, layer.on)), None)
        got = known[same]["_found"] if same is not None else bounds.call("potential", layer, model, most=3.0)
        known.append({"layer": k + 1, "name": layer.name, "R": str(layer.potential), "Q": None, "_found": got,
                      **_verdict(got, certificates, "homog Sec. 2", _POTENTIAL)})
        if isinstance(got, dict) and got["status"] == "HOLDS":
            known[-1]["Q"] = got["Q"]
    bounds.tell("laws", layers, layers + 2)
    qs = [None if a["Q"] is None else a["_found"]["tree"] for a in known]
    found = bounds.call("scalings", model, most=3.0)
    if isinstance(found, str):
        found = {"degree": found, "laws": []}
    degree = {"value": None, **_verdict(found["degree"], certificates, "homog Assumption 2.1", _DEGREE)}
    if degree["status"] == "HOLDS":
        degree["value"] = found["degree"]["value"]
    laws = [_law(entry, model, qs, certificates) for entry in found["laws"]]
    hidden = sum(a.rows for a in model.layers[:-1])
    units = [b for b in laws if b["kind"] == "neuron"]
    full = bool(units) and len(units) == hidden and all(b["status"] == "HOLDS" for b in units)
    independent = {"status": "HOLDS" if full else "UNDECIDED" if hidden else "NOT_APPLICABLE", "value": hidden if full else None,
                   "because": "the laws of the hidden units have independent gradients where no weight is 0" if full else
                   "not every hidden unit has a law that is shown" if hidden else "there is no hidden unit"}
    for a in known:
        del a["_found"]
    report = {"schema": "mirrorsym.balance/1", "model": model.to_json(), "degree": degree, "potentials": known, "balance": laws,
              "independent": independent, "certificates": certificates, "versions": {"mirrorsym": __version__}, "seconds": {}}
    report["lie"] = counted(model, timeout=min(bounds.timeout, max(bounds.end - time.monotonic(), 1.0)), worker=bounds.worker)
    bounds.tell("recheck", layers + 1, layers + 2)
    for _ in range(4):
        wrong = bounds.call("objections", report, most=3.0)
        if not wrong:
            break
        _withdraw(report, wrong)
    report["seconds"] = {"total": round(time.monotonic() - start, 4)}
    return report


_POTENTIAL = {"HOLDS": "r is strictly convex and C^1, and R*(grad R) = Q", "FAILS": "r'' < 0 at the point: r is no mirror potential"}
_DEGREE = {"HOLDS": "f(c theta; x) = c**L f(theta; x) for all c > 0", "FAILS": "f(4 theta) f(theta) is not f(2 theta)**2 at the point"}


def _verdict(found: Any, certificates: dict[str, Any], source: str, words: Mapping[str, str]) -> Verdict:
    """Status, reason, witness and certificate of what a step found; text is the reason of an UNDECIDED."""
    base: Verdict = {"status": "UNDECIDED", "because": str(found), "source": source, "witness": None, "certificates": []}
    if isinstance(found, str):
        return base
    status = found["status"]
    name = next((n for n, c in certificates.items() if c == found["certificate"]), f"c{len(certificates) + 1}")
    certificates[name] = found["certificate"]
    return {**base, "status": status, "because": words[status], "witness": found.get("witness"), "certificates": [name]}


def _law(entry: dict[str, Any], model: Model, qs: list[Expression | None], certificates: dict[str, Any]) -> Verdict:
    """One law as the report shows it."""
    i, kind, unit, factor = entry["layer"], entry["kind"], entry["unit"], Fraction(entry["factor"])
    here, after = model.layers[i - 1], model.layers[i]
    times = "" if factor == 1 else f"{factor}*"
    inner = f"{here.name}" if kind != "neuron" else f"row {unit} of {here.name}"
    outer = {"layer": after.name, "weights": f"{after.name} without its biases" if after.bias else after.name}.get(
        kind, f"column {unit} of {after.name}")
    equation = f"{times}Q_{i + 1}({outer}) - Q_{i}({inner})"
    words = {"HOLDS": f"<{inner}, grad f> = {times}<{outer}, grad f>, so {equation} is conserved",
             "FAILS": "the outputs change at the point when the one is doubled and the other divided accordingly"}
    law = {"kind": kind, "layer": i, "unit": unit, "factor": str(factor), "equation": equation, "conserved": None,
           **_verdict(entry["found"], certificates, "homog Lemma 3.1", words)}
    if law["status"] == "HOLDS":
        if qs[i - 1] is None or qs[i] is None:
            return {**law, "status": "UNDECIDED", "certificates": [],
                    "because": f"{words['HOLDS'].partition(', so')[0]}, but a potential of the two layers is not shown to be one"}
        law["conserved"] = _formula(here, after, kind, unit, factor, qs[i - 1], qs[i])
    return law


def _sides(here: Layer, after: Layer, kind: str, unit: int | None) -> tuple[list[str], list[str]]:
    if kind == "neuron" and unit is not None:
        mine = [n for k in range(here.columns) if (n := here.weight(unit - 1, k)) is not None]
        return ([*mine, *(n for n in [here.offset(unit - 1)] if n is not None)],
                [n for k in range(after.rows) if (n := after.weight(k, unit - 1)) is not None])
    return list(here.entries), list(after.entries if kind == "layer" else after.weights)


def _formula(here: Layer, after: Layer, kind: str, unit: int | None, factor: Fraction, q: Expression | None, p: Expression | None,
             ) -> str | None:
    mine, theirs = _sides(here, after, kind, unit)
    if q is None or p is None or len(mine) + len(theirs) > _LISTED:
        return None
    terms = [mul(num(factor), p.substitute({WEIGHT: sym(n)})) for n in theirs]
    return str(add(*terms, *(mul(num(-1), q.substitute({WEIGHT: sym(n)})) for n in mine)))


def _withdraw(report: dict[str, Any], wrong: Any) -> None:
    """What the checker does not accept is UNDECIDED."""
    every = ["degree", *(f"potentials[{k}]" for k in range(len(report["potentials"]))),
             *(f"balance[{k}]" for k in range(len(report["balance"]))), "independent", "lie"]
    reasons: dict[str, str] = wrong if isinstance(wrong, dict) else dict.fromkeys(every, str(wrong))
    if any(about.partition(".")[0] == "lie" for about in reasons):
        report["lie"] |= {"status": "UNDECIDED", "laws": None, "count": None, "missing": None, "lifted": None,
                          "because": f"the checker does not accept it: {next(r for a, r in reasons.items() if a.startswith('lie'))}"}
    for about, reason in reasons.items():
        if about.startswith("lie"):
            continue
        name, _, index = about.partition("[")
        entry = report[name][int(index[:-1])] if index else report[name]
        if entry["status"] in ("HOLDS", "FAILS"):
            entry |= {"status": "UNDECIDED", "because": f"the checker does not accept the certificate: {reason}"}
            entry |= {k: None for k in ("value", "witness", "conserved", "Q") if k in entry}
            entry |= {"certificates": []} if "certificates" in entry else {}


# -- what the worker runs -------------------------------------------------------------------------------------
def objections(report: dict[str, Any]) -> dict[str, str]:
    """What the checker objects to, as its reader would get the report from a file."""
    from mirrorsym.recheck import recheck

    return {c.about: c.reason for c in recheck(json.loads(json.dumps(report))).rejected}


def potential(layer: Layer, model: Model) -> dict[str, Any] | str:
    """R is strictly convex and C^1 on its domain, with Q; or a point with r'' < 0; or why that is open."""
    r, w = layer.potential, sym(WEIGHT)
    domain = Domain((WEIGHT,), layer.on, model.parameters)
    first = derivative(r, WEIGHT)
    second = derivative(first, WEIGHT)
    q = dual(r)
    reason = "r'' > 0 is not shown"
    for sides in ((None,), (relation(">", w, ZERO), relation("<", w, ZERO))):
        pieces = []
        for side in sides:
            on = domain if side is None else Domain((WEIGHT,), (*layer.on, side), model.parameters)
            convex = settled(Statement(second, ">", ZERO, on, Status.UNDECIDED, ""))
            if convex.status is Status.FAILS and convex.witness is not None and _negative(second, convex.witness):
                point = {n: v.to_json() for n, v in convex.witness.items()}
                return {"status": "FAILS", "certificate": {"kind": "point", "point": point},
                        "witness": {n: str(v) for n, v in convex.witness.items()}}
            equal = settled(Statement(q, "=", sub(mul(w, first), r), on, Status.UNDECIDED, ""))
            if convex.status is not Status.HOLDS or equal.status is not Status.HOLDS:
                reason = f"r'' > 0: {convex.because}" if convex.status is not Status.HOLDS else f"Q = w r' - r: {equal.because}"
                break
            pieces.append({"convex": _proof(convex), "dual": _proof(equal)})
        if len(pieces) == len(sides) and (len(pieces) == 2 or not _kinked(r)):
            return {"status": "HOLDS", "Q": str(q), "tree": q, "certificate": {
                "kind": "potential", "pieces": pieces, "powers": _powers(r, domain), "guards": _guards(r, domain)}}
    return reason


def _proof(s: Statement) -> dict[str, Any]:
    data = s.certificates[0].data
    return {"facts": data["facts"], "proof": data["proof"]}


def _negative(second: Expression, point: Mapping[str, Expression]) -> bool:
    from mirrorsym.calculus.enclosure import Undefined, Unsettled, sign_at

    try:
        return sign_at(second, point) == -1
    except (Undefined, Unsettled):
        return False


def _absolute_powers(r: Expression) -> list[Expression]:
    return [n for n in r.walk() if n.op == "pow" and n.args[0].op == "abs"]


def _kinked(r: Expression) -> bool:
    """Whether a power of an absolute value has a symbol in its exponent: then it is read piece by piece."""
    return any(n.args[1].op != "num" for n in _absolute_powers(r))


def _powers(r: Expression, domain: Domain) -> list[dict[str, Any]]:
    region = Region.of(domain)
    out = []
    for e in dict.fromkeys(n.args[1] for n in _absolute_powers(r) if n.args[1].op != "num"):
        proof = sign.prove(sub(e, num(1)), ">", region)
        if proof is not None:
            out.append({"exponent": e.to_json(), "proof": proof})
    return out


def _guards(r: Expression, domain: Domain) -> list[dict[str, Any]]:
    region = Region.of(domain)
    return [{"guard": g.of.to_json(), "op": g.op, "proof": proof} for g in guards(r)
            if (proof := sign.prove(g.of, g.op, region)) is not None]


def scalings(model: Model) -> dict[str, Any]:
    """The degree, and the laws, with what supports each or a point that refutes it."""
    ks = powers(model)
    if len(model.entries) > _SEARCHED:
        return {"degree": _too_large(model), "laws": _laws(model, ks, searched=False)}
    every = set(model.entries)
    degree: Any = "no degree is found, and no point that shows that there is none"
    if all(k is not None for k in ks) and not any(a.bias for a in model.layers[1:]):
        total, each = Fraction(1), Fraction(1)
        for k in reversed([k for k in ks if k is not None]):
            each *= k
            total += each
        point = search(model, lambda p: any(not v.contains(0) for v in outputs(model, p)))
        if point is not None:
            degree = {"status": "HOLDS", "value": str(total), "certificate": {"kind": "scaling", "point": _text(point)}}
    else:
        def no_power(p: dict[str, Fraction]) -> bool:
            a, b, c = (outputs(model, _scaled(p, dict.fromkeys(every, e))) for e in (0, 1, 2))
            return _inside(model, p, every) and any(not (z * x - y * y).contains(0) for x, y, z in zip(a, b, c, strict=True))

        degree = _refuted(search(model, no_power)) or degree
    return {"degree": degree, "laws": _laws(model, ks)}


def _too_large(model: Model) -> str:
    return f"the network has {len(model.entries)} entries, more than the {_SEARCHED} of a point that would show that f is not 0"


def _text(point: Mapping[str, Fraction]) -> dict[str, str]:
    return {n: str(q) for n, q in point.items()}


def _refuted(point: dict[str, Fraction] | None) -> dict[str, Any] | None:
    if point is None:
        return None
    return {"status": "FAILS", "certificate": {"kind": "unscaled", "point": _text(point)}, "witness": _text(point)}


def _scaled(point: Mapping[str, Fraction], times: Mapping[str, int]) -> dict[str, Fraction]:
    return {n: q * Fraction(2) ** times[n] if n in times else q for n, q in point.items()}


def _inside(model: Model, point: Mapping[str, Fraction], scaled: set[str]) -> bool:
    """Whether twice the entries, and four times, lie in the domains too."""
    from mirrorsym.calculus.enclosure import holds

    return all(holds(c, {WEIGHT: point[n] * f}) is True for a in model.layers for c in a.on for n in a.entries if n in scaled
               for f in (Fraction(1, 4), Fraction(1, 2), 1, 2, 4))


def _laws(model: Model, ks: tuple[Fraction | None, ...], searched: bool = True) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for i, (here, after) in enumerate(zip(model.layers, model.layers[1:], strict=False)):
        k = ks[i] or Fraction(1)
        kinds: list[tuple[str, int | None]] = [("layer", None)]
        if after.bias:
            kinds.append(("weights", None))
        if len(model.entries) <= _SEARCHED and here.rows <= _UNITS:
            kinds += [("neuron", j + 1) for j in range(here.rows)]
        for kind, unit in kinds:
            # invariance under the scaling of one layer needs its own activation alone
            good = ks[i] is not None and not (kind == "layer" and after.bias)
            mine, theirs = _sides(here, after, kind, unit)
            found: Any = {"status": "HOLDS", "certificate": {"kind": "scaling"}}
            if not good:
                times = {**dict.fromkeys(mine, 1), **dict.fromkeys(theirs, -int(k))} if k.denominator == 1 else {}

                def changes(p: dict[str, Fraction], times: dict[str, int] = times) -> bool:
                    pairs = zip(outputs(model, p), outputs(model, _scaled(p, times)), strict=True)
                    return _inside(model, p, set(times)) and any(not (a - b).contains(0) for a, b in pairs)

                point = search(model, changes) if searched else None
                found = _refuted(point) or "no point is found at which the outputs change"
            out.append({"kind": kind, "layer": i + 1, "unit": unit, "factor": str(k), "found": found})
    return out
