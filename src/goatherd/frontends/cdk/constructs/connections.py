"""Pipes of EventBridge and rules of IoT: what they read from and which function they hand it to."""

from __future__ import annotations

from goatherd.frontends.cdk.constructs.vocabulary import (
    Array,
    Construct,
    Kind,
    Node,
    Record,
    Span,
    Value,
    construct_of,
    items,
    node_of,
    prop,
    record,
    thing_of,
)

_SOURCES = {
    "SqsSource": "SqsQueueParameters",
    "DynamoDBSource": "DynamoDBStreamParameters",
    "KinesisSource": "KinesisStreamParameters",
}


def _pipe(construct: Construct) -> None:
    """`new pipes.Pipe(this, id, {source: new SqsSource(queue), target: new LambdaFunction(fn, {})})`."""
    props, span = construct.props, construct.span
    construct.main = pipe = construct.add("AWS::Pipes::Pipe", span)
    source = thing_of(prop(props, "source"))
    if source is not None:
        name = source.kind.rpartition(".")[2]
        from_stream = name == "DynamoDBSource"
        pipe.set("Source", _arn(source.argument(0), span, "StreamArn" if from_stream else ""))
        filtered: dict[str, Value] = {_SOURCES[name]: Record({}, {}, source.span)} if name in _SOURCES else {}
        criteria = prop(props, "filter")
        if not (isinstance(criteria, Node) and criteria.kind == "absent"):
            filtered["FilterCriteria"] = Record({}, {}, criteria.span)
        pipe.set("SourceParameters", record(filtered, source.span))
    for key, name in (("target", "Target"), ("enrichment", "Enrichment")):
        end = thing_of(prop(props, key))
        if end is not None:
            pipe.set(name, _arn(end.argument(0), end.span))


def _topic_rule(construct: Construct) -> None:
    """`new iot.TopicRule(this, id, {sql: IotSql.fromStringAsVer20160323("…"), actions})`."""
    props, span = construct.props, construct.span
    construct.main = rule = construct.add("AWS::IoT::TopicRule", span)
    sql = thing_of(prop(props, "sql"))
    actions: list[Value] = []
    for item in items(prop(props, "actions")):
        action = thing_of(item)
        if action is not None and "Lambda" in action.kind:
            called = record({"FunctionArn": _arn(action.argument(0, "func"), action.span)}, action.span)
            actions.append(record({"Lambda": called}, action.span))
    payload: dict[str, Value] = {"Actions": Array(actions, span)}
    if sql is not None:
        payload["Sql"] = node_of(sql.argument(0, "sql"))
    rule.set("RuleName", prop(props, "topicRuleName"))
    rule.set("TopicRulePayload", record(payload, span))


def _arn(value: Value, span: Span, attribute: str = "") -> Node:
    construct = construct_of(value)
    if construct is None:
        return Node.opaque("what is connected is not known", span)
    if attribute and construct.main is not None:
        return construct.main.reference(span, attribute)
    return construct.arn(span)


KINDS: dict[str, Kind] = {"pipes.Pipe": Kind(build=_pipe), "iot.TopicRule": Kind(build=_topic_rule)}
