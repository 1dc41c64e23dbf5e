"""One attempt: send an event with values in it, let everything happen that follows, and look at what came of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import quote

from attrs import field, frozen

from goatherd.attack.chain import fired
from goatherd.attack.events import DoesNotFit, shape_of
from goatherd.attack.outsider import Outsider
from goatherd.attack.reply import reply_to
from goatherd.attack.trace import Link, Trace
from goatherd.core.foreign_json import Unreadable, read_json
from goatherd.sandbox.invocation import Invocation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from goatherd.attack.chain import Fired
    from goatherd.attack.events import Identity, Input, Shape
    from goatherd.attack.reply import Reply
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger
    from goatherd.sandbox.pod import Pod

MAX_LINKS = 12
MAX_ROUNDS = 3  # of a loop: one that ends by itself mostly has ended by then
MAX_FILES, MAX_FILE, MAX_DEPTH = 50, 4096, 20


@frozen
class Target:
    """One way in: a trigger of a function, and the shape of its events."""

    function: Function
    trigger: Trigger
    shape: Shape

    @property
    def name(self) -> str:
        detail = f" {self.trigger.detail}" if self.trigger.detail else ""
        return f"{self.function.id} by {self.trigger.kind}{detail}"


@frozen
class Attempt:
    target: Target
    values: Mapping[Input, object] = field(factory=dict)
    identity: Identity | None = None


def attempt_in(pod: Pod, attempt: Attempt) -> Trace:
    """Raises DoesNotFit when no service would carry such an event. The pod is not put back afterwards."""
    target = attempt.target
    delivery = target.shape.build(attempt.values, attempt.identity)
    for upload in delivery.uploads:
        Outsider(pod).place(upload)
        pod.touch()
    first = Link(target.function.id, pod.invoke(target.function.id, delivery.event))
    return followed(pod, [first], reply_to(target.trigger, first.invocation))


def set_off(pod: Pod, records: Sequence[dict[str, Any]]) -> Trace:
    """What calls of AWS set off that somebody outside of the functions has made; `records` are the cloud's own."""
    cause = Invocation("", None, records=list(records))
    links = [_fire(pod, each, None) for each in fired(cause, pod.application, pod.naming)]
    return followed(pod, [link for link in links if link], None)


def followed(pod: Pod, firsts: list[Link], reply: Reply | None) -> Trace:
    """Functions that have run, and all that follows from them."""
    trace = Trace(list(firsts), reply)
    for first in firsts:
        _follow(pod, first, trace)
    trace.files = dict(_files(pod))
    trace.fetched = dict(_public(pod, trace))
    return trace


def _follow(pod: Pod, first: Link, trace: Trace) -> None:
    pending = [first]
    while pending:
        link = pending.pop(0)
        for inner in link.invocation.nested:
            nested = Link(inner.function, inner, "Invoke", link)
            trace.links.append(nested)
            pending.append(nested)
        for next_one in fired(link.invocation, pod.application, pod.naming):
            if len(trace.links) >= MAX_LINKS:
                return
            following = _fire(pod, next_one, link)
            if following is None:
                continue
            trace.links.append(following)
            rounds = sum(earlier.function == following.function for earlier in link.chain())
            if rounds:
                trace.looped.append(following)
            if rounds < MAX_ROUNDS:
                pending.append(following)


def _fire(pod: Pod, next_one: Fired, after: Link | None) -> Link | None:
    function = next_one.function
    if function.id in pod.undeployable or function.id in pod.broken:
        return None
    if next_one.payload or next_one.trigger is None:
        event = _event(next_one.payload)
    else:
        shape = shape_of(function, next_one.trigger, pod.application, pod.naming)
        try:
            event = shape.build(next_one.values).event
        except DoesNotFit:
            return None
    return Link(function.id, pod.invoke(function.id, event), next_one.via, after)


def _event(payload: str) -> object:
    try:
        return read_json(payload)
    except Unreadable:
        return payload


def _files(pod: Pod) -> Iterator[tuple[str, str]]:
    """What lies in /tmp of any function, a few files and the beginning of each.

    What still runs there may put a link in place of a folder at any moment: names are looked up in open folders.
    """
    seen = 0
    for folder in pod.temporary_folders():
        for path, folders, names, at in os.fwalk(folder):
            if os.path.relpath(path, folder).count(os.sep) > MAX_DEPTH:
                folders.clear()
            for name in names:
                seen += 1
                if seen > MAX_FILES:
                    return
                yield os.path.relpath(os.path.join(path, name), folder), _beginning(name, at)


def _beginning(name: str, folder: int) -> str:
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError:
        return ""
    with os.fdopen(descriptor, "rb") as file:
        return (file.read(MAX_FILE) or b"").decode("utf-8", "replace")


def _public(pod: Pod, trace: Trace) -> Iterator[tuple[str, str]]:
    """Objects that functions wrote where everybody can read them, and where an answer sends the caller."""
    urls = []
    for _, record in trace.records("call"):
        if record["service"] == "s3" and record["operation"] == "PutObject" and not record["denied"]:
            given = record["parameters"]
            urls.append(f"https://{given.get('Bucket')}.s3.amazonaws.com/{quote(str(given.get('Key')))}")
    location = trace.reply.headers.get("location", "") if trace.reply else ""
    if ".amazonaws.com/" in location:
        urls.append(location)
    for url in dict.fromkeys(urls[:10]):
        text = Outsider(pod).read(url)
        if text is not None:
            yield url, text
