"""Types of services that run or expose functions: which are read, and a word about those that are not.

A type that nobody looks at must not look like one that lets nobody in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.finding import Diagnosis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.frontends.aws.stack import Stack

# By service. "read": what it lets in is part of the results. "quiet": lets nobody in and runs no code of the user's.
# "unread": runs code, or lets callers in, and is told.
KNOWN: dict[str, dict[str, str]] = {
    "Lambda": {
        "read": "Alias EventInvokeConfig EventSourceMapping Function LayerVersion LayerVersionPermission Permission"
        " ResourcePolicy Url Version WebFunction WebFunctionEndpoint WebFunctionRevision",
        "quiet": "CapacityProvider CodeSigningConfig NetworkConnector",
        "unread": "MicrovmImage",
    },
    "Serverless": {
        "read": "Api Application Connector Function GraphQLApi HttpApi LayerVersion SimpleTable StateMachine"
        " WebSocketApi",
        "quiet": "CapacityProvider",
        "unread": "",
    },
    "ApiGateway": {
        "read": "ApiKey Authorizer BasePathMapping BasePathMappingV2 Deployment DomainName DomainNameV2"
        " GatewayResponse Method Resource RestApi Stage UsagePlan UsagePlanKey VpcLink",
        "quiet": "Account ClientCertificate DocumentationPart DocumentationVersion DomainNameAccessAssociation Model"
        " RequestValidator",
        "unread": "",
    },
    "ApiGatewayV2": {
        # a routing rule leads callers to an API that is read with its own routes
        "read": "Api ApiGatewayManagedOverrides ApiMapping Authorizer Deployment DomainName Integration Route"
        " RoutingRule Stage VpcLink",
        "quiet": "IntegrationResponse Model PortalProduct RouteResponse",
        "unread": "",
    },
    "AppSync": {
        "read": "Api ApiKey ChannelNamespace DataSource DomainName DomainNameApiAssociation FunctionConfiguration"
        " GraphQLApi GraphQLSchema Resolver",
        "quiet": "ApiCache SourceApiAssociation Type",
        "unread": "",
    },
    "VpcLattice": {
        "read": "AuthPolicy Listener Rule Service ServiceNetwork ServiceNetworkServiceAssociation"
        " ServiceNetworkVpcAssociation TargetGroup",
        "quiet": "AccessLogSubscription DomainVerification ResourceConfiguration ResourceGateway ResourcePolicy"
        " ServiceNetworkResourceAssociation",
        "unread": "",
    },
    "BedrockAgentCore": {
        "read": "Evaluator Gateway GatewayTarget",
        "quiet": "ApiKeyCredentialProvider BrowserProfile CapacityProvider ConfigurationBundle ConsentPortal Dataset"
        " GatewayRateLimit GatewayRule Memory OAuth2CredentialProvider OnlineEvaluationConfig PaymentConnector"
        " PaymentCredentialProvider PaymentManager Policy PolicyEngine ResourcePolicy WorkloadIdentity",
        "unread": "BrowserCustom CodeInterpreterCustom Harness HarnessEndpoint Runtime RuntimeEndpoint",
    },
}
_MODULE = "::MODULE"


def unread_types(stack: Stack) -> Iterator[Diagnosis]:
    """One Diagnosis for each type of such a service that is not read, at the first resource of it."""
    told: dict[str, list[str]] = {}
    for declared in stack.resources.values():
        if declared.enabled is not False and not declared.type.endswith(_MODULE) and _why(declared.type):
            told.setdefault(declared.type, []).append(declared.id)
    for type, ids in told.items():
        more = f" and {len(ids) - 1} more" if len(ids) > 1 else ""
        span = stack.resources[ids[0]].span
        yield Diagnosis(span, f"{type} is not read ({ids[0]}{more}): {_why(type)}")


def _why(type: str) -> str:
    """Why a type is told of, "" for one that is read or quiet, or of another service."""
    vendor, _, rest = type.partition("::")
    service, _, name = rest.partition("::")
    if vendor != "AWS" or service not in KNOWN:
        return ""
    manner = next((manner for manner, names in KNOWN[service].items() if name in names.split()), "")
    if manner == "unread":
        return "its code, and who may call it, are not part of the results"
    return "" if manner else "whether it runs code or lets callers in is not known to this version"
