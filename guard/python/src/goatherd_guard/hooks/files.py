"""Files that are opened, removed or renamed, wherever links and descriptors of folders lead."""

import os
import sys

from goatherd_guard.hooks.auditing import writes
from goatherd_guard.hooks.given import plain

_OWN = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_CODE = (".py", ".pyc", ".so")
_READERS = ("linecache", "pkgutil", "zipimport", "tokenize", "inspect")  # of code, to import it or to quote its lines
_ALWAYS = ("/dev/null", "/dev/urandom", "/dev/random")
_DESCRIPTORS = "/proc/self/fd"


class Files:
    """`sources`: the folder of the handler's code, which nobody but the interpreter needs to read."""

    def __init__(self, guard, task):
        self._guard, self._task = guard, os.path.realpath(task)
        runtime = {
            os.path.realpath(path)
            for path in (*sys.path, sys.prefix, sys.base_prefix, "/opt", "/var/runtime", _OWN)
            if path
        }
        self.installed = (*sorted(runtime), self._task)  # what came with the function, and its runtime
        self._read = (*sorted(path.rstrip("/") + "/" for path in runtime), self._task + "/")

    def checks(self):
        return {
            "open": self._open,
            "os.remove": self._entry,
            "os.rename": self._renamed,
            "os.mkdir": lambda path, _, folder=-1: self._entry(path, folder),
            "os.rmdir": self._entry,
            "os.link": self._linked,
            "os.symlink": lambda _, target, folder=-1: self._entry(target, folder),
            "os.truncate": lambda path, _: self._written(path),
            "os.chmod": lambda path, _, folder=-1: self._written(path, folder),
            "os.chown": lambda path, _, __, folder=-1: self._written(path, folder),
            "os.listdir": self._listed,
            "os.scandir": self._listed,
            "shutil.rmtree": self._entry,
            "sqlite3.connect": self._database,
        }

    def is_installed(self, path):
        """Whether a file came with the function or its runtime, and not from where the function writes."""
        return (os.path.realpath(path) + "/").startswith(self._read)

    def _open(self, path, mode, flags):
        if isinstance(path, int) or path is None:
            return
        folders = _open_folders() if mode is None else ()
        if writes(mode, flags):
            self._written(path, *folders)
        else:
            self._read_from(path, *folders)

    def _listed(self, path):
        if path is not None and not isinstance(path, int) and path != _DESCRIPTORS:
            self._read_from(path, listed=True)

    def _database(self, name):
        text = plain(name) or ""
        if text and text != ":memory:":
            uri = text.startswith("file:")
            self._read_from("/" + text[5:].partition("?")[0].lstrip("/") if uri else text)

    def _linked(self, source, target, source_folder=-1, target_folder=-1):
        self._read_from(source, source_folder)
        self._entry(target, target_folder)

    def _renamed(self, source, target, source_folder=-1, target_folder=-1):
        self._entry(source, source_folder)
        self._entry(target, target_folder)

    def _read_from(self, given, *folders, listed=False):
        files = self._guard.policy.files
        for place in self._places(given, folders, self._led):
            if files.silent or place in _ALWAYS:
                continue
            if files.may_read(place):
                self._used("read", place)
                continue
            if (place + "/").startswith(self._read) and not self._is_source(place):
                continue
            if (listed or place.endswith(_CODE)) and _importing():
                continue
            self._refuse(files, f"reads {self._guard.shown(place)}", place)

    def _written(self, given, *folders):
        self._changed(given, folders, os.path.realpath)

    def _entry(self, given, folder=-1):
        """A name in a folder: it does not matter where a link of that name leads."""
        self._changed(given, (folder,), _parent_resolved)

    def _changed(self, given, folders, resolve):
        if isinstance(given, int) or given is None:
            return
        files = self._guard.policy.files
        for place in self._places(given, folders, resolve):
            if files.silent or place in _ALWAYS:
                continue
            if files.may_write(place):
                self._used("write", place)
                continue
            self._refuse(files, f"writes {self._guard.shown(place)}", place)

    def _used(self, how, place):
        self._guard.samples.used(how, place, lambda: self._guard.policy.files.entries(how, place))

    def _led(self, name):
        """Where it lies. Links among what was installed came with it: only others are followed, which takes time."""
        place = os.path.abspath(name)
        installed = ".." not in name and (place + "/").startswith(self._read)
        return place if installed and not self._guard.policy.files.may_write(place) else os.path.realpath(name)

    def _places(self, given, folders, resolve):
        """Where it may lie: a relative path starts in one of the folders (descriptors, -1 the current one)."""
        name = plain(given)
        if name is None:
            files = self._guard.policy.files
            if not files.silent:
                self._refuse(files, f"uses a path that {type(given).__name__} makes up", "")
            return []
        self._guard.path(name)
        if "\0" in name:
            return []  # the interpreter refuses it
        if name.startswith("/") or not folders:
            return [resolve(name)]
        return [resolve(os.path.join(_folder(each), name)) for each in folders]

    def _is_source(self, place):
        return place.startswith(self._task + "/") and place.endswith(_CODE)

    def _refuse(self, files, what, place):
        self._guard.decide(self._guard.policy.verdict(files.others), "confinement", "files", what, value=place)


def _parent_resolved(name):
    folder, last = os.path.split(name.rstrip("/"))
    if last in ("", ".", ".."):
        return os.path.realpath(name)
    return os.path.join(os.path.realpath(folder or "."), last)


def _folder(descriptor):
    """Its path; the current folder's for -1 and None."""
    if not isinstance(descriptor, int) or descriptor < 0:
        return os.getcwd()
    try:
        return os.readlink(f"{_DESCRIPTORS}/{descriptor}")
    except OSError:
        return os.getcwd()


def _open_folders():
    """What a relative path may start from: `open` is audited without the folder's descriptor that it was given."""
    try:
        found = [int(each) for each in os.listdir(_DESCRIPTORS)]
    except OSError:
        return (-1,)
    return (-1, *(each for each in found if os.path.isdir(f"{_DESCRIPTORS}/{each}")))


def _importing():
    """Whether what imports code, or quotes its lines, is what opens the file or lists the folder."""
    frame = sys._getframe(3)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith("<frozen importlib"):
            return True
        if "goatherd_guard" not in name:
            return frame.f_globals.get("__name__", "") in _READERS  # `open` itself has no frame
        frame = frame.f_back
    return False
