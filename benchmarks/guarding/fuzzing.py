"""A function under the guard in Python, with one fuzzed event after the other, one a line. What the guard says goes to
standard output, as in Lambda, and after each event a line with what came of it.

    python fuzzing.py < events
"""

import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "guard" / "python" / "src"))

from goatherd_guard.decisions import Blocked
from goatherd_guard.guard import find

guard = find()
_FUNCTIONS = re.compile(r"!!python/")


def handler(event, _):
    """Runs a text of the event in every kind of sink, and swallows what stops it."""
    text = next(iter(_texts(event)), "")
    asks = (
        lambda: guard.text("shell", f"ls {text}", "shell", "a shell"),
        lambda: guard.text("sql", f"select * from t where a = '{text}'", "sql", "a database"),
        lambda: guard.text("code", f"f({text})", "code", "eval"),
        lambda: guard.text("ldap", f"(uid={text})", "ldap", "a directory"),
        lambda: guard.path(f"/tmp/in/{text}"),
        lambda: guard.host(f"https://{text}/a"),
        lambda: guard.template(f"Hello {text}"),
        lambda: guard.entities(text),
        lambda: guard.filter({"name": event}),
        lambda: guard.serialised(text, _FUNCTIONS),
    )
    for ask in asks:
        try:
            ask()
        except Blocked:
            pass
    return {"statusCode": 200, "body": "done"}


def _texts(value):
    stack = [value]
    while stack:
        each = stack.pop()
        if isinstance(each, str) and each:
            yield each
        elif isinstance(each, (list, dict)):
            stack += each if isinstance(each, list) else each.values()


for line in sys.stdin:
    try:
        found = guard.run(handler, json.loads(line), None)
        what = "refused" if isinstance(found, dict) and found.get("statusCode") == 403 else "done"
    except Blocked:
        what = "refused"
    except BaseException as error:  # none may reach the function
        what = f"broke: {type(error).__name__}: {error}"
    sys.stdout.write(json.dumps({"fuzzed": what}) + "\n")
