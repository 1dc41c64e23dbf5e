"""What running functions needs beyond what reading them does."""

from __future__ import annotations

import os
from importlib.util import find_spec

from goatherd.core.errors import UsageError

MODULES = ("awslambdaric", "boto3", "cryptography", "moto", "sqlglot")


def require_system() -> None:
    """Raise UsageError for a system where functions cannot be run."""
    if not hasattr(os, "fork"):
        raise UsageError(
            "running functions needs Linux", help="on Windows use WSL: `wsl --install`, and there install goatherd"
        )


def require_extra() -> None:
    """The same, and with the packages which are not installed."""
    require_system()
    missing = [name for name in MODULES if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"running functions needs {', '.join(missing)}",
            help="install goatherd with its extra, in its clone: pip install '.[attack]'",
        )
