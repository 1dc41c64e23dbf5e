from __future__ import annotations

import pytest

from goatherd.frontends.terraform.configuration import Configurations
from goatherd.frontends.terraform.stacks import evaluate


def test_a_block_becomes_an_instance_at_its_header(instances_of):
    text = """\
    # code
    resource "aws_lambda_function" "api" {
      handler = "app.handler"
      environment {
        variables = { A = "1" }
      }
      tags        = null
      depends_on  = [aws_lambda_function.api]
      lifecycle { ignore_changes = [handler] }
    }
    """
    api = instances_of({"infra/main.tf": text}, "infra")["aws_lambda_function.api"]
    assert (api.type, str(api.span), api.template) == ("aws_lambda_function", "infra/main.tf:2", "infra/main.tf")
    assert list(api.arguments.entries) == ["handler", "environment"]
    assert api.arguments.get("environment", 0, "variables", "A").value == "1"
    assert api.arguments.get("handler").span.line == 3


def test_count_and_for_each_make_instances(arguments_of):
    text = """
    variable "unknown" {}
    resource "a" "none" { count = 0 }
    resource "a" "two" {
      count = 2
      name  = "q${count.index}"
    }
    resource "a" "set" {
      for_each = toset(["x", "y"])
      name     = each.key
    }
    resource "a" "map" {
      for_each = { x = { size = 1 } }
      name     = "${each.key}-${each.value.size}"
    }
    resource "a" "unknown" {
      for_each = var.unknown
      name     = "q-${each.key}"
    }
    resource "a" "perhaps" {
      count = var.unknown ? 1 : 0
      name  = a.unknown["k"].name
    }
    resource "a" "one" {
      names = [a.two[1].name, a.set["y"].name, a.map["x"].name, a.perhaps[0].name]
      all   = a.two[*].name
      ids   = { for key, it in a.set : key => it.name }
    }
    """
    found = arguments_of({"main.tf": text})
    assert found == {
        "a.two[0]": {"name": "q0"},
        "a.two[1]": {"name": "q1"},
        'a.set["x"]': {"name": "x"},
        'a.set["y"]': {"name": "y"},
        'a.map["x"]': {"name": "x-1"},
        "a.unknown": {"name": "q-${?}"},
        "a.perhaps": {"name": "q-${?}"},
        "a.one": {
            "names": ["q1", "y", "x-1", "q-${?}"],
            "all": ["q0", "q1"],
            "ids": {"x": "x", "y": "y"},
        },
    }


def test_dynamic_blocks_are_unrolled(arguments_of):
    text = """
    variable "unknown" {}
    resource "a" "b" {
      dynamic "rule" {
        for_each = ["x", "y"]
        content {
          name = rule.value
          nested { key = rule.key }
        }
      }
      dynamic "other" {
        for_each = var.unknown
        iterator = it
        content { name = "o-${it.value}" }
      }
    }
    """
    assert arguments_of({"main.tf": text})["a.b"] == {
        "rule": [{"name": "x", "nested": [{"key": "x"}]}, {"name": "y", "nested": [{"key": "y"}]}],
        "other": [{"name": "o-${?}"}],
    }


def test_paths_of_code_are_relative_to_the_scanned_root(arguments_of):
    files = {
        "infra/main.tf": """
            data "archive_file" "api" {
              type        = "zip"
              source_dir  = "${path.module}/../functions/api"
              output_path = "${path.module}/build/api.zip"
            }
            resource "aws_lambda_function" "referred" { filename = data.archive_file.api.output_path }
            resource "aws_lambda_function" "repeated" { filename = "build/api.zip" }
            resource "aws_lambda_function" "built"    { filename = "../dist/b.zip" }
            module "more" { source = "../modules/more" }
            """,
        "modules/more/main.tf": 'resource "aws_lambda_function" "it" { filename = "${path.module}/code.zip" }',
    }
    found = arguments_of(files, "infra")
    assert {address: arguments["filename"] for address, arguments in found.items()} == {
        "aws_lambda_function.referred": "archive:functions/api",
        "aws_lambda_function.repeated": "archive:functions/api",
        "aws_lambda_function.built": "archive:dist/b.zip",
        "module.more.aws_lambda_function.it": "archive:modules/more/code.zip",
    }


def test_an_override_file_replaces_arguments(arguments_of):
    files = {
        "main.tf": 'resource "a" "b" {\n  x = 1\n  y = 2\n  old { z = 1 }\n}\n',
        "override.tf": 'resource "a" "b" {\n  y = 3\n  old { z = 2 }\n}\n',
    }
    assert arguments_of(files)["a.b"] == {"x": 1, "y": 3, "old": [{"z": 2}]}


def test_the_json_form_means_the_same(arguments_of):
    text = """
    {
      "variable": {"name": {"default": "ann"}},
      "locals": {"greeting": "hi ${var.name}"},
      "resource": {
        "aws_lambda_function": {
          "api": {
            "handler": "app.handler",
            "environment": {"variables": {"GREETING": "${local.greeting}"}},
            "count": "${1 + 1}"
          }
        }
      }
    }
    """
    found = arguments_of({"main.tf.json": text})
    assert found["aws_lambda_function.api[1]"] == {
        "handler": "app.handler",
        "environment": [{"variables": {"GREETING": "hi ann"}}],
    }


def test_hundreds_of_known_keys_are_as_many_instances_that_refer_to_each_other(arguments_of):
    keys = ", ".join(f'"k{i}"' for i in range(1500))
    text = """
    resource "a" "one" {
      for_each = toset([KEYS])
      name     = "n-${each.key}"
    }
    resource "b" "two" {
      count = 1500
      name  = a.one["k${count.index}"].name
    }
    """
    arguments = arguments_of({"main.tf": text.replace("KEYS", keys)})
    assert len(arguments) == 3000
    assert arguments["b.two[1499]"] == {"name": "n-k1499"}


KEYS = ", ".join(f'"{i}"' for i in range(2001))


@pytest.mark.parametrize("repeat", ["count = 2001", f"for_each = toset([{KEYS}])"], ids=["count", "for_each"])
def test_more_instances_than_are_told_apart_are_said(tree_of, repeat):
    text = f'resource "aws_sqs_queue" "q" {{\n  {repeat}\n}}\n'
    found = evaluate(Configurations(tree_of({"main.tf": text})), "")
    (note,) = found.scopes[0].deployment.diagnoses
    assert (note.incomplete, [instance.address for instance in found.instances]) == (True, ["aws_sqs_queue.q"])
    assert note.message == "aws_sqs_queue.q has 2,001 instances, which are too many to tell apart; one is read"


@pytest.mark.parametrize("made", ["range(1500)", 'setproduct(["a"], range(1500))'], ids=["range", "setproduct"])
def test_lists_that_functions_make_are_read_as_far_as_instances_are(instances_of, made):
    text = f'resource "aws_sqs_queue" "q" {{\n  for_each = {{ for each in {made} : jsonencode(each) => each }}\n}}\n'
    assert len(instances_of({"main.tf": text})) == 1500


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ("range(1000000000000)", "range() gives 1,000,000,000,000 elements"),
        ("setproduct(range(900), range(900))", "setproduct() gives 810,000 elements"),
    ],
    ids=["range", "setproduct"],
)
def test_longer_ones_are_said(tree_of, made, why):
    text = f'resource "aws_sqs_queue" "q" {{\n  for_each = {{ for each in {made} : jsonencode(each) => each }}\n}}\n'
    found = evaluate(Configurations(tree_of({"main.tf": text})), "")
    (note,) = found.scopes[0].deployment.notes()
    assert note.incomplete
    assert note.message == f"{why}, more than the 5,000 that are read; one stands for all"
    assert [instance.address for instance in found.instances] == ["aws_sqs_queue.q"]
