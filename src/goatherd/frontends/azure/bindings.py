"""Triggers of Azure Functions: which kind each is, who can make it happen, and what a reader knows it by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.model.trigger import Exposure, Kind, Trigger

if TYPE_CHECKING:
    from goatherd.core.source import Span
    from goatherd.frontends.node import Node

HTTP = "http"
_WRITERS = "whoever has access to the {} of the subscription"
_KINDS: dict[str, tuple[str, Exposure, str]] = {
    "queue": (Kind.AZURE_QUEUE, Exposure.ACCOUNT, _WRITERS.format("storage account")),
    "blob": (Kind.AZURE_BLOB, Exposure.ACCOUNT, _WRITERS.format("storage account")),
    "servicebus": (Kind.SERVICE_BUS, Exposure.ACCOUNT, _WRITERS.format("service bus")),
    "rabbitmq": (Kind.SERVICE_BUS, Exposure.ACCOUNT, "clients of the message broker"),
    "eventhub": (Kind.EVENT_HUB, Exposure.ACCOUNT, _WRITERS.format("event hub")),
    "kafka": (Kind.EVENT_HUB, Exposure.ACCOUNT, "clients of the Kafka cluster"),
    "eventgrid": (Kind.EVENT_GRID, Exposure.ACCOUNT, "what publishes to the topics that are subscribed to"),
    "cosmosdb": (Kind.COSMOS_DB, Exposure.ACCOUNT, "whoever writes to the collection"),
    "sql": (Kind.COSMOS_DB, Exposure.ACCOUNT, "whoever writes to the table"),
    "signalr": (Kind.SIGNALR, Exposure.AUTHENTICATED, "clients that have negotiated a connection"),
    "webpubsub": (Kind.SIGNALR, Exposure.AUTHENTICATED, "clients that have negotiated a connection"),
    "timer": (Kind.SCHEDULE, Exposure.INTERNAL, "the platform's clock calls it"),
    "warmup": (Kind.SCHEDULE, Exposure.INTERNAL, "the platform calls it when an instance starts"),
    "orchestration": (Kind.DURABLE, Exposure.INTERNAL, "the application starts it itself"),
    "activity": (Kind.DURABLE, Exposure.INTERNAL, "an orchestrator calls it"),
    "entity": (Kind.DURABLE, Exposure.INTERNAL, "an orchestrator calls it"),
}
# What names the source, by the words of function.json, of Node.js and of Python.
_SOURCES = (
    *("queueName", "queue_name", "topicName", "topic_name", "path", "container", "containerName", "container_name"),
    *("eventHubName", "event_hub_name", "collectionName", "tableName", "hubName", "schedule", "subscriptionName"),
)


def kind_of(name: str) -> str:
    """The type of a trigger without the words that the programming models put around it ("storageQueueTrigger")."""
    plain = name.lower().replace("_", "").removesuffix("trigger").removesuffix("message").removeprefix("storage")
    return {"servicebusqueue": "servicebus", "servicebustopic": "servicebus", "schedule": "timer"}.get(plain, plain)


def event_trigger(kind: str, settings: Node, span: Span) -> Trigger:
    """The trigger of everything but HTTP; one that is not known is an event of the cloud."""
    known = _KINDS.get(kind.removesuffix("v3"), (Kind.CLOUD_EVENT, Exposure.ACCOUNT, "principals of the subscription"))
    name = next((text for key in _SOURCES if (text := settings.get(key).text())), "")
    source = name if name and known[1] is not Exposure.INTERNAL else None
    return Trigger(known[0], known[1], span, detail=name or kind, why=known[2], source=source)


def output_of(binding: Node) -> tuple[str, str, str] | None:
    """(name of an output binding, kind of trigger that it fires, what it names), None if it fires none."""
    known = _KINDS.get(kind_of(binding.get("type").text() or ""))
    place = next((text for key in _SOURCES if (text := binding.get(key).text())), "")
    name = binding.get("name").text()
    if binding.get("direction").text() != "out" or known is None or not place or not name:
        return None
    return name, known[0], place


def http_triggers(prefix: str, name: str, level: str, settings: Node, span: Span) -> list[Trigger]:
    """One trigger per method. `prefix` stands before every route; `level` holds where none is written."""
    written = settings.get("authLevel") if settings.get("authLevel").exists else settings.get("auth_level")
    level = (written.text() or level).lower()
    route = settings.get("route").text()
    path = "/" + "/".join(part for part in (prefix, (name if route is None else route).strip("/")) if part)
    exposure, why = Exposure.AUTHENTICATED, f"callers show a key of the platform (authLevel {level})"
    if level == "anonymous":
        exposure, why = Exposure.ANONYMOUS, "authLevel anonymous: the platform asks for nothing"
    methods = [method.upper() for method in settings.get("methods").texts()] or ["ANY"]
    return [
        Trigger(
            Kind.AZURE_HTTP,
            exposure,
            span,
            detail=f"{method} {path}",
            why=why,
            method=method,
            path=path,
            authorizer=None if exposure is Exposure.ANONYMOUS else f"authLevel {level}",
            api_key=exposure is not Exposure.ANONYMOUS,
        )
        for method in methods
    ]
