"""Measure `goatherd attack` on a checkout of OWASP BenchmarkPython, injection categories only.

    python benchmarks/attack_benchmarkpython.py PATH [--misses] [--only WORD]

The tests are written for Python 3.12 or newer; run this with one. Each test file becomes a Lambda function behind
an HTTP API, as somebody would port it: its routes stay in Flask, a small WSGI adapter translates events. A case
counts as found when an oracle of its category has proved something. `--only` limits it to categories or tests
whose name holds the word.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from benchmarkpython import CATEGORIES, INJECTIONS, Reported, cases, scores

from goatherd.attack.run import Settings, attack
from goatherd.core.config import Config
from goatherd.core.events import Diagnosed, FindingFound

ORACLES = {
    "cmdi": {"command-runs"},
    "codeinj": {"code-is-evaluated"},
    "deserialization": {"object-is-deserialised"},
    "ldapi": {"ldap-structure-changes"},
    "pathtraver": {"outside-file-is-opened"},
    "redirect": {"redirect-leads-outside"},
    "sqli": {"sql-structure-changes"},
    "xpathi": {"xpath-structure-changes"},
    "xss": {"markup-is-sent"},
    "xxe": {"external-entity-is-read"},
}
PER_APPLICATION = 24
PACKAGES = ("elementpath", "Flask", "ldap3", "lxml", "MarkupSafe", "PyYAML")  # what the tests import
TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
"""
FUNCTION = """\
  {name}:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: {name}/
      Runtime: python3.12
      Handler: entry.handler
      MemorySize: 512
      Timeout: 10
      Events:
        Call: {{Type: HttpApi, Properties: {{Path: {path}, Method: post}}}}
"""
# The tests write into folders beside their code; in Lambda only /tmp can be written.
ENTRY = """\
import base64
import io
import os
import shutil

os.makedirs("/tmp/app", exist_ok=True)
os.chdir("/tmp/app")


def provide():
    for folder in ("testfiles", "helpers/resources"):
        if not os.path.isdir(folder):
            shutil.copytree("/var/task/" + folder, folder)


provide()

from flask import Flask
import testcode.{name}

app = Flask(__name__)
testcode.{name}.init(app)


def handler(event, context):
    os.makedirs("/tmp/app", exist_ok=True)
    os.chdir("/tmp/app")
    provide()
    body = event.get("body") or ""
    data = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    http = event["requestContext"]["http"]
    environ = {{
        "REQUEST_METHOD": http["method"],
        "PATH_INFO": event["rawPath"],
        "SCRIPT_NAME": "",
        "QUERY_STRING": event.get("rawQueryString", ""),
        "SERVER_NAME": event["requestContext"]["domainName"],
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": http["protocol"],
        "REMOTE_ADDR": http["sourceIp"],
        "CONTENT_LENGTH": str(len(data)),
        "wsgi.input": io.BytesIO(data),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "https",
        "wsgi.version": (1, 0),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }}
    for name, value in event["headers"].items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else "HTTP_" + key] = value
    if event.get("cookies"):
        environ["HTTP_COOKIE"] = "; ".join(event["cookies"])
    answer = {{}}

    def start(status, headers, exc_info=None):
        answer["statusCode"] = int(status.split()[0])
        answer["headers"] = dict(headers)

    text = b"".join(app(environ, start))
    try:
        answer["body"] = text.decode()
    except UnicodeDecodeError:
        answer["body"], answer["isBase64Encoded"] = base64.b64encode(text).decode(), True
    return answer
"""


def write(root: Path, tests: list[str], folder: Path) -> None:
    """An application with one function a test."""
    wanted = {package.lower() for package in PACKAGES}
    lines = (root / "requirements.txt").read_text("utf-8").splitlines()
    requirements = "\n".join(line for line in lines if line.partition("==")[0].lower() in wanted) + "\n"
    template = TEMPLATE
    for name in tests:
        code = (root / "testcode" / f"{name}.py").read_text("utf-8")
        route = re.search(r"'(/benchmark/[^']+)', methods=\['POST'\]", code)
        template += FUNCTION.format(name=name, path=route[1] if route else "/")
        place = folder / name
        (place / "testcode").mkdir(parents=True)
        (place / "testcode" / f"{name}.py").write_text(code)
        (place / "entry.py").write_text(ENTRY.format(name=name))
        (place / "requirements.txt").write_text(requirements)
        for shared in ("helpers", "testfiles"):
            shutil.copytree(root / shared, place / shared)
    (folder / "template.yaml").write_text(template)


def attacked(root: Path, tests: list[str]) -> tuple[dict[str, set[str]], list[str]]:
    """What was proved for each test, and what went wrong."""
    found: dict[str, set[str]] = defaultdict(set)
    said = []
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        write(root, tests, Path(folder))
        oracles = tuple(sorted(set().union(*ORACLES.values())))
        for event in attack(folder, Config(select=oracles), Settings(install=True)):
            if isinstance(event, FindingFound):
                found[event.finding.function or ""].add(event.finding.slug)
            elif isinstance(event, Diagnosed):
                said.append(event.diagnosis.message)
    return found, said


def main(arguments: list[str]) -> int:
    root = Path(arguments[0])
    only = arguments[arguments.index("--only") + 1] if "--only" in arguments else ""
    wanted = [case for case in cases(root) if case[1] in INJECTIONS and only in f"{case[0]} {case[1]}"]
    started = time.perf_counter()
    proved: dict[str, set[str]] = {}
    problems: dict[str, None] = {}
    tests = [test for test, _, _ in wanted]
    for start in range(0, len(tests), PER_APPLICATION):
        found, said = attacked(root, tests[start : start + PER_APPLICATION])
        proved |= found
        problems |= dict.fromkeys(said)
    reported: Reported = defaultdict(set)
    for test, category, vulnerable in wanted:
        shown = bool(proved.get(test, set()) & ORACLES[category])
        reported[test] |= CATEGORIES[category] if shown else set()
        if "--misses" in arguments and shown is not vulnerable:
            print("false positive" if shown else "missed", category, test)
    print(scores(wanted, {"proved": reported}, {"the injections": list(INJECTIONS)}))
    print(f"{len(wanted)} cases, {time.perf_counter() - started:.0f} s")
    for problem in problems:
        print(problem)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
