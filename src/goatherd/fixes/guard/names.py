"""What the guard's own parts are called in the files of an application."""

from __future__ import annotations

import re

from goatherd.guard.homes import FOLDER, LAYER_FOLDERS
from goatherd.guard.wrapping import WRAPPER_VARIABLE

MAX_LAYERS = 5  # of a function

DESCRIPTION = "goatherd-guard"  # of layers: they are known again by it, or by what they hold
LAYER_IDS = {"python": "GoatherdGuardPython", "javascript": "GoatherdGuardNodejs"}

IMAGE = "it is deployed as an image, which takes no layers: wrap its handler, as docs/guard.md shows"
OTHER_WRAPPER = f"it has another wrapper ({WRAPPER_VARIABLE}), and there can be only one"
TAKEN = "{} is there already, and is not the guard's layer: give that another name"
FULL = f"it has {MAX_LAYERS} layers, and there can be no more"


def is_content(place: str) -> bool:
    """Whether a path names what `apply` puts next to a template."""
    return re.search(rf"(?:^|/){FOLDER}/(?:{'|'.join(LAYER_FOLDERS.values())})(?:\.zip)?$", place) is not None
