"""Functions as ordinary processes of the user, for machines that lend no namespaces and that may come to harm.

Every function has a folder that looks like Lambda's root: texts that it is handed have the places of Lambda replaced
by those below its folder, and texts that it gives the other way round. What its own code asks of the network is led
to the simulated cloud by its instruments. Nothing keeps it from writing to other places by their names, and nothing
holds the programs that it starts.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goatherd.sandbox import processes
from goatherd.sandbox.confinement import forget_the_user
from goatherd.sandbox.copies import copy_file, copy_folder, survey_deployed
from goatherd.sandbox.isolation import Address, Confined
from goatherd.sandbox.launch import HOSTS, TASK
from goatherd.sandbox.limits import excess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from goatherd.sandbox.launch import Launch
    from goatherd.sandbox.limits import Limits


class Unprotected:
    """An Isolation that is none."""

    cloud = Address("127.0.0.1", 0, 0, 0, 0, 0)

    def require(self) -> None:
        pass

    def spawn(self, body: Callable[[], None]) -> int:
        parent = os.getpid()
        pid = os.fork()
        if pid:
            return pid
        try:
            processes.leave_signals()
            processes.die_with(parent)
            processes.adopt_orphans()
            body()
            processes.kill_all_below(os.getpid())
            os._exit(0)
        except BaseException as error:
            processes.say(error)
        processes.kill_all_below(os.getpid())
        os._exit(1)

    def end(self, pid: int) -> None:
        processes.kill_all_below(pid)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)

    def make_room(self, folder: Path, size: int, *, for_function: bool = False) -> None:
        pass

    def show(self, source: Path, target: Path) -> None:
        target.symlink_to(source)

    def show_code(self, source: Path, target: Path) -> None:
        found = survey_deployed(source)
        if source.is_dir():
            copy_folder(source, target, found.never_shown)
        else:
            copy_file(source, target)

    def show_sources(self, tree: str, target: Path, *, private: bool) -> str:
        return os.path.realpath(tree)

    def confine_itself(self, room: Path, needed: tuple[str, ...], keep: Iterable[int]) -> None:
        forget_the_user(keep)

    def confine(
        self, shown: Mapping[str, str], own: Mapping[str, str], folder: str, *, has_system: bool = True
    ) -> Confined:
        return Confined()

    def start_confined(
        self, confined: Confined, command: list[str], limits: Limits, *, build: str = "", **streams: Any
    ) -> subprocess.Popen[bytes]:
        parent = os.getpid()

        def becoming() -> None:
            processes.die_with(parent)
            limits.apply(own_user=False)

        return subprocess.Popen(command, env={}, start_new_session=True, preexec_fn=becoming, **streams)

    def start(self, launch: Launch, runtime_api: str, output: int, notes: int, told: int) -> subprocess.Popen[bytes]:
        root = _root(launch)
        for outside, inside in _places(launch):
            place = Path(root + inside)
            if not place.is_symlink():
                place.parent.mkdir(parents=True, exist_ok=True)
                place.symlink_to(outside)
        variables = {name: self._at(launch, value) for name, value in launch.variables(runtime_api).items()}
        parent = os.getpid()

        def becoming() -> None:
            processes.die_with(parent)
            launch.limits.apply(own_user=False)

        command, *arguments = launch.runtime(str(HOSTS))
        links = ["--preserve-symlinks", "--preserve-symlinks-main"] if launch.language == "javascript" else []
        return subprocess.Popen(
            [command, *links, *arguments],
            stdin=told,
            stdout=output,
            stderr=output,
            pass_fds=(notes,),
            env={**variables, "TMPDIR": launch.temporary},
            cwd=root + TASK,
            start_new_session=True,
            preexec_fn=becoming,
        )

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        if process.returncode is None:
            processes.kill_all_below(process.pid)
            process.kill()

    def excess(self, process: subprocess.Popen[bytes], launch: Launch) -> str:
        return excess(process.pid, launch.limits)

    def inward(self, launch: Launch, data: bytes) -> bytes:
        root = _root(launch)
        places = {inside: root + inside for _, inside in _places(launch)} | {"/tmp": launch.temporary}
        return _replaced(data, places)

    def outward(self, launch: Launch, data: bytes) -> bytes:
        return _replaced(data, {**dict(_places(launch)), _root(launch): ""})

    def _at(self, launch: Launch, value: str) -> str:
        return os.fsdecode(self.inward(launch, os.fsencode(value)))


def _root(launch: Launch) -> str:
    return os.path.dirname(launch.temporary)


def _places(launch: Launch) -> Iterator[tuple[str, str]]:
    """Those of Lambda that are not the machine's own, (outside, inside)."""
    for outside, inside in (*launch.system.items(), *launch.mounts):
        if os.path.realpath(outside) != inside:
            yield outside, inside


def _replaced(data: bytes, places: dict[str, str]) -> bytes:
    by_length = sorted(map(re.escape, places), key=len, reverse=True)
    pattern = rf"(?<![A-Za-z0-9])(?:{'|'.join(by_length)})(?![A-Za-z0-9])"
    return re.sub(pattern.encode(), lambda match: places[match[0].decode()].encode(), data)
