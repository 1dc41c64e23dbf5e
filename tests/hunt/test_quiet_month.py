"""A month in which nothing happened: the detections together say nothing of what an application does every day."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from goatherd.hunt.detections.examples import events_of, files_of
from goatherd.hunt.hunting import hunt
from goatherd.hunt.rules import read_rules

if TYPE_CHECKING:
    from pathlib import Path

DAILY = """
- &function  # a function does its work
  eventSource: secretsmanager.amazonaws.com
  eventName: GetSecretValue
  requestParameters: {secretId: prod/orders/db}
  userAgent: Boto3/1.35.0 md/Botocore#1.35.0 exec-env/AWS_Lambda_python3.12
  userIdentity: &orders
    type: AssumedRole
    arn: arn:aws:sts::111122223333:assumed-role/orders/orders-create
    accessKeyId: ASIAORDERS
    sessionContext: {sessionIssuer: {arn: "arn:aws:iam::111122223333:role/orders", userName: orders}}
    inScopeOf:
      issuerType: AWS::Lambda::Function
      credentialsIssuedTo: arn:aws:lambda:eu-west-1:111122223333:function:orders-create
- {<<: *function, eventSource: dynamodb.amazonaws.com, eventName: PutItem, requestParameters: {tableName: orders}}
- {<<: *function, eventSource: kms.amazonaws.com, eventName: Decrypt, requestParameters: {}}
- <<: *function  # somebody opens a link that the function made
  eventSource: s3.amazonaws.com
  eventName: GetObject
  requestParameters: {bucketName: invoices, key: 1.pdf}
  userAgent: "[Mozilla/5.0 (Windows NT 10.0)]"
  additionalEventData: {AuthenticationMethod: QueryString}
- <<: *function  # Lambda writes the function's log
  eventSource: logs.amazonaws.com
  eventName: CreateLogStream
  requestParameters: {logGroupName: /aws/lambda/orders-create}
  userAgent: awslambda-worker/1.0 rusoto/0.48.0 rust/1.74.0 linux
- eventSource: lambda.amazonaws.com
  eventName: Invoke
  requestParameters: {functionName: orders-create}
  userIdentity: {type: AWSService, invokedBy: apigateway.amazonaws.com}
- eventSource: cognito-idp.amazonaws.com  # a token that ran out
  eventName: InitiateAuth
  errorCode: NotAuthorizedException
  requestParameters: {authFlow: REFRESH_TOKEN_AUTH, clientId: 4c5d}
  userIdentity: {type: Unknown, principalId: Anonymous}
- &browsing  # somebody looks at the console
  eventSource: lambda.amazonaws.com
  eventName: ListFunctions20150331
  sessionCredentialFromConsole: "true"
  userAgent: Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)
  userIdentity: {type: AssumedRole, arn: "arn:aws:sts::111122223333:assumed-role/developer/erin"}
- {<<: *browsing, eventName: GetFunction20150331v2, requestParameters: {functionName: orders-create}}
- {<<: *browsing, eventSource: dynamodb.amazonaws.com, eventName: Scan, requestParameters: {tableName: orders}}
- {<<: *browsing, eventSource: health.amazonaws.com, eventName: DescribeEvents, errorCode: AccessDenied}
- eventSource: monitoring.amazonaws.com  # a table that grows
  eventName: DeleteAlarms
  requestParameters: {alarmNames: [TargetTracking-table/orders]}
  userAgent: dynamodb.application-autoscaling.amazonaws.com
  userIdentity: {type: AssumedRole, invokedBy: dynamodb.application-autoscaling.amazonaws.com}
"""

OTHER_LOGS = """
- {log: requests, resourcePath: "/orders/{id}", path: /prod/orders/%n, user: 7d0c6f1e, repeat: 20, every: 30s}
- {log: requests, path: "/prod/search?q=cats+and+dogs;+union+jack", repeat: 5, every: 1m}
- {log: requests, path: /prod/orders, httpMethod: POST, status: 400, repeat: 5, every: 1m}
- {log: requests, path: /favicon.ico, status: 404, repeat: 5, every: 1m}
- {log: requests, path: /prod/orders, status: 401, repeat: 3, every: 1m}
- {log: requests, path: /prod/orders, status: 502}
- {log: objects}
- {log: names, query_name: dynamodb.eu-west-1.amazonaws.com., repeat: 20, every: 10s}
- {log: names, query_name: api.partner.example.}
- {log: flows, repeat: 20, every: 10s}
- {log: flows, srcaddr: 203.0.113.9, dstaddr: 10.0.1.5, dstport: "22%n", action: REJECT, repeat: 5, every: 10s}
- {log: flows, dstaddr: 10.0.2.9, dstport: 5432, repeat: 5, every: 10s}
- &line
  log: function
  message: "REPORT RequestId: 3f1a5c2e-7f6b-4d0e-9a53-0c4f0d6c7f11\\tDuration: 12.50 ms\\tBilled Duration: 13 ms\\tMemory Size: 128 MB\\tMax Memory Used: 71 MB"
  repeat: 20
  every: 10s
- {<<: *line, message: "[ERROR] KeyError: 'name'", repeat: 1}
- {log: guard, family: sql, verdict: report}
- {log: azure, operationName: Microsoft.Web/sites/config/write, caller: pipeline}
- {log: azure, operationName: Microsoft.Web/sites/config/list/action, caller: pipeline}
- {log: google, serviceName: run.googleapis.com, methodName: google.cloud.run.v1.Services.ReplaceService}
- {log: google, serviceName: storage.googleapis.com, methodName: storage.objects.get, resourceName: projects/_/buckets/b}
"""  # noqa: E501

DEPLOYED = """
- [cloudformation, UpdateStack, {stackName: orders}]
- [lambda, UpdateFunctionCode20150331v2, {functionName: orders-create, s3Bucket: packages, s3Key: a.zip}]
- - lambda
  - UpdateFunctionConfiguration20150331v2
  - {functionName: orders-create, timeout: 900, layers: ["arn:aws:lambda:eu-west-1:999988887777:layer:a:1"]}
- - lambda
  - AddPermission20150331v2
  - {functionName: orders-create, principal: "444455556666"}
- - lambda
  - CreateEventSourceMapping20150331
  - {functionName: orders-create, eventSourceArn: "arn:aws:sqs:eu-west-1:111122223333:orders"}
- [lambda, PutFunctionConcurrency20171031, {functionName: orders-create, reservedConcurrentExecutions: 0}]
- [iam, PutRolePolicy, {roleName: orders-lambdaRole, policyName: data, policyDocument: "{}"}]
- [iam, UpdateAssumeRolePolicy, {roleName: orders, policyDocument: "{}"}]
- [s3, PutBucketNotification, {bucketName: invoices, notification: ""}]
- [events, PutTargets, {rule: nightly}]
- [scheduler, UpdateSchedule, {name: hourly}]
- [states, UpdateStateMachine, {stateMachineArn: "arn:aws:states:eu-west-1:111122223333:stateMachine:orders"}]
- [apigateway, UpdateIntegration, {apiId: a1, integrationId: i1, integrationUri: "https://orders.example.org/"}]
- [cognito-idp, SetUserPoolMfaConfig, {userPoolId: eu-west-1_Ab12, mfaConfiguration: "OFF"}]
- [logs, PutRetentionPolicy, {logGroupName: /aws/lambda/orders-create, retentionInDays: 3}]
- [monitoring, DeleteAlarms, {alarmNames: [orders]}]
- [sns, Subscribe, {topicArn: "arn:aws:sns:eu-west-1:111122223333:orders", protocol: lambda}]
"""

DEPLOYERS: list[dict[str, Any]] = [
    {
        "userAgent": "cloudformation.amazonaws.com",
        "sourceIPAddress": "cloudformation.amazonaws.com",
        "userIdentity": {
            "type": "AssumedRole",
            "invokedBy": "cloudformation.amazonaws.com",
            "sessionContext": {"sessionIssuer": {"arn": "arn:aws:iam::111122223333:role/deploy"}},
        },
    },
    {"userAgent": "APN/1.0 HashiCorp/1.0 Terraform/1.11.0 (+https://www.terraform.io)"},
    {"userAgent": "aws-cli/2.17.0 md/prompt#off exec-env/AWS_ECS_EC2"},
    {
        "userIdentity": {
            "type": "AssumedRole",
            "arn": "arn:aws:sts::111122223333:assumed-role/deploy/GitHubActions",
            "sessionContext": {
                "sessionIssuer": {"arn": "arn:aws:iam::111122223333:role/deploy"},
                "webIdFederationData": {
                    "federatedProvider": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
                },
            },
        },
    },
]


def alerts(path: Path, events: list[dict[str, Any]]) -> list[str]:
    (path / "trail.json").write_text(json.dumps({"Records": events_of(events)}))
    found = hunt(path, read_rules([]))
    assert not found.damaged
    assert found.records
    return [alert.about.id for alert in found.alerts.ordered]


def test_work_of_every_day(tmp_path: Path) -> None:
    assert alerts(tmp_path, [{**each, "every": "1h"} for each in yaml.safe_load(DAILY)] * 60) == []


def test_other_logs_of_every_day(tmp_path: Path) -> None:
    events = [{"every": "1h", **each} for each in yaml.safe_load(OTHER_LOGS)]
    for name, data in files_of(events * 90).items():
        (tmp_path / name).write_bytes(data)
    found = hunt(tmp_path, read_rules([]))
    assert [alert.about.id for alert in found.alerts.ordered] == []
    assert found.records > 10_000
    assert not found.damaged


def deployment(by: dict[str, Any]) -> list[dict[str, Any]]:
    events = [
        {"eventSource": f"{source}.amazonaws.com", "eventName": name, "requestParameters": parameters, **by}
        for source, name, parameters in yaml.safe_load(DEPLOYED)
    ]
    return [*events[:-1], {**events[-1], "every": "7d"}]


@pytest.mark.parametrize("by", DEPLOYERS)
def test_deployments_of_every_week(by: dict[str, Any], tmp_path: Path) -> None:
    assert alerts(tmp_path, deployment(by) * 4) == []


def test_each_step_by_hand_is_told(tmp_path: Path) -> None:
    steps = [[event] for event in deployment({}) if event["eventName"] != "UpdateStack"]
    for number, step in enumerate(steps):
        path = tmp_path / str(number)
        path.mkdir()
        assert alerts(path, step), step[0]["eventName"]
