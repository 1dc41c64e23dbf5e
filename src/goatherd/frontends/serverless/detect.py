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
_EXPORTS = re.compile(rb"^(?:export default|export =|module\.exports =)", re.MULTILINE)
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
        return usual
    if usual:
        return b"\0" in data or all(word in data for word in _SECTIONS) or _is_built(tree, path, data)
    return all(re.search(rb"^[\"']?" + word + rb"[\"']?[ \t]*:", data, re.MULTILINE) for word in _SECTIONS)


def _is_built(tree: Tree, path: str, data: bytes) -> bool:
    """Whether a program exports a service that something else makes: it stands where the Framework is installed."""
    if not _EXPORTS.search(data) or b"serverless-http" in data:
        return False
    folder = path.rpartition("/")[0]
    manifest = f"{folder}/package.json".lstrip("/")
    try:
        return not folder if manifest not in tree else b'"serverless"' in tree.read_bytes(manifest)
    except ReadError:
        return False


def service_files(modules: Modules, provider: str) -> list[str]:
    """The files of services that name another provider than AWS somewhere."""
    named = (path for name in SERVERLESS for path in modules.index.named(name))
    return [p for p in named if provider in modules.text(p) and not modules.classifier.why_not_application(p)]
