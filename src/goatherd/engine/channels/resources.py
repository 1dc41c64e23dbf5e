"""Which resource of the application a symbolic name means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.value import HOLE, is_symbolic, known, placeholders
from goatherd.iam.match import covers
from goatherd.model.resource import (
    Bucket,
    ConfigParameter,
    EventBus,
    Queue,
    Resource,
    Secret,
    StateMachine,
    Stream,
    Table,
    Topic,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.model.application import Application
    from goatherd.model.function import Function

SHORTEST = 3  # letters that a name must have for certain to be told from others
LAMBDA = "lambda"
TOPICS = "topics"  # of IoT, all of them: rules listen to patterns
_SERVICES: dict[type[Resource], str] = {
    Bucket: "s3",
    Table: "dynamodb",
    Queue: "sqs",
    Topic: "sns",
    EventBus: "events",
    Stream: "kinesis",
    StateMachine: "stepfunctions",
    Secret: "secretsmanager",
    ConfigParameter: "ssm",
}
_TYPES = {"AWS::KinesisFirehose::DeliveryStream": "firehose"}
_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")
_PATHS = frozenset({"ssm", "secretsmanager"})  # services whose names hold slashes


def service_of(resource: Resource) -> str:
    """The service that writes to a resource (botocore's name); "" where it carries no data."""
    return _SERVICES.get(type(resource)) or _TYPES.get(resource.type, "")


def may_equal(one: str, other: str) -> bool:
    """Whether two symbolic texts may be the same one; what nobody knows may be anything."""
    return one == other or covers(one, other) is not False


class Resources:
    """The resources of one application, by what programs call them."""

    def __init__(self, application: Application) -> None:
        self._services = {id: service_of(resource) for id, resource in application.resources.items()}
        self._services.update({function.id: LAMBDA for function in application.functions})
        self._names: dict[str, dict[str, list[str]]] = {}
        for resource in application.resources.values():
            self._name(service_of(resource), known(resource.physical_name) or "", resource.id)
        for function in application.functions:
            self._name(LAMBDA, _name_of(function), function.id)
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}

    def _name(self, service: str, name: str, id: str) -> None:
        if service and name:
            self._names.setdefault(service, {}).setdefault(name, []).append(id)

    def meant(self, service: str, text: str) -> tuple[str, ...]:
        """The ids of what a name, an ARN or an address may mean; of what nothing declares, its name.

        Empty where nobody can tell; more than one where a part of the name is not known.
        """
        found = self._known.get((service, text))
        if found is None:
            found = self._known[service, text] = tuple(dict.fromkeys(self._find(service, text)))
        return found

    def _find(self, service: str, text: str) -> Iterator[str]:
        if service == "iot-data":
            yield TOPICS
            return
        ids = [id for id, _ in placeholders(text) if self._services.get(id, "") == service or id.startswith("/")]
        if ids:
            yield ids[0]
            return
        name = text if service in _PATHS and not text.startswith("arn:") else _bare(service, text)
        names = self._names.get(service, {})
        if name in names:
            yield from names[name]
            return
        if not _tells(name):
            return
        alike = [id for each, ids in names.items() for id in ids if _alike(name, each)]
        yield from alike or [name]


def _name_of(function: Function) -> str:
    name = known(function.physical_name)
    return name or function.id


def _tells(name: str) -> bool:
    return not is_symbolic(name) or len(_PLACEHOLDER.sub("", name)) >= SHORTEST


def _alike(one: str, other: str) -> bool:
    if not (is_symbolic(one) or is_symbolic(other)) or not _tells(other):
        return False
    return may_equal(one, other)


def _bare(service: str, text: str) -> str:
    """The name at the end of an ARN or an address."""
    if service == LAMBDA:
        name = text.rpartition(":function:")[2]
        return name.partition(":")[0] if HOLE not in name.partition(":")[0] or ":" not in name else name
    if text.startswith("https://"):
        return text.rstrip("/").rpartition("/")[2]
    if text.startswith("arn:"):
        return re.split(r"[:/]", text)[-1] if service != "secretsmanager" else text.rpartition(":")[2]
    return text
