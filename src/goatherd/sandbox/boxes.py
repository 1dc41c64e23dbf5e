"""How every program is started that is in bubblewrap: a function, a builder, an installer. Source: bwrap(1).

All have namespaces of their own and can make no further ones, no capability, no key of the user's, a filter of system
calls, and limits: those of processes, and a control group where the machine lends one.
"""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.core.programs import find_program
from goatherd.sandbox import namespaces, seccomp
from goatherd.sandbox.interpreters import SYSTEM
from goatherd.sandbox.processes import descendants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from goatherd.sandbox.cgroups import Group

_OF_THE_USER = ("keys", "key-users")  # files of /proc that no namespace makes others


@frozen
class Box:
    """`seen` are bubblewrap's words for what the program sees, before them the system's folders, devices and
    processes if it `has_system`; it starts in `folder`. With `network` it has that of its starter. `user` and `group`
    are what it believes to be.
    """

    seen: tuple[str, ...]
    folder: str
    user: int = 1000
    group: int = 1000
    network: bool = False
    has_system: bool = True

    def words(self) -> Iterator[str]:
        yield from ("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try")
        yield from () if self.network else ("--unshare-net",)
        yield from ("--hostname", "169-254-100-1", "--disable-userns", "--cap-drop", "ALL", "--new-session")
        yield from ("--die-with-parent", "--clearenv", "--uid", str(self.user), "--gid", str(self.group))
        yield from _system() if self.has_system else ()
        yield from self.seen
        yield from ("--remount-ro", "/", "--chdir", self.folder)


def start(
    box: Box,
    command: Iterable[str],
    prepare: Callable[[], None],
    group: Group | None,
    *,
    as_function: bool,
    pass_fds: tuple[int, ...] = (),
    **streams: Any,
) -> subprocess.Popen[bytes]:
    """Run `command` in it. `prepare` is called in the process before anything else, to limit it. `as_function`: as
    the functions' user, who owns nothing where one can be had. `streams` are those of subprocess.Popen.
    """
    calls = _readable(seccomp.filter_program())
    waiting, go = os.pipe()
    # Not on the command line, which the program can read.
    words = (*box.words(), "--seccomp", str(calls), "--block-fd", str(waiting))
    arguments = _readable(_encoded(words))
    given = arguments, calls, waiting
    try:
        process = subprocess.Popen(
            [find_program("bwrap") or "bwrap", "--args", str(arguments), "--", *command],
            pass_fds=(*pass_fds, *given),
            env={},  # the program sees that of its first process
            preexec_fn=prepare,
            **streams,
            **(_function_user() if as_function else {}),
        )
        if group is not None:
            _put_into(group, process.pid)
        os.write(go, b".")
        return process
    finally:
        for descriptor in (*given, go):
            os.close(descriptor)


def mounted(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Bubblewrap's words for (outside, inside) pairs that are read."""
    for outside, inside in pairs:
        yield from ("--ro-bind", outside, inside)


def _put_into(group: Group, process: int) -> None:
    """While it waits: the process first, then what it has started before it was put there."""
    try:
        group.add(process)
        for each in descendants(process):
            group.add(each)
    except OSError:
        return  # a group that is another's; limits of processes hold


def _encoded(words: Iterable[str]) -> bytes:
    kept = list(words)
    if any("\0" in word for word in kept):  # what follows it would be a word of its own: an option
        raise ValueError("an argument of bubblewrap's holds its end")
    return b"".join(word.encode("utf-8", "surrogateescape") + b"\0" for word in kept)


def _function_user() -> dict[str, Any]:
    """For subprocess.Popen."""
    user = namespaces.function_user()
    return {"user": user, "group": user, "extra_groups": []} if user != os.getuid() else {}


def _readable(data: bytes) -> int:
    """A descriptor from which `data` can be read once."""
    descriptor = os.memfd_create("arguments", 0)
    os.write(descriptor, data)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _system() -> Iterator[str]:
    for path in SYSTEM:
        if os.path.islink(path):
            yield from ("--symlink", os.readlink(path), path)
        elif os.path.isdir(path):
            yield from ("--ro-bind", path, path)
    yield from ("--proc", "/proc", "--dev", "/dev")
    yield from (word for name in _OF_THE_USER for word in ("--ro-bind", "/dev/null", f"/proc/{name}"))
    yield from ("--remount-ro", "/dev")  # memory of /dev/shm would be nobody's, and Lambda lends none
