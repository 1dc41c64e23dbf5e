"""Requests of AWS's clients are read back: service, operation and every parameter."""

from __future__ import annotations

import json

import pytest
from botocore import UNSIGNED
from botocore.config import Config
from hypothesis import given, settings
from hypothesis import strategies as st

from goatherd.sandbox.cloud.calls import Message, read_call
from goatherd.sandbox.cloud.services import is_aws, website_bucket
from tests.sandbox.cloud.requests import KEY, SESSION, example, message, presigned, same, sent, texts

SERVICES = [
    "apigateway",
    "apigatewaymanagementapi",
    "apigatewayv2",
    "athena",
    "bedrock-runtime",
    "cloudformation",
    "cloudfront",
    "cloudwatch",
    "codebuild",
    "cognito-identity",
    "cognito-idp",
    "comprehend",
    "dynamodb",
    "dynamodbstreams",
    "ec2",
    "efs",
    "elb",
    "elbv2",
    "events",
    "firehose",
    "iam",
    "iot-data",
    "kafka",
    "kinesis",
    "kms",
    "lambda",
    "logs",
    "mq",
    "opensearch",
    "polly",
    "rds",
    "rds-data",
    "rekognition",
    "route53",
    "s3",
    "s3control",
    "sagemaker-runtime",
    "secretsmanager",
    "ses",
    "sesv2",
    "sns",
    "sqs",
    "ssm",
    "stepfunctions",
    "sts",
    "textract",
    "translate",
]
# For hosts of directory buckets, of event streams in both directions, or written as their successors are.
OTHERWISE = {
    *("s3.ListDirectoryBuckets", "s3control.DeleteAccessPointScope", "s3control.GetAccessPointScope"),
    *("s3control.ListAccessPointsForDirectoryBuckets", "s3control.PutAccessPointScope"),
    *("s3.GetBucketLifecycle", "s3.PutBucketLifecycle", "s3.GetBucketNotification", "s3.PutBucketNotification"),
    *("bedrock-runtime.InvokeModelWithBidirectionalStream", "polly.StartSpeechSynthesisStream"),
}


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_is_read_as_it_was_meant(service):
    wrong = {}
    model = SESSION.get_service_model(service)
    for operation in model.operation_names:
        if f"{service}.{operation}" in OTHERWISE:
            continue
        described = model.operation_model(operation)
        parameters = example(described.input_shape) if described.input_shape else {}
        call = read_call(sent(service, operation, parameters))
        key = "" if "none" in (described.auth_type, *(described.auth or ())) else KEY
        meant = texts(parameters, described.input_shape)
        if call is None or (call.service, call.operation) != (service, operation) or call.key not in (key, KEY):
            wrong[operation] = call
        elif lost := {k: (v, call.parameters.get(k)) for k, v in meant.items() if not same(call.parameters.get(k), v)}:
            wrong[operation] = lost
    assert wrong == {}


@pytest.mark.parametrize(
    ("config", "host"),
    [
        (Config(s3={"addressing_style": "path"}), "s3.amazonaws.com"),
        (Config(s3={"addressing_style": "virtual"}), "the.bucket.s3.amazonaws.com"),
        (Config(s3={"use_dualstack_endpoint": True}), "the.bucket.s3.dualstack.us-east-1.amazonaws.com"),
        (Config(s3={"us_east_1_regional_endpoint": "regional"}), "s3.us-east-1.amazonaws.com"),
        (Config(signature_version=UNSIGNED), "s3.amazonaws.com"),
    ],
)
def test_objects_are_read_by_every_form_of_address(config, host):
    parameters = {"Bucket": "the.bucket", "Key": "a/ü +%2F/../key?#", "VersionId": "7"}
    request = sent("s3", "GetObject", parameters, config)
    call = read_call(request)
    assert host.endswith(request.host) or request.host.endswith(host)
    assert (call.service, call.operation, call.key) == ("s3", "GetObject", "" if config.signature_version else KEY)
    assert parameters.items() <= call.parameters.items()


@pytest.mark.parametrize("version", ["s3", "s3v4"])
def test_presigned_addresses_are_calls_of_who_signed_them(version):
    config = Config(signature_version=version)
    call = read_call(presigned("s3", "get_object", {"Bucket": "bucket", "Key": "some key"}, config))
    assert (call.service, call.operation, call.key) == ("s3", "GetObject", KEY)
    assert (call.parameters["Bucket"], call.parameters["Key"]) == ("bucket", "some key")


def test_presigned_calls_of_other_protocols():
    call = read_call(presigned("sns", "publish", {"TopicArn": "arn:aws:sns:us-east-1:1:t", "Message": "hello"}))
    assert (call.service, call.operation, call.key) == ("sns", "Publish", KEY)
    assert call.parameters == {"TopicArn": "arn:aws:sns:us-east-1:1:t", "Message": "hello"}


@pytest.mark.parametrize(
    ("method", "url", "headers", "body", "service", "operation", "parameters"),
    [
        ("GET", "https://b.s3.amazonaws.com/k/", {}, b"", "s3", "GetObject", {"Bucket": "b", "Key": "k/"}),
        ("GET", "https://s3.eu-west-1.amazonaws.com/b/", {}, b"", "s3", "ListObjects", {"Bucket": "b"}),
        ("GET", "https://b.s3-eu-west-1.amazonaws.com/", {}, b"", "s3", "ListObjects", {"Bucket": "b"}),
        ("PUT", "https://b.s3-accelerate.amazonaws.com/k", {}, b"x", "s3", "PutObject", {"Bucket": "b", "Body": "x"}),
        # Older clients speak the query protocol with SQS, to the URL of the queue.
        (
            "POST",
            "https://sqs.us-east-1.amazonaws.com/123456789012/q",
            {"content-type": "application/x-www-form-urlencoded; charset=utf-8"},
            b"Action=SendMessage&Version=2012-11-05&MessageBody=a+b&MessageAttribute.1.Name=n"
            b"&MessageAttribute.1.Value.StringValue=v&QueueUrl=https%3A%2F%2Fsqs%2Fq",
            "sqs",
            "SendMessage",
            {"MessageBody": "a b", "QueueUrl": "https://sqs/q", "MessageAttribute.1.Value.StringValue": "v"},
        ),
        (
            "POST",
            "https://cognito-idp.us-east-1.amazonaws.com/",
            {"x-amz-target": "AWSCognitoIdentityProviderService.InitiateAuth"},
            b'{"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "me"}}',
            "cognito-idp",
            "InitiateAuth",
            {"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters.USERNAME": "me"},
        ),
    ],
)
def test_unsigned_requests_are_known_by_their_host(method, url, headers, body, service, operation, parameters):
    call = read_call(message(method, url, headers, body))
    assert (call.service, call.operation, call.key) == (service, operation, "")
    assert parameters.items() <= call.parameters.items()


@pytest.mark.parametrize(
    "url",
    [
        "https://nosuchservice.us-east-1.amazonaws.com/",
        "https://dynamodb.us-east-1.amazonaws.com/",
        "https://amazonaws.com/",
        "https://lambda.us-east-1.amazonaws.com/2015-03-31/nothing",
    ],
)
def test_what_is_no_call_is_none(url):
    assert read_call(message("POST", url)) is None


def test_hosts():
    assert website_bucket("my.site.s3-website-us-east-1.amazonaws.com:80") == "my.site"
    assert website_bucket("my.site.s3-website.eu-central-1.amazonaws.com") == "my.site"
    assert website_bucket("site.s3.amazonaws.com") == ""
    assert is_aws("sqs.us-east-1.amazonaws.com")
    assert not is_aws("amazonaws.com.example.org")
    assert not is_aws("notamazonaws.com")


HOSTS = st.sampled_from(
    [f"{name}.us-east-1.amazonaws.com" for name in ("s3", "b.s3", "dynamodb", "lambda", "sns", "ec2", "monitoring", "")]
)
PATHS = st.one_of(
    st.text(max_size=30), st.sampled_from(["/", "/service/GraniteServiceVersion20100801/operation/PutMetricData"])
)
TARGETS = st.sampled_from(
    ["", ".", "DynamoDB_20120810.PutItem", "DynamoDB_20120810.Nothing", "Kinesis_20131202.PutRecord"]
)
KNOWN = [
    b'{"Item":' * 50,
    b"[" * 100_000,
    b'{"TableName":{"a":[1,null,{"b":NaN}]},"Item":[[["x"]]]}',
    b'{"Item": "\\ud800"}',
    b"<Delete><Object><Key>k</Key>",
    b'<!DOCTYPE a [<!ENTITY b "c">]><Delete>&b;</Delete>',
    b"Message.1=a&Message=b&MessageAttributes.entry.x.Name=c&.=d&TopicArn..=e",
    b"\xbf\x61a\x9f\xff\xff",
    b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"ffffffffffffff\r\nabc",
    b"-5\r\nabc\r\n0\r\n",
]
BODIES = st.one_of(st.binary(max_size=80), st.sampled_from(KNOWN))


@settings(max_examples=300, derandomize=True)
@given(
    st.sampled_from(["GET", "POST", "PUT", "DELETE", "BREW"]),
    st.one_of(HOSTS, st.text(max_size=20)),
    PATHS,
    st.one_of(
        st.text(max_size=30), st.sampled_from(["delete", "Action=Publish&Version=x", "X-Amz-Credential=a/b/c/d/e"])
    ),
    TARGETS,
    st.sampled_from(["", "s3", "sqs", "logs", "nosuch"]),
    BODIES,
)
def test_junk_is_read_without_an_error(method, host, path, query, target, signing, body):
    scope = f"Credential=K/1/us-east-1/{signing}/aws4_request" if signing else "Credential=//"
    headers = {"authorization": scope, "x-amz-target": target, "x-amz-content-sha256": "STREAMING-X"}
    call = read_call(Message(method, host, path, query, headers, body))
    assert call is None or call.operation


@pytest.mark.parametrize("body", KNOWN)
@pytest.mark.parametrize(
    ("method", "url", "target"),
    [
        ("POST", "https://dynamodb.us-east-1.amazonaws.com/", "DynamoDB_20120810.PutItem"),
        ("POST", "https://monitoring.us-east-1.amazonaws.com" + "/service/G/operation/PutMetricData", ""),
        ("POST", "https://sns.us-east-1.amazonaws.com/?Action=Publish", ""),
        ("POST", "https://ec2.us-east-1.amazonaws.com/?Action=RunInstances", ""),
        ("POST", "https://b.s3.amazonaws.com/?delete", ""),
        ("PUT", "https://b.s3.amazonaws.com/key", ""),
        ("POST", "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions", ""),
    ],
)
def test_broken_bodies_are_calls_all_the_same(method, url, target, body):
    headers = {"x-amz-target": target, "x-amz-content-sha256": "STREAMING-X"}
    assert read_call(message(method, url, headers, body)).operation


def test_what_is_told_of_a_call_does_not_grow_with_its_names():
    item = {"k" * 200_000: {"M": {str(number): {"N": "1"} for number in range(2000)}}, "last": {"S": "x" * 70_000}}
    headers = {"x-amz-target": "DynamoDB_20120810.PutItem"}
    body = json.dumps({"TableName": "t", "Item": item}).encode()
    call = read_call(message("POST", "https://dynamodb.us-east-1.amazonaws.com/", headers, body))
    assert call.parameters["TableName"] == "t"
    assert sum(len(name) + len(str(value)) for name, value in call.parameters.items()) < 300_000
