"""What configurations say of applications is added to them; apps without a project become applications of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.azure.terraform.alerts import alerts_of
from goatherd.frontends.azure.terraform.apps import PLANS, TYPES, FunctionApp, restrict
from goatherd.frontends.azure.terraform.databases import databases_of
from goatherd.frontends.azure.terraform.identities import identities_of
from goatherd.frontends.azure.terraform.keyed import keyed_of
from goatherd.frontends.azure.terraform.storage import storage_of
from goatherd.frontends.terraform.references import application_name
from goatherd.model.application import Application
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.frontends.aws.stack import Stack
    from goatherd.frontends.azure.host import Host
    from goatherd.model.role import Role
    from goatherd.tree import Tree

_BLOB = "azurerm_storage_blob"
_RESOURCES = (storage_of, databases_of, keyed_of, alerts_of)
Found = tuple["Host", Application]


def add_configurations(tree: Tree, stacks: Sequence[Stack], found: Sequence[Found]) -> list[Application]:
    """Complete the applications of hosts by their function apps; gives those of apps whose code is not known."""
    read = [(host, application) for host, application in found if application.functions]
    deploying: dict[str, list[FunctionApp]] = {}
    unread: list[Application] = []
    for stack in stacks:
        targets, alone = _targets(tree, stack, read, deploying)
        if alone and stack.framework == "terraform":
            targets.append(_without_code(stack, alone))
            unread.append(targets[-1])
        resources = {one.id: one for read_as in _RESOURCES for one in read_as(stack.elsewhere)}
        # those of Terraform are told of its own application
        parameters, outputs = (stack.parameters, stack.outputs) if stack.framework != "terraform" else ([], [])
        if (resources or parameters or outputs) and not targets and not alone and len(read) == 1:
            targets.append(read[0][1])  # what is around its functions, which are deployed by other means
        if targets:
            targets[0].resources |= resources
            targets[0].parameters += parameters
            targets[0].outputs += outputs
        for target in targets:
            target.templates = list(dict.fromkeys([*target.templates, *stack.templates]))
    for host, application in read:
        if host.folder in deploying:
            _configure(application, deploying[host.folder])
    return unread


def _targets(
    tree: Tree, stack: Stack, read: Sequence[Found], deploying: dict[str, list[FunctionApp]]
) -> tuple[list[Application], list[FunctionApp]]:
    """The applications that a stack deploys, and its apps whose code is not known; adds to `deploying`, by folder."""
    blobs = [instance for instance in stack.elsewhere if instance.type == _BLOB]
    plans = [instance for instance in stack.elsewhere if instance.type in PLANS]
    identities = identities_of(stack.elsewhere)
    targets: list[Application] = []
    alone: list[FunctionApp] = []
    for instance in stack.elsewhere:
        if instance.type not in TYPES:
            continue
        app = FunctionApp(instance, blobs, plans)
        chosen = app.host([host for host, _ in read], tree)
        if chosen is None:
            alone.append(app)
            continue
        application = next(application for host, application in read if host is chosen)
        targets.append(application)
        _identify(application, identities.get(instance.address))
        deploying.setdefault(chosen.folder, []).append(app)
    return targets, alone


def _without_code(stack: Stack, apps: list[FunctionApp]) -> Application:
    application = Application(application_name(stack, "azure"), "azure", [], [app.unread() for app in apps])
    application.resources = {app.instance.address: app.endpoint() for app in apps}
    return application


def _identify(application: Application, role: Role | None) -> None:
    """The identity of an app is that of all its functions; of several, the first."""
    if role is not None:
        application.roles.setdefault(role.id, role)
        for function in application.functions:
            function.role = function.role or role


def _configure(application: Application, apps: list[FunctionApp]) -> None:
    application.resources |= {app.instance.address: app.endpoint() for app in apps}
    deployed = [app.environment() for app in apps]
    limits = [app.most_instances() for app in apps]
    for function in application.functions:
        function.runtime = apps[0].runtime_version
        function.reserved_concurrency = None if None in limits else limits[0]
        for variables in reversed(deployed):
            function.environment |= variables
        for trigger in function.triggers:
            if trigger.kind == Kind.AZURE_HTTP:
                restrict(trigger, apps)
