"""What a learner can send, as forms and command lines describe it: fields of text for every door of the goat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from goatherd.core.errors import UsageError
from goatherd.core.foreign_json import Unreadable, read_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from goatherd.learn.goat import Goat
    from goatherd.learn.seen import Seen


@frozen
class Sending:
    """`door` is a name of DOORS, `fields` its fields as texts."""

    door: str
    fields: Mapping[str, str] = field(factory=dict)


@frozen
class Door:
    """`fields` are (name, what it is) in their order; `run` is given a text for each, "" where nothing was said."""

    name: str
    title: str
    fields: tuple[tuple[str, str], ...]
    run: Callable[[Goat, Mapping[str, str]], Seen]


def send(goat: Goat, door: str, fields: Mapping[str, str]) -> Seen:
    """Raises UsageError for a door or a field that does not exist, and for a document that is none."""
    found = DOORS.get(door)
    if found is None:
        raise UsageError(f"the goat has no door {door!r}", help=f"doors: {', '.join(DOORS)}")
    known = [name for name, _ in found.fields]
    unknown = set(fields) - set(known)
    if unknown:
        raise UsageError(f"{door} has no field {min(unknown)!r}", help=f"fields: {', '.join(known)}")
    return found.run(goat, {**dict.fromkeys(known, ""), **fields})


def _http(goat: Goat, given: Mapping[str, str]) -> Seen:
    path, _, query = given["path"].partition("?")
    return goat.http(
        given["method"] or "GET",
        given["api"],
        path or "/",
        query=_pairs(query.replace("&", "\n"), "=", decode=True),
        headers=_pairs(given["headers"], ":"),
        cookies=_pairs(given["cookies"].replace(";", "\n"), "="),
        body=given["body"] or None,
        user=given["user"],
    )


def _pairs(text: str, separator: str, *, decode: bool = False) -> dict[str, str]:
    from urllib.parse import unquote_plus

    pairs = (line.partition(separator) for line in text.splitlines() if line.strip())
    plain: Callable[[str], str] = unquote_plus if decode else str.strip
    return {plain(name): plain(value) for name, _, value in pairs}


def _json(text: str) -> Any:
    try:
        return read_json(text or "{}")
    except Unreadable as error:
        raise UsageError(f"this {error}", help="names and texts stand in double quotes") from error


# fields that take more than a line
LONG = frozenset({"parameters", "body", "headers", "content", "text", "item", "detail", "input", "event"})
DOORS = {
    door.name: door
    for door in (
        Door(
            "http",
            "Send a request",
            (
                ("api", "API or function with an address"),
                ("method", "Method"),
                ("path", "Path, with its query"),
                ("user", "Signed in as"),
                ("headers", "Headers, one a line"),
                ("cookies", "Cookies"),
                ("body", "Body"),
            ),
            _http,
        ),
        Door(
            "object",
            "Put an object",
            (("bucket", "Bucket"), ("key", "Key"), ("content", "Content")),
            lambda goat, given: goat.upload(given["bucket"], given["key"], given["content"]),
        ),
        Door(
            "message",
            "Send a message",
            (("queue", "Queue"), ("text", "Message")),
            lambda goat, given: goat.message(given["queue"], given["text"]),
        ),
        Door(
            "topic",
            "Publish on a topic",
            (("topic", "Topic"), ("text", "Message")),
            lambda goat, given: goat.publish(given["topic"], given["text"]),
        ),
        Door(
            "record",
            "Write a row, and so a stream record",
            (("table", "Table"), ("item", "Item, as JSON")),
            lambda goat, given: goat.record(given["table"], _json(given["item"])),
        ),
        Door(
            "event",
            "Put an event on a bus",
            (("bus", "Bus"), ("source", "Source"), ("type", "Detail type"), ("detail", "Detail, as JSON")),
            lambda goat, given: goat.event(given["source"], given["type"], _json(given["detail"]), given["bus"]),
        ),
        Door(
            "execution",
            "Start a state machine",
            (("machine", "State machine"), ("input", "Input, as JSON")),
            lambda goat, given: goat.start(given["machine"], _json(given["input"])),
        ),
        Door(
            "function",
            "Invoke a function",
            (("function", "Function"), ("event", "Event, as JSON")),
            lambda goat, given: goat.invoke(given["function"], _json(given["event"])),
        ),
        Door(
            "address",
            "Read an address, or write to it, as anybody can",
            (("address", "Address"), ("content", "Content to put there; none to read")),
            lambda goat, given: goat.look(given["address"], given["content"]),
        ),
        Door(
            "role",
            "Call AWS with a function's credentials",
            (
                ("function", "Function"),
                ("service", "Service, as in boto3"),
                ("operation", "Operation, as in boto3"),
                ("parameters", "Parameters, as JSON"),
            ),
            lambda goat, given: goat.as_role(
                given["function"],
                given["service"],
                given["operation"],
                **_json(given["parameters"]),
            ),
        ),
        Door(
            "look",
            "Look at the account, as somebody can who may read and not write",
            (("function", "Function; none for the stack"),),
            lambda goat, given: goat.look_at(given["function"]),
        ),
        Door(
            "release",
            "Publish a version of a package",
            (("package", "Package"), ("version", "Version")),
            lambda goat, given: goat.release(given["package"], given["version"]),
        ),
    )
}
