"""Clients of document stores that lead to a record step by step: `db.collection("notes").doc(id).delete()`.

The steps travel with what the client gives (`Reference`); what ends them is an access.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import field, frozen

from goatherd.core.personal import is_of_people
from goatherd.core.value import HOLE
from goatherd.engine.aws.symbols import symbolic
from goatherd.engine.interpreter import accesses, callers, members, queries_of_stores
from goatherd.engine.labels import OF_PEOPLE, PROJECTED
from goatherd.engine.values import TRUE, UNKNOWN, Const, External, Hole, Obj, Reference, Text, Value
from goatherd.model.access import Verb

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goatherd.engine.interpreter.arguments import Args
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Place
    from goatherd.engine.values import Asked

MAX_STEPS = 12
_PLACES = ("collection", "collectionGroup", "collection_group", "ref", "reference", "child", "bucket")
_DOCUMENTS = ("doc", "document", "file", "blob")
_PROJECTED = frozenset({"find", "findOne", "find_one", "findById"})
_NO_PROJECTION = frozenset({"sort", "limit", "skip", "session", "lean", "batchSize", "maxTimeMS", "hint"})
_FOR_EACH = frozenset({"forEach", "map", "flatMap", "filter", "find", "some", "every"})
_OF_TRANSACTIONS = frozenset({"get", "create", "set", "update", "delete"})


@frozen
class Store:
    """How a client of one kind of store is spoken to. `operations`: method -> (verb, the argument that is written).

    `named` are methods whose first argument says where records are kept, `keyed` those that choose one by its key,
    `filtered` those that say what must hold of it.
    """

    service: str
    named: frozenset[str]
    keyed: frozenset[str]
    filtered: frozenset[str]
    operations: Mapping[str, tuple[str, int | None]]
    keys: Mapping[str, int] = field(factory=dict)  # of operations: how many of the first arguments are the key


_GOOGLE = Store(
    "firestore",
    frozenset(_PLACES),
    frozenset(_DOCUMENTS),
    frozenset({"where", "orderByChild", "equalTo", "order_by_child", "equal_to"}),
    {
        **dict.fromkeys(
            ("get", "stream", "onSnapshot", "on_snapshot", "once", "download", "getSignedUrl"), (Verb.READ, None)
        ),
        **dict.fromkeys(("download_as_bytes", "download_as_text", "download_as_string", "getFiles"), (Verb.READ, None)),
        **dict.fromkeys(("add", "create", "push"), (Verb.CREATE, 0)),
        **dict.fromkeys(
            ("save", "upload", "upload_from_string", "upload_from_file", "createWriteStream"), (Verb.CREATE, None)
        ),
        "set": (Verb.CREATE, 0),
        "update": (Verb.CHANGE, 0),
        **dict.fromkeys(("delete", "remove"), (Verb.DELETE, None)),
    },
)
_COSMOS = Store(
    "cosmos",
    frozenset({"container", "get_container_client", "getContainerClient", "TableClient", "get_table_client"}),
    frozenset({"item"}),
    frozenset({"query"}),
    {
        **dict.fromkeys(("fetchAll", "fetchNext", "getAsyncIterator", "readAll", "read_all_items"), (Verb.LIST, None)),
        **dict.fromkeys(("query_items", "query_entities", "listEntities", "list_entities"), (Verb.LIST, None)),
        **dict.fromkeys(("read", "read_item", "getEntity", "get_entity"), (Verb.READ, None)),
        **dict.fromkeys(("create", "upsert"), (Verb.CREATE, 0)),
        **dict.fromkeys(("create_item", "upsert_item", "create_entity", "upsert_entity"), (Verb.CREATE, 0)),
        **dict.fromkeys(("createEntity", "upsertEntity"), (Verb.CREATE, 0)),
        **dict.fromkeys(("replace", "patch", "updateEntity", "update_entity"), (Verb.CHANGE, 0)),
        **dict.fromkeys(("replace_item", "patch_item"), (Verb.CHANGE, 1)),
        **dict.fromkeys(("delete", "delete_item", "deleteEntity", "delete_entity"), (Verb.DELETE, None)),
    },
    {
        **dict.fromkeys(("read_item", "delete_item"), 2),
        **dict.fromkeys(("replace_item", "patch_item"), 1),
        **dict.fromkeys(("getEntity", "get_entity", "deleteEntity", "delete_entity"), 2),
    },
)
_MONGO = Store(
    "mongodb",
    frozenset({"collection", "model", "get_collection"}),
    frozenset(),
    frozenset(),
    {
        **dict.fromkeys(("find", "aggregate", "countDocuments", "count_documents", "distinct"), (Verb.LIST, None)),
        **dict.fromkeys(("findOne", "find_one", "findById", "exists"), (Verb.READ, None)),
        **dict.fromkeys(("insertOne", "insert_one", "insertMany", "insert_many", "create", "insert"), (Verb.CREATE, 0)),
        **dict.fromkeys(("updateOne", "update_one", "updateMany", "update_many", "findOneAndUpdate"), (Verb.CHANGE, 1)),
        **dict.fromkeys(("find_one_and_update", "replaceOne", "replace_one", "findByIdAndUpdate"), (Verb.CHANGE, 1)),
        **dict.fromkeys(("deleteOne", "delete_one", "deleteMany", "delete_many"), (Verb.DELETE, None)),
        **dict.fromkeys(("findOneAndDelete", "find_one_and_delete"), (Verb.DELETE, None)),
        **dict.fromkeys(("findByIdAndDelete", "findByIdAndRemove"), (Verb.DELETE, None)),
    },
    dict.fromkeys(
        ("find", "findOne", "find_one", "findById", "updateOne", "update_one", "updateMany", "update_many", "deleteOne",
         "delete_one", "deleteMany", "delete_many", "findOneAndUpdate", "find_one_and_update", "findOneAndDelete",
         "find_one_and_delete", "findByIdAndUpdate", "findByIdAndDelete", "findByIdAndRemove", "replaceOne",
         "replace_one", "exists", "countDocuments", "count_documents"), 1),
)  # fmt: skip
_CLIENTS = {
    **dict.fromkeys(("firebase-admin", "firebase_admin", "google.cloud.firestore", "google.cloud.storage"), _GOOGLE),
    "@google-cloud/storage": _GOOGLE,
    **dict.fromkeys(("@azure/cosmos", "azure.cosmos", "@azure/data-tables", "azure.data.tables"), _COSMOS),
    **dict.fromkeys(("mongodb", "mongoose", "pymongo", "motor"), _MONGO),
    "boto3.dynamodb.conditions": Store("condition", frozenset(), frozenset({"Key", "Attr"}), frozenset(), {}),
}
# What the comparison of a condition of boto3 or Firestore has to be, that it chooses by the value itself.
_EQUAL = frozenset({"==", "=", "eq", "in", "array-contains", "array_contains"})
_COMPARED = frozenset({"eq", "begins_with", "is_in"})  # of boto3


@lru_cache(4096)
def _store_of(name: str) -> Store | None:
    return next((store for prefix, store in _CLIENTS.items() if name.startswith(f"{prefix}.")), None)


def called(m: Machine, name: str, receiver: Value | None, args: Args, result: Value, pos: int) -> Value:
    """What a call of a client gives, with the steps that lead there; an access is noted."""
    method = name.rpartition(".")[2]
    if name == f"?.{method}" and (document := _document(args)) is not None:
        return _in_transaction(m, document, method, args, result, pos)
    store = _store_of(name)
    if store is None or (not m.begun and not store.named):
        return result
    steps = _steps(receiver)
    if method in store.operations:
        target = steps or _steps(args.at(0))  # of transactions and batches, the record is the first argument
        shift = 0 if steps else 1
        if any(each[0] in store.named or each[0] in store.keyed for each in target):
            _access(m, store, method, target, args, shift, pos)
            steps = target
    if store is _MONGO and method in _PROJECTED and _chooses_fields(m, args):
        result = result.map_labels(lambda label: label.add(PROJECTED))
    else:
        result = _of_people(m, store, steps, result, pos)
    if len(steps) >= MAX_STEPS or not (steps or method in store.named or method in store.keyed):
        return result
    step = (method, args.positional, tuple(args.keywords.items()), m.place(pos))
    atoms = tuple(
        Reference(item.name, (*steps, step)) if isinstance(item, External) and _store_of(item.name) is store else item
        for item in result.atoms
    )
    return Value(atoms, result.labels, result.guards)


def _of_people(m: Machine, store: Store, steps: tuple[Asked, ...], result: Value, pos: int) -> Value:
    """The same; of a record that has just been read, whether it is all that is kept about somebody."""
    places = {m.place(pos), *(place for _, _, _, place in steps)}
    if not any(label.origin.kind == "record" and label.origin.place in places for label in result.labels):
        return result
    path = [name for asked, given, _, _ in steps if asked in store.named and given for name in _path(m, given[0], {})]
    if not path or not is_of_people(path[-1]):
        return result
    return result.map_labels(lambda label: label.add(OF_PEOPLE) if label.origin.place in places else label)


def _chooses_fields(m: Machine, args: Args) -> bool:
    """Whether a query of MongoDB says which fields it wants: in Node's driver that is one option among others."""
    asked = args.at(1) or args.keywords.get("projection")
    keys = {
        key for item in (asked.atoms if asked else ()) if isinstance(item, Obj) for key, _ in members.entries(m, item)
    }
    return asked is not None and not keys <= _NO_PROJECTION


def _document(args: Args) -> Reference | None:
    """The document or query of Firestore that comes first."""
    value = args.at(0)
    for item in value.atoms if value is not None else ():
        if isinstance(item, Reference) and _store_of(item.name) is _GOOGLE:
            asked = item.steps[-1][0]
            return item if asked in _DOCUMENTS or asked in _PLACES or asked in _GOOGLE.filtered else None
    return None


def _in_transaction(m: Machine, document: Reference, method: str, args: Args, result: Value, pos: int) -> Value:
    """What a function that `runTransaction` calls does with a document: `transaction.update(document, {…})`."""
    if method not in _OF_TRANSACTIONS:
        return result
    verb, _ = _GOOGLE.operations[method]
    name = f"{document.name}.{method}"
    _access(m, _GOOGLE, method, document.steps, args, 1, pos)
    callers.works(m, name, pos, reads=verb == Verb.READ)
    if verb != Verb.READ or len(document.steps) >= MAX_STEPS:
        return result
    step = (method, (), (), m.place(pos))
    return Value((Reference(f"{name}()", (*document.steps, step)),), result.labels, result.guards)


def read_at(value: Value | None) -> Place | None:
    """Where the store was asked for what it gave; None for what it did not give."""
    for item in value.atoms if value is not None else ():
        store = _store_of(item.name) if isinstance(item, Reference) else None
        if isinstance(item, Reference) and store is not None and item.steps[-1][0] in store.operations:
            place: Place = item.steps[-1][3]
            return place
    return None


def elements(method: str, receiver: Value | None) -> tuple[Reference, ...]:
    """The records that a function gets which is called for each of those that a store gave."""
    if method.rpartition(".")[2] not in _FOR_EACH or read_at(receiver) is None or receiver is None:
        return ()
    return tuple(item for item in receiver.atoms if isinstance(item, Reference))


def is_asked_by(item: External, method: str) -> bool:
    """Whether this method asks a store for a record to which `item` leads, and reads none of its fields."""
    store = _store_of(item.name) if isinstance(item, Reference) else None
    return store is not None and method in store.operations and read_at(Value((item,))) is None


def _steps(value: Value | None) -> tuple[Asked, ...]:
    for item in value.atoms if value is not None else ():
        if isinstance(item, Reference):
            return item.steps
    return ()


def _access(m: Machine, store: Store, method: str, steps: tuple[Asked, ...], args: Args, shift: int, pos: int) -> None:
    verb, content = store.operations[method]
    chosen: dict[str, Value] = {}
    conditions: dict[str, Value] = {}
    path: list[str] = []
    for asked, given, named, _ in steps:
        first = given[0] if given else (named[0][1] if named else None)
        if asked in store.named:
            place = _path(m, first, chosen)
            if asked == "child" and place == ["…"] and first is not None:  # of a tree of places, a record by its key
                chosen[f"{path[-1]} id" if path else "id"] = first
            path += place
        elif asked in store.keyed and first is not None:
            path += _path(m, first, chosen, key=True)
            chosen.update(("partition key", part) for part in given[1:2] if store is _COSMOS)
        elif asked in store.filtered:
            conditions.update(_filters(m, store, given, dict(named)))
    for index in range(store.keys.get(method, 0)):
        value = args.at(index + shift) or next(iter(list(args.keywords.values())[index : index + 1]), None)
        if value is not None:
            chosen.update(_key_of(m, value, "id" if index == 0 else "partition key"))
    if method in ("query_items", "query_entities"):
        conditions.update(_filters(m, store, args.positional, args.keywords))
    written = args.at(content + shift) or args.keywords.get("body") if content is not None else None
    if verb == Verb.READ and not chosen:
        verb = Verb.LIST
    if verb == Verb.CREATE and method == "set" and _merges(m, args, shift):
        verb = Verb.CHANGE
    service = "storage" if any(each[0] == "bucket" for each in steps) else store.service
    accesses.note(m, service, "/".join(path) or HOLE, method, verb, pos, chosen, conditions, written)


def _merges(m: Machine, args: Args, shift: int) -> bool:
    options = args.at(1 + shift) or args.keywords.get("merge")
    for item in options.atoms if options is not None else ():
        if isinstance(item, Const) and item.value:
            return True
        if isinstance(item, Obj):
            asked = dict(members.entries(m, item)).get("merge", TRUE)
            return any(not isinstance(each, Const) or each.value for each in asked.atoms)
    return False


def _path(m: Machine, value: Value | None, chosen: dict[str, Value], *, key: bool = False) -> list[str]:
    """The names of collections in what leads to a record; what stands between them chooses it."""
    if value is None:
        return ["default"]
    texts = [item for item in value.atoms if isinstance(item, Text)]
    item = texts[0] if texts else value.sole
    parts: tuple[str | Hole, ...] = item.parts if isinstance(item, Text) else ()
    if isinstance(item, Const) and isinstance(item.value, str) and ("/" in item.value or not key):
        parts = (item.value,)
    if not parts or (key and not any(isinstance(part, str) and "/" in part for part in parts)):
        if key:
            chosen["id"] = value
            return []
        named = sorted(symbolic(m, value), key=lambda text: HOLE in text)  # what is written, before what is not
        return [text.replace(HOLE, "…") for text in named[:1]]
    found: list[str] = []
    for segment in _segments(parts):
        hole = next((part for part in segment if isinstance(part, Hole)), None)
        if hole is None:
            found.append("".join(map(str, segment)))
        else:
            chosen[f"{found[-1]} id" if found else "id"] = Value((Text((hole,)),), hole.labels)
    return found


def _segments(parts: tuple[str | Hole, ...]) -> Iterator[list[str | Hole]]:
    current: list[str | Hole] = []
    for part in parts:
        if isinstance(part, Hole):
            current.append(part)
            continue
        first, *others = part.split("/")
        if first:
            current.append(first)
        for each in others:
            if current:
                yield current
            current = [each] if each else []
    if current:
        yield current


def _filters(m: Machine, store: Store, given: tuple[Value, ...], named: Mapping[str, Value]) -> dict[str, Value]:
    """`where("owner", "==", uid)`; `query({query, parameters})`."""
    if len(given) >= 3:
        attribute, op = given[0].text(), given[1].text()
        return {attribute: given[2]} if attribute and op in _EQUAL else {}
    if "filter" in named:
        return _of_field_filter(named["filter"])
    if store is _COSMOS:
        return accesses.narrowed(m, queries_of_stores.of_cosmos(m, given, named))
    return {"its text": given[0]} if given and given[0].labels else {}


def _of_field_filter(value: Value) -> dict[str, Value]:
    """`FieldFilter("owner", "==", uid)`."""
    for asked, given, _, _ in _steps(value):
        if asked == "FieldFilter" and len(given) >= 3 and given[1].text() in _EQUAL and (name := given[0].text()):
            return {name: given[2]}
    return {}


def _key_of(m: Machine, value: Value, name: str) -> dict[str, Value]:
    """Fields of a query of MongoDB, or the key itself."""
    found = accesses.narrowed(m, queries_of_stores.of_mongodb(m, value))
    if value.labels or not found:
        found[name] = Value(value.atoms, value.labels)
    return found


def inverted(value: Value) -> Value:
    """A condition of boto3 that must not hold."""
    item = value.sole
    if not isinstance(item, Reference):
        return value
    steps = tuple((f"not {step[0]}" if step[0] in _COMPARED else step[0], *step[1:]) for step in item.steps)
    return Value((Reference(item.name, steps),), value.labels)


def conditions_of(m: Machine, value: Value | None) -> tuple[dict[str, Value], dict[str, Value]]:
    """What a condition of boto3 asks for, `Key("pk").eq(x) & Attr("owner").eq(y)`: by keys, and by others."""
    keys: list[tuple[str, Value, bool]] = []
    others: list[tuple[str, Value, bool]] = []
    holder, name = keys, ""
    for asked, given, named, _ in _steps(value):
        first = given[0] if given else (named[0][1] if named else UNKNOWN)
        if asked in ("Key", "Attr"):
            holder, name = (keys if asked == "Key" else others), first.text() or ""
        elif name and asked.removeprefix("not ") in _COMPARED:
            holder.append((name, first, asked in _COMPARED))
    return accesses.narrowed(m, keys), accesses.narrowed(m, others)


def both(left: Value, right: Value) -> Value | None:
    """Two conditions of boto3 that must hold together; None for anything else."""
    one, two = left.sole, right.sole
    if not (isinstance(one, Reference) and isinstance(two, Reference)) or len(one.steps) + len(two.steps) > MAX_STEPS:
        return None
    return Value((Reference(one.name, (*one.steps, *two.steps)),), left.labels)
