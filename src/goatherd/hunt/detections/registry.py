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

from goatherd.hunt.sigma import ReadRules, read_sigma

if TYPE_CHECKING:
    from goatherd.hunt.rule import About

FOLDER = Path(__file__).parent


@frozen
class Detection:
    """`about` is that of its last rule. `matches` and `ignores` are examples as they are written: events, or lists of
    events that follow each other.
    """

    about: About
    slug: str
    why: str
    matches: tuple[Any, ...]
    ignores: tuple[Any, ...]
    rules: ReadRules
    text: str

    @property
    def id(self) -> str:
        return self.about.id


@cache
def all_detections() -> tuple[Detection, ...]:
    """By id."""
    return tuple(sorted(map(_read, FOLDER.rglob("*.yml")), key=lambda each: each.id))


def _read(file: Path) -> Detection:
    text = file.read_text("utf-8")
    rules = read_sigma(text, f"{file.parent.name}/{file.name}")
    if rules.diagnoses:  # a mistake of ours, which the tests find
        raise ValueError(f"{file.name}: {rules.diagnoses[0].message}")
    *_, last = yaml.load_all(text, yaml.CSafeLoader)
    abouts = [*(each.about for each in rules.rules), *(each.about for each in rules.correlations)]
    return Detection(
        about=next(about for about in abouts if about.id == last["name"]),
        slug=file.stem,
        why=last["why"],
        matches=tuple(last["matches"]),
        ignores=tuple(last["ignores"]),
        rules=rules,
        text=text,
    )
