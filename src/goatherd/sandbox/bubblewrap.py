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
from goatherd.sandbox import namespaces
from goatherd.sandbox.isolation import Address, Reader
from goatherd.sandbox.launch import IN_HOSTS, TASK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from goatherd.sandbox.launch import Launch

_HELP = {
    "bwrap": "install bubblewrap (Debian, Ubuntu, Fedora: the package `bubblewrap`)",
    "namespaces": "allow user namespaces (sysctl kernel.unprivileged_userns_clone=1 or user.max_user_namespaces, an"
    " AppArmor profile, or a container started with them), or pass --unsafe-no-sandbox",
}


class Bubblewrap:
    """An Isolation."""

    cloud = Address()

    def require(self) -> None:
        if shutil.which("bwrap") is None:
            raise UsageError("the sandbox needs bubblewrap, and there is no `bwrap` on the PATH", help=_HELP["bwrap"])
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
        """As it is where the functions' user may read it; else a copy with the modes that a deployment would have."""
        if namespaces.function_user() == namespaces.ROOT or _open_to_all(source):
            self.show(source, target)
            return
        if not source.is_dir():
            shutil.copyfile(source, target)
            target.chmod(0o755)
            return
        shutil.copytree(source, target, symlinks=True, ignore_dangling_symlinks=True)
        for folder, _, files in os.walk(target):
            os.chmod(folder, 0o755)
            for name in files:
                path = os.path.join(folder, name)
                if not os.path.islink(path):
                    os.chmod(path, 0o755)

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
        return Reader((shutil.which("bwrap") or "bwrap", *words), "/tree", "/out")

    def start(self, launch: Launch, runtime_api: str, output: int, notes: int) -> subprocess.Popen[bytes]:
        # Not on the command line, which the function can read.
        arguments = _readable(_arguments(launch, runtime_api))
        try:
            return subprocess.Popen(
                [shutil.which("bwrap") or "bwrap", "--args", str(arguments), "--", *launch.runtime(IN_HOSTS, notes)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=(notes, arguments),
                env={},  # the function sees that of its first process
                preexec_fn=launch.limits.apply,
                **_as_function_user(),
            )
        finally:
            os.close(arguments)

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


def _arguments(launch: Launch, runtime_api: str) -> bytes:
    words = [
        *("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--hostname", "169-254-100-1"),
        *("--disable-userns", "--cap-drop", "ALL", "--new-session", "--die-with-parent", "--clearenv"),
        *("--uid", "993", "--gid", "990"),
        *_system_folders(),
        *("--proc", "/proc", "--dev", "/dev", "--bind", launch.temporary, "/tmp"),
        *_mounted(launch.system.items()),
        *_mounted(launch.mounts),
        *("--remount-ro", "/", "--chdir", TASK),
        *(word for name, value in launch.variables(runtime_api).items() for word in ("--setenv", name, value)),
    ]
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
    yield from ("--ro-bind", "/usr", "/usr")
    for name in ("bin", "sbin", "lib", "lib32", "lib64"):
        path = f"/{name}"
        if os.path.islink(path):
            yield from ("--symlink", os.readlink(path), path)
        elif os.path.isdir(path):
            yield from ("--ro-bind", path, path)


def _mounted(pairs: Any) -> Iterator[str]:
    for outside, inside in pairs:
        yield from ("--ro-bind", outside, inside)


def _open_to_all(source: Path) -> bool:
    if not source.is_dir():
        return bool(source.stat().st_mode & 0o004)
    pending = [str(source)]
    while pending:
        folder = pending.pop()
        if os.stat(folder).st_mode & 0o005 != 0o005:
            return False
        with os.scandir(folder) as inside:
            for entry in inside:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                elif not entry.stat(follow_symlinks=False).st_mode & 0o004:
                    return False
    return True
