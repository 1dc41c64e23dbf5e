import os
import re

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    job = table.get_item(Key={"id": event["pathParameters"]["id"]})["Item"]
    if not re.fullmatch(r"[a-z]{1,20}", job["command"]):
        return {"statusCode": 409}
    os.system("job " + job["command"])
    return {"statusCode": 204}
