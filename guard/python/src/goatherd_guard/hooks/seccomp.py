"""Calls of the system that a process, and all that it starts, can no longer make.

Source: seccomp(2), and `struct sock_filter` of Linux' include/uapi/linux/filter.h.
"""

import ctypes
import os
import sys

_FILTER, _ALL_THREADS = 1, 1
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE = 0, 4  # where they stand in what the filter is shown
_PERMIT, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # EPERM
PROGRAMS = ("execve", "execveat")
MEMORY = ("ptrace", "process_vm_readv", "process_vm_writev")  # of another process
# By machine: its name for the kernel, and the numbers of seccomp and of the calls above.
_MACHINES = {
    "x86_64": (0xC000003E, (317, 59, 322, 101, 310, 311)),
    "aarch64": (0xC00000B7, (277, 221, 281, 117, 270, 271)),
}
_OTHER_NUMBERS = 0x40000000  # x86's second set of numbers


def refuse(library, calls):
    """Whether the kernel refuses these from now on, in all threads. `library` is the C library."""
    machine = _MACHINES.get(os.uname().machine)
    if machine is None or sys.maxsize < 2**32:
        return False
    name, (seccomp, *numbers) = machine
    known = dict(zip(PROGRAMS + MEMORY, numbers))
    lines = _program(name, [known[call] for call in calls])

    class Line(ctypes.Structure):
        _fields_ = [
            ("code", ctypes.c_ushort),
            ("yes", ctypes.c_ubyte),
            ("no", ctypes.c_ubyte),
            ("value", ctypes.c_uint),
        ]

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("lines", ctypes.POINTER(Line))]

    program = Program(len(lines), (Line * len(lines))(*lines))
    return library.syscall(seccomp, _FILTER, _ALL_THREADS, ctypes.byref(program)) == 0


def _program(name, refused):
    """Jumps count the lines after the next; the last two say no and yes."""
    tests = [(_AT_LEAST, _OTHER_NUMBERS), *((_EQUAL, number) for number in refused)]
    last = len(tests)
    return [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 0, last + 2, name),
        (_LOAD, 0, 0, _NUMBER),
        *((code, last - place, 0, value) for place, (code, value) in enumerate(tests)),
        (_RETURN, 0, 0, _PERMIT),
        (_RETURN, 0, 0, _REFUSE),
    ]
