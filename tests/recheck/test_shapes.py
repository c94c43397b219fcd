"""A function whose derivatives vanish where they exist need not be affine: corners and jumps are seen in the tree."""

from __future__ import annotations

import pytest

from mirrorsym.expression import Expression, call, num, power, sym
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.separation import _affine
from mirrorsym.recheck.setting import Setting
from mirrorsym.recheck.shapes import polynomial_in

u, v, c = sym("u"), sym("v"), sym("c")


@pytest.mark.parametrize("e", [u + call("sign", v), u + call("abs", v), call("Max", u, num(0)), power(power(u, num(2)), num("1/2"))])
def test_corners_and_jumps_are_no_polynomials(e: Expression) -> None:
    assert not polynomial_in(e, ("u", "v"))


def test_parameters_may_occur_anyhow() -> None:
    assert polynomial_in(u * call("exp", c) + call("abs", c) + power(v, num(2)), ("u", "v"))
    assert not polynomial_in(u / v, ("u", "v"))


def test_a_jump_is_no_affine_condition() -> None:
    """d(u + sign v)/dv is 0 where v is not 0, and the condition u > -sign(v) is not u > 0."""
    e = u + call("sign", v)
    assert derivative(e, "v", Budget()) == num(0)
    frame = Setting((), (), (), Budget())
    about = Setting(("u", "v"), (), ((e, ">"), (v, "!=")), Budget())
    with pytest.raises(Rejected, match="not affine"):
        _affine(e, about, frame)
    assert _affine(u - 1, about, frame) == ([1, 0], num(-1))
