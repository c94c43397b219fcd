"""The corpus: the same pairs for a seed, the promised mix, and a sample of it decided without a wrong verdict."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter

import pytest

from mirrorsym.calculus.bounded import Worker
from mirrorsym.maps import Pair
from mirrorsym.testing.corpus import Tally, examine, generate, tally
from mirrorsym.testing.corpus.__main__ import PROFILES
from mirrorsym.testing.corpus.generating import shares
from mirrorsym.testing.families import all_families
from mirrorsym.testing.known import FAILS, HOLDS, Iff, Known, Outcome, judge
from mirrorsym.verdict import Status, Verdict


def test_a_seed_fixes_the_corpus() -> None:
    first, again, other = ([str(k) for k in generate(s, 90)] for s in (1, 1, 2))
    assert first == again
    assert len(set(first) & set(other)) < len(first) / 2


def test_all_families_have_their_share_and_no_pair_comes_twice() -> None:
    pairs = list(generate(0, 400))
    count = Counter(k.family for k in pairs)
    shares = {n: f.share for n, f in all_families().items()}
    assert set(count) == set(shares)
    assert all(abs(count[n] - 400 * s / sum(shares.values())) <= 1 for n, s in shares.items())
    assert len({(k.pair.g, k.pair.h, k.pair.M) for k in pairs}) == len(pairs)


def test_two_thousand_pairs_can_be_made() -> None:
    assert sum(1 for _ in generate(5, 2000)) >= 1990


@pytest.mark.parametrize("family", all_families())
def test_the_sample_has_no_wrong_verdict_and_little_is_left_open(family: str, worker: Worker, checker: Worker) -> None:
    """The profile `sample`: 300 pairs, every answer held against the known one, every certificate before the checker."""
    seed, count = PROFILES["sample"]
    counts = tally(examine(k, worker, 10.0, checker) for k in generate(seed, shares(count)[family], family))[family]
    assert counts.outcomes[Outcome.WRONG] == 0
    assert counts.rejected == 0
    assert counts.checked > 0.7 * counts.asserted  # the others are "not applicable", which claims nothing
    assert counts.share(Outcome.OPEN) < 0.05
    assert counts.outcomes[Outcome.RIGHT] + counts.outcomes[Outcome.OPEN] + counts.outcomes[Outcome.PARTIAL] == counts.asserted


SAMPLE = """
import sys
from mirrorsym.testing.corpus import examine, generate
from mirrorsym.testing.families import all_families
for name in all_families():
    for known in generate(8, 1, name):
        found = examine(known)
        print(known, {n: str(v.status) for n, v in found.report.criteria.items()})
print("sympy" in sys.modules)
"""


def test_hash_seeds_and_number_types_change_no_verdict() -> None:
    said = set()
    for seed, types in (("0", "auto"), ("1", "python"), ("4711", "flint")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "SYMPY_GROUND_TYPES": types}
        done = subprocess.run([sys.executable, "-c", SAMPLE], capture_output=True, text=True, check=True, env=environment, timeout=300)
        said.add(done.stdout)
    assert len(said) == 1
    assert said.pop().count("smooth HOLDS") >= len(all_families()) - 2


# -- the judge --------------------------------------------------------------------------------------------------------


def verdict(status: Status, **data: object) -> Verdict:
    from mirrorsym.certificate import Certificate

    return Verdict(status, "regular", "said so", (Certificate.of("rank"),), **data)  # type: ignore[arg-type]


def test_the_judge_tells_right_from_wrong_and_open() -> None:
    assert judge(HOLDS, verdict(Status.HOLDS)) is Outcome.RIGHT
    assert judge(HOLDS, verdict(Status.FAILS)) is Outcome.WRONG
    assert judge(FAILS, verdict(Status.HOLDS)) is Outcome.WRONG
    assert judge(FAILS, verdict(Status.UNDECIDED)) is Outcome.OPEN
    assert judge(FAILS, verdict(Status.NOT_APPLICABLE)) is Outcome.OPEN


def test_the_judge_compares_conditions_by_their_points() -> None:
    from fractions import Fraction

    from mirrorsym.expression import num, relation, sym

    c = sym("c")
    known = Iff("c = 1/2", ({"c": Fraction(1, 2)},), ({"c": Fraction(0)}, {"c": Fraction(1)}))
    said = relation("=", 2 * c, num(1))
    assert judge(known, verdict(Status.CONDITIONAL, condition=(said,))) is Outcome.RIGHT
    assert judge(known, verdict(Status.CONDITIONAL, condition=(relation("=", c, num(0)),))) is Outcome.WRONG
    assert judge(known, verdict(Status.CONDITIONAL, condition=(relation("!=", 2 * c, num(1)),))) is Outcome.WRONG
    assert judge(known, verdict(Status.HOLDS)) is Outcome.WRONG
    assert judge(known, verdict(Status.FAILS, witness={"c": num(2)})) is Outcome.PARTIAL
    assert judge(known, verdict(Status.FAILS, witness={"c": num("1/2")})) is Outcome.WRONG


def test_a_wrong_answer_in_the_corpus_would_be_counted() -> None:
    counts = Tally()
    counts.add(examine(Known(Pair(g=["u**2"]), {"regular": HOLDS}, "this is false, to see it counted", "x")))
    assert counts.outcomes[Outcome.WRONG] == 1


def test_a_refused_pair_counts_as_wrong(worker: Worker) -> None:
    found = examine(Known(Pair(g=["log(u)"]), {"smooth": HOLDS}, "log u is not real everywhere"), worker)
    assert found.outcomes["smooth"] is Outcome.WRONG
    assert "log(u)" in found.refused
