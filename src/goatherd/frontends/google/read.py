"""Projects, programs and services of a tree -> their applications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.google.firebase import firebase_applications
from goatherd.frontends.google.framework import framework_applications
from goatherd.frontends.google.serverless import service_applications

if TYPE_CHECKING:
    from goatherd.code.modules import Modules
    from goatherd.core.finding import Diagnosis
    from goatherd.model.application import Application


def read_applications(modules: Modules) -> tuple[list[Application], list[Diagnosis]]:
    """One application for every source folder of a project, and what could not be read."""
    applications, diagnoses = firebase_applications(modules)
    others, problems = framework_applications(modules)
    return applications + others + service_applications(modules), diagnoses + problems
