"""Calls of a function, with the functions that they fire in the application of wirings.py."""

from __future__ import annotations

import json

BUCKET, TABLE, STREAM = "goatherd-uploads", "goatherd-Rows", "goatherd-Clicks"
QUEUES = "https://sqs.us-east-1.amazonaws.com/123456789012/"
ARN = "us-east-1:123456789012:"
KEY = {"id": {"S": "a"}, "at": {"N": "5"}}
PUT = ("s3", "put_object", {"Bucket": BUCKET, "Key": "in/a b.json", "Body": "{}"})


def order(amount=20, source="shop.web", bus="orders", type="Order"):
    entry = {"Source": source, "DetailType": type, "Detail": json.dumps({"amount": amount}), "EventBusName": bus}
    return ("events", "put_events", {"Entries": [entry]})


# Name -> the calls that the function makes, and the functions that they fire, in order.
CASES = {
    "object": ([PUT], ["OnPut"]),
    "object elsewhere": ([("s3", "put_object", {"Bucket": BUCKET, "Key": "out/a.json", "Body": "{}"})], []),
    "object of another type": ([("s3", "put_object", {"Bucket": BUCKET, "Key": "in/a.txt", "Body": "{}"})], []),
    "copy": (
        [PUT, ("s3", "copy_object", {"Bucket": BUCKET, "Key": "in/2.json", "CopySource": f"{BUCKET}/in/a b.json"})],
        ["OnPut", "OnPut", "OnCopyOnly"],
    ),
    "read": ([("s3", "get_object", {"Bucket": BUCKET, "Key": "alice/report.txt"})], []),
    "removal": ([("s3", "delete_object", {"Bucket": BUCKET, "Key": "x"})], ["OnRemove"]),
    "removals": (
        [("s3", "delete_objects", {"Bucket": BUCKET, "Delete": {"Objects": [{"Key": "x"}, {"Key": "y<z"}]}})],
        ["OnRemove", "OnRemove"],
    ),
    "no bucket": ([("s3", "put_object", {"Bucket": "no-such-bucket", "Key": "in/a.json", "Body": "{}"})], []),
    "row": (
        [
            (
                "dynamodb",
                "put_item",
                {
                    "TableName": TABLE,
                    "Item": KEY
                    | {
                        "text": {"S": "t"},
                        "number": {"N": "1.5"},
                        "flag": {"BOOL": True},
                        "none": {"NULL": True},
                        "map": {"M": {"deep": {"S": "d"}}},
                        "list": {"L": [{"S": "e"}, {"N": "7"}]},
                    },
                },
            )
        ],
        ["OnRow"],
    ),
    "row by arn": (
        [("dynamodb", "put_item", {"TableName": f"arn:aws:dynamodb:{ARN}table/{TABLE}", "Item": KEY})],
        ["OnRow"],
    ),
    "row of another table": (
        [("dynamodb", "put_item", {"TableName": "goatherd-OtherRows", "Item": {"id": {"S": "a"}}})],
        [],
    ),
    "row that is refused": (
        [
            (
                "dynamodb",
                "put_item",
                {"TableName": TABLE, "Item": KEY, "ConditionExpression": "attribute_exists(nothing)"},
            )
        ],
        [],
    ),
    "rows": (
        [
            (
                "dynamodb",
                "batch_write_item",
                {
                    "RequestItems": {
                        TABLE: [
                            {"PutRequest": {"Item": KEY | {"n": {"S": "one"}}}},
                            {"PutRequest": {"Item": {"id": {"S": "b"}, "at": {"N": "6"}}}},
                        ]
                    }
                },
            )
        ],
        ["OnRow", "OnRow"],
    ),
    "transaction": (
        [
            (
                "dynamodb",
                "transact_write_items",
                {
                    "TransactItems": [
                        {"Put": {"TableName": TABLE, "Item": KEY}},
                        {"Put": {"TableName": "goatherd-OtherRows", "Item": {"id": {"S": "a"}}}},
                    ]
                },
            )
        ],
        ["OnRow"],
    ),
    "update": (
        [
            (
                "dynamodb",
                "update_item",
                {
                    "TableName": TABLE,
                    "Key": KEY,
                    "UpdateExpression": "SET #n = :n, plain = if_not_exists(plain, :p) REMOVE gone",
                    "ExpressionAttributeNames": {"#n": "name"},
                    "ExpressionAttributeValues": {":n": {"S": "new"}, ":p": {"M": {"a": {"N": "1"}}}},
                },
            )
        ],
        ["OnRow"],
    ),
    "message": (
        [
            (
                "sqs",
                "send_message",
                {
                    "QueueUrl": f"{QUEUES}goatherd-Jobs",
                    "MessageBody": "hello",
                    "MessageAttributes": {"who": {"DataType": "String", "StringValue": "me"}},
                },
            )
        ],
        ["OnJob"],
    ),
    "messages": (
        [
            (
                "sqs",
                "send_message_batch",
                {
                    "QueueUrl": f"{QUEUES}goatherd-Jobs",
                    "Entries": [{"Id": "1", "MessageBody": "one"}, {"Id": "2", "MessageBody": "two"}],
                },
            )
        ],
        ["OnJob", "OnJob"],
    ),
    "message that nobody reads": (
        [("sqs", "send_message", {"QueueUrl": f"{QUEUES}goatherd-Quiet", "MessageBody": "x"})],
        [],
    ),
    "notification": (
        [("sns", "publish", {"TopicArn": f"arn:aws:sns:{ARN}goatherd-News", "Message": "news", "Subject": "about"})],
        ["OnNews", "OnFanned"],
    ),
    "notifications": (
        [
            (
                "sns",
                "publish_batch",
                {
                    "TopicArn": f"arn:aws:sns:{ARN}goatherd-News",
                    "PublishBatchRequestEntries": [{"Id": "1", "Message": "one"}, {"Id": "2", "Message": "two"}],
                },
            )
        ],
        ["OnNews", "OnFanned", "OnNews", "OnFanned"],
    ),
    "message past the topic": (
        [("sqs", "send_message", {"QueueUrl": f"{QUEUES}goatherd-Fanned", "MessageBody": "itself"})],
        ["OnFanned"],
    ),
    "event": ([order()], ["OnOrder"]),
    "event that is too small": ([order(amount=5)], []),
    "event of another source": ([order(source="web")], []),
    "event of another type": ([order(type="Other")], []),
    "event of another bus": ([order(bus="default")], []),
    "event of the default bus": (
        [
            (
                "events",
                "put_events",
                {
                    "Entries": [
                        {"Source": "plain", "DetailType": "x", "Detail": "{}"},
                        {"Source": "other", "DetailType": "x", "Detail": "{}"},
                    ]
                },
            )
        ],
        ["OnDefault"],
    ),
    "record": (
        [("kinesis", "put_record", {"StreamName": STREAM, "Data": "click ü", "PartitionKey": "1"})],
        ["OnClick"],
    ),
    "records": (
        [
            (
                "kinesis",
                "put_records",
                {
                    "StreamARN": f"arn:aws:kinesis:{ARN}stream/{STREAM}",
                    "Records": [{"Data": "one", "PartitionKey": "1"}, {"Data": '{"two": 2}', "PartitionKey": "1"}],
                },
            )
        ],
        ["OnClick", "OnClick"],
    ),
    "execution": (
        [
            (
                "stepfunctions",
                "start_execution",
                {
                    "stateMachineArn": f"arn:aws:states:{ARN}stateMachine:goatherd-Machine",
                    "input": '{"order": {"id": 7}}',
                },
            )
        ],
        ["First"],
    ),
    "invocation": (
        [
            (
                "lambda",
                "invoke",
                {"FunctionName": "goatherd-Second", "InvocationType": "Event", "Payload": '{"later": true}'},
            )
        ],
        ["Second"],
    ),
    "two": (
        [PUT, ("sqs", "send_message", {"QueueUrl": f"{QUEUES}goatherd-Jobs", "MessageBody": "x"})],
        ["OnPut", "OnJob"],
    ),
}
