"""Which files of a tree are of Google's functions, by their names and the names of libraries in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.files import FIREBASE
from goatherd.frontends.serverless.detect import service_files

if TYPE_CHECKING:
    from goatherd.code.modules import Modules

_PROVIDER = "google"
PYTHON, NODE = "functions_framework", "@google-cloud/functions-framework"


def is_present(modules: Modules) -> bool:
    found = project_files(modules) or python_programs(modules) or node_manifests(modules)
    return bool(found or service_files(modules, _PROVIDER))


def project_files(modules: Modules) -> list[str]:
    """Projects of Firebase."""
    return [p for p in modules.index.named(FIREBASE) if not modules.classifier.why_not_application(p)]


def python_programs(modules: Modules) -> list[str]:
    """`main.py` is the only file of Python that the platform loads by itself."""
    found = [path for path in modules.index.named("main.py") if PYTHON in modules.text(path)]
    return [path for path in found if not modules.classifier.why_not_application(path, modules.text(path))]


def node_manifests(modules: Modules) -> list[str]:
    """The manifests of Node.js that name the framework."""
    found = [path for path in modules.index.named("package.json") if NODE in modules.text(path)]
    return [path for path in found if not modules.classifier.why_not_application(path)]
