"""Programs of the CDK: a word is changed where that is enough, the rest is said."""

from __future__ import annotations

HEAD = """\
import { Stack } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const orders = new Table(this, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
    const store = new Function(this, 'Store', {
      runtime: Runtime.PYTHON_3_13,
      handler: 'app.handler',
      code: Code.fromAsset('src'),
      environment: { TABLE: orders.tableName },
    });
    store.addFunctionUrl();
"""
TAIL = """\
  }
}
"""
MODULE = "src/app.py"


def test_a_method_that_grants_less(fixed):
    found = fixed({"lib/shop-stack.ts": HEAD + "    orders.grantReadWriteData(store); // all\n" + TAIL}, module=MODULE)
    assert found.files["lib/shop-stack.ts"] == HEAD + "    orders.grantReadData(store); // all\n" + TAIL


def test_fewer_actions_of_a_list(fixed):
    statement = """\
    store.addToRolePolicy(new PolicyStatement({
      actions: [
        'dynamodb:GetItem', // reads
        'dynamodb:PutItem',
        "dynamodb:DeleteItem",
      ],
      resources: [orders.tableArn],
    }));
"""
    wanted = statement.replace("        'dynamodb:PutItem',\n", "").replace('        "dynamodb:DeleteItem",\n', "")
    found = fixed({"lib/shop-stack.ts": HEAD + statement + TAIL}, module=MODULE)
    assert found.files["lib/shop-stack.ts"] == HEAD + wanted + TAIL


def test_what_takes_more_than_a_word_is_said(fixed):
    statement = "    store.addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:*'], resources: ['*'] }));\n"
    found = fixed({"lib/shop-stack.ts": HEAD + statement + TAIL}, module=MODULE)
    assert found.files["lib/shop-stack.ts"] == HEAD + statement + TAIL
    assert found.why == ["more than its list of actions would have to change"]


def test_managed_policies_stay(fixed):
    managed = "    store.role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('AmazonDynamoDBFullAccess'));\n"
    found = fixed({"lib/shop-stack.ts": HEAD + managed + TAIL}, module=MODULE)
    assert found.files["lib/shop-stack.ts"] == HEAD + managed + TAIL
    assert found.why == ["managed policies of programs are not rewritten"]


def test_python(fixed):
    program = """\
from aws_cdk import Stack, aws_dynamodb as dynamodb, aws_lambda as lambda_


class Shop(Stack):
    def __init__(self, scope, id):
        super().__init__(scope, id)
        orders = dynamodb.Table(
            self, "Orders", partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING)
        )
        store = lambda_.Function(
            self,
            "Store",
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler="app.handler",
            code=lambda_.Code.from_asset("src"),
            environment={"TABLE": orders.table_name},
        )
        store.add_function_url()
        orders.grant_full_access(store)
"""
    found = fixed({"stack.py": program}, module=MODULE)
    assert found.files["stack.py"] == program.replace("grant_full_access", "grant_read_data")


def test_what_a_program_has_written_is_not_changed(fixed):
    template = """\
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
  Store:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Code: src
      Role: !GetAtt StoreRole.Arn
    Metadata: {"aws:cdk:path": Shop/Store/Resource}
  StoreRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: store
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: [dynamodb:GetItem, dynamodb:PutItem], Resource: !GetAtt Orders.Arn}
"""
    found = fixed({"template.yaml": template}, module=MODULE)
    assert found.files["template.yaml"] == template
    assert found.why == ["the file is written by a program; it is the program that has to change"]
