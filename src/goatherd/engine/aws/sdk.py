"""Clients of AWS's SDKs: how they are made and how their methods are calls of operations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.engine.aws import effects
from goatherd.engine.aws.inputs import Input
from goatherd.engine.aws.table import javascript_service, operation_of, table
from goatherd.engine.interpreter import members
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.errors import caught
from goatherd.engine.values import (
    NOTHING,
    UNKNOWN,
    Bound,
    Cloud,
    Func,
    Native,
    Value,
    atom,
    const,
    join,
)

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine

_V3 = re.compile(r"@aws-sdk/(client-[a-z0-9-]+|lib-dynamodb|lib-storage)\.(\w+)(?:\.(\w+))?")
_V2 = re.compile(r"aws-sdk(?:/clients/(\w+)|\.(\w+))(?:\.(DocumentClient))?")
_WRAPPERS = re.compile(r"(?:captureAWS|captureAWSClient|captureAWSv3Client|tracer\.captureAWSv3Client)$")
_PYTHON = {
    f"{module}{made}": made
    for module in ("boto3.", "boto3.Session().", "boto3.session.Session().", "boto3.DEFAULT_SESSION.")
    for made in ("client", "resource")
} | {"botocore.session.get_session().create_client": "client"}
_CREDENTIALS = frozenset({"aws_access_key_id", "aws_session_token", "credentials", "accessKeyId", "profile_name"})
_COLLECTIONS = {"objects": ("Key",), "object_versions": ("Key", "VersionId")}
_NO_CALLS = frozenset({"config", "middlewareStack", "destroy", "close", "meta", "exceptions"})


def construct(m: Machine, name: str, args: Args, pos: int) -> Value | None:
    """The client or command that calling a symbol of an SDK makes; None for every other symbol."""
    kind = _PYTHON.get(name)
    if kind is not None:
        service = args.at(0, "service_name")
        texts = service.constants() if service is not None else None
        _note_credentials(m, args)
        if not texts:
            m.facts.handed.setdefault("", m.place(pos))
            return UNKNOWN
        return Value(tuple(Cloud(str(text), kind) for text in dict.fromkeys(texts)))
    if name.startswith("aws-sdk"):
        _note_credentials(m, args)
        return _version_two(name)
    if name.startswith("@aws-sdk/"):
        return _version_three(m, name, args, pos)
    return args.at(0) if _WRAPPERS.search(name) else None


def _note_credentials(m: Machine, args: Args) -> None:
    """A client with credentials of its own does not act as the function's role."""
    options = {**args.keywords, **_input(m, args.at(0) or UNKNOWN).parameters}
    if not _CREDENTIALS.isdisjoint(options):
        m.facts.borrowed = True


def _version_two(name: str) -> Value | None:
    match = _V2.fullmatch(name)
    if match is None:
        return None
    service = match[1] or match[2]
    if service in ("Config", "Credentials", "Endpoint", "config", "SharedIniFileCredentials", "Response"):
        return None
    return atom(Cloud(javascript_service(service), "document" if match[3] else "client"))


def _version_three(m: Machine, name: str, args: Args, pos: int) -> Value | None:
    match = _V3.fullmatch(name)
    if match is None:
        return _signed(m, name, args, pos) if name in _SIGNERS else None
    service = javascript_service(match[1])
    symbol = match[2]
    if match[3] == "from":
        return atom(Cloud(service, "document"))
    if symbol.endswith("Command"):
        operation = symbol.removesuffix("Command")
        if match[1] == "lib-dynamodb":
            operation = table().commands.get(operation, operation)
        return atom(Cloud(service, f"command:{operation}", (("input", args.at(0) or UNKNOWN),)))
    if symbol == "Upload":
        return atom(Cloud("s3", "upload", (("input", args.at(0) or UNKNOWN),)))
    if symbol.startswith("paginate"):
        page = effects.perform(m, service, symbol.removeprefix("paginate"), _input(m, args.at(1) or UNKNOWN), pos)
        return m.semantics.make_list(m, "list", ([], page), pos, "pages")
    if symbol.endswith("Client") or symbol[0].isupper():
        _note_credentials(m, args)
        return atom(Cloud(service, "client"))
    return None


_SIGNERS = ("@aws-sdk/s3-request-presigner.getSignedUrl", "@aws-sdk/s3-presigned-post.createPresignedPost")


def _signed(m: Machine, name: str, args: Args, pos: int) -> Value:
    """A link for a command, or a form; the client comes first."""
    if name == _SIGNERS[1]:
        effects.perform(m, "s3", "GeneratePresignedPost", _input(m, args.at(1) or UNKNOWN), pos)
        return UNKNOWN
    for command in (args.at(1) or UNKNOWN).atoms:
        if isinstance(command, Cloud) and command.kind.startswith("command:"):
            given = Input({"ClientMethod": const(command.kind.removeprefix("command:"))})
            given.add_fields(m, command.bound[0][1])
            effects.perform(m, command.service, "GeneratePresignedUrl", given, pos)
    return UNKNOWN


def member(m: Machine, item: Cloud, keys: tuple[Any, ...] | None) -> Value:
    """An attribute of a client that is not called at once."""
    if keys is None or len(keys) != 1:
        return UNKNOWN
    name = str(keys[0])
    if item.kind == "Bucket" and name in _COLLECTIONS:
        return atom(Cloud(item.service, name, item.bound))
    if item.kind == "resource" and name == "meta":
        return atom(Cloud(item.service, "meta", item.bound))
    if item.kind == "meta" and name == "client":
        return atom(Cloud(item.service, "client"))
    for parameter, value in item.bound:
        if name in (parameter, _attribute(parameter)):
            return value
    if name in _NO_CALLS:
        return UNKNOWN
    return Value((Bound(Native(f"aws:{name}"), atom(item)),))


def _attribute(parameter: str) -> str:
    """The attribute under which a boto3 handle shows a parameter: QueueUrl is url, Key is key."""
    return {"QueueUrl": "url", "TopicArn": "arn", "TableName": "name", "Bucket": "name"}.get(
        parameter, parameter.lower()
    )


def call(m: Machine, item: Cloud, name: str, args: Args, pos: int) -> Value:
    """A method of a client, handle, paginator or command."""
    name = name.removeprefix("aws:")
    made = _make_handle(m, item, name, args)
    if made is not None:
        return made
    if name == "send" and item.kind in ("client", "document"):
        return _send(m, item, args, pos)
    if name in ("paginate", "done", "promise", "send") and item.kind.startswith(("paginator:", "upload")):
        return _deferred(m, item, args, pos)
    if name in (
        "generate_presigned_url",
        "generate_presigned_post",
        "getSignedUrl",
        "getSignedUrlPromise",
        "createPresignedPost",
    ):
        return _presigned(m, item, name, args, pos)
    if name in _NO_CALLS or name in ("get_waiter", "can_paginate", "wait", "on", "reload"):
        return atom(item) if name == "on" else UNKNOWN
    operation = operation_of(item.service, name, item.kind)
    given = _given(m, item, name, args)
    if item.kind == "object_versions" and name == "delete":
        given.parameters["Delete"] = _chosen_by_boto3(m, pos)
    result = effects.perform(m, item.service, operation, given, pos)
    _error_first(m, args, result, pos)
    return join(result, atom(item)) if is_collection(item) and name != "delete" else result


def _chosen_by_boto3(m: Machine, pos: int) -> Value:
    """What a call that deletes a whole collection names: objects, with or without a version."""
    made = m.new("dict", pos, extra="objects")
    m.set_field(made, "Objects", UNKNOWN)
    return Value((made,))


def is_collection(item: Cloud) -> bool:
    return item.kind in _COLLECTIONS


def one_of(collection: Cloud) -> Cloud:
    """What a loop over the objects of a bucket, or their versions, gives."""
    names = _COLLECTIONS[collection.kind]
    return Cloud(collection.service, "ObjectSummary", (*collection.bound, *((name, UNKNOWN) for name in names)))


def _make_handle(m: Machine, item: Cloud, name: str, args: Args) -> Value | None:
    known = table().handles.get(item.service, {})
    if name in known and item.kind in ("resource", "Bucket"):
        names = known[name]
        given = [value for _, value in item.bound] + list(args.positional) + list(args.keywords.values())
        bound = tuple((parameter, given[i] if i < len(given) else UNKNOWN) for i, parameter in enumerate(names))
        return atom(Cloud(item.service, name, bound))
    if name == "get_paginator":
        operation = args.at(0, "operation_name")
        text = operation.text() if operation is not None else None
        return atom(Cloud(item.service, f"paginator:{operation_of(item.service, text)}")) if text else UNKNOWN
    if name == "get_queue_by_name" and item.kind == "resource":
        return atom(Cloud(item.service, "Queue", (("QueueUrl", args.keywords.get("QueueName", UNKNOWN)),)))
    if name == "batch_writer" and item.kind == "Table":
        return atom(Cloud(item.service, "batch", item.bound))
    return None


def _send(m: Machine, item: Cloud, args: Args, pos: int) -> Value:
    result = NOTHING
    command = args.at(0) or UNKNOWN
    for candidate in command.atoms:
        if isinstance(candidate, Cloud) and candidate.kind.startswith("command:"):
            operation = candidate.kind.removeprefix("command:")
            given = _input(m, candidate.bound[0][1])
            result = join(result, effects.perform(m, candidate.service, operation, given, pos))
    result = result if result.atoms else UNKNOWN
    _error_first(m, args.shifted(), result, pos)
    return result


def _deferred(m: Machine, item: Cloud, args: Args, pos: int) -> Value:
    if item.kind == "upload":
        holder = item.bound[0][1]
        inner = members.read(m, holder, const("params"), pos)
        return effects.perform(m, "s3", "PutObject", _input(m, inner), pos)
    given = Input()
    given.add_keywords(args)
    result = effects.perform(m, item.service, item.kind.removeprefix("paginator:"), given, pos)
    return m.semantics.make_list(m, "list", ([], result), pos, "pages")


def _presigned(m: Machine, item: Cloud, name: str, args: Args, pos: int) -> Value:
    """A link or form that lets its holder do what the function may do."""
    post = "post" in name.lower().rpartition("presigned")[2]
    given = Input()
    given.add_keywords(args)
    if m.module.language == "python":
        given.parameters.update(zip(_FORM if post else _LINK, args.positional, strict=False))
    else:
        for value in args.positional:
            if value.text():
                given.parameters["ClientMethod"] = value
            else:
                given.add_fields(m, value)
    inner = given.parameters.pop("Params", None)
    if inner is not None:
        given.add_fields(m, inner)
    effects.perform(m, item.service, "GeneratePresignedPost" if post else "GeneratePresignedUrl", given, pos)
    return UNKNOWN


_FORM = ("Bucket", "Key", "Fields", "Conditions", "ExpiresIn")
_LINK = ("ClientMethod", "Params", "ExpiresIn", "HttpMethod")


def _given(m: Machine, item: Cloud, name: str, args: Args) -> Input:
    given = Input(dict(item.bound), places={name: m.place(written) for name, written in args.places.items()})
    order = table().positional.get(f"{item.service}.{item.kind}.{name}") or table().positional.get(
        f"{item.service}.{name}", []
    )
    given.parameters.update(zip(order, args.positional, strict=False))
    if not order and args.positional:
        given.add_fields(m, args.positional[0])
    given.add_keywords(args)
    return given


def _input(m: Machine, value: Value) -> Input:
    given = Input()
    given.add_fields(m, value)
    return given


def _error_first(m: Machine, args: Args, result: Value, pos: int) -> None:
    """aws-sdk's callback: (error, data)."""
    callbacks = tuple(a for value in args.positional for a in value.atoms if isinstance(a, Func | Bound))
    if not callbacks:
        return
    error = join(const(None), caught(m, pos))
    m.call_perhaps(Value(callbacks), Args((error, result)), pos)
