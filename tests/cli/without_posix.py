"""Runs the program without what only POSIX has, as Windows would: `python without_posix.py scan …`.

The names are taken away before anything of the program is imported. What the standard library needs of them on this
machine it has bound by then, or looks for as it does on Windows.
"""

from __future__ import annotations

import os
import runpy
import select
import signal
import sys

_NAMES = {
    os: """chown fchmod fchown fork forkpty getegid geteuid getgid getpgid getuid killpg lchown memfd_create mkfifo
        mknod nice openpty posix_fadvise posix_fallocate posix_spawn posix_spawnp pread pwrite register_at_fork
        sched_getaffinity sched_setaffinity setgid setsid setuid statvfs sync sysconf uname wait waitid
        O_CLOEXEC O_DIRECTORY O_NOCTTY O_NOFOLLOW O_NONBLOCK""",
    signal: """alarm pthread_sigmask setitimer SIGALRM SIGCHLD SIGHUP SIGKILL SIGPIPE SIGQUIT SIGSTOP SIGUSR1
        SIGUSR2""",
    select: "epoll poll",
}
_MODULES = ("fcntl", "grp", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty")

for _module, _names in _NAMES.items():
    for _name in _names.split():
        if hasattr(_module, _name):
            delattr(_module, _name)
os.supports_dir_fd.clear()
sys.modules.update(dict.fromkeys(_MODULES))  # type: ignore[arg-type]
del sys.argv[0]
sys.argv.insert(0, "goatherd")
runpy.run_module("goatherd", run_name="__main__")
