"""The known answers, checked a second way: brackets, ranks and mixed derivatives of generated pairs at points of M, in 60 digits.

HOLDS is held against every point.  FAILS must show at one of them where it can (brackets, mixed derivatives, forms); for ranks that drop at
single points only, the tables of critical points are checked in `test_tables`, and here the table of several variables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations

import mpmath as mp
import pytest

from mirrorsym.calculus.region import Region, samples
from mirrorsym.expression import add, sym
from mirrorsym.grammar import parse
from mirrorsym.maps import Pair
from mirrorsym.testing.corpus import generate
from mirrorsym.testing.families import all_families
from mirrorsym.testing.families.irregular import MANY
from mirrorsym.testing.known import FAILS, HOLDS, Iff, Known

from .second_way import DIGITS, Jet, bracket, jet
from .second_way import HOLDS as RELATION

TINY, HUGE = mp.mpf(10) ** -40, mp.mpf(10) ** 12
PER_FAMILY = 14
POINTS = 4

At = Mapping[str, Fraction]


def inside(pair: Pair, p: At) -> bool:
    """Whether a point lies in M, seen by evaluating its conditions here, not by the code that proposed it."""
    return all(RELATION[c.op](*(jet(side, (), p).value for side in c.args)) for c in pair.M.conditions)


def points_of(pair: Pair) -> list[list[At]]:
    """Lists of points of M, in each of which the parameters have the same values."""
    found = sorted(samples(Region.of(pair.M), 4 * POINTS), key=lambda p: max(map(abs, p.values())))[:POINTS]  # where nothing is huge
    lists = []
    for p in found[:2] if pair.parameters else found[:1]:
        same = {x.name: p[x.name] for x in pair.parameters}
        lists.append([q for r in found if inside(pair, q := {**r, **same})])
    return lists


class Facts:
    """What the jets of (g, h) at several points say about each criterion: True, False, or None where points cannot tell."""

    def __init__(self, pair: Pair, points: Sequence[At]) -> None:
        self.pair, self.points, self.n = pair, points, len(pair.g)
        self.jets = [[jet(f, pair.w, p) for f in pair.joint] for p in points]

    def brackets(self, pairs: Sequence[tuple[int, int]]) -> bool | None:
        clear = True
        for js in self.jets:
            for i, j in pairs:
                entries, size = bracket(js[i], js[j])
                if any(abs(x) > TINY * (1 + size) for x in entries):
                    return False
                clear = clear and size < HUGE
        return True if clear else None

    def commuting(self) -> bool | None:
        return self.brackets(list(combinations(range(self.n), 2)))

    def commuting_with_h(self) -> bool | None:
        return self.brackets([(i, self.n) for i in range(self.n)])

    def rank(self, rows: int) -> bool | None:
        """True: full at all points; False: never full; None: full at some."""
        if rows > len(self.pair.w):
            return False
        full = []
        for js in self.jets:
            m = [[x / (mp.norm(j.slope) or 1) for x in j.slope] for j in js[:rows]]
            full.append(mp.det(mp.matrix(m) * mp.matrix(m).T) > mp.mpf(10) ** -50)
        return True if all(full) else None if any(full) else False

    def regular(self) -> bool | None:
        return self.rank(self.n)

    def joint_regular(self) -> bool | None:
        return self.rank(self.n + 1)

    def block_separable(self) -> bool:
        used = [{k for js in self.jets for k, x in enumerate(js[i].slope) if abs(x) > TINY} for i in range(self.n)]
        return not any(a & b for a, b in combinations(used, 2))

    def separable(self) -> bool:
        mixed = any(abs(j.bend[k][m]) > TINY * (1 + mp.norm(j.slope)) for js in self.jets for j in js
                    for k, m in combinations(range(len(self.pair.w)), 2))
        return self.block_separable() and not mixed

    def wronskian(self) -> bool | None:
        clear = True
        for js in self.jets:
            for k in range(len(self.pair.w)):
                for g in js[:self.n]:
                    a, b = g.slope[k] * js[-1].bend[k][k], g.bend[k][k] * js[-1].slope[k]
                    if abs(a - b) > TINY * (1 + abs(a)) and abs(g.slope[k]) > TINY:
                        return False
                    clear = clear and abs(a) < HUGE
        return True if clear else None

    def quadratic(self) -> bool:
        return all(self._form(i) for i in range(len(self.jets[0])))

    def _form(self, i: int) -> bool:
        first: Jet = self.jets[0][i]
        for p, js in zip(self.points, self.jets, strict=True):
            w = [mp.mpf(p[v].numerator) / p[v].denominator for v in self.pair.w]
            for k in range(len(w)):
                if any(abs(js[i].bend[k][m] - first.bend[k][m]) > TINY * (1 + abs(first.bend[k][m])) for m in range(len(w))):
                    return False
                if abs(mp.fdot(js[i].bend[k], w) - js[i].slope[k]) > TINY * (1 + abs(js[i].slope[k])):
                    return False
        return True

    def lie_necessary(self) -> bool | None:
        """False when a gradient is not orthogonal to a bracket; True when all brackets vanish; else None."""
        for js in self.jets:
            for i, j in combinations(range(self.n), 2):
                entries, size = bracket(js[i], js[j])
                if any(abs(mp.fdot(f.slope, entries)) > TINY * (1 + size) for f in js[:self.n]):
                    return False
        return True if self.commuting() else None


def contradicted(known: Known) -> tuple[list[str], Counter[str]]:
    """The answers that the points contradict, and how many they confirm."""
    wrong: list[str] = []
    seen: Counter[str] = Counter()
    lists = points_of(known.pair)
    settings = [Facts(known.pair, points) for points in lists if points]
    for name, answer in known.answers.items():
        if name == "smooth" or answer == "NOT_APPLICABLE":
            continue
        if isinstance(answer, Iff):
            cases = [(truth, Facts(known.pair, [{**p, **values} for p in lists[0]]))
                     for group, truth in ((answer.inside, HOLDS), (answer.outside, FAILS)) for values in group]
        else:
            cases = [(answer, facts) for facts in settings]
        for truth, facts in cases:
            found = getattr(facts, name)()
            if name in ("regular", "joint_regular") and truth == FAILS and found:
                continue  # full rank at some points does not contradict a drop elsewhere
            if found is not None and found != (truth == HOLDS):
                wrong.append(f"{name} {truth}")
            elif found is not None:
                seen[f"{name} {truth}"] += 1
    return wrong, seen


@pytest.mark.parametrize("family", all_families())
def test_points_confirm_the_answers(family: str) -> None:
    confirmed: Counter[str] = Counter()
    with mp.workdps(DIGITS):
        for known in generate(17, PER_FAMILY, family):
            wrong, seen = contradicted(known)
            assert not wrong, f"{wrong}: {known}"
            confirmed.update(seen)
    assert sum(confirmed.values()) > 1.5 * PER_FAMILY


def test_a_wrong_answer_is_contradicted() -> None:
    with mp.workdps(DIGITS):
        e = Fraction(1, 10**12)
        near = Pair(g=["sinh(u) + v**3"], h=f"(exp(u) - exp(-u))/2 + v**3 + {e}*v")
        for name in ("commuting_with_h", "wronskian"):
            assert contradicted(Known(near, {name: HOLDS}, ""))[0] == [f"{name} HOLDS"]
            assert contradicted(Known(near, {name: FAILS}, ""))[0] == []
        for name, truth in (("separable", FAILS), ("block_separable", FAILS), ("quadratic", HOLDS), ("regular", HOLDS)):
            pair = near if name != "regular" else Pair(g=["sinh(u)", "exp(u) - exp(-u)"], variables=["u", "v"])
            assert contradicted(Known(pair, {name: truth}, ""))[0] == [f"{name} {truth}"]
        assert contradicted(Known(Pair(g=["u**2", "u*v", "v**2"]), {"lie_necessary": HOLDS}, ""))[0] == ["lie_necessary HOLDS"]
        conditional = Pair(g=["u**3"], h="u**3 + (c - 2)*u", parameters={"c": "real"})
        right = Iff("c = 2", ({"c": Fraction(2)},), ({"c": Fraction(1)},))
        assert contradicted(Known(conditional, {"commuting_with_h": right}, ""))[0] == []
        assert len(contradicted(Known(conditional, {"commuting_with_h": Iff("c = 1", right.outside, right.inside)}, ""))[0]) == 2


@pytest.mark.parametrize("row", MANY, ids=lambda r: f"{', '.join(r[0])} on {', '.join(r[1])}")
def test_the_rank_drops_where_the_table_says_and_nowhere_else(row: tuple[tuple[str, ...], tuple[str, ...], str, str]) -> None:
    g, domain, where, _ = row
    pair = Pair(g=list(g), domain=list(domain))
    with mp.workdps(DIGITS):
        if not where:
            assert Facts(pair, samples(Region.of(pair.M), 40)).rank(len(g)) is True
            return
        value = where.rsplit("=", 1)[-1].strip()
        value = {"1/sqrt 3": "1/sqrt(3)"}.get(value, value if value[0].isdigit() else "1")
        center = {**dict.fromkeys(pair.w, value), **({"u": "1", "v": "1"} if where == "w = 0" else {})}
        moved = [f.substitute({k: add(sym(k), parse(v, set())) for k, v in center.items()}) for f in pair.joint]
        m = mp.matrix([list(jet(f, pair.w, dict.fromkeys(pair.w, Fraction(0))).slope) for f in moved])
        assert abs(mp.det(m * m.T)) < mp.mpf(10) ** -25
