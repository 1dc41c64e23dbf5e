"""What an operation does to data: sinks in its parameters, writes to channels, results that were stored."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.engine.aws.table import Effect, table
from goatherd.engine.interpreter import callers, members, predictable, sinks, tokens
from goatherd.engine.labels import KEY, Label, Labels, Origin, Place, Trace, union
from goatherd.engine.values import NOTHING, UNKNOWN, Cloud, Const, Obj, Text, Value, const, join, join_all, unknown

if TYPE_CHECKING:
    from goatherd.engine.facts import AwsFact
    from goatherd.engine.interpreter.machine import Machine

MAX_TEXTS = 24
# What fails for whoever does not hold the token or signature that it is given.
_PROOFS = frozenset({"kms.Verify", "kms.VerifyMac", "cognito-idp.GetUser"})
# Services that hold secrets and settings, or are told how it went.
_ASKED_FIRST = frozenset(
    {"secretsmanager", "ssm", "kms", "sts", "appconfig", "appconfigdata", "cloudwatch", "logs", "xray", "cognito-idp"}
)
_READING = ("Get", "List", "Describe", "Query", "Scan", "Head", "BatchGet", "Select", "TransactGet")
MAX_EXPRESSION = 4096  # DynamoDB takes no longer one


def perform(
    m: Machine,
    service: str,
    operation: str,
    parameters: dict[str, Value],
    pos: int,
    places: dict[str, Place] | None = None,
) -> Value:
    """One call of an operation; gives what it returns. `places` are where parameters are written."""
    m.library_ran()
    fact = m.facts.aws_call(service, operation, m.place(pos))
    fact.places.update(places or {})
    _note_parameters(m, fact, parameters)
    name = f"{service}.{operation}"
    data = table()
    if name == "kms.Verify":
        tokens.verified(m, None)
    if name in _PROOFS and callers.shown(label for value in parameters.values() for label in value.labels):
        callers.known(m)
    elif service not in _ASKED_FIRST and name not in _PROOFS:
        callers.works(m, name, pos, reads=operation.startswith(_READING))
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
    for effect in data.writes.get(name, ()):
        _write(m, effect, name, parameters, pos)
    result = _result(m, data.results.get(name, ()), name, parameters, pos)
    if name == "s3.GetObject" and "Filename" in parameters:
        _downloaded(m, parameters["Filename"], result)
    return result


def _downloaded(m: Machine, file: Value, answer: Value) -> None:
    body = answer.map_labels(lambda label: label.extend("Body"))
    for text in symbolic(m, file):
        m.store.set(("file", text), body)


def in_file(m: Machine, file: Value) -> Value:
    """What was downloaded into the files that a name may mean."""
    held = [m.store.get(("file", text)) for text in symbolic(m, file)]
    return join_all([value for value in held if isinstance(value, Value)])


def _parameter(m: Machine, parameters: dict[str, Value], path: str, pos: int) -> Value | None:
    """The value at a path; "Statements[].Statement" is that of every element."""
    first, *rest = path.split(".")
    value = parameters.get(first.removesuffix("[]"))
    if value is not None and first.endswith("[]"):
        value = m.semantics.element(m, value)
    for step in rest:
        if value is None:
            return None
        value = members.read(m, value, const(step), pos)
    return value


def _note_parameters(m: Machine, fact: AwsFact, parameters: dict[str, Value]) -> None:
    for name, value in parameters.items():
        texts = fact.parameters.setdefault(name, {})
        for text in symbolic(m, value):
            if len(texts) < MAX_TEXTS:
                texts.setdefault(text)
        _note_nested(m, fact, name, value)
        if any(label.origin.kind != predictable.ORIGIN for label in members.deep_labels(m, value, 3)):
            fact.tainted.setdefault(name)


def _note_nested(m: Machine, fact: AwsFact, name: str, value: Value) -> None:
    """The fields of the objects in a list ("Entries[].EventBusName")."""
    for item in value.atoms:
        if not isinstance(item, Obj) or item.kind not in ("list", "tuple"):
            continue
        for element in m.semantics.element(m, Value((item,))).atoms:
            if isinstance(element, Obj) and element.kind == "dict":
                for key, part in members.entries(m, element):
                    texts = fact.parameters.setdefault(f"{name}[].{key}", {})
                    texts.update(dict.fromkeys(symbolic(m, part)[:MAX_TEXTS]))


def symbolic(m: Machine, value: Value) -> list[str]:
    """The symbolic texts that a parameter may have; those of a list are its elements', of an object its keys."""
    texts: dict[str, None] = {}
    for item in value.atoms:
        if isinstance(item, Const):
            texts.setdefault(m.semantics.spell(item.value) if not isinstance(item.value, bytes) else "${?}")
        elif isinstance(item, Text):
            texts.setdefault(item.pattern)
        elif isinstance(item, Obj) and item.kind in ("list", "tuple", "set"):
            for element in m.semantics.exact_elements(m, Value((item,))) or [UNKNOWN]:
                texts.update(dict.fromkeys(symbolic(m, element) if element.atoms != (item,) else ["${?}"]))
        elif isinstance(item, Obj) and item.kind == "dict":
            texts.update(dict.fromkeys(str(key) for key, _ in members.entries(m, item) if key != members.MANY))
        elif isinstance(item, Cloud) and item.bound:
            texts.update(dict.fromkeys(symbolic(m, item.bound[0][1])))
        else:
            texts.setdefault("${?}")
    return list(texts) or ["${?}"]


# --- channels ------------------------------------------------------------------------------------


def _write(m: Machine, effect: Effect, name: str, parameters: dict[str, Value], pos: int) -> None:
    target = parameters.get(effect.name)
    fields: dict[tuple[str, ...], Labels] = {}
    for content in effect.parameters:
        value = parameters.get(content)
        if value is not None:
            _collect(m, value, (content,), fields, 5)
    if "ExpressionAttributeValues" in effect.parameters:
        fields = _updated_attributes(m, parameters, fields)
    if not fields:
        return
    for text in symbolic(m, target) if target is not None else ["${?}"]:
        m.facts.write((name.partition(".")[0], text), m.place(pos), dict(fields), name)


def put(m: Machine, channel: tuple[str, str], value: Value, pos: int, call: str) -> None:
    """Note that a value is put into a channel as a whole."""
    fields: dict[tuple[str, ...], Labels] = {}
    _collect(m, value, ("Body",), fields, 5)
    if fields:
        m.facts.write(channel, m.place(pos), fields, call)


def _collect(
    m: Machine, value: Value, path: tuple[str, ...], fields: dict[tuple[str, ...], Labels], depth: int
) -> None:
    """Labels by path inside what is written; serialised data keeps the paths it had as an object."""
    packed = value.packed
    if packed is not None:
        _collect(m, packed, path, fields, depth)
        return
    if value.labels:
        fields[path] = union(fields.get(path, ()), m.settled(value).labels)
    for item in value.atoms:
        if isinstance(item, Obj) and depth:
            for key, part in members.entries(m, item):
                _collect(m, part, (*path, str(key)), fields, depth - 1)
            _collect_named(m, item, path, fields)


def _collect_named(m: Machine, item: Obj, path: tuple[str, ...], fields: dict[tuple[str, ...], Labels]) -> None:
    """What decided names inside of an object, and what was copied into it with whatever names it has."""
    for hidden, where in ((members.KEYS, (*path, KEY)), (members.OPEN, path)):
        value = m.get_field(item, hidden)
        if value is not None and value.labels:
            fields[where] = union(fields.get(where, ()), m.settled(value).labels)


def _updated_attributes(
    m: Machine, parameters: dict[str, Value], fields: dict[tuple[str, ...], Labels]
) -> dict[tuple[str, ...], Labels]:
    """Placeholders (":v") as the attributes that an update expression gives them to; others are not stored."""
    expression = parameters.get("UpdateExpression")
    text = expression.text() if expression is not None else None
    if text is None or len(text) > MAX_EXPRESSION:
        return fields
    attributes = _assigned(text)
    names = parameters.get("ExpressionAttributeNames")
    renamed: dict[tuple[str, ...], Labels] = {}
    for path, labels in fields.items():
        if len(path) > 1 and path[1].startswith(":") and path[1] not in attributes:
            continue
        where = _parts(m, attributes.get(path[1], path[1]), names) if len(path) > 1 else ()
        key = (path[0], *where, *path[2:])
        renamed[key] = union(renamed.get(key, ()), labels)
    return renamed


_CLAUSE = re.compile(r"\b(SET|REMOVE|ADD|DELETE)\b", re.IGNORECASE)
_SET = re.compile(r"(#?[\w.#\[\]]+)\s*=([^=]*)(?=,\s*#?[\w.#\[\]]+\s*=|$)")
_ADDED = re.compile(r"(#?[\w.#\[\]]+)\s+(:\w+)")
_INDEX = re.compile(r"\[\d*\]")
_PLACEHOLDER = re.compile(r":\w+")


def _parts(m: Machine, attribute: str, names: Value | None) -> list[str]:
    """ "#a.tags[0]" -> the names on the way."""
    parts = []
    for part in _INDEX.sub("", attribute).split("."):
        text = members.read(m, names, const(part), 0).text() if part.startswith("#") and names is not None else None
        parts.append(text or part)
    return parts


def _assigned(expression: str) -> dict[str, str]:
    """The attribute that each placeholder of an update expression is stored in; what DELETE takes out is in none."""
    found: dict[str, str] = {}
    words = _CLAUSE.split(expression)
    for clause, body in zip(words[1::2], words[2::2], strict=True):
        if clause.upper() == "SET":
            for match in _SET.finditer(body):
                found.update(dict.fromkeys(_PLACEHOLDER.findall(match[2]), match[1]))
        elif clause.upper() == "ADD":
            found.update({match[2]: match[1] for match in _ADDED.finditer(body)})
    return found


def _result(
    m: Machine, effects: list[Effect] | tuple[Effect, ...], name: str, parameters: dict[str, Value], pos: int
) -> Value:
    place = m.place(pos)
    result = NOTHING
    for effect in effects:
        if not _applies(effect, parameters):
            continue
        for channel in _channels(m, name, parameters):
            origin = Origin(effect.kind, _describe(effect.kind, name, channel), place, None, channel, effect.parts)
            label = Label(origin, trace=Trace(place, f"{_describe(effect.kind, name, channel)} is read", None))
            result = join(result, unknown((label,)))
    return result if result.atoms else UNKNOWN


def _applies(effect: Effect, parameters: dict[str, Value]) -> bool:
    for parameter, wanted in effect.when.items():
        value = parameters.get(parameter)
        if value is None or not any(isinstance(a, Const) and a.value == wanted for a in value.atoms):
            return False
    return True


def _channels(m: Machine, name: str, parameters: dict[str, Value]) -> list[tuple[str, str]]:
    service = name.partition(".")[0]
    for parameter in ("TableName", "Bucket", "QueueUrl", "StreamName", "SecretId", "Name", "Path", "RequestItems"):
        if parameter in parameters:
            return [(service, text) for text in symbolic(m, parameters[parameter])[:3]]
    return [(service, "${?}")]


def _describe(kind: str, name: str, channel: tuple[str, str]) -> str:
    service, resource = channel
    if kind == "secret":
        return f"secret {resource}" if resource != "${?}" else "secret"
    noun = {"dynamodb": "table", "s3": "bucket", "sqs": "queue"}.get(service, service)
    return f"{noun} {resource}" if resource != "${?}" else f"a {noun}"
