import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
ALLOWED = ("clean", "rotate", "index")


def handler(event, context):
    job = table.get_item(Key={"id": event["pathParameters"]["id"]})["Item"]
    if job["command"] not in ALLOWED:
        return {"statusCode": 409}
    os.system("job " + job["command"])
    return {"statusCode": 204}
