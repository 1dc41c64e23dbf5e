"""Who can make an event happen: from resource policies, authorizers, and who feeds which channel.

A channel (queue, topic, bus, stream, table, state machine) is as exposed as whoever can put data into it:
a public route that forwards requests to a queue makes the queue's consumer reachable by anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.value import placeholders
from goatherd.frontends.aws.policy_documents import read_document, read_statements
from goatherd.model.trigger import Exposure, Feed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from goatherd.frontends.aws.stack import Declared, Stack
    from goatherd.frontends.node import Node
    from goatherd.model.role import Statement

# Conditions that leave a `*` principal open: they say how, not who.
_OPEN_CONDITION_KEYS = frozenset({"aws:securetransport", "aws:useragent", "aws:referer", "s3:x-amz-acl"})

_POLICIES = {
    # type: (property that names the resources, actions that put data in)
    "AWS::S3::BucketPolicy": ("Bucket", ("s3:putobject",)),
    "AWS::SQS::QueuePolicy": ("Queues", ("sqs:sendmessage",)),
    "AWS::SNS::TopicPolicy": ("Topics", ("sns:publish",)),
    "AWS::SQS::QueueInlinePolicy": ("Queue", ("sqs:sendmessage",)),
    "AWS::SNS::TopicInlinePolicy": ("TopicArn", ("sns:publish",)),
    "AWS::Events::EventBusPolicy": ("EventBusName", ("events:putevents",)),
    "AWS::Kinesis::ResourcePolicy": ("ResourceArn", ("kinesis:putrecord", "kinesis:putrecords")),
}
_TOLD_HOPS = 4
_OPEN_ACLS = frozenset({"PublicReadWrite"})


@frozen
class Reach:
    """Who can reach something, and why, in words for people.

    `content_only`: what is put there is theirs, its name is not.
    """

    exposure: Exposure
    why: str
    content_only: bool = False


class Reaches:
    """Who reaches which channel. Feeds are registered first, then asked for."""

    def __init__(self, stack: Stack) -> None:
        self._direct: dict[str, list[Reach]] = {}
        self._fed: dict[str, list[tuple[str, str]]] = {}
        self._feeds: dict[str, list[Feed]] = {}
        self._widest: dict[str, Reach] | None = None
        for id, why in _open_resources(stack):
            self.feed(id, Reach(Exposure.ANONYMOUS, why))

    def feed(self, channel: str, reach: Reach) -> None:
        """Somebody of exposure `reach` can put data into the channel."""
        self._direct.setdefault(channel, []).append(reach)
        self._widest = None

    def connect(
        self, source: str, channel: str, how: str, condition: Mapping[str, object] | None = None, *, raw: bool = False
    ) -> None:
        """Whatever reaches `source` and meets the condition is passed on to `channel`; `how` completes "`source` …"."""
        self._fed.setdefault(source, []).append((channel, how))
        self._feeds.setdefault(channel, []).append(Feed(source, raw, condition or {}))
        self._widest = None

    def sources(self, channel: str) -> tuple[str, ...]:
        """The channels that pass their data on to this one."""
        return tuple(dict.fromkeys(feed.source for feed in self._feeds.get(channel, ())))

    def feeds(self, channel: str) -> tuple[Feed, ...]:
        """The channels that lead to this one, directly and through others, the nearest first."""
        found: list[Feed] = []
        seen = {channel}
        pending = [(channel, True)]
        for reached, raw in pending:
            for feed in self._feeds.get(reached, ()):
                found.append(Feed(feed.source, raw and feed.raw, feed.condition))
                if feed.source not in seen:
                    seen.add(feed.source)
                    pending.append((feed.source, raw and feed.raw))
        return tuple(found)

    def of(self, channel: str | None, default: Reach) -> Reach:
        """The widest reach of a channel; `default` when nothing wider is known."""
        if self._widest is None:
            self._widest = self._solve()
        found = self._widest.get(channel or "")
        return found if found is not None and found.exposure > default.exposure else default

    def _solve(self) -> dict[str, Reach]:
        """From the widest exposure to the narrowest, along the connections: each channel is settled once."""
        widest: dict[str, Reach] = {}
        for exposure in sorted(Exposure, reverse=True):
            pending = [
                (channel, reach, 0)
                for channel, reaches in self._direct.items()
                for reach in reaches
                if reach.exposure == exposure
            ]
            pending.sort(key=lambda each: each[1].content_only)
            while pending:
                following: list[tuple[str, Reach, int]] = []
                for channel, reach, hops in pending:
                    if channel in widest:
                        continue
                    widest[channel] = reach
                    for target, how in self._fed.get(channel, ()):
                        why = f"{reach.why}; {channel} {how}" if hops < _TOLD_HOPS else reach.why
                        following.append((target, Reach(exposure, why), hops + 1))
                pending = following
        return widest


def _open_resources(stack: Stack) -> Iterable[tuple[str, str]]:
    for declared in stack.resources.values():
        if declared.type in _POLICIES:
            yield from _opened_by(declared)
        elif declared.type == "AWS::S3::Bucket" and declared.properties.get("AccessControl").text() in _OPEN_ACLS:
            yield declared.id, f"the canned ACL of bucket {declared.id} lets anyone write"
        elif declared.type == "AWS::Events::EventBus" and _open_bus(declared):
            yield declared.id, f"the policy of event bus {declared.id} lets anyone put events"


def _open_bus(bus: Declared) -> bool:
    return opens(read_document(bus.properties.get("Policy"))[0], ("events:putevents",))


def _opened_by(policy: Declared) -> Iterable[tuple[str, str]]:
    key, actions = _POLICIES[policy.type]
    statements = read_document(policy.properties.get("PolicyDocument"))[0]
    statements += read_document(policy.properties.get("ResourcePolicy"))[0]
    if policy.type == "AWS::Events::EventBusPolicy":
        statements += _bus_statement(policy.properties)
    if opens(statements, actions):
        for text in policy.properties.get(key).texts():
            for id, _ in placeholders(text):
                yield id, f"policy {policy.id} lets anyone send to {id}"


def _bus_statement(properties: Node) -> list[Statement]:
    inline = properties.get("Statement")
    if inline.kind == "sequence" or (inline.is_mapping and not inline.get("Statement").exists):
        return read_statements(inline)[0]
    return read_document(inline)[0]


def opens(statements: Iterable[Statement], actions: tuple[str, ...]) -> bool:
    """Whether anybody, without a condition on who he is, may carry out one of the (lower-case) actions."""
    return any(
        statement.effect == "Allow"
        and is_anybody(statement)
        and not restricts(statement)
        and _covers(statement, actions)
        for statement in statements
    )


def is_anybody(statement: Statement) -> bool:
    """Whether a statement names everybody; its conditions may narrow that all the same."""
    return not statement.not_principal and any(name == "*" for _, name in statement.principals)


def restricts(statement: Statement) -> bool:
    """Whether conditions narrow who is meant."""
    keys = {key.lower() for tests in statement.conditions.values() for key in tests}
    return bool(statement.conditions) and not keys <= _OPEN_CONDITION_KEYS


def _covers(statement: Statement, actions: tuple[str, ...]) -> bool:
    if statement.not_action:
        return True
    return any(_matches(pattern.lower(), action) for pattern in statement.actions for action in actions)


def _matches(pattern: str, action: str) -> bool:
    if pattern.endswith("*"):
        return action.startswith(pattern[:-1])
    return pattern == action


# --- web APIs ---

_SIGNED_IN = {
    "cognito": "a Cognito user pool authorizer asks who calls",
    "jwt": "a JWT authorizer asks who calls",
    "lambda-token": "a Lambda authorizer asks who calls",
    "lambda-request": "a Lambda authorizer asks who calls",
}


def web_reach(gate: str, *, api_key: bool = False, private: bool = False, guarded_by_policy: str = "") -> Reach:
    """How exposed a route is. `gate` is the kind of its authorizer, "" for none; `guarded_by_policy` says why
    a resource policy lets only some callers in."""
    if private:
        return Reach(Exposure.ACCOUNT, "the endpoint is private: only callers inside the network reach it")
    if gate == "iam":
        return Reach(Exposure.ACCOUNT, "IAM authorization: callers sign with credentials of the account")
    if gate in _SIGNED_IN:
        return Reach(Exposure.AUTHENTICATED, _SIGNED_IN[gate])
    if gate:
        return Reach(Exposure.AUTHENTICATED, f"an authorizer ({gate}) asks who calls")
    if guarded_by_policy:
        return Reach(Exposure.ACCOUNT, guarded_by_policy)
    if api_key:
        return Reach(Exposure.ANONYMOUS, "no authorizer: an API key identifies a client, it does not authenticate one")
    return Reach(Exposure.ANONYMOUS, "no authorizer: anybody on the internet can call it")
