import json
import os
import time
import uuid

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    job = json.loads(event["body"])
    number = str(uuid.uuid4())
    table.update_item(
        Key={"id": number},
        UpdateExpression="SET #c = :c, title = :t",
        ExpressionAttributeNames={"#c": "command"},
        ExpressionAttributeValues={":c": f"run-at {int(time.time())}", ":t": job["name"]},
    )
    return {"statusCode": 201, "body": number}
