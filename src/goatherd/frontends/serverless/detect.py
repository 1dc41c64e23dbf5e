"""Which files of a tree are services of the Serverless Framework, by their names and what stands in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.errors import ReadError
from goatherd.frontends.files import SERVERLESS, SERVERLESS_PROGRAMS
from goatherd.frontends.folders_of_tests import is_test_folder

if TYPE_CHECKING:
    from goatherd.code.modules import Modules
    from goatherd.tree import Tree

PROGRAMS = (".js", ".ts", ".cjs", ".mjs")
_NAME = re.compile(r"serverless(?:[._-][\w.-]+)?\.(?:ya?ml|json)|serverless\.[cm]?[jt]s")
_USUAL_NAMES = frozenset({*SERVERLESS, *SERVERLESS_PROGRAMS})
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
    usual = path.rpartition("/")[2] in _USUAL_NAMES
    if usual and not path.endswith(PROGRAMS):
        return True
    try:
        data = tree.read_bytes(path)
    except ReadError:
        return False
    if usual:
        return all(word in data for word in _SECTIONS)
    return all(re.search(rb"^[\"']?" + word + rb"[\"']?[ \t]*:", data, re.MULTILINE) for word in _SECTIONS)


def service_files(modules: Modules, provider: str) -> list[str]:
    """The files of services that name another provider than AWS somewhere."""
    named = (path for name in SERVERLESS for path in modules.index.named(name))
    return [p for p in named if provider in modules.text(p) and not modules.classifier.why_not_application(p)]
