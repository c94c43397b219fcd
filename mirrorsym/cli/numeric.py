"""Numbers for `mirrorsym derive --at`: the potential of a commuting pair at one point, integrated, not derived.

Main definitions: `numbers`, `read_point`, `shown`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mirrorsym.errors import InputError

if TYPE_CHECKING:
    from mirrorsym.maps import Pair

__all__ = ["enclosed_numbers", "numbers", "read_number", "read_point", "shown"]

_LENGTH = 200
_LABELS = {"psi": "psi", "x": "x = grad Q_a(mu)", "mu": "mu = grad R_a(x)", "Q": "Q_a(mu), with Q_0(0) = 0", "R": "R_a(x)",
           "dR_da": "d_a R_a(x)", "minimizer": "minimizer of R_a", "residual": "left of grad Q_a(mu) - x",
           "error": "estimated error of psi", "spread": "difference between orders of the flows"}


def read_point(text: str, option: str = "--at") -> dict[str, Fraction]:
    """The values of "x1 = 1/2, a = -0.25", given to an option; InputError with a line for each mistake.

    >>> read_point("x1 = 1/2, a = -0.25")
    {'x1': Fraction(1, 2), 'a': Fraction(-1, 4)}
    """
    found: dict[str, Fraction] = {}
    problems = []
    for part in text.split(","):
        name, sign, value = (s.strip() for s in part.partition("="))
        q = read_number(value) if sign and name.isidentifier() else None
        if q is None:
            problems.append(f"{option}: {part.strip()[:40]!r} is not of the form 'x1 = 1/2'")
            continue
        if name in found:
            problems.append(f"{option}: {name} is given twice")
        found[name] = q
    if problems:
        raise InputError(problems)
    return found


def read_number(text: str) -> Fraction | None:
    """The number of a text such as "-1/4" or "0.5"; None where it is none.

    >>> read_number(" -1/4 "), read_number("1e9")
    (Fraction(-1, 4), None)
    """
    if len(text) > _LENGTH or "e" in text.lower():  # 1e999999999 is short
        return None
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def numbers(pair: Pair, point: dict[str, Fraction], digits: int) -> dict[str, Any]:
    """psi, Q, R and their gradients at the point, which gives x or mu, a, and the symbols of the initial point and parameters.

    Where the flow ends early, or no mu was found, the values are None and `because` says why.  These are numbers with error
    estimates, not proofs.
    """
    from mirrorsym.routes import Setting
    from numeric_backend.extrapolation import Ended
    from numeric_backend.transforms import numeric_potential

    setting = Setting.of(pair)
    sides = {"x": setting.x, "mu": setting.mu}
    chosen = [side for side, names in sides.items() if any(n in point for n in names)]
    known = {*setting.x, *setting.mu, setting.a, *setting.symbols}
    problems = [f"--at: there is no {n}" for n in point if n not in known]
    if len(chosen) != 1:
        problems.append(f"--at: values of {', '.join(setting.x)} or of {', '.join(setting.mu)} are needed, one of the two")
    else:
        problems += [f"--at: a value is needed for {n}" for n in sides[chosen[0]] if n not in point]
    if pair.h is None and point.get(setting.a):
        problems.append("--at: without a regularizer a is 0")
    if problems:
        raise InputError(problems)
    a = point.get(setting.a, Fraction(0))
    found = numeric_potential(pair, None, {n: point[n] for n in setting.symbols if n in point}, digits)
    answer: dict[str, Any] = {"digits": digits, "at": {n: str(q) for n, q in point.items()}, "mu": None, "x": None, "psi": None, "Q": None,
                              "R": None, "dR_da": None, "minimizer": None, "residual": None, "error": None, "spread": None, "because": None}
    lowest = found.minimizer(a)
    answer["minimizer"] = None if lowest is None else [_text(v, digits) for v in lowest]
    if chosen == ["x"]:
        inverse = found.invert([point[n] for n in setting.x], a)
        if inverse is None:
            return {**answer, "because": "no mu with grad Q_a(mu) = x was found: x may lie outside the range"}
        mu: list[Any] = list(inverse.mu)
        answer["residual"] = _text(inverse.residual, 3)
    else:
        mu = [point[n] for n in setting.mu]
    trace = found.trace(mu, a)
    if isinstance(trace, Ended):
        return {**answer, "because": f"the flow ends at {_text(trace.time, 5)} of the way: {trace.because}"}
    return {**answer, **_values(found, mu, a, trace, digits), "because": "the flow was integrated; these are numbers, not proofs"}


def _values(found: Any, mu: list[Any], a: Fraction, trace: Any, digits: int) -> dict[str, Any]:
    import mpmath

    with mpmath.workdps(digits + 15):
        exact = [mpmath.mpf(m.numerator) / m.denominator if isinstance(m, Fraction) else m for m in mu]
        x = found.grad_Q(mu, a)
        q = trace.value[-1]
        h = found.value_of_h(trace.value[:-1])
        r = None if x is None else sum(p * m for p, m in zip(x, exact, strict=True)) - q
        return {"mu": [_text(m, digits) for m in exact], "x": None if x is None else [_text(v, digits) for v in x],
                "psi": [_text(v, digits) for v in trace.value[:-1]], "Q": _text(q, digits), "R": _text(r, digits),
                "dR_da": _text(None if h is None else -h, digits), "error": _text(trace.error, 3), "spread": _text(found.spread(mu, a), 3)}


def enclosed_numbers(potential: Any, point: dict[str, Fraction], digits: int) -> dict[str, Any] | None:
    """Ends that enclose grad R_a(x) and R_a(x), for a potential whose psi and Q are proved; None where nothing is enclosed.

    R is the transform of the potential's own Q, which may differ from the integrated one, with Q_0(0) = 0, by a constant.
    """
    from mirrorsym.routes._implicit import enclosed

    found = enclosed(potential, point, digits)
    if found is None:
        return None
    return {"mu": [_between(ends, digits) for ends in found.mu], "R": _between(found.R, digits)}


def _between(ends: tuple[Fraction, Fraction], digits: int) -> list[str]:
    """Decimals below and above, with the given number of digits after the point."""
    scale = 10**digits
    whole = (ends[0] * scale).__floor__(), (ends[1] * scale).__ceil__()
    return [f"{'-' if n < 0 else ''}{abs(n) // scale}.{abs(n) % scale:0{digits}d}" for n in whole]


def _text(value: Any, digits: int) -> str | None:
    import mpmath

    return None if value is None else str(mpmath.nstr(value, digits))


def shown(answer: dict[str, Any]) -> list[str]:
    """The answer as lines."""
    lines = ["at " + ", ".join(f"{n} = {q}" for n, q in answer["at"].items())]
    for key, label in _LABELS.items():
        value = answer[key]
        if value is not None:
            lines.append(f"  {label}: {', '.join(value) if isinstance(value, list) else value}")
    lines.append(f"  {answer['because']}")
    inside = answer.get("enclosed")
    if inside is not None:
        lines += [f"  enclosed: {low} <= mu{i + 1} <= {high}" for i, (low, high) in enumerate(inside["mu"])]
        lines.append(f"  enclosed: {inside['R'][0]} <= R_a(x) <= {inside['R'][1]}, R the transform of the Q above")
    return lines
