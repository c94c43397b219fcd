"""The verbs as checks use them: pairs as plain data in, reports as plain data out, each computed once.

Main definition: `Bench`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from mirrorsym.calculus.bounded import Worker

__all__ = ["Bench"]

PairData = Mapping[str, Any]


class Bench:
    """The program's verbs with one worker process; a pair is a dictionary of the arguments of `Pair`.

    >>> with Worker() as worker:
    ...     str(Bench(worker).settle("x**2 >= 0")["status"])
    'HOLDS'
    """

    def __init__(self, worker: Worker, timeout: float = 60.0) -> None:
        self.worker, self.timeout = worker, timeout
        self._known: dict[str, dict[str, Any]] = {}

    def check(self, pair: PairData, only: tuple[str, ...] | None = None) -> dict[str, Any]:
        """`mirrorsym check`: criteria and theorems."""
        from mirrorsym._check import check
        from mirrorsym.maps import Pair

        return self._once(("check", pair, only), lambda: check(Pair(**pair), only=only, timeout=self.timeout, worker=self.worker))

    def derive(self, pair: PairData, alpha: str | None = None) -> dict[str, Any]:
        """`mirrorsym derive`: the potential, its properties among the criteria, the effects."""
        from mirrorsym._derive import derive
        from mirrorsym.maps import Pair

        return self._once(("derive", pair, alpha), lambda: derive(Pair(**pair), timeout=self.timeout, worker=self.worker, alpha=alpha))

    def verify(self, pair: PairData, **formulas: Any) -> dict[str, Any]:
        """`mirrorsym verify`: formulas held against the pair's own potential."""
        from mirrorsym._verify import verify
        from mirrorsym.maps import Pair

        return self._once(("verify", pair, formulas), lambda: verify(Pair(**pair), timeout=self.timeout, worker=self.worker, **formulas))

    def settle(self, relation: str, **about: Any) -> dict[str, Any]:
        """`mirrorsym.settle`: a relation on a domain."""
        from mirrorsym._settle import settle

        return self._once(("settle", relation, about), lambda: settle(relation, timeout=self.timeout, worker=self.worker, **about))

    def discover(self, g: Any, **about: Any) -> dict[str, Any]:
        """`mirrorsym discover`: every h that commutes with g."""
        from mirrorsym._discover import discover

        return self._once(("discover", g, about), lambda: discover(g, timeout=self.timeout, worker=self.worker, **about))

    def parametrize(self, R: str, **about: Any) -> dict[str, Any]:
        """`mirrorsym parametrize`: a commuting map for a potential."""
        from mirrorsym._parametrize import parametrize

        return self._once(("parametrize", R, about), lambda: parametrize(R, timeout=self.timeout, worker=self.worker, **about))

    def isometric(self, F: Any, R: str, **about: Any) -> dict[str, Any]:
        """Whether dF^T dF = Hess R."""
        from mirrorsym._parametrize import isometric

        return self._once(("isometric", F, R, about), lambda: isometric(F, R, timeout=self.timeout, worker=self.worker, **about))

    def laws(self, pair: PairData, degree: int = 2) -> dict[str, Any]:
        """The Lie algebra and the conservation laws of g."""
        from mirrorsym._laws import laws
        from mirrorsym.maps import Pair

        return self._once(("laws", pair, degree), lambda: laws(Pair(**pair), degree=degree, timeout=self.timeout, worker=self.worker))

    def _once(self, key: Any, compute: Callable[[], Any]) -> dict[str, Any]:
        name = json.dumps(key, sort_keys=True, default=str)
        if name not in self._known:
            found = compute()
            plain = found if isinstance(found, dict) else found.to_json()
            self._known[name] = json.loads(json.dumps(plain))
        return self._known[name]
