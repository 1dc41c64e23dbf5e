"""User pools with their triggers and clients, identity pools, and the server that signs users in."""

from __future__ import annotations

from goatherd.frontends.node import Node
from goatherd.frontends.programs.values import Array, Record, Value, known_text
from goatherd.frontends.sst.components.functions import called, declare
from goatherd.frontends.sst.components.storage import COMPONENTS as STORAGE
from goatherd.frontends.sst.policies import statement
from goatherd.frontends.sst.things import Call, Component, given, items, name_of, prop, rec

_SENDERS = ("customEmailSender", "customSmsSender")
_TRIGGERS = (
    "createAuthChallenge",
    "customMessage",
    "defineAuthChallenge",
    "postAuthentication",
    "postConfirmation",
    "preAuthentication",
    "preSignUp",
    "preTokenGeneration",
    "userMigration",
    "verifyAuthChallengeResponse",
)
_ATTRIBUTES = {"email": "email", "phone": "phone_number", "preferred_username": "preferred_username"}
_SCOPES = ["profile", "phone", "email", "openid", "aws.cognito.signin.user.admin"]


def _pool(made: Component) -> None:
    args, span = made.args, made.span
    usernames, aliases = _attributes(prop(args, "usernames")), _attributes(prop(args, "aliases"))
    mfa = known_text(prop(args, "mfa"))
    settings = {
        "usernameAttributes": usernames or None,
        "aliasAttributes": aliases or None,
        "autoVerifiedAttributes": [name for name in (*aliases, *usernames) if name != "preferred_username"],
        "adminCreateUserConfig": {"allowAdminCreateUserOnly": False},
        "mfaConfiguration": mfa.upper() if mfa else "OFF" if not given(prop(args, "mfa")) else prop(args, "mfa"),
        "lambdaConfig": _lambdas(made),
    }
    transform = prop(args, "transform", "userPool")
    made.main = made.program.add("aws_cognito_user_pool", made.name, rec(settings, span, args), span, transform)
    made.nodes["userPool"] = made.main
    made.methods.update(addClient=_client, addIdentityProvider=_provider)


def _attributes(written: Value) -> list[str]:
    return [_ATTRIBUTES[text] for each in items(written) if (text := known_text(each) or "") in _ATTRIBUTES]


def _lambdas(made: Component) -> dict[str, object] | None:
    triggers = prop(made.args, "triggers")
    if not isinstance(triggers, Record):
        return None
    found: dict[str, object] = {"kmsKeyId": prop(triggers, "kmsKey")}
    for name in (*_TRIGGERS, *_SENDERS):
        written = prop(triggers, name)
        if given(written):
            target = called(
                made.program, written, f"{made.name}Trigger{name}", triggers.key_spans.get(name, written.span)
            )
            found[name] = {"lambdaArn": target, "lambdaVersion": "V1_0"} if name in _SENDERS else target
    return found


def _client(pool: Component, call: Call) -> Value:
    args, span = call.record(1), call.span
    made = Component(pool.program, "CognitoUserPoolClient", name_of(call.get(0)) or "Client", args, span)
    settings = {
        "name": made.name,
        "userPoolId": pool.node(span),
        "allowedOauthFlows": ["implicit", "code"],
        "allowedOauthFlowsUserPoolClient": True,
        "allowedOauthScopes": _SCOPES,
        "callbackUrls": prop(args, "callbackUrls") if given(prop(args, "callbackUrls")) else ["https://example.com"],
    }
    transform = prop(args, "transform", "client")
    made.main = pool.program.add("aws_cognito_user_pool_client", made.name, rec(settings, span, args), span, transform)
    made.nodes["client"] = made.main
    return made


def _provider(pool: Component, call: Call) -> Value:
    return Component(pool.program, "CognitoIdentityProvider", name_of(call.get(0)), call.record(1), call.span)


def _identity_pool(made: Component) -> None:
    span = made.span
    guests = made.program.add("aws_iam_role", f"{made.name}UnauthRole", _guests(made), span)
    made.nodes["unauthenticatedRole"] = guests
    settings = rec({"allowUnauthenticatedIdentities": True}, span)
    transform = prop(made.args, "transform", "identityPool")
    made.main = made.program.add("aws_cognito_identity_pool", made.name, settings, span, transform)
    made.nodes["identityPool"] = made.main


def _guests(made: Component) -> Record:
    granted = items(prop(made.args, "permissions", "unauthenticated"))
    policies = [{"name": "inline", "policy": {"Statement": [statement(each) for each in granted]}}] if granted else []
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
    }
    return rec({"assumeRolePolicy": {"Statement": [trust]}, "inlinePolicies": policies}, made.span)


def _auth(made: Component) -> None:
    """OpenAuth: a function with an address of its own, and a table that it keeps its state in."""
    args, program, span = made.args, made.program, made.span
    keys = ("issuer", "authorizer", "authenticator")
    written = next((value for key in keys if given(value := prop(args, key))), None)
    if written is None:
        program.tell(span, f"the issuer of Auth {made.name} is not known")
        return
    fields = {"fields": {"pk": "string", "sk": "string"}, "primaryIndex": {"hashKey": "pk", "rangeKey": "sk"}}
    storage = Component(program, "Dynamo", f"{made.name}Storage", rec(fields, span), span)
    STORAGE["Dynamo"](storage)
    issuer = written if isinstance(written, Record) else rec({"handler": written}, written.span)
    issuer = rec({"url": True, **issuer.entries}, issuer.span, issuer)
    function = Component(program, "Function", f"{made.name}Issuer", issuer, span)
    declare(function, function.name, link=Array([storage], span))
    made.members.update(dict.fromkeys(keys, function))
    made.members["url"] = function.members.get("url", Node.opaque("it has no address", span))


COMPONENTS = {"CognitoUserPool": _pool, "CognitoIdentityPool": _identity_pool, "Auth": _auth}
