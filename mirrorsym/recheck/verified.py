"""Formulas that somebody wrote down for a potential, from certificates about the pair's flow alone.

The *ground* of a claim is psi on D, a part of the (mu, a) cut out by strict conditions that are affine in mu and a and hold at 0.  Shown
are: psi is smooth on D and stays in M, d_mu_i psi = grad g_i(psi), d_a psi = grad h(psi), psi = w_init at 0.  D is convex, so along the
straight way from 0 psi follows the flow of sum mu_i grad g_i + a grad h: it is psi(mu, a).

* R is right (up to a constant) if d_x_i R = mu_i and d_a R = -h(psi) at x = g(psi), for all of D; Q if d_mu_i Q = g_i(psi) and
  d_a Q = h(psi); grad R if it is mu; the minimizer if it is g(psi) at mu = 0.  D is connected, so gradients decide.
* A formula fails if one of these is not so at a point of D, or if it is not defined there.  `differs_by` c(a): the equations in x (or mu)
  hold, the last one holds with c'(a) added, and fails without.
* Conditions on x describe the x that are reached, for each a whose slice is not empty, if they hold at x = g(psi) on D, D is everything,
  and an inverse puts every x that satisfies them into D.  Or see `ranges`.
* D is everything if each of its conditions is b(psi) for a function b that is continuous and positive on M: a ray from 0 leaves D at a
  point where some condition is 0; if psi existed there, in M, b would be 0 there.  Conditions that are claimed are equivalent to those of D
  then if they follow from each other.  They fail at a point of D that they exclude, or, with D everything, at a point outside D that they
  admit.

Main definition: `check_user_claim`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mirrorsym.expression import ZERO, Expression, add, neg, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.points import Point, analytic_at, holds_at, nonzero_at, point_in, sign_at
from mirrorsym.recheck.problem import Problem
from mirrorsym.recheck.ranges import check_range
from mirrorsym.recheck.reader import read, read_conditions
from mirrorsym.recheck.setting import Setting, needs, strict_nodes
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.smooth import prove_smooth
from mirrorsym.recheck.starts import Start, check_plain
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.zero import prove_zero

__all__ = ["CLAIMS", "check_user_claim"]

CLAIMS = ("R", "Q", "grad_R", "minimizer", "domain")
_STRUCTURE = {"rule": "structure"}


@dataclass(frozen=True)
class _Ground:
    """psi on D; `about` is D with what was shown of psi there, `first` the number of facts about the initial point alone."""

    mu: tuple[str, ...]
    a: str
    x: tuple[str, ...]
    psi: dict[str, Expression]
    domain: tuple[Expression, ...]
    about: Setting
    first: int

    @property
    def bare(self) -> Setting:
        """(mu, a) anywhere, with what is known of the initial point."""
        return self.about.alone(self.about.facts[:self.first])


def check_user_claim(name: str, entry: dict[str, Any], outputs: Any, problem: Problem, init: Any, budget: Budget) -> None:
    """Accept that the entry's certificate proves its status, or raise `Rejected`."""
    status = data.field(entry, "status")
    if name not in CLAIMS or status not in ("HOLDS", "FAILS"):
        raise Rejected("a claim about a formula is one of R, Q, grad_R, minimizer, domain, and holds or fails")
    certificates = data.items(data.field(entry, "certificates"), "the certificates", 1)
    if not certificates:
        raise Rejected("the claim cites no certificate")
    certificate = data.record(certificates[0], "the certificate")
    kind = data.field(certificate, "kind")
    if kind not in (("domain", "range") if name == "domain" else ("formula",)):
        raise Rejected("the claim's certificate is of another kind")
    start = Start.of(init, problem, budget)
    if kind == "range":
        _, a, x = _outputs(certificate, outputs, problem, start)
        legal = {*x, a, *start.symbols, *start.setting.parameters}
        texts = data.items(data.field(entry, "given"), "the conditions", 200)
        check_range(entry, certificate, [_fact(r) for t in texts for r in read_conditions(t, legal)], (x, a), problem, start, budget)
        return
    ground = _ground(data.field(certificate, "ground"), outputs, entry, problem, start, budget)
    if name == "domain":
        _domain(entry, certificate, ground, problem)
    else:
        _formula(name, entry, certificate, ground, problem)


# -- the ground -----------------------------------------------------------------------------------------------
def _ground(given: Any, outputs: Any, entry: dict[str, Any], problem: Problem, start: Start, budget: Budget) -> _Ground:
    mu, a, x = _outputs(given, outputs, problem, start)
    moving, symbols = (*mu, a), (*start.symbols, *start.setting.parameters)
    check_plain(problem.joint, "g or h")
    prove_smooth(problem.joint, data.field(given, "smooth"), problem.setting(budget))
    known = start.setting
    for tree in data.items(given.get("assuming", []), "the assumptions", 200):
        r = data.relation_tree(tree, symbols)
        if str(r) not in data.items(entry.get("holds_on") or [], "what the claim holds on", 200) and entry["status"] == "HOLDS":
            raise Rejected("the claim does not say what it assumes of the initial point")
        known = known.assume(*_fact(r))
    domain = tuple(data.tree(t, {*moving, *symbols}) for t in data.items(data.field(given, "domain"), "the domain", 200))
    begins = data.items(data.field(given, "begins"), "the proofs at 0", 200)
    if len(begins) != len(domain):
        raise Rejected("each condition of the domain needs a proof at 0")
    origin = dict.fromkeys(moving, ZERO)
    for e, proof in zip(domain, begins, strict=True):
        if any(derivative(e, m, budget).names & set(moving) for m in moving):
            raise Rejected("a condition of the domain is not affine in mu and a")
        at = e.substitute(origin)
        check_defined(at, known, "a condition of the domain")
        prove_sign(at, ">", proof, known)
    about = replace(known, variables=(*moving, *start.symbols), facts=(*known.facts, *((e, ">") for e in domain)))
    first = len(known.facts)
    psi = {v: data.tree(data.field(data.field(given, "psi"), v), {*moving, *symbols}) for v in problem.domain.variables}
    check_plain(psi.values(), "psi")
    if problem.h is None and any(a in e.names for e in (*psi.values(), *domain)):
        raise Rejected("without h nothing flows in a")
    about = _grown(about, data.field(given, "facts"))
    prove_smooth(psi.values(), [], about)
    inner = about.grant(*psi.values())
    for e, op in problem.domain.facts():
        if e.names & set(psi):
            prove_sign(e.substitute(psi), op, _STRUCTURE, inner)
    items = problem.items(budget)
    flows = dict(zip((*map(str, range(len(mu))), "a"), moving, strict=True))
    proofs = data.record(data.field(given, "flow"), "the proofs of the flow")
    starts = data.record(data.field(given, "start"), "the proofs of the start")
    for (name, f), key in zip(items.functions.items(), flows, strict=False):
        if (name == "h") != (key == "a"):
            raise Rejected("the flows are not those of g and h")
        for v, p in psi.items():
            claim = sub(derivative(p, flows[key], budget), derivative(f, v, budget).substitute(psi))
            prove_zero(claim, proofs.get(f"{key}:{v}"), inner)
    for v, p in psi.items():
        prove_zero(sub(p.substitute(origin), start.values[v]), starts.get(v), known)
    return _Ground(mu, a, x, psi, domain, inner, first)


def _outputs(given: Any, outputs: Any, problem: Problem, start: Start) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    n = len(problem.g)
    mu = tuple(data.text(t, "a name") for t in data.items(data.field(given, "mu"), "the names of mu", n))
    a = data.text(data.field(given, "a"), "the name of a")
    x = tuple(data.text(t, "a name") for t in data.items(data.field(outputs, "x"), "the names of x", n))
    if list(mu) != data.field(outputs, "mu") or a != data.field(outputs, "a"):
        raise Rejected("the certificate names other outputs than the claims")
    names = [*mu, a, *x, *start.symbols, *start.setting.parameters, *problem.domain.variables]
    if len(mu) != n or len(x) != n or len(set(names)) != len(names) or not all(s.isidentifier() for s in names):
        raise Rejected("the names of the outputs are not different, or taken")
    return mu, a, x


def _grown(setting: Setting, entries: Any) -> Setting:
    """With further facts, each proved from those before it."""
    for entry in data.items(entries, "the facts", 500):
        e, op = data.tree(data.field(entry, "fact"), setting.names), data.field(entry, "op")
        if op not in (">", ">=", "!="):
            raise Rejected("a fact is no inequality")
        check_defined(e, setting, "a fact")
        prove_sign(e, op, entry.get("proof", _STRUCTURE), setting)
        setting = setting.assume(e, op)
    return setting


def _fact(r: Expression) -> tuple[Expression, str]:
    left, right = r.args
    return (sub(right, left), ">" + r.op[1:]) if r.op in ("<", "<=") else (sub(left, right), r.op)


# -- formulas -------------------------------------------------------------------------------------------------
def _formula(name: str, entry: dict[str, Any], certificate: dict[str, Any], ground: _Ground, problem: Problem) -> None:
    setting, psi, budget = ground.about, ground.psi, ground.about.budget
    if name == "minimizer":
        rest = dict.fromkeys(ground.mu, ZERO)
        psi = {v: p.substitute(rest) for v, p in psi.items()}
        for m in ground.mu:
            setting = setting.substitute(m, ZERO)
        setting = replace(setting, variables=tuple(v for v in setting.variables if v not in ground.mu))
    image = [g.substitute(psi) for g in problem.g]
    inputs = {"R": ground.x, "grad_R": ground.x}.get(name, ())
    forward = dict(zip(ground.x, image, strict=True)) if inputs else {}
    texts = data.field(entry, "given")
    texts = [texts] if isinstance(texts, str) else data.items(texts, "the formulas", len(problem.g))
    if len(texts) != (1 if name in ("R", "Q") else len(problem.g)):
        raise Rejected("there is not the right number of formulas")
    legal = {*setting.names, *inputs} - (set(ground.mu) if inputs else set())
    formulas = [read(t, legal) for t in texts]
    check_plain(formulas, "the formula")
    items = dict(_items(name, formulas, ground, forward, image, problem, psi))
    composed = [f.substitute(forward) for f in formulas]
    differs = certificate.get("differs_by")
    if entry["status"] == "FAILS":
        _fails(certificate, entry, items, composed, setting)
    if entry["status"] == "HOLDS" or differs is not None:
        if entry["status"] == "HOLDS" and differs is not None:
            raise Rejected("a formula that holds does not differ")
        setting = _grown(setting, data.field(certificate, "facts"))
        prove_smooth(composed, [], setting)
        setting = setting.grant(*composed)
        zeros = data.record(data.field(certificate, "zeros"), "the proofs")
        if differs is not None:
            c = data.tree(differs, setting.names - set(ground.mu))
            prove_smooth([c], [], setting)
            stated = read(data.field(entry, "differs_by"), setting.names)
            if "a" not in items or certificate["fails"].get("item") != "a" or not vanishes(sub(stated, c), setting.names, budget):
                raise Rejected("the stated difference is not the certificate's")
            items["a"] = sub(items["a"], derivative(c, ground.a, budget))
        for key, e in items.items():
            prove_zero(e, zeros.get(key), setting)
    elif entry.get("differs_by") is not None:
        raise Rejected("the certificate does not show what the formula differs by")


def _items(name: str, formulas: list[Expression], ground: _Ground, forward: dict[str, Expression], image: list[Expression],
           problem: Problem, psi: dict[str, Expression]) -> Iterator[tuple[str, Expression]]:
    """What vanishes when the formula is right, by key."""
    budget, f = ground.about.budget, formulas[0]
    level = ZERO if problem.h is None else problem.h.substitute(psi)
    if name == "R":
        for i, (x, m) in enumerate(zip(ground.x, ground.mu, strict=True)):
            yield str(i), sub(derivative(f, x, budget).substitute(forward), sym(m))
        yield "a", add(derivative(f, ground.a, budget).substitute(forward), level)
    elif name == "Q":
        for i, (m, value) in enumerate(zip(ground.mu, image, strict=True)):
            yield str(i), sub(derivative(f, m, budget), value)
        yield "a", add(derivative(f, ground.a, budget), neg(level))
    else:
        wanted = [sym(m) for m in ground.mu] if name == "grad_R" else image
        for i, (e, t) in enumerate(zip(formulas, wanted, strict=True)):
            yield str(i), sub(e.substitute(forward), t)


def _fails(certificate: dict[str, Any], entry: dict[str, Any], items: dict[str, Expression], composed: list[Expression],
           setting: Setting) -> None:
    fails = data.record(data.field(certificate, "fails"), "where it fails")
    point = point_in(data.field(fails, "point"), setting)
    _same_witness(entry.get("witness"), fails["point"], setting.budget)
    if fails.get("undefined") is not None:
        e = data.tree(fails["undefined"], setting.names)
        wanted = {op for c in composed for node in strict_nodes(c) for of, op in needs(node) if of == e}
        if not any(_is_false(point, e, op) for op in wanted):
            raise Rejected("the formula is not shown to be undefined at the point")
        return
    analytic_at(point, *composed)
    key = data.text(data.field(fails, "item"), "the item")
    if key not in items:
        raise Rejected(f"there is no item {key[:40]!r}")
    nonzero_at(point, items[key])


def _is_false(point: Point, e: Expression, op: str) -> bool:
    sign = sign_at(point, e)
    return sign is not None and sign in {">": (0, -1), ">=": (-1,), "!=": (0,), "=": (1, -1), "<": (0, 1), "<=": (1,)}[op]


def _same_witness(witness: Any, point: Mapping[str, Any], budget: Budget) -> None:
    for n, text in data.record(witness or {}, "the witness").items():
        if n not in point or not vanishes(sub(read(text, ()), data.tree(point[n], ())), (), budget):
            raise Rejected("the claim's witness is not the certificate's point")


# -- the domain -----------------------------------------------------------------------------------------------
def _domain(entry: dict[str, Any], certificate: dict[str, Any], ground: _Ground, problem: Problem) -> None:
    about, budget = ground.about, ground.about.budget
    legal = {*about.names, *ground.x}
    relations = [r for t in data.items(data.field(entry, "given"), "the conditions", 200) for r in read_conditions(t, legal)]
    facts = [_fact(r) for r in relations]
    forward = {}
    if any(r.names & set(ground.x) for r in relations):
        forward = dict(zip(ground.x, (g.substitute(ground.psi) for g in problem.g), strict=True))
        if any(r.names & set(ground.mu) for r in relations):
            raise Rejected("the conditions mix x and mu")
    if entry["status"] == "FAILS":
        fails = data.record(data.field(certificate, "fails"), "where it fails")
        if fails.get("condition") is not None:
            point = point_in(data.field(fails, "point"), about)
            e, op = facts[data.index(fails["condition"], len(facts), "condition")]
            if not _is_false(point, e.substitute(forward), op):
                raise Rejected("the condition is not shown to be false at the point")
        elif forward:
            _not_reached(certificate, fails, facts, forward, ground, problem)
        else:
            _everything(certificate, ground, problem)
            point = point_in(data.field(fails, "point"), ground.bare)
            if not all(holds_at(point, e, op) for e, op in facts):
                raise Rejected("the point is not one that the conditions admit")
            e = ground.domain[data.index(data.field(fails, "beyond"), len(ground.domain), "condition")]
            if not _is_false(point, e, ">"):
                raise Rejected("the point is not shown to lie outside the domain")
        _same_witness(entry.get("witness"), fails["point"], budget)
        return
    _everything(certificate, ground, problem)
    if forward:
        _reached(certificate, facts, forward, ground)
        return
    within, beyond = (data.items(data.field(certificate, key), "the proofs", 200) for key in ("within", "beyond"))
    if len(within) != len(facts) or len(beyond) != len(ground.domain):
        raise Rejected("each condition needs its proof")
    for (e, op), proof in zip(facts, within, strict=True):
        check_defined(e, about, "a condition")
        prove_sign(e, op, proof, about)
    theirs = ground.bare
    for e, op in facts:
        theirs = theirs.assume(e, op)
    for e, proof in zip(ground.domain, beyond, strict=True):
        check_defined(e, theirs, "a condition of the domain")
        prove_sign(e, ">", proof, theirs)


def _not_reached(certificate: dict[str, Any], fails: dict[str, Any], facts: list[tuple[Expression, str]], forward: dict[str, Expression],
                 ground: _Ground, problem: Problem) -> None:
    """A point with a = 0 that the conditions on x admit, where something is not positive that is positive for every x that is reached."""
    _everything(certificate, ground, problem)
    known = ground.bare
    there = replace(known, variables=(*ground.x, *(v for v in known.variables if v not in ground.mu)),
                    facts=(*known.facts, (sym(ground.a), "=")))
    bound = data.tree(data.field(fails, "outside"), there.names)
    image = bound.substitute(forward)
    check_defined(image, ground.about, "a bound of x")
    prove_sign(image, ">", data.field(fails, "proof"), ground.about)
    point = point_in(data.field(fails, "point"), there)
    if not all(holds_at(point, e, op) for e, op in facts):
        raise Rejected("the point is not one that the conditions admit")
    if not _is_false(point, bound, ">"):
        raise Rejected("the point is not shown to be out of reach")


def _reached(certificate: dict[str, Any], facts: list[tuple[Expression, str]], forward: dict[str, Expression], ground: _Ground) -> None:
    """The conditions on x hold at x = g(psi) on D; at each a whose slice is not empty they put the inverse in D, where g(psi) = x."""
    about = ground.about
    slices = [data.tree(t, {ground.a, *about.names} - set(ground.mu)) for t in data.items(certificate.get("slice", []), "the slice", 200)]
    within = data.items(data.field(certificate, "within"), "the proofs", 200)
    if len(within) != len(facts) + len(slices):
        raise Rejected("each condition needs its proof")
    for (e, op), proof in zip([*((e.substitute(forward), op) for e, op in facts), *((e, ">") for e in slices)], within, strict=True):
        check_defined(e, about, "a condition")
        prove_sign(e, op, proof, about)
    known = ground.bare
    theirs = replace(known, variables=(*ground.x, *(v for v in known.variables if v not in ground.mu)))
    for e, op in (*((e, ">") for e in slices), *facts):
        check_defined(e, theirs, "a condition")
        theirs = theirs.assume(e, op)
    inverse = [data.tree(t, theirs.names) for t in data.items(data.field(certificate, "inverse"), "the inverse", len(ground.mu))]
    if len(inverse) != len(ground.mu):
        raise Rejected("the inverse has not one entry per coordinate of mu")
    check_plain(inverse, "the inverse")
    prove_smooth(inverse, certificate.get("guards", []), theirs)
    theirs = theirs.grant(*inverse)
    back = dict(zip(ground.mu, inverse, strict=True))
    landed = data.items(data.field(certificate, "landed"), "the proofs", 200)
    if len(landed) != len(ground.domain):
        raise Rejected("each condition of the domain needs a proof")
    for e, proof in zip(ground.domain, landed, strict=True):
        prove_sign(e.substitute(back), ">", proof, theirs)
    zeros = data.items(data.field(certificate, "zeros"), "the proofs", len(ground.x))
    for i, n in enumerate(ground.x):
        at = forward[n].substitute(back)
        prove_zero(sub(at, sym(n)), zeros[i] if i < len(zeros) else None, theirs.grant(at))


def _everything(certificate: dict[str, Any], ground: _Ground, problem: Problem) -> None:
    entries = data.items(data.field(certificate, "everything"), "the functions", 200)
    if len(entries) != len(ground.domain):
        raise Rejected("each condition of the domain needs a function on M")
    setting = problem.setting(ground.about.budget)
    for e, entry in zip(ground.domain, entries, strict=True):
        b = data.tree(data.field(entry, "function"), setting.names)
        prove_smooth([b], entry.get("guards", []), setting)
        prove_sign(b, ">", data.field(entry, "positive"), setting.grant(b))
        prove_zero(sub(b.substitute(ground.psi), e), data.field(entry, "zero"), ground.about)
