"""The same attacks once more, with the run-time guard in front of the functions: what is stopped, possible, harmed."""

from __future__ import annotations

import shutil
import tempfile
from collections import deque
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import define, field

from goatherd.core.events import AttackFigures, GuardTried, HarmlessRefused
from goatherd.guard.homes import FOLDER, POLICIES, home_of, homes_of, read_policy
from goatherd.guard.layer import LANGUAGES, build_layer, policy_name
from goatherd.guard.policy import policies_of
from goatherd.guard.rules import compiled_rules, installed
from goatherd.sandbox.guarding import Guarding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.core.config import Config
    from goatherd.core.events import Event
    from goatherd.model.application import Application

Proof = dict[str, Any]


def for_every_deployment(root: str, config: Config) -> list[Application]:
    """The applications below `root` with what policies are made of: values that hold in all deployments."""
    from goatherd.cache.store import Cache
    from goatherd.code.advisories import shipped
    from goatherd.code.modules import Modules
    from goatherd.engine.interpretations import Interpretations
    from goatherd.engine.library.folders import library_of
    from goatherd.guard.deployments import opened
    from goatherd.reading import find_applications, read_application, tree_of

    tree, only = tree_of(root, config.exclude, all_files=config.all_files)
    modules = Modules(tree)
    applications: list[Application] = []
    deque(find_applications(modules, tree, only, applications), maxlen=0)
    opened(applications, Modules(tree))
    functions = [function for application in applications for function in application.functions]
    library = library_of(config.models_from)
    with (
        closing(Cache(config.cache)) as cache,
        closing(Interpretations(modules, functions, config.effort, cache, config.jobs, library)) as interpretations,
    ):
        for application in applications:
            deque(read_application(application, modules, tree, shipped(), interpretations), maxlen=0)
    return applications


@contextmanager
def layer_of(application: Application, root: str, applications: Iterable[Application]) -> Iterator[Guarding]:
    """The guard's layer for all functions of an application, in block mode: with the policies that are next to its
    template, else those that the code gives for every deployment, of which `applications` have the values.
    """
    folder = Path(tempfile.mkdtemp(prefix="goatherd-guard-"))
    try:
        folder.chmod(0o755)
        same = next((each for each in applications if each.name == application.name), application)
        policies, rules = {**policies_of(same), **_written(same, root)}, compiled_rules(installed())
        for language in LANGUAGES:
            build_layer(language, policies, rules, folder / language)
        yield Guarding(str(folder), {id: policy_name(id) for id in policies})
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _written(application: Application, root: str) -> dict[str, Proof]:
    """By function id. Raises UsageError for a file that is no policy."""
    found = {}
    for each in (each for home in homes_of([application]) for each in home.functions):
        file = Path(root, home_of(application), FOLDER, POLICIES, f"{each.name}.json")
        if file.is_file() and not file.is_symlink():
            found[each.function.id] = {**read_policy(file), "mode": "block"}
    return found


def line_of(proof: Proof) -> tuple[str, ...]:
    """What makes two proofs the same."""
    return tuple(str(proof[name]) for name in ("oracle", "acted", "where", "resource"))


@define
class GuardedRun:
    """`proofs` are those of the second run."""

    proofs: list[Proof] = field(factory=list)
    _harmed: list[str] = field(factory=list)
    _ran: bool = False

    def told(self, events: Iterator[Event]) -> Iterator[Event]:
        for event in events:
            if isinstance(event, HarmlessRefused):
                self._harmed.append(event.what)
            elif not isinstance(event, AttackFigures):  # the ways in are those of the first run
                yield event
        self._ran = True

    def compared(self, before: list[Proof]) -> Iterator[GuardTried]:
        marked = self.marked(before)
        stopped = len({line_of(proof) for proof in marked if proof["guarded"] == "stopped"})
        possible = len({line_of(proof) for proof in marked if proof["guarded"] != "stopped"})
        yield GuardTried(stopped, possible, tuple(dict.fromkeys(self._harmed)))

    def marked(self, before: list[Proof]) -> list[Proof]:
        """The proofs of both runs, each with what became of it under guard."""
        if not self._ran:
            return before
        possible = {line_of(proof) for proof in self.proofs}
        known = {line_of(proof) for proof in before}
        first = [{**each, "guarded": "still possible" if line_of(each) in possible else "stopped"} for each in before]
        more = [{**each, "guarded": "still possible"} for each in self.proofs if line_of(each) not in known]
        return first + more
