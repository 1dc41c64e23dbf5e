"""Time attacks: fifty functions of a made-up application, and warm invocations a second.

    python benchmarks/attack_speed.py [--functions 50] [--peer]

Prints wall-clock seconds of `goatherd attack` on an application with that many functions (half Python, half
JavaScript; HTTP, queues, buckets and streams; the Python ones write to a table; every fifth is vulnerable),
and how many invocations a second a trivial
function of each language does in a warm sandbox. `--peer` also times serverless-offline on the same trivial JavaScript
function (npm must reach its registry; it runs no sandbox and no simulated cloud). SAM CLI needs a container engine.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goatherd.attack.run import attack
from goatherd.code.advisories import shipped
from goatherd.code.modules import Modules
from goatherd.core.events import AttackFinished, FindingFound
from goatherd.reading import find_applications, read_application
from goatherd.sandbox.dependencies import Dependencies
from goatherd.sandbox.enclosure import enclosed
from goatherd.sandbox.pod import Options, Pod
from goatherd.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goatherd.model.application import Application

PYTHON = """import json
import os
import subprocess

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def text_of(event):
    record = (event.get("Records") or [event])[0]
    if "s3" in record:
        return record["s3"]["object"]["key"]
    if "dynamodb" in record:
        return record["dynamodb"]["NewImage"]["name"]["S"]
    return json.loads(record["body"])["name"]


def handler(event, context):
    name = text_of(event)
    if {vulnerable}:
        subprocess.run(f"echo {{name}}", shell=True)
    table.put_item(Item={{"id": str(len(name)), "name": name}})
    return {{"statusCode": 200, "body": json.dumps({{"hello": name}})}}
"""
JAVASCRIPT = """const {{ execSync }} = require("node:child_process");

function textOf(event) {{
  const record = (event.Records ?? [event])[0];
  if (record.s3) return record.s3.object.key;
  if (record.dynamodb) return record.dynamodb.NewImage.name.S;
  return JSON.parse(record.body).name;
}}

exports.handler = async (event) => {{
  const name = textOf(event);
  if ({vulnerable}) execSync(`echo ${{name}}`);
  return {{ statusCode: 200, body: JSON.stringify({{ hello: name, table: process.env.TABLE }}) }};
}};
"""
TRIGGERS = (
    "Type: HttpApi, Properties: {{Path: /way{n}, Method: post}}",
    "Type: HttpApi, Properties: {{Path: '/way{n}/{{id}}', Method: put}}",
    "Type: SQS, Properties: {{Queue: !GetAtt Jobs.Arn}}",
    "Type: S3, Properties: {{Bucket: !Ref Files, Events: 's3:ObjectCreated:*',"
    " Filter: {{S3Key: {{Rules: [{{Name: prefix, Value: in{n}/}}]}}}}}}",
    "Type: DynamoDB, Properties: {{Stream: !GetAtt Orders.StreamArn, StartingPosition: LATEST}}",
)
HEAD = """Transform: AWS::Serverless-2016-10-31
Resources:
  Jobs: {Type: AWS::SQS::Queue}
  Files: {Type: AWS::S3::Bucket}
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      StreamSpecification: {StreamViewType: NEW_IMAGE}
  Visits: {Type: AWS::Serverless::SimpleTable}
"""
FUNCTION = """  Way{n}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: {runtime}
      CodeUri: way{n}/
      Handler: app.handler
      Environment: {{Variables: {{TABLE: !Ref Visits}}}}
      Policies: [{{DynamoDBCrudPolicy: {{TableName: !Ref Visits}}}}]
      Events: {{Call: {{{trigger}}}}}
"""


def application(folder: Path, functions: int) -> None:
    template = HEAD
    for n in range(functions):
        python = n % 2 == 0
        code, name, runtime = (PYTHON, "app.py", "python3.12") if python else (JAVASCRIPT, "app.js", "nodejs20.x")
        vulnerable = ("True" if python else "true") if n % 5 == 0 else ("False" if python else "false")
        (folder / f"way{n}").mkdir()
        (folder / f"way{n}" / name).write_text(code.format(vulnerable=vulnerable))
        template += FUNCTION.format(n=n, runtime=runtime, trigger=TRIGGERS[n // 2 % len(TRIGGERS)].format(n=n))
    (folder / "template.yaml").write_text(template)


def timed_attack(functions: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        application(Path(folder), functions)
        started = time.perf_counter()
        events = list(attack(folder))
        seconds = time.perf_counter() - started
    commands = {e.finding.function for e in events if isinstance(e, FindingFound) and e.finding.id == "GOAT0151"}
    sent = sum(event.attempts for event in events if isinstance(event, AttackFinished))
    expected = len(range(0, functions, 5))
    proved = f"{len(commands)} of {expected} commands proved"
    print(f"{functions} functions: {seconds:.1f} s, {sent} events, {proved}")


def read(folder: str) -> Application:
    tree = Tree(folder)
    modules, found = Modules(tree), []
    list(find_applications(modules, tree, "", found))
    list(read_application(found[0], modules, tree, shipped()))
    return found[0]


def invocations(seconds: float = 3.0) -> dict[str, float]:
    """Warm invocations a second of a trivial function, by language."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "app.py").write_text("def handler(event, context):\n    return {}\n")
        Path(folder, "app.js").write_text("exports.handler = async () => ({});\n")
        Path(folder, "template.yaml").write_text(
            "Transform: AWS::Serverless-2016-10-31\nResources:\n"
            "  python: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.12, Handler: app.handler}}\n"
            "  javascript: {Type: AWS::Serverless::Function, Properties: {Runtime: nodejs20.x, Handler: app.handler}}\n"
        )
        os.chmod(folder, 0o755)
        found = read(folder)

        def task(place: Path) -> Iterator[dict[str, Any]]:
            pod = Pod(found, folder, place, Dependencies(), Options(watch="ghbench"))
            pod.start()
            for function in pod.runnable:
                pod.invoke(function, {})
                count, started = 0, time.perf_counter()
                while time.perf_counter() - started < seconds:
                    pod.invoke(function, {"body": "{}", "count": count})
                    count += 1
                yield {function: count / (time.perf_counter() - started)}

        return {name: rate for message in enclosed(task) for name, rate in message.items()}


def peer(seconds: float = 3.0) -> float:
    """Requests a second that serverless-offline answers for the same JavaScript function."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "app.js").write_text("exports.handler = async () => ({ statusCode: 200, body: '{}' });\n")
        Path(folder, "package.json").write_text('{"private": true}')
        Path(folder, "serverless.yml").write_text(
            "service: peer\nprovider: {name: aws, runtime: nodejs20.x}\nplugins: [serverless-offline]\n"
            "functions: {hello: {handler: app.handler, events: [{httpApi: 'GET /hello'}]}}\n"
        )
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "serverless@3", "serverless-offline@13"]
        subprocess.run(install, cwd=folder, check=True, timeout=600)
        command = ["node_modules/.bin/serverless", "offline", "--httpPort", "3999"]
        quiet = {"SLS_TELEMETRY_DISABLED": "1", "SLS_NOTIFICATIONS_MODE": "off", "CI": "1"}
        nothing = subprocess.DEVNULL
        server = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **quiet}, stdout=nothing, stderr=nothing, start_new_session=True
        )
        try:
            return _requests("http://127.0.0.1:3999/hello", seconds)
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _requests(url: str, seconds: float) -> float:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=5).read()
            break
        except OSError:
            time.sleep(0.2)
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        urllib.request.urlopen(url, timeout=5).read()
        count += 1
    return count / (time.perf_counter() - started)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--functions", type=int, default=50)
    parser.add_argument("--peer", action="store_true")
    options = parser.parse_args(arguments)
    rates = invocations()
    print(json.dumps({f"{name} invocations/s": round(rate) for name, rate in rates.items()}))
    timed_attack(options.functions)
    if options.peer:
        rate = peer()
        print(f"serverless-offline: {rate:.0f} requests/s, ours {rates['javascript'] / rate:.1f} times as many")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
