"""Where in a text data stands, for sinks that care: in the path of an address, among headers, beside own words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from goatherd.engine.kinds import counts
from goatherd.engine.labels import Label, Labels, union
from goatherd.engine.values import Const, Hole, Text, Value
from goatherd.model.trigger import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

# Scheme and host are fixed once a separator follows the host.
HOST_FIXED = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]+[/?#]|^/(?![/\\])|^[^:/?#\\]+[/?#]")
# What a store of objects is asked for: its scheme is all of the host, and a path is a name that nobody resolves.
OF_STORE = re.compile(r"(?:gs|gcs|s3[an]?|az)://")
# What stands before the name of a placeholder of DynamoDB, which holds nothing but letters, digits and "_".
_PLACEHOLDER = re.compile(r"[:#]\w*$")
# … of a value's, and of an attribute's below one that the program names itself (`settings.#name`).
_NAMES_NOTHING = re.compile(r":\w*$|\w\.#?\w*$")
NORMAL = frozenset(
    {"|os.path.realpath", "|os.path.abspath", "|os.path.normpath", "|path.resolve", "|path.normalize", "|path.join"}
)
_DECODES = re.compile(r"unquote|decode")


def among_own(query: Value) -> Labels:
    """Labels of what stands beside text of the program: who is to write the whole query is let do that."""
    labels: Labels = ()
    for item in query.atoms:
        if isinstance(item, Text) and any(isinstance(part, str) for part in item.parts):
            for part in item.parts:
                labels = union(labels, part.labels if isinstance(part, Hole) else ())
    return labels


def among_placeholders(expression: Value) -> tuple[Labels, Labels]:
    """Labels of what decides more than names in an expression of DynamoDB, and of what names attributes of an item.

    Who chooses the name of a placeholder can write nothing but a name: with anything else in it the whole expression is
    refused, wherever else the name stands.
    """
    if not all(isinstance(item, Text | Const) for item in expression.atoms):
        return expression.labels, ()
    # the forms that a text may have are of one loop, as a rule, in which some are a rest that stands for what is joined
    places = [place for item in expression.atoms if isinstance(item, Text) for place in _with_text_before(item)]
    placed = {label.key for before, labels in places if _PLACEHOLDER.search(before) for label in labels}
    free: Labels = ()
    naming: Labels = ()
    for before, labels in places:
        free = union(free, tuple(label for label in labels if label.key not in placed))
        if not _NAMES_NOTHING.search(before):
            naming = union(naming, tuple(label for label in labels if label.key in placed))
    return free, naming


def within_names(path: Value) -> frozenset[Label]:
    """Labels of what only stands in the middle of names that nobody else chooses (`/tmp/${uuid()}_${name}`).

    A folder of the name that then ends at its first slash does not exist, so that such a path leads nowhere; where the
    program has worked out `..` before, it does.
    """
    if not all(isinstance(item, Text | Const) for item in path.atoms):
        return frozenset()
    within: set[Label] = set()
    free: set[Label] = set()
    for item in path.atoms:
        made = chosen = False  # whether the name begins with something, and goes on: that may end in a slash itself
        for part in item.parts if isinstance(item, Text) else ():
            if isinstance(part, str):
                made = chosen = made and "/" not in part
            elif not part.labels:
                made = True
            else:
                (within if chosen else free).update(part.labels)
    return frozenset(label for label in within - free if NORMAL.isdisjoint(label.access))


def behind_beginning(path: Value) -> frozenset[Label]:
    """Labels of what follows something else in a path, where nobody has worked out `..` before."""
    begins: set[Label] = set()
    follows: set[Label] = set()
    for item in path.atoms:
        if not isinstance(item, Text | Const):
            return frozenset()
        for index, part in enumerate(item.parts if isinstance(item, Text) else ()):
            if isinstance(part, Hole):
                (follows if index else begins).update(part.labels)
    return frozenset(label for label in follows - begins if NORMAL.isdisjoint(label.access))


def _with_text_before(text: Text) -> Iterator[tuple[str, Labels]]:
    """The labels of each part that is data, with the program's own text in front of it."""
    before = ""
    for part in text.parts:
        if isinstance(part, str):
            before += part
        else:
            yield before, part.labels
            before = ""


def before_headers_end(mail: Value) -> Labels:
    """Labels of what stands among the headers of a mail, before the empty line behind which its text begins."""
    labels: Labels = ()
    for item in mail.atoms:
        before = ""
        for part in item.parts if isinstance(item, Text) else ():
            if not isinstance(part, str):
                labels = union(labels, part.labels) if before else labels
                continue
            before += part
            if "\n\n" in before or "\r\n\r\n" in before:
                break
    return labels


_BEHIND_HOST = re.compile(r"\w+://[^/?#]+[/?#]")


def in_path(value: Value) -> Labels:
    """Labels that stand in the path of an address whose host is fixed, between its slashes."""
    labels: Labels = ()
    for item in value.atoms:
        before = ""
        for part in item.parts if isinstance(item, Text) else ():
            if isinstance(part, str):
                before += part
                if "?" in part or "#" in part:
                    break
                continue
            if OF_STORE.match(before):
                break
            if HOST_FIXED.match(before) and before.endswith("/"):
                labels = union(labels, part.labels)
            elif any(counts("ssrf", label.origin.kind) for label in part.labels):
                break
            before += "x" if before else "https://host"
    return labels


def in_query(value: Value) -> Labels:
    """Labels of what stands in the query of an address whose host is fixed, beside text of the program."""
    labels: Labels = ()
    for item in value.atoms:
        before = ""
        for part in item.parts if isinstance(item, Text) else ():
            if isinstance(part, str):
                before += part
                continue
            if "#" in before:
                break
            if "?" in before and (HOST_FIXED.match(before) or before.startswith("https://host")):
                labels = union(labels, part.labels)
            elif not before and any(counts("ssrf", label.origin.kind) for label in part.labels):
                break
            before += "x" if before else "https://host"
    return labels


def behind_host(value: Value) -> Labels:
    """Labels of an address without those of the host that it begins with, unless the host is all of it."""
    labels: Labels = ()
    for item in value.atoms:
        if not isinstance(item, Text) or len(item.parts) == 1:
            labels = union(labels, value.labels)
            continue
        before = ""
        for part in item.parts:
            if not isinstance(part, str) and _BEHIND_HOST.match(before):
                labels = union(labels, part.labels)
            before += part if isinstance(part, str) else "x" if before else "https://host"
    return labels


def is_segment(label: Label) -> bool:
    """Whether it is a segment as a REST API got it, in which a slash would still be encoded, or is resolved already."""
    if "|url.href" in label.access:
        return True
    trigger = label.origin.trigger
    raw = label.names[:1] == ("pathParameters",) and trigger is not None and trigger.kind == Kind.REST_API
    return raw and not any(_DECODES.search(step) for step in label.access if step.startswith("|"))


def is_one_segment(label: Label) -> bool:
    """Whether it is a parameter of a REST API's path that holds no slash, and is not one for all that follows."""
    trigger, names = label.origin.trigger, label.names
    if trigger is None or len(names) < 2 or f"{{{names[1]}}}" not in trigger.path:
        return False
    return is_segment(label)
