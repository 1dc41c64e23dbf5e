"""Which writes of an application come to where a function reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.core.value import HOLE
from goatherd.engine.channels import filters, integrations
from goatherd.engine.channels.permissions import Permissions
from goatherd.engine.channels.resources import LAMBDA, TOPICS, Resources, service_of
from goatherd.engine.channels.workflow import Place, Workflow
from goatherd.engine.labels import ANSWERS, LOGS, Label, Origin
from goatherd.model.resource import StateMachine
from goatherd.model.trigger import DEFAULT_BUS, Exposure, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.facts import AwsFact, Facts, WriteFact
    from goatherd.engine.labels import Place as CodePlace
    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.trigger import Feed, Trigger

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
    Kind.IOT: "iot-data",
    **{kind: kind for kind in (Kind.AZURE_QUEUE, Kind.AZURE_BLOB, Kind.SERVICE_BUS, Kind.EVENT_HUB, Kind.COSMOS_DB)},
}


@frozen(eq=False)
class Arrival:
    """What a function writes comes to where another reads; `label` is what is read, as a path in what is written.

    `unsure`: it is a guess that it goes there.
    """

    writer: Function
    write: WriteFact
    label: Label
    unsure: bool


class Arrivals:
    """What the functions of one application write, by channel."""

    def __init__(self, application: Application) -> None:
        self.resources = Resources(application)
        self._application = application
        self._permissions = Permissions(application)
        self._facts: dict[str, Facts] = {}
        self._written: dict[Channel, list[tuple[Function, WriteFact, bool]]] = {}
        self._calls: dict[str, dict[CodePlace, list[AwsFact]]] = {}
        self._workflows = {
            machine.id: Workflow(machine) for machine in application.of(StateMachine) if machine.definition
        }
        for workflow in self._workflows.values():
            for writer, write in integrations.writes(workflow):
                self._add(writer, write)

    def add(self, function: Function, facts: Facts) -> None:
        """Everything that a function writes."""
        self._facts[function.id] = facts
        for forms in facts.writes.values():
            for write in forms.values():
                self._add(function, write)

    def _add(self, writer: Function, write: WriteFact) -> None:
        service, name = write.channel
        ids = (writer.id,) if service in (ANSWERS, LOGS) else self.resources.meant(service, name)
        for id in ids:
            self._written.setdefault((service, id), []).append((writer, write, len(ids) > 1))

    def of(self, reader: Function, label: Label) -> Iterator[Arrival]:
        """Everything that may be what the reader has as `label`."""
        origin = label.origin
        if origin.kind != "event":
            yield from self._kept(reader, label)
            return
        for trigger in self._triggers(reader, label):
            yield from self._fired(reader, trigger, label)

    def forbidden(self, reader: Function, read: Label, arrival: Arrival) -> bool:
        """Whether a role certainly forbids the writer to write it, or the reader to read it."""
        if self._may_not_write(arrival.writer, arrival.write):
            return True
        return read.origin.kind != "event" and self._may_not_read(reader, read.origin)

    def is_outsiders(self, reader: Function, label: Label) -> bool:
        """Whether an outsider sends the event that the reader has as `label`."""
        trigger = label.origin.trigger
        if label.origin.kind != "event" or trigger is None or trigger.exposure < Exposure.AUTHENTICATED:
            return False
        return self.may_be_sent(reader, label)

    def may_be_sent(self, reader: Function, label: Label) -> bool:
        """Whether whoever causes the event chooses what the label stands for."""
        trigger, steps = label.origin.trigger, label.names
        if trigger is None or filters.fixes(trigger, steps):
            return False
        if "destination" in trigger.options and steps and steps[0] != "requestPayload":
            return False
        if "content_only" in trigger.options and steps[-1:] == ("key",):
            return False
        workflow = self._workflow(trigger)
        return workflow is None or any(
            place.function is None
            for each in self._triggers(reader, label)
            for place in self._places(workflow, each, label)
        )

    def _triggers(self, reader: Function, label: Label) -> Iterator[Trigger]:
        """The triggers by which the label's event may have come."""
        entered = label.origin.trigger
        for trigger in reader.triggers or filter(None, (entered,)):
            if entered is not None and trigger.kind == entered.kind and not filters.fixes(trigger, label.names):
                yield trigger

    def _kept(self, reader: Function, label: Label) -> Iterator[Arrival]:
        """What stands where the reader looks it up."""
        origin = label.origin
        if origin.channel is None:
            return
        service, name = origin.channel
        if origin.kind == "invocation":
            service, label = ANSWERS, label.at(_without(label.names, "Payload"))
            ids = self.resources.meant(*origin.channel)
        elif service == "s3" and name == HOLE:
            ids = tuple(self._announced(reader))
        else:
            ids = self.resources.meant(service, name)
        for id in ids:
            for writer, write, unsure in self._written.get((service, id), ()):
                if name != HOLE or self._announces(reader, write):
                    yield Arrival(writer, write, label, unsure or len(ids) > 1)

    def _announced(self, reader: Function) -> Iterator[str]:
        """The buckets that tell the reader of their objects: those that it reads by names from its event."""
        for trigger in reader.triggers:
            if trigger.kind == Kind.S3 and trigger.source is not None:
                yield trigger.source
            yield from (feed.source for feed in trigger.feeds if self._channel(feed.source)[0] == "s3")

    def _announces(self, reader: Function, write: WriteFact) -> bool:
        told = [trigger for trigger in reader.triggers if trigger.kind == Kind.S3]
        return not told or any(filters.fires(write, trigger) for trigger in told)

    def _fired(self, reader: Function, trigger: Trigger, label: Label) -> Iterator[Arrival]:
        """What fires a trigger, past its filters."""
        workflow = self._workflow(trigger)
        if workflow is not None:
            yield from self._worked(workflow, trigger, label)
            return
        if "destination" in trigger.options:
            yield from self._handed_on(trigger, label)
        label = label.at(filters.before(trigger, label.access))
        for channel in self._sources(reader, trigger):
            for writer, write, unsure in self._written.get(channel, ()):
                if filters.fires(write, trigger):
                    yield Arrival(writer, write, label, unsure)
        for feed in trigger.feeds:
            yield from self._fed(feed, trigger, label)

    def _fed(self, feed: Feed, trigger: Trigger, label: Label) -> Iterator[Arrival]:
        """What comes through others; what machines hand on stands with their states, where those are known."""
        if feed.source in self._workflows:
            return
        for writer, write, unsure in self._written.get(self._channel(feed.source), ()):
            if filters.passes_on(write, feed, trigger):
                yield Arrival(writer, write, label, unsure)

    def _handed_on(self, trigger: Trigger, label: Label) -> Iterator[Arrival]:
        """What a function gave back, and what it was called with, at the destination of its results."""
        sender = self._application.function(trigger.source or "")
        steps = label.names
        if sender is None or not steps:
            return
        if steps[0] == "responsePayload":
            for writer, write, unsure in self._written.get((ANSWERS, sender.id), ()):
                yield Arrival(writer, write, label.at(steps[1:]), unsure)
        elif steps[0] == "requestPayload":
            for called in sender.triggers:
                event = Origin("event", "event", label.origin.place, called)
                yield from self.of(sender, Label(event, steps[1:]))

    def _worked(self, workflow: Workflow, trigger: Trigger, label: Label) -> Iterator[Arrival]:
        """What a state machine hands to one of its states: its own input, and what other tasks gave."""
        for place in self._places(workflow, trigger, label):
            channel = ("stepfunctions", workflow.machine.id) if place.function is None else (ANSWERS, place.function)
            for writer, write, unsure in self._written.get(channel, ()):
                yield Arrival(writer, write, label.at(place.path), unsure)
            if place.function is None:
                for feed in trigger.feeds:
                    yield from self._fed(feed, trigger, label.at(place.path))

    def _workflow(self, trigger: Trigger) -> Workflow | None:
        """The states behind a trigger, where they are known."""
        if trigger.kind != Kind.STEP_FUNCTIONS or "state" not in trigger.options:
            return None
        return self._workflows.get(trigger.source or "")

    def _places(self, workflow: Workflow, trigger: Trigger, label: Label) -> list[Place]:
        """Where in a machine comes from what one of its states gets as `label`."""
        taken_in = "integration" in trigger.options
        return workflow.sources(str(trigger.options.get("state", "")), label.names, parameters=not taken_in)

    def _sources(self, reader: Function, trigger: Trigger) -> Iterator[Channel]:
        """The channels that a trigger listens to itself."""
        if trigger.kind == Kind.DIRECT:
            yield LAMBDA, reader.id
            return
        if trigger.kind == Kind.CLOUDWATCH_LOGS:
            yield from ((LOGS, id) for id in self._logging(trigger))
            return
        service = _SERVICES.get(trigger.kind, "")
        if trigger.kind == Kind.EVENTBRIDGE:
            names = self.resources.meant(service, str(trigger.options.get("bus", DEFAULT_BUS)))
            yield from ((service, id) for id in names)
        elif trigger.kind == Kind.IOT:
            yield service, TOPICS
        elif trigger.source is not None:
            known, _ = self._channel(trigger.source)
            if known in ("", service):  # what it listens to through others, its feeds tell
                yield service, trigger.source
        elif service and trigger.detail:
            yield from ((service, id) for id in self.resources.meant(service, trigger.detail.split(" ")[0]))

    def _logging(self, trigger: Trigger) -> Iterator[str]:
        """The functions whose logs a subscription passes on."""
        if trigger.source is None:
            yield from self.resources.meant(LAMBDA, trigger.detail.removeprefix("/aws/lambda/"))
        else:
            yield from (function.id for function in self._application.functions if function.log_group == trigger.source)

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
        facts = self._facts.get(writer.id)
        fact = facts.aws.get((service, operation, write.place)) if facts is not None else None
        if facts is None or fact is None:
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


def _without(steps: tuple[str, ...], wrapper: str) -> tuple[str, ...]:
    return steps[1:] if steps[:1] == (wrapper,) else steps


def _naming(fact: AwsFact, text: str) -> dict[str, str]:
    """The parameters of a call that hold the name of its channel."""
    return {} if text == HOLE else {name: text for name, texts in fact.parameters.items() if text in texts}
