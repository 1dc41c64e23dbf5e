"""`goatherd scan`: static analysis of code, infrastructure, permissions, dependencies and secrets."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import evolve

from goatherd.cli.settings import configured, laid_over, naming_the_file
from goatherd.core.errors import UsageError
from goatherd.core.finding import Confidence, Severity
from goatherd.report import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.config import Report
    from goatherd.outcome import Outcome

_LEVELS = [severity.label for severity in Severity]
_SEVERITY = click.Choice(_LEVELS)
_SEVERITY_OR_NEVER = click.Choice([*_LEVELS, "never"])
_CONFIDENCE = click.Choice([confidence.label for confidence in Confidence])
_COLOR = click.Choice(["auto", "always", "never"])
_FILE = click.Path(dir_okay=False)
_CONFIG = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False)
_ANY = click.Path(exists=True)


@click.command("scan")
@click.argument("path", type=click.Path(exists=True, path_type=Path), default=".")
@click.option("--format", type=click.Choice(FORMATS), default="terminal", show_default=True, help="What to print.")
@click.option("--report", "reports", multiple=True, metavar="FORMAT=FILE", help="Write a report as well; repeatable.")
@click.option("--select", multiple=True, metavar="CHECKS", help="Run only these: ids, prefixes, slugs, SAS-1 …")
@click.option("--ignore", multiple=True, metavar="CHECKS", help="Do not run these.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out files and folders; repeatable.")
@click.option("--fail-on", type=_SEVERITY_OR_NEVER, help="Exit 1 from this severity on.  [low]")
@click.option("--min-severity", type=_SEVERITY, help="Show findings from this severity on.  [info]")
@click.option("--min-confidence", type=_CONFIDENCE, help="Show findings from this confidence on.  [low]")
@click.option("--baseline", type=_FILE, help="Accept the findings that this file lists.")
@click.option("--write-baseline", type=_FILE, help="List all present findings in this file.")
@click.option("--checks-from", multiple=True, type=_FOLDER, help="A folder of further checks; they run.")
@click.option("--advisories", type=_ANY, help="OSV documents (a folder or an archive) instead of the shipped table.")
@click.option("--config", "config_file", type=_CONFIG, help="Use this configuration file.")
@click.option("--no-config", is_flag=True, help="Use no configuration file.")
@click.option("--no-ignores", is_flag=True, help="Report findings in spite of ignore comments.")
@click.option("--color", type=_COLOR, default="auto", show_default=True, help="Colours in the terminal report.")
@click.option("--width", type=click.IntRange(40, 1000), help="Columns of the terminal report.")
@click.option("-q", "--quiet", is_flag=True, help="One line a finding.")
@click.option("-v", "--verbose", is_flag=True, help="Also functions, accepted findings and what was left out.")
def command(
    path: Path,
    format: str,
    color: Any,
    width: int | None,
    quiet: bool,
    verbose: bool,
    write_baseline: str | None,
    config_file: Path | None,
    no_config: bool,
    **options: Any,
) -> int:
    """Find security flaws in the serverless applications below PATH, or what concerns a file or folder of one.

    Findings go to standard output. Exit codes: 0 clean, 1 findings at or above --fail-on, 2 usage or
    configuration, 3 incomplete (whatever was found), 4 nothing to scan, 130 interrupted.
    """
    from goatherd.cli.enclosing import enclosing
    from goatherd.cli.progress import with_progress
    from goatherd.review import accept_all, review
    from goatherd.scan import scan

    if write_baseline and options["baseline"]:
        raise UsageError(
            "--baseline and --write-baseline exclude each other", help="the written file is the new baseline"
        )
    from_file = configured(path, config_file, without=no_config)
    config = laid_over(from_file, **options)
    if write_baseline:
        config = evolve(config, baseline="")
    root, only = enclosing(path)
    if write_baseline and only:
        raise UsageError(f"{path} is a part of the application in {root}", help="a baseline is written for all of it")
    with naming_the_file(from_file, config):
        outcome = review(with_progress(scan(str(root), config)), config, only=only)
    if write_baseline:
        with _writing(write_baseline):
            written = accept_all(outcome, write_baseline, config)
        click.echo(f"{written} findings written to {write_baseline}", err=True)
    for report in config.reports:
        _write(report, outcome)
    if format == "terminal":
        from goatherd.report import terminal

        verbosity = "verbose" if verbose else "quiet" if quiet else "normal"
        terminal.write(outcome, sys.stdout, color=color, width=width, verbosity=verbosity)  # type: ignore[arg-type]
    else:
        _print(format, outcome)
    if quiet and outcome.incomplete:
        _explain_incomplete(outcome)
    return int(outcome.exit_code)


def _explain_incomplete(outcome: Outcome) -> None:
    from goatherd.report.safe import safe

    first, *others = (diagnosis for diagnosis in outcome.diagnoses if diagnosis.incomplete)
    more = f" (and {len(others)} more; run without -q)" if others else ""
    click.echo(safe(f"incomplete: {first.span} {first.message}") + more, err=True)


def _write(report: Report, outcome: Outcome) -> None:
    from goatherd.report import render

    with (
        _writing(report.path),
        open(report.path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream,
    ):
        stream.write(render(report.format, outcome))


@contextmanager
def _writing(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}", help="choose another file") from error


def _print(format: str, outcome: Outcome) -> None:
    from goatherd.report import render

    sys.stdout.buffer.write(render(format, outcome).encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()
