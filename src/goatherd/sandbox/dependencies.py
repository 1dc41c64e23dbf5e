"""Packages that a function needs and its folder does not hold, and where they lie: in the tree, or in the cache.

Only `--install` fills the cache, and it is the only part of goatherd that reaches a network: see `installing`.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from goatherd.core.value import known
from goatherd.model.function import Entry
from goatherd.model.trigger import Kind
from goatherd.sandbox import esbuild_release
from goatherd.sandbox.building import packages_of_the_tree, why_built
from goatherd.sandbox.enclosure import ENCLOSED
from goatherd.sandbox.installing.files import Refused, place_in_tree
from goatherd.sandbox.installing.npm_lock import NpmLock, read_lock
from goatherd.sandbox.installing.npm_manifest import read_manifest
from goatherd.sandbox.installing.npm_words import is_name
from goatherd.sandbox.installing.requirements import read_requirements
from goatherd.sandbox.installing.room import Say, silently
from goatherd.sandbox.installing.store import Store
from goatherd.sandbox.installing.tools import ForNpm, ForPip

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.package import Manifest
    from goatherd.sandbox.installing.npm_manifest import NpmManifest
    from goatherd.sandbox.isolation import Isolation

_PYTHON, _NODE = "/var/dependencies/", "/var/node_modules"
_SDK = "/node_modules"  # found from /var/task by every kind of import
_REQUIREMENTS = "requirements.txt"
_BRINGS_ITSELF = frozenset({"chalice"})
_OF_GOOGLE = ForPip(("functions-framework",))  # which its platform installs where no manifest asks for it
_SDK_OF_PYTHON = frozenset({"boto3", "botocore", "s3transfer"})
_INSTALLED_FROM = frozenset({_REQUIREMENTS, "package.json", "package-lock.json"})
# The last Node.js runtime of Lambda that brought version 2 of the SDK.
_LAST_WITH_V2 = 16


@define
class Dependencies:
    """`folders` are (outside, inside) pairs by function; `problems` is what could not be installed, and why.

    `esbuild` is the program that builds functions, "" when there is none or nothing has to be built. `installed`: what
    was missing was asked for.
    """

    folders: dict[str, list[tuple[str, str]]] = field(factory=dict)
    problems: list[str] = field(factory=list)
    esbuild: str = ""
    installed: bool = False

    def of(self, function: Function) -> list[tuple[str, str]]:
        return self.folders.get(function.id, [])


def find_dependencies(
    application: Application,
    root: str,
    *,
    install: bool,
    isolation: Isolation = ENCLOSED,
    say: Say = silently,
) -> Dependencies:
    """What is in the cache, or in folders above a function's own, for every function.

    With `install` the cache is filled: by programs in the isolation, and `say` is told what takes its time.
    """
    store, read = Store(isolation, install, say), _Read(root)
    found = Dependencies(installed=install, problems=store.problems)
    for function in application.functions:
        if not isinstance(function.entry, Entry):
            continue
        places = found.folders.setdefault(function.id, [])
        places += _above(function.entry, root)
        uses = _Uses.of(function, application, root)
        for manifest in _manifests(function, application, root):
            with store.surviving(manifest.path):
                if os.path.basename(manifest.path) == _REQUIREMENTS:
                    _add_requirements(store, places, manifest.path, read)
                else:
                    _add_modules(store, places, manifest.path, uses, read)
        if application.framework in _BRINGS_ITSELF:
            _add_framework(store, places, application.framework, ForPip((application.framework,), complete=True))
        if function.language == "python" and any(t.kind == Kind.GOOGLE_HTTP for t in function.triggers):
            _add_framework(store, places, "the functions-framework", _OF_GOOGLE)
        if function.language == "javascript":
            _add_sdk(store, places, function, application, root)
    if any(why_built(function, application, root) for function in application.functions):
        found.esbuild = _esbuild(store)
    found.problems[:] = dict.fromkeys(found.problems)  # functions share manifests
    return found


def _above(entry: Entry, root: str) -> Iterator[tuple[str, str]]:
    """node_modules of a folder around the function's, which its build would have bundled."""
    folder = Path(entry.root)
    for parent in (*folder.parents,) if entry.root not in ("", ".") else ():
        modules = os.path.join(parent, "node_modules")
        try:
            place = place_in_tree(root, modules)
        except Refused:
            continue
        if os.path.isdir(place) and not os.path.islink(os.path.join(root, modules)):
            yield place, _NODE
            return


def _manifests(function: Function, application: Application, root: str) -> Iterator[Manifest]:
    seen: set[str] = set()
    for manifest in application.manifests:
        folder = os.path.dirname(manifest.path)
        name = os.path.basename(manifest.path)
        if name not in _INSTALLED_FROM or (manifest.functions and function.id not in manifest.functions):
            continue
        if name == _REQUIREMENTS:
            yield manifest
        elif manifest.packages and folder not in seen and not Path(root, folder, "node_modules").is_dir():
            seen.add(folder)
            yield manifest


class _Read:
    """What stands in files of the tree, read once for all functions that have them in common."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.requirements = cache(lambda path: read_requirements(root, path, _SDK_OF_PYTHON))
        self._locks: dict[tuple[Any, ...], NpmLock] = {}

    def lock(self, path: str, asked: NpmManifest) -> NpmLock:
        key = path, *asked.required, None, *asked.optional
        if key not in self._locks:
            has_lock = os.path.lexists(os.path.join(self.root, path))
            self._locks[key] = read_lock(self.root, path, asked) if has_lock else NpmLock()
        return self._locks[key]


def _add_requirements(store: Store, places: list[tuple[str, str]], path: str, read: _Read) -> None:
    """What registries have is installed, but for the SDK that is there: old ones do not start on a newer Python.

    Packages of the tree need not be installed, their folders are shown as they are.
    """
    asked = read.requirements(path)
    _tell(store, asked.problems)
    folders = []
    if asked.lines:
        wanted = ForPip(tuple(asked.lines), tuple(asked.constraints), complete=asked.hashed)
        folder = store.folder(path, wanted)
        folders += [folder] if folder else []
    folders += [_imported_from(read.root, place) for place in asked.folders]
    places += [(str(each), f"{_PYTHON}{len(places) + number}") for number, each in enumerate(folders)]


def _imported_from(root: str, place: str) -> Path:
    """The folder of a package of the tree from which its modules are imported."""
    try:
        inner = place_in_tree(root, os.path.join(place, "src"))
    except Refused:
        return Path(place)
    return Path(inner if os.path.isdir(inner) else place)


def _add_modules(store: Store, places: list[tuple[str, str]], path: str, uses: _Uses, read: _Read) -> None:
    manifest, lock = (os.path.join(os.path.dirname(path), name) for name in ("package.json", "package-lock.json"))
    if not os.path.lexists(os.path.join(uses.root, manifest)):
        return
    asked = read_manifest(uses.root, manifest, uses.packages, uses.local)
    _tell(store, asked.problems)
    if not asked.required and not asked.optional:
        return
    locked = read.lock(lock, asked)
    _tell(store, locked.problems)
    package = asked.document()
    folder = store.folder(path, ForNpm(package, locked.document(package) if locked.packages else {}))
    if folder and (folder / "node_modules").is_dir():  # npm makes none for nothing
        places.append((str(folder / "node_modules"), _NODE))


def _tell(store: Store, problems: list[str]) -> None:
    if store.install:
        store.problems += problems


def _add_framework(store: Store, places: list[tuple[str, str]], name: str, wanted: ForPip) -> None:
    """What a framework or a platform puts beside the code; what the manifests say goes first.

    What Chalice needs itself the runtime brings.
    """
    folder = store.folder(name, wanted)
    if folder:
        places.append((str(folder), f"{_PYTHON}{len(places)}"))


@frozen
class _Uses:
    """What a function's code imports: names of packages, and those of them that are packages of the tree."""

    packages: frozenset[str]
    local: Container[str]
    root: str

    @classmethod
    def of(cls, function: Function, application: Application, root: str) -> _Uses:
        built = why_built(function, application, root)
        names = application.behaviour(function).names if built else frozenset()
        return cls(frozenset(map(_package, names)), packages_of_the_tree(function, application, root), root)


def _add_sdk(
    store: Store, places: list[tuple[str, str]], function: Function, application: Application, root: str
) -> None:
    """The SDK that Lambda's Node.js runtime brings, as far as the code asks for it."""
    names = application.behaviour(function).names
    wanted = sorted({_package(name) for name in names if name.startswith(("@aws-sdk/", "@smithy/"))})
    wanted = [name for name in wanted if is_name(name)]
    if any(name == "aws-sdk" or name.startswith("aws-sdk/") for name in names):
        wanted.append("aws-sdk")
    version = "".join(c for c in (known(function.runtime) or "") if c.isdigit() or c == ".").partition(".")[0]
    if (
        "aws-sdk" in wanted
        and version.isdigit()
        and int(version) > _LAST_WITH_V2
        and not places
        and not _is_beside(function, root)
    ):
        store.problems.append(f"{function.id}: Node.js {version} brings no aws-sdk of version 2, and nothing else does")
    if wanted:
        folder = store.folder(f"the SDK of {function.id}", ForNpm.of(dict.fromkeys(wanted, "*")))
        if folder:
            places.append((str(folder / "node_modules"), _SDK))


def _is_beside(function: Function, root: str) -> bool:
    """Whether the SDK of version 2 lies beside the function's code, or in a folder above it."""
    if not isinstance(function.entry, Entry):
        return False
    folder = Path(function.entry.root)
    return any(Path(root, each, "node_modules", "aws-sdk").is_dir() for each in (folder, *folder.parents))


def _esbuild(store: Store) -> str:
    wanted = esbuild_release.wanted()
    folder = store.folder("esbuild", wanted) if wanted else None
    return esbuild_release.program(folder) if folder else ""


def _package(name: str) -> str:
    """That of an imported module."""
    return "/".join(name.split("/")[: 2 if name.startswith("@") else 1])
