from __future__ import annotations

import pytest

VARIABLES = """
variable "unknown" {}
variable "names" { default = ["b", "a"] }
variable "ages" { default = { ann = 1, bob = 2 } }
locals {
  people = [{ name = "ann", tags = ["x"] }, { name = "bob", tags = [] }]
  self   = local.other
  other  = local.self
}
resource "aws_sqs_queue" "jobs" { name = "jobs" }
resource "random_pet" "name" { length = 2 }
"""


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("-var.ages.ann", -1),
        ("7 / 2", 3.5),
        ("!(1 < 2) || 2 >= 2", True),
        ('"a" == "a" && var.names != null', True),
        ('"${var.names[0]}-${1}"', "b-1"),
        (r'"a\n\"$${b} %%{c} \u00e9"', 'a\n"${b} %{c} é'),
        ('true ? "yes" : "no"', "yes"),
        ("false ? 1 : false ? 2 : true ? 3 : 4", 3),
        ("true ? false ? 1 : 2 : 3", 2),
        ("(true ? false : true) ? 1 : 2", 2),
        ("var.ages.bob", 2),
        ('var.ages["ann"]', 1),
        ("var.names.1", "a"),
        ("local.people[*].name", ["ann", "bob"]),
        ("local.people.*.name[1]", "bob"),
        ("var.ages[*]", [{"ann": 1, "bob": 2}]),
        ("[for name in var.names : upper(name)]", ["B", "A"]),
        ('[for i, name in var.names : "${i}${name}" if name != "a"]', ["0b"]),
        ("{ for name, age in var.ages : name => age + 1 }", {"ann": 2, "bob": 3}),
        ("{ for p in local.people : length(p.tags) => p.name... }", {"1": ["ann"], "0": ["bob"]}),
        ('{ "a b" = 1, (var.names[0]) = 2, c : 3 }', {"a b": 1, "b": 2, "c": 3}),
        ('"%{ if true }yes%{ else }no%{ endif }"', "yes"),
        ('"%{ for n in var.names ~}  ${n},%{ endfor }"', "b,a,"),
        ("try(local.people[7].name, local.people[0].nothing, 3)", 3),
        ("can(local.people[0].nothing)", False),
        ('try(split(".", basename(null))[0], "none")', "none"),
        ("aws_sqs_queue.jobs.arn", "${aws_sqs_queue.jobs.Arn}"),
        ('"${aws_sqs_queue.jobs.arn}/*"', "${aws_sqs_queue.jobs.Arn}/*"),
    ],
)
def test_an_expression_has_its_value(value_of, expression, value):
    assert value_of(expression, VARIABLES) == value


FUNCTIONS = """
variable "stage" {}
resource "aws_lambda_function" "all" {
  for_each      = toset(["get", "put"])
  function_name = "${var.stage}-${each.key}"
}
locals {
  arns = { for f in aws_lambda_function.all : f.function_name => f.arn }
}
"""


@pytest.mark.parametrize("key", ['"${var.stage}-put"', 'aws_lambda_function.all["put"].function_name'])
def test_a_map_by_names_of_resources_knows_the_names(value_of, key):
    assert value_of(f"local.arns[{key}]", FUNCTIONS) == '${aws_lambda_function.all["put"].Arn}'


def test_a_heredoc_loses_its_indentation(value_of):
    text = "<<-EOT\n    one\n      two ${1 + 1}\n    three $${x}\n  EOT"
    assert value_of(text) == "one\n  two 2\nthree ${x}\n"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('"a-${var.unknown}-b"', "a-${?}-b"),
        ('"a-${random_pet.name.id}-${random_pet.name.length}"', "a-${?}-2"),
        ("var.unknown && false", False),
        ("true || var.unknown", True),
        ("var.unknown ? null : 5", 5),
        ("var.unknown ? [] : [5]", [5]),
        ("var.unknown ? { a = 1, b = 2 } : { a = 1 }", {"a": 1, "b": 2}),
        ("{ a = { x = 1, y = 1 }, b = { x = 1 } }[var.unknown]", {"x": 1, "y": 1}),
        ("lookup({ a = 1, b = 1 }, var.unknown, 5)", ("?", "variable unknown has no default")),
        ('{ dev = "s", prod = "s" }["${var.unknown}"]', "s"),
        ("concat([1], var.unknown)", [1, ("?", "variable unknown has no default")]),
        ('aws_sqs_queue.jobs.arn == "" ? "none" : "some"', "some"),
        ('{ a = 1, "${var.unknown}" = 2 }', {"a": 1, "${?}": 2}),
    ],
)
def test_what_is_known_survives_beside_what_is_not(value_of, expression, value):
    assert value_of(expression, VARIABLES) == value


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("var.unknown", "variable unknown has no default"),
        ("var.unknown.a[0].b", "variable unknown has no default"),
        ('var.unknown ? "a" : "b"', "which of several values it is is decided at deployment"),
        ("local.self", "self refers to itself"),
        ('sha256("a")', "sha256() gives what is known after deployment"),
        ("nothing(1)", "nothing() is not evaluated"),
        ("local.absent", "there is no local value absent"),
        ("ephemeral.random_password.p.result", "ephemeral random_password is known while it is deployed only"),
        ("aws_sqs_queue.jobs.approximate_age", "approximate_age of aws_sqs_queue.jobs is known after deployment"),
    ],
)
def test_what_cannot_be_known_says_why(value_of, expression, why):
    assert value_of(expression, VARIABLES) == ("?", why)


def test_a_document_in_a_heredoc_has_spans_of_its_own(instances_of):
    text = """\
    resource "aws_sqs_queue" "q" {
      for_each = toset(["a"])
    }
    resource "aws_iam_policy" "p" {
      policy = <<-EOT
        {
          "Statement": [
            %{for action in ["sqs:SendMessage"]~}
            {"Effect": "Allow",
             "Action": "${action}",
             "Resource": "${aws_sqs_queue.q["a"].arn}"}
            %{endfor~}
          ]
        }
      EOT
    }
    """
    policy = instances_of({"main.tf": text})["aws_iam_policy.p"].arguments.get("policy")
    statement = policy.get("Statement", 0)
    assert statement.get("Action").value == "sqs:SendMessage"
    assert statement.get("Action").span.line == 10
    assert statement.get("Resource").value == '${aws_sqs_queue.q["a"].Arn}'
    assert statement.get("Resource").span.line == 11
    assert '"Action": "sqs:SendMessage"' in policy.text()


def test_jsonencode_is_a_tree_and_a_text(instances_of):
    text = 'resource "test" "it" {\n  value = jsonencode({\n    a = "x"\n  })\n}\n'
    value = instances_of({"main.tf": text})["test.it"].arguments.get("value")
    assert value.text() == '{"a":"x"}'
    assert (value.get("a").value, value.get("a").span.line) == ("x", 3)
