"""One function under guard: its policy in force, and every event through it."""

import functools
import inspect
import json
import os
import re

from goatherd_guard.answers import answer
from goatherd_guard.decisions import Blocked, Decision
from goatherd_guard.events.paths import look_up
from goatherd_guard.firewall.wall import Wall
from goatherd_guard.invocations import Invocation, current
from goatherd_guard.policy import BLOCK, REPORT, PolicyError, read_policy
from goatherd_guard.sinks.fetching import Fetching
from goatherd_guard.sinks.operators import operator_of
from goatherd_guard.sinks.places import chosen_host, leaves_folder
from goatherd_guard.sinks.structure import Structures
from goatherd_guard.sinks.values import Values
from goatherd_guard.telemetry import Telemetry

FOLDER = "/opt/goatherd"
_MARKS = re.compile(r"\{\{|\{%|<%|\$\{|#\{")  # where templates hold code


class Guard:
    """Raises PolicyError where policy or rules cannot be read."""

    def __init__(self, policy, table):
        self.policy = policy
        self.telemetry = Telemetry(policy)
        self.wall = Wall(table, policy)
        self.structures = Structures()
        self.programs = Fetching(table.get("fetching") or {})

    def wrap(self, handler):
        if inspect.iscoroutinefunction(handler):
            raise TypeError("goatherd-guard wraps handlers that are no coroutines")

        @functools.wraps(handler)
        def guarded(event, context=None):
            return self.run(handler, event, context)

        return guarded

    def run(self, handler, event, context):
        invocation = Invocation(event, request=str(getattr(context, "aws_request_id", "")))
        reading = self._read(event, invocation)
        with invocation:
            try:
                return self._answered(handler, event, context, reading, invocation)
            finally:
                if invocation.decisions:
                    self.telemetry.counted(invocation.decisions)

    def _read(self, event, invocation):
        """None where the guard itself failed and lets events through then."""
        try:
            reading = self.wall.read(event)
        except Exception as error:  # whatever it is, it is the guard's
            self.failed("reading the event", error, invocation)
            if self.policy.fails_closed:
                raise Blocked(invocation.decisions[-1]) from error
            return None
        invocation.kind = reading.kind.name
        for decision in reading.decisions:
            self._note(decision, invocation)
        return reading

    def _answered(self, handler, event, context, reading, invocation):
        """What goes out: of a function of which something was stopped nothing does, swallowed or not. What a batch
        gives, of which single records may be refused, says only which of them failed, as the function sees it.
        """
        try:
            if reading is None or not reading.refused:
                found = handler(event, context)
            else:
                found = answer(reading, self.policy, handler, event, context)
        except Exception:
            if invocation.stopped is None:
                raise
            if self._without_culprits(event, reading, invocation):
                return self._answered(handler, event, context, reading, invocation)
            if not _is_http(reading):
                raise
            found = None
        if invocation.stopped is None or (reading is not None and self.policy.events.singly(reading.kind)):
            return found
        if _is_http(reading):
            return answer(reading, self.policy, None, event, context)
        raise Blocked(invocation.stopped)

    def _without_culprits(self, event, reading, invocation):
        """Whether records hold what was stopped: these are refused, and the others handed on again, as the service
        would do with the whole batch.
        """
        stopped = invocation.stopped
        if (
            reading is None
            or not self.policy.events.singly(reading.kind)
            or stopped.stage != "sink"
            or not stopped.value
        ):
            return False
        records = look_up(event, reading.kind.records, [])
        found = {
            number
            for number, record in enumerate(records)
            if number not in reading.refused and any(stopped.value in text for text in Values(record).texts)
        }
        if not found:
            return False
        reading.refused |= found
        reading.decisions.append(stopped)
        invocation.resume()
        return True

    def _note(self, decision, invocation):
        """Said at once: a function that never ends has been told of, too."""
        if invocation is None:  # while the function is loaded
            self.telemetry.decided(decision)
            return
        invocation.decisions.append(decision)
        self.telemetry.decided(decision, invocation.kind, invocation.request)

    # --- what hooks ask ---

    def text(self, family, text, lexer, what):
        """A text is about to be executed. Raises Blocked where a value of an event changes its structure."""
        changed = functools.partial(self.structures.changed, text, lexer)
        self._chosen(family, changed, lambda field: f"{what} runs what {field} holds")

    def filter(self, filter):
        """A filter of a database is about to be sent. Raises Blocked where one of its operators came with an event."""

        def what(field):
            return f"a filter has an operator that {field} holds"

        self._chosen("nosql", lambda values: operator_of(filter, values), what)

    def template(self, text):
        """A template is about to be compiled."""

        def what(field):
            return f"a template has code that {field} holds"

        self._chosen("template", lambda values: _code_of_template(text, values), what)

    def entities(self, text):
        """XML with entities is about to be parsed, which an event brought."""

        def what(field):
            return f"XML with entities is parsed, which {field} holds"

        self._chosen("xxe", lambda values: _brought(text, values), what)

    def serialised(self, text, functions):
        """Objects are about to be made of a text, which may name functions to call."""
        if current() and functions.search(text):
            what = "an object with a function is deserialised"
            self.decide(self.policy.sink("deserialization"), "sink", "deserialization", what)

    def object(self, module, name):
        """A class is about to be looked up for an object that is unpickled, while an event is worked on."""
        if current():
            what = f"an object of {module}.{name} is deserialised"
            self.decide(self.policy.sink("deserialization"), "sink", "deserialization", what, value=f"{module}.{name}")

    def path(self, name, place):
        """A file is about to be used. Raises Blocked where a value of an event leads out of the code's own folder."""

        def what(field):
            return f"{place} is used, which {field} chose"

        self._chosen("path", lambda values: leaves_folder(name, values), what)

    def host(self, url):
        """A request is about to be sent. Raises Blocked where a value of an event chose the host of its address."""

        def chosen(values):
            found = chosen_host(url, values)
            if found is None or self.policy.network.named(found[0]):
                return None
            return found[1:]

        def what(field):
            return f"{url.partition('?')[0][:200]} is requested, whose host {field} chose"

        self._chosen("ssrf", chosen, what)

    def fetching(self, arguments):
        """A program is about to be started with these arguments, itself the first. Raises Blocked where a value of an
        event chose the host of an address among them.
        """
        for url in self.programs.addresses(arguments):
            self.host(url)

    def _chosen(self, family, find_chosen, what):
        if self.policy.sinks.get(family, self.policy.sinks.get("others")) == "allow":
            return
        for invocation in current():
            found = find_chosen(invocation.values)
            if found is not None:
                value, field = found
                self.decide(self.policy.sink(family), "sink", family, what(field), field, value)

    def decide(self, verdict, stage, family, what, field="", value="", rule=""):
        """Note a decision; raises Blocked where it blocks."""
        decision = Decision(verdict, stage, family, rule or f"{stage}-{family}", what, field, (), value)
        invocation = next(iter(current()), None)
        self._note(decision, invocation)
        if decision.blocks and invocation is not None and invocation.stopped is None:
            invocation.stopped = decision
        if decision.blocks:
            raise Blocked(decision)

    def failed(self, doing, error, invocation=None):
        what = f"the guard failed while {doing}: {type(error).__name__}: {error}"
        decision = Decision(BLOCK if self.policy.fails_closed else REPORT, "guard", "guard", "guard-failure", what)
        self._note(decision, invocation)


def _is_http(reading):
    return reading is not None and reading.kind.answer == "http"


def _code_of_template(text, values):
    return next(
        ((value, field) for value, field in values.texts.items() if _MARKS.search(value) and value in text), None
    )


def _brought(text, values):
    return next(((value, field) for value, field in values.texts.items() if "<!" in value and value in text), None)


def find():
    """The guard that the environment names. Raises PolicyError.

    GOATHERD_GUARD_POLICY is the policy's file; else it is `policies/<GOATHERD_GUARD or the function's name>.json` in
    GOATHERD_GUARD_FOLDER, the layer's folder unless it is set. The rules are `rules.json` in that folder.
    """
    folder = os.environ.get("GOATHERD_GUARD_FOLDER", FOLDER)
    name = os.environ.get("GOATHERD_GUARD") or os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")
    path = os.environ.get("GOATHERD_GUARD_POLICY") or os.path.join(folder, "policies", os.path.basename(name) + ".json")
    try:
        with open(os.path.join(folder, "rules.json"), encoding="utf-8") as file:
            table = json.load(file)
    except (OSError, ValueError) as error:
        raise PolicyError(f"{folder}/rules.json: {error}") from error
    return Guard(read_policy(path), table)
