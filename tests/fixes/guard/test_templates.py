"""The guard in front of functions of SAM and CloudFormation, and away again."""

from __future__ import annotations

import pytest

from tests.fixes.guard.conftest import guarded, restored, there_and_back

HEAD = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
PYTHON = """\
  Convert:   # makes previews
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
"""
PUT = """\
      Layers:
        - !Ref GoatherdGuardPython
      Environment:
        Variables:
          AWS_LAMBDA_EXEC_WRAPPER: /opt/goatherd-guard
          GOATHERD_GUARD: Convert
"""
LAYER = """\
  GoatherdGuardPython:
    Type: AWS::Serverless::LayerVersion
    Properties:
      Description: goatherd-guard
      ContentUri: goatherd-guard/python
"""
JSON = """\
{
  "Transform": "AWS::Serverless-2016-10-31",
  "Resources": {
    "Convert": {
      "Type": "AWS::Serverless::Function",
      "Properties": {
        "Runtime": "python3.13",
        "Handler": "app.handler",
        "CodeUri": "src/",
        "Environment": {"Variables": {"TABLE": "orders"}}
      }
    }
  }
}
"""
CASES = {
    "variables at the end": (
        HEAD + PYTHON + "      Environment:\n        Variables:\n          TABLE: orders\n",
        HEAD
        + PYTHON
        + """\
      Environment:
        Variables:
          TABLE: orders
          AWS_LAMBDA_EXEC_WRAPPER: /opt/goatherd-guard
          GOATHERD_GUARD: Convert
      Layers:
        - !Ref GoatherdGuardPython
"""
        + LAYER,
    ),
    "layers at the end": (
        HEAD + PYTHON + "      Layers:\n        - !Ref Tools\n",
        HEAD + PYTHON + PUT.replace("Layers:\n", "Layers:\n        - !Ref Tools\n") + LAYER,
    ),
    "plain": (HEAD + PYTHON, HEAD + PYTHON + PUT + LAYER),
    "variables and layers that are there": (
        HEAD
        + PYTHON
        + """\
      Environment:
        Variables:
          TABLE: orders  # of the shop
      Layers:
        - arn:aws:lambda:eu-west-1:123456789012:layer:tools:3
      Timeout: 20
  Orders: {Type: AWS::Serverless::SimpleTable}
""",
        HEAD
        + PYTHON
        + """\
      Environment:
        Variables:
          TABLE: orders  # of the shop
          AWS_LAMBDA_EXEC_WRAPPER: /opt/goatherd-guard
          GOATHERD_GUARD: Convert
      Layers:
        - arn:aws:lambda:eu-west-1:123456789012:layer:tools:3
        - !Ref GoatherdGuardPython
      Timeout: 20
  Orders: {Type: AWS::Serverless::SimpleTable}
"""
        + LAYER,
    ),
    "in brackets": (
        HEAD
        + "  Convert: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.13, Handler: app.handler, "
        + "CodeUri: src/, Environment: {Variables: {A: b}}, Layers: [!Ref Tools]}}\n",
        HEAD
        + "  Convert: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.13, Handler: app.handler, "
        + "CodeUri: src/, Environment: {Variables: {A: b, AWS_LAMBDA_EXEC_WRAPPER: /opt/goatherd-guard, "
        + "GOATHERD_GUARD: Convert}}, Layers: [!Ref Tools, !Ref GoatherdGuardPython]}}\n"
        + LAYER,
    ),
    "CloudFormation": (
        "Resources:\n" + PYTHON.replace("Serverless", "Lambda").replace("CodeUri: src/", "Code: src/"),
        "Resources:\n"
        + PYTHON.replace("Serverless", "Lambda").replace("CodeUri: src/", "Code: src/")
        + PUT
        + LAYER.replace("Serverless", "Lambda").replace("ContentUri", "Content"),
    ),
    "JSON": (
        JSON,
        JSON.replace(
            '{"TABLE": "orders"}}\n',
            '{"TABLE": "orders", "AWS_LAMBDA_EXEC_WRAPPER": "/opt/goatherd-guard", "GOATHERD_GUARD": "Convert"}},\n'
            '        "Layers": [\n          {\n            "Ref": "GoatherdGuardPython"\n          }\n        ]\n',
        ).replace(
            "      }\n    }\n  }\n}\n",
            '      }\n    },\n    "GoatherdGuardPython": {\n      "Type": "AWS::Serverless::LayerVersion",\n'
            '      "Properties": {\n        "Description": "goatherd-guard",\n'
            '        "ContentUri": "goatherd-guard/python"\n      }\n    }\n  }\n}\n',
        ),
    ),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("case", CASES)
def test_the_guard_is_put_in_front_and_taken_away_again(tree, case, newline):
    before, after = (text.replace("\n", newline) for text in CASES[case])
    there_and_back(tree, "template.yaml", before, after)


def test_a_file_without_a_last_line_break_keeps_that(tree):
    (tree / "template.yaml").write_text((HEAD + PYTHON)[:-1])
    guarded(tree)
    assert (tree / "template.yaml").read_text() == (HEAD + PYTHON + PUT + LAYER)[:-1]
    restored(tree)
    assert (tree / "template.yaml").read_text() == (HEAD + PYTHON)[:-1]


LEFT = {
    "another wrapper": (
        "      Environment: {Variables: {AWS_LAMBDA_EXEC_WRAPPER: /opt/otel-handler}}\n",
        "it has another wrapper (AWS_LAMBDA_EXEC_WRAPPER), and there can be only one",
    ),
    "layers that are computed": (
        "      Layers: !If [A, [!Ref B], []]\n",
        "its list of layers is computed, not written out",
    ),
    "variables that are computed": (
        "      Environment: !Ref All\n",
        "its environment is computed, not written out",
    ),
    "five layers": (
        "      Layers: [a, b, c, d, e]\n",
        "it has 5 layers, and there can be no more",
    ),
    "a name that is set": (
        "      Environment: {Variables: {GOATHERD_GUARD: Other}}\n",
        "GOATHERD_GUARD is set to something else: take that out, or give the function layer and variables by hand",
    ),
}


@pytest.mark.parametrize("case", LEFT)
def test_what_cannot_be_changed_is_named_and_the_rest_is_done(tree, case):
    lines, why = LEFT[case]
    other = PYTHON.replace("Convert", "Other")
    (tree / "template.yaml").write_text(HEAD + PYTHON + lines + other)
    changes = guarded(tree)
    assert [(left.function, left.why) for left in changes.left] == [("Convert", why)]
    assert [each.function.id for each in changes.done] == ["Other"]
    text = (tree / "template.yaml").read_text()
    assert text == HEAD + PYTHON + lines + other + PUT.replace("Convert", "Other") + LAYER


def test_functions_of_two_languages_get_a_layer_each(tree):
    (tree / "src" / "app.js").write_text("exports.handler = async () => ({});\n")
    script = PYTHON.replace("Convert", "Show").replace("python3.13", "nodejs22.x")
    (tree / "template.yaml").write_text(HEAD + PYTHON + script)
    guarded(tree)
    text = (tree / "template.yaml").read_text()
    assert "- !Ref GoatherdGuardPython" in text and "- !Ref GoatherdGuardNodejs" in text
    assert "ContentUri: goatherd-guard/nodejs" in text
    restored(tree)
    assert (tree / "template.yaml").read_text() == HEAD + PYTHON + script


def test_a_function_without_a_template_is_named(tmp_path):
    (tmp_path / "app.py").write_text("import boto3\ndef lambda_handler(event, context):\n    return event['body']\n")
    changes = guarded(tmp_path)
    assert [left.why for left in changes.left] == ["nothing declares it"]


def test_a_template_in_another_folder_names_the_layer_from_there(tree):
    (tree / "deploy").mkdir()
    (tree / "deploy" / "template.yaml").write_text(HEAD + PYTHON.replace("CodeUri: src/", "CodeUri: ../src/"))
    guarded(tree)
    assert "ContentUri: goatherd-guard/python" in (tree / "deploy" / "template.yaml").read_text()


def test_an_empty_list_of_layers_is_filled(tree):
    (tree / "template.yaml").write_text(HEAD + PYTHON + "      Layers: []\n")
    guarded(tree)
    assert "      Layers: [!Ref GoatherdGuardPython,]\n" in (tree / "template.yaml").read_text()


def test_what_another_function_shares_by_an_alias_is_not_changed_for_both(tree):
    shared = "      Environment: &all\n        Variables:\n          TABLE: orders\n"
    text = HEAD + PYTHON + shared + PYTHON.replace("Convert", "Other") + "      Environment: *all\n"
    (tree / "template.yaml").write_text(text)
    assert {left.function: left.why for left in guarded(tree).left} == {
        "Convert": "a part of it is used elsewhere as well, by its alias",
        "Other": "its environment is computed, not written out",
    }
    assert (tree / "template.yaml").read_text() == text
