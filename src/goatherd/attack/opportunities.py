"""Where harmless texts of an outsider arrived: each is an opportunity that some oracle may know how to use.

Places: the sinks of the instruments ("shell", "code", "sql" …), "call" (a parameter of an AWS call), "outside" (a
request to the internet), "reply" (the answer), "public" (what anybody can read afterwards), "input" (each input that
the code reads, wherever its text went), "log" (what a function wrote to its log), "target" (each way in, once), "seed"
(each event that shows something of its own), "bucket" (each bucket of the application, once for all ways in).
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from attrs import evolve

from goatherd.attack.oracles.api import Opportunity
from goatherd.model.function import Entry
from goatherd.model.resource import Bucket

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from goatherd.attack.events import Input
    from goatherd.attack.search import Search
    from goatherd.attack.trace import Link
    from goatherd.sandbox.pod import Pod


def opportunities(search: Search) -> Iterator[Opportunity]:
    """All of one target, each place and input once; those of the first seeds come first."""
    seen: set[tuple[Any, ...]] = set()
    asked = frozenset(each for seed in search.seeds for each in seed.asked)
    for number, seed in enumerate(search.seeds):
        whole = Opportunity("seed", seed, search.pod, search.marks, link=seed.trace.links[0])
        yield whole
        if not number:
            yield from _of_resources(whole)
        for found in _of_seed(whole, search.read, asked):
            # One body, or object, is another one in every branch.
            branch = number if found.place == "input" and found.input and not found.input.name else 0
            key = (found.place, found.input, found.note.get("where"), _shape(found), branch)
            if key not in seen:
                seen.add(key)
                yield found


def _shape(found: Opportunity) -> str:
    """The text without marks: the same statement with other marks is the same opportunity."""
    return re.sub(re.escape(found.marks.run) + "[a-z]{4}", "", found.text)[:200] if found.mark else ""


def _of_resources(whole: Opportunity) -> Iterator[Opportunity]:
    for bucket in whole.pod.application.of(Bucket):
        yield evolve(whole, place="bucket", note={"resource": bucket.id}, link=None)


def _of_seed(whole: Opportunity, read: AbstractSet[Input], asked: AbstractSet[Input]) -> Iterator[Opportunity]:
    """`read` are inputs of interest, `asked` those of which it is known in which attempts they were read."""
    yield evolve(whole, place="target")
    for mark, each in whole.seed.marks.items():
        if each in read and (each in whole.seed.asked or each not in asked):
            yield evolve(whole, place="input", input=each, mark=mark)
    for link, place, note in _texts(whole):
        for mark, each in whole.seed.marks.items():
            if mark in str(note.get("text", "")):
                yield evolve(whole, place=place, input=each, mark=mark, note=note, link=link)


def _texts(whole: Opportunity) -> Iterator[tuple[Link, str, Mapping[str, Any]]]:
    trace = whole.seed.trace
    for link, note in trace.notes("reach"):
        yield link, str(note.get("sink")), note
    for link, record in trace.records("call"):
        for name, value in record["parameters"].items():
            call = f"{record['service']}.{record['operation']}"
            where = line_of(whole.pod, link, record)
            yield link, "call", {"text": str(value), "call": call, "parameter": name, "record": record, "where": where}
    for link, record in trace.records("outside", "lookup"):
        text = f"{record['host']} {record.get('path', '')}?{record.get('query', '')}"
        yield link, "outside", {"text": text, "record": record}
    for link in trace.links:
        yield link, "log", {"text": link.invocation.log}
    first = trace.links[0]
    if trace.reply:
        yield first, "reply", {"text": trace.reply.text}
    for url, text in trace.fetched.items():
        yield first, "public", {"text": text, "url": url}


def line_of(pod: Pod, link: Link, record: Mapping[str, Any]) -> str:
    """The line of the function's code that makes such a call, as seen from its folder; "" where none is known."""
    function = pod.application.function(link.function)
    if function is None or not isinstance(function.entry, Entry):
        return ""
    for call in pod.application.behaviour(function).aws_calls:
        if (call.service, call.operation) == (record["service"], record["operation"]):
            root = function.entry.root or "."
            file = "" if function.entry.inline else os.path.relpath(call.span.path, root)
            return f"{file}:{call.span.line}" if file else ""
    return ""
