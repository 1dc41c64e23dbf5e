"""Units of Terragrunt give the modules that they deploy their inputs."""

from __future__ import annotations

import pytest

from goatherd.frontends.terraform import read_terraform

MODULE = """
    variable "x" {}
    variable "y" { default = "default" }
    resource "test" "it" {
      x = var.x
      y = var.y
    }
    """


def given(arguments_of, files, root="modules/api"):
    return arguments_of({f"{root}/main.tf": MODULE, **files}, root)["test.it"]


@pytest.mark.parametrize(
    "source",
    [
        "../../modules//api",
        "${get_repo_root()}/modules/api",
        "${get_terragrunt_dir()}/../../modules/api",
        'git::https://github.com/o/r.git//modules/api?ref=${get_env("VERSION")}',
        "github.com/o/r//modules/api",
    ],
)
def test_inputs_of_a_unit_are_variables_of_its_module(arguments_of, source):
    unit = f"""
        terraform {{
          source = "{source}"
        }}
        locals {{
          name = basename(get_terragrunt_dir())
        }}
        inputs = {{ x = "${{local.name}}-${{get_env("STAGE", "dev")}}" }}
        """
    assert given(arguments_of, {"live/prod/terragrunt.hcl": unit}) == {"x": "prod-${?}", "y": "default"}


def test_a_unit_beside_its_module_needs_no_source(arguments_of):
    assert given(arguments_of, {"modules/api/terragrunt.hcl": 'inputs = { x = "a" }\n'})["x"] == "a"


def test_included_and_read_files_give_inputs_too(arguments_of):
    files = {
        "live/root.hcl": """
            locals { region = "eu-west-1" }
            inputs = { x = "root", y = "${local.region} ${path_relative_to_include()}" }
            """,
        "live/prod/env.hcl": 'locals {\n  name = "production"\n}\n',
        "live/prod/api/terragrunt.hcl": """
            include "root" {
              path = find_in_parent_folders("root.hcl")
            }
            locals { env = read_terragrunt_config(find_in_parent_folders("env.hcl")) }
            terraform { source = "../../../modules/api" }
            inputs = merge(local.env.locals, { x = local.env.locals.name })
            """,
    }
    assert given(arguments_of, files) == {"x": "production", "y": "eu-west-1 prod/api"}


def test_units_that_disagree_leave_a_variable_unknown(arguments_of):
    unit = 'terraform {{\n  source = "../../modules/api"\n}}\ninputs = {{ x = "same", y = "{}" }}\n'
    files = {f"live/{stage}/terragrunt.hcl": unit.format(stage) for stage in ("dev", "prod")}
    arguments = given(arguments_of, files)
    assert arguments["x"] == "same"
    assert "different values in live/dev/terragrunt.hcl and live/prod/terragrunt.hcl" in arguments["y"][1]


def test_what_a_unit_depends_on_is_another_module_of_the_tree(arguments_of):
    files = {
        "modules/queue/main.tf": """
            resource "aws_sqs_queue" "jobs" {}
            output "arn" { value = aws_sqs_queue.jobs.arn }
            """,
        "live/queue/terragrunt.hcl": 'terraform {\n  source = "../../modules/queue"\n}\n',
        "live/api/terragrunt.hcl": """
            terraform { source = "../../modules/api" }
            dependency "queue" {
              config_path  = "../queue"
              mock_outputs = { arn = "a mock" }
            }
            dependency "elsewhere" { config_path = "../elsewhere" }
            inputs = {
              x = dependency.queue.outputs.arn
              y = dependency.elsewhere.outputs.arn
            }
            """,
    }
    assert given(arguments_of, files) == {
        "x": "${/modules/queue/main-tf/aws_sqs_queue.jobs.Arn}",
        "y": ("?", "what dependency elsewhere gives is not known from the tree"),
    }


def test_units_that_depend_on_each_other_do_no_harm(arguments_of):
    unit = """
        terraform {{
          source = "../../modules/{own}"
        }}
        dependency "other" {{
          config_path = "../{other}"
        }}
        inputs = merge(dependency.other.outputs.all, {{ x = dependency.other.outputs.x }})
        """
    files = {
        "modules/b/main.tf": MODULE + 'output "all" { value = { y = var.y } }\noutput "x" { value = var.x }\n',
        "modules/api/more.tf": 'output "all" { value = { y = var.y } }\noutput "x" { value = var.x }\n',
        "live/api/terragrunt.hcl": unit.format(own="api", other="b"),
        "live/b/terragrunt.hcl": unit.format(own="b", other="api"),
    }
    assert given(arguments_of, files)["x"][0] == "?"


def test_modules_that_are_not_in_the_tree_are_named_in_one_note(tree_of):
    unit = 'terraform {{\n  source = "git::https://example.com/{}.git//api?ref=v1"\n}}\n'
    files = {f"live/{name}/terragrunt.hcl": unit.format(name) for name in "ab"}
    (stack,) = read_terraform(tree_of({**files, "tests/terragrunt.hcl": unit.format("c")}))
    (diagnosis,) = stack.diagnoses
    assert diagnosis.message == (
        "modules that Terragrunt deploys are not in the tree: "
        "git::https://example.com/a.git//api, git::https://example.com/b.git//api"
    )
    assert not diagnosis.incomplete


def test_files_of_values_beside_all_modules_are_those_of_the_root_with_their_variables(arguments_of):
    files = {
        "environments/prod/terraform.tfvars": 'x = "prod"\n',
        "environments/dev/terraform.tfvars": 'x = "dev"\ny = "both"\n',
        "environments/others.tfvars": 'y = "elsewhere"\nz = 1\n',
    }
    arguments = given(arguments_of, files, "infrastructure")
    assert arguments["x"][0] == "?"
    assert arguments["y"] == "both"
