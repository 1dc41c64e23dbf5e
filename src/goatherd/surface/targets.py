"""What functions act on: the application's own resources, others of the account, and services as a whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.value import HOLE
from goatherd.iam.use import is_wide
from goatherd.model.nouns import service_name
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
from goatherd.surface.short_names import short_names
from goatherd.surface.vocabulary import type_name

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
# What an ARN of a service usually names: the kind, and how one is called.
_SERVICES = {
    "dynamodb": ("table", "DynamoDB table"),
    "s3": ("bucket", "S3 bucket"),
    "sqs": ("queue", "SQS queue"),
    "sns": ("topic", "SNS topic"),
    "events": ("event-bus", "event bus"),
    "kinesis": ("stream", "data stream"),
    "firehose": ("stream", "delivery stream"),
    "secretsmanager": ("secret", "secret"),
    "ssm": ("parameter", "parameter"),
    "states": ("state-machine", "state machine"),
    "cognito-idp": ("user-pool", "user pool"),
    "kms": ("key", "encryption key"),
    "lambda": ("function-outside", "function"),
    "iam": ("role", "role"),
    "sts": ("role", "role"),
    "execute-api": ("api-outside", "web API"),
    "ses": ("mail", "mail identity"),
    "sagemaker": ("model", "SageMaker endpoint"),
    "appsync": ("api-outside", "GraphQL API"),
    "bedrock": ("model", "Bedrock model"),
}
_ALL = {"sts": "every role that trusts the account", "ses": "mail in every name"}
# Of a permission on all of a kind: the verbs for which the application's own are told beside "every role".
_TOLD_ONE_BY_ONE: dict[str, tuple[str, ...]] = {"role": (), "function": ("invokes",)}
EVERY_FUNCTION = "out:lambda:*"
INTERNET = "out:internet"
EVERYTHING = "out:*"
UNKNOWN = "…"
"""Stands in a label for what nobody knows of the name."""
_LONGEST_LABEL = 60
_NO_NAMES = frozenset({"None", "null", "undefined"})  # what code has instead of a name that was not given
_OWN = re.compile(r"\$\{([^}?]+)\}")  # resources of this application, in another one's name
_NAME_FIRST = frozenset({"s3", "execute-api"})
_INSIDE = re.compile("/(?:index|stream)/.*", re.DOTALL)  # of a table


@frozen
class Target:
    """`id` is that of the resource or function, or begins with "out:".

    `account_wide`: not one, but all of a kind. `unnamed`: which one is decided at run time. `type` is CloudFormation's,
    of a resource of the application.
    """

    id: str
    kind: str
    label: str
    detail: str
    span: Span | None = None
    account_wide: bool = False
    unnamed: bool = False
    type: str = ""

    @property
    def outside(self) -> bool:
        return self.id.startswith("out:")

    def may_be(self, other: Target) -> bool:
        """Whether a part of this one's name is not known, and the other's name fits it: `orders…` and `orders-dev`."""
        if self.kind != other.kind or not (self.outside and other.outside) or self.unnamed or UNKNOWN not in self.label:
            return False
        return re.fullmatch(".*".join(map(re.escape, self.label.split(UNKNOWN))), other.label) is not None


class Targets:
    """Every target that was asked for, by id."""

    def __init__(self, application: Application, names: Names) -> None:
        self.names = names
        self.found: dict[str, Target] = {}
        self._own = _own(application, short_names(application))
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

    def resource(self, id: str) -> Target | None:
        """One of the application's own, whether or not anything reaches it."""
        return self._own.get(id)

    def label(self, id: str) -> str:
        """How something of the application is called."""
        return self._own[id].label if id in self._own else id

    def has(self, id: str) -> bool:
        return id in self._own

    def all_of(self, service: str) -> Target:
        if service in ("", "*"):
            everything = Target(EVERYTHING, "account", "everything in the account", "", account_wide=True)
            return self.found.setdefault(EVERYTHING, everything)
        id = f"out:{service}:*"
        label = _all_of(service)
        return self.found.setdefault(id, Target(id, "account", label, "of the account", account_wide=True))

    def service(self, call: str) -> Target:
        """A call of a service that nothing is known of but its name ("SQS SendMessage")."""
        id = f"out:call:{call}"
        return self.found.setdefault(id, Target(id, "service", call, "called by the API itself"))

    def internet(self) -> Target:
        return self.found.setdefault(INTERNET, Target(INTERNET, "internet", "the internet", "outgoing requests"))

    def database(self, name: str) -> Target:
        """One that the code talks to by a client library, and nothing here declares."""
        id = f"out:database:{name}"
        return self.found.setdefault(id, Target(id, "database", name, "not declared here"))

    def _covers(self, pattern: str, arn: str) -> bool:
        """Whether a pattern reaches a resource or what is in it (objects of a bucket, indexes of a table)."""
        return self.names.covers(pattern, arn) is True or self.names.covers(pattern, f"{arn}/x") is True

    def _other(self, resource: str, service: str) -> Target:
        kind, noun = _SERVICES.get(service, (service, f"part of {service_name(service)}"))
        name = _short(resource, service)
        label = name or f"some {noun}"
        detail = f"{noun}, declared elsewhere" if name else "known only at run time"
        id = f"out:{service}:{label}"
        return self.found.setdefault(id, Target(id, kind, label, detail, unnamed=not name))


def _own(application: Application, short: dict[str, str]) -> dict[str, Target]:
    found = {}
    for resource in application.resources.values():
        noun = NOUNS.get(type(resource), "") or resource.type.rpartition("::")[2].lower()
        found[resource.id] = _described(resource.id, short, noun, resource.type, resource.span)
    for role in application.roles.values():
        found[role.id] = _described(role.id, short, "role", "AWS::IAM::Role", role.span)
    for function in application.functions:
        found[function.id] = _described(function.id, short, "function", "", function.span)
    return found


def _described(id: str, short: dict[str, str], noun: str, type: str, span: Span) -> Target:
    return Target(id, noun, short.get(id, id), type_name(type), span, type=type)


def _all_of(service: str) -> str:
    if service in _ALL:
        return _ALL[service]
    return f"every {_SERVICES[service][1]}" if service in _SERVICES else f"all of {service_name(service)}"


def _of_service(arn: str, service: str) -> bool:
    return service in ("", "*") or arn.split(":", 3)[2] == service


def _short(resource: str, service: str) -> str:
    """The name in an ARN, without what nobody knows of it; "" when that is all."""
    text = resource.split(":", 5)[5] if resource.startswith("arn:") and resource.count(":") >= 5 else resource
    text = _OWN.sub(lambda match: match[1].rpartition("/")[2], text)
    first = service in _NAME_FIRST
    name = text.partition("/")[0] if first else _INSIDE.sub("", re.split("[:/]", text, maxsplit=1)[-1])
    name = name.replace(HOLE, UNKNOWN).removesuffix("/*")
    if not name.strip("…*/:") or name in _NO_NAMES:
        return ""
    return name if len(name) <= _LONGEST_LABEL else name[: _LONGEST_LABEL - 1] + "…"
