"""Properties of the potential of a commuting pair, from certificates about the pair alone.

R_a is the conjugate of Q_a, where grad Q_a(mu) = g(psi(mu, a)), d_a Q_a = h(psi(mu, a)), and psi(mu, a) is the time-one
flow of sum_i mu_i grad g_i + a grad h from the initial point, wherever it stays in M.

contracting (h >= 0 wherever psi is, for a <= 0): `nonnegative` proves h >= 0 on M; `reached` names a point that is reached
with a <= 0 at which h < 0.  contracting_up_to_constant (h(psi(., a)) bounded below for each a): `bounded_below` on M; or
from a separation.  The other properties are read off a separation, whose module says what its pieces and ends are.

Arguments from a separation.  Let N = {mu : every t_k inside its piece's times} at some a; N is convex and open.

* mirror_map: N = R^n exactly when no coordinate that g sees has a finite time to an end: a finite time bounds
  sum_i weight_ik mu_i on one side.
* legendre: Q is smooth and strictly convex on N, so R is Legendre exactly when |grad Q| tends to infinity at every
  boundary point of N.  There some t_k are at their ends, which are finite times.  From an inner point outward, all terms
  t_k' c_k(z_k) of the derivative of Q along the way increase; so if every finite time comes with an infinite value,
  the derivative tends to infinity.  If every finite time comes with a finite value and there is one, grad Q has a limit
  at a boundary point: that point x lies on the boundary of the range and grad R stays bounded there.
* With n directions both, and what follows, may be decided direction by direction: N is a product of intervals, R a sum.
  An end of an interval of nu is finite when some member has a finite time there (then one of those members is at its
  own end), else infinite (then all members are).
* bregman, one direction, one end of nu; dom R is closed and R continuous on it exactly when R is finite at finite ends of x; D_R(w, y)
  = Q(nu) - Q(nu_w) - w*(nu - nu_w) grows as y moves away, so its level sets are bounded exactly when it tends to
  infinity at an infinite end of x; the third condition is automatic on a line.  So: nu and x end at infinity: fine.  nu ends
  at infinity and x at a finite limit: R is finite there exactly when int x_end - x dnu is, the sum of the
  members' areas.  nu ends at a finite value: x has to end at infinity (Legendre), and Q too: the area.
* bregman without directions: if no end has a finite time or a finite value, Q is finite everywhere and grows faster than
  linearly in every direction, so R is finite everywhere and all three conditions hold.
* contracting_up_to_constant: h = sum_k weight_hk c_k + constant, each c_k monotone along its piece, so h is bounded below if no
  term tends to minus infinity at an end (a coordinate that g does not see stands still at fixed a).  At an end
  of nu at which every member that may be at its own end tends to minus infinity, or to a finite value with at least one
  of the former when all members are at theirs, h is not bounded below at a = 0.

Main definitions: `PROPERTIES`, `check_property`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from mirrorsym.expression import ZERO, Expression, num, sub
from mirrorsym.recheck import bounded, data
from mirrorsym.recheck.curvature import check_homogeneous, reachable
from mirrorsym.recheck.ends import End
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.narrowed import narrowed
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.points import constant_sign, sign_at
from mirrorsym.recheck.problem import Problem
from mirrorsym.recheck.reader import read, read_conditions
from mirrorsym.recheck.separation import Direction, Piece, Separation, read_separation
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.starts import Start, reached
from mirrorsym.wording import brief

__all__ = ["PROPERTIES", "check_assumptions", "check_property"]

PROPERTIES = ("contracting", "contracting_up_to_constant", "legendre", "mirror_map", "bregman", "homogeneous")
_STRUCTURE = {"rule": "structure"}


def check_property(name: str, verdict: dict[str, Any], certificate: dict[str, Any], problem: Problem, init: Any,
                   budget: Budget) -> None:
    """Accept that the certificate proves the verdict's status of the property, or raise `Rejected`.

    `init` is the initial point in the report's pair.
    """
    status = verdict.get("status")
    if name not in PROPERTIES:
        raise Rejected(f"the checker knows no property {name[:40]!r}")
    if problem.h is None and name.startswith("contracting"):
        raise Rejected("the pair has no h")
    start = Start.of(init, problem, budget)
    kind = data.text(data.field(certificate, "kind"), "the kind")
    if name.startswith("contracting") and kind in ("nonnegative", "reached", "bounded_below"):
        _about_h(name, verdict, kind, certificate, problem, start, budget)
        return
    if kind not in ("separation", "euler", "nonnegative_reached"):
        raise Rejected(f"a certificate of kind {kind[:40]!r} says nothing about {name}")
    problem = narrowed(certificate, status, verdict.get("holds_on"), problem, init, budget)
    start = Start.of(init, problem, budget)
    separation = read_separation(data.field(certificate, "structure"), problem, start, budget)
    check_assumptions(separation, start, verdict.get("holds_on") if status == "HOLDS" else None, status == "HOLDS", budget)
    if (name, status, kind) == ("contracting", "HOLDS", "nonnegative_reached"):
        h = problem.joint[-1]
        prove_sign(h, ">=", data.field(certificate, "proof"), reachable(separation).grant(h))
        return
    if name == "homogeneous":
        check_homogeneous(status, certificate, verdict, separation, start)
        return
    if kind != "separation" or name not in _LOGIC:
        raise Rejected(f"a certificate of this kind says nothing about {name}")
    answers = {chosen: _LOGIC[name](separation, chosen, certificate) for chosen in separation.scenarios()}
    if status == "FAILS" and certificate.get("at") is not None:
        point, mu, a = reached({**data.record(certificate["at"], "the initial point"), "mu": _rest(problem)}, start, separation.setting)
        _same_witness(verdict.get("witness"), certificate["at"], mu, a, budget)
        answers = {chosen: answer for chosen, answer in answers.items() if separation.holds(point, chosen)}
    if not answers or set(answers.values()) != {status == "HOLDS"} or status not in ("HOLDS", "FAILS"):
        raise Rejected(f"the separation does not show that {name} {status}")


def _same_witness(witness: Any, at: dict[str, Any], mu: tuple[Expression, ...], a: Expression, budget: Budget) -> None:
    """The verdict's witness, if it has one, is the certificate's: values of the initial point's symbols and parameters, mu1, ..., a."""
    known = {n: data.tree(t, ()) for n, t in data.record(data.field(at, "values"), "the values").items()}
    for n, text in data.record(witness or {}, "the witness").items():
        short = n.rstrip("_")
        value = known.get(n)
        if value is None and short == "a":
            value = a
        if value is None and short.startswith("mu") and short[2:] in {str(i + 1) for i in range(len(mu))}:
            value = mu[int(short[2:]) - 1]
        if value is None or not vanishes(sub(read(text, ()), value), (), budget):
            raise Rejected("the verdict's witness is not the certificate's point")


def _rest(problem: Problem) -> list[Any]:
    return [ZERO.to_json()] * len(problem.g)


# -- h ------------------------------------------------------------------------------------------------------
def _about_h(name: str, verdict: dict[str, Any], kind: str, certificate: dict[str, Any], problem: Problem, start: Start,
             budget: Budget) -> None:
    setting, status, h = problem.setting(budget), verdict.get("status"), problem.joint[-1]
    if kind == "nonnegative" and (name, status) == ("contracting", "HOLDS"):
        prove_sign(h, ">=", data.field(certificate, "proof"), setting.grant(h))
    elif kind == "bounded_below" and (name, status) == ("contracting_up_to_constant", "HOLDS"):
        bounded.bounded_below(certificate, h, setting)
    elif kind == "reached" and (name, status) == ("contracting", "FAILS"):
        point, mu, a = reached(data.field(certificate, "at"), start, setting)
        _same_witness(verdict.get("witness"), certificate["at"], mu, a, budget)
        if constant_sign(a, setting) not in (0, -1):
            raise Rejected("the point is not reached with a <= 0")
        if sign_at(point, h) != -1:
            raise Rejected("h is not shown to be negative at the point")
    else:
        raise Rejected(f"a certificate of kind {kind!r} proves no {status} of {name}")


# -- separations --------------------------------------------------------------------------------------------
def check_assumptions(separation: Separation, start: Start, holds_on: Any, stated_there: bool, budget: Budget) -> None:
    """Initial points at a zero of a core's derivative inside M are left out.

    There has to be an initial point elsewhere, and what is claimed to hold (`stated_there`) has to say so.
    """
    needed = [sub(c.z.substitute(start.values), at) for c in separation.coordinates for at in c.critical]
    for e in needed:
        still = vanishes(e, (*start.symbols, *start.setting.parameters), budget)
        if still or (not e.names and constant_sign(e, separation.frame) in (0, None)):
            raise Rejected("the initial point is at rest")
    if not needed or not stated_there:
        return
    names = (*start.symbols, *start.setting.parameters)
    stated = []
    for text in data.items(holds_on if holds_on is not None else [], "what the verdict holds on", 200):
        try:
            stated += [sub(*r.args) for r in read_conditions(text, names) if r.op == "!="]
        except Rejected:
            continue  # a relation about a, or about other names
    for e in (e for e in needed if e.names):
        if not any(vanishes(sub(e, s), names, budget) or vanishes(e + s, names, budget) for s in stated):
            raise Rejected(f"the verdict does not say that it assumes {brief(e)} != 0")


# -- separations --------------------------------------------------------------------------------------------
def _ends(d: Direction, pieces: tuple[Piece, ...], up: bool) -> Iterator[tuple[int, int, End]]:
    """(position of the coordinate, sign of its factor, its end) for the members of a direction at one end of nu."""
    for k, _, sign in d.members:
        yield k, sign, pieces[k].end((sign > 0) == up)


def _sides(separation: Separation, pieces: tuple[Piece, ...]) -> Iterator[list[tuple[int, int, End, bool]]]:
    """Per direction and end of nu: (coordinate, sign, end, whether time runs forward) of each member."""
    for d in separation.directions or ():
        for up in (True, False):
            yield [(k, sign, end, (sign > 0) == up) for k, sign, end in _ends(d, pieces, up)]


def _all_ends(separation: Separation, pieces: tuple[Piece, ...]) -> list[End]:
    return [e for c, p in zip(separation.coordinates, pieces, strict=True) if c.seen for e in p.ends]


def _mirror_map(separation: Separation, pieces: tuple[Piece, ...], _: Any) -> bool:
    return not any(e.finite_time for e in _all_ends(separation, pieces))


def _legendre(separation: Separation, pieces: tuple[Piece, ...], _: Any) -> bool | None:
    timed = [e for e in _all_ends(separation, pieces) if e.finite_time]
    if not any(e.finite_value for e in timed):
        return True
    if all(e.finite_value for e in timed):
        return False
    for side in _sides(separation, pieces):
        here = [e for _, _, e, _ in side if e.finite_time]
        if here and all(e.finite_value for e in here):
            return False
    return None


def _bregman(separation: Separation, pieces: tuple[Piece, ...], certificate: Any) -> bool | None:
    legendre = _legendre(separation, pieces, certificate)
    if legendre is not True:
        return legendre
    if separation.directions is None:
        return True if not any(e.finite_time or e.finite_value for e in _all_ends(separation, pieces)) else None
    answers = [_bregman_end([e for _, _, e, _ in side]) for side in _sides(separation, pieces)]
    return False if False in answers else None if None in answers else True


def _bregman_end(ends: list[End]) -> bool | None:
    """Whether Q, or R, behaves at one end of nu as a Bregman function's does; Legendre is known."""
    timed = [e for e in ends if e.finite_time]
    if not timed and not all(e.finite_value for e in ends):
        return True
    areas = [e.finite_area for e in timed or ends]
    if None in areas:
        return None
    if not timed:
        return all(areas)
    return True if not any(areas) else False if all(areas) else None


def _up_to_constant(separation: Separation, pieces: tuple[Piece, ...], certificate: Any) -> bool | None:
    signs = [_weight_sign(separation, k, certificate) if c.seen else 0 for k, c in enumerate(separation.coordinates)]

    def falls(k: int, end: End, forward: bool) -> bool:
        """Whether weight*core tends to minus infinity; the core increases with time."""
        return signs[k] != 0 and not end.finite_value and (signs[k] > 0) != forward

    def rises(k: int, end: End, forward: bool) -> bool:
        return signs[k] != 0 and not end.finite_value and (signs[k] > 0) == forward

    if not any(falls(k, pieces[k].end(forward), forward) for k in range(len(pieces)) for forward in (True, False)):
        return True
    for side in _sides(separation, pieces):
        timed = [m for m in side if m[2].finite_time]
        if timed and all(falls(k, e, forward) for k, _, e, forward in timed):
            return False
        if not timed and any(falls(k, e, f) for k, _, e, f in side) and not any(rises(k, e, f) for k, _, e, f in side):
            return False
    return None


def _weight_sign(separation: Separation, k: int, certificate: dict[str, Any]) -> int:
    weight = separation.coordinates[k].weights[separation.n]
    frame = separation.frame
    if vanishes(weight, frame.names, frame.budget):
        return 0
    entry = data.record(data.field(data.record(certificate.get("weights", {}), "the signs of weights"), str(k)), "the sign of a weight")
    sign = data.whole(data.field(entry, "sign"), "a sign", 1)
    if sign not in (1, -1):
        raise Rejected("a weight has no sign")
    prove_sign(num(sign) * weight, ">", entry.get("proof", _STRUCTURE), frame)
    return sign


_LOGIC: dict[str, Callable[[Separation, tuple[Piece, ...], Any], bool | None]] = {
    "mirror_map": _mirror_map, "legendre": _legendre, "bregman": _bregman, "contracting_up_to_constant": _up_to_constant}
