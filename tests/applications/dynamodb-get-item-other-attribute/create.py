import json
import os
import time
import uuid

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    job = json.loads(event["body"])
    number = str(uuid.uuid4())
    table.put_item(Item={"id": number, "created": int(time.time()), "name": job["name"], "command": job["command"]})
    return {"statusCode": 201, "body": number}
