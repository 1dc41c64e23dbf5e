"""Configurations of Terraform -> applications, with what the programs of their functions say themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.google.terraform.accounts import accounts_of
from goatherd.frontends.google.terraform.buckets import buckets_of
from goatherd.frontends.google.terraform.databases import databases_of
from goatherd.frontends.google.terraform.functions import functions_of
from goatherd.frontends.google.terraform.resources import Resources
from goatherd.frontends.terraform.references import application_name
from goatherd.model.application import Application
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.code.modules import Modules
    from goatherd.frontends.aws.stack import Stack
    from goatherd.model.function import Function
    from goatherd.model.resource import Resource


def declared_applications(modules: Modules, stacks: Sequence[Stack], programs: list[Application]) -> list[Application]:
    """The applications of the stacks, and those of the programs without the functions that a stack declares."""
    registered = {
        (function.code.base, function.id): function for application in programs for function in application.functions
    }
    declared = [found for stack in stacks if (found := _application(modules, stack, registered)) is not None]
    claimed = {place for application in declared for f in application.functions if (place := _place(f)) is not None}
    for application in programs:
        application.functions = [f for f in application.functions if _place(f) not in claimed]
    return declared + [application for application in programs if application.functions]


def _place(function: Function) -> tuple[str, str] | None:
    entry = function.entry
    return (entry.file, entry.symbol) if isinstance(entry, Entry) else None


def _application(modules: Modules, stack: Stack, registered: dict[tuple[str, str], Function]) -> Application | None:
    resources = Resources(stack.elsewhere)
    accounts = accounts_of(resources)
    functions = functions_of(modules, resources, registered, accounts)
    if not functions:
        return None
    name = application_name(stack, "google")
    application = Application(name, "google", list(stack.templates), functions)
    application.roles = accounts
    application.resources = {resource.id: resource for resource in _resources(resources)}
    if not stack.resources:  # else they belong to the application on AWS
        application.parameters, application.outputs = list(stack.parameters), list(stack.outputs)
        application.named = list(stack.settings)
    return application


def _resources(resources: Resources) -> Iterator[Resource]:
    yield from buckets_of(resources)
    yield from databases_of(resources)
