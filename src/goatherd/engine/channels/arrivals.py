"""Which writes of an application come to where a function reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import HOLE
from goatherd.engine.channels import filters
from goatherd.engine.channels.permissions import Permissions
from goatherd.engine.channels.resources import LAMBDA, Resources, service_of
from goatherd.engine.labels import ANSWERS
from goatherd.model.trigger import DEFAULT_BUS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.facts import AwsFact, Facts, WriteFact
    from goatherd.engine.labels import Label, Origin, Place
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger

Channel = tuple[str, str]  # (service, id of a resource or name of one that nothing declares)

# The service whose writes fire triggers of a kind, where no resource says it.
_SERVICES = {
    Kind.DYNAMODB: "dynamodb",
    Kind.S3: "s3",
    Kind.SQS: "sqs",
    Kind.SNS: "sns",
    Kind.KINESIS: "kinesis",
    Kind.FIREHOSE: "firehose",
    Kind.STEP_FUNCTIONS: "stepfunctions",
    Kind.EVENTBRIDGE: "events",
    **{kind: kind for kind in (Kind.AZURE_QUEUE, Kind.AZURE_BLOB, Kind.SERVICE_BUS, Kind.EVENT_HUB, Kind.COSMOS_DB)},
}


class Arrivals:
    """What the functions of one application write, by channel."""

    def __init__(self, application: Application) -> None:
        self.resources = Resources(application)
        self._application = application
        self._permissions = Permissions(application)
        self._facts: dict[str, Facts] = {}
        self._written: dict[Channel, list[tuple[Function, WriteFact, bool]]] = {}
        self._calls: dict[str, dict[Place, list[AwsFact]]] = {}

    def add(self, function: Function, facts: Facts) -> None:
        """Everything that a function writes."""
        self._facts[function.id] = facts
        for (channel, _), forms in facts.writes.items():
            service, name = channel
            ids = (function.id,) if service == ANSWERS else self.resources.meant(service, name)
            for id in ids:
                written = self._written.setdefault((service, id), [])
                written += [(function, write, len(ids) > 1) for write in forms.values()]

    def of(self, reader: Function, label: Label) -> Iterator[tuple[Function, WriteFact, bool]]:
        """Who may have written what the reader has as `label`, and what; whether it is a guess that it goes there."""
        origin = label.origin
        if origin.kind != "event":
            yield from self._kept(reader, origin)
            return
        entered = origin.trigger
        for trigger in reader.triggers or filter(None, (entered,)):
            if entered is not None and trigger.kind == entered.kind:
                for writer, write, unsure in self._fired(reader, trigger):
                    if not self._may_not_write(writer, write):
                        yield writer, write, unsure

    def _kept(self, reader: Function, origin: Origin) -> Iterator[tuple[Function, WriteFact, bool]]:
        """What stands where the reader looks it up."""
        if origin.channel is None:
            return
        service = ANSWERS if origin.kind == "invocation" else origin.channel[0]
        ids = self.resources.meant(*origin.channel)
        written = [each for id in ids for each in self._written.get((service, id), ())]
        if written and self._may_not_read(reader, origin):
            return
        for writer, write, unsure in written:
            if not self._may_not_write(writer, write):
                yield writer, write, unsure or len(ids) > 1

    def _fired(self, reader: Function, trigger: Trigger) -> Iterator[tuple[Function, WriteFact, bool]]:
        """What fires a trigger, past its filters."""
        for channel in self._sources(reader, trigger):
            for writer, write, unsure in self._written.get(channel, ()):
                if filters.fires(write, trigger):
                    yield writer, write, unsure
        for feed in trigger.feeds:
            for writer, write, unsure in self._written.get(self._channel(feed.source), ()):
                if filters.passes_on(write, feed, trigger):
                    yield writer, write, unsure

    def _sources(self, reader: Function, trigger: Trigger) -> Iterator[Channel]:
        """The channels that a trigger listens to itself."""
        if trigger.kind == Kind.DIRECT:
            yield LAMBDA, reader.id
            return
        service = _SERVICES.get(trigger.kind, "")
        if trigger.kind == Kind.EVENTBRIDGE:
            names = self.resources.meant(service, str(trigger.options.get("bus", DEFAULT_BUS)))
            yield from ((service, id) for id in names)
        elif trigger.source is not None:
            known, _ = self._channel(trigger.source)
            if known in ("", service):  # what it listens to through others, its feeds tell
                yield service, trigger.source
        elif service and trigger.detail:
            yield from ((service, id) for id in self.resources.meant(service, trigger.detail.split(" ")[0]))

    def _channel(self, id: str) -> Channel:
        if id == DEFAULT_BUS:
            return "events", id
        if id in self._facts:
            return ANSWERS, id
        resource = self._application.resources.get(id)
        return service_of(resource) if resource is not None else "", id

    # --- permissions ---

    def _may_not_write(self, writer: Function, write: WriteFact) -> bool:
        service, _, operation = write.call.partition(".")
        facts = self._facts[writer.id]
        fact = facts.aws.get((service, operation, write.place))
        if fact is None:
            return False
        named = _naming(fact, write.channel[1])
        key = write.outline.get("Key")
        if isinstance(key, tuple) and len(key) == 1:
            named["Key"] = str(key[0])
        return self._permissions.forbid(writer, facts, fact, named)

    def _may_not_read(self, reader: Function, origin: Origin) -> bool:
        facts = self._facts[reader.id]
        calls = self._calls.get(reader.id)
        if calls is None:
            calls = self._calls[reader.id] = {}
            for fact in facts.aws.values():
                calls.setdefault(fact.place, []).append(fact)
        service, name = origin.channel or ("", "")
        reading = [fact for fact in calls.get(origin.place, ()) if fact.service == service]
        named = [(fact, _naming(fact, name)) for fact in reading]
        for _, texts in named:
            if isinstance(origin.where, tuple) and len(origin.where) == 1:
                texts["Key"] = str(origin.where[0])
        return bool(named) and all(self._permissions.forbid(reader, facts, fact, texts) for fact, texts in named)


def _naming(fact: AwsFact, text: str) -> dict[str, str]:
    """The parameters of a call that hold the name of its channel."""
    return {} if text == HOLE else {name: text for name, texts in fact.parameters.items() if text in texts}
