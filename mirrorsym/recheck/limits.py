"""How a check ends early: `Rejected` with one sentence, and `Budget`, which turns a hostile certificate into one.

Every loop over data that a certificate controls spends from the budget; every polynomial operation asks first how
large its result may get.  So a check ends as accepted or rejected, never as a hang.
"""

from __future__ import annotations

import time

__all__ = ["DEPTH", "TERMS", "Budget", "Rejected"]

#: nesting of sub-proofs
DEPTH = 40
#: nesting and number of nodes of one tree of a certificate
TREE_DEPTH = 200
TREE_NODES = 200_000
#: terms of a polynomial, and the largest exponent of a sum
TERMS = 200_000
#: decimal digits of one number in a file
DIGITS = 4_000
#: seconds by the wall clock for each second of work
PATIENCE = 20
#: bits of ball arithmetic, tried in this order
PRECISIONS = (64, 128, 256, 512, 1024)


class Rejected(Exception):
    """The certificate does not prove its claim; the message is one sentence that says where."""


class Budget:
    """A number of steps, and seconds of this thread's own processor time, for one verdict.

    A machine that is busy with other things delays a check and does not end it; only after `PATIENCE` times as many seconds by the wall
    clock it ends all the same.

    >>> Budget(steps=1).spend(2)
    Traceback (most recent call last):
    mirrorsym.recheck.limits.Rejected: checking this certificate needs more work than the checker allows
    """

    __slots__ = ("deadline", "earliest", "latest", "steps")

    def __init__(self, steps: int = 4_000_000, seconds: float = 30.0) -> None:
        self.steps = steps
        now = time.monotonic()
        self.deadline, self.earliest, self.latest = time.thread_time() + seconds, now + seconds, now + PATIENCE * seconds

    def spend(self, steps: int = 1) -> None:
        """Take `steps`; raise `Rejected` when nothing is left."""
        self.steps -= steps
        if self.steps < 0 or self._late():
            raise Rejected("checking this certificate needs more work than the checker allows")

    def _late(self) -> bool:
        now = time.monotonic()  # the cheap clock; a thread never gets more processor time than passes by it
        return now > self.earliest and (now > self.latest or time.thread_time() > self.deadline)
