"""The command line that runs one function: bubblewrap around the runtime.

Source: bwrap(1). What a function sees: its code at /var/task, layers at /opt, the runtime at /var/runtime, a /tmp of
its own, the system's programs; no other file, no other process, and the pod's network.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from goatherd.sandbox.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HOSTS = Path(__file__).parent / "hosts"
_IN_HOSTS = "/var/goatherd"
TASK = "/var/task"


@frozen
class Launch:
    """`mounts` are (place outside, place inside) pairs; `environment` is complete. `timeout` is in seconds.

    `temporary` is the folder that the function has as /tmp; `watch` are the texts whose way through the
    function its instruments report.
    """

    function: str
    arn: str
    language: str  # "python" or "javascript"
    handler: str
    environment: Mapping[str, str]
    mounts: tuple[tuple[str, str], ...]
    system: Mapping[str, str]  # the same for every function: place outside -> place inside
    temporary: str
    timeout: float = 3.0
    limits: Limits = field(factory=Limits)
    user: int = 0
    watch: str = ""
    bwrap: str = "bwrap"
    node: str = "node"

    def in_folder(self, temporary: str) -> Launch:
        return evolve(self, temporary=temporary)

    def command(self, notes: int, arguments: int) -> list[str]:
        """`notes` is the descriptor that the instruments write to, bwrap reads `arguments()` from another."""
        return [self.bwrap, "--args", str(arguments), "--", *self._runtime(notes)]

    def arguments(self, runtime_api: str) -> bytes:
        """What bwrap is told; not on its command line, which the function can read. `runtime_api` is host:port."""
        environment = {**self.environment, "AWS_LAMBDA_RUNTIME_API": runtime_api, "_HANDLER": self.handler}
        words = [
            *("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--hostname", "169-254-100-1"),
            *("--disable-userns", "--cap-drop", "ALL", "--new-session", "--die-with-parent", "--clearenv"),
            *("--uid", "993", "--gid", "990"),
            *_system_folders(),
            *("--proc", "/proc", "--dev", "/dev", "--bind", self.temporary, "/tmp"),
            *_mounted(self.system.items()),
            *_mounted(self.mounts),
            *("--ro-bind", str(HOSTS), _IN_HOSTS),
            *("--remount-ro", "/", "--chdir", TASK),
            *(word for name, value in environment.items() for word in ("--setenv", name, value)),
        ]
        return b"".join(word.encode("utf-8", "surrogateescape") + b"\0" for word in words)

    def process_options(self) -> dict[str, Any]:
        """For subprocess.Popen."""
        options: dict[str, Any] = {"preexec_fn": self.limits.apply}
        if self.user != os.getuid():
            options |= {"user": self.user, "group": self.user, "extra_groups": []}
        return options

    def _runtime(self, notes: int) -> list[str]:
        given = [str(notes), self.handler, self.watch]
        if self.language == "python":
            return [python(), "-S", "-u", "-X", "utf8", f"{_IN_HOSTS}/python/bootstrap.py", *given]
        heap = self.limits.memory >> 20
        return [self.node, f"--max-old-space-size={heap}", f"{_IN_HOSTS}/node/bootstrap.mjs", *given]


def python() -> str:
    """The interpreter itself, not the link of a virtual environment to it."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return os.path.realpath(os.path.join(sys.base_prefix, "bin", version))


def _system_folders() -> Iterator[str]:
    yield from ("--ro-bind", "/usr", "/usr")
    for name in ("bin", "sbin", "lib", "lib32", "lib64"):
        path = f"/{name}"
        if os.path.islink(path):
            yield from ("--symlink", os.readlink(path), path)
        elif os.path.isdir(path):
            yield from ("--ro-bind", path, path)


def _mounted(pairs: Any) -> Iterator[str]:
    for outside, inside in pairs:
        yield from ("--ro-bind", outside, inside)
