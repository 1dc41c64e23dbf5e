"""Runtimes that are too old for the guard, raised where they are written."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from goatherd.core.errors import ReadError
from goatherd.core.value import Known, known
from goatherd.guard.runtimes import newer_runtime
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from goatherd.model.function import Function
    from goatherd.tree import Tree

_PARTS = re.compile(r"(python|nodejs)(.+)")
_SDK = re.compile(r"""(?:require\(\s*|from\s+|import\s+)['"]aws-sdk(?:/[^'"]*)?['"]""")
_MANIFEST = "package.json"


def raised(
    tree: Tree, functions: Iterable[Function], holds: Callable[[str], bool]
) -> tuple[dict[str, str], list[Function]]:
    """The changed texts by path, and the functions whose runtime is raised: in the model, too."""
    texts: dict[str, str] = {}
    done: list[Function] = []
    for function in functions:
        newer, span = newer_runtime(function), function.runtime.span
        if not newer or span is None or not holds(span.path):
            continue
        text = texts.get(span.path) or _text(tree, span.path)
        changed = _changed(text, span.line, known(function.runtime) or "", newer)
        if changed is not None:
            texts[span.path] = changed
            function.runtime = Known(newer, span)
            done.append(function)
    return texts, done


def _changed(text: str, line: int, old: str, newer: str) -> str | None:
    """None where the line does not have the runtime once. Several functions may share the line."""
    lines = text.splitlines(keepends=True)
    written = lines[line - 1] if line <= len(lines) else ""
    for was, will in ((old, newer), (_of_the_cdk(old), _of_the_cdk(newer))):
        if will in written:
            return text
        if written.count(was) == 1:
            lines[line - 1] = written.replace(was, will)
            return "".join(lines)
    return None


def _of_the_cdk(runtime: str) -> str:
    """ "NODEJS_22_X" """
    found = _PARTS.fullmatch(runtime)
    return f"{found[1]}_{found[2].replace('.', '_')}".upper() if found else runtime


def missing_sdk(tree: Tree, function: Function) -> str:
    """The folder that has to get the package aws-sdk, which came with Node.js 16 and older; "" where none has to."""
    entry = function.entry
    if function.language != "javascript" or not isinstance(entry, Entry) or not _SDK.search(_text(tree, entry.file)):
        return ""
    folder = posixpath.dirname(entry.file)
    above = folder
    while above and posixpath.join(above, _MANIFEST) not in tree:
        above = posixpath.dirname(above)
    manifest = posixpath.join(above, _MANIFEST)
    if manifest not in tree:
        return folder or "."
    return "" if '"aws-sdk"' in _text(tree, manifest) else above or "."


def _text(tree: Tree, path: str) -> str:
    try:
        return tree.read(path)
    except ReadError:
        return ""
