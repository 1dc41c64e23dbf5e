"""AppSync's Event APIs: functions that handle what clients publish to, and subscribe to in, a channel namespace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.apis.appsync import REACH, UNKNOWN_REACH, named_sources
from goatherd.frontends.aws.apis.web_api import add_authorizer
from goatherd.model.resource import Authorizer
from goatherd.model.trigger import Kind, Trigger

if TYPE_CHECKING:
    from goatherd.frontends.aws.exposure import Reach
    from goatherd.frontends.aws.stack import Declared
    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.frontends.node import Node

_API = "AWS::AppSync::Api"
_NAMESPACE = "AWS::AppSync::ChannelNamespace"
_MODES = {
    "OnPublish": ("publish", "PublishAuthModes", "DefaultPublishAuthModes"),
    "OnSubscribe": ("subscribe", "SubscribeAuthModes", "DefaultSubscribeAuthModes"),
}


def read_event_apis(wiring: Wiring) -> None:
    apis = {declared.id: declared for declared in wiring.of(_API)}
    for declared in apis.values():
        _authorizers(wiring, declared)
    sources = named_sources(wiring.of("AWS::AppSync::DataSource"))
    for namespace in wiring.of(_NAMESPACE):
        api = wiring.resource(namespace.properties.get("ApiId"))
        for handler, (verb, own, default) in _MODES.items():
            integration = namespace.properties.get("HandlerConfigs", handler, "Integration", "DataSourceName")
            function = wiring.function_named(sources.get(_name(integration), ""))
            if function is None:
                continue
            modes = namespace.properties.get(own)
            if not modes.exists and api is not None:
                modes = api.properties.get("EventConfig", default)
            reach = _reach(modes)
            name = namespace.properties.get("Name").text() or namespace.id
            trigger = Trigger(
                Kind.APPSYNC_EVENTS, reach.exposure, namespace.span, f"{verb} /{name}", reach.why, namespace.id
            )
            wiring.add(function, trigger)


def _reach(modes: Node) -> Reach:
    """Of several ways to authenticate, the one that asks for least."""
    found = [REACH.get(mode.get("AuthType").text() or "", UNKNOWN_REACH) for mode in modes.list()]
    return max(found, key=lambda reach: reach.exposure, default=UNKNOWN_REACH)


def _authorizers(wiring: Wiring, api: Declared) -> None:
    for provider in api.properties.get("EventConfig", "AuthProviders").list():
        uri = provider.get("LambdaAuthorizerConfig", "AuthorizerUri")
        if uri.exists:
            authorizer = Authorizer(
                id=f"{api.id}:lambda", type="AWS::AppSync::Authorizer", span=uri.span, kind="lambda-request"
            )
            add_authorizer(wiring, authorizer, wiring.function(uri))


def _name(written: Node) -> str:
    text = written.text() or ""
    return text[2:-1].partition(".")[0] if text.startswith("${") and text.endswith("}") else text
