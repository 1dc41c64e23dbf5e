"""The roles that functions run under: one for all of the service, those of single functions, or one that is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.frameworks import FRAMEWORKS
from goatherd.frontends.build import build, first, get_att
from goatherd.frontends.node import Node
from goatherd.frontends.serverless.merge import is_function, is_nothing
from goatherd.frontends.serverless.naming import SHARED_ROLE, spelled

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.serverless.service import FunctionSection, Service

_PER_FUNCTION = "serverless-iam-roles-per-function"
_LOGS = ("logs:CreateLogStream", "logs:CreateLogGroup", "logs:TagResource", "logs:PutLogEvents")
_TRACES = ("xray:PutTraceSegments", "xray:PutTelemetryRecords")
_NETWORK = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
_FRAMEWORK = FRAMEWORKS["serverless"].language


def role_of(service: Service, function: FunctionSection) -> Node:
    """What the `Role` property of a function is."""
    written = function.node.get("role")
    if not is_nothing(written):
        return _named(written)
    if _has_own(service, function):
        return build(get_att(_own_id(function)), function.span)
    shared = _shared(service)
    return _named(shared) if shared.exists else build(get_att(SHARED_ROLE), function.span)


def _shared(service: Service) -> Node:
    """The role that the provider names for all functions."""
    role = service.provider.get("iam", "role")
    by_name = role if role.kind in ("scalar", "opaque") or is_function(role) else Node.absent(role.span)
    return first(service.provider.get("role"), by_name)


def _named(node: Node) -> Node:
    """An ARN, a function of CloudFormation, or the id of a role among the service's resources."""
    text = node.text()
    if text is None or ":" in text or "${" in text:
        return node
    return build(get_att(text), node.span)


def _own_id(function: FunctionSection) -> str:
    return f"{spelled(function.key)}{SHARED_ROLE}"


def _has_own(service: Service, function: FunctionSection) -> bool:
    node = function.node
    if service.provider.get("iam", "role", "mode").text() == "perFunction":
        return True
    written = node.get("iamRoleStatements").exists or node.get("iam", "role").is_mapping
    plugin = any(plugin.startswith(_PER_FUNCTION) for plugin in service.plugins)
    return written and (plugin or node.get("iam", "role").is_mapping)


def compile_roles(service: Service) -> None:
    """Called last: events have added what the Framework lets their functions do."""
    sharing: list[FunctionSection] = []
    for function in service.functions.values():
        if not is_nothing(function.node.get("role")):
            continue
        if _has_own(service, function):
            _own_role(service, function)
        elif not _shared(service).exists:
            sharing.append(function)
    if sharing:
        _shared_role(service, sharing)


def _shared_role(service: Service, functions: list[FunctionSection]) -> None:
    span = _role_span(service)
    role = service.provider.get("iam", "role")
    _add(service, SHARED_ROLE, _statements(service), role, functions, span)


def _own_role(service: Service, function: FunctionSection) -> None:
    node = function.node
    settings = node.get("iam", "role")
    statements = first(settings.get("statements"), node.get("iamRoleStatements"))
    defaults = service.custom.get(_PER_FUNCTION)
    inherits = first(node.get("iamRoleStatementsInherit"), defaults.get("defaultInherit"))
    documents = [nested for node in statements.list() for nested in node.list()]
    if service.on(inherits) or settings.is_mapping or service.provider.get("iam", "role", "mode").exists:
        documents += _statements(service)
    _add(service, _own_id(function), documents, settings, [function], function.span)


def _role_span(service: Service) -> Span:
    for section, key in ((service.provider, "iamRoleStatements"), (service.provider.get("iam"), "role")):
        if section.get(key).exists:
            return section.key_span(key)
    return service.root.key_span("provider")


def _statements(service: Service) -> list[Node]:
    provider = service.provider
    written = provider.get("iamRoleStatements").list() + provider.get("iam", "role", "statements").list()
    for node in written:
        if node.kind == "opaque":
            service.lost(node.span, "a statement of the role", node)
    return [nested for node in written for nested in node.list()]


def _generated(service: Service, functions: list[FunctionSection], span: Span) -> list[Node]:
    """Statements that nobody wrote: logs, traces, and what event sources and destinations ask for."""
    names = {function.key for function in functions}
    logged = [f for f in functions if not service.on(f.node.get("disableLogs"))]
    found = []
    if logged:
        prefix = f"{service.name}-{service.stage}"
        name = prefix if len(functions) > 1 else f"{prefix}-{functions[0].key}"
        group = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/"
        found.append(_allow(_LOGS, {"Fn::Sub": f"{group}{name}*:*"}, span))
    traced = service.provider.get("tracing", "lambda")
    traced = first(*(f.node.get("tracing") for f in functions if f.node.get("tracing").exists), traced)
    if traced.exists and traced.text() != "false":
        found.append(_allow(_TRACES, "*", traced.span))
    found += [_allow(g.actions, g.resource, g.span) for g in service.grants if g.function in names]
    return found


def _allow(actions: tuple[str, ...], resource: object, span: Span) -> Node:
    return build({"Effect": "Allow", "Action": list(actions), "Resource": resource}, span)


def _add(
    service: Service, id: str, statements: list[Node], settings: Node, functions: list[FunctionSection], span: Span
) -> None:
    provider = service.provider
    generated = _generated(service, functions, span)
    managed = list(provider.get("iamManagedPolicies").list() + settings.get("managedPolicies").list())
    networks = (first(f.node.get("vpc"), provider.get("vpc")) for f in functions)
    boundary = first(settings.get("permissionsBoundary"), settings.get("permissionBoundary"))
    boundary = first(boundary, provider.get("rolePermissionsBoundary"))
    properties: dict[str, object] = {
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": ["lambda.amazonaws.com"]}, "Action": ["sts:AssumeRole"]}
            ],
        },
        "Policies": [
            {"PolicyName": "written", "PolicyDocument": {"Statement": statements}},
            {"PolicyName": "generated", "Origin": _FRAMEWORK, "PolicyDocument": {"Statement": generated}},
        ],
        "ManagedPolicyArns": managed or None,
        "PermissionsBoundary": boundary,
    }
    if any(network.is_mapping for network in networks):
        properties["ManagedPolicyArns"] = [*managed, _NETWORK]
    service.template.add(id, "AWS::IAM::Role", properties, span)
