"""Applications that are deployed for a test or to show how a module is used, and removed after it."""

from __future__ import annotations

import re
from posixpath import dirname
from typing import TYPE_CHECKING

from goatherd.code.classify import TEST_FOLDERS

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.model.application import Application

_SHOWS = re.compile(r"examples?|.*[-_]?fixtures?")


def is_trial(app: Application) -> bool:
    """Whether it stands in a folder of tests: nobody watches it, and nothing of it stays."""
    return not TEST_FOLDERS.isdisjoint(app.name.lower().split("/")[:-1])


def is_of_example(app: Application, span: Span) -> bool:
    """Whether it stands in an example of how the module is used that lies in a folder above: no data is in there."""
    root = dirname(app.templates[0]) if app.framework == "terraform" and app.templates else ""
    if not any(_SHOWS.fullmatch(part) for part in root.lower().split("/")) or dirname(span.path) != root:
        return False
    return any(dirname(path) == "" or root.startswith(f"{dirname(path)}/") for path in app.templates)
