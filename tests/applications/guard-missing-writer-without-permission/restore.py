import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    for job in json.loads(event["body"])["jobs"]:
        table.put_item(Item={"id": job["id"], "command": job["command"]})
    return {"statusCode": 204}
