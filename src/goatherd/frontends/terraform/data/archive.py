"""`archive_file`: the archive's path stands for the folder or file that it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import is_symbolic
from goatherd.frontends.node import Node
from goatherd.frontends.terraform.functions.files import in_tree
from goatherd.frontends.terraform.instance import ARCHIVE
from goatherd.frontends.terraform.values import mapping

if TYPE_CHECKING:
    from goatherd.frontends.terraform.scope import ModuleScope


def archive_file(scope: ModuleScope, arguments: Node, name: str) -> Node:
    if name not in ("output_path", "id"):
        return Node.absent(arguments.span)
    source = archive_source(scope, arguments)
    if source is not None:
        return Node.scalar(ARCHIVE + source, arguments.span)
    # Made by other means: at least its own path is known.
    return arguments.get("output_path")


def archive_source(scope: ModuleScope, arguments: Node) -> str | None:
    """The folder or file that an archive is made of, relative to the scanned root."""
    for name in ("source_dir", "source_file"):
        text = arguments.get(name).text()
        if text is not None:
            return in_tree(scope.folder, text) if not is_symbolic(text) else None
    return None


def note_archive(scope: ModuleScope, arguments: Node) -> None:
    """Remember what an archive is made of: functions often name its path again instead of referring to it."""
    output = arguments.get("output_path").text()
    if not output:
        return
    source, path = archive_source(scope, arguments), in_tree(scope.folder, output)
    if source:
        scope.deployment.archives[path] = source
    elif texts := _texts(arguments):
        scope.deployment.contents[path] = texts


def _texts(arguments: Node) -> tuple[Node, ...]:
    """The `source` blocks of an archive, or what stands for one."""
    content, name = arguments.get("source_content"), arguments.get("source_content_filename")
    if content.exists:
        return (mapping({"content": content, "filename": name}, content.span),)
    return arguments.get("source").elements
