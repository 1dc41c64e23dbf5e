"""Which places of a request a rule's variables are, in the words of compiled rules (guard/README.md)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from goatherd.guard.seclang.reader import Variable

_PLACES = {
    "ARGS": ("value",),
    "ARGS_GET": ("value",),
    "ARGS_POST": ("value",),
    "XML": ("value",),
    "ARGS_NAMES": ("name",),
    "ARGS_GET_NAMES": ("name",),
    "ARGS_POST_NAMES": ("name",),
    "REQUEST_COOKIES": ("cookie",),
    "REQUEST_COOKIES_NAMES": ("cookie-name",),
    "FILES": ("file-name",),
    "FILES_NAMES": ("file-name",),
    "REQUEST_FILENAME": ("path",),
    "REQUEST_BASENAME": ("base-name",),
    "REQUEST_URI": ("uri",),
    "REQUEST_URI_RAW": ("uri",),
    "REQUEST_LINE": ("uri",),
    "REQUEST_HEADERS_NAMES": (),  # servers name them
    "QUERY_STRING": ("query",),
    "REQUEST_BODY": ("body",),
    "MATCHED_VAR": ("matched",),
    "MATCHED_VARS": ("matched",),
}


def places(variables: Iterable[Variable], made: Mapping[str, str]) -> list[str] | None:
    """None where one of them is nothing that an event has: its rule asks about the framing of HTTP. `made` are the
    variables that earlier tests of the chain assigned.
    """
    found: list[str] = []
    for variable in variables:
        names = _names(variable, made)
        if names is None:
            return None
        found += [f"-{name}" if variable.mark == "!" else name for name in names if name not in found]
    return found


def _selects(selector: str, name: str) -> bool:
    if selector.startswith("/"):
        return re.search(selector.strip("/"), name) is not None
    return selector == name


def _names(variable: Variable, made: Mapping[str, str]) -> list[str] | None:
    if variable.mark == "&":
        return None
    selector = variable.selector.lower() if not variable.selector.startswith("/") else variable.selector
    if variable.name == "REQUEST_HEADERS":
        return [f"header:{selector}" if selector else "header"]
    if variable.name == "TX" and selector.isdigit():
        return [f"captured:{selector}"]
    if variable.name == "TX":
        text = next((text for name, text in made.items() if _selects(selector, name)), None)
        return [f"captured:{text}"] if text else None
    known = _PLACES.get(variable.name)
    if known is None:
        return None
    return [f"{name}:{selector}" if selector and variable.name != "XML" else name for name in known]
