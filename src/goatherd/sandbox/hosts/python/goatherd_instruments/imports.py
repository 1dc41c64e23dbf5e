"""Patching modules when the function imports them, and noticing names of modules that come from outside."""

import sys


class Importing:
    """A finder that finds nothing by itself."""

    def __init__(self, session):
        self._session = session
        self._patches = {}

    def after(self, name, patch):
        """Call `patch(module)` when the module has been imported; now if it is already."""
        self._patches[name] = patch
        if name in sys.modules:
            _apply(patch, sys.modules[name])

    def install(self):
        sys.meta_path.insert(0, self)

    def find_spec(self, name, path=None, target=None):
        if self._session.holds(name):
            self._session.reach("import", "import", name)
        patch = self._patches.get(name)
        return self._patched(patch, name, path, target) if patch else None

    def _patched(self, patch, name, path, target):
        for finder in list(sys.meta_path):
            find = getattr(finder, "find_spec", None)
            if finder is not self and find is not None:
                spec = find(name, path, target)
                if spec is not None:
                    _hook(spec.loader, patch)
                    return spec
        return None


def _hook(loader, patch):
    if loader is None or isinstance(loader, type):  # a namespace; built into the interpreter
        return
    execute = loader.exec_module

    def exec_module(module):
        loader.__dict__.pop("exec_module", None)
        execute(module)
        _apply(patch, module)

    try:
        loader.exec_module = exec_module
    except AttributeError:
        pass


def _apply(patch, module):
    try:
        patch(module)
    except Exception:
        pass  # another version of the library than the ones we know
