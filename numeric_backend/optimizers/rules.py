"""Update rules and regularizers.  A number in a rule is fixed; a name in its place makes it a hyperparameter of the batch.

In every rule p is the gradient of the loss in w, `penalty` the gradient of h, and alpha the strength of regularization at this step, so
that what is minimized is f(g(w)) + alpha * h(w).

Main definitions: `gradient_descent`, `momentum`, `adamw`, `decay`, `no_penalty`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from numeric_backend.kernel import Kernel
from numeric_backend.optimizers.experiment import Rule
from numeric_backend.optimizers.writing import Number, Term, program

__all__ = ["adamw", "decay", "gradient_descent", "momentum", "no_penalty"]

_STATE = ("w", "p", "penalty")


def _names(*values: Number | str) -> tuple[str, ...]:
    """The hyperparameters among the values, each once."""
    return tuple(dict.fromkeys(v for v in values if isinstance(v, str)))


def _fill(values: Sequence[Number | str], names: Sequence[str], terms: Sequence[Term]) -> list[Term | Number]:
    """The values with the term of its argument for each name."""
    given = dict(zip(names, terms, strict=True))
    return [given[v] if isinstance(v, str) else v for v in values]


def gradient_descent() -> Rule:
    """w - rate*(p + alpha*penalty).

    >>> gradient_descent().update.operations
    4
    """
    return Rule("gradient descent", program((*_STATE, "rate", "alpha"), lambda w, p, h, rate, alpha: [w - rate * (p + alpha * h)]))


def momentum(beta: Number | str = Fraction(9, 10), *, nesterov: bool = False) -> Rule:
    """v = beta*v + g with g = p + alpha*penalty, then w - rate*v (heavy ball), or w - rate*(g + beta*v) (Nesterov's form)."""
    names = _names(beta)

    def write(w: Term, p: Term, h: Term, v: Term, rate: Term, alpha: Term, *rest: Term) -> list[Term]:
        (b,) = _fill([beta], names, rest)
        g = p + alpha * h
        v = b * v + g
        return [w - rate * (g + b * v if nesterov else v), v]

    return Rule("momentum", program((*_STATE, "velocity", "rate", "alpha", *names), write), slots=("velocity",))


def adamw(beta1: Number | str = Fraction(9, 10), beta2: Number | str = Fraction(999, 1000), eps: Number | str = Fraction(1, 10**8), *,
          decoupled: bool = True) -> Rule:
    """Adam with decoupled decay: w - rate*(m^/(sqrt(v^) + eps) + alpha*penalty), m and v averages of p and p**2, corrected for their start.

    With `decoupled=False` the regularizer's gradient is averaged too (Adam with an L2 penalty), which is another dynamics.
    """
    betas, names = _names(beta1, beta2), _names(beta1, beta2, eps)

    def write(w: Term, p: Term, h: Term, m: Term, v: Term, rate: Term, alpha: Term, c1: Term, c2: Term, *rest: Term) -> list[Term]:
        b1, b2, tiny = _fill([beta1, beta2, eps], names, rest)
        g = p if decoupled else p + alpha * h
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * (g * g)
        step = (m * c1) / ((v * c2).call("sqrt") + tiny)
        return [w - rate * (step + alpha * h if decoupled else step), m, v]

    def corrections(step: Term, *rest: Term) -> list[Term]:
        count = step + 1
        return [1 / (1 - count.lift(b).call("power", count)) for b in _fill([beta1, beta2], betas, rest)]

    return Rule("AdamW" if decoupled else "Adam", program((*_STATE, "mean", "square", "rate", "alpha", "c1", "c2", *names), write),
                slots=("mean", "square"), clock=program(("step", *betas), corrections), extras=("c1", "c2"))


def decay(variables: Sequence[str], convention: str = "alpha*|w|^2") -> Kernel:
    """The gradient of weight decay; the convention is part of the experiment, because both are in use and differ by a factor of 2 in alpha.

    "alpha*|w|^2" is h = |w|^2 with gradient 2w (the papers' convention); "alpha/2*|w|^2" is h = |w|^2/2 with gradient w (what the
    `weight_decay` of an optimizer usually means).  ValueError for another.
    """
    factors = {"alpha*|w|^2": 2, "alpha/2*|w|^2": 1}
    if convention not in factors:
        raise ValueError(f"there is no convention {convention!r} for weight decay (known: {', '.join(factors)})")
    return program(tuple(variables), lambda *w: [v * factors[convention] if factors[convention] != 1 else v for v in w])


def no_penalty(variables: Sequence[str]) -> Kernel:
    """The gradient of h = 0."""
    return program(tuple(variables), lambda *w: [0] * len(w))
