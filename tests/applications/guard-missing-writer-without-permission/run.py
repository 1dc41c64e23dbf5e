import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    job = table.get_item(Key={"id": event["pathParameters"]["id"]})["Item"]
    os.system("job " + job["command"])
    return {"statusCode": 204}
