"""How much of what people read in real repositories the front ends find: functions, handlers, triggers; time, memory.

    python benchmarks/frontends.py CORPUS_FOLDER [--misses] [--only WORD]

Scans every repository of CORPUS_FOLDER (checked out as OWNER+NAME) that has a file in frontends/truth, each in a
process of its own, and prints one table per kind of front end. `--misses` lists every difference.
"""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen
from frontend_truth import Score, load, score
from measure import table

from goatherd.core.config import Config
from goatherd.core.events import ApplicationRead, Diagnosed
from goatherd.model.function import Entry, Unresolved
from goatherd.model.resource import Authorizer
from goatherd.scan import scan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goatherd.model.application import Application
    from goatherd.model.function import Function
    from goatherd.model.trigger import Trigger

TRUTH = Path(__file__).parent / "frontends" / "truth"
KINDS = {
    "serverless": "Serverless Framework",
    "terraform": "Terraform",
    "cdk": "CDK",
    "cloudformation": "CloudFormation and SAM",
}
HEAD = [
    "repository",
    "functions",
    "found",
    "%",
    "handlers",
    "right",
    "%",
    "triggers",
    "right",
    "superfluous",
    "CPU s",
    "MB",
    "broken",
    "",
]
SECONDS = 600


@frozen
class Reading:
    """What a process of its own found in a repository. `note` says why it found nothing."""

    functions: list[dict[str, Any]]
    broken: Sequence[str] = ()
    cpu: float = 0.0
    memory: float = 0.0
    note: str = ""


def read(tree: str) -> dict[str, Any]:
    """Everything that is compared, as plain data."""
    functions = []
    broken = []
    started = time.process_time()
    for event in scan(tree, Config()):
        if isinstance(event, ApplicationRead) and event.application.templates:
            functions += [_function(event.application, function) for function in event.application.functions]
        elif isinstance(event, Diagnosed):
            message = event.diagnosis.message
            broken += [message] if "bug in goatherd" in message or " failed: " in message else []
    cpu = time.process_time() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"functions": functions, "broken": broken, "cpu": cpu, "memory": memory}


def _function(application: Application, function: Function) -> dict[str, Any]:
    entry = function.entry
    return {
        "id": function.id,
        "file": function.span.path,
        "line": function.span.line,
        "handler": f"{entry.file}:{entry.symbol}" if isinstance(entry, Entry) else "",
        "why": entry.why if isinstance(entry, Unresolved) else "",
        "triggers": [_trigger(application, trigger) for trigger in function.triggers],
    }


def _trigger(application: Application, trigger: Trigger) -> dict[str, Any]:
    return {
        "kind": trigger.kind,
        "detail": trigger.detail,
        "source": trigger.source or "",
        "method": trigger.method,
        "path": trigger.path,
        "access": _access(application, trigger),
    }


def _access(application: Application, trigger: Trigger) -> str:
    """ "anonymous", "api-key", "iam", "cognito", "jwt", "lambda", or the authorizer's id."""
    if trigger.authorizer is None:
        return "api-key" if trigger.api_key else "anonymous"
    if trigger.authorizer == "AWS_IAM":
        return "iam"
    noun = application.resources.get(trigger.authorizer)
    kind = noun.kind if isinstance(noun, Authorizer) else ""
    return "lambda" if kind.startswith("lambda") else kind or trigger.authorizer


def read_apart(tree: Path) -> Reading:
    command = [sys.executable, __file__, "--read", str(tree)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return Reading([], note=f"not finished after {SECONDS} s")
    if done.returncode:
        return Reading([], note=(done.stderr.strip().splitlines() or ["no output"])[-1][:80])
    return Reading(**json.loads(done.stdout))


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--only", default="", help="repositories whose name has this word")
    parser.add_argument("--read", action="store_true", help="print what one tree holds, as JSON")
    chosen = parser.parse_args(arguments)
    if chosen.read:
        gc.disable()  # as the command does
        print(json.dumps(read(str(chosen.corpus))))
        return 0
    rows: dict[str, list[list[str]]] = defaultdict(list)
    totals: dict[str, Score] = defaultdict(Score)
    misses: list[str] = []
    for path in sorted(TRUTH.glob("*.toml")):
        tree = chosen.corpus / path.stem
        if chosen.only.lower() not in path.stem.lower() or not tree.is_dir():
            continue
        repository = load(path)
        reading = read_apart(tree)
        for kind, result in score(repository, reading.functions):
            rows[kind].append(_row(repository.name, result, reading))
            totals[kind].add(result)
            misses += [f"{repository.name}: {miss}" for miss in result.misses]
        misses += [f"{repository.name}: {message}" for message in reading.broken]
    for kind, name in KINDS.items():
        if rows[kind]:
            print(f"\n{name}\n\n{table([HEAD, *rows[kind], _row('all', totals[kind], None)])}")
    if chosen.misses:
        print("", *misses, sep="\n")
    return 0


def _row(name: str, result: Score, reading: Reading | None) -> list[str]:
    cost = ["", "", "", ""]
    if reading is not None:
        cost = [f"{reading.cpu:.2f}", f"{reading.memory:.0f}", str(len(reading.broken)), reading.note]
    return [
        name,
        str(result.functions),
        str(result.found),
        _share(result.found, result.functions),
        str(result.handlers),
        str(result.right),
        _share(result.right, result.handlers),
        str(result.triggers),
        str(result.triggers_right),
        str(result.superfluous),
        *cost,
    ]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}" if whole else "·"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
