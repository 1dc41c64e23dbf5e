"""The guard in Python on events: one a line comes in, its answer goes out as a line.

python python.py RULES POLICY < events > answers
"""

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "guard" / "python" / "src"))

from goatherd_guard.firewall.wall import Wall
from goatherd_guard.policy import read_policy

with open(sys.argv[1], encoding="utf-8") as file:
    wall = Wall(json.load(file), read_policy(sys.argv[2]))
for line in sys.stdin:
    event = json.loads(line)
    started = time.thread_time_ns()
    reading = wall.read(event)
    spent = time.thread_time_ns() - started
    found = [[each.verdict, each.family, each.rule, each.field] for each in reading.decisions]
    sys.stdout.write(json.dumps({"kind": reading.kind.name, "decisions": found, "ns": spent}) + "\n")
