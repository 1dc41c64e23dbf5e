"""Projects, programs and services of a tree -> their applications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.google.deployed import deployed_applications
from goatherd.frontends.google.firebase import firebase_applications
from goatherd.frontends.google.framework import framework_applications
from goatherd.frontends.google.plain import plain_applications
from goatherd.frontends.google.serverless import service_applications
from goatherd.frontends.google.terraform.read import declared_applications
from goatherd.model.function import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.code.modules import Modules
    from goatherd.core.finding import Diagnosis
    from goatherd.frontends.aws.stack import Stack
    from goatherd.model.application import Application


def read_applications(modules: Modules, stacks: Sequence[Stack]) -> tuple[list[Application], list[Diagnosis]]:
    """One application for every source folder of a project and every configuration, and what could not be read."""
    applications, diagnoses = firebase_applications(modules)
    others, problems = framework_applications(modules)
    programs = declared_applications(modules, stacks, others)
    found = applications + programs + service_applications(modules)
    found += deployed_applications(modules, found)
    claimed = {function.entry.file for one in found for function in one.functions if isinstance(function.entry, Entry)}
    return [*found, *plain_applications(modules, claimed)], diagnoses + problems
