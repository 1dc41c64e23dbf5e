"""A policy as `PolicyStatement`s of the CDK or `permissions` of SST, the way a program has it in its language."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from goatherd.core.value import HOLE, sole_placeholder
from goatherd.iam.arn import FORMATS
from goatherd.iam.render import UNDECIDED, grouped
from goatherd.iam.resources import ANY_RESOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goatherd.iam.arn import Names
    from goatherd.iam.resources import Need

SST = "sst"
# What the constructs call the ARN of what they make, by the service.
_ARNS = {
    "dynamodb": "tableArn",
    "s3": "bucketArn",
    "sqs": "queueArn",
    "sns": "topicArn",
    "lambda": "functionArn",
    "states": "stateMachineArn",
    "kinesis": "streamArn",
    "firehose": "deliveryStreamArn",
    "events": "eventBusArn",
    "secretsmanager": "secretArn",
    "ssm": "parameterArn",
    "kms": "keyArn",
    "cognito-idp": "userPoolArn",
    "logs": "logGroupArn",
    "iam": "roleArn",
    "ecs": "clusterArn",
}
_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")
_STARS = re.compile(r"\*(?:/\*)+|\*{2,}")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def statements_code(needs: Iterable[Need], names: Names, path: str) -> str:
    """Expressions with a comma between them; "" when nothing is needed. `path` is the program's, in its language."""
    return ",\n".join(_statement(actions, resources, names, path) for actions, resources in grouped(needs))


def _statement(actions: Sequence[str], resources: Sequence[str], names: Names, path: str) -> str:
    service = actions[0].partition(":")[0]
    written = sorted({resource_code(text, names, path, service) for text in resources})
    if path.endswith(".py"):
        note = f"  # {UNDECIDED}" if HOLE in resources else ""
        return (
            f"iam.PolicyStatement(\n    actions={_list(map(json.dumps, actions), '    ')},\n"
            f"    resources={_list(written, '    ')},{note}\n)"
        )
    note = f" // {UNDECIDED}" if HOLE in resources else ""
    members = f"{{\n  actions: {_list(map(json.dumps, actions), '  ')},\n  resources: {_list(written, '  ')},{note}\n}}"
    return members if names.framework == SST else f"new iam.PolicyStatement({members})"


def _list(values: Iterable[str], indent: str) -> str:
    values = list(values)
    if len(values) == 1:
        return f"[{values[0]}]"
    return "\n".join(("[", *(f"{indent * 2}{value}," for value in values), f"{indent}]"))


def resource_code(text: str, names: Names, path: str, service: str = "") -> str:
    """A canonical resource as an expression: `orders.tableArn`, or text that goes on from it.

    `service` is that of the actions, for resources of which nothing else is known.
    """
    if text in (ANY_RESOURCE, HOLE):
        return '"*"'
    whole = sole_placeholder(text)
    if whole:
        id, attribute = whole
        return _reference(id, attribute, names, path, service)
    owner = names.owner(text)
    if owner:
        id, rest = owner
        reference, rest = _reference(id, "Arn", names, path, service), starred(rest)
        if not rest:
            return reference
        if path.endswith(".py"):
            return f'f"{{{reference}}}{rest}"'
        tag = "$interpolate" if names.framework == SST else ""  # SST knows ARNs only after deployment
        return f"{tag}`${{{reference}}}{rest}`"
    return json.dumps(starred(text))


def _reference(id: str, attribute: str, names: Names, path: str, service: str) -> str:
    """A property of a variable that is called like the construct."""
    declared = FORMATS.get(names.types.get(id, ""), (service, ""))[0]
    whole = "arn" if names.framework == SST else _ARNS.get(declared, "arn")
    name = whole if attribute in ("", "Arn") else _lowered(attribute.replace(".", ""))
    variable = _lowered(re.sub(r"\W", "", id.rpartition("/")[2])) or "resource"
    return f"{snake(variable)}.{snake(name)}" if path.endswith(".py") else f"{variable}.{name}"


def starred(text: str) -> str:
    """What only the deployment tells, as `*`."""
    return _STARS.sub("*", _PLACEHOLDER.sub("*", text))


def _lowered(name: str) -> str:
    return name[:1].lower() + name[1:]


def snake(name: str) -> str:
    return _CAPITAL.sub("_", name).lower()
