"""Where harmless texts of an outsider arrived: each is an opportunity that some oracle may know how to use.

Places: the sinks of the instruments ("shell", "code", "sql" …), "call" (a parameter of an AWS call), "outside" (a
request to the internet), "reply" (the answer), "public" (what anybody can read afterwards), "input" (each input,
wherever its text went), "target" (each way in, once), "application" (once).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from goatherd.attack.oracles.api import Opportunity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from goatherd.attack.marks import Marks
    from goatherd.attack.search import Search, Seed
    from goatherd.attack.trace import Link
    from goatherd.sandbox.pod import Pod


def opportunities(search: Search) -> Iterator[Opportunity]:
    """All of one target, each place and input once; those of the first seeds come first."""
    seen: set[tuple[Any, ...]] = set()
    for seed in search.seeds:
        for found in _of_seed(seed, search.pod, search.marks):
            key = (found.place, found.input, found.note.get("where"), _shape(found.text, found.mark))
            if key not in seen:
                seen.add(key)
                yield found


def _shape(text: str, mark: str) -> str:
    """The text around the mark: the same statement with another mark is the same opportunity."""
    return text.replace(mark, "", 1)[:200] if mark else ""


def _of_seed(seed: Seed, pod: Pod, marks: Marks) -> Iterator[Opportunity]:
    whole = Opportunity("target", seed, pod, marks, link=seed.trace.links[0])
    yield whole
    for mark, each in seed.marks.items():
        yield evolve(whole, place="input", input=each, mark=mark)
    for link, place, note in _texts(seed):
        for mark, each in seed.marks.items():
            if mark in str(note.get("text", "")):
                yield Opportunity(place, seed, pod, marks, each, mark, note, link)


def _texts(seed: Seed) -> Iterator[tuple[Link, str, Mapping[str, Any]]]:
    trace = seed.trace
    for link, note in trace.notes("reach"):
        yield link, str(note.get("sink")), note
    for link, record in trace.records("call"):
        for name, value in record["parameters"].items():
            call = f"{record['service']}.{record['operation']}"
            yield link, "call", {"text": str(value), "call": call, "parameter": name, "record": record}
    for link, record in trace.records("outside", "lookup"):
        text = f"{record['host']} {record.get('path', '')}?{record.get('query', '')}"
        yield link, "outside", {"text": text, "record": record}
    first = trace.links[0]
    if trace.reply:
        yield first, "reply", {"text": trace.reply.text}
    for url, text in trace.fetched.items():
        yield first, "public", {"text": text, "url": url}
