"""Load balancers: `alb` events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.build import first, ref
from goatherd.frontends.serverless.naming import alphanumeric

if TYPE_CHECKING:
    from goatherd.frontends.node import Node
    from goatherd.frontends.serverless.service import Event, Service

_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
_RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"


def compile_event(service: Service, event: Event) -> None:
    value = event.value
    group = f"{event.function.prefix}AlbTargetGroup{event.index}"
    service.template.add(group, _GROUP, {"TargetType": "lambda", "Targets": [{"Id": event.function.arn}]}, event.span)
    conditions = value.get("conditions")
    described = (
        ("path-pattern", "PathPatternConfig", conditions.get("path")),
        ("http-request-method", "HttpRequestMethodConfig", conditions.get("method")),
        ("host-header", "HostHeaderConfig", conditions.get("host")),
        ("source-ip", "SourceIpConfig", conditions.get("ip")),
    )
    properties: dict[str, object] = {
        "ListenerArn": value.get("listenerArn"),
        "Priority": value.get("priority"),
        "Conditions": [{"Field": f, key: {"Values": list(n.list())}} for f, key, n in described if n.exists],
        "Actions": [*_sign_in(service, value), {"Type": "forward", "TargetGroupArn": ref(group)}],
    }
    id = f"{event.function.prefix}AlbListenerRule{alphanumeric(value.get('priority').text() or str(event.index))}"
    service.template.add(id, _RULE, properties, event.span)


def _sign_in(service: Service, value: Node) -> list[dict[str, object]]:
    actions: list[dict[str, object]] = []
    for name in first(value.get("authorizer"), value.get("authorizers")).texts():
        type = service.provider.get("alb", "authorizers", name, "type").text() or ""
        actions.append({"Type": "authenticate-oidc" if type == "oidc" else "authenticate-cognito"})
    return actions
