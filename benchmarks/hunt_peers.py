"""The stream of `goatherd hunt` beside Zircolite: the same Sigma rules, asked of the same made-up CloudTrail.

    python benchmarks/hunt_peers.py ZIRCOLITE SIGMA_RULES [--python PYTHON] [--events 100000] [--rounds 3]

ZIRCOLITE is a copy of https://github.com/wagga40/Zircolite, PYTHON one that has what it needs. Of SIGMA_RULES (such as
rules/cloud/aws of SigmaHQ's repository) those are left out that speak of more than one event in a hundred: what they
cost is the printing. Some events that others speak of are planted. Zircolite reads events as JSON lines, rules in its
own form, and is told to keep the whole names of fields that rules ask for, without which it cannot find all of what
they are about. goatherd reads the events both as a trail's packed files and as the same lines. What each takes for a
single event is its start, which is not counted.
"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from measure import GOATHERD, Run, median, run, table

from goatherd.hunt.condition import fields
from goatherd.hunt.hunting import hunt
from goatherd.hunt.rules import read_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
NOISY = 0.01
# What happens but now and then, and rules speak of: none with a `not` about a field that is missing, of which
# the SQL of Zircolite finds nothing.
TOLD = (
    *(("cloudtrail", "StopLogging"), ("cloudtrail", "DeleteTrail"), ("guardduty", "CreateIPSet")),
    *(("config", "DeleteDeliveryChannel"), ("ec2", "DisableEbsEncryptionByDefault")),
    ("securityhub", "BatchUpdateFindings"),
)
TIMES = 20


def main() -> None:
    parser = ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("zircolite", type=Path)
    parser.add_argument("rules", type=Path)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = [f"--events={chosen.events}", "--days=30", "--accounts=1"]
        subprocess.run([sys.executable, str(HERE / "hunt_lake.py"), str(folder / "trail"), *size], check=True)
        plant(folder / "trail")
        count = write_lines(folder)
        quiet_rules(chosen.rules, folder)
        zircolite = Zircolite(chosen.python, chosen.zircolite.resolve(), folder)
        ours = [*GOATHERD, "hunt", "--no-own", "--rules", str(folder / "rules")]
        ways = {
            "Zircolite, lines": [zircolite.command(folder / file) for file in ("lines.json", "one.json")],
            "goatherd, lines": [[*ours, str(folder / file)] for file in ("lines.json", "one.json")],
            "goatherd, files of a trail": [[*ours, str(folder / file)] for file in ("trail", "one.json")],
        }
        runs: dict[str, list[tuple[Run, Run]]] = {way: [] for way in ways}
        for _ in range(chosen.rounds):
            for way, (all_events, one_event) in ways.items():
                runs[way].append((run(all_events, timeout=3600), run(one_event, timeout=3600)))
        print(compared(runs, count))
        print("equal findings:", zircolite.found() == found(folder), "of", sum(found(folder).values()), "records")


def compared(runs: dict[str, list[tuple[Run, Run]]], count: int) -> str:
    rows = [["events per CPU second", "figure", "×", "start, CPU s", "MB"]]
    slowest = 0.0
    for way, found in runs.items():
        whole, start = median([each for each, _ in found]), median([each for _, each in found])
        speed = count / (whole.cpu - start.cpu)
        slowest = slowest or speed
        rows.append([way, f"{speed:,.0f}", f"{speed / slowest:.1f}", f"{start.cpu:.2f}", f"{whole.memory:.0f}"])
    return table(rows)


def plant(trail: Path) -> None:
    """Events that rules speak of, in a file of their own."""
    file = next(trail.rglob("*.gz"))
    event = json.loads(gzip.decompress(file.read_bytes()))["Records"][0]
    told = [
        {**event, "eventSource": f"{source}.amazonaws.com", "eventName": name, "eventID": f"{name}-{number}"}
        for source, name in TOLD
        for number in range(TIMES)
    ]
    file.with_name("told.json.gz").write_bytes(gzip.compress(json.dumps({"Records": told}).encode(), 1))


def write_lines(folder: Path) -> int:
    """How many events the trail has."""
    count = 0
    with (folder / "lines.json").open("wb") as lines:
        for file in sorted((folder / "trail").rglob("*.gz")):
            for record in json.loads(gzip.decompress(file.read_bytes()))["Records"]:
                line = json.dumps(record, separators=(",", ":")).encode() + b"\n"
                lines.write(line)
                count += 1
                if count == 1:
                    (folder / "one.json").write_bytes(line)
    return count


def quiet_rules(rules: Path, folder: Path) -> None:
    """Those that do not speak of every other event."""
    read = read_rules([rules], own=False)
    told = hunt(folder / "lines.json", read)
    count: dict[str, int] = {}
    for alert in told.alerts.ordered:
        name = Path(alert.about.origin).name
        count[name] = count.get(name, 0) + alert.count
    (folder / "rules").mkdir()
    for file in sorted(rules.rglob("*.yml")):
        if count.get(file.name, 0) <= NOISY * told.records:
            shutil.copy(file, folder / "rules")
        else:
            print(f"left out: {file.name}, {count[file.name]:,} records")


def found(folder: Path) -> dict[str, int]:
    """Records by the title of the rule."""
    count: dict[str, int] = {}
    for alert in hunt(folder / "lines.json", read_rules([folder / "rules"], own=False)).alerts.ordered:
        count[alert.about.title] = count.get(alert.about.title, 0) + alert.count
    return count


class Zircolite:
    def __init__(self, python: str, program: Path, folder: Path) -> None:
        self._python, self._program, self._folder = python, program, folder
        config = {"exclusions": [], "useless": [None, ""], "alias": {}, "split": {}, "transforms_enabled": False}
        asked = {name for rule in read_rules([folder / "rules"], own=False).rules for name in fields(rule.condition)}
        (folder / "config.json").write_text(json.dumps({**config, "mappings": {name: name for name in asked if name}}))
        self._rules = folder / "rules"
        self._run([*self.command(folder / "one.json"), "--save-ruleset"])
        self._rules = next(folder.glob("ruleset*.json"))

    def command(self, events: Path) -> Sequence[str]:
        out = [*("--outfile", str(self._folder / "found.json")), *("--logfile", str(self._folder / "log"))]
        asked = [*("--ruleset", str(self._rules)), *("--config", str(self._folder / "config.json"))]
        return [
            self._python,
            str(self._program / "zircolite.py"),
            *("--events", str(events), "--jsonl", "--no-event-filter", "--timefield", "eventTime"),
            *asked,
            *out,
        ]

    def found(self) -> dict[str, int]:
        self._run(self.command(self._folder / "lines.json"))
        said = json.loads((self._folder / "found.json").read_text())
        return {each["title"]: each["count"] for each in said}

    def _run(self, command: Sequence[str]) -> None:
        subprocess.run(command, cwd=self._folder, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
