"""Becomes a program that reaches nothing but a door: where it believes its proxy, somebody outside listens.

Run as a file by a bare Python, inside of what confines the program: `door.py DESCRIPTOR JSON`. A socket belongs to the
network in which it was made. So one is made here, handed out through the descriptor, and served from outside.
"""

from __future__ import annotations

import base64
import ctypes
import json
import os
import resource
import signal
import socket
import sys

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36  # prctl(2): both outlast what this becomes
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2
_VARIABLES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")


def main() -> None:
    """The JSON holds `command`, the `folder` where it starts, `variables`, `limits` (name of a limit -> most) and
    `calls`, the filter of its system calls in Base64 ("" for none).
    """
    told = json.loads(sys.argv[2])
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket(fileno=int(sys.argv[1])) as outside:
        socket.send_fds(outside, [b"."], [listener.fileno()])
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    for name, most in told["limits"].items():
        number = getattr(resource, name)
        hard = resource.getrlimit(number)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(number, (most, most))
    prctl = ctypes.CDLL(None).prctl
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    prctl(_PR_SET_CHILD_SUBREAPER, 1)  # whatever it starts stays below it, where it is found
    if told["calls"]:
        keep_to(base64.b64decode(told["calls"]))
    os.umask(0o022)
    os.chdir(told["folder"])
    os.execve(told["command"][0], told["command"], {**told["variables"], **dict.fromkeys(_VARIABLES, address)})


def keep_to(program: bytes) -> None:
    """Install the filter; see sandbox/seccomp.py, which cannot be imported here."""

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]

    prctl = ctypes.CDLL(None).prctl
    told = Program(len(program) // 8, program)
    if prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(told), 0, 0):
        sys.exit("the kernel takes no filter of system calls")


if __name__ == "__main__":
    main()
