"""How much a function may use, and who looks whether it keeps to that.

The kernel's own limits hold where they can; a user who is root, and memory of all processes together, are
beyond them without control groups, which not every machine lends. Hence the look at /proc.
"""

from __future__ import annotations

import os
import resource

from attrs import frozen

from goatherd.sandbox.processes import descendants

MEGABYTE = 1 << 20
_PAGE = os.sysconf("SC_PAGE_SIZE")


@frozen
class Limits:
    """`memory` in bytes, of all processes of one function together; `temporary` is the room in /tmp."""

    memory: int = 128 * MEGABYTE
    processes: int = 1024  # and threads, as in Lambda
    files: int = 1024  # open at the same time, as in Lambda
    temporary: int = 512 * MEGABYTE

    def apply(self, *, own_user: bool = True) -> None:
        """In the process that becomes the function; the kernel counts the processes of a user, whatever they are."""
        if own_user:
            resource.setrlimit(resource.RLIMIT_NPROC, (self.processes, self.processes))
        resource.setrlimit(resource.RLIMIT_NOFILE, (self.files, self.files))
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.temporary, self.temporary))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def excess(pid: int, limits: Limits) -> str:
    """Why the processes that descend from `pid` must end; "" while they need not."""
    memory = count = 0
    for each in descendants(pid):
        count += 1
        memory += _resident(each)
    if count > limits.processes // 2:
        return f"more than {limits.processes // 2} processes"
    if memory > limits.memory:
        return f"more than {limits.memory // MEGABYTE} MB of memory"
    return ""


def _resident(pid: int) -> int:
    """Bytes of memory that a process has to itself."""
    try:
        with open(f"/proc/{pid}/statm") as numbers:
            _, resident, shared, *_ = map(int, numbers.read().split())
    except OSError:
        return 0
    return (resident - shared) * _PAGE
