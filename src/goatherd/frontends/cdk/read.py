"""The programs of a tree, each evaluated once: the stacks that they make together, and the functions of each app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, evolve, field

from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.aws.stack import Stack
from goatherd.frontends.cdk.apps import files_with_constructs, homes, nearest
from goatherd.frontends.cdk.imports import linked
from goatherd.frontends.cdk.names import FUNCTION

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from goatherd.code.modules import Modules
    from goatherd.frontends.aws.stack import Declared
    from goatherd.frontends.cdk.apps import App
    from goatherd.frontends.cdk.imports import Export
    from goatherd.frontends.programs.values import Class

_MAX_STEPS = 8_000_000  # of all programs of a tree together


@define
class Programs:
    """`apps` are what a `cdk.json` names, `others` further files with stacks, which an app may use or not."""

    modules: Modules
    apps: list[App]
    others: list[App]
    _stacks: dict[App, list[Stack]] = field(factory=dict)
    _exports: list[Export] = field(factory=list)
    _loaded: set[str] = field(factory=set)  # files that were evaluated so far
    _homes: set[str] = field(factory=set)
    _projects: set[str | None] = field(factory=set)  # folders of packages whose apps make stacks
    _unused: set[str] | None = None  # classes of stacks, once it is asked
    _steps: int = 0

    def __attrs_post_init__(self) -> None:
        self._homes = set(homes(self.modules.tree))

    def functions(self, folder: str) -> dict[str, Declared]:
        """The functions that the app of a folder makes, by their ids."""
        stacks: dict[str, Stack] = {}
        for app in self.apps:
            if app.folder == folder:
                self._add(stacks, app)
        return {function.id: function for stack in stacks.values() for function in stack.of(FUNCTION)}

    def stacks(self, synthesized: Collection[str]) -> list[Stack]:
        """Every stack of the apps, and of those other files with stacks that no app has used, sorted by path.

        A file that several apps use is read by the first. `synthesized` are the folders whose apps have been read from
        what they were synthesized to. Last those that no program makes, which are marked as not deployed.
        """
        stacks: dict[str, Stack] = {}
        for app in self.apps:
            if app.folder not in synthesized:
                self._add(stacks, app)
        for app in self.others:
            if app.folder not in synthesized and app.entry not in self._loaded:
                self._add(stacks, app)
        for app, classes in files_with_constructs(self.modules.tree, self._loaded):
            if app.entry not in self._loaded:
                self._add(stacks, app, classes)
        found = linked([stacks[path] for path in sorted(stacks)], self._exports)
        unmade = {each.path: each for done in self._stacks.values() for each in done if each.undeployed}
        if not any(stack.of(FUNCTION) for stack in found):
            for stack in found:  # nothing was understood: what is not known may be all there is
                stack.diagnoses = [evolve(diagnosis, incomplete=True) for diagnosis in stack.diagnoses]
        return [*found, *(unmade[path] for path in sorted(unmade))]

    def _add(self, stacks: dict[str, Stack], app: App, constructs: Sequence[str] = ()) -> None:
        if app not in self._stacks:
            self._stacks[app] = self._evaluate(app, constructs)
        for stack in self._stacks[app]:
            if not stack.undeployed:
                stacks.setdefault(stack.path, stack)

    def _evaluate(self, app: App, constructs: Sequence[str]) -> list[Stack]:
        from goatherd.frontends.cdk.evaluate import evaluate_app

        if self._steps > _MAX_STEPS:
            message = "the programs of the tree do more than can be evaluated: this one is left out"
            return [Stack(app.entry, "cdk", diagnoses=[Diagnosis(Span(app.entry, 1), message)])]
        done = evaluate_app(self.modules, app, constructs, self._is_unmade)
        if done.makes:
            self._projects |= {nearest(path, self._homes) for path in done.loaded}
        self._exports += done.exports
        self._loaded |= done.loaded
        self._steps += done.steps
        return [evolve(stack, program=app.entry) for stack in done.stacks if stack.resources or stack.diagnoses]

    def _is_unmade(self, cls: Class, makes: bool) -> bool:
        """Whether a program of the class's project makes stacks, and none of the tree uses the class."""
        from goatherd.frontends.cdk.uses import unused_classes

        if not makes and nearest(cls.span.path, self._homes) not in self._projects:
            return False
        if self._unused is None:
            self._unused = unused_classes(self.modules, [app.entry for app in self.others])
        return cls.name in self._unused
