"""What it takes to run one function, wherever that is done.

What a function sees: its code at /var/task, layers at /opt, the runtime at /var/runtime, a /tmp of its own.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import asdict, evolve, field, frozen

from goatherd.guard.wrapping import WRAPPER_VARIABLE
from goatherd.sandbox.interpreters import python
from goatherd.sandbox.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goatherd.sandbox.conventions import Convention

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
    `convention` is how the handler is called where that is not Lambda's way: see `conventions`.
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
    convention: Convention | None = None

    def in_folder(self, temporary: str) -> Launch:
        return evolve(self, temporary=temporary)

    def variables(self, runtime_api: str) -> dict[str, str]:
        """All environment variables; without those that no environment can hold. `runtime_api` is host:port."""
        given = {name: value for name, value in self.environment.items() if _can_be_held(name, value)}
        return {
            **given,
            "LAMBDA_TASK_ROOT": TASK,
            "LAMBDA_RUNTIME_DIR": RUNTIME,
            "AWS_LAMBDA_RUNTIME_API": runtime_api,
            "_HANDLER": self.handler,
        }

    def runtime(self, hosts: str) -> list[str]:
        """The command line of the language's runtime; `hosts` is where HOSTS is for the function, who can read it."""
        if self.language == "python":
            command = [python(), "-S", "-u", "-X", "utf8", f"{hosts}/python/bootstrap.py", self.handler]
        else:
            heap = self.limits.memory >> 20
            command = [self.node, f"--max-old-space-size={heap}", f"{hosts}/node/bootstrap.mjs", self.handler]
        return [self.wrapper, *command] if self.wrapper else command

    @property
    def wrapper(self) -> str:
        """The program of a layer's that the runtime is started through, "" for none."""
        wrapper = self.environment.get(WRAPPER_VARIABLE, "")
        return wrapper if wrapper in {target for _, target in self.mounts} else ""

    def told(self, notes: int, key: bytes) -> bytes:
        """What the runtime reads from its standard input before it loads the function, who learns nothing of it.

        `notes` is the descriptor that its instruments write to, `key` what they seal notes with.
        """
        convention = asdict(self.convention) if self.convention else None
        told = {"notes": notes, "key": key.hex(), "watch": self.watch, "ports": dict(self.ports)}
        return json.dumps({**told, "convention": convention}).encode()


def _can_be_held(name: str, value: str) -> bool:
    """Source: environ(7)."""
    try:
        os.fsencode(name + value)
    except UnicodeEncodeError:
        return False
    return bool(name) and "=" not in name and "\0" not in name + value
