"""Functions without a `function.json`, told by their code.

In Node.js' first programming model they answer through what they are given, `module.exports = async function (context,
req) { context.res = … }`, and in Python's they say by a type what they take, `def main(req: func.HttpRequest)`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from goatherd.code.paths import language_of, name, parent, stem
from goatherd.core.lazy import regex
from goatherd.core.source import Span
from goatherd.frontends.azure.bindings import HTTP, event_trigger
from goatherd.frontends.node import Node
from goatherd.model.function import Entry
from goatherd.model.trigger import Exposure, Kind, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from goatherd.code.modules import Modules
    from goatherd.frontends.azure.host import Host
    from goatherd.model.function import Function

_WHY = "no function.json tells what calls it, so that anybody may"
_EXPORTED = regex(
    r"^(?:module\.exports\s*=|export\s+default)\s*(?:async\s*)?(?:function\b\s*[\w$]*\s*)?"
    r"\(\s*context(?:\s*:\s*[\w.]+)?\s*(?:,\s*(?P<event>[\w$]+)[^()]{0,80})?\)",
    re.MULTILINE,
)
_ANSWERS = regex(r"\bcontext\.(?:res\b|done\s*\(|bindings\b|bindingData\b)|:\s*AzureFunction\b")
_TYPED = regex(
    r"^(?:async\s+)?def\s+main\(\s*(?P<event>\w+)\s*:\s*(?:\w+\.)*(?P<type>HttpRequest|TimerRequest|QueueMessage"
    r"|ServiceBusMessage|EventHubEvent|EventGridEvent|InputStream|DocumentList)\b",
    re.MULTILINE,
)
_REQUESTS = ("req", "request", "_req")
_KINDS = {
    "HttpRequest": HTTP,
    "TimerRequest": "timer",
    "QueueMessage": "queue",
    "ServiceBusMessage": "servicebus",
    "EventHubEvent": "eventhub",
    "EventGridEvent": "eventgrid",
    "InputStream": "blob",
    "DocumentList": "cosmosdb",
}


@frozen
class Found:
    """`event` is the name of the parameter, `kind` the trigger as bindings call it, "" if that is not told."""

    symbol: str
    line: int
    event: str
    kind: str


def guessed_functions(modules: Modules, host: Host, described: Iterable[Function]) -> Iterator[Function]:
    """Those of a host's files that hold none of the described."""
    entries = (function.entry for function in described)
    taken = {entry.file for entry in entries if isinstance(entry, Entry)}
    for path in host.sources:
        found = None if path in taken or path in host.left_out else handler_in(modules, path)
        if found is not None:
            host.files.append(path)
            yield _function(host, path, found)


def _function(host: Host, path: str, found: Found) -> Function:
    span = Span(path, found.line)
    id = name(parent(path)) if stem(path) in ("index", "run", "__init__") and parent(path) else stem(path)
    entry = Entry(path, found.symbol, language_of(path), found.line, host.folder)
    if found.kind == HTTP:
        trigger = Trigger(Kind.AZURE_HTTP, Exposure.ANONYMOUS, span, detail=f"/{id}", why=_WHY)
    else:
        trigger = event_trigger(found.kind, Node.absent(span), span)
    trigger.options.update(convention="azure", argument=found.event)
    function = host.function(id, span, entry, [trigger])
    function.guessed = True
    return function


def handler_in(modules: Modules, path: str) -> Found | None:
    """Where a file has such a function."""
    if modules.classifier.why_not_application(path):
        return None
    text = modules.text(path)
    find = _in_python if language_of(path) == "python" else _in_javascript
    found = find(text)
    return None if found is None or modules.classifier.why_not_application(path, text) else found


def _in_javascript(text: str) -> Found | None:
    match = _EXPORTED.search(text) if "context" in text and _ANSWERS.search(text) else None
    if match is None:
        return None
    kind = HTTP if match["event"] in _REQUESTS else ""
    return Found("default", text.count("\n", 0, match.start()) + 1, match["event"] or "", kind)


def _in_python(text: str) -> Found | None:
    match = _TYPED.search(text) if "azure" in text else None
    if match is None:
        return None
    return Found("main", text.count("\n", 0, match.start()) + 1, match["event"], _KINDS[match["type"]])
