"""One evaluated stack -> one Application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from goatherd.code.paths import parent
from goatherd.core.value import Unknown, is_false
from goatherd.frontends.aws.apis import read_apis
from goatherd.frontends.aws.deployed_files import mark_deployed_files
from goatherd.frontends.aws.functions import read_functions
from goatherd.frontends.aws.resources import read_resources
from goatherd.frontends.aws.resources.layers import mark_extensions
from goatherd.frontends.aws.resources.workflow import describe_state_machines
from goatherd.frontends.aws.roles import read_roles, read_users
from goatherd.frontends.aws.stack import outside_prefix
from goatherd.frontends.aws.triggers import attach_fallbacks, attach_triggers
from goatherd.frontends.aws.unread import unread_types
from goatherd.frontends.aws.web_functions import with_web_functions
from goatherd.frontends.aws.wiring import FUNCTION_TYPES, Wiring, named_functions
from goatherd.frontends.contents import references
from goatherd.model.application import Application, Program
from goatherd.model.resource import Alarm, Api, CustomResource, UserPool, UserPoolClient

if TYPE_CHECKING:
    from goatherd.frontends.aws.exposure import Reach
    from goatherd.frontends.aws.stack import Declared, Stack
    from goatherd.model.function import Function
    from goatherd.model.resource import Resource
    from goatherd.tree import Tree

# services that a stack which only watches uses
_PICTURES = "AWS::CloudWatch::Dashboard"
_OF_ALARMS = tuple(f"AWS::{service}::" for service in ("CloudWatch", "SNS", "Chatbot", "Logs", "IAM", "KMS"))


def build_application(stack: Stack, tree: Tree) -> Application:
    """The application of a root template; reading never fails, at worst something stays Unknown."""
    return build_applications([stack], tree)[0]


def build_applications(stacks: list[Stack], tree: Tree) -> list[Application]:
    """The same for all root templates of a tree, which may wire each other's functions through exports.

    What cannot be read on the way is added to the diagnoses of its stack.
    """
    for stack in stacks:
        stack.diagnoses += unread_types(stack)
    stacks = [with_web_functions(stack) for stack in stacks]
    functions = [read_functions(stack, tree) for stack in stacks]
    outside = {
        outside_prefix(stack.path) + id: function
        for stack, own in zip(stacks, functions, strict=True)
        for id, function in named_functions(stack, own).items()
    }
    apis = {
        outside_prefix(stack.path) + api.id: api for stack in stacks for api in stack.of("AWS::ApiGateway::RestApi")
    }
    wirings = [_wire(stack, tree, own, outside, apis) for stack, own in zip(stacks, functions, strict=True)]
    # Routes of functions that nobody knows, by the folder of their stack: those elsewhere say nothing about it.
    unplaced: dict[str, list[Reach]] = {}
    for wiring in wirings:
        unplaced.setdefault(parent(wiring.stack.path), []).extend(wiring.unplaced)
    applications = [
        _application(stack, tree, own, wiring, unplaced[parent(stack.path)])
        for stack, own, wiring in zip(stacks, functions, wirings, strict=True)
    ]
    mark_deployed_files(stacks, applications)
    _look_outside(applications)
    if not any(stack.of("AWS::Cognito::UserPoolDomain") for stack in stacks):
        _close_endpoints(applications)
    _put_together(stacks, applications)
    return applications


def _look_outside(applications: list[Application]) -> None:
    """Tell every application about the APIs of others that call its functions."""
    apis = {outside_prefix(app.name) + api.id: api for app in applications for api in app.of(Api)}
    for application in applications:
        sources = {trigger.source or "" for _, trigger in application.triggers()}
        for api in application.of(Api):
            if api.imported in apis:
                _configure(api, apis[api.imported])
        application.outside = {source: apis[source] for source in sorted(sources & apis.keys())}


def _close_endpoints(applications: list[Application]) -> None:
    """Without a domain nobody can sign in on the pages of a pool, nor get tokens there."""
    pools = {outside_prefix(app.name) + pool.id for app in applications for pool in app.of(UserPool)}
    for app in applications:
        for client in app.of(UserPoolClient):
            client.has_endpoint = pools.isdisjoint((client.user_pool, outside_prefix(app.name) + client.user_pool))


def _configure(api: Api, declaration: Api) -> None:
    """What limits calls of an imported API stands where it is declared, unless its importer has a stage of it."""
    if isinstance(api.throttled, Unknown):
        api.throttled = declaration.throttled
    if isinstance(api.web_acl, Unknown):
        api.web_acl = declaration.web_acl


def _watches_others(application: Application) -> bool:
    """Whether it has alarms, and nothing of its own that they could be on."""
    types = [resource.type for resource in application.resources.values()]
    return application.has_alarms and not application.functions and all(t.startswith(_OF_ALARMS) for t in types)


def _put_together(stacks: list[Stack], applications: list[Application]) -> None:
    programs: dict[str, list[Application]] = {}
    for stack, application in zip(stacks, applications, strict=True):
        if stack.program:
            programs.setdefault(stack.program, []).append(application)
    for together in programs.values():
        watched = any(map(_watches_others, together))
        silent = [
            (app.name, app.open_functions[0].span) for app in together if app.open_functions and not app.has_alarms
        ]
        for application in together:
            application.program = Program(watched, tuple(silent))


def _application(
    stack: Stack, tree: Tree, functions: list[Function], wiring: Wiring, unplaced: list[Reach]
) -> Application:
    roles = read_roles(stack, functions)
    rest = Wiring(stack, tree, functions)
    rest.unplaced = unplaced
    attach_fallbacks(rest, roles.values())
    return Application(
        name=stack.path,
        framework=stack.framework,
        templates=list(stack.templates),
        functions=functions,
        roles=roles,
        users=read_users(stack),
        resources=_resources(stack, wiring),
        parameters=list(stack.parameters),
        outputs=list(stack.outputs),
        named=list(stack.settings),
    )


def _wire(
    stack: Stack, tree: Tree, functions: list[Function], outside: dict[str, Function], apis: dict[str, Declared]
) -> Wiring:
    """Wire what exists under the default parameters; what is still without a trigger, by everything declared."""
    wiring = Wiring(_enabled(stack), tree, functions, outside, apis)
    read_apis(wiring)
    attach_triggers(wiring)
    stack.diagnoses += wiring.diagnoses
    unwired = [function for function in functions if not function.triggers]
    if unwired and len(wiring.stack.resources) < len(stack.resources):
        optional = Wiring(stack, tree, unwired)
        read_apis(optional)
        attach_triggers(optional)
    return wiring


def _enabled(stack: Stack) -> Stack:
    """The stack without what a false condition removes; functions stay, a switch away from being deployed."""
    resources = {
        id: declared
        for id, declared in stack.resources.items()
        if declared.enabled is not False or declared.type in FUNCTION_TYPES
    }
    return evolve(stack, resources=resources)


def _resources(stack: Stack, wiring: Wiring) -> dict[str, Resource]:
    resources: dict[str, Resource] = read_resources(stack)
    mark_extensions(resources, wiring.tree)
    resources |= wiring.apis
    resources |= wiring.authorizers
    describe_state_machines(stack, wiring.machines)
    resources |= wiring.machines
    for resource in resources.values():
        if isinstance(resource, CustomResource) and resource.function is None:
            declared = stack.resources.get(resource.id)
            function = wiring.function(declared.properties.get("ServiceToken")) if declared else None
            resource.function = function.id if function else None
    _mark_watched(stack, [one for one in resources.values() if isinstance(one, Alarm) and is_false(one.has_action)])
    order = {id: position for position, id in enumerate(stack.resources)}
    return dict(sorted(resources.items(), key=lambda item: order.get(item[0].partition(":")[0], len(order))))


def _mark_watched(stack: Stack, alarms: list[Alarm]) -> None:
    """Alarms that a deployment or another alarm goes by."""
    others = (declared for declared in stack.resources.values() if alarms and declared.type != _PICTURES)
    named = {id for declared in others for id in references(declared.properties)}
    for alarm in alarms:
        alarm.watched = alarm.id in named
