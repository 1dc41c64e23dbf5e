"""Settings of a web API that are spread over stages, usage plans, domain names and firewall associations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import Known, Unknown, Value
from goatherd.frontends.aws.apis.web_api import unquoted
from goatherd.frontends.aws.resources.common import presence
from goatherd.model.resource import CorsRule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.frontends.node import Node
    from goatherd.model.resource import Api

_STAGES = ("AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage")
_FIREWALLS = ("AWS::WAFv2::WebACLAssociation", "AWS::WAFRegional::WebACLAssociation")
_MAPPINGS = (
    "AWS::ApiGateway::BasePathMapping",
    "AWS::ApiGateway::BasePathMappingV2",
    "AWS::ApiGatewayV2::ApiMapping",
)
_NO_STAGE = "no stage of this API is part of the application"


def every(stages: list[Node], ask: Callable[[Node], Value[bool]]) -> Value[bool]:
    """True if it holds for all stages, else the first stage's answer that is not."""
    if not stages:
        return Unknown(_NO_STAGE)
    answers = [ask(stage) for stage in stages]
    for answer in answers:
        if isinstance(answer, Known) and not answer.value:
            return answer
    return next((answer for answer in answers if isinstance(answer, Unknown)), answers[0])


def some(stages: list[Node], ask: Callable[[Node], Value[bool]]) -> Value[bool]:
    """True where one of the stages is, Unknown where one may be."""
    answers = [ask(stage) for stage in stages]
    for answer in answers:
        if isinstance(answer, Known) and answer.value:
            return answer
    return next((answer for answer in answers if isinstance(answer, Unknown)), Known(False, explicit=False))


def rest_stage_settings(api: Api, stages: list[Node]) -> None:
    """`stages` are properties of stages, or of an `AWS::Serverless::Api`, which names them alike."""
    api.access_logging = every(stages, lambda stage: presence(stage.get("AccessLogSetting", "DestinationArn")))
    api.access_log_format = _log_format(stages, "AccessLogSetting")
    api.tracing = every(stages, lambda stage: stage.get("TracingEnabled").as_bool(False))
    settings = [setting for stage in stages for setting in stage.get("MethodSettings").list()]
    for setting in settings:
        if setting.get("LoggingLevel").exists:
            api.execution_logging = setting.get("LoggingLevel").as_text("OFF")
    api.data_trace = some(settings, lambda setting: setting.get("DataTraceEnabled").as_bool(False))
    api.throttled = every(stages, _throttled)
    if any(stage.get("CacheClusterEnabled").text() == "true" for stage in stages):
        api.cache_encrypted = every(settings, lambda setting: setting.get("CacheDataEncrypted").as_bool(False))


def _log_format(stages: list[Node], setting: str) -> Value[str]:
    formats = (stage.get(setting, "Format") for stage in stages)
    return next((each.as_text() for each in formats if each.exists), Known("", explicit=False))


def _throttled(stage: Node) -> Value[bool]:
    limits = [
        setting.get(key)
        for setting in stage.get("MethodSettings").list()
        for key in ("ThrottlingRateLimit", "ThrottlingBurstLimit")
    ]
    return some(limits, presence)


def http_stage_settings(api: Api, stages: list[Node]) -> None:
    """The same for stages of HTTP and WebSocket APIs, and `AWS::Serverless::HttpApi`."""
    api.access_logging = every(stages, lambda stage: presence(stage.get("AccessLogSettings", "DestinationArn")))
    api.access_log_format = _log_format(stages, "AccessLogSettings")
    defaults = [stage.get("DefaultRouteSettings") for stage in stages]
    for setting in defaults:
        if setting.get("LoggingLevel").exists:
            api.execution_logging = setting.get("LoggingLevel").as_text("OFF")
    api.data_trace = some(defaults, lambda setting: setting.get("DataTraceEnabled").as_bool(False))
    api.throttled = every(defaults, lambda setting: presence(setting.get("ThrottlingRateLimit")))


def shared_settings(wiring: Wiring, api: Api) -> bool:
    """Firewall, usage plans and domain names; returns whether clients must show a certificate."""
    stages = wiring.referring(api.id, "RestApiId", *_STAGES) + wiring.referring(api.id, "ApiId", *_STAGES)
    for id in (api.id, *(stage.id for stage in stages)):
        for association in wiring.referring(id, "ResourceArn", *_FIREWALLS):
            api.web_acl = Known(True, association.span)
    for plan in wiring.referring(api.id, "ApiStages", "AWS::ApiGateway::UsagePlan"):
        throttle = plan.properties.get("Throttle")
        if throttle.exists:
            api.throttled = Known(True, throttle.span)
    mutual = False
    for domain in _domains(wiring, api.id):
        if domain.get("SecurityPolicy").exists:
            api.minimum_tls = domain.get("SecurityPolicy").as_text()
        mutual = mutual or domain.get("MutualTlsAuthentication").exists
    return mutual


def _domains(wiring: Wiring, api: str) -> Iterable[Node]:
    for key in ("RestApiId", "ApiId"):
        for mapping in wiring.referring(api, key, *_MAPPINGS):
            domain = wiring.resource(mapping.properties.get("DomainName"))
            if domain is not None:
                yield domain.properties
                yield from domain.properties.get("DomainNameConfigurations").list()


def cors_rule(node: Node) -> CorsRule | None:
    """`Cors` of a SAM REST API, `CorsConfiguration` of an HTTP API, `Cors` of a function URL."""
    if node.kind == "scalar":
        if node.text() in (None, "", "false"):
            return None
        origins = ("*",) if node.text() == "true" else unquoted(node)
        return CorsRule(origins, ("*",), ("*",), False, node.span)
    if not node.is_mapping:
        return None
    key = "AllowOrigin" if node.get("AllowOrigin").exists else "AllowOrigins"
    origins = unquoted(node.get(key))
    methods, headers = unquoted(node.get("AllowMethods")), unquoted(node.get("AllowHeaders"))
    credentials = (node.get("AllowCredentials").text() or "").strip("'").lower() == "true"
    return CorsRule(origins, methods, headers, credentials, node.key_span(key))


def is_private(node: Node) -> Value[bool]:
    """`EndpointConfiguration` of a REST API, in any of its spellings."""
    if node.kind == "opaque":
        return Unknown(node.why, node.span)
    types = node.texts() if not node.is_mapping else node.get("Types").texts() + node.get("Type").texts()
    return Known(any(type.upper() == "PRIVATE" for type in types), node.span, explicit=node.exists)
