"""The kit's core: outputs, parameters, tokens, intrinsic functions, custom resources."""

from __future__ import annotations

from goatherd.core.value import HOLE, Known, declared_secret
from goatherd.frontends import replaceable
from goatherd.frontends.cdk.constructs.vocabulary import (
    Array,
    Call,
    Construct,
    Kind,
    Kit,
    Node,
    Record,
    Span,
    Thing,
    Value,
    construct_of,
    given,
    is_true,
    known_text,
    node_of,
    prop,
    scalar,
    seconds,
    text_of,
)
from goatherd.frontends.cdk.imports import imported
from goatherd.model.resource import TemplateParameter


def _output(construct: Construct) -> None:
    unit = construct.unit
    if unit is not None:
        value = prop(construct.props, "value")
        name = node_of(prop(construct.props, "exportName"))
        unit.outputs.setdefault(construct.path, (construct.span, value, name))


def _parameter(construct: Construct) -> None:
    default = prop(construct.props, "default")
    node = node_of(default)
    why = f"parameter {construct.path} is given at deployment"
    why = declared_secret(why) if is_true(prop(construct.props, "noEcho")) else why
    value: Value = node if node.kind == "scalar" and not replaceable.are_ignored() else Node.opaque(why, construct.span)
    for name in ("value", "valueAsString", "valueAsNumber", "valueAsList"):
        construct.memory[name] = value
    if construct.unit is not None:
        construct.unit.parameters.setdefault(construct.path, _described(construct, node))


def _described(construct: Construct, default: Node) -> TemplateParameter:
    return TemplateParameter(
        construct.path,
        construct.span,
        type=known_text(prop(construct.props, "type")) or "String",
        default=Known(text, default.span) if (text := default.text()) is not None else None,
        no_echo=is_true(prop(construct.props, "noEcho")),
    )


def _custom_resource(construct: Construct) -> None:
    type = known_text(prop(construct.props, "resourceType")) or "AWS::CloudFormation::CustomResource"
    construct.main = construct.add(type, construct.span)
    token = prop(construct.props, "serviceToken")
    construct.main.set("ServiceToken", token)
    properties = prop(construct.props, "properties")
    if isinstance(properties, Record):
        for key, value in properties.entries.items():
            construct.main.set(key, value)


def _stack_of(program: Kit, call: Call) -> Value:
    construct = construct_of(call.get(0))
    if construct is None:
        return Node.opaque("the stack is not known", call.span)
    return construct.stack or construct


def _join(program: Kit, call: Call) -> Value:
    parts = call.get(1, "listOfValues")
    if not isinstance(parts, Array):
        return Node.opaque("what is joined is not known", call.span)
    return scalar(text_of(call.get(0)).join(text_of(part) for part in parts.items), call.span)


def _sub(program: Kit, call: Call) -> Value:
    text = text_of(call.get(0, "body"))
    variables = call.get(1, "variables")
    if isinstance(variables, Record):
        for key, value in variables.entries.items():
            text = text.replace(f"${{{key}}}", text_of(value))
    for name in ("Region", "AccountId", "StackName"):
        text = text.replace(f"${{AWS::{name}}}", f"${{AWS-{name}}}")
    return scalar(text.replace("${AWS::Partition}", "aws"), call.span)


def _first(program: Kit, call: Call) -> Value:
    return call.get(0)


def _produced(program: Kit, call: Call) -> Value:
    """`Lazy.string({ produce: () => … })`."""
    return Node.opaque("it is computed when the app is synthesized", call.span)


def _unknown(program: Kit, call: Call) -> Value:
    return Node.opaque("it is known after deployment", call.span)


def _import_value(program: Kit, call: Call) -> Value:
    return scalar(imported(text_of(call.get(0))), call.span)


def _export_value(stack: Construct, call: Call) -> Value:
    """`stack.exportValue(value, {name})`: an output that other stacks import."""
    name = node_of(prop(call.props, "name"))
    if stack.unit is not None and name.exists:
        stack.unit.outputs.setdefault(text_of(name), (call.span, call.get(0), name))
    return call.get(0)


def _select(program: Kit, call: Call) -> Value:
    index, choices = node_of(call.get(0)), call.get(1)
    if isinstance(choices, Array) and isinstance(index.value, int) and 0 <= index.value < len(choices.items):
        return choices.items[index.value]
    return Node.opaque("which element is taken is known after deployment", call.span)


def _nothing(target: object, call: Call) -> Value:
    return Node.absent(call.span)


def _format_arn(construct: Construct, call: Call) -> Value:
    parts = {key: text_of(prop(call.props, key)) for key in ("service", "resource", "resourceName", "sep", "region")}
    separator = parts["sep"] if given(prop(call.props, "sep")) else "/"
    if given(prop(call.props, "arnFormat")):
        separator = ":" if "COLON" in text_of(prop(call.props, "arnFormat")) else HOLE
    resource = parts["resource"]
    if given(prop(call.props, "resourceName")):
        resource += separator + parts["resourceName"]
    region = parts["region"] if given(prop(call.props, "region")) else "${AWS-Region}"
    return scalar(f"arn:aws:{parts['service']}:{region}:${{AWS-AccountId}}:{resource}", call.span)


def _duration_value(thing: Thing, span: Span) -> Node:
    return seconds(thing)


def _provider(construct: Construct) -> None:
    """custom_resources.Provider: the framework's function calls the handlers; the token stands for the first."""
    handler = prop(construct.props, "onEventHandler")
    function = construct_of(handler)
    construct.memory["serviceToken"] = function.arn(construct.span) if function is not None else node_of(handler)
    waiting = construct_of(prop(construct.props, "isCompleteHandler"))
    if waiting is not None:  # it is asked with the same event until the resource is there
        asked = construct.add("AWS::CloudFormation::CustomResource", construct.span, "isComplete")
        asked.set("ServiceToken", waiting.arn(construct.span))


def _trigger(construct: Construct) -> None:
    """triggers.Trigger: a function that the deployment calls, without data."""
    handler = construct_of(prop(construct.props, "handler"))
    if handler is not None:
        construct.main = construct.add("Custom::Trigger", construct.span)
        construct.main.set("HandlerArn", handler.arn(construct.span))


def _aws_custom_resource(construct: Construct) -> None:
    """AwsCustomResource: calls the SDK in a function of the kit's own."""
    construct.main = construct.add("Custom::AWS", construct.span)
    for moment in ("onCreate", "onUpdate", "onDelete"):
        call = prop(construct.props, moment)
        if isinstance(call, Record):
            construct.main.set(moment[:1].upper() + moment[1:], call)


def _none(construct: Construct) -> None:
    """What is not deployed, or only groups other constructs."""


_QUIET = (
    "core.Construct",
    "core.NestedStack",
    "core.CfnCondition",
    "core.CfnMapping",
    "core.Stage",
    "cdk_nag.AwsSolutionsChecks",
)

KINDS: dict[str, Kind] = {
    **{name: Kind(build=_none) for name in _QUIET},
    "core.Stack": Kind(
        methods={
            "static of": _stack_of,
            "formatArn": _format_arn,
            "addDependency": _nothing,
            "exportValue": _export_value,
        }
    ),
    "core.CfnOutput": Kind(build=_output),
    "core.CfnParameter": Kind(build=_parameter),
    "core.CustomResource": Kind(build=_custom_resource),
    "custom_resources.Provider": Kind(build=_provider),
    "triggers.Trigger": Kind(build=_trigger),
    "custom_resources.AwsCustomResource": Kind(build=_aws_custom_resource),
    "core.Fn": Kind(
        methods={
            "static join": _join,
            "static sub": _sub,
            "static select": _select,
            "static importValue": _import_value,
            "static getAtt": _unknown,
            "static ref": _unknown,
        }
    ),
    "core.Token": Kind(methods={f"static as{name}": _first for name in ("String", "Number", "List", "Any")}),
    "core.Lazy": Kind(methods={"static string": _produced, "static any": _produced}),
    "core.Tags": Kind(methods={"static of": lambda program, call: Node.opaque("they are tags", call.span)}),
    "core.Aspects": Kind(methods={"static of": lambda program, call: Node.opaque("they are aspects", call.span)}),
    **{f"core.Duration.{unit}": Kind(value=_duration_value) for unit in ("seconds", "minutes", "hours", "days")},
}
