"""User pools and their clients."""

from __future__ import annotations

from goatherd.frontends.cdk.constructs import permissions
from goatherd.frontends.cdk.constructs.vocabulary import (
    Array,
    Call,
    Construct,
    Kind,
    Node,
    Record,
    Span,
    Value,
    construct_of,
    given,
    is_true,
    member_name,
    node_of,
    prop,
    record,
    safe_id,
    scalar,
    text_of,
    upper_first,
)

_PASSWORD = {
    "minLength": "MinimumLength",
    "requireLowercase": "RequireLowercase",
    "requireUppercase": "RequireUppercase",
    "requireDigits": "RequireNumbers",
    "requireSymbols": "RequireSymbols",
}
_FLOWS = {
    "userPassword": "ALLOW_USER_PASSWORD_AUTH",
    "adminUserPassword": "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "userSrp": "ALLOW_USER_SRP_AUTH",
    "custom": "ALLOW_CUSTOM_AUTH",
}
_GRANTS = {"authorizationCodeGrant": "code", "implicitCodeGrant": "implicit", "clientCredentials": "client_credentials"}


def _pool(construct: Construct) -> None:
    props, span = construct.props, construct.span
    construct.main = pool = construct.add("AWS::Cognito::UserPool", span)
    pool.set("UserPoolName", prop(props, "userPoolName"))
    sign_up = prop(props, "selfSignUpEnabled")
    only_administrators = not is_true(sign_up)  # the kit's default is off
    where = sign_up.span if given(sign_up) else span
    if not (given(sign_up) and node_of(sign_up).kind == "opaque"):
        setting = scalar(only_administrators, where)
        pool.set("AdminCreateUserConfig", record({"AllowAdminCreateUserOnly": setting}, where))
    policy = prop(props, "passwordPolicy")
    if isinstance(policy, Record):
        made = record({name: prop(policy, key) for key, name in _PASSWORD.items()}, policy.span)
        pool.set("Policies", record({"PasswordPolicy": made}, policy.span))
    mfa = prop(props, "mfa")
    if given(mfa):
        pool.set("MfaConfiguration", scalar({"REQUIRED": "ON"}.get(member_name(mfa), member_name(mfa)), mfa.span))
    security = prop(props, "advancedSecurityMode")
    if given(security):
        mode = record({"AdvancedSecurityMode": scalar(member_name(security), security.span)}, security.span)
        pool.set("UserPoolAddOns", mode)
    triggers = prop(props, "lambdaTriggers")
    if isinstance(triggers, Record):
        for key, value in triggers.entries.items():
            _trigger(construct, key, value)


def _trigger(pool: Construct, moment: str, function: Value) -> None:
    target = construct_of(function)
    if target is not None and pool.main is not None:
        configuration = pool.main.mapping("LambdaConfig")
        name = upper_first(moment)
        configuration.entries[name] = target.arn(function.span)
        configuration.key_spans[name] = function.span


def _add_trigger(pool: Construct, call: Call) -> Value:
    words = member_name(call.get(0, "operation")).lower().split("_")
    _trigger(pool, "".join(word.capitalize() for word in words), call.get(1, "fn"))
    return Node.absent(call.span)


def _client(construct: Construct) -> None:
    props, span = construct.props, construct.span
    construct.main = client = construct.add("AWS::Cognito::UserPoolClient", span)
    pool = construct_of(prop(props, "userPool"))
    if pool is not None:
        client.set("UserPoolId", pool.ref(span))
    flows = prop(props, "authFlows")
    if isinstance(flows, Record):
        names: list[Value] = [
            scalar(text, prop(flows, key).span) for key, text in _FLOWS.items() if is_true(prop(flows, key))
        ]
        client.set("ExplicitAuthFlows", Array(names, flows.span))
    oauth = prop(props, "oAuth")
    if isinstance(oauth, Record):
        wanted = prop(oauth, "flows")
        if isinstance(wanted, Record):
            kinds: list[Value] = [
                scalar(text, wanted.span) for key, text in _GRANTS.items() if is_true(prop(wanted, key))
            ]
            client.set("AllowedOAuthFlows", Array(kinds, wanted.span))
        client.set("CallbackURLs", prop(oauth, "callbackUrls"))
    if is_true(prop(props, "preventUserExistenceErrors")):
        client.set("PreventUserExistenceErrors", scalar("ENABLED", prop(props, "preventUserExistenceErrors").span))


def _add_client(pool: Construct, call: Call) -> Value:
    props = {**call.props.entries, "userPool": pool}
    return pool.child("cognito.UserPoolClient", safe_id(text_of(call.get(0, "id"))), props, call.span)


def _provider(pool: Construct, span: Span) -> Value:
    return scalar(f"cognito-idp.${{AWS-Region}}.amazonaws.com/{text_of(pool.ref(span))}", span)


def _add_domain(pool: Construct, call: Call) -> Value:
    props = {**call.props.entries, "userPool": pool}
    return pool.child("cognito.UserPoolDomain", safe_id(text_of(call.get(0, "id"))), props, call.span)


def _domain(construct: Construct) -> None:
    construct.main = domain = construct.add("AWS::Cognito::UserPoolDomain", construct.span)
    pool = construct_of(prop(construct.props, "userPool"))
    if pool is not None:
        domain.set("UserPoolId", pool.ref(construct.span))


def _none(pool: Construct, call: Call) -> Value:
    return Node.opaque("it is a part of a user pool", call.span)


def _nothing(construct: Construct) -> None:
    """Resource servers are not read."""


KINDS: dict[str, Kind] = {
    "cognito.UserPool": Kind(
        build=_pool,
        methods={
            "addTrigger": _add_trigger,
            "addClient": _add_client,
            "addDomain": _add_domain,
            "addResourceServer": _none,
            **permissions.grants({}, permissions.own_arn),
        },
        members={"userPoolProviderName": _provider},
    ),
    "cognito.UserPoolClient": Kind(build=_client),
    "cognito.UserPoolDomain": Kind(build=_domain),
    "cognito.UserPoolResourceServer": Kind(build=_nothing),
}
