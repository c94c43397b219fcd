"""Losses that are given on the command line: names, files and formulas, one after the other in time.

Main definition: `read_losses`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirrorsym.errors import InputError

if TYPE_CHECKING:
    from numeric_backend.losses import Loss

__all__ = ["read_losses"]


def read_losses(text: str, data: str | None, count: int, backend: str = "numpy") -> tuple[tuple[float, Loss | str], ...]:
    """(until, loss) of "least-squares@rows.csv until 1, (x1 - 2)**2", for x with `count` coordinates; a name stands for drawn data.

    `data` is the file of the named losses without one of their own.  InputError with a line for each mistake.
    """
    from mirrorsym.expression import RELATIONS
    from mirrorsym.grammar import parse
    from numeric_backend.experiments.targets import LOSSES, custom_loss, loss_from_file, split_losses

    try:
        parts = split_losses(text)
    except ValueError as error:
        raise InputError([f"--loss: {error}"]) from None
    names = [f"x{i + 1}" for i in range(count)]
    found: list[tuple[float, Loss | str]] = []
    problems: list[str] = []
    for until, part in parts:
        name, at, own = (p.strip() for p in part.partition("@"))
        file = own if at else data
        if name in LOSSES or at:
            try:
                found.append((until, name if file is None else loss_from_file(name, file, count)))
            except ValueError as error:
                problems.append(f"{'--loss' if at else '--data'}: {error}")
            continue
        try:
            formula = parse(part, names, new_names=False)
        except InputError as error:
            problems += [f"--loss: {part[:40]!r} is none of {', '.join(LOSSES)} and no formula in {', '.join(names[:3])}...: {p}"
                         for p in error.problems]
            continue
        if formula.op in RELATIONS:
            problems.append(f"--loss: {part[:40]!r} is a condition, not a formula")
            continue
        try:
            found.append((until, custom_loss(formula, count, backend)))
        except ValueError:  # of the backend, which is told by itself
            found.append((until, custom_loss(formula, count)))
    if data is not None and not any("@" not in part and part in LOSSES for _, part in parts):
        problems.append("--data: no named loss takes it")
    if problems:
        raise InputError(problems)
    return tuple(found)
