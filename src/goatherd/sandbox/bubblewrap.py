"""Functions in namespaces of their own, each in bubblewrap. Source: bwrap(1).

A function sees the places of its launch and the system's programs; no other file, no other process, and no network
but the pod's, in which every address is the simulated cloud.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

from goatherd.core.errors import UsageError
from goatherd.core.programs import find_program
from goatherd.sandbox import namespaces, seccomp
from goatherd.sandbox.cgroups import Group, group
from goatherd.sandbox.confinement import confine
from goatherd.sandbox.copies import copy_folder, repositories
from goatherd.sandbox.interpreters import SYSTEM
from goatherd.sandbox.isolation import Address, Confined, Reader
from goatherd.sandbox.launch import IN_HOSTS, TASK
from goatherd.sandbox.limits import MEGABYTE, excess
from goatherd.sandbox.processes import descendants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from goatherd.sandbox.launch import Launch

_OF_THE_USER = ("keys", "key-users")  # files of /proc that no namespace makes others
_HELP = {
    "bwrap": "install bubblewrap (Debian, Ubuntu, Fedora: the package `bubblewrap`)",
    "namespaces": "allow user namespaces (sysctl kernel.unprivileged_userns_clone=1 or user.max_user_namespaces, an"
    " AppArmor profile, or a container started with them), or pass --unsafe-no-sandbox",
}


class Bubblewrap:
    """An Isolation."""

    cloud = Address()

    def __init__(self) -> None:
        self._groups: dict[str, tuple[Group, int]] = {}  # with how often the kernel had ended something there before

    def require(self) -> None:
        if find_program("bwrap") is None:
            raise UsageError("the sandbox needs bubblewrap, and there is no `bwrap` on the PATH", help=_HELP["bwrap"])
        seccomp.require_known_machine()
        why = refused()
        if why:
            message = f"the sandbox needs namespaces of its own, and they are refused: {why}"
            raise UsageError(message, help=_HELP["namespaces"])

    def spawn(self, body: Callable[[], None]) -> int:
        return namespaces.spawn(body)

    def end(self, pid: int) -> None:
        namespaces.end(pid)

    def make_room(self, folder: Path, size: int, *, for_function: bool = False) -> None:
        owner = namespaces.function_user() if for_function else namespaces.ROOT
        namespaces.mount_memory(str(folder), size, owner)

    def show(self, source: Path, target: Path) -> None:
        target.mkdir() if source.is_dir() else target.touch()
        namespaces.bind(str(source), str(target))

    def show_code(self, source: Path, target: Path) -> None:
        """As it is where the functions' user may read it; else a copy with the modes that a deployment would have.

        Pipes and sockets, at which somebody on the machine may listen, and repositories are not shown at all. Raises
        OSError, also for a link: where it leads nobody has looked.
        """
        if source.is_symlink():
            raise OSError(f"{source.name} is a link")
        hidden = repositories(source, to_all=namespaces.function_user() != namespaces.ROOT)
        if hidden is not None:
            self.show(source, target)
            for number, name in enumerate(hidden):
                nothing = target.with_name(f"{target.name}.nothing{number}")
                nothing.mkdir()
                namespaces.bind(str(nothing), str(target / name))
            return
        if not source.is_dir():
            shutil.copyfile(source, target)
            target.chmod(0o755)
            return
        copy_folder(source, target)
        for folder, _, files in os.walk(target):
            os.chmod(folder, 0o755)
            for name in files:
                path = os.path.join(folder, name)
                if not os.path.islink(path):
                    os.chmod(path, 0o755)

    def confine_itself(self, room: Path, needed: tuple[str, ...], keep: Iterable[int]) -> None:
        confine(room, needed, keep)

    def reader(self, program: str, tree: str, out: Path) -> Reader:
        words = [
            *("--unshare-all", "--cap-drop", "ALL", "--new-session", "--die-with-parent", "--clearenv"),
            *(
                "--ro-bind",
                os.path.realpath(tree),
                "/tree",
                "--ro-bind",
                program,
                "/program",
                "--bind",
                str(out),
                "/out",
            ),
            *("--remount-ro", "/", "--chdir", "/tree", "--", "/program"),
        ]
        return Reader((find_program("bwrap") or "bwrap", *words), "/tree", "/out")

    def confine(self, shown: Mapping[str, str], own: Mapping[str, str]) -> Confined:
        words = [
            *("--unshare-all", "--unshare-user", "--disable-userns", "--cap-drop", "ALL", "--new-session"),
            *("--die-with-parent", "--clearenv", "--uid", "1000", "--gid", "1000"),
            *_system_folders(),
            *("--proc", "/proc", "--dev", "/dev"),
            *_mounted((place, place) for place in ("/etc/alternatives", "/etc/ld.so.cache") if os.path.exists(place)),
            *_mounted(shown.items()),
            *(word for outside, inside in own.items() for word in ("--bind", outside, inside)),
            *("--remount-ro", "/", "--chdir", next(iter(own.values()), "/"), "--"),
        ]
        return Confined((find_program("bwrap") or "bwrap", *words), {**shown, **own})

    def start(self, launch: Launch, runtime_api: str, output: int, notes: int, told: int) -> subprocess.Popen[bytes]:
        calls = _readable(seccomp.filter_program())
        waiting, go = os.pipe()
        # Not on the command line, which the function can read.
        arguments = _readable(_arguments(launch, runtime_api, calls, waiting))
        given = arguments, calls, waiting
        try:
            process = subprocess.Popen(
                [find_program("bwrap") or "bwrap", "--args", str(arguments), "--", *launch.runtime(IN_HOSTS)],
                stdin=told,
                stdout=output,
                stderr=output,
                pass_fds=(notes, *given),
                env={},  # the function sees that of its first process
                preexec_fn=launch.limits.apply,
                **_as_function_user(),
            )
            self._put_into_group(process.pid, launch)
            os.write(go, b".")
            return process
        finally:
            for descriptor in (*given, go):
                os.close(descriptor)

    def _put_into_group(self, process: int, launch: Launch) -> None:
        """While it waits: the process first, then what it has started before it was put there."""
        found = group(_group_name(launch), launch.limits.memory + launch.limits.temporary)  # /tmp is memory, too
        if found is None:
            return
        self._groups[_group_name(launch)] = found, found.killed()
        try:
            found.add(process)
            for each in descendants(process):
                found.add(each)
        except OSError:
            return  # a group that is another's; limits of processes hold

    def excess(self, process: subprocess.Popen[bytes], launch: Launch) -> str:
        found, before = self._groups.get(_group_name(launch), (None, 0))
        if found is not None and found.killed() > before:
            return f"more than {launch.limits.memory // MEGABYTE} MB of memory"
        return excess(process.pid, launch.limits)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        namespaces.kill(process.pid)

    def inward(self, launch: Launch, data: bytes) -> bytes:
        return data

    def outward(self, launch: Launch, data: bytes) -> bytes:
        return data


def refused() -> str:
    """Why namespaces cannot be had here, "" when they can."""
    reading, writing = os.pipe()

    def inside() -> None:
        os.write(writing, b"ok")

    kept = os.dup(2)
    os.dup2(writing, 2)  # the reason is written to standard error
    try:
        pid = namespaces.spawn(inside)
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(writing)
    os.waitpid(pid, 0)
    with os.fdopen(reading, errors="replace") as said:
        text = said.read().strip()
    return "" if text == "ok" else text.rpartition("\n")[2] or "no reason given"


def _group_name(launch: Launch) -> str:
    """One for each instance of a function, below that of the pod's folder."""
    *_, pod, instance, _ = launch.temporary.split("/")
    return f"{pod}-{instance}"


def _arguments(launch: Launch, runtime_api: str, calls: int, waiting: int) -> bytes:
    words = [
        *("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--hostname", "169-254-100-1"),
        *("--disable-userns", "--cap-drop", "ALL", "--new-session", "--die-with-parent", "--clearenv"),
        *("--uid", "993", "--gid", "990", "--seccomp", str(calls), "--block-fd", str(waiting)),
        *_system_folders(),
        *("--proc", "/proc", "--dev", "/dev", "--bind", launch.temporary, "/tmp"),
        *(word for name in _OF_THE_USER for word in ("--ro-bind", "/dev/null", f"/proc/{name}")),
        *("--remount-ro", "/dev"),  # memory of /dev/shm would be nobody's, and Lambda lends none
        *_mounted(launch.system.items()),
        *_mounted(launch.mounts),
        *("--remount-ro", "/", "--chdir", TASK),
        *(word for name, value in launch.variables(runtime_api).items() for word in ("--setenv", name, value)),
    ]
    if any("\0" in word for word in words):  # what follows it would be a word of its own: an option
        raise ValueError("an argument of bubblewrap's holds its end")
    return b"".join(word.encode("utf-8", "surrogateescape") + b"\0" for word in words)


def _as_function_user() -> dict[str, Any]:
    """For subprocess.Popen."""
    user = namespaces.function_user()
    return {"user": user, "group": user, "extra_groups": []} if user != os.getuid() else {}


def _readable(data: bytes) -> int:
    """A descriptor from which `data` can be read once."""
    descriptor = os.memfd_create("arguments", 0)
    os.write(descriptor, data)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _system_folders() -> Iterator[str]:
    for path in SYSTEM:
        if os.path.islink(path):
            yield from ("--symlink", os.readlink(path), path)
        elif os.path.isdir(path):
            yield from ("--ro-bind", path, path)


def _mounted(pairs: Any) -> Iterator[str]:
    for outside, inside in pairs:
        yield from ("--ro-bind", outside, inside)
