"""What comes over the network from elsewhere and runs: it is a weakness whoever calls the function."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.engine.labels import Label, Origin, Trace
from goatherd.engine.values import Const, External, Text, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.machine import Machine

RUNS = frozenset({"shell", "code", "remote-code"})
_SOCKETS = re.compile(r"(?:socket\.socket|socket\.create_connection|(?:net|tls)\.\w+)\(\)")
_CALL = re.compile(r"\(\)")
# `curl … | sh`, `bash <(curl …)`, `sh -c "$(wget …)"`
_FETCH = r"\b(?:curl|wget)\b[^|;&\n]*"
_SHELL = r"(?:\S*/)?(?:ba|da|z|a)?sh\b|(?:\S*/)?(?:python|node|perl|ruby)[\d.]*\b"
_PIPED = re.compile(rf"{_FETCH}\|\s*(?:sudo\s+(?:-\w+\s+)*)?(?:{_SHELL})|(?:{_SHELL})\s[^|;&\n]*(?:<|\$)\(\s*{_FETCH}")


def arrives(m: Machine, kind: str, value: Value, pos: int, name: str) -> None:
    """Note what runs here that was received, by the call that receives it."""
    for what in _received(m, kind, value):
        place = m.place(pos)
        label = Label(Origin("remote", what, place), trace=Trace(place, f"{what} receives it", None))
        m.facts.flow("remote-code", label, place, name)


def _received(m: Machine, kind: str, value: Value) -> Iterator[str]:
    for item in value.atoms:
        if isinstance(item, External) and (call := _fetched(m, item.name)):
            yield call.replace("()", "")
        elif kind == "shell" and (match := _PIPED.search(_text_of(item))):
            yield "curl" if "curl" in match[0] else "wget"


def _fetched(m: Machine, name: str) -> str:
    """The call of a socket, or of a request to another address, that what is called `name` is made of; "" for none."""
    if socket := _SOCKETS.match(name):
        return socket[0]
    calls = (name[: match.start()] for match in _CALL.finditer(name))
    return next((call for call in calls if any(rule.sink == "ssrf" for rule in m.models.rules(call))), "")


def _text_of(item: object) -> str:
    return item.pattern if isinstance(item, Text) else str(item.value) if isinstance(item, Const) else ""
