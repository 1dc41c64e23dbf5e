"""Section `network`: whom the code speaks to."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Any

from goatherd.core.secrets import words
from goatherd.core.value import HOLE, Known, Unknown
from goatherd.guard.needs.libraries import in_order, is_of, listed
from goatherd.guard.needs.subject import place
from goatherd.guard.needs.texts import texts
from goatherd.iam.match import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.guard.needs.subject import Subject
    from goatherd.model.flow import LibraryCall

AWS = "*.amazonaws.com"
_URL = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:(?:\$\{[^{}]*\}|[^/?#@\s])*@)?"
    r"(?P<host>\[[0-9A-Fa-f:]+\]|(?:\$\{[^{}]*\}|[^/?#:\s])*)(?::(?P<port>\d+))?"
)
_PLACEHOLDER = re.compile(r"\$\{[^{}]*\}")
_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+\Z|localhost\Z")
# What a method is called on that sends a request: a module, or a client that was made; an answer has methods as well.
_MAKER = re.compile(r"[^()]+|(?:[^()]*\.)?(?:(?!\w*Connection)[A-Z]\w*|create\w*|session|instance|extend|defaults)\(\)")
# The last word of a variable that holds an address.
_OF_ADDRESSES = frozenset(
    {"host", "hosts", "hostname", "endpoint", "url", "uri", "server", "domain", "broker", "brokers", "address"}
)


def network(subject: Subject) -> dict[str, Any]:
    found: dict[str, str] = {}
    for host, why in (*_of_calls(subject), *_of_environment(subject), *_of_aws(subject)):
        found.setdefault(host, why)
    allowed: list[dict[str, Any]] = [{"host": host, "why": why} for host, why in sorted(found.items())]
    if _uses(subject, "xray") or subject.function.tracing == Known("Active"):
        allowed.append({"host": "169.254.0.0/16", "ports": [2000], "why": "the daemon of X-Ray"})
    return {"allow": allowed, "others": subject.others("network")}


def _uses(subject: Subject, libraries: str) -> bool:
    return any(is_of(name, in_order("network", libraries)) for name in subject.behaviour.names)


def _of_aws(subject: Subject) -> Iterator[tuple[str, str]]:
    calls = subject.behaviour.aws_calls
    if calls:
        yield AWS, place(calls[0].span)
    elif _uses(subject, "sdks"):
        yield AWS, "the code names the AWS SDK"


def _of_calls(subject: Subject) -> Iterator[tuple[str, str]]:
    for call in subject.calls:
        told = False
        for text in (each for name in _given(call) for each in texts(call, name)):
            for host in hosts(text):
                told = True
                yield host, place(call.span)
        if not told and _connects(call):
            told = True
            named = [text for name in in_order("network", "where") for text in texts(call, name)]
            known = [host for text in named for host in _bare(text)]
            yield from ((host, place(call.span)) for host in known)
            if not known or any(text.startswith(HOLE) or text == HOLE for text in named[:1]):
                subject.gap(f"whom {call.name} connects to", call.span, "network")


def _given(call: LibraryCall) -> list[str]:
    if is_of(call.name, in_order("network", "silent")):
        return []
    return [name for name in dict.fromkeys((*call.arguments, *call.texts)) if not name.endswith("[]")]


def _connects(call: LibraryCall) -> bool:
    clients = in_order("network", "clients")
    if call.name in listed("network", "connects") or call.name in clients:
        return True
    head, _, last = call.name.rpartition(".")
    return is_of(call.name, clients) and last in listed("network", "methods") and _MAKER.fullmatch(head) is not None


def hosts(text: str) -> Iterator[str]:
    """The hosts of the addresses in a text, as patterns; of what is unknown nothing."""
    for match in _URL.finditer(plain(text)):
        if match["scheme"] not in ("file", "data", "arn", "s3"):
            yield from _pattern(match["host"])


def _bare(text: str) -> Iterator[str]:
    """The host that an argument is by itself."""
    text = plain(text).partition(":")[0]
    if _is_address(text) or _NAME.match(text):
        yield text.lower()
    elif _PLACEHOLDER.search(text):
        yield from _pattern(text)


def _pattern(host: str) -> Iterator[str]:
    host = host.strip("[]").rstrip(".").lower()
    if not _PLACEHOLDER.search(host):
        if host and (_is_address(host) or _NAME.match(host) or "." not in host):
            yield host
        return
    known = _PLACEHOLDER.split(host)[-1]
    if known.startswith(".") and known.count(".") > 1:
        yield "*" + known
    elif ".endpoint" in host or ".address" in host:  # a database or cache of the application
        yield AWS


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _of_environment(subject: Subject) -> Iterator[tuple[str, str]]:
    """Hosts in the values of variables that the code reads, or may read unseen."""
    read = subject.behaviour.environment
    for name, value in subject.function.environment.items():
        if name not in read and subject.others("network") == "block":
            continue
        if isinstance(value, Known):
            text = str(value.value)
            found = [*hosts(text)] or ([*_bare(text)] if _holds_address(name) else [])
            where = value.span or read.get(name) or subject.function.span
            yield from ((host, place(where)) for host in found)
            if HOLE in text and not found and ("://" in text or _holds_address(name)):
                subject.gap(f"the host in {name}", where, "network")
        elif isinstance(value, Unknown) and name in read and _holds_address(name):
            subject.gap(f"the value of {name}: {value.why}", value.span or read[name], "network")


def _holds_address(name: str) -> bool:
    return bool(_OF_ADDRESSES.intersection(words(name)[-1:]))
