"""What is called as a part of the guard and is something else: it is no reason to write, and is not taken away."""

from __future__ import annotations

import pytest

from tests.fixes.guard.conftest import guarded, restored

SERVERLESS = """\
service: shop
provider: {name: aws, runtime: python3.13}
functions:
  a:
    handler: src/app.handler
    layers:
      - !Ref GoatherdGuardPythonLambdaLayer
layers:
  goatherdGuardPython:
    path: layers/ours
"""
TERRAFORM = """\
resource "aws_lambda_layer_version" "goatherd_guard_python" {
  layer_name = "ours"
  filename   = "ours.zip"
}

data "archive_file" "z" {
  type        = "zip"
  source_dir  = "src"
  output_path = "z.zip"
}

resource "aws_lambda_function" "a" {
  function_name = "a"
  runtime       = "python3.13"
  handler       = "app.handler"
  filename      = data.archive_file.z.output_path
  role          = "arn:aws:iam::123456789012:role/x"
  layers        = [aws_lambda_layer_version.goatherd_guard_python.arn]

  environment {
    variables = { GOATHERD_GUARD = "ours" }
  }
}
"""
CDK = """\
import { App, Stack } from 'aws-cdk-lib';
import { Code, Function, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
class Shop extends Stack {
  constructor(scope: App, id: string) {
    super(scope, id);
    new Function(this, 'A', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'app.handler',
      code: Code.fromAsset('src'),
      layers: [new LayerVersion(this, 'GoatherdGuardOurs', { code: Code.fromAsset('layers/ours') })],
      environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/ours', GOATHERD_GUARD: 'ours' },
    });
  }
}
new Shop(new App(), 'Shop');
"""
FILES = {"serverless.yml": SERVERLESS, "main.tf": TERRAFORM, "app.ts": CDK}


@pytest.fixture
def put(tree):
    def put(name):
        (tree / "cdk.json").write_text('{"app": "npx ts-node app.ts"}')
        (tree / name).write_text(FILES[name])
        return tree / name

    return put


@pytest.mark.parametrize("name", FILES)
def test_the_guard_is_not_put_in_front_with_what_is_not_its_own(tree, put, name):
    file = put(name)
    changes = guarded(tree)
    assert (changes.files, len(changes.left)) == ({}, 1)
    assert file.read_text() == FILES[name]


RENAMED = {
    "template.yaml": ("  Main:", "  Other:"),
    "template.json": ('"Main": {', '"Other": {'),
    "serverless.yml": ("  a:\n", "  other:\n"),
    "main.tf": ('"aws_lambda_function" "a"', '"aws_lambda_function" "other"'),
    "app.ts": ("this, 'A'", "this, 'Other'"),
}
SAM = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Main:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: src/app.handler}
"""
JSON = """\
{"Transform": "AWS::Serverless-2016-10-31", "Resources": {"Main": {"Type": "AWS::Serverless::Function",
 "Properties": {"Runtime": "python3.13", "Handler": "src/app.handler"}}}}
"""
PLAIN = {
    "template.yaml": SAM,
    "template.json": JSON,
    "serverless.yml": SERVERLESS[: SERVERLESS.index("    layers:")],
    "main.tf": TERRAFORM[TERRAFORM.index("data ") : TERRAFORM.index("  layers   ")] + "}\n",
    "app.ts": "".join(line for line in CDK.splitlines(True) if "layers" not in line and "environment" not in line),
}


@pytest.mark.parametrize("name", RENAMED)
def test_a_function_that_was_renamed_gets_the_policy_of_its_name(tree, name):
    (tree / "cdk.json").write_text('{"app": "npx ts-node app.ts"}')
    file = tree / name
    before, after = RENAMED[name]
    file.write_text(PLAIN[name])
    guarded(tree)
    file.write_text(file.read_text().replace(before, after))
    changes = guarded(tree)
    assert (changes.left, list(changes.files)) == ([], [name])
    restored(tree)
    assert file.read_text() == PLAIN[name].replace(before, after)


@pytest.mark.parametrize("name", FILES)
def test_what_is_not_the_guards_is_not_taken_away(tree, put, name):
    file = put(name)
    changes = restored(tree)
    assert changes.files == {} and file.read_text() == FILES[name]


@pytest.mark.parametrize(
    ("name", "layer"), [("serverless.yml", "goatherdGuardPython"), ("main.tf", "goatherd_guard_python")]
)
def test_a_layer_that_is_not_the_guards_is_named(tree, put, name, layer):
    file = put(name)
    file.write_text(file.read_text().replace("GOATHERD_GUARD", "OURS"))
    assert any(layer in left.why for left in guarded(tree).left)
    assert any(layer in other.function for other in restored(tree).others)


def test_a_layer_that_another_file_refers_to_stays(tree, put):
    file = put("main.tf")
    before = TERRAFORM[TERRAFORM.index("data ") :].replace(
        "  layers        = [aws_lambda_layer_version.goatherd_guard_python.arn]\n", ""
    )
    before = before.replace('    variables = { GOATHERD_GUARD = "ours" }\n', '    variables = { A = "b" }\n')
    file.write_text(before)
    assert guarded(tree).left == []
    other = 'output "layer" {\n  value = aws_lambda_layer_version.goatherd_guard_python.arn\n}\n'
    (tree / "outputs.tf").write_text(other)
    changes = restored(tree)
    assert 'resource "aws_lambda_layer_version"' in file.read_text() and "GOATHERD_GUARD" not in file.read_text()
    assert [left.why for left in changes.left] == ["outputs.tf still refers to it"]
