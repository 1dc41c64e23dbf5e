"""Who may reach a database: `database.connections.allowFrom…`, as rules of the security group that it has."""

from __future__ import annotations

from goatherd.frontends.cdk.constructs.vocabulary import (
    Call,
    Construct,
    Kind,
    Node,
    Record,
    Span,
    Thing,
    Value,
    construct_of,
    member_name,
    node_of,
    prop,
    record,
    scalar,
    thing_of,
)

_OF_MYSQL, _OF_POSTGRES = 3306, 5432
_CONNECTIONS = "ec2.Connections"


def connections(construct: Construct, span: Span) -> Value:
    """What `construct.connections` is: it remembers whose doors these are."""
    nothing = Record({}, {}, span)
    return Thing(construct.program, _CONNECTIONS, construct.arguments, nothing, span, {"owner": construct})


def _from_anywhere(doors: Thing, call: Call) -> Value:
    """`allowFromAnyIpv4(port)`."""
    return _open(doors, _port(call.get(0, "portRange")), call.span)


def _default_port_from_anywhere(doors: Thing, call: Call) -> Value:
    return _open(doors, Node.absent(call.span), call.span)


def _from(doors: Thing, call: Call) -> Value:
    """`allowFrom(Peer.anyIpv4(), port)`; what else is let in is a network or a group of one's own."""
    peer = thing_of(call.get(0, "other"))
    if peer is None or not peer.kind.endswith((".anyIpv4", ".anyIpv6")):
        return Node.absent(call.span)
    return _open(doors, _port(call.get(1, "portRange")), call.span)


def _port(value: Value) -> Node:
    thing = thing_of(value)
    return (
        node_of(thing.argument(0)) if thing is not None and thing.kind.endswith("Port.tcp") else Node.absent(value.span)
    )


def _default_port(database: Construct) -> int:
    engine = prop(database.props, "engine")
    thing = thing_of(engine)
    name = (thing.kind if thing is not None else member_name(engine)).lower()
    return _OF_MYSQL if "mysql" in name or "maria" in name else _OF_POSTGRES


def _open(doors: Thing, port: Node, span: Span) -> Value:
    owner = construct_of(doors.memory["owner"])
    if owner is None:
        return Node.absent(span)
    written = [port, node_of(prop(owner.props, "port")), scalar(_default_port(owner), span)]
    number = next(each for each in written if isinstance(each.value, int))
    group = construct_of(owner.memory.get("group", Node.absent(span)))
    if group is None:
        group = owner.memory["group"] = owner.child("ec2.SecurityGroup", "SecurityGroup", {}, span)
    rule = {
        "IpProtocol": scalar("tcp", span),
        "CidrIp": scalar("0.0.0.0/0", span),
        "FromPort": number,
        "ToPort": number,
    }
    if group.main is not None:
        group.main.list("SecurityGroupIngress").items.append(record(dict(rule), span))
    return Node.absent(span)


KINDS: dict[str, Kind] = {
    _CONNECTIONS: Kind(
        methods={
            "allowFromAnyIpv4": _from_anywhere,
            "allowDefaultPortFromAnyIpv4": _default_port_from_anywhere,
            "allowFrom": _from,
            "allowDefaultPortFrom": _from,
        }
    )
}
