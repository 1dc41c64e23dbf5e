"""A function's policy, from the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from goatherd.model.application import Application


def policies_of(application: Application) -> dict[str, dict[str, Any]]:
    """By function."""
    return {function.id: _policy(function) for function in application.functions}


def _policy(function: Any) -> dict[str, Any]:
    kinds = [{"kind": trigger.kind, "why": str(trigger.span)} for trigger in function.triggers]
    return {
        "version": 1,
        "function": function.id,
        "mode": "block",
        "failure": "open",
        "events": {"kinds": kinds, "fields": [], "others": []},
        "sinks": {"others": "block"},
    }
