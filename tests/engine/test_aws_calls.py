"""AWS calls that a program makes, with the names and parameters that it gives them (boto3)."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

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
    'boto3.resource("s3").Bucket("b").objects.filter(Prefix="x/").delete()': [
        "s3.DeleteObjects Bucket=b",
        "s3.ListObjectsV2 Bucket=b Prefix=x/",
    ],
    'boto3.resource("s3").Bucket("b").objects.delete()': ["s3.DeleteObjects Bucket=b"],
    'boto3.resource("s3").Bucket("b").object_versions.all().delete()': [
        "s3.DeleteObjects Bucket=b Delete=Objects",
        "s3.ListObjectVersions Bucket=b",
    ],
    'for each in boto3.resource("s3").Bucket("b").objects.limit(9): each.delete()': [
        "s3.DeleteObject Bucket=b Key=${?}",
        "s3.ListObjectsV2 Bucket=b",
    ],
    'boto3.resource("dynamodb").Table("t").delete()': ["dynamodb.DeleteTable TableName=t"],
    'list(boto3.client("s3").get_paginator("list_objects_v2").paginate(Bucket="b"))': ["s3.ListObjectsV2 Bucket=b"],
    'list(boto3.client("s3").get_paginator("scan" if event["a"] else "query").paginate(Bucket="b"))': [
        "s3.Query Bucket=b",
        "s3.Scan Bucket=b",
    ],
    'boto3.client("ec2").get_waiter("instance_running").wait(InstanceIds=["i"], WaiterConfig={"Delay": 5})': [
        "ec2.DescribeInstances InstanceIds=i"
    ],
    'boto3.client("rds").describe_db_instances()': ["rds.DescribeDBInstances"],
    'boto3.client("cognito-idp").set_user_mfa_preference()': ["cognito-idp.SetUserMFAPreference"],
    'boto3.client("rds").get_waiter("db_instance_available").wait(DBInstanceIdentifier="d")': [
        "rds.DescribeDBInstances DBInstanceIdentifier=d"
    ],
    'boto3.client("s3").get_waiter("bucket_exists" if event["a"] else "object_exists").wait(Bucket="b")': [
        "s3.HeadBucket Bucket=b",
        "s3.HeadObject Bucket=b",
    ],
    'boto3.client("ec2").get_waiter("instance_running")': [],
    'boto3.client("ec2").get_waiter("instance_asleep").wait()': [],
    'boto3.resource("dynamodb").Table("t").wait_until_not_exists()': ["dynamodb.DescribeTable TableName=t"],
    'boto3.resource("s3").ObjectSummary("b", "k").wait_until_exists()': ["s3.HeadObject Bucket=b Key=k"],
    'boto3.resource("dynamodb").Table("t").reload()': ["dynamodb.DescribeTable TableName=t"],
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


@pytest.mark.parametrize("line", ["get_waiter(event['name']).wait()", "get_paginator(event['name']).paginate()"])
def test_what_is_chosen_at_run_time_may_be_any_call(tmp_path: Path, line: str) -> None:
    program = whole("python", f"import boto3\ndef handler(event, context):\n    boto3.client('s3').{line}\n")
    assert list(behaviour(tmp_path, "python", program).handed) == ["s3"]


def test_a_session_that_unknown_code_gets_may_call_anything(tmp_path: Path) -> None:
    program = whole(
        "python",
        """
        import boto3
        import acme_store

        session = boto3.Session()

        def handler(event, context):
            session.client("s3").get_object(Bucket="b")
            acme_store.open(session)
        """,
    )
    found = behaviour(tmp_path, "python", program)
    assert list(found.handed) == [""]
    assert [call.operation for call in found.aws_calls] == ["GetObject"]


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


SWITCHES = {"EC2_ON": "false", "RDS_ON": "true"}
SERVICES = """
        import boto3

        class Ec2:
            def stop(self):
                boto3.client("ec2").stop_instances()

        class Rds:
            def stop(self):
                boto3.client("rds").stop_db_instance()

        def ec2():
            Ec2().stop()

        def rds():
            Rds().stop()

        def handler(event, context):
"""


@pytest.mark.parametrize(
    "body",
    [
        """
            for made, wanted in {Ec2: os.environ["EC2_ON"], Rds: os.environ["RDS_ON"]}.items():
                if wanted == "true":
                    made().stop()
        """,
        """
            for stop, wanted in {ec2: os.getenv("EC2_ON"), rds: os.getenv("RDS_ON")}.items():
                if wanted == "true":
                    stop()
        """,
        """
            wanted = {}
            wanted[Ec2] = os.getenv("EC2_ON")
            wanted[Rds] = os.getenv("RDS_ON")
            for made in wanted.keys():
                if wanted[made] == "true":
                    made().stop()
        """,
    ],
)
def test_switches_by_class_and_function(tmp_path: Path, body: str) -> None:
    program = whole("python", SERVICES.strip("\n") + body.rstrip())
    assert [call.operation for call in check(tmp_path, "python", program, environment=SWITCHES).aws_calls] == [
        "StopDBInstance"
    ]


def test_a_table_of_switches_is_gone_through_one_by_one(tmp_path: Path) -> None:
    names = ["ec2", "ecs", "rds", "redshift", "transfer", "apprunner", "docdb", "autoscaling", "cloudwatch", "neptune"]
    switches = ", ".join(f'"{name}": os.getenv("{name}")' for name in names)
    loop = f"for name, on in {{{switches}}}.items():\n        if on == 'true':\n            boto3.client(name).stop()"
    program = whole("python", f"import boto3\ndef handler(event, context):\n    {loop}\n")
    environment = {name: str(name == "docdb").lower() for name in names}
    assert [call.service for call in behaviour(tmp_path, "python", program, environment=environment).aws_calls] == [
        "docdb"
    ]


# Programs that query a table, and the indices that they name ("": a query of the table itself).
PYTHON_QUERIES = {
    """
    def handler(event, context):
        given = {"Limit": 1}
        if event["sorted"]:
            given["IndexName"] = "i"
        table.query(**given)
    """: ["", "i"],
    """
    def handler(event, context):
        more = {}
        if event["sorted"]:
            more["IndexName"] = "i"
        table.query(Limit=1, **more)
    """: ["", "i"],
    """
    def handler(event, context):
        table.query(Limit=1, **({"IndexName": "i"} if event["sorted"] else {}))
    """: ["", "i"],
    """
    def find(**given):
        return table.query(**given)

    def handler(event, context):
        given = {}
        if event["sorted"]:
            given.update(IndexName="i")
        find(**given)
    """: ["", "i"],
    """
    def handler(event, context):
        if event["sorted"]:
            given = {"IndexName": "i"}
        else:
            given = {"IndexName": "j"}
        table.query(**given)
    """: ["i", "j"],
    """
    def handler(event, context):
        given = {"IndexName": "i"}
        while True:
            page = table.query(**given)
            if "LastEvaluatedKey" not in page:
                break
            given["ExclusiveStartKey"] = page["LastEvaluatedKey"]
    """: ["i"],
}
JAVASCRIPT_QUERIES = {
    """
    const find = (query) => db.send(new QueryCommand(query));
    exports.handler = async () => {
      const query = { TableName: 't', IndexName: 'i' };
      query.Limit = 1;
      await find({ TableName: 't' });
      await find(query);
    };
    """: ["", "i"],
    """
    exports.handler = async (event) => {
      const query = { TableName: 't', ...(event.sorted && { IndexName: 'i' }) };
      await db.send(new QueryCommand(query));
    };
    """: ["", "i"],
    """
    exports.handler = async (event) => {
      await db.send(new QueryCommand({ TableName: 't', IndexName: event.sorted ? 'i' : undefined }));
    };
    """: ["", "i"],
    """
    exports.handler = async (event) => {
      const query = { TableName: 't', IndexName: 'i' };
      if (event.plain) delete query.IndexName;
      await db.send(new QueryCommand(query));
    };
    """: ["", "i"],
    """
    exports.handler = async (event) => {
      const query = {};
      query.TableName = 't';
      if (event.sorted) {
        query.IndexName = 'i';
      } else {
        query.IndexName = 'j';
      }
      await db.send(new QueryCommand(query));
    };
    """: ["i", "j"],
}


def indices(root: Path, language: str, program: str) -> list[str]:
    [call] = check(root, language, whole(language, program)).aws_calls
    return sorted({text for form in call.forms or (call.parameters,) for text in form.get("IndexName", ("",))})


@pytest.mark.parametrize("program", PYTHON_QUERIES)
def test_parameters_that_not_every_input_has(tmp_path: Path, program: str) -> None:
    start = 'import boto3\n\ntable = boto3.resource("dynamodb").Table("t")\n'
    assert indices(tmp_path, "python", start + dedent(program)) == PYTHON_QUERIES[program]


@pytest.mark.parametrize("program", JAVASCRIPT_QUERIES)
def test_parameters_that_not_every_input_has_in_javascript(tmp_path: Path, program: str) -> None:
    start = "const { DynamoDBClient, QueryCommand } = require('@aws-sdk/client-dynamodb');\n"
    program_text = f"{start}const db = new DynamoDBClient({{}});\n{dedent(program)}"
    assert indices(tmp_path, "javascript", program_text) == JAVASCRIPT_QUERIES[program]


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
