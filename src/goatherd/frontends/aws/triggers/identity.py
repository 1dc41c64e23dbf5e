"""Cognito: `LambdaConfig` of a user pool and SAM's Cognito event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.aws.triggers.common import account, anonymous, authenticated, sam_events
from goatherd.model.trigger import Kind, Trigger

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.aws.exposure import Reach
    from goatherd.frontends.aws.stack import Declared
    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.model.function import Function

_SIGN_UP = frozenset({"PreSignUp", "PostConfirmation"})
_BEFORE_SIGN_IN = frozenset(
    {
        "PreAuthentication",
        "CustomMessage",
        "UserMigration",
        "DefineAuthChallenge",
        "CreateAuthChallenge",
        "VerifyAuthChallengeResponse",
        "CustomEmailSender",
        "CustomSMSSender",
    }
)


def read(wiring: Wiring) -> None:
    for event in sam_events(wiring, "Cognito"):
        pool = wiring.resource(event.properties.get("UserPool"))
        for moment in event.properties.get("Trigger").texts():
            _add(wiring, event.function, pool, moment, event.span)
    _added_by_name(wiring)
    for pool in wiring.of("AWS::Cognito::UserPool"):
        configuration = pool.properties.get("LambdaConfig")
        for key, node in configuration.items():
            function = wiring.function(node.get("LambdaArn") if node.is_mapping else node)
            if function is not None:
                _add(wiring, function, pool, key.removesuffix("Config"), configuration.key_span(key))


def _added_by_name(wiring: Wiring) -> None:
    """The Serverless Framework lets a custom resource add a function to a pool that exists already."""
    for declared in wiring.of("Custom::CognitoUserPool"):
        function = wiring.function(declared.properties.get("FunctionName"))
        if function is None:
            continue
        pool = wiring.resource(declared.properties.get("UserPoolName"))
        for configuration in declared.properties.get("UserPoolConfigs").list():
            _add(wiring, function, pool, configuration.get("Trigger").text() or "", declared.span)


def _add(wiring: Wiring, function: Function, pool: Declared | None, moment: str, span: Span) -> None:
    reach = _reach(pool, moment)
    trigger = Trigger(Kind.COGNITO, reach.exposure, span, moment, reach.why, pool.id if pool else None)
    trigger.options["trigger"] = moment
    wiring.add(function, trigger)


def _reach(pool: Declared | None, moment: str) -> Reach:
    if moment in _SIGN_UP:
        if pool is not None and _only_administrators(pool):
            return account("only administrators create users in the pool")
        return anonymous("anybody can sign up to the user pool and choose the attributes")
    if moment in _BEFORE_SIGN_IN:
        return anonymous("it runs before the user has signed in")
    return authenticated("it runs for users who have signed in")


def _only_administrators(pool: Declared) -> bool:
    return pool.properties.get("AdminCreateUserConfig", "AllowAdminCreateUserOnly").text() == "true"
