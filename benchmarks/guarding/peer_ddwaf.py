"""libddwaf, as PyPI's ddtrace brings it with its rules: lines of addresses in, lines of answers out."""

import json
import sys
import time
from pathlib import Path

import ddtrace
from ddtrace.appsec._ddwaf import DDWaf

waf = DDWaf((Path(ddtrace.__file__).parent / "appsec" / "rules.json").read_bytes(), b"", b"")
for line in sys.stdin:
    addresses = json.loads(line)["addresses"]
    started = time.thread_time_ns()
    found = waf.run(waf._at_request_start(), addresses, timeout_ms=1e6)
    spent = time.thread_time_ns() - started
    cut = any(getattr(found.truncation, name, None) for name in ("string_length", "container_size", "container_depth"))
    sys.stdout.write(json.dumps({"hit": bool(found.data), "ns": spent, "cut": cut}) + "\n")
