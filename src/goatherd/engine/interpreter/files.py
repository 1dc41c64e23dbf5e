"""What the files hold that a program writes or downloads, by their symbolic names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.engine.aws.symbols import symbolic
from goatherd.engine.values import Value, join_all

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine


def hold(m: Machine, file: Value, content: Value) -> None:
    """A file is written; what it held before is gone."""
    for text in symbolic(m, file):
        m.store.set(("file", text), content)


def content(m: Machine, file: Value) -> Value:
    """What stands in the files that a name may mean; nothing where that is not known."""
    held = [m.store.get(("file", text)) for text in symbolic(m, file)]
    return join_all([value for value in held if isinstance(value, Value)])
