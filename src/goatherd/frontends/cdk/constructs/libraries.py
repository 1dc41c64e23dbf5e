"""Constructs of other libraries that are known by their properties: functions with schedules or APIs of their own.

So does, among others, @guardian/cdk: `rules` hold schedules, `apis` describe APIs that proxy everything, `targets`
are the functions of an API by path.
"""

from __future__ import annotations

from goatherd.frontends.cdk.constructs import functions
from goatherd.frontends.cdk.constructs.events import schedule
from goatherd.frontends.cdk.constructs.rest_resources import add_method, resource_at
from goatherd.frontends.cdk.constructs.vocabulary import (
    Array,
    Construct,
    Kind,
    Record,
    Span,
    Value,
    construct_of,
    given,
    items,
    member_name,
    prop,
    record,
    safe_id,
    text_of,
)

_FUNCTION = functions.KINDS["lambda.Function"]


def kind_by_shape(props: Record) -> str | None:
    """What a construct is, as its properties show; None where they do not."""
    function = given(prop(props, "handler")) and (given(prop(props, "runtime")) or given(prop(props, "fileName")))
    if function and given(prop(props, "rules")):
        return "lambda.ScheduledFunction"
    if function and given(prop(props, "apis")):
        return "lambda.FunctionWithApis"
    if function:
        return "lambda.Function"
    if given(prop(props, "entry")) and given(prop(props, "runtime")):
        return "lambda_nodejs.NodejsFunction"
    targets = items(prop(props, "targets"))
    if targets and all(isinstance(target, Record) and given(prop(target, "lambda")) for target in targets):
        return "apigateway.ApiByPath"
    return None


def _function(construct: Construct) -> None:
    if _FUNCTION.build is not None:
        _FUNCTION.build(construct)


def _scheduled(construct: Construct) -> None:
    _function(construct)
    for rule in items(prop(construct.props, "rules")):
        if isinstance(rule, Record) and construct.main is not None:
            made = construct.add("AWS::Events::Rule", rule.span, "Rule")
            made.set("ScheduleExpression", schedule(prop(rule, "schedule")))
            made.set("Targets", Array([record({"Arn": construct.arn(rule.span)}, rule.span)], rule.span))


def _with_apis(construct: Construct) -> None:
    _function(construct)
    for api in items(prop(construct.props, "apis")):
        if isinstance(api, Record):
            id = safe_id(text_of(prop(api, "id")))
            entries: dict[str, Value] = {**api.entries, "handler": construct}
            construct.child("apigateway.LambdaRestApi", id, entries, api.span)
            construct.memory[id] = construct.children[id]
    construct.memory["api"] = next(iter(construct.children.values()), construct)


def _by_path(construct: Construct) -> None:
    api = construct.child("apigateway.RestApi", "RestApi", dict(construct.props.entries), construct.span)
    construct.memory["api"] = api
    for target in items(prop(construct.props, "targets")):
        if isinstance(target, Record):
            _method(api, target, target.span)


def _method(api: Construct, target: Record, span: Span) -> None:
    place = resource_at(api, text_of(prop(target, "path")), span)
    function = construct_of(prop(target, "lambda"))
    if place is not None and function is not None:
        add_method(place, member_name(prop(target, "httpMethod")), function, target, span)


KINDS: dict[str, Kind] = {
    "lambda.ScheduledFunction": Kind(_scheduled, _FUNCTION.methods, _FUNCTION.members),
    "lambda.FunctionWithApis": Kind(_with_apis, _FUNCTION.methods, _FUNCTION.members),
    "apigateway.ApiByPath": Kind(_by_path),
}
