"""What an operation does to data: sinks in its parameters, writes to channels, results that were stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goatherd.core.value import HOLE
from goatherd.engine import doubts
from goatherd.engine.aws import accesses, accounts, writes
from goatherd.engine.aws.conditions import asked_for
from goatherd.engine.aws.inputs import MORE
from goatherd.engine.aws.symbols import symbolic
from goatherd.engine.aws.table import Effect, table
from goatherd.engine.interpreter import callers, files, members, sinks, tokens
from goatherd.engine.interpreter.errors import Raises
from goatherd.engine.labels import TOLD, Label, Origin, Trace, union_all
from goatherd.engine.values import NOTHING, UNKNOWN, Const, Obj, Value, const, join, unknown

if TYPE_CHECKING:
    from goatherd.engine.aws.inputs import Input
    from goatherd.engine.facts import AwsFact
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Place

MAX_TEXTS = 24
MAX_DEPTH = 6  # of what a language model is told
# What fails for whoever does not hold the token or signature that it is given.
_PROOFS = frozenset({"kms.Verify", "kms.VerifyMac", "cognito-idp.GetUser"})
# Services that hold secrets and settings, or are told how it went.
_ASKED_FIRST = frozenset(
    {"secretsmanager", "ssm", "kms", "sts", "appconfig", "appconfigdata", "cloudwatch", "logs", "xray", "cognito-idp"}
)
# Parameters that name what is read from, and what people call it.
_NAMES = (
    *("TableName", "Bucket", "QueueUrl", "StreamName", "SecretId", "Name", "Names", "Path", "RequestItems"),
    "FunctionName",
)
_NOUNS = {"dynamodb": "table", "s3": "bucket", "sqs": "queue", "ssm": "parameter", "lambda": "function"}
MAX_CHANNELS = 3  # that one call may read from
_READING = ("Get", "List", "Describe", "Query", "Scan", "Head", "BatchGet", "Select", "TransactGet")


def perform(
    m: Machine,
    service: str,
    operation: str,
    given: Input,
    pos: int,
) -> Value:
    """One call of an operation; gives what it returns."""
    changes = service not in _ASKED_FIRST and not operation.startswith(_READING)
    m.library_ran(Raises.CHANGES if changes else Raises.ANYTHING, promise=pos)
    parameters = given.parameters
    if m.reads_claims:
        tokens.relied_on(m, union_all(m.deep_labels(value) for value in parameters.values()))
    fact = m.facts.aws_call(service, operation, m.place(pos))
    fact.places.update(given.places)
    fact.identities.add(given.own)
    _note_parameters(m, fact, given)
    name = f"{service}.{operation}"
    data = table()
    if name == "kms.Verify":
        tokens.verified(m, None)
    if name in _PROOFS and callers.shown(label for value in parameters.values() for label in value.labels):
        callers.known(m)
    elif service not in _ASKED_FIRST and name not in _PROOFS:
        # What says nothing of the caller's is done for its own sake, as counting and clearing up are.
        own = not callers.shown(label for value in parameters.values() for label in members.deep_labels(m, value, 3))
        callers.works(m, name, pos, reads=own or operation.startswith(_READING))
    fact.in_paging = fact.in_paging or m.paging_depth > 0
    for effect in data.sinks.get(name, ()):
        if not _applies(effect, parameters):
            continue
        for parameter in effect.parameters:
            value = _parameter(m, parameters, parameter, pos)
            if value is not None and value.atoms:
                written = fact.places.get(parameter.partition(".")[0])
                here = written[1] if written is not None and written[0] == m.module.path else pos
                sinks.report(m, effect.kind, value, here, f"{name} {parameter}")
    for label in m.deep_labels(parameters["SecretId"]) if "SecretId" in parameters else ():
        m.facts.secret_names.setdefault(label.path.replace("[]", ""))
    writes.perform(m, name, parameters, pos)
    accounts.performed(m, name, pos)
    accesses.perform(m, service, operation, parameters, pos)
    if name in data.addresses:
        return _address(m, parameters, data.addresses[name], pos)
    result = _result(m, data.results.get(name, ()), name, parameters, pos)
    if name == "s3.GetObject" and "Filename" in parameters:
        body = result.map_labels(lambda label: label.extend("Body"))
        files.hold(m, parameters["Filename"], body)
    return result


def _address(m: Machine, parameters: dict[str, Value], told: dict[str, str], pos: int) -> Value:
    """An answer that says where something is: who is called by name is found by name."""
    made = m.new("dict", pos, extra="address")
    own = told.get("owner") not in parameters
    m.set_field(made, told["field"], parameters.get(told["name"], UNKNOWN) if own else UNKNOWN)
    return Value((made,))


def _parameter(m: Machine, parameters: dict[str, Value], path: str, pos: int) -> Value | None:
    """The value at a path; "Statements[].Statement" is that of every element."""
    first, *rest = path.split(".")
    name = first.removesuffix("[]")
    value = parameters.get(name)
    if value is None and MORE in parameters:
        value = members.read(m, parameters[MORE], const(name), pos)  # whoever gives all of them gives this one
    if value is not None and first.endswith("[]"):
        value = m.semantics.element(m, value)
    for step in rest:
        if value is None:
            return None
        value = members.read(m, value, const(step), pos)
    return value


def _note_parameters(m: Machine, fact: AwsFact, given: Input) -> None:
    for name, value in given.parameters.items():
        if any(label.origin.kind == "event" for label in members.deep_labels(m, value, 3)):
            fact.tainted.setdefault(name)
    for parameters in given.forms():
        noted = fact.form(frozenset(parameters))
        for name, value in parameters.items():
            texts = noted.setdefault(name, {})
            for text in symbolic(m, value):
                if len(texts) < MAX_TEXTS:
                    texts.setdefault(text)
            _note_nested(m, noted, name, value)


def _note_nested(m: Machine, noted: dict[str, dict[str, None]], name: str, value: Value) -> None:
    """The fields of the objects in a list ("Entries[].EventBusName")."""
    for item in value.atoms:
        if not isinstance(item, Obj) or item.kind not in ("list", "tuple"):
            continue
        for element in m.semantics.element(m, Value((item,))).atoms:
            if isinstance(element, Obj) and element.kind == "dict":
                for key, part in members.entries(m, element):
                    texts = noted.setdefault(f"{name}[].{key}", {})
                    texts.update(dict.fromkeys(symbolic(m, part)[:MAX_TEXTS]))


def _result(
    m: Machine, effects: list[Effect] | tuple[Effect, ...], name: str, parameters: dict[str, Value], pos: int
) -> Value:
    place = m.place(pos)
    result = NOTHING
    for effect in effects:
        if not _applies(effect, parameters):
            continue
        if effect.kind == "told":
            result = join(result, _told(m, name, effect, parameters, place))
            continue
        where = asked_for(m, parameters)
        for channel in _channels(m, name, parameters):
            told = _describe(effect.kind, name, channel)
            origin = Origin(effect.kind, told, place, None, channel, effect.parts, where)
            result = join(result, unknown((Label(origin, trace=Trace(place, f"{told} is read", None)),)))
    return result if result.atoms else UNKNOWN


def _told(m: Machine, name: str, effect: Effect, parameters: dict[str, Value], place: Place) -> Value:
    """What a language model answers, in the words of those whose text it was given."""
    given = [parameters[part] for part in effect.parts if part in parameters]
    labels = union_all(members.deep_labels(m, value, MAX_DEPTH) for value in given)
    hint = doubts.limited("a language model says it", place)
    said = [label.extend(TOLD).drop("string").doubted(hint) for label in labels]
    return unknown(tuple(label.step(place, f"through {name}") for label in said))


def _applies(effect: Effect, parameters: dict[str, Value]) -> bool:
    if not all(_may_be(parameters.get(parameter), wanted) for parameter, wanted in effect.when.items()):
        return False
    return not any(_may_be(parameters.get(parameter), wanted) for parameter, wanted in effect.unless.items())


def _may_be(value: Value | None, wanted: object) -> bool:
    return value is not None and any(isinstance(a, Const) and a.value == wanted for a in value.atoms)


def _channels(m: Machine, name: str, parameters: dict[str, Value]) -> list[tuple[str, str]]:
    service = name.partition(".")[0]
    for parameter in _NAMES:
        if parameter in parameters:
            return [(service, text) for text in symbolic(m, parameters[parameter])[:MAX_CHANNELS]]
    return [(service, HOLE)]


def _describe(kind: str, name: str, channel: tuple[str, str]) -> str:
    service, resource = channel
    if kind == "session":
        return "the session of who signs in"
    noun = _NOUNS.get(service, service) if kind != "secret" else "secret"
    if resource == HOLE:
        return noun if kind == "secret" else f"a {noun}"
    return f"{noun} {resource}"
