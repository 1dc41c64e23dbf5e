"""Load balancers, security groups, distributions, firewalls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.node import Node
from goatherd.frontends.terraform.resources.translation import Part, Property, ResourceType, many, one

if TYPE_CHECKING:
    from goatherd.frontends.terraform.resources.translation import Draft, Table

_GROUP = "AWS::EC2::SecurityGroup"
_TARGETS = "AWS::ElasticLoadBalancingV2::TargetGroup"
_LATTICE_TARGETS = "AWS::VpcLattice::TargetGroup"
_REF_IS_ARN = {"arn": "", "id": ""}
_ALL_PROTOCOLS = ("-1", "all")
_FIELDS = {
    "path_pattern": "path-pattern",
    "http_request_method": "http-request-method",
    "host_header": "host-header",
    "http_header": "http-header",
    "query_string": "query-string",
    "source_ip": "source-ip",
}
_ANY_NAMES = ("cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6")


def _rules(value: Node) -> Node:
    """A block of ingress for several ranges, as one rule for each."""
    if value.kind == "opaque":
        return value
    rules = tuple(rule for block in value.list() for rule in _per_range(block))
    return Node.sequence(rules, value.span)


def _per_range(block: Node) -> list[Node]:
    protocol = block.get("protocol") if block.get("protocol").exists else block.get("ip_protocol")
    shared = {"FromPort": block.get("from_port"), "ToPort": block.get("to_port"), "IpProtocol": protocol}
    if protocol.text() in _ALL_PROTOCOLS:
        shared["IpProtocol"] = Node.scalar("-1", protocol.span)
    ranges = [cidr for name in _ANY_NAMES for cidr in block.get(name).list()]
    return [
        Node.mapping(entries, {name: node.span for name, node in entries.items()}, block.span)
        for cidr in ranges
        if (entries := {"CidrIp": cidr, **shared})
    ]


def _own_rule(arguments: Node) -> Node:
    """A rule that is a resource of its own."""
    ingress = arguments.get("type").text() in (None, "ingress")
    return Node.sequence(tuple(_per_range(arguments)) if ingress else (), arguments.span)


def _balancer(draft: Draft) -> None:
    internal = draft.entries.pop("Internal", None)
    if internal is not None:
        scheme = "internal" if internal.text() == "true" else "internet-facing"
        draft.put("Scheme", Node.scalar(scheme, internal.span), draft.key_spans.get("Internal"))


def _conditions(value: Node) -> Node:
    if value.kind == "opaque":
        return value
    fields = [
        _condition(field, values)
        for block in value.list()
        for name, field in _FIELDS.items()
        if (values := block.get(name, 0, "values")).exists
    ]
    return Node.sequence(tuple(fields), value.span)


def _condition(field: str, values: Node) -> Node:
    entries = {"Field": Node.scalar(field, values.span), "Values": values}
    return Node.mapping(entries, dict.fromkeys(entries, values.span), values.span)


_FUNCTIONS = many("LambdaFunctionAssociations", {"lambda_arn": "LambdaFunctionARN"})
_BEHAVIOUR: Table = {"lambda_function_association": _FUNCTIONS}
_DISTRIBUTION: Table = {
    "origin": many("DistributionConfig.Origins", {"origin_id": "Id", "s3_origin_config": "S3OriginConfig"}),
    "default_cache_behavior": one("DistributionConfig.DefaultCacheBehavior", _BEHAVIOUR),
    "ordered_cache_behavior": many("DistributionConfig.CacheBehaviors", _BEHAVIOUR),
    "viewer_certificate": one("DistributionConfig.ViewerCertificate", {}),
    "logging_config": one("DistributionConfig.Logging", {}),
    "web_acl_id": "DistributionConfig.WebACLId",
    "aliases": "DistributionConfig.Aliases",
    "enabled": "DistributionConfig.Enabled",
}

_SECURITY = one("ResponseHeadersPolicyConfig.SecurityHeadersConfig", {})
_CUSTOM = one("ResponseHeadersPolicyConfig.CustomHeadersConfig", {"items": many("Items", {})})

_BALANCER = ResourceType(
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    attributes={**_REF_IS_ARN, "dns_name": "DNSName", "name": "LoadBalancerName"},
    finish=_balancer,
)
_LISTENER = ResourceType(
    "AWS::ElasticLoadBalancingV2::Listener", {"default_action": many("DefaultActions", {})}, _REF_IS_ARN
)
_LISTENER_RULE = ResourceType(
    "AWS::ElasticLoadBalancingV2::ListenerRule",
    {"action": many("Actions", {}), "condition": Property("Conditions", _conditions)},
    _REF_IS_ARN,
)
_TARGET_GROUP = ResourceType(_TARGETS, attributes=_REF_IS_ARN)
_ATTACHMENT = Part(("target_group_arn",), _TARGETS, {"target_id": "Id"}, under="Targets", element=True)

TYPES: dict[str, ResourceType] = {
    **dict.fromkeys(("aws_lb", "aws_alb"), _BALANCER),
    **dict.fromkeys(("aws_lb_listener", "aws_alb_listener"), _LISTENER),
    **dict.fromkeys(("aws_lb_listener_rule", "aws_alb_listener_rule"), _LISTENER_RULE),
    **dict.fromkeys(("aws_lb_target_group", "aws_alb_target_group"), _TARGET_GROUP),
    "aws_vpclattice_target_group": ResourceType(_LATTICE_TARGETS),
    "aws_security_group": ResourceType(
        _GROUP,
        {"name": "GroupName", "name_prefix": None, "ingress": Property("SecurityGroupIngress", _rules), "egress": None},
        {"id": "GroupId"},
    ),
    "aws_cloudfront_distribution": ResourceType(
        "AWS::CloudFront::Distribution", _DISTRIBUTION, {"domain_name": "DomainName"}
    ),
    "aws_cloudfront_response_headers_policy": ResourceType(
        "AWS::CloudFront::ResponseHeadersPolicy",
        {"security_headers_config": _SECURITY, "custom_headers_config": _CUSTOM},
    ),
    "aws_cloudfront_origin_access_control": ResourceType("AWS::CloudFront::OriginAccessControl"),
    "aws_cloudfront_function": ResourceType("AWS::CloudFront::Function"),
    "aws_wafv2_web_acl": ResourceType("AWS::WAFv2::WebACL"),
    "aws_wafv2_web_acl_association": ResourceType("AWS::WAFv2::WebACLAssociation"),
    "aws_wafregional_web_acl_association": ResourceType("AWS::WAFRegional::WebACLAssociation"),
}

PARTS: dict[str, Part] = {
    **dict.fromkeys(
        ("aws_security_group_rule", "aws_vpc_security_group_ingress_rule"),
        Part(("security_group_id",), _GROUP, under="SecurityGroupIngress", convert=_own_rule),
    ),
    **dict.fromkeys(("aws_lb_target_group_attachment", "aws_alb_target_group_attachment"), _ATTACHMENT),
    "aws_vpclattice_target_group_attachment": Part(
        ("target_group_identifier",), _LATTICE_TARGETS, {"target": many("Targets", {})}
    ),
}
