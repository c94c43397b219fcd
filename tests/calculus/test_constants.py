"""Hidden constants: what is proved to be zero is zero to 55 digits; what differs in a far digit is not proved."""

from __future__ import annotations

from typing import Any

import pytest

from mirrorsym.calculus.constants import prove_constant, separation_bits

TRUE = (
    "atan(1/2) + atan(1/3) - pi/4", "4*atan(1/5) - atan(1/239) - pi/4", "2*atan(1/3) + atan(1/7) - pi/4", "atan(2) + atan(3) - 3*pi/4", "atan(1/2)/3 + atan(2)/3 - pi/6",
    "sqrt(3 + 2*sqrt(2)) - 1 - sqrt(2)", "sqrt(2)*sqrt(3) - sqrt(6)", "(2 + sqrt(5))**(1/3) - 1/2 - sqrt(5)/2", "1/(sqrt(3) - sqrt(2)) - sqrt(3) - sqrt(2)",
    "log(8) - 3*log(2)", "asinh(1) - log(1 + sqrt(2))", "2*atanh(1/3) - log(2)", "acosh(7) - 2*log(1 + sqrt(3)) + log(4 - 2*sqrt(3)) - log(2 - sqrt(3)) - log(7 + 4*sqrt(3)) + log(4 + 2*sqrt(3)) - acosh(7) + log(7 + 4*sqrt(3)) - log(2)",
)
FALSE = (
    "atan(1/2) + atan(1/3) + 7*pi/4", "4*atan(1/5) - atan(1/239) - pi/4 + 2*pi", "atan(1/10**30)", "sqrt(2) - 141421356237309504880168872420969807857/10**38",
    "sqrt(2) + sqrt(3) - sqrt(5 + 2*sqrt(6) + 1/10**40)", "log(8) - 3*log(2) + log(1 + 1/10**30)", "asinh(1) - log(1 + sqrt(2)) - 1/10**50", "exp(1) - 2718281828459045/10**15",
    "pi - 355/113", "log(2)*log(3) - log(3)*log(2) + log(5)*log(7)/10**40", "sqrt(2)**sqrt(2) - 1632526919438152/10**15",
)


@pytest.mark.parametrize("text", TRUE)
def test_a_true_identity_is_proved_and_rechecks(tools: Any, text: str) -> None:
    e = tools.read(text)
    if abs(tools.value(e, {})) > 1e-50:
        pytest.fail("the table is wrong")
    proof = prove_constant(e)
    assert proof is not None
    assert tools.accepted(e, proof)


@pytest.mark.parametrize("text", FALSE)
def test_a_false_one_is_not(tools: Any, text: str) -> None:
    e = tools.read(text)
    assert prove_constant(e) is None
    assert not any(tools.accepted(e, {"rule": "constant", "method": m, "scale": 1, "terms": []}) for m in ("gauss", "separation", "logs"))


@pytest.mark.parametrize("text", ["sqrt(2) - 99/70", "sqrt(2) + sqrt(3) - sqrt(10)", "(1 + sqrt(5))**5/2**5 - 11", "7**(1/3) - 44/23", "sqrt(7)*sqrt(11) - 351/40"])
def test_no_value_is_smaller_than_its_bound(tools: Any, text: str) -> None:
    e = tools.read(text)
    bits = separation_bits(e)
    assert bits is not None
    assert abs(tools.value(e, {})) > 2.0**-bits
