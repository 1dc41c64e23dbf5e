"""REST APIs of API Gateway: `http` events, and the API, stage and keys that `provider` describes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.frontends.build import build, first, get_att, ref
from goatherd.frontends.node import Node
from goatherd.frontends.serverless.events.authorizers import OPEN, RestAuthorizer, rest_authorizer
from goatherd.frontends.serverless.naming import REST_API, path_id, upper_first

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.serverless.service import Event, Service

_INVOCATION = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
_MAPPED = ("lambda", "aws")  # integrations that answer through templates
_PLAIN = ("http", "http_proxy", "http-proxy", "mock")


@frozen(eq=False)
class Method:
    """A method of a path, whatever stands behind it."""

    path: str
    method: str
    span: Span
    integration: dict[str, object]
    authorizer: RestAuthorizer = OPEN
    api_key: Node | None = None
    validator: object = None
    cors: Node | None = None


def compile_event(service: Service, event: Event) -> None:
    value = event.value
    if value.kind == "opaque":
        service.lost(event.span, f"an HTTP event of {event.function.key}", value)
        return
    path, verb = route_of(value)
    validated = value.get("request", "schemas").exists or value.get("request", "schema").exists
    validated = validated or value.get("reqValidatorName").exists
    add_method(
        service,
        Method(
            path=path,
            method=verb,
            span=event.span,
            integration=_integration(event),
            authorizer=rest_authorizer(service, value, api_of(service, event.span)),
            api_key=value.get("private"),
            validator=ref(_validator(service, event.span)) if validated else None,
            cors=value.get("cors"),
        ),
    )


def route_of(value: Node) -> tuple[str, str]:
    """(path without its first slash, method) of `get users/{id}` or of a mapping."""
    if value.is_mapping:
        path, verb = value.get("path").text() or "", value.get("method").text() or "any"
    else:
        verb, _, path = (value.text() or "any ").strip().partition(" ")
    verb = verb.upper()
    return path.strip().strip("/"), "ANY" if verb == "*" else verb


def _integration(event: Event) -> dict[str, object]:
    value = event.value
    kind = (value.get("integration").text() or "lambda-proxy").lower() if value.is_mapping else "lambda-proxy"
    if kind in _PLAIN:
        type = {"mock": "MOCK", "http": "HTTP"}.get(kind, "HTTP_PROXY")
        return {"Type": type, "Uri": value.get("request", "uri"), "IntegrationHttpMethod": "POST"}
    return {
        "Type": "AWS" if kind in _MAPPED else "AWS_PROXY",
        "IntegrationHttpMethod": "POST",
        "Uri": {"Fn::Join": ["", [{"Fn::Sub": _INVOCATION}, event.function.arn, "/invocations"]]},
        "RequestTemplates": value.get("request", "template") if kind in _MAPPED else None,
    }


def api_of(service: Service, span: Span) -> object:
    """What `RestApiId` is; the first event makes the API, unless it belongs to another stack."""
    outside = service.provider.get("apiGateway", "restApiId")
    if outside.exists:
        return outside
    if REST_API not in service.template.resources:
        _add_api(service, span)
    return ref(REST_API)


def _add_api(service: Service, span: Span) -> None:
    settings = service.provider.get("apiGateway")
    policy = first(settings.get("resourcePolicy"), service.provider.get("resourcePolicy"))
    endpoint = service.provider.get("endpointType")
    properties: dict[str, object] = {
        "Name": first(service.provider.get("apiName"), build(f"{service.stage}-{service.name}", span)),
        "EndpointConfiguration": {
            "Types": [endpoint if endpoint.exists else "EDGE"],
            "VpcEndpointIds": service.provider.get("vpcEndpointIds"),
        },
        "Policy": {"Version": "2012-10-17", "Statement": policy} if policy.exists else None,
        "DisableExecuteApiEndpoint": settings.get("disableDefaultEndpoint"),
    }
    service.template.add(REST_API, "AWS::ApiGateway::RestApi", properties, span)
    url = f"https://${{{REST_API}}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}/{service.stage}"
    service.template.output("ServiceEndpoint", {"Fn::Sub": url}, span)


def add_method(service: Service, method: Method) -> None:
    api = api_of(service, method.span)
    resource = _resource(service, method.path, api, method.span)
    properties: dict[str, object] = {
        "RestApiId": api,
        "ResourceId": resource,
        "HttpMethod": method.method,
        "ApiKeyRequired": method.api_key,
        "AuthorizationType": method.authorizer.type,
        "AuthorizerId": method.authorizer.id,
        "AuthorizationScopes": method.authorizer.scopes,
        "RequestValidatorId": method.validator,
        "Integration": method.integration,
    }
    id = f"ApiGatewayMethod{path_id(method.path)}"
    span = method.span
    service.template.add(id + upper_first(method.method.lower()), "AWS::ApiGateway::Method", properties, span)
    if method.cors is not None and service.on(method.cors):
        answer = _preflight(method.cors, method.method)
        preflight = {"RestApiId": api, "ResourceId": resource, "HttpMethod": "OPTIONS", "Integration": answer}
        service.template.add(f"{id}Options", "AWS::ApiGateway::Method", preflight, method.cors.span)


def _resource(service: Service, path: str, api: object, span: Span) -> object:
    """What `ResourceId` is; adds the resources of the path that are not there yet."""
    settings = service.provider.get("apiGateway")
    declared = {key.strip("/"): node for key, node in settings.get("restApiResources").items()}
    outside_root = settings.get("restApiRootResourceId")
    parent: object = get_att(REST_API, "RootResourceId")
    if settings.get("restApiId").exists:
        parent = outside_root if outside_root.exists else "${?}"
    walked = ""
    for part in path.split("/") if path else ():
        walked = f"{walked}/{part}".lstrip("/")
        id = f"ApiGatewayResource{path_id(walked)}"
        if walked in declared:
            parent = declared[walked]
            continue
        if id not in service.template.resources:
            properties: dict[str, object] = {"RestApiId": api, "ParentId": parent, "PathPart": part}
            service.template.add(id, "AWS::ApiGateway::Resource", properties, span)
        parent = ref(id)
    return parent


def _preflight(cors: Node, method: str) -> dict[str, object]:
    """The mock method that answers for a path; `cors: true` lets every origin in."""
    origins = first(cors.get("origins"), cors.get("origin")) if cors.is_mapping else Node.absent(cors.span)
    origin: object = "'*'"
    if origins.exists:
        origin = ",".join(origins.texts())
    parameters: dict[str, object] = {"method.response.header.Access-Control-Allow-Origin": origin}
    parameters["method.response.header.Access-Control-Allow-Methods"] = f"'OPTIONS,{method}'"
    headers = cors.get("headers") if cors.is_mapping else Node.absent(cors.span)
    if headers.exists:
        parameters["method.response.header.Access-Control-Allow-Headers"] = ",".join(headers.texts())
    credentials = cors.get("allowCredentials") if cors.is_mapping else Node.absent(cors.span)
    if credentials.exists:
        parameters["method.response.header.Access-Control-Allow-Credentials"] = f"'{credentials.text()}'"
    return {"Type": "MOCK", "IntegrationResponses": [{"StatusCode": "200", "ResponseParameters": parameters}]}


def _validator(service: Service, span: Span) -> str:
    properties: dict[str, object] = {
        "RestApiId": api_of(service, span),
        "ValidateRequestBody": True,
        "ValidateRequestParameters": True,
    }
    id = "ApiGatewayRequestValidator"
    return service.template.add(id, "AWS::ApiGateway::RequestValidator", properties, span)


def finish(service: Service) -> None:
    """The stage and the usage plan of an API that events have made."""
    api = service.template.resources.get(REST_API)
    if api is None:
        return
    span = service.template.spans[REST_API]
    properties: dict[str, object] = {
        "RestApiId": ref(REST_API),
        "StageName": first(service.provider.get("apiGateway", "stage"), build(service.stage, span)),
        "StageDescription": _stage(service, span),
    }
    service.template.add("ApiGatewayDeployment", "AWS::ApiGateway::Deployment", properties, span)
    _usage_plan(service)


def _stage(service: Service, span: Span) -> dict[str, object]:
    logs = service.provider.get("logs", "restApi")
    metrics: dict[str, object] = {"HttpMethod": "*", "ResourcePath": "/*"}
    if service.on(logs) and (logs.get("executionLogging").text() if logs.is_mapping else None) != "false":
        metrics["LoggingLevel"] = first(logs.get("level"), build("INFO", logs.span)) if logs.is_mapping else "INFO"
        full = logs.get("fullExecutionData") if logs.is_mapping else Node.absent(logs.span)
        metrics["DataTraceEnabled"] = full if full.exists else True
    limits = service.custom.get("apiGatewayThrottling")
    if limits.is_mapping:
        metrics["ThrottlingRateLimit"] = limits.get("maxRequestsPerSecond")
        metrics["ThrottlingBurstLimit"] = limits.get("maxConcurrentRequests")
    accessed = service.on(logs) and (logs.get("accessLogging").text() if logs.is_mapping else None) != "false"
    group = "ApiGatewayLogGroup"
    if accessed:
        name = f"/aws/api-gateway/{service.name}-{service.stage}"
        retention = service.provider.get("logRetentionInDays")
        log_group: dict[str, object] = {"LogGroupName": name, "RetentionInDays": retention}
        service.template.add(group, "AWS::Logs::LogGroup", log_group, logs.span)
    return {
        "AccessLogSetting": {"DestinationArn": get_att(group)} if accessed else None,
        "TracingEnabled": service.provider.get("tracing", "apiGateway"),
        "MethodSettings": [metrics],
    }


def _usage_plan(service: Service) -> None:
    settings = service.provider.get("apiGateway")
    plan = first(settings.get("usagePlan"), service.provider.get("usagePlan"))
    keys = first(settings.get("apiKeys"), service.provider.get("apiKeys"))
    if plan.is_mapping or (keys.exists and not plan.exists):  # keys come with a plan, be it one without limits
        properties: dict[str, object] = {
            "ApiStages": [{"ApiId": ref(REST_API), "Stage": service.stage}],
            "Throttle": plan.get("throttle") if plan.is_mapping else None,
            "Quota": plan.get("quota") if plan.is_mapping else None,
        }
        span = plan.span if plan.is_mapping else keys.span
        service.template.add("ApiGatewayUsagePlan", "AWS::ApiGateway::UsagePlan", properties, span)
