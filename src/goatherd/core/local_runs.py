"""What tells a run at the author's desk from one that is deployed."""

from __future__ import annotations

import re
from posixpath import basename

# Set by serverless-offline, `serverless invoke local`, `sam local`, LocalStack, Google and Firebase.
LOCAL_VARIABLES = frozenset(
    {
        *("IS_OFFLINE", "IS_LOCAL", "AWS_SAM_LOCAL", "LOCALSTACK_HOSTNAME", "FUNCTIONS_EMULATOR"),
        *("FIREBASE_EMULATOR_HUB", "FIRESTORE_EMULATOR_HOST", "FIREBASE_AUTH_EMULATOR_HOST", "PUBSUB_EMULATOR_HOST"),
        *("FIREBASE_DATABASE_EMULATOR_HOST", "FIREBASE_STORAGE_EMULATOR_HOST", "DATASTORE_EMULATOR_HOST"),
    }
)
# What a stage is called that only a workstation has.
EMULATORS = frozenset({"localstack"})
LOCAL_STAGES = EMULATORS | {"local", "localhost", "offline", "emulator"}
# Libraries that give a program its settings.
SETTINGS = (
    *("envalid.", "@t3-oss/env-", "env-var.", "znv.", "convict", "nconf.", "config.", "dotenv"),
    *("decouple.", "environs.", "dynaconf.", "starlette.config."),
)
_FILES = re.compile(
    r".*localstack.*|docker-compose.*|compose\.ya?ml|\.env\.(?:docker|local)|template[-_.]local\..*|.*[-_.](?:local|offline)\.ya?ml"
)


def is_of_a_workstation(path: str) -> bool:
    """Whether a file's name says that it is for an emulator of the cloud, or for containers at a desk."""
    return _FILES.fullmatch(basename(path).lower()) is not None
