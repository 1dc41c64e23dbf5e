"""AWS calls that a program makes, with the names and parameters that it gives them (boto3)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.programs import behaviour, check, whole

ENVIRONMENT = {"TABLE": "${Orders}", "BUCKET": "${Uploads}", "QUEUE": "${Jobs}"}

# One line of a program, and the calls that it makes
CASES = {
    'boto3.client("s3").put_object(Bucket="b", Key="k")': ["s3.PutObject Bucket=b Key=k"],
    'boto3.client(service_name="s3").get_object(Bucket=os.environ["BUCKET"], Key="k")': [
        "s3.GetObject Bucket=${Uploads} Key=k"
    ],
    'boto3.session.Session().client("sqs").send_message(QueueUrl=os.environ["QUEUE"])': [
        "sqs.SendMessage QueueUrl=${Jobs}"
    ],
    'boto3.Session(region_name="eu-west-1").resource("dynamodb").Table("t").get_item()': [
        "dynamodb.GetItem TableName=t"
    ],
    'boto3.resource("dynamodb").Table(os.environ["TABLE"]).put_item(Item={"id": "1"})': [
        "dynamodb.PutItem Item=id TableName=${Orders}"
    ],
    'boto3.resource("s3").Bucket("b").Object("k").delete()': ["s3.DeleteObject Bucket=b Key=k"],
    'boto3.resource("s3").Object("b", "k").get()': ["s3.GetObject Bucket=b Key=k"],
    'boto3.resource("s3").Bucket("b").upload_file("/tmp/x", "k")': ["s3.PutObject Bucket=b Filename=/tmp/x Key=k"],
    'boto3.client("s3").download_file("b", "k", "/tmp/x")': ["s3.GetObject Bucket=b Filename=/tmp/x Key=k"],
    'list(boto3.resource("s3").Bucket("b").objects.all())': ["s3.ListObjectsV2 Bucket=b"],
    'list(boto3.client("s3").get_paginator("list_objects_v2").paginate(Bucket="b"))': ["s3.ListObjectsV2 Bucket=b"],
    'boto3.resource("sqs").Queue(os.environ["QUEUE"]).send_message(MessageBody="m")': [
        "sqs.SendMessage MessageBody=m QueueUrl=${Jobs}"
    ],
    'boto3.resource("sns").Topic("a").publish(Message="m")': ["sns.Publish Message=m TopicArn=a"],
    'boto3.client("lambda").invoke(FunctionName="f", InvocationType="Event")': [
        "lambda.Invoke FunctionName=f InvocationType=Event"
    ],
    'boto3.client("stepfunctions").start_execution(stateMachineArn="a", input="{}")': [
        "stepfunctions.StartExecution input={} stateMachineArn=a"
    ],
    'boto3.client("s3").generate_presigned_url("get_object", Params={"Bucket": "b"}, ExpiresIn=60)': [
        "s3.GeneratePresignedUrl Bucket=b ClientMethod=get_object ExpiresIn=60"
    ],
    'boto3.client("cognito-idp").admin_get_user(UserPoolId="p")': ["cognito-idp.AdminGetUser UserPoolId=p"],
    'getattr(boto3.client("s3"), "delete_object")(Bucket="b")': ["s3.DeleteObject Bucket=b"],
    'boto3.client("s3").put_object(**{"Bucket": "b", "Key": "k"})': ["s3.PutObject Bucket=b Key=k"],
    'boto3.client("s3").put_object(Bucket="b", Key=None)': ["s3.PutObject Bucket=b"],
    'boto3.client(event["service"]).put_object(Bucket="b")': [],
    'boto3.client("s3" if event["a"] else "sqs").list_things()': ["s3.ListThings", "sqs.ListThings"],
    'boto3.client("s3").put_object(Bucket=f"{event[\'a\']}-uploads")': ["s3.PutObject Bucket=${?}-uploads"],
    'boto3.client("s3").put_object(Bucket="a" if event["x"] else "b")': ["s3.PutObject Bucket=a|b"],
}


def calls(root: Path, line: str) -> list[str]:
    program = whole("python", f"import boto3\ndef handler(event, context):\n    {line}\n")
    found = behaviour(root, "python", program, environment=ENVIRONMENT)
    assert found.truncated == ""
    return sorted(
        " ".join(
            [f"{call.service}.{call.operation}"]
            + [f"{name}={'|'.join(texts)}" for name, texts in sorted(call.parameters.items())]
        )
        for call in found.aws_calls
    )


@pytest.mark.parametrize("line", CASES)
def test_recovered(tmp_path: Path, line: str) -> None:
    assert calls(tmp_path, line) == CASES[line]


def test_clients_that_are_handed_around(tmp_path: Path) -> None:
    program = whole(
        "python",
        """
        import boto3
        from functools import lru_cache

        session = boto3.Session()
        _clients = {}

        @lru_cache
        def client(name):
            return session.client(name)

        def cached(name):
            if name not in _clients:
                _clients[name] = boto3.client(name)
            return _clients[name]

        class Store:
            def __init__(self, table=None):
                self.table = table or boto3.resource("dynamodb").Table(os.environ["TABLE"])

            def save(self, item):
                self.table.put_item(Item=item)

        def handler(event, context):
            client("s3").put_object(Bucket="b")
            cached("sqs").send_message(QueueUrl="q")
            Store().save({"id": event["id"]})
        """,
    )
    found = check(tmp_path, "python", program, environment=ENVIRONMENT)
    made = {f"{call.service}.{call.operation}": call for call in found.aws_calls}
    assert sorted(made) == ["dynamodb.PutItem", "s3.PutObject", "sqs.SendMessage"]
    assert made["dynamodb.PutItem"].parameters["TableName"] == ("${Orders}",)
    assert made["dynamodb.PutItem"].tainted == {"Item"}
    assert made["s3.PutObject"].tainted == frozenset()


def test_calls_of_every_path_that_is_reached(tmp_path: Path) -> None:
    program = whole(
        "python",
        """
        import boto3
        s3 = boto3.client("s3")

        def handler(event, context):
            if event["a"]:
                s3.put_object(Bucket="a")
                return
            try:
                s3.get_object(Bucket="b")
            except Exception:
                s3.delete_object(Bucket="c")
            if False:
                s3.copy_object(Bucket="d")
        """,
    )
    found = check(tmp_path, "python", program)
    assert [call.operation for call in found.aws_calls] == ["PutObject", "GetObject", "DeleteObject"]


def test_a_call_that_is_repeated_until_something_holds(tmp_path: Path) -> None:
    program = whole(
        "python",
        """
        import boto3
        table = boto3.resource("dynamodb").Table("t")

        def page(key):
            return table.scan(ExclusiveStartKey=key)

        def handler(event, context):
            found = table.query()
            while "LastEvaluatedKey" in found:
                found = page(found["LastEvaluatedKey"])
        """,
    )
    found = check(tmp_path, "python", program)
    assert {call.operation: call.in_paging for call in found.aws_calls} == {"Query": False, "Scan": True}


def test_a_call_that_is_tried_again_reads_no_pages(tmp_path: Path) -> None:
    program = whole(
        "python",
        """
        import boto3
        table = boto3.resource("dynamodb").Table("t")

        def handler(event, context):
            tries = 0
            while tries < 3:
                try:
                    return table.scan()
                except Exception:
                    tries += 1
        """,
    )
    assert [call.in_paging for call in check(tmp_path, "python", program).aws_calls] == [False]


def test_a_loop_that_starts_at_the_last_key_where_there_is_one(tmp_path: Path) -> None:
    program = whole(
        "python",
        """
        import boto3
        table = boto3.resource("dynamodb").Table("t")

        def handler(event, context):
            last = None
            while True:
                if last:
                    found = table.query(ExclusiveStartKey=last)
                else:
                    found = table.query()
                last = found.get("LastEvaluatedKey")
                if not last:
                    break
        """,
    )
    assert [call.in_paging for call in check(tmp_path, "python", program).aws_calls] == [False, False]
