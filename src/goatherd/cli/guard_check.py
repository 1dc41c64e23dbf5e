"""`goatherd guard check`: whether policies still fit the code, and layers the policies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goatherd.cli.guard_reading import INCOMPLETE, read
from goatherd.cli.options import configured_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.guard.homes import Home

_PATH = click.argument("path", type=click.Path(exists=True, path_type=Path), default=".")


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

    written = {file.stem for file in folder.glob("*.json")}
    for each in home.functions:
        id = each.function.id
        if each.name not in written:
            yield f"{id}: there is no policy for the function"
            continue
        policy = read_policy(folder / f"{each.name}.json")
        yield from (f"{id}: {line}" for line in misfits(policy, each.policy(str(policy.get("mode", "monitor")))))
    for name in sorted(written - names):
        yield f"{read_policy(folder / f'{name}.json').get('function', name)}: the policy is of no function"
