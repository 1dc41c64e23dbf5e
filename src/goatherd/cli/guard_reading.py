"""The applications below a path with the behaviour of their code, for the commands of `goatherd guard`."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import click
from attrs import define, evolve, field

from goatherd.cli.settings import at_work, configured, with_more
from goatherd.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from goatherd.core.config import Config
    from goatherd.core.events import Event
    from goatherd.core.finding import Diagnosis
    from goatherd.guard.homes import Home
    from goatherd.model.application import Application

INCOMPLETE, NOTHING = 3, 4


@define
class Read:
    """`root` is the folder that all paths are relative to; `diagnoses` are of what could not be read."""

    root: str
    config: Config
    applications: list[Application] = field(factory=list)
    diagnoses: list[Diagnosis] = field(factory=list)

    def homes(self, names: tuple[str, ...] = ()) -> list[Home]:
        """Those with functions that the guard can run in; only the named functions. Raises UsageError for others."""
        from goatherd.guard.homes import homes_of

        homes = homes_of(self.applications)
        known = {each.function.id for home in homes for each in home.functions}
        for name in names:
            if name not in known:
                raise UsageError(f"no function is called {name!r}", help=_known(known))
        if not names:
            return homes
        return [
            evolve(home, functions=wanted)
            for home in homes
            if (wanted := [each for each in home.functions if each.function.id in names])
        ]

    def tell(self) -> bool:
        """Say what could not be read; whether there was anything."""
        from goatherd.report.safe import safe

        told = [each for each in self.diagnoses if each.incomplete]
        for diagnosis in told[:3]:
            click.echo(safe(f"incomplete: {diagnosis.span} {diagnosis.message}"), err=True)
        if len(told) > 3:
            click.echo(f"… and {len(told) - 3:,} more that cannot be read", err=True)
        return bool(told)


def read(path: Path, options: dict[str, Any], *, quiet: bool = False) -> Read:
    """`options` are those of `configured_options`."""
    from goatherd.cli.enclosing import enclosing
    from goatherd.cli.progress import with_progress
    from goatherd.core.events import Diagnosed
    from goatherd.reading import tree_of

    from_file = configured(path, options["config_file"], without=options["no_config"])
    config = with_more(from_file, options["exclude"], options["models_from"])
    work = at_work(options["jobs"], options["no_cache"])
    config = evolve(config, effort=options["effort"] or from_file.effort, **work)
    root, _ = enclosing(path)
    tree, only = tree_of(str(root), config.exclude, all_files=config.all_files)
    found = Read(tree.root, config)
    for event in with_progress(_events(tree, only, found), quiet=quiet):
        if isinstance(event, Diagnosed):
            found.diagnoses.append(event.diagnosis)
    return found


def _events(tree: Any, only: str, found: Read) -> Iterator[Event]:
    from goatherd.cache.store import Cache
    from goatherd.code.advisories import shipped
    from goatherd.code.modules import Modules
    from goatherd.engine.interpretations import Interpretations
    from goatherd.engine.library.folders import library_of
    from goatherd.reading import find_applications, read_application

    config, modules, applications = found.config, Modules(tree), found.applications
    yield from find_applications(modules, tree, only, applications)
    functions = [function for application in applications for function in application.functions]
    library = library_of(config.models_from)
    with (
        closing(Cache(config.cache)) as cache,
        closing(Interpretations(modules, functions, config.effort, cache, config.jobs, library)) as interpretations,
    ):
        for application in applications:
            yield from read_application(application, modules, tree, shipped(), interpretations)


def _known(names: set[str]) -> str:
    return f"functions: {', '.join(sorted(names)[:20]) or 'none that the guard can run in'}"
