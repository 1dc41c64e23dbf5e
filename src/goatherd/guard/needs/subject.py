"""The function that a policy is about, and what the model does not know of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.core.value import known
from goatherd.guard.needs.libraries import is_quiet
from goatherd.iam.arn import Names
from goatherd.model.function import Entry, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.model.application import Application
    from goatherd.model.flow import Behaviour, LibraryCall
    from goatherd.model.function import Function

SECTIONS = ("processes", "files", "network", "aws", "code")


@frozen
class Gap:
    """Something that nobody can know from the tree: what, the place, and the sections that are monitored for it."""

    what: str
    why: str
    sections: tuple[str, ...] = SECTIONS


@define(eq=False, slots=False)
class Subject:
    """`gaps` grow while the sections are made: each adds what it could not tell."""

    function: Function
    application: Application
    gaps: list[Gap] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.gaps += _blind_spots(self)

    @cached_property
    def behaviour(self) -> Behaviour:
        return self.application.behaviour(self.function)

    @cached_property
    def names(self) -> Names:
        return Names(self.application)

    @property
    def place(self) -> str:
        return place(self.function.span)

    @property
    def calls(self) -> list[LibraryCall]:
        return self.behaviour.calls

    def gap(self, what: str, span: Span | None, *sections: str) -> None:
        found = Gap(what, place(span or self.function.span), sections or SECTIONS)
        if found not in self.gaps:
            self.gaps.append(found)

    def others(self, section: str) -> str:
        """What is done with what a section does not name: it is refused only where the section is complete."""
        return "monitor" if any(section in gap.sections for gap in self.gaps) else "block"


def place(span: Span) -> str:
    return f"{span.path}:{span.line}"


def _blind_spots(subject: Subject) -> Iterator[Gap]:
    function, behaviour = subject.function, subject.behaviour
    where = place(function.span)
    if isinstance(function.entry, Unresolved):
        yield Gap(f"the code: {function.entry.why}", where)
    elif function.id not in subject.application.behaviours:
        yield Gap("the code, which was not interpreted", where)
    elif behaviour.truncated:
        yield Gap(f"the rest of the code, which was not interpreted to its end: {behaviour.truncated}", where)
    yield from _replaced(subject)
    for span in behaviour.loads:
        yield Gap("a module whose name is decided at run time", place(span))
    for module, span in behaviour.unseen.items():
        if not is_quiet(module):
            yield Gap(f"what the module {module} does, which is not in the tree", place(span))


def _replaced(subject: Subject) -> Iterator[Gap]:
    """Where what is deployed is not the code that was read, but what something else puts in its place."""
    function, entry = subject.function, subject.function.entry
    if not isinstance(entry, Entry):
        return
    ignored = next((text for key, text in function.code.build.items() if key.endswith("IgnoredChanges")), "")
    if ignored:
        yield Gap(f"the code that is deployed: Terraform leaves it alone (ignore_changes: {ignored})", subject.place)
    if not entry.inline:
        return
    handler = (known(function.handler) or "").rpartition(".")[0]
    if handler and handler != function.code.inline_module:
        yield Gap(f"the code that is deployed: the handler's module {handler} is not in the template", subject.place)
    names = {function.id, known(function.physical_name) or ""}
    for update in subject.application.code_updates:
        if not update.name or update.name in names:
            yield Gap("the code that is deployed, which is put in the place of the template's", place(update.span))
            return
