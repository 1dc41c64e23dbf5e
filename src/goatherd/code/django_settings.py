"""What the settings of a Django site hold that was meant for its development: its key in plain text, and DEBUG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.code.classify import TEST_FOLDERS
from goatherd.code.paths import extension, name
from goatherd.core.errors import ReadError
from goatherd.core.lazy import regex
from goatherd.core.secrets import waits_for_another
from goatherd.core.source import Span
from goatherd.model.flow import KEY_OF_A_SITE, Committed, DebugSwitch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.tree import Tree

_MAX_BYTES = 100_000
_SITE = regex(r"(?m)^INSTALLED_APPS\s*=")
_SETTING = regex(r"(?m)^([ \t]*)(SECRET_KEY|DEBUG)\s*(?::\s*\w+\s*)?=(?!=)\s*(.+)$")
_KEY = regex(r"(?:\"([^\"\s]{32,200})\"|'([^'\s]{32,200})')\s*(?:#.*)?")
_TRUE = regex(r"True\s*(?:#.*)?")
_REPLACED = regex(r"(?m)^\s*from\s+[\w.]*(?:local|prod|secret|private|env)\w*\s+import\s+\*")
_AT_HOME = regex(r"(?i).*(?:local|dev|test|example|sample|template|docker|\bci\b|debug).*")


@frozen
class _Assigned:
    """`text` is the expression, `line` where it stands; `always`: on the level of the module."""

    path: str
    setting: str
    text: str
    line: int
    always: bool


def django_settings(tree: Tree) -> Iterator[Committed | DebugSwitch]:
    """What stands in the settings that every deployment shares, while no other file sets it; nothing is raised."""
    site: set[str] = set()
    found: list[_Assigned] = []
    for path in tree.files:
        if extension(path) != ".py" or ("settings" not in path.lower() and "config" not in path.lower()):
            continue
        try:
            text = tree.read(path, _MAX_BYTES)
        except ReadError:
            continue
        if _SITE.search(text) and not _REPLACED.search(text):
            site.add(path)
        for match in _SETTING.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            found.append(_Assigned(path, match[2], match[3].strip(), line, not match[1]))
    for one in found:
        alone = sum(other.setting == one.setting for other in found) == 1
        if one.always and alone and one.path in site and not _is_for_trials(one.path):
            yield from _judged(one)


def _judged(one: _Assigned) -> Iterator[Committed | DebugSwitch]:
    span = Span(one.path, one.line)
    key = _KEY.fullmatch(one.text) if one.setting == "SECRET_KEY" else None
    if key is not None and not waits_for_another(value := key[1] or key[2]):
        yield Committed(KEY_OF_A_SITE, one.setting, value, span)
    elif one.setting == "DEBUG" and _TRUE.fullmatch(one.text):
        yield DebugSwitch(span)


def _is_for_trials(path: str) -> bool:
    return not TEST_FOLDERS.isdisjoint(path.lower().split("/")[:-1]) or _AT_HOME.fullmatch(name(path)) is not None
