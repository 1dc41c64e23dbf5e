"""The programs that run functions, and the least of this machine's files that they need.

An interpreter may lie anywhere: in a home, beside checkouts. So no folder above it is shown to functions, only its
own files: the program, the libraries that it loads, and Python's standard library.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
from functools import cache
from typing import TYPE_CHECKING

from goatherd.core.programs import find_program

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")  # shown to every function
_SECONDS = 30
_LOADED = re.compile(r" (/.*\.so[.\d]*)$", re.MULTILINE)  # of proc_pid_maps(5)
# Everything that the standard library may load later.
_LOAD_ALL = """
import importlib, os, sys, sysconfig
for name in os.listdir(os.path.join(sysconfig.get_path("platstdlib"), "lib-dynload")):
    if not name.startswith(("_test", "_ctypes_test", "xx")):
        try: importlib.import_module(name.partition(".")[0])
        except Exception: pass
print(open("/proc/self/maps").read())
"""
_REPORT = "console.log(JSON.stringify(process.report.getReport().sharedObjects))"


def python() -> str:
    """The interpreter itself, not the link of a virtual environment to it."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return os.path.realpath(os.path.join(sys.base_prefix, "bin", version))


def node() -> str | None:
    """The Node.js that runs JavaScript functions."""
    found = find_program("node")
    return os.path.realpath(found) if found else None


@cache
def node_runtime() -> str:
    """What Lambda calls a runtime with this machine's Node.js."""
    found = re.match(r"v(\d+)", _said([node() or "node", "--version"]))
    return f"nodejs{found[1]}.x" if found else "nodejs"


def standard_library() -> list[str]:
    """Its folders; those of the interpreter itself, not of a virtual environment."""
    own = {"base": sys.base_prefix, "platbase": sys.base_exec_prefix}
    found = (sysconfig.get_path(name, vars=own) for name in ("stdlib", "platstdlib"))
    return list(dict.fromkeys(map(os.path.realpath, found)))


def python_parts(hidden: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Files and folders that Python needs and the system's folders do not show; `hidden` are parts of these that
    functions do not see.
    """
    loaded = () if _is_shown(python(), hidden) else _loaded_by_python()
    return _not_shown((python(), *standard_library(), *loaded), hidden)


def node_parts(hidden: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The same for Node.js; nothing where there is none."""
    program = node()
    if program is None:
        return ()
    return _not_shown((program, *(() if _is_shown(program, hidden) else _loaded_by(program))), hidden)


def _not_shown(paths: Iterable[str], hidden: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(path for path in dict.fromkeys(paths) if not _is_shown(path, hidden) and os.path.exists(path))


@cache
def _loaded_by_python() -> tuple[str, ...]:
    said = _said([python(), "-I", "-S", "-c", _LOAD_ALL])
    return tuple(_outside(_LOADED.findall(said), standard_library()))


@cache
def _loaded_by(program: str) -> tuple[str, ...]:
    try:
        loaded = json.loads(_said([program, "-e", _REPORT]))
    except ValueError:
        return ()
    return tuple(_outside([each for each in loaded if isinstance(each, str) and each.startswith("/")], []))


def _outside(libraries: Iterable[str], folders: list[str]) -> Iterator[str]:
    """Those that do not lie in the folders, by the names that the loader looks for and by their own."""
    for library in libraries:
        if not any(library.startswith(f"{folder}/") for folder in folders):
            yield library
            yield os.path.realpath(library)


def _said(command: list[str]) -> str:
    """What a program of the user's says that reads nothing of the user's."""
    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            errors="replace",
            env={},
            cwd="/",
            timeout=_SECONDS,
            check=False,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


def _is_shown(path: str, hidden: tuple[str, ...]) -> bool:
    return lies_in(path, SYSTEM) and not lies_in(path, hidden)


def lies_in(path: str, folders: Iterable[str]) -> bool:
    """Whether a path is one of the folders, or below one."""
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)


def private_parts(places: Iterable[str]) -> tuple[str, ...]:
    """Which of the user's `places`, and of what is mounted, lie in the system's folders: these are shown without them.

    A place that holds what the system is made of is none of the user's, whatever is said.
    """
    system = [*SYSTEM, "/usr/bin", "/usr/lib", "/usr/lib64", "/usr/local/bin", "/usr/local/lib", "/usr/share"]
    found = (os.path.realpath(place) for place in (*places, "/usr/src", "/usr/local/src", *_mounts()))
    return tuple(
        dict.fromkeys(
            place
            for place in found
            if os.path.isdir(place)
            and lies_in(place, SYSTEM)
            and not any(lies_in(folder, [place]) for folder in system)
        )
    )


def _mounts() -> list[str]:
    """Source: proc_pid_mountinfo(5)."""
    with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as lines:
        places = [line.split()[4] for line in lines]
    return [re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), place) for place in places]
