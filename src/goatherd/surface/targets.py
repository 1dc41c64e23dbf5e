"""What functions act on: the application's own resources, others of the account, and services as a whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.value import HOLE
from goatherd.iam.least import is_wide
from goatherd.model.resource import (
    Api,
    Bucket,
    ConfigParameter,
    Database,
    EncryptionKey,
    EventBus,
    IdentityPool,
    Queue,
    Secret,
    StateMachine,
    Stream,
    Table,
    Topic,
    UserPool,
)

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.iam.arn import Names
    from goatherd.model.application import Application
    from goatherd.model.resource import Resource

NOUNS: dict[type[Resource], str] = {
    Table: "table",
    Bucket: "bucket",
    Queue: "queue",
    Topic: "topic",
    EventBus: "event-bus",
    Stream: "stream",
    Secret: "secret",
    ConfigParameter: "parameter",
    StateMachine: "state-machine",
    UserPool: "user-pool",
    IdentityPool: "identity-pool",
    EncryptionKey: "key",
    Database: "database",
    Api: "api",
}
# What an ARN of a service usually names, and how all of it is called.
_SERVICES = {
    "dynamodb": ("table", "every DynamoDB table"),
    "s3": ("bucket", "every S3 bucket"),
    "sqs": ("queue", "every SQS queue"),
    "sns": ("topic", "every SNS topic"),
    "events": ("event-bus", "every event bus"),
    "kinesis": ("stream", "every data stream"),
    "firehose": ("stream", "every delivery stream"),
    "secretsmanager": ("secret", "every secret"),
    "ssm": ("parameter", "every parameter"),
    "states": ("state-machine", "every state machine"),
    "cognito-idp": ("user-pool", "every user pool"),
    "kms": ("key", "every encryption key"),
    "lambda": ("function-outside", "every function"),
    "iam": ("role", "every role"),
    "sts": ("role", "every role that trusts the account"),
    "execute-api": ("api-outside", "every web API"),
    "ses": ("mail", "mail in every name"),
}
# Of a permission on all of a kind: the verbs for which the application's own are told beside "every role".
_TOLD_ONE_BY_ONE: dict[str, tuple[str, ...]] = {"role": (), "function": ("invokes",)}
EVERY_FUNCTION = "out:lambda:*"
INTERNET = "out:internet"
EVERYTHING = "out:*"
_LONGEST_LABEL = 60
_INSIDE = re.compile("/(?:index|stream)/.*", re.DOTALL)  # of a table


@frozen
class Target:
    """`id` is that of the resource or function, or begins with "out:"; `account_wide`: not one, but all of a kind."""

    id: str
    kind: str
    label: str
    detail: str
    span: Span | None = None
    account_wide: bool = False

    @property
    def outside(self) -> bool:
        return self.id.startswith("out:")


class Targets:
    """Every target that was asked for, by id."""

    def __init__(self, application: Application, names: Names) -> None:
        self.names = names
        self.found: dict[str, Target] = {}
        self._own = _own(application)
        self._arns = [(arn, id) for id in self._own if (arn := names.arn(id))]

    def of(self, resource: str, service: str, verb: str) -> list[Target]:
        """What canonical text (iam/arn.py) means in a policy or a call of a service; nothing when nobody knows."""
        if resource == HOLE:
            return []
        owned = self.names.owner(resource)
        if owned and owned[0] in self._own:
            return [self.own(owned[0])]
        wide = is_wide(resource)
        found = [
            self.own(id)
            for arn, id in self._arns
            if _of_service(arn, service)
            and not (wide and verb not in _TOLD_ONE_BY_ONE.get(self._own[id].kind, (verb,)))
            and self._covers(resource, arn)
        ]
        if wide:
            return [*found, self.all_of(service)]
        return found or [self._other(resource, service)]

    def own(self, id: str) -> Target:
        return self.found.setdefault(id, self._own[id])

    def has(self, id: str) -> bool:
        return id in self._own

    def all_of(self, service: str) -> Target:
        if service in ("", "*"):
            everything = Target(EVERYTHING, "account", "everything in the account", "", account_wide=True)
            return self.found.setdefault(EVERYTHING, everything)
        id = f"out:{service}:*"
        _, label = _SERVICES.get(service, ("", f"all of {service}"))
        return self.found.setdefault(id, Target(id, "account", label, "of the account", account_wide=True))

    def service(self, call: str) -> Target:
        """A call of a service that nothing is known of but its name ("SQS SendMessage")."""
        id = f"out:call:{call}"
        return self.found.setdefault(id, Target(id, "service", call, "called by the API itself"))

    def internet(self) -> Target:
        return self.found.setdefault(INTERNET, Target(INTERNET, "internet", "the internet", "outgoing requests"))

    def _covers(self, pattern: str, arn: str) -> bool:
        """Whether a pattern reaches a resource or what is in it (objects of a bucket, indexes of a table)."""
        return self.names.covers(pattern, arn) is True or self.names.covers(pattern, f"{arn}/x") is True

    def _other(self, resource: str, service: str) -> Target:
        noun, _ = _SERVICES.get(service, (service, ""))
        label = _short(resource, service) or f"{noun.removesuffix('-outside').replace('-', ' ')} that is not named"
        id = f"out:{service}:{label}"
        return self.found.setdefault(id, Target(id, noun, label, "outside of this application"))


def _own(application: Application) -> dict[str, Target]:
    found = {}
    for resource in application.resources.values():
        noun = NOUNS.get(type(resource), "") or resource.type.rpartition("::")[2].lower()
        found[resource.id] = Target(resource.id, noun, resource.id, resource.type, resource.span)
    for role in application.roles.values():
        found[role.id] = Target(role.id, "role", role.id, "AWS::IAM::Role", role.span)
    for function in application.functions:
        found[function.id] = Target(function.id, "function", function.id, "", function.span)
    return found


def _of_service(arn: str, service: str) -> bool:
    return service in ("", "*") or arn.split(":", 3)[2] == service


def _short(resource: str, service: str) -> str:
    """The name in an ARN, without what nobody knows of it; "" when that is all."""
    text = resource.split(":", 5)[5] if resource.startswith("arn:") and resource.count(":") >= 5 else resource
    name = text.partition("/")[0] if service == "s3" else _INSIDE.sub("", re.split("[:/]", text, maxsplit=1)[-1])
    name = name.replace(HOLE, "…").removesuffix("/*")
    if not name.strip("…*/:"):
        return ""
    return name if len(name) <= _LONGEST_LABEL else name[: _LONGEST_LABEL - 1] + "…"
