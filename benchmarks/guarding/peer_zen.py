"""PyPI's aikido_zen at sinks: lines of texts about to be executed in, lines of answers out."""

import json
import sys
import time

from aikido_zen.vulnerabilities.path_traversal.detect_path_traversal import detect_path_traversal
from aikido_zen.vulnerabilities.shell_injection.detect_shell_injection import detect_shell_injection
from aikido_zen.vulnerabilities.sql_injection import detect_sql_injection

ASK = {
    "sql": lambda text, value: detect_sql_injection(text, value, "mysql"),
    "shell": detect_shell_injection,
    "path": detect_path_traversal,
}
for line in sys.stdin:
    row = json.loads(line)
    started = time.thread_time_ns()
    found = ASK[row["family"]](row["text"], row["value"])
    sys.stdout.write(json.dumps({"hit": bool(found), "ns": time.thread_time_ns() - started}) + "\n")
