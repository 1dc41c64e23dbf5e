"""The applications below a path with the behaviour of their code, for the commands of `goatherd guard`."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import define, evolve, field

from goatherd.cli.settings import at_work, configured, with_more
from goatherd.code.paths import inside
from goatherd.core.errors import UsageError
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.config import Config
    from goatherd.core.events import Event
    from goatherd.core.finding import Diagnosis
    from goatherd.guard.homes import Guarded, Home
    from goatherd.model.application import Application
    from goatherd.model.function import Function

LOG = click.Path(exists=True, allow_dash=True, path_type=Path)  # a file, a folder, or "-"
INCOMPLETE, NOTHING = 3, 4
NO_FUNCTION = "no function is there that the guard can run in"


@define
class Read:
    """`root` is the folder that all paths are relative to, `part` what of it was asked for (None: all).

    `diagnoses` are of what could not be read.
    """

    root: str
    config: Config
    part: tuple[str, ...] | None = None
    applications: list[Application] = field(factory=list)
    diagnoses: list[Diagnosis] = field(factory=list)

    def homes(self, names: tuple[str, ...] = ()) -> list[Home]:
        """Those with functions that the guard can run in; only the named functions. Raises UsageError for others."""
        from goatherd.guard.homes import homes_of

        homes = [evolve(home, functions=[*self._asked_for(home)]) for home in homes_of(self.applications)]
        homes = [home for home in homes if home.functions]
        known = {each.function.id for home in homes for each in home.functions}
        for name in names:
            if name not in known and all(name != function.id for function, _ in self.foreign()):
                self.tell()
                raise UsageError(f"no function is called {name!r}", help=_known(known))
        if not names:
            return homes
        return [
            evolve(home, functions=wanted)
            for home in homes
            if (wanted := [each for each in home.functions if each.function.id in names])
        ]

    def holds(self, path: str) -> bool:
        """Whether a file is part of what was asked for."""
        return self.part is None or any(inside(path, folder) for folder in self.part)

    def _asked_for(self, home: Home) -> Iterator[Guarded]:
        """The functions whose template or code was."""
        for each in home.functions:
            entry = each.function.entry
            if self.holds(each.function.span.path) or (isinstance(entry, Entry) and self.holds(entry.file)):
                yield each

    def foreign(self, names: tuple[str, ...] = ()) -> Iterator[tuple[Function, str]]:
        """The functions that the guard cannot run in, and why; only the named ones."""
        from goatherd.guard.runtimes import why_not

        for function in (each for application in self.applications for each in application.functions):
            if self.holds(function.span.path) and (not names or function.id in names) and (why := why_not(function)):
                yield function, why

    def tell_foreign(self, names: tuple[str, ...] = ()) -> None:
        """Name the functions that get no policy."""
        from goatherd.report.safe import safe

        for function, why in self.foreign(names):
            click.echo(safe(f"{function.span} {function.id} gets no policy: {why}"), err=True)

    def tell(self, *, consequences: bool = True) -> bool:
        """Say what could not be read, with what follows from that; whether there was anything."""
        from goatherd.report.safe import safe

        told = [each for each in self.diagnoses if each.incomplete and (consequences or not each.consequence)]
        for diagnosis in told[:3]:
            click.echo(safe(f"incomplete: {diagnosis.span} {diagnosis.message}"), err=True)
        if len(told) > 3:
            click.echo(f"… and {len(told) - 3:,} more that cannot be read", err=True)
        return bool(told)

    def nothing(self, what: str) -> int:
        """The exit code where there is nothing to do; says so, and what could not be read."""
        incomplete = self.tell(consequences=False)
        click.echo(what, err=True)
        return INCOMPLETE if incomplete else NOTHING


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
    root, part = enclosing(path)
    tree, only = tree_of(str(root), config.exclude, all_files=config.all_files)
    found = Read(tree.root, config, part)
    for event in with_progress(_events(tree, only, found), quiet=quiet):
        if isinstance(event, Diagnosed):
            found.diagnoses.append(event.diagnosis)
    return found


def other_modes(found: Read, homes: list[Home], mode: str | None) -> list[str]:
    """The functions whose policy is there and keeps another mode than was asked for, with what changes it."""
    from goatherd.guard.homes import read_policy

    told = []
    for home in homes if mode else ():
        for each in home.functions:
            file = Path(found.root, home.policies, f"{each.name}.json")
            there = read_policy(file).get("mode", "monitor") if file.is_file() else mode
            if there != mode:
                how = f"goatherd guard policy --mode {mode} --write changes it"
                told.append(f"{each.function.id}: its policy stays in {there}: {how}")
    return told


def _events(tree: Any, only: str, found: Read) -> Iterator[Event]:
    from goatherd.cache.store import Cache
    from goatherd.code.advisories import shipped
    from goatherd.code.modules import Modules
    from goatherd.engine.interpretations import Interpretations
    from goatherd.engine.library.folders import library_of
    from goatherd.guard.deployments import opened
    from goatherd.reading import find_applications, read_application

    config, modules, applications = found.config, Modules(tree), found.applications
    yield from find_applications(modules, tree, only, applications)
    opened(applications, Modules(tree))  # before the code is interpreted: its calls are made with these values
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
