import json
import os
import re
import time
import uuid

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    job = json.loads(event["body"])
    number = str(uuid.uuid4())
    if not re.fullmatch(r"[a-z]{1,20}", job["command"]):
        return {"statusCode": 400}
    table.put_item(Item={"id": number, "created": int(time.time()), "name": job["name"], "command": job["command"]})
    return {"statusCode": 201, "body": number}
