"""Puts all hooks in place, once in a process."""

import os
import sys

from goatherd_guard.hooks import auditing, children
from goatherd_guard.hooks.calls import Calls
from goatherd_guard.hooks.databases import Databases
from goatherd_guard.hooks.files import Files
from goatherd_guard.hooks.network import Network
from goatherd_guard.hooks.packages import Packages
from goatherd_guard.hooks.processes import Processes
from goatherd_guard.hooks.running import Running


def install(guard):
    network = Network(guard, os.environ.get("AWS_LAMBDA_RUNTIME_API", ""))
    parts = (Processes(guard), Files(guard, os.environ.get("LAMBDA_TASK_ROOT", os.getcwd())), network, Running(guard))
    checks = {}
    for part in parts:
        checks.update(part.checks())
    _when_imported(
        {
            "botocore.session": lambda module: Calls(guard).install(module.Session),
            "socket": network.watch_names,
            "subprocess": lambda module: children.install(guard, module.Popen),
            **Databases(guard).patches(),
            **Packages(guard, network).patches(),
        }
    )
    auditing.install(checks)


def _when_imported(patches):
    """`patches`: module -> what is done to it once it is loaded."""
    for name in [each for each in patches if each in sys.modules]:
        patches.pop(name)(sys.modules[name])
    if patches:
        sys.meta_path.insert(0, _Finder(patches))


class _Finder:
    """Stands before all other finders, which find the module. (The module importlib.util takes long to load.)"""

    def __init__(self, patches):
        self._patches = patches

    def find_spec(self, name, path=None, target=None):
        if name not in self._patches:
            return None
        patch = self._patches.pop(name)
        for finder in sys.meta_path:
            spec = finder.find_spec(name, path, target) if finder is not self else None
            if spec is not None:
                if spec.loader is not None:
                    spec.loader = _Loader(spec.loader, patch)
                return spec
        self._patches[name] = patch
        return None


class _Loader:
    def __init__(self, loader, patch):
        self._loader, self._patch = loader, patch

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        module.__loader__ = module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        self._patch(module)
