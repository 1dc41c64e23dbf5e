"""What a command that finds things prints and writes, the same for all of them."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goatherd.core import host
from goatherd.core.errors import UsageError
from goatherd.core.formats import may_be_replaced
from goatherd.core.wording import counted
from goatherd.outcome import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.core.config import Config, Report
    from goatherd.outcome import Outcome


class Files:
    """Files that results are written to. What goes wrong with one is told when all the rest is written and printed."""

    def __init__(self) -> None:
        self._failed: list[Exception] = []

    @contextmanager
    def writing(self, path: str) -> Iterator[None]:
        try:
            with writing(path):
                yield
        except Exception as error:
            self._failed.append(error)

    def tell(self) -> None:
        """Raise the first failure that is our own, else UsageError with every file that cannot be written."""
        for error in self._failed:
            if not isinstance(error, UsageError):
                raise error
        if self._failed:
            raise UsageError("; ".join(map(str, self._failed)), help="choose another file")


def require_writable(*paths: str) -> None:
    """Raise UsageError for a file that plainly cannot be written: a run that takes long need not tell it at its end."""
    for path in paths:
        why = _refusal(path)
        if why:
            raise UsageError(f"{path} cannot be written: {os.strerror(why)}", help="choose another file")


def require_replaceable(reports: Sequence[Report], baseline: str | None = None) -> None:
    """As `require_writable`; also for two results in one file, and for a report over a file that is none.

    Only earlier reports of the same format are replaced: a slip of the fingers would cost a source file.
    """
    require_writable(*(report.path for report in reports), *filter(None, [baseline]))
    require_apart(*(report.path for report in reports), *filter(None, [baseline]))
    for report in reports:
        path = Path(report.path)
        if not _is_device(path) and not may_be_replaced(path, report.format):
            message = f"{report.path} is there already and is no {report.format} report of goatherd"
            raise UsageError(message, help="remove it, or name another file")


def require_apart(*paths: str) -> None:
    """Raise UsageError for a file that two results would be written to."""
    files = [os.path.realpath(path) for path in paths if not _is_device(Path(path))]
    for path in files:
        if files.count(path) > 1:
            raise UsageError(f"two results would be written to {path}", help="name a file for each")


def _is_device(path: Path) -> bool:
    """Whether it is a pipe, a terminal or the like: what is written there goes on, and replaces nothing."""
    return path.exists() and not path.is_file() and not path.is_dir()


def _refusal(path: str) -> int:
    folder = os.path.dirname(path) or "."
    if os.path.isdir(path):
        return errno.EISDIR
    if not os.path.isdir(folder):
        return errno.ENOTDIR if os.path.exists(folder) else errno.ENOENT
    there = os.path.exists(path)
    if os.access(path if there else folder, os.W_OK):
        return 0
    only_read = hasattr(os, "statvfs") and os.statvfs(folder).f_flag & os.ST_RDONLY
    return errno.EROFS if only_read else errno.EACCES


def deliver(
    outcome: Outcome,
    config: Config,
    files: Files,
    *,
    format: str,
    color: Any,
    width: int | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write the reports of the configuration, and print the outcome; raises what went wrong with `files`, at last."""
    write_reports(outcome, config, files)
    _show(outcome, format=format, color=color, width=width, quiet=quiet, verbose=verbose)
    files.tell()


def _show(outcome: Outcome, *, format: str, color: Any, width: int | None, quiet: bool, verbose: bool) -> None:
    if format == "terminal":
        from goatherd.report import terminal
        from goatherd.report.placed import in_folder

        verbosity = "verbose" if verbose else "quiet" if quiet else "normal"
        outcome = in_folder(outcome, os.getcwd())
        terminal.write(outcome, sys.stdout, color=color, width=width, verbosity=verbosity)  # type: ignore[arg-type]
    else:
        _print(format, outcome)
    if quiet and outcome.compared:
        from goatherd.report.age import are_old, days_of_advisories

        if are_old(outcome, host.today()):
            click.echo(f"advisories {days_of_advisories(outcome)}", err=True)
    if quiet and outcome.incomplete:
        _explain_incomplete(outcome)
    elif quiet and outcome.exit_code is ExitCode.NOTHING:
        from goatherd.report.verdict import MEANING

        click.echo(MEANING[outcome.exit_code], err=True)


def write_reports(outcome: Outcome, config: Config, files: Files) -> None:
    """The reports of the configuration."""
    for report in config.reports:
        with files.writing(report.path):
            _write(report, outcome)


def accept(outcome: Outcome, baseline: str, config: Config, files: Files) -> None:
    """List all findings in the file `baseline`, and say how many these are, and how many it has kept; half a run has
    not seen all of them."""
    from goatherd.review import accept_all

    if outcome.cut_short:
        click.echo("cut short: no baseline is written", err=True)
        return
    with files.writing(baseline):
        entries = accept_all(outcome, baseline, config)
        found = outcome.accepted_by("baseline")
        gaps = sum(tolerated.by == "baseline" for tolerated in outcome.tolerated)
        unread = f" and {counted(gaps, 'place')} not read or decided" if gaps else ""
        # What other profiles, folders and checks have put there stays.
        kept = entries - found - gaps
        more = f", which keeps {kept} of earlier runs besides and has {entries} entries" if kept > 0 else ""
        click.echo(f"{counted(found, 'finding')}{unread} written to {baseline}{more}", err=True)


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

    text = render(report.format, outcome)
    with open(report.path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
        stream.write(text)


def _print(format: str, outcome: Outcome) -> None:
    from goatherd.report import render

    sys.stdout.buffer.write(render(format, outcome).encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()
