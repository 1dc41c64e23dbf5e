"""Packages that a function needs and its folder does not hold: installed from its manifests into a cache.

Only `--install` fills the cache, and it is the only part of goatherd that reaches a network. Nothing of what is
installed runs while it is: wheels only for Python, no scripts for npm.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from goatherd.core.host import cache_folder
from goatherd.core.value import known
from goatherd.model.function import Entry
from goatherd.sandbox.building import packages_of_the_tree, why_built

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.package import Manifest

SECONDS = 600
_PYTHON, _NODE = "/var/dependencies/", "/var/node_modules"
_SDK = "/node_modules"  # found from /var/task by every kind of import
_ESBUILD = "0.28.2"
_OWN = re.compile(r"\s*(?:(?:-e|--editable)[\s=]+)?(?:file:)?(?=\.{1,2}(?:/|\s|$))")  # a folder beside the requirements
_REQUIREMENTS = "requirements.txt"
_ALONE = "requirements-alone.txt"  # packages without what they need themselves: the runtime brings it
_BRINGS_ITSELF = frozenset({"chalice"})
_SDK_OF_PYTHON = re.compile(r"\s*(?:boto3|botocore|s3transfer)\s*(?:[=<>!~;\[#].*)?$", re.IGNORECASE)
_INSTALLED_FROM = frozenset({_REQUIREMENTS, "package.json", "package-lock.json"})
_LOCAL = ("workspace:", "file:", "link:", "portal:")
# The last Node.js runtime of Lambda that brought version 2 of the SDK.
_LAST_WITH_V2 = 16
# npm says the reason first, and where its log is last.
_NPM_SAYS = re.compile(r"npm (?:error|ERR!) (?!code )\S+ (.+)")


def packages_folder() -> Path:
    return Path(cache_folder("packages"))


@define
class Dependencies:
    """`folders` are (outside, inside) pairs by function; `problems` is what could not be installed, and why.

    `esbuild` is the program that builds functions, "" when there is none or nothing has to be built.
    """

    folders: dict[str, list[tuple[str, str]]] = field(factory=dict)
    problems: list[str] = field(factory=list)
    esbuild: str = ""

    def of(self, function: Function) -> list[tuple[str, str]]:
        return self.folders.get(function.id, [])


def find_dependencies(application: Application, root: str, *, install: bool) -> Dependencies:
    """What is in the cache, or in folders above a function's own, for every function."""
    found = Dependencies()
    for function in application.functions:
        if not isinstance(function.entry, Entry):
            continue
        places = found.folders.setdefault(function.id, [])
        places += _above(function.entry, root)
        uses = _Uses.of(function, application, root)
        for manifest in _manifests(function, application, root):
            _add(found, places, Path(root, manifest.path), install, uses)
        if application.framework in _BRINGS_ITSELF:
            _add_framework(found, places, application.framework, install)
        if function.language == "javascript":
            _add_sdk(found, places, function, application, install)
    if any(why_built(function, application, root) for function in application.functions):
        found.esbuild = _esbuild(found, install)
    return found


def _above(entry: Entry, root: str) -> Iterator[tuple[str, str]]:
    """node_modules of a folder around the function's, which its build would have bundled."""
    folder = Path(entry.root)
    for parent in (*folder.parents,) if entry.root not in ("", ".") else ():
        modules = Path(root, parent, "node_modules")
        if modules.is_dir() and not modules.is_symlink():
            yield str(modules), _NODE
            return


def _manifests(function: Function, application: Application, root: str) -> Iterator[Manifest]:
    seen: set[str] = set()
    for manifest in application.manifests:
        folder = os.path.dirname(manifest.path)
        name = os.path.basename(manifest.path)
        if name not in _INSTALLED_FROM or (manifest.functions and function.id not in manifest.functions):
            continue
        if manifest.ecosystem == "npm":
            if folder in seen or Path(root, folder, "node_modules").is_dir():
                continue
            seen.add(folder)
        if manifest.packages:
            yield manifest


def _add(found: Dependencies, places: list[tuple[str, str]], manifest: Path, install: bool, uses: _Uses) -> None:
    npm = manifest.name != _REQUIREMENTS
    if not npm:
        _add_requirements(found, places, manifest, install, uses)
        return
    files = [manifest.parent / "package.json", manifest.parent / "package-lock.json"]
    texts = {file.name: file.read_bytes() for file in files if file.is_file()}
    if "package.json" not in texts:
        return
    folder = _installed(found, str(manifest), _to_install(texts, uses), install)
    if folder and (folder / "node_modules").is_dir():  # npm makes none for nothing
        places.append((str(folder / "node_modules"), _NODE))


def _add_requirements(
    found: Dependencies, places: list[tuple[str, str]], manifest: Path, install: bool, uses: _Uses
) -> None:
    """What registries have is installed, but for the SDK that is there: old ones do not start on a newer Python.

    Packages of the tree need not be installed, their folders are shown as they are.
    """
    lines = manifest.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
    own = [line for line in lines if _OWN.match(line)]
    rest = "".join(line for line in lines if line not in own and not _SDK_OF_PYTHON.match(line))
    folder = _installed(found, str(manifest), {manifest.name: rest.encode()}, install) if rest.strip() else None
    folders = [folder] if folder else []
    for line in own:
        place = Path(os.path.realpath(manifest.parent / _OWN.sub("", line).strip()))
        if place.is_dir() and place.is_relative_to(os.path.realpath(uses.root)):
            folders.append(place / "src" if (place / "src").is_dir() else place)
    places += [(str(each), f"{_PYTHON}{len(places) + number}") for number, each in enumerate(folders)]


def _add_framework(found: Dependencies, places: list[tuple[str, str]], name: str, install: bool) -> None:
    """What the framework puts beside the code when it packs it; what the manifests say goes first."""
    folder = _installed(found, name, {_ALONE: f"{name}\n".encode()}, install)
    if folder:
        places.append((str(folder), f"{_PYTHON}{len(places)}"))


@frozen
class _Uses:
    """What a function's code imports: names of modules, and those of them that are packages of the tree."""

    names: frozenset[str]
    local: Container[str]
    root: str

    @classmethod
    def of(cls, function: Function, application: Application, root: str) -> _Uses:
        built = why_built(function, application, root)
        names = application.behaviour(function).names if built else frozenset()
        return cls(names, packages_of_the_tree(function, application, root), root)


def _to_install(texts: dict[str, bytes], uses: _Uses) -> dict[str, bytes]:
    """The files of npm as they are, unless packages are listed that have to be left out, or others are missing.

    A registry has no package of the tree, or a stranger's of the same name. Who builds a function may list what goes
    into the bundle as needed for development only.
    """
    try:
        document = json.loads(texts["package.json"])
        listed = {**document.get("dependencies", {})}
        development = {**document.get("devDependencies", {})}
    except (ValueError, RecursionError, TypeError, AttributeError):
        return texts
    imported = {_package(name) if name.startswith("@") else name.partition("/")[0] for name in uses.names}
    more = {name: want for name, want in development.items() if name in imported}
    kept = {
        name: want
        for name, want in {**more, **listed}.items()
        if name not in uses.local and not str(want).startswith(_LOCAL)
    }
    if kept == listed:
        return texts
    return {"package.json": json.dumps({**document, "dependencies": kept, "devDependencies": {}}).encode()}


def _add_sdk(
    found: Dependencies, places: list[tuple[str, str]], function: Function, application: Application, install: bool
) -> None:
    """The SDK that Lambda's Node.js runtime brings, as far as the code asks for it."""
    names = application.behaviour(function).names
    wanted = sorted({_package(name) for name in names if name.startswith(("@aws-sdk/", "@smithy/"))})
    if any(name == "aws-sdk" or name.startswith("aws-sdk/") for name in names):
        wanted.append("aws-sdk")
    version = "".join(c for c in (known(function.runtime) or "") if c.isdigit() or c == ".").partition(".")[0]
    if "aws-sdk" in wanted and version.isdigit() and int(version) > _LAST_WITH_V2 and not places:
        found.problems.append(f"{function.id}: Node.js {version} brings no aws-sdk of version 2, and nothing else does")
    if wanted:
        text = json.dumps({"private": True, "dependencies": dict.fromkeys(wanted, "*")}).encode()
        folder = _installed(found, f"the SDK of {function.id}", {"package.json": text}, install)
        if folder:
            places.append((str(folder / "node_modules"), _SDK))


def _esbuild(found: Dependencies, install: bool) -> str:
    text = json.dumps({"private": True, "dependencies": {"esbuild": _ESBUILD}}).encode()
    folder = _installed(found, "esbuild", {"package.json": text}, install)
    # The package is a script that starts the program, which is in the one of this platform.
    programs = sorted(folder.glob("node_modules/@esbuild/*/bin/esbuild")) if folder else []
    return str(programs[0]) if programs else ""


def _package(name: str) -> str:
    return "/".join(name.split("/")[:2])


def _installed(found: Dependencies, what: str, files: dict[str, bytes], install: bool) -> Path | None:
    """The folder in the cache that these manifests give, made if it may be; None when there is none."""
    key = hashlib.sha256(repr((sys.version_info[:2], sorted(files.items()))).encode()).hexdigest()[:24]
    folder = packages_folder() / key
    if (folder / ".complete").is_file():
        return folder
    if not install:
        return None
    packages_folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=packages_folder()) as place:
        making = Path(place, key)
        making.mkdir()
        for name, data in files.items():
            (making / name).write_bytes(data)
        problem = _run(_command(making, files), making)
        if problem:
            found.problems.append(f"{what} could not be installed: {problem}")
            return None
        (making / ".complete").touch()
        _publish(making, folder)
    return folder


def _publish(made: Path, folder: Path) -> None:
    """Give it its name once it is whole: another goatherd may look for it, or have made the same, meanwhile."""
    try:
        made.rename(folder)
    except OSError:
        if (folder / ".complete").is_file():
            return
        shutil.rmtree(folder)
        made.rename(folder)


def _command(folder: Path, files: dict[str, bytes]) -> list[str]:
    listed = next((name for name in (_REQUIREMENTS, _ALONE) if name in files), "")
    if listed:
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
        pip += ["--only-binary", ":all:", "--target", str(folder), "--requirement", listed]
        return [*pip, "--no-deps"] if listed == _ALONE else pip
    how = "ci" if "package-lock.json" in files else "install"
    return ["npm", how, "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"]


def _run(command: list[str], folder: Path) -> str:
    """Why it failed; "" when it did not."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    except FileNotFoundError:
        return f"{command[0]} is not installed"
    except subprocess.TimeoutExpired:
        return f"it took more than {SECONDS} s"
    lines = (done.stderr or done.stdout).strip().splitlines()
    if done.returncode == 0:
        return ""
    said = [match[1] for match in map(_NPM_SAYS.fullmatch, lines) if match]
    return said[0] if said else lines[-1] if lines else f"exit code {done.returncode}"
