"""A worker process for the whole session: every decision about a generated pair is bounded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mirrorsym.calculus.bounded import Worker


@pytest.fixture(scope="session")
def worker() -> Iterator[Worker]:
    with Worker(memory=2 << 30) as w:
        yield w


@pytest.fixture(scope="session")
def checker() -> Iterator[Worker]:
    """A process of its own for the independent checker."""
    with Worker(memory=2 << 30) as w:
        yield w
