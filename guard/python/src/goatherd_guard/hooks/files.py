"""Files that are opened, removed or renamed."""

import os
import sys

from goatherd_guard.hooks.auditing import writes

_OWN = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_CODE = (".py", ".pyc", ".so")
_READERS = ("linecache", "pkgutil", "zipimport", "tokenize", "inspect")  # of code, to import it or to quote its lines
_ALWAYS = ("/dev/null", "/dev/urandom", "/dev/random")


class Files:
    """`sources`: the folder of the handler's code, which nobody but the interpreter needs to read."""

    def __init__(self, guard, task):
        self._guard, self._task = guard, os.path.realpath(task)
        runtime = {
            os.path.realpath(path)
            for path in (*sys.path, sys.prefix, sys.base_prefix, "/opt", "/var/runtime", _OWN)
            if path
        }
        self._read = (*sorted(path.rstrip("/") + "/" for path in runtime), self._task + "/")

    def checks(self):
        return {
            "open": self._open,
            "os.remove": lambda path, _: self._written(path),
            "os.rename": lambda source, target, *_: (self._written(source), self._written(target)),
            "os.mkdir": lambda path, *_: self._written(path),
            "os.rmdir": lambda path, _: self._written(path),
            "os.link": lambda source, target, *_: self._written(target),
            "os.symlink": lambda source, target, _: self._written(target),
            "os.truncate": lambda path, _: self._written(path),
            "os.chmod": lambda path, *_: self._written(path),
            "os.listdir": self._listed,
            "os.scandir": self._listed,
            "shutil.rmtree": lambda path, *_: self._written(path),
        }

    def _open(self, path, mode, flags):
        if isinstance(path, int) or path is None:
            return
        name = _name(path)
        if writes(mode, flags):
            self._written(name)
        else:
            self._read_from(name)

    def _listed(self, path):
        if path is not None and not isinstance(path, int):
            self._read_from(_name(path) + "/", listed=True)

    def _read_from(self, name, listed=False):
        place = os.path.abspath(name)
        self._led_astray(name, place)
        files = self._guard.policy.files
        if files.silent or place in _ALWAYS or files.may_read(place):
            return
        if (place + "/").startswith(self._read) and not self._is_source(place):
            return
        if (listed or place.endswith(_CODE)) and _importing():
            return
        self._refuse(files, f"reads {place}", place)

    def _written(self, name):
        if isinstance(name, int) or name is None:
            return
        name = _name(name)
        place = os.path.abspath(name)
        self._led_astray(name, place)
        files = self._guard.policy.files
        if files.silent or place in _ALWAYS or files.may_write(place):
            return
        self._refuse(files, f"writes {place}", place)

    def _is_source(self, place):
        return place.startswith(self._task + "/") and place.endswith(_CODE)

    def _led_astray(self, name, place):
        """A value of an event that leads out of the folder that the code chose."""
        self._guard.path(name, place)

    def _refuse(self, files, what, place):
        self._guard.decide(self._guard.policy.verdict(files.others), "confinement", "files", what, value=place)


def _name(path):
    return os.fsdecode(path)


def _importing():
    """Whether what imports code, or quotes its lines, is what opens the file or lists the folder."""
    frame = sys._getframe(4)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith("<frozen importlib"):
            return True
        if "goatherd_guard" not in name:
            return frame.f_globals.get("__name__", "") in _READERS  # `open` itself has no frame
        frame = frame.f_back
    return False
