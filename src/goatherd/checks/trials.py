"""Applications that are deployed for a test, and removed after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.code.classify import TEST_FOLDERS

if TYPE_CHECKING:
    from goatherd.model.application import Application


def is_trial(app: Application) -> bool:
    """Whether it stands in a folder of tests: nobody watches it, and nothing of it stays."""
    return not TEST_FOLDERS.isdisjoint(app.name.lower().split("/")[:-1])
