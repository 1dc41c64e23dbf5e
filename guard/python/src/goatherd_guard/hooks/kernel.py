"""No program may be started at all: then the kernel refuses it, whatever way native code finds around the hooks.

Source: seccomp(2), linux/seccomp.h, linux/audit.h, linux/bpf_common.h, the tables of system calls of both processors.
"""

import os
import struct

# What starts a program, or writes into, or reads from, another process.
_CALLS = {  # machine: (AUDIT_ARCH_…, seccomp, execve, execveat, ptrace, process_vm_readv, process_vm_writev)
    "x86_64": (0xC000003E, 317, 59, 322, 101, 310, 311),
    "aarch64": (0xC00000B7, 277, 221, 281, 117, 270, 271),
}
_X32 = 0x40000000  # calls of the x32 ABI have this bit
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ERRNO | EPERM
_NO_NEW_PRIVILEGES, _SET_FILTER, _ALL_THREADS = 38, 1, 1


def forbid_programs():
    """For this process and all that it starts, for good. False where that cannot be done here."""
    import ctypes

    found = _CALLS.get(os.uname().machine)
    if found is None:
        return False
    machine, seccomp, *refused = found
    code = _program(machine, refused)
    text = ctypes.create_string_buffer(code, len(code))
    rules = struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(text))  # struct sock_fprog
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return library.syscall(seccomp, _SET_FILTER, _ALL_THREADS, rules) == 0


def _program(machine, refused):
    """Of BPF: 4 is where the architecture stands in struct seccomp_data, 0 the number of the call."""
    checks = [(_EQUAL, number) for number in refused] + [(_AT_LEAST, _X32)]
    lines = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _REFUSE), (_LOAD, 0, 0, 0)]
    for place, (test, number) in enumerate(checks):
        lines.append((test, len(checks) - place, 0, number))
    lines += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    return b"".join(struct.pack("HBBI", *line) for line in lines)
