"""The three effects of the regularizer: how minimizer, curvature and ranges of R_a change as a decreases from 0.

Each entry of a report's `effects` carries its certificates; the value that they prove is compared with the entry's.

* positional_bias: the minimizer of R_a is x(a) = g(psi(0, a)), so dx_i/da = grad g_i.grad h there.  It rests if these products vanish on
  M, or if its formula is free of a; it moves if one is not 0 at a point reached with mu = 0.  |x(a)| does not increase as a decreases if
  sum_i g_i grad g_i.grad h >= 0 on M, and does not decrease if the sum is <= 0.
* type_of_bias: see `curvature`.
* type_of_bias.growth, type_of_bias.limits: see `asymptotics`.
* range: of grad R_a, direction by direction (the interval N_a of nu), and of x.  A member with a finite time T to an end bounds nu by
  (l T - b a)/s there: as a decreases by 1, the bound moves up by its rate b/s.  When all upper bounds have one rate and all
  lower bounds another, the length of N_a changes by their difference; a half line shrinks or expands with its bound, a line is constant.
  An end of x where nu ends at infinity, or where a single member sits at its own end, is the same for each a; where
  a member j ends at a finite value and others k go on, x_end moves with a by sum s_k^2 c_k'^2 (b_k/s_k - b_j/s_j)/l_k.

Main definition: `check_effect`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mirrorsym.expression import ZERO, add, mul, sub
from mirrorsym.recheck import data
from mirrorsym.recheck.asymptotics import check_growth, check_limits
from mirrorsym.recheck.curvature import check_types
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.narrowed import narrowed
from mirrorsym.recheck.points import constant_sign, nonzero_at
from mirrorsym.recheck.problem import Problem
from mirrorsym.recheck.properties import check_assumptions
from mirrorsym.recheck.rates import Rates
from mirrorsym.recheck.reader import read
from mirrorsym.recheck.separation import Direction, Piece, Separation, read_separation
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.smooth import prove_smooth
from mirrorsym.recheck.starts import Start, check_plain, reached
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.zero import prove_zero

__all__ = ["EFFECTS", "check_effect"]

EFFECTS = ("positional_bias", "type_of_bias", "type_of_bias.growth", "type_of_bias.limits", "range")
_STRUCTURE = {"rule": "structure"}
_ASYMPTOTICS = {"growth": check_growth, "limits": check_limits}


def check_effect(name: str, entry: dict[str, Any], problem: Problem, init: Any, budget: Budget) -> None:
    """Accept that the entry's certificates prove its value, or raise `Rejected`."""
    if name not in EFFECTS:
        raise Rejected(f"the checker knows no effect {name[:40]!r}")
    if problem.h is None:
        raise Rejected("the pair has no h")
    if entry.get("status") != "HOLDS":
        raise Rejected("an effect is found (HOLDS) or not decided")
    certificates = [data.record(c, "a certificate") for c in data.items(data.field(entry, "certificates"), "the certificates", 20)]
    if not certificates:
        raise Rejected("the effect cites no certificate")
    start = Start.of(init, problem, budget)
    value = data.field(entry, "value")
    if name == "positional_bias":
        _positional(data.record(value, "the value"), certificates, problem, start, budget)
        return
    kind = name.rpartition(".")[2]
    if len(certificates) != 1 or data.field(certificates[0], "kind") != kind:
        raise Rejected("the effect's certificate is of another kind")
    problem = narrowed(certificates[0], "HOLDS", entry.get("holds_on"), problem, init, budget)
    start = Start.of(init, problem, budget)
    separation = read_separation(data.field(certificates[0], "structure"), problem, start, budget)
    check_assumptions(separation, start, entry.get("holds_on"), True, budget)
    if kind in _ASYMPTOTICS:
        _ASYMPTOTICS[kind](value, certificates[0], separation)
        return
    found: Any = _types(certificates[0], separation, start) if name == "type_of_bias" else _ranges(certificates[0], separation)
    if value != found:
        raise Rejected(f"the certificate proves {found}, which is not the value")


# -- positional bias ----------------------------------------------------------------------------------------
def _positional(value: dict[str, Any], certificates: list[dict[str, Any]], problem: Problem, start: Start,
                budget: Budget) -> None:
    items, setting = problem.items(budget), problem.setting(budget)
    h = items.gradient(items.functions["h"])
    speeds = [add(*(mul(a, b) for a, b in zip(items.gradient(g), h, strict=True))) for g in problem.g]
    drift = add(*(mul(g, s) for g, s in zip(problem.g, speeds, strict=True)))
    moves: bool | None = None
    toward: bool | None = None
    shown = value.get("minimizer") is None
    still = False
    setting = setting.grant(*problem.joint)
    check_plain(problem.joint, "g or h")
    for c in certificates:
        prove_smooth(problem.joint, c.get("smooth", []), setting)
        kind = data.field(c, "kind")
        if kind == "moves":
            point, mu, a = reached(data.field(c, "at"), start, setting)
            if any(t != ZERO for t in mu) or constant_sign(a, setting) not in (0, -1):
                raise Rejected("the point is not on the minimizer's way")
            nonzero_at(point, speeds[data.index(data.field(c, "coordinate"), len(speeds), "coordinate")])
            moves = True
        elif kind == "rests":
            zeros = data.record(c.get("zeros", {}), "the proofs")
            for i, s in enumerate(speeds):
                prove_zero(s, zeros.get(str(i)), setting.grant(s))
            moves = False
        elif kind in ("toward_zero", "away_from_zero"):
            prove_sign(drift, ">=" if kind == "toward_zero" else "<=", data.field(c, "proof"), setting.grant(drift))
            toward = kind == "toward_zero"
        elif kind == "minimizer":
            _minimizer(c, value.get("minimizer"), problem, start, budget)
            shown = True
            still = not any(c["a"] in read(t, {c["a"], *start.symbols, *problem.domain.parameter_names}).names for t in value["minimizer"])
        else:
            raise Rejected(f"a certificate of kind {str(kind)[:40]!r} says nothing about the minimizer")
    if moves is None and still:
        moves = False
    if not shown:
        raise Rejected("the formula of the minimizer is not proved")
    if moves is None or value.get("moves") is not moves:
        raise Rejected("whether the minimizer moves is not proved")
    if value.get("toward_zero") is not (None if moves is False else toward):
        raise Rejected("whether the minimizer moves toward 0 is not proved")


def _minimizer(c: dict[str, Any], texts: Any, problem: Problem, start: Start, budget: Budget) -> None:
    """The formulas are g(psi(0, a)): psi solves d psi/da = grad h(psi) and begins at the initial point.

    So they are right for a near 0, and as long as both sides are analytic in a.  `facts` hold at a = 0 for every initial point.
    """
    m, items = problem.domain, problem.items(budget)
    a = data.text(data.field(c, "a"), "the name of a")
    names = {a, *start.symbols, *m.parameter_names}
    if not a.isidentifier() or a in {*m.variables, *start.symbols, *m.parameter_names}:
        raise Rejected("the name of a is taken")
    facts = []
    for entry in data.items(c.get("facts", []), "the facts", 200):
        e, op = data.tree(data.field(entry, "fact"), names), data.field(entry, "op")
        if op not in (">", "!="):
            raise Rejected("a fact about a is not strict")
        at = e.substitute({a: ZERO})
        check_defined(at, start.setting, "a fact at a = 0")
        prove_sign(at, op, entry.get("proof", _STRUCTURE), start.setting)
        facts.append((e, op))
    trees = data.record(data.field(c, "psi"), "psi")
    if set(trees) != set(m.variables):
        raise Rejected("psi does not give a value to every variable and to nothing else")
    psi = {v: data.tree(trees[v], names) for v in m.variables}
    check_plain(psi.values(), "psi")
    about = replace(start.setting, variables=(a, *start.symbols), facts=(*start.setting.facts, *facts))
    prove_smooth(psi.values(), c.get("guards", []), about)
    about = about.grant(*psi.values())
    for kind, v in ((kind, v) for kind in ("flow", "start") for v in m.variables):
        proof = data.record(c.get(kind, {}), "the proofs of psi").get(v)
        if kind == "flow":
            slope = items.d(items.functions["h"], v).substitute(psi)
            prove_zero(sub(derivative(psi[v], a, budget), slope), proof, about)
        else:
            prove_zero(sub(psi[v].substitute({a: ZERO}), start.values[v]), proof, start.setting)
    stated = data.items(texts, "the minimizer", len(problem.g))
    if len(stated) != len(problem.g):
        raise Rejected("the minimizer has not one entry per coordinate of x")
    proofs = data.record(c.get("values", {}), "the proofs of the minimizer")
    for i, (g, text) in enumerate(zip(problem.g, stated, strict=True)):
        prove_zero(sub(g.substitute(psi), read(text, names)), proofs.get(str(i)), about)


# -- types and ranges -----------------------------------------------------------------------------------------
def _is_ordered(separation: Separation) -> bool:
    """Whether the i-th direction is the i-th coordinate of x (up to a factor)."""
    return all([j for j, t in enumerate(d.vector) if t != ZERO] == [i] for i, d in enumerate(separation.directions or ()))


def _types(certificate: dict[str, Any], separation: Separation, start: Start) -> list[str]:
    if not _is_ordered(separation):
        raise Rejected("the directions are not the coordinates of x, in order")
    return check_types(certificate, separation, start)


def _ranges(certificate: dict[str, Any], separation: Separation) -> dict[str, list[str]]:
    if separation.directions is None:
        raise Rejected("the separation has no directions")
    found = None
    for pieces in separation.scenarios():
        here: dict[str, list[str]] = {"dual": [], "primal": []}
        for d in separation.directions:
            rates = Rates(d, separation, certificate)
            here["dual"].append(_dual(d, pieces, rates))
            here["primal"].append(_primal(d, pieces, rates))
        if not _is_ordered(separation):
            here = {key: [_same_word(words)] * separation.n for key, words in here.items()}
        if found is not None and here != found:
            raise Rejected("how the ranges change depends on the initial point")
        found = here
    if found is None:
        raise Rejected("no piece is left in which the flow may start")
    return found


def _timed(d: Direction, pieces: tuple[Piece, ...], up: bool) -> list[int]:
    return [k for k, _, sign in d.members if pieces[k].end((sign > 0) == up).finite_time]


def _same_word(words: list[str]) -> str:
    """Coordinates of x and of grad R mix all directions, so they share the word that all directions share."""
    if len(set(words)) != 1:
        raise Rejected("the directions mix the coordinates of x, and their ranges change differently")
    return words[0]


def _agree(signs: list[int]) -> int:
    if len(set(signs)) != 1:
        raise Rejected("the bounds of a range move at different rates")
    return signs[0]


_WORD = {1: "expands", -1: "shrinks", 0: "constant"}


def _dual(d: Direction, pieces: tuple[Piece, ...], rates: Rates) -> str:
    high, low = _timed(d, pieces, True), _timed(d, pieces, False)
    if not high and not low:
        return "constant"
    if not low:
        return _WORD[_agree([rates.sign(j, None) for j in high])]
    if not high:
        return _WORD[-_agree([rates.sign(k, None) for k in low])]
    return _WORD[_agree([rates.sign(j, k) for j in high for k in low])]


def _primal(d: Direction, pieces: tuple[Piece, ...], rates: Rates) -> str:
    moves = [_primal_end(d, pieces, up, rates) for up in (True, False)]
    if any(m > 0 for m in moves) and any(m < 0 for m in moves):
        raise Rejected("one end of the range of x moves in and the other out")
    return _WORD[max(moves, key=abs)]


def _primal_end(d: Direction, pieces: tuple[Piece, ...], up: bool, rates: Rates) -> int:
    """1 if the end of x moves outward as a decreases, -1 if inward, 0 if it stays."""
    timed = _timed(d, pieces, up)
    forward = {k: (sign > 0) == up for k, _, sign in d.members}
    if not timed or all(not pieces[k].end(forward[k]).finite_value for k in timed) or len(d.members) == 1:
        return 0
    if len(timed) > 1:
        raise Rejected("several members may bound x at one end")
    (j,) = timed
    moving = _agree([rates.sign(k, j) for k in rates.rate if k != j])
    return -moving if up else moving
