"""A pair taken apart: coordinates in which every function is a sum of multiples of one function of each coordinate.

The certificate names orthogonal columns b_k (rational vectors, as many as there are variables), so that w = sum_k z_k b_k
with z_k = b_k.w/|b_k|^2, one function c_k of each z_k (its *core*) and weights: f(w) = sum_k weight_fk c_k(z_k) + constant_f
for f = g_1, ..., g_n and h.  Then every pair of gradients commutes, and along d mu, d a

    dz_k = c_k'(z_k) dt_k,    |b_k|^2 t_k = sum_i weight_ik mu_i + weight_hk a.

Each condition of M that does not follow from the others is about one z_k alone, so M is a product of intervals with points left out.  z_k
stays in the *piece* in which it starts: an interval between ends of M, points left out and zeros of c_k', on which c_k' keeps its sign.
So (mu, a) is reached exactly when every t_k lies between the times to the two ends of its piece (see `ends`): the dual domain is convex,
and the point is at (z_k) with z_k a function of t_k alone.

*Directions*: when the vectors (weight_1k, ..., weight_nk) fall on n independent lines v_d, weight_k = s_k v_d, the dual
potential is a sum of functions of one nu_d = v_d.mu each, Q = sum_d Q_d(nu_d, a), and R = sum_d R_d(y_d, a) with
sum_d v_d y_d = x, y_d + offset_d = sum_k s_k c_k(z_k) + offset_d over the members of d.

Main definitions: `Coordinate`, `Direction`, `Separation`, `read_separation`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from typing import Any

from mirrorsym.expression import ZERO, Expression, add, mul, neg, num, sub, sym
from mirrorsym.recheck import data
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.ends import End, Line, check_end
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.normal import vanishes
from mirrorsym.recheck.points import Point, holds_at
from mirrorsym.recheck.problem import Problem
from mirrorsym.recheck.rank import minor
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.shapes import polynomial_in
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.smooth import prove_smooth
from mirrorsym.recheck.starts import Start, check_plain
from mirrorsym.recheck.structure import check_defined
from mirrorsym.recheck.zero import prove_zero
from mirrorsym.wording import brief

__all__ = ["Coordinate", "Direction", "Separation", "read_separation"]

SCENARIOS = 256
_STRUCTURE = {"rule": "structure"}


@dataclass(frozen=True)
class Piece:
    """An interval of one coordinate; `ends` are those at its lower and upper end in z."""

    line: Line
    ends: tuple[End, End]

    def end(self, forward: bool) -> End:
        """The end that is reached as time increases (`forward`) or decreases."""
        return self.ends[int((self.line.sign > 0) == forward)]


@dataclass(frozen=True)
class Coordinate:
    """z_k as a function of w, the core as a tree in the symbol, weights of g_1, ..., g_n (and h, last), and the pieces.

    `seen` says whether a coordinate of g depends on it; `critical` are ends between two pieces that lie in M.
    """

    column: tuple[Fraction, ...]
    length: Fraction
    z: Expression
    core: Expression
    weights: tuple[Expression, ...]
    pieces: tuple[Piece, ...]
    critical: tuple[Expression, ...]
    seen: bool


@dataclass(frozen=True)
class Direction:
    """A line v of R^n with its members (position of a coordinate, factor s, sign of s)."""

    vector: tuple[Expression, ...]
    members: tuple[tuple[int, Expression, int], ...]
    offset: Expression


@dataclass(frozen=True)
class Separation:
    """All of it; `directions` is None when the columns of weights do not fall on n lines."""

    name: str
    coordinates: tuple[Coordinate, ...]
    directions: tuple[Direction, ...] | None
    frame: Setting
    setting: Setting
    n: int

    def scenarios(self) -> Iterator[tuple[Piece, ...]]:
        """Every way in which the coordinates may start in their pieces."""
        count = 1
        for c in self.coordinates:
            count *= len(c.pieces)
        if count > SCENARIOS:
            raise Rejected("the coordinates may start in more pieces than the checker combines")
        return islice(product(*(c.pieces for c in self.coordinates)), SCENARIOS)

    def holds(self, point: Point, chosen: tuple[Piece, ...]) -> bool:
        """Whether the coordinates of a point are shown to lie in these pieces."""
        for c, p in zip(self.coordinates, chosen, strict=True):
            ends = [sub(c.z, p.line.low)] if p.line.low is not None else []
            ends += [sub(p.line.high, c.z)] if p.line.high is not None else []
            if not all(holds_at(point, e, ">") for e in ends):
                return False
        return True


def read_separation(entry: Any, problem: Problem, start: Start, budget: Budget) -> Separation:
    """The structure that a certificate describes, with everything that it claims checked."""
    entry = data.record(entry, "the structure")
    setting = problem.setting(budget)
    frame = setting.alone(tuple(f for f in setting.facts if not f[0].names & set(setting.variables)), variables=())
    name = data.text(data.field(entry, "symbol"), "the coordinate's symbol")
    if not name.isidentifier() or name in setting.names or name in start.symbols:
        raise Rejected("the coordinate's symbol is taken")
    prove_smooth(problem.joint, entry.get("smooth", []), setting)
    columns = _columns(entry, setting)
    needed = _needed(entry, setting)
    _separate_conditions(columns, needed)
    coordinates = []
    for k, given in enumerate(data.items(data.field(entry, "coordinates"), "the coordinates")):
        check = _Ends(_bounds(columns[k], needed, frame), frame)
        coordinates.append(_coordinate(given, name, columns[k], check, problem, start, frame))
    _identities(entry, name, coordinates, problem, setting, frame)
    moving = tuple(c for c in coordinates if c.pieces)
    kept = [i for i, c in enumerate(coordinates) if c.pieces]
    if entry.get("directions") is None:
        _independent(entry, moving, len(problem.g), frame)
        directions = None
    else:
        directions = _directions(entry, moving, kept, len(problem.g), _constants(entry, problem, frame), frame)
    return Separation(name, moving, directions, frame, setting, len(problem.g))


# -- coordinates --------------------------------------------------------------------------------------------
def _coordinate(given: Any, name: str, column: list[Fraction], check: _Ends, problem: Problem, start: Start,
                frame: Setting) -> Coordinate:
    """One coordinate with its pieces; one that no function sees needs none, since it rests."""
    count, names, budget = len(problem.joint), frame.names, frame.budget
    length = sum((b * b for b in column), Fraction(0))
    z = add(*(mul(num(b / length), sym(v)) for b, v in zip(column, problem.domain.variables, strict=True) if b))
    core = data.tree(data.field(given, "core"), {name, *frame.parameters})
    check_plain((core,), "a core")
    weights = tuple(data.tree(t, frame.parameters) for t in data.items(data.field(given, "weights"), "the weights", count))
    if len(weights) != count:
        raise Rejected("a coordinate has not one weight for each function")
    for t in weights:
        check_defined(t, frame, "a weight")
    zero = [vanishes(t, names, budget) for t in weights]
    pieces: tuple[Piece, ...] = ()
    critical: tuple[Expression, ...] = ()
    if not all(zero):
        pieces = _pieces(given, name, core, z, check, frame, start)
        inner = [p.line.high for p in pieces[:-1]]
        critical = tuple(at for at in inner if at is not None and not check.left_out(at))
    return Coordinate(tuple(column), length, z, core, weights, pieces, critical, not all(zero[:len(problem.g)]))


def _columns(entry: dict[str, Any], setting: Setting) -> list[list[Fraction]]:
    columns: list[list[Fraction]] = []
    for given in data.items(data.field(entry, "coordinates"), "the coordinates", 500):
        column = [data.rational(b) for b in data.items(data.field(given, "column"), "a column", 500)]
        if len(column) != len(setting.variables) or not any(column):
            raise Rejected("a column has not one entry per variable, or is zero")
        for other in columns:
            setting.budget.spend(len(column))
            if sum((a * b for a, b in zip(column, other, strict=True)), Fraction(0)):
                raise Rejected("two columns are not orthogonal")
        columns.append(column)
    if len(columns) != len(setting.variables):
        raise Rejected("there are not as many coordinates as variables")
    return columns


def _affine(e: Expression, setting: Setting, frame: Setting) -> tuple[list[Fraction], Expression] | None:
    """(coefficients of the variables, rest in the parameters); None if the condition is about parameters only."""
    if not e.names & set(setting.variables):
        return None
    slopes = []
    for v in setting.variables:
        d = derivative(e, v, setting.budget)
        if d.op != "num" or not polynomial_in(e, (v,)):
            raise Rejected(f"the condition {brief(e)} is not affine in the variables")
        slopes.append(d.args[0])
    rest = e.substitute(dict.fromkeys(setting.variables, ZERO))
    check_defined(rest, frame, "a condition")
    return slopes, rest


def _needed(entry: dict[str, Any], setting: Setting) -> Setting:
    """What holds on M, without conditions that follow from the others; these become 1 > 0."""
    for given in data.items(entry.get("needless", []), "the needless conditions", 200):
        i = data.index(data.field(given, "condition"), len(setting.facts), "condition")
        (e, op), trivial = setting.facts[i], (num(1), ">")
        setting = setting.alone((*setting.facts[:i], trivial, *setting.facts[i + 1:]))
        check_defined(e, setting, "a condition")
        prove_sign(e, op, data.field(given, "proof"), setting)
    return setting


def _separate_conditions(columns: list[list[Fraction]], setting: Setting) -> None:
    """Each condition on variables is about exactly one coordinate."""
    for e, op in setting.facts:
        if not e.names & set(setting.variables):
            continue
        slopes = [derivative(e, v, setting.budget) for v in setting.variables]
        parts = [sum((s.args[0] * b for s, b in zip(slopes, column, strict=True)), Fraction(0)) for column in columns]
        if sum(1 for p in parts if p) != 1 or op not in (">", "!="):
            raise Rejected(f"the condition {brief(e)} {op} 0 is not about one coordinate alone")


@dataclass(frozen=True)
class _Bounds:
    """What M says of one coordinate: rational or symbolic bounds, and values left out."""

    lows: tuple[Expression, ...]
    highs: tuple[Expression, ...]
    without: tuple[Expression, ...]


def _bounds(column: list[Fraction], setting: Setting, frame: Setting) -> _Bounds:
    lows: list[Expression] = []
    highs: list[Expression] = []
    without: list[Expression] = []
    for e, op in setting.facts:
        form = _affine(e, setting, frame)
        if form is None:
            continue
        m = sum((s * b for s, b in zip(form[0], column, strict=True)), Fraction(0))
        if not m:
            continue
        at = mul(num(-1 / m), form[1])
        (without if op == "!=" else lows if m > 0 else highs).append(at)
    return _Bounds(tuple(lows), tuple(highs), tuple(without))


def _pieces(given: dict[str, Any], name: str, core: Expression, z: Expression, check: _Ends, frame: Setting,
            start: Start) -> tuple[Piece, ...]:
    """The pieces, which cover the coordinate's interval, or the one in which the coordinate is shown to start."""
    out: list[Piece] = []
    entries = data.items(data.field(given, "pieces"), "the pieces", 50)
    for entry in entries:
        line = Line.of(name, core, entry, frame)
        ends = data.items(data.field(entry, "ends"), "the ends", 2)
        if len(ends) != 2:
            raise Rejected("a piece has not two ends")
        for up, at in ((False, line.low), (True, line.high)):
            if not check.is_edge(at, up) and not (data.record(ends[up], "an end").get("rule") == "critical" or check.left_out(at)):
                raise Rejected("an end of a piece is neither an end of M, nor left out, nor critical")
        out.append(Piece(line, (check_end(line, False, ends[0]), check_end(line, True, ends[1]))))
        check.nothing_inside(line)
    inside = given.get("start")
    if inside is not None:
        if len(out) != 1:
            raise Rejected("a coordinate starts in one piece")
        start.lies(z, out[0].line.low, out[0].line.high, data.record(inside, "where a coordinate starts"))
        return tuple(out)
    if not out or not check.is_edge(out[0].line.low, False) or not check.is_edge(out[-1].line.high, True):
        raise Rejected("the pieces do not cover the coordinate's interval")
    for a, b in zip(out, out[1:], strict=False):
        if a.line.high is None or b.line.low is None or not vanishes(sub(a.line.high, b.line.low), frame.names, frame.budget):
            raise Rejected("two pieces are not neighbors")
    return tuple(out)


@dataclass(frozen=True)
class _Ends:
    bounds: _Bounds
    frame: Setting

    def _same(self, a: Expression, b: Expression) -> bool:
        return vanishes(sub(a, b), self.frame.names, self.frame.budget)

    def is_edge(self, at: Expression | None, up: bool) -> bool:
        """Whether M's interval ends here on this side: at the one bound, or at the sharpest of rational bounds."""
        found = self.bounds.highs if up else self.bounds.lows
        if at is None or not found:
            return at is None and not found
        if len(found) > 1:
            if not all(b.op == "num" for b in found):
                raise Rejected("a coordinate has several bounds on one side that contain parameters")
            values = [b.args[0] for b in found]
            return self._same(at, num(min(values) if up else max(values)))
        return self._same(at, found[0])

    def left_out(self, at: Expression | None) -> bool:
        """Whether M leaves this value out."""
        return at is not None and any(self._same(at, c) for c in self.bounds.without)

    def nothing_inside(self, line: Line) -> None:
        """The piece is an interval that is not empty, and M leaves no value inside it out."""
        if line.low is not None and line.high is not None:
            prove_sign(sub(line.high, line.low), ">", _STRUCTURE, self.frame)
        for c in self.bounds.without:
            if any(end is not None and self._same(c, end) for end in (line.low, line.high)):
                continue
            beyond = [sub(line.low, c)] if line.low is not None else []
            beyond += [sub(c, line.high)] if line.high is not None else []
            for e in beyond:
                try:
                    prove_sign(e, ">=", _STRUCTURE, self.frame)
                    break
                except Rejected:
                    continue
            else:
                raise Rejected("M leaves out a value inside a piece")


# -- functions ----------------------------------------------------------------------------------------------
def _constants(entry: dict[str, Any], problem: Problem, frame: Setting) -> list[Expression]:
    found = [data.tree(t, frame.parameters) for t in data.items(data.field(entry, "constants"), "the constants", 500)]
    if len(found) != len(problem.joint):
        raise Rejected("there is not one constant for each function")
    for t in found:
        check_defined(t, frame, "a constant")
    return found


def _identities(entry: dict[str, Any], name: str, coordinates: list[Coordinate], problem: Problem, setting: Setting,
                frame: Setting) -> None:
    """Each function is the stated sum on M."""
    proofs = data.record(entry.get("zeros", {}), "the proofs of the sums")
    constants = _constants(entry, problem, frame)
    for i, f in enumerate(problem.joint):
        parts = [mul(c.weights[i], c.core.substitute({name: c.z})) for c in coordinates
                 if not vanishes(c.weights[i], frame.names, frame.budget)]
        key = str(i) if i < len(problem.g) else "h"
        prove_zero(add(f, neg(add(*parts, constants[i]))), proofs.get(key), setting.grant(f))


def _independent(entry: dict[str, Any], coordinates: tuple[Coordinate, ...], n: int, frame: Setting) -> None:
    """The columns of weights of g span R^n."""
    given = data.record(data.field(entry, "independent"), "the independent columns")
    rows = [data.index(i, len(coordinates), "coordinate") for i in data.items(data.field(given, "columns"), "the columns", n)]
    if len(rows) != n:
        raise Rejected("n columns are needed")
    prove_sign(minor([list(coordinates[i].weights[:n]) for i in rows], tuple(range(n)), frame), "!=", given.get("proof", _STRUCTURE), frame)


def _directions(entry: dict[str, Any], moving: tuple[Coordinate, ...], kept: list[int], n: int, constants: list[Expression],
                frame: Setting) -> tuple[Direction, ...]:
    given = data.items(entry["directions"], "the directions", n)
    if len(given) != n:
        raise Rejected("there are not as many directions as coordinates of x")
    out = []
    used: set[int] = set()
    for d in given:
        vector = tuple(data.tree(t, frame.parameters) for t in data.items(data.field(d, "vector"), "a vector", n))
        offset = data.tree(d.get("offset", ZERO.to_json()), frame.parameters)
        if len(vector) != n:
            raise Rejected("a direction has not n entries")
        for t in (*vector, offset):
            check_defined(t, frame, "a direction")
        members = []
        for m in data.items(data.field(d, "members"), "the members", 500):
            k = data.whole(data.field(m, "coordinate"), "a coordinate")
            if k not in kept or k in used:
                raise Rejected("a direction has a member that does not move or is used already")
            used.add(k)
            s = data.tree(data.field(m, "factor"), frame.parameters)
            check_defined(s, frame, "a factor")
            sign = data.whole(data.field(m, "sign"), "a sign", 1)
            if sign not in (1, -1):
                raise Rejected("a factor has no sign")
            prove_sign(mul(num(sign), s), ">", m.get("proof", _STRUCTURE), frame)
            coordinate = moving[kept.index(k)]
            for w, v in zip(coordinate.weights[:n], vector, strict=True):
                prove_zero(sub(w, mul(s, v)), None, frame)
            members.append((kept.index(k), s, sign))
        if not members:
            raise Rejected("a direction has no member")
        out.append(Direction(vector, tuple(members), offset))
    for position, k in enumerate(kept):
        if k not in used and moving[position].seen:
            raise Rejected("a coordinate that g sees is in no direction")
    proof = data.record(entry.get("independent", {}), "the determinant").get("proof", _STRUCTURE)
    axes = [[i for i, t in enumerate(d.vector) if t != ZERO] for d in out]
    if all(len(a) == 1 for a in axes) and len({a[0] for a in axes}) == n:
        for d, (i,) in zip(out, axes, strict=True):
            prove_sign(d.vector[i], "!=", _STRUCTURE, frame)
    else:
        prove_sign(minor([list(d.vector) for d in out], tuple(range(n)), frame), "!=", proof, frame)
    for i in range(n):
        prove_zero(sub(add(*(mul(d.vector[i], d.offset) for d in out)), constants[i]), None, frame)
    return tuple(out)
