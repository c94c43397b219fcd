"""Truth for the calculus from elsewhere: values by mpmath at 60 digits, formulas from text by the checker's reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import mpmath
import pytest

from mirrorsym.calculus.region import Region
from mirrorsym.domain import Domain
from mirrorsym.expression import Expression
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.reader import read, read_conditions
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign
from mirrorsym.recheck.zero import prove_zero

NAMES = ("u", "v", "w")
OTHER = {"abs": mpmath.fabs, "Max": max, "Min": min, "besselj": mpmath.besselj, "polygamma": mpmath.polygamma, "LambertW": mpmath.lambertw,
         "Ei": mpmath.ei}


class Tools:
    """Reading, evaluating and judging; every method is pure."""

    def read(self, text: str) -> Expression:
        """The tree of a formula in u, v, w."""
        return read(text, set(NAMES))

    def region(self, *conditions: str, variables: tuple[str, ...] = ("u", "v")) -> Region:
        """The region of conditions."""
        return Region.of(Domain(variables, tuple(c for text in conditions for c in read_conditions(text, set(variables))), ()))

    def value(self, e: Expression, at: Mapping[str, Any]) -> Any:
        """The value at a point, by mpmath at 60 digits."""
        with mpmath.workdps(60):
            return _value(e, at)

    def accepted(self, e: Expression, proof: Any, *conditions: str, op: str = "=") -> bool:
        """Whether the checker accepts the proof."""
        facts = self.region(*conditions).facts
        setting = Setting(("u", "v"), (), facts, Budget(seconds=20))
        try:
            prove_zero(e, proof, setting) if op == "=" else prove_sign(e, op, proof, setting)
        except Rejected:
            return False
        return True


def _value(e: Expression, at: Mapping[str, Any]) -> Any:
    if e.op == "num":
        return mpmath.mpf(e.args[0].numerator) / e.args[0].denominator
    if e.op == "sym":
        return mpmath.mpf(at[e.args[0]])
    if e.op == "const":
        return mpmath.pi()
    args = [_value(a, at) for a in e.args]
    if e.op == "add":
        return mpmath.fsum(args)
    if e.op == "mul":
        return mpmath.fprod(args)
    if e.op == "pow":
        return args[0] ** int(e.args[1].args[0]) if e.args[1].op == "num" and e.args[1].args[0].denominator == 1 else mpmath.power(*args)
    function: Callable[..., Any] = OTHER.get(e.op) or getattr(mpmath, e.op)
    return mpmath.re(function(*args))


@pytest.fixture(scope="session")
def tools() -> Tools:
    """The tools."""
    return Tools()
