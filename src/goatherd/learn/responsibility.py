"""Who secures what of a serverless application: the provider's part, the owner's, and what the owner has there.

Source: the shared-responsibility model of serverless computing, as AWS ("Shared responsibility model" of the Lambda
security overview) and the Cloud Security Alliance draw it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.model.resource import Api, Bucket, EventBus, Queue, Secret, StateMachine, Stream, Table, Topic, UserPool

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goatherd.model.application import Application


@frozen
class Layer:
    """`yours` says whether the owner secures it; `holds` is what the application has there, for people; `risks` are
    numbers of SAS risks that arise there.
    """

    name: str
    yours: bool
    about: str
    holds: tuple[str, ...] = ()
    risks: tuple[int, ...] = ()


def layers(application: Application) -> tuple[Layer, ...]:
    """From the users down to the ground."""
    app = application
    ways = [trigger for _, trigger in app.triggers()]
    packages = [package for manifest in app.manifests for package in manifest.packages]
    return (
        Layer(
            "Client side",
            True,
            "What browsers and devices are told: pages, headers, which other sites may call.",
            _counted(("web API", len(list(app.of(Api)))), ("function address", _urls(ways))),
            (3, 10),
        ),
        Layer(
            "Data in the cloud",
            True,
            "What is stored, who may read it, and how long it is kept.",
            _counted(("bucket", len(list(app.of(Bucket)))), ("table", len(list(app.of(Table))))),
            (3, 7),
        ),
        Layer(
            "Data in transit",
            True,
            "Events and messages: what they hold, whether they are checked before they are believed.",
            _counted(
                ("way in", len(ways)),
                ("queue", len(list(app.of(Queue)))),
                ("topic", len(list(app.of(Topic)))),
                ("stream or bus", len(list(app.of(Stream))) + len(list(app.of(EventBus)))),
            ),
            (1, 9),
        ),
        Layer(
            "Functions and dependencies",
            True,
            "The code, and all that it brings along.",
            _counted(("function", len(app.functions)), ("package", len(packages))),
            (1, 6, 8, 10),
        ),
        Layer(
            "Identity and access",
            True,
            "Who may call, what each function may do, and where secrets are kept.",
            _counted(
                ("role", len(app.roles)),
                ("user pool", len(list(app.of(UserPool)))),
                ("secret", len(list(app.of(Secret)))),
            ),
            (2, 4, 7),
        ),
        Layer(
            "Configuration of cloud services",
            True,
            "Every switch of every service: logs, limits, public access, the order of steps.",
            _counted(("resource", len(app.resources)), ("state machine", len(list(app.of(StateMachine))))),
            (3, 5, 8, 9),
        ),
        Layer("Operating system and virtual machines", False, "Patched, isolated and replaced by the provider."),
        Layer("Compute", False, "Run-times, scaling, and keeping your functions apart from those of others."),
        Layer("Storage and databases", False, "Disks, replication, encryption at rest where you switch it on."),
        Layer("Networking", False, "Routers, load balancers, protection from floods of packets."),
        Layer("Regions and edge", False, "Buildings, power, guards, and the hardware in them."),
    )


def _urls(ways: Iterable[object]) -> int:
    return sum(getattr(way, "kind", "") == "function-url" for way in ways)


def _counted(*counts: tuple[str, int]) -> tuple[str, ...]:
    return tuple(f"{number} {_plural(noun, number)}" for noun, number in counts if number)


def _plural(noun: str, number: int) -> str:
    if number == 1:
        return noun
    if noun == "way in":
        return "ways in"
    return noun + ("es" if noun.endswith(("s", "bus")) else "s")
