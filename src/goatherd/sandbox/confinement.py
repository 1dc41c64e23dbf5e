"""How processes of goatherd's own are confined that answer functions: the simulated cloud and its databases.

They parse whatever a function sends, and the libraries that they are made of were not written for enemies. So they
see nothing of this machine but the files of their own program, start no other program, and keep nothing of the user's:
no environment, no open file, no key. Source: pivot_root(2), capabilities(7), prctl(2).
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from goatherd.sandbox import namespaces, seccomp
from goatherd.sandbox.interpreters import lies_in, python_parts
from goatherd.sandbox.layout import ETC
from goatherd.sandbox.limits import MEGABYTE, allow, data_of_this_process
from goatherd.sandbox.processes import check, libc

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MEMORY = 3072 * MEGABYTE  # on top of what it holds when it is confined
_ROOM = 256 * MEGABYTE  # in /tmp
_DEVICES = ("null", "random", "urandom", "zero")
_LIBRARIES = (
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc/ld.so.cache",
    "/usr/share/zoneinfo",
)
_NAMES = ("hosts", "resolv.conf", "nsswitch.conf")  # of /etc: how names are looked up
# What clients and simulations look for when nobody tells them anything.
_ENVIRONMENT = {
    "HOME": "/tmp",
    "PATH": "/nowhere",
    "LANG": "C.UTF-8",
    "DOCKER_HOST": "unix:///nowhere/docker.sock",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
_PR_CAPBSET_DROP, _LAST_CAPABILITY = 24, 63
_CAPABILITIES_VERSION_3 = 0x20080522


def confine(room: Path, needed: Iterable[str], keep: Iterable[int]) -> None:
    """Confine this process, which has no threads, for good; raises OSError.

    `room` is an empty folder that becomes its root, `needed` are further places that it sees, `keep` the descriptors
    that stay open; what it says goes nowhere.
    """
    forget_the_user(keep)
    memory = data_of_this_process() + _MEMORY
    shown = [*dict.fromkeys((*_own_files(), *needed))]
    namespaces.unshare_files()
    namespaces.mount_memory(str(room), _ROOM)
    Path(room, "tmp").mkdir()
    namespaces.mount_memory(f"{room}/tmp", _ROOM)
    for number, path in enumerate(shown):
        if not lies_in(path, shown[:number]):
            _show(path, f"{room}{path}")
    for name in _DEVICES:
        _show(f"/dev/{name}", f"{room}/dev/{name}", read_only=False)
    Path(room, "etc").mkdir(exist_ok=True)
    for name in _NAMES:
        Path(room, "etc", name).write_text(ETC[name])
    namespaces.change_root(str(room))
    tempfile.tempdir = "/tmp"
    for kind, most in ((resource.RLIMIT_DATA, memory), (resource.RLIMIT_FSIZE, _ROOM), (resource.RLIMIT_CORE, 0)):
        allow(kind, most)
    _drop_capabilities()
    seccomp.install(seccomp.filter_program(programs=False))


def forget_the_user(keep: Iterable[int]) -> None:
    """Without environment, terminal and open files. A descriptor stays taken: its owner may still close it."""
    sys.dont_write_bytecode = True
    os.environ.clear()
    os.environ.update(_ENVIRONMENT)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in map(int, os.listdir("/proc/self/fd")):
        if descriptor not in {*keep, nowhere} and _is_open(descriptor):
            os.dup2(nowhere, descriptor, inheritable=False)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _own_files() -> Iterator[str]:
    """What this program may load yet: libraries, packages and, without what lies beside it, goatherd."""
    yield from filter(os.path.exists, _LIBRARIES)
    yield from python_parts()
    installed = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    for path in sys.path:
        if path in installed or os.path.basename(path) in ("site-packages", "dist-packages"):
            yield os.path.realpath(path)
            yield path
    yield str(Path(__file__).parent.parent)


def _show(source: str, target: str, *, read_only: bool = True) -> None:
    if os.path.islink(source):
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        Path(target).symlink_to(os.readlink(source))
        return
    place = Path(target)
    if os.path.isdir(source):
        place.mkdir(parents=True, exist_ok=True)
    elif not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    namespaces.bind(source, target, read_only=read_only)


def _drop_capabilities() -> None:
    for capability in range(_LAST_CAPABILITY + 1):
        libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)  # those that the kernel does not know cannot be dropped
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION_3, 0)
    none = (ctypes.c_uint32 * 6)()
    check(libc.capset(header, none), "capset")
