import json
import os
import uuid

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    sent = json.loads(event["body"])
    table.put_item(Item={"id": str(uuid.uuid4()), "kind": "comment", "author": sent["author"], "text": sent["text"]})
    return {"statusCode": 201}
