"""Google Cloud Functions: projects of Firebase (`firebase.json`), and programs for the functions-framework.

Services of the Serverless Framework for Google's cloud too, and functions that Terraform declares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.google.detect import is_present

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.code.modules import Modules
    from goatherd.core.finding import Diagnosis
    from goatherd.frontends.aws.stack import Stack
    from goatherd.model.application import Application


def read_google(modules: Modules, stacks: Sequence[Stack] = ()) -> tuple[list[Application], list[Diagnosis]]:
    """One application for every source folder of a project, and what could not be read.

    `stacks` are configurations of Terraform: one application for each that declares functions.
    """
    if not stacks and not is_present(modules):
        return [], []
    from goatherd.frontends.google.read import read_applications

    return read_applications(modules, stacks)
