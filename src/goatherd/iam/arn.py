"""One spelling for every resource: `${Table}`, `${Table.Arn}`, a physical name and an ARN become equal.

Canonical text is an ARN with `*` for region and account that are not written out
("arn:aws:dynamodb:*:*:table/${Table}"); a resource with a name of its own is called by that name, one
whose name AWS generates by its placeholder.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.value import HOLE, ID, Known, placeholder, sole_placeholder
from goatherd.iam.match import covers_resource, plain

if TYPE_CHECKING:
    from goatherd.core.value import Value
    from goatherd.model.application import Application

# CloudFormation type -> service and the part of the ARN behind the account; {} is the name.
FORMATS = {
    "AWS::DynamoDB::Table": ("dynamodb", "table/{}"),
    "AWS::DynamoDB::GlobalTable": ("dynamodb", "table/{}"),
    "AWS::Serverless::SimpleTable": ("dynamodb", "table/{}"),
    "AWS::S3::Bucket": ("s3", "{}"),
    "AWS::SQS::Queue": ("sqs", "{}"),
    "AWS::SNS::Topic": ("sns", "{}"),
    "AWS::Lambda::Function": ("lambda", "function:{}"),
    "AWS::Serverless::Function": ("lambda", "function:{}"),
    "AWS::StepFunctions::StateMachine": ("states", "stateMachine:{}"),
    "AWS::Serverless::StateMachine": ("states", "stateMachine:{}"),
    "AWS::Kinesis::Stream": ("kinesis", "stream/{}"),
    "AWS::KinesisFirehose::DeliveryStream": ("firehose", "deliverystream/{}"),
    "AWS::Events::EventBus": ("events", "event-bus/{}"),
    "AWS::SecretsManager::Secret": ("secretsmanager", "secret:{}"),
    "AWS::SSM::Parameter": ("ssm", "parameter/{}"),
    "AWS::KMS::Key": ("kms", "key/{}"),
    "AWS::Cognito::UserPool": ("cognito-idp", "userpool/{}"),
    "AWS::Logs::LogGroup": ("logs", "log-group:{}"),
    "AWS::IAM::Role": ("iam", "role/{}"),
    "AWS::ECS::Cluster": ("ecs", "cluster/{}"),
    "AWS::SES::EmailIdentity": ("ses", "identity/{}"),
    "AWS::SES::ConfigurationSet": ("ses", "configuration-set/{}"),
}
# Types whose Ref is the ARN; of the others it is a name, an id or a URL.
REF_IS_ARN = frozenset(
    {
        "AWS::SNS::Topic",
        "AWS::StepFunctions::StateMachine",
        "AWS::Serverless::StateMachine",
        "AWS::SecretsManager::Secret",
    }
)
NO_ARN_ATTRIBUTE = frozenset({"AWS::SSM::Parameter", "AWS::SES::EmailIdentity", "AWS::SES::ConfigurationSet"})
# Types whose Ref is an ARN that goes on from another resource's name.
_REF_IS_LONGER_ARN = frozenset({"AWS::Lambda::Version", "AWS::Lambda::Alias", "AWS::ECS::TaskDefinition"})
_APIS = frozenset({"AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"})
_WITHOUT_PLACE = frozenset({"s3"})  # services whose ARNs name neither region nor account
_INNER = re.compile(rf"\$\{{({ID})(?:\.[A-Za-z0-9.]+)?\}}")
_LEADING = re.compile(rf"(\$\{{{ID}(?:\.[A-Za-z0-9.]+)?\}})(.+)", re.DOTALL)


class Names:
    """How the resources of one application are called.

    `atoms` are the placeholders of those that AWS names: nothing else has that name. `framework` is the language
    that they are declared in.
    """

    def __init__(self, application: Application) -> None:
        self.framework = application.framework
        self.types: dict[str, str] = {}
        self._names: dict[str, str] = {}
        atoms = set()
        for id, type, name in _declared(application):
            self.types[id] = type
            own = plain(name.value) if isinstance(name, Known) else ""
            if own == HOLE:
                continue
            if own:
                self._names[id] = own
            elif isinstance(name, Known) and type not in _REF_IS_LONGER_ARN:
                atoms.add(f"${{{id}}}")
        self.atoms = frozenset(atoms)
        # Those of nested stacks cannot be referred to by id, some types have no attribute for their ARN.
        if self.framework in ("cdk", "sst"):
            referable = list(self.types)
        else:
            referable = [id for id, type in self.types.items() if "/" not in id and type not in NO_ARN_ATTRIBUTE]
        self._owners = [(arn, id) for id in referable if (arn := self.arn(id))]

    def name(self, id: str) -> str:
        """The physical name as symbolic text; the placeholder where AWS generates it."""
        own = self._names.get(id)
        return own if own else f"${{{id}}}"

    def arn(self, id: str) -> str | None:
        """The canonical ARN of a resource; None where its type has none that is known."""
        format = FORMATS.get(self.types.get(id, ""))
        if format is None:
            return None
        service, rest = format
        place = ":" if service in _WITHOUT_PLACE else "*:*"
        name = self.name(id).lstrip("/") if service == "ssm" else self.name(id)
        if service == "secretsmanager" and id in self._names:
            name += "-*"  # AWS appends six random characters
        return f"arn:aws:{service}:{place}:{rest.format(name)}"

    def owner(self, text: str) -> tuple[str, str] | None:
        """(id, rest) when canonical text is the ARN of a resource of the template, or goes on from it."""
        for arn, id in self._owners:
            if text == f"{arn}:*" and self.types[id] == "AWS::Logs::LogGroup" and self.framework != "terraform":
                return id, ""  # the attribute ends so by itself
            if text == arn or text.startswith((f"{arn}/", f"{arn}:")):
                return id, text[len(arn) :]
        return None

    def canonical(self, text: str) -> str:
        text = _without_own_place(plain(text))
        whole = sole_placeholder(text)
        if whole:
            return self._whole(text, *whole)
        leading = _LEADING.fullmatch(text)
        if leading and (target := sole_placeholder(leading[1])):
            arn = self._whole(leading[1], *target)
            if arn.startswith("arn:") and (target[1] or self.types.get(target[0]) in REF_IS_ARN):
                return arn.removesuffix("-*") + leading[2]
        return _INNER.sub(self._inner, text)

    def covers(self, pattern: str, text: str) -> bool | None:
        """Whether a canonical pattern covers a canonical text."""
        return covers_resource(pattern, text, self.atoms)

    def _whole(self, text: str, id: str, attribute: str) -> str:
        if attribute == "StreamArn" and (arn := self.arn(id)):
            return f"{arn}/stream/*"
        if attribute == "ExecutionArn":  # of an API, or of a stage, whose API nobody can tell from here
            return f"arn:aws:execute-api:*:*:{placeholder(id) if self.types.get(id) in _APIS else HOLE}"
        return self.arn(id) or text

    def _inner(self, match: re.Match[str]) -> str:
        return self.name(match[1]) if match[1] in self.types else match[0]


def _without_own_place(text: str) -> str:
    """An ARN of the function's own partition, region and account as one that does not name them."""
    parts = text.split(":", 5)
    if parts[0] != "arn" or len(parts) < 6 or "$" not in "".join(parts[1:5]):
        return text
    partition = "aws" if parts[1] == "${AWS-Partition}" else parts[1]
    region = "*" if parts[3] == "${AWS-Region}" else parts[3]
    account = "*" if parts[4] == "${AWS-AccountId}" else parts[4]
    return f"arn:{partition}:{parts[2]}:{region}:{account}:{parts[5]}"


def _declared(application: Application) -> list[tuple[str, str, Value[str]]]:
    unnamed = Known("", explicit=False)
    declared: list[tuple[str, str, Value[str]]] = []
    declared += [(role.id, "AWS::IAM::Role", unnamed) for role in application.roles.values()]
    declared += [(r.id, r.type, r.physical_name) for r in application.resources.values()]
    declared += [(f.id, "AWS::Lambda::Function", f.physical_name) for f in application.functions]
    return declared
