"""The whole way: functions and names of policies -> changed files, checked by reading them again. Nothing is written.

Of each function all is changed that it takes, or nothing; what cannot be changed is told.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen

from goatherd.core.errors import ReadError
from goatherd.core.value import Known
from goatherd.fixes.checking import plain
from goatherd.fixes.edits import applied
from goatherd.fixes.guard import templates
from goatherd.fixes.guard.names import LAYER_FOLDERS, LAYER_IDS, POLICY_VARIABLE, WRAPPER, WRAPPER_VARIABLE
from goatherd.fixes.rereading import reread
from goatherd.fixes.unfixable import Unfixable
from goatherd.fixes.yaml_pieces import read_document
from goatherd.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from goatherd.core.source import Span
    from goatherd.fixes.edits import Edit
    from goatherd.guard.homes import Guarded, Home
    from goatherd.model.application import Application

_TEMPLATES = frozenset({"sam", "cloudformation"})
_NO_TEMPLATE = "nothing declares it: wrap its handler, as docs/guard.md shows"
_OTHER = "functions of {} are not changed by apply: wrap its handler, as docs/guard.md shows"


@frozen
class Left:
    """A function that stays as it is; `why` is a sentence without its end."""

    function: str
    span: Span
    why: str


@define
class Changes:
    """`files` maps paths to the text before and after, `done` are the functions that the guard is in front of then."""

    files: dict[str, tuple[str, str]] = field(factory=dict)
    done: list[Guarded] = field(factory=list)
    left: list[Left] = field(factory=list)


def put_in_front(root: str, exclude: Iterable[str], homes: Iterable[Home]) -> Changes:
    """What to change below `root` so that the guard is in front of the functions."""
    tree = Tree(root, exclude)
    changes = Changes()
    for home in homes:
        by_file: dict[str, list[Guarded]] = defaultdict(list)
        for each in home.functions:
            by_file[each.function.span.path].append(each)
        for path, functions in by_file.items():
            _put_in_file(tree, home, path, functions, changes)
    return changes


def _put_in_file(tree: Tree, home: Home, path: str, functions: list[Guarded], changes: Changes) -> None:
    before = _text(tree, path)
    why = {each.function.id: told for each in functions if (told := _unable(each))}
    able = [each for each in functions if each.function.id not in why]
    while able:
        after, failed = _edited(before, home, path, able)
        failed = failed or _wrong(tree, {path: after}, able)
        why |= failed
        if not failed:
            break
        able = [each for each in able if each.function.id not in why]
    changes.done += able
    changes.left += [Left(e.function.id, e.function.span, why[e.function.id]) for e in functions if e not in able]
    if able and after != before:
        changes.files[path] = (before, after)


def _unable(each: Guarded) -> str:
    framework = each.application.framework
    if framework in _TEMPLATES:
        return ""
    return _NO_TEMPLATE if framework == "handlers" else _OTHER.format(framework)


def _edited(before: str, home: Home, path: str, functions: list[Guarded]) -> tuple[str, dict[str, str]]:
    """The text with all of the functions changed, and why single ones cannot be."""
    failed: dict[str, str] = {}
    try:
        source = read_document(path, before)
    except Unfixable as error:
        return before, {each.function.id: str(error) for each in functions}
    edits: list[Edit] = []
    layers: dict[str, list[Edit]] = {}
    for each in functions:
        try:
            own = templates.added_to_function(source, each.function, each.name)
            content = posixpath.relpath(
                posixpath.join(home.place, LAYER_FOLDERS[each.function.language]), posixpath.dirname(path) or "."
            )
            layers.setdefault(each.function.language, templates.added_layer(source, each.function, content))
            applied(before, [*edits, *own])
            edits += own
        except Unfixable as error:
            failed[each.function.id] = str(error)
    return before if failed else applied(before, [*edits, *(e for own in layers.values() for e in own)]), failed


def _wrong(tree: Tree, texts: Mapping[str, str], functions: list[Guarded]) -> dict[str, str]:
    """Which functions would not be as they should be afterwards, and why; all where anything else changed."""
    applications = list({each.application.name: each.application for each in functions}.values())
    after, diagnoses = reread(tree.root, tree.exclude, texts, applications)
    found: dict[str, str] = {}
    for application in applications:
        mine = [each for each in functions if each.application is application]
        again = after.get(application.name)
        broken = next((message for path, message in sorted(diagnoses) if path in texts), "")
        if again is None:
            found |= {each.function.id: f"the application would not be read ({broken})" for each in mine}
            continue
        missing = {e.function.id: _NOT_SEEN for e in mine if not _is_guarded(again, e)}
        if missing:
            found |= missing
        elif _without_guard(application) != _without_guard(again):
            found |= {each.function.id: "the rest of the application would not be read as it is now" for each in mine}
    return found


_NOT_SEEN = "layer and variables would not be where the deployment looks for them"


def _is_guarded(application: Application, each: Guarded) -> bool:
    function = application.function(each.function.id)
    if function is None:
        return False
    variables = function.environment
    layer = LAYER_IDS[each.function.language]
    referred = any(isinstance(value, Known) and f"{layer}}}" in value.value for value in function.layers)
    wrapper, policy = variables.get(WRAPPER_VARIABLE), variables.get(POLICY_VARIABLE)
    return referred and wrapper == Known(WRAPPER) and policy == Known(each.name)


def _without_guard(application: Application) -> object:
    """The model of an application as it would be without the guard, to be compared."""
    own = set(LAYER_IDS.values())
    functions = []
    for function in application.functions:
        layers = [v for v in function.layers if not (isinstance(v, Known) and any(f"{id}}}" in v.value for id in own))]
        names = (WRAPPER_VARIABLE, POLICY_VARIABLE)
        variables = {name: value for name, value in function.environment.items() if name not in names}
        functions.append(plain(evolve(function, layers=layers, environment=variables)))
    resources = {id: each for id, each in application.resources.items() if id.rpartition("/")[2] not in own}
    return functions, plain(resources), plain(application.outputs), sorted(application.roles)


def taken_away(root: str, exclude: Iterable[str], applications: Iterable[Application]) -> Changes:
    """What to change so that nothing of the guard is left in the files."""
    tree = Tree(root, exclude)
    changes = Changes()
    paths = {f.span.path for a in applications for f in a.functions} | {p for a in applications for p in a.templates}
    for path in sorted(paths):
        before = _text(tree, path)
        if not any(mark in before for mark in (*LAYER_IDS.values(), POLICY_VARIABLE)):
            continue
        try:
            source = read_document(path, before)
            after = applied(before, templates.removed(source))
            if not before.endswith("\n"):
                after = after.removesuffix(source.newline)
        except Unfixable as error:
            span = next(f.span for a in applications for f in a.functions if f.span.path == path)
            changes.left.append(Left(path, span, str(error)))
            continue
        if after != before:
            changes.files[path] = (before, after)
    return changes


def _text(tree: Tree, path: str) -> str:
    try:
        return tree.read(path)
    except ReadError:
        return ""
