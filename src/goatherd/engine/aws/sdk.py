"""Clients of AWS's SDKs: how they are made and how their methods are calls of operations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from goatherd.engine.aws import effects, identities, waiters
from goatherd.engine.aws.inputs import MORE, Input
from goatherd.engine.aws.symbols import symbolic
from goatherd.engine.aws.table import javascript_service, operation_of, table
from goatherd.engine.interpreter import error_first, members, unseen
from goatherd.engine.interpreter.arguments import Args
from goatherd.engine.interpreter.errors import Raises
from goatherd.engine.labels import Label, Origin, Trace
from goatherd.engine.values import (
    NONE,
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
    unknown,
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
_OWN_REGION = frozenset({"${AWS::Region}", "${AWS-Region}", "None", "undefined", ""})
_COLLECTIONS = {"objects": ("Key",), "object_versions": ("Key", "VersionId")}
# What says as whom clients act that are made afterwards.
_DEFAULTS = frozenset(
    {"boto3.Session", "boto3.session.Session", "boto3.setup_default_session", "aws-sdk.config.update", "aws-sdk.Config"}
)
_NO_CALLS = frozenset({"config", "middlewareStack", "destroy", "close", "meta", "exceptions"})


def construct(m: Machine, name: str, args: Args, pos: int) -> Value | None:
    """The client or command that calling a symbol of an SDK makes; None for every other symbol."""
    if name in _DEFAULTS:
        m.facts.borrowed = m.facts.borrowed or True in _identities(m, args)
        _note_region(m, "", args)
        return None
    kind = _PYTHON.get(name)
    if kind is not None:
        texts = (args.at(0, "service_name") or UNKNOWN).constants()
        if not texts:
            m.facts.handed.setdefault("", m.place(pos))
            return UNKNOWN
        return _clients(m, [str(text) for text in dict.fromkeys(texts)], kind, args, _identities(m, args))
    if name.startswith("aws-sdk"):
        return _version_two(m, name, args)
    if name.startswith("@aws-sdk/"):
        return _version_three(m, name, args, pos)
    return args.at(0) if _WRAPPERS.search(name) else None


def _identities(m: Machine, args: Args) -> tuple[bool, ...]:
    """Whether a client that is made with these arguments has credentials of its own."""
    options = _input(m, args.at(0) or UNKNOWN)
    options.add_keywords(args)
    return identities.given(m, options)


def _clients(m: Machine, services: list[str], kind: str, args: Args, owned: tuple[bool, ...]) -> Value:
    for service in services:
        _note_region(m, service, args)
    return Value(tuple(Cloud(service, kind, own=own) for service in services for own in owned))


def _note_region(m: Machine, service: str, args: Args) -> None:
    """A client for a region that the code names may not work in the function's own."""
    region = args.at(1, "region_name") or _input(m, args.at(0) or UNKNOWN).parameters.get("region")
    if region is not None and _OWN_REGION.isdisjoint(symbolic(m, region)):
        m.facts.elsewhere.setdefault(service)


def _version_two(m: Machine, name: str, args: Args) -> Value | None:
    match = _V2.fullmatch(name)
    if match is None:
        return None
    service = match[1] or match[2]
    if service in ("Endpoint", "config", "CredentialProviderChain", "Response") or service.endswith("Credentials"):
        return None
    owned = _identities(m, args)
    if match[3] and owned == (False,):
        owned = identities.in_options(m, args.at(0), "service")
    return _clients(m, [javascript_service(service)], "document" if match[3] else "client", args, owned)


def _version_three(m: Machine, name: str, args: Args, pos: int) -> Value | None:
    match = _V3.fullmatch(name)
    if match is None:
        return _signed(m, name, args, pos) if name in _SIGNERS else None
    service = javascript_service(match[1])
    symbol = match[2]
    if match[3] == "from":
        return _clients(m, [service], "document", Args(()), identities.of(args.at(0)))
    if symbol.endswith("Command"):
        operation = symbol.removesuffix("Command")
        if match[1] == "lib-dynamodb":
            operation = table().commands.get(operation, operation)
        return atom(Cloud(service, f"command:{operation}", (("input", args.at(0) or UNKNOWN),)))
    if symbol == "Upload":
        return atom(Cloud("s3", "upload", (("input", args.at(0) or UNKNOWN),)))
    if symbol.startswith("paginate"):
        page = _by_client(m, service, symbol.removeprefix("paginate"), args, pos)
        return m.semantics.make_list(m, "list", ([], page), pos, "pages")
    if symbol.startswith("waitUntil"):
        waited = waiters.operation_of(service, symbol.removeprefix("waitUntil"))
        return _by_client(m, service, waited, args, pos) if waited else None
    if symbol.endswith("Client") or symbol[0].isupper():
        return _clients(m, [service], "client", args, _identities(m, args))
    return None


def _by_client(m: Machine, service: str, operation: str, args: Args, pos: int) -> Value:
    """What a function does for the client in its options, the first argument."""
    result = NOTHING
    for own in identities.in_options(m, args.at(0)):
        result = join(result, effects.perform(m, service, operation, _input(m, args.at(1) or UNKNOWN, own), pos))
    return result


_SIGNERS = ("@aws-sdk/s3-request-presigner.getSignedUrl", "@aws-sdk/s3-presigned-post.createPresignedPost")


def _signed(m: Machine, name: str, args: Args, pos: int) -> Value:
    """A link for a command, or a form; the client comes first."""
    for own in identities.of(args.at(0)):
        if name == _SIGNERS[1]:
            effects.perform(m, "s3", "GeneratePresignedPost", _input(m, args.at(1) or UNKNOWN, own), pos)
            continue
        for command in (args.at(1) or UNKNOWN).atoms:
            if isinstance(command, Cloud) and command.kind.startswith("command:"):
                given = Input({"ClientMethod": const(command.kind.removeprefix("command:"))}, own=own)
                given.add_fields(m, command.bound[0][1])
                given.parameters["ExpiresIn"] = members.read(m, args.at(2) or UNKNOWN, const("expiresIn"), pos)
                effects.perform(m, command.service, "GeneratePresignedUrl", given, pos)
    return _link(m, pos)


def member(m: Machine, item: Cloud, keys: tuple[Any, ...] | None, pos: int) -> Value:
    """An attribute of a client that is not called at once."""
    if keys is None or len(keys) != 1:
        return UNKNOWN
    name = str(keys[0])
    if item.kind == "Bucket" and name in _COLLECTIONS:
        return atom(item.made(name, item.bound))
    if item.kind == "resource" and name == "meta":
        return atom(item.made("meta", item.bound))
    if item.kind == "meta" and name == "client":
        return atom(item.made("client"))
    for parameter, value in item.bound:
        if name in (parameter, _attribute(parameter)):
            return value
    if name in _NO_CALLS:
        return UNKNOWN
    if name in table().loading.get(f"{item.service}.{item.kind}", ()):
        return effects.perform(m, item.service, operation_of(item.service, "load", item.kind), _bound(item), pos)
    return Value((Bound(Native(f"aws:{name}"), atom(item)),))


def _bound(item: Cloud) -> Input:
    return Input(dict(item.bound), own=item.own)


def _attribute(parameter: str) -> str:
    """The attribute under which a boto3 handle shows a parameter: QueueUrl is url, Key is key."""
    return {"QueueUrl": "url", "TopicArn": "arn", "TableName": "name", "Bucket": "name"}.get(
        parameter, parameter.lower()
    )


def call(m: Machine, item: Cloud, name: str, args: Args, pos: int) -> Value:
    """A method of a client, handle, paginator or command."""
    name = name.removeprefix("aws:")
    made = _make_handle(m, item, name, args, pos)
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
    if name == "waitFor" or item.kind == "waiter" or waiters.of_handle(item.kind, name):
        return _wait(m, item, name, args, pos)
    if name in _NO_CALLS or name in ("can_paginate", "on"):
        return atom(item) if name == "on" else UNKNOWN
    operation = operation_of(item.service, name, item.kind)
    given = _given(m, item, name, args)
    if item.kind == "object_versions" and name == "delete":
        given.parameters["Delete"] = _chosen_by_boto3(m, pos)
    if name == "upload" and m.module.language == "javascript":
        _in_parts(given, _input(m, args.at(1) or NOTHING))
    result = effects.perform(m, item.service, operation, given, pos)
    _error_first(m, args, result, pos)
    if name == "receive_messages" and item.kind == "Queue":
        return _messages(m, item, result, pos)
    return join(result, atom(item)) if is_collection(item) and name != "delete" else result


def _messages(m: Machine, queue: Cloud, result: Value, pos: int) -> Value:
    """What a queue gives: data that somebody sent, each with the methods of a message."""
    handle = queue.made("Message", (*queue.bound, ("ReceiptHandle", UNKNOWN)))
    return m.semantics.make_list(m, "list", ([], join(m.semantics.element(m, result), atom(handle))), pos, "messages")


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
    return collection.made("ObjectSummary", (*collection.bound, *((name, UNKNOWN) for name in names)))


def _make_handle(m: Machine, item: Cloud, name: str, args: Args, pos: int) -> Value | None:
    known = table().handles.get(item.service, {})
    if name in known and item.kind in ("resource", "Bucket"):
        names = known[name]
        given = [value for _, value in item.bound] + list(args.positional) + list(args.keywords.values())
        bound = tuple((parameter, given[i] if i < len(given) else UNKNOWN) for i, parameter in enumerate(names))
        return atom(item.made(name, bound))
    if name == "get_paginator":
        texts = (args.at(0, "operation_name") or UNKNOWN).constants()
        if not texts:
            unseen.chosen(m, item, pos)
            return UNKNOWN
        return Value(tuple(item.made(f"paginator:{operation_of(item.service, str(t))}") for t in texts))
    if name == "get_waiter":
        return atom(item.made("waiter", (("waiter_name", args.at(0, "waiter_name") or UNKNOWN),)))
    if name == "get_queue_by_name" and item.kind == "resource":
        found = effects.perform(m, item.service, "GetQueueUrl", _given(m, item, name, args), pos)
        return atom(item.made("Queue", (("QueueUrl", members.read(m, found, const("QueueUrl"), pos)),)))
    if name == "batch_writer" and item.kind == "Table":
        return atom(item.made("batch", item.bound))
    return None


def _wait(m: Machine, item: Cloud, name: str, args: Args, pos: int) -> Value:
    """`waiter.wait(…)`, `table.wait_until_exists()` and the second version's `client.waitFor("tableExists", …)`."""
    if name == "waitFor":
        waiter, args = args.at(0) or UNKNOWN, args.shifted()
    elif item.kind == "waiter":
        waiter, item = item.bound[0][1], item.made("client")
    else:
        waiter = const(waiters.of_handle(item.kind, name))
    result = NOTHING
    for text in waiter.constants() or ("",):
        operation = waiters.operation_of(item.service, str(text))
        if operation is None:
            unseen.chosen(m, item, pos)
            continue
        given = waiters.without_settings(_given(m, item, name, args))
        result = join(result, effects.perform(m, item.service, operation, given, pos))
    _error_first(m, args, result, pos)
    return result if result.atoms else UNKNOWN


def _send(m: Machine, item: Cloud, args: Args, pos: int) -> Value:
    result = NOTHING
    command = args.at(0) or UNKNOWN
    for candidate in command.atoms:
        if isinstance(candidate, Cloud) and candidate.kind.startswith("command:"):
            operation = candidate.kind.removeprefix("command:")
            given = _input(m, candidate.bound[0][1], item.own)
            result = join(result, effects.perform(m, candidate.service, operation, given, pos))
    result = result if result.atoms else UNKNOWN
    _error_first(m, args.shifted(), result, pos)
    return result


def _deferred(m: Machine, item: Cloud, args: Args, pos: int) -> Value:
    if item.kind == "upload":
        return _uploaded(m, item.bound[0][1], pos)
    given = Input(own=item.own)
    given.add_keywords(args)
    result = effects.perform(m, item.service, item.kind.removeprefix("paginator:"), given, pos)
    return m.semantics.make_list(m, "list", ([], result), pos, "pages")


def _uploaded(m: Machine, holder: Value, pos: int) -> Value:
    """What `Upload` of the JavaScript SDK does, of which the options are given."""
    result = NOTHING
    for own in identities.in_options(m, holder):
        given = _input(m, members.read(m, holder, const("params"), pos), own)
        _in_parts(given, _input(m, holder))
        result = join(result, effects.perform(m, "s3", "PutObject", given, pos))
    return result


def _in_parts(given: Input, options: Input) -> None:
    """What an upload of a file in parts is given beside the object's own parameters."""
    given.parameters.setdefault("Fileobj", given.parameters.get("Body", UNKNOWN))
    for name, parameter in (("tags", "Tagging"), (MORE, MORE)):
        if name in options.parameters:
            given.parameters.setdefault(parameter, options.parameters[name])


def _presigned(m: Machine, item: Cloud, name: str, args: Args, pos: int) -> Value:
    """A link or form that lets its holder do what the function may do."""
    post = "post" in name.lower().rpartition("presigned")[2]
    given = Input(own=item.own)
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
    return _link(m, pos)


def _link(m: Machine, pos: int) -> Value:
    place = m.place(pos)
    return unknown((Label(Origin("link", "a signed link", place), trace=Trace(place, "a link is signed", None)),))


_FORM = ("Bucket", "Key", "Fields", "Conditions", "ExpiresIn")
_LINK = ("ClientMethod", "Params", "ExpiresIn", "HttpMethod")


def _given(m: Machine, item: Cloud, name: str, args: Args) -> Input:
    places = {name: m.place(written) for name, written in args.places.items()}
    given = Input(dict(item.bound), places=places, own=item.own)
    order = table().positional.get(f"{item.service}.{item.kind}.{name}") or table().positional.get(
        f"{item.service}.{name}", []
    )
    given.parameters.update(zip(order, args.positional, strict=False))
    if not order and args.positional:
        given.add_fields(m, args.positional[0])
    given.add_keywords(args)
    if "ExtraArgs" in given.parameters:
        given.add_fields(m, given.parameters["ExtraArgs"])
    return given


def _input(m: Machine, value: Value, own: bool = False) -> Input:
    given = Input(own=own)
    given.add_fields(m, value)
    return given


def _error_first(m: Machine, args: Args, result: Value, pos: int) -> None:
    """aws-sdk's callback: (error, data)."""
    callbacks = tuple(a for value in args.positional for a in value.atoms if isinstance(a, Func | Bound))
    if callbacks:
        error_first.called_back(m, Value(callbacks), Args((NONE, result)), pos, Raises.ANYTHING)
