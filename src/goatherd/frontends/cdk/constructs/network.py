"""Load balancers, distributions, networks, databases."""

from __future__ import annotations

from goatherd.frontends.cdk.constructs import permissions
from goatherd.frontends.cdk.constructs.doors import connections
from goatherd.frontends.cdk.constructs.permissions import allow
from goatherd.frontends.cdk.constructs.statements import simple_statement
from goatherd.frontends.cdk.constructs.vocabulary import (
    Array,
    Call,
    Construct,
    Kind,
    Node,
    Record,
    Span,
    Thing,
    Value,
    construct_of,
    given,
    is_true,
    items,
    member_name,
    node_of,
    prop,
    record,
    safe_id,
    scalar,
    sequence,
    text_of,
    thing_of,
)

_ELB = "AWS::ElasticLoadBalancingV2"
_DATA_API = [
    f"rds-data:{operation}"
    for operation in (
        "BatchExecuteStatement",
        "BeginTransaction",
        "CommitTransaction",
        "ExecuteStatement",
        "RollbackTransaction",
    )
]
_ALL_METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]
_READ_SECRET = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]


# --- load balancers ---


def _balancer(construct: Construct) -> None:
    construct.main = balancer = construct.add(f"{_ELB}::LoadBalancer", construct.span)
    scheme = "internet-facing" if is_true(prop(construct.props, "internetFacing")) else "internal"
    balancer.set("Scheme", scalar(scheme, construct.span))


def _add_listener(balancer: Construct, call: Call) -> Value:
    listener = balancer.child("elasticloadbalancingv2.ListenerOf", safe_id(text_of(call.get(0, "id"))), {}, call.span)
    listener.main = resource = listener.add(f"{_ELB}::Listener", call.span)
    resource.set("LoadBalancerArn", balancer.ref(call.span))
    return listener


def _add_targets(listener: Construct, call: Call) -> Value:
    """`listener.addTargets(id, {targets: [new LambdaTarget(fn)]})`."""
    span, id = call.span, safe_id(text_of(call.get(0, "id")))
    group = listener.add(f"{_ELB}::TargetGroup", span, f"{id}Group")
    for target in items(prop(call.props, "targets")):
        thing = thing_of(target)
        function = construct_of(thing.argument(0)) if thing is not None else None
        if function is not None:
            group.list("Targets").items.append(record({"Id": function.arn(span)}, span))
    action = record({"Type": scalar("forward", span), "TargetGroupArn": group.reference(span)}, span)
    conditions = items(prop(call.props, "conditions"))
    if listener.main is None:
        return Node.absent(span)
    if not conditions and not given(prop(call.props, "pathPattern")):
        listener.main.set("DefaultActions", Array([action], span))
        return Node.absent(span)
    rule = listener.add(f"{_ELB}::ListenerRule", span, f"{id}Rule")
    rule.set("ListenerArn", listener.ref(span))
    rule.set("Actions", Array([action], span))
    return Node.absent(span)


# --- distributions ---


def _distribution(construct: Construct) -> None:
    props, span = construct.props, construct.span
    construct.main = distribution = construct.add("AWS::CloudFront::Distribution", span)
    configuration = record({}, span)
    _describe(configuration, props)
    origins = Array([], span)
    default = prop(props, "defaultBehavior")
    if isinstance(default, Record):
        configuration.entries["DefaultCacheBehavior"] = _behaviour(default, origins)
    additional = prop(props, "additionalBehaviors")
    if isinstance(additional, Record):
        made: list[Value] = []
        for path, options in additional.entries.items():
            if isinstance(options, Record):
                entry = _behaviour(options, origins)
                entry.entries["PathPattern"] = scalar(path, options.span)
                made.append(entry)
        configuration.entries["CacheBehaviors"] = Array(made, span)
    configuration.entries["Origins"] = origins
    if given(prop(props, "webAclId")):
        configuration.entries["WebACLId"] = prop(props, "webAclId")
    distribution.set("DistributionConfig", configuration)


def _web_distribution(construct: Construct) -> None:
    """The older class: behaviours stand with their origins."""
    props, span = construct.props, construct.span
    construct.main = distribution = construct.add("AWS::CloudFront::Distribution", span)
    configuration = record({}, span)
    others: list[Value] = []
    for origin in items(prop(props, "originConfigs")):
        for options in items(prop(origin, "behaviors")) if isinstance(origin, Record) else ():
            if not isinstance(options, Record):
                continue
            made = _behaviour(options)
            if not given(prop(options, "viewerProtocolPolicy")):
                policy = prop(props, "viewerProtocolPolicy")
                made.entries["ViewerProtocolPolicy"] = policy if given(policy) else scalar("redirect-to-https", span)
            if is_true(prop(options, "isDefaultBehavior")):
                configuration.entries["DefaultCacheBehavior"] = made
            else:
                made.entries["PathPattern"] = prop(options, "pathPattern")
                others.append(made)
    configuration.entries["CacheBehaviors"] = Array(others, span)
    certificate = (
        prop(props, "viewerCertificate")
        if given(prop(props, "viewerCertificate"))
        else prop(props, "aliasConfiguration")
    )
    if given(certificate) and not (isinstance(certificate, Thing) and "Default" in certificate.kind):
        shown = record({"AcmCertificateArn": scalar("${?}", certificate.span)}, certificate.span)
        configuration.entries["ViewerCertificate"] = shown
    if given(prop(props, "loggingConfig")):
        configuration.entries["Logging"] = record({}, span)
    if given(prop(props, "webACLId")):
        configuration.entries["WebACLId"] = prop(props, "webACLId")
    distribution.set("DistributionConfig", configuration)


def _describe(configuration: Record, props: Record) -> None:
    """Certificate, protocol and log."""
    certificate = prop(props, "certificate")
    shown: dict[str, Value] = {}
    if given(certificate):
        shown["AcmCertificateArn"] = scalar("${?}", certificate.span)
        shown["MinimumProtocolVersion"] = _protocol(prop(props, "minimumProtocolVersion"), certificate.span)
    configuration.entries["ViewerCertificate"] = record(shown, props.span)
    if is_true(prop(props, "enableLogging")) or given(prop(props, "logBucket")):
        configuration.entries["Logging"] = record({}, props.span)


def _protocol(written: Value, span: Span) -> Node:
    """`SecurityPolicyProtocol.TLS_V1_2_2021` as CloudFormation writes it; what the kit sets is the same."""
    words = member_name(written).split("_") if given(written) else ["TLS", "V1", "2", "2021"]
    if words[0] != "TLS" or len(words) < 2:
        return scalar("SSLv3", written.span) if words[0] == "SSL" else Node.opaque("it is not known", span)
    year = [word for word in words[2:] if len(word) == 4]
    version = ".".join([words[1].lower(), *(word for word in words[2:] if len(word) == 1)])
    return scalar("_".join([f"TLS{version}", *year]), written.span if given(written) else span)


def _behaviour(options: Record, origins: Array | None = None) -> Record:
    made = record({"ViewerProtocolPolicy": node_of(prop(options, "viewerProtocolPolicy"))}, options.span)
    methods = prop(options, "allowedMethods")
    if member_name(methods) == "ALLOW_ALL":
        made.entries["AllowedMethods"] = sequence(_ALL_METHODS, methods.span)
    origin = thing_of(prop(options, "origin"))
    if origins is not None and origin is not None and ".S3" in origin.kind:
        id = f"Origin{len(origins.items) + 1}"
        origins.items.append(
            record({"Id": scalar(id, origin.span), "S3OriginConfig": record({}, origin.span)}, origin.span)
        )
        made.entries["TargetOriginId"] = scalar(id, origin.span)
    associations: list[Value] = []
    for edge in (*items(prop(options, "edgeLambdas")), *items(prop(options, "lambdaFunctionAssociations"))):
        if not isinstance(edge, Record):
            continue
        function = construct_of(prop(edge, "functionVersion")) or construct_of(prop(edge, "lambdaFunction"))
        if function is not None:
            event = member_name(prop(edge, "eventType")).lower().replace("_", "-")
            entry = {"LambdaFunctionARN": function.arn(edge.span), "EventType": scalar(event, edge.span)}
            associations.append(record(dict(entry), edge.span))
    if associations:
        made.entries["LambdaFunctionAssociations"] = Array(associations, options.span)
    return made


def _response_headers(construct: Construct) -> None:
    construct.main = policy = construct.add("AWS::CloudFront::ResponseHeadersPolicy", construct.span)
    security = prop(construct.props, "securityHeadersBehavior", "contentSecurityPolicy")
    custom = [
        record({"Header": node_of(prop(item, "header")), "Value": node_of(prop(item, "value"))}, item.span)
        for item in items(prop(construct.props, "customHeadersBehavior", "customHeaders"))
        if isinstance(item, Record)
    ]
    configuration: dict[str, Value] = {
        "CustomHeadersConfig": record({"Items": Array([*custom], construct.span)}, construct.span)
    }
    if isinstance(security, Record):
        content = record({"ContentSecurityPolicy": node_of(prop(security, "contentSecurityPolicy"))}, security.span)
        configuration["SecurityHeadersConfig"] = record({"ContentSecurityPolicy": content}, security.span)
    policy.set("ResponseHeadersPolicyConfig", record(configuration, construct.span))


# --- databases and networks ---


def _instance(construct: Construct) -> None:
    construct.main = instance = construct.add("AWS::RDS::DBInstance", construct.span)
    props = construct.props
    instance.set("PubliclyAccessible", node_of(prop(props, "publiclyAccessible")))
    instance.set("StorageEncrypted", node_of(prop(props, "storageEncrypted")))
    instance.set("EnableIAMDatabaseAuthentication", node_of(prop(props, "iamAuthentication")))
    _secret(construct)


def _cluster(construct: Construct) -> None:
    construct.main = cluster = construct.add("AWS::RDS::DBCluster", construct.span)
    # serverless clusters are encrypted by default
    encrypted = prop(construct.props, "storageEncrypted")
    if given(prop(construct.props, "storageEncryptionKey")):
        encrypted = scalar(True, construct.span)
    default = (
        scalar(True, construct.span) if construct.kind.endswith("ServerlessCluster") else Node.absent(encrypted.span)
    )
    cluster.set("StorageEncrypted", node_of(encrypted) if given(encrypted) else default)
    cluster.set("EnableIAMDatabaseAuthentication", node_of(prop(construct.props, "iamAuthentication")))
    _secret(construct)


def _secret(construct: Construct) -> None:
    construct.memory["secret"] = construct.child("secretsmanager.Secret", "Secret", {}, construct.span)


def _grant_data_api(cluster: Construct, call: Call) -> Value:
    """`grantDataApiAccess(grantee)`: statements on the cluster, with the secret that they sign in with."""
    granted = [(cluster, _DATA_API)]
    secret = construct_of(cluster.memory["secret"])
    if secret is not None:
        granted.append((secret, _READ_SECRET))
    for construct, actions in granted:
        made = simple_statement(actions, [construct.arn(call.span)], call.span, {"grantDataApiAccess": actions})
        allow(call.get(0, "grantee"), made, call.span)
    return Node.opaque("it is a grant", call.span)


def _network(construct: Construct) -> None:
    construct.main = construct.add("AWS::EC2::VPC", construct.span)


def _group(construct: Construct) -> None:
    construct.main = construct.add("AWS::EC2::SecurityGroup", construct.span)


def _ingress(group: Construct, call: Call) -> Value:
    """`addIngressRule(peer, port)`."""
    if group.main is None:
        return Node.absent(call.span)
    peer, port = thing_of(call.get(0, "peer")), thing_of(call.get(1, "connection"))
    entry: dict[str, Value] = {"IpProtocol": scalar("tcp", call.span)}
    name = peer.kind.rpartition(".")[2] if peer is not None else ""
    if name == "anyIpv4":
        entry["CidrIp"] = scalar("0.0.0.0/0", call.span)
    elif name == "anyIpv6":
        entry["CidrIpv6"] = scalar("::/0", call.span)
    elif name == "ipv4" and peer is not None:
        entry["CidrIp"] = node_of(peer.argument(0))
    else:
        return Node.absent(call.span)
    if port is not None and port.kind.endswith("Port.tcp"):
        entry["FromPort"] = entry["ToPort"] = node_of(port.argument(0))
    group.main.list("SecurityGroupIngress").items.append(record(entry, call.span))
    return Node.absent(call.span)


def _file_system(construct: Construct) -> None:
    construct.main = system = construct.add("AWS::EFS::FileSystem", construct.span)
    encrypted = prop(construct.props, "encrypted")
    system.set("Encrypted", node_of(encrypted) if given(encrypted) else scalar(True, construct.span))


def _proxy(construct: Construct) -> None:
    construct.main = construct.add("AWS::RDS::DBProxy", construct.span)


def _origin_grants(construct: Construct, call: Call) -> Value:
    return Node.opaque("it is a grant", call.span)


_LISTENER = {"addTargets": _add_targets, "addAction": _origin_grants}
KINDS: dict[str, Kind] = {
    "elasticloadbalancingv2.ApplicationLoadBalancer": Kind(build=_balancer, methods={"addListener": _add_listener}),
    "elasticloadbalancingv2.ListenerOf": Kind(build=lambda construct: None, methods=dict(_LISTENER)),
    "cloudfront.Distribution": Kind(
        build=_distribution,
        methods=dict(
            permissions.grants({"grantCreateInvalidation": ["cloudfront:CreateInvalidation"]}, permissions.own_arn)
        ),
    ),
    "cloudfront.ResponseHeadersPolicy": Kind(build=_response_headers),
    "cloudfront.CloudFrontWebDistribution": Kind(build=_web_distribution),
    "rds.DatabaseInstance": Kind(
        build=_instance,
        methods=dict(permissions.grants({"grantConnect": ["rds-db:connect"]}, permissions.own_arn)),
        members={"connections": connections},
    ),
    "rds.DatabaseCluster": Kind(
        build=_cluster, methods={"grantDataApiAccess": _grant_data_api}, members={"connections": connections}
    ),
    "rds.ServerlessCluster": Kind(
        build=_cluster, methods={"grantDataApiAccess": _grant_data_api}, members={"connections": connections}
    ),
    "rds.DatabaseProxy": Kind(
        build=_proxy, methods=dict(permissions.grants({"grantConnect": ["rds-db:connect"]}, permissions.own_arn))
    ),
    "ec2.Vpc": Kind(build=_network),
    "ec2.SecurityGroup": Kind(build=_group, methods={"addIngressRule": _ingress}),
    "efs.FileSystem": Kind(build=_file_system),
}
