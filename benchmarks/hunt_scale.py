"""What a hunt in DuckDB costs as a lake grows: CPU seconds and memory for the first days of one lake, and for more.

    python benchmarks/hunt_scale.py [--events 10000000] [--lake LAKE] [--days 1,3,10,30]

All of goatherd's own detections are asked. LAKE is one that `hunt_lake.py --format parquet` has made, of 30 days;
without it one is. The last column says what a million events cost beside the smallest lake's: 1.0 is linear.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from measure import GOATHERD, run, table

from goatherd.hunt.lake.mark import Lake, mark

HERE = Path(__file__).parent


def main() -> None:
    parser = ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--lake", type=Path)
    parser.add_argument("--days", default="1,3,10,30")
    parser.add_argument("--folder", type=Path, help="where lakes are made, on the same disk as LAKE")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        lake = chosen.lake or made(Path(name, "lake"), chosen.events)
        rows = [["events", "CPU s", "wall s", "events per CPU s", "MB", "a million beside the first"]]
        first = 0.0
        for days in map(int, chosen.days.split(",")):
            part = Path(name, f"days{days}")
            count = first_days(lake, part, days)
            spent = run([*GOATHERD, "hunt", str(part)], timeout=7200)
            each = spent.cpu / count
            first = first or each
            rows.append(
                [
                    f"{count:,}",
                    f"{spent.cpu:.1f}",
                    f"{spent.wall:.1f}",
                    f"{1 / each:,.0f}",
                    f"{spent.memory:.0f}",
                    f"{each / first:.2f}",
                ]
            )
            print(f"{count:,} events: {spent.cpu:.1f} s, exit code {spent.status}", flush=True)
        print(table(rows))


def made(lake: Path, events: int) -> Path:
    size = [f"--events={events}", "--format=parquet"]
    subprocess.run([sys.executable, str(HERE / "hunt_lake.py"), str(lake), *size], check=True)
    return lake


def first_days(lake: Path, part: Path, days: int) -> int:
    """How many events there are in a lake of hard links to the first days of another."""
    import pyarrow.parquet as pq

    wanted = sorted({folder.name for folder in lake.rglob("day=*")})[:days]
    count = 0
    for folder in lake.rglob("day=*"):
        if folder.name not in wanted:
            continue
        for file in folder.iterdir():
            here = part / file.relative_to(lake)
            here.parent.mkdir(parents=True, exist_ok=True)
            os.link(file, here)
            count += pq.read_metadata(file).num_rows
    mark(part, Lake(files=1, records=count))
    return count


if __name__ == "__main__":
    main()
