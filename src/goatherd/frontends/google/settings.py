"""What commands that deploy functions set of them: the account they run as, their limits, variables and runtime."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.core.value import Known, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.core.value import Value
    from goatherd.frontends.google.commands import Command
    from goatherd.model.function import Function

_ACCOUNTS = ("service-account", "service-account-email", "run-service-account")
_DEFAULT = regex(r"(?:[\w.-]+@appspot|\d+-compute@developer)\.gserviceaccount\.com")
_VARIABLES = ("set-env-vars", "update-env-vars", "env-vars")
_LIMIT = "max-instances"
_GIVEN = "whoever runs the command gives it"
_ELSEWHERE = Unknown("it is not written in the command")


def configure(function: Function, commands: Iterable[Command]) -> None:
    """Of several commands for one function each may say a part: what one has set stays set."""
    creating = [command for command in commands if "runtime" in command.options]
    for command in reversed(creating):
        if "$" not in command.options["runtime"]:
            function.runtime = Known(command.options["runtime"], command.place("runtime"))
        for name, value in _variables(command):
            function.environment[name] = value
    if creating and all(_runs_as_default(command) for command in creating):
        function.default_identity = Known(True, creating[0].span)
    limited = [command for command in creating if _LIMIT in command.options or not command.is_whole]
    if limited:
        most = limited[0].options.get(_LIMIT, "")
        function.reserved_concurrency = Known(int(most), limited[0].place(_LIMIT)) if most.isdecimal() else _ELSEWHERE


def _runs_as_default(command: Command) -> bool:
    named = next((command.options[option] for option in _ACCOUNTS if option in command.options), None)
    return command.is_whole if named is None else bool(_DEFAULT.fullmatch(named))


def _variables(command: Command) -> Iterator[tuple[str, Value[str]]]:
    for option in _VARIABLES:
        for pair in re.split(r"[,\n]", command.options.get(option, "")):
            name, equals, value = pair.strip().partition("=")
            if equals and re.fullmatch(r"\w+", name):
                place = command.place(option)
                yield name, Unknown(_GIVEN, place) if "$" in value else Known(value, place)
