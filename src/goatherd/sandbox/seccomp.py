"""The system calls that hostile code is refused: a filter for the kernel, made from syscalls.toml.

Sources: seccomp(2), the kernel's documents of seccomp and of the classic BPF; linux/audit.h for architectures.

The namespaces already keep code away from files, processes and networks. The filter keeps it away from parts of the
kernel that functions do not need: keys, tracing, io_uring, sockets of odd families. As a container's does, it lets
through whatever is not named.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import socket
import struct
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from goatherd.core.errors import UsageError
from goatherd.sandbox.processes import check, libc

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TABLE = Path(__file__).parent / "syscalls.toml"
# Machine -> (its number for the kernel's audit, its table of system calls)
_MACHINES = {"x86_64": (0xC000003E, "x86_64"), "aarch64": (0xC00000B7, "generic"), "riscv64": (0xC00000F3, "generic")}
_X32 = 0x40000000  # the other calling convention of x86_64; its calls have numbers of their own

_LOAD, _EQUAL, _AT_LEAST, _HAS_ANY, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # instructions of classic BPF
_NUMBER, _ARCHITECTURE, _FIRST, _SECOND = 0, 4, 16, 24  # offsets in struct seccomp_data; arguments' lower halves
_ALLOW, _ERROR, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK)
_NEW_NAMESPACES = 0x7E020000  # of clone(2): CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
_INTO_TERMINAL = (0x5412, 0x541C)  # ioctl(2): TIOCSTI, TIOCLINUX
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2


def require_known_machine() -> None:
    """Raise UsageError on a machine whose system calls are not known here."""
    if platform.machine() not in _MACHINES:
        raise UsageError(
            f"the sandbox has no filter of system calls for processors of kind {platform.machine()}",
            help=f"run it on one of {', '.join(_MACHINES)}, or pass --unsafe-no-sandbox",
        )


@cache
def filter_program(*, programs: bool = True) -> bytes:
    """The filter as an array of struct sock_filter; without `programs`, no other program can be started either."""
    architecture, _ = _MACHINES[platform.machine()]
    return b"".join(_instructions(architecture, _calls(), programs))


def number_of(call: str) -> int:
    """The number of one of the refused system calls: the C library has no name for each."""
    return _calls()["refused"][call]


@cache
def _calls() -> Mapping[str, Mapping[str, int]]:
    _, table = _MACHINES[platform.machine()]
    found: Mapping[str, Mapping[str, int]] = tomllib.loads(_TABLE.read_text("utf-8"))[table]
    return found


def install(program: bytes) -> None:
    """Have this process, and all that it starts, keep to the filter from now on."""

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]

    check(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
    told = Program(len(program) // 8, program)
    check(libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(told), 0, 0), "prctl")


def new_session_keyring() -> None:
    """Leave the keys of the user's session behind. A kernel without keys has none to leave."""
    join_session_keyring = 1
    if libc.syscall(number_of("keyctl"), join_session_keyring, None) < 0 and ctypes.get_errno() != errno.ENOSYS:
        why = ctypes.get_errno()
        raise OSError(why, f"a new session keyring: {os.strerror(why)}")


def _instructions(architecture: int, calls: Mapping[str, Mapping[str, int]], programs: bool) -> Iterator[bytes]:
    yield _step(_LOAD, _ARCHITECTURE)
    yield from _unless(_EQUAL, architecture, _KILL)
    yield _step(_LOAD, _NUMBER)
    if platform.machine() == "x86_64":
        yield from _if(_AT_LEAST, _X32, _ERROR | errno.ENOSYS)
    for number in calls["absent"].values():
        yield from _if(_EQUAL, number, _ERROR | errno.ENOSYS)
    for number in calls["refused"].values():
        yield from _if(_EQUAL, number, _ERROR | errno.EPERM)
    looked_at = calls["looked_at"]
    for name in () if programs else ("execve", "execveat"):
        yield from _if(_EQUAL, looked_at[name], _ERROR | errno.EPERM)
    families = [_step(_LOAD, _FIRST), *_unless_one_of(_FAMILIES, _ERROR | errno.EAFNOSUPPORT)]
    yield from _only_for(looked_at["socket"], families)
    yield from _only_for(
        looked_at["clone"], [_step(_LOAD, _FIRST), *_if(_HAS_ANY, _NEW_NAMESPACES, _ERROR | errno.EPERM)]
    )
    typing = [step for command in _INTO_TERMINAL for step in _if(_EQUAL, command, _ERROR | errno.EPERM)]
    yield from _only_for(looked_at["ioctl"], [_step(_LOAD, _SECOND), *typing])
    yield _step(_RETURN, _ALLOW)


def _step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("HBBI", code, yes, no, value)


def _if(test: int, value: int, result: int) -> tuple[bytes, bytes]:
    return _step(test, value, 0, 1), _step(_RETURN, result)


def _unless(test: int, value: int, result: int) -> tuple[bytes, bytes]:
    return _step(test, value, 1, 0), _step(_RETURN, result)


def _unless_one_of(values: tuple[int, ...], result: int) -> list[bytes]:
    tests = [_step(_EQUAL, value, len(values) - place) for place, value in enumerate(values)]
    return [*tests, _step(_RETURN, result)]


def _only_for(call: int, steps: list[bytes]) -> list[bytes]:
    """Steps that end here for a call, and that others jump over."""
    return [_step(_EQUAL, call, 0, len(steps) + 1), *steps, _step(_RETURN, _ALLOW)]
