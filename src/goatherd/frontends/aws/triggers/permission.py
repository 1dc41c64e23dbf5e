"""What is left when no wiring names a function: permissions to invoke it, connectors, references, direct invocation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import HOLE
from goatherd.frontends.aws.exposure import Reach
from goatherd.frontends.aws.policy_documents import read_document
from goatherd.frontends.aws.triggers.common import account, anonymous, authenticated, internal
from goatherd.frontends.aws.wiring import FUNCTION_TYPES, REFERRING_TYPES
from goatherd.frontends.contents import texts
from goatherd.model.trigger import Exposure, Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.frontends.aws.stack import Declared
    from goatherd.frontends.aws.wiring import Wiring
    from goatherd.model.function import Function
    from goatherd.model.role import Role

_ROUTE = anonymous("a permission lets API Gateway call it, and nothing shows that the route authenticates callers")

# service principal: (kind, reach)
_SERVICES: dict[str, tuple[str, Reach]] = {
    "apigateway": (Kind.REST_API, _ROUTE),
    "elasticloadbalancing": (Kind.ALB, anonymous("a permission lets load balancers call it")),
    "s3": (Kind.S3, account("a permission lets a bucket call it; its writers choose the object's name")),
    "sns": (Kind.SNS, account("a permission lets a topic call it")),
    "sqs": (Kind.SQS, account("a permission lets a queue call it")),
    "dynamodb": (Kind.DYNAMODB, account("a permission lets a table call it")),
    "kinesis": (Kind.KINESIS, account("a permission lets a stream call it")),
    "events": (Kind.EVENTBRIDGE, account("a permission lets a rule call it; the rule is declared elsewhere")),
    "scheduler": (Kind.SCHEDULE, internal("a permission lets a schedule call it")),
    "logs": (Kind.CLOUDWATCH_LOGS, account("a permission lets a log subscription call it")),
    "cognito-idp": (Kind.COGNITO, anonymous("a permission lets a user pool call it; for which moment is not shown")),
    "cognito-sync": (Kind.COGNITO, authenticated("a permission lets Cognito Sync call it")),
    "iot": (Kind.IOT, authenticated("a permission lets IoT call it; devices write the messages")),
    "ses": (Kind.SES, anonymous("a permission lets incoming mail call it")),
    "lexv2": (Kind.LEX, anonymous("a permission lets a bot call it")),
    "lex": (Kind.LEX, anonymous("a permission lets a bot call it")),
    "connect": (Kind.CONNECT, anonymous("a permission lets a contact flow call it")),
    "alexa-appkit": (Kind.ALEXA, anonymous("a permission lets an Alexa skill call it")),
    "alexa-connectedhome": (Kind.ALEXA, anonymous("a permission lets an Alexa skill call it")),
    "bedrock": (Kind.BEDROCK_AGENT, account("a permission lets a Bedrock agent call it")),
    "config": (Kind.CONFIG_RULE, internal("a permission lets AWS Config call it")),
    "secretsmanager": (Kind.SECRETS_ROTATION, internal("a permission lets Secrets Manager call it")),
    "cloudformation": (Kind.CUSTOM_RESOURCE, internal("a permission lets CloudFormation call it")),
    "codepipeline": (Kind.CODEPIPELINE, internal("a permission lets CodePipeline call it")),
    "firehose": (Kind.FIREHOSE, account("a permission lets a delivery stream call it")),
    "cloudfront": (Kind.FUNCTION_URL, anonymous("a permission lets CloudFront call it for everybody")),
    "edgelambda": (Kind.CLOUDFRONT, anonymous("CloudFront replicates and calls it")),
    "vpc-lattice": (Kind.LATTICE, account("a permission lets VPC Lattice call it")),
    "lambda.alarms.cloudwatch": (Kind.CLOUDWATCH_ALARM, internal("a permission lets an alarm call it")),
    "appsync": (Kind.APPSYNC, authenticated("a permission lets AppSync call it; its authentication is not shown")),
    "pipes": (Kind.PIPE, account("a permission lets a pipe call it")),
    "states": (Kind.STEP_FUNCTIONS, internal("a permission lets a state machine call it")),
}
# kinds that explain a permission for the same principal
_SIBLINGS = {
    "apigateway": (
        Kind.REST_API,
        Kind.REST_API_MAPPED,
        Kind.HTTP_API,
        Kind.HTTP_API_V1,
        Kind.WEBSOCKET,
        Kind.AUTHORIZER_TOKEN,
        Kind.AUTHORIZER_REQUEST,
    ),
    "events": (Kind.EVENTBRIDGE, Kind.SCHEDULE),
    "cloudfront": (Kind.FUNCTION_URL, Kind.CLOUDFRONT),
    "appsync": (Kind.APPSYNC, Kind.AUTHORIZER_REQUEST),
    "iot": (Kind.IOT, Kind.AUTHORIZER_REQUEST),
}
# types that may name a function without ever calling it
_SILENT_TYPES = (
    "AWS::IAM::",
    "AWS::Lambda::",
    "AWS::Serverless::Connector",
    "AWS::Logs::",
    "AWS::CloudWatch::",
    "AWS::SSM::Parameter",
    "AWS::ApplicationAutoScaling::",
    "aws_lambda_provisioned_concurrency_config",
    "aws_lambda_runtime_management_config",
)


def read(wiring: Wiring, roles: Iterable[Role]) -> None:
    explained = {id: {trigger.kind for trigger in function.triggers} for id, function in wiring.functions.items()}
    for declared in wiring.of("AWS::Lambda::Permission"):
        function = wiring.function(declared.properties.get("FunctionName"))
        if function is not None:
            _permission(wiring, function, declared, explained[function.id])
    for declared in wiring.of("AWS::Lambda::ResourcePolicy"):
        function = wiring.function(declared.properties.get("ResourceArn"))
        if function is not None:
            _resource_policy(wiring, function, declared)
    _edge_roles(wiring)
    _service_roles(wiring, roles)
    _destinations(wiring)
    _mentioned(wiring)
    _direct(wiring)


def _permission(wiring: Wiring, function: Function, declared: Declared, explained: set[str]) -> None:
    properties = declared.properties
    principal = properties.get("Principal").text() or ""
    source_text = properties.get("SourceArn").text() or ""
    source = wiring.resource_named(source_text) if source_text else None
    name, _, domain = principal.partition(".amazon")  # those of Alexa end in amazon.com
    service = name if domain.startswith(("aws.com", ".com")) else ""
    if service:
        service = next((name for name in _SERVICES if service == name or service.startswith(f"{name}.")), service)
        kind, reach = _SERVICES.get(service, (Kind.UNKNOWN, account(f"a permission lets {principal} call it")))
        if not explained.isdisjoint(_SIBLINGS.get(service, (kind,))):
            return
        if kind == Kind.REST_API and wiring.unplaced:
            reach = _of_routes(wiring.unplaced)
    elif properties.get("FunctionUrlAuthType").exists or Kind.FUNCTION_URL in explained:
        return
    else:
        kind, reach = Kind.DIRECT, _principal_reach(principal)
    trigger = Trigger(
        kind,
        reach.exposure,
        declared.span,
        detail=source.id if source else (service or principal),
        why=reach.why,
        source=source.id if source else None,
        options={"assumed": True},
    )
    if kind == Kind.REST_API:
        trigger.method, trigger.path = _route(source_text)
        trigger.detail = f"{trigger.method} {trigger.path}".strip() or trigger.detail
    wiring.add(function, trigger)


def _resource_policy(wiring: Wiring, function: Function, declared: Declared) -> None:
    """Principals that may invoke the function; services that have a trigger of their own are wired by it."""
    kinds = {trigger.kind for trigger in function.triggers}
    for statement in read_document(declared.properties.get("PolicyDocument"))[0]:
        if statement.effect != "Allow":
            continue
        for type, principal in statement.principals:
            kind, reach = Kind.DIRECT, _principal_reach(principal)
            if type == "Service":
                name = principal.partition(".amazon")[0]
                kind, reach = _SERVICES.get(name, (Kind.UNKNOWN, account(f"a policy lets {principal} call it")))
                if not kinds.isdisjoint(_SIBLINGS.get(name, (kind,))):
                    continue
            trigger = Trigger(kind, reach.exposure, statement.span, principal, reach.why, options={"assumed": True})
            wiring.add(function, trigger)


def _of_routes(unplaced: list[Reach]) -> Reach:
    """Of the routes that may be the one which calls the function, the most exposed counts."""
    widest = max(unplaced, key=lambda reach: reach.exposure)
    why = f"a permission lets API Gateway call it; of a route whose function is not known: {widest.why}"
    return Reach(widest.exposure, why)


def _principal_reach(principal: str) -> Reach:
    if principal == "*":
        return anonymous("its resource policy lets any AWS principal invoke it")
    if principal in ("", HOLE):
        return account("its resource policy lets a principal invoke it that is known after deployment")
    return account(f"its resource policy lets {principal} invoke it")


def _route(source_arn: str) -> tuple[str, str]:
    """The method and path at the end of `arn:aws:execute-api:…:API/STAGE/METHOD/PATH`."""
    parts = source_arn.rpartition(":")[2].split("/")
    if len(parts) < 4 or "*" in parts[2]:
        return "", ""
    return parts[2], "/" + "/".join(parts[3:])


def _edge_roles(wiring: Wiring) -> None:
    """A role that CloudFront may assume is that of a function at the edge, whatever distribution uses it."""
    for function in wiring.functions.values():
        role = function.role
        principals = {name for statement in (role.trust if role else ()) for _, name in statement.principals}
        if not function.triggers and "edgelambda.amazonaws.com" in principals:
            reach = anonymous("its role is for functions at the edge; the distribution is declared elsewhere")
            trigger = Trigger(Kind.CLOUDFRONT, reach.exposure, function.span, "edge", reach.why)
            trigger.options["assumed"] = True
            wiring.add(function, trigger)


def _service_roles(wiring: Wiring, roles: Iterable[Role]) -> None:
    """A role that a service may assume and that may invoke the function: what uses the role is declared elsewhere."""
    for role in roles:
        principals = [name for statement in role.trust for kind, name in statement.principals if kind == "Service"]
        services = [name.partition(".amazonaws.com")[0] for name in principals]
        known = next((service for service in services if service in _SERVICES), None)
        if known is None:
            continue
        kind, reach = _SERVICES[known]
        for function in _invocable(wiring, role):
            if not function.triggers:
                why = f"role {role.id} lets {known} invoke it; what uses the role is declared elsewhere"
                trigger = Trigger(kind, reach.exposure, function.span, f"role {role.id}", why, role.id)
                trigger.options["assumed"] = True
                wiring.add(function, trigger)


def _invocable(wiring: Wiring, role: Role | None) -> Iterator[Function]:
    """The functions that a role may invoke by name."""
    for statement in role.statements if role else ():
        if statement.effect == "Allow" and any(a.lower().startswith("lambda:invoke") for a in statement.actions):
            yield from filter(None, map(wiring.function_named, statement.resources))
    for reference in role.references if role else ():
        if reference.name == "LambdaInvokePolicy":
            named = wiring.function_named(reference.parameters.get("FunctionName", ""))
            if named is not None:
                yield named


def _destinations(wiring: Wiring) -> None:
    """Results of asynchronous invocations that another function receives."""
    for declared in wiring.of(*FUNCTION_TYPES, "AWS::Lambda::EventInvokeConfig"):
        configuration = declared.properties
        if declared.type != "AWS::Lambda::EventInvokeConfig":
            configuration = configuration.get("EventInvokeConfig")
        for outcome in ("OnSuccess", "OnFailure"):
            node = configuration.get("DestinationConfig", outcome)
            function = wiring.function(node.get("Destination"))
            sender = wiring.function(declared.properties.get("FunctionName")) or wiring.functions.get(declared.id)
            if function is None or sender is None or function is sender:
                continue
            why = f"it receives results of {sender.id}, with the data that {sender.id} was called with"
            exposure = max(Exposure.ACCOUNT, sender.exposure or Exposure.ACCOUNT)
            trigger = Trigger(Kind.DIRECT, exposure, node.span, f"{outcome} of {sender.id}", why, sender.id)
            trigger.options["destination"] = True
            wiring.add(function, trigger)


def _mentioned(wiring: Wiring) -> None:
    """Functions without a trigger that other functions' settings, or resources of a kind without a reader, name."""
    unwired = {id for id, function in wiring.functions.items() if not function.triggers}
    for declared in wiring.stack.resources.values() if unwired else ():
        silent = declared.type.startswith(_SILENT_TYPES) and not _is_function(declared)
        if silent or declared.type in REFERRING_TYPES:
            continue
        for function, why, detail in _named_by(wiring, declared):
            if function.id in unwired and function.id != declared.id:
                trigger = Trigger(Kind.DIRECT, Exposure.ACCOUNT, function.span, detail, why, declared.id)
                wiring.add(function, trigger)


def _is_function(declared: Declared) -> bool:
    return declared.type in FUNCTION_TYPES


def _named_by(wiring: Wiring, declared: Declared) -> Iterator[tuple[Function, str, str]]:
    """(function, why, detail) of every function that a resource names."""
    if not _is_function(declared):
        for function in wiring.functions_in(declared.properties):
            text = f"{declared.id} ({declared.type})"
            yield function, f"{text} names it", text
        return
    detail = f"from {declared.id}"
    for text in texts(declared.properties.get("Environment")):
        named = wiring.function_named(text)
        if named is not None:
            why = f"no event source in the template; {declared.id} has its name in the environment and may invoke it"
            yield named, why, detail
    for named in _invocable(wiring, wiring.functions[declared.id].role):
        why = f"no event source in the template; the role of {declared.id} lets it invoke this function"
        yield named, why, detail


def _direct(wiring: Wiring) -> None:
    for function in wiring.functions.values():
        if not function.triggers:
            trigger = Trigger(
                Kind.DIRECT, Exposure.ACCOUNT, function.span, "direct invocation", "no event source in the template"
            )
            function.triggers.append(trigger)
