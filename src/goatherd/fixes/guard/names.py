"""What the guard's own parts are called in the files of an application."""

from __future__ import annotations

WRAPPER_VARIABLE, WRAPPER = "AWS_LAMBDA_EXEC_WRAPPER", "/opt/goatherd-guard"
POLICY_VARIABLE = "GOATHERD_GUARD"
MAX_LAYERS = 5  # of a function

LAYER_IDS = {"python": "GoatherdGuardPython", "javascript": "GoatherdGuardNodejs"}
LAYER_FOLDERS = {"python": "python", "javascript": "nodejs"}

IMAGE = "it is deployed as an image, which takes no layers: wrap its handler, as docs/guard.md shows"
OTHER_WRAPPER = f"it has another wrapper ({WRAPPER_VARIABLE}), and there can be only one"
FULL = f"it has {MAX_LAYERS} layers, and there can be no more"
