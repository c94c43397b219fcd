"""The claims of an answer of `mirrorsym horizon` (`mirrorsym.horizon/1`), each with the proof that it gets here.

The report states R, and for both ends of every coordinate the leading terms of R and Q.  `horizon` derives them again and what follows
from them, `mirror_potential` proves the assumptions.  Here: the steps, the formula of Q, the conjugate, and the theorems of homog, each of
which applies when the assumptions that it names are HOLDS in the same report and were accepted.

* steps: `lhs` (R, Q, or a derivative `R'`, `R''` of a part at an end) is `rhs` up to O(`rest`), both in |x| = s.
* Q: between the breaks the stated formula is x*r' - r, part by part summed up.
* conjugate: r'(psi(z)) = z for all real z, and the stated value is z*psi - r(psi): since r' increases strictly it is r* on the range of r'.

Main definitions: `check_horizon`, `recheck_horizon`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from typing import Any

from mirrorsym.errors import InputError
from mirrorsym.expression import ONE, Expression, add, mul, num, power, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.growth import Growth
from mirrorsym.recheck.horizon import SIDES, Answers, End, Potential, answers, check_ends, read_ends
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.mirror_potential import ITEMS, prove_elasticity, prove_gradients, prove_item, prove_margin
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.outcome import SILENT, Recheck, guarded
from mirrorsym.recheck.reader import read
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.zero import prove_zero

__all__ = ["THEOREMS", "check_horizon", "recheck_horizon", "stated_of"]

Claim = tuple[str, dict[str, Any], Callable[[], str]]
#: theorem -> the assumptions that it rests on; "listed" asks for a family of Table 1, "hyperbolic" for its first row, "identical" for the
#: same potential in every coordinate
THEOREMS: dict[str, tuple[str, ...]] = {
    "homog.4.5": ("2.3", "4.4"), "homog.4.6": ("2.3", "4.4"), "homog.4.7": ("2.3", "4.4", "G.1", "identical"),
    "homog.c4.8": ("2.3", "4.4", "hyperbolic"),
    "homog.4.9": ("2.3", "4.4", "listed"), "homog.4.10": ("2.3", "4.4", "H.1")}
#: what is stated and computed again, as texts
FIELDS = ("alpha", "phi", "rho", "limit", "log_rho", "log_limit", "shape")


def stated_of(found: Answers) -> dict[str, str | None]:
    """The texts of what the ends decide."""
    return {k: None if getattr(found, k) is None else str(getattr(found, k)) for k in FIELDS}


class _Report:
    """The parts of a report that several claims need, each computed once."""

    def __init__(self, report: dict[str, Any], seconds: float) -> None:
        self.report, self.seconds = report, seconds
        self._ends: list[End] | None = None
        self._found: Answers | None = None
        self.of = Potential.read(report, Budget(steps=60_000_000, seconds=4 * seconds))

    @property
    def ends(self) -> list[End]:
        """The ends, proved."""
        if self._ends is None:
            ends = read_ends(self.report, self.of)
            check_ends(ends, self.of)
            self._ends = ends
        return self._ends

    @property
    def found(self) -> Answers:
        """What the ends decide."""
        if self._found is None:
            self._found = answers(self.ends, self.of)
        return self._found


def check_horizon(report: dict[str, Any], seconds: float) -> Iterator[Claim]:
    """Every claim of the report, in order."""
    if report.get("breaks") is None:
        yield from _nothing(report)
        return
    this = _Report(report, seconds)
    accepted: dict[str, bool] = {}

    def noted(name: str, entry: dict[str, Any], prove: Callable[[], None]) -> Claim:
        def run() -> str:
            accepted[name] = False
            prove()
            accepted[name] = entry.get("status") == "HOLDS"
            return "proved by its certificate"

        return name, entry, run

    stated = {k: report.get(k) for k in FIELDS}
    if report.get("ends") is not None:
        for k in FIELDS:
            if stated[k] is not None:
                yield noted(k, {"status": "HOLDS"}, partial(_same, stated[k], this, k))
        homogeneous = data.record(data.field(report, "homogeneous"), "the verdict on the degree")
        yield noted("homogeneous", homogeneous, lambda: _homogeneous(homogeneous, this))
    elif any(v is not None for v in stated.values()):
        raise Rejected("a horizon is stated without the ends that it comes from")
    readings = report.get("normalizations")
    if readings is not None:
        yield noted("normalizations", {"status": "HOLDS"}, lambda: _readings(readings, stated, this))
    for i, step in enumerate(data.items(report.get("steps") or [], "the steps", 500)):
        entry = data.record(step, "a step")
        yield noted(f"steps[{i}]", entry, partial(_step, entry, this.of))
    if report.get("Q") is not None:
        given = data.record(report["Q"], "Q")
        yield noted("Q", given, lambda: _dual(given, this.of))
    if report.get("family") is not None:
        kin = data.record(report["family"], "the family")
        yield noted("family", kin, lambda: _belongs(kin, this.of))
    if report.get("conjugate") is not None:
        pair = data.record(report["conjugate"], "the conjugate")
        yield noted("conjugate", pair, lambda: _conjugate(pair, this))
    yield from _assumptions(report, this, noted, accepted)
    for name, entry in data.record(report.get("theorems") or {}, "the theorems").items():
        yield noted(name, entry, partial(_theorem, name, data.record(entry, "a theorem"), accepted, this))


def recheck_horizon(report: dict[str, Any], seconds: float) -> Recheck:
    """All answers about an answer of `mirrorsym horizon`; it is about all of R^d, which has points.  `InputError` where it is none."""
    try:
        return Recheck(tuple(guarded(name, entry, prove) for name, entry, prove in check_horizon(report, seconds)), True)
    except Rejected as e:
        raise InputError([f"the horizon: {e}"]) from None


def _nothing(report: dict[str, Any]) -> Iterator[Claim]:
    """A report that could not be begun claims nothing."""
    given = data.record(report.get("assumptions") or {}, "the assumptions")
    entries = {**given, **data.record(report.get("theorems") or {}, "the theorems")}
    for item in data.record((given.get("2.3") or {}).get("items") or {}, "the items").values():
        entries[f"2.3.{len(entries)}"] = item
    claimed = [k for k in (*FIELDS, "ends", "steps", "Q", "family", "conjugate") if report.get(k)]
    if claimed or any(not isinstance(e, dict) or e.get("status") not in SILENT for e in entries.values()):
        raise Rejected("something is claimed of a potential without breaks")
    for name, entry in entries.items():
        yield name, entry, str


def _same(text: Any, this: _Report, key: str) -> None:
    if stated_of(this.found)[key] != text:
        raise Rejected("another value follows from the leading terms")


def _homogeneous(entry: dict[str, Any], this: _Report) -> None:
    if entry["status"] != ("HOLDS" if this.found.homogeneous else "FAILS"):
        raise Rejected("the leading terms say the contrary")


def _readings(given: Any, stated: dict[str, Any], this: _Report) -> None:
    parts = data.record(given, "the readings")
    for name, pairs in {"Q": {"value": "phi"}, "R": {"rho": "rho", "value": "limit"}, "log_R": {"rho": "log_rho", "value": "log_limit"},
                        "level_sets": {"value": "shape"}}.items():
        entry = data.record(data.field(parts, name), "a reading")
        if any(data.field(entry, k) != stated[source] for k, source in pairs.items()):
            raise Rejected("a reading is another value than the report states elsewhere")
    if data.field(parts, "agree") is not None and parts["agree"] != this.found.agree:
        raise Rejected("the readings are compared otherwise")


def _step(entry: dict[str, Any], of: Potential) -> None:
    """lhs - rhs is of the order of the rest, or vanishes where there is none."""
    if entry.get("status") != "HOLDS":
        raise Rejected("a step holds or is open")
    x, side = data.field(entry, "variable"), SIDES.get(data.text(data.field(entry, "side"), "the side"))
    what = data.text(data.field(entry, "of"), "the function")
    if x not in of.parts or side is None or what not in ("R", "Q", "R'", "R''"):
        raise Rejected("a step speaks of no function of the potential")
    e = of.dual(x) if what == "Q" else of.function(x, what.count("'"))
    rhs = read(data.field(entry, "rhs"), {of.s, *of.frame.names})
    grown = of.at_end(e, x, side)
    claimed = of.growth.of(rhs.substitute({of.s: sym(of.growth.y)}))
    left = of.growth.sum([grown, of.growth.scaled(num(-1), claimed)])
    if entry.get("rest") is None:
        if not left.exact_zero:
            raise Rejected("the formula is not exact")
        return
    rest = Growth(of.s, of.frame).of(read(entry["rest"], {of.s, *of.frame.names}))
    bound = rest.terms[0][1]
    for m in [*(m for _, m in left.terms[:1]), *([] if left.rest is None else [left.rest])]:
        if of.growth.compare(m, bound) > 0:
            raise Rejected("the rest is not that small")


def _dual(entry: dict[str, Any], of: Potential) -> None:
    stated = read(data.field(entry, "formula"), {*of.parts, *of.frame.names})
    parts = data.record(data.field(entry, "parts"), "the parts of Q")
    total = []
    for x in of.parts:
        given = data.record(data.field(parts, x), "a part of Q")
        q = read(data.field(given, "formula"), {x, *of.frame.names})
        total.append(q)
        proofs, regions = data.items(data.field(given, "zeros"), "the proofs", 51), of.intervals(x)
        if len(proofs) != len(regions):
            raise Rejected("each interval needs a proof")
        for proof, region in zip(proofs, regions, strict=True):
            own = of.dual(x)
            check_defined(q, region.grant(own), "a part of Q")
            prove_zero(sub(q, own), proof, region.grant(own))
    if add(*total) != stated and not vanishes(sub(stated, add(*total)), {*of.parts, *of.frame.names}, of.frame.budget):
        raise Rejected("Q is not the sum of its parts")


def _conjugate(entry: dict[str, Any], this: _Report) -> None:
    of = this.of
    if len(of.parts) != 1 or entry.get("status") != "HOLDS":
        raise Rejected("a conjugate is stated for one variable")
    (x,) = of.parts
    z = data.text(data.field(entry, "variable"), "the dual variable")
    if not z.isidentifier() or z in {x, *of.frame.names}:
        raise Rejected("the name of the dual variable is taken")
    psi, value = (read(data.field(entry, k), {z, *of.frame.names}) for k in ("argument", "formula"))
    r = of.parts[x]
    pieces = data.items(data.field(entry, "pieces"), "the pieces", 2)
    if len(pieces) != 2:
        raise Rejected("a conjugate is shown for z > 0 and for z < 0")
    for side, piece in zip((1, -1), pieces, strict=True):
        region = Setting((z,), of.frame.parameters, of.frame.facts, of.frame.budget, of.frame.integers).assume(mul(num(side), sym(z)), ">")
        for e in (psi, value):
            check_defined(e, region, "the conjugate")
        prove_sign(mul(num(side), psi), ">", data.field(piece, "side"), region)
        # psi > 0 on this piece, so the derivative's tree is taken where r is smooth
        if any(b != num(0) for b in of.breaks[x]):
            raise Rejected("the potential has breaks besides 0")
        put = {x: psi}
        slope = of.function(x, 1).substitute(put)
        near = region.recall(mul(num(side), psi), ">")
        prove_zero(sub(slope, sym(z)), data.field(piece, "slope"), near.grant(slope))
        prove_zero(sub(value, sub(mul(sym(z), psi), r.substitute(put))), data.field(piece, "value"), near.grant(slope))
    degree = entry.get("degree")
    if degree is not None:
        a = this.found.alpha
        if a is None or of.growth.sign(sub(a, ONE)) <= 0 or not of.equal(mul(read(degree, of.frame.names), sub(a, ONE)), a):
            raise Rejected("the degree of the conjugate is another one")


def _assumptions(report: dict[str, Any], this: _Report, noted: Callable[..., Claim], accepted: dict[str, bool]) -> Iterator[Claim]:
    given = data.record(report.get("assumptions") or {}, "the assumptions")
    if set(given) - {"2.3", "4.4", "G.1", "H.1"}:
        raise Rejected("there is no such assumption")
    if "2.3" in given:
        entry = data.record(given["2.3"], "an assumption")
        items = data.record(data.field(entry, "items"), "the items")
        if set(items) != set(ITEMS):
            raise Rejected("the items of Assumption 2.3 are others")
        for name, item in items.items():
            one = data.record(item, "an item")
            yield noted(f"2.3.{name}", one, partial(_item, name, one, this))
        yield noted("2.3", entry, lambda: _all_items(entry, items, accepted))
    if "4.4" in given:
        entry4 = data.record(given["4.4"], "an assumption")
        yield noted("4.4", entry4, lambda: prove_elasticity(entry4["status"], _certificate(entry4), this.of, this.found, _alpha(this)))
    if "G.1" in given:
        entry_g = data.record(given["G.1"], "an assumption")
        yield noted("G.1", entry_g, lambda: prove_gradients(
            entry_g["status"], _certificate(entry_g), this.of, this.found, (entry_g.get("value") or {}).get("c")))
    if "H.1" in given:
        entry_h = data.record(given["H.1"], "an assumption")
        yield noted("H.1", entry_h, lambda: prove_margin(entry_h["status"], _certificate(entry_h), this.of, this.found, this.ends, entry_h))


def _item(name: str, entry: dict[str, Any], this: _Report) -> None:
    prove_item(name, entry["status"], _certificate(entry), this.of)


def _certificate(entry: dict[str, Any]) -> dict[str, Any]:
    return data.record(data.field(entry, "certificate"), "the certificate")


def _alpha(this: _Report) -> Expression | None:
    return this.found.alpha


def _all_items(entry: dict[str, Any], items: dict[str, Any], accepted: dict[str, bool]) -> None:
    """2.3 holds when the four items that are not lost do, and fails when one of them does."""
    four = ITEMS[:4]
    if entry["status"] == "HOLDS":
        if not all(accepted.get(f"2.3.{n}") for n in four):
            raise Rejected("an item of Assumption 2.3 is not shown")
    elif entry["status"] != "FAILS" or not any(items[n].get("status") == "FAILS" and f"2.3.{n}" in accepted for n in four):
        raise Rejected("no item of Assumption 2.3 is shown to fail")


def _theorem(name: str, entry: dict[str, Any], accepted: dict[str, bool], this: _Report) -> None:
    if name not in THEOREMS:
        raise Rejected("there is no such theorem")
    if entry.get("status") != "HOLDS" or entry.get("first_missing") is not None:
        raise Rejected("a theorem applies or is not claimed")
    for needed in THEOREMS[name]:
        if needed == "identical":
            if len(this.of.parts) > 1:
                raise Rejected("the coordinates have different potentials")
        elif needed in ("hyperbolic", "listed"):
            family = data.record(this.report.get("family") or {}, "the family").get("name")
            if not accepted.get("family") or (needed == "hyperbolic" and family != "hyperbolic"):
                raise Rejected("the potential is not of the family that the theorem speaks of")
        elif not accepted.get(needed):
            raise Rejected(f"Assumption {needed} is not shown")


def _belongs(entry: dict[str, Any], of: Potential) -> None:
    """A family of Table 1, by the second derivative: c/sqrt(x^2 + lam^2), or (p-1)*c*|x|^(p-2) + lam, with p >= 2 and c > 0."""
    name = data.text(data.field(entry, "name"), "the family")
    if entry.get("status") != "HOLDS" or len(of.parts) != 1 or name not in ("hyperbolic", "smoothened"):
        raise Rejected("a family is one of Table 1")
    (x,) = of.parts
    values = {k: read(data.field(entry, k), of.frame.names) for k in (("c", "lambda") if name == "hyperbolic" else ("c", "lambda", "p"))}
    for v in values.values():
        check_defined(v, of.frame, "a constant")
    c, lam = values["c"], values["lambda"]
    sign = of.growth.sign
    if sign(c) <= 0 or (name == "hyperbolic" and sign(lam) <= 0) or (name == "smoothened" and sign(sub(values["p"], num(2))) < 0):
        raise Rejected("the constants of the family are not as they have to be")
    prove_sign(lam, ">=", {"rule": "structure"}, of.frame)
    proofs, regions = data.items(data.field(entry, "zeros"), "the proofs", 51), of.intervals(x)
    if of.breaks[x] != (num(0),) or len(proofs) != 2:
        raise Rejected("a family is shown for x < 0 and for x > 0")
    for side, proof, region in zip((-1, 1), proofs, regions, strict=True):
        own, size = of.function(x, 2), mul(num(side), sym(x))
        if name == "hyperbolic":
            wanted = mul(c, power(add(power(size, num(2)), power(lam, num(2))), num(Fraction(-1, 2))))
        else:
            wanted = add(mul(c, sub(values["p"], ONE), power(size, sub(values["p"], num(2)))), lam)
        check_defined(wanted, region, "the family")
        prove_zero(sub(own, wanted), proof, region.grant(own, wanted))
