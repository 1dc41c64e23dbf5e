"""What the guard's own parts are called in the files of an application."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.guard.homes import FOLDER, LAYER_FOLDERS
from goatherd.guard.wrapping import WRAPPER, WRAPPER_VARIABLE

if TYPE_CHECKING:
    from goatherd.fixes.pieces import Piece

MAX_LAYERS = 5  # of a function

DESCRIPTION = "goatherd-guard"  # of layers: they are known again by it, or by what they hold
LAYER_IDS = {"python": "GoatherdGuardPython", "javascript": "GoatherdGuardNodejs"}

IMAGE = "it is deployed as an image, which takes no layers"
OTHER_WRAPPER = f"it has another wrapper ({WRAPPER_VARIABLE}), and there can be only one"
TAKEN = "{} is there already, and is not the guard's layer: give that another name"
ANOTHER_VALUE = "{} is set to something else: take that out, or give the function layer and variables by hand"
FULL = f"it has {MAX_LAYERS} layers, and there can be no more"


def is_content(place: str) -> bool:
    """Whether a path names what `apply` puts next to a template."""
    return re.search(rf"(?:^|/){FOLDER}/(?:{'|'.join(LAYER_FOLDERS.values())})(?:\.zip)?$", place) is not None


def is_renamed(variables: Piece, policy: Piece) -> bool:
    """Whether a function has the guard by the name of another policy, as one that was renamed since has."""
    wrapper = variables.entries.get(WRAPPER_VARIABLE)
    return policy.kind == "scalar" and not policy.shared and wrapper is not None and wrapper.value == WRAPPER
