"""Security for serverless applications: one model of functions, events, permissions and code.

To scan from Python: `from goatherd.scan import scan` yields events, `from goatherd.review import review`
turns them into an `Outcome`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from goatherd.checks.api import check
    from goatherd.core.confidence import Confidence
    from goatherd.core.config import Config
    from goatherd.core.finding import Diagnosis, Finding, Severity
    from goatherd.model.application import Application
    from goatherd.outcome import Outcome

__version__ = "0.1.0"

_HOMES = {
    "Application": "goatherd.model.application",
    "Confidence": "goatherd.core.confidence",
    "Config": "goatherd.core.config",
    "Diagnosis": "goatherd.core.finding",
    "Finding": "goatherd.core.finding",
    "Outcome": "goatherd.outcome",
    "Severity": "goatherd.core.finding",
    "check": "goatherd.checks.api",
}

__all__ = [
    "Application",
    "Confidence",
    "Config",
    "Diagnosis",
    "Finding",
    "Outcome",
    "Severity",
    "check",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'goatherd' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
