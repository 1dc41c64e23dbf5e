"""Buckets and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import Array, Record, Value, node_of, text_of
from goatherd.frontends.sst.components.functions import called
from goatherd.frontends.sst.components.messaging import from_stream, named
from goatherd.frontends.sst.policies import policy_document
from goatherd.frontends.sst.things import Call, Component, component_of, given, is_value, items, prop, rec, safe

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.sst.program import SstProgram
    from goatherd.frontends.sst.things import Method

_EVENTS = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:ObjectRestore:*", "s3:ReducedRedundancyLostObject"]
_METHODS = ["DELETE", "GET", "HEAD", "POST", "PUT"]
_LETTERS = {"string": "S", "number": "N", "binary": "B"}


# --- buckets ---


def _bucket(made: Component) -> None:
    args, span, program = made.args, made.span, made.program
    transform = prop(args, "transform")
    made.main = bucket = program.add("aws_s3_bucket", made.name, rec({}, span), span, prop(transform, "bucket"))
    name = bucket.reference(span)
    public = is_value(prop(args, "access"), "public") or is_value(prop(args, "public"), True)
    _access(made, public)
    if is_value(prop(args, "versioning"), True):
        versions = rec(
            {"bucket": name, "versioningConfiguration": {"status": "Enabled"}}, prop(args, "versioning").span
        )
        program.add("aws_s3_bucket_versioning", f"{made.name}Versioning", versions, span)
    _policy(made, public)
    _cors(made)
    made.nodes["bucket"] = bucket
    made.members.update(name=name, arn=bucket.reference(span, "Arn"), domain=bucket.reference(span, "DomainName"))
    made.methods.update(
        notify=_notify,
        subscribe=_subscribe,
        subscribeQueue=_subscribe_to("queue"),
        subscribeTopic=_subscribe_to("topic"),
    )


def _access(made: Component, public: bool) -> None:
    transform = prop(made.args, "transform", "publicAccessBlock")
    if is_value(transform, False) or made.main is None:
        return
    settings = {
        "bucket": made.main.reference(made.span),
        "blockPublicAcls": True,
        "blockPublicPolicy": not public,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": not public,
    }
    made.program.add(
        "aws_s3_bucket_public_access_block",
        f"{made.name}PublicAccessBlock",
        rec(settings, made.span),
        made.span,
        transform,
    )


def _policy(made: Component, public: bool) -> None:
    assert made.main is not None
    span, arn = made.span, text_of(made.main.reference(made.span, "Arn"))
    statements: list[Value] = []
    if public:
        where = made.args.key_spans.get("access", made.args.key_spans.get("public", span))
        who = {"principals": [{"type": "*", "identifiers": ["*"]}]}
        statements.append(rec({**who, "actions": ["s3:GetObject"], "resources": [f"{arn}/*"]}, where))
    elif given(prop(made.args, "access")):
        who = {"principals": [{"type": "Service", "identifiers": ["cloudfront.amazonaws.com"]}]}
        statements.append(rec({**who, "actions": ["s3:GetObject"], "resources": [f"{arn}/*"]}, span))
    statements += items(prop(made.args, "policy"))
    if not is_value(prop(made.args, "enforceHttps"), False):
        statements.append(_only_encrypted(arn, span))
    document = policy_document(Array(statements, span), span)
    settings = rec({"bucket": made.main.reference(span), "policy": document}, span)
    transform = prop(made.args, "transform", "policy")
    made.program.add("aws_s3_bucket_policy", f"{made.name}Policy", settings, span, transform)


def _only_encrypted(arn: str, span: Span) -> Record:
    return rec(
        {
            "effect": "deny",
            "principals": [{"type": "*", "identifiers": ["*"]}],
            "actions": ["s3:*"],
            "resources": [arn, f"{arn}/*"],
            "conditions": [{"test": "Bool", "variable": "aws:SecureTransport", "values": ["false"]}],
        },
        span,
    )


def _cors(made: Component) -> None:
    written = prop(made.args, "cors")
    transform = prop(made.args, "transform", "cors")
    if is_value(written, False) or made.main is None:
        return
    if not given(written) and not given(transform):
        return  # what every bucket gets, whether or not a page asks for it, is nobody's decision
    span = written.span if given(written) else made.span
    origins, methods, headers = (prop(written, f"allow{name}") for name in ("Origins", "Methods", "Headers"))
    rule = {
        "allowedOrigins": origins if given(origins) else ["*"],
        "allowedMethods": methods if given(methods) else _METHODS,
        "allowedHeaders": headers if given(headers) else ["*"],
    }
    settings = rec({"bucket": made.main.reference(span), "corsRules": [rule]}, span)
    made.program.add("aws_s3_bucket_cors_configuration", f"{made.name}Cors", settings, span, transform)


def _notify(bucket: Component, call: Call) -> Value:
    """`bucket.notify({notifications: [{name, function, events}]})`."""
    for each in items(prop(call.record(0), "notifications")):
        name = safe(text_of(prop(each, "name"))) or "Notification"
        if given(prop(each, "function")):
            target: Value = called(bucket.program, prop(each, "function"), f"{bucket.name}/{name}", each.span)
            _notification(bucket, name, "lambdaFunctions", "lambdaFunctionArn", target, each, each.span)
        for kind in ("queue", "topic"):
            if given(prop(each, kind)):
                target = _arn(prop(each, kind), each.span)
                _notification(bucket, name, f"{kind}s", f"{kind}Arn", target, each, each.span)
    return Node.opaque("it is a notification", call.span)


def _subscribe(bucket: Component, call: Call) -> Value:
    target = called(bucket.program, call.get(0), f"{bucket.name}/Subscriber", call.span)
    _notification(bucket, "Subscriber", "lambdaFunctions", "lambdaFunctionArn", target, call.record(1), call.span)
    return Node.opaque("it is a subscriber", call.span)


def _subscribe_to(kind: str) -> Method:
    def method(bucket: Component, call: Call) -> Value:
        target = _arn(call.get(0), call.span)
        _notification(bucket, "Subscriber", f"{kind}s", f"{kind}Arn", target, call.record(1), call.span)
        return Node.opaque("it is a subscriber", call.span)

    return method


def _arn(value: Value, span: Span) -> Value:
    component = component_of(value)
    if component is not None and component.program.machine is not None:
        return component.member(component.program.machine, "arn", span)
    return value


def _notification(bucket: Component, name: str, block: str, key: str, target: Value, args: Value, span: Span) -> None:
    events, filters = prop(args, "events"), {}
    for where in ("filterPrefix", "filterSuffix"):
        filters[where] = prop(args, where)
    for rule in items(prop(args, "filters")):
        for where in ("prefix", "suffix"):
            if given(prop(rule, where)):
                filters[f"filter{where.capitalize()}"] = prop(rule, where)
    entry = {key: target, "events": events if given(events) else _EVENTS, **filters}
    named_bucket: Value = bucket.main.reference(span) if bucket.main is not None else bucket.members.get("name", target)
    settings = rec({"bucket": named_bucket, block: [entry]}, span)
    transform = prop(args, "transform", "notification")
    bucket.program.add("aws_s3_bucket_notification", f"{bucket.name}/{name}Notification", settings, span, transform)


def _static_bucket(program: SstProgram, kind: str, call: Call) -> Value:
    """`Bucket.subscribe(arn, …)` and `Bucket.notify("name", arn, …)`: a bucket of somewhere else."""
    name, call = named(call, "Bucket")
    bucket = Component(program, "Bucket", name, Record({}, {}, call.span), call.span)
    arn = node_of(call.get(0))
    bucket.members["name"] = Node.scalar((arn.text() or "${?}").rpartition(":")[2], arn.span)
    if isinstance(call.get(1), Record) and given(prop(call.get(1), "notifications")):
        return _notify(bucket, call.rest(1))
    return _subscribe(bucket, call.rest(1))


# --- tables ---


def _table(made: Component) -> None:
    args, span = made.args, made.span
    fields, index, stream = prop(args, "fields"), prop(args, "primaryIndex"), prop(args, "stream")
    attributes = [
        {"name": name, "type": _LETTERS.get(text_of(type), "S")}
        for name, type in (fields.entries.items() if isinstance(fields, Record) else ())
    ]
    streamed = given(stream) and not is_value(stream, False)
    settings = {
        "attributes": attributes,
        "billingMode": "PAY_PER_REQUEST",
        "hashKey": prop(index, "hashKey"),
        "rangeKey": prop(index, "rangeKey"),
        "streamEnabled": True if streamed else None,
        "streamViewType": text_of(stream).upper().replace("-", "_") if streamed else None,
        "pointInTimeRecovery": {"enabled": True},
        "globalSecondaryIndexes": _indexes(prop(args, "globalIndexes")),
        "localSecondaryIndexes": _indexes(prop(args, "localIndexes")),
        "deletionProtectionEnabled": prop(args, "deletionProtection"),
    }
    transform = prop(args, "transform", "table")
    made.main = table = made.program.add("aws_dynamodb_table", made.name, rec(settings, span, args), span, transform)
    made.nodes["table"] = table
    made.members.update(name=table.reference(span), arn=table.reference(span, "Arn"))
    made.methods["subscribe"] = _subscribe_table


def _indexes(written: Value) -> list[dict[str, object]]:
    if not isinstance(written, Record):
        return []
    return [
        {"name": name, "hashKey": prop(index, "hashKey"), "rangeKey": prop(index, "rangeKey")}
        for name, index in written.entries.items()
    ]


def _subscribe_table(table: Component, call: Call) -> Value:
    assert table.main is not None
    name, call = named(call, "Subscriber")
    return from_stream(
        table.program, f"{table.name}/{name}", table.main.reference(call.span, "StreamArn"), call, "dynamodb"
    )


def _static_table(program: SstProgram, kind: str, call: Call) -> Value:
    name, call = named(call, "Table")
    return from_stream(program, f"{name}/Subscriber", node_of(call.get(0)), call.rest(1), "dynamodb")


COMPONENTS = {"Bucket": _bucket, "Dynamo": _table}
STATICS = {
    "Bucket.subscribe": _static_bucket,
    "Bucket.notify": _static_bucket,
    "Dynamo.subscribe": _static_table,
}
