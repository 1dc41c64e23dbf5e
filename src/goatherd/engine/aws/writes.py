"""What operations put into channels: a message, an item or an object at a time, with the labels in its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.core.value import HOLE
from goatherd.engine.aws.conditions import is_update_only
from goatherd.engine.aws.symbols import outline, symbolic
from goatherd.engine.aws.table import table
from goatherd.engine.aws.updates import updated_attributes
from goatherd.engine.interpreter import callers, files, members, races
from goatherd.engine.labels import KEY, Label, Origin, Trace, mapped, union
from goatherd.engine.values import Obj, Value, const, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.aws.table import Write
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Labels

Fields = dict[tuple[str, ...], "Labels"]

MAX_DEPTH = 5
# Parameters that hold what others call by another name.
_SAME = {"Fileobj": "Body", "Filename": "Body", "CopySource": "Body", "InvokeArgs": "Payload"}


def perform(m: Machine, name: str, parameters: dict[str, Value], pos: int) -> None:
    """Note what one call of an operation puts into its channels."""
    for write in table().writes.get(name, ()):
        if not all(_may_be(parameters.get(each), wanted) for each, wanted in write.when.items()):
            continue
        for message in _messages(m, write, parameters, pos):
            _put(m, write, name, message, pos)


def _may_be(value: Value | None, wanted: tuple[Any, ...]) -> bool:
    constants = value.constants() if value is not None else None
    return constants is None or not set(constants).isdisjoint(wanted)


def put(m: Machine, channel: tuple[str, str], value: Value, pos: int, call: str) -> None:
    """Note that a value is put into a channel as a whole."""
    fields: Fields = {}
    _collect(m, value, ("Body",), fields, MAX_DEPTH)
    if fields:
        m.facts.write(channel, m.place(pos), fields, call, reach=callers.reach(m))


def _messages(m: Machine, write: Write, parameters: dict[str, Value], pos: int) -> Iterator[dict[str, Value]]:
    """The parameters of each message of one call; those of the call as a whole hold for all."""
    if not write.each:
        yield parameters
        return
    batch = parameters.get(write.each)
    if batch is None:
        return
    rest = {key: value for key, value in parameters.items() if key != write.each}
    for target, entries in _by_target(m, batch) if write.keyed else ((None, batch),):
        named = rest if target is None else {**rest, write.names[0]: target}
        for entry in m.semantics.exact_elements(m, entries) or [m.semantics.element(m, entries)]:
            inner = members.read(m, entry, const(write.inside), pos) if write.inside else entry
            for message in _fields(m, inner, write):
                yield {**named, **message}


def _by_target(m: Machine, batch: Value) -> Iterator[tuple[Value, Value]]:
    for holder in batch.atoms:
        if isinstance(holder, Obj):
            for key, entries in members.entries(m, holder):
                yield const(HOLE if key == members.MANY else str(key)), entries


def _fields(m: Machine, entry: Value, write: Write) -> Iterator[dict[str, Value]]:
    """An entry that nobody can look into counts as its first content."""
    for item in entry.atoms:
        if isinstance(item, Obj):
            yield {str(key): part for key, part in members.entries(m, item)}
        elif entry.labels:
            yield {write.contents[0]: Value((item,), entry.labels)}


def _put(m: Machine, write: Write, name: str, parameters: dict[str, Value], pos: int) -> None:
    fields: Fields = {}
    seen = {}
    for content in write.contents:
        if content == "Key" and is_update_only(parameters):
            continue
        value = _content(m, content, parameters, name, pos)
        if value is not None:
            _collect(m, value, (_SAME.get(content, content),), fields, MAX_DEPTH)
    if "ExpressionAttributeValues" in write.contents:
        fields = updated_attributes(m, parameters, fields)
    if name.startswith("dynamodb."):
        fields = {path: _numeric(labels) if _is_number(path) else labels for path, labels in fields.items()}
    if write.uploads:
        fields["Body",] = (_uploaded(m, pos),)
    if not fields:
        return
    for content in (*write.contents, *write.about):
        if content in parameters and content not in _SAME:
            seen[content] = outline(m, parameters[content])
    target = next((parameters[each] for each in write.names if each in parameters), None)
    missing = [write.default] if write.default else [HOLE]
    for text in symbolic(m, target) if target is not None else missing:
        channel = name.partition(".")[0], text
        races.note(m, name, parameters, channel, fields, seen, pos)
        m.facts.write(channel, m.place(pos), dict(fields), name, seen, reach=callers.reach(m))


def _is_number(path: tuple[str, ...]) -> bool:
    """Whether it is an attribute of DynamoDB's type for numbers, as which it stores nothing else."""
    return len(path) > 2 and path[-1] == "N"


def _numeric(labels: Labels) -> Labels:
    return mapped(labels, lambda label: label.add("*", "number"))


def _content(m: Machine, content: str, parameters: dict[str, Value], name: str, pos: int) -> Value | None:
    value = parameters.get(content)
    if value is None:
        return None
    if content == "Filename":
        return files.content(m, value)
    if content == "CopySource":
        return _copied(m, value, name, pos)
    return value


def _uploaded(m: Machine, pos: int) -> Label:
    """What is put where a link leads, by whoever is given it: those whom the function answers."""
    place = m.place(pos)
    return Label(
        Origin("event", "an upload", place, m.trigger), trace=Trace(place, "the caller gets a link to upload", None)
    )


def _copied(m: Machine, source: Value, name: str, pos: int) -> Value:
    """What stands in the object that is copied."""
    place, labels = m.place(pos), []
    for item in source.atoms:
        bucket = members.read(m, Value((item,)), const("Bucket"), pos) if isinstance(item, Obj) else None
        texts = symbolic(m, bucket) if bucket is not None else [_bucket_of(text) for text in symbolic(m, source)]
        for text in texts[:3]:
            origin = Origin("stored", f"bucket {text}", place, None, ("s3", text), ("Body",))
            labels.append(Label(origin, ("Body",), trace=Trace(place, f"{name} copies it from {text}", None)))
    return unknown(tuple(labels))


def _bucket_of(source: str) -> str:
    return source.lstrip("/").partition("/")[0] or HOLE


def _collect(m: Machine, value: Value, path: tuple[str, ...], fields: Fields, depth: int) -> None:
    """Labels by path inside what is written; serialised data keeps the paths it had as an object."""
    packed = value.packed
    if packed is not None:
        _collect(m, packed, path, fields, depth)
        return
    if value.labels:
        fields[path] = union(fields.get(path, ()), m.settled(value).labels)
    for item in value.atoms:
        if isinstance(item, Obj) and depth:
            for key, part in members.entries(m, item):
                _collect(m, part, (*path, str(key)), fields, depth - 1)
            _collect_named(m, item, path, fields)


def _collect_named(m: Machine, item: Obj, path: tuple[str, ...], fields: Fields) -> None:
    """What decided names inside of an object, and what was copied into it with whatever names it has."""
    for hidden, where in ((members.KEYS, (*path, KEY)), (members.OPEN, path)):
        value = m.get_field(item, hidden)
        if value is not None and value.labels:
            fields[where] = union(fields.get(where, ()), m.settled(value).labels)
