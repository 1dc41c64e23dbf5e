"""Puts all hooks in place, once in a process."""

import os
import sys
from _thread import get_ident

from goatherd_guard.hooks import auditing
from goatherd_guard.hooks.attributes import watch_attributes
from goatherd_guard.hooks.calls import Calls
from goatherd_guard.hooks.children import Children
from goatherd_guard.hooks.databases import Databases
from goatherd_guard.hooks.documents import Documents
from goatherd_guard.hooks.files import Files
from goatherd_guard.hooks.network import Network
from goatherd_guard.hooks.packages import Packages
from goatherd_guard.hooks.processes import Processes
from goatherd_guard.hooks.running import Running


def install(guard):
    files = Files(guard, os.environ.get("LAMBDA_TASK_ROOT", os.getcwd()))
    network = Network(guard, os.environ.get("AWS_LAMBDA_RUNTIME_API", ""))
    processes, children = Processes(guard), Children(guard)
    checks = _merged(part.checks() for part in (processes, files, network, Running(guard, files.is_installed)))
    processes.watch_forks()
    children.watch_os()
    watch_attributes(guard)
    _when_imported(
        {
            "botocore.client": Calls(guard).install,
            "aiobotocore.client": Calls(guard).install,
            "socket": network.watch_names,
            "subprocess": children.watch_popen,
            **Databases(guard).patches(),
            **Documents(guard).patches(),
            **Packages(guard, network).patches(),
        }
    )
    _confine(guard.policy, files.installed)
    # What Python would write of modules that a handler imports is no doing of the function, and would be refused.
    sys.dont_write_bytecode = True
    auditing.install(checks)


_confined = []  # not empty once the kernel was told: hooks would be asked for what is looked at then


def _confine(policy, installed):
    if _confined or policy.lenient or not (policy.processes.forbids_all or policy.files.blocks):
        return
    _confined.append(True)
    try:
        from goatherd_guard.hooks import kernel
    except ImportError:  # an interpreter without ctypes
        return
    kernel.confine(policy, installed)


def _merged(tables):
    """Event name -> one function that asks all of those that some table has for it."""
    checks = {}
    for table in tables:
        for name, check in table.items():
            checks.setdefault(name, []).append(check)
    return {name: found[0] if len(found) == 1 else _each(found) for name, found in checks.items()}


def _each(checks):
    def check(*arguments):
        for each in checks:
            each(*arguments)

    return check


def _when_imported(patches):
    """`patches`: module -> what is done to it once it is loaded."""
    for name in [each for each in patches if each in sys.modules]:
        patches[name](sys.modules[name])
    sys.meta_path.insert(0, _Finder(patches))


class _Finder:
    """Stands before all other finders, which find the module, and may ask all finders in turn, as tracers do. (The
    module importlib.util takes long to load.)
    """

    def __init__(self, patches):
        self._patches = patches
        self._finding = set()  # (thread, module)

    def find_spec(self, name, path=None, target=None):
        finding = get_ident(), name
        if name not in self._patches or finding in self._finding:
            return None
        self._finding.add(finding)
        try:
            specs = (finder.find_spec(name, path, target) for finder in sys.meta_path if finder is not self)
            spec = next((each for each in specs if each is not None), None)
        finally:
            self._finding.discard(finding)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, self._patches[name])
        return spec


class _Loader:
    def __init__(self, loader, patch):
        self._loader, self._patch = loader, patch

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        module.__loader__ = module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        self._patch(module)
