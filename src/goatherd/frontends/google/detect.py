"""Which files of a tree are of Google's functions, by their names and the names of libraries in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.classify import why_not_by_name
from goatherd.code.paths import inside, join, name, parent
from goatherd.core.lazy import regex
from goatherd.frontends.files import FIREBASE
from goatherd.frontends.heads import head_of
from goatherd.frontends.serverless.detect import service_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.code.modules import Modules
    from goatherd.tree import Tree

_PROVIDER = "google"
_LIBRARIES = regex(r"\"(?:@google-cloud/[\w-]+|firebase-admin)\"\s*:")
_REQUIREMENTS = ("requirements.txt", "pyproject.toml", "Pipfile", "setup.py")
_CLOUD = regex(r"^[\s\"']*(?:google-cloud-[\w-]+|functions-framework|firebase-admin)\b", re.MULTILINE)
ACTION = "google-github-actions/deploy-cloud-functions@"
# `functions deploy` in a shell, or as two items of a list.
DEPLOY = regex(
    r"\bfunctions(?:[ \t]{1,20}|[\"']?\s{0,40},\s{0,40}[\"']?|[\"']?[ \t]{0,20}\r?\n\s{0,40}-\s{0,20}[\"']?)"
    r"deploy\b[\"']?"
)
_SUFFIXES = (".sh", ".bash", ".yml", ".yaml", ".mk", ".ps1", ".cmd", ".bat")
_JENKINS = "jenkinsfile"
_NAMED = frozenset({"makefile", "justfile", "package.json", "deploy"})
PYTHON, NODE = "functions_framework", "@google-cloud/functions-framework"
FIREBASE_NODE, FIREBASE_PYTHON = "firebase-functions", "firebase_functions"


def is_present(modules: Modules) -> bool:
    found = project_files(modules) or python_programs(modules) or node_manifests(modules) or firebase_folders(modules)
    found = found or cloud_manifests(modules) or cloud_programs(modules) or service_files(modules, _PROVIDER)
    return bool(found) or next(deploying_files(modules.tree), None) is not None


def deploying_files(tree: Tree) -> Iterator[tuple[str, str]]:
    """(path, text) of the scripts, builds and workflows that deploy functions by a command or GitHub's action."""
    for path, text in scripts(tree):
        if ACTION in text or ("gcloud" in text and DEPLOY.search(text)) or (is_groovy(path) and _hands_over(text)):
            yield path, text


def scripts(tree: Tree) -> Iterator[tuple[str, str]]:
    """(path, text) of all scripts, builds and pipelines."""
    for path in tree.files:
        named = path.endswith(_SUFFIXES) or name(path).lower() in _NAMED or is_groovy(path)
        if named and not why_not_by_name(path):
            yield path, head_of(tree, path)


def is_groovy(path: str) -> bool:
    """Whether it is a pipeline of Jenkins."""
    return name(path).lower().startswith(_JENKINS) or path.endswith(".groovy")


def _hands_over(text: str) -> bool:
    """Whether it holds the options of such a command, be it without its name."""
    return "--entry-point" in text and "--trigger-" in text


def project_files(modules: Modules) -> list[str]:
    """Projects of Firebase."""
    return [p for p in modules.index.named(FIREBASE) if not modules.classifier.why_not_application(p)]


def firebase_folders(modules: Modules) -> list[str]:
    """Packages for Firebase below no project: each is deployed by a command that names its folder."""
    projects = [parent(path) for path in project_files(modules)]
    found = [
        *(path for path in modules.index.named("package.json") if f'"{FIREBASE_NODE}"' in modules.text(path)),
        *(path for path in modules.index.named("main.py") if _names(modules, path, FIREBASE_PYTHON)),
    ]
    folders = [parent(path) for path in found if not modules.classifier.why_not_application(path)]
    return [folder for folder in folders if not any(inside(folder, project) for project in projects)]


def cloud_manifests(modules: Modules) -> list[str]:
    """The manifests of packages that use services of Google's cloud."""
    found = [path for path in modules.index.named("package.json") if _LIBRARIES.search(modules.text(path))]
    return [path for path in found if not modules.classifier.why_not_application(path)]


def cloud_programs(modules: Modules) -> list[str]:
    """The main modules of Python whose requirements name services of Google's cloud."""
    found = [p for p in modules.index.named("main.py") if not modules.classifier.why_not_application(p)]
    return [path for path in found if _requires(modules, parent(path))]


def _requires(modules: Modules, folder: str) -> bool:
    places = (join(folder, file) or "" for file in _REQUIREMENTS)
    return any(place in modules.tree and _CLOUD.search(modules.text(place)) for place in places)


def python_programs(modules: Modules) -> list[str]:
    """`main.py` is the only file of Python that the platform loads by itself."""
    found = [path for path in modules.index.named("main.py") if _names(modules, path, PYTHON)]
    return [path for path in found if not modules.classifier.why_not_application(path, modules.text(path))]


def _names(modules: Modules, main: str, library: str) -> bool:
    """Whether a main module names a library, or the requirements beside it do: other modules may use it."""
    requirements = join(parent(main), "requirements.txt") or ""
    listed = modules.text(requirements) if requirements in modules.tree else ""
    return library in modules.text(main) or library in listed.replace("-", "_")


def node_manifests(modules: Modules) -> list[str]:
    """The manifests of Node.js that name the framework."""
    found = [path for path in modules.index.named("package.json") if NODE in modules.text(path)]
    return [path for path in found if not modules.classifier.why_not_application(path)]
