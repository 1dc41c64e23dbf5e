"""What a function gives back to its caller: pages, redirections, errors and secrets in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.engine.interpreter import bodies, cross_origin, members, predictable, sinks, stored_passwords
from goatherd.engine.interpreter.members import deep_labels
from goatherd.engine.kinds import satisfied
from goatherd.engine.labels import ERROR_RESPONSE, IS_READ, KEY, TEXT_NOTES
from goatherd.engine.records import ANY_OF_LIST, RECORD_RESPONSE, is_as_read, names_of
from goatherd.engine.semantics.base import constant_texts
from goatherd.engine.values import External, Obj, Text, Value, const
from goatherd.model.trigger import HTTP_KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.engine.interpreter.machine import Machine
    from goatherd.engine.labels import Label, Place
    from goatherd.model.trigger import Trigger

_ANSWERED = HTTP_KINDS | {Kind.APPSYNC, Kind.CALLABLE, Kind.DIRECT, Kind.UNKNOWN, Kind.STEP_FUNCTIONS}
_OF_GATEWAYS = HTTP_KINDS - {Kind.AZURE_HTTP, Kind.GOOGLE_HTTP, Kind.WEB}  # a body is text there
_CALLED_BY_CODE = frozenset({Kind.STEP_FUNCTIONS, Kind.DIRECT})
_BODIES = ("body", "jsonBody")  # the latter in Azure Functions
_FIELDS = (*_BODIES, "statusCode", "headers", "multiValueHeaders")
_RECORDS = frozenset({"row", "record", "stored"})
# Where drivers and clients put records in what they give.
_HOLDERS = frozenset({"rows", "recordset", "resources", "resource", "Item", "Items", ANY_OF_LIST})
_OF_ROWS = (("rows",), ("recordset",))
_HTML = re.compile(r"text/html|application/xhtml|image/svg", re.IGNORECASE)
_CSV = re.compile(r"text/csv|application/csv", re.IGNORECASE)
_SHOWN = {"html": "the HTML response", "csv": "the CSV response"}


def check_response(m: Machine, result: Value, trigger: Trigger, place: Place) -> None:
    """Report what a response of this trigger carries that it should not."""
    if trigger.kind not in _ANSWERED:
        return
    for item in result.atoms:
        if isinstance(item, Obj) and any(m.get_field(item, name) is not None for name in _FIELDS):
            _check_http(m, item, trigger, place)
        elif trigger.kind not in _CALLED_BY_CODE and not _is_decision(m, item):
            _check_body(m, Value((item,), result.labels), _where(m, item, place), _entered(item), "")


def check_raised(m: Machine, raised: Value, trigger: Trigger) -> None:
    """Report texts of errors in what a resolver raises: its message is part of what GraphQL answers."""
    for label in m.deep_labels(raised) if trigger.kind == Kind.APPSYNC else ():
        place = _put_together(label)
        if label.origin.kind == "exception" and place and not satisfied(ERROR_RESPONSE, m.known_of(label)):
            m.facts.flow(ERROR_RESPONSE, label, place, "the response")


def _put_together(label: Label) -> Place | None:
    """Where a text is made with the data; an error that goes on as it is was not meant for anybody."""
    trace = label.trace
    while trace is not None and trace.note not in TEXT_NOTES and not trace.note.endswith(IS_READ):
        trace = trace.prev
    return trace.place if trace is not None else None


def _is_decision(m: Machine, item: object) -> bool:
    """Whether this is an authorizer's answer, which the gateway keeps to itself."""
    return isinstance(item, Obj) and m.get_field(item, "policyDocument") is not None


def _where(m: Machine, item: object, place: Place) -> Place:
    return item.place if isinstance(item, Obj) else place


def _entered(item: object) -> Place | None:
    """Where code of another file calls what makes the answer."""
    if not isinstance(item, Obj) or item.context is None:
        return None
    found: Place | None = item.context.entrance(item.place[0])
    return found


def _is_error(body: Value) -> bool:
    """Whether it is an error itself, not its text: where a text has to be, the platform answers without either."""
    if not body.atoms or any("string" in label.preds for label in body.labels):
        return False
    return all(isinstance(item, External) and item.name == "exception" for item in body.atoms)


def _check_http(m: Machine, item: Obj, trigger: Trigger, place: Place) -> None:
    where = m.written.get((item, "body"), item.place)
    shown = ""
    for name in ("headers", "multiValueHeaders"):
        headers = m.get_field(item, name)
        for holder in headers.atoms if headers is not None else ():
            if isinstance(holder, Obj):
                cross_origin.check_headers(m, holder, where)
                shown = _check_headers(m, holder, where) or shown
    for name in _BODIES:
        body = members.read(m, Value((item,)), const(name), 0)
        if not (trigger.kind in _OF_GATEWAYS or place[0].endswith(".py")) or not _is_error(body):
            made = m.written.get((item, name), item.place)
            _check_body(m, body, made, _entered(item), shown if name == "body" else "")


def _check_headers(m: Machine, headers: Obj, place: Place) -> str:
    """Report what outsiders put into headers; gives what sink the body is: "html" for a page, "csv" for a table."""
    shown = ""
    for key, value in members.entries(m, headers):
        where = m.written.get((headers, key), place)
        name = str(key).lower()
        if any(isinstance(item, Obj) for item in value.atoms):
            value = m.semantics.element(m, value)  # of a header with many values
        if name == "content-type":
            value = m.semantics.element(m, value) if _is_list(value) else value
            texts = constant_texts(value) or [a.pattern for a in value.atoms if isinstance(a, Text)]
            kinds = {"html": _HTML, "csv": _CSV}
            shown = next((kind for kind, type_ in kinds.items() if any(map(type_.search, texts))), "")
        elif name == "location":
            for label in sinks.dangerous(m, "redirect", value):
                sinks.tell(m, "redirect", label, where, "the Location header")
        if value.labels and name != "location":
            for label in sinks.dangerous(m, "header", value):
                sinks.tell(m, "header", label, where, f"the {key} header")
    return shown


def _is_list(value: Value) -> bool:
    return bool(value.atoms) and all(isinstance(a, Obj) and a.kind in ("list", "tuple") for a in value.atoms)


def _check_body(m: Machine, body: Value, place: Place, entered: Place | None, shown: str) -> None:
    if shown:
        for label in sinks.dangerous(m, shown, body):
            sinks.tell(m, shown, label, place, _SHOWN[shown])
    for label in deep_labels(m, body):
        if label.origin.kind == "exception" and not satisfied(ERROR_RESPONSE, m.known_of(label)):
            m.facts.flow(ERROR_RESPONSE, label, place, "the response", entered=entered)
        elif label.origin.kind == "invocation" and "*" not in m.known_of(label):
            m.facts.flow("invocation-response", label, place, "the response")
        elif label.origin.kind == "secret" and not _is_one_way(m.known_of(label)):
            m.facts.flow("secret-response", label, place, "the response")
        elif predictable.is_one_time(m, label):
            m.facts.flow("code-response", label, place, "the response")
        elif _is_record(m, label, body):
            m.facts.flow(RECORD_RESPONSE, label, place, "the response", entered=entered)
        elif _is_kept_password(m, label):
            m.facts.flow("password-response", label, place, "the response", entered=entered)
        elif bodies.is_whole(label) and not label.doubt and "*" not in m.known_of(label):
            m.facts.flow("event-response", label, place, "the response", entered=entered)
    for label in _rows_by_column(m, body):
        m.facts.flow(RECORD_RESPONSE, label.at(()), place, "the response", entered=entered)


def _is_kept_password(m: Machine, label: Label) -> bool:
    kept = label.origin.kind in _RECORDS and stored_passwords.is_kept(label)
    return kept and not label.doubt and "*" not in m.known_of(label)


def _is_record(m: Machine, label: Label, body: Value) -> bool:
    """Whether it is a record as it is kept, of which nothing was taken out."""
    names = names_of(label)
    lists = names.count(ANY_OF_LIST)
    # A row of Python's drivers is a list of its columns.
    row = label.origin.kind == "row" and names[:1] not in _OF_ROWS and lists
    whole = _HOLDERS.issuperset(names) and lists <= 1 and not row
    kept = label.origin.kind in _RECORDS and whole and is_as_read(label)
    return kept and not (label.doubt or KEY in label.access or bodies.is_less(m, label) or bodies.masked(m, body))


def _rows_by_column(m: Machine, body: Value, depth: int = 3) -> Iterator[Label]:
    """Rows that the program made into objects, `dict(zip(columns, row))`: of each column nobody knows which it is."""
    for item in (body.packed or body).atoms if depth else ():
        for key, part in members.entries(m, item) if isinstance(item, Obj) else ():
            if key == members.MANY and item.kind == "dict":
                yield from (label for label in part.labels if label.origin.kind == "row" and _is_cell(label))
            yield from _rows_by_column(m, part, depth - 1)


def _is_cell(label: Label) -> bool:
    return not (label.doubt or names_of(label, lists=False)) and is_as_read(label)


def _is_one_way(known: frozenset[str]) -> bool:
    """Whether nobody gets back what it was made of, a signature or a hash; a number may be the secret itself."""
    return "*" in known and "number" not in known
