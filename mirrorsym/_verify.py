"""verify: formulas that somebody wrote down for the potential of a pair, held against the flow.

Nothing is compared with a derived formula.  With psi proved on its domain (`properties._existence`), a formula R is right exactly when
d_x R = mu and d_a R = -h(psi) at x = g(psi(mu, a)), Q when d_mu Q = g(psi) and d_a Q = h(psi), grad R when it is mu there, the minimizer
when it is g(psi(0, a)).  R and Q are meant up to a constant; one that is right but for a function of a alone is told so.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from functools import lru_cache
from typing import Any

from mirrorsym._check import DEFAULT_MEMORY, check
from mirrorsym.calculus import sign
from mirrorsym.calculus.bounded import BoundExceeded, Raised, Worker
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, sign_at
from mirrorsym.calculus.guards import Guard, guards
from mirrorsym.calculus.region import Fact, Region, as_expressions, samples
from mirrorsym.calculus.zero import prove as prove_zero
from mirrorsym.calculus.zero import refute
from mirrorsym.certificate import Certificate
from mirrorsym.claim import Claim, Verification, read_claims
from mirrorsym.expression import ZERO, Expression, add, mul, sub, sym
from mirrorsym.maps import Pair
from mirrorsym.potential import Potential
from mirrorsym.properties import Situation, missing
from mirrorsym.properties._existence import Existence, everything, existence, grow
from mirrorsym.properties._reach import held_range
from mirrorsym.routes import Setting
from mirrorsym.routes._draft import tidy
from mirrorsym.verdict import Status, Verdict

__all__ = ["verify"]

Items = dict[str, Expression]
NEEDED = ("smooth", "commuting", "commuting_with_h")


def verify(
    pair: Pair, *, timeout: float = 60.0, total_timeout: float = 180.0, memory: int | None = DEFAULT_MEMORY, worker: Worker | None = None,
    progress: Callable[[str, int, int], None] | None = None, **formulas: Any,
) -> Verification:
    """Hold formulas for R_a(x), Q_a(mu), grad R_a(x), the minimizer of R_a and the domain against the pair's own potential.

    `formulas` are given by name: R, Q, grad_R, minimizer, domain.  Each is text (or an `Expression`), for `grad_R` and `minimizer` a list
    with one entry per coordinate of x, for `domain` relations about mu and a, or about x.  None is no claim.  `timeout` bounds the
    derivation and each claim, in seconds.  Raises `InputError` for what cannot be read.

    >>> pair = Pair(g=["u**2"], h="u**2", domain=["u > 0"])
    >>> found = verify(pair, minimizer="u0**2*exp(2*a)").claims["minimizer"]
    >>> str(found.status), [str(e) for e in found.corrected]
    ('FAILS', ['u0**2*exp(4*a)'])
    """
    start = time.monotonic()
    setting = Setting.of(pair)
    claims = read_claims({n: v for n, v in formulas.items() if v is not None}, len(pair.g), _names(setting))
    seconds: dict[str, float] = {}
    out: dict[str, Claim] = {}
    with nullcontext(worker) if worker is not None else Worker(memory=memory) as w:
        assert w is not None
        report = check(pair, only=NEEDED if pair.h is not None else NEEDED[:2], timeout=min(timeout, 10.0), total_timeout=total_timeout,
                       worker=w, progress=progress)
        found = _potential(pair, report.criteria, w, max(1.0, min(timeout, total_timeout - (time.monotonic() - start))))
        seconds["potential"] = round(time.monotonic() - start, 4)
        for i, (name, given) in enumerate(claims.items()):
            if progress is not None:
                progress(name, i, len(claims))
            began = time.monotonic()
            try:
                left = max(1.0, min(timeout, total_timeout - (began - start)))
                out[name] = w.call("mirrorsym._verify:held", pair, found, report.criteria, name, given, timeout=left)
            except (BoundExceeded, Raised) as e:
                out[name] = Claim(name, given, Status.UNDECIDED, str(e))
            seconds[name] = round(time.monotonic() - began, 4)
        outputs = {"x": list(setting.x), "mu": list(setting.mu), "a": setting.a}
        left = max(10.0, min(timeout, total_timeout - (time.monotonic() - start)))
        answer = _accepted(Verification(pair, out, outputs, seconds), w, left)
    seconds["total"] = round(time.monotonic() - start, 4)
    return answer


def _accepted(found: Verification, worker: Worker, timeout: float) -> Verification:
    """The answer without what the independent checker does not accept."""
    if all(c.status is Status.UNDECIDED for c in found.claims.values()):
        return found
    try:
        wrong = worker.call("mirrorsym._verify:objections", found, timeout=timeout)
    except (BoundExceeded, Raised) as e:
        wrong = dict.fromkeys(found.claims, f"it was not read: {e}")
    return replace(found, claims={n: Claim(n, c.given, Status.UNDECIDED, f"the proof that was found is not accepted: {wrong[n]}")
                                  if n in wrong and c.status is not Status.UNDECIDED else c for n, c in found.claims.items()})


def objections(found: Verification) -> dict[str, str]:
    """What the checker objects to, as its reader would get the answer from a file."""
    from mirrorsym.recheck import recheck

    return {c.about: c.reason for c in recheck(json.loads(json.dumps(found.to_json()))).rejected}


def _potential(pair: Pair, criteria: Mapping[str, Verdict], worker: Worker, timeout: float) -> Potential:
    try:
        found: Potential = worker.call("mirrorsym._derive:potential", pair, criteria, timeout=timeout)
    except BoundExceeded as e:
        return Potential(Status.UNDECIDED, None, f"the derivation did not finish: {e}")
    return found


def _names(setting: Setting) -> dict[str, Expression]:
    """What each symbol of a formula stands for."""
    own = {n: sym(n) for n in (*setting.symbols, *setting.x, *setting.mu, setting.a)}
    more: dict[str, Expression] = {"a": sym(setting.a)}
    for letter, outputs in (("x", setting.x), ("mu", setting.mu)):
        for i, n in enumerate(outputs):
            more |= {f"{letter}{i + 1}": sym(n), f"{letter}_{i + 1}": sym(n)}
        if len(outputs) == 1:
            more[letter] = sym(outputs[0])
    for v, value in setting.start.items():
        more |= {f"{v}0": value, f"{v}_0": value}
    return {**more, **own}


def held(pair: Pair, potential: Potential, known: Mapping[str, Verdict], name: str, formulas: tuple[Expression, ...]) -> Claim:
    """One claim, in this process and without bounds: what a worker runs."""
    situation = Situation(pair, potential, known)
    reason = missing(situation)
    if reason is not None:
        return Claim(name, formulas, reason[0], reason[1])
    primal = name == "domain" and any(r.names & set(situation.setting.x) for r in formulas)
    if potential.status is not Status.HOLDS and not primal:
        return Claim(name, formulas, Status.UNDECIDED, f"the potential was not derived: {potential.because}")
    ground = _ground(pair, potential)
    if primal and not any(r.names & set(situation.setting.mu) for r in formulas):
        return held_range(situation, ground, formulas)
    if isinstance(ground, str):
        return Claim(name, formulas, Status.UNDECIDED, ground)
    if name == "domain":
        return _domain(situation, ground, formulas)
    return _Formula(situation, ground, name, formulas).judged()


@lru_cache(maxsize=2)
def _ground(pair: Pair, potential: Potential) -> Existence | str:
    return existence(Situation(pair, potential))


class _Formula:
    """One claim about R, Q, grad_R or the minimizer: what has to vanish, and where."""

    def __init__(self, situation: Situation, ground: Existence, name: str, formulas: tuple[Expression, ...]) -> None:
        self.situation, self.ground, self.name, self.formulas = situation, ground, name, formulas
        self.setting, self.region = ground.setting, ground.region
        if name == "minimizer":
            rest = dict.fromkeys(self.setting.mu, ZERO)
            self.region = ground.region.substitute(rest)
            self.psi = {v: p.substitute(rest) for v, p in ground.psi.items()}
        else:
            self.psi = ground.psi
        self.image = [g.substitute(self.psi) for g in situation.pair.g]
        self.forward = dict(zip(self.setting.x, self.image, strict=True)) if name in ("R", "grad_R") else {}

    @property
    def items(self) -> Items:
        """What has to vanish; "a" last, where a function of a alone makes a difference."""
        setting, h = self.setting, self.situation.pair.h
        level = ZERO if h is None else h.substitute(self.psi)
        f = self.formulas[0]
        if self.name == "R":
            out = {str(i): sub(derivative(f, x).substitute(self.forward), sym(m))
                   for i, (x, m) in enumerate(zip(setting.x, setting.mu, strict=True))}
            return {**out, "a": add(derivative(f, setting.a).substitute(self.forward), level)}
        if self.name == "Q":
            out = {str(i): sub(derivative(f, m), x) for i, (m, x) in enumerate(zip(setting.mu, self.image, strict=True))}
            return {**out, "a": sub(derivative(f, setting.a), level)}
        wanted = [sym(m) for m in setting.mu] if self.name == "grad_R" else self.image
        return {str(i): sub(e.substitute(self.forward), t) for i, (e, t) in enumerate(zip(self.formulas, wanted, strict=True))}

    def judged(self) -> Claim:
        """HOLDS, FAILS with a point or with a function of a, or UNDECIDED."""
        foreign = {n for e in self.formulas for n in e.names} - {*self.region.names, *self.forward}
        if foreign:
            return self._open(f"the formula of {self.name} mentions {', '.join(sorted(foreign))}, on which it does not depend")
        items = self.items
        for key, e in items.items():
            if key == "a":
                continue
            point = refute(e, self.region)
            if point is not None and self._analytic_at(point):
                return self._fails({"item": key}, point, _SAID[self.name].format(int(key) + 1))
        if any(n.op in ("abs", "sign", "Max", "Min", "piecewise") for e in self.formulas for n in e.walk()):
            return self._open("the formula decides between cases, which is not followed")
        grown = grow(self.region, (e.substitute(self.forward) for e in self.formulas))
        if grown is None:
            return self._undefined() or self._open("the formula is not shown to be defined and smooth on the whole domain")
        self.region, listed = grown
        zeros = {key: prove_zero(e, self.region) for key, e in items.items() if key != "a"}
        if None in zeros.values():
            return self._open("no difference was found at the points that were tried, and none was excluded")
        if "a" not in items:
            return self._holds(zeros, listed)
        zeros["a"] = prove_zero(items["a"], self.region)
        if zeros["a"] is not None:
            return self._holds(zeros, listed)
        return self._but_for_a(items["a"], zeros, listed)

    def _but_for_a(self, e: Expression, zeros: dict[str, Any], listed: list[Any]) -> Claim:
        a, q = self.setting.a, self.situation.potential.Q
        point = refute(e, self.region)
        if point is None or q is None or not self._analytic_at(point):
            return self._open("right but for a function of a, which was not settled")
        derived = q if self.name == "Q" else sub(add(*(mul(sym(m), x) for m, x in zip(self.setting.mu, self.image, strict=True))), q)
        rest = dict.fromkeys(self.setting.mu, ZERO)
        gap = sub(self.formulas[0].substitute(self.forward), derived).substitute(rest)
        there = self.region.substitute(rest)
        c = tidy(gap, there)
        c = tidy(sub(c, tidy(c.substitute({a: ZERO}), there)), there)
        grown = grow(self.region, (c,))
        zero = None if grown is None else prove_zero(sub(e, derivative(c, a)), grown[0])
        if grown is None or zero is None or set(self.setting.mu) & c.names:
            return self._open("right but for a function of a, which was not found")
        listed = [*listed, *grown[1]]
        because = f"it differs by {c}, a function of a alone: the dynamics are the same, but d_a {self.name} is not " + (
            "-h(psi)" if self.name == "R" else "h(psi)")
        certificate = self._certificate(zeros={**zeros, "a": zero}, facts=listed, differs_by=c.to_json(),
                                        fails={"item": "a", "point": {n: v.to_json() for n, v in point.items()}})
        closed = self.situation.potential.R if self.name == "R" else q
        own = tidy(sub(self.formulas[0], c), self.region)
        corrected = closed if closed is not None and len(str(closed)) < len(str(own)) else own
        return Claim(self.name, self.formulas, Status.FAILS, because, point, c, (corrected,), self._assumed, (certificate,))

    def _certificate(self, **data: Any) -> Certificate:
        return Certificate.of("formula", ground=self.ground.entry, **data)

    @property
    def _assumed(self) -> tuple[Expression, ...] | None:
        return self.situation.potential.assuming or None

    def _holds(self, zeros: dict[str, Any], listed: list[Any]) -> Claim:
        return Claim(self.name, self.formulas, Status.HOLDS, _RIGHT[self.name], corrected=self.formulas, holds_on=self._assumed,
                     certificates=(self._certificate(zeros=zeros, facts=listed),))

    @property
    def _guards(self) -> list[Guard]:
        return [g for e in self.formulas for g in guards(e.substitute(self.forward))]

    def _analytic_at(self, point: dict[str, Expression]) -> bool:
        """Whether the formula is analytic there, so that its derivatives mean something."""
        return all(sign_at(g.of, point) in {">": (1,), "!=": (1, -1), ">=": (1,)}[g.op] for g in self._guards)

    def _undefined(self) -> Claim | None:
        """A point of the domain at which the formula makes no sense."""
        for g in self._guards:
            at = sign.refute(g.of, g.needed, self.region) if g.needed in (">", ">=", "!=") else None
            if at is not None:
                return self._fails({"undefined": g.of.to_json()}, at, f"it is not defined there: {g.of} {g.needed} 0 does not hold")
        for p in map(as_expressions, samples(self.region, 20)):
            for g in self._guards:
                try:
                    s = sign_at(g.of, p)
                except (Undefined, Unsettled):
                    break
                if s is not None and g.needed is not None and s in {">": (0, -1), ">=": (-1,), "!=": (0,)}[g.needed]:
                    because = f"it is not defined there: {g.of} {g.needed} 0 does not hold"
                    return self._fails({"undefined": g.of.to_json()}, p, because)
        return None

    def _fails(self, where: dict[str, Any], point: dict[str, Expression], because: str) -> Claim:
        p = self.situation.potential
        derived = {"R": None if p.R is None else (p.R,), "Q": None if p.Q is None else (p.Q,), "grad_R": p.grad_R, "minimizer": p.minimizer}
        certificate = self._certificate(fails={**where, "point": {n: v.to_json() for n, v in point.items()}})
        return Claim(self.name, self.formulas, Status.FAILS, because, point, None, derived[self.name], None, (certificate,))

    def _open(self, because: str) -> Claim:
        return Claim(self.name, self.formulas, Status.UNDECIDED, because)


_SAID = {"R": "d_x{0} R is not mu{0} at x = g(psi)", "Q": "d_mu{0} Q is not the coordinate {0} of g(psi)",
         "grad_R": "its entry {0} is not mu{0} at x = g(psi)", "minimizer": "its entry {0} is not the coordinate {0} of g(psi(0, a))"}
_RIGHT = {"R": "d_x R = mu and d_a R = -h(psi) at x = g(psi) on the whole dual domain",
          "Q": "d_mu Q = g(psi) and d_a Q = h(psi) on the whole dual domain", "grad_R": "it is mu at x = g(psi) on the whole dual domain",
          "minimizer": "it is g(psi(0, a))"}


# -- the domain -----------------------------------------------------------------------------------------------
def _fact(c: Expression) -> Fact:
    left, right = c.args
    return (sub(right, left), ">" + c.op[1:]) if c.op in ("<", "<=") else (sub(left, right), c.op)


def _domain(situation: Situation, ground: Existence, relations: tuple[Expression, ...]) -> Claim:
    """Relations about (mu, a) held against where psi exists in M."""
    setting = ground.setting
    names = {n for r in relations for n in r.names}
    if names & set(setting.x) and names & set(setting.mu):
        return Claim("domain", relations, Status.UNDECIDED, "the conditions mix x and mu")
    derived = situation.potential.dual_domain
    facts = [_fact(r) for r in relations]
    entry: dict[str, Any] = {"ground": ground.entry}
    within = []
    for i, (e, op) in enumerate(facts):
        within.append(sign.prove(e, op, ground.region))
        found = None if within[-1] is not None else sign.refute(e, op, ground.region)
        if found is not None:
            point = dict(found)
            fails = {"condition": i, "point": {n: v.to_json() for n, v in point.items()}}
            return Claim("domain", relations, Status.FAILS, f"psi exists where {relations[i]} does not hold", point, None, derived, None,
                         (Certificate.of("domain", **entry, fails=fails),))
    whole = everything(ground, situation)
    if whole is None:
        return Claim("domain", relations, Status.UNDECIDED, "that psi exists nowhere else was not proved", corrected=derived)
    theirs = Region(ground.region.variables, (), (*setting.known, *facts), ground.region.integers)
    beyond = []
    for i, (e, _) in enumerate(ground.domain):
        beyond.append(sign.prove(e, ">", theirs))
        found = None if beyond[-1] is not None else sign.refute(e, ">", theirs)
        if found is not None:
            point = dict(found)
            fails = {"beyond": i, "point": {n: v.to_json() for n, v in point.items()}}
            return Claim("domain", relations, Status.FAILS, "psi does not exist at a point that the conditions admit", point, None, derived,
                         None, (Certificate.of("domain", **entry, everything=whole, fails=fails),))
    if None in (*within, *beyond):
        return Claim("domain", relations, Status.UNDECIDED, "no difference was found, and none was excluded", corrected=derived)
    return Claim("domain", relations, Status.HOLDS, "psi exists in M exactly there", None, None, relations,
                 situation.potential.assuming or None, (Certificate.of("domain", **entry, everything=whole, within=within, beyond=beyond),))
