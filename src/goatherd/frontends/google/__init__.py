"""Google Cloud Functions: projects of Firebase (`firebase.json`), and programs for the functions-framework.

Services of the Serverless Framework for Google's cloud too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.google.detect import is_present

if TYPE_CHECKING:
    from goatherd.code.modules import Modules
    from goatherd.core.finding import Diagnosis
    from goatherd.model.application import Application


def read_google(modules: Modules) -> tuple[list[Application], list[Diagnosis]]:
    """One application for every source folder of a project, and what could not be read."""
    if not is_present(modules):
        return [], []
    from goatherd.frontends.google.read import read_applications

    return read_applications(modules)
