"""What was sent, and all that came of it, as plain data that leaves the pod: what logs would tell of is in it.

A *sending* is a mapping: `function` and `trigger` (its number among those of the function) are the way in; `event` is
what of the event says which request it was; `uploads` are objects (bucket, key, size in bytes) that were put there
before; `reply` is what came back (status, size in bytes), None where nobody waits; `outside` are calls of AWS that were
made from outside of the functions; `runs` are the functions that ran, each with `after`, the number of the run that set
it off (None: the event did).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from goatherd.attack.trace import Link, Trace
    from goatherd.attack.trial import Attempt
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger

Sending = dict[str, Any]
MAX_LOG = 20_000  # characters of what one function wrote
MAX_CALLS = 200  # of one function
MAX_VALUES, MAX_VALUE = 60, 2_000  # parameters of a call, and characters of one
MAX_LINES = 30  # of a stack trace
_REQUEST = ("httpMethod", "path", "rawPath", "requestContext", "resource", "routeKey")
_TOLD = frozenset({"call", "lookup", "outside"})


def sending(attempt: Attempt, trace: Trace, outside: Iterable[Mapping[str, Any]] = ()) -> Sending:
    target = attempt.target
    delivery = target.shape.build(attempt.values, attempt.identity)
    uploads = [{"bucket": e.bucket, "key": e.key, "size": len(e.content)} for e in delivery.uploads]
    return {**sent_to(target.function, target.trigger, trace), "uploads": uploads, "outside": list(calls_of(outside))}


def sent_to(function: Function, trigger: Trigger, trace: Trace) -> Sending:
    """What came to a function as one event, and nothing before or after it."""
    reply, event = trace.reply, trace.first.event
    return {
        "function": function.id,
        "trigger": function.triggers.index(trigger),
        "event": {name: event[name] for name in _REQUEST if name in event} if isinstance(event, dict) else {},
        "uploads": [],
        "reply": {"status": reply.status, "size": len(reply.body.encode("utf-8", "replace"))} if reply else None,
        "outside": [],
        "runs": [_run(link, trace.links) for link in trace.links],
    }


def went_well(sent: Sending) -> bool:
    """Whether all is well as far as its sender sees."""
    first = sent["runs"][0]
    refused = any(each["status"] >= 400 or each["gap"] for each in first["calls"] if each["kind"] == "call")
    return first["ended"] == "response" and not refused and (sent["reply"] is None or sent["reply"]["status"] < 400)


def _run(link: Link, links: list[Link]) -> dict[str, Any]:
    done = link.invocation
    return {
        "function": link.function,
        "via": link.via,
        "after": next((number for number, each in enumerate(links) if each is link.after), None),
        "ended": done.ended,
        "why": done.why,
        "error": _error(done.error) if done.error else None,
        "seconds": done.seconds,
        "cold": done.cold,
        "log": done.log[:MAX_LOG],
        "calls": list(calls_of(done.records)),
    }


def _error(document: Mapping[str, Any]) -> dict[str, Any]:
    kind, message = (str(document.get(name) or "")[:MAX_VALUE] for name in ("errorType", "errorMessage"))
    trace = document.get("trace")
    lines = [str(line)[:MAX_VALUE] for line in trace[:MAX_LINES]] if isinstance(trace, list) else []
    return {"errorType": kind, "errorMessage": message, "trace": lines}


def calls_of(records: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    told = [record for record in records if record["kind"] in _TOLD]
    for record in told[:MAX_CALLS]:
        if record["kind"] == "call":
            yield {**record, "parameters": dict(_parameters(record["parameters"]))}
        else:
            yield {"kind": record["kind"], "host": record["host"]}


def _parameters(given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in list(given.items())[:MAX_VALUES]:
        yield name, value[:MAX_VALUE] if isinstance(value, str) else value
