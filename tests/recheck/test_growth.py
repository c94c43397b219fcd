"""Series at infinity: against values far out in many digits, and what the rules may not decide."""

from __future__ import annotations

import mpmath
import pytest

from mirrorsym.calculus.enclosure import enclose
from mirrorsym.expression import Expression, add, mul, num, sym
from mirrorsym.recheck.derive import derivative
from mirrorsym.recheck.growth import Growth, Open
from mirrorsym.recheck.limits import Budget, Rejected
from mirrorsym.recheck.reader import read
from mirrorsym.recheck.setting import Setting

NAMES = ("y", "lam", "p")
VALUES = {"lam": num("7/5"), "p": num("8/3")}
FUNCTIONS = [
    "y*asinh(y/lam) - sqrt(y**2 + lam**2)", "y**p/p + lam/2*y**2", "cosh(y) - y**2", "(1 + y)*log(1 + y) - y", "y**2*log(2 + y**2)", "log(cosh(y)) + sqrt(y)",
    "(y**2 + 1)**(p/2)", "exp(sqrt(1 + y**2))/y", "y*atan(lam*y)", "y**(3/2)*tanh(y)", "sinh(y/2)**2 - log(1 + exp(-y))", "acosh(1 + y)*y", "exp(log(1 + y)**2)",
    "abs(lam - y)**3/(1 + y)", "Max(y**2, 3*y) + Min(y, 1/y)", "Piecewise((y, y < 5), (y**2 + sin(1/y), True))", "y/log(y) + log(log(y))", "LambertW(y*exp(1))*y",
    "erf(y)*y**2 + asin(1/(1 + y))", "y**y/(1 + y)", "sqrt(y + sqrt(y)) - sqrt(y)", "(y + 1)**p - y**p"]


def growth() -> Growth:
    """The calculus with lam > 0 and p > 2."""
    facts = ((sym("lam"), ">"), (add(sym("p"), num(-2)), ">"))
    return Growth("y", Setting((), ("lam", "p"), facts, Budget()))


def value(e: Expression, at: int, bits: int = 8000) -> mpmath.mpf:
    """e at y = `at`."""
    x = enclose(e.substitute({**VALUES, "y": num(at)}), {}, bits)
    with mpmath.workdps(2000):
        return mpmath.mpf(str(x.mid().str(1500, radius=False)))


def gaps(e: Expression) -> list[mpmath.mpf]:
    """|e - terms| over the rest, or |e/lead - 1|, at points further and further out."""
    g = growth()
    series = g.of(e)
    y = sym("y")
    c, m, _ = g.lead(series)
    found = []
    for at in (30, 300):
        with mpmath.workdps(2000):
            if series.rest is None:
                gap = value(e, at) - sum(value(mul(k, n.tree(y)), at) for k, n in series.terms)
                found.append(abs(gap) / abs(value(e, at)) * mpmath.mpf(10) ** 1000)
            else:
                gap = value(e, at) - sum(value(mul(k, n.tree(y)), at) for k, n in series.terms)
                found.append(abs(gap / value(series.rest.tree(y), at)))
        assert value(mul(c, m.tree(y)), at) * value(e, at) > 0
    return found


@pytest.mark.parametrize("text", FUNCTIONS)
def test_the_rest_is_as_small_as_stated(text: str) -> None:
    near, far = gaps(read(text, NAMES))
    assert far < 1.5 * near + 1000 if near > 1 else far < 1000


@pytest.mark.parametrize("text", FUNCTIONS[:6])
def test_derivatives_too(text: str) -> None:
    near, far = gaps(derivative(read(text, NAMES), "y", Budget()))
    assert far < 1.5 * near + 1000 if near > 1 else far < 1000


def test_the_comparison_sees_a_wrong_term() -> None:
    g = growth()
    e = read("y*asinh(y/lam)", NAMES)
    c, m = g.of(e).terms[1]
    wrong = add(e, mul(num("-1/1000"), c, m.tree(sym("y"))))
    rest = g.of(e).rest
    assert rest is not None
    with mpmath.workdps(2000):
        shift = abs(value(add(wrong, mul(num(-1), e)), 10**3) / value(rest.tree(sym("y")), 10**3))
    assert shift > 10**6


@pytest.mark.parametrize("text", ["sin(y)", "log(-y)", "sqrt(1 - y)", "exp(exp(y))", "log(log(log(y)))", "gamma(y)", "asin(y)", "1/(y - y)", "y**p - y**p*(1 + 1/y)**0 + sin(y)"])
def test_what_is_not_known_is_refused(text: str) -> None:
    with pytest.raises((Rejected, ZeroDivisionError)):
        growth().lead(growth().of(read(text, NAMES)))


def test_a_sign_that_is_open_says_which() -> None:
    with pytest.raises(Open) as caught:
        growth().of(read("y**p + y**3", NAMES))
    assert str(caught.value.of) in ("p - 3", "-p + 3")
    with pytest.raises(Open):
        growth().lead(growth().of(read("(lam - p)*y", NAMES)))


@pytest.mark.parametrize(("text", "limit"), [("1/(1 + y) - 1", "-1"), ("y - sqrt(y**2 + lam*y)", "-lam/2"), ("(1 + lam/y)**y", "exp(lam)"), ("y**(1/y)", "1"), ("tanh(y)*lam", "lam")])
def test_limits(text: str, limit: str) -> None:
    g = growth()
    found = g.limit(g.of(read(text, NAMES)))
    assert isinstance(found, Expression)
    assert not g.nonzero(add(found, mul(num(-1), read(limit, NAMES))))


def test_infinite_limits_have_a_sign() -> None:
    g = growth()
    assert g.limit(g.of(read("log(y) - y", NAMES))) == -1
    assert g.limit(g.of(read("exp(y) - y**5", NAMES))) == 1
