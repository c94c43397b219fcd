"""The pieces of one coordinate: intervals on which its core is smooth and strictly monotone, with what happens at their ends.

M allows an interval of values, with some left out; zeros of the core's derivative cut it further.  Where every initial point has the
coordinate in one piece, the others do not matter.

Main definitions: `Conditions`, `Found`, `pieces_of`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.enclosure import Undefined, Unsettled, enclose
from mirrorsym.calculus.flows import Core
from mirrorsym.calculus.region import Region
from mirrorsym.expression import ZERO, Expression, div, mul, neg, num, sub, sym
from mirrorsym.properties._ends import End, Piece, find_end, smooth_guards
from mirrorsym.routes._draft import tidy

__all__ = ["Conditions", "Found", "Stuck", "pieces_of"]

STRUCTURE = {"rule": "structure"}
PI = Expression("const", ("pi",))
Json = dict[str, Any]


class Stuck(Exception):
    """No structure; the message is a sentence why."""


class Conditions:
    """What M says of each coordinate w = sum z_k column_k; raises `Stuck` for a condition that ties two of them together."""

    def __init__(self, region: Region, basis: tuple[tuple[Fraction, ...], ...]) -> None:
        self.rows: dict[int, list[tuple[Fraction, Expression, str]]] = {}
        where = {v: i for i, v in enumerate(region.variables)}
        touched = [[(k, column[i]) for k, column in enumerate(basis) if column[i]] for i in range(len(region.variables))]
        for e, op in region.facts:
            own = [v for v in e.names if v in where]
            if not own:
                continue
            parts: dict[int, Fraction] = {}
            for v in own:
                slope = derivative(e, v)
                if slope.op != "num":
                    raise Stuck(f"the condition {e} {op} 0 of M is not affine")
                for k, b in touched[where[v]]:
                    parts[k] = parts.get(k, Fraction(0)) + slope.value * b
            hit = [(k, m) for k, m in parts.items() if m]
            if len(hit) != 1:
                raise Stuck(f"the condition {e} {op} 0 of M ties coordinates together that flow at different rates")
            (k, m), = hit
            self.rows.setdefault(k, []).append((m, e.substitute(dict.fromkeys(own, ZERO)), op))

    def interval(self, k: int) -> tuple[Expression | None, Expression | None, list[Expression]]:
        """(lower end, upper end, values left out) of z_k."""
        lows: list[Expression] = []
        highs: list[Expression] = []
        without: list[Expression] = []
        for m, rest, op in self.rows.get(k, ()):
            (without if op == "!=" else lows if m > 0 else highs).append(mul(num(-1 / m), rest))
        out: list[Expression | None] = []
        for found, pick in ((lows, max), (highs, min)):
            if len(found) > 1 and not all(b.op == "num" for b in found):
                raise Stuck("several conditions with parameters bound one coordinate")
            out.append(num(pick(b.value for b in found)) if len(found) > 1 else found[0] if found else None)
        return out[0], out[1], without


@dataclass(frozen=True, slots=True)
class Found:
    """Pieces with their ends (lower and upper in z), the inner ends that lie in M, and the entries for a certificate."""

    pieces: tuple[Piece, ...]
    ends: tuple[tuple[End, End], ...]
    critical: tuple[Expression, ...]
    entry: Json


@dataclass(frozen=True, slots=True)
class _Line:
    """One coordinate: its symbol, core, interval and initial value; `initial` is what is known of the initial point."""

    name: str
    kind: str
    core: Expression
    center: Expression
    slope: Expression
    low: Expression | None
    high: Expression | None
    start: Expression
    frame: Region
    initial: Region


def pieces_of(core: Core, name: str, interval: tuple[Expression | None, Expression | None, list[Expression]], start: Expression,
              frame: Region, initial: Region) -> Found:
    """The pieces of a coordinate that flows along a core; raises `Stuck` when how the flow ends is not found."""
    low, high, without = interval
    tree = core.expression.substitute({core.variable: sym(name)})
    line = _Line(name, core.kind, tree, div(neg(core.shift), core.slope), core.slope, low, high, start, frame, initial)
    cuts = _inside(without, line)
    for more in ((), _critical(line)):
        marks = _sorted([*cuts, *more], line)
        if marks is None:
            continue
        spans = list(zip([low, *marks], [*marks, high], strict=True))
        home = _home(line, spans)
        if home is not None:
            spans = [spans[home[0]]]
        elif core.kind in ("sin", "cos") and more:
            continue
        made = [_piece(line, a, b, more) for a, b in spans]
        done = [m for m in made if m is not None]
        if len(done) < len(made):
            continue
        entry: Json = {"pieces": [m[2] for m in done]}
        if home is not None:
            entry["start"] = home[1]
        critical = () if home is not None else tuple(c for c in marks if c not in cuts)
        return Found(tuple(m[0] for m in done), tuple(m[1] for m in done), critical, entry)
    raise Stuck(f"how the flow of {tree} ends was not found")


def _inside(without: list[Expression], line: _Line) -> list[Expression]:
    """The values left out that lie inside the interval."""
    out: list[Expression] = []
    for c in dict.fromkeys(without):
        beyond = [sub(line.low, c)] if line.low is not None else []
        beyond += [sub(c, line.high)] if line.high is not None else []
        if not any(sign.prove(e, ">=", line.frame) is not None for e in beyond):
            out.append(c)
    return out


def _critical(line: _Line) -> tuple[Expression, ...]:
    """Zeros of the core's derivative that may separate pieces: the one there is, or for angles those next to the start."""
    if line.kind in ("sin", "cos"):
        angle = mul(sub(line.start, line.center), line.slope)
        try:
            turns = float(enclose(div(angle, PI), {}, 128).mid()) - (0.5 if line.kind == "sin" else 0.0)
        except (Undefined, Unsettled, KeyError):
            return ()
        offset = Fraction(1, 2) if line.kind == "sin" else Fraction(0)
        found = (line.center + div(mul(num(floor(turns) + j + offset), PI), line.slope) for j in (0, 1))
        return tuple(tidy(c, line.frame) for c in found)
    c = tidy(line.center, line.frame)
    return (c,) if _between(c, line) else ()


def _between(c: Expression, line: _Line) -> bool:
    return all(end is None or sign.prove(sub(c, end), op, line.frame) is not None for end, op in ((line.low, ">"), (line.high, "<")))


def _sorted(marks: list[Expression], line: _Line) -> list[Expression] | None:
    """The marks in order; None when their order is not known or one may lie outside."""
    out: list[Expression] = []
    for c in dict.fromkeys(marks):
        at = len(out)
        while at and sign.prove(sub(out[at - 1], c), ">", line.frame) is not None:
            at -= 1
        if at and sign.prove(sub(c, out[at - 1]), ">", line.frame) is None:
            return None
        out.insert(at, c)
    return out if all(_between(c, line) for c in out) else None


def _home(line: _Line, spans: list[tuple[Expression | None, Expression | None]]) -> tuple[int, Json] | None:
    """The piece in which every initial point has this coordinate, with the proofs; None also when there is one piece only."""
    if len(spans) == 1:
        return None
    for i, (a, b) in enumerate(spans):
        proofs: Json = {}
        for key, e in (("low", None if a is None else sub(line.start, a)), ("high", None if b is None else sub(b, line.start))):
            if e is None:
                continue
            proof = sign.prove(e, ">", line.initial)
            if proof is None:
                break
            proofs[key] = proof
        else:
            return i, proofs
    return None


def _piece(line: _Line, low: Expression | None, high: Expression | None, critical: tuple[Expression, ...]
           ) -> tuple[Piece, tuple[End, End], Json] | None:
    for s in (1, -1):
        piece = Piece(line.name, line.core, low, high, s, line.frame)
        proof = sign.prove(mul(num(s), piece.slope), ">", piece.inside)
        if proof is None:
            continue
        listed = smooth_guards(line.core, piece.inside)
        if listed is None:
            return None
        found = [find_end(piece, up, (high if up else low) in critical) for up in (False, True)]
        if found[0] is None or found[1] is None:
            return None
        entry: Json = {"low": None if low is None else low.to_json(), "high": None if high is None else high.to_json(), "sign": s,
                       "ends": [found[0][1], found[1][1]]}
        if proof != STRUCTURE:
            entry["slope"] = proof
        if listed:
            entry["guards"] = listed
        return piece, (found[0][0], found[1][0]), entry
    return None
