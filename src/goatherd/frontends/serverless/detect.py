"""Which files of a tree are services of the Serverless Framework, by their names and what stands in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.errors import ReadError
from goatherd.frontends.cloudformation.detect import is_test_folder

if TYPE_CHECKING:
    from goatherd.tree import Tree

PROGRAMS = (".js", ".ts", ".cjs", ".mjs")
_NAME = re.compile(r"serverless(?:[._-][\w.-]+)?\.(?:ya?ml|json)|serverless\.[cm]?[jt]s")
_USUAL_NAME = re.compile(r"serverless\.(?:ya?ml|json|[cm]?[jt]s)")
_SECTIONS = (b"service", b"provider")


def find_services(tree: Tree) -> list[str]:
    """Their files; those in folders of tests are added to the tree's `skipped`."""
    found = []
    for path in tree.files:
        if _NAME.fullmatch(path.rpartition("/")[2]) and _is_service(tree, path):
            if is_test_folder(path):
                tree.skipped.append((path, "template in a folder of tests"))
            else:
                found.append(path)
    return found


def _is_service(tree: Tree, path: str) -> bool:
    """Files with other names may be parts of a service, and programs something else altogether."""
    usual = _USUAL_NAME.fullmatch(path.rpartition("/")[2]) is not None
    if usual and not path.endswith(PROGRAMS):
        return True
    try:
        data = tree.read_bytes(path)
    except ReadError:
        return False
    if usual:
        return all(word in data for word in _SECTIONS)
    return all(re.search(rb"^[\"']?" + word + rb"[\"']?[ \t]*:", data, re.MULTILINE) for word in _SECTIONS)
