"""Checks from a folder that the user names on the command line. Its files are imported, that is, they run."""

from __future__ import annotations

import os
import sys
import traceback
from types import ModuleType
from typing import TYPE_CHECKING

from goatherd.checks.registry import all_checks, checks_in, ordered
from goatherd.core.errors import UsageError
from goatherd.core.source import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.checks.api import Check


def known_checks(folders: Sequence[str]) -> tuple[Check, ...]:
    """All checks that come with goatherd, and those in the folders; raises UsageError."""
    external = [check for number, folder in enumerate(folders) for check in checks_from(folder, number)]
    return ordered([*all_checks(), *external])


def checks_from(folder: str, number: int) -> list[Check]:
    """The checks in the Python files directly in a folder; raises UsageError when one cannot be imported."""
    package = ModuleType(f"goatherd_checks_from_{number}")
    package.__path__ = [os.path.abspath(folder)]
    sys.modules[package.__name__] = package
    try:
        return checks_in(package)
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        raise UsageError(
            f"the checks in {folder} cannot be imported: {type(error).__name__}: {error}",
            span=Span(frame.filename, frame.lineno or 1),
        ) from error
