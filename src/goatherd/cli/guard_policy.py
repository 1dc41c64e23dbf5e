"""`goatherd guard policy`: policies from the code, and what becomes of those that are there."""

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
    from goatherd.guard.keeping import Update
    from goatherd.guard.learning import Learned
    from goatherd.guard.records import Records

_PATH = click.argument("path", type=click.Path(exists=True, path_type=Path), default=".")


@click.command("policy")
@_PATH
@click.option("--function", "names", multiple=True, metavar="F", help="Only this function; repeatable.")
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="Write policies to this folder.")
@click.option("--write", is_flag=True, help="Write them to goatherd-guard/policies next to each template.")
@click.option(
    "--mode", type=click.Choice(["block", "monitor"]), help="Their mode; by default as it is, and block for new ones."
)
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
    mode: str | None,
    format: str,
    logs: tuple[Path, ...],
    least: int,
    quiet: bool,
    **options: Any,
) -> int:
    """Write a policy for each function of the applications below PATH, from what its code does.

    Each line has the place that it comes from; what the code does not tell is monitored, not blocked, and listed. What
    people edited in a policy that is there stays as they have it: what changed in the code is merged into it, and the
    difference is shown. With --learn, policies that are there are changed by what the guard saw instead.

    Exit codes: 0 made, 1 edits stay where the code changed as well, 2 usage or configuration, 3 incomplete, 4 no
    function to protect.
    """
    if output and write:
        raise UsageError("--output and --write exclude each other", help="leave one of them out")
    from goatherd.guard.keeping import updated

    found = read(path, options, quiet=quiet)
    homes = found.homes(names)
    found.tell_foreign(names)
    if not homes:
        return found.nothing(NO_FUNCTION)
    records = _records(logs)
    made: list[dict[str, Any]] = []
    _refuse(found, homes, output, write)
    stays = False
    for home in homes:
        folder = output or Path(found.root, home.policies)
        if not output:
            _tell_strays(found, home, folder)
        for each in home.functions:
            file = folder / f"{each.name}.json"
            if records is not None:
                made.append(_learned(each, file, mode, records, least, quiet))
                if output or write:
                    _write_learned(each, file, mode, made[-1])
                continue
            made.append(each.policy(mode or "block"))
            if output or write:
                update = updated(file, made[-1], mode)
                made[-1] = json.loads(update.after)
                update.write()
                _tell(update, quiet)
                stays |= update.unsure or bool(update.kept)
        if write:
            _tell_lagging(found, home)
    if not quiet and records is None:
        _print(made, format)
    return INCOMPLETE if found.tell() else int(stays)


def _refuse(found: Read, homes: list[Home], output: Path | None, write: bool) -> None:
    """Raise UsageError for policies that would be written through a link, files there that are none, and
    those of two functions that one file would hold.
    """
    from goatherd.guard.homes import GENERATED, read_policy
    from goatherd.guard.placing import refuse_links

    seen: set[str] = set()
    for home in homes:
        for each in home.functions:
            name = f"{each.name}.json"
            if output and name in seen:
                raise UsageError(
                    f"two applications have a function {each.function.id}",
                    help="write policies for each: name its folder, or leave -o out and take --write",
                )
            seen.add(name)
            for place in (name, f"{GENERATED}/{name}") if write else ():
                refuse_links(Path(found.root), f"{home.policies}/{place}")
            file = (output or Path(found.root, home.policies)) / name
            if file.is_file():
                read_policy(file)


def _tell_lagging(found: Read, home: Home) -> None:
    """Layers that have been built hold the policies as they were."""
    from goatherd.cli.guard_check import AGAIN, carried
    from goatherd.report.safe import safe

    for line in carried(found.root, home, Path(found.root, home.policies), Path(found.root, home.place), AGAIN):
        click.echo(safe(line), err=True)


def _tell(update: Update, quiet: bool) -> None:
    """What became of a policy; what changed in one that was there, as a difference."""
    from goatherd.guard.layer import policy_text
    from goatherd.report.safe import safe

    file = update.file
    after = policy_text(update.made if update.unsure else json.loads(update.after))
    if update.before is not None and not quiet:
        before = policy_text(json.loads(update.before))  # how people set it out makes no difference
        for line in _difference(file.name, before, after):
            click.echo(line, nl=False, err=True)
    if update.unsure:
        said = "stays as it is, for nothing tells what people wrote in it: take from the difference what you want, or "
        said += "delete the file and run the command again"
    elif update.before is None:
        said = "written"
    else:
        said = "as it was" if update.after == update.before else "brought up to date"
    click.echo(safe(f"{file}: {said}"), err=True)
    for place in update.kept:
        click.echo(safe(f"{file}: {place} stays as people have it, and the code changed it as well"), err=True)


def _records(logs: tuple[Path, ...]) -> Records | None:
    if not logs:
        return None
    from goatherd.guard.records import read_logs

    return read_logs(logs)


def _learned(each: Guarded, file: Path, mode: str | None, records: Records, least: int, quiet: bool) -> dict[str, Any]:
    """The policy that is there, or the model's, changed by records; the difference is printed."""
    from goatherd.guard.homes import read_policy
    from goatherd.guard.layer import policy_text
    from goatherd.guard.learning import learned

    before = read_policy(file) if file.is_file() else each.policy(mode or "block")
    found = learned(before, str(before.get("function", each.function.id)), records, least)
    if not quiet:
        sys.stdout.writelines(_difference(f"{each.name}.json", policy_text(before), policy_text(found.policy)))
        sys.stdout.writelines(_remarks(f"{each.name}.json", found))
    return found.policy


def _write_learned(each: Guarded, file: Path, mode: str | None, policy: dict[str, Any]) -> None:
    from goatherd.guard.homes import read_policy
    from goatherd.guard.keeping import made_beside
    from goatherd.guard.layer import policy_text
    from goatherd.guard.placing import put

    if not file.is_file():
        put(made_beside(file), policy_text(each.policy(mode or "block")))
    elif read_policy(file) == policy:
        click.echo(f"{file}: as it was", err=True)
        return
    put(file, policy_text(policy))
    click.echo(f"{file}: written", err=True)


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


def _print(made: list[dict[str, Any]], format: str) -> None:
    if format == "json":
        from goatherd.report.safe import escaped

        whole: Any = made[0] if len(made) == 1 else made
        sys.stdout.write(escaped(json.dumps(whole, indent=2, ensure_ascii=False)) + "\n")
        return
    from goatherd.report.guard.policies import told

    for policy in made:
        sys.stdout.writelines(line + "\n" for line in told(policy))


def strays_in(home: Home, policies: Mapping[str, dict[str, Any]], names: set[str]) -> Iterator[str]:
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
    for line in strays_in(home, policies, names) if policies.keys() - names else ():
        click.echo(safe(line), err=True)
