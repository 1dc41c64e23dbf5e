"""Policies of Terraform: documents, `jsonencode`, text, and what is attached."""

from __future__ import annotations

import pytest

HEAD = """\
resource "aws_dynamodb_table" "orders" {
  name     = "orders"
  hash_key = "id"
}

data "archive_file" "store" {
  type        = "zip"
  source_dir  = "${path.module}/src"
  output_path = "store.zip"
}

resource "aws_lambda_function" "store" {
  function_name = "store"
  role          = aws_iam_role.store.arn
  runtime       = "python3.13"
  handler       = "app.handler"
  filename      = data.archive_file.store.output_path

  environment {
    variables = { TABLE = aws_dynamodb_table.orders.name }
  }
}

resource "aws_iam_role" "store" {
  name = "store"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
"""
URL = """
resource "aws_lambda_function_url" "store" {
  function_name      = aws_lambda_function.store.function_name
  authorization_type = "AWS_IAM"
}
"""

CASES = {
    "a document": (
        """
data "aws_iam_policy_document" "store" {
  # reads
  statement {
    sid       = "Read"
    actions   = ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:DeleteItem"] # of orders
    resources = [aws_dynamodb_table.orders.arn, "${aws_dynamodb_table.orders.arn}/index/*"]
  }

  statement {
    actions = [
      "sqs:SendMessage",
    ]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "store" {
  role   = aws_iam_role.store.id
  policy = data.aws_iam_policy_document.store.json
}
""",
        """
data "aws_iam_policy_document" "store" {
  # reads
  statement {
    sid       = "Read"
    actions   = ["dynamodb:GetItem"] # of orders
    resources = [aws_dynamodb_table.orders.arn]
  }
}

resource "aws_iam_role_policy" "store" {
  role   = aws_iam_role.store.id
  policy = data.aws_iam_policy_document.store.json
}
""",
    ),
    "jsonencode": (
        """
resource "aws_iam_role_policy" "store" {
  role = aws_iam_role.store.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "dynamodb:*"
        Resource = "*"
      },
      { Effect = "Allow", Action = ["sns:Publish"], Resource = "*" }
    ]
  })
}
""",
        """
resource "aws_iam_role_policy" "store" {
  role = aws_iam_role.store.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "dynamodb:GetItem"
        Resource = aws_dynamodb_table.orders.arn
      }
    ]
  })
}
""",
    ),
    "text": (
        """
resource "aws_iam_policy" "store" {
  policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "dynamodb:GetItem",
        "dynamodb:UpdateItem"
      ],
      "Resource": "*"
    }
  ]
}
EOF
}

resource "aws_iam_role_policy_attachment" "store" {
  role       = aws_iam_role.store.name
  policy_arn = aws_iam_policy.store.arn
}
""",
        """
resource "aws_iam_policy" "store" {
  policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "dynamodb:GetItem"
      ],
      "Resource": "${aws_dynamodb_table.orders.arn}"
    }
  ]
}
EOF
}

resource "aws_iam_role_policy_attachment" "store" {
  role       = aws_iam_role.store.name
  policy_arn = aws_iam_policy.store.arn
}
""",
    ),
    "text with parts that are filled in": (
        """
resource "aws_iam_role_policy" "store" {
  role   = aws_iam_role.store.id
  policy = <<-EOT
    {
      "Statement": [
        {"Effect": "Allow", "Action": ["sqs:SendMessage", "dynamodb:GetItem"],
         "Resource": "${aws_dynamodb_table.orders.arn}"}
      ]
    }
  EOT
}
""",
        """
resource "aws_iam_role_policy" "store" {
  role   = aws_iam_role.store.id
  policy = <<-EOT
    {
      "Statement": [
        {"Effect": "Allow", "Action": ["dynamodb:GetItem"],
         "Resource": "${aws_dynamodb_table.orders.arn}"}
      ]
    }
  EOT
}
""",
    ),
    "a managed policy": (
        """
resource "aws_iam_role_policy_attachment" "data" {
  role       = aws_iam_role.store.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess"
}

resource "aws_iam_role_policy_attachment" "mail" {
  role       = aws_iam_role.store.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSESFullAccess"
}

resource "aws_iam_role_policy_attachment" "logs" {
  role       = aws_iam_role.store.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}
""",
        """
resource "aws_iam_role_policy" "data" {
  role = aws_iam_role.store.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem"]
        Resource = aws_dynamodb_table.orders.arn
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "logs" {
  role       = aws_iam_role.store.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}
""",
    ),
    "without its own name": (
        """
resource "aws_iam_role" "other" {
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy" "é" {
  name = "ümlaut"
  role = aws_iam_role.store.id
  policy = jsonencode({ "Statement" : { "Effect" : "Allow", "Action" : ["dynamodb:*"],
  "Resource" : ["*"] } })
}
""",
        """
resource "aws_iam_role" "other" {
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy" "é" {
  name = "ümlaut"
  role = aws_iam_role.store.id
  policy = jsonencode({ "Statement" : { "Effect" : "Allow", "Action" : ["dynamodb:GetItem"],
  "Resource" : [aws_dynamodb_table.orders.arn] } })
}
""",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_policies(fixed, case):
    before, after = CASES[case]
    found = fixed({"main.tf": HEAD + URL, "policy.tf": before}, module="src/app.py")
    assert found.files["policy.tf"] == after
    assert found.why == []


def test_statements_by_resource(fixed):
    document = """
data "aws_iam_policy_document" "store" {
  statement {
    sid       = "All"
    actions   = ["dynamodb:*", "cloudwatch:PutMetricData"]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "store" {
  role   = aws_iam_role.store.id
  policy = data.aws_iam_policy_document.store.json
}
"""
    code = """\
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    boto3.client("cloudwatch").put_metric_data(Namespace="shop", MetricData=[])
    return table.get_item(Key={"id": "latest"})
"""
    found = fixed({"main.tf": HEAD + URL, "policy.tf": document}, code=code, module="src/app.py")
    wanted = document.replace(
        """\
    actions   = ["dynamodb:*", "cloudwatch:PutMetricData"]
    resources = ["*"]
  }
""",
        """\
    actions   = ["dynamodb:GetItem"]
    resources = [aws_dynamodb_table.orders.arn]
  }

  statement {
    sid       = "All2"
    actions   = ["cloudwatch:PutMetricData"]
    resources = ["*"]
  }
""",
    )
    assert found.files["policy.tf"] == wanted


@pytest.mark.parametrize(
    ("others", "why"), [("", []), ('users = ["ann"]', ["resource aws_iam_policy_attachment store"])]
)
def test_an_attachment_to_roles_and_perhaps_to_users(fixed, others, why):
    policy = f"""
resource "aws_iam_policy" "store" {{
  policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = ["dynamodb:*"], Resource = ["*"] }}] }})
}}

resource "aws_iam_policy_attachment" "store" {{
  name       = "store"
  policy_arn = aws_iam_policy.store.arn
  roles      = [aws_iam_role.store.name]
  {others}
}}
"""
    found = fixed({"main.tf": HEAD + URL, "policy.tf": policy}, module="src/app.py")
    assert (found.files["policy.tf"] == policy) is bool(why)
    assert found.why == [f"{block} uses the policy as well" for block in why]


INLINE = """
  inline_policy {
    name   = "store"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["dynamodb:*"], Resource = ["*"] }] })
  }
}
"""


def test_a_policy_inside_of_the_role(fixed):
    head = HEAD.removesuffix("}\n")
    found = fixed({"main.tf": URL + head + INLINE}, module="src/app.py")
    wanted = INLINE.replace('"dynamodb:*"', '"dynamodb:GetItem"').replace('"*"', "aws_dynamodb_table.orders.arn")
    assert found.files["main.tf"] == URL + head + wanted


def test_a_document_that_a_user_has_as_well(fixed):
    document = """
data "aws_iam_policy_document" "store" {
  statement {
    actions   = ["dynamodb:*"]
    resources = [aws_dynamodb_table.orders.arn]
  }
}

resource "aws_iam_role_policy" "store" {
  role   = aws_iam_role.store.id
  policy = data.aws_iam_policy_document.store.json
}
"""
    user = """
resource "aws_iam_user_policy" "ann" {
  user   = "ann"
  policy = data.aws_iam_policy_document.store.json
}
"""
    found = fixed({"main.tf": HEAD + URL, "policy.tf": document, "user.tf": user}, module="src/app.py")
    assert found.files["policy.tf"] == document
    assert found.why == ["resource aws_iam_user_policy ann uses the policy as well"]
    after = fixed({"user.tf": ""}, module="src/app.py").files
    assert after == {"user.tf": ""}


def test_text_in_a_file_of_its_own(fixed):
    main = (
        HEAD
        + URL
        + """
resource "aws_iam_role_policy" "store" {
  role   = aws_iam_role.store.id
  policy = templatefile("${path.module}/store.json", { table = aws_dynamodb_table.orders.arn })
}
"""
    )
    policy = """\
{
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["dynamodb:GetItem", "dynamodb:DeleteItem"],
      "Resource": "${table}"
    }
  ]
}
"""
    found = fixed({"main.tf": main, "store.json": policy}, module="src/app.py")
    assert found.files["store.json"] == policy.replace(', "dynamodb:DeleteItem"', "")
    wide = policy.replace("${table}", "*")
    found = fixed({"main.tf": main, "store.json": wide}, module="src/app.py")
    assert found.files["store.json"] == wide
    assert found.why == ["the file cannot name a resource of the application"]


def test_an_alias_of_a_state_machine_is_not_what_policies_name(fixed):
    head = HEAD.replace("aws_dynamodb_table.orders.name", "aws_sfn_alias.live.arn")
    policy = """
resource "aws_sfn_alias" "live" {
  name = "live"
}

resource "aws_iam_role_policy" "store" {
  role   = aws_iam_role.store.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["states:*"], Resource = ["*"] }] })
}
"""
    code = """\
import os
import boto3


def handler(event, context):
    boto3.client("stepfunctions").start_execution(stateMachineArn=os.environ["TABLE"])
"""
    found = fixed({"main.tf": URL + head + policy}, code=code, module="src/app.py")
    assert "aws_sfn_alias.live.arn]" not in found.files["main.tf"]
    assert found.why == ["which resource states:StartExecution acts on is decided at run time"]
