"""What the guard said in a function's logs (guard/README.md, "Telemetry"): decisions, and samples of what was done.

Logs are hostile: whoever calls a function can make it write lines. Sizes and depth are bounded; nothing is believed but
its form.
"""

from __future__ import annotations

import gzip
import os
import stat
import sys
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from attrs import define, field, frozen

from goatherd.core.errors import UsageError
from goatherd.core.foreign_json import Unreadable, read_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STANDARD_INPUT = "-"
MAX_LINE = 1 << 20  # bytes; a line of the guard's has some thousand
MAX_DOCUMENT = 64 << 20  # bytes of a file that is one JSON document
MAX_TEXT = 2000  # characters of a text that is kept
MAX_KEPT = 200_000  # decisions
MAX_INVOCATIONS = 10_000  # that one line can stand for
_PRODUCT = "goatherd-guard"
_MARKS = (b'"class_uid"', b'"goatherd"', b'\\"class_uid\\"', b'\\"goatherd\\"')
_IN_CSV = (b'""class_uid""', b'""goatherd""')  # as CloudWatch Logs Insights exports what a query found
_HOLDERS = ("message", "events", "logEvents", "results", "record", "@message")
_MAX_LAYERS = 5


@frozen
class Decision:
    """`verdict` is "block" or "report"; `time` in milliseconds since 1970, 0 where it is not known."""

    function: str
    stage: str
    family: str
    rule: str
    verdict: str
    what: str
    field: str = ""
    kind: str = ""
    request: str = ""
    time: int = 0
    length: int = 0
    digest: str = ""
    value: str = ""


@frozen
class Sample:
    """What invocations did, `invocations` of them since the line before: (what, entry, resources), such as ("connect",
    "shop.example", ()). All that is not told here was told by an earlier line of the same process.
    """

    function: str
    doings: tuple[tuple[str, str, tuple[str, ...]], ...]
    invocations: int = 1


@define
class Records:
    """`lost` are decisions beyond MAX_KEPT."""

    decisions: list[Decision] = field(factory=list)
    samples: list[Sample] = field(factory=list)
    lost: int = 0

    def add(self, row: dict[str, Any]) -> None:
        if row.get("class_uid") == 2004 and _product(row) == _PRODUCT:
            if len(self.decisions) < MAX_KEPT:
                self.decisions.append(_decision(row))
            else:
                self.lost += 1
        elif row.get("goatherd") == "sample" and len(self.samples) < MAX_KEPT:
            count = min(_number(row.get("invocations")) or 1, MAX_INVOCATIONS)
            self.samples.append(Sample(_text(row.get("function")), tuple(_doings(row.get("doings"))), count))


def read_logs(paths: Iterable[Path]) -> Records:
    """Files of lines, text or JSON, plain or compressed by gzip; all of a folder, and "-" for standard input.

    Raises UsageError for one that cannot be read.
    """
    records = Records()
    for file in (file for path in paths for file in _files(path)):
        try:
            with sys.stdin.buffer if str(file) == STANDARD_INPUT else open(file, "rb") as stream:
                _read(_unpacked(stream), records)
        except (OSError, EOFError, zlib.error) as error:
            raise UsageError(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    return records


def _files(path: Path) -> Iterator[Path]:
    """Itself, or the regular files below it, sorted; no link below it is followed."""
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders.sort()
        for file in (Path(folder, name) for name in sorted(names)):
            if stat.S_ISREG(file.lstat().st_mode):
                yield file


def _unpacked(stream: BinaryIO) -> IO[bytes]:
    packed = stream.peek(2)[:2] == b"\x1f\x8b"  # type: ignore[attr-defined]
    return gzip.open(stream, "rb") if packed else stream  # type: ignore[return-value]


def _read(stream: IO[bytes], records: Records) -> None:
    """By lines; what is one JSON document over many lines (as the AWS CLI prints it) as a whole."""
    first = stream.readline(MAX_LINE)
    if first.strip() in (b"{", b"[", b"[{"):
        rest = stream.read(MAX_DOCUMENT)
        for row in _rows(_parsed(first + rest, MAX_DOCUMENT)):
            records.add(row)
        return
    line = first
    while line:
        if any(mark in line for mark in _IN_CSV):
            line = line[: line.rfind(b"}") + 1].replace(b'""', b'"')
        if len(line) < MAX_LINE and any(mark in line for mark in _MARKS):
            for row in _rows(_parsed(line[line.index(b"{") :] if b"{" in line else b"", MAX_LINE)):
                records.add(row)
        line = stream.readline(MAX_LINE)


def _parsed(data: bytes, size: int) -> Any:
    try:
        return read_json(data.strip(), size=size)
    except Unreadable:
        return None


def _rows(value: Any, layers: int = 0) -> Iterator[dict[str, Any]]:
    """The guard's own objects, out of what carries log lines: events of CloudWatch, messages of JSON logs."""
    if isinstance(value, str) and "{" in value and layers < _MAX_LAYERS:
        value = _parsed(value[value.index("{") :].encode("utf-8", "replace"), MAX_LINE)
    if isinstance(value, list) and layers < _MAX_LAYERS:
        for each in value:
            yield from _rows(each, layers + 1)
    elif isinstance(value, dict):
        if "class_uid" in value or value.get("goatherd") == "sample":
            yield value
        elif layers < _MAX_LAYERS:
            for name in _HOLDERS:
                if name in value:
                    yield from _rows(value[name], layers + 1)


def _product(row: dict[str, Any]) -> str:
    return _text(_at(row, "metadata", "product", "name"))


def _decision(row: dict[str, Any]) -> Decision:
    told = _at(row, "unmapped", "goatherd")
    told = told if isinstance(told, dict) else {}
    evidences = row.get("evidences")
    evidence = _at(evidences[0], "data") if isinstance(evidences, list) and evidences else None
    evidence = evidence if isinstance(evidence, dict) else {}
    resources = row.get("resources")
    resource = resources[0] if isinstance(resources, list) and resources else {}
    return Decision(
        function=_text(resource.get("name") if isinstance(resource, dict) else ""),
        stage=_text(told.get("stage")),
        family=_text(told.get("family")),
        rule=_text(_at(row, "finding_info", "analytic", "uid")),
        verdict="block" if row.get("action_id") == 2 else "report",
        what=_text(row.get("message")),
        field=_text(evidence.get("field")),
        kind=_text(told.get("kind")),
        request=_text(told.get("request")),
        time=_number(row.get("time")),
        length=_number(evidence.get("length")),
        digest=_text(evidence.get("digest")),
        value=_text(evidence.get("value")),
    )


def _doings(value: Any) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for doing in value if isinstance(value, list) else ():
        if isinstance(doing, dict):
            resources = doing.get("resources")
            named = tuple(map(_text, resources)) if isinstance(resources, list) else ()
            for what, name in doing.items():
                if what != "resources" and isinstance(name, str):
                    yield _text(what), _text(name), named


def _at(value: Any, *steps: str) -> Any:
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str:
    return value[:MAX_TEXT] if isinstance(value, str) else ""


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53 else 0
