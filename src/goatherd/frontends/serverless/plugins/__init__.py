"""What plug-ins add to a service, for those that change what it runs, exposes or allows.

Everything is decided by the sections that plug-ins read: a plug-in that is not known adds nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.frontends.serverless.plugins import alerts, appsync, domains, lift, service_proxies, step_functions

if TYPE_CHECKING:
    from goatherd.frontends.serverless.service import Service


def declare_functions(service: Service) -> None:
    """Add the functions that plug-ins have sections of their own for; before anything is compiled."""
    lift.declare_functions(service)
    appsync.declare_functions(service)


def compile_plugins(service: Service) -> None:
    """Called before the web APIs are finished: plug-ins add routes to them."""
    lift.compile_constructs(service)
    step_functions.compile_state_machines(service)
    service_proxies.compile_proxies(service)
    appsync.compile_apis(service)
    domains.compile_domains(service)
    alerts.compile_alarms(service)
