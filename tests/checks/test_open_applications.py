"""What is said of applications as a whole: once each, and only where a template says how they are deployed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from goatherd.core.config import Config
from goatherd.core.events import FindingFound
from goatherd.core.finding import INFO, LOW, MEDIUM, Finding
from goatherd.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

ABOUT_THE_WHOLE = ("GOAT0501", "GOAT0503", "GOAT0506", "GOAT0801")
HANDLER = "def lambda_handler(event, context):\n    return {'statusCode': 200, 'body': ''}\n"
SAM = """\
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.13, Handler: app.lambda_handler, CodeUri: ., Tracing: Active}}
Resources:
  First: {Type: AWS::Serverless::HttpApi}
  Second: {Type: AWS::Serverless::HttpApi}
"""
FUNCTION = """\
  F%d:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        E: {Type: HttpApi, Properties: {ApiId: !Ref %s, Path: /orders/%d, Method: post}}
"""


def findings(folder: Path, files: dict[str, str], *ids: str) -> list[Finding]:
    for path, text in files.items():
        (folder / path).write_text(text)
    events = scan(str(folder), Config(select=ids))
    return [event.finding for event in events if isinstance(event, FindingFound)]


def test_handlers_that_no_template_names_are_not_judged_by_their_configuration(tmp_path: Path) -> None:
    files = {f"{name}.py": HANDLER for name in ("accept", "bill", "ship", "track")}
    assert findings(tmp_path, files, "GOAT05", "GOAT08", "GOAT02", "GOAT04") == []


def test_an_open_application_is_told_once_and_softly_what_it_lacks(tmp_path: Path) -> None:
    functions = [FUNCTION % (n, api, n) for n, api in enumerate(("First", "Second", "First", "Second"))]
    found = findings(tmp_path, {"template.yaml": SAM + "".join(functions), "app.py": HANDLER}, *ABOUT_THE_WHOLE)
    assert Counter(finding.id for finding in found) == dict.fromkeys(ABOUT_THE_WHOLE, 1)
    assert all(finding.severity is not None and finding.severity <= LOW for finding in found)


INTEGRATED = """\
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        paths:
          /orders:
            post:
              security: %s
              x-amazon-apigateway-integration: {type: aws, httpMethod: POST, %s}
        securityDefinitions:
          sigv4: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4}
"""
PREFIX = "uri: 'arn:aws:apigateway:eu-west-1:"


@pytest.mark.parametrize(
    ("integration", "called"),
    [
        (PREFIX + "dynamodb:action/PutItem'", "DynamoDB PutItem"),
        (PREFIX + "events:action/PutEvents'", "EventBridge PutEvents"),
        (PREFIX + "kinesis:action/PutRecord'", "Kinesis PutRecord"),
        (PREFIX + "sns:path//'", "SNS"),
        (
            PREFIX
            + "sqs:path/1/jobs', requestTemplates: {application/json: 'Action=SendMessage&MessageBody=$input.body'}",
            "SQS SendMessage",
        ),
        (
            PREFIX + "sns:path//', requestParameters: {integration.request.querystring.Action: \"'Publish'\"}",
            "SNS Publish",
        ),
    ],
)
def test_an_open_route_straight_into_a_service_names_it(tmp_path: Path, integration: str, called: str) -> None:
    [found] = findings(tmp_path, {"template.yaml": INTEGRATED % ("[]", integration)}, "GOAT0201")
    assert found.message == f"Anybody can make API Api call {called} by POST /orders: no authorizer is asked"
    assert (found.span.line, found.severity) == (8, MEDIUM)


@pytest.mark.parametrize(
    ("security", "integration"),
    [
        ("[{sigv4: []}]", PREFIX + "dynamodb:action/PutItem'"),
        ("[]", PREFIX + "dynamodb:action/GetItem'"),
        ("[]", PREFIX + "dynamodb:action/BatchGetItem'"),
        ("[]", "uri: 'https://example.org'"),
    ],
)
def test_a_route_that_is_closed_or_only_reads_is_not_told(tmp_path: Path, security: str, integration: str) -> None:
    assert findings(tmp_path, {"template.yaml": INTEGRATED % (security, integration)}, "GOAT0201") == []


ERRORS = """\
def lambda_handler(event, context):
    try:
        return {"statusCode": 200, "body": event["body"]}
    except Exception as error:
        return {"statusCode": 500, "body": str(error)}
"""


def test_an_error_told_to_principals_of_the_account_weighs_least(tmp_path: Path) -> None:
    closed = (FUNCTION % (1, "First", 1)).replace("Method: post", "Method: post, Auth: {Authorizer: AWS_IAM}")
    [found] = findings(tmp_path, {"template.yaml": SAM + closed, "app.py": ERRORS}, "GOAT1001")
    assert (found.severity, found.span.line) == (INFO, 5)


def test_an_error_told_to_outsiders_too_is_told_once_with_its_whole_weight(tmp_path: Path) -> None:
    closed = (FUNCTION % (1, "First", 1)).replace("Method: post", "Method: post, Auth: {Authorizer: AWS_IAM}")
    both = SAM + closed + FUNCTION % (2, "First", 2)
    [found] = findings(tmp_path, {"template.yaml": both, "app.py": ERRORS}, "GOAT1001")
    assert found.severity == LOW


def test_an_api_that_is_open_to_several_services_is_told_once(tmp_path: Path) -> None:
    more = """\
          /orders/{id}:
            delete:
              x-amazon-apigateway-integration:
                {type: aws, httpMethod: POST, uri: 'arn:aws:apigateway:eu-west-1:batch:path/v1/submitjob'}
"""
    text = INTEGRATED % ("[]", PREFIX + "dynamodb:action/PutItem'")
    text = text.replace("        securityDefinitions", more + "        securityDefinitions")
    [found] = findings(tmp_path, {"template.yaml": text}, "GOAT0201")
    assert "call DynamoDB PutItem and Batch by POST /orders and DELETE /orders/{id}:" in found.message


WORK = """\
import {{ Stack }} from 'aws-cdk-lib';
import {{ Code, Function, Runtime, Tracing }} from 'aws-cdk-lib/aws-lambda';
export class Work extends Stack {{
  readonly fn: Function;
  constructor(scope: any, id: string) {{
    super(scope, id);
    this.fn = new Function(this, id + 'Fn', {{
      runtime: Runtime.PYTHON_3_13, handler: 'app.lambda_handler', code: Code.fromAsset('src'), {function}
      tracing: Tracing.ACTIVE,
    }});
    {alarm}
  }}
}}
"""
API = """\
import {{ Stack }} from 'aws-cdk-lib';
import {{ LambdaIntegration, RestApi }} from 'aws-cdk-lib/aws-apigateway';
export class Api extends Stack {{
  constructor(scope: any, id: string, orders: any, bills: any) {{
    super(scope, id);
    const api = new RestApi(this, 'Api', {{ {api} }});
    api.root.addResource('orders').addMethod('GET', new LambdaIntegration(orders.fn));
    api.root.addResource('bills').addMethod('GET', new LambdaIntegration(bills.fn));
  }}
}}
"""
WATCH = """\
import {{ Stack }} from 'aws-cdk-lib';
import {{ Alarm }} from 'aws-cdk-lib/aws-cloudwatch';
import {{ Code, Function as Work, Runtime }} from 'aws-cdk-lib/aws-lambda';
import {{ Topic }} from 'aws-cdk-lib/aws-sns';
import {{ Queue }} from 'aws-cdk-lib/aws-sqs';
export class Watch extends Stack {{
  constructor(scope: any, id: string, orders: any) {{
    super(scope, id);
    {watch}
  }}
}}
"""
MAIN = """\
import { App } from 'aws-cdk-lib';
import { Work as Orders } from './orders';
import { Work as Bills } from './bills';
import { Api } from './api';
import { Watch } from './watch';
const app = new App();
const orders = new Orders(app, 'Orders');
const bills = new Bills(app, 'Bills');
new Api(app, 'Api', orders, bills);
new Watch(app, 'Watch', orders);
"""
ALARM = "new Alarm(this, 'Errors', { metric: orders.fn.metricErrors(), threshold: 5, evaluationPeriods: 5 });"
OWN_ALARM = "this.fn.metricErrors().createAlarm(this, 'Errors', { threshold: 5, evaluationPeriods: 5 });"


def of_program(
    folder: Path, id: str, *, api: str = "", function: str = "", watch: str = "", alarm: str = ""
) -> set[str]:
    """The places, "file:line", of findings in a program whose stacks stand in a file each; `alarm` is for bills."""
    (folder / "src").mkdir()
    files = {
        "cdk.json": '{"app": "npx ts-node app.ts"}',
        "app.ts": MAIN,
        "orders.ts": WORK.format(function=function, alarm=""),
        "bills.ts": WORK.format(function=function, alarm=alarm),
        "api.ts": API.format(api=api),
        "watch.ts": WATCH.format(watch=watch),
        "src/app.py": HANDLER,
    }
    found = findings(folder, files, id)
    return {f"{span.path}:{span.line}" for finding in found for span in (finding.span, *finding.locations)}


def test_what_limits_an_api_is_looked_up_in_the_stack_that_makes_it(tmp_path: Path) -> None:
    assert of_program(tmp_path, "GOAT0801") == {"orders.ts:7", "bills.ts:7"}


@pytest.mark.parametrize(
    ("api", "function"),
    [
        ("deployOptions: { throttlingRateLimit: 20, throttlingBurstLimit: 40 }", ""),
        ("", "reservedConcurrentExecutions: 5,"),
    ],
)
def test_an_api_of_another_stack_may_be_throttled(tmp_path: Path, api: str, function: str) -> None:
    assert of_program(tmp_path, "GOAT0801", api=api, function=function) == set()


def test_the_stacks_of_a_program_are_told_once_to_have_no_alarm(tmp_path: Path) -> None:
    assert of_program(tmp_path, "GOAT0506") == {"orders.ts:7", "bills.ts:7"}
    assert len(findings(tmp_path, {}, "GOAT0506")) == 1


def test_one_with_alarms_of_its_own_says_nothing_for_the_others(tmp_path: Path) -> None:
    assert of_program(tmp_path, "GOAT0506", alarm=OWN_ALARM) == {"orders.ts:7"}


@pytest.mark.parametrize(
    "own",
    [
        "new Work(this, 'Inner', { runtime: Runtime.PYTHON_3_13, handler: 'app.x', code: Code.fromAsset('src') });",
        "new Queue(this, 'Failed');",
    ],
)
def test_nor_does_one_that_has_something_else_to_watch(tmp_path: Path, own: str) -> None:
    assert of_program(tmp_path, "GOAT0506", watch=f"{own}\n    {ALARM}") == {"orders.ts:7", "bills.ts:7"}


def test_one_that_holds_nothing_else_has_alarms_for_the_others(tmp_path: Path) -> None:
    assert of_program(tmp_path, "GOAT0506", watch=f"new Topic(this, 'OnCall');\n    {ALARM}") == set()
