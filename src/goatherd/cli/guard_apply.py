"""`goatherd guard apply` and `goatherd guard remove`: the guard in front of functions, with no change of their code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goatherd.cli.fixing import print_diff
from goatherd.cli.guard_reading import INCOMPLETE, NO_FUNCTION, other_modes, read
from goatherd.cli.guard_rules import CRS_OPTION, compiled
from goatherd.cli.options import configured_options
from goatherd.guard.runtimes import OPTION

if TYPE_CHECKING:
    from goatherd.cli.guard_reading import Read
    from goatherd.fixes.guard import Changes
    from goatherd.guard.homes import Guarded, Home

_PATH = click.argument("path", type=click.Path(exists=True, path_type=Path), default=".")
_DIFF = click.option("--diff", is_flag=True, help="Print the changes, and write nothing.")


@click.command("apply")
@_PATH
@_DIFF
@click.option("--function", "names", multiple=True, metavar="F", help="Only this function; repeatable.")
@click.option(OPTION, "raise_runtime", is_flag=True, help="Raise runtimes that are too old for the guard.")
@CRS_OPTION
@click.option("--mode", type=click.Choice(["block", "monitor"]), help="That of new policies; block by default.")
@configured_options
@click.option("-q", "--quiet", is_flag=True, help="Only what stays as it is, and errors.")
def apply(
    path: Path,
    diff: bool,
    names: tuple[str, ...],
    raise_runtime: bool,
    crs: Path | None,
    mode: str | None,
    quiet: bool,
    **options: Any,
) -> int:
    """Put the guard in front of the functions of the applications below PATH.

    Each template gets a layer, each function a reference to it and the variables AWS_LAMBDA_EXEC_WRAPPER and
    GOATHERD_GUARD; no code changes. Policies and layers are written to goatherd-guard next to the template; policies
    that are there already stay, with their own mode. Layers hold copies of the policies: run the command again when one
    changed (`goatherd guard check` tells). `goatherd guard remove` undoes all of it.

    Exit codes: 0 done, 1 some functions stay as they are, or their policy does in another mode than --mode or no longer
    fits the code, 2 usage or configuration, 3 incomplete, 4 no function.
    """
    from goatherd.cli.guard_parts import put_beside
    from goatherd.fixes.guard import Left, put_in_front
    from goatherd.fixes.writing import write
    from goatherd.report.safe import safe

    found = read(path, options, quiet=quiet)
    texts = _raise(found, names, quiet=quiet) if raise_runtime else {}
    homes = found.homes(names)
    if not homes:
        found.tell_foreign(names)
        return found.nothing(NO_FUNCTION)
    changes = put_in_front(found.root, found.config, homes, found.holds, texts)
    changes.left += [Left(function.id, function.span, why) for function, why in found.foreign(names)]
    amiss = [*_stale(found, homes), *other_modes(found, homes, mode)]
    mode = mode or "block"
    if diff:
        print_diff(found.root, changes.files)
    elif done := _with_guard(homes, changes):
        put_beside(found, homes, done, compiled(crs, quiet=quiet), mode, quiet=quiet)
        write(found.root, changes.files)
    if not quiet:
        _tell_hosts(found, homes, changes, mode)
    _tell(changes, done=not diff and not quiet, by_hand=not quiet)
    for line in amiss:
        click.echo(safe(line), err=True)
    return INCOMPLETE if found.tell() else int(bool(changes.left or amiss))


def _stale(found: Read, homes: list[Home]) -> list[str]:
    """The functions whose policy no longer fits the code, with what to do."""
    from goatherd.guard.keeping import misfits_in

    told = []
    for home in homes:
        for each in home.functions:
            file = Path(found.root, home.policies, f"{each.name}.json")
            if file.is_file() and misfits_in(file, each):
                said = f"its policy {home.policies}/{file.name} no longer fits the code"
                told.append(f"{each.function.id}: {said}: run goatherd guard policy --write, then this command again")
    return told


def _raise(found: Read, names: tuple[str, ...], *, quiet: bool) -> dict[str, str]:
    """The texts in which runtimes are raised; says for which functions, and what these do not bring any more."""
    from goatherd.core.value import known
    from goatherd.fixes.guard.raising import missing_sdk, raised
    from goatherd.report.safe import safe
    from goatherd.tree import Tree

    tree = Tree(found.root, found.config.exclude, all_files=found.config.all_files)
    texts, functions = raised(tree, [function for function, _ in found.foreign(names)], found.holds)
    for function in functions if not quiet else ():
        click.echo(safe(f"{function.span} {function.id}: its runtime becomes {known(function.runtime)}"), err=True)
        if folder := missing_sdk(tree, function):
            told = "which Node.js 18 and newer do not bring: run npm install aws-sdk@2 in"
            click.echo(safe(f"{function.span} {function.id} uses the package aws-sdk, {told} {folder}"), err=True)
    return texts


def _policy(found: Read, home: Home, each: Guarded, mode: str) -> dict[str, Any]:
    """That which is there already, else the model's."""
    from goatherd.guard.homes import read_policy
    from goatherd.guard.placing import refuse_links

    file = Path(found.root, home.policies, f"{each.name}.json")
    refuse_links(Path(found.root), f"{home.policies}/{each.name}.json")
    return read_policy(file) if file.is_file() else each.policy(mode)


def _tell_hosts(found: Read, homes: list[Home], changes: Changes, mode: str) -> None:
    """Functions that may be there to fetch what events name, and which would do so no more."""
    from goatherd.report.guard.policies import hosts_chosen_by_events
    from goatherd.report.safe import safe

    for home in homes:
        for each in (e for e in home.functions if e in changes.done):
            policy = _policy(found, home, each, mode)
            if policy.get("mode") == "block" and hosts_chosen_by_events(policy) == "block":
                file = f"{home.policies}/{each.name}.json"
                said = f'if it is there for that, write "sinks": {{"ssrf": "internal", "others": "block"}} in {file}'
                said += ", and run this command again"
                click.echo(safe(f"{each.function.id} may ask no host that an event names: {said}"), err=True)


def _with_guard(homes: list[Home], changes: Changes) -> list[Guarded]:
    """The functions that get the guard, also those whose template somebody changes by hand."""
    by_hand = {left.function for left in changes.left if left.by_hand}
    return [each for home in homes for each in home.functions if each in changes.done or each.function.id in by_hand]


@click.command("remove")
@_PATH
@_DIFF
@configured_options
@click.option("-q", "--quiet", is_flag=True, help="Only what stays as it is, and errors.")
def remove(path: Path, diff: bool, quiet: bool, **options: Any) -> int:
    """Take the guard away from the functions of the applications below PATH: what `apply` wrote.

    Templates are as they were, except that runtimes that --raise-runtime raised stay so. What apply wrote to
    goatherd-guard is deleted; what people wrote or edited there stays, and is named.

    Exit codes: 0 done, 1 something of the guard stays in a template, 2 usage or configuration, 3 incomplete, 4 nothing
    to remove.
    """
    from goatherd.cli.guard_parts import take_from_beside
    from goatherd.fixes.guard import taken_away
    from goatherd.fixes.writing import write

    found = read(path, options, quiet=quiet)
    changes = taken_away(found.root, found.config, found.applications, found.holds)
    if diff:
        print_diff(found.root, changes.files)
    else:
        write(found.root, changes.files)
    _tell(changes, done=not diff and not quiet, by_hand=False)
    anything = take_from_beside(found, changes, write=not diff, quiet=quiet)
    if not changes.files and not changes.left and not anything:
        return found.nothing("no function has the guard in front of it")
    return INCOMPLETE if found.tell() else int(bool(changes.left))


def _tell(changes: Changes, *, done: bool, by_hand: bool) -> None:
    from goatherd.report.safe import safe

    for path in changes.files if done else ():
        click.echo(safe(f"{path}: changed"), err=True)
    for left in (*changes.left, *changes.others):
        click.echo(safe(f"{left.span} {left.function} stays as it is: {left.why}"), err=True)
        if by_hand and left.by_hand:
            click.echo("  by hand:", err=True)
            for line in left.by_hand:
                click.echo(safe(f"    {line}"), err=True)
