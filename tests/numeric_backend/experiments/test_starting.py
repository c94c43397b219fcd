"""Initial points of a rerun: numbers stay what they are on every trajectory, and a start outside M is refused."""

from __future__ import annotations

import numpy as np
import pytest

from mirrorsym import Pair
from mirrorsym.errors import InputError
from numeric_backend.experiments.starting import chosen_starts
from numeric_backend.instances import instance


def test_a_start_of_numbers_is_the_same_on_every_trajectory() -> None:
    pair = Pair(g=["u**2 - v**2"], domain=["u > 0", "v > 0"], init={"u": "2", "v": "1/2"}, copies=2)
    start, symbols = chosen_starts(instance(pair, {}), {}, {}, 3, 0)
    assert np.array_equal(start, np.tile([[2.0], [0.5], [2.0], [0.5]], (1, 3)))
    assert symbols == {}


def test_a_given_start_outside_m_is_refused() -> None:
    compiled = instance(Pair(g=["u**2"], domain=["u > 1"], init={"u": "u0"}), {})
    assert np.array_equal(chosen_starts(compiled, {}, {"u0": 2.0}, 2, 0)[0], [[2.0, 2.0]])
    with pytest.raises(InputError, match="does not lie in M"):
        chosen_starts(compiled, {}, {"u0": 0.5}, 2, 0)
