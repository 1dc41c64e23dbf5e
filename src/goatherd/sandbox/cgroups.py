"""Control groups, where this machine lends them: the kernel itself holds a function to its memory.

Nothing is uncounted there, and nobody has to look. Many machines lend none to ordinary users or in containers; limits
of processes and looks at /proc hold there (limits.py). Source: the kernel's documents "Control Group v2" and, for
version 1, "Memory Resource Controller".
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOUNT = Path("/sys/fs/cgroup")
_KILLED = re.compile(r"^oom_kill (\d+)$", re.MULTILINE)
# Version -> (files that limit memory, the second of which may not be there; the file that counts kills)
_FILES = {
    2: (("memory.max", "memory.swap.max"), "memory.events"),
    1: (("memory.limit_in_bytes", "memory.memsw.limit_in_bytes"), "memory.oom_control"),
}


@frozen
class Group:
    """A control group of a function, `folder` is where the kernel shows it."""

    folder: Path
    version: int

    def add(self, process: int) -> None:
        """Have a process, and all that it starts from now on, count here. Raises OSError."""
        (self.folder / "cgroup.procs").write_text(str(process))

    def killed(self) -> int:
        """How many processes the kernel has ended since they wanted too much memory."""
        try:
            found = _KILLED.search((self.folder / _FILES[self.version][1]).read_text())
        except OSError:
            return 0
        return int(found[1]) if found else 0


def group(name: str, memory: int) -> Group | None:
    """A group of that name for `memory` bytes, the one that is there or a new one; None where none can be had."""
    place = _place()
    if place is None:
        return None
    version, folder = place
    made = Group(folder / name, version)
    limit, swap = _FILES[version][0]
    try:
        made.folder.mkdir(exist_ok=True)
        (made.folder / limit).write_text(str(memory))
        if (made.folder / swap).exists():
            (made.folder / swap).write_text("0" if version == 2 else str(memory))
    except OSError:
        return None
    return made


def remove_groups(prefix: str) -> None:
    """Take away the groups whose names begin so, once nothing is left in them."""
    place = _place()
    for folder in place[1].glob(f"{prefix}*") if place else ():
        try:
            folder.rmdir()
        except OSError:
            continue


@cache
def _place() -> tuple[int, Path] | None:
    """(version, folder to make groups in)"""
    for version, folder in _candidates():
        if os.access(folder, os.W_OK) and (version == 1 or _lends_memory(folder)):
            return version, folder
    return None


def _candidates() -> Iterator[tuple[int, Path]]:
    """This process' own groups. In a container their path is that of the machine, which the container does not see."""
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return
    for line in lines:
        number, controllers, path = line.split(":", 2)
        if number == "0" and (_MOUNT / "cgroup.controllers").exists():
            yield 2, _MOUNT / path.lstrip("/")
        elif "memory" in controllers.split(","):
            yield from ((1, _MOUNT / "memory" / path.lstrip("/")), (1, _MOUNT / "memory"))


def _lends_memory(folder: Path) -> bool:
    control = folder / "cgroup.subtree_control"
    try:
        if "memory" not in control.read_text().split():
            control.write_text("+memory")
    except OSError:
        return False  # not ours to give, or processes live here themselves
    return True
