from __future__ import annotations

from goatherd.frontends.terraform import read_terraform

FUNCTION = 'resource "aws_lambda_function" "f" {}\n'


def paths(tree):
    return [stack.path for stack in read_terraform(tree)]


def test_a_module_that_is_called_is_no_root(tree_of):
    tree = tree_of(
        {
            "environments/dev/main.tf": 'module "api" { source = "../../modules/api" }\n',
            "environments/prod/main.tf": 'module "api" { source = "../../modules/api" }\n',
            "modules/api/functions.tf": FUNCTION,
            "modules/unused/main.tf": FUNCTION,
            "tests/fixture/main.tf": FUNCTION,
        }
    )
    assert paths(tree) == ["environments/dev/main.tf", "environments/prod/main.tf", "modules/unused/main.tf"]
    assert tree.skipped == [("tests/fixture/main.tf", "configuration in a folder of tests")]


def test_an_example_of_a_library_is_its_root(tree_of):
    tree = tree_of({"main.tf": FUNCTION, "examples/simple/main.tf": 'module "it" { source = "../.." }\n'})
    (stack,) = read_terraform(tree)
    assert stack.path == "examples/simple/main.tf"
    assert stack.templates == ["examples/simple/main.tf", "main.tf"]


def test_of_modules_that_call_each_other_one_is_a_root(tree_of):
    tree = tree_of({"a/main.tf": 'module "b" { source = "../b" }\n', "b/main.tf": 'module "a" { source = "../a" }\n'})
    assert paths(tree) == ["a/main.tf"]


def test_a_tree_without_configurations_has_no_stacks(tree_of):
    assert read_terraform(tree_of({"template.yaml": "a: b"})) == []


def test_values_of_variables_come_from_files(arguments_of):
    files = {
        "main.tf": """
            variable "a" { default = 0 }
            variable "b" { default = 0 }
            variable "c" {}
            variable "d" {}
            variable "e" { sensitive = true }
            resource "x" "y" {
              values = [var.a, var.b, var.c, var.d, var.e]
            }
            """,
        "terraform.tfvars": "a = 1\nb = 1\n",
        "z.auto.tfvars": "b = 2\n",
        "env/dev.tfvars": 'a = 9\nc = "same"\nd = "dev"\n',
        "env/prod.tfvars.json": '{"c": "same", "d": "prod", "e": "${x}"}',
    }
    assert arguments_of(files)["x.y"] == {
        "values": [
            1,
            2,
            "same",
            ("?", "variable d has different values in env/dev.tfvars and env/prod.tfvars.json"),
            "${x}",
        ]
    }


def test_a_stack_tells_its_variables_and_outputs(tree_of):
    text = """\
    variable "stage" {
      type    = string
      default = "dev"
    }
    variable "token" { sensitive = true }
    output "name" { value = "api-${var.stage}" }
    """
    (stack,) = read_terraform(tree_of({"main.tf": text}))
    assert [(p.name, p.default and p.default.value, p.no_echo, p.span.line) for p in stack.parameters] == [
        ("stage", "dev", False, 1),
        ("token", None, True, 5),
    ]
    assert [(o.name, o.value.value) for o in stack.outputs] == [("name", "api-dev")]


def test_opentofu_has_files_of_its_own(arguments_of):
    files = {
        "a.tf": 'resource "x" "y" { from = "tf" }\n',
        "a.tofu": 'resource "x" "y" { from = "tofu" }\n',
        "b.tofu": 'resource "x" "z" {}\n',
    }
    assert arguments_of(files) == {"x.y": {"from": "tofu"}, "x.z": {}}
