"""Code that is evaluated, objects that are deserialised, native code that is loaded."""

import sys

from goatherd_guard.hooks.given import plain
from goatherd_guard.invocations import has_begun

_SAFE_PICKLED = frozenset(
    {"builtins", "collections", "datetime", "decimal", "fractions", "uuid", "copyreg", "_codecs", "numpy", "pandas"}
)
_DANGEROUS = frozenset({"eval", "exec", "getattr", "setattr", "compile", "__import__", "open", "input", "breakpoint"})
_PATHS = frozenset(("pathlib", kind + name) for kind in ("", "Pure") for name in ("Path", "PosixPath", "WindowsPath"))
_INTERPRETERS = frozenset({"_interpreters", "_xxsubinterpreters"})  # newer Pythons tell of nothing else
_IMPORTERS = ("<frozen importlib", "<frozen zipimport")


class Running:
    """`is_installed` says of a file whether it came with the function."""

    def __init__(self, guard, is_installed):
        self._guard, self._is_installed = guard, is_installed

    def checks(self):
        return {
            "compile": self._compiled,
            "pickle.find_class": self._found_class,
            "import": self._imported,
            "ctypes.dlopen": lambda name: name is None or self._loaded(name),
            "ctypes.dlsym": lambda _, name: self._loaded(name),
            "ctypes.dlsym/handle": lambda _, name: self._loaded(name),
            "ctypes.call_function": lambda *_: self._native("calls native code by its address"),
            "sqlite3.enable_load_extension": lambda _, on: on and self._native("loads extensions of SQLite"),
            "sqlite3.load_extension": lambda _, name: self._loaded(name),
            "sys.addaudithook": lambda: self._guard.decide(
                self._guard.policy.verdict("monitor"), "confinement", "code", "adds an audit hook"
            ),
        }

    def _compiled(self, source, filename):
        if not isinstance(source, (str, bytes)) or _imports():
            return
        self._guard.text("code", plain(source), "code", "eval or exec")

    def _found_class(self, module, name):
        """A name with a dot leads through an object, and so into what a module has imported (`os.system` of `uuid`)."""
        known = module.partition(".")[0] in _SAFE_PICKLED or (module.partition(".")[0], name) in _PATHS
        if not known or "." in name or (module == "builtins" and name in _DANGEROUS):
            self._guard.object(module, name)

    def _imported(self, name, file, *_):
        """`file` is that of an extension, which is about to be loaded; of other modules it is None."""
        if name in _INTERPRETERS:
            self._native("takes interpreters that have no audit hooks")
        if file is None or self._is_installed(plain(file) or ""):
            return
        self._loaded(file, always=True)

    def _loaded(self, file, always=False):
        self._native("loads native code", str(file), always=always)

    def _native(self, what, value="", always=False):
        """What is loaded before the first event came with the function."""
        action = self._guard.policy.code.get("native", "allow")
        if action != "allow" and (always or has_begun()):
            what += f": {self._guard.shown(value)}" if value else ""
            self._guard.decide(self._guard.policy.verdict(action), "confinement", "code", what, value=value)


def _imports():
    """Whether the import of a module is what compiles: the frame above the hook's."""
    return sys._getframe(3).f_code.co_filename.startswith(_IMPORTERS)
