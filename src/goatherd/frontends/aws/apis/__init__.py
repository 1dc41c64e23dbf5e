"""Web APIs of a stack, whatever declares them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.source import Span
from goatherd.core.value import Unknown
from goatherd.frontends.aws.apis import http_api, rest_api
from goatherd.frontends.aws.apis.appsync import read_graphql_apis
from goatherd.frontends.aws.apis.event_api import read_event_apis
from goatherd.frontends.aws.apis.sam_api import read_sam_apis
from goatherd.frontends.aws.apis.sam_websocket import read_sam_websocket_apis
from goatherd.frontends.aws.apis.settings import http_stage_settings, is_private, rest_stage_settings, shared_settings
from goatherd.frontends.aws.apis.web_api import finish
from goatherd.frontends.aws.policy_documents import read_document
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
    read_event_apis(wiring)
    for id, endpoints in sorted(wiring.added_endpoints.items()):
        api = _elsewhere(wiring, id, endpoints, routed=id in routed)
        shared_settings(wiring, api)
        finish(wiring, api, endpoints)
    wiring.added_endpoints.clear()


def _elsewhere(wiring: Wiring, id: str, endpoints: list[Endpoint], *, routed: bool) -> Api:
    """An API of which the application declares methods, or routes, alone: its stages may be anywhere."""
    unknown = Unknown("the API is declared elsewhere")
    api = Api(
        id=f"{id} (declared elsewhere)",
        imported=id,
        web_acl=unknown,
        private=unknown,
        type="AWS::ApiGatewayV2::Api" if routed else "AWS::ApiGateway::RestApi",
        span=endpoints[0].span if endpoints else Span(wiring.stack.path, 1),
    )
    if routed:
        api.protocol = "websocket" if any(endpoint.path == "$connect" for endpoint in endpoints) else "http"
        http_stage_settings(api, http_api.stages(wiring, id))
        return api
    rest_stage_settings(api, rest_api.stages(wiring, id))
    declared = wiring.outside_apis.get(id)
    if declared is not None:
        api.private = is_private(declared.properties.get("EndpointConfiguration"))
        api.policy = read_document(declared.properties.get("Policy"))[0]
    return api
