"""How much a function may use, and who looks whether it keeps to that.

The kernel's own limits hold where they can; a user who is root, and memory of all processes together, are
beyond them without control groups, which not every machine lends. Hence the look at /proc.
"""

from __future__ import annotations

import resource

from attrs import frozen

from goatherd.sandbox.processes import descendants

MEGABYTE = 1 << 20
_RESERVED = 512 * MEGABYTE  # what a process asks for and never touches: stacks of threads, heaps


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
            allow(resource.RLIMIT_NPROC, self.processes)
        allow(resource.RLIMIT_DATA, self.memory + _RESERVED)
        allow(resource.RLIMIT_NOFILE, self.files)
        allow(resource.RLIMIT_FSIZE, self.temporary)
        allow(resource.RLIMIT_CORE, 0)


def data_of_this_process() -> int:
    """Bytes that count for RLIMIT_DATA; what was inherited from the process that forked counts as well."""
    return _sum("/proc/self/status", ("VmData:",))


def allow(kind: int, most: int) -> None:
    """At most that: whoever starts us may have been allowed less."""
    hard = resource.getrlimit(kind)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


def excess(pid: int, limits: Limits) -> str:
    """Why the processes that descend from `pid` must end; "" while they need not."""
    found = list(descendants(pid))
    if len(found) > limits.processes // 2:
        return f"more than {limits.processes // 2} processes"
    if sum(map(_resident, found)) > limits.memory and sum(map(_proportional, found)) > limits.memory:
        return f"more than {limits.memory // MEGABYTE} MB of memory"
    return ""


def _resident(pid: int) -> int:
    """Bytes of memory that no file holds, and of the tables of its pages. What processes share counts for each."""
    return _sum(f"/proc/{pid}/status", ("RssAnon:", "RssShmem:", "VmPTE:"))


def _proportional(pid: int) -> int:
    """The same, with what several processes share divided among them; slower to be had."""
    shared = _sum(f"/proc/{pid}/smaps_rollup", ("Pss_Anon:", "Pss_Shmem:"))
    return shared + _sum(f"/proc/{pid}/status", ("VmPTE:",))


def _sum(path: str, names: tuple[str, ...]) -> int:
    """Source: proc_pid_status(5), proc_pid_smaps(5); figures are in KiB."""
    try:
        with open(path) as lines:
            return sum(int(line.split()[1]) << 10 for line in lines if line.startswith(names))
    except (OSError, IndexError):
        return 0
