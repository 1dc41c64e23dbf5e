"""AppSync: data sources with their functions, and resolvers."""

from __future__ import annotations

from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import Value, text_of
from goatherd.frontends.sst.components.functions import called
from goatherd.frontends.sst.things import Call, Component, given, name_of, prop, rec, safe

_DIRECT = ("dynamodb", "elasticSearch", "eventBridge", "http", "openSearch", "rds")


def _api(made: Component) -> None:
    span = made.span
    settings = rec({"name": made.name, "authenticationType": "API_KEY"}, span)
    transform = prop(made.args, "transform", "api")
    made.main = made.program.add("aws_appsync_graphql_api", made.name, settings, span, transform)
    made.nodes["api"] = made.main
    made.members.update(url=made.main.reference(span, "GraphQLUrl"))
    made.methods.update(addDataSource=_source, addResolver=_resolver, addFunction=_function)


def _id(api: Component, call: Call) -> Node:
    assert api.main is not None
    return api.main.reference(call.span, "ApiId")


def _source(api: Component, call: Call) -> Value:
    args, span = call.record(0), call.span
    name = text_of(prop(args, "name"))
    settings: dict[str, object] = {"apiId": _id(api, call), "name": name, "type": "NONE"}
    if given(prop(args, "lambda")):
        target = called(api.program, prop(args, "lambda"), f"{api.name}/{safe(name)}", span)
        settings |= {"type": "AWS_LAMBDA", "lambdaConfig": {"functionArn": target}}
    for key in _DIRECT:
        if given(prop(args, key)):
            settings |= {"type": key.upper(), f"{key}Config": {"source": prop(args, key)}}
    made = Component(api.program, "AppSyncDataSource", name_of(prop(args, "name")), args, span)
    transform = prop(args, "transform", "dataSource")
    id = f"{api.name}/{safe(name)}DataSource"
    made.main = api.program.add("aws_appsync_datasource", id, rec(settings, span), span, transform)
    made.members["name"] = Node.scalar(name, span)
    return made


def _function(api: Component, call: Call) -> Value:
    args, span = call.record(0), call.span
    name = text_of(prop(args, "name"))
    settings = {"apiId": _id(api, call), "dataSource": prop(args, "dataSource"), "name": name}
    made = Component(api.program, "AppSyncFunction", name, args, span)
    id = f"{api.name}/{safe(name)}Step"
    made.main = api.program.add("aws_appsync_function", id, rec(settings, span), span)
    made.nodes["function"] = made.main
    return made


def _resolver(api: Component, call: Call) -> Value:
    args, span = call.record(1), call.span
    type, _, field = text_of(call.get(0)).strip().partition(" ")
    settings = {
        "apiId": _id(api, call),
        "type": type,
        "field": field.strip(),
        "dataSource": prop(args, "dataSource"),
        "pipelineConfig": {"functions": prop(args, "functions")} if given(prop(args, "functions")) else None,
    }
    id = f"{api.name}/{safe(f'{type} {field}')}"
    transform = prop(args, "transform", "resolver")
    api.program.add("aws_appsync_resolver", f"{id}Resolver", rec(settings, span), span, transform)
    return Node.opaque("it is a resolver", span)


COMPONENTS = {"AppSync": _api}
