"""The run-time guard in the learner's copy: its layers are built before the goat runs, as before a deployment."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from goatherd.core.errors import UsageError
from goatherd.guard.homes import FOLDER, LAYER_FOLDERS, POLICIES, read_policy
from goatherd.guard.layer import build_layer
from goatherd.guard.placing import refuse_links
from goatherd.guard.rules import compiled_rules
from goatherd.model.resource import Layer

if TYPE_CHECKING:
    from pathlib import Path

    from goatherd.model.application import Application


def build_guard(application: Application, folder: Path) -> None:
    """Of the layers that the template names, with the policies as they are now. Raises UsageError."""
    named = {(layer.path or "").rstrip("/") for layer in application.of(Layer)}
    for language, name in LAYER_FOLDERS.items():
        place = f"{FOLDER}/{name}"
        if place not in named:
            continue
        refuse_links(folder, place)
        policies = {file.stem: read_policy(file) for file in sorted((folder / FOLDER / POLICIES).glob("*.json"))}
        try:
            shutil.rmtree(folder / place, ignore_errors=True)
            build_layer(language, policies, compiled_rules(), folder / place)
        except OSError as error:
            raise UsageError(f"{place} cannot be written: {error.strerror}", help="goatherd learn reset") from error
