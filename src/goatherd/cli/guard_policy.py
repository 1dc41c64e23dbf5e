"""`goatherd guard policy` and `goatherd guard check`: policies from the code, and whether they still fit it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goatherd.cli.guard_reading import INCOMPLETE, LOG, NO_FUNCTION, read
from goatherd.cli.options import configured_options
from goatherd.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goatherd.cli.guard_reading import Read
    from goatherd.guard.homes import Guarded, Home
    from goatherd.guard.learning import Learned
    from goatherd.guard.records import Records

_PATH = click.argument("path", type=click.Path(exists=True, path_type=Path), default=".")


@click.command("policy")
@_PATH
@click.option("--function", "names", multiple=True, metavar="F", help="Only this function; repeatable.")
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="Write policies to this folder.")
@click.option("--write", is_flag=True, help="Write them to goatherd-guard/policies next to each template.")
@click.option("--mode", type=click.Choice(["block", "monitor"]), default="block", show_default=True, help="Their mode.")
@click.option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="What to print.")
@click.option(
    "--learn", "logs", multiple=True, type=LOG, metavar="LOG", help="Widen or narrow by these logs; repeatable."
)
@click.option(
    "--least",
    type=click.IntRange(min=1),
    default=1000,
    show_default=True,
    help="Of how many invocations the logs must tell before what none of them used is taken out.",
)
@configured_options
@click.option("-q", "--quiet", is_flag=True, help="Print no policies: only errors, and what is written.")
def policy(
    path: Path,
    names: tuple[str, ...],
    output: Path | None,
    write: bool,
    mode: str,
    format: str,
    logs: tuple[Path, ...],
    least: int,
    quiet: bool,
    **options: Any,
) -> int:
    """Write a policy for each function of the applications below PATH, from what its code does.

    Each line has the place that it comes from; what the code does not tell is monitored, not blocked, and listed. With
    --learn, policies that are there already are changed by what the guard saw, and the difference is shown.

    Exit codes: 0 made, 2 usage or configuration, 3 incomplete, 4 no function to protect.
    """
    if output and write:
        raise UsageError("--output and --write exclude each other", help="leave one of them out")
    found = read(path, options, quiet=quiet)
    homes = found.homes(names)
    found.tell_foreign(names)
    if not homes:
        return found.nothing(NO_FUNCTION)
    records = _records(logs)
    made: list[dict[str, Any]] = []
    _refuse(found, homes, output, write)
    for home in homes:
        folder = output or Path(found.root, home.policies)
        if not output:
            _tell_strays(found, home, folder)
        for each in home.functions:
            made.append(each.policy(mode) if records is None else _learned(each, folder, mode, records, least, quiet))
            if output or write:
                _write(folder / f"{each.name}.json", made[-1])
    if not quiet and records is None:
        _print(made, format)
    return INCOMPLETE if found.tell() else 0


def _refuse(found: Read, homes: list[Home], output: Path | None, write: bool) -> None:
    """Raise UsageError for policies that would be written through a link, and files there that are none."""
    from goatherd.guard.homes import read_policy
    from goatherd.guard.placing import refuse_links

    for home in homes:
        if write:
            refuse_links(Path(found.root), home.policies)
        for each in home.functions:
            file = (output or Path(found.root, home.policies)) / f"{each.name}.json"
            if file.is_file():
                read_policy(file)


def _records(logs: tuple[Path, ...]) -> Records | None:
    if not logs:
        return None
    from goatherd.guard.records import read_logs

    return read_logs(logs)


def _learned(each: Guarded, folder: Path, mode: str, records: Records, least: int, quiet: bool) -> dict[str, Any]:
    """The policy that is there, or the model's, changed by records; the difference is printed."""
    from goatherd.guard.homes import read_policy
    from goatherd.guard.layer import policy_text
    from goatherd.guard.learning import learned

    file = folder / f"{each.name}.json"
    before = read_policy(file) if file.is_file() else each.policy(mode)
    found = learned(before, str(before.get("function", each.function.id)), records, least)
    if not quiet:
        sys.stdout.writelines(_difference(f"{each.name}.json", policy_text(before), policy_text(found.policy)))
        sys.stdout.writelines(_remarks(f"{each.name}.json", found))
    return found.policy


def _remarks(name: str, found: Learned) -> Iterator[str]:
    from goatherd.core.wording import counted
    from goatherd.report.safe import visible

    for section in found.redacted:
        told = f"# {name}: {section}: reports name what events held, which is not in the log and not learned"
        yield visible(f'{told} ("telemetry": {{"values": "plain"}} in the policy shows it)') + "\n"
    for each in found.unused:
        what = f"kept, since {each.kept}" if each.kept else "taken out"
        times = counted(found.invocations, "invocation")
        yield visible(f"# {name}: not used in {times}: {each.entry}, {each.entry.why} ({what})") + "\n"


def _difference(name: str, before: str, after: str) -> Iterator[str]:
    from difflib import unified_diff

    from goatherd.report.safe import visible

    for line in unified_diff(before.splitlines(), after.splitlines(), f"a/{name}", f"b/{name}", lineterm=""):
        yield visible(line) + "\n"


def _write(file: Path, policy: dict[str, Any]) -> None:
    from goatherd.guard.layer import policy_text
    from goatherd.guard.placing import put

    put(file, policy_text(policy))
    click.echo(f"{file}: written", err=True)


def _print(made: list[dict[str, Any]], format: str) -> None:
    if format == "json":
        from goatherd.report.safe import escaped

        whole: Any = made[0] if len(made) == 1 else made
        sys.stdout.write(escaped(json.dumps(whole, indent=2, ensure_ascii=False)) + "\n")
        return
    from goatherd.report.guard.policies import told

    for policy in made:
        sys.stdout.writelines(line + "\n" for line in told(policy))


@click.command("check")
@_PATH
@click.option("--policies", type=click.Path(file_okay=False, path_type=Path), help="Where they are, if elsewhere.")
@configured_options
@click.option("-q", "--quiet", is_flag=True, help="Only the exit code, and errors.")
def check(path: Path, policies: Path | None, quiet: bool, **options: Any) -> int:
    """Tell which policies next to the templates below PATH no longer fit the code.

    What people, or --learn, added to a policy is left alone; places of lines may change.

    Exit codes: 0 all fit, 1 some do not, 2 usage or configuration, 3 incomplete, 4 no policy is there.
    """
    from goatherd.guard.homes import homes_of
    from goatherd.report.safe import safe

    found = read(path, options, quiet=quiet)
    told, compared = [], 0
    names = {home.place: {each.name for each in home.functions} for home in homes_of(found.applications)}
    for home in found.homes():
        folder = policies or Path(found.root, home.policies)
        if not folder.is_dir():
            continue
        compared += 1
        told += list(_compared(home, folder, names[home.place]))
    if not compared:
        return found.nothing("no policies are there: goatherd guard policy --write makes them")
    for line in told if not quiet else ():
        click.echo(safe(line))
    return INCOMPLETE if found.tell() else int(bool(told))


def _compared(home: Home, folder: Path, names: set[str]) -> Iterator[str]:
    """`names` are of the policies of all functions there, whether they were asked for or not."""
    from goatherd.guard.comparing import misfits
    from goatherd.guard.homes import read_policy

    policies = {file.stem: read_policy(file) for file in sorted(folder.glob("*.json"))}
    for each in (each for each in home.functions if each.name in policies):
        policy, id = policies[each.name], each.function.id
        yield from (f"{id}: {line}" for line in misfits(policy, each.policy(str(policy.get("mode", "monitor")))))
    yield from _strays(home, policies, names)


def _strays(home: Home, policies: Mapping[str, dict[str, Any]], names: set[str]) -> Iterator[str]:
    from goatherd.guard.comparing import strays

    written = {name: str(policy.get("function", name)) for name, policy in policies.items()}
    return strays(written, {each.name: each.function.id for each in home.functions}, names)


def _tell_strays(found: Read, home: Home, folder: Path) -> None:
    """Policies that are there and have lost their function, with those that are about to get a new one."""
    from goatherd.guard.homes import homes_of, read_policy
    from goatherd.report.safe import safe

    (whole,) = (other for other in homes_of(found.applications) if other.place == home.place)
    names = {each.name for each in whole.functions}
    policies = {file.stem: read_policy(file) for file in sorted(folder.glob("*.json"))}
    for line in _strays(home, policies, names) if policies.keys() - names else ():
        click.echo(safe(line), err=True)
