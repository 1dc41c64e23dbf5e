"""Every right that the code needs is still there afterwards, on the resource that IAM asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.fixes import propose, write

from .conftest import outcome_of

if TYPE_CHECKING:
    from goatherd.model.application import Application

HERE = "arn:aws:%s:${AWS-Region}:${AWS-AccountId}:%s"
MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:m"
OBJECT = "arn:aws:s3:::b1/k"


def _object(*names: str) -> dict[str, tuple[str, ...]]:
    return {f"s3:{name}": (OBJECT,) for name in names}


# what is called -> the actions that stay of those that are granted on "*", with their resources
PYTHON: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "an alias of a state machine": (
        f"boto3.client('stepfunctions').start_execution(stateMachineArn='{MACHINE}:live')",
        {"states:StartExecution": (MACHINE,)},
    ),
    "a state machine": (
        f"boto3.client('stepfunctions').start_execution(stateMachineArn='{MACHINE}')",
        {"states:StartExecution": (MACHINE,), "states:StopExecution": ()},
    ),
    "a log group": (
        "boto3.client('logs').filter_log_events(logGroupName='/aws/lambda/other')",
        {
            "logs:FilterLogEvents": tuple(HERE % ("logs", f"log-group:/aws/lambda/other{end}") for end in ("", ":*")),
            "logs:DeleteLogGroup": (),
        },
    ),
    "a queue of another account": (
        "boto3.client('sqs').send_message(QueueUrl='https://sqs.eu-west-1.amazonaws.com/210987654321/q',MessageBody='')",
        {"sqs:SendMessage": ("arn:aws:sqs:eu-west-1:210987654321:q",), "sqs:PurgeQueue": ()},
    ),
    "a queue of another account, by name": (
        "q = boto3.client('sqs').get_queue_url(QueueName='q', QueueOwnerAWSAccountId='210987654321')['QueueUrl']\n"
        "    boto3.client('sqs').send_message(QueueUrl=q, MessageBody='')",
        {"sqs:SendMessage": ("*",), "sqs:PurgeQueue": ()},
    ),
    "a function of another account": (
        "boto3.client('lambda').invoke(FunctionName='210987654321:function:f')",
        {
            "lambda:InvokeFunction": ("arn:aws:lambda:${AWS-Region}:210987654321:function:f",),
            "lambda:GetFunction": (),
        },
    ),
    "another region": (
        "boto3.client('dynamodb', region_name='eu-central-1').put_item(TableName='t', Item={})",
        {
            "dynamodb:PutItem": ("arn:aws:dynamodb:*:${AWS-AccountId}:table/t",),
            "dynamodb:DeleteItem": (),
        },
    ),
    "the function's own region": (
        "boto3.client('dynamodb', region_name=os.environ['HERE']).put_item(TableName='t', Item={})",
        {"dynamodb:PutItem": (HERE % ("dynamodb", "table/t"),)},
    ),
    "an access point": (
        "boto3.client('s3').get_object(Bucket='arn:aws:s3:us-east-1:123456789012:accesspoint/ap', Key='k')",
        {"s3:GetObject": ("*",), "s3:DeleteObject": ()},
    ),
    "an access point by its alias": (
        "boto3.client('s3').get_object(Bucket='ap-xyz-s3alias', Key='k')",
        {"s3:GetObject": ("*",)},
    ),
    "a bucket by its ARN": (
        "boto3.client('s3').delete_object(Bucket='arn:aws:s3:::b1', Key='k')",
        _object("DeleteObject") | {"s3:GetObject": ()},
    ),
    "a hosted zone": (
        "boto3.client('route53').change_resource_record_sets(HostedZoneId='/hostedzone/Z1', ChangeBatch={})",
        {"route53:ChangeResourceRecordSets": ("arn:aws:route53:::hostedzone/Z1",)},
    ),
    "a secret without its suffix": (
        "boto3.client('secretsmanager').get_secret_value("
        "SecretId='arn:aws:secretsmanager:us-east-1:123456789012:secret:db/main')",
        {"secretsmanager:GetSecretValue": ("arn:aws:secretsmanager:us-east-1:123456789012:secret:db/main-*",)},
    ),
    "a version of a parameter": (
        "boto3.client('ssm').get_parameter(Name='/orders/key:3')",
        {"ssm:GetParameter": (HERE % ("ssm", "parameter/orders/key"),)},
    ),
    "what an upload is given": (
        "boto3.client('s3').upload_file('/tmp/x', 'b1', 'k', ExtraArgs={'ACL': 'private', 'Tagging': 'a=b'})",
        _object("PutObject", "PutObjectAcl", "PutObjectTagging", "AbortMultipartUpload")
        | {"s3:PutObjectRetention": ()},
    ),
    "what an upload may be given": (
        "boto3.client('s3').upload_fileobj(None, 'b1', 'k', ExtraArgs=event['extra'])",
        _object("PutObject", "PutObjectAcl", "PutObjectTagging", "PutObjectRetention") | {"s3:DeleteObject": ()},
    ),
    "a version that is downloaded": (
        "boto3.client('s3').download_file('b1', 'k', '/tmp/x', ExtraArgs={'VersionId': event['v']})",
        _object("GetObject", "GetObjectVersion") | {"s3:GetObjectVersionTagging": ()},
    ),
    "a lock": (
        "boto3.client('s3').put_object(Bucket='b1', Key='k', ObjectLockMode='GOVERNANCE',"
        " ObjectLockLegalHoldStatus='ON')",
        _object("PutObject", "PutObjectRetention", "PutObjectLegalHold") | {"s3:PutObjectAcl": ()},
    ),
    "nothing beside the object": (
        "boto3.client('s3').put_object(Bucket='b1', Key='k', Body=b'')",
        _object("PutObject") | {"s3:PutObjectAcl": (), "s3:PutObjectRetention": (), "s3:AbortMultipartUpload": ()},
    ),
    "arguments that nobody knows": (
        "boto3.client('s3').put_object(Bucket='b1', Key='k', **event['extra'])",
        _object("PutObject", "PutObjectAcl", "PutObjectLegalHold") | {"s3:GetObject": ()},
    ),
    "an index that nobody knows": (
        "boto3.client('dynamodb').query(TableName='t', **event['extra'])",
        {"dynamodb:Query": (HERE % ("dynamodb", "table/t"), HERE % ("dynamodb", "table/t/index/*"))},
    ),
    "a form with an ACL": (
        "boto3.client('s3').generate_presigned_post('b1', 'k', Fields={'acl': 'public-read'})",
        _object("PutObject", "PutObjectAcl") | {"s3:PutObjectTagging": ()},
    ),
    "a form that begins with an ACL": (
        "boto3.client('s3').generate_presigned_post('b1', 'k', Conditions=[['starts-with', '$acl', '']])",
        _object("PutObject", "PutObjectAcl") | {"s3:PutObjectTagging": ()},
    ),
    "a guardrail": (
        "boto3.client('bedrock-runtime').invoke_model(modelId='m', guardrailIdentifier='g')",
        {"bedrock:InvokeModel": ("*",), "bedrock:ApplyGuardrail": ("*",), "bedrock:CreateGuardrail": ()},
    ),
    "no guardrail": (
        "boto3.client('bedrock-runtime').invoke_model(modelId='m')",
        {"bedrock:InvokeModel": ("*",), "bedrock:ApplyGuardrail": ()},
    ),
    "messages": (
        "for message in boto3.resource('sqs').Queue(os.environ['Q']).receive_messages(): message.delete()",
        {"sqs:ReceiveMessage": ("*",), "sqs:DeleteMessage": ("*",), "sqs:PurgeQueue": ()},
    ),
    "messages that stay": (
        "for message in boto3.resource('sqs').Queue(os.environ['Q']).receive_messages(): print(message.body)",
        {"sqs:ReceiveMessage": ("*",), "sqs:DeleteMessage": ()},
    ),
    "a queue by its name": (
        "boto3.resource('sqs').get_queue_by_name(QueueName='q').send_message(MessageBody='x')",
        {"sqs:GetQueueUrl": (HERE % ("sqs", "q"),), "sqs:SendMessage": (HERE % ("sqs", "q"),), "sqs:PurgeQueue": ()},
    ),
    "an attribute that is looked up": (
        "table = boto3.resource('dynamodb').Table('t')\n    print(table.item_count)\n    table.get_item(Key={})",
        {f"dynamodb:{name}": (HERE % ("dynamodb", "table/t"),) for name in ("DescribeTable", "GetItem")}
        | {"dynamodb:PutItem": ()},
    ),
    "a name that is not looked up": (
        "table = boto3.resource('dynamodb').Table('t')\n    print(table.name)\n    table.get_item(Key={})",
        {"dynamodb:GetItem": (HERE % ("dynamodb", "table/t"),), "dynamodb:DescribeTable": ()},
    ),
    "reload": (
        "boto3.resource('dynamodb').Table('t').reload()",
        {"dynamodb:DescribeTable": (HERE % ("dynamodb", "table/t"),), "dynamodb:GetItem": ()},
    ),
    "a module by its name": (
        "importlib.import_module('tasks.save').run(event)",
        {"dynamodb:PutItem": (HERE % ("dynamodb", "table/saved"),), "dynamodb:GetItem": ()},
    ),
    "a module that the event names": (
        "importlib.import_module('tasks.' + event['task']).run(event)\n"
        "    boto3.client('dynamodb').get_item(TableName='t', Key={})",
        {"dynamodb:PutItem": ("*",), "dynamodb:GetItem": ("*",)},
    ),
    "a file that is run": (
        "runpy.run_path(event['file'])\n    boto3.client('dynamodb').get_item(TableName='t', Key={})",
        {"dynamodb:PutItem": ("*",), "dynamodb:GetItem": ("*",)},
    ),
}
JAVASCRIPT: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "parts of an upload": (
        "await new (require('@aws-sdk/lib-storage').Upload)({ client: s3, params: { Bucket: 'b1', Key: 'k' },"
        " tags: [{ Key: 'a', Value: 'b' }] }).done();",
        _object("PutObject", "PutObjectTagging", "AbortMultipartUpload") | {"s3:PutObjectAcl": ()},
    ),
    "a spread": (
        "await s3.send(new PutObjectCommand({ Bucket: 'b1', Key: 'k', ...event.extra }));",
        _object("PutObject", "PutObjectAcl") | {"s3:GetObject": ()},
    ),
    "fields of a form": (
        "await require('@aws-sdk/s3-presigned-post').createPresignedPost(s3,"
        " { Bucket: 'b1', Key: 'k', Fields: { acl: 'public-read' } });",
        _object("PutObject", "PutObjectAcl") | {"s3:PutObjectTagging": ()},
    ),
    "a region": (
        "await new SQSClient({ region: 'eu-west-3' }).send(new SendMessageCommand({ QueueUrl: 'q' }));",
        {"sqs:SendMessage": ("arn:aws:sqs:*:${AWS-AccountId}:q",), "sqs:PurgeQueue": ()},
    ),
    "an import that the event names": (
        "await (await import(`./tasks/${event.task}.mjs`)).run();\n"
        "  await s3.send(new PutObjectCommand({ Bucket: 'b1', Key: 'k' }));",
        {"s3:PutObject": ("*",), "s3:GetObject": ("*",)},
    ),
    "an import by name": (
        "await (await import('./tasks/save.mjs')).run();",
        _object("DeleteObject") | {"s3:GetObject": ()},
    ),
    "the data API by a library": (
        "await require('data-api-client')({ secretArn: 'a', resourceArn: 'b' }).query('select 1');\n"
        "  await s3.send(new PutObjectCommand({ Bucket: 'b1', Key: 'k' }));",
        _object("PutObject")
        | {"rds-data:ExecuteStatement": ("*",), "secretsmanager:GetSecretValue": ("*",), "s3:GetObject": ()},
    ),
}
IMPORTS = {
    "python": "import importlib\nimport os\nimport runpy\n\nimport boto3\n\n\ndef handler(event, context):\n    ",
    "nodejs": "const { S3Client, PutObjectCommand } = require('@aws-sdk/client-s3');\n"
    "const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');\n"
    "const s3 = new S3Client({});\nexports.handler = async (event) => {\n  ",
}
TASKS = {
    "tasks/__init__.py": "",
    "tasks/save.py": "import boto3\n\n\ndef run(event):\n"
    "    boto3.client('dynamodb').put_item(TableName='saved', Item={})\n",
    "tasks/save.mjs": "import { S3Client, DeleteObjectCommand } from '@aws-sdk/client-s3';\n"
    "export const run = () => new S3Client({}).send(new DeleteObjectCommand({ Bucket: 'b1', Key: 'k' }));\n",
}
CASES = PYTHON | JAVASCRIPT


def _id(case: str) -> str:
    return "F" + "".join(word.capitalize() for word in case.replace(",", "").replace("'", "").split())


def _function(case: str) -> str:
    runtime = "python3.13" if case in PYTHON else "nodejs22.x"
    statements = "".join(
        f"            - {{Effect: Allow, Action: '{action}', Resource: '*'}}\n" for action in CASES[case][1]
    )
    return f"""\
  {_id(case)}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: {runtime}
      Handler: app.handler
      CodeUri: {_id(case)}
      Environment: {{Variables: {{HERE: !Ref 'AWS::Region'}}}}
      Events: {{Daily: {{Type: Schedule, Properties: {{Schedule: rate(1 day)}}}}}}
      Policies:
        - Statement:
{statements}"""


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Application:
    """One function for every case, with policies that were rewritten."""
    root = tmp_path_factory.mktemp("rights")
    for case, (code, _) in CASES.items():
        folder = root / _id(case)
        (folder / "tasks").mkdir(parents=True)
        head, end, name = (
            (IMPORTS["python"], "\n", "app.py") if case in PYTHON else (IMPORTS["nodejs"], "\n};\n", "app.js")
        )
        (folder / name).write_text(head + code + end)
        for path, text in TASKS.items():
            if path.endswith(".py") == (case in PYTHON):
                (folder / path).write_text(text)
    functions = "".join(map(_function, CASES))
    (root / "template.yaml").write_text(f"Transform: AWS::Serverless-2016-10-31\nResources:\n{functions}")
    before = outcome_of(root)
    write(before.root, propose(before, Config()).files)
    [application] = outcome_of(root).applications
    return application


@pytest.mark.parametrize("case", CASES)
def test_needed_rights_stay(application: Application, case: str) -> None:
    [function] = (function for function in application.functions if function.id == _id(case))
    assert function.role is not None
    granted: dict[str, tuple[str, ...]] = {}
    for statement in function.role.statements:
        for action in statement.actions:
            granted[action] = granted.get(action, ()) + statement.resources
    wanted = {action: resources for action, resources in CASES[case][1].items() if resources}
    assert {action: granted[action] for action in granted if not action.startswith("logs:Create")} == wanted
