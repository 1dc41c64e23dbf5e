"""The whole way: functions and names of policies -> changed files, checked by reading them again. Nothing is written.

Of each function all is changed that it takes, or nothing; what cannot be changed is told.
"""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen

from goatherd.core.value import Known
from goatherd.fixes.checking import plain
from goatherd.fixes.edits import applied
from goatherd.fixes.guard.by_hand import by_hand
from goatherd.fixes.guard.languages import LANGUAGES
from goatherd.fixes.guard.places import Places
from goatherd.fixes.rereading import EditedTree, reread
from goatherd.fixes.unfixable import Unfixable
from goatherd.guard.homes import LAYER_FOLDERS
from goatherd.guard.wrapping import POLICY_VARIABLE, WRAPPER, WRAPPER_VARIABLE
from goatherd.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from goatherd.core.config import Config
    from goatherd.core.source import Span
    from goatherd.fixes.edits import Edit
    from goatherd.fixes.guard.languages import Language
    from goatherd.guard.homes import Guarded, Home
    from goatherd.model.application import Application

_NO_TEMPLATE = "nothing declares it"
_OTHER = "functions of {} are not changed by apply"
_NOT_SEEN = "layer and variables would not be where the deployment looks for them"
_NOTHING: Mapping[str, str] = {}
_REPEATED = "the same lines make several functions, and each has a policy of its own"
_TWICE = "its file is changed for another application; run the command again"


@frozen
class Left:
    """A function that stays as it is; `why` is a sentence without its end, `by_hand` the lines to write instead."""

    function: str
    span: Span
    why: str
    by_hand: tuple[str, ...] = ()


@define
class Changes:
    """`files` maps paths to the text before and after, `done` are the functions that the guard is in front of then.

    `others` are called as something of the guard is, and are something else.
    """

    files: dict[str, tuple[str, str]] = field(factory=dict)
    done: list[Guarded] = field(factory=list)
    left: list[Left] = field(factory=list)
    others: list[Left] = field(factory=list)


@define(eq=False)
class _Attempt:
    """The guard in front of as many functions of one application as it can be; `why` tells of the others."""

    home: Home
    application: Application
    functions: list[Guarded]
    language: Language
    places: Places
    why: dict[str, str] = field(factory=dict)
    texts: dict[str, str] = field(factory=dict)

    @property
    def able(self) -> list[Guarded]:
        return [each for each in self.functions if each.function.id not in self.why]

    def edit(self) -> None:
        """Change the texts; functions that cannot be changed drop out."""
        while self.able:
            self.texts, failed = _edited(self.places, self.language, self.home, self.able)
            self.why |= failed
            if not failed:
                return
        self.texts = {}


def everything(path: str) -> bool:
    return True


def put_in_front(
    root: str,
    config: Config,
    homes: Iterable[Home],
    holds: Callable[[str], bool] = everything,
    changed: Mapping[str, str] = _NOTHING,
) -> Changes:
    """What to change below `root`, in files that `holds` is true of, so that the guard is in front of the functions.

    `changed` are texts by path that are about to be written in any case.
    """
    tree = EditedTree(root, config, changed)
    changes = Changes()
    attempts: list[_Attempt] = []
    taken: set[str] = set()
    for home in homes:
        for functions in _by_application(home):
            attempt = _attempt(tree, holds, home, functions, taken, changes)
            if attempt is not None:
                attempts.append(attempt)
                taken |= attempt.texts.keys()
    _check(tree, config, attempts)
    on_disk = Tree(root, config.exclude, all_files=config.all_files)
    changes.files |= {path: (on_disk.read(path), text) for path, text in changed.items()}
    for attempt in attempts:
        changes.done += attempt.able
        changes.left += [
            _left(tree, each, attempt.home, attempt.why[each.function.id], holds)
            for each in attempt.functions
            if each.function.id in attempt.why
        ]
        for path, text in attempt.texts.items():
            before = attempt.places.source(path).text
            if text != before:
                changes.files[path] = (on_disk.read(path), text)
    return changes


def _by_application(home: Home) -> Iterable[list[Guarded]]:
    found: dict[str, list[Guarded]] = defaultdict(list)
    for each in home.functions:
        found[each.application.name].append(each)
    return found.values()


def _attempt(
    tree: Tree,
    holds: Callable[[str], bool],
    home: Home,
    functions: list[Guarded],
    taken: set[str],
    changes: Changes,
) -> _Attempt | None:
    """None where the language is not known; that is told."""
    application = functions[0].application
    language = LANGUAGES.get(application.framework)
    if language is None:
        told = _NO_TEMPLATE if application.framework == "handlers" else _OTHER.format(application.framework)
        changes.left += [_left(tree, each, home, told, holds) for each in functions]
        return None
    attempt = _Attempt(home, application, functions, language, Places(tree, application.name, language.read, holds))
    made = Counter(function.span for function in application.functions)
    attempt.why = {each.function.id: _REPEATED for each in functions if made[each.function.span] > 1}
    attempt.why |= {each.function.id: _TWICE for each in functions if each.function.span.path in taken}
    attempt.edit()
    return attempt


def _left(tree: Tree, each: Guarded, home: Home, why: str, holds: Callable[[str], bool]) -> Left:
    function = each.function
    another_run_does_it = why == _TWICE or not holds(function.span.path)
    return Left(function.id, function.span, why, () if another_run_does_it else by_hand(tree, each, home, why))


def _check(tree: EditedTree, config: Config, attempts: list[_Attempt]) -> None:
    """Read everything again, until all that is left of the attempts is as it should be."""
    pending = attempts
    # Not the applications as they were handed over: their variables may hold for other deployments as well.
    before: dict[str, Application] = {}
    while any(attempt.able for attempt in pending):
        texts = {**tree.edited, **{path: text for each in attempts for path, text in each.texts.items()}}
        known = [attempt.application for attempt in attempts]
        after, diagnoses = reread(tree.root, config, texts, known)
        before = before or reread(tree.root, config, tree.edited, known)[0]
        pending = []
        for attempt in attempts:
            name = attempt.application.name
            wrong = _wrong(attempt, before.get(name), after.get(name), diagnoses) if attempt.able else {}
            if wrong:
                attempt.why |= wrong
                attempt.edit()
                pending.append(attempt)


def _edited(
    places: Places, language: Language, home: Home, functions: list[Guarded]
) -> tuple[dict[str, str], dict[str, str]]:
    """The texts by path with all of the functions changed, and why single ones cannot be."""
    failed: dict[str, str] = {}
    edits: dict[str, list[Edit]] = defaultdict(list)
    layers: dict[str, tuple[str, list[Edit]]] = {}
    for each in functions:
        path = each.function.span.path
        try:
            content = posixpath.join(home.place, LAYER_FOLDERS[each.function.language])
            content += ".zip" if language.ZIPPED else ""
            source = places.source(path)
            own = language.added_to_function(places, each.function, each.name, content)
            if each.function.language not in layers:
                layers[each.function.language] = language.added_layer(places, each.function, content)
            applied(source.text, [*edits[path], *own])
            edits[path] += own
        except Unfixable as error:
            failed[each.function.id] = str(error)
    for path, own in layers.values():
        edits[path] += own
    return ({} if failed else {p: applied(places.source(p).text, own) for p, own in edits.items()}), failed


def _wrong(
    attempt: _Attempt, before: Application | None, again: Application | None, diagnoses: set[tuple[str, str]]
) -> dict[str, str]:
    """Which functions would not be as they should be afterwards, and why; all where anything else changed."""
    functions, language = attempt.able, attempt.language
    if before is None or again is None:
        told = (message for path, message in sorted(diagnoses) if path in attempt.texts)
        why = f"the application would not be read ({next(told, 'nothing is left of it')})"
        return {each.function.id: why for each in functions}
    missing = {each.function.id: _NOT_SEEN for each in functions if not _is_guarded(again, each, language)}
    ids = {each.function.id for each in functions}
    if not missing and _without_guard(before, language, ids) != _without_guard(again, language, ids):
        return {each.function.id: "the rest of the application would not be read as it is now" for each in functions}
    return missing


def _is_guarded(application: Application, each: Guarded, language: Language) -> bool:
    function = application.function(each.function.id)
    if function is None:
        return False
    variables = function.environment
    mark = language.mark(function.language)
    referred = any(isinstance(value, Known) and mark in value.value for value in function.layers)
    wrapper, policy = variables.get(WRAPPER_VARIABLE), variables.get(POLICY_VARIABLE)
    return referred and wrapper == Known(WRAPPER) and policy == Known(each.name)


def _without_guard(application: Application, language: Language, ids: set[str]) -> object:
    """The model of an application as it would be without the guard in front of some functions, to be compared."""
    marks = [language.mark(each) for each in LAYER_FOLDERS]
    functions = []
    for function in application.functions:
        if function.id not in ids:
            functions.append(plain(function))
            continue
        layers = [v for v in function.layers if not (isinstance(v, Known) and any(m in v.value for m in marks))]
        names = (WRAPPER_VARIABLE, POLICY_VARIABLE)
        variables = {name: value for name, value in function.environment.items() if name not in names}
        functions.append(plain(evolve(function, layers=layers, environment=variables)))
    resources = {id: each for id, each in application.resources.items() if not any(m.rstrip("}") in id for m in marks)}
    return functions, plain(resources), plain(application.outputs), sorted(application.roles)
