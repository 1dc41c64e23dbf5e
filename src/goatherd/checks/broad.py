"""Grants that are too broad whatever the code does: whole services, and policies made for administrators."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.core.finding import CRITICAL, HIGH, LOW, MEDIUM, Severity

if TYPE_CHECKING:
    from goatherd.iam.effective import Entry
    from goatherd.model.role import PolicyReference, Statement

_WHOLE_SERVICE = re.compile(r"(?i)([a-z0-9-]+):\*+")
# services where everything is little: telemetry, what is made for one caller, and what hardly anybody keeps data in
_LITTLE = frozenset(
    {
        *("logs", "xray", "cloudwatch", "ec2messages", "ssmmessages", "synthetics", "translate", "polly"),
        *("cognito-sync", "mobileanalytics"),
    }
)
# everything here is the power to change permissions, code or keys
_POWERFUL = frozenset(
    {"iam", "sts", "lambda", "kms", "secretsmanager", "cloudformation", "organizations", "sso", "ssm"}
)
_OF_POOLS = "cognito-identity"  # which AWS itself writes into the roles of an identity pool's users
_WHOLE_ACCOUNT = frozenset({"AdministratorAccess", "PowerUserAccess", "IAMFullAccess"})
_BROAD = re.compile(r"\w*?(FullAccess(V2|-v\d)?|PowerUser|_FullAccess)")
# full access to telemetry, or to a service that holds no data of others
_HARMLESS = re.compile(
    r"(CloudWatch|XRay|AWSXray|Comprehend|Rekognition|Translate|Polly|Textract|Transcribe|AmazonBedrock|AmazonAPIGatewayInvoke|AWSAppSyncInvoke)\w*",
    re.I,
)
# ... and to one that sends, and opens no data
_SENDING = re.compile(r"Amazon(SES|SNS)\w*")
_SENDERS = frozenset({"ses", "sns"})
# not called FullAccess, and yet on every resource of the account
_ON_EVERYTHING = frozenset({"AWSLambdaRole", "AWSLambdaExecute"})

# Roles of other clouds that open everything, or let their holder open it.
_ROLES: dict[str, dict[str, Severity]] = {
    "google": {
        "roles/owner": CRITICAL,
        "roles/resourcemanager.projectIamAdmin": CRITICAL,
        "roles/iam.securityAdmin": CRITICAL,
        "roles/editor": HIGH,
        "roles/iam.serviceAccountTokenCreator": HIGH,
        "roles/iam.serviceAccountKeyAdmin": HIGH,
    },
    "azure": {"Owner": CRITICAL, "User Access Administrator": CRITICAL, "Contributor": HIGH},
}


def broad_action(action: str, statement: Statement) -> tuple[str, Severity] | None:
    """What an action pattern opens, in words, and how severe that is; None for one that is not a whole service."""
    everywhere = "*" in statement.resources
    if action in ("*", "*:*"):
        if everywhere:
            return "everything in the account (`*` on `*`)", CRITICAL
        return f"everything with {', '.join(statement.resources[:2])}", HIGH
    match = _WHOLE_SERVICE.fullmatch(action)
    if not match or match[1].lower() in _LITTLE:
        return None
    service = match[1].lower()
    if everywhere:
        severity = LOW if service == _OF_POOLS else MEDIUM if service in _SENDERS else HIGH
        return f"everything with all of {service} (`{action}` on `*`)", severity
    return f"everything with its {service} resources (`{action}`)", MEDIUM if service in _POWERFUL else LOW


def allows(statement: Statement) -> bool:
    """Whether a statement lists what it allows, and somebody wrote it."""
    return statement.effect == "Allow" and not statement.not_action and not statement.origin


def broad_policy(name: str) -> Severity | None:
    """How severe a managed policy is, by its bare name; None for one that is not broad."""
    if name in _WHOLE_ACCOUNT:
        return CRITICAL
    if _BROAD.fullmatch(name):
        return LOW if _HARMLESS.fullmatch(name) else MEDIUM if _SENDING.fullmatch(name) else HIGH
    return MEDIUM if name in _ON_EVERYTHING else None


def broad_reference(reference: PolicyReference) -> tuple[str, Severity] | None:
    """What a policy is called, and how severe it is, in whichever cloud; None for one that is not broad."""
    name = reference.name if reference.kind in _ROLES else reference.name.rpartition("/")[2]
    severity = broad_policy(name) if reference.kind == "managed" else _ROLES.get(reference.kind, {}).get(name)
    return (name, severity) if severity is not None and not reference.implicit else None


def is_broad(entry: Entry) -> bool:
    """Whether an entry of a role is one of these, on every resource: what the code uses of it is told there."""
    if entry.kind == "managed":
        return broad_policy(entry.name.rpartition("/")[2]) is not None
    return any(
        broad_action(action, statement) is not None
        for statement in entry.statements
        if allows(statement)
        for action in statement.actions
    )
