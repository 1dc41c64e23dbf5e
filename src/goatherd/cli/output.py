"""What a command that finds things prints and writes, the same for all of them."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from goatherd.core.errors import UsageError
from goatherd.core.wording import counted
from goatherd.outcome import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.config import Config, Report
    from goatherd.outcome import Outcome


def deliver(
    outcome: Outcome, config: Config, *, format: str, color: Any, width: int | None, quiet: bool, verbose: bool
) -> None:
    """Write the reports of the configuration, then print the outcome; raises UsageError for a file not writable."""
    write_reports(outcome, config)
    if format == "terminal":
        from goatherd.report import terminal

        verbosity = "verbose" if verbose else "quiet" if quiet else "normal"
        terminal.write(outcome, sys.stdout, color=color, width=width, verbosity=verbosity)  # type: ignore[arg-type]
    else:
        _print(format, outcome)
    if quiet and outcome.incomplete:
        _explain_incomplete(outcome)
    elif quiet and outcome.exit_code is ExitCode.NOTHING:
        from goatherd.report.verdict import MEANING

        click.echo(MEANING[outcome.exit_code], err=True)


def write_reports(outcome: Outcome, config: Config) -> None:
    """The reports of the configuration; raises UsageError for a file not writable."""
    for report in config.reports:
        _write(report, outcome)


def accept(outcome: Outcome, baseline: str, config: Config) -> None:
    """List all findings in the file `baseline`, and say how many these are."""
    from goatherd.review import accept_all

    with writing(baseline):
        written = accept_all(outcome, baseline, config)
    click.echo(f"{counted(written, 'finding')} written to {baseline}", err=True)


@contextmanager
def writing(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}", help="choose another file") from error


def _explain_incomplete(outcome: Outcome) -> None:
    from goatherd.report.safe import safe

    first, *others = (diagnosis for diagnosis in outcome.diagnoses if diagnosis.incomplete)
    more = f" (and {len(others)} more; run without -q)" if others else ""
    click.echo(safe(f"incomplete: {first.span} {first.message}") + more, err=True)


def _write(report: Report, outcome: Outcome) -> None:
    from goatherd.report import render

    with (
        writing(report.path),
        open(report.path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream,
    ):
        stream.write(render(report.format, outcome))


def _print(format: str, outcome: Outcome) -> None:
    from goatherd.report import render

    sys.stdout.buffer.write(render(format, outcome).encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()
