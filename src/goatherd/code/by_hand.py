"""What a file with the looks of a handler is after all: a program that is run by hand, or a part of another module."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.imported import imports_of
from goatherd.code.paths import language_of, name, parent, stem
from goatherd.core.lazy import regex
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.code.modules import Modules

_COMMAND_LINE = regex(
    r"\A#!|\bprocess\.argv\b|\bsys\.argv\b|\bargparse\.|\bArgumentParser\(|@click\.(?:command|group)\b"
    r"|\bfire\.Fire\(|\btyper\.|\b(?:require|from)\b[ (]*[\"'](?:yargs|commander|minimist)[\"'/]"
)
# Who starts handlers at a desk, or only hands them on, does not make parts of them.
_AT_A_DESK = regex(
    r"\.listen\s*\(|__name__\s*==|\brequire\.main\b|\bimport\.meta\.main\b|\bprocess\.argv\b|\A#!|\bsys\.argv\b"
)
_HANDS_ON = regex(
    r"^\s*(?:export\s+(?:\*|\{[^}]*\})\s*(?:as\s+\w+\s*)?from\b|(?:module\.)?exports\b[^\n]*\brequire\s*\()",
    re.MULTILINE,
)
_INDEX = ("index", "__init__")


def is_run_by_hand(text: str) -> bool:
    """Whether a program reads its command line: what a handler never has."""
    return _COMMAND_LINE.search(text) is not None


def parts_of_others(modules: Modules, files: Iterable[str]) -> set[str]:
    """Which of these files other modules of the application import."""
    wanted = set(files)
    if not wanted:
        return set()
    mentioned = re.compile("|".join(sorted({re.escape(_called(path)) for path in wanted}, key=len, reverse=True)))
    found: set[str] = set()
    for path in modules.tree.files:
        language = language_of(path)
        if not language or modules.classifier.why_not_application(path) is not None:
            continue
        text = modules.text(path)
        if mentioned.search(text) is None or _AT_A_DESK.search(text) or _HANDS_ON.search(text):
            continue
        root = modules.services.package(parent(path), "")
        found |= imports_of(modules, path, Entry(path, "", language, 1, root)) & wanted - {path}
    return found


def _called(path: str) -> str:
    """The word by which an import has to name a file."""
    return name(parent(path)) if stem(path) in _INDEX and parent(path) else stem(path)
