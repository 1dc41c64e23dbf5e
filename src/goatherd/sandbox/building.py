"""Which functions do not run as they lie in the tree, and why: they have to be built first."""

from __future__ import annotations

import json
import os
import re
import stat
from typing import TYPE_CHECKING

from goatherd.code.paths import JAVASCRIPT_EXTENSIONS, ancestors, extension, inside, parent, stem
from goatherd.code.workspaces import local_packages
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from goatherd.model.application import Application
    from goatherd.model.function import Function

TYPESCRIPT = "TypeScript"
ELSEWHERE = "code outside of its folder"
MODULES = "ES modules in files that Node.js takes for CommonJS"

_AS_IT_IS = frozenset({".js", ".mjs", ".cjs"})
_MOST = 1 << 20  # bytes of a file that are looked at
_NAME = re.compile(r"(?:@[\w.-]+/)?[\w-][\w.-]*")
_MODULE = re.compile(
    r"""^[ \t]*(?: import \s* (?: ["'{*] | [\w$]+ \s* (?: from\b | ,) )
                 | export \s* (?: [{*] | (?: default | const | let | var | class | function | async ) \b ) )""",
    re.MULTILINE | re.VERBOSE,
)


def why_built(function: Function, application: Application, root: str) -> str:
    """One of the reasons above; "" for a function that runs as it is. `root` is the scanned tree."""
    entry = function.entry
    if not isinstance(entry, Entry):
        return ""
    own, top = _own_files(function, application), deployed_folder(entry)
    if any(extension(file) not in _AS_IT_IS for file in own):
        return TYPESCRIPT
    if any(not inside(file, top) for file in own):
        return ELSEWHERE
    return MODULES if any(_is_mistaken(file, top, root) for file in own) else ""


def packages_of_the_tree(function: Function, application: Application, root: str) -> dict[str, str]:
    """Name -> file or folder of the packages around the function's folder that it uses, as workspaces have them."""
    found: dict[str, str] = {}
    if not isinstance(function.entry, Entry):
        return found
    top = deployed_folder(function.entry)
    files = _own_files(function, application)
    required = _required_packages(files, root)
    for file in files:
        for name, folder in (_named_package(file, root), *required):
            if name and not inside(file, top) and inside(file, folder) and not inside(top, folder):
                # What `main` names is often only there after a build of the package's own.
                is_main = stem(file) == "index" and parent(file) in (folder, f"{folder}/src", f"{folder}/lib")
                found.setdefault(name, file if is_main else folder)
    return found


def _required_packages(files: list[str], root: str) -> list[tuple[str, str]]:
    """Name and folder of the packages of the tree that the files may import by the name of a dependency."""
    folders = dict.fromkeys(folder for file in files for folder in ancestors(parent(file)))
    return [package for folder in folders for package in local_packages(_package(folder, root), folder).items()]


def _named_package(file: str, root: str) -> tuple[str, str]:
    """Name and folder of the package that a file is part of; "" where that has none."""
    for folder in ancestors(parent(file)):
        name = _package(folder, root).get("name")
        if isinstance(name, str) and _NAME.fullmatch(name):
            return name, folder
    return "", ""


def _own_files(function: Function, application: Application) -> list[str]:
    """Its JavaScript and TypeScript without what layers bring ready to run, the handler's first."""
    entry = function.entry
    if not isinstance(entry, Entry) or entry.inline or entry.language != "javascript":
        return []
    files = dict.fromkeys((entry.file, *application.behaviour(function).files))
    return [
        file
        for file in files
        if extension(file) in JAVASCRIPT_EXTENSIONS
        and not (extension(file) in _AS_IT_IS and any(inside(file, layer) for layer in entry.search))
    ]


def deployed_folder(entry: Entry) -> str:
    """From the root of the tree, which itself is ""."""
    return "" if entry.root == "." else entry.root


def _is_mistaken(file: str, top: str, root: str) -> bool:
    """Whether it is an ES module that nothing in the function's folder declares as one."""
    if extension(file) != ".js" or not _MODULE.search(_text(root, file)):
        return False
    return not declares_modules(file, top, root)


def declares_modules(file: str, top: str, root: str) -> bool:
    """Whether the package.json that is nearest to a file, in `top` or below, makes ES modules of .js files."""
    for folder in ancestors(parent(file)):
        document = _package(folder, root)
        if document or folder == top:
            return document.get("type") == "module"
    return False


def _package(folder: str, root: str) -> dict[str, object]:
    """The package.json of a folder; {} where there is none that can be read."""
    try:
        document = json.loads(_text(root, f"{folder}/package.json" if folder else "package.json"))
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _text(root: str, path: str) -> str:
    """The beginning of a file of the tree; "" for what is none, or a link."""
    place = os.path.join(root, path)
    try:
        if not stat.S_ISREG(os.lstat(place).st_mode):
            return ""
        with open(place, encoding="utf-8", errors="replace") as file:
            return file.read(_MOST)
    except OSError:
        return ""
