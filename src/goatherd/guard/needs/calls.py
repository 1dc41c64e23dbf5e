"""Section `aws`: the calls of AWS that the code makes, and on which resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.core.value import HOLE
from goatherd.guard.needs.libraries import in_order, is_of
from goatherd.guard.needs.subject import place
from goatherd.guard.needs.wildcards import patterns
from goatherd.iam.libraries import ALL_SERVICES, LIBRARIES
from goatherd.iam.operations import botocore_name, client_service, spelled
from goatherd.iam.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.guard.needs.subject import Subject
    from goatherd.model.flow import AwsCall

# botocore's names of services -> what SDKs call them (the service id without blanks), where that is another word.
_SERVICE_IDS = {
    "ce": "costexplorer",
    "cognito-idp": "cognitoidentityprovider",
    "config": "configservice",
    "cur": "costandusagereportservice",
    "discovery": "applicationdiscoveryservice",
    "dms": "databasemigrationservice",
    "ds": "directoryservice",
    "ds-data": "directoryservicedata",
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancingv2",
    "es": "elasticsearchservice",
    "events": "eventbridge",
    "iot-data": "iotdataplane",
    "iot-jobs-data": "iotjobsdataplane",
    "lex-models": "lexmodelbuildingservice",
    "lex-runtime": "lexruntimeservice",
    "lexv2-models": "lexmodelsv2",
    "lexv2-runtime": "lexruntimev2",
    "logs": "cloudwatchlogs",
    "marketplace-entitlement": "marketplaceentitlementservice",
    "meteringmarketplace": "marketplacemetering",
    "mgh": "migrationhub",
    "sdb": "simpledb",
    "serverlessrepo": "serverlessapplicationrepository",
    "sms-voice": "pinpointsmsvoice",
    "stepfunctions": "sfn",
}
# The parameters that the guard compares (hooks of the runtimes); a bucket's objects are bucket/key.
_NAMES = (
    *("TableName", "FunctionName", "QueueUrl", "TopicArn", "TargetArn", "StreamName", "StreamARN", "SecretId", "Name"),
    *("KeyId", "StateMachineArn", "stateMachineArn", "EventBusName", "DeliveryStreamName", "UserPoolId", "ClusterArn"),
    *("resourceArn", "LogGroupName", "RoleArn", "IndexName", "DBInstanceIdentifier"),
)
# What SDKs do for one call of their helpers, which have these names: a look at an object first, and its parts.
_PARTS = ("CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "AbortMultipartUpload")
_MORE = {
    ("s3", "PutObject"): ({"upload", "Upload", "upload_file", "upload_fileobj"}, _PARTS),
    ("s3", "GetObject"): ({"download_file", "download_fileobj"}, ("HeadObject",)),
    ("s3", "CopyObject"): ({"copy", "copy_from"}, ("HeadObject", "UploadPartCopy", *_PARTS)),
}
_NO_MORE: tuple[set[str], tuple[str, ...]] = (set(), ())


def aws(subject: Subject) -> dict[str, Any]:
    found: dict[tuple[str, str], tuple[dict[str, None] | None, str]] = {}
    for call in subject.behaviour.aws_calls:
        for service, operation, resources in _made(subject, call):
            known, why = found.get((service, operation), ({}, place(call.span)))
            merged = None if known is None or resources is None else {**known, **dict.fromkeys(resources)}
            found[service, operation] = (merged, why)
    whole = dict(_blind(subject))
    entries = [
        {"service": service, "operation": operation, **({"resources": sorted(named)} if named else {}), "why": why}
        for (service, operation), (named, why) in sorted(found.items())
        if service not in whole
    ]
    entries += [{"service": service, "operation": "*", "why": why} for service, why in sorted(whole.items())]
    return {"allow": entries, "others": subject.others("aws")}


def service_id(service: str) -> str:
    name = botocore_name(service)
    return _SERVICE_IDS.get(name, name).replace("-", "")


def _made(subject: Subject, call: AwsCall) -> Iterator[tuple[str, str, list[str] | None]]:
    """(service, operation, resources or None for any) of what one call sends."""
    operation = call.operation
    if not call.service or HOLE in call.service or not operation or HOLE in operation or "?" in operation:
        subject.gap("which call of AWS is made", call.span, "aws")
        return
    signed = call.parameters.get("ClientMethod", ())
    operations = [operation]
    if operation == "GeneratePresignedUrl":
        operations = [spelled(call.service, "".join(part.title() for part in text.split("_"))) for text in signed]
        if not operations or any(not name.isidentifier() for name in operations):
            subject.gap("which call of AWS a signed address is for", call.span, "aws")
            return
    resources = _resources(subject, call)
    for name in operations:
        for each in sent(call.service, name, subject.behaviour.names):
            yield service_id(call.service), each, resources


def sent(service: str, operation: str, names: frozenset[str]) -> tuple[str, ...]:
    """An operation and, where the `names` in the code are those of a helper, what SDKs send for it besides."""
    helpers, more = _MORE.get((service_id(service), operation), _NO_MORE)
    return (operation, *(() if helpers.isdisjoint(names) else more))


def _resources(subject: Subject, call: AwsCall) -> list[str] | None:
    found: dict[str, None] = {}
    for form in call.forms or (call.parameters,):
        named = list(_named(subject, form))
        if not named or any(each == "*" for each in named):
            return None
        found.update(dict.fromkeys(named))
    return list(found)


def _named(subject: Subject, form: dict[str, tuple[str, ...]]) -> Iterator[str]:
    names = subject.names
    buckets = [each for text in form.get("Bucket", ()) for each in patterns(text, names)]
    keys = [each for text in form.get("Key", ()) for each in patterns(text, names)]
    if buckets and keys:
        yield from ("*" if bucket == "*" else f"{bucket}/{key}" for bucket in buckets for key in keys)
        return
    yield from buckets
    for name in _NAMES:
        for text in form.get(name, ()):
            for each in patterns(text, names):
                yield each.rstrip("/").rpartition("/")[2] if name == "QueueUrl" else each
    for text in form.get("RequestItems", ()):
        yield from patterns(text, names)


def _blind(subject: Subject) -> Iterator[tuple[str, str]]:
    """Services that libraries call, unseen: all of each is allowed. Whoever is handed a client may call anything."""
    behaviour = subject.behaviour
    for service, span in behaviour.handed.items():
        subject.gap(f"which calls code that cannot be seen makes with a client of {service or 'AWS'}", span, "aws")
    named = {name: f"the code names {name}" for name in sorted(behaviour.names)}
    named |= {call.name: place(call.span) for call in subject.calls}
    for name, why in named.items():
        for library, prefixes in LIBRARIES:
            if is_of(name, (library,)):
                yield from _services(subject, library, prefixes, why)
    yield from _without_calls(subject)


def _services(subject: Subject, library: str, prefixes: tuple[str, ...], why: str) -> Iterator[tuple[str, str]]:
    if ALL_SERVICES in prefixes:
        subject.gap(f"which calls of AWS {library} makes", None, "aws")
    called = {used.partition(":")[0] for used in prefixes}
    for service, listed in rows("operations").items():
        if listed["prefix"] in called:
            yield service_id(service), why


def _without_calls(subject: Subject) -> Iterator[tuple[str, str]]:
    """Clients that the code makes, and no call of whose was seen."""
    behaviour = subject.behaviour
    sdks = [name for name in behaviour.names if is_of(name, in_order("network", "sdks"))]
    called = {botocore_name(call.service) for call in behaviour.aws_calls}
    if sdks and not called:
        subject.gap("which calls of AWS are made: the code imports an SDK, and no call of it was seen", None, "aws")
    if any(name.startswith(("aws-sdk", "@aws-sdk/")) for name in sdks):
        for name in sorted(behaviour.names):
            service = client_service(name)
            if service and service not in called:
                yield service_id(service), f"the code names {name}"
