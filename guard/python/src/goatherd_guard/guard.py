"""One function under guard: its policy in force, and every event through it."""

import functools
import os
from contextlib import contextmanager

from goatherd_guard.decisions import Blocked, Decision
from goatherd_guard.invocations import Invocation, current
from goatherd_guard.policy import BLOCK, REPORT, PolicyError, read_policy
from goatherd_guard.samples import Samples
from goatherd_guard.telemetry import Telemetry, write

FOLDER = "/opt/goatherd"
_MOST_HOSTS = 10_000
_COROUTINE = 0x80  # the flag of a function's code that says it is one; the module inspect takes long to load


class Guard:
    """`read_table` gives what rules.json holds. What only an event or a sink needs is loaded with the first event: a
    cold start pays for what it uses, and what hooks loaded themselves would be asked about.
    """

    def __init__(self, policy, read_table):
        self.policy = policy
        self.telemetry = Telemetry(policy)
        self.samples = Samples(policy, write)
        self._chosen_hosts = {}  # of the internet, by events: (value, field)
        self._read_table = read_table
        self._parts = None

    @property
    def parts(self):
        if self._parts is None:
            from goatherd_guard.parts import Parts

            self._parts = Parts(self._read_table(), self.policy)
        return self._parts

    def wrap(self, handler):
        if getattr(getattr(handler, "__code__", None), "co_flags", 0) & _COROUTINE:

            @functools.wraps(handler)
            async def waiting(*given, **named):
                from goatherd_guard.elsewhere import call_and_wait

                return await call_and_wait(self, handler, given, named)

            return waiting

        @functools.wraps(handler)
        def guarded(*given, **named):
            if not named and given and isinstance(given[0], dict):  # an event of Lambda
                return self.run(handler, given[0], given[1] if len(given) > 1 else None)
            from goatherd_guard.elsewhere import call

            return call(self, handler, given, named)

        return guarded

    def run(self, handler, event, context):
        invocation = Invocation(event, request=str(getattr(context, "aws_request_id", "")))
        reading = self.read(event, invocation)
        with invocation, self.watching(invocation):
            found = self._answered(handler, event, context, reading, invocation)
        if found is None or isinstance(found, (dict, str)):
            return found
        from goatherd_guard.later import kept

        def refuse():
            return _answer(reading, self.policy, None, event, context)

        return kept(self, found, invocation, refuse if _is_http(reading) else None)

    @contextmanager
    def watching(self, invocation):
        """Tells what was decided and done meanwhile; that of a function which something was stopped of is not all."""
        self.samples.begin(invocation)
        try:
            yield
        finally:
            if invocation.decisions:
                self.telemetry.counted(invocation.decisions)
            if not any(each.blocks for each in invocation.decisions):
                self.samples.end(invocation)

    def read(self, event, invocation):
        """None where the guard itself failed and lets events through then."""
        try:
            reading = self.parts.wall.read(event)
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
                found = _answer(reading, self.policy, handler, event, context)
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
            return _answer(reading, self.policy, None, event, context)
        raise Blocked(invocation.stopped)

    def _without_culprits(self, event, reading, invocation):
        """Whether records hold what was stopped: these are refused, and the others handed on again, as the service
        would do with the whole batch.
        """
        from goatherd_guard.events.paths import look_up
        from goatherd_guard.sinks.values import Values

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

        def changed(values):
            return self.parts.structures.changed(text, lexer, values)

        self._chosen(family, changed, lambda field: f"{what} runs what {field} holds")

    def filter(self, filter):
        """A filter of a database is about to be sent. Raises Blocked where one of its operators came with an event."""
        from goatherd_guard.sinks.operators import operator_of

        def what(field):
            return f"a filter has an operator that {field} holds"

        self._chosen("nosql", lambda values: operator_of(filter, values), what)

    def template(self, text):
        """A template is about to be compiled."""
        from goatherd_guard.sinks.templates import code_of_template

        def what(field):
            return f"a template has code that {field} holds"

        self._chosen("template", lambda values: code_of_template(text, values), what)

    def entities(self, text):
        """XML with entities is about to be parsed, which an event brought."""
        from goatherd_guard.sinks.templates import brought

        def what(field):
            return f"XML with entities is parsed, which {field} holds"

        self._chosen("xxe", lambda values: brought(text, values), what)

    def serialised(self, text, functions):
        """Objects are about to be made of a text, which may name functions to call."""
        if current() and functions.search(text):
            what = "an object with a function is deserialised"
            self.decide(self.policy.sink("deserialization"), "sink", "deserialization", what)

    def object(self, module, name):
        """A class is about to be looked up for an object that is unpickled, while an event is worked on."""
        if current():
            what = f"an object of {self.shown(f'{module}.{name}')} is deserialised"
            self.decide(self.policy.sink("deserialization"), "sink", "deserialization", what, value=f"{module}.{name}")

    def path(self, name):
        """A file is about to be used. Raises Blocked where a value of an event leads out of the code's own folder."""

        if not current() or ("/" not in name and "\0" not in name):
            return
        from goatherd_guard.sinks.places import leaves_folder

        def what(field):
            return f"a file is used whose path {field} chose"

        self._chosen("path", lambda values: leaves_folder(name, values), what)

    def host(self, url):
        """A request is about to be sent. Raises Blocked where a value of an event chose the host of its address."""
        from goatherd_guard.sinks.places import chosen_host

        def chosen(values):
            found = chosen_host(url, values)
            if found is None or self.policy.network.named(found[0]):
                return None
            return None if self._may_be_chosen(*found) else found[1:]

        def what(field):
            return f"an address is requested whose host {field} chose"

        self._chosen("ssrf", chosen, what)

    def _may_be_chosen(self, host, value, field):
        """Whether it is one of the internet, which the policy lets events choose; where it leads is asked later."""
        if not self.policy.public_may_be_chosen:
            return False
        from goatherd_guard.sinks.addresses import is_internal

        if is_internal(host):
            return False
        if len(self._chosen_hosts) < _MOST_HOSTS:
            self._chosen_hosts[host] = value, field
        return True

    def resolved(self, host, addresses):
        """A name was looked up. Raises Blocked where an event chose it, and it leads inside."""
        chosen = self._chosen_hosts.get(host.rstrip(".").lower())
        if chosen is None:
            return
        from goatherd_guard.sinks.addresses import is_internal

        inside = next(filter(is_internal, addresses), None)
        if inside is not None:
            value, field = chosen
            what = f"a host that {field} chose leads to {self.shown(inside)}"
            self.decide(self.policy.sink("ssrf"), "sink", "ssrf", what, field, value)

    def fetching(self, arguments):
        """A program is about to be started with these arguments, itself the first. Raises Blocked where a value of an
        event chose the host of an address among them.
        """
        if not current():
            return
        for url in self.parts.programs.addresses(arguments):
            self.host(url)

    def _chosen(self, family, find_chosen, what):
        if self.policy.sinks.get(family, self.policy.sinks.get("others")) == "allow":
            return
        for invocation in current():
            found = find_chosen(invocation.values)
            if found is not None:
                value, field = found
                self.decide(self.policy.sink(family), "sink", family, what(field), field, value)

    def shown(self, name):
        """A name as a message may have it: what an event holds of it is a value, and no more shown than others are."""
        events = () if self.telemetry.plain else current()
        if events:
            from goatherd_guard.sinks.redacting import redacted

            for invocation in events:
                name = redacted(name, invocation.values)
        return name

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
        what = f"the guard failed while {doing}: {type(error).__name__}"
        what += f": {error}" if self.telemetry.plain else _place(error)
        decision = Decision(BLOCK if self.policy.fails_closed else REPORT, "guard", "guard", "guard-failure", what)
        self._note(decision, invocation)


def _place(error):
    """The line that raised it."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return f" at {os.path.basename(at.tb_frame.f_code.co_filename)}:{at.tb_lineno}" if at is not None else ""


def _is_http(reading):
    return reading is not None and reading.kind.answer == "http"


def _answer(reading, policy, handler, event, context):
    from goatherd_guard.answers import answer

    return answer(reading, policy, handler, event, context)


def find():
    """The guard that the environment names. Raises PolicyError.

    GOATHERD_GUARD_POLICY is the policy's file; else it is `policies/<GOATHERD_GUARD or the function's name>.json` in
    GOATHERD_GUARD_FOLDER, the layer's folder unless it is set. The rules are `rules.json` in that folder.
    """
    folder = os.environ.get("GOATHERD_GUARD_FOLDER", FOLDER)
    name = os.environ.get("GOATHERD_GUARD") or os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")
    path = os.environ.get("GOATHERD_GUARD_POLICY") or os.path.join(folder, "policies", os.path.basename(name) + ".json")
    policy, table = read_policy(path), os.path.join(folder, "rules.json")
    try:
        with open(table, "rb") as file:  # now, since hooks would be asked for it later
            data = file.read()
    except OSError as error:
        raise PolicyError(f"{table}: {error}") from error
    return Guard(policy, lambda: _table(data))


def _table(data):
    import json

    return json.loads(data)
