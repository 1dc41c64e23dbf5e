"""What stands between the application and the network: distributions, listeners, domain names, security groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import Known, Unknown, known, placeholders
from goatherd.frontends.aws.resources.common import common, presence, reference
from goatherd.model.resource import (
    CacheBehaviour,
    Distribution,
    DomainName,
    FirewallAssociation,
    Ingress,
    Listener,
    Resource,
    ResponseHeaders,
    SecurityGroup,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goatherd.core.source import Span
    from goatherd.core.value import Value
    from goatherd.frontends.aws.stack import Declared, Stack
    from goatherd.frontends.node import Node


_CERTIFICATES = ("AcmCertificateArn", "ACMCertificateArn", "IamCertificateId", "IAMCertificateId")
_POLICY_HEADER = "content-security-policy"


def read_distribution(declared: Declared) -> Distribution:
    config = declared.properties.get("DistributionConfig")
    certificate, origins = config.get("ViewerCertificate"), config.get("Origins").list()
    return Distribution(
        **common(declared),
        viewer_protocol=config.get("DefaultCacheBehavior", "ViewerProtocolPolicy").as_text("allow-all"),
        minimum_tls=certificate.get("MinimumProtocolVersion").as_text("TLSv1"),
        own_certificate=_own_certificate(certificate),
        access_logging=presence(config.get("Logging")),
        web_acl=presence(config.get("WebACLId")),
        origins=tuple(id for origin in origins for id in _named(origin.get("DomainName"))),
        of_buckets=bool(origins) and all(map(_is_bucket, origins)),
        behaviours=list(_behaviours(config)),
    )


def _own_certificate(certificate: Node) -> Value[bool]:
    if certificate.kind == "opaque" or any(certificate.get(name).kind == "opaque" for name in _CERTIFICATES):
        return Unknown("which certificate it has is not known", certificate.span)
    own = any(certificate.get(name).exists for name in _CERTIFICATES)
    default = certificate.get("CloudFrontDefaultCertificate")
    default = default if default.exists else certificate.get("CloudfrontDefaultCertificate")
    return Known(own, default.span if default.exists and not own else certificate.span, explicit=certificate.exists)


def _behaviours(config: Node) -> Iterator[CacheBehaviour]:
    buckets = {origin.get("Id").text() for origin in config.get("Origins").list() if _is_bucket(origin)}
    for behaviour in (config.get("DefaultCacheBehavior"), *config.get("CacheBehaviors").list()):
        methods = behaviour.get("AllowedMethods")
        target = behaviour.get("TargetOriginId").text()
        if methods.exists:
            path = behaviour.get("PathPattern").text() or "*"
            yield CacheBehaviour(path, methods.texts(), methods.span, target is not None and target in buckets)


def _is_bucket(origin: Node) -> bool:
    """Whether it is a bucket's own address, not the web site that a bucket may also be."""
    return origin.get("S3OriginConfig").exists or origin.get("OriginAccessControlId").exists


def read_response_headers(declared: Declared) -> ResponseHeaders:
    config = declared.properties.get("ResponseHeadersPolicyConfig")
    policy = config.get("SecurityHeadersConfig", "ContentSecurityPolicy", "ContentSecurityPolicy")
    custom = config.get("CustomHeadersConfig", "Items").list()
    named = (item.get("Value") for item in custom if (item.get("Header").text() or "").lower() == _POLICY_HEADER)
    written = policy if policy.exists else next(named, policy)
    return ResponseHeaders(**common(declared), content_policy=written.as_text(""))


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
    "AWS::CloudFront::ResponseHeadersPolicy": read_response_headers,
    "AWS::ElasticLoadBalancingV2::Listener": read_listener,
    "AWS::WAFv2::WebACLAssociation": read_firewall_association,
    "AWS::WAFRegional::WebACLAssociation": read_firewall_association,
    "AWS::ApiGateway::DomainName": read_domain_name,
    "AWS::ApiGatewayV2::DomainName": read_domain_name,
    "AWS::EC2::SecurityGroup": read_security_group,
}
