"""The guard in front of functions of Terraform, and away again."""

from __future__ import annotations

import pytest

from tests.fixes.guard.conftest import guarded, there_and_back

HEAD = """\
data "archive_file" "store" {
  type        = "zip"
  source_dir  = "${path.module}/src"
  output_path = "store.zip"
}

"""
FUNCTION = """\
resource "aws_lambda_function" "store" { # orders
  function_name = "store"
  role          = "arn:aws:iam::123456789012:role/store"
  runtime       = "python3.13"
  handler       = "app.handler"
  filename      = data.archive_file.store.output_path
%s}
"""
PUT = """\

  layers = [aws_lambda_layer_version.goatherd_guard_python.arn]

  environment {
    variables = {
      AWS_LAMBDA_EXEC_WRAPPER = "/opt/goatherd-guard"
      GOATHERD_GUARD          = "aws_lambda_function.store"
    }
  }
"""
LAYER = """
resource "aws_lambda_layer_version" "goatherd_guard_python" {
  layer_name       = "goatherd-guard-python"
  filename         = "${path.module}/goatherd-guard/python.zip"
  source_code_hash = filebase64sha256("${path.module}/goatherd-guard/python.zip")
}
"""
CASES = {
    "plain": ("", PUT),
    "variables in lines": (
        """\

  environment {
    variables = {
      TABLE = "orders" # of the shop
    }
  }
  layers = ["arn:aws:lambda:eu-west-1:123456789012:layer:tools:3"]
""",
        """\

  environment {
    variables = {
      TABLE = "orders" # of the shop

      AWS_LAMBDA_EXEC_WRAPPER = "/opt/goatherd-guard"
      GOATHERD_GUARD          = "aws_lambda_function.store"
    }
  }
  layers = ["arn:aws:lambda:eu-west-1:123456789012:layer:tools:3", aws_lambda_layer_version.goatherd_guard_python.arn]
""",
    ),
    "variables in one line": (
        """\
  environment {
    variables = { TABLE = "orders" }
  }
""",
        """\
  environment {
    variables = { TABLE = "orders", WRAPPED }
  }

  layers = [aws_lambda_layer_version.goatherd_guard_python.arn]
""",
    ),
}

WRAPPED = 'AWS_LAMBDA_EXEC_WRAPPER = "/opt/goatherd-guard", GOATHERD_GUARD = "aws_lambda_function.store"'


@pytest.mark.parametrize("case", CASES)
def test_the_guard_is_put_in_front_and_taken_away_again(tree, case):
    before, after = (HEAD + FUNCTION % lines.replace("WRAPPED", WRAPPED) for lines in CASES[case])
    there_and_back(tree, "main.tf", before, after + LAYER)


LEFT = {
    "computed variables": (
        "  environment {\n    variables = merge(local.all, { A = 1 })\n  }\n",
        "its environment is computed, not written out",
    ),
    "computed layers": ("  layers = local.layers\n", "its list of layers is computed, not written out"),
}


@pytest.mark.parametrize("case", LEFT)
def test_what_is_computed_is_named(tree, case):
    lines, why = LEFT[case]
    (tree / "main.tf").write_text(HEAD + FUNCTION % lines)
    assert [left.why for left in guarded(tree).left] == [why]
    assert (tree / "main.tf").read_text() == HEAD + FUNCTION % lines


def test_what_a_module_makes_is_named(tree):
    (tree / "modules" / "function").mkdir(parents=True)
    inner = (FUNCTION % "").replace("data.archive_file.store.output_path", '"${path.root}/store.zip"')
    (tree / "modules" / "function" / "main.tf").write_text(inner)
    (tree / "main.tf").write_text('module "store" {\n  source = "./modules/function"\n}\n')
    why = {left.function: left.why for left in guarded(tree).left}
    assert why["module.store.aws_lambda_function.store"] == ("a module makes it")


def test_functions_that_one_block_makes_are_named_and_others_are_done(tree):
    several = (FUNCTION % '  for_each      = toset(["a", "b"])\n').replace('"store"', '"each"')
    (tree / "main.tf").write_text(HEAD + FUNCTION % "" + several)
    changes = guarded(tree)
    assert {left.why for left in changes.left} == {
        "the same lines make several functions, and each has a policy of its own"
    }
    assert [each.function.id for each in changes.done] == ["aws_lambda_function.store"]
    assert (tree / "main.tf").read_text() == HEAD + FUNCTION % PUT + several + LAYER
