"""How R_a grows at the ends of x, and what R_a tends to, suitably scaled, as a tends to minus or plus infinity.

Precondition: a separation whose directions are the coordinates of x, with members k, factors s_k, weights b_k of h, lengths l_k, cores
c_k: R_a'(y) = nu, y = offset + sum s_k c_k(z_k), and z_k flows for the time t_k = (s_k nu + b_k a)/l_k.  Each term s_k c_k increases with
nu; as nu grows z_k runs to its *up* end, as nu falls to its *down* end.

* growth: of the divergence D(x, x_0) = R_a(x) - R_a(x_0) - R_a'(x_0)(x - x_0), which no affine function changes; the exponent p says that
  D lies between any x^(p - e) and x^(p + e) in the end.  Near the minimum p = 2, since R_a is smooth and R_a'' = 1/K > 0.  At an end of x
  that is infinite: if a member has a finite time to its end there, nu tends to a finite value above nu_0 and p = 1.  Otherwise all
  members run to their ends.  Let low*z^q <= |c'| <= high*z^q near an infinite end of z (the *law*).  Then c is of the order of z^(q+1) and
  t of z^(1-q) for -1 < q < 1, so nu is of the order of |y|^((1-q)/(1+q)), and p = 2/(1+q); q = 1: log z is of the order of t, so
  log |y| is of that of nu, and p = 1; q = -1: |y| is of the order of log nu, p is infinite.  Of several members that one counts whose
  term grows fastest in nu, that is the smallest p.
* limits: let T = |a| and put nu = xi T.  Then t_k l_k/T = s_k xi + sigma b_k (sigma the sign of a) changes its sign at xi_k = -sigma
  b_k/s_k, and as T grows the k-th term tends to its value at the up end for xi > xi_k, at the down end for xi < xi_k; where that end
  has a finite time, nu leaves the slice there (and the term is infinite at its end).  So y tends to a step function Y(xi).
  For y strictly between its values on either side of xi_k, R_a'(y)/T tends to xi_k: by monotony, nu lies above (xi_k - e) T and
  below (xi_k + e) T in the end.  R_a/T tends to the convex, piecewise linear function with these slopes, up to a function of a.
  Terms that tend to plus and to minus infinity at once tell nothing.  A slice is empty for large T if an up end has a finite time left
  of where a down end has one.
* L2: let there be two members, whose terms do so for the xi between xi_1 and xi_2.  At fixed y the two times to their ends
  add up to a positive multiple of T, so one of the terms tends to infinity, and then both do.  As K_nu/K^2 is at most the sum of
  2|c_k''|/(|s_k| c_k'^2), which tends to 0 at these ends (certificate `flat`), log R_a''(y) - log R_a''(0), an integral of it over a
  bounded range of y, tends to 0.

Main definitions: `check_growth`, `check_limits`.
"""

from __future__ import annotations

from functools import cmp_to_key
from typing import Any

from mirrorsym.expression import ONE, ZERO, Expression, add, div, mul, num, power, sub
from mirrorsym.recheck import data
from mirrorsym.recheck.curvature import whole_line
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.ends import End, neighborhood, vanishing
from mirrorsym.recheck.limits import Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.rates import Rates
from mirrorsym.recheck.reader import read
from mirrorsym.recheck.separation import Direction, Piece, Separation
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.structure import check_defined

__all__ = ["check_growth", "check_limits", "coordinates"]

_STRUCTURE = {"rule": "structure"}
SIDES = ("minus_infinity", "plus_infinity")
TWO = num(2)


def coordinates(separation: Separation) -> tuple[Direction, ...]:
    """The directions, which have to be the coordinates of x in order."""
    found = separation.directions
    if found is None or not all(t == (ONE if i == j else ZERO) for i, d in enumerate(found) for j, t in enumerate(d.vector)):
        raise Rejected("the directions are not the coordinates of x")
    return found


def _same(a: Any, b: Any, separation: Separation) -> bool:
    """Whether two texts or trees about the parameters are equal."""
    x, y = (e if isinstance(e, Expression) else read(e, separation.frame.parameters) for e in (a, b))
    return vanishes(sub(x, y), separation.frame.names, separation.frame.budget)


def _agrees(stated: Any, found: Any, separation: Separation) -> bool:
    """Whether what an effect says is what was found; what it leaves out (null) it does not claim."""
    if stated is None:
        return True
    if isinstance(found, dict):
        return isinstance(stated, dict) and set(stated) == set(found) and all(_agrees(stated[k], v, separation) for k, v in found.items())
    if isinstance(found, list):
        return isinstance(stated, list) and len(stated) == len(found) and all(map(_agrees, stated, found, [separation] * len(found)))
    if isinstance(found, Expression):
        return isinstance(stated, str) and _same(stated, found, separation)
    return bool(stated == found)


# -- growth ---------------------------------------------------------------------------------------------------
def check_growth(value: Any, certificate: dict[str, Any], separation: Separation) -> None:
    """Accept the growth exponents, one record for each coordinate of x."""
    stated = data.items(value, "the growth", separation.n)
    if len(stated) != separation.n:
        raise Rejected("there is not one growth for each coordinate of x")
    laws = data.record(certificate.get("laws", {}), "the laws")
    for d, entry in zip(coordinates(separation), stated, strict=True):
        given = data.record(entry, "a growth")
        if set(given) != {"near_minimum", *SIDES} or given["near_minimum"] not in (None, "2"):
            raise Rejected("a growth has an entry near the minimum, which is 2, and one at each end")
        for up, side in ((False, SIDES[0]), (True, SIDES[1])):
            if given[side] is not None:
                for pieces in separation.scenarios():
                    _grows(given[side], d, pieces, up, laws, separation)


def _grows(stated: Any, d: Direction, pieces: tuple[Piece, ...], up: bool, laws: dict[str, Any], separation: Separation) -> None:
    ends = {k: pieces[k].end((s > 0) == up) for k, _, s in d.members}
    timed = [e for e in ends.values() if e.finite_time]
    if timed:
        if any(e.finite_value for e in timed):
            raise Rejected("x may end at a finite value")
        if stated != "1":
            raise Rejected("R_a grows linearly where nu is bounded")
        return
    found = [_exponent(k, pieces[k], (s > 0) == up, laws, separation) for k, _, s in d.members if not ends[k].finite_value]
    if not found:
        raise Rejected("x ends at a finite value")
    finite = [p for p in found if p is not None]
    if not finite:
        if stated != "oo":
            raise Rejected("R_a grows faster than every power")
        return
    for p in finite:
        if stated == "oo" or not (_same(stated, p, separation) or (len(finite) > 1 and any(_below(q, p, separation) for q in finite))):
            raise Rejected("the growth exponent is another one")
    if not any(_same(stated, p, separation) for p in finite):
        raise Rejected("the growth exponent is another one")


def _below(q: Expression, p: Expression, separation: Separation) -> bool:
    try:
        prove_sign(sub(p, q), ">", _STRUCTURE, separation.frame)
    except Rejected:
        return False
    return True


def _exponent(k: int, piece: Piece, forward: bool, laws: dict[str, Any], separation: Separation) -> Expression | None:
    """p of the member that runs alone to this end, None for infinity."""
    line, frame = piece.line, separation.frame
    upper = (line.sign > 0) == forward
    if (line.high if upper else line.low) is not None:
        raise Rejected("a law is about an infinite end")
    index = separation.coordinates[k].pieces.index(piece)
    entry = data.record(data.field(laws, f"{k},{index},{'up' if upper else 'down'}"), "a law")
    near, y = neighborhood(line, upper, None, entry)
    q, low, high = (data.tree(data.field(entry, key), frame.parameters) for key in ("power", "low", "high"))
    for t in (q, low, high):
        check_defined(t, frame, "a part of a law")
    prove_sign(low, ">", entry.get("positive", _STRUCTURE), frame)
    size, shape = mul(num(line.sign), line.slope), power(y, q)
    check_defined(shape, near, "a law")
    prove_sign(sub(size, mul(low, shape)), ">=", entry.get("above", _STRUCTURE), near)
    prove_sign(sub(mul(high, shape), size), ">=", entry.get("below", _STRUCTURE), near)
    for special, p in ((ONE, ONE), (num(-1), None)):
        if vanishes(sub(q, special), frame.names, frame.budget):
            return p
    proofs = data.items(entry.get("exponent", [_STRUCTURE] * 2), "the proofs about an exponent", 2)
    if len(proofs) != 2:
        raise Rejected("an exponent needs two proofs")
    prove_sign(sub(ONE, q), ">", proofs[0], frame)
    prove_sign(add(ONE, q), ">", proofs[1], frame)
    return div(TWO, add(ONE, q))


# -- limits ---------------------------------------------------------------------------------------------------
def check_limits(value: Any, certificate: dict[str, Any], separation: Separation) -> None:
    """Accept the limits of the scaled potential, one for each coordinate of x, as a tends to minus and to plus infinity."""
    given = data.record(value, "the limits")
    if set(given) != set(SIDES):
        raise Rejected("limits are taken as a tends to minus and to plus infinity")
    for side, sigma in zip(SIDES, (-1, 1), strict=True):
        stated = data.items(given[side], "the limits", separation.n)
        if len(stated) != separation.n:
            raise Rejected("there is not one limit for each coordinate of x")
        for d, entry in zip(coordinates(separation), stated, strict=True):
            if entry is None:
                continue
            for pieces in separation.scenarios():
                found = _limit(d, pieces, sigma, certificate, separation)
                if data.record(entry, "a limit").get("shape") is None or not _agrees(entry, found, separation):
                    raise Rejected(f"the certificate shows another limit: {found['shape']}")


def _limit(d: Direction, pieces: tuple[Piece, ...], sigma: int, certificate: dict[str, Any], separation: Separation) -> dict[str, Any]:
    rates = Rates(d, separation, certificate)
    groups = _groups(d, rates, sigma)
    levels = [_level(d, pieces, groups[:i]) for i in range(len(groups) + 1)]
    if None in levels:
        _flat(d, pieces, groups, certificate, separation)
        return {"shape": "L2", "slopes": None, "breaks": None}
    slopes: list[Expression] = []
    breaks: list[Any] = []
    for below, above, group in zip(levels, levels[1:], groups, strict=False):
        if isinstance(below, int) and below == above:
            continue  # no y lies between
        if slopes:
            breaks.append(below)
        slopes.append(mul(num(-sigma), rates.rate[group[0]]))
    if not slopes or not all(isinstance(e, Expression) for e in breaks):
        raise Rejected("y does not pass through finite levels")
    shape = "linear" if len(slopes) == 1 else "piecewise_linear"
    if len(slopes) == 2 and _same(breaks[0], ZERO, separation) and _same(add(*slopes), ZERO, separation):
        shape = "L1"
    return {"shape": shape, "slopes": slopes, "breaks": breaks}


def _groups(d: Direction, rates: Rates, sigma: int) -> list[list[int]]:
    """Members with the same xi_k, in the order of xi_k."""
    members = [k for k, _, _ in d.members]

    def compare(j: int, k: int) -> int:
        return -sigma * _order(rates, j, k)

    groups: list[list[int]] = []
    for k in sorted(members, key=cmp_to_key(compare)):
        if groups and _order(rates, groups[-1][0], k) == 0:
            groups[-1].append(k)
        else:
            groups.append([k])
    return groups


def _order(rates: Rates, j: int, k: int) -> int:
    return 0 if j == k else rates.sign(j, k) if j < k else -rates.sign(k, j)


def _level(d: Direction, pieces: tuple[Piece, ...], passed: list[list[int]]) -> Expression | int | None:
    """Y on an interval of xi: a tree, 1 or -1 for plus and minus infinity, None where both occur."""
    risen = {k for g in passed for k in g}
    terms, infinite, timed = [d.offset], set(), set()
    for k, s, sign in d.members:
        up = k in risen
        end: End = pieces[k].end((sign > 0) == up)
        if end.finite_time and end.finite_value:
            raise Rejected("a flow ends at a finite value in finite time")
        if end.finite_time:
            timed.add(1 if up else -1)
        if not end.finite_value:
            infinite.add(1 if up else -1)
        elif end.limit is None:
            raise Rejected("the limit of a core is not stated")
        else:
            terms.append(mul(s, end.limit))
    for found in (timed, infinite):
        if len(found) == 1:
            return found.pop()
        if found:
            if found is timed:
                raise Rejected("the slice is empty for large |a|")
            return None
    return add(*terms)


def _flat(d: Direction, pieces: tuple[Piece, ...], groups: list[list[int]], certificate: dict[str, Any], separation: Separation) -> None:
    """Two terms run to plus and to minus infinity at once, and c''/c'^2 tends to 0 at both ends: R_a''(y)/R_a''(0) tends to 1."""
    if len(d.members) != 2 or len(groups) != 2:
        raise Rejected("more than two terms run to infinity at once")
    whole_line(d, separation)
    flats = data.record(certificate.get("flat", {}), "the proofs about curvature")
    for k, _, sign in d.members:
        line = pieces[k].line
        forward = (sign > 0) == (k in groups[0])
        upper = (line.sign > 0) == forward
        at = line.high if upper else line.low
        index = separation.coordinates[k].pieces.index(pieces[k])
        entry = data.record(data.field(flats, f"{k},{index},{'up' if upper else 'down'}"), "a proof about curvature")
        near, y = neighborhood(line, upper, at, entry)
        bend = div(derivative(line.slope, line.name, separation.frame.budget), power(line.slope, TWO))
        check_defined(bend, near, "a curvature")
        vanishing(bend, y, near, separation.frame, at is not None, entry)
