"""Functions that answer HTTP without an API: function URLs, load balancers, VPC Lattice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.endpoint import IAM
from goatherd.frontends.aws.exposure import Reach
from goatherd.frontends.aws.triggers.common import account, anonymous, authenticated
from goatherd.frontends.aws.triggers.edge import signed_origins
from goatherd.model.trigger import Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.core.source import Span
    from goatherd.frontends.aws.stack import Declared
    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.frontends.node import Node
    from goatherd.model.function import Function

_LISTENERS = ("AWS::ElasticLoadBalancingV2::ListenerRule", "AWS::ElasticLoadBalancingV2::Listener")
_TARGETS = "AWS::ElasticLoadBalancingV2::TargetGroup"
_OPEN_URL = anonymous("the function URL has AuthType NONE: anybody on the internet can call it")
_SIGNED_URL = account("the function URL asks for IAM authorization")
_OPEN_ENDPOINT = anonymous("AWS asks nobody at the endpoint who it is: the application has to (ApplicationManaged)")
_SIGNED_ENDPOINT = account("the endpoint asks for IAM authorization")
_LATTICE = account("clients inside the service network")


def read(wiring: Wiring) -> None:
    _function_urls(wiring)
    _load_balancers(wiring)
    _lattice(wiring)


def _function_urls(wiring: Wiring) -> None:
    signed = signed_origins(wiring)
    for declared in wiring.of("AWS::Serverless::Function"):
        url = declared.properties.get("FunctionUrlConfig")
        if url.exists and declared.id in wiring.functions:
            span = declared.properties.key_span("FunctionUrlConfig")
            distribution = signed.get(f"{declared.id}Url") or signed.get(declared.id)
            _add_url(wiring, wiring.functions[declared.id], url, span, declared.id, distribution)
    for declared in wiring.of("AWS::Lambda::Url"):
        function = wiring.function(declared.properties.get("TargetFunctionArn"))
        if function is not None:
            distribution = signed.get(declared.id) or signed.get(function.id)
            _add_url(wiring, function, declared.properties, declared.span, declared.id, distribution)
    for declared in wiring.of("AWS::Lambda::WebFunctionEndpoint"):
        function = wiring.function(declared.properties.get("FunctionName"))
        if function is not None:
            _add_endpoint(wiring, function, declared)


def _add_endpoint(wiring: Wiring, function: Function, endpoint: Declared) -> None:
    written = endpoint.properties.get("AuthType").text() or "unknown"
    signed = written == "IamAuth"
    reach = _SIGNED_ENDPOINT if signed else _OPEN_ENDPOINT
    trigger = Trigger(
        Kind.FUNCTION_URL,
        reach.exposure,
        endpoint.span,
        detail=f"endpoint of a web function, AuthType {written}",
        why=reach.why,
        source=endpoint.id,
        authorizer=IAM if signed else None,
    )
    wiring.add(function, trigger)


def _add_url(wiring: Wiring, function: Function, url: Node, span: Span, source: str, distribution: str | None) -> None:
    authentication = (url.get("AuthType").text() or "").upper()
    reach = _SIGNED_URL if authentication == IAM else _OPEN_URL
    if authentication not in (IAM, "NONE"):
        reach = Reach(_OPEN_URL.exposure, "the template does not decide the AuthType of the function URL")
    if distribution is not None and authentication == IAM:
        reach = anonymous(f"distribution {distribution} signs the requests of everybody for the function URL")
    trigger = Trigger(
        Kind.FUNCTION_URL,
        reach.exposure,
        span,
        detail=f"function URL, AuthType {authentication or 'unknown'}",
        why=reach.why,
        source=source,
        authorizer=IAM if authentication == IAM else None,
    )
    if url.get("InvokeMode").exists:
        trigger.options["invoke_mode"] = url.get("InvokeMode").text() or ""
    wiring.add(function, trigger)


def _load_balancers(wiring: Wiring) -> None:
    for group in wiring.of(_TARGETS):
        for target in group.properties.get("Targets").list():
            function = wiring.function(target.get("Id"))
            if function is None:
                continue
            listeners = list(_listeners(wiring, group.id))
            for conditions, reach, span, source, balancer in listeners:
                path, method = _condition(conditions, "path"), _condition(conditions, "method")
                trigger = _alb(reach, span, source, method, path)
                trigger.options["load_balancer"] = balancer
                wiring.add(function, trigger)
            if not listeners:
                reach = anonymous("a load balancer target; the listener is not part of the application")
                wiring.add(function, _alb(reach, group.span, group.id, "", ""))


def _alb(reach: Reach, span: Span, source: str, method: str, path: str) -> Trigger:
    detail = f"{method} {path}".strip() or "every request"
    authorizer = "load balancer" if reach.why.startswith("the load balancer") else None
    return Trigger(Kind.ALB, reach.exposure, span, detail, reach.why, source, method, path, authorizer)


def _listeners(wiring: Wiring, group: str) -> Iterator[tuple[Node, Reach, Span, str, str]]:
    for key in ("Actions", "DefaultActions"):
        for declared in wiring.referring(group, key, *_LISTENERS):
            balancer = _balancer(wiring, declared.properties)
            reach = _alb_reach(balancer, declared.properties.get(key))
            id = balancer.id if balancer is not None else ""
            yield declared.properties.get("Conditions"), reach, declared.span, declared.id, id


def _balancer(wiring: Wiring, properties: Node) -> Declared | None:
    listener = wiring.resource(properties.get("ListenerArn"))
    return wiring.resource((listener.properties if listener else properties).get("LoadBalancerArn"))


def _alb_reach(balancer: Declared | None, actions: Node) -> Reach:
    if any((action.get("Type").text() or "").startswith("authenticate-") for action in actions.list()):
        return authenticated("the load balancer signs users in first")
    if balancer is not None and balancer.properties.get("Scheme").text() == "internal":
        return account("the load balancer is internal: only callers inside the network reach it")
    return anonymous("the load balancer authenticates nobody")


def _condition(conditions: Node, what: str) -> str:
    fields = {
        "path": ("path-pattern", "PathPatternConfig"),
        "method": ("http-request-method", "HttpRequestMethodConfig"),
    }
    name, key = fields[what]
    for condition in conditions.list():
        if condition.get("Field").text() == name:
            return ",".join(condition.get("Values").texts() or condition.get(key, "Values").texts())
    return ""


def _lattice(wiring: Wiring) -> None:
    for group in wiring.of("AWS::VpcLattice::TargetGroup"):
        for target in group.properties.get("Targets").list():
            function = wiring.function(target.get("Id"))
            if function is not None:
                wiring.add(
                    function, Trigger(Kind.LATTICE, _LATTICE.exposure, group.span, group.id, _LATTICE.why, group.id)
                )
