"""What stands between a write and a function: prefixes, filter policies and patterns that let only some of it through.

A condition excludes a write only where that is certain: what is not known of the write may pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.core.value import is_symbolic
from goatherd.engine.channels import payloads, topic_rules
from goatherd.engine.channels.resources import may_equal
from goatherd.model.event_pattern import ABSENT, MAX_DEPTH, passes
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from goatherd.engine.aws.symbols import Outline
    from goatherd.engine.facts import WriteFact
    from goatherd.model.trigger import Feed, Trigger

MORE = "*"
_CREATED = {
    "s3.PutObject": ("Put", "Post", "CompleteMultipartUpload"),
    "s3.CopyObject": ("Copy",),
    "s3.UploadPart": ("CompleteMultipartUpload",),
    "s3.GeneratePresignedPost": ("Post",),
    "s3.GeneratePresignedUrl": ("Put",),
}
_RECORDS = frozenset({"kinesis", "Sns"})  # what records are wrapped in that filters do not see
_TYPES = frozenset({"S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"})


def fires(write: WriteFact, trigger: Trigger) -> bool:
    """Whether a write to a trigger's own source may fire it."""
    options = trigger.options
    if trigger.kind == Kind.S3:
        return _object_passes(write, trigger.prefix, trigger.suffix, options.get("events"))
    if trigger.kind == Kind.SNS:
        return _any(options.get("filters"), lambda policy: _policy_passes(write, policy))
    if trigger.kind == Kind.IOT:
        return topic_rules.listens(str(options.get("sql", "")), write.channel[1])
    if trigger.kind == Kind.EVENTBRIDGE:
        return admits(options.get("pattern"), _event(write))
    return _any(options.get("filters"), lambda pattern: admits(pattern, _record(write)))


def fixes(trigger: Trigger, steps: tuple[str, ...]) -> bool:
    """Whether a trigger lets nothing through at a path of the event but what its author wrote."""
    options = trigger.options
    if "disabled" in options:
        return True
    if trigger.kind == Kind.EVENTBRIDGE:
        return (
            "input" in options
            or _made(options.get("input_transformer"), steps)
            or _fixed(options.get("pattern"), before(trigger, steps))
        )
    if trigger.kind == Kind.IOT:
        return topic_rules.leaves_out(str(options.get("sql", "")), steps)
    patterns = options.get("filters")
    if not isinstance(patterns, list) or not patterns or steps[:1] != ("Records",):
        return False
    inner = tuple(step for step in steps[2:] if step not in _RECORDS)
    return all(_fixed(pattern, inner) for pattern in patterns)


def _made(transformer: object, steps: tuple[str, ...]) -> bool:
    """Whether a transformer makes a field without anything of the event."""
    return isinstance(transformer, dict) and not payloads.transformed(transformer, steps)


def before(trigger: Trigger, steps: tuple[str, ...]) -> tuple[str, ...]:
    """Where what the function gets at a path was in the event, before a rule made something of it."""
    if trigger.kind == Kind.IOT:
        return topic_rules.selected(str(trigger.options.get("sql", "")), steps)
    path, transformer = (trigger.options.get(name) for name in ("input_path", "input_transformer"))
    if isinstance(transformer, dict):
        return next(iter(payloads.transformed(transformer, steps)), ("detail",))
    return (payloads.path_of(path) or ()) + steps if isinstance(path, str) else steps


def _fixed(pattern: object, steps: tuple[str, ...]) -> bool:
    for step in steps:
        pattern = pattern.get(step) if isinstance(pattern, dict) else None
    return isinstance(pattern, list) and bool(pattern) and not any(isinstance(test, dict) for test in pattern)


def passes_on(write: WriteFact, feed: Feed, trigger: Trigger) -> bool:
    """Whether a write to the beginning of a feed may get to a trigger's source, and from there to the function."""
    condition = feed.condition
    if {"prefix", "suffix", "events"} & condition.keys() and not _object_passes(
        write, str(condition.get("prefix", "")), str(condition.get("suffix", "")), condition.get("events")
    ):
        return False
    if {"attributes", "body"} & condition.keys() and not _policy_passes(write, condition):
        return False
    if "pattern" in condition and not admits(condition["pattern"], _event(write)):
        return False
    if not _any(condition.get("filters"), lambda pattern: admits(pattern, _record(write))):
        return False
    if trigger.kind == Kind.SQS and feed.raw:
        return _any(trigger.options.get("filters"), lambda pattern: admits(pattern, _record(write)))
    return True


def _any(alternatives: object, test: Any) -> bool:
    """No alternatives exclude nothing."""
    return not isinstance(alternatives, list) or not alternatives or any(map(test, alternatives))


# --- objects ---


def _object_passes(write: WriteFact, prefix: str, suffix: str, events: object) -> bool:
    if not _caused(write.call, events):
        return False
    keys = write.outline.get("Key")
    if not isinstance(keys, tuple):
        return True
    return any(may_equal(f"{prefix}*{suffix}", str(key)) for key in keys)


def _caused(call: str, events: object) -> bool:
    """Whether what an operation does is among the events of a notification."""
    wanted = [str(event) for event in events] if isinstance(events, list | tuple) else []
    done = _CREATED.get(call)
    if not wanted or any(is_symbolic(event) for event in wanted):
        return True
    if done is None:
        return any(event.startswith("s3:ObjectTagging") for event in wanted) is (call == "s3.PutObjectTagging")
    return any(event in ("s3:ObjectCreated:*", "s3:*") or event.rpartition(":")[2] in done for event in wanted)


# --- messages ---


def _policy_passes(write: WriteFact, policy: Mapping[str, object]) -> bool:
    if "attributes" in policy:
        attributes = write.outline.get("MessageAttributes", {} if "Message" in write.outline else None)
        if isinstance(attributes, dict):
            attributes = {name: _value_of(each) for name, each in attributes.items()}
        return admits(policy["attributes"], attributes)
    return admits(policy.get("body"), write.outline.get("Message"))


def _value_of(attribute: Outline) -> Outline:
    if not isinstance(attribute, dict) or "StringValue" not in attribute:
        return None
    kind = attribute.get("DataType")
    listed = not isinstance(kind, tuple) or any("Array" in str(each) for each in kind)
    found: Outline = None if listed else attribute["StringValue"]
    return found


def _event(write: WriteFact) -> Outline:
    """An event on a bus."""
    outline = write.outline
    if write.channel[0] == "s3":
        detail = {"object": {"key": outline.get("Key"), MORE: None}, MORE: None}
        return {"source": ("aws.s3",), "detail-type": ("Object Created",), "detail": detail, MORE: None}
    if write.call != "events.PutEvents":
        return None
    return {
        "source": outline.get("Source"),
        "detail-type": outline.get("DetailType"),
        "detail": outline.get("Detail"),
        MORE: None,
    }


def _record(write: WriteFact) -> Outline:
    """A record of an event source mapping, as its filters see it."""
    outline = write.outline
    service = write.channel[0]
    if service in ("sqs", "sns"):
        attributes = outline.get("MessageAttributes")
        if isinstance(attributes, dict):
            attributes = {name: _lowered(each) for name, each in attributes.items()}
        return {"body": outline.get("MessageBody", outline.get("Message")), "messageAttributes": attributes, MORE: None}
    if service == "kinesis":
        return {"data": outline.get("Data"), "partitionKey": outline.get("PartitionKey"), MORE: None}
    if service == "dynamodb":
        image = {MORE: None} if write.call == "dynamodb.UpdateItem" else _typed(outline.get("Item"))
        change = {"NewImage": image, MORE: None}
        return {"eventName": ("INSERT", "MODIFY"), "dynamodb": change, MORE: None}
    if service == "events":
        return {"body": _event(write), MORE: None}
    return None


def _lowered(attribute: Outline) -> Outline:
    """ "StringValue" as consumers see it: "stringValue"."""
    return {f"{k[:1].lower()}{k[1:]}": v for k, v in attribute.items()} if isinstance(attribute, dict) else None


def _typed(item: Outline) -> Outline:
    """An item with the types that a stream's records show; items that have them stay as they are."""
    if not isinstance(item, dict):
        return None
    return {name: value if name == MORE or _has_type(value) else _with_type(value) for name, value in item.items()}


def _has_type(value: Outline) -> bool:
    return isinstance(value, dict) and len(value) == 1 and value.keys() <= _TYPES


def _with_type(value: Outline) -> Outline:
    if isinstance(value, dict):
        return {"M": _typed(value)}
    if value is None:
        return None
    if all(isinstance(each, str) for each in value):
        return {"S": value, **({MORE: None} if any(is_symbolic(each) for each in value) else {})}
    return {MORE: None}


# --- patterns ---


def admits(pattern: object, outline: Outline | object, depth: int = 0) -> bool:
    """Whether a pattern may let through something of this outline."""
    if not isinstance(pattern, dict) or outline is None or depth > MAX_DEPTH:
        return True
    for name, part in pattern.items():
        if name == "$or" and isinstance(part, list):
            if not any(admits(alternative, outline, depth + 1) for alternative in part):
                return False
            continue
        value = _field(outline, name)
        if isinstance(part, dict):
            if not admits(part, {} if value is ABSENT else value, depth + 1):
                return False
        elif isinstance(part, list) and not any(_may_pass(test, value) for test in part):
            return False
    return True


def _field(outline: object, name: str) -> Any:
    if not isinstance(outline, dict):
        return None  # text that may be JSON
    return outline.get(name, None if MORE in outline else ABSENT)


def _may_pass(test: object, value: Any) -> bool:
    if value is ABSENT:
        return passes(test, ABSENT)
    if not isinstance(value, tuple):
        return True
    return any(_may_be(test, each) for each in value)


def _may_be(test: object, value: object) -> bool:
    """Whether a constant, or a text with parts that nobody knows, may pass one test."""
    if isinstance(test, dict) and "exists" in test:
        return True  # what is written on some paths only is not told apart
    symbolic = isinstance(value, str) and is_symbolic(value)
    if not symbolic:
        return passes(test, value) or (not isinstance(test, dict) and str(test) == str(value)) or _in_text(test)
    operator, operand = next(iter(test.items()), ("", None)) if isinstance(test, dict) else ("equals", test)
    wanted = {"equals": "{}", "prefix": "{}*", "suffix": "*{}", "wildcard": "{}"}.get(operator)
    if wanted is None or isinstance(operand, dict):
        return True
    return may_equal(wanted.format(operand), str(value))


def _in_text(test: object) -> bool:
    """Whether a part of the test is itself known only after deployment."""
    return _symbolic_in(test.values() if isinstance(test, dict) else (test,))


def _symbolic_in(values: Iterable[object]) -> bool:
    return any(
        is_symbolic(each) if isinstance(each, str) else isinstance(each, list) and _symbolic_in(each) for each in values
    )
