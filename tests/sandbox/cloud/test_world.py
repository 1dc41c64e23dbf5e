"""What a function finds around it: its application's resources with something in them, and an internet that listens."""

from __future__ import annotations

import json

import pytest

from goatherd.sandbox.tenants import ATTACKER, VICTIM
from tests.sandbox.pods import in_pod, written

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: dev}
  Unset: {Type: String}
Resources:
  Run:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: app.handler
      CodeUri: .
      Timeout: 10
      MemorySize: 512
      Role: "arn:aws:iam::123456789012:role/elsewhere"
      Environment:
        Variables:
          TABLE: !Ref Orders
          TABLE_ARN: !GetAtt Orders.Arn
          NAMED: !Ref Named
          BUCKET: !Ref Uploads
          BUCKET_ARN: !GetAtt Uploads.Arn
          QUEUE: !Ref Jobs
          QUEUE_ARN: !GetAtt Jobs.Arn
          QUEUE_NAME: !GetAtt Jobs.QueueName
          TOPIC: !Ref News
          TOPIC_NAME: !GetAtt News.TopicName
          ENTRY: !Ref Token
          PARAMETER: !Ref Setting
          POOL: !Ref Pool
          CLIENT: !Ref Client
          STREAM: !Ref Clicks
          BUS: !Ref Bus
          OTHER: !Ref Helper
          OTHER_ARN: !GetAtt Helper.Arn
          STAGE: !Sub "${Stage}-${AWS::Region}-${AWS::AccountId}"
          UNSET: !Ref Unset
          PLAIN: "as written"
          API_KEY: "sk-written-in-the-template"
          DB_PASSWORD: !Ref Unset
          SECRET_ARN: !Ref Token
          TOKEN_QUEUE: !Ref Jobs
  Helper:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.12, Handler: app.handler, CodeUri: .}
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      KeySchema: [{AttributeName: userId, KeyType: HASH}, {AttributeName: at, KeyType: RANGE}]
      AttributeDefinitions:
        - {AttributeName: userId, AttributeType: S}
        - {AttributeName: at, AttributeType: N}
        - {AttributeName: email, AttributeType: S}
      GlobalSecondaryIndexes:
        - IndexName: byEmail
          KeySchema: [{AttributeName: email, KeyType: HASH}]
          Projection: {ProjectionType: ALL}
      LocalSecondaryIndexes:
        - IndexName: byAge
          KeySchema: [{AttributeName: userId, KeyType: HASH}, {AttributeName: at, KeyType: RANGE}]
          Projection: {ProjectionType: ALL}
      BillingMode: PAY_PER_REQUEST
      StreamSpecification: {StreamViewType: NEW_IMAGE}
  Named: {Type: AWS::Serverless::SimpleTable, Properties: {TableName: !Sub "${Stage}-named"}}
  Blobs:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: blobs
      KeySchema: [{AttributeName: digest, KeyType: HASH}]
      AttributeDefinitions: [{AttributeName: digest, AttributeType: B}]
  Uploads: {Type: AWS::S3::Bucket}
  Jobs: {Type: AWS::SQS::Queue}
  Ordered: {Type: AWS::SQS::Queue, Properties: {QueueName: ordered.fifo, FifoQueue: true}}
  News: {Type: AWS::SNS::Topic}
  Token: {Type: AWS::SecretsManager::Secret, Properties: {Name: app/token}}
  Setting: {Type: AWS::SSM::Parameter, Properties: {Name: /app/setting, Type: String, Value: !Ref Uploads}}
  Pool: {Type: AWS::Cognito::UserPool}
  Client: {Type: AWS::Cognito::UserPoolClient, Properties: {UserPoolId: !Ref Pool}}
  Clicks: {Type: AWS::Kinesis::Stream, Properties: {ShardCount: 1}}
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: the-bus}}
"""
# The function runs what it is told; "said" is what the code leaves in `out`. Clients are kept: they are warm.
APP = """
import json, os, boto3
env = os.environ
clients = {}
def aws(name):
    if name not in clients:
        clients[name] = boto3.client(name)
    return clients[name]

def handler(event, context):
    scope = {'out': {}, 'aws': aws, 'env': env, 'json': json, 'boto3': boto3, 'kept': clients}
    exec(event['code'], scope)
    return json.loads(json.dumps(scope['out'], default=repr))
"""
CODES = {
    "environment": "out.update(env)",
    "tables": """
d = aws('dynamodb')
out['names'] = sorted(d.list_tables()['TableNames'])
t = d.describe_table(TableName=env['TABLE'])['Table']
out['keys'] = [(k['AttributeName'], k['KeyType']) for k in t['KeySchema']]
out['types'] = {a['AttributeName']: a['AttributeType'] for a in t['AttributeDefinitions']}
out['arn'] = t['TableArn']
out['rows'] = d.scan(TableName=env['TABLE'])['Items']
out['named'] = d.scan(TableName=env['NAMED'])['Items']
out['blobs'] = len(d.scan(TableName='blobs')['Items'])
out['index'] = d.query(TableName=env['TABLE'], IndexName='byEmail', KeyConditionExpression='email = :e',
                       ExpressionAttributeValues={':e': {'S': 'alice@example.net'}})['Items']
out['local'] = d.query(TableName=env['TABLE'], IndexName='byAge', KeyConditionExpression='userId = :u',
                       ExpressionAttributeValues={':u': out['index'][0]['userId']})['Count']
""",
    "objects": """
s = aws('s3')
out['buckets'] = [b['Name'] for b in s.list_buckets()['Buckets']]
for o in s.list_objects_v2(Bucket=env['BUCKET'])['Contents']:
    out[o['Key']] = s.get_object(Bucket=env['BUCKET'], Key=o['Key'])['Body'].read().decode()
""",
    "messages": """
q = aws('sqs')
out['queues'] = sorted(q.list_queues()['QueueUrls'])
out['url'] = q.get_queue_url(QueueName=env['QUEUE_NAME'])['QueueUrl']
out['arn'] = q.get_queue_attributes(QueueUrl=env['QUEUE'], AttributeNames=['QueueArn'])['Attributes']['QueueArn']
out['sent'] = q.send_message(QueueUrl=env['QUEUE'], MessageBody='hello')['MD5OfMessageBody']
out['read'] = [m['Body'] for m in q.receive_message(QueueUrl=env['QUEUE'])['Messages']]
out['topics'] = [t['TopicArn'] for t in aws('sns').list_topics()['Topics']]
out['published'] = len(aws('sns').publish(TopicArn=env['TOPIC'], Message='x')['MessageId'])
out['stream'] = aws('kinesis').put_record(StreamName=env['STREAM'], Data=b'x', PartitionKey='1')['ShardId']
out['bus'] = aws('events').put_events(Entries=[
    {'EventBusName': env['BUS'], 'Source': 's', 'DetailType': 't', 'Detail': '{}'}])['FailedEntryCount']
""",
    "secrets": """
s = aws('secretsmanager')
out['by arn'] = s.get_secret_value(SecretId=env['ENTRY'])['SecretString']
out['by name'] = s.get_secret_value(SecretId='app/token')['SecretString']
out['parameter'] = aws('ssm').get_parameter(Name=env['PARAMETER'])['Parameter']['Value']
""",
    "users": """
c = aws('cognito-idp')
out['pools'] = [p['Id'] for p in c.list_user_pools(MaxResults=10)['UserPools']]
out['clients'] = [p['ClientId'] for p in c.list_user_pool_clients(UserPoolId=env['POOL'])['UserPoolClients']]
out['users'] = [u['Username'] for u in c.list_users(UserPoolId=env['POOL'])['Users']]
""",
    "metadata": """
import urllib.request
def get(path, method='GET', host='169.254.169.254'):
    request = urllib.request.Request('http://' + host + path, method=method)
    return urllib.request.urlopen(request, timeout=30).read().decode()
out['token'] = get('/latest/api/token', 'PUT')
out['root'] = get('/latest/meta-data/')
out['role'] = get('/latest/meta-data/iam/security-credentials/')
out['keys'] = json.loads(get('/latest/meta-data/iam/security-credentials/' + out['role']))
out['container'] = json.loads(get('/v2/credentials/x', host='169.254.170.2'))
""",
    "metrics": """
c = aws('cloudwatch')
c.put_metric_data(Namespace='n', MetricData=[{'MetricName': 'm', 'Value': 1.5}])
out['metrics'] = [m['MetricName'] for m in c.list_metrics()['Metrics']]
out['region'] = boto3.session.Session().region_name
out['account'] = aws('sts').get_caller_identity()['Account']
""",
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """Name of the code -> what it said and what was recorded; and under "pod" what the pod knows."""
    folder = written(tmp_path_factory.mktemp("app"), {"template.yaml": TEMPLATE, "app.py": APP})

    def work(pod):
        for name, code in CODES.items():
            done = pod.invoke("Run", {"code": code})
            yield name, done.response, done.error, done.records
        yield "pod", {"canaries": pod.canaries.as_data(), "problems": pod.problems}, None, []

    found = {name: rest for name, *rest in in_pod(folder, work)}
    assert {name: error for name, (_, error, _) in found.items() if error} == {}
    return found


@pytest.fixture
def canaries(outcome):
    """Text -> what was planted."""
    return {canary["text"]: canary for canary in outcome["pod"][0]["canaries"]}


def test_everything_could_be_made_and_every_call_is_answered(outcome):
    assert outcome["pod"][0]["problems"] == []
    gaps = [
        (r["service"], r["operation"], r["gap"]) for _, _, records in outcome.values() for r in records if r.get("gap")
    ]
    assert gaps == []


def test_environment_variables_hold_what_deployment_would_fill_in(outcome):
    found, account = outcome["environment"][0], "us-east-1:123456789012"
    assert found["TABLE"] == "goatherd-Orders"
    assert found["TABLE_ARN"] == f"arn:aws:dynamodb:{account}:table/goatherd-Orders"
    assert found["NAMED"] == "dev-named"
    assert found["BUCKET"] == "goatherd-uploads"
    assert found["BUCKET_ARN"] == "arn:aws:s3:::goatherd-uploads"
    assert found["QUEUE_ARN"] == f"arn:aws:sqs:{account}:goatherd-Jobs"
    assert found["TOPIC"] == f"arn:aws:sns:{account}:goatherd-News"
    assert found["TOPIC_NAME"] == "goatherd-News"
    assert found["PARAMETER"] == "/app/setting"
    assert found["OTHER_ARN"] == f"arn:aws:lambda:{account}:function:{found['OTHER']}"
    assert found["STAGE"] == "dev-us-east-1-123456789012"
    assert (found["UNSET"], found["PLAIN"]) == ("unset", "as written")
    assert found["SECRET_ARN"] == found["ENTRY"]
    assert found["TOKEN_QUEUE"] == found["QUEUE"]
    assert found["AWS_LAMBDA_FUNCTION_NAME"] == "goatherd-Run"


def test_secrets_in_the_environment_are_canaries(outcome, canaries):
    found = outcome["environment"][0]
    assert found["API_KEY"] == "sk-written-in-the-template"
    assert canaries[found["API_KEY"]]["kind"] == "environment"
    assert canaries[found["DB_PASSWORD"]]["kind"] == "environment"
    assert canaries[found["AWS_SECRET_ACCESS_KEY"].partition("/")[0]]["kind"] == "credentials"


def test_tables_have_the_keys_and_indexes_of_the_template(outcome):
    found = outcome["tables"][0]
    assert found["names"] == ["blobs", "dev-named", "goatherd-Orders"]
    assert found["keys"] == [["userId", "HASH"], ["at", "RANGE"]]
    assert found["types"] == {"userId": "S", "at": "N", "email": "S"}
    assert found["arn"] == outcome["environment"][0]["TABLE_ARN"]
    assert found["blobs"] == 2


def test_each_tenant_has_a_row(outcome, canaries):
    found = outcome["tables"][0]
    assert {row["userId"]["S"] for row in found["rows"]} == {ATTACKER.subject, VICTIM.subject}
    assert len(found["named"]) == 2
    (row,) = found["index"]
    assert (row["userId"]["S"], row["email"]["S"], found["local"]) == (VICTIM.subject, VICTIM.email, 1)
    (planted,) = {canaries[text]["owner"] for value in row.values() if (text := value.get("S")) in canaries}
    assert planted == VICTIM.username


def test_each_tenant_has_an_object(outcome, canaries):
    found = outcome["objects"][0]
    assert found["buckets"] == ["goatherd-uploads"]
    for tenant in (ATTACKER, VICTIM):
        text = found[f"{tenant.username}/report.txt"].split()[-1]
        assert (canaries[text]["kind"], canaries[text]["owner"]) == ("object", tenant.username)


def test_queues_topics_streams_and_buses_work_under_the_names_of_the_environment(outcome):
    found, env = outcome["messages"][0], outcome["environment"][0]
    assert found["queues"] == [env["QUEUE"], "https://sqs.us-east-1.amazonaws.com/123456789012/ordered.fifo"]
    assert (found["url"], found["arn"]) == (env["QUEUE"], env["QUEUE_ARN"])
    assert found["read"] == ["hello"]
    assert found["topics"] == [env["TOPIC"]]
    assert (found["published"], found["bus"]) == (36, 0)
    assert found["stream"].startswith("shardId-")


def test_secrets_are_canaries_and_parameters_hold_what_the_template_says(outcome, canaries):
    found = outcome["secrets"][0]
    assert found["by arn"] == found["by name"]
    assert canaries[json.loads(found["by arn"])["password"]]["kind"] == "secret"
    assert found["parameter"] == "goatherd-uploads"


def test_user_pools_have_the_ids_that_refs_give_and_both_tenants(outcome):
    found, env = outcome["users"][0], outcome["environment"][0]
    assert (found["pools"], found["clients"]) == ([env["POOL"]], [env["CLIENT"]])
    assert sorted(found["users"]) == [VICTIM.username, ATTACKER.username]


def test_the_metadata_service_gives_canaries_away_and_tells(outcome, canaries):
    found, _, records = outcome["metadata"]
    assert found["token"] == "goatherd-session-token"
    assert "iam/" in found["root"]
    assert canaries[found["keys"]["SecretAccessKey"]]["kind"] == "metadata"
    assert found["container"] == found["keys"]
    asked = [(r["method"], r["path"]) for r in records if r["kind"] == "metadata"]
    assert asked[:2] == [("PUT", "/latest/api/token"), ("GET", "/latest/meta-data/")]
    assert len(asked) == 5


def test_clients_that_speak_cbor_are_understood(outcome):
    found, _, records = outcome["metrics"]
    assert ("m" in found["metrics"], found["region"], found["account"]) == (True, "us-east-1", "123456789012")
    (call,) = [r for r in records if r.get("operation") == "PutMetricData"]
    assert call["parameters"] == {"Namespace": "n", "MetricData.0.MetricName": "m", "MetricData.0.Value": 1.5}
