"""libmodsecurity, as PyPI brings it, with a checkout of the Core Rule Set: lines of requests in, lines of answers out.

python peer_modsecurity.py CRS < requests > answers
"""

import base64
import json
import sys
import tempfile
import time
from pathlib import Path

from libmodsecurity import ModSecurity, RulesSet, Transaction

ENGINE = """SecRuleEngine DetectionOnly
SecRequestBodyAccess On
SecRequestBodyLimit 13107200
SecRequestBodyNoFilesLimit 13107200
SecRequestBodyJsonDepthLimit 512
SecRule REQUEST_HEADERS:Content-Type "^(?:application(?:/soap\\+|/)|text/)xml" \\
  "id:200000,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=XML"
SecRule REQUEST_HEADERS:Content-Type "^application/json" \\
  "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
SecPcreMatchLimit 100000
SecPcreMatchLimitRecursion 100000
SecDefaultAction "phase:1,log,pass"
SecDefaultAction "phase:2,log,pass"
"""
# What sums scores up, and what says only that a request was made by a test.
OTHER = (949, 980, 901, 905, 911, 913, 920, 921)


def rules(crs):
    setup = (crs / "crs-setup.conf.example").read_text("utf-8")
    setup = "\n".join(line for line in setup.splitlines() if not line.startswith("SecDefaultAction"))
    files = sorted((crs / "rules").glob("REQUEST-*.conf"))
    return ENGINE + setup + "\n" + "".join(f"Include {file}\n" for file in files)


engine, loaded = ModSecurity(), RulesSet()
engine.set_log_callback(lambda _: None)
with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
    file.write(rules(Path(sys.argv[1]).resolve()))
    file.flush()
    if loaded.load_from_uri(file.name) < 0:
        raise SystemExit(loaded.get_parser_error())
for line in sys.stdin:
    request = json.loads(line)["request"]
    body = base64.b64decode(request["body"])
    started = time.thread_time_ns()
    asked = Transaction(engine, loaded)
    asked.process_connection("203.0.113.7", 1234, "127.0.0.1", 80)
    asked.process_uri(request["uri"], request["method"], "1.1")
    for name, value in request["headers"]:
        asked.add_request_header(name, value)
    asked.process_request_headers()
    if body:
        asked.append_request_body(body)
    asked.process_request_body()
    spent = time.thread_time_ns() - started
    found = [each.rule_id for each in asked.get_rule_messages() if each.rule_id // 1000 not in OTHER]
    sys.stdout.write(json.dumps({"hit": bool(found), "ns": spent, "cut": False}) + "\n")
