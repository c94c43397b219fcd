"""Signs beside square roots: the method alone proves them, the checker reads its proofs, and neighbors that are false get none."""

from __future__ import annotations

import pytest

from mirrorsym.calculus import sign
from mirrorsym.calculus.beside_roots import beside_roots
from mirrorsym.calculus.region import Region
from mirrorsym.calculus.search import Proof, Search, Work
from mirrorsym.expression import Expression, sub
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.reader import read, read_conditions
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.sign import prove_sign

#: claim, facts, and a neighbor that is false somewhere on the same set
CASES = [
    ("(y - x + 1 + sqrt((x - y + 1)**2 + 4*y))/2", "x > 0, y > 0", "(y - x + 1 + sqrt((x - y + 1)**2 + 4*y))/2 - 2"),
    ("x/((y - x + 1 + sqrt((x - y + 1)**2 + 4*y))/2)", "x > 0, y > 0", "(x - 1)/((y - x + 1 + sqrt((x - y + 1)**2 + 4*y))/2)"),
    ("(4*x + sqrt(16*x**2 - 16*y**2))/8", "x > y, x > -y", "(-4*x + sqrt(16*x**2 - 16*y**2))/8"),
    ("1 - y/(sqrt(x - y)*sqrt(x + y) + x)", "x > y, x > -y", "1 - 2*y/(sqrt(x - y)*sqrt(x + y) + x)"),
    ("sqrt(x**2 + 1) - x", "", "sqrt(x**2 + 1) - x - 1"),
    ("2*sqrt(x**2 + y**2 + 3) - x - y", "", "sqrt(x**2 + y**2 + 3) - x - y"),
]


def _region(facts: str) -> Region:
    found: list[tuple[Expression, str]] = []
    for part in filter(None, facts.split(", ")):
        left, right = read_conditions(part, {"x", "y"})[0].args
        found.append((sub(left, right), ">"))
    return Region(("x", "y"), (), tuple(found))


def _alone(text: str, op: str, region: Region) -> Proof | None:
    return beside_roots(read(text, {"x", "y"}), op, region, Search(7, Work(600), sign._run, 2))


@pytest.mark.parametrize(("text", "facts", "other"), CASES)
@pytest.mark.parametrize("op", [">", ">=", "!="])
def test_the_method_alone_proves_it_and_the_checker_agrees(text: str, facts: str, other: str, op: str) -> None:
    region = _region(facts)
    proof = _alone(text, op, region)
    assert proof is not None
    setting = Setting(region.names, (), region.facts, Budget(seconds=20.0))
    prove_sign(read(text, {"x", "y"}), op, proof, setting)
    with pytest.raises(Rejected):
        prove_sign(read(other, {"x", "y"}), op, proof, setting)
    assert _alone(other, op, region) is None


def test_other_kernels_are_not_its_business() -> None:
    assert _alone("sqrt(x**2 + 1) + exp(x)", ">", _region("")) is None
