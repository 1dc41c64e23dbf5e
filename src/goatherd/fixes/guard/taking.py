"""The guard taken away from the files of applications: what `put_in_front` wrote there, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.errors import ReadError
from goatherd.core.source import Span
from goatherd.fixes.edits import applied
from goatherd.fixes.guard.languages import LANGUAGES
from goatherd.fixes.guard.places import Places
from goatherd.fixes.guard.proposing import Changes, Left, everything
from goatherd.fixes.unfixable import Unfixable
from goatherd.guard.homes import LAYER_FOLDERS
from goatherd.guard.wrapping import POLICY_VARIABLE
from goatherd.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from goatherd.core.config import Config
    from goatherd.fixes.guard.languages import Language
    from goatherd.fixes.pieces import Source
    from goatherd.model.application import Application

_OWN = ("GoatherdGuard", "goatherdGuard", "goatherd_guard")  # how its layers are called
_VARIABLE = re.compile(rf"^(?!\s*(?:#|//)).*\b{POLICY_VARIABLE}\b", re.MULTILINE)
_ANOTHER = "it is called as the guard's layer, and is something else"
_BY_HAND = "goatherd guard apply did not write it: take it out by hand if it is the guard's"
_REFERRED = "{} still refers to it"


def taken_away(
    root: str, config: Config, applications: Iterable[Application], holds: Callable[[str], bool] = everything
) -> Changes:
    """What to change so that nothing of the guard is left in the files that `holds` is true of."""
    tree = Tree(root, config.exclude, all_files=config.all_files)
    changes = Changes()
    for application in applications:
        language = LANGUAGES.get(application.framework)
        if language is not None:
            paths = {each.span.path for each in application.functions} | {*application.templates}
            _take(tree, application, sorted(paths - changes.files.keys()), holds, language, changes)
    return changes


def _take(
    tree: Tree,
    application: Application,
    paths: list[str],
    holds: Callable[[str], bool],
    language: Language,
    changes: Changes,
) -> None:
    sources: dict[str, Source] = {}
    texts: dict[str, str] = {}
    for path in filter(holds, paths):
        try:
            source = Places(tree, application.name, language.read, everything).source(path)
            if any(mark in source.text for mark in (POLICY_VARIABLE, *_OWN)):
                texts[path] = _without_guard(source, language, ())
                sources[path] = source
        except Unfixable as error:
            spans = [each.span for each in application.functions if each.span.path == path]
            if POLICY_VARIABLE in _text(tree, path):
                changes.left.append(Left(path, spans[0] if spans else Span(path, 1), str(error)))
    referring = _referring({path: texts[path] if path in texts else _text(tree, path) for path in paths}, language)
    for path, source in sources.items():
        after = _without_guard(source, language, referring) if referring else texts[path]
        if after != texts[path]:
            changes.left += (Left(each, Span(path, 1), _REFERRED.format(referring[each])) for each in referring)
        if after != source.text:
            changes.files[path] = (source.text, after)
        changes.others += (
            Left(each.key or each.name, _span(path, source.text, each.start), _ANOTHER)
            for each in language.foreign(source)
        )
        variable = _VARIABLE.search(after)
        if variable:
            changes.left.append(Left(POLICY_VARIABLE, _span(path, after, variable.end()), _BY_HAND))


def _without_guard(source: Source, language: Language, staying: Collection[str]) -> str:
    """Raises Unfixable."""
    after = applied(source.text, language.removed(source, staying))
    return after if source.text.endswith("\n") else after.removesuffix(source.newline)


def _referring(texts: Mapping[str, str], language: Language) -> dict[str, str]:
    """References to the layers that are left when all else is gone, and where."""
    references = [reference for each in LAYER_FOLDERS if (reference := language.reference(each))]
    return {
        reference: path
        for reference in references
        for path, text in texts.items()
        if re.search(rf"\b{re.escape(reference)}\b", text)
    }


def _span(path: str, text: str, offset: int) -> Span:
    return Span(path, text.count("\n", 0, offset) + 1)


def _text(tree: Tree, path: str) -> str:
    try:
        return tree.read(path)
    except ReadError:
        return ""
