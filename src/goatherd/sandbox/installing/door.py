"""Becomes a program that reaches nothing but a door: where it believes its proxy, somebody outside listens.

Run as a file by a bare Python, inside of what confines the program: `door.py DESCRIPTOR JSON`. A socket belongs to the
network in which it was made. So one is made here, handed out through the descriptor, and served from outside.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import socket
import sys

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36  # prctl(2): both outlast what this becomes
_VARIABLES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")


def main() -> None:
    """The JSON holds `command`, the `folder` where it starts, `variables` and `limits` (name of a limit -> most)."""
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
    os.umask(0o022)
    os.chdir(told["folder"])
    os.execve(told["command"][0], told["command"], {**told["variables"], **dict.fromkeys(_VARIABLES, address)})


if __name__ == "__main__":
    main()
