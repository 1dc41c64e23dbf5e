from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goatherd.core.finding import Diagnosis
from goatherd.frontends.terraform import read_terraform
from goatherd.frontends.terraform.configuration import Configurations, configuration
from goatherd.frontends.terraform.deployment import Deployment
from goatherd.frontends.terraform.json_syntax import parse_json_syntax
from goatherd.frontends.terraform.parse import parse_hcl
from goatherd.frontends.terraform.scope import ModuleScope
from goatherd.tree import Tree

TEXT = """
variable "a" { default = { b = ["x", 1, true, null] } }
locals {
  c = [for k, v in var.a : "${k}-%{ if v }y%{ else }n%{ endif }" if k != ""]
  d = merge({ for x in local.c : x => upper(x)... }, { "e" : -1.5 })
}
resource "aws_lambda_function" "f" {
  count    = length(local.c) > 0 ? 1 : 0
  filename = "${path.module}/f.zip"
  policy   = <<-EOT
    {"a": "${local.d["e"]}", "b": "%{ for x in local.c ~} ${x} %{ endfor }"}
  EOT
  dynamic "block" {
    for_each = aws_lambda_function.f[*].id
    content { y = block.value }
  }
}
"""
PIECES = [
    "${",
    "}",
    "%{",
    '"',
    "<<EOT\n",
    "\nEOT\n",
    "[",
    "]",
    "{",
    "(",
    "for ",
    " in ",
    ":",
    "...",
    "*",
    ".",
    "é",
    "\0",
]


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    configurations = Configurations(Tree(str(tmp_path_factory.mktemp("empty"))))

    def read(text, parse):
        scope = ModuleScope(Deployment(configurations, ""), configuration("", [parse(text, "main.tf")]), {})
        return list(scope.instances())

    return read


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(TEXT)), st.integers(0, 30), st.sampled_from(PIECES))
def test_a_mangled_file_never_raises(read, start, length, piece):
    read(TEXT[:start] + piece + TEXT[start + length :], parse_hcl)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, "a", " = ", "\n", 'resource "a" "b" ', "1", "&&", "?", "!"]), max_size=40))
def test_no_text_makes_the_reader_raise(read, parts):
    read("".join(parts), parse_hcl)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["x", "${a.b}", "${", "${upper(var.x)}"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["resource", "variable", "module", "locals", "dynamic", "count", "aws_x", "y", "content"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=80, deadline=None)
@given(JSON)
def test_no_json_makes_the_reader_raise(read, value):
    read(json.dumps(value), parse_json_syntax)


def test_the_rest_of_a_broken_file_counts(tree_of, arguments_of):
    files = {"main.tf": 'resource "a" "b" {\n  x = = 1\n}\nresource "a" "c" {\n  y = 2\n}\n'}
    assert arguments_of(files)["a.c"] == {"y": 2}
    (stack,) = read_terraform(tree_of(files))
    assert [(d.span.path, d.span.line, d.message, d.incomplete) for d in stack.diagnoses] == [
        ("main.tf", 2, "is not valid HCL at line 2, column 7: expected a value", True)
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('resource "a" "b" {\n  x = "y\n', "line 3, column 1: expected the quote that ends the text"),
        ('resource "a" "b" {\n  x = [1\n}\n', "line 3, column 1: expected ]"),
        ('resource "a" "b" {\n  x = 1\n', "line 3, column 1: expected }"),
        ('resource "a" "b" {\n  x = = "y"\n}\n', "line 2, column 7: unexpected ="),
        ('resource "a" "b" {\n  x = 1 }}\n', "line 2, column 10: unexpected }"),
        ('resource "a" "b" {\n  x 1\n}\n', "line 1, column 1"),
    ],
)
def test_what_a_broken_file_lacks_is_told(tree_of, text, told):
    (stack,) = read_terraform(tree_of({"main.tf": text}))
    assert [d.message for d in stack.diagnoses] == [f"is not valid HCL at {told}"]


def test_text_that_doubles_itself_runs_out_of_budget(tree_of):
    doubled = "\n".join(f'  l{i} = "${{local.l{i - 1}}}${{local.l{i - 1}}}"' for i in range(1, 60))
    text = f'locals {{\n  l0 = "xx"\n{doubled}\n}}\nresource "a" "b" {{\n  text = local.l59\n}}\n'
    (stack,) = read_terraform(tree_of({"main.tf": text}))
    assert [d.message for d in stack.diagnoses if isinstance(d, Diagnosis)] == [
        "the configuration asks for more than can be evaluated; a part is left out"
    ]


def test_modules_that_multiply_run_out_of_budget(tree_of):
    files = {f"m{i}/main.tf": f'module "a" {{\n  source = "../m{i + 1}"\n  count = 10\n}}\n' for i in range(8)} | {
        "m8/main.tf": 'resource "a" "b" {}\n'
    }
    (stack,) = read_terraform(tree_of(files))
    assert any("more than can be evaluated" in d.message for d in stack.diagnoses)


def test_depth_is_bounded(value_of):
    assert value_of("(" * 5000 + "1" + ")" * 5000) in (1, ("?", "the expression is nested too deeply"))
    chain = ".a" * 3000
    assert value_of(f"var.x{chain}", 'variable "x" {}')[0] == "?"
    assert value_of("!" * 2000 + "true")[0] == "?"
