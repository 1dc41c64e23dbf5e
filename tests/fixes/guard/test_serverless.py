"""The guard in front of functions of the Serverless Framework, and away again."""

from __future__ import annotations

import pytest

from tests.fixes.guard.conftest import guarded, there_and_back

HEAD = """\
service: store   # of orders
provider:
  name: aws
  runtime: python3.13
functions:
"""
STORE = """\
  store:
    handler: app.handler
    events:
      - httpApi: GET /orders
"""
PUT = """\
    layers:
      - !Ref GoatherdGuardPythonLambdaLayer
    environment:
      AWS_LAMBDA_EXEC_WRAPPER: /opt/goatherd-guard
      GOATHERD_GUARD: store
"""
LAYER = """\
layers:
  goatherdGuardPython:
    path: goatherd-guard/python
    description: goatherd-guard
"""
CASES = {
    "variables at the end": (
        HEAD + STORE + "    environment:\n      TABLE: orders\n",
        HEAD
        + STORE
        + """\
    environment:
      TABLE: orders
      AWS_LAMBDA_EXEC_WRAPPER: /opt/goatherd-guard
      GOATHERD_GUARD: store
    layers:
      - !Ref GoatherdGuardPythonLambdaLayer
"""
        + LAYER,
    ),
    "plain": (HEAD + STORE, HEAD + STORE + PUT + LAYER),
    "layers and variables that are there": (
        HEAD
        + """\
  store:
    handler: app.handler
    layers:
      - !Ref ToolsLambdaLayer
    environment:
      TABLE: orders  # of the shop
layers:
  tools: {path: tools}
resources: {}
""",
        HEAD
        + """\
  store:
    handler: app.handler
    layers:
      - !Ref ToolsLambdaLayer
      - !Ref GoatherdGuardPythonLambdaLayer
    environment:
      TABLE: orders  # of the shop
      AWS_LAMBDA_EXEC_WRAPPER: /opt/goatherd-guard
      GOATHERD_GUARD: store
layers:
  tools: {path: tools}
  goatherdGuardPython:
    path: goatherd-guard/python
    description: goatherd-guard
resources: {}
""",
    ),
}


@pytest.fixture(autouse=True)
def _handler(tree):
    (tree / "src" / "app.py").rename(tree / "app.py")


@pytest.mark.parametrize("case", CASES)
def test_the_guard_is_put_in_front_and_taken_away_again(tree, case):
    there_and_back(tree, "serverless.yml", *CASES[case])


def test_layers_of_the_provider_are_not_replaced(tree):
    layers = "  layers: [arn:aws:lambda:a:b:layer:c:1]\n"
    text = (HEAD + STORE).replace("functions:\n", layers + "functions:\n")
    (tree / "serverless.yml").write_text(text)
    changes = guarded(tree)
    why = "its layers are those of the provider, which a list of its own would replace"
    assert [left.why for left in changes.left] == [why]
    assert (tree / "serverless.yml").read_text() == text


def test_functions_in_a_file_of_their_own_are_changed_there(tree):
    (tree / "serverless.yml").write_text(HEAD.replace("functions:\n", "functions: ${file(functions.yml)}\n"))
    (tree / "functions.yml").write_text("store:\n  handler: app.handler\n")
    changes = guarded(tree)
    assert changes.left == []
    assert sorted(changes.files) == ["functions.yml", "serverless.yml"]
    assert "  environment:\n    AWS_LAMBDA_EXEC_WRAPPER: /opt/goatherd-guard\n" in (tree / "functions.yml").read_text()
    assert (tree / "serverless.yml").read_text().endswith(LAYER)
