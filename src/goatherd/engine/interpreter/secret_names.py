"""What a store calls the secret that a library is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.lazy import regex
from goatherd.core.secrets import is_called_public
from goatherd.engine.aws.symbols import symbolic
from goatherd.engine.interpreter import members
from goatherd.engine.values import Const, Obj, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine

# "stripe-key-${?}": the end of a name may be filled in
_NAME = regex(r"[\w-]{1,127}(?:\$\{\?\}[\w-]{0,127})?")
_PATH = regex(r"projects/[^/]+/secrets/([^/]+)(?:/.*)?")  # Google's


def secret_named(m: Machine, args: Args) -> str:
    """ "secret NAME" of the call; "" where the name is not known. Of several it is one that is not public."""
    names = [name for value in _asked_for(m, args) for name in _names(m, value)]
    if not names or not all(map(_NAME.fullmatch, names)):
        return ""
    return f"secret {next((name for name in names if not is_called_public(name)), names[0])}"


def _asked_for(m: Machine, args: Args) -> Iterator[Value]:
    """The first argument, or where that is a request, what it names."""
    given = args.keywords.get("name") or args.keywords.get("request") or args.at(0)
    if given is not None:
        request = [item for item in given.atoms if isinstance(item, Obj)]
        yield members.read(m, given, Value((Const("name"),)), 0) if request else given


def _names(m: Machine, value: Value) -> Iterator[str]:
    for text in symbolic(m, value):
        path = _PATH.fullmatch(text)
        yield path[1] if path else text
