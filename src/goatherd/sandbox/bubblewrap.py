"""Functions in namespaces of their own, each in bubblewrap. Source: bwrap(1).

A function sees the places of its launch and the system's programs; no other file, no other process, and no network
but the pod's, in which every address is the simulated cloud.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goatherd.code.paths import ancestors, inside
from goatherd.core.errors import UsageError
from goatherd.core.programs import find_program
from goatherd.sandbox import namespaces, seccomp
from goatherd.sandbox.boxes import Box, mounted, start
from goatherd.sandbox.cgroups import Group, group
from goatherd.sandbox.confinement import confine
from goatherd.sandbox.copies import copy_file, copy_folder, survey, survey_deployed
from goatherd.sandbox.isolation import Address, Confined
from goatherd.sandbox.launch import IN_HOSTS, TASK
from goatherd.sandbox.limits import MEGABYTE, excess

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterable, Mapping

    from goatherd.sandbox.launch import Launch
    from goatherd.sandbox.limits import Limits

_OF_THE_SYSTEM = ("/etc/alternatives", "/etc/ld.so.cache")
_MOST_MOUNTS = 300  # each is a mount, which every start of a program repeats
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
        """As it is where the functions' user may read it; else copied with the modes that a deployment would have.

        Pipes and sockets, at which somebody on the machine may listen, and repositories are not shown at all. Raises
        OSError, also for a link.
        """
        found = survey_deployed(source)
        unreadable = found.private if namespaces.function_user() != namespaces.ROOT else []
        if not (unreadable or found.odd) and len(found.repositories) <= _MOST_MOUNTS:
            self.show(source, target)
            _hide(target, found.repositories)
        elif source.is_dir():
            self._show_parts(source, target, found.never_shown, {*unreadable, *found.odd})
        else:
            copy_file(source, target)

    def show_sources(self, tree: str, target: Path, *, private: bool) -> str:
        found = survey(tree)
        left_out = found.never_shown | (set() if private else {*found.private})
        unreadable = private and namespaces.function_user() != namespaces.ROOT
        self._show_parts(Path(tree), target, left_out, found.private if unreadable else ())
        return str(target)

    def _show_parts(self, source: Path, target: Path, left_out: set[str], to_copy: Iterable[str]) -> None:
        """A folder of which parts cannot be shown as they are: what lies in it is shown or copied one by one."""
        if len(left_out) + len(os.listdir(source)) > _MOST_MOUNTS:
            return copy_folder(source, target, left_out)
        target.mkdir()
        copied = {path.partition("/")[0] for path in to_copy}
        with os.scandir(source) as entries:
            for entry in entries:
                part, place = Path(entry.path), target / entry.name
                if entry.name in left_out:
                    continue
                if entry.is_symlink():
                    place.symlink_to(os.readlink(part))
                elif entry.name not in copied:
                    self.show(part, place)
                elif entry.is_dir():
                    copy_folder(part, place, {path.partition("/")[2] for path in left_out if inside(path, entry.name)})
                else:
                    copy_file(part, place)
        return _hide(target, (path for path in left_out if "/" in path and path.partition("/")[0] not in copied))

    def confine_itself(self, room: Path, needed: tuple[str, ...], keep: Iterable[int]) -> None:
        confine(room, needed, keep)

    def confine(
        self, shown: Mapping[str, str], own: Mapping[str, str], folder: str, *, has_system: bool = True
    ) -> Confined:
        seen = (
            *mounted((place, place) for place in _OF_THE_SYSTEM if has_system and os.path.exists(place)),
            *mounted(shown.items()),
            *(word for outside, inside in own.items() for word in ("--bind", outside, inside)),
        )
        return Confined(Box(seen, folder, has_system=has_system), {**shown, **own})

    def start_confined(
        self, confined: Confined, command: list[str], limits: Limits, *, build: str = "", **streams: Any
    ) -> subprocess.Popen[bytes]:
        def prepare() -> None:
            seccomp.new_session_keyring()
            limits.apply(own_user=bool(build))

        assert confined.box is not None
        counted = group(build, limits.memory + limits.temporary) if build else None
        return start(
            confined.box, command, prepare, counted, as_function=bool(build), start_new_session=True, **streams
        )

    def start(self, launch: Launch, runtime_api: str, output: int, notes: int, told: int) -> subprocess.Popen[bytes]:
        seen = (
            *("--bind", launch.temporary, "/tmp"),
            *mounted(launch.system.items()),
            *mounted(launch.mounts),
            *(word for name, value in launch.variables(runtime_api).items() for word in ("--setenv", name, value)),
        )
        found = group(_group_name(launch), launch.limits.memory + launch.limits.temporary)  # /tmp is memory, too
        if found is not None:
            self._groups[_group_name(launch)] = found, found.killed()
        streams: dict[str, Any] = {"stdin": told, "stdout": output, "stderr": output, "pass_fds": (notes,)}
        box = Box(seen, TASK, user=993, group=990, network=True)
        return start(box, launch.runtime(IN_HOSTS), launch.limits.apply, found, as_function=True, **streams)

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
    pid = namespaces.spawn(lambda: None, errors=writing)
    os.close(writing)
    with os.fdopen(reading, errors="replace") as said:
        text = said.read().strip()
    _, status = os.waitpid(pid, 0)
    return (text.rpartition("\n")[2] or "no reason given") if status else ""


def _group_name(launch: Launch) -> str:
    """One for each instance of a function, below that of the pod's folder."""
    *_, pod, instance, _ = launch.temporary.split("/")
    return f"{pod}-{instance}"


def _hide(shown: Path, paths: Iterable[str]) -> None:
    """Have nothing be seen in the places of what is shown."""
    nothing, unreadable = shown.with_name(f"{shown.name}.nothing"), shown.with_name(f"{shown.name}.unreadable")
    hidden: set[str] = set()
    for path in sorted(paths):
        nothing.mkdir(exist_ok=True)
        unreadable.touch(0)
        if not any(above in hidden for above in ancestors(path)):
            place = shown / path
            namespaces.bind(str(nothing if place.is_dir() else unreadable), str(place))
            hidden.add(path)
