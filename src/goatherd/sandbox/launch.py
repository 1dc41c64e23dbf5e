"""What it takes to run one function, wherever that is done.

What a function sees: its code at /var/task, layers at /opt, the runtime at /var/runtime, a /tmp of its own.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from goatherd.sandbox.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

HOSTS = Path(__file__).parent / "hosts"
IN_HOSTS = "/var/goatherd"  # where they are for an enclosed function
TASK = "/var/task"
RUNTIME = "/var/runtime"


@frozen
class Launch:
    """`mounts` are (place outside, place inside) pairs; `environment` is the template's and Lambda's. `timeout` is
    in seconds.

    `temporary` is the folder that the function has as /tmp; `watch` are the texts whose way through the
    function its instruments report. `ports` are those of the cloud that are not where clients expect them.
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
    watch: str = ""
    node: str = "node"
    ports: Mapping[int, int] = field(factory=dict)

    def in_folder(self, temporary: str) -> Launch:
        return evolve(self, temporary=temporary)

    def variables(self, runtime_api: str) -> dict[str, str]:
        """All environment variables. `runtime_api` is host:port."""
        return {
            **self.environment,
            "LAMBDA_TASK_ROOT": TASK,
            "LAMBDA_RUNTIME_DIR": RUNTIME,
            "AWS_LAMBDA_RUNTIME_API": runtime_api,
            "_HANDLER": self.handler,
        }

    def runtime(self, hosts: str, notes: int) -> list[str]:
        """The command line of the language's runtime; `hosts` is where HOSTS is for the function."""
        given = [str(notes), self.handler, self.watch, json.dumps(dict(self.ports))]
        if self.language == "python":
            return [python(), "-S", "-u", "-X", "utf8", f"{hosts}/python/bootstrap.py", *given]
        heap = self.limits.memory >> 20
        return [self.node, f"--max-old-space-size={heap}", f"{hosts}/node/bootstrap.mjs", *given]


def python() -> str:
    """The interpreter itself, not the link of a virtual environment to it."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return os.path.realpath(os.path.join(sys.base_prefix, "bin", version))
