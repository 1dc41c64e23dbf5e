"""Percent-encoding in Python: `urllib.parse.quote`, which leaves alone the characters that it is told are safe."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from goatherd.engine.semantics.texts import rewritten
from goatherd.engine.values import UNKNOWN

if TYPE_CHECKING:
    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Label
    from goatherd.engine.semantics.base import Native
    from goatherd.engine.values import Value

_QUOTE = ("urllib.parse.quote", "requests.utils.quote", "requests.compat.quote", "six.moves.urllib.parse.quote")
_NAMES = (*_QUOTE, "urllib.request.pathname2url")
_HARMLESS = ("shell", "sql", "partiql", "html", "mail-html", "header", "log", "template", "code", "xpath", "ldap",
             "expression", "xxe")  # fmt: skip


def _quoted(name: str) -> Native:
    def run(m: Machine, args: Args, pos: int) -> Value:
        safe = args.at(1, "safe")
        kept = "/" if safe is None else safe.text() or ""
        harmless = _HARMLESS if set(kept) & set("&?#") else (*_HARMLESS, "url-parameter")
        place = m.place(pos)

        def change(label: Label) -> Label:
            return label.extend(f"|{name}").add("string", *harmless).step(place, f"through {name}()")

        return rewritten(args.at(0, "string") or UNKNOWN, lambda text: quote(text, safe=kept), change)

    return run


NATIVES: dict[str, Native] = {name: _quoted(name) for name in _NAMES}
