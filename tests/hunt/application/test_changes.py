"""What was changed, held against what the template says."""

from __future__ import annotations

import json

import pytest

from tests.hunt.application.conftest import ACCOUNT, NAMES, ROLES, call

BY_A_STACK = {"userAgent": "cloudformation.amazonaws.com", "sourceIPAddress": "cloudformation.amazonaws.com"}
OTHER = "arn:aws:lambda:eu-west-1:444455556666:function:listen"
QUEUE = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:orders"
FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:"
EVERYTHING = json.dumps({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
ITEMS = json.dumps({"Statement": [{"Effect": "Allow", "Action": ["dynamodb:GetItem"], "Resource": "arn:x"}]})
ANYBODY = json.dumps({"Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]})
LAMBDA = json.dumps({"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}}]})


def configured(**settings):
    return call("lambda", "UpdateFunctionConfiguration20150331v2", {"functionName": NAMES["Take"], **settings})


def notified(*arns: str):
    functions = [{"CloudFunction": arn, "Event": "s3:ObjectCreated:*"} for arn in arns]
    said = {"NotificationConfiguration": {"CloudFunctionConfiguration": functions}}
    return call("s3", "PutBucketNotification", {"bucketName": f"receipts-{ACCOUNT}", **said})


def on(id: str, name: str, **parameters):
    return call("lambda", name, {"functionName": FUNCTION + NAMES[id], **parameters})


def on_role(name: str, **parameters):
    return call("iam", name, {"roleName": ROLES["Take"], **parameters})


ROLE = "Take has a role that was given {}, which its template does not"
SETTING = "Take was changed to {}, and its template says otherwise"
WIRED = "Take was wired to {}, which its template does not declare"
DEVIATING = [
    (configured(role=f"arn:aws:iam::{ACCOUNT}:role/Everything"), SETTING.format("role Everything")),
    (configured(runtime="provided.al2023"), SETTING.format("runtime provided.al2023")),
    (configured(handler="other.handler"), SETTING.format("handler other.handler")),
    (configured(memorySize=3008), SETTING.format("a memory (MB) of 3008")),
    (configured(layers=[f"{OTHER}:1"]), SETTING.format(f"layer {OTHER}:1")),
    (configured(environment={}), SETTING.format("an environment that was written by hand")),
    (on("Take", "CreateFunctionUrlConfig", authType="NONE"), SETTING.format("an address of its own (AuthType NONE)")),
    (
        on("Take", "PutFunctionConcurrency20171031", reservedConcurrentExecutions=0),
        SETTING.format("reserved concurrency 0"),
    ),
    (on("Take", "AddPermission20150331v2", principal="444455556666"), WIRED.format("444455556666")),
    (on("Take", "AddPermission20150331v2", principal="sns.amazonaws.com"), WIRED.format("sns.amazonaws.com")),
    (on("Take", "CreateEventSourceMapping20150331", eventSourceArn=QUEUE), WIRED.format(QUEUE)),
    (
        on("Take", "PutFunctionEventInvokeConfig", destinationConfig={"onSuccess": {"destination": OTHER}}),
        WIRED.format(f"{OTHER} as the destination of its success"),
    ),
    (
        call("events", "PutTargets", {"rule": "nightly", "targets": [{"id": "1", "arn": FUNCTION + NAMES["Take"]}]}),
        WIRED.format("rule nightly"),
    ),
    (
        call(
            "scheduler",
            "CreateSchedule",
            {"name": "hourly", "scheduleExpression": "rate(1 hour)", "target": {"arn": FUNCTION + NAMES["Take"]}},
        ),
        WIRED.format("schedule hourly rate(1 hour)"),
    ),
    (
        call("sns", "Subscribe", {"topicArn": "arn:t", "protocol": "lambda", "endpoint": FUNCTION + NAMES["Take"]}),
        WIRED.format("topic arn:t"),
    ),
    (
        on_role("AttachRolePolicy", policyArn="arn:aws:iam::aws:policy/AdministratorAccess"),
        ROLE.format("policy AdministratorAccess"),
    ),
    (on_role("PutRolePolicy", policyName="x", policyDocument=EVERYTHING), ROLE.format("* on everything")),
    (on_role("UpdateAssumeRolePolicy", policyDocument=ANYBODY), ROLE.format("trust in *")),
    (notified(FUNCTION + NAMES["Print"], OTHER), f"Print is told by bucket Receipts, which now tells {OTHER} as well"),
    (notified(), "Print is no longer told by bucket Receipts, as its template declares"),
    (
        call(
            "lambda",
            "CreateFunction20150331",
            {"functionName": "new", "role": f"arn:aws:iam::{ACCOUNT}:role/{ROLES['Take']}"},
        ),
        "Take shares its role with new, which no template has",
    ),
]
FITTING = [
    configured(role=f"arn:aws:iam::{ACCOUNT}:role/{ROLES['Take']}", runtime="python3.12", memorySize=256, timeout=3),
    on("Take", "AddPermission20150331v2", principal="apigateway.amazonaws.com", sourceArn="arn:aws:execute-api:a:b:c"),
    on("Take", "DeleteFunctionConcurrency20171031"),
    on_role("AttachRolePolicy", policyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"),
    on_role("PutRolePolicy", policyName="x", policyDocument=ITEMS),
    on_role("PutRolePolicy", policyName="x", policyDocument="{"),
    on_role("UpdateAssumeRolePolicy", policyDocument=LAMBDA),
    notified(FUNCTION + NAMES["Print"]),
    call("events", "PutTargets", {"rule": "nightly", "targets": [{"id": "1", "arn": OTHER}, "x"]}),
    configured(memorySize=3008) | {"errorCode": "AccessDenied"},
    call("lambda", "UpdateFunctionConfiguration", {"functionName": "another", "memorySize": 3008}),
]


@pytest.mark.parametrize(("event", "said"), DEVIATING, ids=[said for _, said in DEVIATING])
def test_it_deviates(shop, event, said):
    assert [told for _, told in shop.told(event)] == [said]


def test_it_is_what_the_template_says(shop):
    assert shop.told(*FITTING) == []


def test_older_deployments_were_right_in_their_time(shop):
    before = configured(memorySize=512) | BY_A_STACK
    assert shop.told(before, configured(memorySize=256) | BY_A_STACK) == []
    assert [id for id, _ in shop.told(before)] == ["GOAT0390"]
    assert shop.told(on("Take", "AddPermission20150331v2", principal="sns.amazonaws.com") | BY_A_STACK) == []


def test_by_hand_and_back_again_is_told(shop):
    assert [id for id, _ in shop.told(configured(memorySize=512), configured(memorySize=256))] == ["GOAT0390"]
