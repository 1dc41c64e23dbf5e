import json
import os
import re

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    for job in json.loads(event["body"])["jobs"]:
        if not re.fullmatch(r"[a-z]{1,20}", job["command"]):
            return {"statusCode": 400}
        table.put_item(Item={"id": job["id"], "command": job["command"]})
    return {"statusCode": 204}
