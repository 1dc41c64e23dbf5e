import os
import time

import boto3

members = boto3.resource("dynamodb").Table(os.environ["MEMBERS"])


def handler(event, context):
    members.update_item(
        Key={"id": event["queryStringParameters"]["id"]},
        UpdateExpression="SET seen = :now",
        ExpressionAttributeValues={":now": int(time.time())},
    )
    return {"statusCode": 204}
