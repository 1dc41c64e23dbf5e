"""Concrete names for what only exists after deployment: the placeholders of core.value, filled in.

Sources: CloudFormation's reference of what `Ref` and `Fn::GetAtt` give, by resource type.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeGuard

from goatherd.core.value import ID, Known, known, sole_placeholder
from goatherd.iam.arn import FORMATS, REF_IS_ARN
from goatherd.iam.match import plain
from goatherd.model.resource import Database
from goatherd.sandbox.invented import invented

if TYPE_CHECKING:
    from goatherd.core.value import Value
    from goatherd.model.application import Application

REGION = "us-east-1"
ACCOUNT = "123456789012"
STACK = "goatherd"

_PLACEHOLDER = re.compile(rf"\$\{{(\?|{ID})(?:\.([A-Za-z0-9.]+))?\}}")
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9-]+")  # an address has dots and brackets, which few names may have
_NOBODY_KNOWS = "${?}"
_PSEUDO = {
    "AWS-Region": REGION,
    "AWS-AccountId": ACCOUNT,
    "AWS-StackName": STACK,
    "AWS-StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{STACK}/5f3a",
    "AWS-Partition": "aws",
    "AWS-URLSuffix": "amazonaws.com",
}
_LOWER_CASE = frozenset({"AWS::S3::Bucket"})
_WITHOUT_PLACE = frozenset({"s3"})
_DATABASE = ("AWS::RDS", "AWS::DocDB", "AWS::Neptune", "AWS::ElastiCache", "AWS::Redshift")


class Naming:
    """`assigned` holds what the simulated cloud chose by itself: placeholder without braces -> text."""

    region, account = REGION, ACCOUNT

    def __init__(self, application: Application) -> None:
        self.assigned: dict[str, str] = {}
        self._types: dict[str, str] = {}
        self._written: dict[str, Value[str]] = {}
        self._defaults: dict[str, str] = {}
        self._engines = {each.id: known(each.engine) or "" for each in application.of(Database)}
        for role in application.roles.values():
            self._types[role.id] = "AWS::IAM::Role"
        for resource in application.resources.values():
            self._types[resource.id] = resource.type
            self._written[resource.id] = resource.physical_name
        for function in application.functions:
            self._types[function.id] = "AWS::Lambda::Function"
            self._written[function.id] = function.physical_name
        for parameter in application.parameters:
            default = known(parameter.default) if parameter.default else None
            self._defaults[parameter.name] = default or invented(parameter.name, REGION, ACCOUNT)

    def value(self, value: Value[str]) -> str:
        """A concrete text, "" where nobody knows."""
        return self.text(value.value) if isinstance(value, Known) else ""

    def setting(self, value: Value[str], name: str) -> str:
        """What a variable of the environment holds; what nobody knows has the form that its name promises."""
        return self.text(value.value) if self._is_settled(value) else invented(name, REGION, ACCOUNT)

    def _is_settled(self, value: Value[str]) -> TypeGuard[Known[str]]:
        """Whether anything is known of it but that a deployment fills it in."""
        if not isinstance(value, Known) or value.value == _NOBODY_KNOWS:
            return False
        whole = sole_placeholder(value.value)
        return whole is None or self.knows(whole[0]) or whole[0] in self._defaults or whole[0] in _PSEUDO

    def text(self, symbolic: str) -> str:
        """The text with every placeholder replaced by what it would be after deployment."""
        return _PLACEHOLDER.sub(lambda match: self._filled(match[1], match[2] or ""), plain(symbolic))

    def code(self, text: str) -> str:
        """Code with the names that its template fills in; `${…}` may be its own language's, too."""

        def named(match: re.Match[str]) -> str:
            id = match[1]
            return self._filled(id, match[2] or "") if id == "?" or id in _PSEUDO or self.knows(id) else match[0]

        return _PLACEHOLDER.sub(named, plain(text))

    def canonical(self, symbolic: str) -> str:
        """The same for canonical resources of policies (iam/arn.py), in which `${Id}` is a name."""
        return _PLACEHOLDER.sub(lambda match: self._named(match[1], match[2] or ""), plain(symbolic))

    def knows(self, id: str) -> bool:
        """Whether something of the application has this id; its parameters do not count."""
        return id in self._types

    def name(self, id: str) -> str:
        """The physical name of a resource or function, made up where AWS would make it up."""
        if id in self.assigned:
            return self.assigned[id]
        written = self._written.get(id)
        if isinstance(written, Known) and written.value and f"${{{id}}}" not in written.value:
            return self.text(written.value)
        made_up = f"{STACK}-{_NOT_IN_NAME.sub('-', id).strip('-')}"
        return made_up.lower() if self._types.get(id) in _LOWER_CASE else made_up

    def arn(self, id: str) -> str:
        """The ARN of a resource or function."""
        if f"{id}.Arn" in self.assigned:
            return self.assigned[f"{id}.Arn"]
        service, rest = FORMATS.get(self._types.get(id, ""), ("cloudformation", "resource/{}"))
        place = ":" if service in _WITHOUT_PLACE else f"{REGION}:{ACCOUNT}"
        return f"arn:aws:{service}:{place}:{rest.format(self.name(id).lstrip('/'))}"

    def is_mysql(self, id: str) -> bool:
        """Whether a database is MySQL or MariaDB."""
        return any(word in self._engines.get(id, "").lower() for word in ("mysql", "maria"))

    def queue_url(self, id: str) -> str:
        return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{self.name(id)}"

    def _filled(self, id: str, attribute: str) -> str:
        whole = f"{id}.{attribute}" if attribute else id
        if whole in self.assigned:
            return self.assigned[whole]
        if id == "?" or id in _PSEUDO:
            return _PSEUDO.get(id, "unknown")
        if id not in self._types:
            return self._defaults.get(id) or invented(id.rpartition("/")[2], REGION, ACCOUNT)
        return self._attribute(id, attribute) if attribute else self._reference(id)

    def _named(self, id: str, attribute: str) -> str:
        name = self.name(id) if id in self._types and not attribute else self._filled(id, attribute)
        return name.rpartition(":")[2] if name.startswith("arn:") and not attribute else name

    def _reference(self, id: str) -> str:
        kind = self._types[id]
        if kind == "AWS::SQS::Queue":
            return self.queue_url(id)
        return self.arn(id) if kind in REF_IS_ARN else self.name(id)

    def _port(self, id: str) -> str:
        return "3306" if self.is_mysql(id) else "5432"

    def _attribute(self, id: str, attribute: str) -> str:
        name, kind = self.name(id), self._types[id]
        if attribute in ("Arn", "TopicArn", "TableArn", "StateMachineArn"):
            return self.arn(id)
        if attribute == "StreamArn":
            return f"{self.arn(id)}/stream/2026-01-01T00:00:00.000"
        if attribute == "QueueUrl":
            return self.queue_url(id)
        if attribute in ("DomainName", "RegionalDomainName") and kind == "AWS::S3::Bucket":
            return f"{name}.s3.amazonaws.com"
        if attribute == "WebsiteURL":
            return f"http://{name}.s3-website-{REGION}.amazonaws.com"
        if attribute in ("ApiEndpoint", "FunctionUrl"):
            return f"https://{name.lower()}.execute-api.{REGION}.amazonaws.com"
        if attribute == "ProviderName":
            return f"cognito-idp.{REGION}.amazonaws.com/{name}"
        if kind.startswith(_DATABASE):
            return self._port(id) if "Port" in attribute else f"{name.lower()}.internal"
        return name
