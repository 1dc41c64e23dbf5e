"""Who acts: a function with its role, a service, somebody of the account, anybody.

Sources: "CloudTrail userIdentity element" of the AWS CloudTrail user guide; what botocore and the AWS SDK for
JavaScript send as their user agent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.attack.telemetry.deployed import letters
from goatherd.core.value import known
from goatherd.sandbox.naming import ACCOUNT

if TYPE_CHECKING:
    from goatherd.attack.telemetry.deployed import Deployed
    from goatherd.model.function import Function

# Addresses for documentation (RFC 5737): one attacks, some work, and functions go out through those of AWS.
ATTACKER_ADDRESS, OFFICE = "198.51.100.23", "192.0.2.10"
USERS = tuple(f"192.0.2.{100 + number}" for number in range(8))
_OF_AWS = "203.0.113.{}"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TOOL = "curl/8.14.1"
COMMAND_LINE = "aws-cli/2.27.0 md/awscrt#0.26.1 ua/2.1 os/linux md/arch#x86_64 lang/python#3.13.3"
WEB_APPLICATION = "aws-sdk-go-v2/1.36.3 ua/2.1 os/linux lang/go#1.24 md/GOARCH#amd64"


@frozen
class Principal:
    """`identity` is CloudTrail's `userIdentity`."""

    identity: dict[str, Any]
    address: str
    agent: str


def function_principal(function: Function, deployed: Deployed) -> Principal:
    role, name = deployed.role(function), deployed.function(function.id)
    id = f"AROA{letters(role, 17)}"
    identity = {
        "type": "AssumedRole",
        "principalId": f"{id}:{name}",
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{name}",
        "accountId": ACCOUNT,
        "accessKeyId": f"ASIA{letters(name, 16)}",
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": id,
                "arn": f"arn:aws:iam::{ACCOUNT}:role/{role}",
                "accountId": ACCOUNT,
                "userName": role,
            },
            "attributes": {"mfaAuthenticated": "false"},
        },
        "inScopeOf": {
            "issuerType": "AWS::Lambda::Function",
            "credentialsIssuedTo": deployed.function_arn(function.id),
        },
    }
    return Principal(identity, _OF_AWS.format(int(letters(name, 2), 36) % 250 + 1), _agent(function))


def stolen(function: Function, deployed: Deployed) -> Principal:
    """Somebody elsewhere who has the credentials of a function."""
    return Principal(function_principal(function, deployed).identity, ATTACKER_ADDRESS, COMMAND_LINE)


def service(host: str) -> Principal:
    return Principal({"type": "AWSService", "invokedBy": host}, host, host)


def anybody(address: str) -> Principal:
    identity = {"type": "AWSAccount", "principalId": "", "accountId": "anonymous"}
    return Principal(identity, address, TOOL if address == ATTACKER_ADDRESS else BROWSER)


def in_account() -> Principal:
    """A program of the account that hands events in, as whoever is inside does."""
    identity = {
        "type": "IAMUser",
        "principalId": f"AIDA{letters('intake', 17)}",
        "arn": f"arn:aws:iam::{ACCOUNT}:user/intake",
        "accountId": ACCOUNT,
        "accessKeyId": f"AKIA{letters('intake', 16)}",
        "userName": "intake",
    }
    return Principal(identity, OFFICE, WEB_APPLICATION)


def _agent(function: Function) -> str:
    runtime = known(function.runtime) or ("nodejs22.x" if function.language == "javascript" else "python3.12")
    if runtime.startswith("nodejs"):
        version = runtime.removeprefix("nodejs").removesuffix(".x")
        return f"aws-sdk-js/3.823.0 ua/2.1 os/linux#5.10 lang/js md/nodejs#{version}.16.0 exec-env/AWS_Lambda_{runtime}"
    version = runtime.removeprefix("python")
    return (
        f"Boto3/1.38.0 md/Botocore#1.38.0 ua/2.1 os/linux#5.10 md/arch#x86_64 lang/python#{version} "
        f"exec-env/AWS_Lambda_{runtime}"
    )
