"""`goatherd attack`: run the application's functions in a sandbox and prove what can be exploited."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import evolve

from goatherd.cli.options import report_options
from goatherd.cli.output import Files, accept, deliver, require_replaceable, writing
from goatherd.cli.sandboxed import sandbox_options, sandbox_settings
from goatherd.cli.settings import configured, laid_over
from goatherd.core.errors import UsageError
from goatherd.core.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.run import Settings
    from goatherd.core.config import Config
    from goatherd.core.events import Event
    from goatherd.outcome import Outcome

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("attack")
@click.argument("path", type=click.Path(exists=True, path_type=Path), default=".")
@click.option("--function", "functions", multiple=True, metavar="NAME", help="Attack only this function; repeatable.")
@click.option("--finding", metavar="FINGERPRINT", help="Attack only what a scan found under this fingerprint.")
@click.option("--save-tests", type=_FOLDER, help="Write a test for every proof here.")
@click.option(
    "--telemetry",
    type=_FOLDER,
    metavar="DIR",
    help="Write what the cloud would have logged of the proofs and of harmless use into this new folder.",
)
@click.option("--guard", is_flag=True, help="Attack again with the run-time guard, and show what it stops.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="The same seed repeats a run.")
@sandbox_options
@report_options
def command(
    path: Path,
    functions: tuple[str, ...],
    finding: str | None,
    save_tests: Path | None,
    telemetry: Path | None,
    guard: bool,
    seed: int,
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
    """Run the functions below PATH in a sandbox, attack them through every trigger, and report what was proved.

    Nothing leaves this machine. Exit codes: 0 nothing proved, 1 something proved, 2 usage, or no sandbox,
    3 incomplete: not everything could be attacked, or the run was cut short, 4 nothing to attack, 130 interrupted
    before it had begun, or twice.
    """
    settings = evolve(sandbox_settings(install, unsafe_no_sandbox, quiet=quiet), functions=functions, seed=seed)
    if guard:
        if unsafe_no_sandbox:
            raise UsageError("--guard needs the sandbox, which --unsafe-no-sandbox takes away")
        settings = evolve(settings, guard=True)
    from goatherd.attack.run import attack
    from goatherd.attack.telemetry.writing import Telemetry, require_empty
    from goatherd.cli.progress import with_progress
    from goatherd.cli.stopping import until_stopped
    from goatherd.outcome import ExitCode
    from goatherd.report.tests import write_tests
    from goatherd.review import review

    from_file = _about_oracles(configured(path, config_file, without=no_config))
    config = laid_over(from_file, write_baseline, checks_from=(), advisories=None, **options)
    files = Files()
    require_replaceable(config.reports, write_baseline)
    if save_tests:
        with writing(str(save_tests)):
            save_tests.mkdir(parents=True, exist_ok=True)
    logged = Telemetry()
    if telemetry:
        with writing(str(telemetry)):
            require_empty(telemetry)
        settings = evolve(settings, keep=logged.keep)
    events = _after(finding, path, config, settings, quiet) if finding else attack(str(path), config, settings)
    outcome = review(with_progress(until_stopped(events, time_limit), quiet=quiet), config)
    if save_tests:
        with files.writing(str(save_tests)):
            count = write_tests(outcome, save_tests, path, seed, install=install)
            click.echo(f"{counted(count, 'test')} written to {save_tests}", err=True)
    if telemetry:
        with files.writing(str(telemetry)):
            count = logged.write(telemetry)
            click.echo(f"logs of {counted(count, 'attack')} written to {telemetry}", err=True)
    if write_baseline:
        accept(outcome, write_baseline, config, files)
    if guard:
        _tell_unprotected(outcome, config, path)
    deliver(outcome, config, files, format=format, color=color, width=width, quiet=quiet, verbose=verbose)
    return int(outcome.exit_code if outcome.functions else ExitCode.NOTHING)


def _tell_unprotected(outcome: Outcome, config: Config, path: Path) -> None:
    """Functions that were attacked under guard, and which `guard apply` would not put it in front of."""
    from goatherd.fixes.guard import put_in_front
    from goatherd.guard.homes import homes_of
    from goatherd.guard.runtimes import why_not
    from goatherd.report.safe import safe

    functions = [function for application in outcome.applications for function in application.functions]
    root = str(path.parent if path.is_file() else path)
    left = [(each, why) for each in functions if (why := why_not(each))]
    told = [(each.id, each.span, why) for each, why in left]
    changes = put_in_front(root, config, homes_of(outcome.applications))
    for id, span, why in [*told, *((each.function, each.span, each.why) for each in changes.left)]:
        click.echo(safe(f"{span} {id} was attacked under guard, and guard apply would refuse it: {why}"), err=True)


def _after(fingerprint: str, path: Path, config: Config, settings: Settings, quiet: bool) -> Iterator[Event]:
    from goatherd.cli.progress import with_progress
    from goatherd.core.config import Config as Plain
    from goatherd.prove import prove_one
    from goatherd.review import review
    from goatherd.scan import scan

    plain = Plain(exclude=config.exclude, all_files=config.all_files, models_from=config.models_from)
    scanned = review(with_progress(scan(str(path), plain), quiet=quiet), plain)
    found = [each for each in scanned.findings if each.fingerprint.startswith(fingerprint)]
    if len(found) != 1:
        message = f"{len(found)} findings have the fingerprint {fingerprint!r}"
        raise UsageError(message, help="goatherd scan --format json shows the fingerprint of each")
    return prove_one(str(path), config, found[0], settings)


def _about_oracles(config: Config) -> Config:
    """The configuration without names of checks: one file serves both commands."""
    from goatherd.rules.rule import is_oracle_id

    return evolve(
        config,
        select=tuple(name for name in config.select if is_oracle_id(name)),
        ignore=tuple(name for name in config.ignore if is_oracle_id(name)),
        checks_from=(),
        profile="",
    )
