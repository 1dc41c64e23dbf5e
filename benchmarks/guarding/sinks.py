"""The guard in Python at sinks: lines of texts about to be executed in, lines of answers out."""

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "guard" / "python" / "src"))

from goatherd_guard.sinks.places import leaves_folder
from goatherd_guard.sinks.structure import Structures
from goatherd_guard.sinks.values import Values

for line in sys.stdin:
    row = json.loads(line)
    started = time.thread_time_ns()
    values = Values({"value": row["value"]})
    if row["family"] == "path":
        found = leaves_folder(row["text"], values)
    else:
        found = Structures().changed(row["text"], row["family"], values)
    sys.stdout.write(json.dumps({"hit": found is not None, "ns": time.thread_time_ns() - started}) + "\n")
