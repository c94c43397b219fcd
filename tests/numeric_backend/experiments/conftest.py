"""A worker that all reruns of a module share, and what is derived in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

import pytest

from mirrorsym._check import check
from mirrorsym.calculus.bounded import Worker
from mirrorsym.maps import Pair
from mirrorsym.potential import Potential
from mirrorsym.verdict import Verdict

Known = tuple[Mapping[str, Verdict], Potential]


@pytest.fixture(scope="session")
def known() -> Iterator[Callable[[Pair], Known]]:
    """The verdicts and the potential of a pair, each found once."""
    with Worker() as worker:
        @lru_cache(maxsize=64)
        def find(pair: Pair) -> Known:
            report = check(pair, worker=worker, only=("smooth", "commuting", "commuting_with_h", "regular"))
            return report.criteria, worker.call("mirrorsym._derive:potential", pair, report.criteria, timeout=60)

        yield find
