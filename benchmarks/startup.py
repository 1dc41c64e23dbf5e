"""Start-up and the scan of one small function, beside other scanners.

    python benchmarks/startup.py [--peers DIR …] [--semgrep-rules DIR] [--rounds 5]

All commands take turns, so that a busy machine slows each of them; figures are medians.
"""

from __future__ import annotations

import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path

from measure import GOATHERD, HEAD, Run, median, row, run, table
from peers import Peers, options

TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: {runtime}
      Handler: app.handler
      CodeUri: src/
      Events:
        Get: {{Type: Api, Properties: {{Path: /hello, Method: get}}}}
"""
PYTHON = """\
import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    name = event["queryStringParameters"]["name"]
    os.system("echo " + name)
    table.put_item(Item={"id": name})
    return {"statusCode": 200, "body": json.dumps({"hello": name})}
"""
JAVASCRIPT = """\
const { exec } = require("child_process");
const { DynamoDB } = require("aws-sdk");

const table = new DynamoDB.DocumentClient();

exports.handler = async (event) => {
  const name = event.queryStringParameters.name;
  exec("echo " + name);
  await table.put({ TableName: process.env.TABLE, Item: { id: name } }).promise();
  return { statusCode: 200, body: JSON.stringify({ hello: name }) };
};
"""


def trees(work: Path) -> dict[str, Path]:
    result = {}
    for name, runtime, file, text in (
        ("Python", "python3.12", "app.py", PYTHON),
        ("JavaScript", "nodejs20.x", "app.js", JAVASCRIPT),
    ):
        result[name] = tree = work / name
        (tree / "src").mkdir(parents=True)
        (tree / "template.yaml").write_text(TEMPLATE.format(runtime=runtime), "utf-8")
        (tree / "src" / file).write_text(text, "utf-8")
    return result


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    options(parser)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        peers = Peers(chosen.peers, chosen.semgrep_rules, work)
        groups: dict[str, dict[str, list[str]]] = {
            "--version": {"goatherd": [*GOATHERD, "--version"], **{name: peers.version(name) for name in peers.names}}
        }
        for language, tree in trees(work).items():
            scans = {name: peers.scan(name, tree) for name in peers.names}
            ours = [*GOATHERD, "scan", str(tree), "--no-cache"]
            groups[f"scan of one {language} function"] = {"goatherd": ours, **{n: c for n, c in scans.items() if c}}
        runs: dict[tuple[str, str], list[Run]] = {}
        for number in range(chosen.rounds + 1):
            for group, commands in groups.items():
                for name, command in commands.items():
                    result = run(command, chosen.timeout, peers.environment)
                    if number:  # The first round fills caches.
                        runs.setdefault((group, name), []).append(result)
    print(f"medians of {chosen.rounds} rounds; semgrep with {peers.rules} rules\n")
    for group, commands in groups.items():
        ours_run = median(runs[group, "goatherd"])
        rows = [row(name, median(runs[group, name]), ours_run) for name in commands]
        print(table([[group, *HEAD[1:]], *rows]), end="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
