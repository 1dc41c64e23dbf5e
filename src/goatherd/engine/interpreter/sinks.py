"""Where data arrives that should not: deciding whether it does harm there, and noting it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.code.ir import line_of
from goatherd.core.secrets import promises_secret
from goatherd.engine.doubts import doubled_quotes, switched, tests_in
from goatherd.engine.interpreter import (
    callers,
    cells,
    compared_passwords,
    documents,
    logged,
    positions,
    remote,
    rights,
    tokens,
)
from goatherd.engine.interpreter.members import deep_labels
from goatherd.engine.kinds import LEAVES_SEGMENT, PERHAPS_WRITTEN, counts, satisfied
from goatherd.engine.labels import (
    AS_JSON,
    BEGINNING,
    KEY,
    LISTED,
    TOLD,
    TYPED,
    Hint,
    Label,
    Labels,
    Place,
    mapped,
    union,
)
from goatherd.engine.lookups import is_of_record
from goatherd.engine.values import ANY, Const, EventNode, External, Hole, Obj, Text, Value
from goatherd.model.flow import ASKING_ORIGIN

if TYPE_CHECKING:
    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.values import Atom

_DEEP = frozenset(
    {"deserialization", "xxe", "archive", "aws-parameter", "mail-html", "mail-recipient",
     "error-response", "secret-response", "secret-message", "html", "template", "dispatch"}
)  # fmt: skip
# What shows the answer of a language model to who asked, or notes it, does no harm by it.
_TOLD_ANYWAY = frozenset({"html", "ssml", "log", "log-json", "log-event", "event-response"})
# Who may have filled in the record matters little where its texts run: a statement is as easily made without them.
_OF_RECORDS_TOO = frozenset({"sql", "partiql", "shell", "command", "code"})
_SIGNATURE = re.compile(r"hmac.*(?:digest|hexdigest)\(\)$", re.IGNORECASE)
_FETCHES = re.compile(r"(?:^|[\s;|&(])(?:curl|wget)(?:\s+-[\w-]+)*\s+[\"']?$")
_CONNECTED = "dbapi"  # what all drivers of Python are called in the models once they have a connection
# Drivers of SQL Server, PostgreSQL, SQLite, DuckDB and Oracle, and of whatever speaks ODBC.
_STANDARD = frozenset(
    {"pyodbc", "pymssql", "sqlite3", "aiosqlite", "duckdb", "psycopg2", "psycopg", "psycopg_pool", "asyncpg", "pg8000",
     "aiopg", "cx_Oracle", "oracledb", "pg", "pg-pool", "pg-native", "pg-promise", "postgres", "better-sqlite3",
     "sqlite", "node:sqlite", "sql.js", "mssql", "tedious", "odbc"}
)  # fmt: skip
_STRUCTURES = frozenset({"Item", "Items", "Attributes", "*"})
_PRESENTED = frozenset({"authorization", "proxy-authorization", "authorizationtoken", "x-api-key", "x-auth-token"})
_NO_CREDENTIALS = frozenset({"bearer", "basic", "null", "undefined", "none", "true", "false", "bearer ", "basic "})
_SHORTEST_CREDENTIAL = 3
_UPDATE = " UpdateExpression"
_MAKES_FOLDERS = re.compile(r"mkdir|makedirs|ensureDir|outputFile")
# What refuses a path with `..` in it; others that send a file resolve it first.
_REFUSE_UP = frozenset({"res.sendFile"})
_ADDRESSES = frozenset({"ssrf", "redirect"})
_WITHIN_SEGMENT = frozenset(f"no:{character}" for character in LEAVES_SEGMENT)
# Whatever stands in the data, it does harm there, or the rest of the path decides.
_UNTESTABLE = frozenset({"jwt", "timing", "constant-credential"})


def report(m: Machine, kind: str, value: Value, pos: int, name: str, *hints: Hint) -> None:
    """Data arrives at a sink; every label that is dangerous there becomes a flow."""
    if kind in ("log", "log-json"):
        logged.written(m, value, pos, name)
    if kind == "any-origin":
        if value.atoms:
            m.facts.any_origin[m.place(pos)] = ASKING_ORIGIN
        return
    if kind in ("record", "rights", "user-rights"):
        _rights_written(m, kind, value, pos, name)
        if kind != "record":
            return
    if kind in remote.RUNS:
        remote.arrives(m, kind, value, pos, name)
    if kind == "shell":
        _downloaded(m, value, pos, name)
    if kind == "expression" and name.endswith(_UPDATE):
        _, naming = positions.among_placeholders(value)
        report_at(m, "record", mapped(naming, lambda label: label.drop("string")), m.place(pos), name)
    _report_within(m, kind, value, pos, name)
    for label in dangerous(m, kind, _without_names(value, name) if kind == "path" else value):
        doubled = kind == "sql" and _all_quoted(kind, value, m.known_of(label), doubled=True)
        if doubled and _has_standard_texts(m, name):
            continue
        more = (doubled_quotes(m.place(pos)),) if doubled else ()
        tell(m, kind, label, m.place(pos), name, *hints, *more)


def _report_within(m: Machine, kind: str, value: Value, pos: int, name: str) -> None:
    """What parts of a sink's value are sinks of another kind: the path of an address, the patterns of a query."""
    if kind == "nosql":
        report_at(m, "query-pattern", documents.patterns(m, value), m.place(pos), name)
    elif kind == "ssrf":
        segments = tuple(label for label in positions.in_path(value) if not positions.is_segment(label))
        report_at(m, "url-path", segments, m.place(pos), name)


def _without_names(path: Value, call: str) -> Value:
    """A path without what only stands within names; who makes folders on the way makes those as well."""
    within = frozenset() if _MAKES_FOLDERS.search(call) else positions.within_names(path)
    if call in _REFUSE_UP:
        within |= positions.behind_beginning(path)
    labels = (label for label in path.labels if label not in within and not positions.is_one_segment(label))
    return Value(path.atoms, tuple(labels), path.guards)


def _rights_written(m: Machine, kind: str, value: Value, pos: int, name: str) -> None:
    """What a record says of rights; directories and tokens are about users, other records if they hold a password."""
    found = [*rights.rights_in(m, value), *(rights.groups_in(value) if kind == "user-rights" else ())]
    for right in found:
        about = "user-rights" if right.signs_in or kind == "user-rights" else "rights"
        here = m.place(pos)
        place = right.place if right.place is not None and right.place[0] == here[0] else here
        report_at(m, about, right.labels, place, f"{right.attribute} of {name}")


def _has_standard_texts(m: Machine, call: str) -> bool:
    """Whether a backslash is a character like any other in texts of the database that a call asks."""
    package = call.partition(".")[0]
    drivers = m.drivers if package == _CONNECTED else (package,)
    return bool(drivers) and _STANDARD.issuperset(drivers)


def report_at(m: Machine, kind: str, labels: Labels, place: tuple[str, int], name: str) -> None:
    for label in labels:
        if harms(m, kind, label):
            tell(m, kind, label, place, name)


def tell(m: Machine, kind: str, label: Label, place: Place, name: str, *hints: Hint) -> None:
    """Note a flow, and the tests of the data that may be enough."""
    if kind in _UNTESTABLE and m.modules.bundles.is_of_package(place[0], line_of(place[1])):
        return  # how a package looks at tokens is its own matter
    if kind == "jwt":
        tokens.read_unverified(m, label, place, name, *hints)
    elif kind in _UNTESTABLE:
        m.facts.flow(kind, label, place, name, *hints)
    else:
        m.facts.flow(kind, label, place, name, *hints, *tests_in(m.known_of(label)), reach=callers.reach(m))


def _downloaded(m: Machine, value: Value, pos: int, name: str) -> None:
    """A command line whose program fetches an address: quoting keeps the shell whole, not the network."""
    for item in value.atoms:
        before = ""
        for part in item.parts if isinstance(item, Text) else ():
            if isinstance(part, str):
                before += part
            elif _FETCHES.search(before):
                report_at(m, "ssrf", part.labels, m.place(pos), f"{name} with a program that fetches addresses")
                break
            else:
                before += "x"


def dangerous(m: Machine, kind: str, value: Value) -> Labels:
    if kind == "log" and all(isinstance(a, EventNode | Obj) for a in value.atoms):
        return ()  # structures are written with their line breaks escaped
    if kind in ("log", "log-json"):
        value = Value(value.atoms, tuple(label for label in value.labels if not _is_answer(label)))
    labels = _harmful(m, kind, value)
    return tuple(
        label for label in labels if harms(m, kind, label) and not harmless_in_place(kind, value, m.known_of(label))
    )


def _harmful(m: Machine, kind: str, value: Value) -> Labels:
    """The labels of the parts of a value that count in a sink of this kind."""
    if kind == "nosql":
        return documents.operators(m, value)
    if kind in ("signed-key", "collection"):
        return _first(value)
    if kind == "expression":
        return positions.among_placeholders(value)[0]
    if kind == "mail-header":
        return positions.before_headers_end(value)
    if kind in ("search", "odata"):
        return positions.among_own(value)
    if kind == "formula":
        return cells.formulas(m, value)
    if kind == "record":
        return documents.opened(m, value)
    if kind == "parameters":
        return documents.opened_beside_secret(m, value)
    return deep_labels(m, value) if kind in _DEEP else leading(value) if kind in _ADDRESSES else _texts(m, value)


def _is_answer(label: Label) -> bool:
    """Whether this is what a service answered, or an item of a table in it: a structure that holds the data."""
    return label.origin.kind == "stored" and _STRUCTURES.issuperset(label.names)


def harmless_in_place(kind: str, value: Value, preds: frozenset[str]) -> bool:
    """Whether it is the text around the data that makes it harmless."""
    if not value.atoms or not any(pred.startswith(("no:", "starts:", "doubled:")) for pred in preds):
        return False
    if kind == "path" and "no:.." in preds:
        # Behind a folder's name, data cannot leave it without going up.
        return all(isinstance(a, Const) or (isinstance(a, Text) and isinstance(a.parts[0], str)) for a in value.atoms)
    if kind in _ADDRESSES:
        return preds >= _WITHIN_SEGMENT and all(map(_begins_as_configured, value.atoms))
    if kind == "sql":
        # Some dialects read a backslash in front of the closing quote.
        return "no:\\" in preds and _all_quoted(kind, value, preds, doubled=True)
    if kind in ("xpath", "partiql", "odata"):
        return _all_quoted(kind, value, preds, doubled=kind != "xpath")
    return kind == "code" and any(
        {f"starts:{quote}", f"ends:{quote}", f"inner:no:{quote}"} <= preds for quote in ("'", '"')
    )


def _begins_as_configured(item: Atom) -> bool:
    """Whether an address begins with one that no outsider chooses and nobody can read: it ends in a slash mostly."""
    first = item.parts[0] if isinstance(item, Text) and len(item.parts) > 1 else None
    return isinstance(first, Hole) and not any(counts("ssrf", label.origin.kind) for label in first.labels)


def _all_quoted(kind: str, value: Value, preds: frozenset[str], *, doubled: bool = False) -> bool:
    return all(isinstance(a, Const) or (isinstance(a, Text) and _quoted(kind, a, preds, doubled)) for a in value.atoms)


def _quoted(kind: str, text: Text, preds: frozenset[str], doubled: bool) -> bool:
    """Whether every hole stands inside quotes that its data cannot close; if `doubled`, but with a backslash.

    A number needs none.
    """
    before = ""
    for part in text.parts:
        if isinstance(part, str):
            before += part
            continue
        if part.labels and all(satisfied(kind, label.preds) for label in part.labels):
            continue
        quote = next((q for q in ("'", '"') if before.count(q) % 2), "")
        if not quote or not (f"no:{quote}" in preds or (doubled and f"doubled:{quote}" in preds)):
            return False
    return True


def harms(m: Machine, kind: str, label: Label) -> bool:
    origin = label.origin
    if origin.kind == "event" and kind not in _OF_RECORDS_TOO and is_of_record(label):
        return False
    written = origin.kind in PERHAPS_WRITTEN and origin.channel is not None and counts(kind, "stored")
    if KEY in label.access and TYPED in label.preds:
        return False  # a schema says what its fields are called
    if kind == "path" and LISTED in label.access:
        return False
    if kind == "html" and AS_JSON in label.preds and origin.kind == "event":
        return False  # no form and no link of another site makes a browser send it
    if TOLD in label.access and kind in _TOLD_ANYWAY:
        return False
    if kind == "record" and TYPED in label.preds:
        return False
    return (written or counts(kind, origin.kind)) and not satisfied(kind, m.known_of(label))


def _texts(m: Machine, value: Value) -> Labels:
    """Labels of a value used as one text: an array is joined, other objects do not become text."""
    labels: Labels = value.labels
    for item in value.atoms:
        if isinstance(item, Obj) and item.kind in ("list", "tuple", "set"):
            labels = union(labels, deep_labels(m, Value((item,)), 2))
    return labels


def _first(value: Value) -> Labels:
    """Labels of what a text begins with: behind a beginning of the program's own, data chooses among fewer objects."""
    labels: Labels = ()
    for item in value.atoms:
        part = item.parts[0] if isinstance(item, Text) else None
        own = isinstance(item, Const) or isinstance(part, str)
        labels = labels if own else union(labels, part.labels if isinstance(part, Hole) else value.labels)
    return labels


def leading(value: Value) -> Labels:
    """Labels that can decide where an address leads: those before the host is fixed."""
    if any(item is ANY for item in value.atoms) or not any(isinstance(item, Text) for item in value.atoms):
        return value.labels
    labels: Labels = ()
    for item in value.atoms:
        if isinstance(item, Text):
            labels = union(labels, _leading_of(item))
    return labels


def _leading_of(text: Text) -> Labels:
    labels: Labels = ()
    before = ""
    for part in text.parts:
        if isinstance(part, str):
            before += part
            continue
        if positions.HOST_FIXED.match(before) or positions.OF_STORE.match(before):
            break
        chosen = any(counts("ssrf", label.origin.kind) for label in part.labels)
        labels = union(labels, part.labels)
        # A part that is unknown but nobody's to choose stands for a configured address.
        if before.endswith("//"):
            before += "x"  # whoever chooses it, the host ends with the next slash
        else:
            before += "" if chosen else "x" if before else "https://host"
    return labels


def compared(m: Machine, left: Value, right: Value, pos: int) -> None:
    """An outsider's value is compared: with a signature, where time tells, or as a credential with a constant."""
    for expected, given in ((left, right), (right, left)):
        if callers.signature(expected) or any(
            isinstance(a, External) and _SIGNATURE.search(a.name) for a in expected.atoms
        ):
            report(m, "timing", given, pos, "a comparison with a signature")
        kind, typed = compared_passwords.compared(expected, given)
        if kind:
            report_at(m, kind, typed, m.place(pos), "a comparison")
        if _are_credentials(expected):
            labels = tuple(label for label in given.labels if _is_credential(label))
            place, hints = m.place(pos), (switched(m.place(pos)),) if callers.is_switched_on(m) else ()
            for label in labels:
                if harms(m, "constant-credential", label):
                    tell(m, "constant-credential", label, place, "a comparison with a constant", *hints)


def _are_credentials(expected: Value) -> bool:
    """Whether each text that it may be, as one for each user, may be what somebody has to know."""
    texts = [item.value if isinstance(item, Const) else None for item in expected.atoms]
    return bool(texts) and all(isinstance(text, str) and _may_be_credential(text) for text in texts)


def _may_be_credential(constant: str) -> bool:
    """Whether it is more than the name of a scheme, or a mask in the place of what is not shown."""
    if len(constant) < _SHORTEST_CREDENTIAL or constant.lower() in _NO_CREDENTIALS:
        return False
    return any(map(str.isalnum, constant)) and len(set(constant)) > 1


def _is_credential(label: Label) -> bool:
    """Whether it is by its name what callers show to be let in; how it begins only tells of which kind it is."""
    names = label.names
    named = bool(names) and (names[-1].lower() in _PRESENTED or promises_secret(names[-1]) != "")
    return named and BEGINNING not in label.access
