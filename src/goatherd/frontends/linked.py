"""Templates that are symbolic links, which are not followed: told, since what they declare is not read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from goatherd.code.paths import join, parent
from goatherd.core.finding import Diagnosis
from goatherd.core.source import Span
from goatherd.frontends.cloudformation.detect import is_named_like_template
from goatherd.frontends.files import is_named_like_infrastructure
from goatherd.frontends.folders_of_tests import is_test_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.tree import Tree


def linked_templates(tree: Tree) -> Iterator[Diagnosis]:
    """One per link that does not lead to another template of the tree, which is read under its own name."""
    for path, why in tree.skipped:
        if why == "symbolic link" and _is_template(path) and not is_test_folder(path):
            target = _target(tree, path)
            if target is None or target not in tree or not _is_template(target):
                message = "is a symbolic link, which is not followed: what it declares is not analysed"
                yield Diagnosis(Span(path, 1), message)


def _is_template(path: str) -> bool:
    return is_named_like_infrastructure(path) or is_named_like_template(path)


def _target(tree: Tree, path: str) -> str | None:
    """Where a link in the tree leads to, as it is written; None where that is outside."""
    try:
        written = os.readlink(os.path.join(tree.root, path))
    except OSError:
        return None
    return None if os.path.isabs(written) else join(parent(path), written)
