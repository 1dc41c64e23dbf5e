"""What tells a run at the author's desk from one that is deployed."""

from __future__ import annotations

import re
from posixpath import basename

# Set by serverless-offline, `serverless invoke local` and `sam local`.
LOCAL_VARIABLES = frozenset({"IS_OFFLINE", "IS_LOCAL", "AWS_SAM_LOCAL"})
# What a stage is called that only a workstation has.
EMULATORS = frozenset({"localstack"})
LOCAL_STAGES = EMULATORS | {"local", "offline"}
_FILES = re.compile(
    r".*localstack.*|docker-compose.*|compose\.ya?ml|\.env\.(?:docker|local)|template[-_.]local\..*|.*\.local\.ya?ml"
)


def is_of_a_workstation(path: str) -> bool:
    """Whether a file's name says that it is for an emulator of the cloud, or for containers at a desk."""
    return _FILES.fullmatch(basename(path).lower()) is not None
