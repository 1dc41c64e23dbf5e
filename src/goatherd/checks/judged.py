"""How often findings of each check were right in code that nobody had mended anything from.

Eight samples of serverless repositories, 34 each, drawn from late November 2026 on, scanned once and read by people who
knew neither goatherd nor each other's verdicts: docs/confidence.md. A check that is not named was not among what they
read. What is mended later changes nothing here: a new sample does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goatherd.rules.rule import Rule

# id -> (right, judged)
JUDGED = {
    "GOAT0102": (1, 1),
    "GOAT0104": (48, 56),
    "GOAT0105": (8, 30),
    "GOAT0106": (0, 8),
    "GOAT0107": (6, 20),
    "GOAT0110": (1, 2),
    "GOAT0111": (1, 4),
    "GOAT0112": (0, 1),
    "GOAT0114": (1, 1),
    "GOAT0116": (2, 5),
    "GOAT0117": (1, 3),
    "GOAT0124": (0, 2),
    "GOAT0125": (2, 5),
    "GOAT0126": (0, 1),
    "GOAT0201": (40, 69),
    "GOAT0202": (1, 1),
    "GOAT0203": (1, 1),
    "GOAT0206": (3, 6),
    "GOAT0209": (2, 4),
    "GOAT0220": (7, 8),
    "GOAT0221": (2, 5),
    "GOAT0222": (2, 2),
    "GOAT0223": (2, 3),
    "GOAT0224": (1, 2),
    "GOAT0225": (3, 4),
    "GOAT0228": (1, 1),
    "GOAT0231": (2, 2),
    "GOAT0232": (1, 3),
    "GOAT0233": (1, 2),
    "GOAT0235": (1, 2),
    "GOAT0246": (1, 1),
    "GOAT0247": (1, 1),
    "GOAT0302": (0, 4),
    "GOAT0305": (0, 2),
    "GOAT0307": (1, 1),
    "GOAT0310": (2, 2),
    "GOAT0311": (1, 1),
    "GOAT0312": (0, 1),
    "GOAT0313": (2, 2),
    "GOAT0319": (1, 1),
    "GOAT0322": (0, 7),
    "GOAT0333": (0, 2),
    "GOAT0335": (11, 15),
    "GOAT0336": (0, 1),
    "GOAT0338": (6, 10),
    "GOAT0340": (0, 1),
    "GOAT0342": (0, 1),
    "GOAT0401": (15, 20),
    "GOAT0402": (0, 1),
    "GOAT0403": (9, 14),
    "GOAT0405": (3, 5),
    "GOAT0406": (0, 3),
    "GOAT0420": (8, 19),
    "GOAT0421": (4, 6),
    "GOAT0422": (2, 3),
    "GOAT0423": (13, 14),
    "GOAT0424": (11, 12),
    "GOAT0431": (1, 1),
    "GOAT0433": (10, 12),
    "GOAT0440": (2, 2),
    "GOAT0501": (12, 14),
    "GOAT0503": (14, 17),
    "GOAT0504": (1, 1),
    "GOAT0505": (0, 1),
    "GOAT0506": (2, 2),
    "GOAT0520": (7, 14),
    "GOAT0522": (8, 11),
    "GOAT0523": (7, 14),
    "GOAT0531": (1, 1),
    "GOAT0601": (53, 53),
    "GOAT0610": (15, 29),
    "GOAT0611": (1, 2),
    "GOAT0612": (4, 11),
    "GOAT0613": (3, 4),
    "GOAT0614": (1, 1),
    "GOAT0615": (1, 1),
    "GOAT0616": (5, 5),
    "GOAT0617": (0, 1),
    "GOAT0701": (11, 13),
    "GOAT0703": (4, 4),
    "GOAT0704": (2, 4),
    "GOAT0706": (5, 7),
    "GOAT0707": (5, 8),
    "GOAT0708": (2, 4),
    "GOAT0720": (1, 4),
    "GOAT0721": (17, 23),
    "GOAT0723": (26, 33),
    "GOAT0724": (6, 6),
    "GOAT0725": (1, 1),
    "GOAT0731": (4, 5),
    "GOAT0801": (6, 11),
    "GOAT0802": (0, 1),
    "GOAT0803": (4, 4),
    "GOAT0804": (1, 1),
    "GOAT0806": (0, 1),
    "GOAT0822": (0, 1),
    "GOAT0824": (1, 1),
    "GOAT0915": (3, 10),
    "GOAT0916": (3, 3),
    "GOAT0923": (1, 1),
    "GOAT0930": (2, 10),
    "GOAT0931": (1, 9),
    "GOAT0932": (1, 4),
    "GOAT0933": (1, 1),
    "GOAT1001": (27, 48),
    "GOAT1002": (0, 4),
    "GOAT1003": (1, 1),
    "GOAT1005": (2, 4),
    "GOAT1006": (1, 2),
    "GOAT1009": (2, 2),
    "GOAT1011": (2, 3),
    "GOAT1012": (1, 1),
    "GOAT1013": (0, 1),
}
# Few verdicts say little, so four are added of which six in ten are right, as of all. Measured: of findings of such
# checks nine in ten were right in a sample that the verdicts counted were not from.
_ADDED, _ADDED_RIGHT, _ENOUGH = 4, 2.4, 0.8
RELIABLE = frozenset(
    id for id, (right, judged) in JUDGED.items() if right + _ADDED_RIGHT >= _ENOUGH * (judged + _ADDED)
)
# ... and those of which at least as many were judged, of which little more than half are right with these. Measured on
# two samples, with what was known before each: without such checks 7 of 30 critical and high findings were wrong, with
# them 22 of 54, and 15 of the 17 that were right remained.
_SELDOM = 0.55
SELDOM_RIGHT = {
    id: (right, judged)
    for id, (right, judged) in JUDGED.items()
    if judged >= _ADDED and right + _ADDED_RIGHT < _SELDOM * (judged + _ADDED)
}


def is_reliable(check: Rule) -> bool:
    """Whether its findings may be called sure. Of the user's own checks nobody but the user knows."""
    return not check.shipped or check.id in RELIABLE


def seldom_right(check: Rule) -> str:
    """How seldom findings of the check were right; "" where that is not so, or not known."""
    if not check.shipped or check.id not in SELDOM_RIGHT:
        return ""
    right, judged = SELDOM_RIGHT[check.id]
    return f"of {judged} such findings in the code of strangers {right} were worth changing"
