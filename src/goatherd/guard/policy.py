"""A function's policy from the model (guard/README.md, "Policy"): what it needs, and what outsiders can reach in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.guard.needs.calls import aws
from goatherd.guard.needs.fields import events
from goatherd.guard.needs.files import files
from goatherd.guard.needs.hosts import network
from goatherd.guard.needs.programs import processes
from goatherd.guard.needs.subject import Subject
from goatherd.guard.needs.surroundings import code, environment

if TYPE_CHECKING:
    from goatherd.model.application import Application
    from goatherd.model.function import Function

VERSION = 1
LANGUAGES = ("python", "javascript")  # of functions that the guard can run in


def policy_of(function: Function, application: Application, mode: str = "block") -> dict[str, Any]:
    """The policy of one function; its code must have been interpreted (`goatherd.reading.read_application`)."""
    subject = Subject(function, application)
    sections = {
        "processes": processes(subject),
        "files": files(subject),
        "network": network(subject),
        "aws": aws(subject),
        "environment": environment(subject),
        "code": code(subject),
    }
    return {
        "version": VERSION,
        "function": function.id,
        "mode": mode,
        "failure": "open",
        "events": events(subject),
        "sinks": {"others": "block"},
        **sections,
        "unknown": [{"what": gap.what, "why": gap.why} for gap in subject.gaps],
    }


def policies_of(application: Application, mode: str = "block") -> dict[str, dict[str, Any]]:
    """By function id, of those that the guard can run in."""
    return {
        function.id: policy_of(function, application, mode)
        for function in application.functions
        if function.language in LANGUAGES
    }
