"""What tells a run at the author's desk from one that is deployed."""

from __future__ import annotations

import re
from posixpath import basename
from typing import TYPE_CHECKING

from goatherd.core.secrets import words

if TYPE_CHECKING:
    from collections.abc import Mapping

# Set by serverless-offline, `serverless invoke local`, `sam local`, LocalStack, Google and Firebase.
LOCAL_VARIABLES = frozenset(
    {
        *("IS_OFFLINE", "IS_LOCAL", "AWS_SAM_LOCAL", "LOCALSTACK_HOSTNAME", "FUNCTIONS_EMULATOR"),
        *("FIREBASE_EMULATOR_HUB", "FIRESTORE_EMULATOR_HOST", "FIREBASE_AUTH_EMULATOR_HOST", "PUBSUB_EMULATOR_HOST"),
        *("FIREBASE_DATABASE_EMULATOR_HOST", "FIREBASE_STORAGE_EMULATOR_HOST", "DATASTORE_EMULATOR_HOST"),
    }
)
# Azure's tools take settings for local runs from it, and deploy it with nothing.
LOCAL_SETTINGS = "local.settings.json"
# What a stage is called that only a workstation has.
EMULATORS = frozenset({"localstack"})
LOCAL_STAGES = EMULATORS | {"local", "localhost", "offline", "emulator"}
# Libraries that give a program its settings.
SETTINGS = (
    *("envalid.", "@t3-oss/env-", "env-var.", "znv.", "convict", "nconf.", "config.", "dotenv"),
    *("decouple.", "environs.", "dynaconf.", "starlette.config."),
)
# A server on the machine itself is for its author to try things.
LOCAL_SERVERS = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "::1", "host.docker.internal"})
# What databases are called in a network of containers, which reaches no further than one machine.
_CONTAINERS_TEXT = """
db database postgres postgresql pg mysql mariadb mssql sqlserver mongo mongodb redis rabbitmq minio localstack
"""
_CONTAINERS = frozenset(_CONTAINERS_TEXT.split())
_IN_CONTAINERS = re.compile(
    r"[a-z][a-z0-9+]{1,20}://([^\s/:@]{0,100}):[^\s/:@]{1,200}@([A-Za-z][\w-]{0,62})(?::\d+)?(?:[/?].*)?"
)
# Mail servers for trials: what they are given reaches nobody.
_SWALLOWING = frozenset({"smtp.ethereal.email", "smtp.mailtrap.io", "sandbox.smtp.mailtrap.io"})
_ADDRESSES = frozenset({"host", "hostname", "server", "endpoint", "address"})
_FILES = re.compile(
    r".*localstack.*|docker-compose.*|compose\.ya?ml|\.env\.(?:docker|local)|template[-_.]local\..*"
    r"|.*[-_.](?:local|offline)\.ya?ml|(?:dev|mock|fake|local)[-_.]?server\.(?:[cm]?[jt]sx?|py)"
)


def is_local_server(text: str) -> bool:
    """Whether a server of this name is on the machine itself, in a container beside the program, or for trials."""
    host = text.strip().lower().partition("://")[2] or text.strip().lower()
    host = host.partition("/")[0]
    name = host if host in LOCAL_SERVERS else host.partition(":")[0]
    return name in LOCAL_SERVERS or name in _CONTAINERS or name in _SWALLOWING


def is_container_address(text: str) -> bool:
    """Whether an address with a password is that of a service of containers ("mongodb://root:secret@mongo:27017")."""
    return container_account(text) != ""


def container_account(address: str) -> str:
    """ "root at mongo" of such an address, "" of others: names in networks of containers have no dots."""
    match = _IN_CONTAINERS.fullmatch(address)
    return f"{match[1]} at {match[2]}" if match else ""


def names_server(name: str) -> bool:
    """Whether what is called so says where a server is."""
    return bool(_ADDRESSES.intersection(words(name)[-1:]))


def is_for_local_server(name: str, settings: Mapping[str, str]) -> bool:
    """Whether a setting ("DB_PASSWORD") stands beside the address of its server ("DB_HOST"), which is a local one."""
    own = words(name)[:1]
    servers = [text for other, text in settings.items() if names_server(other) and words(other)[:-1][:1] == own]
    return bool(servers) and all(map(is_local_server, servers))


def is_of_a_workstation(path: str) -> bool:
    """Whether a file's name says that it is for an emulator of the cloud, or for containers at a desk."""
    return _FILES.fullmatch(basename(path).lower()) is not None
