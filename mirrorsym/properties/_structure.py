"""A pair taken apart for statements about its potential: coordinates, pieces with their ends, and directions.

Precondition: the pair commutes.  In orthogonal coordinates z_k each function is a sum of multiples of one core per coordinate, so z_k
moves by its own flow, for the time (sum_i weight_ik mu_i + weight_hk a)/|b_k|^2, within the piece in which it starts.
`docs/reference/certificates.md` (separation) says what is written down, and `recheck/separation.py` why it proves anything.

Main definitions: `Structure`, `Coordinate`, `Direction`, `structure_of`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from typing import Any

from mirrorsym.calculus import sign
from mirrorsym.calculus.differentiate import derivative
from mirrorsym.calculus.rank import determinant
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.zero import prove as prove_zero
from mirrorsym.expression import ONE, ZERO, Expression, add, div, mul, num, sub, sym
from mirrorsym.properties._ends import End, Piece, smooth_guards
from mirrorsym.properties._pieces import Conditions, Stuck, pieces_of
from mirrorsym.routes import Setting
from mirrorsym.routes._coordinates import Separated, bases, identity, separated
from mirrorsym.routes._draft import tidy

__all__ = ["Coordinate", "Direction", "Structure", "smoothness", "structure_of"]

STRUCTURE = {"rule": "structure"}
MOST_SCENARIOS = 256
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Coordinate:
    """z as a function of w, weights of g_1, ..., g_n (and h), pieces with their ends (lower and upper in z).

    `seen`: a coordinate of g depends on it.  `critical`: ends between two pieces that lie in M.
    """

    column: tuple[Fraction, ...]
    z: Expression
    core: Expression
    weights: tuple[Expression, ...]
    pieces: tuple[Piece, ...]
    ends: tuple[tuple[End, End], ...]
    critical: tuple[Expression, ...]
    seen: bool
    entry: Json = field(hash=False, compare=False, default_factory=dict)

    @property
    def length(self) -> Fraction:
        """|column|^2."""
        return sum((b * b for b in self.column), Fraction(0))

    def end(self, piece: int, forward: bool) -> End:
        """The end of a piece that is reached as time increases (`forward`) or decreases."""
        return self.ends[piece][int((self.pieces[piece].sign > 0) == forward)]


@dataclass(frozen=True, slots=True)
class Direction:
    """A line v of R^n with its members (position among the moving coordinates, factor s, sign of s)."""

    vector: tuple[Expression, ...]
    members: tuple[tuple[int, Expression, int], ...]
    offset: Expression

    @property
    def axis(self) -> int | None:
        """The coordinate of x that this direction is, None for a mixture."""
        found = [i for i, t in enumerate(self.vector) if t != ZERO]
        return found[0] if len(found) == 1 and self.vector[found[0]] == ONE else None


@dataclass(frozen=True, slots=True)
class Structure:
    """`coordinates` are those that move; `directions` is None when their columns of weights do not fall on n lines."""

    name: str
    coordinates: tuple[Coordinate, ...]
    directions: tuple[Direction, ...] | None
    frame: Region
    region: Region
    n: int
    assuming: tuple[Expression, ...]
    entry: Json = field(hash=False, compare=False, default_factory=dict)

    def scenarios(self) -> Iterator[tuple[int, ...]]:
        """Every choice of a piece for each coordinate."""
        return product(*(range(len(c.pieces)) for c in self.coordinates))


def structure_of(setting: Setting) -> Structure | str:
    """The structure of a setting's pair, or a sentence why none was found."""
    pair = setting.pair
    region = Region.of(pair.M)
    guards = smoothness(pair.joint, region)
    if guards is None:
        return "g or h is not shown to be smooth on M"
    reason = "no orthogonal basis was found in which g and h separate"
    tried = [identity(len(pair.w))]
    parts = separated(pair.joint, pair.w, tried[0], region)
    if isinstance(parts, str):
        reason = parts
        for basis in bases(pair.joint, pair.w, region):
            parts = separated(pair.joint, pair.w, basis, region)
            if not isinstance(parts, str):
                break
            reason = parts
    if isinstance(parts, str):
        return reason
    return _Builder(setting, parts, guards).build()


def smoothness(functions: tuple[Expression, ...], region: Region) -> list[Json] | None:
    """Proofs of all guards of the functions, or None."""
    out: list[Json] = []
    for f in functions:
        found = smooth_guards(f, region)
        if found is None:
            return None
        out += [g for g in found if g not in out]
    return out


class _Builder:
    def __init__(self, setting: Setting, parts: Separated, guards: list[Json]) -> None:
        self.setting, self.parts, self.guards = setting, parts, guards
        self.pair = setting.pair
        self.region = Region.of(self.pair.M)
        own = set(self.pair.w)
        self.frame = Region((), self.region.parameters, tuple(f for f in self.region.facts if not f[0].names & own), self.region.integers)
        self.name = "z"
        while self.name in {*own, *self.region.parameters, *setting.symbols}:
            self.name += "_"
        self.n = len(self.pair.g)

    def build(self) -> Structure | str:
        """Coordinates, then directions."""
        try:
            needed, needless = self._needed()
            conditions = Conditions(needed, self.parts.basis)
            found = [self._coordinate(k, conditions) for k in range(len(self.parts.names))]
            zeros = self._sums(found)
            moving = tuple(c for c in found if c.pieces)
            kept = [k for k, c in enumerate(found) if c.pieces]
            count = 1
            for c in moving:
                count *= len(c.pieces)
            if count > MOST_SCENARIOS:
                return "the initial point may lie in too many pieces of M"
            directions, extra = self._directions(moving, kept)
        except Stuck as e:
            return str(e)
        entry = {"symbol": self.name, "smooth": self.guards, "coordinates": [c.entry for c in found],
                 "constants": [c.to_json() for c in self.parts.constants], "zeros": zeros, **extra}
        if needless:
            entry["needless"] = needless
        assuming = tuple(sub(self._start(c.z), at) for c in moving for at in c.critical)
        if any(prove_zero(e, self.setting.initial) is not None for e in assuming):
            return "the initial point is at rest in one of its coordinates"
        return Structure(self.name, moving, directions, self.frame, self.region, self.n, assuming, entry)

    def _needed(self) -> tuple[Region, list[Json]]:
        """M without conditions that tie coordinates together but follow from the others, and the proofs that they do."""
        region, proofs = self.region, []
        for i, (e, op) in enumerate(region.facts):
            slopes = [derivative(e, v) for v in self.pair.w]
            if any(s.op != "num" for s in slopes):
                continue
            parts = [sum((s.args[0] * b for s, b in zip(slopes, column, strict=True)), Fraction(0)) for column in self.parts.basis]
            if sum(1 for p in parts if p) < 2:
                continue
            others = replace(region, facts=(*region.facts[:i], (ONE, ">"), *region.facts[i + 1:]))
            proof = sign.prove(e, op, others)
            if proof is not None:
                region = others
                proofs.append({"condition": i, "proof": proof})
        return region, proofs

    # -- coordinates --------------------------------------------------------------------------------------
    def _coordinate(self, k: int, conditions: Conditions) -> Coordinate:
        column, weights, core = self.parts.basis[k], self.parts.weights[k], self.parts.cores[k]
        entry: Json = {"column": [str(b) for b in column], "weights": [w.to_json() for w in weights]}
        length = sum((b * b for b in column), Fraction(0))
        z = add(*(mul(num(b / length), sym(v)) for b, v in zip(column, self.pair.w, strict=True) if b))
        if core is None:
            entry["core"] = sym(self.name).to_json()
            return Coordinate(column, z, sym(self.name), weights, (), (), (), False, entry)
        found = pieces_of(core, self.name, conditions.interval(k), self._start(z), self.frame, self.setting.initial)
        tree = core.expression.substitute({core.variable: sym(self.name)})
        seen = any(w != ZERO for w in weights[:self.n])
        entry |= {"core": tree.to_json(), **found.entry}
        return Coordinate(column, z, tree, weights, found.pieces, found.ends, found.critical, seen, entry)

    def _start(self, z: Expression) -> Expression:
        return tidy(z.substitute(dict(self.setting.start)), self.setting.initial)

    # -- functions ----------------------------------------------------------------------------------------
    def _sums(self, found: list[Coordinate]) -> Json:
        """Proofs that each function is the stated sum."""
        zeros: Json = {}
        for i, f in enumerate(self.pair.joint):
            parts = [mul(c.weights[i], c.core.substitute({self.name: c.z})) for c in found if c.weights[i] != ZERO]
            proof = prove_zero(sub(f, add(*parts, self.parts.constants[i])), self.region)
            if proof is None:
                raise Stuck(f"{f} is not shown to be the sum of functions of one coordinate each")
            if proof.get("rule") != "ring":
                zeros[str(i) if i < self.n else "h"] = proof
        return zeros

    # -- directions ---------------------------------------------------------------------------------------
    def _directions(self, moving: tuple[Coordinate, ...], kept: list[int]) -> tuple[tuple[Direction, ...] | None, Json]:
        lines: list[tuple[list[Expression], list[tuple[int, Expression]]]] = []
        for position, c in enumerate(moving):
            if not c.seen:
                continue
            column = list(c.weights[:self.n])
            for v, members in lines:
                s = self._factor(column, v)
                if s is not None:
                    members.append((position, s))
                    break
            else:
                used = [i for i, t in enumerate(column) if t != ZERO]
                if len(used) == 1:
                    lines.append(([ONE if i in used else ZERO for i in range(self.n)], [(position, column[used[0]])]))
                else:
                    lines.append((column, [(position, ONE)]))
        if len(lines) < self.n:
            raise Stuck("the coordinates of g depend on fewer directions than there are")
        if len(lines) > self.n:
            return None, {"independent": self._independent(moving)}
        lines.sort(key=lambda line: next(i for i, t in enumerate(line[0]) if t != ZERO))
        vectors = [v for v, _ in lines]
        offsets, proof = self._offsets(vectors)
        out, entries = [], []
        for (v, members), e in zip(lines, offsets, strict=True):
            signed, written = [], []
            for position, s in members:
                for direction in (1, -1):
                    known = sign.prove(mul(num(direction), s), ">", self.frame)
                    if known is not None:
                        break
                else:
                    raise Stuck(f"the sign of {s} depends on the parameters")
                signed.append((position, s, direction))
                given = {} if known == STRUCTURE else {"proof": known}
                written.append({"coordinate": kept[position], "factor": s.to_json(), "sign": direction, **given})
            out.append(Direction(tuple(v), tuple(signed), e))
            entries.append({"vector": [t.to_json() for t in v], "offset": e.to_json(), "members": written})
        return tuple(out), {"directions": entries, **proof}

    def _factor(self, column: list[Expression], v: list[Expression]) -> Expression | None:
        """s with column = s*v."""
        lead = next(i for i, t in enumerate(v) if t != ZERO)
        if column[lead] == ZERO:
            return None
        s = tidy(div(column[lead], v[lead]), self.frame)
        same = all(prove_zero(sub(c, mul(s, x)), self.frame, 0) is not None for c, x in zip(column, v, strict=True))
        return s if same else None

    def _offsets(self, vectors: list[list[Expression]]) -> tuple[list[Expression], Json]:
        """e with sum_d v_d e_d = constants of g, and the proof that the vectors are independent."""
        constants = list(self.parts.constants[:self.n])
        axes = [[i for i, t in enumerate(v) if t != ZERO] for v in vectors]
        if all(len(a) == 1 for a in axes):
            if len({a[0] for a in axes}) < self.n:
                raise Stuck("two coordinates of g depend on one direction")
            return [constants[a[0]] for a in axes], {}
        matrix = [[vectors[d][i] for d in range(self.n)] for i in range(self.n)]
        if self.n > 7:
            raise Stuck("the directions mix more coordinates than are solved for")
        volume = determinant(matrix)
        proof = sign.prove(determinant([list(v) for v in vectors]), "!=", self.frame)
        if proof is None:
            raise Stuck("the directions are not shown to be independent")
        if all(c == ZERO for c in constants):
            return [ZERO] * self.n, {"independent": {"proof": proof}}
        out = []
        for d in range(self.n):
            replaced = [[constants[i] if j == d else matrix[i][j] for j in range(self.n)] for i in range(self.n)]
            out.append(tidy(div(determinant(replaced), volume), self.frame))
        return out, {"independent": {"proof": proof}}

    def _independent(self, moving: tuple[Coordinate, ...]) -> Json:
        """n coordinates whose columns of weights are independent."""
        from itertools import combinations, islice

        for chosen in islice(combinations([k for k, c in enumerate(moving) if c.seen], self.n), 200):
            rows = [list(moving[k].weights[:self.n]) for k in chosen]
            if self.n > 7:
                break
            proof = sign.prove(determinant(rows), "!=", self.frame)
            if proof is not None:
                return {"columns": list(chosen), "proof": proof}
        raise Stuck("the gradients of g are not shown to be independent")
