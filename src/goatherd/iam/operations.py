"""SDK operation -> IAM actions, as the generated table says it (tools/gen_iam_operations.py has the syntax)."""

from __future__ import annotations

import re
from functools import cache

from attrs import frozen

from goatherd.iam.actions import describe
from goatherd.iam.tables import row, rows

ANYTHING = "*"
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

# Names under which SDKs or engines know a service, other than botocore's.
_ALIASES = {
    "sfn": "stepfunctions",
    "states": "stepfunctions",
    "eventbridge": "events",
    "cloudwatchlogs": "logs",
    "cloudwatch-logs": "logs",
    "dynamodb-streams": "dynamodbstreams",
    "cognito-identity-provider": "cognito-idp",
    "iotdata": "iot-data",
    "iot-data-plane": "iot-data",
    "rdsdata": "rds-data",
    "rdsdataservice": "rds-data",
    "secrets-manager": "secretsmanager",
    "cloudwatch-events": "events",
    "cloudwatchevents": "events",
    "cognitoidentityserviceprovider": "cognito-idp",
    "cognitoidentity": "cognito-identity",
    "redshiftdata": "redshift-data",
    "documentclient": "dynamodb",
}
_SDK_MODULE = re.compile(r"(?:@aws-sdk/client-|aws-sdk/clients/)([a-z0-9-]+)(?:\..*)?")
_SDK_LIBRARIES = {"@aws-sdk/lib-dynamodb": "dynamodb", "@aws-sdk/lib-storage": "s3"}


@frozen
class Requirement:
    """One permission that an operation needs.

    `when` is the parameter that decides ("" always, "!X" when X is not given); `maybe` marks what it
    may need. `type` is a resource type of the action, or `*` where the call has no resource to name;
    `variables` are (variable of the ARN format, parameter) pairs, the variable "arn" for a parameter
    that holds the whole ARN.
    """

    action: str
    type: str = ""
    variables: tuple[tuple[str, str], ...] = ()
    when: str = ""
    maybe: bool = False


def botocore_name(service: str) -> str:
    lower = service.lower()
    return _ALIASES.get(lower, lower)


def service_prefix(service: str) -> str | None:
    """botocore's service name -> IAM prefix ("stepfunctions" -> "states"); None where it is not known."""
    found = row("operations", botocore_name(service))
    return (found["prefix"] or None) if found else None


@cache
def client_service(name: str) -> str | None:
    """The service of an SDK's module ("@aws-sdk/client-sqs") or class of JavaScript's SDK v2 ("SQS")."""
    module = _SDK_MODULE.fullmatch(name)
    service = _SDK_LIBRARIES.get(name) or botocore_name(module[1] if module else name)
    is_class = name[:1].isupper() or module or name in _SDK_LIBRARIES
    return service if is_class and row("operations", service) else None


@cache
def requirements(service: str, operation: str) -> tuple[Requirement, ...] | None:
    """What an operation needs; empty for nothing, None where that is not known.

    A Requirement without `type` leaves the resource to be read from parameters that are named like
    the variables of the action's ARN formats.
    """
    found = row("operations", botocore_name(service))
    if found is None:
        return None
    if operation in found["operations"]:
        listed = found["operations"][operation]
        return None if listed is None else tuple(_parse(need) for need in listed)
    action = describe(f"{found['prefix']}:{operation}")
    return (Requirement(action.name),) if action else None


def _parse(need: str) -> Requirement:
    words, when = need.split(), ""
    maybe = words[0] == "~"
    if maybe:
        words = words[1:]
    if words[0][0] in "?!":
        when, words = words[0].removeprefix("?"), words[1:]
    pairs = (word.partition("=") for word in words[2:])
    return Requirement(
        words[0],
        words[1] if len(words) > 1 else "",
        tuple((variable, parameter) for variable, _, parameter in pairs),
        when,
        maybe,
    )


def method_names(action: str) -> frozenset[str]:
    """What the methods and commands are called in Python and JavaScript whose operations need an action."""
    return _methods_by_action(action.partition(":")[0]).get(action, frozenset())


@cache
def _methods_by_action(prefix: str) -> dict[str, frozenset[str]]:
    described = row("actions", prefix)
    own = tuple(described["actions"]) if described else ()
    found: dict[str, set[str]] = {}
    for service, listed in rows("operations").items():
        if listed["prefix"] != prefix:
            continue
        for operation in {*listed["operations"], *own}:
            for requirement in requirements(service, operation) or ():
                always = not requirement.maybe and not requirement.when
                if always or requirement.action == f"{prefix}:{operation}":
                    found.setdefault(requirement.action, set()).update(_spellings(operation))
    return {action: frozenset(names) for action, names in found.items()}


def _spellings(operation: str) -> tuple[str, ...]:
    """ "PutObject" -> put_object, putObject, PutObjectCommand."""
    snake = _WORD.sub("_", operation).lower()
    return snake, operation[0].lower() + operation[1:], f"{operation}Command"
