"""Formulas to kernels, and to vectorized functions: the only lift from the theory to the laboratory.

`lower` writes formulas as one `Kernel`, in forms that keep digits where the plain ones lose them: log(1 + x) as log1p,
exp(x) - 1 as expm1; log(1 + exp(x)), log(cosh(x)), acosh(1 + x), sqrt(x**2 + y**2) - x and more without cancellation or
overflow (`numeric_backend.careful`).  `lambdify` makes a function of arrays; its NumPy and mpmath paths go through `sympy.lambdify`,
every other backend through the kernel, and the conformance tests hold all of them against each other.

Main definitions: `lower`, `lambdify`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mirrorsym.expression import Expression
from mirrorsym.symbolic import from_sympy, to_sympy
from numeric_backend.backends import backend as find_backend
from numeric_backend.careful import Writer
from numeric_backend.kernel import Kernel

__all__ = ["lambdify", "lower"]


def lower(formulas: Iterable[Expression], arguments: Sequence[str]) -> Kernel:
    """The kernel that computes the formulas from the arguments, named in order.

    ValueError for a symbol that is not among the arguments, and for a name given twice.

    >>> from mirrorsym.expression import call, sym
    >>> print(lower((call("log", sym("x") + 1) / 2,), ("x",)))
    v0 = constant 1/2
    v1 = argument x
    v2 = log1p v1
    v3 = multiply v0 v2
    return v3
    """
    if len(set(arguments)) != len(arguments):
        raise ValueError("an argument is named twice")
    writer = Writer(arguments)
    return writer.builder.kernel([writer.write(f) for f in formulas])


def lambdify(obj: Any, arguments: Sequence[str] | None = None, backend: str = "numpy") -> Callable[..., Any]:
    """A vectorized function of the symbols in `obj`, which is one formula or a sequence of formulas.

    A formula is an expression of this project or of SymPy, never text.  `arguments` are the names of the symbols in order
    (by default all of them, sorted); the function takes one array or number for each, broadcasts them, and returns one
    array per formula in a list, or one array for one formula.  `backend` is "numpy", "mpmath" (numbers at mpmath's working
    precision), or a name from `numeric_backend.backends.backends()`.  A value that does not exist is NaN.

    TypeError for text; InputError for functions outside the vocabulary; ValueError for a symbol without an argument and for an unknown
    or unavailable backend.

    >>> from mirrorsym.expression import sym
    >>> lambdify(sym("x") ** 2 + sym("y"))([1.0, 2.0], 10.0).tolist()
    [11.0, 14.0]
    """
    single = not isinstance(obj, Sequence) or isinstance(obj, str)
    formulas = [_formula(f) for f in ([obj] if single else obj)]
    found = sorted(frozenset().union(*(f.names for f in formulas)))
    names = list(found if arguments is None else arguments)
    if len(set(names)) != len(names):
        raise ValueError("an argument is named twice")
    missing = [n for n in found if n not in names]
    if missing:
        raise ValueError(f"no argument is given for {', '.join(missing)}")
    if backend in ("numpy", "mpmath"):
        return (_by_numpy if backend == "numpy" else _by_mpmath)(formulas, names, single)
    run = find_backend(backend)(lower(formulas, names))
    return (lambda *values: run(*values)[0]) if single else (lambda *values: list(run(*values)))


def _formula(obj: Any) -> Expression:
    if isinstance(obj, str | bytes):
        raise TypeError("text is not lowered; read it with mirrorsym first")
    return from_sympy(obj)


# -- through SymPy --------------------------------------------------------------------------------------------
def _by_numpy(formulas: Sequence[Expression], names: Sequence[str], single: bool) -> Callable[..., Any]:
    """The kernel's steps as the common subexpressions of `sympy.lambdify`: its digits are kept, and SymPy has nothing to rearrange."""
    import numpy as np
    import sympy

    from numeric_backend.backends.on_numpy import operation

    kernel = lower(formulas, names)
    arguments = [sympy.Symbol(f"_{i}", real=True) for i in range(len(names))]  # no name of the user's reaches generated code
    table: dict[str, Any] = {}
    values, steps = [], []
    for k, step in enumerate(kernel.instructions):
        if step.op == "argument":
            values.append(arguments[int(step.value or 0)])
            continue
        name = f"_{step.op}" + (f"_{k}" if step.value is not None or step.op == "pi" else "")
        table[name] = operation(step)
        values.append(sympy.Symbol(f"_v{k}", real=True))
        steps.append((values[-1], sympy.Function(name)(*(values[i] for i in step.operands))))
    compiled = sympy.lambdify(arguments, [values[k] for k in kernel.outputs], modules=[table, "numpy"], cse=lambda given: (steps, given),
                              dummify=True)

    def run(*given: Any) -> Any:
        if len(given) != len(names):
            raise TypeError(f"the function takes {len(names)} arguments, not {len(given)}")
        arrays = [np.asarray(v, dtype=np.float64) for v in given]
        shape = np.broadcast_shapes(*(a.shape for a in arrays))
        with np.errstate(all="ignore"):
            out = [np.array(np.broadcast_to(np.asarray(v, dtype=np.float64), shape)) for v in compiled(*arrays)]
        return out[0] if single else out

    return run


def _by_mpmath(formulas: Sequence[Expression], names: Sequence[str], single: bool) -> Callable[..., Any]:
    """The formulas as they are, without the careful forms: with enough digits a second way to the same values."""
    import mpmath
    import sympy

    symbols = [sympy.Symbol(f"_{i}", real=True) for i in range(len(names))]
    given = dict(zip(names, symbols, strict=True))
    table = {"Ei": mpmath.ei, "LambertW": mpmath.lambertw}
    theirs = [to_sympy(f, given) for f in formulas]
    whole = sympy.lambdify(symbols, theirs, modules=[table, "mpmath"], cse=True, dummify=True)

    def real(value: Any) -> Any:
        if isinstance(value, mpmath.mpc):
            return value.real if value.imag == 0 else mpmath.mpf("nan")
        return value

    def alone(e: Any, at: Sequence[Any]) -> Any:
        try:
            return sympy.lambdify(symbols, e, modules=[table, "mpmath"], cse=True, dummify=True)(*at)
        except (ArithmeticError, ValueError, TypeError, mpmath.libmp.NoConvergence):
            return mpmath.mpf("nan")

    def run(*values: Any) -> Any:
        if len(values) != len(names):
            raise TypeError(f"the function takes {len(names)} arguments, not {len(values)}")
        at = [mpmath.mpf(v) if isinstance(v, int | float) else v for v in values]
        try:
            found = whole(*at)
        except (ArithmeticError, ValueError, TypeError, mpmath.libmp.NoConvergence):
            found = [alone(e, at) for e in theirs]
        out = [real(v) for v in found]
        return out[0] if single else out

    return run
