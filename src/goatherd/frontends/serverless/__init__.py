"""The Serverless Framework: services for AWS, each compiled to the CloudFormation template that it is deployed as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.cloudformation.source import Sources
from goatherd.frontends.serverless.detect import find_services

if TYPE_CHECKING:
    from goatherd.code.modules import Modules


def read_serverless(modules: Modules) -> Sources:
    """Every service for AWS."""
    sources = Sources()
    found = find_services(modules.tree)
    if found:
        from goatherd.frontends.serverless.read import add_service

        for path in found:
            add_service(modules, path, sources)
    return sources
