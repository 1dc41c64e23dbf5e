"""Where a function runs, as far as that says what an attack on it is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goatherd.model.application import Application
    from goatherd.model.function import Function

_OTHERS = ("azure", "google", "web-application")


def is_lambda(function: Function, app: Application) -> bool:
    """Whether it runs in AWS Lambda: nothing but /tmp can be written there, and no metadata service hands out keys."""
    kinds = (app.framework, *(trigger.kind for trigger in function.triggers))
    return not function.guessed and not any(kind.startswith(_OTHERS) for kind in kinds)
