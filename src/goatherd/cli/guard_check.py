"""`goatherd guard check`: whether policies still fit the code, and layers the policies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goatherd.cli.guard_policy import strays_in
from goatherd.cli.guard_reading import INCOMPLETE, read
from goatherd.cli.options import configured_options
from goatherd.core.errors import UsageError
from goatherd.core.value import Known, known_or
from goatherd.guard.homes import POLICIES
from goatherd.guard.wrapping import POLICY_VARIABLE, WRAPPER, WRAPPER_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.guard.homes import Home

_PATH = click.argument("path", type=click.Path(exists=True, path_type=Path), default=".")
AGAIN = "run goatherd guard apply again, and deploy"


@click.command("check")
@_PATH
@click.option("--policies", type=click.Path(file_okay=False, path_type=Path), help="Where they are, if elsewhere.")
@click.option(
    "--layer",
    "layers",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    metavar="PLACE",
    help="A layer that was built elsewhere, a folder or a .zip, is to hold them as well; repeatable.",
)
@configured_options
@click.option("-q", "--quiet", is_flag=True, help="Only the exit code, and errors.")
def check(path: Path, policies: Path | None, layers: tuple[Path, ...], quiet: bool, **options: Any) -> int:
    """Tell which policies next to the templates below PATH no longer fit the code, and which layers not the policies.

    What people, or --learn, added to a policy or took out of it is left alone; places of lines may change. The
    layers are those in goatherd-guard, which hold a copy of each policy, and what --layer names.

    Exit codes: 0 all fit, 1 some do not, 2 usage or configuration, 3 incomplete, 4 no policy is there.
    """
    from goatherd.guard.carried import layers_in
    from goatherd.guard.homes import homes_of
    from goatherd.report.safe import safe

    for layer in layers:
        if not list(layers_in(layer)):
            raise UsageError(f"{layer} is no layer of the guard", help="goatherd guard layer builds one")
    found = read(path, options, quiet=quiet)
    told, compared = [], 0
    names = {home.place: {each.name for each in home.functions} for home in homes_of(found.applications)}
    for home in found.homes():
        folder = policies or Path(found.root, home.policies)
        if not folder.is_dir():
            continue
        compared += 1
        told += list(_compared(home, folder, names[home.place], "--write" if policies is None else f"-o {policies}"))
        told += list(carried(found.root, home, folder, Path(found.root, home.place), AGAIN))
        told += list(_damaged(Path(found.root, home.place), home.place))
        for layer in layers:
            told += list(
                carried(found.root, home, folder, layer, "build it again with goatherd guard layer, and deploy it")
            )
    if not compared:
        return found.nothing("no policies are there: goatherd guard policy --write makes them")
    for line in told if not quiet else ():
        click.echo(safe(line))
    return INCOMPLETE if found.tell() else int(bool(told))


def carried(root: str, home: Home, folder: Path, place: Path, what_to_do: str) -> Iterator[str]:
    """Of which policies in `folder` the layers at a place have another copy, or none."""
    from goatherd.guard.carried import lagging, layers_in
    from goatherd.guard.homes import read_policy

    for layer, language in layers_in(place):
        named = {each.name: each for each in home.of(language)}
        files = {name: folder / f"{name}.json" for name in named}
        there = {name: read_policy(file) for name, file in files.items() if file.is_file()}
        for name in lagging(layer, there):
            held = f"the layer {_below(layer, root)} does not hold {_below(files[name], root)} as it is now"
            yield f"{named[name].function.id}: {held}: {what_to_do}"


def _damaged(folder: Path, place: str) -> Iterator[str]:
    """The files of layers that are not as they were written; nothing of layers that are not there at all."""
    from goatherd.guard.manifest import is_as_written, read_sums

    sums = read_sums(folder)
    for path in sorted(sums):
        part, _, name = path.partition("/")
        if part == POLICIES or name.startswith("goatherd/policies/") or not (folder / part).exists():
            continue
        if not (folder / path).exists():
            yield f"{place}/{path} is gone: {AGAIN}"
        elif not is_as_written(folder, path, sums):
            yield f"{place}/{path} changed since goatherd guard apply wrote it: delete it, {AGAIN}"


def _below(place: Path, root: str) -> str:
    """A place of the tree by its way from the root, as all others are told."""
    return place.relative_to(root).as_posix() if place.is_relative_to(root) else str(place)


def _compared(home: Home, folder: Path, names: set[str], where: str) -> Iterator[str]:
    """`names` are of the policies of all functions there, whether they were asked for or not.

    `where` is the option with which `goatherd guard policy` writes to the folder.
    """
    from goatherd.guard.homes import read_policy
    from goatherd.guard.keeping import misfits_in

    policies = {file.stem: read_policy(file) for file in sorted(folder.glob("*.json"))}
    for each in home.functions:
        id = each.function.id
        variables = each.function.environment
        named = known_or(variables.get(POLICY_VARIABLE, Known("")), "")
        if named not in ("", each.name) and variables.get(WRAPPER_VARIABLE) == Known(WRAPPER):
            yield f"{id}: {POLICY_VARIABLE} names the policy {named}, and its own is called {each.name}: {AGAIN}"
        if each.name in policies:
            then = f"run goatherd guard policy {where}, then goatherd guard apply"
            yield from (f"{id}: {line}: {then}" for line in misfits_in(folder / f"{each.name}.json", each))
    yield from strays_in(home, policies, names)
