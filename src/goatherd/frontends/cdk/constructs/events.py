"""Rules, schedules and buses of EventBridge."""

from __future__ import annotations

from goatherd.core.value import HOLE
from goatherd.frontends.cdk.constructs import permissions, statements
from goatherd.frontends.cdk.constructs.vocabulary import (
    Array,
    Call,
    Construct,
    Kind,
    Node,
    Record,
    Span,
    Value,
    camel,
    construct_of,
    given,
    items,
    node_of,
    prop,
    record,
    scalar,
    seconds,
    text_of,
    thing_of,
)
from goatherd.frontends.cdk.things import Bound

_PATTERN_KEYS = {"detailType": "detail-type"}
_UNITS = {"day": 86_400, "hour": 3_600, "minute": 60}
_CRON = ("minute", "hour", "day", "month", "weekDay", "year")


def schedule(value: Value) -> Node:
    """`Schedule.rate(Duration.minutes(5))` -> rate(5 minutes)."""
    thing = thing_of(value)
    if thing is None:
        return node_of(value)
    name = thing.kind.rpartition(".")[2]
    argument = thing.argument(0, "duration")
    if name == "rate":
        length = seconds(argument)
        return scalar(f"rate({_interval(length.value) if isinstance(length.value, int) else HOLE})", thing.span)
    if name == "cron":
        parts = {key: text_of(part) if given(part := prop(thing.props, key)) else "*" for key in _CRON}
        if parts["weekDay"] == "*":
            parts["weekDay"] = "?"
        else:
            parts["day"] = "?"
        return scalar(f"cron({' '.join(parts[key] for key in _CRON)})", thing.span)
    return node_of(argument)


def _interval(length: int) -> str:
    """Seconds in the largest unit that fits, as the CDK writes them."""
    unit, size = next(((u, s) for u, s in _UNITS.items() if length % s == 0), ("minute", 60))
    return f"{length // size} {unit}{'s' if length != size else ''}"


def _rule(construct: Construct) -> None:
    props, span = construct.props, construct.span
    construct.main = rule = construct.add("AWS::Events::Rule", span)
    rule.set("Name", prop(props, "ruleName"))
    when = prop(props, "schedule")
    if given(when):
        rule.set("ScheduleExpression", schedule(when))
    pattern = prop(props, "eventPattern")
    if given(pattern):
        rule.set("EventPattern", pattern_of(pattern))
    bus = construct_of(prop(props, "eventBus"))
    if bus is not None:
        rule.set("EventBusName", bus.ref(span))
    for target in items(prop(props, "targets")):
        _target(construct, target)


def pattern_of(value: Value) -> Value:
    if not isinstance(value, Record):
        return value
    made = Record({}, {}, value.span, value.open)
    bound = Bound()
    for key, item in value.entries.items():
        name = _PATTERN_KEYS.get(camel(key), key)
        made.entries[name] = _pattern_values(item, bound)
        made.key_spans[name] = value.key_spans.get(key, item.span)
    return made


def _pattern_values(value: Value, bound: Bound) -> Value:
    """`Match.prefix("x")` and the like."""
    if not bound.take():
        return Node.opaque("the pattern is too large", value.span)
    if isinstance(value, Array):
        return Array([part for item in value.items for part in _matched(item, bound)], value.span)
    if isinstance(value, Record):
        entries = {key: _pattern_values(item, bound) for key, item in value.entries.items()}
        return Record(entries, value.key_spans, value.span, value.open)
    return Array(_matched(value, bound), value.span) if thing_of(value) is not None else value


def _matched(value: Value, bound: Bound) -> list[Value]:
    thing = thing_of(value)
    if thing is None:
        return [_pattern_values(value, bound)]
    name = thing.kind.rpartition(".")[2]
    argument = thing.argument(0)
    if name == "exactString":
        return [argument]
    return [record({{"anythingBut": "anything-but"}.get(name, name): argument}, thing.span)]


def _add_pattern(rule: Construct, call: Call) -> Value:
    if rule.main is not None:
        rule.main.set("EventPattern", pattern_of(call.props))
    return Node.absent(call.span)


def _target(rule: Construct, target: Value) -> None:
    thing = thing_of(target)
    if thing is None or rule.main is None:
        return
    span = thing.span
    first = thing.argument(0)
    if not given(first) and thing.arguments.keywords:
        first = next(iter(thing.arguments.keywords.values()))
    aimed = construct_of(first)
    entry: dict[str, Value] = {"Arn": aimed.arn(span) if aimed is not None else node_of(first)}
    given_input = thing_of(prop(thing.props, "event")) or thing_of(prop(thing.props, "input"))
    if given_input is not None and given_input.kind.endswith(("fromObject", "fromText")):
        entry["Input"] = node_of(given_input.argument(0))
    elif given_input is not None:
        entry["InputPath"] = node_of(given_input.argument(0))
    if given(prop(thing.props, "deadLetterQueue")):
        queue = construct_of(prop(thing.props, "deadLetterQueue"))
        entry["DeadLetterConfig"] = record({"Arn": queue.arn(span) if queue else scalar("${?}", span)}, span)
    attempts = prop(thing.props, "retryAttempts")
    if given(attempts):
        entry["RetryPolicy"] = record({"MaximumRetryAttempts": attempts}, attempts.span)
    rule.main.list("Targets").items.append(record(entry, span))


def _add_target(rule: Construct, call: Call) -> Value:
    _target(rule, call.get(0, "target"))
    return Node.absent(call.span)


def _bus(construct: Construct) -> None:
    construct.main = bus = construct.add("AWS::Events::EventBus", construct.span)
    bus.set("Name", prop(construct.props, "eventBusName"))


def _scheduler(construct: Construct) -> None:
    """aws-scheduler: `new Schedule(this, id, {schedule, target})`."""
    props, span = construct.props, construct.span
    construct.main = made = construct.add("AWS::Scheduler::Schedule", span)
    made.set("ScheduleExpression", schedule(prop(props, "schedule")))
    thing = thing_of(prop(props, "target"))
    if thing is not None:
        aimed = construct_of(thing.argument(0, "func"))
        arn = aimed.arn(span) if aimed is not None else Node.opaque("the target is not known", span)
        made.set("Target", record({"Arn": arn}, span))


def _put_events(bus: Construct, call: Call) -> Value:
    actions = statements.simple_statement(["events:PutEvents"], [bus.arn(call.span)], call.span)
    permissions.allow(call.get(0, "grantee"), actions, call.span)
    return Node.opaque("it is a grant", call.span)


def _grant_all(program: object, call: Call) -> Value:
    everything: list[Node] = [scalar("*", call.span)]
    statement = statements.simple_statement(["events:PutEvents"], everything, call.span)
    permissions.allow(call.get(0, "grantee"), statement, call.span)
    return Node.opaque("it is a grant", call.span)


def _archive(bus: Construct, call: Call) -> Value:
    return Node.absent(call.span)


def _bus_name(construct: Construct, span: Span) -> Value:
    return construct.ref(span)


KINDS: dict[str, Kind] = {
    "events.Rule": Kind(build=_rule, methods={"addTarget": _add_target, "addEventPattern": _add_pattern}),
    "events.EventBus": Kind(
        build=_bus,
        methods={
            "grantPutEventsTo": _put_events,
            "grantAllPutEvents": _put_events,
            "static grantAllPutEvents": _grant_all,
            "static grantPutEvents": _grant_all,
            "archive": _archive,
        },
        members={"eventBusName": _bus_name},
    ),
    "scheduler.Schedule": Kind(build=_scheduler),
}
