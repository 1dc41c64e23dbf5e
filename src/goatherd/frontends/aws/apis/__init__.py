"""Web APIs of a stack, whatever declares them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.source import Span
from goatherd.frontends.aws.apis import http_api, rest_api
from goatherd.frontends.aws.apis.appsync import read_graphql_apis
from goatherd.frontends.aws.apis.sam_api import read_sam_apis
from goatherd.frontends.aws.apis.sam_websocket import read_sam_websocket_apis
from goatherd.frontends.aws.apis.settings import shared_settings
from goatherd.frontends.aws.apis.web_api import finish
from goatherd.model.resource import Api

if TYPE_CHECKING:
    from goatherd.frontends.aws.endpoint import Endpoint
    from goatherd.frontends.aws.wiring import Wiring


def read_apis(wiring: Wiring) -> None:
    """Register all APIs and authorizers, wire the functions behind their routes, note which channels they feed.

    Methods can be added to an API by anybody: plain resources go first, so that each API is finished with
    all that was added to it; what is left belongs to APIs that the application does not declare.
    """
    rest_api.read_authorizers(wiring)
    http_api.read_authorizers(wiring)
    rest_api.collect_methods(wiring)
    routed = http_api.collect_routes(wiring)
    read_sam_apis(wiring)
    read_sam_websocket_apis(wiring)
    rest_api.read_rest_apis(wiring)
    http_api.read_http_apis(wiring)
    read_graphql_apis(wiring)
    for id, endpoints in sorted(wiring.added_endpoints.items()):
        api = _elsewhere(wiring, id, endpoints, routed=id in routed)
        shared_settings(wiring, api)
        finish(wiring, api, endpoints)
    wiring.added_endpoints.clear()


def _elsewhere(wiring: Wiring, id: str, endpoints: list[Endpoint], *, routed: bool) -> Api:
    """An API of which the application declares methods, or routes, alone."""
    api = Api(
        id=f"{id} (declared elsewhere)",
        type="AWS::ApiGatewayV2::Api" if routed else "AWS::ApiGateway::RestApi",
        span=endpoints[0].span if endpoints else Span(wiring.stack.path, 1),
    )
    if routed:
        api.protocol = "websocket" if any(endpoint.path == "$connect" for endpoint in endpoints) else "http"
    return api
