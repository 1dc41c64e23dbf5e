"""When what happens: days of harmless use, then attacks in between."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from goatherd.attack.telemetry.principals import ATTACKER_ADDRESS, USERS
from goatherd.attack.telemetry.telling import Moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goatherd.attack.sent import Sending

BEGIN = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
DAYS = 8  # of harmless use before the first attack: detections of what is new look back for a week
_A_DAY = 4  # times that each harmless event is sent
_FIRST = BEGIN + timedelta(days=DAYS, hours=8)
APART = timedelta(minutes=20)  # between attacks
_BETWEEN = timedelta(seconds=15)  # between the sendings of one attack


def days(attacks: int) -> int:
    """For how long the application is used."""
    last = _FIRST + attacks * APART
    return (last - BEGIN) // timedelta(days=1) + 1


def of_day(day: int, harmless: Sequence[Sending], application: str) -> Iterator[tuple[Sending, Moment]]:
    start, part = BEGIN + timedelta(days=day), timedelta(days=1) / _A_DAY
    for number, sent in enumerate(harmless):
        for time in range(_A_DAY):
            key = f"{application}.{day}.{number}.{time}"
            offset = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) % int(part.total_seconds() - 60)
            yield sent, Moment(start + time * part + timedelta(seconds=offset), USERS[number % len(USERS)], key)


def of_attack(number: int, sent: Sequence[Sending], application: str) -> Iterator[tuple[Sending, Moment]]:
    """`number` counts attacks; what is sent ends with what proves."""
    start = _FIRST + number * APART
    for place, each in enumerate(sent):
        yield each, Moment(start + place * _BETWEEN, ATTACKER_ADDRESS, f"{application}.attack.{number}.{place}")
