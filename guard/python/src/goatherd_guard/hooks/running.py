"""Code that is evaluated, objects that are deserialised, native code that is loaded."""

import sys

_SAFE_PICKLED = frozenset(
    {"builtins", "collections", "datetime", "decimal", "fractions", "uuid", "copyreg", "_codecs", "numpy", "pandas"}
)
_DANGEROUS = frozenset({"eval", "exec", "getattr", "setattr", "compile", "__import__", "open", "input", "breakpoint"})
_IMPORTERS = ("<frozen importlib", "<frozen zipimport")


class Running:
    def __init__(self, guard):
        self._guard = guard

    def checks(self):
        return {
            "compile": self._compiled,
            "pickle.find_class": self._found_class,
            "ctypes.dlopen": lambda name: self._native(str(name)),
            "ctypes.dlsym": lambda library, name: self._native(str(name)),
            "sys.addaudithook": lambda: self._guard.decide(
                self._guard.policy.verdict("monitor"), "confinement", "code", "adds an audit hook"
            ),
        }

    def _compiled(self, source, filename):
        if source is None or not isinstance(source, (str, bytes)):
            return
        text = source.decode("utf-8", "replace") if isinstance(source, bytes) else source
        if _imports():
            return
        self._guard.text("code", text, "code", "eval or exec")

    def _found_class(self, module, name):
        dangerous = module.partition(".")[0] not in _SAFE_PICKLED or (module == "builtins" and name in _DANGEROUS)
        if dangerous:
            self._guard.object(module, name)

    def _native(self, name):
        action = self._guard.policy.code.get("native", "allow")
        if action != "allow" and not _imports():
            self._guard.decide(
                self._guard.policy.verdict(action), "confinement", "code", f"loads native code: {name}", value=name
            )


def _imports():
    frame = sys._getframe(3)
    while frame is not None:
        if frame.f_code.co_filename.startswith(_IMPORTERS):
            return True
        frame = frame.f_back
    return False
