"""Settings that are compared with what only an author's own machine is called: what is deployed is none of them."""

from __future__ import annotations

import re

from goatherd.core.local_runs import EMULATORS, LOCAL_SERVERS, LOCAL_STAGES, SETTINGS
from goatherd.engine.values import SETTING, External, Value


def is_stage(stage: Value, setting: Value) -> bool:
    """Whether a setting that nobody knows is compared with the name of a stage that only workstations have."""
    names = stage.constants()
    if not names or not _is_unknown(setting):
        return False
    return EMULATORS.issuperset(names) or (_comes_from_outside(setting) and LOCAL_STAGES.issuperset(names))


def are_stages(stages: list[Value] | None, setting: Value) -> bool:
    """Whether a setting that nobody knows is looked for among names of stages that only workstations have."""
    return bool(stages) and all(is_stage(stage, setting) for stage in stages or ())


def is_part_of_stage(part: Value, setting: Value) -> bool:
    """Whether such a name or server is looked for in a setting that nobody knows ("local_", "://localhost:")."""
    text = part.text()
    if not text or not _is_unknown(setting) or not _comes_from_outside(setting):
        return False
    name = re.sub(r"\A(?:https?)?[^a-z0-9]*|[^a-z0-9]*\Z", "", text)
    return name in LOCAL_STAGES or name in LOCAL_SERVERS


def _is_unknown(setting: Value) -> bool:
    return not setting.labels and setting.constants() is None


def _comes_from_outside(setting: Value) -> bool:
    return any(side is not None and about == SETTING for side, about, _ in setting.guards) or all(
        isinstance(item, External) and item.name.startswith(SETTINGS) for item in setting.atoms
    )
