"""What is told of functions that stay as they are: what to write by hand, in the words of their framework."""

from __future__ import annotations

import pytest

from tests.fixes.guard.conftest import guarded

SAM = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  A:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.handler
      CodeUri: src/
      Layers: !FindInMap [Layers, All, Names]
"""
SERVERLESS = """\
service: shop
provider: {name: aws, runtime: python3.12, layers: ["arn:aws:lambda:eu-west-1:123456789012:layer:tools:1"]}
functions:
  a: {handler: src/app.handler}
"""
TERRAFORM = """\
variable "layers" {}
resource "aws_lambda_function" "a" {
  function_name = "a"
  runtime       = "python3.12"
  handler       = "app.handler"
  filename      = "src"
  role          = "arn:aws:iam::123456789012:role/x"
  layers        = var.layers
}
"""
IMAGE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  A:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image, ImageConfig: {Command: [app.handler]}}
    Metadata: {DockerContext: src, Dockerfile: Dockerfile}
"""
CDK = """\
from aws_cdk import Stack, aws_lambda


class Shop(Stack):
    def __init__(self, scope, id):
        super().__init__(scope, id)
        aws_lambda.Function(self, "A", runtime=aws_lambda.Runtime.PYTHON_3_12, handler="app.handler",
                            code=aws_lambda.Code.from_asset("src"))
"""
TOLD = {
    "template.yaml": (
        SAM,
        [
            "Resources: {GoatherdGuardPython: {Type: AWS::Serverless::LayerVersion, "
            "Properties: {ContentUri: goatherd-guard/python}}}",
            "Layers: [!Ref GoatherdGuardPython]",
            "Environment: {Variables: {AWS_LAMBDA_EXEC_WRAPPER: /opt/goatherd-guard, GOATHERD_GUARD: A}}",
        ],
    ),
    "serverless.yml": (
        SERVERLESS,
        [
            "layers: {goatherdGuardPython: {path: goatherd-guard/python}}  # of the service",
            "layers: [!Ref GoatherdGuardPythonLambdaLayer]  # of the function, behind those that it has",
            'environment: {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/goatherd-guard", "GOATHERD_GUARD": "a"}',
        ],
    ),
    "main.tf": (
        TERRAFORM,
        [
            'resource "aws_lambda_layer_version" "goatherd_guard_python" {',
            '  layer_name       = "goatherd-guard-python"',
            '  filename         = "${path.module}/goatherd-guard/python.zip"',
            '  source_code_hash = filebase64sha256("${path.module}/goatherd-guard/python.zip")',
            "}",
            "layers = [aws_lambda_layer_version.goatherd_guard_python.arn]",
            'environment { variables = { AWS_LAMBDA_EXEC_WRAPPER = "/opt/goatherd-guard", '
            'GOATHERD_GUARD = "aws_lambda_function.a" } }',
        ],
    ),
    "image/template.yaml": (
        IMAGE,
        [
            "goatherd guard layer -o goatherd-guard-layer",
            "COPY goatherd-guard-layer/python/goatherd /opt/goatherd",
            "ENV PYTHONPATH=/opt/goatherd/python GOATHERD_GUARD=A",
            "from goatherd_guard import guarded",
            "handler = guarded(handler)",
        ],
    ),
    "infra/stack.py": (
        CDK,
        [
            'layers=[aws_lambda.LayerVersion(self, "GoatherdGuardPythonA", '
            'code=aws_lambda.Code.from_asset("infra/goatherd-guard/python"))],',
            'environment={"AWS_LAMBDA_EXEC_WRAPPER": "/opt/goatherd-guard", "GOATHERD_GUARD": "A"},',
        ],
    ),
}


@pytest.mark.parametrize("place", TOLD)
def test_what_to_write_by_hand_is_told_in_the_words_of_the_framework(tree, place):
    text, lines = TOLD[place]
    (tree / place).parent.mkdir(exist_ok=True)
    (tree / place).write_text(text)
    (tree / "cdk.json").write_text('{"app": "python3 infra/app.py"}')
    if place.startswith("image"):
        (tree / "src").rename(tree / "image" / "src")
        (tree / "image" / "src" / "Dockerfile").write_text("FROM public.ecr.aws/lambda/python:3.12\nCOPY app.py ./\n")
    (left,) = guarded(tree).left
    assert list(left.by_hand[:-1]) == lines
    assert left.by_hand[-1].startswith("its policy: ") and "goatherd-guard/policies/" in left.by_hand[-1]


MODULE = """\
module "shop" { source = "./shop" }
"""


def test_a_function_of_a_module_of_the_tree_is_written_as_the_resource_that_it_is(tree):
    (tree / "shop").mkdir()
    (tree / "src").rename(tree / "shop" / "src")
    (tree / "main.tf").write_text(MODULE)
    (tree / "shop" / "main.tf").write_text(TERRAFORM)
    (left,) = guarded(tree).left
    assert left.why == "a module makes it"
    assert [line for line in left.by_hand if line.startswith("environment")] == [
        'environment { variables = { AWS_LAMBDA_EXEC_WRAPPER = "/opt/goatherd-guard", '
        'GOATHERD_GUARD = "module.shop.aws_lambda_function.a" } }'
    ]


AZURE = """\
import azure.functions as func

app = func.FunctionApp()


@app.route(route="a")
def a(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("a")
"""


def test_it_is_told_on_which_side_of_azures_decorators_the_guard_stands(tmp_path):
    (tmp_path / "function_app.py").write_text(AZURE)
    (tmp_path / "host.json").write_text('{"version": "2.0"}')
    (left,) = guarded(tmp_path).left
    assert "@guarded  # right above def a, below all other decorators (@app.route)" in left.by_hand
