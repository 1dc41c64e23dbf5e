"""Fields and items of values: reading, writing, copying.

Contents of an object are keyed by constant keys; "*" summarises what was written under keys that are
not known, "#len" the number of elements while it is known. An object whose contents came from outside
has its labels under "@".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goatherd.engine.interpreter import bodies, classes, event, outcomes, sent, tokens
from goatherd.engine.labels import IS_READ, OF_LANGUAGE, UPLOADED, Label, Labels, mapped, union_all
from goatherd.engine.values import (
    ANY,
    NOTHING,
    UNKNOWN,
    Class,
    Cloud,
    Const,
    EventNode,
    External,
    Func,
    ModuleAtom,
    Obj,
    Value,
    atom,
    const,
    join,
    unknown,
)

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from goatherd.engine.interpreter.machine import Machine

MAX_CHOICE = 24
MANY = "*"
LENGTH = "#len"
OPEN = "@"
KEYS = "#keys"
RETURNED = "#returned"  # of what a generator yields: what it returns in the end
FACTORY = "#factory"  # of a dictionary: what makes the values that it lacks
_HIDDEN = frozenset({LENGTH, OPEN, KEYS, RETURNED, FACTORY, classes.PROTOTYPE})


# What stores say about a secret besides the secret.
_ABOUT_SECRETS = frozenset(
    {"ARN", "Name", "VersionId", "VersionStages", "CreatedDate", "Version", "Type", "KeyId", "InvalidParameters",
     "Errors", "NextToken", "LastModifiedDate", "DataType", "Selector", "EncryptionAlgorithm", "KeyMaterialId",
     "ResponseMetadata", "$metadata"}
)  # fmt: skip
# The secret itself: what stands in it may have any name.
_IN_SECRETS = frozenset({"SecretString", "SecretBinary", "Value", "Plaintext"})
# What a bucket says about an object besides what its owner put there.
_ABOUT_OBJECTS = frozenset(
    {"ContentLength", "LastModified", "ETag", "VersionId", "Size", "$metadata", "ResponseMetadata", "AcceptRanges",
     "DeleteMarker", "PartsCount", "KeyCount", "IsTruncated", "NextContinuationToken", "ServerSideEncryption"}
)  # fmt: skip
WHOLE = frozenset({"os.environ", "process.env"})  # the environment: what one variable holds, it says itself
# Of what an error is made, that tells nothing of the program; a failed condition brings the item that failed it.
_HARMLESS_OF_ERRORS = frozenset(
    {"code", "Code", "HTTPStatusCode", "statusCode", "status", "status_code", "name", "errno", "strerror", "__class__",
     "Item", "$metadata", "$fault", "$retryable"}
)  # fmt: skip
# How a file of a form is called: busboy leaves no folder in it, and multer stores it by a name of its own.
_NAMES_OF_FILES = frozenset({"originalname", "name", "filename", "path", "destination", "tempFilePath"})
_MAPPINGS = frozenset(
    (name,) for name in ("headers", "multiValueHeaders", "queryStringParameters", "pathParameters", "cookies")
)
_TRACES = frozenset({"stack", "__traceback__"})
_OF_EVERY_ERROR = frozenset({"message", "stack", "cause", "args", "response"})

_SDKS = ("aws-sdk", "@aws-sdk/", "boto3")  # one of their members by an unknown name may be any client


def key_constants(key: Value) -> tuple[Any, ...] | None:
    """The keys that a key may be, constants and classes and functions themselves, or None when it may be anything."""
    if not key.atoms or key.labels or not all(isinstance(item, Const | Class | Func) for item in key.atoms):
        return None
    return tuple(item.value if isinstance(item, Const) else item for item in key.atoms)


def key_value(key: Any, *, text: bool = False) -> Value:
    """A key as the program knows it; with `text` a number becomes one."""
    if isinstance(key, Class | Func):
        return Value((key,))
    return const(str(key) if text else key)


def read(m: Machine, owner: Value, key: Value, pos: int) -> Value:
    """`owner[key]` and `owner.key` alike, for every atom of the owner."""
    if owner.guards and outcomes.tells(owner):
        return outcomes.of_members(owner, lambda part: read(m, part, key, pos))
    keys = key_constants(key)
    tokens.relied_on(m, key.labels)
    result = NOTHING
    tainted_unknown = False
    for item in owner.atoms:
        if isinstance(item, EventNode):
            part = event.read(m, item, keys, pos)
        elif isinstance(item, Obj | Func | Class):
            part = _read_object(m, item, keys, pos)
        elif isinstance(item, ModuleAtom):
            part = _read_module(m, item, keys)
        elif isinstance(item, External):
            if keys is None and item.name.startswith(_SDKS):
                m.facts.handed.setdefault("", m.place(pos))
            own = item.name == "exception" and _is_of_own_errors(m, owner, keys)
            part = UNKNOWN if own else _read_external(m, item, keys, owner.labels, pos)
        elif isinstance(item, Cloud):
            part = m.semantics.cloud_member(m, item, keys, pos)
        else:
            tainted_unknown = True
            part = m.semantics.primitive_member(m, item, keys, pos)
        result = join(result, part)
    if tainted_unknown and owner.labels and not m.semantics.lacks_parts(owner.labels, keys):
        step = MANY if keys is None or len(keys) != 1 else str(keys[0])
        result = result.with_labels(_derived(m, owner.labels, step, pos))
        if not any(a is ANY for a in result.atoms):
            result = join(result, UNKNOWN)
    return result


def _is_of_own_errors(m: Machine, caught: Value, keys: tuple[Any, ...] | None) -> bool:
    """Whether it is something that the program's own errors have, of those that may be caught, and others do not."""
    if not keys or not _OF_EVERY_ERROR.isdisjoint(keys):
        return False
    own = [item for item in caught.atoms if isinstance(item, Obj)]
    return any(all(m.get_field(item, key) is not None for key in keys) for item in own)


def looked_at(m: Machine, labels: Labels, key: object) -> None:
    """Code that looks at FunctionError knows of an invocation's failure: what follows is its decision."""
    if key == "FunctionError":
        for label in labels:
            if label.origin.kind == "invocation":
                m.assume((label.origin, ()), frozenset({"*"}))


def _is_object(label: Label) -> bool:
    """Whether a label is what a call of S3 answered, not what stands in an object or its metadata."""
    channel = label.origin.channel
    return channel is not None and channel[0] == "s3" and not {"Body", "Metadata", "|text"} & set(label.access)


def _derived(m: Machine, labels: Labels, step: str, pos: int) -> Labels:
    place = m.place(pos)
    looked_at(m, labels, step)
    bodies.field_read(m, labels, step)
    labels = sent.member(labels, step)
    if step in _ABOUT_SECRETS:
        labels = tuple(label for label in labels if label.origin.kind != "secret" or _IN_SECRETS & set(label.access))
    if step in _ABOUT_OBJECTS:
        labels = tuple(label for label in labels if not _is_object(label))

    def change(label: Label) -> Label:
        extended = label.extend(step)
        if UPLOADED in label.preds and step in _NAMES_OF_FILES:
            extended = extended.add("path")
        return extended if extended.trace else extended.step(place, f"{extended.path} is read")

    return mapped(labels, change)


def _read_object(m: Machine, item: Any, keys: tuple[Any, ...] | None, pos: int) -> Value:
    if keys is None:
        return contents(m, item)
    result = NOTHING
    for key in keys:
        result = join(result, _read_key(m, item, key, pos))
    return classes.bind_method(m, result, item) if isinstance(item, Class) else result


def _read_key(m: Machine, item: Any, key: Any, pos: int) -> Value:
    if isinstance(key, int) and not isinstance(key, bool) and key < 0:
        key = _from_end(m, item, key)
        if key is None:
            return contents(m, item)
    value = m.get_field(item, key)
    if value is not None and isinstance(item, Obj) and _is_getter(value.sole):
        return m.semantics.got(m, value, item, pos)
    smeared = None if _is_no_place(item, key) else m.get_field(item, MANY)
    if value is None and smeared is None:
        found: Value | None = m.semantics.inherited(m, item, key, pos)
        if found is not None:
            return found
        opened = m.get_field(item, OPEN)
        if opened is not None:
            return read(m, opened, const(key), pos)
        return m.semantics.missing(m, item, key)
    result = NOTHING if value is None else value
    if smeared is not None:
        result = join(result, _told_apart(smeared, key))
        if value is None:
            inherited = m.semantics.inherited(m, item, key, pos)
            result = result if inherited is None else join(inherited, result)
    return result


def _is_no_place(item: Any, key: Any) -> bool:
    """Whether it is a name, where elements stand at numbers ("length" of a list)."""
    return isinstance(item, Obj) and item.kind in ("list", "tuple") and isinstance(key, str) and not key.isdigit()


def _is_getter(item: Any) -> bool:
    """Whether a property of an object literal is computed when it is read."""
    return isinstance(item, Func) and item.ir.kind == "get"


def _told_apart(value: Value, key: Any) -> Value:
    """One part of a text that was split: what is tested of it says nothing of the others. And a header by its name."""
    if isinstance(key, str) and any(_is_of_mapping(label) for label in value.labels):
        return value.map_labels(lambda label: label.at((*label.access[:-1], key)) if _is_of_mapping(label) else label)
    if not isinstance(key, int) or not any(label.access[-1:] == ("|split",) for label in value.labels):
        return value
    return value.map_labels(
        lambda label: label.extend(f"|{key}", keep=True) if label.access[-1:] == ("|split",) else label
    )


def _is_of_mapping(label: Label) -> bool:
    """Whether it is any one of the headers or parameters of a request, which are copied under their names."""
    return label.access[-1:] == (MANY,) and label.access[-2:-1] in _MAPPINGS


def _from_end(m: Machine, item: Any, key: int) -> int | None:
    length = m.get_field(item, LENGTH)
    constant = length.constant if length is not None else None
    if constant is None or constant.value + key < 0:
        return None
    return int(constant.value) + key


def _read_module(m: Machine, module: ModuleAtom, keys: tuple[Any, ...] | None) -> Value:
    if keys is None:
        return _any_function(m, module)
    result = NOTHING
    for key in keys:
        result = join(result, m.member_of_module(module, str(key)))
    return result


def _any_function(m: Machine, module: ModuleAtom) -> Value:
    """A member chosen by a name that is not known: one of the module's functions."""
    result = UNKNOWN
    for name in sorted(module.frame.names)[:MAX_CHOICE]:
        value = m.store.get((module.frame, name))
        if value is not None and isinstance(value.sole, Func):
            result = join(result, value)
    return result


def _read_external(m: Machine, item: External, keys: tuple[Any, ...] | None, labels: Labels, pos: int) -> Value:
    labels = sent.member(labels, str(keys[0]) if keys else MANY)
    if keys is None:
        return unknown(labels)
    result = NOTHING
    for key in keys:
        if item.name == "exception" and key in _HARMLESS_OF_ERRORS:
            result = join(result, UNKNOWN)
            continue
        step = str(key) if isinstance(key, str) else "[]"
        result = join(result, m.semantics.external_member(m, item, step, pos))
    if (
        labels
        and keys
        and item.name not in WHOLE
        and not (item.name == "exception" and set(keys) <= _HARMLESS_OF_ERRORS)
    ):
        named = str(keys[0])
        bodies.field_read(m, labels, named)
        if item.name == "exception":
            # Where its text is taken is where to take another one.
            place = m.place(pos)
            labels = mapped(labels, lambda label: label.step(place, f"its {named}{IS_READ}"))
        if named in _TRACES:
            labels = mapped(labels, lambda label: label.drop(OF_LANGUAGE))
        result = result.with_labels(mapped(labels, lambda label: label.extend(named)))
    return result


def contents(m: Machine, item: Any) -> Value:
    """Everything an object may hold, joined."""
    result = NOTHING
    for _, value in entries(m, item):
        result = join(result, value)
    opened = m.get_field(item, OPEN)
    if opened is not None:
        result = join(result, opened)
    return result if result.atoms else UNKNOWN


def entries(m: Machine, item: Any) -> Iterator[tuple[Any, Value]]:
    """(key, value) of an object in the order in which keys were first written; "*" for unknown keys."""
    for key in m.names_of(item):
        if key in _HIDDEN:
            continue
        value = m.get_field(item, key)
        if value is not None and value.atoms:
            yield key, value


def named_entries(m: Machine, value: Value) -> tuple[dict[str, Value], set[str], Value | None]:
    """What the objects that a value may be hold by name; which names may be left out; what holds more, unknown."""
    found: dict[str, Value] = {}
    others: Value | None = None
    objects = [item for item in value.atoms if isinstance(item, Obj)]
    for item in objects:
        for key, part in entries(m, item):
            if isinstance(key, str) and key != MANY:
                found[key] = join(found[key], part) if key in found else part
            else:
                others = part if others is None else join(others, part)
    lacked = {key for key in found if any(m.names_of(item).get(key, True) for item in objects)}
    return found, lacked, others


def write(m: Machine, owner: Value, key: Value, value: Value, pos: int) -> None:
    keys = key_constants(key)
    tokens.relied_on(m, key.labels)
    if owner.labels and not value.labels:
        bodies.written_over(m, owner, keys or ())
    for item in owner.atoms:
        if isinstance(item, External):
            if item.name in WHOLE:
                m.semantics.set_environment(m, item.name, keys, value, pos)
            elif item.name == "aws-sdk.config" and keys == ("credentials",):
                m.facts.borrowed = True
        elif isinstance(item, ModuleAtom):
            _write_module(m, item, keys, value)
        elif isinstance(item, EventNode):
            tokens.relied_on(m, m.deep_labels(value) if m.reads_claims else ())
            event.write(m, item, keys, value)
        elif isinstance(item, Obj | Func | Class):
            _write_object(m, item, key, keys, value, pos, sure=len(owner.atoms) == 1)
    if owner.sole is ANY and len(owner.labels) == 1 and keys:
        _write_sent(m, owner.labels[0], keys[0], value)


def _write_sent(m: Machine, owner: Label, key: Any, value: Value) -> None:
    """A part of what was sent is written over: of what stands there now, only that it is a text is noted."""
    if owner.origin.kind == "event" and isinstance(key, str):
        is_text = bool(value.labels) and all("string" in label.preds for label in value.labels)
        m.rewritten(owner.extend(key).key, is_text=is_text)


def _write_module(m: Machine, module: ModuleAtom, keys: tuple[Any, ...] | None, value: Value) -> None:
    for name in keys or ():
        m.store.set((module.frame, str(name)), value)
        module.exports.setdefault(str(name), (None, str(name)))


def _write_object(
    m: Machine, item: Any, key: Value, keys: tuple[Any, ...] | None, value: Value, pos: int, *, sure: bool
) -> None:
    """`sure` that it is this object which is written, so that what it held is gone."""
    if m.setters and keys and _is_set_by_code(m, item, keys, value, pos):
        return
    if keys == ("length",) and isinstance(item, Obj) and item.kind == "list":
        _shorten(m, item, value)
    elif keys is None:
        m.weak_set_field(item, MANY, value, pos)
        things = tuple(a for a in key.atoms if isinstance(a, Obj | Class))
        if key.labels or things:
            # What lists the keys of the object yields these too.
            m.weak_set_field(item, KEYS, Value((ANY, *things), key.labels))
    elif len(keys) == 1 and sure:
        m.set_field(item, keys[0], value, pos)
    else:
        for name in keys:
            m.weak_set_field(item, name, value, pos)


def _shorten(m: Machine, item: Obj, length: Value) -> None:
    """`list.length = n`: what stood behind is gone."""
    constant = length.constant
    if constant is not None and isinstance(constant.value, int):
        for key in m.names_of(item):
            if (isinstance(key, int) and key >= constant.value) or (key == MANY and not constant.value):
                m.set_field(item, key, NOTHING)
    m.set_field(item, LENGTH, length if constant is not None else UNKNOWN)


def _is_set_by_code(m: Machine, item: Any, keys: tuple[Any, ...], value: Value, pos: int) -> bool:
    setter = classes.setter(m, item, keys[0])
    return setter is not None and m.semantics.set_by_code(m, item, keys[0], setter, value, pos)


def remove(m: Machine, owner: Value, key: Value) -> None:
    keys = key_constants(key)
    bodies.taken_out(m, owner)
    for item in owner.atoms:
        if isinstance(item, Obj) and keys is not None and len(owner.atoms) == 1:
            for name in keys:
                if m.get_field(item, name) is not None:
                    m.set_field(item, name, m.semantics.missing(m, item, name))


def copy_into(m: Machine, target: Obj, source: Value, pos: int, without: set[Any] | None = None) -> None:
    """Write everything that `source` holds into `target` (a spread, update or Object.assign)."""
    for item in source.atoms:
        if isinstance(item, Obj | Func | Class):
            names = m.names_of(item)
            for key, value in list(entries(m, item)):
                if not without or key not in without:
                    _copy_key(m, target, item, key, value, sure=len(source.atoms) == 1 and not names[key])
            named = m.get_field(item, KEYS)
            if named is not None:
                m.store.set((target, KEYS), named)
            opened = m.get_field(item, OPEN)
            if opened is not None:
                _open(m, target, opened, pos, m.names_of(item))
        elif isinstance(item, EventNode):
            _open(m, target, atom(item, source.labels), pos)
        elif isinstance(item, ModuleAtom) and item.esm:
            for name in _exported(item):
                _copy_key(m, target, item, name, m.member_of_module(item, name), sure=len(source.atoms) == 1)
        elif not isinstance(item, Const):
            opened = unknown(source.labels)
            opened = opened.map_labels(lambda label: label.add(bodies.LOGGED)) if without else opened
            _open(m, target, opened, pos)


def _exported(module: ModuleAtom, depth: int = 8) -> dict[str, None]:
    """The names that a module of JavaScript exports, those of modules that it exports on as they are too."""
    names = dict.fromkeys(name for name in module.exports if name != "*")
    for source in module.exports.get("*", ()) if depth else ():
        inner = source.sole
        if isinstance(inner, ModuleAtom):
            names.update(dict.fromkeys(name for name in _exported(inner, depth - 1) if name != "default"))
    return names


def _open(m: Machine, target: Obj, source: Value, pos: int, but: Container[Any] = ()) -> None:
    """The object may hold all that `source` holds, which nobody knows; under the keys that it has, too."""
    for key in m.names_of(target) if source.labels else ():
        held = m.get_field(target, key) if key not in _HIDDEN and key != MANY and key not in but else None
        if held is not None:
            m.set_field(target, key, join(held, read(m, source, const(key), pos)))
    m.weak_set_field(target, OPEN, source)


def _copy_key(m: Machine, target: Obj, source: Any, key: Any, value: Value, *, sure: bool) -> None:
    if sure and key != MANY:
        m.set_field(target, key, value)
    else:
        m.weak_set_field(target, key, value)
    place = m.written.get((source, key))
    if place is not None:
        m.written.setdefault((target, key), place)


def copy_without(m: Machine, source: Value, names: set[Any], pos: int) -> Value:
    if source.sole is ANY:
        return source.map_labels(lambda label: label.add(bodies.LOGGED)) if names else source
    if source.atoms and all(isinstance(a, EventNode) or a is ANY for a in source.atoms):
        return source
    target = m.new("object", pos, extra="rest")
    copy_into(m, target, source, pos, names)
    return atom(target)


def deep_labels(m: Machine, value: Value, depth: int = 5) -> Labels:
    """The labels of a value and of everything inside it: what a serialiser would write."""
    level = [item for item in value.atoms if isinstance(item, Obj)]
    if not level:
        return value.labels
    found = [value.labels]
    seen = set(level)
    looked = 0
    while level and depth:
        depth -= 1
        inner: dict[Obj, None] = {}
        for item in level:
            opened = m.get_field(item, OPEN)
            if opened is not None:
                found.append(opened.labels)
            for _, part in entries(m, item):
                looked += 1
                if part.labels:
                    found.append(part.labels)
                for held in part.atoms:
                    if isinstance(held, Obj) and held not in seen:
                        inner[held] = None
        level = list(inner)
        seen.update(level)
    m.spend(looked // 8)  # a look costs much less than a statement
    return union_all(found)


def is_open(m: Machine, item: Obj) -> bool:
    """Whether an object may hold more than its constant keys."""
    return m.get_field(item, OPEN) is not None or m.get_field(item, MANY) is not None
