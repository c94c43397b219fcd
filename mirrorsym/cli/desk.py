"""The command group: finds the commands by their files, and turns everything that can go wrong into one or two lines.

Main definitions: `desk`, `Desk`, `TRACEBACK`.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import IO, Any, NoReturn

import click

from mirrorsym import __version__
from mirrorsym.errors import InputError

__all__ = ["BAD_INPUT", "INTERNAL", "INTERRUPTED", "TRACEBACK", "Desk", "desk"]

BAD_INPUT, INTERNAL, INTERRUPTED = 2, 70, 130
#: set in the environment, an internal error shows where it happened
TRACEBACK = "MIRRORSYM_TRACEBACK"
_COMMANDS = Path(__file__).parent / "commands"


class Desk(click.Group):
    """A group whose commands are the files of `mirrorsym/cli/commands`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names of the commands."""
        return sorted(f.stem.replace("_", "-") for f in _COMMANDS.glob("*.py") if not f.stem.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None where there is none."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"mirrorsym.cli.commands.{cmd_name.replace('-', '_')}").COMMAND
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion for a command that does not exist."""
        name = click.utils.make_str(args[0])
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            import difflib

            known = self.list_commands(ctx)
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known[:-1])} and {known[-1]}"
            raise click.UsageError(f"no command {name!r}; {hint}", ctx)
        found, command, rest = super().resolve_command(ctx, args)
        return found, command, [_not_an_option(a) for a in rest]

    def main(self, args: Any = None, prog_name: str | None = None, *rest: Any, **more: Any) -> NoReturn:
        """Run, and exit with the code of docs/reference; no traceback unless it is asked for."""
        more["standalone_mode"] = False
        _survive_odd_characters()
        try:
            code = super().main(args, prog_name, *rest, **more)
        except click.ClickException as error:
            code = _tell_usage(error)
        except InputError as error:
            code = _tell(error.lines(), BAD_INPUT)
        except (KeyboardInterrupt, click.Abort):
            code = _tell(["interrupted"], INTERRUPTED)
        except Exception as error:  # noqa: BLE001 - the last line of defence, and it says how to see more
            code = _tell_internal(error)
        sys.exit(code if isinstance(code, int) else 0)


def _not_an_option(argument: str) -> str:
    """The argument, after a space where it is a formula such as -log(x) and would be read as options."""
    signs = argument[1:]
    formula = signs[:1] not in ("", "-") and (any(c in signs for c in "(*+^") or ("/" in signs and not signs.startswith("o")))
    return " " + argument if argument.startswith("-") and formula else argument


def _survive_odd_characters() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _tell(lines: Iterable[str], code: int) -> int:
    for line in lines:
        with contextlib.suppress(OSError):
            click.echo(f"mirrorsym: {_visible(line)}", err=True)
    return code


def _visible(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text.replace("\n", " "))


def _tell_usage(error: click.ClickException) -> int:
    if isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ())):  # older versions of click have none
        click.echo(error.format_message(), err=True)
        return BAD_INPUT
    message = error.format_message().rstrip(".")
    if isinstance(error, click.NoSuchOption):
        message += " (a formula that starts with '-' goes after '--')"
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "mirrorsym"
    return _tell([message, f"`{path} --help` says more"], BAD_INPUT)


def _tell_internal(error: Exception) -> int:
    if isinstance(error, OSError) and error.errno == errno.EPIPE:
        _close_output()
        return INTERNAL
    if os.environ.get(TRACEBACK):
        import traceback

        traceback.print_exception(error)
    what = type(error).__name__ + (f": {error}" if str(error) else "")
    hint = "" if os.environ.get(TRACEBACK) else f" ({TRACEBACK}=1 shows where; please report it)"
    return _tell([f"internal error: {what[:500]}{hint}"], INTERNAL)


def _close_output() -> None:
    """Let the interpreter's last flush go nowhere: whoever read our output has gone."""
    stream: IO[str] = sys.stdout
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


@click.group(cls=Desk, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="mirrorsym", message="%(prog)s %(version)s")
def desk() -> None:
    """Certified verdicts on reparameterizations g and regularizers h: is the gradient flow of f(g(w)) + a h(w)
    a time-dependent mirror flow?

    \b
    mirrorsym check "u**2 - v**2" --h "u**2 + v**2" --on "u > 0, v > 0"
    mirrorsym check catalogue:u2-v2-weight-decay
    mirrorsym demo
    """
