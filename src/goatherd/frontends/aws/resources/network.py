"""What stands between the application and the network: distributions, listeners, domain names, security groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import known, placeholders
from goatherd.frontends.aws.resources.common import common, presence, reference
from goatherd.model.resource import (
    Distribution,
    DomainName,
    FirewallAssociation,
    Ingress,
    Listener,
    Resource,
    SecurityGroup,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goatherd.core.source import Span
    from goatherd.frontends.aws.stack import Declared, Stack
    from goatherd.frontends.node import Node


def read_distribution(declared: Declared) -> Distribution:
    config = declared.properties.get("DistributionConfig")
    certificate = config.get("ViewerCertificate")
    return Distribution(
        **common(declared),
        viewer_protocol=config.get("DefaultCacheBehavior", "ViewerProtocolPolicy").as_text("allow-all"),
        minimum_tls=certificate.get("MinimumProtocolVersion").as_text("TLSv1"),
        access_logging=presence(config.get("Logging")),
        web_acl=presence(config.get("WebACLId")),
        origins=tuple(id for origin in config.get("Origins").list() for id in _named(origin.get("DomainName"))),
    )


def _named(domain: Node) -> Iterator[str]:
    """Also where a part of an attribute is taken: the host of a function URL."""
    yield from (id for id, _ in placeholders(domain.text() or domain.why))


def read_firewall_association(declared: Declared) -> FirewallAssociation:
    ids = [id for id, _ in placeholders(declared.properties.get("ResourceArn").text() or "")]
    return FirewallAssociation(**common(declared), protects=next((id for id in ids if not id.startswith("AWS-")), ""))


def read_listener(declared: Declared) -> Listener:
    properties = declared.properties
    actions = [action.get("Type").text() for action in properties.get("DefaultActions").list()]
    return Listener(
        **common(declared),
        protocol=properties.get("Protocol").as_text(),
        tls_policy=properties.get("SslPolicy").as_text(),
        redirects="redirect" in actions,
        load_balancer=reference(properties.get("LoadBalancerArn")),
    )


def read_domain_name(declared: Declared) -> DomainName:
    properties = declared.properties
    policy = properties.get("SecurityPolicy")
    if not policy.exists:
        policy = properties.get("DomainNameConfigurations", 0, "SecurityPolicy")
    return DomainName(**common(declared, "DomainName"), minimum_tls=policy.as_text("TLS_1_2"))


def read_security_group(declared: Declared) -> SecurityGroup:
    rules = [_ingress(rule, rule.span) for rule in declared.properties.get("SecurityGroupIngress").list()]
    return SecurityGroup(**common(declared, "GroupName"), ingress=[rule for rule in rules if rule is not None])


def add_ingress(stack: Stack, resources: dict[str, Resource]) -> None:
    """Rules that are resources of their own."""
    for declared in stack.of("AWS::EC2::SecurityGroupIngress"):
        group = resources.get(reference(declared.properties.get("GroupId")))
        rule = _ingress(declared.properties, declared.span)
        if isinstance(group, SecurityGroup) and rule is not None and declared.enabled is not False:
            group.ingress.append(rule)


def _ingress(rule: Node, span: Span) -> Ingress | None:
    cidr = rule.get("CidrIp").text() or rule.get("CidrIpv6").text()
    if not cidr:
        return None
    if rule.get("IpProtocol").text() == "-1":
        return Ingress(cidr, 0, 65535, span)
    first, last = known(rule.get("FromPort").as_int(-1)), known(rule.get("ToPort").as_int(-1))
    return None if first is None or last is None or first < 0 else Ingress(cidr, first, last, span)


READERS: dict[str, Callable[[Declared], Resource]] = {
    "AWS::CloudFront::Distribution": read_distribution,
    "AWS::ElasticLoadBalancingV2::Listener": read_listener,
    "AWS::WAFv2::WebACLAssociation": read_firewall_association,
    "AWS::WAFRegional::WebACLAssociation": read_firewall_association,
    "AWS::ApiGateway::DomainName": read_domain_name,
    "AWS::ApiGatewayV2::DomainName": read_domain_name,
    "AWS::EC2::SecurityGroup": read_security_group,
}
