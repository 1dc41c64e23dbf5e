"""What an IAM action does to its resource, in the words of the map."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from goatherd.iam.actions import Access, covers_everything, describe, expanded, harmless_read
from goatherd.iam.platform import CUSTOMARY, NETWORK

if TYPE_CHECKING:
    from goatherd.iam.actions import Action

# the strongest first
VERBS = ("assumes", "invokes", "writes", "sends", "reads", "connects")

_SPECIAL = {
    "lambda:InvokeFunction": "invokes",
    "lambda:InvokeAsync": "invokes",
    "lambda:InvokeFunctionUrl": "invokes",
    "states:StartExecution": "invokes",
    "states:StartSyncExecution": "invokes",
    "execute-api:Invoke": "invokes",
    "iam:PassRole": "assumes",
    "sts:AssumeRole": "assumes",
}
_SENDING = {
    "sqs": ("Send",),
    "sns": ("Publish",),
    "events": ("PutEvents",),
    "kinesis": ("PutRecord",),
    "firehose": ("PutRecord",),
    "ses": ("Send",),
    "iot": ("Publish",),
}
_ONLY_SETTINGS = frozenset(
    {"iam", "lambda", "sts", "acm", "ec2", "cloudformation", "cloudwatch", "events", "apigateway"}
)
# What functions do to tell of themselves, and roles that only services of AWS use: it leads nowhere.
_OWN_UPKEEP = frozenset(
    {
        *CUSTOMARY,
        *NETWORK,
        "cloudwatch:PutMetricData",
        "iam:CreateServiceLinkedRole",
        "iam:DeleteServiceLinkedRole",
    }
)
_TELEMETRY = ("logs:", "xray:")


@cache
def verbs_of(pattern: str) -> tuple[str, ...]:
    """The verbs of an action pattern ("dynamodb:*"), none for what only keeps the function running."""
    if covers_everything(pattern):
        return ("writes", "reads")
    if pattern.lower().startswith(_TELEMETRY):
        return ()
    found = {verb for action in expanded((pattern,)) if action not in _OWN_UPKEEP and (verb := _verb(action))}
    return tuple(verb for verb in VERBS if verb in found)


def _verb(action: str) -> str:
    if action in _SPECIAL:
        return _SPECIAL[action]
    service, _, name = action.partition(":")
    if name.startswith(_SENDING.get(service, ("\0",))):
        return "sends"
    described = describe(action)
    if described is None or described.access >= Access.TAGGING:
        return "writes"
    return "" if service in _ONLY_SETTINGS or _tells_no_data(described) else "reads"


def _tells_no_data(action: Action) -> bool:
    listing = action.access == Access.LIST and action.name != "s3:ListBucket"
    return listing or harmless_read(action.name)
