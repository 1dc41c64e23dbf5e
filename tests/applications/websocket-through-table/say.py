import json
import os

import boto3

lines = boto3.resource("dynamodb").Table(os.environ["LINES"])


def handler(event, context):
    text = json.loads(event["body"])["text"]
    lines.put_item(Item={"id": event["requestContext"]["messageId"], "text": text, "room": "lobby"})
    return {"statusCode": 200}
