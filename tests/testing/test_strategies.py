"""The strategies: verdicts never contradict what a construction determines, and counterexamples shrink to readable pairs."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

import mirrorsym.testing as kit
from mirrorsym.calculus.bounded import Worker
from mirrorsym.testing import Known, Outcome, pairs_of
from mirrorsym.testing.corpus import examine
from mirrorsym.testing.families import all_families

FEW = settings(max_examples=30, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
#: seconds for one decision here: an answer that takes longer is left open, which contradicts nothing
BRIEF = 3.0


@pytest.mark.parametrize("family", all_families())
def test_verdicts_never_contradict_the_construction(family: str, worker: Worker) -> None:
    examined = []

    @FEW
    @given(pairs_of(family))
    def holds(known: Known) -> None:
        found = examine(known, worker, BRIEF)
        wrong = {n: (found.report.criteria[n].status, found.report.criteria[n].because) for n, o in found.outcomes.items()
                 if o is Outcome.WRONG and found.report is not None}
        assert not wrong, f"{wrong} for {known}"
        assert not found.refused, f"refused: {found.refused} for {known}"
        examined.extend(found.outcomes.values())

    holds()
    # a strategy that asserts nothing, or a tool that decides nothing, would pass the above
    assert len(examined) > 50
    assert examined.count(Outcome.RIGHT) > 0.7 * len(examined)


@pytest.mark.parametrize("name", [n for n in kit.__all__ if n.endswith(("_pairs", "_misses", "_quadratics", "_factorizations"))])
def test_counterexamples_shrink_to_one_readable_line(name: str) -> None:
    strategy: st.SearchStrategy[Known] = getattr(kit, name)()
    smallest = find(strategy, lambda known: len(known.pair.w) > 1, settings=settings(FEW, max_examples=400))
    assert len(smallest.pair.w) <= 3
    assert len(f"{smallest.pair.g} {smallest.pair.h}") < 260


def test_a_false_theorem_is_refuted_by_a_small_pair(worker: Worker) -> None:
    """'Every commuting pair is a pair of quadratic forms.'"""
    def wrong(known: Known) -> bool:
        return examine(Known(known.pair, {"quadratic": "HOLDS"}, ""), worker, BRIEF).outcomes["quadratic"] is Outcome.WRONG

    smallest = find(kit.separable_pairs(), wrong, settings=settings(FEW, max_examples=200))
    assert len(smallest.pair.w) == 1
    assert len(str(smallest.pair.g[0])) < 30


def test_importing_the_kit_loads_neither_sympy_nor_hypothesis() -> None:
    code = "import sys, mirrorsym.testing; print(sorted({'sympy', 'hypothesis', 'numpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
