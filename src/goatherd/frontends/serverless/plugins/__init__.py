"""What plug-ins add to a service, for those that change what it exposes or allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goatherd.frontends.serverless.service import Service


def compile_plugins(service: Service) -> None:
    """Everything is decided by the sections that plug-ins read: without them a plug-in adds nothing."""
