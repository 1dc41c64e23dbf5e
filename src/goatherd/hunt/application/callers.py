"""Invocations, held against the triggers that are declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.guard.needs.wildcards import patterns
from goatherd.hunt.application.deviation import UNDECLARED_CALLER, declared
from goatherd.hunt.application.facts import Invocation
from goatherd.hunt.application.ground import Found
from goatherd.hunt.application.targets import is_meant
from goatherd.iam.platform import wired_elsewhere
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.hunt.application.expected import Expected
    from goatherd.hunt.application.ground import Ground
    from goatherd.model.trigger import Trigger

# The service that invokes a function by itself -> the kinds of triggers that make it do so.
KINDS = {
    "apigateway": frozenset(
        {
            *(Kind.REST_API, Kind.REST_API_MAPPED, Kind.HTTP_API, Kind.HTTP_API_V1, Kind.WEBSOCKET),
            *(Kind.AUTHORIZER_TOKEN, Kind.AUTHORIZER_REQUEST),
        }
    ),
    "s3": frozenset({Kind.S3, Kind.S3_OBJECT_LAMBDA}),
    "events": frozenset({Kind.EVENTBRIDGE, Kind.SCHEDULE}),
    "scheduler": frozenset({Kind.SCHEDULE}),
    "sns": frozenset({Kind.SNS}),
    "cognito-idp": frozenset({Kind.COGNITO}),
    "elasticloadbalancing": frozenset({Kind.ALB}),
    "iot": frozenset({Kind.IOT}),
    "ses": frozenset({Kind.SES}),
    "logs": frozenset({Kind.CLOUDWATCH_LOGS}),
    "states": frozenset({Kind.STEP_FUNCTIONS}),
    "appsync": frozenset({Kind.APPSYNC, Kind.APPSYNC_EVENTS}),
    "config": frozenset({Kind.CONFIG_RULE}),
    "secretsmanager": frozenset({Kind.SECRETS_ROTATION}),
    "codepipeline": frozenset({Kind.CODEPIPELINE}),
    "codedeploy": frozenset({Kind.CODEDEPLOY}),
    "firehose": frozenset({Kind.FIREHOSE}),
    "pipes": frozenset({Kind.PIPE}),
    "bedrock": frozenset({Kind.BEDROCK_AGENT}),
    "lex": frozenset({Kind.LEX}),
    "lexv2": frozenset({Kind.LEX}),
    "connect": frozenset({Kind.CONNECT}),
    "alexa-appkit": frozenset({Kind.ALEXA}),
    "vpc-lattice": frozenset({Kind.LATTICE}),
}


def callers(ground: Ground) -> Iterator[Found]:
    for invocation, seen in ground.facts.of(Invocation):
        owner = ground.deployment.function(invocation.function)
        if owner is None:
            continue
        expected = ground.expected(owner)
        function = expected.function
        if wired_elsewhere(function) or _is_declared(invocation, expected, ground):
            continue
        who = _who(invocation)
        at = function.triggers[0].span if function.triggers else function.span
        sentence = "was invoked by {}, which none of its triggers declares"
        yield Found(UNDECLARED_CALLER, sentence, who, seen, owner=owner, place=declared(at))


def _is_declared(invocation: Invocation, expected: Expected, ground: Ground) -> bool:
    triggers = expected.function.triggers
    if invocation.by_service:
        kinds = KINDS.get(invocation.by_service)
        return kinds is None or any(
            each.kind in kinds and comes_from(each, invocation.source, expected) for each in triggers
        )
    if any(each.kind == Kind.DIRECT for each in triggers):
        return True
    # What one of the application's functions calls is held against its code.
    return invocation.session is not None and ground.deployment.function(invocation.session.name) is not None


def comes_from(trigger: Trigger, source: str, expected: Expected) -> bool:
    """Whether a trigger may be fed by the resource with this ARN; "" may be any."""
    names = expected.names
    arn = names.arn(trigger.source or "")
    if not source or arn is None:
        return True
    return is_meant(source, patterns(arn, names))


def _who(invocation: Invocation) -> str:
    if invocation.by_service:
        return f"{invocation.by_service} for {invocation.source}" if invocation.source else invocation.by_service
    return f"{invocation.session.role}/{invocation.session.name}" if invocation.session else invocation.actor
