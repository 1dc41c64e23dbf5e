"""`goatherd scan`: static analysis of code, infrastructure, permissions, dependencies and secrets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import evolve

from goatherd.cli.fixing import check_fix_options, fix_options, make_fixes, show_diff
from goatherd.cli.options import checks_option, report_options
from goatherd.cli.output import Files, accept, deliver, require_replaceable, write_reports
from goatherd.cli.sandboxed import sandbox_options, sandbox_settings
from goatherd.cli.settings import configured, laid_over, naming_the_file, with_profile
from goatherd.core.config import PROFILES
from goatherd.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.cli.enclosing import Part
    from goatherd.core.config import Config
    from goatherd.core.events import Event
    from goatherd.outcome import Outcome


@click.command("scan")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(exists=True, path_type=Path))
@click.option("--since", metavar="REF", help="Only what the branch has changed since it left REF.")
@report_options
@click.option("--profile", type=click.Choice(PROFILES), help="Which findings the run is about.  [ci]")
@checks_option
@click.option(
    "--advisories",
    type=click.Path(exists=True),
    help="OSV documents (a folder or an archive) instead of your copy or the shipped table.",
)
@click.option("--prove", is_flag=True, help="Attack what is found, in a sandbox, and mark what was proved.")
@sandbox_options
@fix_options
def command(
    paths: tuple[Path, ...],
    since: str | None,
    profile: str | None,
    prove: bool,
    fix: bool,
    diff: bool,
    install: bool,
    unsafe_no_sandbox: bool,
    format: str,
    color: Any,
    width: int | None,
    quiet: bool,
    verbose: bool,
    write_baseline: str | None,
    config_file: Path | None,
    no_config: bool,
    time_limit: float | None,
    **options: Any,
) -> int:
    """Find security flaws in the serverless applications below PATH, or what concerns files or folders of one.

    Findings go to standard output. Exit codes: 0 clean, 1 findings at or above --fail-on, 2 usage or
    configuration, 3 incomplete or cut short (whatever was found), 4 nothing to scan, 130 interrupted before it had
    begun, or twice.
    """
    from goatherd.cli.enclosing import enclosing
    from goatherd.cli.lookup import refuse_unknown_oracles
    from goatherd.cli.progress import with_progress
    from goatherd.cli.stopping import until_stopped
    from goatherd.review import review
    from goatherd.scan import scan

    check_fix_options(fix, diff)
    paths = paths or (Path(),)
    root, only = enclosing(*paths)
    from_file = configured(paths[0] if len(paths) == 1 else root, config_file, without=no_config)
    chosen = (fix, *(options[name] for name in ("select", "min_severity", "min_confidence")))
    asked = bool(profile) or any(chosen)
    profile = with_profile(from_file, profile, *chosen)
    config = laid_over(from_file, write_baseline, profile=profile, **options)
    if not asked:
        config = evolve(config, settled=config.settled - {"profile"})
    files = Files()
    require_replaceable(config.reports, write_baseline)
    if write_baseline and (only is not None or since):
        part = f"{paths[0]} is a part of the application in {root}" if only else "--since is about changes alone"
        raise UsageError(part, help="a baseline is written for all of it")
    if since:
        only = _changed(since, root, only, config)

    sandboxed = (install, unsafe_no_sandbox, quiet)

    def run() -> Outcome:
        events = _proved(str(root), config, sandboxed) if prove else scan(str(root), config)
        told = with_progress(until_stopped(events, time_limit), quiet=quiet)
        return review(told, config, only=only, since=since or "")

    with naming_the_file(from_file, config):
        refuse_unknown_oracles((*config.select, *config.ignore))
        outcome = run()
    # What was not looked at may use what a policy grants.
    if outcome.cut_short and fix:
        click.echo("cut short: nothing is fixed", err=True)
    if diff:
        if not outcome.cut_short:
            show_diff(outcome, config)
        write_reports(outcome, config, files)
        files.tell()
        return int(outcome.exit_code)
    if fix and not outcome.cut_short and make_fixes(outcome, config):
        outcome = run()
    if write_baseline:
        accept(outcome, write_baseline, config, files)
    deliver(outcome, config, files, format=format, color=color, width=width, quiet=quiet, verbose=verbose)
    return int(outcome.exit_code)


def _changed(since: str, root: Path, only: Part, config: Config) -> tuple[str, ...]:
    """The changed files, of those that were asked for."""
    from goatherd.cli.changed import changed_since

    changed = changed_since(since, root, config)
    parts = [f"{part}/" for part in only or ()]
    return changed if only is None else tuple(p for p in changed if f"{p}/".startswith(tuple(parts)))


def _proved(root: str, config: Config, sandboxed: tuple[bool, bool, bool]) -> Iterator[Event]:
    settings = sandbox_settings(*sandboxed)
    from goatherd.prove import prove

    return prove(root, config, settings)
