"""`goatherd hunt`: what happened to an application, from what its cloud has written about it."""

from __future__ import annotations

import json
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goatherd.cli.hunt_print import AS_FOUND, Printer
from goatherd.cli.options import report_option
from goatherd.cli.output import Files, require_replaceable
from goatherd.cli.settings import reports_of
from goatherd.core.errors import UsageError
from goatherd.hunt.extra import MODULES
from goatherd.report.hunt import FORMATS, OF_FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from goatherd.core.config import Report
    from goatherd.core.finding import Diagnosis
    from goatherd.hunt.application.baseline import Baseline
    from goatherd.hunt.hunting import Hunt
    from goatherd.hunt.telemetry.batch import Damage
    from goatherd.outcome import Outcome

NOTHING, INCOMPLETE, FOUND = 4, 3, 1
MOST_TOLD = 20  # rules that cannot be asked
TABLES = ("duckdb", "pyarrow", "sqlglot")
SPARK = ("pyspark", "pyarrow", "sqlglot")
PLACE = click.Path(exists=True, path_type=Path)
_COMMANDS = {
    "convert": ("hunt_convert", "Write logs as tables of Parquet."),
    "coverage": ("hunt_coverage", "Say which attacks of goatherd attack --telemetry would be seen."),
    "rules": ("hunt_rules", "Show what rules could see in which logs."),
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
    type=click.Choice(["stream", "duckdb", "spark"]),
    help="What asks the rules: stream reads logs, duckdb and spark what `hunt convert` wrote, or logs that are "
    "converted first.  [default: duckdb where PATH was converted, or else stream]",
)
@click.option(
    "--state",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Remember there what was read and told, so that the next run reads and tells what is new.",
)
@click.option("--follow", is_flag=True, help="Go on reading what is written below PATH, until Ctrl-C.")
@click.option("--master", metavar="ADDRESS", help="Where Spark works.  [default: local[*], this machine]")
@click.option("--app", type=PLACE, metavar="PATH", help="Hold the logs against the applications below PATH.")
@click.option("--stack", "stacks", multiple=True, metavar="NAME", help="A stack that is the application's; repeatable.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="What to print.")
@report_option
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
    state: Path | None,
    follow: bool,
    master: str | None,
    app: Path | None,
    stacks: tuple[str, ...],
    form: str,
    reports: tuple[str, ...],
    damaged: Any,
    color: Any,
    verbose: bool,
) -> int:
    """Find what has been done to serverless applications, in the logs below PATH.

    Exit codes: 0 nothing found, 1 alerts, 2 usage, 3 a part cannot be read, 4 no records.
    """
    require_extra(*MODULES)
    from goatherd.hunt.rules import read_rules

    goes_on = state is not None or follow
    if goes_on:
        _require_stream(engine, path, state)
    if follow and form not in AS_FOUND:
        raise UsageError(f"{form} is not printed as it is found", help=f"write it with --report {form}=FILE")
    hunt, printer, files = _engine(engine, path, master), Printer(form, color, verbose), reports_of(reports, OF_FILES)
    require_replaceable(files)
    read = read_rules(rules, own=own)
    tell(read.diagnoses)
    baseline, outcome = application_of(app, stacks)
    keeping = partial(keep, damaged)
    report = partial(_report, files)
    if goes_on:
        from goatherd.cli.hunt_follow import go_on

        found = go_on(path, read, state, baseline, keep=keeping, printer=printer, report=report, follow=follow)
    else:
        found = hunt(path, read, baseline=baseline, keep=keeping)
        report(found, printer.print)
    if not found.records and not found.followed:
        return NOTHING
    if found.alerts.ordered:
        return FOUND
    unread = found.damages or read.diagnoses or found.diagnoses or (outcome and outcome.incomplete)
    return INCOMPLETE if unread or (baseline and baseline.failures) else 0


def tell(diagnoses: Iterable[Diagnosis]) -> None:
    from goatherd.report.safe import safe

    told = list(diagnoses)
    for diagnosis in told[:MOST_TOLD]:
        click.echo(safe(f"incomplete: {diagnosis.span.path}: {diagnosis.message}"), err=True)
    if len(told) > MOST_TOLD:
        click.echo(f"incomplete: … and {len(told) - MOST_TOLD:,} more rules that are not asked", err=True)


def _report(files: tuple[Report, ...], found: Hunt, show: Callable[[Hunt], None]) -> None:
    from goatherd.report.hunt import render

    tell(found.diagnoses)
    written = Files()
    for report in files:
        with written.writing(report.path):
            text = render(report.format, found)
            with open(report.path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
                stream.write(text)
    show(found)
    written.tell()


def application_of(app: Path | None, stacks: tuple[str, ...]) -> tuple[Baseline | None, Outcome | None]:
    if app is None:
        if stacks:
            raise UsageError("--stack names a stack of --app", help="name the application as well")
        return None, None
    from goatherd.cli.hunt_application import baseline_of

    return baseline_of(app, stacks)


def _require_stream(engine: str | None, path: Path, state: Path | None) -> None:
    from goatherd.hunt.lake.mark import lake_at

    if engine in ("duckdb", "spark") or lake_at(path) is not None:
        raise UsageError(
            "--state and --follow are the stream's: DuckDB and Spark ask whole tables",
            help="leave out --engine, and name logs that were not converted",
        )
    if state is not None and state.resolve().is_relative_to(path.resolve()):
        raise UsageError(f"the state {state} is among the logs", help="keep it elsewhere")


def _engine(name: str | None, path: Path, master: str | None) -> Callable[..., Hunt]:
    from goatherd.hunt.lake.mark import lake_at

    converted = lake_at(path) is not None
    if master is not None and name != "spark":
        raise UsageError("--master says where Spark works", help="use --engine spark")
    if name == "stream" and converted:
        raise UsageError(f"{path} was converted: the stream reads logs", help="use --engine duckdb")
    if name == "stream" or (name is None and not converted):
        from goatherd.hunt import hunting

        return hunting.hunt
    if name == "spark":
        require_extra(*SPARK, extra="spark")
        from goatherd.hunt.spark.engine import MASTER
        from goatherd.hunt.spark.engine import hunt as hunt_with_spark

        return partial(hunt_with_spark, master=master or MASTER)
    require_extra(*TABLES)
    from goatherd.hunt.duck import engine

    return engine.hunt


def keep(file: Any, damage: Damage) -> None:
    if file is not None:
        data = damage.data.decode("utf-8", "backslashreplace")
        said = {"path": damage.path, "record": damage.number, "why": damage.why, "data": data}
        file.write(json.dumps(said) + "\n")


def require_extra(*modules: str, extra: str = "hunt") -> None:
    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"this needs {', '.join(missing)}",
            help=f"install goatherd with its extra, in its clone: pip install '.[{extra}]'",
        )
