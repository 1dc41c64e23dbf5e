"""Entries -> files as the cloud writes them: below `configured` what the template's logging writes, below
`not-configured` what it would if everything were logged. `campaign.json` says what is whose.
"""

from __future__ import annotations

import gzip
import json
import re
from typing import TYPE_CHECKING, Any

from attrs import asdict, define, field

from goatherd.attack.events.moment import identifier
from goatherd.attack.telemetry import schedule
from goatherd.attack.telemetry.deployed import letters
from goatherd.attack.telemetry.entry import ACCESS, BUCKET, FUNCTION, Entry
from goatherd.attack.telemetry.principals import ATTACKER_ADDRESS
from goatherd.attack.telemetry.telling import Moment, Teller
from goatherd.attack.telemetry.traces import as_answered, plain
from goatherd.core.campaign import CONFIGURED, FORMAT, NAME, OTHERWISE, Attack
from goatherd.core.errors import UsageError
from goatherd.sandbox.naming import ACCOUNT, REGION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from goatherd.attack.sent import Sending
    from goatherd.attack.telemetry.traces import Plain
    from goatherd.core.finding import Finding
    from goatherd.model.application import Application

_ANY = Moment(schedule.BEGIN, ATTACKER_ADDRESS, "harmless")  # as if the one who attacks had sent it
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")
_FOLDERS = {FUNCTION: "lambda", ACCESS: "apigateway", BUCKET: "s3"}


@define
class Telemetry:
    """Keeps what an attack tells (`Settings.keep`), and writes it."""

    _kept: list[tuple[Application, list[tuple[dict[str, Any], Finding]], list[Sending]]] = field(factory=list)

    def keep(
        self, application: Application, proofs: list[tuple[dict[str, Any], Finding]], harmless: list[Sending]
    ) -> None:
        self._kept.append((application, proofs, harmless))

    def write(self, folder: Path) -> int:
        """Write everything below an empty folder; gives how many attacks are in it."""
        attacks: list[Attack] = []
        for application, proofs, harmless in self._kept:
            teller = Teller(application)
            usual = frozenset(plain(each) for sent in harmless for each in teller.entries(sent, _ANY))
            for proof, finding in _once(proofs):
                attacks.append(_attack(len(attacks), proof, finding, application, teller, usual, folder))
        files = [name for kept in self._kept for name in _harmless(kept[0], kept[2], len(attacks), folder)]
        told = {
            "goatherdCampaign": FORMAT,
            "about": "Made by goatherd attack --telemetry: simulated, nothing of it has happened in any account.",
            "harmless": files,
            "attacks": [asdict(each) for each in attacks],
        }
        (folder / NAME).write_text(json.dumps(told, indent=1, ensure_ascii=False), "utf-8", "backslashreplace")
        return len(attacks)


def require_empty(folder: Path) -> None:
    """Make the folder. Raises UsageError where there is something in it."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty", help="telemetry is written into a new folder")


def _once(proofs: list[tuple[dict[str, Any], Finding]]) -> Iterator[tuple[dict[str, Any], Finding]]:
    """What is about a resource is proved through each function."""
    seen: set[tuple[Any, ...]] = set()
    for proof, finding in proofs:
        key = finding.id, finding.span, finding.function
        if key not in seen:
            seen.add(key)
            yield proof, finding


def _attack(
    number: int,
    proof: dict[str, Any],
    finding: Finding,
    application: Application,
    teller: Teller,
    usual: frozenset[Plain],
    folder: Path,
) -> Attack:
    sent = [each for each in proof["sent"] if each["role"] != "twin"]
    twins = [as_answered(each, sent[-1]) for each in proof["sent"][-1:] if each["role"] == "twin"]
    moments = list(schedule.of_attack(number, sent, application.name))
    entries = [entry for each, moment in moments for entry in teller.entries(each, moment)]
    like = usual | {plain(each) for twin in twins for each in teller.entries(twin, _ANY)}
    traces = [each for each in entries if plain(each) not in like]
    leaves: dict[str, dict[str, None]] = {CONFIGURED: {}, OTHERWISE: {}}
    for each in traces:
        leaves[CONFIGURED if each.configured else OTHERWISE][each.log] = None
    return Attack(
        number=number,
        application=application.name,
        oracle=finding.id,
        slug=finding.slug,
        function=finding.function,
        trigger=proof["trigger"],
        evidence=proof["evidence"],
        path=finding.span.path,
        line=finding.span.line,
        time=moments[-1][1].time.isoformat(),
        files=list(written([each for each in entries if plain(each) in like], f"attack-{number}", folder)),
        traces=list(written(traces, f"attack-{number}-traces", folder)),
        leaves={name: list(logs) for name, logs in leaves.items()},
    )


def _harmless(application: Application, harmless: list[Sending], attacks: int, folder: Path) -> Iterator[str]:
    teller = Teller(application)
    for day in range(schedule.days(attacks)):
        moments = schedule.of_day(day, harmless, application.name)
        entries = [entry for sent, moment in moments for entry in teller.entries(sent, moment)]
        yield from written(entries, f"{application.name}.day-{day}", folder)


def written(entries: Iterable[Entry], batch: str, folder: Path) -> Iterator[str]:
    """Write what belongs together, and give the files' names; no other batch writes into them."""
    files: dict[tuple[bool, str, str], list[Entry]] = {}
    for entry in sorted(entries, key=lambda each: each.time):
        kind = _FOLDERS.get(entry.log, "AWSLogs")
        files.setdefault((entry.configured, kind, entry.of), []).append(entry)
    for (configured, kind, of), listed in files.items():
        name = f"{CONFIGURED if configured else OTHERWISE}/{_name(kind, of, batch, listed[0])}"
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = _DATA[kind](listed)
        path.write_bytes(gzip.compress(data, mtime=0) if name.endswith(".gz") else data)
        yield name


def _name(kind: str, of: str, batch: str, first: Entry) -> str:
    unique = letters(f"{kind}.{of}.{batch}.{first.configured}", 16)
    if kind == "AWSLogs":
        day, minute = first.time.strftime("%Y/%m/%d"), first.time.strftime("%Y%m%dT%H%MZ")
        return f"AWSLogs/{ACCOUNT}/CloudTrail/{REGION}/{day}/{ACCOUNT}_CloudTrail_{REGION}_{minute}_{unique}.json.gz"
    whose = _UNSAFE.sub("-", of)
    if kind == "s3":
        return f"s3/{whose}/{first.time:%Y-%m-%d-%H-%M-%S}-{unique}"
    return f"{kind}/{whose}/{first.time:%Y-%m-%d-%H-%M-%S}-{unique}.json.gz"


def _trail(entries: list[Entry]) -> bytes:
    return _json({"Records": [entry.content for entry in entries]})


def _subscription(group: str) -> Any:
    """What CloudWatch hands on to subscribers, a document a stream."""

    def data(entries: list[Entry]) -> bytes:
        streams: dict[str, list[dict[str, Any]]] = {}
        for number, entry in enumerate(entries):
            time = int(entry.time.timestamp() * 1000)
            id = str(int(identifier(f"{entry.of}.{time}.{number}").replace("-", "")[:30], 16)).zfill(56)[:56]
            streams.setdefault(entry.stream, []).append({"id": id, "timestamp": time, "message": entry.content})
        documents = (
            {
                "messageType": "DATA_MESSAGE",
                "owner": ACCOUNT,
                "logGroup": f"{group}{entries[0].of}",
                "logStream": stream or f"{entries[0].of}-stream",
                "subscriptionFilters": ["all"],
                "logEvents": events,
            }
            for stream, events in streams.items()
        )
        return b"\n".join(map(_json, documents)) + b"\n"

    return data


def _lines(entries: list[Entry]) -> bytes:
    return "".join(f"{entry.content}\n" for entry in entries).encode("utf-8", "replace")


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


_DATA = {
    "AWSLogs": _trail,
    "lambda": _subscription("/aws/lambda/"),
    "apigateway": _subscription("/aws/apigateway/"),
    "s3": _lines,
}
