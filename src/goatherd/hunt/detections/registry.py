"""The detections that come with goatherd.

A file is rules in Sigma's language, of which the last one is the detection and the others what it correlates. Beside
Sigma's keys it has `why` (why it matters), `remedy` (what to do), `new` (see `rule.New`), and `matches` and `ignores`:
examples, which are its tests. `name` is its id, the file's name its slug.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from attrs import frozen

from goatherd.core.finding import CRITICAL, HIGH, INFO, LOW, MEDIUM, Severity

if TYPE_CHECKING:
    from goatherd.hunt.sigma import ReadRules

FOLDER = Path(__file__).parent
_LEVELS = {"informational": INFO, "low": LOW, "medium": MEDIUM, "high": HIGH, "critical": CRITICAL}


@frozen
class Detection:
    """What its file says of it, without asking what its rules mean. `matches` and `ignores` are examples as they are
    written: events, or lists of events that follow each other.
    """

    id: str
    slug: str
    sas: int
    severity: Severity
    title: str
    description: str
    why: str
    remedy: str
    false_positives: tuple[str, ...]
    techniques: tuple[str, ...]
    matches: tuple[Any, ...]
    ignores: tuple[Any, ...]
    text: str

    @property
    def summary(self) -> str:
        return f"{self.title}."

    def rules(self) -> ReadRules:
        """Needs the packages of the extra for hunting."""
        from goatherd.hunt.sigma import read_sigma

        read = read_sigma(self.text, f"{self.slug}.yml", "Apache-2.0")
        if read.diagnoses:  # a mistake of ours, which the tests find
            raise ValueError(read.diagnoses[0].message)
        return read


@cache
def all_detections() -> tuple[Detection, ...]:
    """By id."""
    return tuple(sorted(map(_read, FOLDER.rglob("*.yml")), key=lambda each: each.id))


def _read(file: Path) -> Detection:
    text = file.read_text("utf-8")
    *_, said = yaml.load_all(text, yaml.CSafeLoader)
    tags = [tag.partition(".") for tag in said["tags"]]
    return Detection(
        id=said["name"],
        slug=file.stem,
        sas=next(int(name) for space, _, name in tags if space == "sas"),
        severity=_LEVELS[said["level"]],
        title=said["title"],
        description=said["description"],
        why=said["why"],
        remedy=said["remedy"],
        false_positives=tuple(said["falsepositives"]),
        techniques=tuple(name.upper() for space, _, name in tags if space == "attack" and name[1:2].isdigit()),
        matches=tuple(said["matches"]),
        ignores=tuple(said["ignores"]),
        text=text,
    )
