"""The configuration of a scan: a file, with the command line laid over it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve

from goatherd.core.confidence import Confidence
from goatherd.core.config import Config, Report, find_config, load_config
from goatherd.core.errors import ConfigError, UsageError
from goatherd.core.finding import Severity
from goatherd.core.host import cache_folder, cores, data_folder
from goatherd.core.source import Span
from goatherd.report import FILE_FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_OF_FINDINGS = frozenset({"select", "ignore", "profile", "fail_on", "min_severity", "min_confidence"})


def configured(path: Path, config_file: Path | None, *, without: bool) -> Config:
    """The configuration file that was named or is found, unless the user wants none."""
    if without and config_file:
        raise UsageError("--config and --no-config exclude each other", help="leave one of them out")
    if without:
        return Config()
    found = config_file or find_config(path)
    config = load_config(found, named=config_file is not None) if found else Config()
    return evolve(config, nested=config_file is None)


def laid_over(
    config: Config,
    write_baseline: str | None,
    *,
    reports: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    exclude: tuple[str, ...],
    all_files: bool,
    models_from: tuple[str, ...],
    effort: int | None,
    fail_on: str | None,
    min_severity: str | None,
    min_confidence: str | None,
    baseline: str | None,
    checks_from: tuple[str, ...],
    advisories: str | None,
    no_ignores: bool,
    jobs: int | None,
    no_cache: bool,
    profile: str = "",
) -> Config:
    """The configuration with the command line laid over it. Lists are replaced; `exclude` and
    `models_from` are added to.

    A baseline that is to be written starts from nothing; raises UsageError when one is to be read as well.
    """
    if write_baseline and baseline:
        raise UsageError(
            "--baseline and --write-baseline exclude each other", help="the written file is the new baseline"
        )
    changes: dict[str, Any] = {
        "checks_from": checks_from,
        "advisories": advisories or "",
        "advisories_copy": copy if os.path.exists(copy := copy_of_advisories()) else "",
        "honour_comments": not no_ignores,
        "all_files": config.all_files or all_files or no_ignores,
        **at_work(jobs, no_cache),
    }
    if profile:
        changes["profile"] = profile
    if select:
        changes["select"] = _listed(select)
    if ignore:
        changes["ignore"] = _listed(ignore)
    if effort:
        changes["effort"] = effort
    if fail_on:
        changes["fail_on"] = None if fail_on == "never" else Severity[fail_on.upper()]
    if min_severity:
        changes["min_severity"] = Severity[min_severity.upper()]
    if min_confidence:
        changes["min_confidence"] = Confidence[min_confidence.upper()]
    if baseline:
        changes["baseline"] = os.path.abspath(baseline)
    if write_baseline:
        changes["baseline"] = ""
    if reports:
        changes["reports"] = reports_of(reports, FILE_FORMATS)
    return evolve(with_more(config, exclude, models_from), **changes, settled=_OF_FINDINGS & changes.keys())


def copy_of_advisories() -> str:
    """Where `goatherd advisories update` puts its copy."""
    return os.path.join(data_folder("advisories"), "index.sqlite")


def with_profile(config: Config, profile: str | None, *asked: object) -> str:
    """The profile of a scan: what was chosen, else all for whoever `asked` for something else, else `ci`."""
    return profile or config.profile or ("everything" if any(asked) else "ci")


def with_more(config: Config, exclude: tuple[str, ...], models_from: tuple[str, ...]) -> Config:
    """The configuration with more to leave out, and with folders of models that go before its own."""
    models = tuple(map(os.path.abspath, models_from))
    return evolve(config, exclude=(*config.exclude, *exclude), models_from=(*models, *config.models_from))


def at_work(jobs: int | None, no_cache: bool) -> dict[str, Any]:
    """What of a configuration is about how a run works, and changes nothing that it finds."""
    return {"jobs": jobs or cores(), "cache": "" if no_cache else cache_folder("scans")}


def reports_of(texts: Sequence[str], formats: Sequence[str]) -> tuple[Report, ...]:
    """What `--report FORMAT=FILE` says; raises UsageError for a format that is not among `formats`."""
    return tuple(_report(text, formats) for text in texts)


@contextmanager
def naming_the_file(from_file: Config, config: Config) -> Iterator[None]:
    """Tell where it stands when what names no check came from the configuration file, not the command line."""
    try:
        yield
    except UsageError as error:
        names = [
            name
            for laid, written in ((config.select, from_file.select), (config.ignore, from_file.ignore))
            if laid is written
            for name in written
            if error.message.startswith(f"{name!r} names no check")
        ]
        if not names:
            raise
        span = Span(from_file.source, _line_of(names[0], from_file.source))
        raise ConfigError(error.message, span=span, help=error.help) from error


def _line_of(name: str, path: str) -> int:
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    quoted = (f'"{name}"', f"'{name}'")
    return next((n for n, line in enumerate(lines, 1) if any(text in line for text in quoted)), 1)


def _listed(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(item.strip() for value in values for item in value.split(",") if item.strip())


def _report(text: str, formats: Sequence[str]) -> Report:
    format, separator, path = text.partition("=")
    if not separator or not path or format not in formats:
        example = "sarif" if "sarif" in formats else "json"
        raise UsageError(
            f"--report {text!r} names no format and file",
            help=f"write --report {example}=goatherd.{example}; formats are {', '.join(formats)}",
        )
    return Report(format, os.path.abspath(path))
