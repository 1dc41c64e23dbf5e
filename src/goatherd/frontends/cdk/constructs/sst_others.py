"""SST 2: user pools, what only deploys, and what is not read."""

from __future__ import annotations

from goatherd.frontends.cdk.constructs.sst_functions import SHARED, called, named, tell
from goatherd.frontends.cdk.constructs.vocabulary import (
    Call,
    Construct,
    Kind,
    Node,
    Value,
    given,
    items,
    sequence,
    text_of,
    upper_first,
)
from goatherd.frontends.sst.things import prop

# --- user pools ---


def _cognito(construct: Construct) -> None:
    span, props = construct.span, construct.props
    construct.main = pool = construct.add("AWS::Cognito::UserPool", span)
    construct.memory["userPoolId"] = construct.ref(span)
    construct.memory["userPoolArn"] = pool.reference(span, "Arn")
    client = construct.add("AWS::Cognito::UserPoolClient", span, "Client")
    client.set("UserPoolId", construct.ref(span))
    construct.memory["userPoolClientId"] = client.reference(span)
    for name, definition in named(prop(props, "triggers")):
        function = called(construct, definition, name, definition.span, prop(construct.props, "defaults", "function"))
        if function is not None:
            pool.mapping("LambdaConfig").entries[upper_first(name)] = function.arn(definition.span)
    login = [text_of(each) for each in items(prop(props, "login"))]
    pool.set("UsernameAttributes", sequence(["email"] if "email" in login else [], span))


# --- what only deploys, and what is not read ---


def _script(construct: Construct) -> None:
    """Functions that the deployment calls."""
    for moment in ("onCreate", "onUpdate", "onDelete"):
        definition = prop(construct.props, moment)
        if given(definition):
            function = called(
                construct, definition, moment, definition.span, prop(construct.props, "defaults", "function")
            )
            asked = construct.add("AWS::CloudFormation::CustomResource", definition.span, f"{moment}Call")
            if function is not None:
                asked.set("ServiceToken", function.arn(definition.span))


def _site(construct: Construct) -> None:
    kind = construct.kind.removeprefix("sst.")
    tell(construct, f"the server functions of site {construct.path} ({kind}) are not read", construct.span)
    construct.memory["url"] = Node.opaque("the address of the site is known after deployment", construct.span)


def _container(construct: Construct) -> None:
    kind = construct.kind.removeprefix("sst.")
    tell(construct, f"the containers of {kind} {construct.path} are not read", construct.span)


def _quiet(construct: Construct) -> None:
    """It runs no code of the user's."""
    construct.memory["url"] = Node.opaque("its address is known after deployment", construct.span)


def _users(pool: Construct, call: Call) -> Value:
    return Node.absent(call.span)


_SITES = ("NextjsSite", "RemixSite", "AstroSite", "SvelteKitSite", "SolidStartSite", "SsrSite")
_QUIET = ("StaticSite", "ReactStaticSite", "ViteStaticSite", "RDS")
KINDS: dict[str, Kind] = {
    "sst.Cognito": Kind(build=_cognito, methods={"attachPermissionsForAuthUsers": _users, **SHARED}),
    "sst.Script": Kind(build=_script, methods=dict(SHARED)),
    **{f"sst.{name}": Kind(build=_site, methods={"attachPermissions": _users}) for name in _SITES},
    **{f"sst.{name}": Kind(build=_container) for name in ("Job", "Service")},
    **{f"sst.{name}": Kind(build=_quiet) for name in _QUIET},
}
