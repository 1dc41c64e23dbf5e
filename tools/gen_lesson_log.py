"""Write the log of the lesson `what-happened-on-tuesday` from a campaign against the goat.

goatherd attack src/goatherd/learn/course/goat --install --telemetry campaign
python tools/gen_lesson_log.py campaign

Of CloudTrail it keeps a morning of harmless use, and what the last sending of one attack left: the proof that stolen
credentials of a function read what the function itself never reads.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goatherd.learn.course import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LOG = SHIPPED / "lessons" / "what-happened-on-tuesday" / "tuesday.jsonl"
PROOF, FUNCTION = "GOAT0451", "Share"
BEGIN, END = "2026-01-13T08:00:00Z", "2026-01-13T11:00:00Z"


def records(folder: Path) -> list[dict[str, Any]]:
    """By time."""
    told = json.loads((folder / "campaign.json").read_text("utf-8"))
    attack = next(each for each in told["attacks"] if (each["oracle"], each["function"]) == (PROOF, FUNCTION))
    proof = attack["time"].replace("+00:00", "Z")
    found = [each for each in _events(folder, told["harmless"]) if BEGIN <= each["eventTime"] < END]
    found += [each for each in _events(folder, [*attack["files"], *attack["traces"]]) if each["eventTime"] >= proof]
    return sorted(found, key=lambda each: (each["eventTime"], each["eventID"]))


def _events(folder: Path, files: Iterable[str]) -> Iterator[dict[str, Any]]:
    for name in files:
        if "/AWSLogs/" in name:
            yield from json.loads(gzip.decompress((folder / name).read_bytes()))["Records"]


if __name__ == "__main__":
    lines = [json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in records(Path(sys.argv[1]))]
    LOG.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(lines)} records")
