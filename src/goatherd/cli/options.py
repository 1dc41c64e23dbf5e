"""Options that every command has which reports findings."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from goatherd.core.confidence import Confidence
from goatherd.core.config import MAX_EFFORT
from goatherd.core.finding import Severity
from goatherd.report import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., object]")

_LEVELS = [severity.label for severity in Severity]
_SEVERITY = click.Choice(_LEVELS)
_SEVERITY_OR_NEVER = click.Choice([*_LEVELS, "never"])
_CONFIDENCE = click.Choice([confidence.label for confidence in Confidence])
_COLOR = click.Choice(["auto", "always", "never"])
_FILE = click.Path(dir_okay=False)
_CONFIG = click.Path(exists=True, dir_okay=False, path_type=Path)

_WHAT = (
    click.option("--select", multiple=True, metavar="CHECKS", help="Run only these: ids, prefixes, slugs, SAS-1 …"),
    click.option("--ignore", multiple=True, metavar="CHECKS", help="Do not run these."),
)
_EXCLUDE = click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out files and folders; repeatable.")
_ALL_FILES = click.option("--all-files", is_flag=True, help="Read what git ignores as well.")
_EFFORT = click.option(
    "--effort", type=click.IntRange(1, MAX_EFFORT), metavar="N", help="Follow code up to N (1 to 10) times as far.  [1]"
)
_MODELS = click.option(
    "--models-from",
    multiple=True,
    type=click.Path(exists=True, file_okay=False),
    help="A folder that says what libraries do; repeatable.",
)
_AT_WORK = (
    click.option(
        "--jobs", type=click.IntRange(1), metavar="N", help="Processes that read code at once.  [as many as cores]"
    ),
    click.option("--no-cache", is_flag=True, help="Work everything out again, and remember nothing."),
)
_FORMAT = click.option(
    "--format", type=click.Choice(FORMATS), default="terminal", show_default=True, help="What to print."
)
_REPORT = click.option(
    "--report", "reports", multiple=True, metavar="FORMAT=FILE", help="Write a report as well; repeatable."
)
_WHICH = (
    click.option("--fail-on", type=_SEVERITY_OR_NEVER, help="Exit 1 from this severity on.  [low]"),
    click.option("--min-severity", type=_SEVERITY, help="Show findings from this severity on.  [info]"),
    click.option("--min-confidence", type=_CONFIDENCE, help="Show findings from this confidence on.  [low]"),
    click.option("--baseline", type=_FILE, help="Accept the findings that this file lists."),
    click.option("--write-baseline", type=_FILE, help="List all present findings in this file."),
)
_CONFIGURED = (
    click.option("--config", "config_file", type=_CONFIG, help="Use this configuration file."),
    click.option("--no-config", is_flag=True, help="Use no configuration file."),
)
_NO_IGNORES = click.option("--no-ignores", is_flag=True, help="As if no comment, and no .gitignore, hid anything.")
_DRAWN = (
    click.option("--color", type=_COLOR, default="auto", show_default=True, help="Colours in the terminal report."),
    click.option("--width", type=click.IntRange(40, 1000), help="Columns of the terminal report."),
)


class _Seconds(click.FloatRange):
    """More than none, and fewer than for ever."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        seconds = super().convert(value, param, ctx)
        if not math.isfinite(seconds):
            self.fail(f"{value!r} is no number of seconds.", param, ctx)
        return seconds


_TIME_LIMIT = click.option(
    "--time-limit",
    type=_Seconds(min=0, min_open=True),
    metavar="SECONDS",
    help="End the run then; what it found is reported.",
)
_SHOWN = (
    click.option("-q", "--quiet", is_flag=True, help="One line a finding."),
    click.option("-v", "--verbose", is_flag=True, help="Also functions, accepted findings and what was left out."),
)


def report_options(command: F) -> F:
    """Give a command --format, --report, --select and all the others."""
    what = (*_WHAT, _EXCLUDE, _ALL_FILES, _MODELS, _EFFORT, *_WHICH, *_CONFIGURED, _NO_IGNORES)
    return _given(command, _FORMAT, _REPORT, *what, _TIME_LIMIT, *_AT_WORK, *_DRAWN, *_SHOWN)


def checks_option(command: F) -> F:
    """Give a command --checks-from, for checks of the user's own."""
    return click.option(
        "--checks-from",
        multiple=True,
        type=click.Path(exists=True, file_okay=False),
        help="A folder of further checks; they run.",
    )(command)


def report_option(command: F) -> F:
    """Give a command --report alone, for formats of its own."""
    return _given(command, _REPORT)


def configured_options(command: F) -> F:
    """Give a command --exclude, --all-files, --models-from, --effort, --config, --no-config, --jobs and --no-cache."""
    return _given(command, _EXCLUDE, _ALL_FILES, _MODELS, _EFFORT, *_CONFIGURED, *_AT_WORK)


def drawing_options(command: F) -> F:
    """Give a command --color and --width."""
    return _given(command, *_DRAWN)


def _given(command: F, *options: Callable[[F], F]) -> F:
    for option in reversed(options):
        command = option(command)
    return command
