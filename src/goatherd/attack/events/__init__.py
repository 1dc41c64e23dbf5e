"""Events of every kind of trigger: where an outsider's values go, and what the function then receives."""

from goatherd.attack.events.identity import Identity
from goatherd.attack.events.noun import Delivery, DoesNotFit, Input, Upload
from goatherd.attack.events.registry import shape_of
from goatherd.attack.events.shape import Shape

__all__ = ["Delivery", "DoesNotFit", "Identity", "Input", "Shape", "Upload", "shape_of"]
