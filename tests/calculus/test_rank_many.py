"""Ranks of large sparse matrices: the minor is guessed at a point, proved by its sign, and found without trying thousands."""

from __future__ import annotations

import time

from mirrorsym import Pair
from mirrorsym._check import decide_all, objections
from mirrorsym.verdict import Status


def pair(n: int, last: str = "+") -> Pair:
    h = "+".join(f"u{i}**2 + v{i}**2" for i in range(n - 1)) + f" + u{n - 1}**2 {last} v{n - 1}**2"
    return Pair(g=[f"u{i}**2 - v{i}**2" for i in range(n)], h=h, domain=[f"{x}{i} > 0" for i in range(n) for x in "uv"])


def test_a_long_separable_pair_is_decided_soon() -> None:
    long = pair(30)
    start = time.process_time()
    verdicts = decide_all(long)
    assert time.process_time() - start < 10  # measured 1 s; looking at all minors of this size never ends
    for name in ("regular", "joint_regular", "commuting", "commuting_with_h", "separable", "wronskian"):
        assert verdicts[name].status is Status.HOLDS, name
    assert not objections(long, verdicts)


def test_a_row_that_depends_on_the_others_is_not_called_independent() -> None:
    """h is the sum of the coordinates of g: rank n everywhere."""
    n = 14
    dependent = Pair(g=[f"u{i}**2 - v{i}**2" for i in range(n)], h="+".join(f"u{i}**2 - v{i}**2" for i in range(n)),
                     domain=[f"{x}{i} > 0" for i in range(n) for x in "uv"])
    assert decide_all(dependent, ["joint_regular"])["joint_regular"].status is not Status.HOLDS
