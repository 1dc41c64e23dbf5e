"""`goatherd advisories`: which of them scans compare packages with, and a copy of all of today's."""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from datetime import date
from typing import TYPE_CHECKING

import click

from goatherd.cli.fetching import fetched, is_address
from goatherd.cli.settings import copy_of_advisories
from goatherd.core.errors import UsageError
from goatherd.core.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHOWN = 3


@click.group("advisories", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> int:
    """Tell which published advisories scans compare packages with, and how old they are."""
    if context.invoked_subcommand is None:
        _show()
    return 0


@command.command("update")
@click.option(
    "--from",
    "places",
    multiple=True,
    metavar="PLACE",
    help="A folder with OSV's archives or documents, an archive, or the https address of an archive or of the folder "
    "that holds PyPI/all.zip and npm/all.zip. Repeatable.  [default: where the last copy came from]",
)
def update(places: tuple[str, ...]) -> int:
    """Make a copy of all advisories, which later scans use in place of those that come with goatherd.

    No address is built in, and a scan fetches nothing: only this command opens a connection, to the address that you
    name. An ecosystem that the copy does not have keeps those that come with goatherd.
    """
    from goatherd.code.advisories.index import make_index

    target = copy_of_advisories()
    named = [_absolute(place) for place in places] or _last(target)
    folder = os.path.dirname(target)
    try:
        os.makedirs(folder, exist_ok=True)
        with ExitStack() as stack:
            sources = [
                stack.enter_context(fetched(each, folder)) if is_address(each) else each for each in _each(named)
            ]
            made = make_index(sources, target, {"from": json.dumps(named), "made": date.today().isoformat()})
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror}", help="XDG_DATA_HOME names another") from error
    for problem in made.problems[:_SHOWN]:
        click.echo(problem, err=True)
    if len(made.problems) > _SHOWN:
        click.echo(f"… and {len(made.problems) - _SHOWN:,} more that cannot be read", err=True)
    _show()
    return 0


def _absolute(place: str) -> str:
    if is_address(place):
        return place
    if not os.path.exists(place):
        raise UsageError(f"{place} does not exist", help="name a folder, an archive, or an https address")
    return os.path.abspath(place)


def _each(named: Sequence[str]) -> list[str]:
    """What is fetched or read: an address that is no archive's is a folder with one of each ecosystem."""
    from goatherd.code.advisories.osv import ECOSYSTEMS

    archives: list[str] = []
    for place in named:
        if is_address(place) and not place.endswith(".zip"):
            archives += [f"{place.rstrip('/')}/{ecosystem}/all.zip" for ecosystem in ECOSYSTEMS]
        else:
            archives.append(place)
    return archives


def _last(target: str) -> list[str]:
    from goatherd.code.advisories import shipped
    from goatherd.code.advisories.index import Index

    if not os.path.exists(target):
        raise UsageError(
            "there is no copy yet, and nothing says where one is to come from",
            help="goatherd advisories update --from PLACE; docs/usage.md says where OSV has its archives",
        )
    named: list[str] = json.loads(Index(target, shipped()).told.get("from", "[]"))
    return named


def _show() -> None:
    from goatherd.code.advisories import shipped, shipped_extract
    from goatherd.code.advisories.index import Index
    from goatherd.code.advisories.osv import ECOSYSTEMS

    target = copy_of_advisories()
    index = Index(target, shipped()) if os.path.exists(target) else None
    for ecosystem in ECOSYSTEMS:
        if index is not None and ecosystem in index.ecosystems:
            many = counted(int(index.told[f"count {ecosystem}"]), "advisory")
            click.echo(f"{ecosystem:<5} {many} up to {index.newest(ecosystem)}, your own copy")
        else:
            extract = shipped_extract(ecosystem)
            many = counted(sum(map(len, extract["packages"].values())), "advisory")
            days = ", ".join(f"{source['name']} {source['day']}" for source in extract["sources"])
            click.echo(f"{ecosystem:<5} {many} that come with goatherd ({days})")
    if index is not None:
        made = date.fromisoformat(index.told["made"])
        age = (date.today() - made).days
        old = "today" if age <= 0 else f"{counted(age, 'day')} ago"
        click.echo(f"Your own copy is {target}, made {old} ({made}) from {', '.join(json.loads(index.told['from']))}.")
