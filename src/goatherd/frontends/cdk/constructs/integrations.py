"""Integrations of REST APIs in CloudFormation's words."""

from __future__ import annotations

from goatherd.frontends.cdk.constructs.vocabulary import (
    Array,
    Construct,
    Node,
    Record,
    Span,
    Thing,
    Value,
    construct_of,
    given,
    items,
    member_name,
    node_of,
    prop,
    record,
    scalar,
    text_of,
    thing_of,
)


def lambda_uri(function: Construct | None, span: Span) -> Node:
    """What API Gateway calls a function by; opaque where the function is not known."""
    if function is None:
        return Node.opaque("which function is called is not known", span)
    prefix = "arn:aws:apigateway:${AWS-Region}:lambda:path/2015-03-31/functions/"
    return scalar(f"{prefix}{text_of(function.arn(span))}/invocations", span)


def integration(target: Value, span: Span) -> Value:
    """An integration in CloudFormation's words."""
    function = construct_of(target)
    if function is not None:
        return record({"Type": scalar("AWS_PROXY", span), "Uri": lambda_uri(function, span)}, span)
    thing = thing_of(target)
    if thing is None:
        return record({"Type": scalar("MOCK", span)}, span) if not given(target) else node_of(target)
    name = thing.kind.partition(".")[2]
    if name == "LambdaIntegration":
        return _lambda_integration(thing)
    if name == "MockIntegration":
        return _with_options(record({"Type": scalar("MOCK", thing.span)}, thing.span), thing.props)
    if name == "HttpIntegration":
        url = thing.argument(0, "url")
        return record({"Type": scalar("HTTP_PROXY", thing.span), "Uri": node_of(url)}, thing.span)
    if name.startswith("StepFunctionsIntegration"):
        machine = construct_of(thing.argument(0, "stateMachine"))
        uri = "arn:aws:apigateway:${AWS-Region}:states:action/StartExecution"
        return service_integration(uri, [machine.arn(span)] if machine else [], thing.span)
    if name == "AwsIntegration":
        return _aws_integration(thing)
    type = prop(thing.props, "type")
    uri_node = node_of(prop(thing.props, "uri"))
    made = record({"Type": scalar(member_name(type), thing.span), "Uri": uri_node}, thing.span)
    return _with_options(made, thing.props)


def _lambda_integration(thing: Thing) -> Value:
    handler = thing.memory.get("handler", thing.argument(0, "handler"))
    proxy = node_of(prop(thing.props, "proxy")).value is not False
    made = record(
        {
            "Type": scalar("AWS_PROXY" if proxy else "AWS", thing.span),
            "Uri": lambda_uri(construct_of(handler), thing.span),
        },
        thing.span,
    )
    return made if proxy else _with_options(made, thing.props)


def _aws_integration(thing: Thing) -> Value:
    props = thing.props
    service = text_of(prop(props, "service"))
    action, path = prop(props, "action"), prop(props, "path")
    what = f"action/{text_of(action)}" if given(action) else f"path/{text_of(path)}"
    uri = scalar(f"arn:aws:apigateway:${{AWS-Region}}:{service}:{what}", thing.span)
    made = record({"Type": scalar("AWS", thing.span), "Uri": uri}, thing.span)
    return _with_options(made, props)


def service_integration(uri: str, resources: list[Node], span: Span) -> Record:
    """An integration that calls a service of AWS about resources."""
    template = " ".join(text_of(resource) for resource in resources)
    templates = record({"application/json": scalar(template, span)}, span)
    return record({"Type": scalar("AWS", span), "Uri": scalar(uri, span), "RequestTemplates": templates}, span)


def _with_options(made: Record, props: Record) -> Record:
    options = prop(props, "options")
    settings = options if isinstance(options, Record) else props
    role = construct_of(prop(settings, "credentialsRole"))
    if role is not None:
        made.entries["Credentials"] = role.arn(made.span)
    for key, name in (("requestTemplates", "RequestTemplates"), ("requestParameters", "RequestParameters")):
        if given(prop(settings, key)):
            made.entries[name] = prop(settings, key)
    responses: list[Value] = []
    for response in items(prop(settings, "integrationResponses")):
        parameters = prop(response, "responseParameters") if isinstance(response, Record) else Node.absent(made.span)
        responses.append(record({"ResponseParameters": parameters}, response.span))
    if responses:
        made.entries["IntegrationResponses"] = Array(responses, made.span)
    return made
