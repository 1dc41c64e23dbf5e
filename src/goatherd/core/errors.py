"""Every error that reaches a user says what happened, where, and what to do.

GoatherdError              shown as `error: … / where / help: …`, exit 2
├── UsageError             the command line cannot be carried out
├── ConfigError            goatherd.toml or [tool.goatherd] is wrong
├── ModelError             a user's models of libraries are wrong
└── ReadError              one input cannot be read; front ends turn it into a Diagnosis
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goatherd.core.source import Span


class GoatherdError(Exception):
    def __init__(self, message: str, *, span: Span | None = None, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.help = help


class UsageError(GoatherdError):
    pass


class ConfigError(GoatherdError):
    pass


class ModelError(GoatherdError):
    pass


class ReadError(GoatherdError):
    pass
