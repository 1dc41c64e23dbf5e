"""Functions that ended with an exception nobody caught, and where it was raised."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from attrs import frozen

from goatherd.attack.trace import is_doubtful

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.attack.trace import Link, Trace

_FRAME = re.compile(r'/var/task/((?!node_modules/)[^\s":)]+?)(?:", line (\d+)|:(\d+):\d+)')
_SHORT, _LONG, _MANY = 120, 2_000, 200
_REFUSAL = re.compile(r"An error occurred \((\w+)\) when calling the \w+ operation")
_OF_VALUES = re.compile(r"Validation|Invalid|Malformed|Serialization|TooLong|TooLarge|Constraint|Syntax")
_CLIENTS = re.compile(r"/(?:botocore|boto3|@aws-sdk|@smithy|aws-sdk|s3transfer)/")


@frozen
class Crash:
    """`where` is "file:line" as seen from the function's folder: the deepest of the function's own lines."""

    function: str
    where: str
    type: str
    said: str

    @property
    def evidence(self) -> str:
        said = self.said if len(self.said) <= _SHORT else f"{self.said[:_SHORT]}…"
        return f"{self.function} fails with {self.type} ({said}) at {self.where}"


def crash_of(link: Link) -> Crash | None:
    """None for functions that ended well, ran out of time, never started or fail outside of their own code.

    Nor for those that fail because of what is only simulated: what a third party answers, what lies in the cloud.
    """
    invocation = link.invocation
    if invocation.ended != "error" or any(map(_simulated, invocation.records)):
        return None
    error = invocation.error or {}
    if _by_the_cloud(error):
        return None
    frames = list(_frames(error))
    if not frames:
        return None
    return Crash(link.function, frames[-1], str(error.get("errorType")), str(error.get("errorMessage")))


def _simulated(record: dict[str, Any]) -> bool:
    return record["kind"] == "outside" or is_doubtful(record)


def _by_the_cloud(error: dict[str, Any]) -> bool:
    """Whether AWS refused a call for another reason than the values in it: nothing is there, or it is not set up."""
    said, type = str(error.get("errorMessage"))[:_LONG], str(error.get("errorType"))[:_LONG]
    refusal = _REFUSAL.search(said)
    if refusal:
        return not _OF_VALUES.search(refusal[1])
    lines = _trace(error)
    return any(map(_CLIENTS.search, lines)) and not _OF_VALUES.search(type)


def _frames(error: dict[str, Any]) -> Iterator[str]:
    """Lines of the function's own code, the deepest last: Python writes traces in that order, Node the other way."""
    lines = _trace(error)
    for line in lines if isinstance(error.get("stackTrace"), list) else reversed(lines):
        for match in _FRAME.finditer(line):
            if "/site-packages/" not in match[1]:
                yield f"{match[1]}:{match[2] or match[3]}"


def _trace(error: dict[str, Any]) -> list[str]:
    """The lines at either end, and the beginning of each: the function itself may have made them up."""
    lines = [*(error.get("stackTrace") or []), *(error.get("trace") or [])]
    return [str(line)[:_LONG] for line in [*lines[:_MANY], *lines[_MANY:][-_MANY:]]]


def crashes(trace: Trace) -> Iterator[tuple[Link, Crash]]:
    if not trace.doubtful():
        for link in trace.links:
            crash = crash_of(link)
            if crash:
                yield link, crash
