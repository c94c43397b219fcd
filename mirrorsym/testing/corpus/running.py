"""Many pairs at once: several threads, each with one process that decides and one that checks.

Main definition: `run`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack

from mirrorsym.calculus.bounded import GIB, Worker
from mirrorsym.testing.corpus.examining import Examined, examine
from mirrorsym.testing.known import Known

__all__ = ["run"]


def run(pairs: Iterable[Known], workers: int = 1, timeout: float = 10.0, memory: int = 2 * GIB, recheck: bool = True) -> Iterator[Examined]:
    """Examine all pairs, in their order, `workers` at a time; `timeout` in seconds and `memory` in bytes bound each decision.

    >>> from mirrorsym.testing.corpus import generate
    >>> [x.outcomes["commuting"].value for x in run(generate(1, 2, "quadratics"))]
    ['right', 'right']
    """
    mine = threading.local()
    with ExitStack() as stack, ThreadPoolExecutor(workers) as pool:
        lock = threading.Lock()

        def one(known: Known) -> Examined:
            if not hasattr(mine, "processes"):
                with lock:
                    mine.processes = (stack.enter_context(Worker(memory)), stack.enter_context(Worker(memory)))
            decides, checks = mine.processes
            return examine(known, decides, timeout, checks if recheck else False)

        waiting: list[Future[Examined]] = []
        try:
            for known in pairs:
                waiting.append(pool.submit(one, known))
                if len(waiting) > 4 * workers:
                    yield waiting.pop(0).result()
            while waiting:
                yield waiting.pop(0).result()
        finally:
            pool.shutdown(cancel_futures=True)
