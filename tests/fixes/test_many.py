"""Every way to write actions with every way to write resources, in each language: all in one application."""

from __future__ import annotations

from itertools import product
from textwrap import indent

import pytest

# How a statement names its actions and resources in YAML, in brackets, in JSON and in HCL.
YAML_ACTIONS = (
    "Action: dynamodb:*",
    "Action: ['dynamodb:Get*', dynamodb:PutItem]",
    "Action:\n  - dynamodb:GetItem # one\n  - dynamodb:DeleteItem",
    'Action:\n- "dynamodb:*"\n# two\n- "sqs:SendMessage"',
    "NotAction: iam:*",
)
YAML_RESOURCES = (
    "Resource: '*'",
    "Resource: !GetAtt Orders.Arn",
    "Resource:\n  - !GetAtt Orders.Arn\n  - !Sub '${Orders.Arn}/index/*'",
    'Resource: ["arn:aws:dynamodb:*:*:table/*"]',
)
JSON_ACTIONS = (
    '"Action": "dynamodb:*"',
    '"Action": ["dynamodb:Get*", "dynamodb:PutItem"]',
    '"Action": [\n  "dynamodb:PutItem",\n  "dynamodb:GetItem"\n]',
    '"NotAction": ["iam:*", "sts:*"]',
)
JSON_RESOURCES = (
    '"Resource": "*"',
    '"Resource": {"Fn::GetAtt": ["Orders", "Arn"]}',
    '"Resource": [{"Fn::GetAtt": ["Orders", "Arn"]}, {"Fn::Sub": "${Orders.Arn}/index/*"}]',
)
HCL_ACTIONS = (
    'Action = "dynamodb:*"',
    'Action = ["dynamodb:Get*", "dynamodb:PutItem"]',
    'Action = [\n  "dynamodb:GetItem", # one\n  "dynamodb:DeleteItem",\n]',
    '"NotAction" : ["iam:*"]',
)
HCL_RESOURCES = (
    'Resource = "*"',
    "Resource = aws_dynamodb_table.orders.arn",
    'Resource = [aws_dynamodb_table.orders.arn, "${aws_dynamodb_table.orders.arn}/index/*"]',
)
TEXT_RESOURCES = (
    '"Resource": "*"',
    '"Resource": "${aws_dynamodb_table.orders.arn}"',
    '"Resource": [\n"${aws_dynamodb_table.orders.arn}",\n"${aws_dynamodb_table.orders.arn}/index/*"\n]',
)
BLOCK_ACTIONS = (
    'actions = ["dynamodb:*"]',
    'actions = ["dynamodb:Get*", "dynamodb:PutItem"]',
    'actions = [\n  "dynamodb:GetItem", # one\n  "dynamodb:DeleteItem",\n]',
    'not_actions = ["iam:*"]',
)
BLOCK_RESOURCES = (
    'resources = ["*"]',
    "resources = [aws_dynamodb_table.orders.arn]",
    'resources = [\n  aws_dynamodb_table.orders.arn,\n  "${aws_dynamodb_table.orders.arn}/index/*"\n]',
)
TRUSTED = "{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}"
TRUST = f"AssumeRolePolicyDocument: {{Statement: [{TRUSTED}]}}"
TABLE = "  Orders:\n    Type: AWS::DynamoDB::Table\n    Properties: {BillingMode: PAY_PER_REQUEST}\n"


def _sam(number: int, actions: str, resources: str) -> str:
    statement = indent(f"Effect: Allow\n{actions}\n{resources}", " " * 14).strip()
    return f"""\
  Store{number}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment: {{Variables: {{TABLE: !Ref Orders}}}}
      Events: {{Show: {{Type: HttpApi, Properties: {{Path: /{number}, Method: get}}}}}}
      Policies:
        - Statement:
            - {statement}
"""


def _cloudformation(number: int, actions: str, resources: str) -> str:
    statement = indent(f"{resources}\n{actions}\nEffect: Allow", " " * 16).strip()
    return f"""\
  Role{number}:
    Type: AWS::IAM::Role
    Properties:
      {TRUST}
      Policies:
        - PolicyName: store
          PolicyDocument:
            Statement:
              - {statement}
  Url{number}:
    Type: AWS::Lambda::Url
    Properties: {{TargetFunctionArn: !Ref Store{number}, AuthType: AWS_IAM}}
  Store{number}:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Code: .
      Role: !GetAtt Role{number}.Arn
      Environment: {{Variables: {{TABLE: !Ref Orders}}}}
"""


def _json(number: int, actions: str, resources: str) -> str:
    statement = indent(f'"Effect": "Allow",\n{actions},\n{resources}', " " * 10)
    return f"""\
    "Store{number}": {{
      "Type": "AWS::Serverless::Function",
      "Properties": {{
        "Runtime": "python3.13", "Handler": "app.handler",
        "Environment": {{"Variables": {{"TABLE": {{"Ref": "Orders"}}}}}},
        "Events": {{"Show": {{"Type": "HttpApi"}}}},
        "Policies": [{{"Statement": [{{
{statement}
        }}]}}]
      }}
    }}"""


def _serverless(number: int, actions: str, resources: str) -> str:
    statement = indent(f"Effect: Allow\n{actions}\n{resources}", " " * 8).strip()
    return f"""\
  store{number}:
    handler: app.handler
    events: [httpApi: GET /{number}]
    iamRoleStatements:
      - {statement}
"""


def _function(number: int) -> str:
    return f"""
resource "aws_lambda_function" "store{number}" {{
  function_name = "store{number}"
  role          = aws_iam_role.store{number}.arn
  runtime       = "python3.13"
  handler       = "app.handler"
  filename      = data.archive_file.store.output_path

  environment {{
    variables = {{ TABLE = aws_dynamodb_table.orders.name }}
  }}
}}

resource "aws_lambda_function_url" "store{number}" {{
  function_name      = aws_lambda_function.store{number}.function_name
  authorization_type = "AWS_IAM"
}}

resource "aws_iam_role" "store{number}" {{
  name = "store{number}"
  assume_role_policy = jsonencode({{
    Statement = [{{ Effect = "Allow", Principal = {{ Service = "lambda.amazonaws.com" }}, Action = "sts:AssumeRole" }}]
  }})
}}

resource "aws_iam_role_policy" "store{number}" {{
  role   = aws_iam_role.store{number}.id
"""


def _encoded(number: int, actions: str, resources: str) -> str:
    statement = indent(f'Effect = "Allow"\n{actions}\n{resources}', " " * 6)
    return f"{_function(number)}  policy = jsonencode({{\n    Statement = [{{\n{statement}\n    }}]\n  }})\n}}\n"


def _text(number: int, actions: str, resources: str) -> str:
    statement = f'{{"Statement": [\n{{"Effect": "Allow",\n{actions},\n{resources}}}\n]}}'
    return f"{_function(number)}  policy = <<EOF\n{statement}\nEOF\n}}\n"


def _document(number: int, actions: str, resources: str) -> str:
    statement = indent(f"{actions}\n{resources}", " " * 4)
    return (
        f"{_function(number)}  policy = data.aws_iam_policy_document.store{number}.json\n}}\n"
        f'\ndata "aws_iam_policy_document" "store{number}" {{\n  statement {{\n{statement}\n  }}\n}}\n'
    )


TERRAFORM = """\
resource "aws_dynamodb_table" "orders" {
  name     = "orders"
  hash_key = "id"
}

data "archive_file" "store" {
  type        = "zip"
  source_file = "${path.module}/app.py"
  output_path = "store.zip"
}
"""
SERVERLESS = """\
service: store
provider: {name: aws, runtime: python3.13, environment: {TABLE: !Ref Orders}}
plugins: [serverless-iam-roles-per-function]
functions:
"""
LANGUAGES = {
    "sam": ("template.yaml", "Transform: AWS::Serverless-2016-10-31\nResources:\n" + TABLE, _sam, "", ""),
    "cloudformation": ("template.yaml", "Resources:\n" + TABLE, _cloudformation, "", ""),
    "json": (
        "template.json",
        '{"Transform": "AWS::Serverless-2016-10-31", "Resources": {\n    "Orders": {"Type": "AWS::DynamoDB::Table"},\n',
        _json,
        ",\n",
        "\n}}\n",
    ),
    "serverless": ("serverless.yml", SERVERLESS, _serverless, "", "resources:\n  Resources:\n" + indent(TABLE, "  ")),
    "jsonencode": ("main.tf", TERRAFORM, _encoded, "", ""),
    "text": ("main.tf", TERRAFORM, _text, "", ""),
    "document": ("main.tf", TERRAFORM, _document, "", ""),
}
GONE = ("dynamodb:*", "Get*", "PutItem", "DeleteItem", "SendMessage", "NotAction", "not_actions", "table/*", "index")
WAYS = {
    "sam": (YAML_ACTIONS, YAML_RESOURCES),
    "cloudformation": (YAML_ACTIONS, YAML_RESOURCES),
    "serverless": (YAML_ACTIONS, YAML_RESOURCES),
    "json": (JSON_ACTIONS, JSON_RESOURCES),
    "jsonencode": (HCL_ACTIONS, HCL_RESOURCES),
    "text": (JSON_ACTIONS, TEXT_RESOURCES),
    "document": (BLOCK_ACTIONS, BLOCK_RESOURCES),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_ways_of_a_language(fixed, language):
    name, head, written, joint, tail = LANGUAGES[language]
    ways = [written(number, *way) for number, way in enumerate(product(*WAYS[language]))]
    found = fixed({name: head + joint.join(ways) + tail})
    assert found.why == []
    assert found.told == 0
    after = found.files[name]
    assert "dynamodb:GetItem" in after
    for gone in GONE:
        assert gone not in after, gone
    # "everything but" on everything allowed to write logs as well, where no framework does
    stars = after.count('"*"') + after.count("'*'")
    assert stars == (0 if language in ("sam", "json", "serverless") else 1)
    assert stars == after.count("logs:PutLogEvents")
