"""Where a policy allows no program at all, the kernel is told so (seccomp): then native code starts none either, nor
does code that has got hold of the guard. Nothing takes it back. Where the kernel does not permit it, hooks stand alone.

Source: seccomp(2), and `struct sock_filter` of Linux' include/uapi/linux/filter.h.
"""

import os
import sys

_NO_NEW_PRIVILEGES = 38
_FILTER, _ALL_THREADS = 1, 1
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE = 0, 4  # where they stand in what the filter is shown
_PERMIT, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # EPERM
# By machine: its name for the kernel, the number of seccomp; what starts a program (execve, execveat) and what reaches
# into another process (ptrace, process_vm_readv, process_vm_writev).
_MACHINES = {
    "x86_64": (0xC000003E, 317, 59, 322, 101, 310, 311),
    "aarch64": (0xC00000B7, 277, 221, 281, 117, 270, 271),
}
_OTHER_NUMBERS = 0x40000000  # x86's second set of numbers


def refuse_programs():
    """Whether the kernel refuses to start programs from now on."""
    machine = _MACHINES.get(os.uname().machine)
    if machine is None or sys.maxsize < 2**32:
        return False
    try:
        import ctypes
    except ImportError:
        return False
    name, seccomp, *refused = machine
    lines = _program(name, refused)

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
    library = ctypes.CDLL(None)
    if library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
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
