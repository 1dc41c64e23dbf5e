"""What the guard costs: at a cold start, in an invocation, at a sink, and for events of 2 KB, 100 KB and 6 MB.

    python benchmarks/guard_speed.py [--crs DIR] [--rounds 15] [--families sql,shell,path,ssrf] [--python FILE]

CPU times (Node.js: of one thread), the best of several rounds; every event is new, and nothing of it is remembered.
The cold start is that of the layer as it is built, with and without byte code beside it, less that of the bare
interpreter. `--families` are those that are asked of every field, `--python` another interpreter: one that has
google-re2, say.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guarding.events import http_api
from guarding.requests import Request
from guarding.running import FOLDER, policy
from measure import Run, run, table

from goatherd.guard.layer import build_layer, zip_layer
from goatherd.guard.rules import compiled_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = (
    "order",
    "from",
    "delivery",
    "address",
    "street",
    "payment",
    "please",
    "customer",
    "number",
    "with",
    "leave",
    "parcel",
    "neighbour",
    "before",
    "noon",
    "thank",
    "you",
    "blue",
    "cotton",
    "shirt",
    "size",
    "medium",
    "colour",
    "gift",
    "wrapped",
    "take",
    "the",
    "larger",
    "box",
    "or",
    "and",
    "not",
    "in",
    "stock",
    "until",
    "monday",
    "morning",
)
_HEADERS = (
    ("Host", "shop.example.com"),
    ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"),
    ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"),
    ("Accept-Language", "en-GB,en;q=0.7"),
    ("Content-Type", "application/json"),
    ("Referer", "https://shop.example.com/cart?step=2&coupon=SPRING"),
    ("X-Forwarded-For", "203.0.113.7"),
    ("X-Amzn-Trace-Id", "Root=1-5e66d96f-7491f09xmpl79d18acf3d050"),
)
_COUNTS = {"2 KB": 1000, "100 KB": 25, "6 MB": 5}
_SIZES = {"2 KB": 2_000, "100 KB": 100_000, "6 MB": 5_900_000}
_AIMS = {
    "idle": "1 µs", "known sink": "20 µs", "first sight": "500 µs", "2 KB": "250 µs", "100 KB": "12 ms",
    "6 MB": "bounded", "unwatched": "1 µs",
}  # fmt: skip


def events() -> Iterator[tuple[str, dict[str, Any]]]:
    choose = random.Random(1)
    for group, count in _COUNTS.items():
        for _ in range(count):
            yield group, _event(choose, _SIZES[group])


def _event(choose: random.Random, size: int) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": choose.randrange(10**9),
        "mail": f"user{choose.randrange(10**9)}@example.com",
        "lines": [],
    }
    event = http_api(Request("POST", f"/orders/{choose.randrange(10**9)}?page=2&sort=-date&q=a%20b", _HEADERS, b"{}"))
    left = size - len(json.dumps(event)) - len(json.dumps(body))
    while left > 0:
        length = choose.choice((3, 8, 30)) if size < 1_000_000 else 2000
        line = {
            "sku": f"A-{choose.randrange(10**6)}",
            "note": " ".join(choose.choices(_WORDS, k=length)) + ".",
            "count": 3,
        }
        body["lines"].append(line)
        left -= len(json.dumps(line)) + 2
    return {**event, "body": json.dumps(body), "isBase64Encoded": False}


def best(command: list[str], rounds: int, environment: dict[str, str]) -> Run:
    return min((run(command, environment=environment) for _ in range(rounds)), key=lambda each: each.cpu)


def cold(work: Path, rules: dict[str, Any], families: list[str], rounds: int, python: str) -> list[list[str]]:
    """Rows of a table: starting the layer's runtime in front of a handler that does nothing."""
    lines = []
    (work / "app").mkdir()
    (work / "app" / "app.py").write_text("def handler(event, context):\n    return None\n", "utf-8")
    (work / "app" / "app.js").write_text("exports.handler = async () => null;\n", "utf-8")
    for language, name in (("python", "python"), ("javascript", "node")):
        program = python if language == "python" else shutil.which("node")
        if program is None:
            continue
        layer = work / language
        build_layer(language, {"F": policy(families)}, rules, layer)
        zip_layer(language, {"F": policy(families)}, rules, work / "layer.zip")
        size = (work / "layer.zip").stat().st_size
        environment = {
            "GOATHERD_GUARD_FOLDER": str(layer / "goatherd"), "GOATHERD_GUARD": "F", "GOATHERD_HANDLER": "app.handler",
            "LAMBDA_TASK_ROOT": str(work / "app"), "_HANDLER": "x",
            "PYTHONPATH": f"{layer / 'goatherd' / 'python'}:{work / 'app'}",
        }  # fmt: skip
        if language == "python":
            bare, start = [program, "-c", "pass"], [program, "-c", "import goatherd_guard.entry"]
            ways = {"byte code beside it": start, "source alone": [program, "-B", *start[1:]]}
        else:
            source = layer / "goatherd" / "node" / "src"
            bare, start = (
                [program, "-e", ""],
                [program, "--require", str(source / "preload.cjs"), str(source / "entry.mjs")],
            )
            ways = {"": start}
        nothing = best(bare, rounds, environment)
        for way, command in reversed(ways.items()):
            if way == "byte code beside it":
                run(command, environment=environment)
            took = best(command, rounds, environment)
            if took.status:
                raise SystemExit(f"{command} failed")
            shown = f"{name}, {way}" if way else name
            lines.append([shown, f"{1000 * (took.cpu - nothing.cpu):.1f}", f"{1000 * nothing.cpu:.1f}",
                          f"{took.memory:.1f} ({nothing.memory:.1f})", f"{size / 1e6:.2f}"])  # fmt: skip
    return lines


def speeds(work: Path, rules: dict[str, Any], families: list[str], python: str) -> dict[str, dict[str, float]]:
    from goatherd.guard.rules import written

    (work / "rules.json").write_text(written(rules), "utf-8")
    (work / "policy.json").write_text(json.dumps({**policy(families), "sinks": {"others": "block"}}), "utf-8")
    lines = "".join(json.dumps({"group": group, "event": event}) + "\n" for group, event in events())
    environment = {
        **os.environ,
        "GOATHERD_GUARD_FOLDER": str(work),
        "GOATHERD_GUARD_POLICY": str(work / "policy.json"),
    }
    commands = {"python": [python, str(FOLDER / "speed.py")]}
    if node := shutil.which("node"):
        commands["node"] = [node, str(FOLDER / "speed.cjs")]
    found = {}
    for name, command in commands.items():
        done = subprocess.run(command, input=lines, stdout=subprocess.PIPE, text=True, check=True, env=environment)
        found[name] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--crs", type=Path)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--families", default="sql,shell,path,ssrf")
    chosen = parser.parse_args(arguments)
    families = chosen.families.split(",")
    rules = compiled_rules(chosen.crs)
    asked = [rule for rule in rules["rules"] if rule["family"] in families and rule["paranoia"] == 1]
    print(f"{len(rules['rules'])} rules, of which {len(asked)} are asked\n")
    with tempfile.TemporaryDirectory() as folder:
        lines = cold(Path(folder), rules, families, chosen.rounds, chosen.python)
        print(table([["cold start", "CPU ms", "bare CPU ms", "memory MB (bare)", "layer MB"], *lines]))
        print()
        found = speeds(Path(folder), rules, families, chosen.python)
    keys = list(dict.fromkeys(key for figures in found.values() for key in figures))
    print(
        table(
            [
                ["µs of CPU time", *found, "aim"],
                *([k, *(_shown(f.get(k)) for f in found.values()), _AIMS[k]] for k in keys),
            ]
        )
    )
    return 0


def _shown(nanoseconds: float | None) -> str:
    return "–" if nanoseconds is None else f"{nanoseconds / 1000:,.2f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
