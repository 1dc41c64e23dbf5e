"""What somebody reads who has a function's credentials, and the function itself never reads."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.attack.evidence.ownership import OBJECT
from goatherd.attack.outsider import Outsider
from goatherd.core.value import known
from goatherd.model.resource import Bucket, ConfigParameter, Secret, Table, UserPool
from goatherd.sandbox.tenants import VICTIM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goatherd.model.flow import AwsCall
    from goatherd.sandbox.pod import Pod

_FOR_PEOPLE = frozenset({"row", "object", "secret"})


@frozen
class _Read:
    """`run` makes the call with an access key and gives what came back."""

    service: str
    operation: str
    resource: str
    name: str
    run: Callable[[str], str | None]


def gained(function: str, pod: Pod) -> Iterator[str]:
    """For people: what the function's role reads although its code never does."""
    # Oracles are listed on systems too where nothing can be run.
    from goatherd.sandbox.environment import access_key

    ids = [each.id for each in pod.application.functions]
    key = access_key(ids.index(function))
    calls = pod.application.behaviour(pod.application.functions[ids.index(function)]).aws_calls
    for read in _reads(pod):
        if any(_is(call, read) for call in calls):
            continue
        text = read.run(key) or ""
        found = [canary.place for canary in pod.canaries.in_text(text) if canary.kind in _FOR_PEOPLE]
        if read.operation == "ListUsers" and VICTIM.email in text:
            found.append(f"the accounts of user pool {read.resource}")
        if found:
            yield f"{found[0]} ({read.service}:{read.operation})"


def _is(call: AwsCall, read: _Read) -> bool:
    """Whether the code makes the call itself, as far as anybody knows on this resource."""
    if (call.service, call.operation) != (read.service, read.operation):
        return False
    named = [text for name in ("Bucket", "TableName", "SecretId", "Name") for text in call.parameters.get(name, ())]
    return not named or any("${?}" in text or read.resource in text or read.name in text for text in named)


def _reads(pod: Pod) -> Iterator[_Read]:
    outsider = Outsider(pod)
    call = partial(_call, outsider)
    for bucket in pod.application.of(Bucket):
        name = pod.naming.name(bucket.id)
        yield _Read("s3", "GetObject", bucket.id, name, _object(outsider, name))
    for table in pod.application.of(Table):
        name = pod.naming.name(table.id)
        scan = call("dynamodb", "DynamoDB_20120810.Scan", {"TableName": name})
        yield _Read("dynamodb", "Scan", table.id, name, scan)
    for pool in pod.application.of(UserPool):
        name = pod.naming.name(pool.id)
        users = call("cognito-idp", "AWSCognitoIdentityProviderService.ListUsers", {"UserPoolId": name})
        yield _Read("cognito-idp", "ListUsers", pool.id, name, users)
    for secret in pod.application.of(Secret):
        name = pod.naming.name(secret.id)
        yield _Read(
            "secretsmanager",
            "GetSecretValue",
            secret.id,
            name,
            call("secretsmanager", "secretsmanager.GetSecretValue", {"SecretId": name}),
        )
    for parameter in pod.application.of(ConfigParameter):
        name = pod.naming.name(parameter.id)
        if known(parameter.secure) is True:
            get = call("ssm", "AmazonSSM.GetParameter", {"Name": name, "WithDecryption": True})
            yield _Read("ssm", "GetParameter", parameter.id, name, get)


def _object(outsider: Outsider, bucket: str) -> Callable[[str], str | None]:
    return lambda key: outsider.signed_as(key, f"{bucket}.s3.amazonaws.com", f"/{VICTIM.username}/{OBJECT}", "s3")


def _call(outsider: Outsider, service: str, target: str, parameters: dict[str, object]) -> Callable[[str], str | None]:
    return lambda key: outsider.call_as(key, service, target, parameters)
