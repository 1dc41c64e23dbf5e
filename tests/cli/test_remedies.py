"""The same weakness in four applications: each is told how to mend it in the language that its code is written in."""

from __future__ import annotations

import json

import pytest

PYTHON = """\
import subprocess


def handler(event, context):
    return subprocess.check_output("wc -w " + event["queryStringParameters"]["name"], shell=True)
"""
JAVASCRIPT = """\
const { execSync } = require("node:child_process");

exports.handler = async (event) => ({ body: execSync("wc -w " + event.queryStringParameters.name) });
"""
TYPESCRIPT = """\
import { execSync } from "node:child_process";

export const handler = async (event: any) => ({ body: execSync("wc -w " + event.queryStringParameters.name) });
"""
SAM = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Count:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: RUNTIME
      Handler: app.handler
      Events: {Get: {Type: HttpApi, Properties: {Path: /, Method: get}}}
"""
CDK = """\
import { App, Stack } from "aws-cdk-lib";
import * as lambda from "aws-cdk-lib/aws-lambda";
import { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";

const stack = new Stack(new App(), "Shop");
const count = new NodejsFunction(stack, "Count", { entry: "src/app.ts", runtime: lambda.Runtime.NODEJS_22_X });
count.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });
"""
TERRAFORM = """\
data "archive_file" "code" {
  type        = "zip"
  source_file = "${path.module}/app.py"
  output_path = "${path.module}/code.zip"
}

resource "aws_lambda_function" "count" {
  function_name = "count"
  role          = "arn:aws:iam::123456789012:role/count"
  runtime       = "python3.13"
  handler       = "app.handler"
  filename      = data.archive_file.code.output_path
}

resource "aws_lambda_function_url" "count" {
  function_name      = aws_lambda_function.count.function_name
  authorization_type = "NONE"
}
"""
APPLICATIONS = {
    "python": {"template.yaml": SAM.replace("RUNTIME", "python3.13"), "app.py": PYTHON},
    "javascript": {"template.yaml": SAM.replace("RUNTIME", "nodejs22.x"), "app.js": JAVASCRIPT},
    "typescript in the cdk": {
        "cdk.json": '{"app": "npx ts-node bin/shop.ts"}',
        "bin/shop.ts": CDK,
        "src/app.ts": TYPESCRIPT,
    },
    "terraform": {"main.tf": TERRAFORM, "app.py": PYTHON},
}
SHELL = {
    "Python": 'Call `subprocess.run([program, "--", argument])`; where there must be a shell, quote with'
    " `shlex.quote`.",
    "JavaScript": 'Call `execFile(program, ["--", argument])` or `spawn` of `node:child_process`, without'
    " `shell: true`.",
}
URL = {
    "typescript in the cdk": "Write `addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM })`",
    "terraform": 'Set `authorization_type = "AWS_IAM"` of `aws_lambda_function_url`',
}


@pytest.fixture
def told(goatherd, tmp_path):
    """What a scan for one check says and the remedies that it gives, by the application's name."""

    def run(name, slug):
        folder = tmp_path / "application"
        for path, text in APPLICATIONS[name].items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        shown = goatherd("scan", str(folder), "--select", slug, "--no-config").out
        found = json.loads(goatherd("scan", str(folder), "--select", slug, "--no-config", "--format", "json").out)
        return shown, [finding["remedy"] for finding in found["findings"]]

    return run


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("python", "Python"),
        ("javascript", "JavaScript"),
        ("typescript in the cdk", "JavaScript"),
        ("terraform", "Python"),
    ],
)
def test_the_language_of_the_code_is_spoken(told, name, language):
    shown, (remedy,) = told(name, "event-data-in-shell")
    assert remedy == (
        "Pass the program and its arguments as a list, without a shell, and what comes from the event behind `--`. "
        + SHELL[language]
    )
    assert ("shlex.quote" in shown) == (language == "Python")
    assert ("execFile" in shown) == (language == "JavaScript")


@pytest.mark.parametrize("name", URL)
def test_what_is_typed_for_the_infrastructure_is_in_its_own_language(told, name):
    _, (remedy,) = told(name, "function-url-without-authentication")
    assert remedy.startswith(URL[name])


def test_a_manifest_is_mended_with_the_tools_that_read_it(goatherd, tmp_path):
    (tmp_path / "template.yaml").write_text(SAM.replace("RUNTIME", "nodejs22.x"))
    (tmp_path / "app.js").write_text(JAVASCRIPT)
    (tmp_path / "package.json").write_text('{"dependencies": {"pg": "^8.0.0", "ws": "^8.0.0"}}')
    run = goatherd("scan", str(tmp_path), "--select", "no-lock-file", "--no-config", "--format", "json")
    (finding,) = json.loads(run.out)["findings"]
    assert "`npm ci`" in finding["remedy"]
    assert "uv sync" not in finding["remedy"]


def test_explain_has_the_remedies_for_all_languages_under_their_names(goatherd):
    shell = goatherd("explain", "GOAT0101").out
    assert f"## Remedy in Python\n{SHELL['Python']}\n\n## Remedy in JavaScript\n{SHELL['JavaScript']}\n" in shell
    url = goatherd("explain", "function-url-without-authentication").out
    for language in ("Terraform", "the Serverless Framework", "the CDK"):
        assert f"\n## Remedy in {language}\n" in url


def test_the_help_of_a_rule_in_sarif_has_them_all_and_a_result_the_one(goatherd, tmp_path):
    for path, text in APPLICATIONS["javascript"].items():
        (tmp_path / path).write_text(text)
    run = goatherd("scan", str(tmp_path), "--select", "event-data-in-shell", "--no-config", "--format", "sarif")
    (analysis,) = json.loads(run.out)["runs"]
    (rule,) = analysis["tool"]["driver"]["rules"]
    assert f"In Python: {SHELL['Python']} In JavaScript: {SHELL['JavaScript']}" in rule["help"]["text"]
    assert "## Remedy in JavaScript" in rule["help"]["markdown"]
    (result,) = analysis["results"]
    assert SHELL["JavaScript"] in result["message"]["text"]
    assert "shlex" not in result["message"]["text"]
