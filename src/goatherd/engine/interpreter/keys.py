"""Keys and passwords that the code holds itself, where a library takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.local_runs import is_local_server
from goatherd.core.secrets import looks_issued
from goatherd.engine.facts import MAX_CALL_CONSTANTS
from goatherd.engine.values import Const, Value
from goatherd.model.flow import Taken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.engine.interpreter.machine import Machine


def taken(
    m: Machine, name: str, given: Iterable[Value | None], servers: Iterable[Value | None], pos: int, *, issued: bool
) -> None:
    """A call takes these values as keys; `servers` are where it says whom they are shown to.

    `issued`: a service has given them out, so that what reads like words is none.
    """
    local = any(_is_local(server) for server in servers)
    for value in given:
        for text in _constants(value) if value is not None else ():
            if issued and not (isinstance(text, str) and looks_issued(text)):
                continue
            known = m.facts.call(name, m.place(pos), m.loop_depth > 0).keys
            told = Taken.LOCALLY if local else Taken.ALWAYS if value and value.constant is not None else Taken.PERHAPS
            if text in known or len(known) < MAX_CALL_CONSTANTS:
                known[text] = _both(known.get(text, told), told)


def _both(one: Taken, other: Taken) -> Taken:
    return max(one, other) if Taken.LOCALLY in (one, other) else min(one, other)


def _constants(value: Value) -> list[str | bytes]:
    return [a.value for a in value.atoms if isinstance(a, Const) and isinstance(a.value, str | bytes) and a.value]


def _is_local(server: Value | None) -> bool:
    texts = _constants(server) if server is not None else []
    return bool(texts) and all(isinstance(text, str) and is_local_server(text) for text in texts)
