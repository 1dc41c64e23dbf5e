"""Functions that a variable's default leaves out are a switch away from being deployed: they are read."""

from __future__ import annotations

from goatherd.frontends.terraform import read_terraform

FUNCTION = """
    resource "aws_lambda_function" "f" {{
      {repeat}
      function_name = "f"
      handler       = "app.handler"
      runtime       = "python3.12"
      filename      = "app.py"
      role          = "arn:aws:iam::123456789012:role/r"
    }}
    """
CODE = {"app.py": "def handler(event, context): pass\n"}


def enabled(tree):
    (stack,) = read_terraform(tree)
    return {id: resource.enabled for id, resource in stack.resources.items()}


def test_a_count_that_a_default_makes_zero_leaves_a_disabled_function(tree_of):
    text = FUNCTION.format(repeat="count = local.on ? 1 : 0")
    beside = 'variable "enabled" { default = false }\nlocals { on = var.enabled }\n'
    bucket = 'resource "aws_s3_bucket" "b" {}\n'
    assert enabled(tree_of({"main.tf": text + beside + bucket})) == {
        "aws_s3_bucket.b": True,
        "aws_lambda_function.f": False,
    }


def test_what_files_of_values_say_is_no_switch(tree_of):
    text = FUNCTION.format(repeat="count = var.enabled ? 1 : 0") + 'variable "enabled" { default = true }\n'
    files = {"main.tf": text + 'resource "aws_s3_bucket" "b" {}\n', "terraform.tfvars": "enabled = false\n"}
    assert enabled(tree_of(files)) == {"aws_s3_bucket.b": True}


def test_a_caller_that_wants_no_function_gets_none(tree_of):
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n}\nresource "aws_s3_bucket" "b" {}\n',
        "m/main.tf": FUNCTION.format(repeat="count = var.create ? 1 : 0") + 'variable "create" { default = false }\n',
    }
    assert enabled(tree_of(files)) == {"aws_s3_bucket.b": True}


def test_a_module_that_the_root_switches_off_holds_disabled_functions(tree_of):
    files = {
        "main.tf": """
            variable "features" { default = {} }
            module "m" {
              source   = "./m"
              for_each = var.features
            }
            resource "aws_s3_bucket" "b" {}
            """,
        "m/main.tf": FUNCTION.format(repeat=""),
    }
    assert enabled(tree_of(files)) == {"aws_s3_bucket.b": True, "module.m.aws_lambda_function.f": False}


def test_a_disabled_function_has_code_and_triggers(applications_of):
    text = FUNCTION.format(repeat="count = var.enabled ? 1 : 0")
    beside = """
    variable "enabled" { default = false }
    resource "aws_sqs_queue" "jobs" {}
    resource "aws_lambda_event_source_mapping" "jobs" {
      count            = var.enabled ? 1 : 0
      event_source_arn = aws_sqs_queue.jobs.arn
      function_name    = aws_lambda_function.f[0].arn
    }
    """
    (application,) = applications_of({"main.tf": text + beside, **CODE})
    (function,) = application.functions
    assert [trigger.kind for trigger in function.triggers] == ["sqs"]
    assert sorted(application.resources) == ["aws_sqs_queue.jobs"]
