"""What configurations say of applications is added to them; apps without a project become applications of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.azure.terraform.apps import TYPES, FunctionApp, restrict
from goatherd.frontends.azure.terraform.identities import identities_of
from goatherd.frontends.azure.terraform.storage import storage_of
from goatherd.model.application import Application
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.frontends.aws.stack import Stack
    from goatherd.frontends.azure.host import Host
    from goatherd.model.role import Role
    from goatherd.tree import Tree

_BLOB = "azurerm_storage_blob"
Found = tuple["Host", Application]


def add_configurations(tree: Tree, stacks: Sequence[Stack], found: Sequence[Found]) -> Iterator[Application]:
    """Complete the applications of hosts by their function apps; gives those of apps whose code is not known."""
    hosts = {host.folder: application for host, application in found if application.functions}
    deploying: dict[str, list[FunctionApp]] = {}
    for stack in stacks:
        blobs = [instance for instance in stack.elsewhere if instance.type == _BLOB]
        apps = [FunctionApp(instance, blobs) for instance in stack.elsewhere if instance.type in TYPES]
        identities = identities_of(stack.elsewhere)
        alone = []
        targets: list[Application] = []
        for app in apps:
            host = app.host([host for host, _ in found if host.folder in hosts], tree)
            if host is None:
                alone.append(app)
                continue
            targets.append(hosts[host.folder])
            _identify(hosts[host.folder], identities.get(app.instance.address))
            deploying.setdefault(host.folder, []).append(app)
        if alone:
            name = alone[0].instance.span.path if stack.resources else stack.path
            targets.append(Application(name, "azure", [], [app.unread() for app in alone]))
            targets[-1].resources = {app.instance.address: app.endpoint() for app in alone}
            yield targets[-1]
        if targets:
            targets[0].resources |= {resource.id: resource for resource in storage_of(stack.elsewhere)}
        for target in targets:
            target.templates = list(dict.fromkeys([*target.templates, *stack.templates]))
    for folder, apps in deploying.items():
        _configure(hosts[folder], apps)


def _identify(application: Application, role: Role | None) -> None:
    """The identity of an app is that of all its functions; of several, the first."""
    if role is not None:
        application.roles.setdefault(role.id, role)
        for function in application.functions:
            function.role = function.role or role


def _configure(application: Application, apps: list[FunctionApp]) -> None:
    application.resources |= {app.instance.address: app.endpoint() for app in apps}
    deployed = [app.environment() for app in apps]
    for function in application.functions:
        for variables in reversed(deployed):
            function.environment |= variables
        for trigger in function.triggers:
            if trigger.kind == Kind.AZURE_HTTP:
                restrict(trigger, apps)
