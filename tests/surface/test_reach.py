from __future__ import annotations

import pytest

from goatherd.surface.wording import may_also

from .conftest import function


def reached(surface, id):
    (view,) = (view for view in surface.functions if view.function.id == id)
    return {(access.verb, surface.targets[access.target].label): access.evidence for access in view.reach.accesses}


def test_what_the_code_does_and_what_the_role_allows_beyond_it(shop):
    assert reached(shop.surfaces[0], "Show") == {
        ("reads", "Orders"): ("role", "code", "environment"),
        ("writes", "Orders"): ("role", "environment"),
        ("sends", "Mails"): ("role",),
    }


def test_a_permission_on_everything_reaches_the_account(surface_of):
    statement = "[{Statement: [{Effect: Allow, Action: 'dynamodb:GetItem', Resource: '*'}]}]"
    surface = surface_of("Users: {Type: AWS::DynamoDB::Table}\n" + function("One", policies=statement))
    assert set(reached(surface, "One")) == {("reads", "Users"), ("reads", "every DynamoDB table")}


def test_an_api_is_called_by_its_name(surface_of):
    arn = "!Sub 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Chat}/prod/*'"
    statement = f"[{{Statement: [{{Effect: Allow, Action: 'execute-api:ManageConnections', Resource: {arn}}}]}}]"
    surface = surface_of("Chat: {Type: AWS::ApiGatewayV2::Api}\n" + function("One", policies=statement))
    assert [label for _, label in reached(surface, "One")] == ["Chat"]


def test_what_is_denied_is_not_reached(surface_of):
    statements = (
        "[{Statement: [{Effect: Allow, Action: ['sqs:SendMessage', 'sqs:DeleteMessage'], Resource: !GetAtt Jobs.Arn},"
        " {Effect: Deny, Action: 'sqs:DeleteMessage', Resource: '*'}]}]"
    )
    surface = surface_of("Jobs: {Type: AWS::SQS::Queue}\n" + function("One", policies=statements))
    assert set(reached(surface, "One")) == {("sends", "Jobs")}


@pytest.mark.parametrize("action", ["logs:PutLogEvents", "logs:*", "xray:PutTraceSegments", "cloudwatch:PutMetricData"])
def test_telling_of_itself_reaches_nothing(surface_of, action):
    statement = f"[{{Statement: [{{Effect: Allow, Action: '{action}', Resource: '*'}}]}}]"
    assert reached(surface_of(function("One", policies=statement)), "One") == {}


@pytest.mark.parametrize(
    ("action", "verb"),
    [
        ("s3:GetObject", "reads"),
        ("s3:PutObject", "writes"),
        ("s3:PutBucketPolicy", "writes"),
    ],
)
def test_objects_are_part_of_their_bucket(surface_of, action, verb):
    statement = f"[{{Statement: [{{Effect: Allow, Action: '{action}', Resource: !Sub '${{Files.Arn}}/*'}}]}}]"
    surface = surface_of("Files: {Type: AWS::S3::Bucket}\n" + function("One", policies=statement))
    assert set(reached(surface, "One")) == {(verb, "Files")}


def test_requests_lead_to_the_internet(surface_of):
    code = "import requests\ndef handler(event, context):\n    requests.get('https://example.org', timeout=1)\n"
    assert reached(surface_of(function("One"), app=code), "One") == {("connects", "the internet"): ("code",)}


def test_the_network_of_a_function(surface_of):
    vpc = "VpcConfig: {SubnetIds: [subnet-1], SecurityGroupIds: [sg-1]}"
    surface = surface_of(function("Inside", more=vpc) + function("Outside"))
    network = {view.function.id: view.reach.network for view in surface.functions}
    assert network["Inside"].startswith("inside a VPC")
    assert network["Outside"].startswith("the whole internet")


def test_a_database_is_reached_over_the_network(surface_of):
    more = "Environment: {Variables: {HOST: !GetAtt Data.Endpoint.Address}}"
    surface = surface_of("Data: {Type: AWS::RDS::DBInstance}\n" + function("One", more=more))
    assert reached(surface, "One") == {("connects", "Data"): ("environment",)}


def test_a_role_that_stands_elsewhere_is_told_to_be_unknown(surface_of):
    surface = surface_of(function("One", more="Role: 'arn:aws:iam::1:role/other'"))
    (view,) = surface.functions
    assert may_also(view.reach, surface.targets) == "not known: the role is not declared in this application"
    assert not view.blast.known


def test_a_database_that_nothing_declares_is_reached(surface_of):
    code = "import pymongo\n\n\ndef handler(event, context):\n    pymongo.MongoClient('x').shop.orders.find_one()\n"
    assert reached(surface_of(function("One"), app=code), "One") == {("connects", "MongoDB"): ("code",)}


def test_a_table_is_not_told_twice_where_the_role_knows_only_a_part_of_its_name(surface_of):
    arn = "!Sub ['arn:aws:dynamodb:*:*:table/orders${Stage}', {Stage: !ImportValue Stage}]"
    statement = f"[{{Statement: [{{Effect: Allow, Action: 'dynamodb:GetItem', Resource: {arn}}}]}}]"
    call = "boto3.resource('dynamodb').Table('{}').get_item(Key={{}})"
    code = "import boto3\n\n\ndef handler(event, context):\n    " + call + "\n"
    surface = surface_of(function("One", policies=statement), app=code.format("orders"))
    assert reached(surface, "One") == {("reads", "orders…"): ("role", "code")}
    surface = surface_of(function("One", policies=statement), app=code.format("users"))
    assert reached(surface, "One") == {("reads", "orders…"): ("role",), ("reads", "users"): ("code",)}


def test_nor_where_the_code_does(surface_of):
    arns = ["arn:aws:dynamodb:*:*:table/orders-dev", "arn:aws:dynamodb:*:*:table/users"]
    statement = f"[{{Statement: [{{Effect: Allow, Action: 'dynamodb:GetItem', Resource: {arns}}}]}}]"
    call = "boto3.resource('dynamodb').Table('orders' + open('/tmp/stage').read()).get_item(Key={})"
    code = "import boto3\n\n\ndef handler(event, context):\n    " + call + "\n"
    surface = surface_of(function("One", policies=statement), app=code)
    assert reached(surface, "One") == {("reads", "orders-dev"): ("role", "code"), ("reads", "users"): ("role",)}
