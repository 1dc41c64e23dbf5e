"""Who secures what of a serverless application: the provider's part, the owner's, and what the owner has there.

Source: the shared-responsibility model of serverless computing, as AWS ("Shared responsibility model" of the Lambda
security overview) and the Cloud Security Alliance draw it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.model.resource import (
    Api,
    Bucket,
    EventBus,
    LogGroup,
    Queue,
    Secret,
    StateMachine,
    Stream,
    Table,
    Topic,
    UserPool,
)
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.model.application import Application
    from goatherd.model.resource import Resource


@frozen
class Layer:
    """`yours` says whether the owner secures it; `holds` are the parts of the application that are there, by name;
    `risks` are numbers of SAS risks that arise there.
    """

    name: str
    yours: bool
    about: str
    holds: tuple[str, ...] = ()
    risks: tuple[int, ...] = ()


def layers(application: Application) -> tuple[Layer, ...]:
    """From the users down to the ground."""
    return (*_yours(application), *_PROVIDED)


_PROVIDED = (
    Layer("Operating system and virtual machines", False, "Patched, isolated and replaced by the provider."),
    Layer("Compute", False, "Run-times, scaling, and keeping your functions apart from those of others."),
    Layer("Storage and databases", False, "Disks, replication, encryption at rest where you switch it on."),
    Layer("Networking", False, "Routers, load balancers, protection from floods of packets."),
    Layer("Regions and edge", False, "Buildings, power, guards, and the hardware in them."),
)


def _yours(app: Application) -> Iterator[Layer]:
    addresses = [f"{function.id} URL" for function, way in app.triggers() if way.kind == Kind.FUNCTION_URL]
    yield Layer(
        "Client side",
        True,
        "What browsers and devices are told: pages, headers, which other sites may call.",
        (*_names(app, Api), *addresses),
        (3, 10),
    )
    yield Layer(
        "Data in the cloud",
        True,
        "What is stored, who may read it, and how long it is kept.",
        _names(app, Bucket, Table),
        (3, 7),
    )
    yield Layer(
        "Data in transit",
        True,
        "Events and messages: what they hold, and whether they are checked before they are believed.",
        _names(app, Queue, Topic, Stream, EventBus),
        (1, 9),
    )
    packages = dict.fromkeys(package.name for manifest in app.manifests for package in manifest.packages)
    yield Layer(
        "Functions and dependencies",
        True,
        "The code, and all that it brings along.",
        (*(function.id for function in app.functions), *packages),
        (1, 6, 8, 10),
    )
    yield Layer(
        "Identity and access",
        True,
        "Who may call, what each function may do, and where secrets are kept.",
        (*_names(app, UserPool, Secret), *(f"role of {function.id}" for function in app.functions if function.role)),
        (2, 4, 7),
    )
    yield Layer(
        "Configuration of cloud services",
        True,
        "Every switch of every service: logs, limits, public access, the order of steps.",
        (*_names(app, StateMachine, LogGroup), *(each.name for each in app.parameters)),
        (3, 5, 8, 9),
    )


def _names(app: Application, *kinds: type[Resource]) -> tuple[str, ...]:
    return tuple(resource.id for kind in kinds for resource in app.of(kind))
