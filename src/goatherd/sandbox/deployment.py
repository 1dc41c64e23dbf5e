"""Where the files of one function come from: its own folder, its layers, what was installed for it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.code.paths import inside, stem
from goatherd.core.value import known, placeholders
from goatherd.model.function import Entry
from goatherd.model.resource import Layer
from goatherd.sandbox.building import MODULES, packages_of_the_tree, why_built
from goatherd.sandbox.conventions import NoConvention, convention_of
from goatherd.sandbox.copies import copy_file, is_open, is_repository, lies_in_repository
from goatherd.sandbox.esbuild import Budget, BuildFailed, Sources, bundle
from goatherd.sandbox.installing.files import Refused, place_in_tree
from goatherd.sandbox.launch import TASK
from goatherd.sandbox.modules_beside import modules_beside

if TYPE_CHECKING:
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.sandbox.conventions import Convention
    from goatherd.sandbox.dependencies import Dependencies
    from goatherd.sandbox.isolation import Isolation
    from goatherd.sandbox.naming import Naming

_SUFFIXES = (".py", ".js", ".mjs", ".cjs")
_BUILT = {"cjs": ".cjs", "esm": ".mjs"}
_MAP = "/var/bundle.map"  # read by hosts/node/instruments/source_map.cjs
_MOST_OF_LAYERS = 1000
_SMALL = 1 << 16  # bytes; a mount for every file would slow down every start of a function


@frozen
class Deployment:
    """`mounts` are (outside, inside) pairs; `handler` is what the runtime is given, `convention` how it calls that."""

    language: str
    handler: str
    mounts: tuple[tuple[str, str], ...]
    convention: Convention | None = None


class NotDeployable(Exception):
    """Why a function cannot be run here."""


class Shown:
    """What is shown to functions, and to what builds them, as it is, each folder once: many have their code, layers
    and packages in common. `root` is the scanned tree.
    """

    def __init__(self, folder: Path, root: str, isolation: Isolation) -> None:
        folder.mkdir()
        self.isolation, self.budget = isolation, Budget()
        self._folder, self._root = folder, os.path.realpath(root)
        self._places: dict[str, Path] = {}
        self._trees: dict[bool, str] = {}

    def place(self, source: str) -> str:
        """Where it is shown. Raises NotDeployable for what is part of a repository, and OSError."""
        place = self._places.get(source)
        if place is None:
            if lies_in_repository(self.path(source)):
                raise NotDeployable("it would be shown a repository, whose configuration may hold keys")
            place = self._folder / str(len(self._places))
            self.isolation.show_code(Path(source), place)
            self._places[source] = place
        return str(place)

    def program(self, path: str) -> str:
        """Where a program of the user's cache is shown, which may lie in a folder that is closed to everybody else."""
        place = self._folder / os.path.basename(path)
        if not os.path.lexists(place):
            self.isolation.show(Path(path), place)
        return str(place)

    def path(self, source: str) -> str:
        """Of a place in the tree, from its root; "" for one that lies elsewhere."""
        place = os.path.realpath(source)
        return os.path.relpath(place, self._root) if inside(place, self._root.rstrip("/")) else ""

    def for_building(self, folder: str, file: str) -> tuple[tuple[str, str], ...]:
        """Of the tree for a function that is built from a file and deployed from a folder of it: see `Sources.shown`.
        Raises NotDeployable and OSError.
        """
        own, top = self.path(os.path.join(self._root, folder)), self.place(_inside(self._root, folder))
        if own == ".":
            return ((top, ""),)
        # Where not even these are for everybody, modes say nothing of what is.
        private = not (is_open(self._root, own) and is_open(self._root, self.path(os.path.join(self._root, file))))
        if private not in self._trees:
            target = self._folder / ("private" if private else "public")
            self._trees[private] = self.isolation.show_sources(self._root, target, private=private)
        return (self._trees[private], ""), (top, own)


def deploy(
    function: Function,
    application: Application,
    naming: Naming,
    root: str,
    folder: Path,
    dependencies: Dependencies,
    shown: Shown,
) -> Deployment:
    """Show the function's files; what is made for it lies below `folder`, a new one. Raises NotDeployable, OSError."""
    entry = function.entry
    if not isinstance(entry, Entry):
        raise NotDeployable(entry.why)
    try:
        convention = convention_of(function, application)
    except NoConvention as error:
        raise NotDeployable(str(error)) from error
    folder.mkdir()
    code, mounts = str(folder / "task"), []
    if entry.inline:
        Path(code).mkdir()
        suffix = ".py" if entry.language == "python" else ".js"
        module = function.code.inline_module
        Path(code, f"{module}{suffix}").write_text(naming.code(function.code.inline or ""))
        handler = f"{module}.{entry.symbol}"
    elif _is_built(function, application, root, dependencies):
        Path(code).mkdir()
        packages = packages_of_the_tree(function, application, root)
        seen = shown.for_building(entry.root, entry.file)
        sources = Sources(root, entry.file, entry.root, packages, function.code.build, seen)
        handler = f"{_build(dependencies.esbuild, sources, folder, shown)}.{entry.symbol}"
        mounts.append((str(folder / "bundle.map"), _MAP))
    elif beside := modules_beside(function, application, root):
        _show_with(beside, _inside(root, entry.root), folder / "task", root, shown)
        handler = f"{_module(entry)}.{entry.symbol}"
    else:
        code = shown.place(_inside(root, entry.root))
        handler = f"{_module(entry)}.{entry.symbol}"
    mounts.append((code, TASK))
    for source, target in (*_layers(function, application, root), *dependencies.of(function)):
        mounts.append((shown.place(source), target))
    if "\0" in handler:
        raise NotDeployable("no program can be handed its handler's name")
    return Deployment(entry.language, handler, tuple(mounts), convention)


def _module(entry: Entry) -> str:
    path = os.path.relpath(entry.file, entry.root or ".")
    name, suffix = os.path.splitext(path)
    return name if suffix in _SUFFIXES else path


def _is_built(function: Function, application: Application, root: str, dependencies: Dependencies) -> bool:
    """Raises NotDeployable for a function that has to be built where that cannot be done."""
    why = why_built(function, application, root)
    if why and not dependencies.esbuild:
        if why == MODULES:
            return False  # newer versions of Node.js find out by themselves
        raise NotDeployable(f"{why} has to be built, and esbuild is not in the cache: pass --install once")
    return bool(why)


def _build(esbuild: str, sources: Sources, folder: Path, shown: Shown) -> str:
    """Put the function's files and its bundle below `folder`/task, the map beside it; gives the module's name."""
    code, out = folder / "task", folder / "out"
    out.mkdir()
    try:
        built = bundle(shown.program(esbuild), sources, out, shown.isolation, shown.budget)
    except BuildFailed as error:
        raise NotDeployable(f"it does not build: {error}") from error
    shutil.rmtree(out)
    path = os.path.relpath(sources.file, sources.folder or ".")
    # A handler's name ends its module's at the first dot.
    module = os.path.join("" if path.startswith("..") else os.path.dirname(path), stem(path).replace(".", "_"))
    file = module + _BUILT[built.format]
    _show_around(shown.place(_inside(sources.root, sources.folder)), code, module, shown.isolation)
    (code / file).parent.mkdir(parents=True, exist_ok=True)
    with (code / file).open("xb") as made:  # never through a link of the tree
        made.write(built.code)
    (folder / "bundle.map").write_text(json.dumps({"file": file, **built.map}))
    return module


def _show_with(beside: dict[str, str], source: str, target: Path, root: str, shown: Shown) -> None:
    """Show a folder of the tree with other files and folders of it between its own. Raises NotDeployable, OSError."""
    target.mkdir()
    _show_around(shown.place(source), target, "", shown.isolation)
    for name, path in beside.items():
        try:
            place = place_in_tree(root, path)
        except Refused as error:
            raise NotDeployable(f"{path}: {error}") from error
        shown.isolation.show(Path(shown.place(place)), target / name)


def _show_around(source: str, target: Path, module: str, isolation: Isolation) -> None:
    """Show what lies in a folder, which is shown itself, below a new one that has room for the module instead of what
    else has its name.
    """
    deeper: str | None = source
    while deeper is not None:
        source, deeper = deeper, None
        first, _, rest = module.partition("/")
        taken = {first} if rest else {first + suffix for suffix in ("", *_SUFFIXES)}
        for item in os.scandir(source):
            place = target / item.name
            if item.name in taken and not (item.name == first and item.is_dir(follow_symlinks=False)):
                continue
            if item.is_symlink():
                place.symlink_to(os.readlink(item.path))
            elif item.is_dir() and rest and item.name == first:
                place.mkdir()
                deeper = item.path
            elif item.is_dir() or (item.is_file() and item.stat().st_size > _SMALL):
                isolation.show(Path(item.path), place)
            elif item.is_file():
                copy_file(Path(item.path), place)
        target, module = target / first, rest


def _layers(function: Function, application: Application, root: str) -> list[tuple[str, str]]:
    """The folders and files of its layers and their place below /opt; of two with the same name, the later wins."""
    found: dict[str, str] = {}
    contents = {layer.id: layer.path for layer in application.of(Layer) if layer.path}
    prefix = function.id.rpartition("/")[0]
    for layer in function.layers:
        for id, _ in placeholders(known(layer) or ""):
            path = contents.get(id) or contents.get(f"{prefix}/{id}")
            if path is None:
                continue
            content = Path(_inside(root, path))
            if not content.is_dir():
                continue
            if not (content / "python").is_dir() and any(content.glob("*.py")):
                found["/opt/python"] = str(content)  # the build puts it below python/
                continue
            for child in sorted(content.iterdir()):
                if (child.is_dir() or child.is_file()) and not child.is_symlink() and not is_repository(child.name):
                    found[f"/opt/{child.name}"] = str(child)
    if len(found) > _MOST_OF_LAYERS:
        raise NotDeployable(f"its layers have more than {_MOST_OF_LAYERS:,} files and folders side by side")
    return [(source, target) for target, source in found.items()]


def _inside(root: str, path: str) -> str:
    """The real place of a folder of the tree. Raises NotDeployable when a link leads out of it."""
    top = os.path.realpath(root)
    place = os.path.realpath(os.path.join(top, path))
    if place != top and not place.startswith(top.rstrip("/") + "/"):
        raise NotDeployable(f"{path} is a link out of the tree")
    if not os.path.isdir(place):
        raise NotDeployable(f"{path} is no folder")
    return place
