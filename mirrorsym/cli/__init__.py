"""The front desk: the command `mirrorsym`.

`mirrorsym --help` and `--version` import click and nothing else; a command imports what it needs when it runs.
Results go to standard output, progress and errors to standard error.

Exit codes: 0, 1 and 3 as each command says; 2 bad input, 130 interrupted, 70 an internal error.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line (by default that of this process) and exit with its code."""
    from mirrorsym.cli.desk import desk

    desk.main(args=None if arguments is None else list(arguments), prog_name="mirrorsym")
    raise SystemExit(0)
