"""The command line. Every command lives in a file of its own and is imported when it is asked for."""

from __future__ import annotations

import errno
import gc
import os
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

import click

from goatherd import __version__
from goatherd.cli.stopping import ended_by_signals
from goatherd.cli.streams import forgive_errors, occupy_closed
from goatherd.core.errors import GoatherdError

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMANDS = {
    "advisories": "Tell how old the advisories are, and bring those of today.",
    "attack": "Run functions in a sandbox and prove what can be exploited.",
    "checks": "List the checks.",
    "explain": "Explain a check or a risk.",
    "guard": "Protect functions at run time, by policies from their code.",
    "hunt": "Find in the logs of the cloud what has been done to an application.",
    "invoke": "Run one function in the sandbox by hand.",
    "learn": "Attack and mend a deliberately insecure application.",
    "map": "Show what is exposed to whom, and who is responsible for what.",
    "scan": "Find security flaws in a serverless application.",
}
USAGE = 2
INCOMPLETE = 3
INTERRUPTED = 130
_NO_ROOM = {errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT}
# Windows says EINVAL where others tell of a broken pipe.
_TAKES_NOTHING = _NO_ROOM | {errno.EINVAL} if os.name == "nt" else _NO_ROOM


class _ReaderGone(Exception):
    """Nobody reads standard output any more. `incomplete`: what was lost is the result of a scan."""

    def __init__(self, incomplete: bool) -> None:
        super().__init__()
        self.incomplete = incomplete


class _CannotWrite(Exception):
    """Standard output takes nothing, for another reason than that nobody reads it."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


class _Lazy(click.Group):
    """Commands by name; importing one only when it runs keeps `--version` and completion fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command = import_module(f"goatherd.cli.{name}").command
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except BrokenPipeError as error:
            # Click would exit 1 for it, which means findings.
            raise _ReaderGone(ctx.invoked_subcommand in ("attack", "map", "scan")) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in _COMMANDS:
            from goatherd.core.nearest import nearest

            help = nearest(name, list(_COMMANDS)) or f"the commands are {', '.join(_COMMANDS)}"
            raise GoatherdError(f"no such command {name!r}", help=help)
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 incomplete, 4 nothing to scan,"
    " 130 interrupted.",
)
@click.version_option(__version__, prog_name="goatherd", message="%(prog)s %(version)s")
def cli() -> None:
    """Security for serverless applications."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit."""
    # Nearly everything lives until the end. Looking through all of it for cycles again and again costs more than
    # reading the files; looking once through what is new frees what templates leave behind.
    gc.set_threshold(1_000_000, 1000, 1000)
    occupy_closed()
    forgive_errors()
    if sys.stdout is None:
        sys.exit(_complain("there is no standard output", "", "redirect it to /dev/null if nobody is to read it"))
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        with ended_by_signals():
            code = _run(arguments)
    except _CannotWrite as error:
        _silence()
        code = _complain(f"the output cannot be written: {error.why}", "", "is there room where it goes?")
    except (BrokenPipeError, _ReaderGone) as error:
        # The reader of a pipe went away; Python must not complain again while it shuts down.
        _silence()
        code = INCOMPLETE if isinstance(error, _ReaderGone) and error.incomplete else 0
    gc.freeze()  # the memory goes with the process, the interpreter need not search it once more
    sys.exit(code)


def _silence() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(arguments: Sequence[str] | None) -> int:
    try:
        os.getcwd()
    except OSError:
        return _complain("the current folder does not exist any more", "", "change to one that does")
    try:
        result: Any = cli.main(args=arguments, prog_name="goatherd", standalone_mode=False)
        sys.stdout.flush()
        return int(result or 0)
    except GoatherdError as error:
        return _complain(error.message, str(error.span or ""), error.help)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return USAGE
    except click.UsageError as error:
        return _complain(_sentence(_without_guesses(error)), "", _help_for(error))
    except click.ClickException as error:
        return _complain(_sentence(error.format_message()), "", "")
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except (_ReaderGone, BrokenPipeError):
        raise
    except Exception as error:
        return _failed(error)


def _failed(error: Exception) -> int:
    """Tell of what nothing has foreseen: what the machine refuses in one line, what is a bug with all that is known."""
    from goatherd.core.failures import circumstances

    if isinstance(error, OSError) and error.errno in _TAKES_NOTHING and not error.filename:
        raise _CannotWrite(str(error.strerror)) from error
    refused = circumstances(error)
    if refused:
        _complain(refused, "", "see to that, and run goatherd again")
        return INCOMPLETE
    import traceback

    traceback.print_exception(error)
    _complain("goatherd itself failed", "", "this is a bug in goatherd; please report it with the lines above")
    return INCOMPLETE


def _without_guesses(error: click.UsageError) -> str:
    """What click says, but for its own suggestions, which are far away ("--diff" for "--sarif")."""
    return f"no such option {error.option_name!r}" if isinstance(error, click.NoSuchOption) else error.format_message()


def _help_for(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption) and error.ctx:
        from goatherd.core.nearest import nearest

        known = [name for option in error.ctx.command.params for name in (*option.opts, *option.secondary_opts)]
        if suggestion := nearest(error.option_name, [name for name in known if name.startswith("--")]):
            return suggestion
    return f"see {error.ctx.command_path if error.ctx else 'goatherd'} --help"


def _complain(message: str, where: str, help: str) -> int:
    from goatherd.report.safe import harmless

    lines = [f"error: {message}", f"  where: {where}" if where else "", f"  help: {help}" if help else ""]
    click.echo(harmless("\n".join(filter(None, lines))), err=True)
    return USAGE


def _sentence(text: str) -> str:
    return text[:1].lower() + text[1:].removesuffix(".")
