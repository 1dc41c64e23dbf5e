"""serverless-appsync-plugin: `custom.appSync` (version 1) and `appSync` (version 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.build import build, first, get_att
from goatherd.frontends.serverless.merge import as_mapping
from goatherd.frontends.serverless.naming import alphanumeric, upper_first
from goatherd.frontends.serverless.service import FunctionSection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.frontends.node import Node
    from goatherd.frontends.serverless.service import Service

_API = "GraphQlApi"


def declare_functions(service: Service) -> None:
    """Data sources of version 2 may hold the function that they call."""
    sources = as_mapping(service.root.get("appSync", "dataSources"))
    for name, source in sources.items():
        function = source.get("config", "function")
        if function.get("handler").exists:
            span = source.get("config").key_span("function")
            service.functions[f"{name}Function"] = FunctionSection(f"{name}Function", function, span)


def compile_apis(service: Service) -> None:
    old = service.custom.get("appSync")
    parts = [part for part in old.list() if part.is_mapping]
    for part in old.list():
        if part.kind == "opaque" and service.custom.is_mapping:
            service.lost(part.span, "a GraphQL API", part)
    for part in parts:
        id = _API if len(parts) == 1 else f"{_API}{alphanumeric(part.get('name').text() or '')}"
        _old(service, id, part)
    new = service.root.get("appSync")
    if new.is_mapping:
        _new(service, new, service.root.key_span("appSync"))


# --- version 1 ---


def _old(service: Service, id: str, node: Node) -> None:
    properties: dict[str, object] = {
        "Name": node.get("name"),
        "AuthenticationType": first(node.get("authenticationType"), build("API_KEY", node.span)),
        "AdditionalAuthenticationProviders": [
            {"AuthenticationType": provider.get("authenticationType"), **_authorizer(service, provider)}
            for provider in node.get("additionalAuthenticationProviders").list()
        ],
        "LogConfig": {
            "FieldLogLevel": node.get("logConfig", "level"),
            "CloudWatchLogsRoleArn": node.get("logConfig", "loggingRoleArn"),
        }
        if node.get("logConfig").is_mapping
        else None,
        "XrayEnabled": node.get("xrayEnabled"),
        **_authorizer(service, node),
    }
    service.template.add(id, "AWS::AppSync::GraphQLApi", properties, node.span)
    for source in _flat(node.get("dataSources")):
        _source(service, id, source.get("name").text() or "", source, source.span)
    for step in _flat(node.get("functionConfigurations")):
        _step(service, id, step.get("name").text() or "", step, step.span)
    for resolver in _flat(node.get("mappingTemplates")):
        type, field = resolver.get("type").text() or "", resolver.get("field").text() or ""
        _resolver(service, id, type, field, resolver, resolver.span)


def _flat(node: Node) -> Iterator[Node]:
    """Entries of a list whose elements may be lists, since files are put together like that."""
    for element in node.list():
        yield from element.list()


# --- version 2 ---


def _new(service: Service, node: Node, span: Span) -> None:
    authentication = node.get("authentication")
    logging = node.get("logging")
    properties: dict[str, object] = {
        "Name": node.get("name"),
        "AuthenticationType": first(authentication.get("type"), build("API_KEY", span)),
        "AdditionalAuthenticationProviders": [
            {"AuthenticationType": other.get("type"), **_authorizer(service, other.get("config"))}
            for other in node.get("additionalAuthentications").list()
        ],
        "LogConfig": {"FieldLogLevel": logging.get("level"), "CloudWatchLogsRoleArn": "${?}"}
        if logging.is_mapping and logging.get("enabled").text() != "false"
        else None,
        "XrayEnabled": node.get("xrayEnabled"),
        "Visibility": node.get("visibility"),
        **_authorizer(service, authentication.get("config")),
    }
    service.template.add(_API, "AWS::AppSync::GraphQLApi", properties, span)
    sources = as_mapping(node.get("dataSources"))
    for name, source in sources.items():
        _source(service, _API, name, source, sources.key_span(name))
    steps = as_mapping(node.get("pipelineFunctions"))
    for name, step in steps.items():
        _step(service, _API, name, step, steps.key_span(name))
    resolvers = as_mapping(node.get("resolvers"))
    for name, resolver in resolvers.items():
        type, _, field = name.partition(".")
        type = resolver.get("type").text() or type
        field = resolver.get("field").text() or field or name
        _resolver(service, _API, type, field, resolver, resolvers.key_span(name))


# --- both ---


def _authorizer(service: Service, node: Node) -> dict[str, object]:
    settings = node.get("lambdaAuthorizerConfig") if node.get("lambdaAuthorizerConfig").exists else node
    target = first(settings.get("functionName"), settings.get("functionArn"), settings.get("lambdaFunctionArn"))
    if not target.exists:
        return {}
    return {"LambdaAuthorizerConfig": {"AuthorizerUri": service.arn_of(target)}}


def _source(service: Service, api: str, name: str, source: Node, span: Span) -> None:
    configuration = source.get("config")
    properties: dict[str, object] = {"ApiId": get_att(api, "ApiId"), "Name": name, "Type": source.get("type")}
    embedded = service.functions.get(f"{name}Function")
    target = first(
        configuration.get("functionName"), configuration.get("lambdaFunctionArn"), configuration.get("functionArn")
    )
    if embedded is not None and configuration.get("function").exists:
        properties["LambdaConfig"] = {"LambdaFunctionArn": embedded.arn}
    elif first(target, configuration.get("function")).exists:
        arn = service.arn_of(first(target, configuration.get("function")))
        properties["LambdaConfig"] = {"LambdaFunctionArn": arn}
    elif configuration.exists:
        kind = "DynamoDBConfig" if configuration.get("tableName").exists else "OtherConfig"
        named = {upper_first(key): node for key, node in configuration.items() if not key.startswith("iamRole")}
        properties[kind] = named
    service.template.add(_source_id(api, name), "AWS::AppSync::DataSource", properties, span)


def _source_id(api: str, name: str) -> str:
    return f"{api.replace(_API, 'GraphQl', 1)}Ds{alphanumeric(name)}"


def _step_id(api: str, name: str) -> str:
    return f"{api.replace(_API, 'GraphQlFunctionConfiguration', 1)}{alphanumeric(name)}"


def _step(service: Service, api: str, name: str, step: Node, span: Span) -> None:
    source = step.text() or step.get("dataSource").text() or ""
    properties: dict[str, object] = {
        "ApiId": get_att(api, "ApiId"),
        "Name": name,
        "DataSourceName": get_att(_source_id(api, source), "Name"),
    }
    service.template.add(_step_id(api, name), "AWS::AppSync::FunctionConfiguration", properties, span)


def _resolver(service: Service, api: str, type: str, field: str, node: Node, span: Span) -> None:
    source = node.text() or (node.get("dataSource").text() if node.is_mapping else None)
    steps: list[object] = []
    for place, step in enumerate(node.get("functions").list() if node.is_mapping else ()):
        name = step.text() or f"{type}{field}{place}"
        if step.is_mapping:
            _step(service, api, name, step, step.span)
        steps.append(get_att(_step_id(api, name), "FunctionId"))
    properties: dict[str, object] = {
        "ApiId": get_att(api, "ApiId"),
        "TypeName": type,
        "FieldName": field,
        "DataSourceName": get_att(_source_id(api, source), "Name") if source else None,
        "PipelineConfig": {"Functions": steps} if steps else None,
    }
    id = f"{api.replace(_API, 'GraphQlResolver', 1)}{alphanumeric(type)}{alphanumeric(field)}"
    service.template.add(id, "AWS::AppSync::Resolver", properties, span)
