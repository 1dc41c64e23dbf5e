"""Logs that were damaged or forged: nothing may be lost without being named, and nothing that they say be obeyed.

    python benchmarks/hunt_fuzz.py [--rounds 20] [--seed 1] [--long 100]

Each round writes files of every kind of damage and hunts in all of them. Every event has an id that appears once. One
that stands in a whole part has to be in an alert; one that was harmed has to be there too, or its file among what could
not be read. No text that is printed may hold a control character, no page a tag that a log wrote. The first round has
a line of `--long` MB.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
import tempfile
import unicodedata
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import define, field
from measure import GOATHERD, Run, run

if TYPE_CHECKING:
    from collections.abc import Callable

RULE = """\
title: Anything happened
name: anything
logsource: {product: aws, service: cloudtrail}
detection: {any: {eventVersion: '*'}, condition: any}
"""
FORMS = ("jsonl", "html", "ocsf", "sarif")
TAG = "<script>alert(1)</script>"
HOSTILE = (
    *(TAG, f'"><img src=x onerror=alert(1)>{TAG}', "</style></script>", "{{7*7}}", "${jndi:ldap://x}"),
    *("\x1b[2J\x1b]0;owned\x07", "\x9b31m", "a\r\nhigh: forged", "\u202eexe.log", "\x00", "a\u2028b", "\x7f"),
    *("=cmd|'/c calc'!A0", "@SUM(1)", "+1+1", "-2+3", "\t=1", "../../etc/passwd", "x" * 5_000, "\ud800", "é" * 100),
)
FIELDS = ("eventName", "userAgent", "sourceIPAddress", "awsRegion", "errorCode")
TYPES: tuple[Any, ...] = (None, True, 1, -1.5, 10**400, [], {}, [[["x"]]], {"a": {"b": []}}, "", "NaN", [None, {}])


@define
class Written:
    """The ids of events: those that must be found, and those that may be named by their file instead."""

    folder: Path
    chance: random.Random
    whole: dict[str, str] = field(factory=dict)
    harmed: dict[str, str] = field(factory=dict)
    count: int = 0

    def event(self, **more: Any) -> tuple[str, bytes]:
        self.count += 1
        id = f"id-{self.count:06}"
        event = {
            "eventVersion": "1.11",
            "eventID": id,
            "eventName": "StopLogging",
            "eventSource": "cloudtrail.amazonaws.com",
            "eventTime": "2026-03-02T10:00:00Z",
            "userIdentity": {"type": "IAMUser", "userName": id},
            **more,
        }
        return id, json.dumps(event, ensure_ascii=self.chance.random() < 0.5).encode("utf-8", "surrogatepass")

    def events(self, number: int = 8, **more: Any) -> tuple[list[str], list[bytes]]:
        found = [self.event(**more) for _ in range(number)]
        return [id for id, _ in found], [line for _, line in found]

    def write(self, name: str, data: bytes, whole: list[str], harmed: list[str]) -> None:
        (self.folder / name).write_bytes(data)
        self.whole |= dict.fromkeys(whole, name)
        self.harmed |= dict.fromkeys(harmed, name)


def packed_and_cut(to: Written, name: str) -> None:
    ids, lines = to.events(50)
    data = gzip.compress(b"\n".join(lines), mtime=0)
    to.write(name, data[: to.chance.randrange(2, len(data))], [], ids)


def packed_and_flipped(to: Written, name: str) -> None:
    ids, lines = to.events(50)
    data = bytearray(gzip.compress(b"\n".join(lines), mtime=0))
    data[to.chance.randrange(10, len(data))] ^= 1 << to.chance.randrange(8)
    to.write(name, bytes(data), [], ids)


def document_cut(to: Written, name: str) -> None:
    ids, lines = to.events()
    data = b'{"Records":[' + b",".join(lines) + b"]}"
    to.write(name, data[: to.chance.randrange(20, len(data))], [], ids)


def line_of_another_encoding(to: Written, name: str) -> None:
    ids, lines = to.events()
    place = to.chance.randrange(1, len(lines))
    text = lines[place].decode("utf-8", "surrogatepass").replace("StopLogging", "Stöp")
    lines[place] = text.encode(to.chance.choice(["latin-1", "utf-16", "cp037"]), "replace")
    to.write(name, b"\n".join(lines), ids[:place], ids[place:])


def bytes_between(to: Written, name: str) -> None:
    ids, lines = to.events()
    lines.insert(to.chance.randrange(1, len(lines)), to.chance.randbytes(50).replace(b"\n", b" "))
    to.write(name, b"\xef\xbb\xbf" + b"\n".join(lines), ids, [])


def other_types(to: Written, name: str) -> None:
    ids, lines = [], []
    fields = (
        "eventName",
        "eventTime",
        "userIdentity",
        "eventSource",
        "sourceIPAddress",
        "requestParameters",
        "awsRegion",
    )
    for each in fields:
        id, line = to.event(**{each: to.chance.choice(TYPES)})
        ids.append(id)
        lines.append(line)
    first, start = to.event()
    to.write(name, b"\n".join([start, *lines]), [first], ids)


def hostile_values(to: Written, name: str) -> None:
    ids, lines = [], []
    for text in HOSTILE:
        more = {**dict.fromkeys(FIELDS, text), "requestParameters": {"bucketName": text, text: text}, text: text}
        id, line = to.event(**more)
        ids.append(id)
        lines.append(line)
    first, start = to.event()
    to.write(name, b"\n".join([start, *lines]), [first], ids)


def hostile_name(to: Written, name: str) -> None:
    ids, lines = to.events(3)
    text = to.chance.choice([each for each in HOSTILE if "/" not in each and "\x00" not in each and len(each) < 40])
    to.write(f"{name} {text}".encode("utf-8", "replace").decode(), b"\n".join(lines), ids, [])


def deep(to: Written, name: str) -> None:
    ids, lines = to.events(4)
    lines.insert(2, b'{"eventVersion":"1","a":' + b"[" * 100_000)
    lines.insert(2, b"[" * 100_000)
    to.write(name, b"\n".join(lines), ids, [])


def names_twice(to: Written, name: str) -> None:
    ids, lines = to.events(4)
    lines = [line[:-1] + b',"eventName":"Other","userAgent":1,"userAgent":{}}' for line in lines]
    to.write(name, b"\n".join(lines), ids, [])


def binary(to: Written, name: str) -> None:
    start = to.chance.choice([b"", b"\x1f\x8b", b"PAR1", b"PK\x03\x04", b"BZh9", b"\x28\xb5\x2f\xfd", b"{", b"["])
    to.write(name, start + to.chance.randbytes(5_000), [], [])


def long_line(to: Written, name: str, size: int) -> None:
    ids, lines = to.events(6)
    id, line = to.event(requestParameters={"x": "y" * (size << 20)})
    lines.insert(3, line)
    to.write(name, b"\n".join(lines), ids, [id])


DAMAGES: tuple[Callable[[Written, str], None], ...] = (
    *(packed_and_cut, packed_and_flipped, document_cut, line_of_another_encoding, bytes_between, other_types),
    *(hostile_values, hostile_name, deep, names_twice, binary),
)


def main() -> int:
    parser = ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long", type=int, default=100)
    chosen = parser.parse_args()
    wrong: Counter[str] = Counter()
    events, most, cpu = 0, 0.0, 0.0
    for number in range(chosen.rounds):
        with tempfile.TemporaryDirectory() as name:
            to = Written(Path(name, "logs"), random.Random(chosen.seed * 1_000 + number))
            to.folder.mkdir()
            for damage in DAMAGES:
                for copy in range(2):
                    damage(to, f"{damage.__name__}-{copy}.json")
            if not number and chosen.long:
                long_line(to, "long.json", chosen.long)
            spent, found = hunted(to, Path(name))
        wrong += found
        events += to.count
        cpu += spent.cpu
        most = max(most, spent.memory)
    print(f"{events:,} events in {chosen.rounds} rounds, {cpu:.1f} s of CPU, {most:.0f} MB at most")
    print("\n".join(f"{count:,} × {what}" for what, count in wrong.most_common()) or "nothing lost, nothing obeyed")
    return 1 if wrong else 0


def hunted(to: Written, work: Path) -> tuple[Run, Counter[str]]:
    (work / "rule.yml").write_text(RULE)
    out = {form: work / f"out.{form}" for form in ("text", *FORMS)}
    command = [*GOATHERD, "hunt", str(to.folder), "--no-own", "--rules", str(work / "rule.yml"), "--verbose"]
    for form in FORMS:
        command += ["--report", f"{form}={out[form]}"]
    command += ["--damaged", str(work / "damaged")]
    spent = run(["sh", "-c", 'out=$0; exec "$@" > "$out"', str(out["text"]), *command])
    if spent.status != 1:
        return spent, Counter([f"exit code {spent.status}"])
    return spent, Counter(
        [
            *_lost(to, out["jsonl"], work / "damaged"),
            *(f"a control character in {form}" for form in ("text", "html") if _controls(out[form].read_text())),
            *("a tag of a log in the page" for _ in range(out["html"].read_text().count(TAG))),
            *(f"{form} is no JSON" for form in ("jsonl", "ocsf", "sarif") if not _is_json(out[form], form)),
        ]
    )


def _lost(to: Written, alerts: Path, damaged: Path) -> list[str]:
    told = alerts.read_text()
    named = {json.loads(line)["path"] for line in damaged.read_text().splitlines()}
    lost = [f"lost from {file}" for id, file in to.whole.items() if id not in told]
    return lost + [f"not named: {file}" for id, file in to.harmed.items() if id not in told and file not in named]


def _controls(text: str) -> list[str]:
    odd = {*"\u202e\u2028"}
    return [each for each in text if each in odd or (unicodedata.category(each) == "Cc" and each not in "\n\t")]


def _is_json(file: Path, form: str) -> bool:
    try:
        for part in [file.read_text()] if form == "sarif" else file.read_text().splitlines():
            json.loads(part)
    except ValueError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
