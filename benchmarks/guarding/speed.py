"""What the guard in Python takes for events that come in as lines: nanoseconds of CPU time, as a line of JSON.

    python speed.py < lines

Each line is {"group", "event"}; events of a group are asked one after the other, each once, in rounds.
"""

import json
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "guard" / "python" / "src"))

from goatherd_guard.guard import find
from goatherd_guard.invocations import Invocation

ROUNDS = 5
SQL = "select id, name from orders where owner = ? and state in (?, ?) order by id limit 10"
now = time.thread_time_ns


def best(work, things, once=1):
    """Nanoseconds for each: the median of the best round, where `things` are shared out to rounds. `once` are so many
    that one look at the clock is for all of them.
    """
    size = max(len(things) // ROUNDS, 1)
    times = []
    for start in range(0, size * ROUNDS, size):
        found = []
        for first in range(start, start + size, once):
            started = now()
            for thing in things[first : first + once]:
                work(thing)
            found.append((now() - started) / once)
        times.append(statistics.median(found))
    return min(times)


def invoked(event):
    with Invocation(event):
        pass


def repeated(work, count):
    return best(lambda _: work(), range(count * ROUNDS), once=100)


def first_sight(row):
    number, event = row
    with Invocation(event):
        guard.text("sql", f"select f{number}(id) from t{number} where owner = ?", "sql", "a database")


guard = find()
groups = {}
for line in sys.stdin:
    row = json.loads(line)
    groups.setdefault(row["group"], []).append(row["event"])
figures = {group: best(guard.parts.wall.read, events) for group, events in groups.items()}
event = groups["2 KB"][0]
nothing = repeated(lambda: None, 20_000)
figures["idle"] = repeated(lambda: invoked(event), 20_000) - nothing
figures["unwatched"] = repeated(lambda: sys.audit("benchmark.event", 1), 20_000) - nothing
with Invocation(event):
    guard.text("sql", SQL, "sql", "a database")
    figures["known sink"] = repeated(lambda: guard.text("sql", SQL, "sql", "a database"), 2000)
figures["first sight"] = best(first_sight, list(enumerate(groups["2 KB"])))
sys.stdout.write(json.dumps(figures) + "\n")
