"""Files and ports that a process, and all that it starts, can still reach (Landlock, which Linux has since 5.13).

Source: landlock(7), and Linux' include/uapi/linux/landlock.h.
"""

import ctypes
import os
import stat
import struct

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # on every machine
_ASK_VERSION, _BENEATH, _PORT, _ALL_THREADS = 1, 1, 2, 8
OLDEST = 2  # that is of use: before, files could not be moved from one folder to another at all
_WRITE_FILE, _READ_FILE, _READ_FOLDER, _TRUNCATE = 1 << 1, 1 << 2, 1 << 3, 1 << 14
_CONNECT = 1 << 1
_READ = _READ_FILE | _READ_FOLDER
# Devices are not made, nor asked what they answer; which programs are started is not decided here.
_REMOVE, _MOVE = 1 << 4 | 1 << 5, 1 << 13
_MAKE = 1 << 7 | 1 << 8 | 1 << 9 | 1 << 10 | 1 << 12  # folders, files, sockets, pipes, links
_OF_FILES = _WRITE_FILE | _READ_FILE | _TRUNCATE


def version(library):
    """Of the kernel's Landlock; 0 where it has none, or does not permit it."""
    return max(library.syscall(_CREATE, None, ctypes.c_size_t(0), _ASK_VERSION), 0)


def restrict(library, readable, writable, ports=None):
    """Whether only these can be reached from now on: files and folders, with all below them, and ports; None: any port.

    Threads that ran before are left out where the kernel's Landlock is older than version 8. What is open stays open.
    """
    known = version(library)
    if known < OLDEST:
        return False
    change = _WRITE_FILE | _REMOVE | _MOVE | _MAKE | (_TRUNCATE if known >= 3 else 0)
    limits_ports = ports is not None and known >= 4
    handled = struct.pack("QQ", _READ | change, _CONNECT if limits_ports else 0)[: 16 if known >= 4 else 8]
    rules = library.syscall(_CREATE, handled, ctypes.c_size_t(len(handled)), 0)
    if rules < 0:
        return False
    try:
        for places, rights in ((readable, _READ), (writable, _READ | change)):
            for place in places:
                _open_up(library, rules, place, rights)
        for port in ports if limits_ports else ():
            library.syscall(_ADD, rules, _PORT, struct.pack("QQ", _CONNECT, port), 0)
        return library.syscall(_RESTRICT, rules, _ALL_THREADS if known >= 8 else 0) == 0
    finally:
        os.close(rules)


def _open_up(library, rules, place, rights):
    try:
        file = os.open(place, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # what is not there, or cannot be reached anyway
        return
    try:
        allowed = rights if stat.S_ISDIR(os.fstat(file).st_mode) else rights & _OF_FILES
        library.syscall(_ADD, rules, _BENEATH, struct.pack("=Qi", allowed, file), 0)
    finally:
        os.close(file)
