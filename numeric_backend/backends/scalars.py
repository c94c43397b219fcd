"""The vocabulary on single numbers, in forms that keep digits, written so that Numba compiles them for a processor and for a GPU.

`functions` builds them from a module of elementary functions and a compiler; nothing raises: a value that does not exist is NaN.
Special functions are computed here, because neither target has them: LambertW by an iteration that keeps relative accuracy down to 0,
Ei by series and a continued fraction, polygamma by recurrence and asymptotic series, Bessel functions of whole order by a
series, Miller's recurrence or Hankel's expansion.

Main definitions: `functions`, `compiled`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import ModuleType, SimpleNamespace
from typing import Any

__all__ = ["compiled", "functions"]

_EULER = 0.5772156649015329
_LEAST = -0.36787944117144233  # -1/e, where LambertW begins
#: B_2j/(2j)!, for the asymptotic series of polygamma
_BERNOULLI = (1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000, 1 / 74724249600)

Jit = Callable[[Callable[..., Any]], Any]


@cache
def compiled() -> dict[str, tuple[int, Any]]:
    """Each function with its number of operands, compiled by Numba for a processor."""
    import math

    from numba import njit

    return functions(njit(error_model="numpy", nogil=True), math)


def functions(jit: Jit, m: ModuleType | SimpleNamespace) -> dict[str, tuple[int, Any]]:
    """name -> (number of operands, function), each passed through `jit`; `m` has the elementary functions."""
    plain = _plain(jit, m)
    return {**plain, **_special(jit, m)}


def _plain(jit: Jit, m: Any) -> dict[str, tuple[int, Any]]:
    nan = float("nan")
    log_two = 0.6931471805599453

    @jit
    def softplus(x: Any) -> Any:
        return (x if x > 0.0 else 0.0) + m.log1p(m.exp(-abs(x)))

    @jit
    def logcosh(x: Any) -> Any:
        y = abs(x)
        if y < 1.0:
            s = m.sinh(0.5 * y)
            return m.log1p(2.0 * s * s)
        return y + m.log1p(m.exp(-2.0 * y)) - log_two

    @jit
    def hypot_minus(x: Any, y: Any) -> Any:
        half, other = 0.5 * x, 0.5 * y  # the sum of x and the length may overflow
        length = m.hypot(half, other)
        if x > 0.0:
            return y * (other / (length + half))
        return 2.0 * (length - half)

    @jit
    def sign(x: Any) -> Any:
        if x > 0.0:
            return 1.0
        return -1.0 if x < 0.0 else x

    @jit
    def maximum(x: Any, y: Any) -> Any:
        return x if x > y or x != x else y

    @jit
    def minimum(x: Any, y: Any) -> Any:
        return x if x < y or x != x else y

    @jit
    def less(x: Any, y: Any) -> Any:
        return nan if x != x or y != y else (1.0 if x < y else 0.0)

    @jit
    def less_equal(x: Any, y: Any) -> Any:
        return nan if x != x or y != y else (1.0 if x <= y else 0.0)

    @jit
    def equal(x: Any, y: Any) -> Any:
        return nan if x != x or y != y else (1.0 if x == y else 0.0)

    @jit
    def not_equal(x: Any, y: Any) -> Any:
        return nan if x != x or y != y else (1.0 if x != y else 0.0)

    @jit
    def select(c: Any, yes: Any, no: Any) -> Any:
        return nan if c != c else (yes if c != 0.0 else no)

    found: dict[str, tuple[int, Any]] = {
        "softplus": (1, softplus), "logcosh": (1, logcosh), "hypot_minus": (2, hypot_minus), "sign": (1, sign), "maximum": (2, maximum),
        "minimum": (2, minimum), "less": (2, less), "less_equal": (2, less_equal), "equal": (2, equal), "not_equal": (2, not_equal),
        "select": (3, select),
    }
    for name in ("exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "asinh",
                 "acosh", "atanh", "erf", "gamma"):
        found[name] = (1, _elementary(jit, getattr(m, name)))
    for name in ("hypot", "power", "divide"):
        found[name] = (2, _two(jit, m, name))
    found["abs"] = (1, _elementary(jit, abs))
    return found


def _elementary(jit: Jit, f: Any) -> Any:
    @jit
    def call(x: Any) -> Any:
        return f(x)

    return call


def _two(jit: Jit, m: Any, name: str) -> Any:
    if hasattr(m, name):
        f = getattr(m, name)

        @jit
        def call(x: Any, y: Any) -> Any:
            return f(x, y)
    elif name == "power":
        @jit
        def call(x: Any, y: Any) -> Any:
            return x**y
    else:
        @jit
        def call(x: Any, y: Any) -> Any:
            return x / y
    return call


def _special(jit: Jit, m: Any) -> dict[str, tuple[int, Any]]:
    nan, infinite, least, euler, bernoulli = float("nan"), float("inf"), _LEAST, _EULER, _BERNOULLI

    @jit
    def lambert(x: Any) -> Any:
        if x != x or x < least or x == 0.0 or x == infinite:
            return nan if x < least else x
        if x < -0.3:
            p = m.sqrt(max(2.0 * (2.718281828459045 * x + 1.0), 0.0))
            w = -1.0 + p * (1.0 - p * (1.0 / 3.0 - p * 11.0 / 72.0))
            if p < 1e-7:
                return w
        elif x < 1.0:
            w = x / (1.0 + x)
        else:
            s = m.log1p(x)
            w = s * (1.0 - m.log1p(s) / (2.0 + s))
        for _ in range(12):  # Newton's method for log(w) + w = log(x), which never subtracts what is nearly equal
            new = w / (1.0 + w) * (1.0 + m.log(x / w))
            done = abs(new - w) <= 1e-16 * abs(new)
            w = new
            if done:
                break
        return w

    @jit
    def exponential_integral(x: Any) -> Any:
        if x != x:
            return x
        if x == 0.0:
            return -infinite
        if x == infinite:
            return x
        if x < -1.0:  # -E1(-x) by its continued fraction, from the far end
            z, f = -x, 0.0
            for i in range(200):
                k = 200.0 - i
                f = k / (1.0 + k / (z + f))
            return -m.exp(-z) / (z + f)
        if x > 40.0:
            term, total = 1.0, 1.0
            for i in range(60):
                k = i + 1.0
                if k > x:
                    break
                term *= k / x
                total += term
            return m.exp(x) / x * total
        term, total = 1.0, 0.0
        for i in range(200):
            k = i + 1.0
            term *= x / k
            total += term / k
            if abs(term) <= 1e-18 * abs(total):
                break
        return euler + m.log(abs(x)) + total

    @jit
    def polygamma(order: Any, x: Any) -> Any:
        n = int(order)
        if x != x or n != order or n < 0 or x < -1e4:
            return nan
        total, factorial, z = 0.0, 1.0, x
        for i in range(n):
            factorial *= i + 1.0
        while z < 18.0 + n:
            if z == 0.0:
                return nan if n == 0 else infinite if n % 2 == 1 else nan
            part = 1.0 / z
            for _ in range(n):
                part /= z
            total += part
            z += 1.0
        if n == 0:
            tail, power = m.log(z) - 0.5 / z, 1.0 / (z * z)
            series = 1.0 / 240 - power * (1.0 / 132 - power * (691.0 / 32760))
            return tail - power * (1.0 / 12 - power * (1.0 / 120 - power * (1.0 / 252 - power * series))) - total
        inverse = 1.0
        for _ in range(n):
            inverse /= z
        sum_ = inverse / n + 0.5 * inverse / z  # divided by n!; then B_2j (2j+n-1)!/((2j)! n! z**(2j+n))
        rising = inverse / z / z
        growth = 1.0  # (2j+n-1)!/n!
        for i in range(7):
            j = 2 * i + 2
            growth *= (j + n - 1.0) * (j + n - 2.0) if i > 0 else n + 1.0
            sum_ += bernoulli[i] * growth * rising
            rising /= z * z
        value = factorial * (total + sum_)
        return value if n % 2 == 1 else -value

    @jit
    def bessel(order: Any, argument: Any) -> Any:
        n = int(order)
        if argument != argument or n != order:
            return nan
        flip = (n < 0 and n % 2 != 0) != (argument < 0.0 and n % 2 != 0)
        n, x = abs(n), abs(argument)
        if x == infinite:
            return 0.0
        if x * x <= n + 1.0:
            term = 1.0
            for i in range(n):
                term *= 0.5 * x / (i + 1.0)
            value, k = term, 1.0
            while abs(term) > 1e-18 * abs(value) and k < 60.0:
                term *= -0.25 * x * x / (k * (n + k))
                value += term
                k += 1.0
        elif x > 40.0 and x > n * n:
            mu, p, q, term = 4.0 * n * n, 1.0, 0.0, 1.0
            for i in range(20):
                k = i + 1.0
                new = term * (mu - (2.0 * k - 1.0) ** 2) / (8.0 * x * k)
                if abs(new) > abs(term) or new == 0.0:
                    break
                term = new
                turn = i % 4  # q, -p, -q, p: the signs of the two alternating series
                if turn == 0:
                    q += term
                elif turn == 1:
                    p -= term
                elif turn == 2:
                    q -= term
                else:
                    p += term
            c, s = m.cos(x), m.sin(x)
            root = 0.7071067811865476
            turn = n % 4  # cos and sin of x - n pi/2 - pi/4, without forming the difference
            a, b = root * (c + s), root * (s - c)
            if turn == 1:
                a, b = b, -a
            elif turn == 2:
                a, b = -a, -b
            elif turn == 3:
                a, b = -b, a
            value = m.sqrt(2.0 / (3.141592653589793 * x)) * (p * a - q * b)
        else:
            top = max(n, int(x)) + 20 + int(m.sqrt(40.0 * max(n, int(x)) + 40.0))
            top += top % 2
            high, low, norm, value = 0.0, 1e-300, 0.0, 0.0
            for i in range(top):
                k = top - i
                high, low = low, 2.0 * k / x * low - high
                if abs(low) > 1e200:
                    high, low, norm, value = high * 1e-200, low * 1e-200, norm * 1e-200, value * 1e-200
                if k - 1 == n:
                    value = low
                if (k - 1) % 2 == 0:
                    norm += low if k == 1 else 2.0 * low
            value /= norm
        return -value if flip else value

    return {"LambertW": (1, lambert), "Ei": (1, exponential_integral), "polygamma": (2, polygamma), "besselj": (2, bessel)}
