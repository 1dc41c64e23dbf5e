"""The configuration of a scan: a file, with the command line laid over it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from attrs import evolve

from goatherd.core.config import Config, Report, find_config, load_config
from goatherd.core.errors import UsageError
from goatherd.core.finding import Confidence, Severity
from goatherd.report import FILE_FORMATS

if TYPE_CHECKING:
    from pathlib import Path


def configured(path: Path, config_file: Path | None, *, without: bool) -> Config:
    """The configuration file that was named or is found, unless the user wants none."""
    if without and config_file:
        raise UsageError("--config and --no-config exclude each other", help="leave one of them out")
    if without:
        return Config()
    found = config_file or find_config(path)
    return load_config(found) if found else Config()


def laid_over(
    config: Config,
    *,
    reports: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    exclude: tuple[str, ...],
    fail_on: str | None,
    min_severity: str | None,
    min_confidence: str | None,
    baseline: str | None,
    checks_from: tuple[str, ...],
    advisories: str | None,
    no_ignores: bool,
) -> Config:
    """The configuration with the command line laid over it. Lists are replaced, `exclude` is added to."""
    changes: dict[str, Any] = {
        "checks_from": checks_from,
        "advisories": advisories or "",
        "honour_comments": not no_ignores,
    }
    if select:
        changes["select"] = _listed(select)
    if ignore:
        changes["ignore"] = _listed(ignore)
    if fail_on:
        changes["fail_on"] = None if fail_on == "never" else Severity[fail_on.upper()]
    if min_severity:
        changes["min_severity"] = Severity[min_severity.upper()]
    if min_confidence:
        changes["min_confidence"] = Confidence[min_confidence.upper()]
    if baseline:
        changes["baseline"] = os.path.abspath(baseline)
    if reports:
        changes["reports"] = tuple(_report(text) for text in reports)
    return evolve(config, exclude=(*config.exclude, *exclude), **changes)


def _listed(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(item.strip() for value in values for item in value.split(",") if item.strip())


def _report(text: str) -> Report:
    format, separator, path = text.partition("=")
    if not separator or not path or format not in FILE_FORMATS:
        raise UsageError(
            f"--report {text!r} names no format and file",
            help=f"write --report sarif=goatherd.sarif; formats are {', '.join(FILE_FORMATS)}",
        )
    return Report(format, os.path.abspath(path))
