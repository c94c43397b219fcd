"""E[1/r''(w)] for w normal: how large the first update of mirror descent is at the standard initialization ("mirror-P").

Known forms are exact; every value is integrated as well, to 20 digits.  Source: homog App. J.4, whose formulas are lost: RECONSTRUCTED.

Main definition: `expected_inverse_metric`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mirrorsym.expression import Expression
from mirrorsym.model import WEIGHT
from numeric_backend.backends.on_mpmath import evaluator
from numeric_backend.lowering import lower

__all__ = ["expected_inverse_metric"]

_DIGITS = 30


def expected_inverse_metric(metric: Expression, n: int, variance: float = 1.0) -> dict[str, Any]:
    """E[1/metric(w)], w of variance `variance`/n: `value`, None where it is infinite, `eta` = 1/value, and the closed `form` if known.

    The integral runs over both halves of the line, between scales of the deviation.

    >>> from mirrorsym.expression import sqrt, sym
    >>> w = sym("w")
    >>> found = expected_inverse_metric(1 / sqrt(w**2 + 1), 1)
    >>> round(found["value"], 12), found["form"]
    (1.354530806481, 'lam**2/(2*s*sqrt(2*pi))*exp(tau)*(K_0(tau) + K_1(tau)), tau = lam**2/(4*s**2)')
    """
    import mpmath

    with mpmath.workdps(_DIGITS):
        s = mpmath.sqrt(mpmath.mpf(variance) / n)
        exponent = _singular(metric)
        form, exact = _closed(metric, s)
        base = {"n": n, "deviation": float(s), "form": form, "source": "homog App. J.4", "wording": "RECONSTRUCTED"}
        if exponent is not None and exponent >= 1:
            return {**base, "value": None, "integrated": None, "eta": None, "form": None,
                    "because": f"1/r'' is of the order |w|**(-{exponent:g}) at 0, whose integral is infinite"}
        found = _integral(metric, s)
        value = exact if exact is not None else found
        agrees = abs(found - value) <= mpmath.mpf(10) ** -15 * abs(value)
        said = f"the closed form and the integral {'agree' if agrees else 'DISAGREE'}"
        return {**base, "value": float(value), "integrated": float(found), "eta": float(1 / value),
                "because": said if form else "integrated numerically; no closed form is known here"}


def _function(e: Expression) -> Callable[[Any], Any]:
    """e as a function of one number at the working precision."""
    several = evaluator(lower((e,), (WEIGHT,)))
    return lambda w: several(w)[0]


def _integral(metric: Expression, s: Any) -> Any:
    """The integral of the density times 1/r'', to about 20 digits."""
    import mpmath

    f = _function(metric)
    marks = [mpmath.mpf(0)] + [s * mpmath.mpf(2) ** k for k in (*range(-40, 2, 3), 1, 2, 3, 4, 5)]  # exp(-2**9) is nothing to 20 digits

    def density(w: Any) -> Any:
        return mpmath.exp(-w * w / (2 * s * s)) / (s * mpmath.sqrt(2 * mpmath.pi)) * (1 / f(w) + 1 / f(-w))

    return mpmath.quad(density, marks)


def _singular(metric: Expression) -> float | None:
    """p with r'' of the order |w|**p at 0, where r'' vanishes there; read off two small values."""
    import mpmath

    f = _function(metric)
    a, b = (f(mpmath.mpf(10) ** -k) for k in (12, 14))
    if a <= 0 or b <= 0 or not mpmath.isfinite(a):
        return None
    p = float(mpmath.log(a / b) / mpmath.log(100))
    return round(p, 6) if p > 1e-3 else None


def _closed(metric: Expression, s: Any) -> tuple[str | None, Any]:
    """Closed forms for 1/r'' = c, sqrt(w**2 + b)/c, c/|w|**p with p < 1, and 1/(a + b w**2), recognized by values and checked by them."""
    import mpmath

    f = _function(metric)
    points = [mpmath.mpf(k) / 7 * s for k in (1, 5, 11, 40)]
    try:
        values = [f(w) for w in points]
    except (ValueError, ZeroDivisionError):
        return None, None

    def is_(g: Any) -> bool:
        return all(abs(g(w) - v) <= mpmath.mpf(10) ** -22 * abs(v) for w, v in zip(points, values, strict=True)) and all(
            abs(f(-w) - v) <= mpmath.mpf(10) ** -22 * abs(v) for w, v in zip(points, values, strict=True))

    if is_(lambda w: values[0]):
        return "1/c", 1 / values[0]
    w0, w1 = points[0], points[1]
    inverse = [1 / v ** 2 for v in values]
    c2 = (inverse[1] - inverse[0]) / (w1 ** 2 - w0 ** 2)
    b = inverse[0] / c2 - w0 ** 2 if c2 > 0 else mpmath.mpf(-1)
    if b > 0 and is_(lambda w: 1 / mpmath.sqrt(c2 * (w * w + b))):
        tau = b / (4 * s * s)
        exact = b / (2 * s * mpmath.sqrt(2 * mpmath.pi)) * mpmath.exp(tau) * (mpmath.besselk(0, tau) + mpmath.besselk(1, tau))
        return "lam**2/(2*s*sqrt(2*pi))*exp(tau)*(K_0(tau) + K_1(tau)), tau = lam**2/(4*s**2)", exact * mpmath.sqrt(c2)
    p = mpmath.log(values[1] / values[0]) / mpmath.log(w1 / w0)
    c = values[0] / w0 ** p
    if 0 < p < 1 and is_(lambda w: c * w ** p):
        exact = s ** -p * mpmath.mpf(2) ** (-p / 2) * mpmath.gamma((1 - p) / 2) / mpmath.sqrt(mpmath.pi) / c
        return "s**(-q)*2**(-q/2)*gamma((1 - q)/2)/(sqrt(pi)*c), r'' = c*|w|**q", exact
    slope = (values[1] - values[0]) / (w1 ** 2 - w0 ** 2)
    a = values[0] - slope * w0 ** 2
    if slope > 0 and a > 0 and is_(lambda w: a + slope * w * w):
        k = a / (2 * slope * s * s)
        return "sqrt(pi/(2*a*b))/s*exp(a/(2*b*s**2))*erfc(sqrt(a/(2*b))/s), r'' = a + b*w**2", (
            mpmath.sqrt(mpmath.pi / (2 * a * slope)) / s * mpmath.exp(k) * mpmath.erfc(mpmath.sqrt(k)))
    return None, None
