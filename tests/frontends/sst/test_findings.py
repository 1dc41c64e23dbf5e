"""Whole runs over applications of SST: what a user sees."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """\
export default $config({
  app() {
    return { name: "shop", home: "aws" };
  },
  async run() {
    const table = new sst.aws.Dynamo("Orders", { fields: { id: "string" }, primaryIndex: { hashKey: "id" } });
    const api = new sst.aws.ApiGatewayV2("Api", { cors: false });
    api.route("POST /orders", { handler: "src/order.handler", link: [table] });
    api.route("POST /own", "src/order.handler", { auth: { iam: true } });
    %s
  },
});
"""
ORDER = """\
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { execSync } from "child_process";
import { Resource } from "sst";

export const handler = async (event) => {
  execSync("convert " + event.queryStringParameters.name);
  await new DynamoDBClient({}).send(
    new PutItemCommand({ TableName: Resource.Orders.name, Item: { id: { S: "1" } } })
  );
  return { statusCode: 200 };
};
"""


SECOND = """\
import { Api, Table } from "sst/constructs";
export default {
  stacks(app) {
    app.stack(function Shop({ stack }) {
      const orders = new Table(stack, "Orders", { fields: { id: "string" }, primaryIndex: { partitionKey: "id" } });
      new Api(stack, "Api", {
        defaults: { function: { bind: [orders] } },
        routes: { "POST /orders": "src/order.handler" },
      });
    });
  },
};
"""


def scan(folder: Path, config: str, order: str = ORDER) -> tuple[int, dict]:
    (folder / "src").mkdir()
    (folder / "sst.config.ts").write_text(config)
    (folder / "src" / "order.ts").write_text(order)
    command = [sys.executable, "-m", "goatherd", "scan", str(folder), "--profile", "everything", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout)


def test_what_callers_of_routes_reach(tmp_path):
    code, report = scan(tmp_path, CONFIG % "")
    (shell,) = (finding for finding in report["findings"] if finding["id"] == "GOAT0101")
    assert code == 1
    assert (shell["path"], shell["line"], shell["severity"]) == ("src/order.ts", 6, "critical")
    assert shell["functions"] == ["Api/POST-orders", "Api/POST-own"]


def test_what_a_link_grants_too_much_is_told_in_the_words_of_sst(tmp_path):
    _, report = scan(tmp_path, CONFIG % "")
    (unused,) = (finding for finding in report["findings"] if finding["id"] == "GOAT0420")
    assert (unused["path"], unused["line"]) == ("sst.config.ts", 8)
    assert 'actions: ["dynamodb:PutItem"],\n  resources: [orders.arn],' in unused["remedy"]


def test_a_site_whose_server_is_not_read_makes_the_run_incomplete(tmp_path):
    code, report = scan(tmp_path, CONFIG % 'new sst.aws.Nextjs("Web");')
    assert code == 3
    assert [d["message"] for d in report["diagnoses"]] == ["the server functions of site Web (Nextjs) are not read"]


def test_what_a_binding_of_the_second_version_grants_too_much(tmp_path):
    order = ORDER.replace('{ Resource } from "sst"', '{ Table } from "sst/node/table"')
    _, report = scan(tmp_path, SECOND, order.replace("Resource.Orders.name", "Table.Orders.tableName"))
    (wide,) = (finding for finding in report["findings"] if finding["id"] == "GOAT0401")
    assert (wide["path"], wide["line"]) == ("sst.config.ts", 7)
    assert 'actions: ["dynamodb:PutItem"],\n  resources: [orders.tableArn],' in wide["remedy"]
