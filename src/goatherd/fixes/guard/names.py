"""What the guard's own parts are called in the files of an application."""

from __future__ import annotations

from goatherd.guard.wrapping import WRAPPER_VARIABLE

MAX_LAYERS = 5  # of a function

LAYER_IDS = {"python": "GoatherdGuardPython", "javascript": "GoatherdGuardNodejs"}

IMAGE = "it is deployed as an image, which takes no layers"
OTHER_WRAPPER = f"it has another wrapper ({WRAPPER_VARIABLE}), and there can be only one"
FULL = f"it has {MAX_LAYERS} layers, and there can be no more"
