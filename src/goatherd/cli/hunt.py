"""`goatherd hunt`: what happened to an application, from what its cloud has written about it."""

from __future__ import annotations

import json
import sys
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goatherd.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from goatherd.hunt.hunting import Hunt
    from goatherd.hunt.telemetry.batch import Damage

NOTHING, INCOMPLETE, FOUND = 4, 3, 1
MODULES = ("isal", "msgspec", "sigma")
TABLES = ("duckdb", "pyarrow", "sqlglot")
PLACE = click.Path(exists=True, path_type=Path)
_COMMANDS = {
    "convert": ("hunt_convert", "Write logs as tables of Parquet."),
    "sql": ("hunt_sql", "Print rules as SQL over those tables."),
}


class _WithCommands(click.Command):
    """A command that others stand beside, by a word in the place of the path."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        if args and args[0] in _COMMANDS:
            command: click.Command = import_module(f"goatherd.cli.{_COMMANDS[args[0]][0]}").command
            return command.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands, in the place of PATH"):
            formatter.write_dl([(name, about) for name, (_, about) in _COMMANDS.items()])


@click.command("hunt", cls=_WithCommands)
@click.argument("path", type=PLACE)
@click.option(
    "--rules",
    multiple=True,
    type=PLACE,
    metavar="PATH",
    help="Sigma rules to ask as well: a file or folder; repeatable.",
)
@click.option("--own/--no-own", default=True, show_default=True, help="Ask goatherd's own detections.")
@click.option(
    "--engine",
    type=click.Choice(["stream", "duckdb"]),
    help="What asks the rules: stream reads logs, duckdb what `hunt convert` wrote, or logs that it converts first."
    "  [default: duckdb where PATH was converted, or else stream]",
)
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
@click.option(
    "--damaged",
    type=click.File("w", lazy=True),
    metavar="FILE",
    help="Write there, as JSON lines, what cannot be read.",
)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("-v", "--verbose", is_flag=True, help="Leave nothing out of the text.")
def command(
    path: Path,
    rules: tuple[Path, ...],
    own: bool,
    engine: str | None,
    form: str,
    damaged: Any,
    color: Any,
    verbose: bool,
) -> int:
    """Find what has been done to serverless applications, in the logs below PATH.

    Exit codes: 0 nothing found, 1 alerts, 2 usage, 3 a part cannot be read, 4 no records.
    """
    require_extra(*MODULES)
    from goatherd.hunt.rules import read_rules
    from goatherd.report.hunt import jsonl, text
    from goatherd.report.ink import ink_for
    from goatherd.report.safe import safe

    hunt = _engine(engine, path)
    read = read_rules(rules, own=own)
    found = hunt(path, read, keep=partial(keep, damaged))
    diagnoses = [*read.diagnoses, *found.diagnoses]
    for diagnosis in diagnoses:
        click.echo(safe(f"incomplete: {diagnosis.span.path}: {diagnosis.message}"), err=True)
    lines = jsonl.lines(found) if form == "jsonl" else text.lines(found, ink_for(sys.stdout, color), all=verbose)
    for line in lines:
        click.echo(line)
    if not found.records:
        return NOTHING
    if found.alerts.ordered:
        return FOUND
    return INCOMPLETE if found.damages or diagnoses else 0


def _engine(name: str | None, path: Path) -> Callable[..., Hunt]:
    from goatherd.hunt.lake.mark import lake_at

    converted = lake_at(path) is not None
    if name == "stream" and converted:
        raise UsageError(f"{path} was converted: the stream reads logs", help="use --engine duckdb")
    if name == "stream" or (name is None and not converted):
        from goatherd.hunt import hunting

        return hunting.hunt
    require_extra(*TABLES)
    from goatherd.hunt.duck import engine

    return engine.hunt


def keep(file: Any, damage: Damage) -> None:
    if file is not None:
        data = damage.data.decode("utf-8", "backslashreplace")
        said = {"path": damage.path, "record": damage.number, "why": damage.why, "data": data}
        file.write(json.dumps(said) + "\n")


def require_extra(*modules: str) -> None:
    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"this needs {', '.join(missing)}",
            help="install goatherd with its extra, in its clone: pip install '.[hunt]'",
        )
