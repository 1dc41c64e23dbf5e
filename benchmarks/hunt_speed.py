"""Events per CPU second of `goatherd hunt`: converting, the stream and DuckDB, beside DuckDB over JSON without tables.

    python benchmarks/hunt_speed.py [--events 1000000] [--days 10] [--accounts 2] [--rules SIGMA_RULES]

All ask goatherd's own detections, or SIGMA_RULES alone, of the same made-up CloudTrail (`hunt_lake.py`), each in a
process of its own. Over JSON, the columns that rules ask for are named by hand, the files are read once, and the same
conditions and windows are asked; the records of the alerts are counted, not shown, so it does a little less.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from measure import GOATHERD, Run, median, run

HERE = Path(__file__).parent
ROUNDS = 3
# Reading Records as typed columns takes DuckDB 2.0 ten times as long as this.
VIEW = """
CREATE VIEW aws_cloudtrail AS
WITH events AS (
  SELECT unnest(json -> '$.Records[*]') AS e, filename
  FROM read_json_objects('{files}', format = 'unstructured', filename = true, maximum_object_size = 67108864)
), read AS (
  SELECT e ->> [{paths}] AS x, filename FROM events
)
SELECT row_number() OVER () AS record_place, TRY_CAST(event_time AS TIMESTAMP) AS record_time, *,
  row_number() OVER () AS record_number, lower(event_name) AS record_name, NULL::VARCHAR AS record
FROM (SELECT filename AS record_file, {fields} FROM read)
"""
VERSION = "(19|20)[0-9]{2}_?[0-9]{2}_?[0-9]{2}(v[0-9]+)?$"


def view(files: Path) -> str:
    from goatherd.hunt.lake.columns import held
    from goatherd.hunt.telemetry.cloudtrail import CLOUDTRAIL

    columns = held(CLOUDTRAIL)
    paths = ", ".join(f"'$.{each.field}'" for each in columns)
    fields = []
    for number, each in enumerate(columns, 1):
        value = f"x[{number}]"
        plain = f"regexp_replace({value}, '{VERSION}', '')" if each.field == CLOUDTRAIL.named else value
        fields.append(f"{plain} AS {each.name}")
    return VIEW.format(files=files / "**" / "*.json.gz", paths=paths, fields=", ".join(fields))


def over_json(logs: Path, rules: Path | None) -> None:
    import duckdb

    from goatherd.hunt.rules import read_rules
    from goatherd.hunt.sql.dialects import written
    from goatherd.hunt.sql.matches import matches
    from goatherd.hunt.sql.uses import judged, uses
    from goatherd.hunt.sql.windows import speaking
    from goatherd.hunt.telemetry.cloudtrail import CLOUDTRAIL

    read = read_rules([rules] if rules else [], own=rules is None)
    asked = uses(read.rules, read.correlations)
    query = matches(asked, [CLOUDTRAIL])
    assert query is not None
    connection = duckdb.connect()
    connection.execute(view(logs))
    connection.execute("CREATE TEMP TABLE events AS FROM aws_cloudtrail")
    connection.execute("DROP VIEW aws_cloudtrail; ALTER TABLE events RENAME TO aws_cloudtrail")
    connection.execute(f"""
        CREATE TEMP TABLE matches AS SELECT * FROM ({written(query, "duckdb")})
        QUALIFY ROW_NUMBER() OVER (PARTITION BY use, identity ORDER BY record_place) = 1
    """)
    counts = {}
    for about, leading in judged(asked):
        ((count,),) = connection.execute(f"SELECT COUNT(*) FROM ({written(speaking(leading), 'duckdb')})").fetchall()
        if count:
            counts[about.id] = count
    print(counts)


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--accounts", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--rules", type=Path)
    parser.add_argument("--over-json", type=Path, help="only that, of these logs")
    chosen = parser.parse_args(arguments)
    if chosen.over_json:
        over_json(chosen.over_json, chosen.rules)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        logs, lake = Path(folder, "logs"), Path(folder, "lake")
        size = [f"--{name}={getattr(chosen, name)}" for name in ("events", "days", "accounts")]
        subprocess.run([sys.executable, str(HERE / "hunt_lake.py"), str(logs), *size], check=True)
        subprocess.run([*GOATHERD, "hunt", "convert", str(logs), str(lake)], check=True)
        asked = ["--rules", str(chosen.rules)] if chosen.rules else []
        ours = [*GOATHERD, "hunt", *(["--no-own", *asked] if asked else [])]
        ways = {
            "stream": [*ours, str(logs)],
            "DuckDB over the tables": [*ours, str(lake)],
            "DuckDB over JSON": [sys.executable, __file__, "--over-json", str(logs), *asked],
        }
        runs: dict[str, list[Run]] = {}
        for number in range(chosen.rounds):
            out = str(Path(folder, f"lake{number}"))
            for way, command in {"convert": [*GOATHERD, "hunt", "convert", str(logs), out], **ways}.items():
                runs.setdefault(way, []).append(run(command, timeout=3600))
        reference = chosen.events / median(runs["DuckDB over JSON"]).cpu
        print("| way | events per CPU second | beside DuckDB over JSON | MB | exit code |")
        print("| --- | --- | --- | --- | --- |")
        for way, found in runs.items():
            middle = median(found)
            speed = chosen.events / middle.cpu
            print(f"| {way} | {speed:,.0f} | {speed / reference:.1f} × | {middle.memory:.0f} | {middle.status} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
