"""Plug-ins around web APIs: serverless-domain-manager, serverless-associate-waf."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.build import build, first, ref
from goatherd.frontends.serverless.naming import HTTP_API, REST_API, WEBSOCKETS_API, alphanumeric

if TYPE_CHECKING:
    from goatherd.frontends.node import Node
    from goatherd.frontends.serverless.service import Service

_KINDS = {"rest": REST_API, "http": HTTP_API, "websocket": WEBSOCKETS_API}
_POLICIES = {"tls_1_0": "TLS_1_0", "tls_1_2": "TLS_1_2", "tls_1_3": "TLS_1_3"}


def compile_domains(service: Service) -> None:
    custom = service.custom
    domains = [custom.get("customDomain"), *custom.get("customDomains").list()]
    for node in domains:
        kinds = [kind for kind in _KINDS if node.get(kind).is_mapping]
        if kinds:
            for kind in kinds:
                _domain(service, node.get(kind), _KINDS[kind])
        elif node.is_mapping:
            _domain(service, node, _KINDS.get(node.get("apiType").text() or "rest", REST_API))
    _firewall(service)


def _domain(service: Service, node: Node, api: str) -> None:
    name = node.get("domainName")
    if api not in service.template.resources or not name.exists or node.get("enabled").text() == "false":
        return
    policy = first(node.get("securityPolicy"), build("tls_1_2", node.span))
    id = f"{api}CustomDomain{alphanumeric(name.text() or '')}"
    trust = node.get("tlsTruststoreUri")
    settings: dict[str, object] = {
        "DomainName": name,
        "SecurityPolicy": _version(policy),
        "MutualTlsAuthentication": {"TruststoreUri": trust} if trust.exists else None,
    }
    rest = api == REST_API
    service.template.add(id, f"AWS::ApiGateway{'' if rest else 'V2'}::DomainName", settings, node.span)
    mapping: dict[str, object] = {"DomainName": ref(id), "RestApiId" if rest else "ApiId": ref(api)}
    kind = "AWS::ApiGateway::BasePathMapping" if rest else "AWS::ApiGatewayV2::ApiMapping"
    service.template.add(f"{id}Mapping", kind, mapping, node.span)


def _version(policy: Node) -> Node:
    text = policy.text()
    return policy if text is None else build(_POLICIES.get(text.lower(), text), policy.span)


def _firewall(service: Service) -> None:
    for section in ("associateWaf", "wafRegional"):
        settings = service.custom.get(section)
        name = first(settings.get("name"), settings.get("webAclArn"))
        if name.exists and REST_API in service.template.resources:
            properties: dict[str, object] = {"ResourceArn": ref(REST_API), "WebACLArn": name}
            id = f"{REST_API}Firewall"
            service.template.add(id, "AWS::WAFv2::WebACLAssociation", properties, settings.span)
