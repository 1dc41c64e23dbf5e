"""What a container image runs, read from its Dockerfile."""

from __future__ import annotations

import json
import re

from attrs import field, frozen

from goatherd.core.lazy import regex

_INSTRUCTION = regex(r"^\s*(FROM|CMD|ENTRYPOINT|COPY|ADD|WORKDIR|ENV|ARG)\s+(.*)$", re.IGNORECASE)
_VARIABLE = regex(r"\$\{?(\w+)[^}\s/]*\}?")
_HANDLER = regex(r"[\w./\\-]+\.[\w$]+")
_MAX_PROGRAM = 10_000
_SERVER = regex(r"\b(?:uvicorn|gunicorn|hypercorn|granian|waitress-serve)\b[^\n;&|]*?[\s=]([\w./]+):(\w+)")


@frozen
class Dockerfile:
    """`command` is the handler and other arguments; `copied` the paths of the context that go into the image."""

    command: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()
    copied: tuple[str, ...] = field(default=())

    @property
    def handler(self) -> str:
        """The handler in the command, "" when the image runs a program of its own instead."""
        return handler_of((*self.entrypoint, *self.command))


def handler_of(command: tuple[str, ...]) -> str:
    """The last argument of a command that starts the runtime interface client, or the only one."""
    if not command:
        return ""
    last = command[-1]
    runs_client = any("lambda-entrypoint" in part or "ric" in part.split("/")[-1] for part in command[:-1])
    if (len(command) == 1 or runs_client) and _HANDLER.fullmatch(last) and not last.endswith((".sh", ".py", ".js")):
        return last
    return ""


def application_of(program: str) -> str:
    """The web application that a program serves, as `module.object`; "" if it starts none that can be named."""
    found = _SERVER.search(program[:_MAX_PROGRAM])
    return f"{found[1]}.{found[2]}" if found else ""


def read_dockerfile(text: str, target: str = "") -> Dockerfile:
    """The final stage (or the stage `target`); copies of all stages count, since later ones copy from earlier ones."""
    command: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()
    copied: list[str] = []
    variables: dict[str, str] = {}
    stage = ""
    for line in text.replace("\\\r\n", " ").replace("\\\n", " ").splitlines():
        match = _INSTRUCTION.match(line)
        if not match:
            continue
        word, rest = match[1].upper(), match[2].strip()
        if word == "FROM":
            if target and stage == target:
                break
            _, _, stage = rest.lower().partition(" as ")
            stage = stage.strip()
            command, entrypoint = (), ()
        elif word in ("ARG", "ENV"):
            variables.update(re.findall(r"(\w+)=[\"']?([^\s\"']*)", rest))
        elif word == "CMD":
            command = _arguments(rest, variables)
        elif word == "ENTRYPOINT":
            entrypoint, command = _arguments(rest, variables), ()
        elif word in ("COPY", "ADD") and "--from" not in rest:
            copied.extend(_sources(rest, variables))
    return Dockerfile(command, entrypoint, tuple(dict.fromkeys(copied)))


def _arguments(rest: str, variables: dict[str, str]) -> tuple[str, ...]:
    try:
        value = json.loads(rest) if rest.startswith("[") else rest.split()
    except ValueError:
        value = rest.strip("[]").replace('"', " ").replace("'", " ").replace(",", " ").split()
    return tuple(_substitute(str(part), variables) for part in value)


def _sources(rest: str, variables: dict[str, str]) -> list[str]:
    parts = [part for part in _arguments(rest, {}) if not part.startswith("--")]
    return [_substitute(part, variables) for part in parts[:-1]]


def _substitute(text: str, variables: dict[str, str]) -> str:
    return _VARIABLE.sub(lambda match: variables.get(match[1], match[0]), text)
