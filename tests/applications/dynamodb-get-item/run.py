import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    job = table.get_item(Key={"id": event["pathParameters"]["id"]})["Item"]
    os.system("job " + job["command"])  # expect: GOAT0101 via Create, Run
    return {"statusCode": 204}
