"""What is not known is not rewritten, and the reason is said."""

from __future__ import annotations

import pytest

from .conftest import GET

HEAD = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::SimpleTable
  Store:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Environment:
        Variables: {TABLE: !Ref Orders}
      Events: {Show: {Type: HttpApi}}
"""
CRUD = "      Policies: [DynamoDBCrudPolicy: {TableName: !Ref Orders}]\n"
WIDE = '      Policies: [Statement: [{Effect: Allow, Action: "dynamodb:*", Resource: "*"}]]\n'
START = GET.partition("\n\n\n")[0]

CASES = {
    "no call at all": (WIDE, "def handler(event, context):\n    return 1\n", "the code makes no call of AWS at all"),
    "code that is not there": (CRUD, "", "the handler app.handler was not found"),
    "a service chosen at run time": (
        "      Policies: [AmazonDynamoDBFullAccess]\n",
        GET.replace("    return", "    boto3.client(event['service']).list_things()\n    return"),
        "the service called at",
    ),
    "a module that is not in the tree": (
        "      Policies: [AmazonDynamoDBFullAccess]\n",
        GET.replace("import os", "import os\nimport storekeeper").replace(
            "    return", "    storekeeper.keep()\n    return"
        ),
        "storekeeper, which is called at",
    ),
    "a table chosen at run time": (
        WIDE,
        GET.replace('os.environ["TABLE"]', "input()").replace("table.get", "table.get"),
        "which resource dynamodb:GetItem acts on is decided at run time",
    ),
    "a client handed away": (
        "      Policies: [AmazonSSMFullAccess]\n",
        GET.replace("    return", "    event['keep'](boto3.client('ssm'))\n    return"),
        "what uses the client of ssm",
    ),
    "a layer that nobody knows": (
        CRUD + "      Layers: ['arn:aws:lambda:eu-west-1:123456789012:layer:agent:1', !Ref Agent]\n",
        GET,
        "a layer of the function may hold an extension",
    ),
    "resources that are left out": (
        "      Policies: [Statement: [{Effect: Allow, Action: 'dynamodb:*', NotResource: '*:table/x'}]]\n",
        GET,
        "it names the resources that it leaves out (NotResource)",
    ),
    "actions that are computed": (
        "      Policies: [Statement: [{Effect: Allow, Action: [!Sub 'dynamodb:*'], Resource: !GetAtt Orders.Arn}]]\n",
        GET,
        "what it grants is computed",
    ),
    "a condition for the whole policy": (
        "      Policies: [!If [IsLive, Statement: [{Effect: Allow, Action: 'sqs:Send*', Resource: '*'}],\n"
        "        !Ref 'AWS::NoValue']]\n",
        GET,
        "nothing of the policy would be left",
    ),
    "everything, and a key": (
        "      Policies: [AdministratorAccess]\n"
        "  Key:\n    Type: AWS::KMS::Key\n    Properties: {KeyPolicy: {Statement: []}}\n",
        GET,
        "what the code uses may be encrypted with a key",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_left_alone(fixed, case):
    policies, code, why = CASES[case]
    template = f"Conditions: {{IsLive: !Equals [!Ref 'AWS::Region', x]}}\n{HEAD}{policies}"
    found = fixed({"template.yaml": template}, code=code, module="app.py" if code else "other.txt")
    assert found.files["template.yaml"] == template
    assert any(reason.startswith(why) or why in reason for reason in found.why) or (not code and not found.why), (
        found.why
    )


def test_what_fits_stays_without_a_word(fixed):
    template = HEAD + "      Policies: [DynamoDBReadPolicy: {TableName: !Ref Orders}]\n"
    found = fixed({"template.yaml": template})
    assert found.files["template.yaml"] == template
    assert found.why == []


ROLE = """\
  Shared:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: PRINCIPAL}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: orders
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: [dynamodb:GetItem, dynamodb:PutItem], Resource: !GetAtt Orders.Arn}
"""


@pytest.mark.parametrize(
    ("principal", "rest", "why"),
    [
        ("[lambda.amazonaws.com, ecs-tasks.amazonaws.com]", "", "the role is also assumed by something that is not a"),
        (
            "lambda.amazonaws.com",
            "Outputs: {Role: {Value: !GetAtt Shared.Arn, Export: {Name: shop-role}}}\n",
            "the role is handed out to other stacks (output Role)",
        ),
    ],
)
def test_a_role_that_others_have_too(fixed, principal, rest, why):
    template = HEAD + "      Role: !GetAtt Shared.Arn\n" + ROLE.replace("PRINCIPAL", principal) + rest
    found = fixed({"template.yaml": template})
    assert found.files["template.yaml"] == template
    if "Outputs" in rest:
        assert found.why == [why]


def test_a_shared_role_of_which_one_function_is_not_read(fixed):
    other = """\
  Other:
    Type: AWS::Serverless::Function
    Properties: {Runtime: java21, Handler: shop.Other, Role: !GetAtt Shared.Arn}
"""
    role = ROLE.replace("PRINCIPAL", "lambda.amazonaws.com").replace("dynamodb:PutItem", "dynamodb:*")
    template = HEAD + "      Role: !GetAtt Shared.Arn\n" + other + role
    found = fixed({"template.yaml": template})
    assert found.files["template.yaml"] == template


def test_a_policy_that_users_have_as_well(fixed):
    role = ROLE.partition("      Policies:")[0].replace("PRINCIPAL", "lambda.amazonaws.com")
    policy = """\
  Policy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: orders
      Roles: [!Ref Shared]
      Users: [ann]
      PolicyDocument:
        Statement:
          - {Effect: Allow, Action: [dynamodb:GetItem, dynamodb:PutItem], Resource: !GetAtt Orders.Arn}
"""
    template = HEAD + "      Role: !GetAtt Shared.Arn\n" + role + policy
    assert fixed({"template.yaml": template}).why == ["users or groups have the policy as well"]
    template = template.replace("      Users: [ann]\n", "")
    assert "dynamodb:PutItem" not in fixed({"template.yaml": template}).files["template.yaml"]


def test_a_finding_that_is_ignored_changes_nothing(fixed):
    template = f"""{HEAD}\
      Policies:
        - DynamoDBCrudPolicy:  # goatherd: ignore[GOAT0420] for later
            TableName: !Ref Orders
"""
    found = fixed({"template.yaml": template})
    assert (found.files["template.yaml"], found.why) == (template, [])


def test_a_name_that_another_deployment_gives_otherwise(fixed):
    parameter = "Parameters: {Name: {Type: String, Default: shop-orders}}\n"
    template = (
        parameter + HEAD.replace("!Ref Orders", '!Sub "${Name}-eu"') + "      Policies: [AmazonDynamoDBFullAccess]\n"
    )
    found = fixed({"template.yaml": template})
    assert found.files["template.yaml"] == template
    assert found.why == ["shop-orders-eu, the name of a resource, may be another one in another deployment"]


def test_a_name_that_a_parameter_gives(fixed):
    parameter = "Parameters: {Name: {Type: String, Default: shop-orders}}\n"
    template = (
        parameter + HEAD.replace("!Ref Orders", "!Ref Name") + "      Policies:\n      - AmazonDynamoDBFullAccess\n"
    )
    found = fixed({"template.yaml": template})
    assert ":table/${Name}\n" in found.files["template.yaml"]
    template = template.replace("{Name:", "{Other: {Type: String, Default: shop-orders}, Name:")
    assert fixed({"template.yaml": template}).why == [
        "shop-orders, the name of a resource, may be another one in another deployment"
    ]


def test_a_name_that_is_the_same_everywhere(fixed):
    template = HEAD.replace("!Ref Orders", "shop-orders") + "      Policies: [AmazonDynamoDBFullAccess]\n"
    after = fixed({"template.yaml": template}).files["template.yaml"]
    assert "table/shop-orders" in after and "FullAccess" not in after


def test_a_template_with_the_name_in_a_parameter_gets_smaller(fixed):
    parameter = "Parameters: {Name: {Type: String, Default: shop-orders}}\n"
    template = parameter + HEAD.replace("!Ref Orders", "!Ref Name") + CRUD.replace("!Ref Orders", "!Ref Name")
    found = fixed({"template.yaml": template})
    assert found.files["template.yaml"] == template.replace("Crud", "Read")


def test_a_client_of_any_service_in_javascript(fixed):
    code = """\
const AWS = require('aws-sdk');
const table = new AWS.DynamoDB.DocumentClient();
exports.handler = async (event) => {
  CALL
  return table.get({ TableName: process.env.TABLE, Key: { id: 'latest' } }).promise();
};
"""
    template = HEAD.replace("python3.13", "nodejs16.x") + WIDE
    dynamic = code.replace("CALL", "await new AWS[event.service]().listThings().promise();")
    found = fixed({"template.yaml": template}, code=dynamic, module="app.js")
    assert found.files["template.yaml"] == template
    assert found.why == ["the service called at app.js:4 is chosen at run time"]
    plain = code.replace("CALL", "await new AWS.STS().getCallerIdentity().promise();")
    found = fixed({"template.yaml": template}, code=plain, module="app.js")
    assert found.why == [] and "dynamodb:*" not in found.files["template.yaml"]
